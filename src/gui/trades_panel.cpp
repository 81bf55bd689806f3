#include "gui/trades_panel.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/exit_choice.h"
#include "gui/fitted_bar.h"
#include "gui/format.h"
#include "gui/no_result.h"
#include "gui/orders_model.h"
#include "gui/padded_cells.h"
#include "gui/table_rows.h"
#include "gui/trade_details.h"
#include "gui/trades_model.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kTradeRowHeight = 24;
/// A rule is read in the tool tip or the details; the table shows how it begins.
constexpr int kWidestText = 190;
/// What the last column has at least; it takes the room that is left.
constexpr int kLastColumn = 100;
constexpr int kTradesPage = 0, kOrdersPage = 1, kNoTradesPage = 2;
/// Rows whose text decides how wide a column is at first.
constexpr int kMeasuredRows = 40;

/// Shown until the user chooses others.
constexpr TradeColumn kFirstColumns[] = {
    TradeColumn::Number,   TradeColumn::Side,      TradeColumn::EntryTime, TradeColumn::EntryPrice,
    TradeColumn::ExitTime, TradeColumn::ExitPrice, TradeColumn::Size,      TradeColumn::Bars,
    TradeColumn::NetPnl,   TradeColumn::Return,    TradeColumn::ExitReason};

/// Wide enough for its title and for what its first rows say; the last column takes the rest.
void fitTo(QTableView& table)
{
    const QAbstractItemModel& model = *table.model();
    const int rows = std::min(model.rowCount(), kMeasuredRows);
    table.setUpdatesEnabled(false);
    for (int column = 0; column < model.columnCount(); ++column) {
        const QFontMetrics headFont(table.horizontalHeader()->font());
        int width =
            headFont.horizontalAdvance(model.headerData(column, Qt::Horizontal).toString()) +
            28; // padding and the arrow of the sort order
        const QVariant font = model.index(0, column).data(Qt::FontRole);
        const QFontMetrics cellFont(font.isValid() ? font.value<QFont>() : table.font());
        for (int row = 0; row < rows; ++row) {
            width = std::max(
                width, cellFont.horizontalAdvance(model.index(row, column).data().toString()) + 8 +
                           2 * PaddedCells::kPadding);
        }
        table.setColumnWidth(column, std::min(width, kWidestText));
    }
    const std::vector<int> shown = shownColumns(table);
    if (!shown.empty()) {
        table.setColumnWidth(shown.back(), kLastColumn);
    }
    table.setUpdatesEnabled(true);
}

} // namespace

TradesPanel::TradesPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_trades(new TradesModel(this)), m_orders(new OrdersModel(this))
{
    setAccessibleName(tr("Trades"));
    m_trades->setTheme(theme());
    m_orders->setTheme(theme());
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeBar());
    column->addWidget(makeTables(), 1);
    m_totals = new QLabel(this);
    m_totals->setTextFormat(Qt::PlainText);
    m_totals->setContentsMargins(14, 4, 14, 5);
    m_totals->setAccessibleName(tr("Totals of the selected trades"));
    column->addWidget(m_totals);
    connect(m_tradesTable->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &TradesPanel::showTotals);
    connect(m_tradesTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TradesPanel::rowActivated);
    connect(m_ordersTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &TradesPanel::rowActivated);
    onTheme();
    refresh();
    waitWhileUnseen();
}

QToolButton* TradesPanel::addToggle(const QString& text, const QString& tip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("tight"));
    button->setText(text);
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setCheckable(true);
    button->setChecked(true);
    button->setFocusPolicy(Qt::StrongFocus);
    connect(button, &QToolButton::toggled, this, &TradesPanel::applyFilter);
    return button;
}

QWidget* TradesPanel::makeBar()
{
    auto* bar = new FittedBar(this);
    m_bar = bar;
    bar->setObjectName(QStringLiteral("panelTitle"));
    bar->setAttribute(Qt::WA_StyledBackground);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    m_tradesButton = new QToolButton(bar);
    m_ordersButton = new QToolButton(bar);
    for (QToolButton* button : {m_tradesButton, m_ordersButton}) {
        button->setCheckable(true);
        button->setAutoExclusive(true);
        button->setFocusPolicy(Qt::StrongFocus);
        row->addWidget(button);
    }
    m_tradesButton->setText(tr("Trades"));
    m_tradesButton->setChecked(true);
    m_ordersButton->setText(tr("Not filled"));
    m_ordersButton->setToolTip(tr("Signals and orders that did not become a trade, and why"));
    connect(m_ordersButton, &QToolButton::toggled, this, [this] { refresh(); });
    row->addSpacing(8);
    m_filter = new QLineEdit(bar);
    m_filter->setPlaceholderText(tr("Filter: words, #12, 2015-03"));
    m_filter->setToolTip(
        tr("Lists what has all these words in its symbol, side or rules; #12 is the number of a "
           "trade, 2015 or 2015-03 a time in which it was held"));
    m_filter->setAccessibleName(tr("Filter of the table"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMinimumWidth(80);
    m_filter->setMaximumWidth(300);
    connect(m_filter, &QLineEdit::textChanged, this, &TradesPanel::applyFilter);
    row->addWidget(m_filter, 1);
    m_longs = addToggle(tr("Long"), tr("List long trades"));
    m_shorts = addToggle(tr("Short"), tr("List short trades"));
    m_wins = addToggle(tr("Wins"), tr("List trades that gained"));
    m_losses = addToggle(tr("Losses"), tr("List trades that lost or broke even"));
    m_open = addToggle(tr("Open"), tr("List trades that are still open"));
    for (QToolButton* button : {m_longs, m_shorts, m_wins, m_losses, m_open}) {
        row->addWidget(button);
    }
    m_exits = new ExitChoice(bar);
    connect(m_exits, &ExitChoice::chosen, this, &TradesPanel::applyFilter);
    row->addWidget(m_exits);
    m_clear = new QToolButton(bar);
    m_clear->setText(QStringLiteral("×"));
    m_clear->setToolTip(tr("List all trades again"));
    m_clear->setAccessibleName(tr("Clear the filter"));
    m_clear->setFocusPolicy(Qt::StrongFocus);
    connect(m_clear, &QToolButton::clicked, this, &TradesPanel::clearFilter);
    row->addWidget(m_clear);
    row->addStretch(1);
    m_columns = new QToolButton(bar);
    m_columns->setText(tr("Columns"));
    m_columns->setToolTip(tr("Choose the columns of the table"));
    m_columns->setFocusPolicy(Qt::StrongFocus);
    connect(m_columns, &QToolButton::clicked, this,
            [this] { columnsMenu(m_columns->mapToGlobal(QPoint(0, m_columns->height()))); });
    m_export = new QToolButton(bar);
    m_export->setText(tr("Export…"));
    m_export->setToolTip(tr("Write the listed rows as CSV, with all columns"));
    m_export->setFocusPolicy(Qt::StrongFocus);
    connect(m_export, &QToolButton::clicked, this, &TradesPanel::askExport);
    m_detailsButton = new QToolButton(bar);
    m_detailsButton->setText(tr("Details"));
    m_detailsButton->setToolTip(tr("Show why the selected trade happened and what it cost"));
    m_detailsButton->setCheckable(true);
    m_detailsButton->setChecked(true);
    m_detailsButton->setFocusPolicy(Qt::StrongFocus);
    for (QToolButton* button : {m_columns, m_export, m_detailsButton}) {
        row->addWidget(button);
    }
    // The titles of the table have the columns too, the window's menu the export; beside so narrow
    // a table nobody reads details.
    bar->setSpare({m_columns, m_export, m_detailsButton});
    return bar;
}

QTableView* TradesPanel::makeTable(const QString& accessibleName)
{
    auto* table = new QTableView(this);
    table->setAccessibleName(accessibleName);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setCornerButtonEnabled(false);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setFrameShape(QFrame::NoFrame);
    table->setItemDelegate(new PaddedCells(table));
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(kTradeRowHeight);
    table->verticalHeader()->setMinimumSectionSize(kTradeRowHeight);
    QHeaderView* header = table->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(36);
    header->setAccessibleName(tr("Column titles; choose the columns from the context menu"));
    return table;
}

QWidget* TradesPanel::makeTables()
{
    m_tradesTable = makeTable(tr("Trades of the shown result"));
    m_tradesTable->setModel(m_trades);
    m_tradesTable->setSortingEnabled(true);
    m_tradesTable->sortByColumn(static_cast<int>(TradeColumn::EntryTime), Qt::DescendingOrder);
    QHeaderView* header = m_tradesTable->horizontalHeader();
    for (int column = 0; column < kTradeColumns; ++column) {
        header->setSectionHidden(
            column, std::ranges::find(kFirstColumns, static_cast<TradeColumn>(column)) ==
                        std::end(kFirstColumns));
    }
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TradesPanel::headerMenu);
    connect(header, &QHeaderView::sectionResized, this, [this] {
        m_keepWidths = m_keepWidths || QApplication::mouseButtons() != Qt::NoButton;
    });
    m_ordersTable = makeTable(tr("Orders that did not fill"));
    m_ordersTable->setModel(m_orders);
    m_ordersTable->setSortingEnabled(true);
    m_ordersTable->sortByColumn(static_cast<int>(OrderColumn::SignalTime), Qt::DescendingOrder);
    m_sentence = new QLabel(this);
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setTextFormat(Qt::PlainText);
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setMargin(24);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(m_tradesTable);
    m_pages->addWidget(m_ordersTable);
    m_pages->addWidget(m_sentence);
    m_details = new TradeDetails(themes(), this);
    m_splitter = new QSplitter(Qt::Horizontal, this);
    m_splitter->addWidget(m_pages);
    m_splitter->addWidget(m_details);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setHandleWidth(4);
    m_splitter->setSizes({820, 280});
    m_details->setMinimumWidth(220);
    connect(m_detailsButton, &QToolButton::toggled, this, [this] { refresh(); });
    for (QTableView* table : {m_tradesTable, m_ordersTable}) {
        auto* shortcut = new QShortcut(QKeySequence::Copy, table);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, &TradesPanel::copy);
    }
    return m_splitter;
}

void TradesPanel::onDocument()
{
    m_trades->setResult(document() == nullptr ? nullptr : document()->shown());
    m_orders->setResult(m_trades->result());
    m_exits->setExits(m_trades->exits());
    fitColumns();
    refresh();
    selectFromDocument();
}

void TradesPanel::onChange(Change what)
{
    switch (what) {
    case Change::Shown:
        onDocument();
        break;
    case Change::Selection:
        // Told of every bar that is pointed at as well, which concerns no row.
        if (document()->symbolIndex() != m_followed.symbol ||
            document()->selectedTrade() != m_followed.trade) {
            selectFromDocument();
        }
        break;
    case Change::Busy:
    case Change::Failure:
    case Change::Outcome:
        refresh();
        break;
    default:
        break;
    }
}

void TradesPanel::onTheme()
{
    m_trades->setTheme(theme());
    m_orders->setTheme(theme());
    m_totals->setFont(theme().numbers);
    if (m_details != nullptr) {
        m_details->applyTheme();
    }
}

void TradesPanel::fitColumns()
{
    if (!m_trades->result()) {
        return;
    }
    const bool several = m_trades->result()->symbols.size() > 1;
    m_tradesTable->horizontalHeader()->setSectionHidden(static_cast<int>(TradeColumn::Symbol),
                                                        !several);
    m_ordersTable->horizontalHeader()->setSectionHidden(static_cast<int>(OrderColumn::Symbol),
                                                        !several);
    if (!m_keepWidths) {
        fitTo(*m_tradesTable);
    }
    fitTo(*m_ordersTable);
}

void TradesPanel::refresh()
{
    const bool orders = showsOrders();
    const QString missing = noResultSentence(document(), tr("Trades"));
    QString sentence = missing;
    if (sentence.isEmpty() && !orders) {
        if (m_trades->total() == 0) {
            sentence = tr("This strategy made no trade. What each of its conditions did stands "
                          "with the results.");
        } else if (m_trades->rowCount() == 0) {
            sentence = tr("None of the %1 trades passes the filter; clear it to see them.")
                           .arg(count(m_trades->total()));
        }
    } else if (sentence.isEmpty() && m_orders->rowCount() == 0) {
        const QStringList counts = m_orders->counts();
        sentence = m_orders->total() > 0 ? tr("No order passes the filter; clear it to see them.")
                   : counts.isEmpty()
                       ? tr("Every entry signal became a trade; there is no order that did not "
                            "fill.")
                       : tr("No order was placed in vain. Signals that were not acted on:\n%1")
                             .arg(counts.join(QLatin1Char('\n')));
    }
    m_sentence->setText(sentence);
    m_pages->setCurrentIndex(!sentence.isEmpty() ? kNoTradesPage
                             : orders            ? kOrdersPage
                                                 : kTradesPage);
    const bool has = missing.isEmpty();
    m_tradesButton->setText(has ? tr("Trades %1").arg(count(m_trades->total())) : tr("Trades"));
    m_ordersButton->setText(has ? tr("Not filled %1").arg(count(m_orders->total()))
                                : tr("Not filled"));
    const auto toggles = {m_longs,  m_shorts, m_wins,
                          m_losses, m_open,   static_cast<QToolButton*>(m_exits)};
    for (QToolButton* button : toggles) {
        button->setVisible(!orders);
        button->setEnabled(has);
    }
    m_clear->setVisible(has && !(m_trades->filter() == TradeFilter()));
    m_bar->setWanted(m_columns, !orders);
    m_columns->setEnabled(has);
    m_filter->setEnabled(has);
    m_export->setEnabled(sentence.isEmpty());
    m_bar->setWanted(m_detailsButton, !orders);
    m_details->setVisible(!orders && has && m_detailsButton->isChecked() && m_trades->total() > 0);
    m_totals->setVisible(has);
    m_bar->fit();
    showTotals();
}

void TradesPanel::showOrders(bool orders)
{
    (orders ? m_ordersButton : m_tradesButton)->setChecked(true);
}

bool TradesPanel::showsOrders() const
{
    return m_ordersButton->isChecked();
}

void TradesPanel::applyFilter()
{
    TradeFilter filter;
    filter.text = m_filter->text();
    filter.longs = m_longs->isChecked();
    filter.shorts = m_shorts->isChecked();
    filter.wins = m_wins->isChecked();
    filter.losses = m_losses->isChecked();
    filter.open = m_open->isChecked();
    filter.exit = m_exits->exit();
    m_trades->setFilter(filter);
    m_orders->setFilter(filter.text);
    refresh();
    selectFromDocument();
}

void TradesPanel::clearFilter()
{
    m_filter->clear();
    m_exits->choose({});
    for (QToolButton* button : {m_longs, m_shorts, m_wins, m_losses, m_open}) {
        button->setChecked(true);
    }
    m_filter->setFocus(Qt::OtherFocusReason); // the button goes
}

void TradesPanel::selectFromDocument()
{
    if (m_selecting) {
        return;
    }
    m_selecting = true;
    const int symbol = document() == nullptr ? 0 : document()->symbolIndex();
    const int trade = document() == nullptr ? -1 : document()->selectedTrade();
    m_followed = {symbol, trade};
    m_details->showTrade(m_trades->result(), symbol, trade);
    const int row = trade < 0 ? -1 : m_trades->rowOf({symbol, trade});
    const QModelIndex current = m_tradesTable->currentIndex();
    if (row < 0) {
        m_tradesTable->clearSelection();
        m_tradesTable->setCurrentIndex({});
    } else if (current.row() != row) {
        m_tradesTable->selectRow(row);
        m_tradesTable->scrollTo(m_trades->index(row, std::max(0, current.column())));
    }
    m_selecting = false;
    showTotals();
}

void TradesPanel::rowActivated()
{
    if (m_selecting || document() == nullptr) {
        return;
    }
    if (showsOrders()) {
        const int row = m_ordersTable->currentIndex().row();
        if (row >= 0) {
            document()->selectSymbol(m_orders->symbolOf(row));
            document()->hoverBar(m_orders->orderAt(row).signalBar);
        }
        return;
    }
    const int row = m_tradesTable->currentIndex().row();
    if (row < 0) {
        return;
    }
    const TradePlace place = m_trades->placeOf(row);
    m_selecting = true; // the row is chosen already; only the details follow
    document()->selectSymbol(place.symbol);
    document()->selectTrade(place.trade);
    m_selecting = false;
    m_followed = place;
    m_details->showTrade(m_trades->result(), place.symbol, place.trade);
}

void TradesPanel::showTotals()
{
    if (m_totals == nullptr || !m_totals->isVisibleTo(this)) {
        return;
    }
    if (showsOrders()) {
        m_totals->setText(m_orders->counts().join(QStringLiteral("   ·   ")));
        return;
    }
    const std::vector<int> selected = selectedRows(*m_tradesTable);
    const bool some = selected.size() > 1;
    const TradeTotals totals = some ? m_trades->totals(selected) : m_trades->totalsOfAll();
    QStringList parts;
    parts += some ? tr("%1 selected").arg(count(totals.closed + totals.open))
             : m_trades->rowCount() == m_trades->total()
                 ? tr("All %1 trades").arg(count(m_trades->total()))
                 : tr("%1 of %2 trades").arg(count(m_trades->rowCount()), count(m_trades->total()));
    if (totals.closed > 0) {
        parts += tr("net %1").arg(signedNumber(totals.net));
        parts +=
            tr("%1 won").arg(percent(static_cast<double>(totals.wins) / totals.closed, 1, false));
        parts += tr("average %1").arg(percent(totals.averageReturn));
        parts += tr("commission %1").arg(number(totals.commission));
    }
    if (totals.open > 0) {
        parts += tr("%1 still open, not counted").arg(count(totals.open));
    }
    m_totals->setText(parts.join(QStringLiteral("   ·   ")));
}

QByteArray TradesPanel::saveColumns() const
{
    return m_tradesTable->horizontalHeader()->saveState();
}

void TradesPanel::restoreColumns(const QByteArray& columns)
{
    m_keepWidths = m_tradesTable->horizontalHeader()->restoreState(columns) || m_keepWidths;
}

QString TradesPanel::totals() const
{
    return m_totals->text();
}

void TradesPanel::headerMenu(const QPoint& at)
{
    columnsMenu(m_tradesTable->horizontalHeader()->viewport()->mapToGlobal(at));
}

void TradesPanel::columnsMenu(const QPoint& global)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QHeaderView* header = m_tradesTable->horizontalHeader();
    for (int column = 0; column < kTradeColumns; ++column) {
        QString title =
            column == 0 ? tr("Number") : TradesModel::title(static_cast<TradeColumn>(column));
        // A lone ampersand would become a shortcut.
        title.replace(QLatin1Char('&'), QStringLiteral("&&"));
        QAction* action = menu->addAction(title);
        action->setCheckable(true);
        action->setChecked(!header->isSectionHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            QHeaderView* columns = m_tradesTable->horizontalHeader();
            if (!shown && shownColumns(*m_tradesTable).size() == 1) {
                Q_EMIT said(tr("The last column stays: a table needs one."));
                return;
            }
            columns->setSectionHidden(column, !shown);
        });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Fit widths")), &QAction::triggered, this, [this] {
        m_keepWidths = false;
        fitColumns();
    });
    menu->popup(global);
}

void TradesPanel::copy()
{
    bringUpToDate();
    const QTableView& table = showsOrders() ? *m_ordersTable : *m_tradesTable;
    std::vector<int> rows = selectedRows(table);
    if (rows.empty()) {
        rows = allRows(table);
    }
    QApplication::clipboard()->setText(
        showsOrders() ? m_orders->text(rows, QLatin1Char('\t'))
                      : m_trades->text(rows, shownColumns(*m_tradesTable), QLatin1Char('\t')));
    Q_EMIT said(tr("Copied %n row(s).", nullptr, static_cast<int>(rows.size())));
}

void TradesPanel::exportCsv(const QString& path)
{
    bringUpToDate();
    const std::vector<int> rows = allRows(showsOrders() ? *m_ordersTable : *m_tradesTable);
    const QString text = showsOrders() ? m_orders->text(rows, QLatin1Char(','))
                                       : m_trades->text(rows, {}, QLatin1Char(','));
    const Status written = bridge::writeFile(bridge::fromQt(path), bridge::fromQt(text));
    Q_EMIT said(written
                    ? tr("Wrote %1 rows to %2.").arg(count(static_cast<qint64>(rows.size())), path)
                    : bridge::toQt(written.error().text()));
}

void TradesPanel::askExport()
{
    bringUpToDate();
    auto* dialog = new QFileDialog(this, tr("Export as CSV"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Comma-separated values (*.csv)"));
    dialog->setDefaultSuffix(QStringLiteral("csv"));
    dialog->selectFile(showsOrders() ? QStringLiteral("orders.csv") : QStringLiteral("trades.csv"));
    connect(dialog, &QFileDialog::fileSelected, this, &TradesPanel::exportCsv);
    dialog->open();
}

void TradesPanel::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

} // namespace sw::gui
