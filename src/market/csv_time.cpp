#include "market/csv_time.h"

#include "base/text.h"
#include "market/csv_record.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace sw::market {

namespace {

constexpr std::int64_t kEarliestDay = -141'427; // 1582-10-15
constexpr std::int64_t kLatestDay = 2'932'896;  // 9999-12-31
constexpr std::int64_t kLatestCounterStart = 9'999;

/// Walks over a cell.
class Cursor
{
public:
    explicit Cursor(std::string_view text) : m_text(text) {}

    bool atEnd() const { return m_text.empty(); }
    char peek() const { return m_text.empty() ? '\0' : m_text.front(); }
    std::string_view rest() const { return m_text; }
    bool take(char c)
    {
        if (peek() != c || atEnd()) {
            return false;
        }
        m_text.remove_prefix(1);
        return true;
    }
    char takeAny(std::string_view of)
    {
        const char c = peek();
        if (atEnd() || of.find(c) == std::string_view::npos) {
            return '\0';
        }
        m_text.remove_prefix(1);
        return c;
    }
    void skipSpaces()
    {
        while (take(' ')) {
        }
    }
    /// All digits ahead.
    std::string_view digits() { return run(isDigit); }
    std::string_view letters() { return run(isAlpha); }

private:
    std::string_view run(bool (*belongs)(char))
    {
        std::size_t count = 0;
        while (count < m_text.size() && belongs(m_text[count])) {
            ++count;
        }
        const std::string_view taken = m_text.substr(0, count);
        m_text.remove_prefix(count);
        return taken;
    }

    std::string_view m_text;
};

int numberOf(std::string_view digits)
{
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// A year of two or four digits.
int yearOf(std::string_view digits)
{
    const int year = numberOf(digits);
    return digits.size() == 2 ? (year < 70 ? 2000 + year : 1900 + year) : year;
}

int monthNamed(std::string_view word)
{
    static constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                                   "may",       "june",     "july",     "august",
                                                   "september", "october",  "november", "december"};
    const std::string lower = toLower(word);
    for (int month = 0; month < 12 && lower.size() >= 3; ++month) {
        if (kMonths[month].starts_with(lower)) {
            return month + 1;
        }
    }
    return lower == "sept" ? 9 : 0;
}

/// A date with what follows it in the cell.
struct DateAndRest {
    CivilDate date;
    std::string_view rest;
};

std::optional<DateAndRest> yearFirst(std::string_view cell)
{
    Cursor cursor(cell);
    const auto year = cursor.digits();
    const char separator = cursor.takeAny("-/.");
    const auto month = cursor.digits();
    const bool again = separator != '\0' && cursor.take(separator);
    const auto day = cursor.digits();
    if (year.size() != 4 || !again || month.empty() || month.size() > 2 || day.empty() ||
        day.size() > 2) {
        return std::nullopt;
    }
    return DateAndRest{{numberOf(year), numberOf(month), numberOf(day)}, cursor.rest()};
}

std::optional<DateAndRest> compact(std::string_view cell)
{
    Cursor cursor(cell);
    const auto digits = cursor.digits();
    if (digits.size() != 8 && digits.size() != 12 && digits.size() != 14) {
        return std::nullopt;
    }
    return DateAndRest{{numberOf(digits.substr(0, 4)), numberOf(digits.substr(4, 2)),
                        numberOf(digits.substr(6, 2))},
                       cell.substr(8)};
}

std::optional<DateAndRest> monthName(std::string_view cell)
{
    static constexpr std::string_view kBetween = " -/,.";
    Cursor cursor(cell);
    std::array<std::string_view, 3> parts;
    int month = 0;
    std::size_t monthAt = 3;
    for (std::size_t i = 0; i < 3; ++i) {
        while (cursor.takeAny(kBetween) != '\0') {
        }
        parts[i] = isAlpha(cursor.peek()) ? cursor.letters() : cursor.digits();
        if (parts[i].empty()) {
            return std::nullopt;
        }
        if (isAlpha(parts[i].front())) {
            month = monthNamed(parts[i]);
            if (month == 0 || monthAt != 3) {
                return std::nullopt;
            }
            monthAt = i;
        }
    }
    if (monthAt > 1) {
        return std::nullopt;
    }
    const std::string_view left = parts[monthAt == 0 ? 1 : 0];
    const std::string_view right = parts[2];
    const bool yearAhead = left.size() == 4;
    const std::string_view year = yearAhead ? left : right;
    const std::string_view day = yearAhead ? right : left;
    if (day.size() > 2 || (year.size() != 2 && year.size() != 4)) {
        return std::nullopt;
    }
    return DateAndRest{{yearOf(year), month, numberOf(day)}, cursor.rest()};
}

struct NumericDate {
    NumericParts parts;
    std::string_view rest;
};

std::optional<NumericDate> numericDate(std::string_view cell)
{
    Cursor cursor(cell);
    const auto first = cursor.digits();
    const char separator = cursor.takeAny("/-.");
    const auto second = cursor.digits();
    const bool again = separator != '\0' && cursor.take(separator);
    const auto year = cursor.digits();
    if (!again || first.empty() || first.size() > 2 || second.empty() || second.size() > 2 ||
        (year.size() != 4 && year.size() != 2)) {
        return std::nullopt;
    }
    return NumericDate{
        {numberOf(first), numberOf(second), yearOf(year), separator, year.size() == 2},
        cursor.rest()};
}

/// A time of day in ms, or -1.
std::int64_t clockMs(int hour, int minute, int second)
{
    if (hour > 23 || minute > 59 || second > 59) {
        return -1;
    }
    return ((std::int64_t{hour} * 60 + minute) * 60 + second) * 1000;
}

struct TimeOfDay {
    std::int64_t ms = 0;
    std::int32_t offsetMs = 0;
    bool hasOffset = false;
};

/// Reads "Z", "UTC", "+01:00", "GMT+0100", "-05"; false for anything else. Nothing at all is fine.
bool readOffset(Cursor& cursor, TimeOfDay& out)
{
    cursor.skipSpaces();
    if (cursor.atEnd()) {
        return true;
    }
    const std::string zone = toUpper(cursor.letters());
    if (!zone.empty() && zone != "Z" && zone != "UTC" && zone != "GMT") {
        return false;
    }
    out.hasOffset = true;
    const char sign = cursor.takeAny("+-");
    if (sign == '\0') {
        return !zone.empty() && cursor.atEnd();
    }
    const auto digits = cursor.digits();
    const bool colon = cursor.take(':');
    const auto more = cursor.digits();
    if (!cursor.atEnd() || (colon ? digits.size() > 2 || more.size() != 2 : digits.size() > 4)) {
        return false;
    }
    const bool joined = digits.size() > 2;
    const int hours = numberOf(joined ? digits.substr(0, digits.size() - 2) : digits);
    const int minutes = numberOf(joined ? digits.substr(digits.size() - 2) : more);
    if (digits.empty() || hours > 18 || minutes > 59) {
        return false;
    }
    const auto size = static_cast<std::int32_t>((hours * 60 + minutes) * kMsPerMinute);
    out.offsetMs = sign == '-' ? -size : size;
    return true;
}

/// ".123456" as whole milliseconds; what is finer is dropped.
std::int64_t readFraction(Cursor& cursor)
{
    if (cursor.takeAny(".,") == '\0') {
        return 0;
    }
    std::string digits(cursor.digits().substr(0, 3));
    digits.resize(3, '0');
    return numberOf(digits);
}

std::optional<TimeOfDay> readTimeOfDay(std::string_view text)
{
    Cursor cursor(trimmed(text));
    TimeOfDay out;
    std::string hour(cursor.digits());
    if (cursor.take(':')) {
        const auto minute = cursor.digits();
        const auto second = cursor.take(':') ? cursor.digits() : std::string_view("00");
        if (hour.empty() || hour.size() > 2 || minute.size() != 2 || second.size() != 2) {
            return std::nullopt;
        }
        int hours = numberOf(hour);
        const std::int64_t fraction = readFraction(cursor);
        cursor.skipSpaces();
        Cursor ahead = cursor;
        const std::string half = toUpper(ahead.letters());
        if (half == "AM" || half == "PM") {
            if (hours < 1 || hours > 12) {
                return std::nullopt;
            }
            hours = hours % 12 + (half == "PM" ? 12 : 0);
            cursor = ahead;
        }
        out.ms = clockMs(hours, numberOf(minute), numberOf(second));
        out.ms += out.ms < 0 ? 0 : fraction;
    } else if (hour.size() >= 3 && hour.size() <= 6) {
        if (hour.size() % 2 == 1) {
            hour.insert(hour.begin(), '0');
        }
        out.ms = clockMs(numberOf(hour.substr(0, 2)), numberOf(hour.substr(2, 2)),
                         hour.size() == 6 ? numberOf(hour.substr(4, 2)) : 0);
    } else {
        return std::nullopt;
    }
    if (out.ms < 0 || !readOffset(cursor, out)) {
        return std::nullopt;
    }
    return out;
}

tl::expected<CsvTime, std::string> outOfCalendar(std::string_view cell)
{
    return tl::unexpected(fmt::format(
        "{} lies outside the calendar (years 1582 to 9999); correct the time", csvQuoted(cell)));
}

tl::expected<CsvTime, std::string> joined(std::string_view cell, const DateAndRest& date,
                                          std::string_view timeOfDay)
{
    if (!isValid(date.date)) {
        return tl::unexpected(
            fmt::format("{} is not a day of the calendar; correct the date", csvQuoted(cell)));
    }
    const std::int64_t day = daysFromCivil(date.date);
    if (day < kEarliestDay || day > kLatestDay) {
        return outOfCalendar(cell);
    }
    std::string_view rest = trimmed(date.rest);
    if (!rest.empty() && (rest.front() == 'T' || rest.front() == 't' || rest.front() == ',')) {
        rest.remove_prefix(1);
    }
    const std::string_view clock = timeOfDay.empty() ? trimmed(rest) : timeOfDay;
    if (clock.empty()) {
        return CsvTime{{day * kMsPerDay}, 0, false};
    }
    const auto time = readTimeOfDay(clock);
    if (!time) {
        return tl::unexpected(fmt::format(
            "{} has no readable time of day; write 09:30 or 09:30:00, with an offset such as "
            "-05:00 if the zone matters",
            csvQuoted(timeOfDay.empty() ? cell : timeOfDay)));
    }
    return CsvTime{{day * kMsPerDay + time->ms - time->offsetMs}, time->offsetMs, time->hasOffset};
}

tl::expected<CsvTime, std::string> notThisForm(TimeForm form, std::string_view cell)
{
    return tl::unexpected(fmt::format("{} is not a time like those before it, such as {}; write "
                                      "all times in one form",
                                      csvQuoted(cell), example(form)));
}

std::optional<std::int64_t> wholeNumber(std::string_view cell)
{
    const std::size_t point = cell.find('.');
    if (point != std::string_view::npos) {
        for (const char c : cell.substr(point + 1)) {
            if (!isDigit(c)) {
                return std::nullopt;
            }
        }
        cell = cell.substr(0, point);
    }
    std::int64_t value = 0;
    const auto read = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (cell.empty() || read.ec != std::errc{} || read.ptr != cell.data() + cell.size()) {
        return std::nullopt;
    }
    return value;
}

tl::expected<CsvTime, std::string> counted(TimeForm form, std::string_view cell)
{
    const auto number = wholeNumber(cell);
    if (!number) {
        return notThisForm(form, cell);
    }
    if (form == TimeForm::Counter) {
        return *number < 0 || *number > kLatestDay ? outOfCalendar(cell)
                                                   : CsvTime{{*number * kMsPerDay}, 0, false};
    }
    constexpr std::int64_t kLatestMs = (kLatestDay + 1) * kMsPerDay;
    const std::int64_t multiplier = form == TimeForm::EpochSeconds ? 1000 : 1;
    const std::int64_t divisor = form == TimeForm::EpochMicros  ? 1000
                                 : form == TimeForm::EpochNanos ? 1'000'000
                                                                : 1;
    const std::int64_t size = *number < 0 ? -(*number + 1) : *number;
    if (size / divisor > kLatestMs / multiplier) {
        return outOfCalendar(cell);
    }
    const Timestamp time{*number * multiplier / divisor};
    return daysOf(time) < kEarliestDay || daysOf(time) > kLatestDay ? outOfCalendar(cell)
                                                                    : CsvTime{time, 0, false};
}

std::optional<TimeForm> numberForm(std::string_view digits)
{
    const auto isDate = [](const std::optional<DateAndRest>& read) {
        return read && isValid(read->date) && read->date.year >= 1800 && read->date.year < 2200;
    };
    switch (digits.size()) {
    case 8:
    case 14:
        return isDate(compact(digits)) ? std::optional(TimeForm::Compact) : std::nullopt;
    case 12:
        return isDate(compact(digits)) && readTimeOfDay(digits.substr(8)) ? TimeForm::Compact
                                                                          : TimeForm::EpochMillis;
    case 9:
    case 10:
        return TimeForm::EpochSeconds;
    case 13:
        return TimeForm::EpochMillis;
    case 15:
    case 16:
        return TimeForm::EpochMicros;
    case 18:
    case 19:
        return TimeForm::EpochNanos;
    default:
        break;
    }
    // Larger small numbers may be a spreadsheet's own day count, which starts in 1899.
    return digits.size() <= 4 && numberOf(digits) <= kLatestCounterStart
               ? std::optional(TimeForm::Counter)
               : std::nullopt;
}

struct FormName {
    TimeForm form;
    std::string_view name;
    std::string_view example;
};

constexpr FormName kForms[] = {
    {TimeForm::YearFirst, "iso", "2020-01-31"},
    {TimeForm::Compact, "yyyymmdd", "20200131"},
    {TimeForm::NumericDate, "numeric date", "31/01/2020"},
    {TimeForm::MonthName, "month name", "31-Jan-2020"},
    {TimeForm::EpochSeconds, "epoch-s", "1580428800"},
    {TimeForm::EpochMillis, "epoch-ms", "1580428800000"},
    {TimeForm::EpochMicros, "epoch-us", "1580428800000000"},
    {TimeForm::EpochNanos, "epoch-ns", "1580428800000000000"},
    {TimeForm::Counter, "counter", "17"},
};

} // namespace

std::optional<TimeForm> timeFormOf(std::string_view cell)
{
    Cursor cursor(cell);
    const auto digits = cursor.digits();
    const bool onlyZerosFollow = cursor.peek() == '.' && cursor.rest().substr(1).find_first_not_of(
                                                             '0') == std::string_view::npos;
    if (!digits.empty() && (cursor.atEnd() || (onlyZerosFollow && digits.size() >= 9))) {
        return numberForm(digits);
    }
    if (yearFirst(cell)) {
        return TimeForm::YearFirst;
    }
    if (compact(cell)) {
        return TimeForm::Compact;
    }
    if (numericDate(cell)) {
        return TimeForm::NumericDate;
    }
    return monthName(cell) ? std::optional(TimeForm::MonthName) : std::nullopt;
}

std::string_view name(TimeForm form)
{
    return kForms[static_cast<std::size_t>(form)].name;
}

std::string_view example(TimeForm form)
{
    return kForms[static_cast<std::size_t>(form)].example;
}

std::optional<TimeForm> timeFormNamed(std::string_view name)
{
    name = name.substr(0, name.find("+offset"));
    name = name.substr(0, name.find(" and time columns"));
    for (const FormName& known : kForms) {
        if (known.name == name) {
            return known.form;
        }
    }
    return std::nullopt;
}

tl::expected<CsvTime, std::string> readTime(TimeForm form, DateOrder order, std::string_view cell,
                                            std::string_view timeOfDay)
{
    std::optional<DateAndRest> date;
    switch (form) {
    case TimeForm::YearFirst:
        date = yearFirst(cell);
        break;
    case TimeForm::Compact:
        date = compact(cell);
        break;
    case TimeForm::MonthName:
        date = monthName(cell);
        break;
    case TimeForm::NumericDate:
        if (const auto read = numericDate(cell)) {
            const NumericParts& parts = read->parts;
            const bool monthFirst = order == DateOrder::MonthDayYear;
            date = DateAndRest{{parts.year, monthFirst ? parts.first : parts.second,
                                monthFirst ? parts.second : parts.first},
                               read->rest};
        }
        break;
    case TimeForm::EpochSeconds:
    case TimeForm::EpochMillis:
    case TimeForm::EpochMicros:
    case TimeForm::EpochNanos:
    case TimeForm::Counter:
        return counted(form, cell);
    }
    return date ? joined(cell, *date, timeOfDay) : notThisForm(form, cell);
}

std::optional<NumericParts> numericParts(std::string_view cell)
{
    const auto read = numericDate(cell);
    return read ? std::optional(read->parts) : std::nullopt;
}

bool isTimeOfDay(std::string_view cell)
{
    return readTimeOfDay(cell).has_value();
}

} // namespace sw::market
