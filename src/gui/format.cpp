#include "gui/format.h"

#include "bridge/text.h"

#include <QLocale>

#include <algorithm>
#include <cmath>

namespace sw::gui {

using metrics::FigureId;
using metrics::FigureUnit;

namespace {

const QString kMinus = QStringLiteral("−");
const QString kMissing = QStringLiteral("–");

/// Grouped by commas with a point, in every language of the desktop: numbers of a program and of
/// its result must read alike.
QString grouped(double value, int decimals)
{
    QLocale locale = QLocale::c();
    locale.setNumberOptions(QLocale::DefaultNumberOptions);
    QString text = locale.toString(std::abs(value), 'f', decimals);
    const qsizetype point = text.indexOf(QLatin1Char('.'));
    qsizetype at = (point < 0 ? text.size() : point) - 3;
    if (!text.contains(QLatin1Char(','))) {
        for (; at > 0; at -= 3) {
            text.insert(at, QLatin1Char(','));
        }
    }
    return text;
}

/// True when all shown digits are zero, so that a sign would say something untrue.
bool showsZero(const QString& digits)
{
    return std::ranges::none_of(digits, [](QChar c) { return c >= u'1' && c <= u'9'; });
}

bool isSigned(FigureId id)
{
    switch (id) {
    case FigureId::TotalReturn:
    case FigureId::NetProfit:
    case FigureId::Cagr:
    case FigureId::BestPeriod:
    case FigureId::WorstPeriod:
    case FigureId::HoldReturn:
    case FigureId::HoldCagr:
    case FigureId::ExcessReturn:
    case FigureId::Alpha:
    case FigureId::Expectancy:
    case FigureId::ExpectancyR:
    case FigureId::AverageReturn:
    case FigureId::AverageWin:
    case FigureId::AverageLoss:
    case FigureId::BestTrade:
    case FigureId::WorstTrade:
    case FigureId::ReturnPerExposure:
        return true;
    default:
        return false;
    }
}

/// Depths are kept positive in a report and shown as the loss they are.
bool isDepth(FigureId id)
{
    return id == FigureId::MaxDrawdown || id == FigureId::HoldMaxDrawdown ||
           id == FigureId::DrawdownToExpect;
}

QString inUnit(double value, FigureUnit unit, bool withSign)
{
    switch (unit) {
    case FigureUnit::Fraction:
    case FigureUnit::FractionPerYear:
        return percent(value, 2, withSign || value < 0);
    case FigureUnit::Probability:
        return percent(value, 1, withSign);
    case FigureUnit::Money:
        return withSign ? signedNumber(value) : number(value);
    case FigureUnit::Count:
    case FigureUnit::Bars: {
        const int decimals = value == std::floor(value) ? 0 : 1;
        return withSign ? signedNumber(value, decimals) : number(value, decimals);
    }
    case FigureUnit::Days:
        return (withSign ? signedNumber(value, 0) : number(value, 0)) + QStringLiteral(" d");
    case FigureUnit::RMultiple:
        return (withSign ? signedNumber(value) : number(value)) + QStringLiteral(" R");
    case FigureUnit::Ratio:
    case FigureUnit::PerYear:
        break;
    }
    return withSign ? signedNumber(value) : number(value);
}

} // namespace

QString number(double value, int decimals)
{
    if (std::isnan(value)) {
        return kMissing;
    }
    if (std::isinf(value)) {
        return value > 0 ? QStringLiteral("∞") : kMinus + QStringLiteral("∞");
    }
    const QString digits = grouped(value, decimals);
    return value < 0 && !showsZero(digits) ? kMinus + digits : digits;
}

QString signedNumber(double value, int decimals)
{
    const QString text = number(value, decimals);
    return value > 0 && !std::isnan(value) && !showsZero(text) ? QLatin1Char('+') + text : text;
}

QString percent(double fraction, int decimals, bool withSign)
{
    if (std::isnan(fraction)) {
        return kMissing;
    }
    const double value = fraction * 100;
    return (withSign ? signedNumber(value, decimals) : number(value, decimals)) +
           QStringLiteral("\u202f%");
}

QString price(double value)
{
    const double size = std::abs(value);
    return number(value, size >= 1 || size == 0 ? 2 : size >= 0.01 ? 4 : 8);
}

QString quantity(double value)
{
    QString text = number(value, 8);
    if (text.contains(QLatin1Char('.'))) {
        while (text.endsWith(QLatin1Char('0'))) {
            text.chop(1);
        }
        if (text.endsWith(QLatin1Char('.'))) {
            text.chop(1);
        }
    }
    return text;
}

QString count(qint64 value)
{
    return number(static_cast<double>(value), 0);
}

QString dateText(Timestamp time)
{
    const QString iso = bridge::toQt(formatIso(time));
    const bool midnight = time.ms % kMsPerDay == 0;
    return midnight ? iso.left(10) : iso.left(10) + QLatin1Char(' ') + iso.mid(11, 5);
}

QString duration(qint64 milliseconds)
{
    if (milliseconds < 1000) {
        return QStringLiteral("%1 ms").arg(milliseconds);
    }
    if (milliseconds < 60'000) {
        return QStringLiteral("%1 s").arg(static_cast<double>(milliseconds) / 1000, 0, 'f', 1);
    }
    return QStringLiteral("%1 min %2 s")
        .arg(milliseconds / 60'000)
        .arg((milliseconds / 1000) % 60, 2, 10, QLatin1Char('0'));
}

QString figureText(const metrics::Figure& figure, FigureId id)
{
    if (!figure.value) {
        return kMissing;
    }
    const double value = isDepth(id) ? -*figure.value : *figure.value;
    return inUnit(value, metrics::definitionOf(id).unit, isSigned(id));
}

QString changeText(const metrics::Figure& now, const metrics::Figure& before, FigureId id)
{
    if (!now.value || !before.value) {
        return {};
    }
    const double change = (*now.value - *before.value) * (isDepth(id) ? -1 : 1);
    const QString text = inUnit(change, metrics::definitionOf(id).unit, true);
    return showsZero(text) ? QString() : text;
}

std::optional<bool> moreIsBetter(FigureId id)
{
    switch (id) {
    case FigureId::MaxDrawdown:
    case FigureId::MaxDrawdownBars:
    case FigureId::MaxDrawdownDays:
    case FigureId::LongestDrawdownDays:
    case FigureId::DrawdownToExpect:
    case FigureId::Ulcer:
    case FigureId::ValueAtRisk:
    case FigureId::ConditionalValueAtRisk:
    case FigureId::Volatility:
    case FigureId::LongestLossStreak:
    case FigureId::Commission:
    case FigureId::Slippage:
    case FigureId::Financing:
    case FigureId::Losses:
        return false;
    case FigureId::Exposure:
    case FigureId::Trades:
    case FigureId::OpenTrades:
    case FigureId::Positions:
    case FigureId::Turnover:
    case FigureId::AverageBarsHeld:
    case FigureId::AverageLeverage:
    case FigureId::BreakEven:
    case FigureId::Skewness:
    case FigureId::Kurtosis:
    case FigureId::Beta:
    case FigureId::RSquared:
    case FigureId::HoldReturn:
    case FigureId::HoldCagr:
    case FigureId::HoldMaxDrawdown:
    case FigureId::HoldSharpe:
    case FigureId::EffectiveTrials:
        return std::nullopt;
    default:
        return true;
    }
}

QString capitalised(QString text)
{
    if (!text.isEmpty()) {
        text[0] = text[0].toUpper();
    }
    return text;
}

} // namespace sw::gui
