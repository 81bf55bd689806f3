#include "agents/split.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

WindowDates datesOf(const market::Bars& bars, std::int64_t first, std::int64_t last)
{
    return {bars.time()[static_cast<std::size_t>(first)],
            bars.time()[static_cast<std::size_t>(last)], last - first + 1};
}

} // namespace

Split splitData(const market::Bars& bars, const lang::Program& program)
{
    Split split;
    const auto size = static_cast<std::int64_t>(bars.size());
    std::int64_t first = std::min<std::int64_t>(program.warmupBars, size);
    std::int64_t end = size;
    if (program.from) {
        first = std::max(first, static_cast<std::int64_t>(bars.lowerBound(startOf(*program.from))));
    }
    if (program.to) {
        const Timestamp after{startOf(*program.to).ms + kMsPerDay};
        end = static_cast<std::int64_t>(bars.lowerBound(after));
    }
    const std::int64_t count = end - first;
    if (count <= 0) {
        split.sentence = "No bar of the data lies in the test window after the warm-up.";
        return split;
    }
    split.whole = datesOf(bars, first, end - 1);
    if (count < kBarsForTwo) {
        split.sentence = fmt::format("{} tradable bars are too few to set any aside: everything is "
                                     "measured on the same bars, "
                                     "nothing is refined.",
                                     count);
        return split;
    }
    const std::int64_t wanted = std::max<std::int64_t>(program.warmupBars, program.longestHoldBars);
    split.purgedBars = std::min(wanted, count / 20);
    const bool three = count >= kBarsForThree;
    const std::int64_t trainEnd = first + count * (three ? 60 : 70) / 100;
    const std::int64_t validationEnd = three ? first + count * 80 / 100 : end;
    split.train = datesOf(bars, first, trainEnd - 1);
    split.validation = datesOf(bars, trainEnd + split.purgedBars, validationEnd - 1);
    if (three) {
        split.holdout = datesOf(bars, validationEnd + split.purgedBars, end - 1);
        split.sentence = fmt::format(
            "Train {} to {} (60 %), validation {} to {} (20 %), sealed holdout {} to {} (20 %); {} "
            "left out between the parts{}.",
            formatDate(split.train->from), formatDate(split.train->to),
            formatDate(split.validation->from), formatDate(split.validation->to),
            formatDate(split.holdout->from), formatDate(split.holdout->to),
            counted(split.purgedBars, "bar"),
            wanted > split.purgedBars
                ? fmt::format(", fewer than the {} the strategy looks back or holds", wanted)
                : "");
    } else {
        split.sentence =
            fmt::format("{} tradable bars are too few for a sealed holdout: train {} to {} (70 %), "
                        "validation {} "
                        "to {} (30 %).",
                        count, formatDate(split.train->from), formatDate(split.train->to),
                        formatDate(split.validation->from), formatDate(split.validation->to));
    }
    return split;
}

} // namespace sw::agents
