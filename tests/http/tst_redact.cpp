#include "test_main.h"

#include "http/redact.h"

#include <QProcess>

using namespace sw::http;

namespace {

const QString kAnthropic = QStringLiteral("sk-ant-test-AbCd0123456789_xyz");
const QString kGoogle = QStringLiteral("AIzaTest0123456789abcdefghij_KLM");
const QString kGoogleNew = QStringLiteral("AQ.Test0123456789abcdefghij_KLM.x");

} // namespace

class TestRedact : public QObject
{
    Q_OBJECT

private slots:
    void keysOfEveryShapeAreMasked_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("secret");
        const auto row = [](const char* name, const QString& text, const QString& secret) {
            QTest::newRow(name) << text.arg(secret) << secret;
        };
        row("anthropic", QStringLiteral("key %1 was rejected"), kAnthropic);
        row("openai", QStringLiteral("Incorrect API key provided: %1."),
            QStringLiteral("sk-proj-abcdefgh12345678"));
        row("shortest", QStringLiteral("(%1)"), QStringLiteral("sk-abcdefgh"));
        row("google", QStringLiteral("{\"m\":\"key=%1 bad\"}"), kGoogle);
        row("google, new kind", QStringLiteral("[%1]"), kGoogleNew);
        row("bearer", QStringLiteral("Authorization: Bearer %1\n"),
            QStringLiteral("some.opaque/token"));
        row("bearer, short", QStringLiteral("sent Bearer %1"), QStringLiteral("abc123"));
        row("bearer, lower case", QStringLiteral("with bearer %1"),
            QStringLiteral("abcdefghijkl0123"));
        row("in a url", QStringLiteral("https://x.example/models?alt=sse&key=%1&a=b"),
            QStringLiteral("anythingatall"));
        row("first in a url", QStringLiteral("https://x.example/models?key=%1"),
            QStringLiteral("anythingatall"));
        row("after an escaped line break", QStringLiteral("\"a\\n%1\""), kAnthropic);
        row("after a percent escape", QStringLiteral("q=%20%1"), QStringLiteral("sk-abcdefgh"));
        row("header x-api-key", QStringLiteral("X-Api-Key: %1\r\nHost: a"),
            QStringLiteral("opaque-word"));
        row("header x-goog-api-key", QStringLiteral("x-goog-api-key: %1"),
            QStringLiteral("opaque-word"));
        row("header cookie", QStringLiteral("Cookie: a=%1; b=2"), QStringLiteral("opaque-word"));
        row("header proxy", QStringLiteral("Proxy-Authorization: Basic %1"),
            QStringLiteral("b3BhcXVl"));
        row("header in JSON", QStringLiteral("{\"authorization\":\"%1\",\"a\":1}"),
            QStringLiteral("opaque-word"));
    }

    void keysOfEveryShapeAreMasked()
    {
        QFETCH(QString, text);
        QFETCH(QString, secret);
        QVERIFY(text.contains(secret));
        const QString masked = redacted(text);
        QVERIFY2(!masked.contains(secret), qPrintable(masked));
        QCOMPARE(redacted(masked), masked);
    }

    void literalSecretsAreMaskedWhereverTheyStand()
    {
        const QStringList secrets{QStringLiteral("hunter2!"), QStringLiteral("hunter2!longer"),
                                  QStringLiteral("abc")};
        const QString masked =
            redacted(QStringLiteral("a hunter2!longer, xhunter2!x and abc"), secrets);
        QCOMPARE(masked, QStringLiteral("a \u2026, x\u2026x and abc"));
    }

    void wordsOfTradersStay_data()
    {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"The risk-adjusted return of this desk-calibrated strategy", "NASDAQ.AAPL.CLOSE",
              "task-oriented", "a bearer of news", "monkey=3&key", "cookies are good"}) {
            QTest::newRow(text) << QString::fromLatin1(text);
        }
    }

    void wordsOfTradersStay()
    {
        QFETCH(QString, text);
        QCOMPARE(redacted(text), text);
    }

    void theRestOfTheTextStays()
    {
        QCOMPARE(redacted(QStringLiteral("{\"text\":\"my key is %1\",\"next\":1}").arg(kAnthropic)),
                 QStringLiteral("{\"text\":\"my key is sk-\u2026\",\"next\":1}"));
        QCOMPARE(redacted(QStringLiteral("?key=abc&alt=sse")),
                 QStringLiteral("?key=\u2026&alt=sse"));
    }

    void secretHeadersAreMasked()
    {
        const Header key = redacted(Header{"X-Own", "opaque", true});
        QCOMPARE(key.value, QStringLiteral("\u2026").toUtf8());
        QCOMPARE(redacted(Header{"Authorization", "opaque"}).value, key.value);
        QCOMPARE(redacted(Header{"content-type", "application/json"}).value,
                 QByteArray("application/json"));
        QVERIFY(!redacted(Header{"x-note", kAnthropic.toUtf8()}).value.contains("AbCd"));
    }

    void theCommandNamesAVariableInsteadOfTheKey()
    {
        Request request;
        request.url = QUrl(QStringLiteral("https://api.example.com/v1/messages?key=abcdef"));
        request.headers = {Header{"x-api-key", kAnthropic.toUtf8(), true},
                           Header{"content-type", "application/json"},
                           Header{"authorization", "Bearer opaquetoken", true}};
        request.body = "{\"text\":\"it's $HOME `x` " + kAnthropic.toUtf8() + " opaquetoken\"}";
        const QString command = asCurl(request);
        QVERIFY2(!command.contains(kAnthropic), qPrintable(command));
        QVERIFY(!command.contains(QStringLiteral("opaquetoken")));
        QVERIFY(!command.contains(QStringLiteral("abcdef")));
        QVERIFY(command.contains(QStringLiteral("-H 'x-api-key: '\"$API_KEY\"")));
        QVERIFY(command.contains(QStringLiteral("-H 'authorization: Bearer '\"$API_KEY\"")));
        QVERIFY(command.contains(QStringLiteral("-H 'content-type: application/json'")));
        QCOMPARE(redacted(command), command);
    }

    void theCommandMeansTheSameToAShell()
    {
        Request request;
        request.url = QUrl(QStringLiteral("https://api.example.com/v1/messages?a=b&c=d"));
        request.headers = {Header{"x-api-key", kAnthropic.toUtf8(), true}};
        request.body = "{\"text\":\"it's $HOME `x` \\n \\\"q\\\" !\"}\nnext line";
        QProcess shell;
        // The command's name becomes a function that prints its arguments.
        const QString script = QStringLiteral("API_KEY=secret\ncurl() { printf '%s|' \"$@\"; }\n") +
                               asCurl(request) + QLatin1Char('\n');
        shell.start(QStringLiteral("/bin/sh"), {QStringLiteral("-c"), script});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardOutput(),
                 "-sS|-N|-X|POST|https://api.example.com/v1/messages?a=b&c=d|-H|x-api-key: "
                 "secret|--data-raw|" +
                     request.body + "|");
    }
};

SW_TEST(TestRedact)
#include "tst_redact.moc"
