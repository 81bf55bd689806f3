#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kTrend[] = {
    {"decayed", "", R"py(
def decayed(x, length):
    """Wilder's running sum; its seed is the sum of the first `length` - 1 movements."""
    result, total, keep = [], 0.0, 1.0 - 1.0 / length
    for i, value in enumerate(x):
        if i >= length:
            total = keep * total + value
        elif i > 0:
            total += value
        result.append(total)
    return result)py"},
    {"directional", "decayed", R"py(
def directional(high, low, length):
    """Wilder's sums of upward and downward movement."""
    ups, downs = [0.0], [0.0]
    for i in range(1, len(high)):
        up, down = high[i] - high[i - 1], low[i - 1] - low[i]
        ups.append(max(up, 0.0) if up > down else 0.0)
        downs.append(max(down, 0.0) if down > up else 0.0)
    return decayed(ups, length), decayed(downs, length))py"},
    {"dmi", "held directional true_ranges Lines", R"py(
def dmi(high, low, close, length):
    def formula(h, l, c):
        ranges = decayed(true_ranges(h, l, c), length)
        return [[0.0 if r == 0 else 100.0 * (m / r) for m, r in zip(moves, ranges)]
                for moves in directional(h, l, length)]

    plus, minus = held(formula, [high, low, close], [length, length])
    return Lines(plus=plus, minus=minus))py"},
    {"adx", "held directional wilder", R"py(
def adx(high, low, length):
    def formula(h, l):
        index = [0.0 if p + m == 0 else 100.0 * (abs(p - m) / (p + m))
                 for p, m in zip(*directional(h, l, length))]
        return [wilder(index, length, length)]

    return held(formula, [high, low], [2 * length - 1])[0])py"},
    {"supertrend", "held true_ranges wilder Lines", R"py(
def supertrend(high, low, close, length, factor):
    def formula(h, l, c):
        line, ups = [], []
        upper = lower = before = 0.0
        up = True
        for i, span in enumerate(wilder(true_ranges(h, l, c), length, 1)):
            if i >= length:
                middle, reach = (h[i] + l[i]) / 2, factor * span
                if i == length:
                    upper, lower = middle + reach, middle - reach
                else:
                    if middle - reach > lower or before < lower:
                        lower = middle - reach
                    if middle + reach < upper or before > upper:
                        upper = middle + reach
                    up = c[i] >= lower if up else c[i] > upper
            before = c[i]
            line.append(lower if up else upper)
            ups.append(1.0 if up else 0.0)
        return line, ups

    line, up = held(formula, [high, low, close], [length, length])
    return Lines(line=line, up=up))py"},
    {"psar", "held", R"py(
def psar(high, low, start, step, most):
    """Wilder's parabolic stop and reverse."""
    def formula(h, l):
        result = [0.0] * min(len(h), 1)
        start_pace = min(start, most)
        pace, sar, extreme, rising = start_pace, 0.0, 0.0, True
        for i in range(1, len(h)):
            high_before, low_before = h[i - 1], l[i - 1]
            if i == 1:
                up, down = h[1] - h[0], l[0] - l[1]
                rising = not (down > 0 and up < down)
                extreme, sar = (h[1], l[0]) if rising else (l[1], h[0])
                high_before, low_before = h[1], l[1]
            if rising and l[i] <= sar:
                rising, pace = False, start_pace
                shown, extreme = max(extreme, high_before, h[i]), l[i]
                sar = max(shown + pace * (extreme - shown), high_before, h[i])
            elif rising:
                shown = sar
                if h[i] > extreme:
                    extreme, pace = h[i], min(pace + step, most)
                sar = min(shown + pace * (extreme - shown), low_before, l[i])
            elif h[i] >= sar:
                rising, pace = True, start_pace
                shown, extreme = min(extreme, low_before, l[i]), h[i]
                sar = min(shown + pace * (extreme - shown), low_before, l[i])
            else:
                shown = sar
                if l[i] < extreme:
                    extreme, pace = l[i], min(pace + step, most)
                sar = max(shown + pace * (extreme - shown), high_before, h[i])
            result.append(shown)
        return [result]

    return held(formula, [high, low], [1])[0])py"},
    {"rolling_age", "", R"py(
def rolling_age(x, length, beats):
    """Bars since the extreme of the last values; the latest of equals counts."""
    result = []
    for i in range(len(x)):
        best = max(i - length + 1, 0)
        for j in range(best, i + 1):
            best = j if beats(x[j], x[best]) else best
        result.append(float(i - best))
    return result)py"},
    {"aroon", "windowed rolling_age Lines", R"py(
def aroon(high, low, length):
    def formula(h, l):
        ages = (rolling_age(h, length + 1, lambda a, b: a >= b),
                rolling_age(l, length + 1, lambda a, b: a <= b))
        return [[100.0 * (length - age) / length for age in column] for column in ages]

    up, down = windowed(formula, [high, low], [length, length])
    return Lines(up=up, down=down))py"},
    {"ichimoku", "windowed rolling_max rolling_min Lines", R"py(
def ichimoku(high, low, tenkan, kijun, span, shift):
    """The spans of today's cloud were computed `shift` bars ago."""
    def formula(h, l):
        def middle(length):
            return [(a + b) / 2 for a, b in zip(rolling_max(h, length), rolling_min(l, length))]

        fast, slow = middle(tenkan), middle(kijun)
        span_a = [(a + b) / 2 for a, b in zip(fast, slow)]
        columns = [([0.0] * shift + column)[:len(h)] for column in (span_a, middle(span))]
        return fast, slow, columns[0], columns[1]

    warmups = [tenkan - 1, kijun - 1, max(tenkan, kijun) - 1 + shift, span - 1 + shift]
    columns = windowed(formula, [high, low], warmups)
    return Lines(**dict(zip(("tenkan", "kijun", "span_a", "span_b"), columns))))py"},
};

constexpr Snippet kVolume[] = {
    {"money_flow", "", R"py(
def money_flow(high, low, close, volume):
    """Volume signed by where the bar closes in its range."""
    return [((c - l) - (h - c)) / (h - l) * v if h - l > 0 else 0.0
            for h, l, c, v in zip(high, low, close, volume)])py"},
    {"obv", "held", R"py(
def obv(close, volume):
    def formula(c, v):
        result, total = [], 0.0
        for i in range(len(c)):
            if i == 0:
                total = v[0]
            else:
                total += v[i] if c[i] > c[i - 1] else -v[i] if c[i] < c[i - 1] else 0.0
            result.append(total)
        return [result]

    return held(formula, [close, volume], [0])[0])py"},
    {"ad", "held money_flow", R"py(
def ad(high, low, close, volume):
    def formula(h, l, c, v):
        result, total = [], 0.0
        for flow in money_flow(h, l, c, v):
            total += flow
            result.append(total)
        return [result]

    return held(formula, [high, low, close, volume], [0])[0])py"},
    {"cmf", "windowed money_flow rolling_sum", R"py(
def cmf(high, low, close, volume, length):
    def formula(h, l, c, v):
        flow = rolling_sum(money_flow(h, l, c, v), length)
        return [[NAN if w == 0 else f / w for f, w in zip(flow, rolling_sum(v, length))]]

    return windowed(formula, [high, low, close, volume], [length - 1])[0])py"},
    {"vwap", "held Lines", R"py(
def vwap(high, low, close, volume, time):
    """Average price of the day so far; upper and lower are one deviation away from it."""
    def formula(h, l, c, v, t):
        centres, uppers, lowers = [], [], []
        today, weight, centre, spread = None, 0.0, 0.0, 0.0
        for i in range(len(h)):
            day = math.floor(t[i] / 86400000.0)
            if day != today:
                today, weight, centre, spread = day, 0.0, 0.0, 0.0
            price = (h[i] + l[i] + c[i]) / 3.0
            weight += v[i]
            if weight > 0:
                gap = price - centre
                centre += gap * v[i] / weight
                spread += v[i] * gap * (price - centre)
            deviation = math.sqrt(max(spread, 0.0) / (weight if weight > 0 else 1.0))
            centres.append(centre if weight > 0 else NAN)
            uppers.append(deviation if weight > 0 else NAN)
            lowers.append(-deviation if weight > 0 else NAN)
        return centres, uppers, lowers

    columns = held(formula, [high, low, close, volume, time], [0, 0, 0])
    return Lines(value=columns[0], upper=columns[1], lower=columns[2]))py"},
};

constexpr Snippet kRanges[] = {
    {"highest", "windowed rolling_max", R"py(
def highest(x, length):
    return windowed(lambda v: [rolling_max(v, length)], [x], [length - 1])[0])py"},
    {"lowest", "windowed rolling_min", R"py(
def lowest(x, length):
    return windowed(lambda v: [rolling_min(v, length)], [x], [length - 1])[0])py"},
    {"donchian", "windowed rolling_max rolling_min Lines", R"py(
def donchian(high, low, length):
    """Of the bars before this one."""
    def formula(h, l):
        upper = ([0.0] + rolling_max(h, length))[:len(h)]
        lower = ([0.0] + rolling_min(l, length))[:len(l)]
        return [(a + b) / 2 for a, b in zip(upper, lower)], upper, lower

    mid, upper, lower = windowed(formula, [high, low], [length] * 3)
    return Lines(mid=mid, upper=upper, lower=lower))py"},
    {"opening_range", "held Lines", R"py(
def opening_range(high, low, time, minutes, bar_minutes):
    """Known from the close of the bar that completes it."""
    def formula(h, l, t):
        tops, bottoms = [], []
        today, end, top, bottom = None, 0.0, 0.0, 0.0
        for i in range(len(h)):
            day = math.floor(t[i] / 86400000.0)
            if day != today:
                today, end, top, bottom = day, t[i] + minutes * 60000.0, h[i], l[i]
            elif t[i] < end:
                top, bottom = max(top, h[i]), min(bottom, l[i])
            ended = t[i] + bar_minutes * 60000.0 >= end
            tops.append(top if ended else NAN)
            bottoms.append(bottom if ended else NAN)
        return tops, bottoms

    top, bottom = held(formula, [high, low, time], [0, 0])
    return Lines(high=top, low=bottom))py"},
    {"day_open", "held", R"py(
def day_open(open_, time):
    def formula(o, t):
        result, today, first = [], None, 0.0
        for i in range(len(o)):
            day = math.floor(t[i] / 86400000.0)
            if day != today:
                today, first = day, o[i]
            result.append(first)
        return [result]

    return held(formula, [open_, time], [0])[0])py"},
};

} // namespace

std::span<const Snippet> trendSnippets()
{
    return kTrend;
}

std::span<const Snippet> volumeSnippets()
{
    return kVolume;
}

std::span<const Snippet> rangeSnippets()
{
    return kRanges;
}

} // namespace sw::exporters
