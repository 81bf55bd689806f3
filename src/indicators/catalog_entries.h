// How the catalog is put together: one function per family adds its entries, catalog.cpp sorts
// them.
#pragma once

#include "indicators/catalog.h"
#include "indicators/families.h"

namespace sw::indicators {

void addAverages(std::vector<Entry>& entries);
void addOscillators(std::vector<Entry>& entries);
void addVolatility(std::vector<Entry>& entries);
void addTrend(std::vector<Entry>& entries);
void addVolume(std::vector<Entry>& entries);
void addRanges(std::vector<Entry>& entries);
void addStatistics(std::vector<Entry>& entries);
void addCalendar(std::vector<Entry>& entries);
void addPatterns(std::vector<Entry>& entries);
void addLogic(std::vector<Entry>& entries);

/// A series argument. An empty default means that it must be given.
inline Parameter series(std::string_view name, std::string_view defaultText,
                        std::string_view documentation)
{
    return {name, ParameterKind::Series, defaultText, 0, 0, documentation};
}

/// A condition argument.
inline Parameter condition(std::string_view name, std::string_view documentation)
{
    return {name, ParameterKind::Series, "", 0, 0, documentation, true};
}

/// The usual source argument: `x`, the close when it is left out.
inline Parameter source()
{
    return series("x", "close", "the series it is computed from");
}

/// A number of bars.
inline Parameter length(std::string_view name, std::string_view defaultText,
                        std::string_view documentation, double minimum = 1)
{
    return {name, ParameterKind::Length, defaultText, minimum, 100000, documentation};
}

/// A constant.
inline Parameter number(std::string_view name, std::string_view defaultText, double minimum,
                        double maximum, std::string_view documentation)
{
    return {name, ParameterKind::Number, defaultText, minimum, maximum, documentation};
}

inline Output output(std::string_view name, Unit unit, std::string_view documentation)
{
    return {name, unit, 0, 0, documentation};
}

/// The single output of an entry.
inline Output value(Unit unit, std::string_view documentation)
{
    return output("value", unit, documentation);
}

/// An output that stays within a range.
inline Output oscillator(std::string_view name, double low, double high,
                         std::string_view documentation)
{
    return {name, Unit::Oscillator, low, high, documentation};
}

// The warm-ups that several entries share.
inline int noWarmup(Numbers)
{
    return 0;
}
inline int oneBar(Numbers)
{
    return 1;
}
inline int twoBars(Numbers)
{
    return 2;
}
/// A window of the first length that ends on the bar itself.
inline int windowWarmup(Numbers numbers)
{
    return lengthAt(numbers, 0) - 1;
}
/// The first length in bars before the bar itself.
inline int lengthWarmup(Numbers numbers)
{
    return lengthAt(numbers, 0);
}

} // namespace sw::indicators
