// Small charts of tens of items: monthly returns as a table, breakdowns of trades, and what each
// clause of a rule did.
#pragma once

#include "chart/figure_view.h"

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "engine/attribution.h"
#include "market/bars.h"

#include <memory>
#include <span>
#include <string>
#include <vector>
#endif

class QChart;

namespace sw::chart {

/// The return of one calendar month.
struct MonthlyReturn {
    int year = 1970;
    int month = 1;
    double fraction = 0;
    bool operator==(const MonthlyReturn&) const = default;
};
/// Returns of the exchange-local calendar months of an equity curve; the first and the last month
/// may be parts. Shape: equity[k] belongs to bar firstBar + k.
std::vector<MonthlyReturn> monthlyReturns(const market::Bars& bars, int firstBar,
                                          std::span<const double> equity, double start);

/// Monthly returns, a row per year with its compound return; numbers always with their sign.
class CalendarView : public FigureView
{
    Q_OBJECT

public:
    using FigureView::FigureView;
    /// Months in any order, each at most once.
    void setMonths(std::vector<MonthlyReturn> months);

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;
    QSize sizeHint() const override;

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;

private:
    const MonthlyReturn* monthOf(int year, int month) const;
    double yearReturn(int year) const;

    std::vector<MonthlyReturn> m_months;
    int m_firstYear = 0, m_lastYear = -1;
};

/// One bar of a breakdown.
struct BreakdownItem {
    std::string label;
    double value = 0;
    std::int64_t trades = 0;
};
struct Breakdown {
    std::string title;    ///< "Net profit by weekday of exit"
    std::string unit;     ///< "trades", "money"
    bool isSigned = true; ///< values are gains and losses: colour and sign
    std::vector<BreakdownItem> items;
};
/// Closed trades by the reason for leaving. Values: numbers of trades.
Breakdown exitsByReason(std::span<const engine::Trade> trades);
enum class Period : std::uint8_t { Weekday, Month, Year };
/// Net profit of closed trades by the exchange-local period of their exit. Units: money.
Breakdown profitBy(Period period, std::span<const engine::Trade> trades, const market::Bars& bars);

/// Bars of tens of items, on Qt Charts.
class BreakdownView : public FigureView
{
    Q_OBJECT

public:
    explicit BreakdownView(QWidget* parent = nullptr);
    ~BreakdownView() override;
    void setModel(Breakdown model);
    const Breakdown& model() const { return m_model; }

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;

private:
    std::unique_ptr<QChart> makeChart(const QSizeF& size, const ChartColors& colors) const;

    Breakdown m_model;
};

/// What each clause of a rule did: bars on which it was true, and on which all others were true as
/// well; the last bar is the whole rule.
class ClauseBars : public FigureView
{
    Q_OBJECT

public:
    using FigureView::FigureView;
    void setModel(engine::RuleAttribution rule);
    const engine::RuleAttribution& model() const { return m_rule; }

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;
    QSize sizeHint() const override;

signals:
    /// A clause was clicked.
    void clauseClicked(int clause);

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    int clauseAt(QPointF point) const;

    engine::RuleAttribution m_rule;
};

} // namespace sw::chart
