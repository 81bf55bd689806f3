// Where the exchange-local day of a bar begins; only asked anew when a bar leaves the day before.
#pragma once

#include <cmath>

namespace sw::indicators {

inline constexpr double kDayMs = 86'400'000.0;
inline constexpr double kMinuteMs = 60'000.0;

/// Tells apart the days of bars in order of time. Units: local milliseconds since the epoch.
class LocalDay
{
public:
    /// True when the bar begins on another day than the one asked about before, or is the first.
    bool moveTo(double localMs)
    {
        if (localMs >= m_begin && localMs < m_begin + kDayMs) {
            return false;
        }
        m_begin = std::floor(localMs / kDayMs) * kDayMs;
        return true;
    }
    /// Midnight of the day last asked about.
    double begin() const { return m_begin; }

private:
    double m_begin = std::nan("");
};

} // namespace sw::indicators
