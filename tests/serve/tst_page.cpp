// The page in a real browser. SW_PHOTOGRAPHS=FOLDER keeps pictures of it.
#include "test_main.h"

#include "browser.h"
#include "stage.h"

#include "app/served_runs.h"
#include "data/local_ports.h"

#include "../agents/fakes.h"

using namespace sw;
using namespace sw::test;

namespace {

/// A server with real runs over the AAPL sample, and a browser before its page.
struct Scene {
    Scene()
        : runs({nullptr,
                {std::make_shared<MemoryMarketData>(std::vector{aapl()}),
                 std::make_shared<data::EngineBacktester>(), std::make_shared<data::SystemClock>(),
                 "test", nullptr},
                {},
                {}}),
          server({QStringLiteral("0.1.0"), patientLimits()}, serve::AccessToken::random(),
                 std::make_shared<serve::RecentEvents>(), &runs)
    {
        QObject::connect(&runs, &app::ServedRuns::event, &server, &serve::ProgressServer::publish);
    }

    bool start() { return server.open() && browser.start(); }
    void openPage() { browser.open(QStringLiteral("http://127.0.0.1:%1/").arg(server.port())); }
    bool enter()
    {
        openPage();
        browser.type(QStringLiteral("#token"), QString::fromLatin1(server.token().text()));
        browser.click(QStringLiteral("#door button"));
        return browser.becomesTrue(QStringLiteral("!document.querySelector('#stage').hidden"));
    }
    QString text(const char* selector)
    {
        return browser
            .value(QStringLiteral("document.querySelector('%1').innerText")
                       .arg(QLatin1String(selector)))
            .toString();
    }
    void photograph(const char* name, int height = 900)
    {
        const QString folder = qEnvironmentVariable("SW_PHOTOGRAPHS");
        if (folder.isEmpty()) {
            return;
        }
        for (const bool dark : {true, false}) {
            browser.look(dark, 1440, height);
            browser.photograph(QStringLiteral("%1/serve-%2-%3.png")
                                   .arg(folder, QLatin1String(name),
                                        dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
    }

    app::ServedRuns runs;
    serve::ProgressServer server;
    Browser browser;
};

} // namespace

class TestPage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (Browser::program().isEmpty()) {
            QSKIP("no browser is installed; install chromium to test the page");
        }
    }

    void showsARunLive()
    {
        Scene scene;
        QVERIFY(scene.start());
        QVERIFY(scene.enter());
        scene.browser.type(QStringLiteral("#sentence"),
                           QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        scene.browser.click(QStringLiteral("#run"));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral(
                "document.querySelector('#sessions small')?.textContent === 'completed'"),
            60'000));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("document.querySelector('#timeline').children.length > 10")));
        QCOMPARE(scene.text("#title"),
                 QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        QVERIFY(!scene.text("#verdict").isEmpty());
        QVERIFY(scene.text("#verdict") != QLatin1String("At work …"));
        QVERIFY(scene.text("#iterations").contains(QLatin1String("as asked")));
        QVERIFY(scene.text("#figures").contains(QLatin1String("train")));
        QVERIFY(scene.text("#elapsed").endsWith(QLatin1String("s")));
        QVERIFY2(scene.browser.complaints().isEmpty(),
                 qPrintable(scene.browser.complaints().join(u'\n')));
        scene.photograph("run");
        scene.photograph("run-long", 2'000);
    }

    void keepsTheTokenForThisTabOnly()
    {
        Scene scene;
        QVERIFY(scene.start());
        QVERIFY(scene.enter());
        const QString token = QString::fromLatin1(scene.server.token().text());
        QCOMPARE(scene.browser.value(QStringLiteral("Object.values(sessionStorage).join()")),
                 QJsonValue(token));
        QCOMPARE(scene.browser.value(QStringLiteral("localStorage.length")).toInt(), 0);
        QCOMPARE(scene.browser.value(QStringLiteral("document.cookie")).toString(), QString());
        QVERIFY(!scene.browser.value(QStringLiteral("location.href")).toString().contains(token));
        QCOMPARE(scene.browser.value(QStringLiteral("document.querySelector('#token').value")),
                 QJsonValue(QString()));
        // The same tab comes back without asking; a forgotten token is gone.
        scene.openPage();
        QVERIFY(
            scene.browser.becomesTrue(QStringLiteral("!document.querySelector('#stage').hidden")));
        scene.browser.click(QStringLiteral("#leave"));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("!document.querySelector('#door').hidden && sessionStorage.length === "
                           "0")));
    }

    void saysThatATokenIsWrong()
    {
        Scene scene;
        QVERIFY(scene.start());
        scene.openPage();
        scene.browser.type(QStringLiteral("#token"), QStringLiteral("not-the-token"));
        scene.browser.click(QStringLiteral("#door button"));
        QVERIFY(scene.browser.becomesTrue(QStringLiteral(
            "document.querySelector('#refused').textContent.includes('token is missing or "
            "wrong')")));
        QCOMPARE(scene.browser.value(QStringLiteral("sessionStorage.length")).toInt(), 0);
        scene.photograph("door", 600);
    }

    void showsWhatComesAsTextOnly()
    {
        Scene scene;
        QVERIFY(scene.start());
        QVERIFY(scene.enter());
        const QString evil = QStringLiteral(
            "<img src=x onerror=\"window.hacked=1\"><script>window.hacked=1</script><b>bold</b>");
        for (const auto type :
             {agents::EventType::AgentStart, agents::EventType::AgentProgress,
              agents::EventType::LlmDelta, agents::EventType::IterationStart,
              agents::EventType::Refinement, agents::EventType::Heartbeat, agents::EventType::Error,
              agents::EventType::AgentComplete, agents::EventType::Complete}) {
            static qint64 seq = 0;
            agents::RunEvent event = eventOf(evil, ++seq, type, evil);
            event.agent =
                type == agents::EventType::AgentComplete ? QStringLiteral("Supervisor") : evil;
            event.action = evil;
            for (const char* key : {"text", "decision", "reason", "whatToDo", "window", "verdict",
                                    "state", "outcome"}) {
                event.data.insert(QLatin1String(key), evil);
            }
            event.data.insert(QStringLiteral("questions"),
                              QJsonArray{QJsonObject{{QStringLiteral("about"), evil},
                                                     {QStringLiteral("text"), evil}}});
            scene.server.publish(event);
        }
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("document.querySelector('#timeline').children.length >= 7 && "
                           "document.querySelector('#questions').children.length === 1")));
        QVERIFY(scene.text("#timeline").contains(evil));
        QVERIFY(scene.text("#title").contains(evil));
        QCOMPARE(scene.browser
                     .value(QStringLiteral(
                         "document.querySelectorAll('img, #stage b, #stage script').length"))
                     .toInt(),
                 0);
        QVERIFY(scene.browser.value(QStringLiteral("window.hacked === undefined")).toBool());
        QVERIFY2(scene.browser.complaints().isEmpty(),
                 qPrintable(scene.browser.complaints().join(u'\n')));
    }

    void answersAQuestion()
    {
        Scene scene;
        QVERIFY(scene.start());
        QVERIFY(scene.enter());
        scene.browser.type(QStringLiteral("#sentence"), QStringLiteral("Buy AAPL when RSI < 30"));
        scene.browser.click(QStringLiteral("#run"));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("document.querySelector('#questions input') !== null")));
        scene.photograph("question", 600);
        scene.browser.type(QStringLiteral("#questions input"), QStringLiteral("RSI > 70"));
        scene.browser.click(QStringLiteral("#questions button"));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("document.querySelector('#sessions small').textContent === 'completed'"),
            60'000));
        QCOMPARE(scene.text("#title"),
                 QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
    }

    void saysWhatIsWrongWithASentence()
    {
        Scene scene;
        QVERIFY(scene.start());
        QVERIFY(scene.enter());
        scene.browser.click(QStringLiteral("#run"));
        QVERIFY(scene.browser.becomesTrue(
            QStringLiteral("document.querySelector('#notice').textContent !== ''")));
    }
};

SW_TEST(TestPage)
#include "tst_page.moc"
