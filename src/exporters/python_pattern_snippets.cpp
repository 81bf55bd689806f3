#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kStatistics[] = {
    {"stdev", "windowed rolling_moments", R"py(
def stdev(x, length):
    """Of the population."""
    def formula(v):
        return [[math.sqrt(q * (1.0 / length)) for q in rolling_moments(v, length)[1]]]

    return windowed(formula, [x], [length - 1])[0])py"},
    {"zscore", "windowed rolling_moments", R"py(
def zscore(x, length):
    def formula(v):
        result = []
        for value, mean, squares in zip(v, *rolling_moments(v, length)):
            deviation = math.sqrt(squares * (1.0 / length))
            result.append(0.0 if deviation == 0 else (value - mean) / deviation)
        return [result]

    return windowed(formula, [x], [length - 1])[0])py"},
    {"linreg", "windowed rolling_line", R"py(
def linreg(x, length):
    """End point of the least-squares line."""
    def formula(v):
        return [[mean + slope * (0.5 * (length - 1.0))
                 for slope, mean in zip(*rolling_line(v, length))]]

    return windowed(formula, [x], [length - 1])[0])py"},
    {"slope", "windowed rolling_line", R"py(
def slope(x, length):
    return windowed(lambda v: [rolling_line(v, length)[0]], [x], [length - 1])[0])py"},
    {"correlation", "windowed rolling_comoments", R"py(
def correlation(x, y, length):
    def formula(v, w):
        result = []
        for squares_x, squares_y, products in rolling_comoments(v, w, length):
            size = math.sqrt(squares_x) * math.sqrt(squares_y)
            result.append(min(max(products / size, -1.0), 1.0) if size > 0 else NAN)
        return [result]

    return windowed(formula, [x, y], [length - 1])[0])py"},
    {"beta", "windowed rolling_comoments", R"py(
def beta(y, x, length):
    """Slope of the first series on the second."""
    def formula(v, w):
        return [[products / squares if squares > 0 else NAN
                 for _, squares, products in rolling_comoments(v, w, length)]]

    return windowed(formula, [y, x], [length - 1])[0])py"},
    {"percent_rank", "windowed", R"py(
def percent_rank(x, length):
    """How many of the values before are not above, in percent."""
    def formula(v):
        return [[100.0 * sum(1.0 for a in v[max(i - length, 0):i] if a <= v[i]) / length
                 for i in range(len(v))]]

    return windowed(formula, [x], [length])[0])py"},
    {"median", "windowed", R"py(
def median(x, length):
    def formula(v):
        result = []
        for i in range(len(v)):
            window = sorted(v[max(i - length + 1, 0):i + 1])
            above, below = window[len(window) // 2], window[(len(window) - 1) // 2]
            result.append(above if len(window) % 2 == 1 else (below + above) / 2)
        return [result]

    return windowed(formula, [x], [length - 1])[0])py"},
};

constexpr Snippet kCalendar[] = {
    {"by_day", "held", R"py(
def by_day(time, function):
    """A value per local day."""
    def formula(t):
        result, today, value = [], None, NAN
        for ms in t:
            day = int(math.floor(ms / 86400000.0))
            if day != today:
                today, value = day, float(function(day_date(day)))
            result.append(value)
        return [result]

    return held(formula, [time], [0])[0]


def day_date(day):
    return datetime.date.fromordinal(719163 + day))py"},
    {"weekday", "by_day", R"py(
def weekday(time):
    """1 = Monday."""
    return by_day(time, lambda date: date.isoweekday()))py"},
    {"day_of_month", "by_day", R"py(
def day_of_month(time):
    return by_day(time, lambda date: date.day))py"},
    {"month", "by_day", R"py(
def month(time):
    return by_day(time, lambda date: date.month))py"},
    {"year", "by_day", R"py(
def year(time):
    return by_day(time, lambda date: date.year))py"},
    {"is_trading_day", "exchange_holiday", R"py(
def is_trading_day(calendar, date):
    if calendar == "always":
        return True
    if date.isoweekday() > 5:
        return False
    closed = exchange_holiday(date) or date == datetime.date(2018, 12, 5)
    return calendar == "weekdays" or not closed)py"},
    {"trading_day_of_month", "by_day is_trading_day", R"py(
def trading_day_of_month(time, calendar):
    state = {"month": None, "count": 0, "known": False}

    def number(date):
        if (date.year, date.month) != state["month"]:
            earlier = (date.replace(day=day) for day in range(1, date.day))
            first = not any(is_trading_day(calendar, day) for day in earlier)
            state.update(known=state["month"] is not None or first,
                         month=(date.year, date.month), count=0)
        state["count"] += 1
        return state["count"] if state["known"] else NAN

    return by_day(time, number))py"},
    {"trading_days_left_in_month", "by_day is_trading_day", R"py(
def trading_days_left_in_month(time, calendar):
    """Trading days left in the month; 0 = the last one."""
    def left(date):
        count, day = 0, date + datetime.timedelta(days=1)
        while day.month == date.month:
            count += is_trading_day(calendar, day)
            day += datetime.timedelta(days=1)
        return count

    return by_day(time, left))py"},
    {"minute_of_day", "", R"py(
def minute_of_day(ms):
    return (ms - math.floor(ms / 86400000.0) * 86400000.0) / 60000.0)py"},
    {"time_of_day", "minute_of_day Series", R"py(
def time_of_day(time):
    """Minutes since midnight at the start of the bar."""
    return Series(minute_of_day(ms) for ms in time))py"},
    {"first_bar_of_day", "Series", R"py(
def first_bar_of_day(time):
    days = [math.floor(ms / 86400000.0) for ms in time]
    return Series(0.0 if i > 0 and day == days[i - 1] else 1.0 for i, day in enumerate(days)))py"},
    {"last_bar_of_day", "minute_of_day Series", R"py(
def last_bar_of_day(time, calendar, bar_minutes):
    end = 960.0 if calendar == "exchange" else 1440.0
    begins = [minute_of_day(ms) for ms in time]
    return Series(1.0 if bar_minutes >= 1440 or begin < end <= begin + bar_minutes else 0.0
                  for begin in begins))py"},
};

constexpr Snippet kPatterns[] = {
    {"candles", "windowed", R"py(
def candles(columns, bars_before, test):
    """1 where `test(now, before, first)` holds; a candle is (open, high, low, close)."""
    def formula(*prices):
        nothing = (0.0, 0.0, 0.0, 0.0)
        bars = [nothing, nothing] + list(zip(*prices))
        return [[1.0 if test(bars[i], bars[i - 1], bars[i - 2]) else 0.0
                 for i in range(2, len(bars))]]

    return windowed(formula, columns, [bars_before])[0]


def body(candle):
    return abs(candle[3] - candle[0])


def span(candle):
    return candle[1] - candle[2]


def lower_shadow(candle):
    return min(candle[0], candle[3]) - candle[2]


def upper_shadow(candle):
    return candle[1] - max(candle[0], candle[3])


def rises(candle):
    return candle[3] > candle[0]


def falls(candle):
    return candle[3] < candle[0])py"},
    {"hammer", "candles", R"py(
def hammer(*prices):
    return candles(prices, 0, lambda c, b, a: lower_shadow(c) >= 2 * body(c)
                   and upper_shadow(c) <= body(c) and span(c) > 0))py"},
    {"shooting_star", "candles", R"py(
def shooting_star(*prices):
    return candles(prices, 0, lambda c, b, a: upper_shadow(c) >= 2 * body(c)
                   and lower_shadow(c) <= body(c) and span(c) > 0))py"},
    {"doji", "candles", R"py(
def doji(*prices):
    return candles(prices, 0, lambda c, b, a: body(c) <= 0.1 * span(c) and span(c) > 0))py"},
    {"bullish_engulfing", "candles", R"py(
def bullish_engulfing(*prices):
    return candles(prices, 1, lambda c, b, a: falls(b) and rises(c)
                   and c[3] >= b[0] and c[0] <= b[3]))py"},
    {"bearish_engulfing", "candles", R"py(
def bearish_engulfing(*prices):
    return candles(prices, 1, lambda c, b, a: rises(b) and falls(c)
                   and c[3] <= b[0] and c[0] >= b[3]))py"},
    {"inside_bar", "candles", R"py(
def inside_bar(*prices):
    return candles(prices, 1, lambda c, b, a: c[1] < b[1] and c[2] > b[2]))py"},
    {"outside_bar", "candles", R"py(
def outside_bar(*prices):
    return candles(prices, 1, lambda c, b, a: c[1] > b[1] and c[2] < b[2]))py"},
    {"morning_star", "candles", R"py(
def morning_star(*prices):
    return candles(prices, 2, lambda c, b, a: falls(a) and body(b) < 0.5 * body(a)
                   and rises(c) and c[3] > (a[0] + a[3]) / 2))py"},
    {"evening_star", "candles", R"py(
def evening_star(*prices):
    return candles(prices, 2, lambda c, b, a: rises(a) and body(b) < 0.5 * body(a)
                   and falls(c) and c[3] < (a[0] + a[3]) / 2))py"},
    {"heikin_ashi", "held", R"py(
def heikin_ashi(prices, part):
    def formula(opens, highs, lows, closes):
        result, ha_open, ha_close = [], None, None
        for o, h, l, c in zip(opens, highs, lows, closes):
            ha_open = (o + c) / 2 if ha_open is None else (ha_open + ha_close) / 2
            ha_close = (o + h + l + c) / 4
            bar = (ha_open, max(h, ha_open, ha_close), min(l, ha_open, ha_close), ha_close)
            result.append(bar[part])
        return [result]

    return held(formula, prices, [0])[0])py"},
    {"ha_open", "heikin_ashi", R"py(
def ha_open(*prices):
    return heikin_ashi(prices, 0))py"},
    {"ha_high", "heikin_ashi", R"py(
def ha_high(*prices):
    return heikin_ashi(prices, 1))py"},
    {"ha_low", "heikin_ashi", R"py(
def ha_low(*prices):
    return heikin_ashi(prices, 2))py"},
    {"ha_close", "heikin_ashi", R"py(
def ha_close(*prices):
    return heikin_ashi(prices, 3))py"},
};

constexpr Snippet kLogic[] = {
    {"bars_since", "Series", R"py(
def bars_since(condition):
    """0 on a bar where the condition is true; missing until it was."""
    result, bars = Series(), NAN
    for flag in condition:
        bars = 0.0 if flag == flag and flag != 0 else bars + 1
        result.append(bars)
    return result)py"},
    {"value_when", "Series", R"py(
def value_when(condition, x, back):
    """Value at the last time the condition was true, or `back` times before that."""
    result, values = Series(), [NAN] * (back + 1)
    for flag, value in zip(condition, x):
        if flag == flag and flag != 0:
            values = values[1:] + [value]
        result.append(values[0])
    return result)py"},
};

} // namespace

std::span<const Snippet> statisticSnippets()
{
    return kStatistics;
}

std::span<const Snippet> calendarSnippets()
{
    return kCalendar;
}

std::span<const Snippet> patternSnippets()
{
    return kPatterns;
}

std::span<const Snippet> logicSnippets()
{
    return kLogic;
}

} // namespace sw::exporters
