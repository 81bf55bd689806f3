// Runs of the real Supervisor behind the server.
#include "test_main.h"

#include "stage.h"

#include "app/served_runs.h"
#include "app/stored_events.h"
#include "data/local_ports.h"

#include "../agents/fakes.h"

#include <QJsonArray>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::test;
using app::ServedRuns;

namespace {

const QByteArray kStart =
    R"({"type":"start","id":"s","brief":{"text":"Buy AAPL when RSI < 30, sell when RSI > 70"}})";

/// Blocks every backtest until it is let go or stopped.
class HeldBacktester : public data::EngineBacktester
{
public:
    Result<engine::BacktestResult> run(const lang::ProgramPtr& program, const engine::Feeds& feeds,
                                       const engine::BacktestOptions& options,
                                       std::stop_token stop) override
    {
        while (held && !stop.stop_requested()) {
            std::this_thread::yield();
        }
        return EngineBacktester::run(program, feeds, options, stop);
    }
    std::atomic<bool> held = true;
};

struct RealServed {
    explicit RealServed(std::shared_ptr<agents::Backtester> backtester,
                        const std::shared_ptr<store::SessionStore>& sessions = nullptr)
        : runs({sessions,
                {std::make_shared<MemoryMarketData>(std::vector{aapl()}), std::move(backtester),
                 std::make_shared<data::SystemClock>(), "test", nullptr},
                {},
                {}}),
          history(std::make_shared<serve::RecentEvents>(
              serve::HistoryBounds{},
              sessions ? std::make_shared<app::StoredEvents>(sessions) : nullptr)),
          server({QStringLiteral("test"), patientLimits()}, serve::AccessToken::random(), history,
                 &runs)
    {
        QObject::connect(&runs, &ServedRuns::event, &server, &serve::ProgressServer::publish);
        if (!server.open()) {
            qFatal("no port");
        }
    }
    ServedRuns runs;
    std::shared_ptr<serve::RecentEvents> history;
    serve::ProgressServer server;
};

bool isComplete(const RealServed& served, const QString& session)
{
    for (const serve::SessionEntry& entry : served.history->sessions()) {
        if (entry.session == session) {
            return entry.complete;
        }
    }
    return false;
}

QString sessionOf(const QJsonObject& message, const char* key = "session")
{
    return message.value(QLatin1String(key)).toString();
}

} // namespace

class TestServedRuns : public QObject
{
    Q_OBJECT

private slots:
    void runsWhatAClientStarts()
    {
        RealServed served(std::make_shared<data::EngineBacktester>());
        Visitor visitor(served.server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(R"({"type":"subscribe","session":"*"})");
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("started").size(), 1);
        const QString session = sessionOf(visitor.said("started")[0]);
        QTRY_VERIFY_WITH_TIMEOUT(isComplete(served, session), 60'000);
        const qint64 last = served.history->last(session);
        QVERIFY(last > 10);
        QTRY_COMPARE(visitor.seqs(session), upTo(last));
        QTRY_COMPARE(served.runs.running(), 0U);
    }

    void cancelsARun()
    {
        RealServed served(std::make_shared<HeldBacktester>());
        Visitor visitor(served.server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("started").size(), 1);
        const QString session = sessionOf(visitor.said("started")[0]);
        visitor.say("{\"type\":\"cancel\",\"session\":\"" + session.toUtf8() + "\"}");
        QTRY_COMPARE(visitor.said("cancelling").size(), 1);
        QTRY_VERIFY(isComplete(served, session));
        visitor.say("{\"type\":\"cancel\",\"session\":\"" + session.toUtf8() + "\"}");
        visitor.say(R"({"type":"cancel","session":"none"})");
        QTRY_COMPARE(visitor.said("error").size(), 2);
        QVERIFY(sessionOf(visitor.said("error")[0], "message").contains(QLatin1String("over")));
        QCOMPARE(sessionOf(visitor.said("error")[1], "kind"), QStringLiteral("not_found"));
    }

    void runsFourAtATime()
    {
        const auto backtester = std::make_shared<HeldBacktester>();
        RealServed served(backtester);
        Visitor visitor(served.server);
        QTRY_VERIFY(visitor.isGreeted());
        for (int i = 0; i < 5; ++i) {
            visitor.say(kStart);
        }
        QTRY_COMPARE(visitor.said("started").size(), 4);
        QTRY_COMPARE(visitor.said("error").size(), 1);
        QCOMPARE(sessionOf(visitor.said("error")[0], "kind"), QStringLiteral("rate_limited"));
        backtester->held = false;
        QTRY_COMPARE_WITH_TIMEOUT(served.runs.running(), 0U, 60'000);
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("started").size(), 5);
        QTRY_COMPARE_WITH_TIMEOUT(served.runs.running(), 0U, 60'000);
    }

    void goesOnAfterAnAnswer()
    {
        RealServed served(std::make_shared<data::EngineBacktester>());
        Visitor visitor(served.server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(R"({"type":"start","brief":{"text":"Buy AAPL when RSI < 30"}})");
        QTRY_COMPARE(visitor.said("started").size(), 1);
        const QString first = sessionOf(visitor.said("started")[0]);
        QTRY_VERIFY(isComplete(served, first));
        const QJsonObject end =
            QJsonDocument::fromJson(
                served.history->events(first, served.history->last(first), 1)[0].json.toUtf8())
                .object()
                .value(QStringLiteral("data"))
                .toObject();
        QCOMPARE(end.value(QStringLiteral("state")).toString(), QStringLiteral("needs answer"));
        const QJsonArray questions = end.value(QStringLiteral("questions")).toArray();
        QVERIFY(!questions.isEmpty());
        const QString about = sessionOf(questions[0].toObject(), "about");
        const QByteArray opening =
            "{\"type\":\"answer\",\"session\":\"" + first.toUtf8() + "\",\"about\":\"";
        visitor.say(opening + "nonsense\",\"text\":\"RSI > 70\"}");
        QTRY_COMPARE(visitor.said("error").size(), 1);
        QVERIFY(sessionOf(visitor.said("error")[0], "message").contains(about));
        visitor.say(opening + about.toUtf8() + "\",\"text\":\"RSI > 70\"}");
        QTRY_COMPARE(visitor.said("answered").size(), 1);
        const QString second = sessionOf(visitor.said("answered")[0], "started");
        QVERIFY(!second.isEmpty() && second != first);
        QTRY_VERIFY_WITH_TIMEOUT(isComplete(served, second), 60'000);
        const QString text = served.history->events(second, 1, 1)[0].json;
        QVERIFY2(text.contains(QLatin1String("Buy AAPL when RSI < 30, sell when RSI > 70")),
                 qPrintable(text));
    }

    void showsRunsOfAnEarlierStart()
    {
        const QTemporaryDir folder;
        const auto sessions =
            store::SessionStore::open(folder.filePath(QStringLiteral("sessions.sqlite")));
        QVERIFY2(sessions, sessions ? "" : sessions.error().text().c_str());
        QString session;
        qint64 last = 0;
        {
            RealServed served(std::make_shared<data::EngineBacktester>(), *sessions);
            Visitor visitor(served.server);
            QTRY_VERIFY(visitor.isGreeted());
            visitor.say(kStart);
            QTRY_COMPARE(visitor.said("started").size(), 1);
            session = sessionOf(visitor.said("started")[0]);
            QTRY_VERIFY_WITH_TIMEOUT(isComplete(served, session), 60'000);
            QTRY_COMPARE(served.runs.running(), 0U);
            last = served.history->last(session);
        }
        RealServed again(std::make_shared<data::EngineBacktester>(), *sessions);
        Visitor visitor(again.server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say("{\"type\":\"subscribe\",\"session\":\"" + session.toUtf8() + "\",\"from\":3}");
        QTRY_COMPARE(visitor.seqs(session), upTo(last, 3));
        QVERIFY(visitor.lagged().isEmpty());
    }

    void stopsAllRunsAtTheEnd()
    {
        RealServed served(std::make_shared<HeldBacktester>());
        Visitor visitor(served.server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(kStart);
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("started").size(), 2);
        served.runs.stop();
        QTRY_COMPARE(served.runs.running(), 0U);
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("error").size(), 1);
    }

    void endsWhileRunsAreAtWork()
    {
        auto served = std::make_unique<RealServed>(std::make_shared<HeldBacktester>());
        Visitor visitor(served->server);
        QTRY_VERIFY(visitor.isGreeted());
        visitor.say(kStart);
        QTRY_COMPARE(visitor.said("started").size(), 1);
        served.reset();
        QTRY_VERIFY(visitor.isClosed());
    }
};

SW_TEST(TestServedRuns)
#include "tst_served_runs.moc"
