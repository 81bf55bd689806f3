#include "data/local_bar_library.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::data {

using agents::BarSet;

namespace {

BarSet setOf(const StoredBars& stored)
{
    return {stored.symbol, stored.timeframe, stored.assetClass, "imported", stored.path, false};
}

/// Samples are daily, all of them.
BarSet setOf(const Sample& sample)
{
    return {sample.symbol,
            Timeframe{1, FrameUnit::Day},
            std::nullopt,
            std::string("bundled sample: ") + sample.description,
            "",
            true};
}

} // namespace

LocalBarLibrary::LocalBarLibrary(std::shared_ptr<LocalData> market) : m_market(std::move(market)) {}

std::vector<BarSet> LocalBarLibrary::sets() const
{
    std::vector<BarSet> found;
    for (const StoredBars& stored : storedBars()) {
        found.push_back(setOf(stored));
    }
    std::ranges::sort(found, [](const BarSet& a, const BarSet& b) {
        return std::pair(a.symbol, a.timeframe.minutes()) <
               std::pair(b.symbol, b.timeframe.minutes());
    });
    for (const Sample& sample : samples()) {
        found.push_back(setOf(sample));
    }
    return found;
}

Result<market::BarsPtr> LocalBarLibrary::load(const BarSet& set, const std::stop_token& stop) const
{
    if (!set.bundled) {
        return readStored({set.symbol, set.timeframe, set.path, set.assetClass}, stop);
    }
    for (const Sample& sample : samples()) {
        if (set.symbol == sample.symbol) {
            return readSample(sample, stop);
        }
    }
    return fail(ErrorKind::NotFound, "There is no bundled sample " + set.symbol + ".");
}

Result<BarSet> LocalBarLibrary::add(const market::Bars& bars, const std::stop_token& stop)
{
    const Result<std::string> path = storeBars(bars, stop);
    if (!path) {
        return fail(path.error());
    }
    storeChanged();
    for (const StoredBars& stored : storedBars()) {
        if (stored.path == *path) {
            return setOf(stored);
        }
    }
    return fail(ErrorKind::Io, "The imported file " + *path + " is gone again; import once more.");
}

Status LocalBarLibrary::remove(const std::string& symbol, Timeframe timeframe)
{
    Status removed = removeBars(symbol, timeframe);
    if (removed) {
        storeChanged();
        return removed;
    }
    const bool bundled = std::ranges::any_of(samples(), [&](const Sample& sample) {
        return symbol == sample.symbol && timeframe == setOf(sample).timeframe;
    });
    if (removed.error().kind == ErrorKind::NotFound && bundled) {
        return fail(ErrorKind::NotFound, fmt::format("{} is a bundled sample and stays.", symbol));
    }
    return removed;
}

void LocalBarLibrary::storeChanged()
{
    if (m_market) {
        m_market->refresh();
    }
}

} // namespace sw::data
