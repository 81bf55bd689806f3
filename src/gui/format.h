// Numbers, dates and durations as the window shows them: one way everywhere. Signs are always
// written where a value can be a gain or a loss; a missing value says so and is never 0.
#pragma once

#include "base/timestamp.h"
#include "metrics/figures.h"

#include <QString>

#include <optional>

namespace sw::gui {

/// "1,234.50"; `decimals` digits after the point. NaN gives an en dash.
QString number(double value, int decimals = 2);
/// "+1,234.50", with a true minus sign for losses.
QString signedNumber(double value, int decimals = 2);
/// A fraction as percent: 0.0512 → "+5.12 %" (sign optional).
QString percent(double fraction, int decimals = 2, bool withSign = true);
/// A price with as many digits as it needs: two from 1 upwards, more below.
QString price(double value);
/// A quantity without trailing zeros: "10", "0.25", "1,200".
QString quantity(double value);
/// "1,234,567"
QString count(qint64 value);
/// "2013-06-03", with the time of day only where it is not midnight.
QString dateText(Timestamp time);
/// "820 ms", "4.2 s", "3 min 05 s"
QString duration(qint64 milliseconds);
/// A figure of a report in its unit, "–" when it is undefined (its reason then is the tool tip).
QString figureText(const metrics::Figure& figure, metrics::FigureId id);
/// The difference of two figures in the unit of the figure, with its sign; empty when either is
/// undefined or they do not differ as shown.
QString changeText(const metrics::Figure& now, const metrics::Figure& before, metrics::FigureId id);
/// True where more is better, false where less is (drawdown, costs), nothing where neither holds.
std::optional<bool> moreIsBetter(metrics::FigureId id);

/// The text with a capital first letter.
QString capitalised(QString text);

} // namespace sw::gui
