#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kAverages[] = {
    {"sma", "windowed rolling_average", R"py(
def sma(x, length):
    return windowed(lambda v: [rolling_average(v, length, x.grid)], [x], [length - 1])[0])py"},
    {"ema", "held exponential", R"py(
def ema(x, length):
    return held(lambda v: [exponential(v, length)], [x], [length - 1])[0])py"},
    {"rma", "held wilder", R"py(
def rma(x, length):
    return held(lambda v: [wilder(v, length)], [x], [length - 1])[0])py"},
    {"wma", "windowed rolling_weighted ticks", R"py(
def wma(x, length):
    divisor = 0.5 * length * (length + 1.0) * (x.grid if x.grid > 0 else 1.0)

    def formula(v):
        return [[total / divisor for total in rolling_weighted(ticks(v, x.grid), length)]]

    return windowed(formula, [x], [length - 1])[0])py"},
    {"vwma", "windowed rolling_sum", R"py(
def vwma(x, volume, length):
    def formula(v, w):
        money = rolling_sum([a * b for a, b in zip(v, w)], length)
        return [[NAN if w == 0 else m / w for m, w in zip(money, rolling_sum(w, length))]]

    return windowed(formula, [x, volume], [length - 1])[0])py"},
};

constexpr Snippet kOscillators[] = {
    {"rsi", "held relative_strength", R"py(
def rsi(x, length):
    return held(lambda v: [relative_strength(v, length)], [x], [length])[0])py"},
    {"macd", "held exponential Lines", R"py(
def macd(x, fast, slow, signal):
    """Both averages start on the same bar, as in TA-Lib."""
    def formula(v):
        quick = exponential(v, fast, max(slow - fast, 0))
        slow_one = exponential(v, slow, max(fast - slow, 0))
        line = [a - b for a, b in zip(quick, slow_one)]
        smooth = exponential(line, signal, max(fast, slow) - 1)
        return line, smooth, [a - b for a, b in zip(line, smooth)]

    first = max(fast, slow) - 1
    columns = held(formula, [x], [first, first + signal - 1, first + signal - 1])
    return Lines(line=columns[0], signal=columns[1], hist=columns[2]))py"},
    {"stoch", "windowed stochastic Lines", R"py(
def stoch(high, low, close, length, smooth, d_length):
    first = length - 1 + smooth - 1
    k, d = windowed(lambda h, l, c: stochastic(h, l, c, length, smooth, d_length),
                    [high, low, close], [first, first + d_length - 1])
    return Lines(k=k, d=d))py"},
    {"stochrsi", "held relative_strength stochastic Lines", R"py(
def stochrsi(x, rsi_length, length, smooth, d_length):
    def formula(v):
        strength = relative_strength(v, rsi_length)
        return stochastic(strength, strength, strength, length, smooth, d_length)

    first = rsi_length + length - 1 + smooth - 1
    k, d = held(formula, [x], [first, first + d_length - 1])
    return Lines(k=k, d=d))py"},
    {"cci", "windowed rolling_sum", R"py(
def cci(x, length):
    def distance(window, centre):
        lanes, whole = [0.0] * 4, len(window) // 4 * 4
        for j in range(whole):
            lanes[j % 4] += abs(window[j] - centre)
        total = (lanes[0] + lanes[1]) + (lanes[2] + lanes[3])
        for value in window[whole:]:
            total += abs(value - centre)
        return total

    def formula(v):
        result = []
        for i, total in enumerate(rolling_sum(v, length)):
            centre = total / length
            window = [0.0] * max(length - 1 - i, 0) + v[max(i - length + 1, 0):i + 1]
            spread = distance(window, centre) / length
            result.append(0.0 if spread == 0 else (v[i] - centre) / (0.015 * spread))
        return [result]

    return windowed(formula, [x], [length - 1])[0])py"},
    {"mfi", "windowed rolling_sum percent_of", R"py(
def mfi(high, low, close, volume, length):
    def formula(h, l, c, v):
        ups, downs, before = [], [], 0.0
        for a, b, d, w in zip(h, l, c, v):
            price = (a + b + d) / 3.0
            ups.append(price * w if price > before else 0.0)
            downs.append(price * w if price < before else 0.0)
            before = price
        up, down = rolling_sum(ups, length), rolling_sum(downs, length)
        return [[percent_of(a, a + b) for a, b in zip(up, down)]]

    return windowed(formula, [high, low, close, volume], [length])[0])py"},
    {"willr", "windowed rolling_max rolling_min", R"py(
def willr(high, low, close, length):
    def formula(h, l, c):
        return [[-50.0 if t == b else -100.0 * (t - x) / (t - b)
                 for t, b, x in zip(rolling_max(h, length), rolling_min(l, length), c)]]

    return windowed(formula, [high, low, close], [length - 1])[0])py"},
    {"change", "windowed", R"py(
def change(x, length, formula):
    """Compares each value with the one `length` bars ago."""
    def compare(v):
        return [[formula(now, before) for now, before in zip(v, [0.0] * length + v)]]

    return windowed(compare, [x], [length])[0])py"},
    {"roc", "change quotient", R"py(
def roc(x, length):
    """In percent: 5 for +5 %."""
    return change(x, length, lambda now, before: quotient(100.0 * (now - before), before)))py"},
    {"mom", "change", R"py(
def mom(x, length):
    return change(x, length, lambda now, before: now - before))py"},
    {"pct_change", "change quotient", R"py(
def pct_change(x, length):
    """As a ratio: 0.05 for +5 %."""
    return change(x, length, lambda now, before: quotient(now - before, before)))py"},
    {"ibs", "Series", R"py(
def ibs(high, low, close):
    return Series(0.5 if h == l else (c - l) / (h - l) for h, l, c in zip(high, low, close)))py"},
};

constexpr Snippet kVolatility[] = {
    {"bb", "windowed rolling_average rolling_moments Lines", R"py(
def bb(x, length, width):
    """Bollinger bands with the deviation of the population."""
    def formula(v):
        mid = rolling_average(v, length, x.grid)
        band = [width * math.sqrt(q * (1.0 / length)) for q in rolling_moments(v, length)[1]]
        upper = [m + b for m, b in zip(mid, band)]
        lower = [m - b for m, b in zip(mid, band)]
        wide = [NAN if m == 0 else (u - l) / m for u, l, m in zip(upper, lower, mid)]
        inside = [0.5 if u == l else (a - l) / (u - l) for a, u, l in zip(v, upper, lower)]
        return mid, upper, lower, wide, inside

    names = ("mid", "upper", "lower", "width", "percent_b")
    return Lines(**dict(zip(names, windowed(formula, [x], [length - 1] * 5)))))py"},
    {"tr", "windowed true_ranges", R"py(
def tr(high, low, close):
    return windowed(lambda h, l, c: [true_ranges(h, l, c)], [high, low, close], [1])[0])py"},
    {"atr", "held true_ranges wilder", R"py(
def atr(high, low, close, length):
    def formula(h, l, c):
        return [wilder(true_ranges(h, l, c), length, 1)]

    return held(formula, [high, low, close], [length])[0])py"},
    {"natr", "held true_ranges wilder", R"py(
def natr(high, low, close, length):
    def formula(h, l, c):
        ranges = wilder(true_ranges(h, l, c), length, 1)
        return [[NAN if x == 0 else 100.0 * r / x for r, x in zip(ranges, c)]]

    return held(formula, [high, low, close], [length])[0])py"},
    {"keltner", "held exponential true_ranges wilder Lines", R"py(
def keltner(x, high, low, close, length, width, range_length):
    def formula(v, h, l, c):
        mid = exponential(v, length)
        band = [width * r for r in wilder(true_ranges(h, l, c), range_length, 1)]
        return (mid, [m + b for m, b in zip(mid, band)], [m - b for m, b in zip(mid, band)])

    warmup = max(length - 1, range_length)
    mid, upper, lower = held(formula, [x, high, low, close], [warmup] * 3)
    return Lines(mid=mid, upper=upper, lower=lower))py"},
    {"realized_vol", "windowed rolling_moments natural_log", R"py(
def realized_vol(x, length, periods_per_year):
    """Annualised standard deviation of the log returns, as a ratio."""
    def formula(v):
        returns, before = [], 1.0
        for value in v:
            ratio = value / before if before != 0 else NAN
            returns.append(natural_log(ratio) if ratio > 0 else NAN)
            before = value
        squares = rolling_moments(returns, length)[1]
        return [[math.sqrt(q * (periods_per_year / length)) if q < math.inf else NAN
                 for q in squares]]

    return windowed(formula, [x], [length])[0])py"},
    {"natural_log", "", R"py(
def natural_log(x):
    """The same on every machine, which the C library's logarithm is not."""
    m, exponent = math.frexp(x)
    if m < float.fromhex("0x1.6a09ep-1"):
        m, exponent = 2 * m, exponent - 1
    f = m - 1
    s = f / (m + 1)
    z = s * s
    tail = 2.0 / 23
    for divisor in (21, 19, 17, 15, 13, 11, 9, 7, 5, 3):
        tail = tail * z + 2.0 / divisor
    tail *= z
    high, low = 6.93147180369123816490e-01, 1.90821492927058770002e-10
    return exponent * high + (f - (s * (f - tail) - exponent * low)))py"},
};

} // namespace

std::span<const Snippet> averageSnippets()
{
    return kAverages;
}

std::span<const Snippet> oscillatorSnippets()
{
    return kOscillators;
}

std::span<const Snippet> volatilitySnippets()
{
    return kVolatility;
}

} // namespace sw::exporters
