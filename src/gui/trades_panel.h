// The trades of the shown result as a table with its filter, its totals and the details of one
// trade, and beside it the orders that did not fill.
#pragma once

#include "gui/panel.h"
#include "gui/trades_model.h"

class QLabel;
class QLineEdit;
class QPoint;
class QSplitter;
class QStackedWidget;
class QTableView;
class QToolButton;

namespace sw::gui {

class ExitChoice;
class FittedBar;
class OrdersModel;
class TradeDetails;

/// A row and the trade that the document has selected are always the same one.
/// Thread: GUI.
class TradesPanel : public Panel
{
    Q_OBJECT

public:
    explicit TradesPanel(ThemeSource& themes, QWidget* parent = nullptr);

    TradesModel& trades() const { return *m_trades; }
    OrdersModel& orders() const { return *m_orders; }
    /// Which table is in front.
    void showOrders(bool orders);
    bool showsOrders() const;
    /// Puts the selected rows of the table in front, or all when none is, on the clipboard as
    /// tab-separated text with a header.
    void copy();
    /// Writes all rows of the table in front, as sorted and filtered, and says so.
    void exportCsv(const QString& path);
    /// Which columns are shown, in which order and how wide; for the next start.
    QByteArray saveColumns() const;
    /// Back to what saveColumns gave; nothing happens when it does not fit.
    void restoreColumns(const QByteArray& columns);
    /// The line below the table.
    QString totals() const;

public slots:
    /// Asks where to write, then exportCsv.
    void askExport();
    /// Puts the cursor into the filter.
    void focusFilter();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    QWidget* makeBar();
    QWidget* makeTables();
    QToolButton* addToggle(const QString& text, const QString& tip);
    QTableView* makeTable(const QString& accessibleName);
    void refresh();
    void fitColumns();
    void applyFilter();
    void clearFilter();
    void selectFromDocument();
    void rowActivated();
    void showTotals();
    void headerMenu(const QPoint& at);
    void columnsMenu(const QPoint& global);

    TradesModel* m_trades = nullptr;
    OrdersModel* m_orders = nullptr;
    FittedBar* m_bar = nullptr;
    QToolButton* m_tradesButton = nullptr;
    QToolButton* m_ordersButton = nullptr;
    QToolButton *m_longs = nullptr, *m_shorts = nullptr, *m_wins = nullptr, *m_losses = nullptr,
                *m_open = nullptr;
    ExitChoice* m_exits = nullptr;
    QToolButton* m_clear = nullptr; ///< where something is filtered
    QToolButton *m_columns = nullptr, *m_export = nullptr, *m_detailsButton = nullptr;
    QLineEdit* m_filter = nullptr;
    QStackedWidget* m_pages = nullptr; ///< trades, orders, sentence
    QTableView* m_tradesTable = nullptr;
    QTableView* m_ordersTable = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_totals = nullptr;
    QSplitter* m_splitter = nullptr;
    TradeDetails* m_details = nullptr;
    TradePlace m_followed;     ///< the document's selection as last shown; trade -1 = none
    bool m_keepWidths = false; ///< the user has chosen widths
    bool m_selecting = false;  ///< a selection is being taken from the document
};

} // namespace sw::gui
