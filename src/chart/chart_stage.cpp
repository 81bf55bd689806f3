#include "chart/chart_stage.h"

#include "bridge/text.h"
#include "chart/legend.h"
#include "chart/plottables.h"
#include "chart/trade_marks.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sw::chart {

namespace {

constexpr double kRightRoom = 0.015; // of the range, free at the right end of the data
constexpr double kSplitterReach = 4; // pixels
constexpr int kLeastPaneHeight = 34;
constexpr double kTickSpacing = 42;
constexpr double kSmallTickSpacing = 26;
constexpr double kEdge = 8; // pixels free above and below the values

QString crosshairLayerName()
{
    return QStringLiteral("crosshair");
}

QString idOf(const PanePlan& plan)
{
    return bridge::toQt(plan.id);
}

} // namespace

void ChartStage::Plot::layOut(QSize size)
{
    m_isStale = true;
    setViewport(QRect(QPoint(0, 0), size));
    updateLayout();
    update();
}

void ChartStage::Plot::resizeEvent(QResizeEvent*)
{
    layOut(size());
}

void ChartStage::Plot::paintEvent(QPaintEvent* event)
{
    if (std::exchange(m_isStale, false)) {
        replot(rpQueuedRefresh);
    }
    QCustomPlot::paintEvent(event);
}

ChartStage::ChartStage(QWidget* parent)
    : m_ownPlot(parent == nullptr ? std::make_unique<Plot>() : nullptr),
      m_plot(parent == nullptr ? m_ownPlot.get() : new Plot(parent)),
      m_timeTicker(new TimeTicker)
{
    m_plot->plotLayout()->clear();
    m_plot->plotLayout()->setRowSpacing(0);
    m_plot->setNotAntialiasedElements(QCP::aeAll);
    m_plot->setPlottingHints(QCP::phCacheLabels);
    m_plot->setFocusPolicy(Qt::NoFocus);
    m_plot->addLayer(crosshairLayerName());
    m_plot->layer(crosshairLayerName())->setMode(QCPLayer::lmBuffered);
    m_crosshair.colors = &m_colors;
    m_crosshair.panes = &m_scenes;
    m_crosshairLayer = std::make_unique<CrosshairLayer>(*m_plot, crosshairLayerName(), m_crosshair);
    applyColors();
}

ChartStage::~ChartStage()
{
    // The plottables point into the prepared model: they go first.
    m_plot->clearPlottables();
}

void ChartStage::setPrepared(PreparedPtr prepared)
{
    m_plot->clearPlottables();
    const PreparedPtr before = std::exchange(m_prepared, std::move(prepared));
    m_crosshair.prepared = m_prepared.get();
    m_crosshair.bar = -1;
    m_crosshair.trade = -1;
    m_choices.currentTrade = -1;
    m_timeTicker->setBars(m_prepared == nullptr ? nullptr : m_prepared->model()->bars);
    rebuild();
}

void ChartStage::setColors(const ChartColors& colors)
{
    m_colors = colors;
    applyColors();
    setMargins();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartStage::setChoices(const StageChoices& choices)
{
    const bool samePanes = choices.hidden == m_choices.hidden;
    m_choices = choices;
    if (!samePanes) {
        rebuild();
        return;
    }
    for (std::size_t k = 0; k < m_scenes.size(); ++k) {
        m_scenes[k]->showsWindows = choices.showsWindows;
    }
    if (m_price != nullptr) {
        m_price->setStyle(choices.style);
        m_marks->setVisible(choices.showsTrades);
        m_marks->setCurrent(choices.currentTrade);
    }
    scaleValues();
}

bool ChartStage::canBeLogarithmic() const
{
    if (m_prepared == nullptr) {
        return true;
    }
    const MinMax prices = m_prepared->lowHigh().range(0, m_prepared->bars().size());
    return prices.isEmpty() || prices.low > 0;
}

void ChartStage::rebuild()
{
    m_plot->clearPlottables();
    m_price = nullptr;
    m_marks = nullptr;
    m_decor.clear();
    m_scenes.clear();
    m_valueTickers.clear();
    m_plot->plotLayout()->clear();
    if (m_prepared == nullptr || m_prepared->barCount() == 0) {
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        return;
    }
    for (const PanePlan& plan : m_prepared->panes()) {
        if (plan.isPrice() || !m_choices.hidden.contains(idOf(plan))) {
            addPane(plan, paneCount());
        }
    }
    applyColors();
    setMargins();
    setRange(m_lower, m_upper);
    if (!m_plot->viewport().isEmpty()) {
        // New panes have no heights before they are laid out, and without heights no ticks.
        layoutFor(m_plot->viewport().size());
    }
}

void ChartStage::addPane(const PanePlan& plan, int row)
{
    auto* rect = new QCPAxisRect(m_plot, false);
    m_plot->plotLayout()->addElement(row, 0, rect);
    m_plot->plotLayout()->setRowStretchFactor(row,
                                              m_choices.weights.value(idOf(plan), plan.weight));
    rect->setMinimumSize(60, kLeastPaneHeight);
    rect->setAutoMargins(QCP::msNone);

    auto scene = std::make_unique<PaneScene>();
    scene->prepared = m_prepared.get();
    scene->plan = &plan;
    scene->colors = &m_colors;
    scene->key = rect->addAxis(QCPAxis::atBottom);
    scene->value = rect->addAxis(QCPAxis::atRight);
    scene->showsWindows = m_choices.showsWindows;
    scene->isTop = row == 0;
    scene->key->setTicker(m_timeTicker);
    const QSharedPointer<ValueTicker> ticker(new ValueTicker);
    ticker->setFormat(plan.format);
    ticker->setPriceDecimals(m_prepared->priceDecimals());
    scene->value->setTicker(ticker);
    m_valueTickers.push_back(ticker);

    m_plot->setCurrentLayer(QStringLiteral("main"));
    QCPAxis* const key = scene->key;
    QCPAxis* const value = scene->value;
    if (plan.isPrice()) {
        m_price = new PricePlottable(key, value, *m_prepared, m_colors);
        m_price->setStyle(m_choices.style);
    } else if (plan.isVolume()) {
        new VolumePlottable(key, value, *m_prepared, m_colors); // owned by the plot
    }
    // The first series matters most and stands in front.
    for (auto series = plan.series.rbegin(); series != plan.series.rend(); ++series) {
        new SeriesPlottable(key, value, *m_prepared, m_colors, *series); // owned by the plot
    }
    if (plan.isPrice()) {
        m_marks = new TradeMarks(key, value, *m_prepared, m_colors);
        m_marks->setVisible(m_choices.showsTrades);
        m_marks->setCurrent(m_choices.currentTrade);
    }
    m_decor.push_back(std::make_unique<PaneBackdrop>(*m_plot, *scene));
    m_decor.push_back(std::make_unique<PaneFront>(*m_plot, *scene));
    m_scenes.push_back(std::move(scene));
}

void ChartStage::applyColors()
{
    m_plot->setBackground(QBrush(m_colors.panel));
    for (std::size_t k = 0; k < m_scenes.size(); ++k) {
        styleAxes(*m_scenes[k], k + 1 == m_scenes.size());
    }
}

void ChartStage::styleAxes(const PaneScene& scene, bool isLast)
{
    for (QCPAxis* axis : {scene.key, scene.value}) {
        axis->setTickLabelFont(m_colors.numberFont);
        axis->setTickLabelColor(m_colors.mutedText);
        axis->setBasePen(QPen(m_colors.border, 1));
        axis->setTickPen(Qt::NoPen);
        axis->setSubTicks(false);
        axis->setTickLength(0, 0);
        axis->grid()->setVisible(true);
        axis->grid()->setPen(QPen(m_colors.grid, 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
        axis->setSelectableParts(QCPAxis::spNone);
    }
    scene.value->setTickLabelPadding(7);
    scene.key->setTickLabels(isLast);
    scene.key->setTickLabelPadding(5);
    if (!isLast) {
        scene.key->setBasePen(Qt::NoPen);
    }
}

void ChartStage::setMargins()
{
    if (m_scenes.empty()) {
        return;
    }
    const QFontMetricsF metrics(m_colors.numberFont);
    double width = metrics.horizontalAdvance(QStringLiteral("-100.0%"));
    const MinMax prices = m_prepared->lowHigh().range(0, m_prepared->bars().size());
    if (!prices.isEmpty()) {
        for (const double price : {prices.low, prices.high}) {
            width = std::max(width, metrics.horizontalAdvance(valueText(
                                        price, ValueFormat::Price, m_prepared->priceDecimals())));
        }
    }
    const int right = static_cast<int>(width) + 16;
    const int bottom = static_cast<int>(metrics.height()) + 8;
    for (std::size_t k = 0; k < m_scenes.size(); ++k) {
        const bool isLast = k + 1 == m_scenes.size();
        m_scenes[k]->key->axisRect()->setMargins(QMargins(0, 0, right, isLast ? bottom : 0));
    }
}

void ChartStage::setRange(double lower, double upper)
{
    if (m_prepared == nullptr || m_prepared->barCount() == 0) {
        return;
    }
    const double count = m_prepared->barCount();
    const double largest = std::max<double>(kFewestBars, count / (1 - kRightRoom));
    const double size = std::clamp(std::isfinite(upper - lower) ? upper - lower : largest,
                                   std::min<double>(kFewestBars, largest), largest);
    // Too wide or too narrow a wish keeps its middle.
    const double middle = (lower + upper) / 2;
    const double least = -0.5;
    const double most = std::max(least, count - 0.5 + kRightRoom * size - size);
    m_lower = std::clamp(size == upper - lower ? lower : middle - size / 2, least, most);
    m_upper = m_lower + size;
    for (const auto& scene : m_scenes) {
        scene->key->setRange(m_lower, m_upper);
    }
    scaleValues();
}

void ChartStage::scaleValues()
{
    if (m_scenes.empty()) {
        return;
    }
    const QFontMetricsF metrics(m_colors.numberFont);
    m_timeTicker->setPixels(m_scenes.front()->key->axisRect()->width(),
                            metrics.averageCharWidth() * 1.05);
    for (std::size_t k = 0; k < m_scenes.size(); ++k) {
        PaneScene& scene = *m_scenes[k];
        const double height = scene.key->axisRect()->height();
        m_valueTickers[k]->setPixels(height, scene.isTop ? kTickSpacing : kSmallTickSpacing);
        scalePane(scene);
        m_valueTickers[k]->setLogarithmic(scene.value->scaleType() == QCPAxis::stLogarithmic);
    }
    m_crosshair.legendBar = legendBar();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void ChartStage::scalePane(PaneScene& scene)
{
    const PanePlan& plan = *scene.plan;
    const double height = std::max(40, scene.key->axisRect()->height());
    const double line = QFontMetricsF(m_colors.font).height() + 2;
    const auto first = static_cast<std::int64_t>(std::floor(m_lower));
    const auto end = static_cast<std::int64_t>(std::ceil(m_upper)) + 1;
    MinMax values = m_prepared->valueRange(plan, std::max<std::int64_t>(0, first), end);
    scene.hasValues = !values.isEmpty();
    const bool isLogarithmic =
        plan.isPrice() && m_choices.isLogarithmic && !values.isEmpty() && values.low > 0;
    scene.value->setScaleType(isLogarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear);
    if (values.isEmpty()) {
        values = MinMax{plan.minimum.value_or(0), plan.maximum.value_or(1)};
    }
    const double low = plan.minimum.value_or(values.low);
    const double high = plan.maximum.value_or(values.high);
    double from = isLogarithmic ? std::log(low) : low;
    double to = isLogarithmic ? std::log(high) : high;
    if (!(to > from)) {
        const double around = isLogarithmic ? 0.01 : std::max(1e-6, std::fabs(from) * 0.01);
        from -= plan.minimum ? 0 : around;
        to = from + 2 * around;
    }
    // The legend stands above the values; volume stands on its pane's floor.
    const bool isFixed = plan.minimum && plan.maximum;
    double top = isFixed ? 3 : line + 3;
    double bottom = plan.isVolume() ? 0 : isFixed ? 3 : kEdge - 2;
    if (plan.isPrice()) {
        const bool marks = m_choices.showsTrades && !m_prepared->model()->trades.empty();
        const bool labels = m_choices.showsWindows && !m_prepared->model()->windows.empty();
        top = kEdge + line * (1 + (plan.series.empty() ? 0 : 1) + (marks ? 1 : 0));
        bottom = kEdge + (marks ? m_marks->roomBelow() : 0) + (labels ? line : 0);
    }
    const double most = 0.6 * height;
    if (top + bottom > most) {
        const double shrink = most / (top + bottom);
        top *= shrink;
        bottom *= shrink;
    }
    const double perPixel = (to - from) / (height - top - bottom);
    from -= bottom * perPixel;
    to += top * perPixel;
    scene.value->setRange(isLogarithmic ? std::exp(from) : from, isLogarithmic ? std::exp(to) : to);
}

void ChartStage::layoutFor(QSize size)
{
    // The values are scaled to the heights that the layout finds.
    m_plot->layOut(size);
    scaleValues();
}

void ChartStage::setCrosshair(int bar, double pixelY)
{
    m_crosshair.bar = bar;
    m_crosshair.pixelY = pixelY;
    m_crosshair.legendBar = legendBar();
    m_crosshair.trade = bar >= 0 ? tradeAtBar(bar) : m_choices.currentTrade;
    replotCrosshair();
}

void ChartStage::replotCrosshair()
{
    m_plot->layer(crosshairLayerName())->replot();
}

int ChartStage::legendBar() const
{
    if (m_prepared == nullptr || m_prepared->barCount() == 0) {
        return -1;
    }
    if (m_crosshair.bar >= 0) {
        return m_crosshair.bar;
    }
    return std::clamp(static_cast<int>(std::floor(m_upper)), 0, m_prepared->barCount() - 1);
}

int ChartStage::tradeAtBar(int bar) const
{
    if (!m_choices.showsTrades) {
        return -1;
    }
    int found = -1;
    m_prepared->trades().visitIn(bar, bar, [&found](int trade) { found = trade; });
    return found;
}

QRect ChartStage::paneArea() const
{
    if (m_scenes.empty()) {
        return {};
    }
    return m_scenes.front()->key->axisRect()->rect().united(
        m_scenes.back()->key->axisRect()->rect());
}

double ChartStage::barAt(double pixelX) const
{
    return m_scenes.empty() ? 0 : m_scenes.front()->key->pixelToCoord(pixelX);
}

double ChartStage::xOf(double bar) const
{
    return m_scenes.empty() ? 0 : m_scenes.front()->key->coordToPixel(bar);
}

int ChartStage::splitterAt(double pixelY) const
{
    for (int k = 0; k + 1 < paneCount(); ++k) {
        if (std::fabs(pane(k + 1).key->axisRect()->top() - pixelY) <= kSplitterReach) {
            return k;
        }
    }
    return -1;
}

void ChartStage::moveSplitter(int index, double pixelY)
{
    const QRect above = pane(index).key->axisRect()->rect();
    const QRect below = pane(index + 1).key->axisRect()->rect();
    const double both = above.height() + below.height();
    const double height =
        std::clamp<double>(pixelY - above.top(), kLeastPaneHeight,
                           std::max<double>(kLeastPaneHeight, both - kLeastPaneHeight));
    // All panes get their present heights as weights, so that only these two change.
    for (int k = 0; k < paneCount(); ++k) {
        const double weight = k == index       ? height
                              : k == index + 1 ? both - height
                                               : pane(k).key->axisRect()->height();
        m_choices.weights.insert(idOf(*pane(k).plan), weight);
        m_plot->plotLayout()->setRowStretchFactor(k, std::max(1.0, weight));
    }
    m_plot->replot(QCustomPlot::rpQueuedRefresh);
    scaleValues();
}

int ChartStage::tradeAt(QPointF point) const
{
    return m_marks == nullptr || !m_choices.showsTrades ? -1 : m_marks->tradeAt(point);
}

} // namespace sw::chart
