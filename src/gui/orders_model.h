// Orders and signals that did not become a trade, with the reason of each.
#pragma once

#include "gui/theme.h"

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/shown_result.h"

#include <optional>
#include <vector>
#endif

namespace sw::gui {

enum class OrderColumn : std::uint8_t {
    Symbol,
    Side,
    SignalTime,
    EndTime,
    Price,
    Size,
    Reason,
    Rule
};
inline constexpr int kOrderColumns = 8;

/// Thread: GUI.
class OrdersModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit OrdersModel(QObject* parent = nullptr);

    void setResult(ShownResultPtr result);
    void setTheme(const Theme& theme);
    /// Lists only what has all words of the text in symbol, side, reason or rule.
    void setFilter(const QString& text);
    /// Orders kept by the engine, listed or not.
    int total() const { return static_cast<int>(m_all.size()); }
    /// Why signals did not fill, with exact counts over all symbols, most frequent first: "12
    /// signals ignored because a position of that side was open". Those ignored while in a position
    /// are counted only.
    QStringList counts() const;

    int symbolOf(int row) const;
    const engine::NoFill& orderAt(int row) const;
    /// Rows as text with a header; see TradesModel::text.
    QString text(const std::vector<int>& rows, QChar separator) const;

    static QString title(OrderColumn column);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    struct Row {
        std::int32_t symbol = 0;
        std::int32_t order = 0;
    };

    const engine::NoFill& order(const Row& row) const;
    QString cell(const Row& row, OrderColumn column, bool exact) const;
    void filterRows();
    void sortRows();

    ShownResultPtr m_result;
    std::optional<Theme> m_theme;
    std::vector<Row> m_all;
    std::vector<std::uint32_t> m_rows;
    QString m_filter;
    int m_column = static_cast<int>(OrderColumn::SignalTime);
    Qt::SortOrder m_order = Qt::DescendingOrder;
};

} // namespace sw::gui
