#include "random_bars.h"

#include <algorithm>

namespace sw::test {

std::uint64_t Dice::next()
{
    // splitmix64
    m_state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = m_state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

int Dice::pick(int from, int to)
{
    const auto width = static_cast<std::uint64_t>(to - from + 1);
    return from + static_cast<int>(next() % width);
}

market::BarsPtr randomBars(const RandomBars& wish)
{
    Dice dice(wish.seed);
    market::BarColumns columns;
    const Timestamp firstDay = startOf(CivilDate{2015, 1, 5});
    std::int64_t day = 0;
    std::int64_t minute = 0;
    int ticks = 10000;
    for (std::size_t i = 0; i < wish.count;) {
        Timestamp time{firstDay.ms + day * kMsPerDay};
        if (wish.timeframe.isIntraday()) {
            time.ms += (9 * 60 + 30 + minute) * kMsPerMinute;
            minute += wish.timeframe.minutes();
            if (minute >= 390) {
                minute = 0;
                day += weekdayOf(daysOf(time)) == 5 ? 3 : 1;
            }
        } else {
            day += weekdayOf(daysOf(time)) == 5 ? 3 : 1;
        }
        if (wish.skipOneIn > 0 && dice.oneIn(wish.skipOneIn)) {
            continue;
        }
        const int open = std::max(100, ticks + (dice.oneIn(4) ? dice.pick(-150, 150) : 0));
        const int calm = dice.oneIn(6) ? 0 : 1;
        const int pull = (10000 - open) / 200;
        const int close = std::max(100, open + calm * (dice.pick(-120, 120) + pull));
        const int high = std::max(open, close) + calm * dice.pick(0, 60);
        const int low = std::max(50, std::min(open, close) - calm * dice.pick(0, 60));
        ticks = close;
        columns.time.push_back(time);
        columns.open.push_back(open / 100.0);
        columns.high.push_back(high / 100.0);
        columns.low.push_back(low / 100.0);
        columns.close.push_back(close / 100.0);
        columns.volume.push_back(dice.pick(0, 5000));
        ++i;
    }
    auto bars =
        market::Bars::make(market::instrumentFor(wish.symbol), wish.timeframe, std::move(columns));
    return bars.value_or(nullptr);
}

} // namespace sw::test
