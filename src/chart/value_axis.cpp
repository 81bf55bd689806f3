#include "chart/value_axis.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kEdgePixels = 7;       // half a label
constexpr double kLogarithmicRatio = 4; // below it round steps serve a logarithmic axis as well

/// The smallest of 1, 2, 2.5, 5 times a power of ten that is at least `wanted`.
double roundStep(double wanted)
{
    const double power = std::pow(10, std::floor(std::log10(wanted)));
    for (const double factor : {1.0, 2.0, 2.5, 5.0}) {
        if (factor * power >= wanted * (1 - 1e-9)) {
            return factor * power;
        }
    }
    return 10 * power;
}

std::vector<double> linearTicks(double low, double high, double count)
{
    const double step = roundStep((high - low) / std::max(1.0, count));
    std::vector<double> ticks;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; ++k) {
        ticks.push_back(k * step + 0.0); // never -0
    }
    return ticks;
}

std::vector<double> decadeTicks(double low, double high, double count)
{
    static const std::array<std::vector<double>, 4> kSets{
        std::vector<double>{1, 1.5, 2, 3, 4, 5, 6, 8}, std::vector<double>{1, 2, 3, 5},
        std::vector<double>{1, 3}, std::vector<double>{1}};
    std::vector<double> ticks;
    for (const std::vector<double>& set : kSets) {
        ticks.clear();
        for (double power = std::pow(10, std::floor(std::log10(low))); power <= high; power *= 10) {
            for (const double factor : set) {
                if (factor * power >= low && factor * power <= high) {
                    ticks.push_back(factor * power);
                }
            }
        }
        if (static_cast<double>(ticks.size()) <= std::max(2.0, count)) {
            break;
        }
    }
    return ticks;
}

QString shortVolume(double value)
{
    struct Unit {
        double size;
        char letter;
    };
    static constexpr std::array<Unit, 3> kUnits{Unit{1e9, 'B'}, Unit{1e6, 'M'}, Unit{1e3, 'K'}};
    for (const Unit& unit : kUnits) {
        if (std::fabs(value) >= unit.size) {
            const double scaled = value / unit.size;
            const int decimals = std::fabs(scaled) >= 100 ? 0 : std::fabs(scaled) >= 10 ? 1 : 2;
            return QString::number(scaled, 'f', decimals) + QLatin1Char(unit.letter);
        }
    }
    return QString::number(value, 'f', value == std::round(value) ? 0 : 2);
}

/// Axis labels of volume: no more digits than the steps need.
QString trimmedVolume(double value)
{
    QString text = shortVolume(value);
    const QChar letter = text.isEmpty() || text.back().isDigit() ? QChar() : text.back();
    if (!letter.isNull()) {
        text.chop(1);
    }
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0'))) {
            text.chop(1);
        }
        if (text.endsWith(QLatin1Char('.'))) {
            text.chop(1);
        }
    }
    return letter.isNull() ? text : text + letter;
}

} // namespace

std::vector<double> valueTicks(double low, double high, double height, double spacing,
                               bool isLogarithmic)
{
    if (!(low < high) || !std::isfinite(low) || !std::isfinite(high)) {
        return {};
    }
    const double count = std::max(1.0, height / spacing);
    if (isLogarithmic && low > 0 && high / low > kLogarithmicRatio) {
        return decadeTicks(low, high, count);
    }
    return linearTicks(low, high, count);
}

int decimalsOfTicks(const std::vector<double>& ticks)
{
    for (int decimals = 0; decimals < 9; ++decimals) {
        const double power = std::pow(10, decimals);
        const bool fits = std::all_of(ticks.begin(), ticks.end(), [&](double tick) {
            return std::fabs(tick * power - std::round(tick * power)) < 1e-6;
        });
        if (fits) {
            return decimals;
        }
    }
    return 9;
}

QString signedText(double value, int decimals)
{
    QString text = QString::number(value, 'f', decimals);
    const bool isZero = text.toDouble() == 0;
    if (isZero && text.startsWith(QLatin1Char('-'))) {
        text.remove(0, 1);
    }
    return value > 0 && !isZero ? QLatin1Char('+') + text : text;
}

QString valueText(double value, ValueFormat format, int decimals)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    switch (format) {
    case ValueFormat::Price:
        return QString::number(value, 'f', decimals);
    case ValueFormat::Percent:
        return signedText(value, 2) + QLatin1Char('%');
    case ValueFormat::Volume:
        return shortVolume(value);
    case ValueFormat::Number:
        break;
    }
    const double size = std::fabs(value);
    if (size >= 1e6 || (size > 0 && size < 1e-6)) {
        return QString::number(value, 'g', 5);
    }
    const int digits = size >= 1000 ? 1 : size >= 0.1 || size == 0 ? 2 : size >= 0.01 ? 4 : 6;
    return QString::number(value, 'f', digits);
}

void ValueTicker::setPixels(double height, double spacing)
{
    m_height = height;
    m_spacing = spacing;
}

void ValueTicker::generate(const QCPRange& range, const QLocale&, QChar, int,
                           QVector<double>& ticks, QVector<double>* subTicks,
                           QVector<QString>* tickLabels)
{
    std::vector<double> found =
        valueTicks(range.lower, range.upper, m_height, m_spacing, m_isLogarithmic);
    // A label at the edge would stand in the next pane.
    const auto share = [&](double value) {
        return m_isLogarithmic ? std::log(value / range.lower) / std::log(range.upper / range.lower)
                               : (value - range.lower) / (range.upper - range.lower);
    };
    const double edge = kEdgePixels / std::max(1.0, m_height);
    found.erase(std::remove_if(
                    found.begin(), found.end(),
                    [&](double value) { return share(value) < edge || share(value) > 1 - edge; }),
                found.end());
    ticks = QVector<double>(found.begin(), found.end());
    if (subTicks != nullptr) {
        subTicks->clear();
    }
    if (tickLabels == nullptr) {
        return;
    }
    tickLabels->clear();
    int decimals = decimalsOfTicks(found);
    if (m_format == ValueFormat::Price) {
        decimals = std::max(decimals, std::min(m_priceDecimals, 2));
    }
    for (const double tick : found) {
        switch (m_format) {
        case ValueFormat::Percent:
            tickLabels->append(signedText(tick, decimals) + QLatin1Char('%'));
            break;
        case ValueFormat::Volume:
            tickLabels->append(trimmedVolume(tick));
            break;
        case ValueFormat::Price:
        case ValueFormat::Number:
            tickLabels->append(std::fabs(tick) >= 1e7 ? QString::number(tick, 'g', 4)
                                                      : QString::number(tick, 'f', decimals));
            break;
        }
    }
}

} // namespace sw::chart
