#include "gui/trades_model.h"

#include "gui/trade_details.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

namespace sw::gui {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The place of each text in alphabetical order, equal texts alike.
std::vector<double> ranksOf(const std::vector<QString>& texts)
{
    std::vector<QString> sorted = texts;
    std::ranges::sort(sorted);
    std::vector<double> ranks;
    ranks.reserve(texts.size());
    for (const QString& text : texts) {
        ranks.push_back(
            static_cast<double>(std::ranges::lower_bound(sorted, text) - sorted.begin()));
    }
    return ranks;
}

/// A time span named by "2015", "2015-03" or "2015-03-02"; end excluded.
struct Period {
    std::int64_t from = 0, to = 0;
};

std::optional<Period> periodOf(const QString& word)
{
    const QStringList parts = word.split(QLatin1Char('-'));
    if (parts.size() > 3 || parts[0].size() != 4) {
        return std::nullopt;
    }
    std::array<int, 3> numbers{0, 1, 1};
    for (qsizetype i = 0; i < parts.size(); ++i) {
        bool ok = false;
        numbers[static_cast<std::size_t>(i)] = parts[i].toInt(&ok);
        if (!ok || (i > 0 && parts[i].size() != 2)) {
            return std::nullopt;
        }
    }
    const CivilDate from{numbers[0], numbers[1], numbers[2]};
    if (!isValid(from)) {
        return std::nullopt;
    }
    CivilDate to = from;
    if (parts.size() == 1) {
        ++to.year;
    } else if (parts.size() == 2) {
        to = to.month == 12 ? CivilDate{to.year + 1, 1, 1} : CivilDate{to.year, to.month + 1, 1};
    }
    const std::int64_t end = parts.size() == 3 ? startOf(from).ms + kMsPerDay : startOf(to).ms;
    return Period{startOf(from).ms, end};
}

/// The words of a filter, taken apart once.
struct Words {
    std::vector<QString> texts;
    std::vector<Period> periods;
    int number = 0; ///< 0 = any

    explicit Words(const QString& text)
    {
        for (const QString& word : text.split(QLatin1Char(' '), Qt::SkipEmptyParts)) {
            bool ok = false;
            const int wanted = word.startsWith(QLatin1Char('#')) ? word.mid(1).toInt(&ok) : 0;
            if (ok) {
                number = wanted;
            } else if (const std::optional<Period> period = periodOf(word)) {
                periods.push_back(*period);
            } else {
                texts.push_back(word);
            }
        }
    }
};

} // namespace

TradesModel::TradesModel(QObject* parent) : QAbstractTableModel(parent) {}

void TradesModel::setResult(ShownResultPtr result)
{
    beginResetModel();
    m_result = std::move(result);
    m_all.clear();
    if (m_result) {
        for (std::size_t s = 0; s < m_result->symbols.size(); ++s) {
            const engine::Ledger& ledger = m_result->runOf(m_result->symbols[s]).ledger;
            for (std::size_t t = 0; t < ledger.trades.size(); ++t) {
                m_all.push_back({static_cast<std::int32_t>(s), static_cast<std::int32_t>(t)});
            }
        }
    }
    makeTexts();
    sortRows();
    filterRows();
    endResetModel();
}

void TradesModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kTradeColumns - 1),
                           {Qt::FontRole, Qt::ForegroundRole});
    }
}

void TradesModel::setFilter(const TradeFilter& filter)
{
    if (filter == m_filter) {
        return;
    }
    beginResetModel();
    m_filter = filter;
    filterRows();
    endResetModel();
}

const engine::Trade& TradesModel::trade(const Row& row) const
{
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    return m_result->runOf(symbol).ledger.trades[static_cast<std::size_t>(row.trade)];
}

TradePlace TradesModel::placeOf(int row) const
{
    const Row& place = m_all[m_rows[static_cast<std::size_t>(row)]];
    return {place.symbol, place.trade};
}

const engine::Trade& TradesModel::tradeAt(int row) const
{
    return trade(m_all[m_rows[static_cast<std::size_t>(row)]]);
}

int TradesModel::rowOf(TradePlace place) const
{
    const auto at = std::ranges::find_if(m_all, [&](const Row& row) {
        return row.symbol == place.symbol && row.trade == place.trade;
    });
    if (at == m_all.end()) {
        return -1;
    }
    if (m_rowOf.size() != m_all.size()) {
        m_rowOf.assign(m_all.size(), -1);
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            m_rowOf[m_rows[i]] = static_cast<std::int32_t>(i);
        }
    }
    return m_rowOf[static_cast<std::size_t>(at - m_all.begin())];
}

void TradesModel::makeTexts()
{
    m_texts = {};
    m_exitKeys.clear();
    m_symbolRanks.clear();
    if (m_result) {
        const lang::Program& program = *m_result->program;
        for (std::size_t i = 0; i < program.entries.size(); ++i) {
            m_texts.entries.push_back(entryRuleText(program, static_cast<int>(i)));
        }
        m_texts.entries.push_back(entryRuleText(program, -1));
        for (const Row& row : m_all) {
            const engine::Trade& one = trade(row);
            const std::pair<int, int> key{static_cast<int>(one.exitReason), one.exitRule};
            if (std::ranges::find(m_exitKeys, key) == m_exitKeys.end()) {
                m_exitKeys.push_back(key);
                m_texts.exits.push_back(exitRuleText(program, one.exitReason, one.exitRule));
            }
        }
        std::vector<QString> symbols;
        for (const ShownSymbol& symbol : m_result->symbols) {
            symbols.push_back(symbol.symbol);
        }
        m_symbolRanks = ranksOf(symbols);
    }
    m_entryRanks = ranksOf(m_texts.entries);
    m_exitRanks = ranksOf(m_texts.exits);
}

std::size_t TradesModel::exitText(const engine::Trade& trade) const
{
    const std::pair<int, int> key{static_cast<int>(trade.exitReason), trade.exitRule};
    return static_cast<std::size_t>(std::ranges::find(m_exitKeys, key) - m_exitKeys.begin());
}

std::vector<ExitCount> TradesModel::exits() const
{
    std::vector<ExitCount> counts;
    for (const Row& row : m_all) {
        const engine::Trade& one = trade(row);
        if (one.isOpen()) {
            continue;
        }
        // Two rules may be written alike.
        const QString& text = m_texts.exits[exitText(one)];
        const auto at = std::ranges::find(counts, text, &ExitCount::text);
        if (at == counts.end()) {
            counts.push_back({text, 1});
        } else {
            ++at->trades;
        }
    }
    std::ranges::stable_sort(counts, std::greater<>(), &ExitCount::trades);
    return counts;
}

void TradesModel::filterRows()
{
    m_rowOf.clear();
    m_rows.clear();
    const Words words(m_filter.text);
    const auto holds = [](const QString& text, const QString& word) {
        return text.contains(word, Qt::CaseInsensitive);
    };
    // Rules and symbols are few: which words each of them holds is looked up once.
    const auto bitsOf = [&](const QString& text) {
        std::uint64_t bits = 0;
        for (std::size_t w = 0; w < std::min<std::size_t>(words.texts.size(), 64); ++w) {
            bits |= holds(text, words.texts[w]) ? std::uint64_t{1} << w : 0;
        }
        return bits;
    };
    const auto bitsOfAll = [&](const std::vector<QString>& texts) {
        std::vector<std::uint64_t> bits;
        bits.reserve(texts.size());
        for (const QString& text : texts) {
            bits.push_back(bitsOf(text));
        }
        return bits;
    };
    const std::size_t wordCount = std::min<std::size_t>(words.texts.size(), 64);
    const std::uint64_t wanted =
        wordCount == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << wordCount) - 1;
    const std::vector<std::uint64_t> entries = bitsOfAll(m_texts.entries);
    const std::vector<std::uint64_t> exits = bitsOfAll(m_texts.exits);
    const std::uint64_t longs = bitsOf(sideText(engine::Side::Long));
    const std::uint64_t shorts = bitsOf(sideText(engine::Side::Short));
    std::vector<std::uint64_t> symbols;
    for (std::size_t s = 0; m_result && s < m_result->symbols.size(); ++s) {
        symbols.push_back(bitsOf(m_result->symbols[s].symbol));
    }
    m_rows.reserve(m_sorted.size());
    for (const std::uint32_t i : m_sorted) {
        const Row& row = m_all[i];
        const engine::Trade& one = trade(row);
        const bool isLong = one.side == engine::Side::Long;
        const bool kept = one.isOpen()     ? m_filter.open
                          : one.netPnl > 0 ? m_filter.wins
                                           : m_filter.losses;
        if (!kept || !(isLong ? m_filter.longs : m_filter.shorts) ||
            (words.number != 0 && words.number != row.trade + 1) ||
            (!m_filter.exit.isEmpty() && m_texts.exits[exitText(one)] != m_filter.exit)) {
            continue;
        }
        const std::size_t entry =
            one.entryRule < 0 ? entries.size() - 1 : static_cast<std::size_t>(one.entryRule);
        const std::uint64_t found = entries[entry] | exits[exitText(one)] |
                                    symbols[static_cast<std::size_t>(row.symbol)] |
                                    (isLong ? longs : shorts);
        if ((found & wanted) != wanted) {
            continue;
        }
        const market::Bars& bars = *m_result->symbols[static_cast<std::size_t>(row.symbol)].bars;
        const bool inPeriods = std::ranges::all_of(words.periods, [&](const Period& period) {
            return timeAt(bars, one.entryBar).ms < period.to &&
                   timeAt(bars, one.exitBar).ms >= period.from;
        });
        if (inPeriods) {
            m_rows.push_back(i);
        }
    }
}

double TradesModel::key(const Row& row, TradeColumn column) const
{
    const ShownSymbol& symbol = m_result->symbols[static_cast<std::size_t>(row.symbol)];
    const engine::Trade& one =
        m_result->runOf(symbol).ledger.trades[static_cast<std::size_t>(row.trade)];
    const auto time = [&](std::int32_t bar) {
        return static_cast<double>(timeAt(*symbol.bars, bar).ms);
    };
    switch (column) {
    case TradeColumn::Number:
        return row.trade;
    case TradeColumn::Symbol:
        return m_symbolRanks[static_cast<std::size_t>(row.symbol)];
    case TradeColumn::Side:
        return static_cast<double>(one.side);
    case TradeColumn::SignalTime:
        return time(one.signalBar);
    case TradeColumn::EntryTime:
        return time(one.entryBar);
    case TradeColumn::EntryPrice:
        return one.entryPrice;
    case TradeColumn::ExitTime:
        return one.isOpen() ? kNan : time(one.exitBar);
    case TradeColumn::ExitPrice:
        return one.isOpen() ? kNan : one.exitPrice;
    case TradeColumn::Size:
        return one.size;
    case TradeColumn::Bars:
        return one.barsHeld();
    case TradeColumn::NetPnl:
        return one.netPnl;
    case TradeColumn::Return:
        return one.returnFraction();
    case TradeColumn::Mae:
        return one.mae;
    case TradeColumn::Mfe:
        return one.mfe;
    case TradeColumn::R:
        return one.rMultiple();
    case TradeColumn::Commission:
        return one.commission;
    case TradeColumn::Slippage:
        return one.slippage;
    case TradeColumn::ExitReason:
        return m_exitRanks[exitText(one)];
    case TradeColumn::EntryRule:
        return one.entryRule < 0 ? m_entryRanks.back()
                                 : m_entryRanks[static_cast<std::size_t>(one.entryRule)];
    }
    return kNan;
}

void TradesModel::sortRows()
{
    struct Keyed {
        double key;
        std::uint32_t row;
    };
    std::vector<Keyed> keyed(m_all.size());
    const auto column = static_cast<TradeColumn>(m_column);
    const double sign = m_order == Qt::AscendingOrder ? 1 : -1;
    for (std::size_t i = 0; i < keyed.size(); ++i) {
        const double value = key(m_all[i], column);
        // Missing values go last in both directions.
        keyed[i] = {std::isnan(value) ? std::numeric_limits<double>::infinity() : sign * value,
                    static_cast<std::uint32_t>(i)};
    }
    const bool isSorted = std::ranges::is_sorted(keyed, {}, &Keyed::key);
    if (!isSorted) {
        // The row number makes the order of equal keys that of the ledger.
        std::ranges::sort(keyed, [](const Keyed& a, const Keyed& b) {
            return a.key != b.key ? a.key < b.key : a.row < b.row;
        });
    }
    m_sorted.resize(keyed.size());
    std::ranges::transform(keyed, m_sorted.begin(), &Keyed::row);
}

void TradesModel::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= kTradeColumns || (column == m_column && order == m_order)) {
        return;
    }
    Q_EMIT layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
    const QModelIndexList before = persistentIndexList();
    std::vector<std::uint32_t> kept;
    kept.reserve(static_cast<std::size_t>(before.size()));
    for (const QModelIndex& index : before) {
        kept.push_back(m_rows[static_cast<std::size_t>(index.row())]);
    }
    m_column = column;
    m_order = order;
    sortRows();
    if (m_rows.size() == m_all.size()) {
        m_rows = m_sorted;
    } else {
        std::vector<bool> listed(m_all.size(), false);
        for (const std::uint32_t i : m_rows) {
            listed[i] = true;
        }
        std::size_t at = 0;
        for (const std::uint32_t i : m_sorted) {
            if (listed[i]) {
                m_rows[at++] = i;
            }
        }
    }
    m_rowOf.clear();
    if (!before.isEmpty()) {
        std::vector<std::int32_t> rowOf(m_all.size(), -1);
        for (std::size_t i = 0; i < m_rows.size(); ++i) {
            rowOf[m_rows[i]] = static_cast<std::int32_t>(i);
        }
        QModelIndexList after;
        after.reserve(before.size());
        for (qsizetype i = 0; i < before.size(); ++i) {
            after.append(index(rowOf[kept[static_cast<std::size_t>(i)]], before[i].column()));
        }
        changePersistentIndexList(before, after);
        m_rowOf = std::move(rowOf);
    }
    Q_EMIT layoutChanged({}, QAbstractItemModel::VerticalSortHint);
}

void TradesModel::add(const Row& row, TradeTotals& totals) const
{
    const engine::Trade& one = trade(row);
    if (one.isOpen()) {
        ++totals.open;
        return;
    }
    ++totals.closed;
    totals.wins += one.netPnl > 0 ? 1 : 0;
    totals.net += one.netPnl;
    totals.averageReturn += one.returnFraction();
    totals.commission += one.commission;
}

TradeTotals TradesModel::totals(const std::vector<int>& rows) const
{
    TradeTotals totals;
    for (const int row : rows) {
        add(m_all[m_rows[static_cast<std::size_t>(row)]], totals);
    }
    totals.averageReturn = totals.closed == 0 ? kNan : totals.averageReturn / totals.closed;
    return totals;
}

TradeTotals TradesModel::totalsOfAll() const
{
    std::vector<int> rows(m_rows.size());
    std::iota(rows.begin(), rows.end(), 0);
    return totals(rows);
}

} // namespace sw::gui
