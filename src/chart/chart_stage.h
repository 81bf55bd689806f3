// The panes of the main chart on QCustomPlot: which are shown, where they stand, what range of bars
// and values they have. It draws; what mouse and keyboard mean is for ChartView.
#pragma once

#include "chart/chart_colors.h"
#include "chart/crosshair.h"
#include "chart/pane_decor.h"
#include "chart/prepared.h"
#include "chart/time_axis.h"
#include "chart/value_axis.h"

#include "chart/plot.h"

#include <QHash>
#include <QSet>
#include <QString>

#include <memory>
#include <vector>

namespace sw::chart {

class PricePlottable;
class TradeMarks;

/// What the user chose; the same in a picture exported in another size.
struct StageChoices {
    QSet<QString> hidden;
    QHash<QString, double> weights;
    PriceStyle style = PriceStyle::Candles;
    bool isLogarithmic = false;
    bool showsTrades = true;
    bool showsWindows = true;
    int currentTrade = -1;
};

/// Thread: GUI.
class ChartStage
{
public:
    /// The fewest bars that can be shown.
    static constexpr int kFewestBars = 10;

    explicit ChartStage(QWidget* parent);
    ~ChartStage();
    ChartStage(const ChartStage&) = delete;
    ChartStage& operator=(const ChartStage&) = delete;

    QCustomPlot& plot() { return *m_plot; }
    const PreparedPtr& prepared() const { return m_prepared; }
    const ChartColors& colors() const { return m_colors; }
    const StageChoices& choices() const { return m_choices; }
    const CrosshairScene& crosshair() const { return m_crosshair; }
    double lower() const { return m_lower; }
    double upper() const { return m_upper; }

    void setPrepared(PreparedPtr prepared);
    void setColors(const ChartColors& colors);
    void setChoices(const StageChoices& choices);
    void setEmptyText(const QString& text) { m_crosshair.emptyText = text; }
    void setNote(const QString& note) { m_crosshair.note = note; }
    /// True when every price in the data is above zero.
    bool canBeLogarithmic() const;

    /// Shows a range of bars, clamped to the data, and scales the values to it.
    void setRange(double lower, double upper);
    /// Scales the value axes to the bars in view; after the panes changed their size.
    void scaleValues();
    /// Lays out for a size without a window; for exports.
    void layoutFor(QSize size);

    /// Moves the crosshair; only its layer is painted. -1 hides it.
    void setCrosshair(int bar, double pixelY);
    void replotCrosshair();

    int paneCount() const { return static_cast<int>(m_scenes.size()); }
    const PaneScene& pane(int index) const { return *m_scenes[static_cast<std::size_t>(index)]; }
    /// Pixels of the panes together, without axes.
    QRect paneArea() const;
    double barAt(double pixelX) const;
    double xOf(double bar) const;
    /// The boundary below pane k that is within reach of a height; -1 when none is.
    int splitterAt(double pixelY) const;
    /// Moves the boundary below pane k to a height.
    void moveSplitter(int pane, double pixelY);
    int tradeAt(QPointF point) const;

private:
    void rebuild();
    void addPane(const PanePlan& plan, int row);
    void applyColors();
    void styleAxes(const PaneScene& scene, bool isLast);
    void scalePane(PaneScene& scene);
    void setMargins();
    int legendBar() const;
    int tradeAtBar(int bar) const;

    /// Draws once before it is painted, however often its size changed.
    class Plot : public QCustomPlot
    {
    public:
        using QCustomPlot::QCustomPlot;
        /// Finds the places of the panes for a size, without drawing.
        void layOut(QSize size);

    protected:
        void resizeEvent(QResizeEvent* event) override;
        void paintEvent(QPaintEvent* event) override;

    private:
        bool m_isStale = false;
    };

    std::unique_ptr<Plot> m_ownPlot; ///< without a parent
    Plot* m_plot;                    ///< child of the parent, or m_ownPlot
    PreparedPtr m_prepared;
    ChartColors m_colors = ChartColors::dark();
    StageChoices m_choices;
    std::vector<std::unique_ptr<PaneScene>> m_scenes;
    std::vector<QSharedPointer<ValueTicker>> m_valueTickers;
    QSharedPointer<TimeTicker> m_timeTicker;
    CrosshairScene m_crosshair;
    std::unique_ptr<CrosshairLayer> m_crosshairLayer;
    std::vector<std::unique_ptr<QCPLayerable>> m_decor; ///< before the plot goes
    PricePlottable* m_price = nullptr;
    TradeMarks* m_marks = nullptr;
    double m_lower = -0.5, m_upper = 9.5;
};

} // namespace sw::chart
