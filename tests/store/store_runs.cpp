#include "store_runs.h"

#include "base/expects.h"
#include "data/local_ports.h"

#include <QDirIterator>
#include <QEventLoop>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <chrono>
#include <thread>

namespace sw::test {

const char* const kAnthropicKey = "sk-ant-test-0123456789abcdefABCDEF";
const char* const kGeminiKey = "AIzaTest0123456789abcdefghijklmnopq";

market::BarsPtr madeBars(const std::string& symbol, int count)
{
    std::uint64_t state = 0x9E3779B97F4A7C15ULL;
    for (const char letter : symbol) {
        state = state * 31 + static_cast<unsigned char>(letter);
    }
    const auto uniform = [&state] {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return static_cast<double>(state % 10'000) / 10'000 - 0.5;
    };
    market::BarColumns columns;
    double price = 100;
    for (int i = 0; i < count; ++i) {
        const double open = price * (1 + 0.004 * uniform());
        const double close = open * (1 + 0.03 * uniform());
        columns.time.push_back({(10'000 + i) * kMsPerDay});
        columns.open.push_back(open);
        columns.high.push_back(std::max(open, close) * 1.004);
        columns.low.push_back(std::min(open, close) * 0.996);
        columns.close.push_back(close);
        columns.volume.push_back(1000);
        price = close < 20 ? 40 : close > 500 ? 250 : close;
    }
    const auto bars =
        market::Bars::make(market::instrumentFor(symbol), {1, FrameUnit::Day}, std::move(columns));
    ENSURES(bars.has_value());
    return *bars;
}

MemoryBars::MemoryBars(std::vector<market::BarsPtr> bars)
{
    for (market::BarsPtr& each : bars) {
        const std::string symbol = each->symbol();
        m_bars.emplace(symbol, std::move(each));
    }
}

Result<market::BarsPtr> MemoryBars::bars(const std::string& symbol, Timeframe, std::stop_token)
{
    ++asked;
    const auto found = m_bars.find(symbol);
    return found != m_bars.end()
               ? Result<market::BarsPtr>(found->second)
               : fail(ErrorKind::NotFound, "There are no bars for " + symbol + ".");
}

std::string MemoryBars::provenance(const std::string& symbol) const
{
    return m_bars.contains(symbol) ? "made bars" : "not loaded";
}

Result<QJsonObject> ChattyModel::ask(const llm::ModelRequest& request,
                                     const llm::Listener& listener, const std::stop_token&,
                                     llm::CallRecord& call)
{
    const int number = ++asked;
    const QString key = QString::fromLatin1(kAnthropicKey);
    call.id = QStringLiteral("call-%1").arg(number);
    call.requestKey = llm::requestKey(request);
    call.request = request;
    call.wireBody = QStringLiteral("{\"note\":\"%1\"}").arg(key);
    call.curl = QStringLiteral("curl -H 'x-api-key: %1' 'https://x/?key=%2'")
                    .arg(key, QString::fromLatin1(kGeminiKey));
    call.endpoint = QStringLiteral("fake");
    call.model = QStringLiteral("chatty-1");
    call.usage.input = 100;
    call.usage.output = 10;
    call.cost = 1234;
    llm::CallAttempt attempt;
    attempt.endpoint = call.endpoint;
    attempt.model = call.model;
    attempt.status = 200;
    attempt.outcome = QStringLiteral("complete");
    attempt.sentence = QStringLiteral("Bearer %1").arg(key);
    call.attempts.push_back(attempt);
    if (listener.delta) {
        listener.delta({QStringLiteral("the key is %1 ").arg(key)});
    }
    call.answer = QStringLiteral("my key is %1").arg(QString::fromLatin1(kGeminiKey));
    call.error = Error{ErrorKind::BadReply, "The model's answer was not what was asked for.", {}};
    return fail(*call.error);
}

QStringList filesWithKeys(const QString& folder)
{
    QStringList found;
    QDirIterator walk(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        QFile file(walk.next());
        if (!file.open(QIODevice::ReadOnly)) {
            continue;
        }
        const QByteArray content = file.readAll();
        for (const char* key : {kAnthropicKey, kGeminiKey}) {
            if (content.contains(key)) {
                found.append(file.fileName());
            }
        }
    }
    return found;
}

agents::Ports testPorts(int bars)
{
    return {std::make_shared<MemoryBars>(std::vector{madeBars("TST", bars)}),
            std::make_shared<data::EngineBacktester>(), std::make_shared<data::SystemClock>(),
            "0.0-test"};
}

Result<engine::BacktestResult> StallingBacktester::run(const lang::ProgramPtr& program,
                                                       const engine::Feeds& feeds,
                                                       const engine::BacktestOptions& options,
                                                       std::stop_token stop)
{
    if (++m_runs > 1) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    return engine::backtest(program, feeds, options, stop);
}

QString interrupted(const std::shared_ptr<store::SessionStore>& store, agents::Ports ports)
{
    ports.backtester = std::make_shared<StallingBacktester>();
    store::SessionRecorder recorder({store, ports, {}, {}});
    QEventLoop loop;
    int seen = 0;
    bool measures = false; // the bars are asked for before
    QObject::connect(&recorder, &store::SessionRecorder::event, &loop,
                     [&](const agents::RunEvent& event) {
                         measures = measures || event.agent == QStringLiteral("BacktestRunner");
                         if (++seen >= 8 && measures) {
                             loop.quit();
                         }
                     });
    const QString id = recorder.start(testBrief());
    loop.exec();
    return id;
}

agents::Brief testBrief()
{
    agents::Brief brief;
    brief.text = "Buy TST when RSI < 40, sell when RSI > 60";
    brief.maxIterations = 4;
    return brief;
}

Told record(const std::shared_ptr<store::SessionStore>& store, const agents::Ports& ports,
            const agents::Brief& brief, const QString& resumed)
{
    store::SessionRecorder recorder(
        {store,
         ports,
         [](const agents::RunOutcome& outcome) {
             return QJsonObject{
                 {QStringLiteral("iterations"), static_cast<qint64>(outcome.iterations.size())}};
         },
         {}});
    Told told;
    QEventLoop loop;
    QObject::connect(&recorder, &store::SessionRecorder::event, &recorder,
                     [&](const agents::RunEvent& event) { told.events.push_back(event); });
    QObject::connect(&recorder, &store::SessionRecorder::called, &recorder,
                     [&](const llm::CallRecord& call) { told.calls.push_back(call); });
    QObject::connect(&recorder, &store::SessionRecorder::notRecorded, &recorder,
                     [&](const QString& sentence) { told.notRecorded.append(sentence); });
    QObject::connect(&recorder, &store::SessionRecorder::finished, &recorder,
                     [&](const agents::RunOutcomePtr& outcome) {
                         told.outcome = outcome;
                         loop.quit();
                     });
    if (resumed.isEmpty()) {
        recorder.start(brief);
    } else if (const Status begun = recorder.resume(resumed); !begun) {
        told.notRecorded.append(QString::fromStdString(begun.error().text()));
        return told;
    }
    loop.exec();
    told.session = recorder.session();
    return told;
}

std::shared_ptr<store::SessionStore> openStore(const QString& path)
{
    auto store = store::SessionStore::open(path);
    if (!store) {
        qFatal("%s", store.error().text().c_str());
    }
    return *store;
}

QByteArray bytesOf(const agents::RunEvent& event)
{
    return QJsonDocument(agents::toJson(event)).toJson(QJsonDocument::Compact);
}

} // namespace sw::test
