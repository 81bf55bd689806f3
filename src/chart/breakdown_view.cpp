#include "base/text.h"
#include "bridge/text.h"
#include "chart/chart_words.h"
#include "chart/export.h"
#include "chart/table_views.h"
#include "chart/value_axis.h"

#include <QBarCategoryAxis>
#include <QBarSet>
#include <QChart>
#include <QFontMetricsF>
#include <QGraphicsScene>
#include <QPainter>
#include <QStackedBarSeries>
#include <QValueAxis>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace sw::chart {

namespace {

const std::array<const char*, 7> kWeekdayNames{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr int kMargin = 8;
constexpr double kTitleHeight = 22;

QString figureText(const Breakdown& model, const BreakdownItem& item)
{
    return model.isSigned ? signedText(item.value, 2) : QString::number(item.value, 'f', 0);
}

} // namespace

Breakdown exitsByReason(std::span<const engine::Trade> trades)
{
    Breakdown out;
    out.title = "Trades by reason for leaving";
    out.unit = "trades";
    out.isSigned = false;
    std::map<engine::ExitReason, std::int64_t> counts;
    for (const engine::Trade& trade : trades) {
        counts[trade.exitReason] += trade.isOpen() ? 0 : 1;
    }
    for (const auto& [reason, count] : counts) {
        if (count > 0) {
            std::string label(engine::name(reason));
            std::replace(label.begin(), label.end(), '_', ' ');
            out.items.push_back(BreakdownItem{label, static_cast<double>(count), count});
        }
    }
    std::stable_sort(
        out.items.begin(), out.items.end(),
        [](const BreakdownItem& a, const BreakdownItem& b) { return a.value > b.value; });
    return out;
}

Breakdown profitBy(Period period, std::span<const engine::Trade> trades, const market::Bars& bars)
{
    Breakdown out;
    out.title = period == Period::Weekday ? "Net profit by weekday of exit"
                : period == Period::Month ? "Net profit by month of exit"
                                          : "Net profit by year of exit";
    out.unit = "money";
    std::map<int, BreakdownItem> items;
    for (const engine::Trade& trade : trades) {
        if (trade.isOpen() || trade.exitBar < 0 ||
            static_cast<std::size_t>(trade.exitBar) >= bars.size()) {
            continue;
        }
        const Timestamp local{bars.localMs(static_cast<std::size_t>(trade.exitBar))};
        const CivilDate date = dateOf(local);
        const int key = period == Period::Weekday ? weekdayOf(daysOf(local))
                        : period == Period::Month ? date.month
                                                  : date.year;
        BreakdownItem& item = items[key];
        item.label = period == Period::Weekday ? kWeekdayNames[static_cast<std::size_t>(key - 1)]
                     : period == Period::Month ? kMonthNames[static_cast<std::size_t>(key - 1)]
                                               : std::to_string(key);
        item.value += trade.netPnl;
        ++item.trades;
    }
    for (auto& [key, item] : items) {
        out.items.push_back(std::move(item));
    }
    return out;
}

BreakdownView::BreakdownView(QWidget* parent) : FigureView(parent) {}

BreakdownView::~BreakdownView() = default;

void BreakdownView::setModel(Breakdown model)
{
    m_model = std::move(model);
    setAccessibleName(bridge::toQt(m_model.title));
    refresh();
}

bool BreakdownView::isEmpty() const
{
    return m_model.items.empty();
}

QString BreakdownView::describe() const
{
    QStringList parts;
    for (const BreakdownItem& item : m_model.items) {
        QString part = bridge::toQt(item.label) + QLatin1Char(' ') + figureText(m_model, item);
        if (m_model.isSigned) {
            part += QStringLiteral(" (%1)").arg(bridge::toQt(counted(item.trades, "trade")));
        }
        parts.append(part);
    }
    return QStringLiteral("%1: %2.").arg(bridge::toQt(m_model.title),
                                         parts.join(QStringLiteral(", ")));
}

std::unique_ptr<QChart> BreakdownView::makeChart(const QSizeF& size,
                                                 const ChartColors& colors) const
{
    auto chart = std::make_unique<QChart>();
    chart->setBackgroundVisible(false);
    chart->legend()->hide();
    chart->setMargins(QMargins(kMargin, 0, kMargin, kMargin));
    chart->layout()->setContentsMargins(0, 0, 0, 0);
    // Gains and losses are two sets of one stack, so that each has its own look.
    auto* const gains = new QBarSet(tr("gains"), chart.get());
    auto* const losses = new QBarSet(tr("losses"), chart.get());
    QStringList labels;
    double low = 0;
    double high = 0;
    for (const BreakdownItem& item : m_model.items) {
        gains->append(std::max(0.0, item.value));
        losses->append(std::min(0.0, item.value));
        labels.append(bridge::toQt(item.label));
        low = std::min(low, item.value);
        high = std::max(high, item.value);
    }
    gains->setColor(m_model.isSigned ? colors.up : colors.accent);
    gains->setBorderColor(gains->color());
    losses->setColor(colors.panel); // hollow: not by colour alone
    losses->setPen(QPen(colors.down, 1.4));
    auto* const series = new QStackedBarSeries(chart.get());
    series->append(gains);
    series->append(losses);
    series->setBarWidth(0.62);
    chart->addSeries(series);
    auto* const names = new QBarCategoryAxis(chart.get());
    names->append(labels);
    names->setGridLineVisible(false);
    auto* const values = new QValueAxis(chart.get());
    const std::vector<double> ticks =
        valueTicks(low, high > low ? high * 1.12 : 1, size.height(), 38, false);
    const double step = ticks.size() > 1 ? ticks[1] - ticks[0] : std::max(1.0, high);
    // Room for the number above the highest bar and below the lowest one.
    const double room = 0.09 * (high - low);
    values->setRange(low < 0 ? std::floor((low - room) / step) * step : 0,
                     std::max(step, std::ceil((high + room) / step) * step));
    values->setTickType(QValueAxis::TicksDynamic);
    values->setTickAnchor(0);
    values->setTickInterval(step);
    values->setLabelFormat(m_model.isSigned
                               ? QStringLiteral("%+.") + QString::number(decimalsOfTicks(ticks)) +
                                     QLatin1Char('f')
                               : QStringLiteral("%.0f"));
    for (QAbstractAxis* axis : std::initializer_list<QAbstractAxis*>{names, values}) {
        axis->setLabelsFont(axis == names ? colors.font : colors.numberFont);
        axis->setLabelsColor(colors.mutedText);
        axis->setLinePen(QPen(colors.border, 1));
        axis->setGridLinePen(QPen(colors.grid, 1));
    }
    chart->addAxis(names, Qt::AlignBottom);
    chart->addAxis(values, Qt::AlignRight);
    series->attachAxis(names);
    series->attachAxis(values);
    chart->resize(size);
    return chart;
}

void BreakdownView::paintFigure(QPainter& painter, const QRectF& area,
                                const ChartColors& colors) const
{
    painter.setFont(colors.font);
    painter.setPen(colors.mutedText);
    painter.drawText(
        QRectF(area.left() + 10, area.top() + 6, area.width() - 20, 18),
        Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(colors.font)
            .elidedText(bridge::toQt(m_model.title), Qt::ElideRight, area.width() - 20));
    const QRectF below = area.adjusted(0, kTitleHeight, 0, 0);
    const std::unique_ptr<QChart> chart = makeChart(below.size(), colors);
    QGraphicsScene scene;
    scene.setSceneRect(QRectF(QPointF(0, 0), below.size()));
    scene.addItem(chart.get());
    scene.render(&painter, below, scene.sceneRect());
    // The numbers themselves: above gains, below losses.
    const QRectF plot = chart->plotArea().translated(below.topLeft());
    const double slot = plot.width() / static_cast<double>(m_model.items.size());
    const QFontMetricsF numbers(colors.numberFont);
    painter.setFont(colors.numberFont);
    painter.setPen(colors.text);
    for (std::size_t k = 0; k < m_model.items.size(); ++k) {
        const QString text = m_model.isSigned ? signedText(m_model.items[k].value, 0)
                                              : figureText(m_model, m_model.items[k]);
        if (numbers.horizontalAdvance(text) > slot) {
            continue;
        }
        const QPointF end = chart->mapToPosition(
            QPointF(static_cast<double>(k), m_model.items[k].value), chart->series().constFirst());
        const double y = end.y() + below.top();
        const bool isBelow = m_model.items[k].value < 0;
        const double top = isBelow ? std::min(y + 1, plot.bottom() - numbers.height())
                                   : std::max(y - numbers.height() - 1, plot.top());
        painter.drawText(
            QRectF(plot.left() + static_cast<double>(k) * slot, top, slot, numbers.height()),
            Qt::AlignCenter, text);
    }
    scene.removeItem(chart.get());
}

QString BreakdownView::textAt(QPointF point) const
{
    if (m_model.items.empty()) {
        return {};
    }
    const QRectF below = QRectF(rect()).adjusted(0, kTitleHeight, 0, 0);
    const std::unique_ptr<QChart> chart = makeChart(below.size(), colors());
    QGraphicsScene scene;
    scene.addItem(chart.get());
    scene.setSceneRect(QRectF(QPointF(0, 0), below.size()));
    const QRectF plot = chart->plotArea().translated(below.topLeft());
    scene.removeItem(chart.get());
    if (!plot.contains(point)) {
        return {};
    }
    const auto k = static_cast<std::size_t>((point.x() - plot.left()) / plot.width() *
                                            static_cast<double>(m_model.items.size()));
    const BreakdownItem& item = m_model.items[std::min(k, m_model.items.size() - 1)];
    return QStringLiteral("%1: %2 (%3)")
        .arg(bridge::toQt(item.label), figureText(m_model, item),
             bridge::toQt(counted(item.trades, "trade")));
}

QString BreakdownView::csv() const
{
    QString text = QStringLiteral("label,value,trades\n");
    for (const BreakdownItem& item : m_model.items) {
        text +=
            csvCell(bridge::toQt(item.label)) +
            QStringLiteral(",%1,%2\n").arg(bridge::toQt(formatNumber(item.value))).arg(item.trades);
    }
    return text;
}

} // namespace sw::chart
