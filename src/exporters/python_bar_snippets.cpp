#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kBars[] = {
    {"Bars", "Series tick_grid", R"py(
class Bars:
    """Columns of one symbol. Times are milliseconds: `time` UTC, `local` on the exchange's clock."""

    def __init__(self, rows, frame, market):
        self.frame, self.market = frame, market
        self.time = [row[0] for row in rows]
        self.local = Series(float(row[0] + row[1]) for row in rows)
        self.has_offsets = any(row[2] for row in rows)
        columns = [Series(row[k] for row in rows) for k in range(3, 8)]
        self.open, self.high, self.low, self.close, self.volume = columns
        grid = tick_grid(columns[:4])
        for column in columns[:4]:
            column.grid = grid

    def __len__(self):
        return len(self.time)

    def rows(self):
        columns = (self.open, self.high, self.low, self.close, self.volume)
        for i, values in enumerate(zip(*columns)):
            yield (self.time[i], int(self.local[i]) - self.time[i], self.has_offsets) + values)py"},
    {"tick_grid", "", R"py(
def tick_grid(columns):
    """Ticks per unit, a power of ten, when all prices are whole ticks and their sums are exact."""
    rounder, most = 6755399441055744.0, 9007199254740992.0 / 65536.0
    largest = max((abs(price) for column in columns for price in column), default=0.0)
    scale = 1.0
    for column in columns:
        for price in column:
            while ((price * scale + rounder) - rounder) / scale != price:
                scale *= 10
                if scale > 1e8 or largest * scale > most:
                    return 0.0
    return 0.0 if largest * scale > most else scale)py"},
    {"read_bars", "Bars", R"py(
def read_bars(path, frame, market):
    """Reads the columns time, open, high, low, close, volume of a CSV file with a header."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        table = csv.DictReader(file)
        table.fieldnames = [name.strip().lower() for name in table.fieldnames or []]
        missing = {"time", "open", "high", "low", "close"} - set(table.fieldnames)
        if missing:
            sys.exit("%s: no column %s" % (path, ", ".join(sorted(missing))))
        rows = []
        for line in table:
            try:
                utc, offset, has_offset = read_time(line["time"])
                prices = tuple(float(line[name]) for name in ("open", "high", "low", "close"))
                rows.append((utc, offset, has_offset) + prices + (float(line.get("volume") or 0),))
            except (TypeError, ValueError) as error:
                sys.exit("%s, line %d: %s" % (path, table.line_num, error))
    if not rows:
        sys.exit("%s: no bars" % path)
    return Bars(rows, frame, market)


def read_time(text):
    """UTC milliseconds, offset of the local clock in milliseconds, and whether it was given."""
    text = text.strip()
    if text.endswith("Z"):
        text = text[:-1] + "+00:00"
    moment = datetime.datetime.fromisoformat(text)
    offset, has_offset = datetime.timedelta(), moment.tzinfo is not None
    if has_offset:
        offset = moment.utcoffset()
        moment = moment.replace(tzinfo=None) - offset
    ms = datetime.timedelta(milliseconds=1)
    return (moment - datetime.datetime(1970, 1, 1)) // ms, offset // ms, has_offset


def show_time(ms):
    moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=ms)
    if ms % 86400000 == 0:
        return moment.date().isoformat()
    return moment.isoformat(timespec="milliseconds" if ms % 1000 else "seconds") + "Z")py"},
};

constexpr Snippet kFrames[] = {
    {"View", "Series Truth", R"py(
class View:
    """Bars of another symbol or a longer frame as seen from the traded bars."""

    def __init__(self, bars, last):
        self.__dict__.update(bars.__dict__)
        self.last = last  # for each traded bar the last one that was complete, -1 = none

    def __len__(self):
        return len(self.time)

    def here(self, column):
        """A column as known on the traded bars."""
        missing = None if isinstance(column, Truth) else NAN
        return type(column)(column[k] if k >= 0 else missing for k in self.last)

    def first_bar(self, warmup):
        """The first traded bar that sees a bar which that many lie before."""
        return next((i for i, k in enumerate(self.last) if k >= warmup), len(self.last)))py"},
    {"exchange_holiday", "", R"py(
def exchange_holiday(date):
    """Regular full-day holidays of the New York Stock Exchange on weekdays."""
    def weekday_of_month(month, weekday, n):
        first = datetime.date(date.year, month, 1)
        if n > 0:
            return first + datetime.timedelta((weekday - first.isoweekday()) % 7 + 7 * (n - 1))
        last = (first + datetime.timedelta(31)).replace(day=1) - datetime.timedelta(1)
        return last - datetime.timedelta((last.isoweekday() - weekday) % 7)

    def observed(month, day):
        fixed = datetime.date(date.year, month, day)
        return fixed + datetime.timedelta({6: -1, 7: 1}.get(fixed.isoweekday(), 0))

    def good_friday():
        y = date.year
        a, b, c = y % 19, y // 100, y % 100
        h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
        k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
        total = h + k - 7 * ((a + 11 * h + 22 * k) // 451) + 114
        return datetime.date(y, total // 31, total % 31 + 1) - datetime.timedelta(2)

    y, m = date.year, date.month
    new_year = datetime.date(y, 1, 1)
    holidays = {
        1: [observed(1, 1)] if new_year.isoweekday() != 6 else [],
        2: [weekday_of_month(2, 1, 3) if y >= 1971 else observed(2, 22)],
        3: [good_friday()],
        4: [good_friday()],
        5: [weekday_of_month(5, 1, -1) if y >= 1971 else observed(5, 30)],
        6: [observed(6, 19)] if y >= 2022 else [],
        7: [observed(7, 4)],
        9: [weekday_of_month(9, 1, 1)],
        11: [weekday_of_month(11, 4, 4)],
        12: [observed(12, 25)],
    }
    if y >= 1998:
        holidays[1].append(weekday_of_month(1, 1, 3))
    return date in holidays.get(m, []))py"},
    {"regular_day", "exchange_holiday", R"py(
def regular_day(calendar, day):
    """True when bars are to be expected on a day, counted from 1970-01-01."""
    date = datetime.date.fromordinal(719163 + day)
    if calendar == "always":
        return True
    return date.isoweekday() <= 5 and (calendar == "weekdays" or not exchange_holiday(date)))py"},
    {"frame_length", "", R"py(
def frame_minutes(frame):
    unit = {"m": 1, "h": 60, "d": 1440, "w": 10080, "mo": 43200}
    return frame[0] * unit[frame[1]]


def is_intraday(frame):
    return frame[1] in ("m", "h")


def day_after_bar(frame, day):
    """First day after the bar of a daily or longer frame that holds `day`."""
    if frame[1] == "mo":
        date = datetime.date.fromordinal(719163 + day)
        months = date.year * 12 + date.month - 1 + frame[0]
        return datetime.date(months // 12, months % 12 + 1, 1).toordinal() - 719163
    if frame[1] == "w":
        return (day + 3) // 7 * 7 - 3 + 7 * frame[0]
    return day + frame[0])py"},
    {"resampled", "Bars frame_length regular_day View", R"py(
def resampled(bars, frame):
    """Bars of a longer frame, of which only completed ones are seen."""
    day_ms, own, trading_days = 86400000, bars.frame, bars.market["trading_days"]

    def key_at(local):
        day = local // day_ms
        if frame[1] == "mo":
            date = datetime.date.fromordinal(719163 + day)
            return (date.year * 12 + date.month - 1) // frame[0]
        if frame[1] == "w":
            return (day + 3) // 7 // frame[0]
        if frame[1] == "d":
            return day // frame[0]
        minutes = frame_minutes(frame)
        return day * ((1440 + minutes - 1) // minutes) + local % day_ms // 60000 // minutes

    def start_of(key):
        if frame[1] == "mo":
            months = key * frame[0]
            return (datetime.date(months // 12, months % 12 + 1, 1).toordinal() - 719163) * day_ms
        if frame[1] == "w":
            return (key * frame[0] * 7 - 3) * day_ms
        if frame[1] == "d":
            return key * frame[0] * day_ms
        minutes = frame_minutes(frame)
        per_day = (1440 + minutes - 1) // minutes
        return key // per_day * day_ms + key % per_day * minutes * 60000

    def next_start(local):
        day = local // day_ms
        if is_intraday(own):
            following = local + frame_minutes(own) * 60000
            if trading_days == "always" or following // day_ms == day:
                return following
            return next_regular(day) * day_ms
        after = day_after_bar(own, day)
        return next_regular(after - 1) * day_ms if own[1] == "d" else after * day_ms

    def next_regular(day):
        day += 1
        while not regular_day(trading_days, day):
            day += 1
        return day

    rows, last, key, complete = [], [], None, False
    for i, (utc, offset, has, open_, high, low, close, volume) in enumerate(bars.rows()):
        local = utc + offset
        now = key_at(local)
        if not rows or now > key or complete:
            key = now if not rows or now > key else key + 1
            rows.append([start_of(key) - offset, offset, has, open_, high, low, close, volume])
        else:
            row = rows[-1]
            row[4], row[5] = max(row[4], high), min(row[5], low)
            row[6], row[7] = close, row[7] + volume
        complete = key_at(next_start(local)) > key
        last.append(len(rows) - 1 if complete else len(rows) - 2)
    if rows and not complete:
        rows.pop()
    return View(Bars(rows, frame, bars.market), last))py"},
    {"joined", "frame_length regular_day View", R"py(
def joined(other, bars):
    """Bars of another symbol, of which only those that were complete when a bar closed are seen."""
    day_ms, frame = 86400000, bars.frame
    same_clock = other.has_offsets == bars.has_offsets

    def end_of(columns, i):
        if is_intraday(frame):
            start = columns.time[i] if same_clock else int(columns.local[i])
            return start + frame_minutes(frame) * 60000
        day = int(columns.local[i]) // day_ms
        last = day_after_bar(frame, day) - 1
        if frame[1] != "d":
            trading_days = columns.market["trading_days"]
            regular = (d for d in range(last, day - 1, -1) if regular_day(trading_days, d))
            last = next(regular, last)
        return last

    ends = [end_of(other, i) for i in range(len(other))]
    last, complete = [], 0
    for i in range(len(bars)):
        now = end_of(bars, i)
        while complete < len(ends) and ends[complete] <= now:
            complete += 1
        last.append(complete - 1)
    return View(other, last))py"},
    {"periods_per_year", "frame_length", R"py(
def periods_per_year(bars):
    days, minutes = bars.market["days_per_year"], bars.market["session_minutes"]
    if bars.frame[1] == "mo":
        return 12.0 / bars.frame[0]
    if bars.frame[1] == "w":
        return 52.0 / bars.frame[0]
    if bars.frame[1] == "d":
        return days / bars.frame[0]
    return days * minutes / float(frame_minutes(bars.frame)))py"},
};

} // namespace

std::span<const Snippet> barSnippets()
{
    return kBars;
}

std::span<const Snippet> frameSnippets()
{
    return kFrames;
}

} // namespace sw::exporters
