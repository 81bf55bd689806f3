#include "fakes.h"

#include "base/expects.h"
#include "market/csv.h"

#include <QFile>

#include <cmath>
#include <stdexcept>

namespace sw::test {

MemoryMarketData::MemoryMarketData(std::vector<market::BarsPtr> bars)
{
    for (market::BarsPtr& one : bars) {
        const std::string symbol = one->symbol();
        m_bars.emplace(symbol, std::move(one));
    }
}

Result<market::BarsPtr> MemoryMarketData::bars(const std::string& symbol, Timeframe,
                                               std::stop_token stop)
{
    if (stop.stop_requested()) {
        return fail(ErrorKind::Cancelled, "The run was cancelled.", "reading bars");
    }
    const auto found = m_bars.find(symbol);
    if (found == m_bars.end()) {
        return fail(ErrorKind::NotFound, "There are no bars for " + symbol + ".");
    }
    return found->second;
}

std::string MemoryMarketData::provenance(const std::string&) const
{
    return "memory";
}

std::string MemoryMarketData::onlySymbol() const
{
    return m_bars.size() == 1 ? m_bars.begin()->first : "";
}

Result<engine::BacktestResult> CountingBacktester::run(const lang::ProgramPtr& program,
                                                       const engine::Feeds& feeds,
                                                       const engine::BacktestOptions& options,
                                                       std::stop_token stop)
{
    ++calls;
    callsAfterStop += stop.stop_requested() ? 1 : 0;
    return engine::backtest(program, feeds, options, stop);
}

ScriptedBacktester::ScriptedBacktester(agents::Split split, Skill skill)
    : m_split(std::move(split)), m_skill(std::move(skill))
{}

agents::Window ScriptedBacktester::windowOf(const engine::BacktestOptions& options) const
{
    const auto is = [&](const std::optional<agents::WindowDates>& dates) {
        return dates && options.from && *options.from == dates->from;
    };
    return is(m_split.train)        ? agents::Window::Train
           : is(m_split.validation) ? agents::Window::Validation
           : is(m_split.holdout)    ? agents::Window::Holdout
                                    : agents::Window::Whole;
}

namespace {

engine::Trade tradeOf(const market::Bars& bars, const Planted& wish, std::int32_t position)
{
    const auto price = [&](std::int32_t bar) { return bars.open()[static_cast<std::size_t>(bar)]; };
    engine::Trade trade;
    trade.position = position;
    trade.entryRule = 0;
    trade.exitRule = 0;
    trade.exitReason = wish.reason;
    trade.exitFill = engine::FillRule::NextOpen;
    trade.signalBar = wish.entry - 1;
    trade.entryBar = wish.entry;
    trade.exitBar = wish.exit;
    trade.exitSignalBar = wish.exit - 1;
    trade.size = wish.size;
    trade.entryPrice = price(wish.entry);
    trade.exitPrice = price(wish.exit);
    trade.grossPnl = (trade.exitPrice - trade.entryPrice) * wish.size;
    trade.commission = wish.commission;
    trade.netPnl = trade.grossPnl - wish.commission;
    trade.initialStop = std::nan("");
    return trade;
}

engine::BacktestResult resultOf(const lang::ProgramPtr& program, const market::BarsPtr& bars,
                                const std::vector<Planted>& trades, std::int32_t first,
                                std::int32_t end)
{
    engine::BacktestResult result;
    result.program = program;
    result.capital = 10000;
    engine::SymbolRun run;
    run.bars = bars;
    run.ledger.symbol = bars->symbol();
    run.ledger.startCash = result.capital;
    run.ledger.firstBar = first;
    run.ledger.endBar = end;
    for (const Planted& wish : trades) {
        run.ledger.trades.push_back(
            tradeOf(*bars, wish, static_cast<std::int32_t>(run.ledger.trades.size())));
        // Commission per fill, as the equity curve expects it: half on each side.
        run.costs.commissionPerTrade = wish.commission / 2;
    }
    const auto count = static_cast<std::int64_t>(trades.size());
    run.ledger.counters.entrySignals = count;
    run.ledger.counters.orders = count;
    run.ledger.counters.fills = count;
    result.runs.push_back(std::move(run));
    return result;
}

} // namespace

Result<engine::BacktestResult> ScriptedBacktester::run(const lang::ProgramPtr& program,
                                                       const engine::Feeds& feeds,
                                                       const engine::BacktestOptions& options,
                                                       std::stop_token stop)
{
    callsAfterStop += stop.stop_requested() ? 1 : 0;
    const agents::Window window = windowOf(options);
    windows.push_back(window);
    if (throws) {
        throw std::runtime_error("planted");
    }
    if (error) {
        return fail(*error);
    }
    const market::BarsPtr bars = feeds.at(program->symbols.front());
    const std::int32_t first = options.from
                                   ? static_cast<std::int32_t>(bars->lowerBound(*options.from))
                                   : program->warmupBars;
    const std::int32_t end =
        options.to
            ? static_cast<std::int32_t>(bars->lowerBound(Timestamp{options.to->ms + kMsPerDay}))
            : static_cast<std::int32_t>(bars->size());
    std::vector<Planted> trades;
    const std::optional<double> skill = m_skill(program->source, window);
    double due = 0;
    for (std::int32_t wave = first / kWave + 1; skill && (wave + 1) * kWave < end; ++wave) {
        if (wave % tradeEvery != 0) {
            continue;
        }
        due += *skill;
        const bool wins = due >= 1;
        due -= wins ? 1 : 0;
        const std::int32_t entry = wave * kWave + (wins ? 1 : 6);
        trades.push_back({entry, entry + 3});
    }
    return resultOf(program, bars, trades, first, end);
}

market::BarsPtr barsOf(const std::vector<double>& closes, const std::string& symbol,
                       CivilDate first)
{
    market::BarColumns columns;
    std::int64_t day = daysFromCivil(first);
    for (std::size_t i = 0; i < closes.size(); ++i) {
        const double open = i == 0 ? closes[0] : closes[i - 1];
        columns.time.push_back({day * kMsPerDay});
        columns.open.push_back(open);
        columns.high.push_back(std::max(open, closes[i]) + 0.5);
        columns.low.push_back(std::min(open, closes[i]) - 0.5);
        columns.close.push_back(closes[i]);
        columns.volume.push_back(1000);
        day += weekdayOf(day) == 5 ? 3 : 1;
    }
    market::Instrument instrument;
    instrument.symbol = symbol;
    auto bars = market::Bars::make(instrument, {1, FrameUnit::Day}, std::move(columns));
    EXPECTS(bars.has_value());
    return *bars;
}

market::BarsPtr waves(std::size_t count, const std::string& symbol)
{
    std::vector<double> closes;
    double price = 100;
    std::uint32_t noise = 12345;
    for (std::size_t i = 0; i < count; ++i) {
        noise = noise * 1664525u + 1013904223u;
        const bool up = i % kWave < kWave / 2;
        price += (up ? 1.0 : -1.0) + (static_cast<double>(noise >> 28) - 7.5) / 50;
        closes.push_back(std::round(price * 100) / 100);
    }
    return barsOf(closes, symbol);
}

market::BarsPtr intradayBars(std::size_t days, std::size_t barsPerDay, int offsetHours)
{
    market::BarColumns columns;
    std::int64_t day = daysFromCivil({2020, 1, 6});
    for (std::size_t d = 0; d < days; ++d) {
        for (std::size_t i = 0; i < barsPerDay; ++i) {
            const std::int64_t local = day * kMsPerDay + (9 * 60 + 30) * kMsPerMinute +
                                       static_cast<std::int64_t>(i) * kMsPerMinute;
            columns.time.push_back({local - offsetHours * kMsPerHour});
            columns.localOffsetMs.push_back(static_cast<std::int32_t>(offsetHours * kMsPerHour));
            const double price = 100 + static_cast<double>((d * 7 + i) % 11);
            columns.open.push_back(price);
            columns.high.push_back(price + 1);
            columns.low.push_back(price - 1);
            columns.close.push_back(price + (i % 2 == 0 ? 0.5 : -0.5));
            columns.volume.push_back(100);
        }
        day += weekdayOf(day) == 5 ? 3 : 1;
    }
    market::Instrument instrument;
    instrument.symbol = "TST";
    auto bars = market::Bars::make(instrument, {1, FrameUnit::Minute}, std::move(columns));
    EXPECTS(bars.has_value());
    return *bars;
}

market::BarsPtr aapl()
{
    QFile file(QStringLiteral(SW_SOURCE_DIR "/resources/samples/AAPL.csv"));
    EXPECTS(file.open(QIODevice::ReadOnly));
    market::CsvOptions options;
    options.symbol = "AAPL";
    const auto read = market::readCsv(file.readAll().toStdString(), options);
    EXPECTS(read.has_value());
    return read->bars;
}

lang::ProgramPtr compiled(const std::string& source)
{
    const lang::Compilation made = lang::compile(source);
    EXPECTS(made.program != nullptr);
    return made.program;
}

agents::BacktestOutcome planted(const lang::ProgramPtr& program, const market::BarsPtr& bars,
                                const std::vector<Planted>& trades, std::int32_t first,
                                std::int32_t end)
{
    const std::int32_t last = end < 0 ? static_cast<std::int32_t>(bars->size()) : end;
    agents::BacktestOutcome outcome;
    outcome.result = std::make_shared<const engine::BacktestResult>(
        resultOf(program, bars, trades, first, last));
    metrics::ReportOptions options;
    options.bootstrap.reset();
    outcome.report =
        std::make_shared<const metrics::Report>(metrics::report(*outcome.result, options));
    return outcome;
}

Stage::Stage(agents::MarketData& market, agents::Backtester& backtester)
    : m_log(QStringLiteral("session"), clock,
            [this](const agents::RunEvent& event) {
                events.push_back(event);
                if (event.seq == m_cancelAt) {
                    m_stop.request_stop();
                }
            }),
      m_context{market, backtester, clock, m_log, m_stop.get_token()}
{}

agents::RunOutcomePtr Stage::run(const agents::Brief& brief)
{
    agents::SupervisorAgent supervisor("test");
    const auto outcome = supervisor.process(brief, m_context);
    return outcome ? *outcome : nullptr;
}

} // namespace sw::test
