// What the tests of several rooms say alike.
#pragma once

#include <QString>

#ifndef Q_MOC_RUN
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#endif

namespace sw::test {

/// The sentence most tests run: five trades on the AAPL sample.
inline const QString kSentence = QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70");
/// A sentence with many trades.
inline const QString kMany =
    QStringLiteral("Buy AAPL when the 5 day SMA crosses above the 20 day SMA, "
                   "sell when it crosses below");
/// How long a test waits for what must come, before it fails. Units: milliseconds.
inline constexpr int kPatienceMs = 120'000;
inline constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// True when `part` stands somewhere in `text`.
inline bool contains(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

/// For the messages of checks.
inline QString shown(const std::string& text)
{
    return QString::fromStdString(text);
}

/// Equal but for the last digits.
inline bool near(double a, double b)
{
    return std::fabs(a - b) <= 1e-9 * std::max({1.0, std::fabs(a), std::fabs(b)});
}

} // namespace sw::test
