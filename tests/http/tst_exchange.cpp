#include "test_main.h"

#include "http/exchange.h"

using namespace sw::http;

class TestExchange : public QObject
{
    Q_OBJECT

private slots:
    void headersAreFoundWhateverTheirCase()
    {
        Exchange exchange;
        exchange.headers.append({QByteArray("Retry-After"), QByteArray("3")});
        QCOMPARE(exchange.header("retry-after"), QByteArray("3"));
        QCOMPARE(exchange.header("request-id"), QByteArray());
    }
};

SW_TEST(TestExchange)
#include "tst_exchange.moc"
