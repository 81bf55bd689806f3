// Ticks and numbers of the value axes, linear and logarithmic, and the numbers of legends.
#pragma once

#include "chart/prepared.h"

#include "chart/plot.h"

#include <QString>

#include <vector>

namespace sw::chart {

/// Round values in [low, high], at most about one per `spacing` pixels of `height`.
/// Requires: low < high; low > 0 on a logarithmic axis.
std::vector<double> valueTicks(double low, double high, double height, double spacing,
                               bool isLogarithmic);
/// Decimals that tell ticks of these values apart.
int decimalsOfTicks(const std::vector<double>& ticks);

/// A value as legends and tags write it: prices with the decimals given, percentages with sign,
/// volumes short (1.05M), other numbers with about four significant digits; "–" when missing.
QString valueText(double value, ValueFormat format, int decimals);
/// "+1.23" and "-1.23"; zero without a sign.
QString signedText(double value, int decimals);

/// Ticks of one value axis.
class ValueTicker : public QCPAxisTicker
{
public:
    void setFormat(ValueFormat format) { m_format = format; }
    void setPixels(double height, double spacing);
    void setLogarithmic(bool on) { m_isLogarithmic = on; }
    void setPriceDecimals(int decimals) { m_priceDecimals = decimals; }

    void generate(const QCPRange& range, const QLocale& locale, QChar formatChar, int precision,
                  QVector<double>& ticks, QVector<double>* subTicks,
                  QVector<QString>* tickLabels) override;

private:
    ValueFormat m_format = ValueFormat::Number;
    double m_height = 100, m_spacing = 40;
    bool m_isLogarithmic = false;
    int m_priceDecimals = 2;
};

} // namespace sw::chart
