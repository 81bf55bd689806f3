#include "base/text.h"
#include "bridge/text.h"
#include "chart/chart_words.h"
#include "chart/table_views.h"
#include "chart/value_axis.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::chart {

namespace {

constexpr double kPadding = 8;
constexpr double kRowHeight = 24;
constexpr int kColumns = 14; // year, twelve months, the year's return

QString percentText(double fraction)
{
    return signedText(100 * fraction, 1);
}

QString monthName(int month)
{
    return QLatin1String(kMonthNames[static_cast<std::size_t>(month - 1)]);
}

/// Where the cells of the table stand.
struct Table {
    QRectF area;
    double rowHeight = 0, columnWidth = 0;
    int firstYear = 0;

    Table(const QRectF& whole, int first, int last)
        : area(whole.adjusted(kPadding, kPadding, -kPadding, -kPadding)), firstYear(first)
    {
        rowHeight = std::min(kRowHeight * 1.3, area.height() / (last - first + 2));
        columnWidth = area.width() / kColumns;
    }
    /// Row -1 is the header; column 0 the year, 13 its return.
    QRectF cell(int row, int column) const
    {
        return QRectF(area.left() + column * columnWidth, area.top() + (row + 1) * rowHeight,
                      columnWidth, rowHeight);
    }
};

} // namespace

std::vector<MonthlyReturn> monthlyReturns(const market::Bars& bars, int firstBar,
                                          std::span<const double> equity, double start)
{
    std::vector<MonthlyReturn> months;
    double before = start;
    for (std::size_t k = 0; k < equity.size(); ++k) {
        const std::size_t bar = static_cast<std::size_t>(firstBar) + k;
        const CivilDate date = dateOf(Timestamp{bars.localMs(bar)});
        if (months.empty() || months.back().year != date.year ||
            months.back().month != date.month) {
            before = k == 0 ? start : equity[k - 1];
            months.push_back(MonthlyReturn{date.year, date.month, 0});
        }
        months.back().fraction = before > 0 ? equity[k] / before - 1 : 0;
    }
    return months;
}

void CalendarView::setMonths(std::vector<MonthlyReturn> months)
{
    m_months = std::move(months);
    std::sort(m_months.begin(), m_months.end(), [](const MonthlyReturn& a, const MonthlyReturn& b) {
        return a.year != b.year ? a.year < b.year : a.month < b.month;
    });
    m_firstYear = m_months.empty() ? 0 : m_months.front().year;
    m_lastYear = m_months.empty() ? -1 : m_months.back().year;
    setAccessibleName(tr("Monthly returns"));
    refresh();
}

bool CalendarView::isEmpty() const
{
    return m_months.empty();
}

const MonthlyReturn* CalendarView::monthOf(int year, int month) const
{
    const auto at = std::find_if(m_months.begin(), m_months.end(), [&](const MonthlyReturn& one) {
        return one.year == year && one.month == month;
    });
    return at == m_months.end() ? nullptr : &*at;
}

double CalendarView::yearReturn(int year) const
{
    double growth = 1;
    for (const MonthlyReturn& month : m_months) {
        growth *= month.year == year ? 1 + month.fraction : 1;
    }
    return growth - 1;
}

QString CalendarView::describe() const
{
    if (m_months.empty()) {
        return {};
    }
    const auto less = [](const MonthlyReturn& a, const MonthlyReturn& b) {
        return a.fraction < b.fraction;
    };
    const auto [worst, best] = std::minmax_element(m_months.begin(), m_months.end(), less);
    const auto gains = std::count_if(m_months.begin(), m_months.end(),
                                     [](const MonthlyReturn& one) { return one.fraction > 0; });
    QString text =
        tr("Monthly returns of %1: %2 gained. Best %3 %4 with %5%, worst %6 %7 with %8%.")
            .arg(bridge::toQt(counted(static_cast<long long>(m_months.size()), "month")))
            .arg(gains)
            .arg(monthName(best->month))
            .arg(best->year)
            .arg(percentText(best->fraction), monthName(worst->month))
            .arg(worst->year)
            .arg(percentText(worst->fraction));
    for (int year = m_firstYear; year <= m_lastYear; ++year) {
        text += QStringLiteral(" %1: %2%.").arg(year).arg(percentText(yearReturn(year)));
    }
    return text;
}

void CalendarView::paintFigure(QPainter& painter, const QRectF& area,
                               const ChartColors& colors) const
{
    const Table table(area, m_firstYear, m_lastYear);
    double most = 0.01;
    for (const MonthlyReturn& month : m_months) {
        most = std::max(most, std::fabs(month.fraction));
    }
    QFont numbers = colors.numberFont;
    const double widest = QFontMetricsF(numbers).horizontalAdvance(QStringLiteral("+188.8"));
    if (widest + 4 > table.columnWidth) {
        numbers.setPixelSize(
            std::max(7, static_cast<int>(numbers.pixelSize() * table.columnWidth / (widest + 6))));
    }
    QFont bold = numbers;
    bold.setWeight(QFont::DemiBold);
    const auto write = [&](const QRectF& cell, const QString& text, const QColor& color,
                           const QFont& font) {
        painter.setPen(color);
        painter.setFont(font);
        painter.drawText(cell.adjusted(0, 0, -5, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    };
    const auto shade = [&](const QRectF& cell, double fraction, double scale) {
        QColor fill = fraction >= 0 ? colors.up : colors.down;
        fill.setAlphaF(0.08 + 0.5 * std::min(1.0, std::fabs(fraction) / scale));
        if (fraction != 0) {
            painter.fillRect(cell.adjusted(1, 1, -1, -1), fill);
        }
    };
    for (int month = 1; month <= 12; ++month) {
        write(table.cell(-1, month), monthName(month), colors.mutedText, colors.font);
    }
    write(table.cell(-1, 13), tr("Year"), colors.mutedText, colors.font);
    painter.drawText(table.cell(-1, 0).adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     QStringLiteral("%"));
    for (int year = m_firstYear; year <= m_lastYear; ++year) {
        const int row = year - m_firstYear;
        painter.setPen(colors.mutedText);
        painter.setFont(numbers);
        painter.drawText(table.cell(row, 0).adjusted(4, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                         QString::number(year));
        for (int month = 1; month <= 12; ++month) {
            if (const MonthlyReturn* const one = monthOf(year, month)) {
                shade(table.cell(row, month), one->fraction, most);
                write(table.cell(row, month), percentText(one->fraction), colors.text, numbers);
            }
        }
        const double whole = yearReturn(year);
        write(table.cell(row, 13), percentText(whole), whole >= 0 ? colors.up : colors.down, bold);
    }
    painter.setPen(QPen(colors.border, 1));
    const double x = table.cell(0, 13).left() + 0.5;
    painter.drawLine(QPointF(x, table.area.top() + 4),
                     QPointF(x, table.cell(m_lastYear - m_firstYear, 13).bottom()));
}

QString CalendarView::textAt(QPointF point) const
{
    if (m_months.empty()) {
        return {};
    }
    const Table table(rect(), m_firstYear, m_lastYear);
    const int column =
        static_cast<int>(std::floor((point.x() - table.area.left()) / table.columnWidth));
    const int row =
        static_cast<int>(std::floor((point.y() - table.area.top()) / table.rowHeight)) - 1;
    const int year = m_firstYear + row;
    if (row < 0 || year > m_lastYear || column < 1 || column >= kColumns) {
        return {};
    }
    if (column == kColumns - 1) {
        return QStringLiteral("%1: %2%").arg(year).arg(signedText(100 * yearReturn(year), 2));
    }
    const MonthlyReturn* const one = monthOf(year, column);
    return one == nullptr ? QString()
                          : QStringLiteral("%1 %2: %3%")
                                .arg(monthName(column))
                                .arg(year)
                                .arg(signedText(100 * one->fraction, 2));
}

QString CalendarView::csv() const
{
    QString text = QStringLiteral("year,month,return\n");
    for (const MonthlyReturn& one : m_months) {
        text += QStringLiteral("%1,%2,%3\n")
                    .arg(one.year)
                    .arg(one.month)
                    .arg(bridge::toQt(formatNumber(one.fraction)));
    }
    return text;
}

QSize CalendarView::sizeHint() const
{
    const int rows = std::max(3, m_lastYear - m_firstYear + 2);
    return {660, static_cast<int>(rows * kRowHeight + 2 * kPadding)};
}

} // namespace sw::chart
