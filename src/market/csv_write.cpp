#include "base/text.h"
#include "market/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace sw::market {

namespace {

/// Bars written between two looks at the stop token.
constexpr std::size_t kRowsPerLook = 16384;

void appendNumber(std::string& out, double value)
{
    // Whole numbers are common (volumes) and quicker to write as such.
    if (value >= 0 && value < 1e15 && value == static_cast<double>(static_cast<long long>(value))) {
        char buffer[24];
        const auto end =
            std::to_chars(buffer, buffer + sizeof buffer, static_cast<long long>(value));
        out.append(buffer, end.ptr);
        return;
    }
    out += formatNumber(value);
}

void appendTime(std::string& out, const Bars& bars, std::size_t i, bool dateOnly)
{
    const Timestamp local{bars.localMs(i)};
    if (dateOnly) {
        out += formatDate(local);
        return;
    }
    std::string text = formatIso(local);
    text.pop_back();
    out += text;
    if (!bars.hasOffsets()) {
        return;
    }
    const std::int32_t offset = bars.localOffsetMs()[i];
    if (offset == 0) {
        out += 'Z';
        return;
    }
    const std::int64_t minutes = std::abs(offset) / kMsPerMinute;
    fmt::format_to(std::back_inserter(out), "{}{:02}:{:02}", offset < 0 ? '-' : '+', minutes / 60,
                   minutes % 60);
}

} // namespace

std::string writeCsv(const Bars& bars, const std::stop_token& stop)
{
    bool dateOnly = !bars.hasOffsets();
    for (std::size_t i = 0; i < bars.size() && dateOnly; ++i) {
        dateOnly = bars.time()[i].ms % kMsPerDay == 0;
    }
    std::string out = "time,open,high,low,close,volume\n";
    out.reserve(out.size() + bars.size() * 64);
    for (std::size_t i = 0; i < bars.size(); ++i) {
        if (i % kRowsPerLook == 0 && stop.stop_requested()) {
            break;
        }
        appendTime(out, bars, i, dateOnly);
        for (const auto column :
             {bars.open(), bars.high(), bars.low(), bars.close(), bars.volume()}) {
            out += ',';
            appendNumber(out, column[i]);
        }
        out += '\n';
    }
    return out;
}

} // namespace sw::market
