#include "test_main.h"

#include "http/retry.h"

#include <thread>

using namespace sw::http;

namespace {

const QDateTime kNow(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);

} // namespace

class TestRetry : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatTheServiceSays_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<int>("afterMs");
        const QByteArray after = "Retry-After";
        QTest::newRow("seconds") << after << QByteArray("3") << 3000;
        QTest::newRow("broken seconds") << after << QByteArray("1.5") << 1500;
        QTest::newRow("milliseconds") << QByteArray("retry-after-ms") << QByteArray("1500") << 1500;
        QTest::newRow("nothing to wait") << after << QByteArray("0") << 0;
        QTest::newRow("a date") << after << QByteArray("Sun, 22 Nov 2026 12:00:07 GMT") << 7000;
        QTest::newRow("a date in the past")
            << after << QByteArray("Sun, 22 Nov 2026 11:00:00 GMT") << 0;
        QTest::newRow("a long time") << after << QByteArray("900") << 900'000;
        QTest::newRow("garbage") << after << QByteArray("soon") << -1;
        QTest::newRow("negative") << after << QByteArray("-5") << -1;
        QTest::newRow("not a number") << after << QByteArray("nan") << -1;
        QTest::newRow("nothing") << after << QByteArray() << -1;
        QTest::newRow("a date without its zone")
            << after << QByteArray("Sun, 22 Nov 2026 12:00:07") << -1;
    }

    void readsWhatTheServiceSays()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(int, afterMs);
        Exchange exchange;
        exchange.headers.append(Header{name, value});
        QCOMPARE(retryHint(exchange, kNow).afterMs.value_or(-1), qint64{afterMs});
        QVERIFY(!retryHint(exchange, kNow).shouldRetry);
    }

    void millisecondsComeBeforeSeconds()
    {
        Exchange exchange;
        exchange.headers = {Header{"retry-after", "3"}, Header{"retry-after-ms", "1500"}};
        QCOMPARE(*retryHint(exchange, kNow).afterMs, qint64{1500});
        exchange.headers[1].value = "x";
        QCOMPARE(*retryHint(exchange, kNow).afterMs, qint64{3000});
    }

    void theServiceMayForbidOrAskForIt()
    {
        Exchange exchange;
        exchange.headers = {Header{"X-Should-Retry", "true"}};
        QCOMPARE(*retryHint(exchange, kNow).shouldRetry, true);
        exchange.headers[0].value = "false";
        QCOMPARE(*retryHint(exchange, kNow).shouldRetry, false);
        exchange.headers[0].value = "perhaps";
        QVERIFY(!retryHint(exchange, kNow).shouldRetry);
    }

    void readsGooglesDurations()
    {
        QCOMPARE(*durationMs(QStringLiteral("45.837906927s")), qint64{45'838});
        QCOMPARE(*durationMs(QStringLiteral("0.5s")), qint64{500});
        QCOMPARE(*durationMs(QStringLiteral("3s")), qint64{3000});
        for (const char* text : {"x", "", "5", "s", "-1s", "1.s", "1.1234567890s", "1e3s"}) {
            QVERIFY2(!durationMs(QString::fromLatin1(text)), text);
        }
    }

    void aHintIsWaitedForWithALittleOnTop()
    {
        QCOMPARE(*waitMs({1, false, 2000}, 0.0), qint64{2000});
        QCOMPARE(*waitMs({3, true, 2000}, 0.5), qint64{2100});
        QCOMPARE(*waitMs({1, false, 0}, 0.9), qint64{0});
        QCOMPARE(*waitMs({1, false, 120'000}, 0.0), qint64{120'000});
        QVERIFY(!waitMs({1, false, 120'001}, 0.0));
        QVERIFY(!waitMs({1, false, 900'000}, 0.0));
    }

    void withoutAHintTheWaitDoubles()
    {
        const std::vector<qint64> whole{1000, 2000, 4000, 8000, 16'000, 30'000, 30'000};
        for (std::size_t index = 0; index < whole.size(); ++index) {
            Setback setback;
            setback.failures = static_cast<int>(index) + 1;
            QCOMPARE(*waitMs(setback, 0.0), whole[index] / 2);
            QVERIFY(*waitMs(setback, 0.999999) <= whole[index]);
        }
        QCOMPARE(*waitMs({1, true, {}}, 0.0), qint64{2000});
        QCOMPARE(*waitMs({2, true, {}}, 0.5), qint64{6000});
        QVERIFY(*waitMs({1'000'000, true, {}}, 0.5) <= 30'000);
    }

    void chanceIsTheSameForTheSameSeed()
    {
        Chance one(42);
        Chance two(42);
        Chance other(43);
        double sum = 0.0;
        bool differs = false;
        for (int index = 0; index < 1000; ++index) {
            const double value = one.next();
            QVERIFY(value >= 0.0 && value < 1.0);
            QCOMPARE(two.next(), value);
            differs = differs || other.next() != value;
            sum += value;
        }
        QVERIFY(differs);
        QVERIFY(sum > 400.0 && sum < 600.0);
    }

    void waitingEndsByItselfOrByAStop()
    {
        std::stop_source source;
        QVERIFY(waitFor(1, source.get_token()));
        QVERIFY(waitFor(-5, source.get_token()));
        std::jthread stopper([&source] { source.request_stop(); });
        // A day: only the stop can end it.
        QVERIFY(!waitFor(86'400'000, source.get_token()));
        QVERIFY(!waitFor(0, source.get_token()));
    }
};

SW_TEST(TestRetry)
#include "tst_retry.moc"
