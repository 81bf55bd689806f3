#include "naive_world.h"

#include <algorithm>
#include <cmath>

namespace sw::test {

namespace {

constexpr double kDayMs = 86'400'000;

NaivePlace randomDays(Dice& dice, std::size_t bars, int skipOneIn, std::vector<std::size_t>& days)
{
    NaivePlace place;
    double price = 50;
    for (std::size_t day = 0; day < bars; ++day) {
        if (skipOneIn > 0 && (day < 5 || dice.below(skipOneIn) == 0)) {
            continue;
        }
        const double open = price + 0.5 * (dice.below(5) - 2);
        const double close = std::max(1.0, open + 0.5 * (dice.below(9) - 4));
        place.open.push_back(open);
        place.close.push_back(close);
        place.high.push_back(std::max(open, close) + 0.5 * dice.below(3));
        place.low.push_back(std::min(open, close) - 0.5 * dice.below(2));
        place.volume.push_back(1000.0 * dice.below(6));
        place.localMs.push_back(kDayMs * static_cast<double>(day));
        days.push_back(day);
        price = close;
    }
    return place;
}

/// Groups of five days of the calendar; the last group is complete only with its fifth day.
NaivePlace weeksOf(const NaivePlace& days, const std::vector<std::size_t>& dates,
                   std::size_t calendar)
{
    NaivePlace weeks;
    std::vector<std::size_t> weekOfBar;
    for (std::size_t i = 0; i < days.size(); ++i) {
        const std::size_t week = dates[i] / 5;
        if (weekOfBar.empty() || weekOfBar.back() != week) {
            weekOfBar.push_back(week);
            weeks.open.push_back(days.open[i]);
            weeks.high.push_back(days.high[i]);
            weeks.low.push_back(days.low[i]);
            weeks.close.push_back(days.close[i]);
            weeks.volume.push_back(days.volume[i]);
            weeks.localMs.push_back(days.localMs[i]);
            continue;
        }
        weeks.high.back() = std::max(weeks.high.back(), days.high[i]);
        weeks.low.back() = std::min(weeks.low.back(), days.low[i]);
        weeks.close.back() = days.close[i];
        weeks.volume.back() += days.volume[i];
    }
    for (std::size_t day = 0; day < calendar; ++day) {
        int seen = -1;
        for (std::size_t k = 0; k < weekOfBar.size(); ++k) {
            seen = weekOfBar[k] * 5 + 4 <= day ? static_cast<int>(k) : seen;
        }
        weeks.seen.push_back(seen);
    }
    return weeks;
}

} // namespace

NaiveWorld randomWorld(Dice& dice, std::size_t bars)
{
    NaiveWorld world;
    for (const char* symbol : {"", "SPY"}) {
        std::vector<std::size_t> dates;
        NaivePlace days = randomDays(dice, bars, *symbol == '\0' ? 0 : 6, dates);
        for (std::size_t day = 0; day < bars; ++day) {
            const auto after = std::ranges::upper_bound(dates, day);
            days.seen.push_back(static_cast<int>(after - dates.begin()) - 1);
        }
        world.places[{symbol, "1w"}] = weeksOf(days, dates, bars);
        world.places[{symbol, ""}] = std::move(days);
    }
    return world;
}

namespace {

/// Texts of random conditions.
class Writer
{
public:
    Writer(Dice& dice, bool everywhere) : m_dice(dice), m_everywhere(everywhere) {}

    std::string condition(int depth)
    {
        if (depth <= 0) {
            return comparison(0);
        }
        const std::string count = std::to_string(1 + m_dice.below(4));
        switch (m_dice.below(14)) {
        case 0:
        case 1:
            return inner(depth) + " and " + inner(depth);
        case 2:
        case 3:
            return inner(depth) + " or " + inner(depth);
        case 4:
        case 5:
            return "not " + inner(depth);
        case 6:
            return inner(depth) + " for " + count + " bars";
        case 7:
            return inner(depth) + " within " + count + " bars";
        case 8: {
            const int bars = 1 + m_dice.below(4);
            return inner(depth) + " on " + std::to_string(1 + m_dice.below(bars)) + " of last " +
                   std::to_string(bars) + " bars";
        }
        case 9:
            return inner(depth) + " then " + inner(depth) + " within " + count + " bars";
        case 10:
            return "if " + inner(depth) + " then " + inner(depth) + " else " + inner(depth);
        case 11:
            return inner(depth) + "[" + std::to_string(m_dice.below(3)) + "]";
        case 12:
            return flag();
        default:
            return comparison(depth);
        }
    }

    std::string number(int depth)
    {
        const std::string length = std::to_string(1 + m_dice.below(5));
        if (depth <= 0) {
            return pick({"close", "open", "high", "low", "hl2", "50", "52.5"});
        }
        switch (m_dice.below(m_everywhere ? 15 : 10)) {
        case 0:
            return "sma(" + series(depth) + ", " + length + ")";
        case 1:
            return "highest(" + series(depth) + ", " + length + ")";
        case 2:
            return "(" + number(depth - 1) + " + " + number(depth - 1) + ") / 2";
        case 3:
            return "(" + series(depth) + ")[" + std::to_string(m_dice.below(3)) + "]";
        case 4:
            return "(if " + inner(depth) + " then " + number(depth - 1) + " else " +
                   number(depth - 1) + ")";
        case 5:
            return "50 + count_true(" + inner(depth) + ", " + inner(depth) + ") * close / close";
        case 6:
            return "min(" + number(depth - 1) + ", " + number(depth - 1) + ")";
        case 7:
            return "50 + log(close - 50)";
        case 8:
            return "50 + bars_since(" + inner(depth) + ") * close / close";
        case 9:
            return "50 * volume / volume";
        case 10:
            return pick({"SPY.close", "SPY.sma(close, 3)", "weekly.close", "SPY.weekly.open"});
        case 11:
            return "weekly.highest(high, " + length + ")";
        case 12:
            return "SPY.bb(close, 5, 2).lower";
        case 13:
            return "50 + SPY.bars_since(" + Writer(m_dice, false).inner(depth) +
                   ") * close / close";
        default:
            return "weekly.value_when(" + Writer(m_dice, false).inner(depth) + ", close, 0)";
        }
    }

private:
    std::string pick(std::initializer_list<const char*> choices)
    {
        return choices.begin()[m_dice.below(static_cast<int>(choices.size()))];
    }
    std::string inner(int depth) { return "(" + condition(depth - 1) + ")"; }

    /// What a built-in may be computed from: never a constant.
    std::string series(int depth)
    {
        return m_dice.coin() ? pick({"close", "high", "low"})
                             : "(" + number(depth - 1) + " + close) / 2";
    }

    std::string flag()
    {
        return m_everywhere ? pick({"hammer", "doji", "inside_bar", "weekly.inside_bar", "SPY.doji",
                                    "supertrend(3, 1).up", "SPY.supertrend(3, 1).up"})
                            : pick({"hammer", "doji", "inside_bar", "supertrend(3, 1).up"});
    }

    std::string comparison(int depth)
    {
        const std::string left = number(depth);
        const std::string right = number(depth);
        switch (m_dice.below(10)) {
        case 0:
            return left + " < " + right;
        case 1:
            return left + " <= " + right;
        case 2:
            return left + " > " + right;
        case 3:
            return left + " >= " + right;
        case 4:
            return left + " == " + right;
        case 5:
            return left + " != " + right;
        case 6:
            return left + " crosses above " + right;
        case 7:
            return left + " crosses below " + right;
        case 8:
            return left + " between " + right + " - 1 and " + right + " + 1";
        default:
            return left + pick({" rising ", " falling "}) + std::to_string(1 + m_dice.below(3)) +
                   " bars";
        }
    }

    Dice& m_dice;
    bool m_everywhere;
};

} // namespace

std::string randomCondition(Dice& dice, int depth, bool everywhere)
{
    return Writer(dice, everywhere).condition(depth);
}

std::string randomWarmNumber(Dice& dice, int depth)
{
    const auto inner = [&] { return randomWarmNumber(dice, depth - 1); };
    const std::string length = std::to_string(2 + dice.below(6));
    const char* fields[] = {"close", "open", "high", "low", "hlc3"};
    const std::string field = fields[dice.below(5)];
    if (depth <= 0) {
        return field;
    }
    switch (dice.below(15)) {
    case 0:
        return "sma(" + inner() + ", " + length + ")";
    case 1:
        return "ema(" + inner() + ", " + length + ")";
    case 2:
        return "wma(" + inner() + ", " + length + ")";
    case 3:
        return "rma(" + inner() + ", " + length + ")";
    case 4:
        return "rsi(" + inner() + ", " + length + ")";
    case 5:
        return "highest(" + inner() + ", " + length + ")";
    case 6:
        return "(" + inner() + " + " + inner() + ")";
    case 7:
        return "(" + inner() + ")[" + std::to_string(dice.below(4)) + "]";
    case 8:
        return "max(" + inner() + ", " + inner() + ")";
    case 9:
        return "bb(" + inner() + ", " + length + ", 2).upper";
    case 10:
        return "macd(" + inner() + ", 3, 6, 4).line";
    case 11:
        return "macd(" + inner() + ", 3, 6, 4).hist";
    case 12:
        return "atr(" + length + ") * 2";
    case 13:
        return "mom(" + inner() + ", " + length + ")";
    default:
        return "stdev(" + inner() + ", " + length + ")";
    }
}

} // namespace sw::test
