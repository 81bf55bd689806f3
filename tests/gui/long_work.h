// Long work for the window: a market with one long series, a long CSV file, a long stream of
// events.
#pragma once

#include "agents/ports.h"
#include "agents/run_event.h"
#include "bench/bench_bars.h"
#include "data/local_data.h"
#include "market/bars.h"

#include <QString>

#include <cstdio>
#include <string>
#include <utility>

namespace sw::test {

/// The samples, and one long series under the symbol BTCUSDT.
class LongMarket : public agents::MarketData
{
public:
    explicit LongMarket(market::BarsPtr series)
        : m_samples(std::move(*data::LocalData::make({}))), m_series(std::move(series))
    {}
    Result<market::BarsPtr> bars(const std::string& symbol, Timeframe timeframe,
                                 std::stop_token stop) override
    {
        return symbol == "BTCUSDT" ? Result<market::BarsPtr>(m_series)
                                   : m_samples.bars(symbol, timeframe, stop);
    }
    std::string provenance(const std::string& symbol) const override
    {
        return symbol == "BTCUSDT" ? "made for measuring" : m_samples.provenance(symbol);
    }
    std::string onlySymbol() const override { return {}; }

private:
    data::LocalData m_samples;
    market::BarsPtr m_series;
};

/// A strategy on the long series, with some 20,000 trades a million bars. Each has the same size:
/// an account that grew with all of them would leave the range of numbers.
inline QString longSentence()
{
    return QStringLiteral(
        "Buy BTCUSDT on 1 hour bars when RSI < 30, sell when RSI > 70, with $1000 "
        "per trade");
}

/// Hourly bars as a CSV text.
inline std::string csvText(const market::Bars& bars)
{
    std::string text = "date,open,high,low,close,volume\n";
    text.reserve(text.size() + bars.size() * 56);
    char line[160];
    for (std::size_t i = 0; i < bars.size(); ++i) {
        const Timestamp time = bars.time()[i];
        const CivilDate day = civilFromDays(daysOf(time));
        const int length = std::snprintf(
            line, sizeof line, "%04d-%02d-%02d %02d:00:00,%.2f,%.2f,%.2f,%.2f,%.0f\n", day.year,
            day.month, day.day, static_cast<int>(time.ms / kMsPerHour % 24), bars.open()[i],
            bars.high()[i], bars.low()[i], bars.close()[i], bars.volume()[i]);
        text.append(line, static_cast<std::size_t>(length));
    }
    return text;
}

/// An event of a model that writes, the way a long run streams them.
inline agents::RunEvent streamedEvent(qint64 seq)
{
    agents::RunEvent event;
    event.session = QStringLiteral("stream");
    event.seq = seq;
    event.time = {seq};
    event.type = seq % 3 == 0 ? agents::EventType::LlmDelta : agents::EventType::AgentProgress;
    event.agent = QStringLiteral("CodeGenerator");
    event.action = QStringLiteral("writing the program");
    event.message = QStringLiteral("Step %1 of a long stream of events").arg(seq);
    event.data = {{QStringLiteral("text"), QStringLiteral("word ")}};
    return event;
}

} // namespace sw::test
