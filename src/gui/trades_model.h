// All trades of a shown result as a table: rows are indices into the ledgers, so that sorting and
// filtering move four bytes a row and copy no trade.
#pragma once

#include "gui/theme.h"

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/shown_result.h"

#include <optional>
#include <vector>
#endif

namespace sw::gui {

/// The time of a bar. Requires: 0 <= bar < bars.size().
inline Timestamp timeAt(const market::Bars& bars, std::int32_t bar)
{
    return bars.time()[static_cast<std::size_t>(bar)];
}

/// The columns, in the order in which they stand before anybody moves them.
enum class TradeColumn : std::uint8_t {
    Number,
    Symbol,
    Side,
    SignalTime,
    EntryTime,
    EntryPrice,
    ExitTime,
    ExitPrice,
    Size,
    Bars,
    NetPnl,
    Return,
    Mae,
    Mfe,
    R,
    Commission,
    Slippage,
    ExitReason,
    EntryRule,
};
inline constexpr int kTradeColumns = 19;

/// Which trades are listed. Open trades are neither wins nor losses.
struct TradeFilter {
    /// Words that must all occur in symbol, side, rules or "still open"; "#12" is a number, and
    /// "2015", "2015-03" or "2015-03-02" a time in which the trade was held.
    QString text;
    bool longs = true, shorts = true;
    bool wins = true, losses = true; ///< a trade that broke even counts as a loss after costs
    bool open = true;
    QString exit; ///< one of TradesModel::exits(); empty for all
    bool operator==(const TradeFilter&) const = default;
};

/// How often trades ended in one way: the text of the exit rule or reason.
struct ExitCount {
    QString text;
    int trades = 0;
};

/// Where a trade stands in a ShownResult.
struct TradePlace {
    int symbol = 0; ///< index in ShownResult::symbols
    int trade = 0;  ///< index in the symbol's ledger
    bool operator==(const TradePlace&) const = default;
};

/// What a set of trades adds up to. Closed trades only, apart from `open`.
struct TradeTotals {
    int closed = 0, open = 0, wins = 0;
    double net = 0;           ///< money
    double averageReturn = 0; ///< fraction
    double commission = 0;    ///< money
};

/// Thread: GUI.
class TradesModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit TradesModel(QObject* parent = nullptr);

    /// Lists the trades of a result; null lists none. Order and filter stay.
    void setResult(ShownResultPtr result);
    ShownResultPtr result() const { return m_result; }
    void setTheme(const Theme& theme);
    /// Cost: linear in the trades. Clears selections, since rows go.
    void setFilter(const TradeFilter& filter);
    const TradeFilter& filter() const { return m_filter; }
    /// Trades of the result, listed or not.
    int total() const { return static_cast<int>(m_all.size()); }

    /// The exits of all closed trades, listed or not, the most frequent first.
    std::vector<ExitCount> exits() const;

    TradePlace placeOf(int row) const;
    const engine::Trade& tradeAt(int row) const;
    /// The row of a trade, -1 when the filter hides it.
    int rowOf(TradePlace place) const;
    TradeTotals totals(const std::vector<int>& rows) const;
    TradeTotals totalsOfAll() const;

    /// Rows as text with a header. `columns`: as shown; empty = all. `separator`: '\t' or ','. CSV
    /// has times in ISO 8601 and numbers in full, text for the clipboard as in the table.
    QString text(const std::vector<int>& rows, const std::vector<int>& columns,
                 QChar separator) const;

    static QString title(TradeColumn column);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Stable: equal values keep the order of the ledger; missing values come last either way.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    struct Row {
        std::int32_t symbol = 0;
        std::int32_t trade = 0;
    };
    /// One row per trade of a symbol and pair of rules: texts and how they rank when sorted.
    struct Texts {
        std::vector<QString> entries; ///< by entry rule; the last one for none
        std::vector<QString> exits;   ///< in the order of m_exitKeys
    };

    const engine::Trade& trade(const Row& row) const;
    QString cell(const Row& row, TradeColumn column) const;
    QString exact(const Row& row, TradeColumn column) const;
    QVariant toolTip(const Row& row, TradeColumn column) const;
    QVariant color(const Row& row, TradeColumn column) const;
    double key(const Row& row, TradeColumn column) const;
    std::size_t exitText(const engine::Trade& trade) const;
    void makeTexts();
    void filterRows();
    void sortRows();
    void add(const Row& row, TradeTotals& totals) const;

    ShownResultPtr m_result;
    std::optional<Theme> m_theme;
    std::vector<Row> m_all;                    ///< in the order of the ledgers
    std::vector<std::uint32_t> m_sorted;       ///< indices in m_all, all of them
    std::vector<std::uint32_t> m_rows;         ///< those that the filter leaves
    mutable std::vector<std::int32_t> m_rowOf; ///< index in m_rows of each of m_all; made on demand
    Texts m_texts;
    std::vector<std::pair<int, int>> m_exitKeys; ///< reason and rule of each exit text
    std::vector<double> m_entryRanks, m_exitRanks, m_symbolRanks;
    TradeFilter m_filter;
    int m_column = static_cast<int>(TradeColumn::EntryTime);
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace sw::gui
