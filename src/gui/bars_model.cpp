#include "gui/bars_model.h"

#include "base/text.h"
#include "bridge/text.h"
#include "gui/format.h"

#include <algorithm>
#include <cmath>

namespace sw::gui {

namespace {

constexpr int kFewestDecimals = 2;
constexpr int kMostDecimals = 8;
/// For prices without a common tick, such as those adjusted for dividends.
constexpr int kDecimalsWithoutTick = 6;
/// Rows written between two looks at the stop token.
constexpr std::size_t kRowsPerLook = 4096;

int decimalsOf(const market::Bars& bars)
{
    int decimals = 0;
    for (double ticks = bars.ticksPerUnit(); ticks > 1; ticks /= 10) {
        ++decimals;
    }
    return bars.ticksPerUnit() > 0 ? std::clamp(decimals, kFewestDecimals, kMostDecimals)
                                   : kDecimalsWithoutTick;
}

std::span<const double> columnOf(const market::Bars& bars, int column)
{
    switch (column) {
    case BarsModel::Open:
        return bars.open();
    case BarsModel::High:
        return bars.high();
    case BarsModel::Low:
        return bars.low();
    case BarsModel::Close:
        return bars.close();
    default:
        return bars.volume();
    }
}

} // namespace

QString barTimeText(const market::Bars& bars, std::size_t bar)
{
    const std::string iso = formatIso({bars.localMs(bar)});
    QString text = bridge::toQt(std::string_view(iso).substr(0, 10));
    if (bars.timeframe().isIntraday()) {
        text += QLatin1Char(' ') + bridge::toQt(std::string_view(iso).substr(11, 5));
    }
    return text;
}

std::size_t firstBarFrom(const market::Bars& bars, CivilDate date)
{
    const std::int64_t wanted = startOf(date).ms;
    std::size_t first = 0;
    std::size_t count = bars.size();
    while (count > 0) {
        const std::size_t half = count / 2;
        if (bars.localMs(first + half) < wanted) {
            first += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return first;
}

QString barsAsText(const market::Bars& bars, std::size_t first, std::size_t last,
                   const std::stop_token& stop)
{
    std::string out = "Time\tOpen\tHigh\tLow\tClose\tVolume\n";
    for (std::size_t i = first; i <= last && i < bars.size(); ++i) {
        if (i % kRowsPerLook == 0 && stop.stop_requested()) {
            break;
        }
        out += bridge::fromQt(barTimeText(bars, i));
        for (int column = BarsModel::Open; column <= BarsModel::Volume; ++column) {
            out += '\t';
            out += formatNumber(columnOf(bars, column)[i]);
        }
        out += '\n';
    }
    return bridge::toQt(out);
}

BarsModel::BarsModel(ThemeSource& themes, QObject* parent)
    : QAbstractTableModel(parent), m_themes(themes)
{
    connect(&themes, &ThemeSource::changed, this, [this] {
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1),
                               {Qt::FontRole, Qt::ForegroundRole});
        }
    });
}

void BarsModel::setBars(market::BarsPtr bars)
{
    beginResetModel();
    m_bars = std::move(bars);
    m_decimals = m_bars ? decimalsOf(*m_bars) : kFewestDecimals;
    endResetModel();
}

int BarsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_bars ? 0 : static_cast<int>(m_bars->size());
}

int BarsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString BarsModel::text(std::size_t bar, int column) const
{
    switch (column) {
    case Number:
        return count(static_cast<qint64>(bar) + 1);
    case Time:
        return barTimeText(*m_bars, bar);
    case Volume:
        return quantity(m_bars->volume()[bar]);
    default:
        return number(columnOf(*m_bars, column)[bar], m_decimals);
    }
}

QVariant BarsModel::toolTip(std::size_t bar, int column) const
{
    if (column == Time && m_bars->hasOffsets()) {
        return tr("%1 UTC").arg(bridge::toQt(formatIso(m_bars->time()[bar]))
                                    .left(16)
                                    .replace(QLatin1Char('T'), QLatin1Char(' ')));
    }
    if (column >= Open) {
        return bridge::toQt(formatNumber(columnOf(*m_bars, column)[bar]));
    }
    return {};
}

QVariant BarsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || !m_bars) {
        return {};
    }
    const auto bar = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return text(bar, index.column());
    case Qt::ToolTipRole:
        return toolTip(bar, index.column());
    case Qt::TextAlignmentRole:
        return int((index.column() == Time ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::FontRole:
        return m_themes.theme().numbers;
    case Qt::ForegroundRole:
        return index.column() == Number ? QVariant(m_themes.theme()[Token::Muted]) : QVariant();
    default:
        return {};
    }
}

QVariant BarsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Time ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Time) {
        return m_bars && m_bars->hasOffsets() ? tr("Start of the bar on the exchange's clock")
                                              : tr("Start of the bar as the file has it");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[kColumns] = {tr("#"),   tr("Time"),  tr("Open"),  tr("High"),
                                     tr("Low"), tr("Close"), tr("Volume")};
    return names[section];
}

} // namespace sw::gui
