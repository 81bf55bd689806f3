#include "engine/evaluate_places.h"

#include <fmt/format.h>

namespace sw::engine {

namespace {

/// 60m and 1h are one timeframe; 30 days and a month are not.
bool isSame(Timeframe a, Timeframe b)
{
    return a == b || (a.isIntraday() && b.isIntraday() && a.minutes() == b.minutes());
}

} // namespace

Places::Places(const Frame& frame) : m_frame(frame)
{
    placeFor(frame.symbol, frame.timeframe);
    for (const lang::Context& context : frame.graph.contexts) {
        const std::string& symbol = context.symbol.empty() ? frame.symbol : context.symbol;
        m_ofContexts.push_back(placeFor(symbol, context.frame.value_or(frame.timeframe)));
    }
}

std::int32_t Places::placeFor(const std::string& symbol, Timeframe timeframe)
{
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (m_places[i].symbol == symbol && isSame(m_places[i].timeframe, timeframe)) {
            return static_cast<std::int32_t>(i);
        }
    }
    m_places.push_back({symbol, timeframe, nullptr, {}});
    return static_cast<std::int32_t>(m_places.size() - 1);
}

Result<market::BarsPtr> Places::feed(const std::string& symbol) const
{
    const auto found = m_frame.feeds.find(symbol);
    if (found == m_frame.feeds.end() || found->second == nullptr || found->second->size() == 0) {
        return fail(ErrorKind::NotFound,
                    fmt::format("there are no bars for {}, which the strategy {}; load {} bars "
                                "of it",
                                symbol, symbol == m_frame.symbol ? "trades" : "reads",
                                m_frame.timeframe.text()));
    }
    if (!isSame(found->second->timeframe(), m_frame.timeframe)) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("the strategy runs on {} bars, but those of {} are {} bars; load "
                                "{} bars of it or change the strategy's timeframe",
                                m_frame.timeframe.text(), symbol, found->second->timeframe().text(),
                                m_frame.timeframe.text()));
    }
    return found->second;
}

Result<market::BarsPtr> Places::bars(std::int32_t place)
{
    if (at(place).bars != nullptr) {
        return at(place).bars;
    }
    auto own = feed(at(place).symbol);
    if (!own || isSame(at(place).timeframe, m_frame.timeframe)) {
        at(place).bars = own.value_or(nullptr);
        return own;
    }
    auto grouped = market::resample(**own, at(place).timeframe);
    if (!grouped) {
        Error error = std::move(grouped).error();
        error.context = fmt::format("while reading {} bars of {}", at(place).timeframe.text(),
                                    at(place).symbol);
        return fail(std::move(error));
    }
    at(place).bars = grouped->bars;
    at(place).lastCompleted = std::move(grouped->lastCompleted);
    return at(place).bars;
}

Result<std::span<const std::int32_t>> Places::indexOf(std::int32_t inner, std::int32_t outer)
{
    const std::pair key(inner, outer);
    auto found = m_indices.find(key);
    if (found == m_indices.end()) {
        auto made = pair(inner, outer);
        if (!made) {
            return fail(std::move(made).error());
        }
        found = m_indices.emplace(key, *std::move(made)).first;
    }
    return std::span<const std::int32_t>(found->second);
}

Result<std::vector<std::int32_t>> Places::pair(std::int32_t inner, std::int32_t outer)
{
    auto from = bars(inner);
    auto to = bars(outer);
    if (!from || !to) {
        return fail(std::move(from ? to : from).error());
    }
    const bool outerIsOwn = isSame(at(outer).timeframe, m_frame.timeframe);
    const bool innerIsOwn = isSame(at(inner).timeframe, m_frame.timeframe);
    if (innerIsOwn || !outerIsOwn) {
        return market::asOf(**from, **to);
    }
    if (at(inner).symbol == at(outer).symbol) {
        return at(inner).lastCompleted;
    }
    auto own = feed(at(inner).symbol);
    if (!own) {
        return fail(std::move(own).error());
    }
    std::vector<std::int32_t> index = market::asOf(**own, **to);
    for (std::int32_t& bar : index) {
        bar = bar < 0 ? -1 : at(inner).lastCompleted[static_cast<std::size_t>(bar)];
    }
    return index;
}

} // namespace sw::engine
