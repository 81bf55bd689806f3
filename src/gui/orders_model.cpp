#include "gui/orders_model.h"

#include "bridge/text.h"
#include "gui/format.h"
#include "gui/trade_details.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace sw::gui {

using bridge::toQt;

namespace {

bool isNumber(OrderColumn column)
{
    return column == OrderColumn::Price || column == OrderColumn::Size;
}

} // namespace

OrdersModel::OrdersModel(QObject* parent) : QAbstractTableModel(parent) {}

void OrdersModel::setResult(ShownResultPtr result)
{
    beginResetModel();
    m_result = std::move(result);
    m_all.clear();
    if (m_result) {
        for (std::size_t s = 0; s < m_result->symbols.size(); ++s) {
            const engine::Ledger& ledger = m_result->runOf(m_result->symbols[s]).ledger;
            for (std::size_t i = 0; i < ledger.noFills.size(); ++i) {
                m_all.push_back({static_cast<std::int32_t>(s), static_cast<std::int32_t>(i)});
            }
        }
    }
    filterRows();
    sortRows();
    endResetModel();
}

void OrdersModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kOrderColumns - 1),
                           {Qt::FontRole, Qt::ForegroundRole});
    }
}

void OrdersModel::setFilter(const QString& text)
{
    if (text == m_filter) {
        return;
    }
    beginResetModel();
    m_filter = text;
    filterRows();
    sortRows();
    endResetModel();
}

QStringList OrdersModel::counts() const
{
    std::array<std::int64_t, engine::kNoFillReasons> sums{};
    for (std::size_t s = 0; m_result && s < m_result->symbols.size(); ++s) {
        const engine::Counters& counters = m_result->runOf(m_result->symbols[s]).ledger.counters;
        for (std::size_t r = 0; r < sums.size(); ++r) {
            sums[r] += counters.notFilled[r];
        }
    }
    std::array<std::size_t, engine::kNoFillReasons> order{};
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return sums[a] > sums[b]; });
    QStringList lines;
    for (const std::size_t r : order) {
        if (sums[r] > 0) {
            lines += QStringLiteral("%1 × %2").arg(
                count(sums[r]), toQt(engine::explain(static_cast<engine::NoFillReason>(r))));
        }
    }
    return lines;
}

const engine::NoFill& OrdersModel::order(const Row& row) const
{
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    return m_result->runOf(symbol).ledger.noFills[static_cast<std::size_t>(row.order)];
}

int OrdersModel::symbolOf(int row) const
{
    return m_all[m_rows[static_cast<std::size_t>(row)]].symbol;
}

const engine::NoFill& OrdersModel::orderAt(int row) const
{
    return order(m_all[m_rows[static_cast<std::size_t>(row)]]);
}

QString OrdersModel::cell(const Row& row, OrderColumn column, bool exact) const
{
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    const engine::NoFill& one = order(row);
    const auto time = [&](std::int32_t bar) {
        const Timestamp at = symbol.bars->time()[static_cast<std::size_t>(bar)];
        return exact ? toQt(formatShort(at)) : dateText(at);
    };
    const auto amount = [&](double value, QString (*shown)(double)) {
        return !exact              ? shown(value)
               : std::isnan(value) ? QString()
                                   : QString::number(value, 'g', 17);
    };
    switch (column) {
    case OrderColumn::Symbol:
        return symbol.symbol;
    case OrderColumn::Side:
        return sideText(one.side);
    case OrderColumn::SignalTime:
        return time(one.signalBar);
    case OrderColumn::EndTime:
        return time(one.endBar);
    case OrderColumn::Price:
        return std::isnan(one.price) && !exact ? tr("market") : amount(one.price, price);
    case OrderColumn::Size:
        return one.size == 0 ? QString() : amount(one.size, quantity);
    case OrderColumn::Reason: {
        QString text = toQt(engine::explain(one.reason));
        text[0] = text[0].toUpper();
        return text;
    }
    case OrderColumn::Rule:
        return entryRuleText(*m_result->program, one.entryRule);
    }
    return {};
}

void OrdersModel::filterRows()
{
    const QStringList words = m_filter.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_rows.clear();
    for (std::size_t i = 0; i < m_all.size(); ++i) {
        const QString text =
            words.isEmpty() ? QString()
                            : cell(m_all[i], OrderColumn::Symbol, false) + QLatin1Char(' ') +
                                  cell(m_all[i], OrderColumn::Side, false) + QLatin1Char(' ') +
                                  cell(m_all[i], OrderColumn::SignalTime, false) +
                                  QLatin1Char(' ') + cell(m_all[i], OrderColumn::Reason, false) +
                                  QLatin1Char(' ') + cell(m_all[i], OrderColumn::Rule, false);
        const bool all = std::ranges::all_of(
            words, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
        if (all) {
            m_rows.push_back(static_cast<std::uint32_t>(i));
        }
    }
}

void OrdersModel::sortRows()
{
    const auto column = static_cast<OrderColumn>(m_column);
    const double sign = m_order == Qt::AscendingOrder ? 1 : -1;
    const auto key = [&](const Row& row) {
        const engine::NoFill& one = order(row);
        const auto& times = m_result->symbols[static_cast<std::size_t>(row.symbol)].bars->time();
        switch (column) {
        case OrderColumn::Symbol:
            return static_cast<double>(row.symbol);
        case OrderColumn::Side:
            return static_cast<double>(one.side);
        case OrderColumn::SignalTime:
            return static_cast<double>(times[static_cast<std::size_t>(one.signalBar)].ms);
        case OrderColumn::EndTime:
            return static_cast<double>(times[static_cast<std::size_t>(one.endBar)].ms);
        case OrderColumn::Price:
            return one.price;
        case OrderColumn::Size:
            return one.size;
        case OrderColumn::Reason:
            return static_cast<double>(one.reason);
        case OrderColumn::Rule:
            break;
        }
        return static_cast<double>(one.entryRule);
    };
    std::vector<double> keys(m_all.size());
    for (const std::uint32_t row : m_rows) {
        const double value = key(m_all[row]);
        keys[row] = std::isnan(value) ? std::numeric_limits<double>::infinity() : sign * value;
    }
    std::ranges::sort(m_rows, [&](std::uint32_t a, std::uint32_t b) {
        return keys[a] != keys[b] ? keys[a] < keys[b] : a < b;
    });
}

void OrdersModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= kOrderColumns || (column == m_column && order == m_order)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    const std::vector<std::uint32_t> rows = m_rows;
    m_column = column;
    m_order = order;
    sortRows();
    std::vector<std::int32_t> rowOf(m_all.size(), -1);
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        rowOf[m_rows[i]] = static_cast<std::int32_t>(i);
    }
    QModelIndexList after;
    for (const QModelIndex& old : before) {
        after.append(index(rowOf[rows[static_cast<std::size_t>(old.row())]], old.column()));
    }
    changePersistentIndexList(before, after);
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

QString OrdersModel::text(const std::vector<int>& rows, QChar separator) const
{
    const bool isCsv = separator == QLatin1Char(',');
    const auto field = [&](QString value) {
        if (isCsv && (value.contains(separator) || value.contains(QLatin1Char('"')))) {
            value.replace(QLatin1Char('"'), QStringLiteral("\"\""));
            return QString(QLatin1Char('"') + value + QLatin1Char('"'));
        }
        return value;
    };
    QStringList lines;
    QStringList fields;
    for (int c = 0; c < kOrderColumns; ++c) {
        fields += field(title(static_cast<OrderColumn>(c)));
    }
    lines += fields.join(separator);
    for (const int row : rows) {
        fields.clear();
        for (int c = 0; c < kOrderColumns; ++c) {
            fields += field(cell(m_all[m_rows[static_cast<std::size_t>(row)]],
                                 static_cast<OrderColumn>(c), isCsv));
        }
        lines += fields.join(separator);
    }
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

QString OrdersModel::title(OrderColumn column)
{
    switch (column) {
    case OrderColumn::Symbol:
        return tr("Symbol");
    case OrderColumn::Side:
        return tr("Side");
    case OrderColumn::SignalTime:
        return tr("Signal");
    case OrderColumn::EndTime:
        return tr("Ended");
    case OrderColumn::Price:
        return tr("Order price");
    case OrderColumn::Size:
        return tr("Size asked");
    case OrderColumn::Reason:
        return tr("Why it did not fill");
    case OrderColumn::Rule:
        return tr("Entry rule");
    }
    return {};
}

int OrdersModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int OrdersModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kOrderColumns;
}

QVariant OrdersModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const auto column = static_cast<OrderColumn>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cell(m_all[m_rows[static_cast<std::size_t>(index.row())]], column, false);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    case Qt::FontRole: {
        const bool usesDigits =
            isNumber(column) || column == OrderColumn::SignalTime || column == OrderColumn::EndTime;
        return m_theme && usesDigits ? QVariant(m_theme->numbers) : QVariant();
    }
    case Qt::ForegroundRole:
        return m_theme && column == OrderColumn::Side
                   ? QVariant(
                         (*m_theme)[orderAt(index.row()).side == engine::Side::Long ? Token::Info
                                                                                    : Token::Warn])
                   : QVariant();
    default:
        return {};
    }
}

QVariant OrdersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kOrderColumns) {
        return {};
    }
    const auto column = static_cast<OrderColumn>(section);
    if (role == Qt::DisplayRole) {
        return title(column);
    }
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::AlignVCenter |
                                   (isNumber(column) ? Qt::AlignRight : Qt::AlignLeft));
    }
    return {};
}

} // namespace sw::gui
