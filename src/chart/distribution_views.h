// Small charts of many values: how an indicator is distributed and where the entries fell, what a
// value at entry had to do with the outcome, how trade returns are distributed.
#pragma once

#include "chart/figure_view.h"

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "chart/chart_model.h"

#include <string>
#include <vector>
#endif

namespace sw::chart {

/// Equal bins over a range. Shape: counts[k] is for [low + k width, low + (k + 1) width), the last
/// one closed.
struct Bins {
    double low = 0;
    double width = 1;
    std::vector<std::int64_t> counts;
};
/// Bins of round widths that hold every finite value, about `wanted` of them; a bin edge stands on
/// zero when values lie on both sides. Requires: wanted ≥ 1.
Bins binsOf(std::span<const double> values, int wanted);
/// Counts of other values in the same bins; what lies outside is left out.
std::vector<std::int64_t> countsIn(const Bins& bins, std::span<const double> values);

/// How a series is distributed over all bars and at the entries.
struct Distribution {
    std::string name;              ///< "RSI(close, 14)"
    std::vector<double> values;    ///< one per bar; NaN left out
    std::vector<double> atEntries; ///< one per trade; NaN left out
    std::vector<ReferenceLine> thresholds;
};

/// Distribution of a series with thresholds and, beside it, its values at entries, both as shares.
class HistogramView : public FigureView
{
    Q_OBJECT

public:
    using FigureView::FigureView;
    void setModel(Distribution model);
    const Distribution& model() const { return m_model; }

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;

private:
    Distribution m_model;
    Bins m_bins;
    std::vector<std::int64_t> m_entryCounts;
};

/// A trade as a point: a value when it was entered, and what it returned.
struct ScatterPoint {
    double value = 0;
    double returnFraction = 0; ///< net
    int trade = -1;
};
struct Scatter {
    std::string valueName; ///< "RSI(close, 14) at entry"
    std::vector<ScatterPoint> points;
    std::vector<ReferenceLine> thresholds;
};

/// Value at entry against return, winners as triangles up, losers as triangles down.
class ScatterView : public FigureView
{
    Q_OBJECT

public:
    using FigureView::FigureView;
    void setModel(Scatter model);
    const Scatter& model() const { return m_model; }

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;

signals:
    /// A point was clicked.
    void tradeClicked(int trade);

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    int pointNear(QPointF point) const;

    Scatter m_model;
};

/// Returns of trades in bins, losses and gains on either side of a line at zero.
class ReturnHistogram : public FigureView
{
    Q_OBJECT

public:
    using FigureView::FigureView;
    /// Net returns of closed trades. Units: fraction.
    void setReturns(std::vector<double> returns);

    bool isEmpty() const override;
    QString describe() const override;
    QString textAt(QPointF point) const override;
    QString csv() const override;

protected:
    void paintFigure(QPainter& painter, const QRectF& area,
                     const ChartColors& colors) const override;

private:
    std::vector<double> m_returns; ///< per cent
    Bins m_bins;
};

} // namespace sw::chart
