#include "condition_oracle.h"
#include "shared_words.h"

#include "engine/kernel_context.h"
#include "indicators/catalog.h"
#include "random_bars.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace sw::test {

namespace {

using sw::test::kMissing;
using Numbers = std::vector<double>;
using Truths = std::vector<Truth>;

struct NumberText {
    std::string text;
    Numbers values;
};

Truth negated(Truth a)
{
    return a == Truth::True ? Truth::False : a == Truth::False ? Truth::True : Truth::Unknown;
}

Truth of(bool known, bool value)
{
    return !known ? Truth::Unknown : value ? Truth::True : Truth::False;
}

class Writer
{
public:
    Writer(std::uint64_t seed, const market::Bars& bars) : m_dice(seed), m_bars(bars) {}

    RandomCondition condition(int depth)
    {
        if (depth == 0) {
            return comparison();
        }
        switch (m_dice.pick(0, 8)) {
        case 0:
        case 1:
            return joined(depth, m_dice.oneIn(2));
        case 2: {
            RandomCondition inner = condition(depth - 1);
            for (Truth& value : inner.values) {
                value = negated(value);
            }
            inner.text = fmt::format("not ({})", inner.text);
            return inner;
        }
        case 3:
            return counted(depth);
        case 4:
            return sequence(depth);
        case 5:
            return shifted(depth);
        case 6:
            return crossing();
        case 7:
            return trend();
        default:
            return comparison();
        }
    }

private:
    std::size_t size() const { return m_bars.size(); }

    static Numbers column(std::span<const double> values) { return {values.begin(), values.end()}; }

    NumberText price()
    {
        switch (m_dice.pick(0, 7)) {
        case 0:
            return {"open", column(m_bars.open())};
        case 1:
            return {"high", column(m_bars.high())};
        case 2:
            return {"low", column(m_bars.low())};
        case 3:
            return {"close", column(m_bars.close())};
        case 4:
            return call(m_dice.oneIn(2) ? "sma" : "ema", m_dice.pick(2, 30));
        case 5: {
            const int back = m_dice.pick(1, 70);
            Numbers values(size(), kMissing);
            for (std::size_t i = static_cast<std::size_t>(back); i < size(); ++i) {
                values[i] = m_bars.close()[i - static_cast<std::size_t>(back)];
            }
            return {fmt::format("close[{}]", back), std::move(values)};
        }
        case 6: {
            const int tenths = m_dice.pick(-30, 30);
            NumberText inner = call("sma", m_dice.pick(2, 12));
            for (double& value : inner.values) {
                value = value * (1 + tenths / 1000.0);
            }
            // The factor is written so that it reads back as the same double.
            inner.text = fmt::format("{} * {}", inner.text, 1 + tenths / 1000.0);
            return inner;
        }
        default: {
            NumberText a = call("sma", m_dice.pick(2, 12));
            for (std::size_t i = 0; i < size(); ++i) {
                a.values[i] = (a.values[i] + m_bars.low()[i]) / 2;
            }
            a.text = fmt::format("({} + low) / 2", a.text);
            return a;
        }
        }
    }

    NumberText call(std::string_view name, int length)
    {
        const indicators::Entry& entry = *indicators::find(name);
        indicators::KernelContext context = engine::kernelContext(m_bars);
        context.ticksPerUnit = m_bars.ticksPerUnit();
        const std::vector<double> numbers{static_cast<double>(length)};
        const auto kernel = entry.make(numbers, context);
        Numbers values(size());
        const std::vector<std::span<const double>> inputs{m_bars.close()};
        const std::vector<std::span<double>> outputs{values};
        kernel->run(inputs, outputs);
        return {fmt::format("{}(close, {})", name, length), std::move(values)};
    }

    RandomCondition comparison()
    {
        static constexpr std::string_view kSigns[] = {"<", "<=", ">", ">=", "!="};
        const int sign = m_dice.pick(0, 4);
        NumberText a = price(), b;
        if (m_dice.oneIn(3)) {
            a = call("rsi", m_dice.pick(2, 20));
            const int level = m_dice.pick(20, 80);
            b = {std::to_string(level), Numbers(size(), level)};
        } else {
            b = price();
        }
        RandomCondition made{fmt::format("{} {} {}", a.text, kSigns[sign], b.text), {}};
        for (std::size_t i = 0; i < size(); ++i) {
            const double x = a.values[i];
            const double y = b.values[i];
            const bool holds = sign == 0   ? x < y
                               : sign == 1 ? x <= y
                               : sign == 2 ? x > y
                               : sign == 3 ? x >= y
                                           : x != y;
            made.values.push_back(of(!std::isnan(x) && !std::isnan(y), holds));
        }
        return made;
    }

    RandomCondition joined(int depth, bool isAnd)
    {
        RandomCondition a = condition(depth - 1);
        const RandomCondition b = condition(depth - 1);
        for (std::size_t i = 0; i < size(); ++i) {
            a.values[i] =
                isAnd ? std::min(a.values[i], b.values[i]) : std::max(a.values[i], b.values[i]);
        }
        a.text = fmt::format("({}) {} ({})", a.text, isAnd ? "and" : "or", b.text);
        return a;
    }

    /// for, within, on k of last n.
    RandomCondition counted(int depth)
    {
        const RandomCondition inner = condition(depth - 1);
        const int bars = m_dice.oneIn(4) ? m_dice.pick(60, 140) : m_dice.pick(2, 9);
        const int kind = m_dice.pick(0, 2);
        const int wanted = kind == 0 ? bars : kind == 1 ? 1 : m_dice.pick(1, bars);
        RandomCondition made;
        made.text = kind == 0 ? fmt::format("({}) for {} bars", inner.text, bars)
                    : kind == 1
                        ? fmt::format("({}) within {} bars", inner.text, bars)
                        : fmt::format("({}) on {} of last {} bars", inner.text, wanted, bars);
        for (int i = 0; i < static_cast<int>(size()); ++i) {
            int isTrue = 0, isFalse = 0;
            for (int back = 0; back < bars && back <= i; ++back) {
                const Truth value = inner.values[static_cast<std::size_t>(i - back)];
                isTrue += value == Truth::True ? 1 : 0;
                isFalse += value == Truth::False ? 1 : 0;
            }
            made.values.push_back(isTrue >= wanted               ? Truth::True
                                  : isFalse >= bars - wanted + 1 ? Truth::False
                                                                 : Truth::Unknown);
        }
        return made;
    }

    RandomCondition sequence(int depth)
    {
        const RandomCondition a = condition(depth - 1);
        const RandomCondition b = condition(depth - 1);
        const int bars = m_dice.pick(1, 12);
        RandomCondition made{fmt::format("({}) then ({}) within {} bars", a.text, b.text, bars),
                             {}};
        for (int i = 0; i < static_cast<int>(size()); ++i) {
            int isTrue = 0, isFalse = 0;
            for (int back = 1; back <= bars && back <= i; ++back) {
                const Truth value = a.values[static_cast<std::size_t>(i - back)];
                isTrue += value == Truth::True ? 1 : 0;
                isFalse += value == Truth::False ? 1 : 0;
            }
            const Truth earlier = isTrue > 0        ? Truth::True
                                  : isFalse == bars ? Truth::False
                                                    : Truth::Unknown;
            made.values.push_back(std::min(earlier, b.values[static_cast<std::size_t>(i)]));
        }
        return made;
    }

    RandomCondition shifted(int depth)
    {
        const RandomCondition inner = condition(depth - 1);
        const auto back = static_cast<std::size_t>(m_dice.pick(1, 80));
        RandomCondition made{fmt::format("({})[{}]", inner.text, back),
                             Truths(size(), Truth::Unknown)};
        for (std::size_t i = back; i < size(); ++i) {
            made.values[i] = inner.values[i - back];
        }
        return made;
    }

    RandomCondition crossing()
    {
        const NumberText a = call("sma", m_dice.pick(2, 9));
        const NumberText b = call("sma", m_dice.pick(10, 30));
        const bool above = m_dice.oneIn(2);
        RandomCondition made{
            fmt::format("{} crosses {} {}", a.text, above ? "above" : "below", b.text), {}};
        const auto compare = [&](std::size_t i, bool greater, bool orEqual) {
            const double x = a.values[i], y = b.values[i];
            const bool holds = greater ? x > y : x < y;
            return of(!std::isnan(x) && !std::isnan(y), holds || (orEqual && x == y));
        };
        for (std::size_t i = 0; i < size(); ++i) {
            const Truth before = i == 0 ? Truth::Unknown : compare(i - 1, !above, true);
            made.values.push_back(std::min(compare(i, above, false), before));
        }
        return made;
    }

    RandomCondition trend()
    {
        const NumberText a = price();
        const int bars = m_dice.pick(1, 5);
        const bool rising = m_dice.oneIn(2);
        RandomCondition made{
            fmt::format("({}) {} {} bars", a.text, rising ? "rising" : "falling", bars), {}};
        for (int i = 0; i < static_cast<int>(size()); ++i) {
            Truth all = Truth::True;
            for (int back = 0; back < bars; ++back) {
                const int at = i - back;
                if (at < 1) {
                    all = std::min(all, Truth::Unknown);
                    continue;
                }
                const double now = a.values[static_cast<std::size_t>(at)];
                const double before = a.values[static_cast<std::size_t>(at - 1)];
                const bool known = !std::isnan(now) && !std::isnan(before);
                all = std::min(all, of(known, rising ? now > before : now < before));
            }
            made.values.push_back(all);
        }
        return made;
    }

    Dice m_dice;
    const market::Bars& m_bars;
};

} // namespace

RandomCondition randomCondition(std::uint64_t seed, const market::Bars& bars)
{
    return Writer(seed, bars).condition(3);
}

} // namespace sw::test
