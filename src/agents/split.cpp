#include "agents/split.h"

#include "base/text.h"
#include "engine/planner.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

/// One date of the union with the local day on which it lies.
struct Moment {
    Timestamp time;
    std::int64_t day = 0;
};

/// The tradable bars of one symbol: [first, end) of its own bars.
struct Tradable {
    market::BarsPtr bars;
    std::size_t first = 0, end = 0;
    bool empty() const { return first >= end; }
    Timestamp firstTime() const { return bars->time()[first]; }
    Timestamp lastTime() const { return bars->time()[end - 1]; }
    std::int64_t dayOf(std::size_t bar) const { return daysOf(Timestamp{bars->localMs(bar)}); }
};

std::vector<Moment> unionOf(const std::vector<Tradable>& symbols)
{
    std::vector<Moment> all;
    const auto earlier = [](const Moment& a, const Moment& b) { return a.time < b.time; };
    for (const Tradable& symbol : symbols) {
        std::vector<Moment> own;
        own.reserve(symbol.end - symbol.first);
        for (std::size_t bar = symbol.first; bar < symbol.end; ++bar) {
            own.push_back({symbol.bars->time()[bar], symbol.dayOf(bar)});
        }
        if (all.empty()) {
            all = std::move(own);
            continue;
        }
        std::vector<Moment> merged;
        merged.reserve(all.size() + own.size());
        std::ranges::set_union(all, own, std::back_inserter(merged), earlier);
        all = std::move(merged);
    }
    return all;
}

/// The first moment at or after `at` that begins a day; the size when none does.
std::size_t dayStart(const std::vector<Moment>& moments, std::size_t at)
{
    while (at > 0 && at < moments.size() && moments[at].day == moments[at - 1].day) {
        ++at;
    }
    return std::min(at, moments.size());
}

/// Moments [first, end) as dates; nothing when there are none.
std::optional<WindowDates> datesOf(const std::vector<Moment>& moments, std::size_t first,
                                   std::size_t end)
{
    if (first >= end) {
        return std::nullopt;
    }
    return WindowDates{moments[first].time, moments[end - 1].time, moments[end - 1].day,
                       static_cast<std::int64_t>(end - first)};
}

/// Limits the symbols to the dates that all of them have.
void keepCommonDates(std::vector<Tradable>& symbols)
{
    Timestamp from = symbols.front().firstTime();
    Timestamp to = symbols.front().lastTime();
    for (const Tradable& symbol : symbols) {
        from = std::max(from, symbol.firstTime());
        to = std::min(to, symbol.lastTime());
    }
    for (Tradable& symbol : symbols) {
        symbol.first = std::max(symbol.first, symbol.bars->lowerBound(from));
        symbol.end = std::min(symbol.end, symbol.bars->lowerBound(Timestamp{to.ms + 1}));
        symbol.first = std::min(symbol.first, symbol.end);
    }
}

bool hasBars(const Tradable& symbol, const WindowDates& dates)
{
    const std::size_t at = std::max(symbol.first, symbol.bars->lowerBound(dates.from));
    return at < symbol.end && symbol.dayOf(at) <= dates.lastDay;
}

bool everySymbolHasBars(const std::vector<Tradable>& symbols, const Split& split)
{
    for (const std::optional<WindowDates>& part : {split.train, split.validation, split.holdout}) {
        const auto present = [&](const Tradable& symbol) { return hasBars(symbol, *part); };
        if (part && !std::ranges::all_of(symbols, present)) {
            return false;
        }
    }
    return true;
}

std::string partText(std::string_view name, const WindowDates& dates, int percent)
{
    return fmt::format("{} {} to {} ({}%)", name, formatDate(dates.from), formatDate(dates.to),
                       percent);
}

std::string gapText(const Split& split, std::int64_t wanted)
{
    if (wanted == 0) {
        return "nothing left out between the parts";
    }
    return fmt::format(
        "{} left out between the parts{}", counted(split.purgedBars, "bar"),
        wanted > split.purgedBars
            ? fmt::format(", fewer than the {} that the strategy looks back or holds", wanted)
            : "");
}

/// Divides the moments; only `whole` and the sentence are set when they are too few.
Split divide(const std::vector<Moment>& moments, std::int64_t wantedPurge)
{
    Split split;
    const auto count = static_cast<std::int64_t>(moments.size());
    split.whole = *datesOf(moments, 0, moments.size());
    if (count < kBarsForTwo) {
        split.sentence =
            fmt::format("{} {} too few to set any aside: everything is measured on the same bars, "
                        "nothing is refined.",
                        counted(count, "tradable bar"), count == 1 ? "is" : "are");
        return split;
    }
    const bool three = count >= kBarsForThree;
    const std::int64_t purge = std::min(wantedPurge, count / 20);
    const auto boundary = [&](std::int64_t percent) {
        return dayStart(moments, static_cast<std::size_t>(count * percent / 100));
    };
    const std::size_t trainEnd = boundary(three ? 60 : 70);
    const std::size_t validationEnd = three ? boundary(80) : moments.size();
    const auto after = [&](std::size_t end) { return end + static_cast<std::size_t>(purge); };
    const auto train = datesOf(moments, 0, trainEnd);
    const auto validation = datesOf(moments, after(trainEnd), validationEnd);
    const auto holdout = datesOf(moments, after(validationEnd), moments.size());
    if (!train || !validation || (three && !holdout)) {
        split.sentence = fmt::format("{} lie on too few days to set any aside: everything is "
                                     "measured on the same bars, nothing is refined.",
                                     counted(count, "tradable bar"));
        return split;
    }
    split.purgedBars = purge;
    split.train = train;
    split.validation = validation;
    if (three) {
        split.holdout = holdout;
        split.sentence =
            fmt::format("{}, {}, {}; {}.", partText("Train", *train, 60),
                        partText("validation", *validation, 20),
                        partText("sealed holdout", *holdout, 20), gapText(split, wantedPurge));
    } else {
        split.sentence =
            fmt::format("{} are too few for a sealed holdout: {}, {}; {}.",
                        counted(count, "tradable bar"), partText("train", *train, 70),
                        partText("validation", *validation, 30), gapText(split, wantedPurge));
    }
    return split;
}

} // namespace

Result<Split> splitData(const engine::Feeds& feeds, const lang::Program& program,
                        std::stop_token stop)
{
    std::vector<Tradable> symbols;
    std::int64_t lookBack = program.warmupBars;
    for (const std::string& symbol : program.symbols) {
        Result<engine::PlannedRun> planned = engine::planRun(program, symbol, feeds, {}, 1, stop);
        if (!planned) {
            return fail(planned.error());
        }
        const engine::Plan& plan = planned->plan;
        lookBack = std::max<std::int64_t>(lookBack, planned->values->firstWarmBar);
        symbols.push_back({plan.bars, static_cast<std::size_t>(plan.firstBar),
                           static_cast<std::size_t>(plan.endBar)});
    }
    std::erase_if(symbols, [](const Tradable& symbol) { return symbol.empty(); });
    if (symbols.empty()) {
        Split none;
        none.sentence = "No bar of the data lies in the test window after the warm-up.";
        return none;
    }
    const std::int64_t purge = std::max<std::int64_t>(lookBack, program.longestHoldBars);
    Split split = divide(unionOf(symbols), purge);
    if (everySymbolHasBars(symbols, split)) {
        return split;
    }
    const WindowDates whole = split.whole;
    keepCommonDates(symbols);
    const std::vector<Moment> common = unionOf(symbols);
    if (!common.empty()) {
        split = divide(common, purge);
        split.sentence = "Of the dates on which all symbols have bars: " + split.sentence;
    }
    if (common.empty() || !everySymbolHasBars(symbols, split)) {
        split = Split{};
        split.sentence = "The symbols have too few dates in common to set any aside: everything is "
                         "measured on the same bars, nothing is refined.";
    }
    split.whole = whole;
    return split;
}

} // namespace sw::agents
