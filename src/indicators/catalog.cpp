#include "indicators/catalog.h"

#include "base/expects.h"
#include "base/text.h"
#include "indicators/catalog_entries.h"

#include <algorithm>
#include <array>

namespace sw::indicators {

namespace {

std::vector<Entry> sortedEntries()
{
    std::vector<Entry> entries;
    addAverages(entries);
    addOscillators(entries);
    addVolatility(entries);
    addTrend(entries);
    addVolume(entries);
    addRanges(entries);
    addStatistics(entries);
    addCalendar(entries);
    addPatterns(entries);
    addLogic(entries);
    std::ranges::sort(entries, {}, &Entry::name);
    return entries;
}

const std::vector<Entry>& entryList()
{
    static const std::vector<Entry> entries = sortedEntries();
    return entries;
}

std::string_view nameOf(Field field)
{
    constexpr std::array<std::string_view, 6> names{"open",  "high",   "low",
                                                    "close", "volume", "local time"};
    return names[static_cast<std::size_t>(field)];
}

std::string nameOf(const Output& output)
{
    switch (output.unit) {
    case Unit::Number:
        return "number";
    case Unit::Oscillator:
        return formatNumber(output.low) + " to " + formatNumber(output.high);
    case Unit::Ratio:
        return "ratio, 5% = 0.05";
    case Unit::Price:
        return "price";
    case Unit::Volume:
        return "volume";
    case Unit::Bars:
        return "count";
    case Unit::Bool:
        return "true or false";
    case Unit::Time:
        return "time of day";
    case Unit::SameAsSource:
        return "unit of its source";
    }
    return {};
}

std::string signature(const Entry& entry)
{
    if (entry.parameters.empty()) {
        return std::string(entry.name);
    }
    std::vector<std::string> parts;
    for (const Parameter& parameter : entry.parameters) {
        std::string part(parameter.name);
        if (!parameter.defaultText.empty()) {
            part += " = " + std::string(parameter.defaultText);
        }
        parts.push_back(part);
    }
    return std::string(entry.name) + "(" + join(parts, ", ") + ")";
}

std::string parameterLine(const Parameter& parameter)
{
    std::string line = "  " + std::string(parameter.name) + ": ";
    line += parameter.documentation;
    if (parameter.defaultText.empty()) {
        line += "; must be given";
    }
    return line + "\n";
}

std::string outputLine(const Entry& entry, const Output& output)
{
    std::string line = "  ";
    if (entry.outputs.size() == 1) {
        line += "result";
    } else {
        line += '.';
        line += output.name;
    }
    line += output.scaledFrom >= 0 ? "(k): " : ": ";
    line += output.documentation;
    return line + " (" + nameOf(output) + ")\n";
}

} // namespace

int Entry::seriesCount() const
{
    return static_cast<int>(
        std::ranges::count(parameters, ParameterKind::Series, &Parameter::kind));
}

int Entry::numberCount() const
{
    return static_cast<int>(parameters.size()) - seriesCount();
}

int Entry::outputIndex(std::string_view output) const
{
    const auto found = std::ranges::find(outputs, output, &Output::name);
    return found == outputs.end() ? -1 : static_cast<int>(found - outputs.begin());
}

int Entry::warmupOf(std::span<const double> numbers, int output) const
{
    EXPECTS(output >= 0 && output < static_cast<int>(outputs.size()));
    return outputWarmup == nullptr ? warmup(numbers) : outputWarmup(numbers, output);
}

std::span<const Entry> catalog()
{
    return entryList();
}

const Entry* find(std::string_view name)
{
    const std::vector<Entry>& entries = entryList();
    const auto found = std::ranges::lower_bound(entries, name, {}, &Entry::name);
    return found != entries.end() && found->name == name ? &*found : nullptr;
}

int indexOf(const Entry& entry)
{
    const std::vector<Entry>& entries = entryList();
    EXPECTS(&entry >= entries.data() && &entry < entries.data() + entries.size());
    return static_cast<int>(&entry - entries.data());
}

std::string help(const Entry& entry)
{
    std::string text = signature(entry) + "\n" + std::string(entry.title) + ". " +
                       std::string(entry.documentation) + "\n";
    if (!entry.parameters.empty()) {
        text += "Arguments\n";
        for (const Parameter& parameter : entry.parameters) {
            text += parameterLine(parameter);
        }
    }
    text += "Results\n";
    for (const Output& output : entry.outputs) {
        text += outputLine(entry, output);
    }
    if (!entry.fields.empty()) {
        std::vector<std::string> names;
        for (const Field field : entry.fields) {
            names.emplace_back(nameOf(field));
        }
        text += "Reads: " + join(names, ", ") + "\n";
    }
    if (entry.needsIntraday) {
        text += "Needs bars shorter than a day.\n";
    }
    text += "Source: " + std::string(entry.source) + "\n";
    if (!entry.pine.empty()) {
        text += "Pine: " + std::string(entry.pine) + "\n";
    }
    if (!entry.talib.empty()) {
        text += "TA-Lib: " + std::string(entry.talib) + "\n";
    }
    return text;
}

} // namespace sw::indicators
