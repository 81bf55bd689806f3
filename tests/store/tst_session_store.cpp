#include "test_main.h"
class TestSessionStore : public QObject
{
    Q_OBJECT
};
SW_TEST(TestSessionStore)
#include "tst_session_store.moc"
