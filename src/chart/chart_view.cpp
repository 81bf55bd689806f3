#include "chart/chart_view.h"

#include "bridge/text.h"
#include "chart/chart_stage.h"
#include "chart/chart_words.h"
#include "chart/legend.h"

#include <QTimer>

#include <algorithm>
#include <cmath>

namespace sw::chart {

namespace {

constexpr int kWordsDelayMs = 250;

/// True when the bars are the same ones, so that the range in view keeps its meaning.
bool sameBars(const PreparedPtr& a, const PreparedPtr& b)
{
    if (a == nullptr || b == nullptr) {
        return false;
    }
    const market::Bars& first = a->bars();
    const market::Bars& second = b->bars();
    return &first == &second ||
           (first.symbol() == second.symbol() && first.timeframe() == second.timeframe() &&
            first.size() == second.size() && first.size() > 0 &&
            first.time().front() == second.time().front() &&
            first.time().back() == second.time().back());
}

} // namespace

ChartView::ChartView(QWidget* parent)
    : QWidget(parent), m_stage(std::make_unique<ChartStage>(this)), m_wordsTimer(new QTimer(this))
{
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Price chart"));
    m_stage->plot().installEventFilter(this);
    m_stage->plot().setMouseTracking(true);
    m_wordsTimer->setSingleShot(true);
    m_wordsTimer->setInterval(kWordsDelayMs);
    connect(m_wordsTimer, &QTimer::timeout, this, &ChartView::refreshWords);
    setEmptyText(tr("No chart yet. Run a strategy to see its bars and trades."));
}

ChartView::~ChartView() = default;

void ChartView::setModel(const ChartModelPtr& model)
{
    setPrepared(model == nullptr || model->bars == nullptr ? nullptr : prepareChart(model));
}

void ChartView::setPrepared(const PreparedPtr& prepared)
{
    const bool keepsRange = sameBars(m_stage->prepared(), prepared);
    const double lower = m_stage->lower();
    const double upper = m_stage->upper();
    m_stage->setPrepared(prepared);
    if (m_stage->choices().isLogarithmic && !m_stage->canBeLogarithmic()) {
        static_cast<void>(setLogScale(true)); // refuses, says why, turns linear
    } else {
        m_stage->setNote(QString());
    }
    m_reported = BarSpan{-1, -2};
    if (keepsRange) {
        m_stage->setRange(lower, upper);
        afterRangeChange();
    } else {
        showAll();
    }
    m_stage->setCrosshair(-1, -1);
    refreshWords();
}

ChartModelPtr ChartView::model() const
{
    return m_stage->prepared() == nullptr ? nullptr : m_stage->prepared()->model();
}

void ChartView::setEmptyText(const QString& text)
{
    m_stage->setEmptyText(text);
    m_stage->plot().replot(QCustomPlot::rpQueuedReplot);
    refreshWords();
}

void ChartView::setColors(const ChartColors& colors)
{
    m_stage->setColors(colors);
    m_stage->scaleValues();
}

const ChartColors& ChartView::colors() const
{
    return m_stage->colors();
}

QStringList ChartView::paneIds() const
{
    QStringList ids;
    if (m_stage->prepared() != nullptr) {
        for (const PanePlan& pane : m_stage->prepared()->panes()) {
            ids.append(bridge::toQt(pane.id));
        }
    }
    return ids;
}

QString ChartView::paneTitle(const QString& id) const
{
    const PanePlan* const pane =
        m_stage->prepared() == nullptr ? nullptr : m_stage->prepared()->pane(bridge::fromQt(id));
    return pane == nullptr ? QString() : bridge::toQt(pane->title);
}

bool ChartView::isPaneVisible(const QString& id) const
{
    return !m_stage->choices().hidden.contains(id);
}

void ChartView::setPaneVisible(const QString& id, bool visible)
{
    if (id == QLatin1String(kPricePane) || visible == isPaneVisible(id)) {
        return;
    }
    StageChoices choices = m_stage->choices();
    if (visible) {
        choices.hidden.remove(id);
    } else {
        choices.hidden.insert(id);
    }
    m_stage->setChoices(choices);
    // The heights are known after a layout only.
    m_stage->plot().replot(QCustomPlot::rpQueuedRefresh);
    m_stage->scaleValues();
    refreshWords();
}

bool ChartView::tradesVisible() const
{
    return m_stage->choices().showsTrades;
}

void ChartView::setTradesVisible(bool visible)
{
    StageChoices choices = m_stage->choices();
    choices.showsTrades = visible;
    m_stage->setChoices(choices);
}

bool ChartView::windowsVisible() const
{
    return m_stage->choices().showsWindows;
}

void ChartView::setWindowsVisible(bool visible)
{
    StageChoices choices = m_stage->choices();
    choices.showsWindows = visible;
    m_stage->setChoices(choices);
}

PriceStyle ChartView::priceStyle() const
{
    return m_stage->choices().style;
}

void ChartView::setPriceStyle(PriceStyle style)
{
    StageChoices choices = m_stage->choices();
    choices.style = style;
    m_stage->setChoices(choices);
}

bool ChartView::logScale() const
{
    return m_stage->choices().isLogarithmic;
}

Status ChartView::setLogScale(bool on)
{
    StageChoices choices = m_stage->choices();
    const bool isRefused = on && !m_stage->canBeLogarithmic();
    choices.isLogarithmic = on && !isRefused;
    m_stage->setNote(isRefused ? tr("The scale stays linear: prices at or below zero have no "
                                    "logarithm.")
                               : QString());
    m_stage->setChoices(choices);
    m_stage->replotCrosshair();
    if (isRefused) {
        return fail(ErrorKind::InvalidInput, bridge::fromQt(note()));
    }
    return {};
}

QString ChartView::note() const
{
    return m_stage->crosshair().note;
}

BarSpan ChartView::visibleBars() const
{
    if (m_stage->prepared() == nullptr || m_stage->prepared()->barCount() == 0) {
        return {};
    }
    const int count = m_stage->prepared()->barCount();
    return BarSpan{std::max(0, static_cast<int>(std::ceil(m_stage->lower() - 1e-6))),
                   std::min(count - 1, static_cast<int>(std::floor(m_stage->upper() + 1e-6)))};
}

void ChartView::setVisibleBars(int first, int last)
{
    applyRange(first - 0.5, last + 0.5);
}

int ChartView::hoveredBar() const
{
    return m_stage->crosshair().bar;
}

void ChartView::setHoveredBar(int bar)
{
    if (m_stage->prepared() == nullptr || m_stage->prepared()->barCount() == 0) {
        return;
    }
    if (bar < 0) {
        pointAt(-1, -1);
        return;
    }
    bar = std::min(bar, m_stage->prepared()->barCount() - 1);
    const BarSpan span = visibleBars();
    if (bar < span.first || bar > span.last) {
        const double size = m_stage->upper() - m_stage->lower();
        const double lower = bar < span.first ? bar - 0.5 : bar + 0.5 - size;
        applyRange(lower, lower + size);
    }
    pointAt(bar, -1);
}

int ChartView::currentTrade() const
{
    return m_stage->choices().currentTrade;
}

QStringList ChartView::legend(const QString& paneId) const
{
    QStringList lines;
    const PreparedPtr& prepared = m_stage->prepared();
    const PanePlan* const pane =
        prepared == nullptr ? nullptr : prepared->pane(bridge::fromQt(paneId));
    const int bar = m_stage->crosshair().legendBar;
    if (pane == nullptr || bar < 0) {
        return lines;
    }
    for (const LegendLine& line : legendOf(*prepared, *pane, bar, m_stage->colors())) {
        lines.append(plainText(line));
    }
    if (pane->isPrice() && m_stage->crosshair().trade >= 0) {
        lines.append(tradeText(*prepared, m_stage->crosshair().trade));
    }
    return lines;
}

QString ChartView::describe() const
{
    if (m_stage->prepared() == nullptr || m_stage->prepared()->barCount() == 0) {
        return m_stage->crosshair().emptyText;
    }
    QStringList titles;
    for (int k = 0; k < m_stage->paneCount(); ++k) {
        if (!m_stage->pane(k).plan->isPrice()) {
            titles.append(bridge::toQt(m_stage->pane(k).plan->title));
        }
    }
    const BarSpan span = visibleBars();
    return describeChart(*m_stage->prepared(), span.first, span.last, titles);
}

QString ChartView::csv(CsvExtent extent) const
{
    if (m_stage->prepared() == nullptr) {
        return {};
    }
    const BarSpan span = extent == CsvExtent::Visible
                             ? visibleBars()
                             : BarSpan{0, m_stage->prepared()->barCount() - 1};
    return chartCsv(*m_stage->prepared(), span.first, span.last);
}

QSize ChartView::sizeHint() const
{
    return {900, 640};
}

QSize ChartView::minimumSizeHint() const
{
    return {320, 200};
}

void ChartView::showTrade(int trade)
{
    const PreparedPtr& prepared = m_stage->prepared();
    if (prepared == nullptr || trade >= static_cast<int>(prepared->trades().trades().size())) {
        return;
    }
    StageChoices choices = m_stage->choices();
    choices.currentTrade = std::max(-1, trade);
    m_stage->setChoices(choices);
    if (trade >= 0) {
        const engine::Trade& shown = prepared->trades().trades()[static_cast<std::size_t>(trade)];
        const double held = std::max(1, shown.exitBar - shown.entryBar);
        const double middle = (shown.entryBar + shown.exitBar) / 2.0;
        // A dot in a long history says nothing: a trade fills at least a hundredth of the width.
        double size = m_stage->upper() - m_stage->lower();
        size = std::clamp(size, held * 1.6, std::max(60.0, held * 100));
        applyRange(middle - size / 2, middle + size / 2);
    }
    m_stage->setCrosshair(-1, -1);
}

void ChartView::nextTrade()
{
    stepTrade(1);
}

void ChartView::previousTrade()
{
    stepTrade(-1);
}

void ChartView::stepTrade(int direction)
{
    if (m_stage->prepared() == nullptr) {
        return;
    }
    const TradeIndex& trades = m_stage->prepared()->trades();
    int trade = trades.neighbour(currentTrade(), direction);
    if (currentTrade() < 0) {
        const BarSpan span = visibleBars();
        const int bar = hoveredBar() >= 0 ? hoveredBar()
                        : direction > 0   ? span.first - 1
                                          : span.last + 1;
        trade = trades.enteredBeside(bar, direction);
    }
    if (trade >= 0) {
        showTrade(trade);
        Q_EMIT tradeClicked(trade);
    }
}

void ChartView::goTo(Timestamp time)
{
    if (m_stage->prepared() == nullptr || m_stage->prepared()->barCount() == 0) {
        return;
    }
    const market::Bars& bars = m_stage->prepared()->bars();
    const int bar = static_cast<int>(std::min(bars.lowerBound(time), bars.size() - 1));
    const double size = m_stage->upper() - m_stage->lower();
    applyRange(bar - size / 2, bar + size / 2);
    pointAt(bar, -1);
}

void ChartView::showPreset(RangePreset preset)
{
    if (preset == RangePreset::All) {
        showAll();
        return;
    }
    const BarSpan span = visibleBars();
    if (span.count() <= 0) {
        return;
    }
    const market::Bars& bars = m_stage->prepared()->bars();
    const std::int64_t end = bars.localMs(static_cast<std::size_t>(span.last));
    CivilDate date = dateOf(Timestamp{end});
    if (preset == RangePreset::YearToDate) {
        date = CivilDate{date.year, 1, 1};
    } else {
        const int months = preset == RangePreset::Month         ? 1
                           : preset == RangePreset::ThreeMonths ? 3
                           : preset == RangePreset::SixMonths   ? 6
                           : preset == RangePreset::Year        ? 12
                                                                : 60;
        const int month = date.year * 12 + date.month - 1 - months;
        date = CivilDate{month / 12, month % 12 + 1, date.day};
        while (!isValid(date)) {
            --date.day;
        }
        date = civilFromDays(daysFromCivil(date) + 1);
    }
    const int first = firstBarAtLocal(bars, daysFromCivil(date) * kMsPerDay);
    setVisibleBars(std::min(first, span.last), span.last);
}

void ChartView::zoomIn()
{
    const double middle =
        hoveredBar() >= 0 ? hoveredBar() : (m_stage->lower() + m_stage->upper()) / 2;
    zoomAbout(1 / 1.4, middle);
}

void ChartView::zoomOut()
{
    const double middle =
        hoveredBar() >= 0 ? hoveredBar() : (m_stage->lower() + m_stage->upper()) / 2;
    zoomAbout(1.4, middle);
}

void ChartView::showAll()
{
    applyRange(-0.5, m_stage->prepared() == nullptr ? 10 : 1.1 * m_stage->prepared()->barCount());
}

void ChartView::applyRange(double lower, double upper)
{
    m_stage->setRange(lower, upper);
    afterRangeChange();
}

void ChartView::zoomAbout(double factor, double bar)
{
    applyRange(bar - (bar - m_stage->lower()) * factor, bar + (m_stage->upper() - bar) * factor);
}

void ChartView::afterRangeChange()
{
    const BarSpan span = visibleBars();
    if (!(span == m_reported)) {
        m_reported = span;
        Q_EMIT rangeChanged(span.first, span.last);
    }
    m_wordsTimer->start();
}

void ChartView::refreshWords()
{
    const QString words = describe();
    if (words != accessibleDescription()) {
        setAccessibleDescription(words);
    }
}

void ChartView::pointAt(int bar, double pixelY)
{
    const int before = hoveredBar();
    m_stage->setCrosshair(bar, pixelY);
    if (before != bar) {
        Q_EMIT barHovered(bar);
    }
}

} // namespace sw::chart
