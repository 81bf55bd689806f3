// The cells of the table of trades: what each column says, in the table and in files.
#include "bridge/text.h"
#include "gui/format.h"
#include "gui/trade_details.h"
#include "gui/trades_model.h"

#include <cmath>
#include <limits>
#include <numeric>

namespace sw::gui {

namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

bool isText(TradeColumn column)
{
    switch (column) {
    case TradeColumn::Symbol:
    case TradeColumn::Side:
    case TradeColumn::SignalTime:
    case TradeColumn::EntryTime:
    case TradeColumn::ExitTime:
    case TradeColumn::ExitReason:
    case TradeColumn::EntryRule:
        return true;
    default:
        return false;
    }
}

bool usesDigits(TradeColumn column)
{
    return column != TradeColumn::Symbol && column != TradeColumn::Side &&
           column != TradeColumn::ExitReason && column != TradeColumn::EntryRule;
}

} // namespace

QString TradesModel::cell(const Row& row, TradeColumn column) const
{
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    const engine::Trade& one = trade(row);
    switch (column) {
    case TradeColumn::Number:
        return count(row.trade + 1);
    case TradeColumn::Symbol:
        return symbol.symbol;
    case TradeColumn::Side:
        return sideText(one.side);
    case TradeColumn::SignalTime:
        return dateText(timeAt(*symbol.bars, one.signalBar));
    case TradeColumn::EntryTime:
        return dateText(timeAt(*symbol.bars, one.entryBar));
    case TradeColumn::EntryPrice:
        return price(one.entryPrice);
    case TradeColumn::ExitTime:
        return one.isOpen() ? tr("still open") : dateText(timeAt(*symbol.bars, one.exitBar));
    case TradeColumn::ExitPrice:
        return one.isOpen() ? number(kUndefined) : price(one.exitPrice);
    case TradeColumn::Size:
        return quantity(one.size);
    case TradeColumn::Bars:
        return count(one.barsHeld());
    case TradeColumn::NetPnl:
        return signedNumber(one.netPnl);
    case TradeColumn::Return:
        return percent(one.returnFraction());
    case TradeColumn::Mae:
        return percent(one.mae);
    case TradeColumn::Mfe:
        return percent(one.mfe);
    case TradeColumn::R:
        return signedNumber(one.rMultiple());
    case TradeColumn::Commission:
        return number(one.commission);
    case TradeColumn::Slippage:
        return number(one.slippage);
    case TradeColumn::ExitReason:
        return m_texts.exits[exitText(one)];
    case TradeColumn::EntryRule:
        return one.entryRule < 0 ? m_texts.entries.back()
                                 : m_texts.entries[static_cast<std::size_t>(one.entryRule)];
    }
    return {};
}

QString TradesModel::exact(const Row& row, TradeColumn column) const
{
    if (column == TradeColumn::Number) {
        return QString::number(row.trade + 1);
    }
    if (!isText(column)) {
        const double value = key(row, column);
        return std::isnan(value) ? QString() : QString::number(value, 'g', 17);
    }
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    const engine::Trade& one = trade(row);
    const auto time = [&](std::int32_t bar) {
        return bridge::toQt(formatShort(timeAt(*symbol.bars, bar)));
    };
    switch (column) {
    case TradeColumn::SignalTime:
        return time(one.signalBar);
    case TradeColumn::EntryTime:
        return time(one.entryBar);
    case TradeColumn::ExitTime:
        return one.isOpen() ? QString() : time(one.exitBar);
    default:
        return cell(row, column);
    }
}

QVariant TradesModel::toolTip(const Row& row, TradeColumn column) const
{
    const engine::Trade& one = trade(row);
    switch (column) {
    case TradeColumn::EntryPrice:
        return bridge::toQt(engine::explain(one.entryFill));
    case TradeColumn::ExitPrice:
    case TradeColumn::ExitTime:
        return bridge::toQt(engine::explain(one.exitFill));
    case TradeColumn::NetPnl:
    case TradeColumn::Return:
        return one.isOpen() ? tr("Still open: valued at the last close, not a result yet.")
                            : QVariant();
    case TradeColumn::ExitReason:
    case TradeColumn::EntryRule:
        return cell(row, column).toHtmlEscaped();
    default:
        return {};
    }
}

QVariant TradesModel::color(const Row& row, TradeColumn column) const
{
    if (!m_theme) {
        return {};
    }
    const engine::Trade& one = trade(row);
    switch (column) {
    case TradeColumn::NetPnl:
    case TradeColumn::Return:
    case TradeColumn::R:
        return one.isOpen() ? (*m_theme)[Token::Muted] : m_theme->ofSign(one.netPnl);
    case TradeColumn::Side:
        return (*m_theme)[one.side == engine::Side::Long ? Token::Info : Token::Warn];
    case TradeColumn::Number:
    case TradeColumn::Commission:
    case TradeColumn::Slippage:
        return (*m_theme)[Token::Muted];
    case TradeColumn::ExitTime:
    case TradeColumn::ExitPrice:
    case TradeColumn::ExitReason:
        return one.isOpen() ? QVariant((*m_theme)[Token::Warn]) : QVariant();
    default:
        return {};
    }
}

QString TradesModel::text(const std::vector<int>& rows, const std::vector<int>& columns,
                          QChar separator) const
{
    std::vector<int> wanted = columns;
    if (wanted.empty()) {
        wanted.resize(kTradeColumns);
        std::iota(wanted.begin(), wanted.end(), 0);
    }
    const bool isCsv = separator == QLatin1Char(',');
    const auto field = [&](QString value) {
        if (isCsv && (value.contains(separator) || value.contains(QLatin1Char('"')))) {
            value.replace(QLatin1Char('"'), QStringLiteral("\"\""));
            return QString(QLatin1Char('"') + value + QLatin1Char('"'));
        }
        return value;
    };
    QString out;
    for (std::size_t c = 0; c < wanted.size(); ++c) {
        out += (c > 0 ? QString(separator) : QString()) +
               field(title(static_cast<TradeColumn>(wanted[c])));
    }
    out += QLatin1Char('\n');
    for (const int row : rows) {
        const Row& place = m_all[m_rows[static_cast<std::size_t>(row)]];
        for (std::size_t c = 0; c < wanted.size(); ++c) {
            const auto column = static_cast<TradeColumn>(wanted[c]);
            out += (c > 0 ? QString(separator) : QString()) +
                   field(isCsv ? exact(place, column) : cell(place, column));
        }
        out += QLatin1Char('\n');
    }
    return out;
}

QString TradesModel::title(TradeColumn column)
{
    switch (column) {
    case TradeColumn::Number:
        return tr("#");
    case TradeColumn::Symbol:
        return tr("Symbol");
    case TradeColumn::Side:
        return tr("Side");
    case TradeColumn::SignalTime:
        return tr("Signal");
    case TradeColumn::EntryTime:
        return tr("Entry");
    case TradeColumn::EntryPrice:
        return tr("Entry price");
    case TradeColumn::ExitTime:
        return tr("Exit");
    case TradeColumn::ExitPrice:
        return tr("Exit price");
    case TradeColumn::Size:
        return tr("Size");
    case TradeColumn::Bars:
        return tr("Bars");
    case TradeColumn::NetPnl:
        return tr("Net P&L");
    case TradeColumn::Return:
        return tr("Return");
    case TradeColumn::Mae:
        return tr("MAE");
    case TradeColumn::Mfe:
        return tr("MFE");
    case TradeColumn::R:
        return tr("R");
    case TradeColumn::Commission:
        return tr("Commission");
    case TradeColumn::Slippage:
        return tr("Slippage");
    case TradeColumn::ExitReason:
        return tr("Exit reason");
    case TradeColumn::EntryRule:
        return tr("Entry rule");
    }
    return {};
}

int TradesModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int TradesModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kTradeColumns;
}

QVariant TradesModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_all[m_rows[static_cast<std::size_t>(index.row())]];
    const auto column = static_cast<TradeColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isText(column) ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::FontRole:
        return m_theme && usesDigits(column) ? QVariant(m_theme->numbers) : QVariant();
    case Qt::ForegroundRole:
        return color(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    default:
        return {};
    }
}

QVariant TradesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kTradeColumns) {
        return {};
    }
    const auto column = static_cast<TradeColumn>(section);
    switch (role) {
    case Qt::DisplayRole:
        return title(column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isText(column) ? Qt::AlignLeft : Qt::AlignRight));
    case Qt::ToolTipRole:
        switch (column) {
        case TradeColumn::Number:
            return tr("Number of the trade in its symbol, in order of exit; the chart shows the "
                      "same one");
        case TradeColumn::Return:
            return tr("Net profit over the value at entry");
        case TradeColumn::Mae:
            return tr("Maximum adverse excursion: the worst move against the trade while it was "
                      "open, from its entry price");
        case TradeColumn::Mfe:
            return tr("Maximum favourable excursion: the best move in favour while it was open, "
                      "from its entry price");
        case TradeColumn::R:
            return tr("Net profit in multiples of the risk that the first stop left; none without "
                      "a stop");
        case TradeColumn::Slippage:
            return tr("Money lost to slippage on both sides; already inside the prices");
        default:
            return {};
        }
    default:
        return {};
    }
}

} // namespace sw::gui
