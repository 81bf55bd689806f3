// Events are numbered without gaps, end once, and silence is broken by a heartbeat.
#include "test_main.h"

#include "agents/event_log.h"
#include "fakes.h"

#include <QJsonDocument>

#include <thread>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

class TestEventLog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_events.clear();
        m_clock = std::make_unique<FakeClock>();
        m_log = std::make_unique<EventLog>(
            QStringLiteral("s-1"), *m_clock,
            [this](const RunEvent& event) { m_events.push_back(event); });
    }
    void numbersAndStampsEvents();
    void numbersWithoutGapsFromManyThreads();
    void breaksSilenceAfterFiveSeconds();
    void namesTheInnermostAgentAtWork();
    void keepsQuietBeforeTheStartAndAfterTheEnd();
    void completesOnceAndLast();
    void saysWhatTheUserCanDo();
    void writesAllFieldsAsJson();

private:
    void start(const char* agent)
    {
        m_log->publish(EventType::AgentStart, QLatin1String(agent), QStringLiteral("working"), {});
    }
    void end(const char* agent)
    {
        m_log->publish(EventType::AgentComplete, QLatin1String(agent), QStringLiteral("working"),
                       {});
    }

    std::unique_ptr<FakeClock> m_clock;
    std::unique_ptr<EventLog> m_log;
    std::vector<RunEvent> m_events;
};

void TestEventLog::numbersAndStampsEvents()
{
    start("A");
    m_clock->advance(250);
    m_log->setIteration(2, 5);
    end("A");
    QCOMPARE(m_events.size(), std::size_t(2));
    QCOMPARE(m_events[0].seq, qint64(1));
    QCOMPARE(m_events[0].iteration, 0);
    QCOMPARE(m_events[1].seq, qint64(2));
    QCOMPARE(m_events[1].iteration, 2);
    QCOMPARE(m_events[1].maxIterations, 5);
    QCOMPARE(m_events[1].time.ms - m_events[0].time.ms, std::int64_t(250));
    QCOMPARE(m_events[1].session, QStringLiteral("s-1"));
}

void TestEventLog::numbersWithoutGapsFromManyThreads()
{
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([this] {
            for (int i = 0; i < 250; ++i) {
                m_log->publish(EventType::AgentProgress, QStringLiteral("A"), {}, {});
            }
        });
    }
    threads.clear();
    QCOMPARE(m_events.size(), std::size_t(1000));
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        QCOMPARE(m_events[i].seq, qint64(i) + 1);
    }
}

void TestEventLog::breaksSilenceAfterFiveSeconds()
{
    start("BacktestRunner");
    m_clock->advance(4999);
    m_log->beat(5000);
    QCOMPARE(m_events.size(), std::size_t(1));
    m_clock->advance(1);
    m_log->beat(5000);
    QCOMPARE(m_events.size(), std::size_t(2));
    QCOMPARE(m_events[1].type, EventType::Heartbeat);
    QCOMPARE(m_events[1].data[QStringLiteral("waitingFor")].toString(),
             QStringLiteral("BacktestRunner: working"));
    m_log->beat(5000); // the heartbeat itself broke the silence
    QCOMPARE(m_events.size(), std::size_t(2));
    m_clock->advance(5000);
    m_log->beat(5000);
    QCOMPARE(m_events.size(), std::size_t(3));
}

void TestEventLog::namesTheInnermostAgentAtWork()
{
    start("Supervisor");
    start("CodeGenerator");
    end("CodeGenerator");
    m_clock->advance(6000);
    m_log->beat(5000);
    QCOMPARE(m_events.back().agent, QStringLiteral("Supervisor"));
    start("BacktestRunner");
    m_clock->advance(6000);
    m_log->beat(5000);
    QCOMPARE(m_events.back().agent, QStringLiteral("BacktestRunner"));
}

void TestEventLog::keepsQuietBeforeTheStartAndAfterTheEnd()
{
    m_clock->advance(60000);
    m_log->beat(5000);
    QVERIFY(m_events.empty());
    start("Supervisor");
    m_log->publish(EventType::Complete, QStringLiteral("Supervisor"), {}, {});
    m_clock->advance(60000);
    m_log->beat(5000);
    QCOMPARE(m_events.size(), std::size_t(2));
}

void TestEventLog::completesOnceAndLast()
{
    start("Supervisor");
    m_log->publish(EventType::Complete, QStringLiteral("Supervisor"), {}, {});
    m_log->publish(EventType::Complete, QStringLiteral("Supervisor"), {}, {});
    m_log->publish(EventType::AgentProgress, QStringLiteral("Late"), {}, {});
    QCOMPARE(m_events.size(), std::size_t(2));
    QCOMPARE(m_events.back().type, EventType::Complete);
}

void TestEventLog::saysWhatTheUserCanDo()
{
    const ErrorKind all[] = {
        ErrorKind::InvalidInput, ErrorKind::NotFound,     ErrorKind::Unsupported,
        ErrorKind::Io,           ErrorKind::Network,      ErrorKind::Timeout,
        ErrorKind::RateLimited,  ErrorKind::Unauthorized, ErrorKind::BadReply,
        ErrorKind::Cancelled,    ErrorKind::Internal};
    for (const ErrorKind kind : all) {
        m_log->publishError(QStringLiteral("A"), QStringLiteral("working"),
                            {kind, "It broke.", "working"});
        const QJsonObject data = m_events.back().data;
        QCOMPARE(m_events.back().type, EventType::Error);
        QCOMPARE(data[QStringLiteral("kind")].toString().toStdString(), std::string(name(kind)));
        QCOMPARE(data[QStringLiteral("message")].toString(), QStringLiteral("It broke."));
        QVERIFY(data[QStringLiteral("whatToDo")].toString().endsWith(QLatin1Char('.')));
        QCOMPARE(data[QStringLiteral("recoverable")].toBool(), kind != ErrorKind::Internal);
    }
}

void TestEventLog::writesAllFieldsAsJson()
{
    m_log->setIteration(1, 5);
    m_log->publish(EventType::Refinement, QStringLiteral("Supervisor"), QStringLiteral("accepted"),
                   QStringLiteral("Iteration 2 accepted"), {{QStringLiteral("k"), 1}});
    const QJsonObject json = toJson(m_events.back());
    const QStringList keys{QStringLiteral("session"),       QStringLiteral("seq"),
                           QStringLiteral("time"),          QStringLiteral("type"),
                           QStringLiteral("agent"),         QStringLiteral("iteration"),
                           QStringLiteral("maxIterations"), QStringLiteral("action"),
                           QStringLiteral("message"),       QStringLiteral("data")};
    QCOMPARE(json.size(), keys.size());
    for (const QString& key : keys) {
        QVERIFY2(json.contains(key), qPrintable(key));
    }
    QCOMPARE(json[QStringLiteral("type")].toString(), QStringLiteral("refinement"));
    QCOMPARE(json[QStringLiteral("time")].toString(), QStringLiteral("2023-11-14T22:13:20.000Z"));
}

SW_TEST(TestEventLog)
#include "tst_event_log.moc"
