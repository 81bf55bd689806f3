#include "test_main.h"

#include "gui/saved_session.h"

#include <QFile>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::gui;

/// What was open is open again.
class TestSavedSession : public QObject
{
    Q_OBJECT

private slots:
    void comesBackAsItWas()
    {
        QTemporaryDir folder;
        SavedSession session;
        session.tabs = {{QStringLiteral("Buy AAPL & hold “it”"), QString()},
                        {QString(), QStringLiteral("trade AAPL daily\n")}};
        session.current = 1;
        session.history = {QStringLiteral("one"), QStringLiteral("two")};
        QVERIFY(session.save(folder.path()));
        const Result<SavedSession> read = SavedSession::load(folder.path());
        QVERIFY(read);
        QCOMPARE(*read, session);
    }

    void theFirstStartHasNone()
    {
        QTemporaryDir folder;
        const Result<SavedSession> read = SavedSession::load(folder.path());
        QVERIFY(!read);
        QCOMPARE(read.error().kind, ErrorKind::NotFound);
    }

    void aBrokenFileIsOneSentence()
    {
        QTemporaryDir folder;
        for (const char* text : {"", "{", "[]", "{\"tabs\": 7}", "\x00\xff\x01"}) {
            QFile file(folder.filePath(QStringLiteral("session.json")));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
            file.close();
            const Result<SavedSession> read = SavedSession::load(folder.path());
            QVERIFY(!read);
            QCOMPARE(read.error().kind, ErrorKind::InvalidInput);
        }
    }

    void aFolderThatCannotBeMadeIsSaid()
    {
        QVERIFY(!SavedSession{}.save(QStringLiteral("/proc/no/such")));
    }
};

SW_TEST(TestSavedSession)
#include "tst_saved_session.moc"
