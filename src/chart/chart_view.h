// The main chart: price, volume, indicators, equity and drawdown on one time axis, moved with
// mouse and keyboard. It shows a ChartModel and reports what the user points at; what the values
// mean is for others.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "base/result.h"
#include "chart/chart_colors.h"
#include "chart/chart_model.h"

#include <memory>
#endif

class QMouseEvent;
class QTimer;
class QWheelEvent;

namespace sw::chart {

class ChartStage;

/// First and last bar in view, both included; first > last when there are none.
struct BarSpan {
    int first = 0;
    int last = -1;
    int count() const { return last - first + 1; }
    bool operator==(const BarSpan&) const = default;
};

/// Lengths of time that one click shows, counted back from the last bar in view.
enum class RangePreset : std::uint8_t {
    Month,
    ThreeMonths,
    SixMonths,
    YearToDate,
    Year,
    FiveYears,
    All
};

/// How a picture is exported.
struct ExportOptions {
    QSize size;               ///< logical pixels; empty = as on screen
    double scale = 2;         ///< of PNG
    bool lightPalette = true; ///< the light colours whatever the theme is
};

/// Which bars go into csv().
enum class CsvExtent : std::uint8_t { Visible, All };

/// The chart. Keyboard: ←/→ crosshair by a bar (Shift: ten), +/− zoom, Home/End, Page Up/Down,
/// [ and ] previous and next trade, Esc hides the crosshair. Mouse: wheel zooms about the cursor,
/// drag moves, drag between panes resizes them, double click shows everything.
/// Thread: GUI.
class ChartView : public QWidget
{
    Q_OBJECT

public:
    explicit ChartView(QWidget* parent = nullptr);
    ~ChartView() override;

    /// Shows a model; nothing clears the chart. The range, pane sizes and pane visibility stay when
    /// the bars are the same. Cost: prepareChart.
    void setModel(const ChartModelPtr& model);
    /// The same for a model prepared in another thread. Cost: a frame.
    void setPrepared(const PreparedPtr& prepared);
    ChartModelPtr model() const;
    /// The sentence shown while there is nothing to draw.
    void setEmptyText(const QString& text);

    void setColors(const ChartColors& colors);
    const ChartColors& colors() const;

    /// Ids of the panes that the model has, from top to bottom.
    QStringList paneIds() const;
    QString paneTitle(const QString& id) const;
    bool isPaneVisible(const QString& id) const;
    /// Shows or hides a pane; the price stays. Remembered for models to come.
    void setPaneVisible(const QString& id, bool visible);
    bool tradesVisible() const;
    void setTradesVisible(bool visible);
    bool windowsVisible() const;
    void setWindowsVisible(bool visible);

    PriceStyle priceStyle() const;
    void setPriceStyle(PriceStyle style);
    bool logScale() const;
    /// Errors: InvalidInput when a price is zero or below; the chart stays linear and says so.
    Status setLogScale(bool on);

    BarSpan visibleBars() const;
    /// Shows these bars; clamped to the data and to at least ten bars.
    void setVisibleBars(int first, int last);
    /// Bar under the crosshair, -1 when it is hidden.
    int hoveredBar() const;
    /// Puts the crosshair on a bar and scrolls it into view; -1 hides it.
    void setHoveredBar(int bar);
    /// The highlighted trade, -1 when there is none.
    int currentTrade() const;

    /// Legend of a pane at the hovered bar (or the last one in view), as painted.
    QStringList legend(const QString& paneId) const;
    /// The chart in words: symbol, range, last price, trades in view.
    QString describe() const;
    /// The note shown in the chart, for example why the scale stayed linear; empty when none.
    QString note() const;

    /// Comma-separated: time, open, high, low, close, volume and every series, a row per bar.
    QString csv(CsvExtent extent = CsvExtent::All) const;
    /// The chart as SVG. Shape: a document of its own with title and description.
    QByteArray toSvg(const ExportOptions& options = {}) const;
    /// Errors: Io when the file cannot be written; what was there before stays.
    Status exportPng(const QString& path, const ExportOptions& options = {}) const;
    Status exportSvg(const QString& path, const ExportOptions& options = {}) const;
    Status exportPdf(const QString& path, const ExportOptions& options = {}) const;
    void copyToClipboard(const ExportOptions& options = {}) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public slots:
    /// Centres and highlights a trade, zooming out when it does not fit; -1 removes the highlight.
    void showTrade(int trade);
    void nextTrade();
    void previousTrade();
    /// Centres the first bar at or after a time.
    void goTo(sw::Timestamp time);
    void showPreset(sw::chart::RangePreset preset);
    void zoomIn();
    void zoomOut();
    void showAll();

signals:
    /// The crosshair stands on this bar now; -1 = hidden.
    void barHovered(int bar);
    /// A trade's marker was clicked.
    void tradeClicked(int trade);
    /// These bars are in view now.
    void rangeChanged(int first, int last);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    enum class Drag : std::uint8_t { None, Pan, Splitter };

    void pressed(QMouseEvent* event);
    void moved(QMouseEvent* event);
    void released(QMouseEvent* event);
    void wheeled(QWheelEvent* event);
    void applyRange(double lower, double upper);
    void zoomAbout(double factor, double bar);
    void moveCrosshair(int bars);
    void stepTrade(int direction);
    void pointAt(int bar, double pixelY);
    void afterRangeChange();
    void refreshWords();

    std::unique_ptr<ChartStage> m_stage;
    QTimer* m_wordsTimer = nullptr;
    Drag m_drag = Drag::None;
    QPointF m_pressedAt;
    double m_dragLower = 0, m_dragUpper = 0;
    int m_splitter = -1;
    bool m_hasMoved = false;
    BarSpan m_reported;
};

} // namespace sw::chart
