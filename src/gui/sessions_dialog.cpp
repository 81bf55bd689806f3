#include "gui/sessions_dialog.h"

#include "bridge/text.h"
#include "gui/bar_tables.h"
#include "gui/format.h"
#include "gui/labels.h"
#include "gui/session_details.h"
#include "gui/session_figures_model.h"
#include "gui/sessions_model.h"

#include <QAbstractItemDelegate>
#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QShortcut>
#include <QShowEvent>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace sw::gui {

using bridge::toQt;

namespace {

/// How long a pause in typing begins the search. Units: ms.
constexpr int kSearchPauseMs = 200;
constexpr int kSessionRowHeight = 24;
constexpr std::array<int, SessionsModel::kColumns> kSessionWidths = {0,   84,  122, 78, 72,
                                                                     196, 108, 112, 138};

QLabel* messageLabel(QWidget* parent, const QString& accessibleName)
{
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignCenter);
    label->setMargin(24);
    label->setAccessibleName(accessibleName);
    setLook(*label, QStringLiteral("muted"));
    return label;
}

void setUpRows(QTableView& table)
{
    setUpCells(table);
    table.setShowGrid(false);
    table.setWordWrap(false);
    table.setTabKeyNavigation(false);
    table.setSelectionBehavior(QAbstractItemView::SelectRows);
    table.setEditTriggers(QAbstractItemView::NoEditTriggers);
    table.setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table.verticalHeader()->hide();
    table.verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table.verticalHeader()->setMinimumSectionSize(kSessionRowHeight);
    table.verticalHeader()->setDefaultSectionSize(kSessionRowHeight);
    table.horizontalHeader()->setHighlightSections(false);
}

QVBoxLayout* bareColumn(QWidget* parent)
{
    auto* column = new QVBoxLayout(parent);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    return column;
}

QHBoxLayout* bareRow(QWidget* parent)
{
    auto* row = new QHBoxLayout(parent);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    return row;
}

} // namespace

SessionsDialog::SessionsDialog(std::shared_ptr<store::SessionStore> store, ThemeSource& themes,
                               QWidget* parent)
    : QDialog(parent), m_store(std::move(store)), m_themes(themes)
{
    setWindowTitle(tr("Recorded runs"));
    setObjectName(QStringLiteral("panel"));
    m_model = new SessionsModel(m_store, themes, this);
    m_figures = new SessionFiguresModel(themes, this);
    makeActions();
    auto* sides = new QSplitter(Qt::Vertical, this);
    sides->setChildrenCollapsible(false);
    sides->setHandleWidth(5);
    sides->addWidget(makeList());
    sides->addWidget(makeLower());
    sides->setStretchFactor(0, 1);
    sides->setStretchFactor(1, 0);
    sides->setSizes({340, 220});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(10);
    column->addWidget(makeSearch());
    column->addWidget(sides, 1);
    column->addWidget(makeQuestion());
    m_note = new QLabel(this);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setAccessibleName(tr("What was done"));
    m_note->hide();
    column->addWidget(m_note);
    column->addLayout(makeButtons());
    m_typing.setSingleShot(true);
    m_typing.setInterval(kSearchPauseMs);
    connectParts();
    setTabOrder(m_search, m_table);
    resize(1280, 680);
    m_search->setFocus();
    showList();
    updateActions();
    say(m_store->notice(), true);
}

SessionsDialog::~SessionsDialog() = default;

QWidget* SessionsDialog::makeSearch()
{
    auto* head = new QWidget(this);
    QHBoxLayout* row = bareRow(head);
    m_search = new QLineEdit(head);
    m_search->setPlaceholderText(tr("Search words, names, tags, symbols"));
    m_search->setAccessibleName(tr("Search the recorded runs"));
    m_search->setClearButtonEnabled(true);
    m_search->setMaxLength(200);
    m_count = new QLabel(head);
    m_count->setAccessibleName(tr("Number of runs"));
    setLook(*m_count, QStringLiteral("muted"));
    row->addWidget(m_search, 1);
    row->addWidget(m_count);
    addButton(m_takeInAction, row);
    return head;
}

QWidget* SessionsDialog::makeList()
{
    m_listPages = new QStackedWidget(this);
    m_table = new QTableView(m_listPages);
    m_table->setModel(m_model);
    setUpRows(*m_table);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setAccessibleName(tr("Recorded runs"));
    m_table->setMinimumHeight(140);
    QHeaderView& header = *m_table->horizontalHeader();
    header.setSectionsClickable(true);
    header.setSortIndicatorShown(true);
    for (int column = 1; column < SessionsModel::kColumns; ++column) {
        header.resizeSection(column, kSessionWidths[static_cast<std::size_t>(column)]);
    }
    header.setSectionResizeMode(SessionsModel::Name, QHeaderView::Stretch);
    header.setMinimumSectionSize(60);
    for (QAction* action : {m_renameAction, m_removeAction}) {
        m_table->addAction(action);
    }
    m_listMessage = messageLabel(m_listPages, tr("State of the list"));
    m_listPages->addWidget(m_table);
    m_listPages->addWidget(m_listMessage);
    return m_listPages;
}

QWidget* SessionsDialog::makeLower()
{
    m_lower = new QStackedWidget(this);
    m_lower->setMinimumHeight(170);
    m_lower->setContentsMargins(0, 8, 0, 0);
    m_details = new SessionDetails(m_themes, m_lower);
    m_lowerMessage = messageLabel(m_lower, tr("About the chosen runs"));
    m_lower->addWidget(m_details);
    m_lower->addWidget(m_lowerMessage);
    m_lower->addWidget(makeComparison());
    return m_lower;
}

QWidget* SessionsDialog::makeComparison()
{
    m_comparison = new QWidget(m_lower);
    QVBoxLayout* column = bareColumn(m_comparison);
    auto* head = new QWidget(m_comparison);
    QHBoxLayout* row = bareRow(head);
    m_remark = new QLabel(head);
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setWordWrap(true);
    m_remark->setAccessibleName(tr("Bars of the two runs"));
    m_part = new QComboBox(head);
    m_part->addItems({tr("As asked"), tr("Refined")});
    m_part->setAccessibleName(tr("Which strategies are compared"));
    row->addWidget(m_remark, 1);
    row->addWidget(m_part);
    m_figuresTable = new QTableView(m_comparison);
    m_figuresTable->setModel(m_figures);
    setUpRows(*m_figuresTable);
    m_figuresTable->setSelectionMode(QAbstractItemView::SingleSelection);
    m_figuresTable->setAccessibleName(tr("Figures of the two runs side by side"));
    m_figuresTable->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    column->addWidget(head);
    column->addWidget(m_figuresTable, 1);
    return m_comparison;
}

QWidget* SessionsDialog::makeQuestion()
{
    m_question = new QWidget(this);
    QHBoxLayout* row = bareRow(m_question);
    m_questionText = new QLabel(m_question);
    m_questionText->setTextFormat(Qt::PlainText);
    m_questionText->setWordWrap(true);
    m_tagsField = new QLineEdit(m_question);
    m_tagsField->setPlaceholderText(tr("tags, separated by commas"));
    m_tagsField->setAccessibleName(tr("Tags, separated by commas"));
    m_no = new QPushButton(m_question);
    m_yes = new QPushButton(m_question);
    for (QPushButton* button : {m_no, m_yes}) {
        button->setAutoDefault(false);
        button->setAccessibleName(tr("Answer")); // until something is asked
    }
    row->addWidget(m_questionText, 1);
    row->addWidget(m_tagsField, 1);
    row->addWidget(m_no);
    row->addWidget(m_yes);
    m_question->hide();
    return m_question;
}

QBoxLayout* SessionsDialog::makeButtons()
{
    auto* row = new QHBoxLayout;
    row->setSpacing(8);
    setLook(*addButton(m_openAction, row), QStringLiteral("primary"));
    for (QAction* action : {m_resumeAction, m_compareAction, m_renameAction, m_tagsAction,
                            m_saveAction, m_removeAction}) {
        addButton(action, row);
    }
    row->addStretch(1);
    auto* close = new QPushButton(tr("Close"), this);
    close->setAccessibleName(tr("Close"));
    close->setAutoDefault(false);
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    row->addWidget(close);
    return row;
}

void SessionsDialog::connectParts()
{
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_typing.start(); });
    connect(m_search, &QLineEdit::returnPressed, this, &SessionsDialog::search);
    connect(&m_typing, &QTimer::timeout, this, &SessionsDialog::search);
    auto* down = new QShortcut(Qt::Key_Down, m_search);
    down->setContext(Qt::WidgetShortcut);
    connect(down, &QShortcut::activated, this, [this] { m_table->setFocus(); });
    auto* find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, this, [this] {
        m_search->setFocus();
        m_search->selectAll();
    });
    connect(m_model, &SessionsModel::loaded, this, &SessionsDialog::onLoaded);
    connect(m_model, &SessionsModel::failed, this, &SessionsDialog::onFailed);
    connect(m_model, &SessionsModel::nameEdited, this,
            [this](const QString& id, const QString& name) {
                act([id, name](store::SessionStore& store) { return store.rename(id, name); },
                    tr("The run is called “%1” now.").arg(name));
            });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &SessionsDialog::onSelected);
    connect(m_table, &QTableView::activated, this, &SessionsDialog::onActivated);
    connect(m_table, &QTableView::customContextMenuRequested, this, &SessionsDialog::showMenu);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionClicked, this,
            &SessionsDialog::onHeaderClicked);
    connect(
        m_table->itemDelegate(), &QAbstractItemDelegate::closeEditor, this,
        [this] {
            if (m_refreshAfterNaming) {
                refresh();
            }
        },
        Qt::QueuedConnection);
    connect(m_part, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_figures->setPart(index == 0 ? SessionFiguresModel::Part::Asked
                                      : SessionFiguresModel::Part::Refined);
    });
    connect(m_tagsField, &QLineEdit::returnPressed, this, &SessionsDialog::answer);
    connect(m_yes, &QPushButton::clicked, this, &SessionsDialog::answer);
    connect(m_no, &QPushButton::clicked, this, &SessionsDialog::closeQuestion);
}

void SessionsDialog::showEvent(QShowEvent* event)
{
    QDialog::showEvent(event);
    if (!event->spontaneous()) {
        refresh();
    }
}

void SessionsDialog::reject()
{
    if (m_asking != Question::None) {
        closeQuestion();
    } else {
        QDialog::reject();
    }
}

bool SessionsDialog::isBusy() const
{
    return m_typing.isActive() || m_model->isBusy() || m_reading.isBusy() || m_acting.isBusy();
}

void SessionsDialog::search()
{
    m_typing.stop();
    say({});
    closeQuestion();
    m_model->setWords(m_search->text().trimmed());
}

bool SessionsDialog::isNaming() const
{
    const QModelIndex current = m_table->currentIndex();
    return current.isValid() &&
           m_table->isPersistentEditorOpen(current.siblingAtColumn(SessionsModel::Name));
}

void SessionsDialog::refresh()
{
    // New rows would take the name away that is being written.
    m_refreshAfterNaming = isNaming();
    if (!m_refreshAfterNaming) {
        m_model->refresh();
    }
}

QStringList SessionsDialog::chosen() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows()) {
        rows.append(index.row());
    }
    std::ranges::sort(rows);
    QStringList ids;
    for (const int row : rows) {
        ids.append(m_model->session(row).id);
    }
    return ids;
}

store::SessionSummary SessionsDialog::first() const
{
    const int row = m_chosen.isEmpty() ? -1 : m_model->rowOf(m_chosen.front());
    return row < 0 ? store::SessionSummary() : m_model->session(row);
}

void SessionsDialog::selectSession(const QString& id)
{
    if (const int row = m_model->rowOf(id); row >= 0) {
        chooseRow(row);
        m_table->scrollTo(m_model->index(row, 0));
    }
}

void SessionsDialog::chooseRow(int row)
{
    QItemSelectionModel& selection = *m_table->selectionModel();
    selection.select(m_model->index(row, 0),
                     QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    selection.setCurrentIndex(m_model->index(row, 0), QItemSelectionModel::NoUpdate);
}

void SessionsDialog::onLoaded()
{
    showList();
    restoreSelection();
    showSortIndicator();
    showChosen();
    updateActions();
}

void SessionsDialog::onFailed(const QString& sentence)
{
    if (m_model->rowCount() == 0) {
        setSentence(*m_listMessage, sentence, true);
        m_listPages->setCurrentWidget(m_listMessage);
        m_lower->hide();
    } else {
        say(sentence, true);
    }
    showSortIndicator();
    updateActions();
}

void SessionsDialog::showList()
{
    const bool isEmpty = m_model->rowCount() == 0;
    m_lower->setVisible(!isEmpty);
    m_count->setVisible(!isEmpty);
    m_count->setText(m_model->total() == 1 ? tr("1 run")
                                           : tr("%1 runs").arg(count(m_model->total())));
    if (!isEmpty) {
        m_listPages->setCurrentWidget(m_table);
        return;
    }
    const QString words = m_model->words();
    setSentence(*m_listMessage,
                !m_model->isRead() ? tr("Reading the recorded runs…")
                : words.isEmpty()  ? tr("No runs are recorded yet. Every run is kept here by "
                                         "itself: write a sentence in the window and run it, or "
                                         "open a bundle that someone sent you.")
                                   : tr("No run holds all of these words: %1. Try fewer words, or "
                                         "clear the search.")
                                        .arg(words),
                false);
    m_listPages->setCurrentWidget(m_listMessage);
}

void SessionsDialog::restoreSelection()
{
    if (!m_chosen.isEmpty() && chosen() == m_chosen) {
        return;
    }
    m_isRestoring = true;
    QItemSelectionModel& selection = *m_table->selectionModel();
    selection.clearSelection();
    int top = -1;
    for (const QString& id : m_chosen) {
        if (const int row = m_model->rowOf(id); row >= 0) {
            selection.select(m_model->index(row, 0),
                             QItemSelectionModel::Select | QItemSelectionModel::Rows);
            top = top < 0 ? row : std::min(top, row);
        }
    }
    if (top >= 0) {
        selection.setCurrentIndex(m_model->index(top, 0), QItemSelectionModel::NoUpdate);
    } else if (m_model->rowCount() > 0) {
        top = std::clamp(m_row, 0, m_model->rowCount() - 1);
        chooseRow(top);
    }
    m_row = std::max(0, top);
    const QStringList now = chosen();
    m_isComparing = m_isComparing && std::ranges::is_permutation(now, m_chosen);
    m_chosen = now;
    m_isRestoring = false;
}

void SessionsDialog::onSelected()
{
    if (m_isRestoring) {
        return;
    }
    say({});
    closeQuestion();
    m_chosen = chosen();
    if (!m_chosen.isEmpty()) {
        m_row = m_model->rowOf(m_chosen.front());
    }
    m_isComparing = false;
    showChosen();
    updateActions();
}

void SessionsDialog::onHeaderClicked(int column)
{
    if (SessionsModel::isSortable(column)) {
        const bool isNewest = m_model->sortColumn() == SessionsModel::Date &&
                              m_model->sortOrder() == Qt::DescendingOrder;
        m_row = 0;
        m_model->sort(column, isNewest ? Qt::AscendingOrder : Qt::DescendingOrder);
        m_table->scrollToTop();
    } else {
        say(tr("The list sorts by run, symbol, state, Sharpe, trades and start."));
    }
    showSortIndicator();
}

void SessionsDialog::showSortIndicator()
{
    m_table->horizontalHeader()->setSortIndicator(m_model->sortColumn(), m_model->sortOrder());
}

void SessionsDialog::showChosen()
{
    if (m_isComparing) {
        return;
    }
    if (m_chosen.size() != 1) {
        m_reading.drop();
        setLowerMessage(
            m_chosen.size() == 2
                ? tr("Two runs are chosen. Compare shows their figures side by side.")
            : m_chosen.isEmpty()
                ? tr("Choose a run to see what it holds.")
                : tr("%1 runs are chosen. Choose two to compare them.").arg(m_chosen.size()));
        return;
    }
    m_reading.begin([store = m_store,
                     id = m_chosen.front()](const std::stop_token&) { return store->session(id); },
                    [this](const Result<store::Session>& session) {
                        if (!session) {
                            setLowerMessage(toQt(session.error().text()), true);
                            return;
                        }
                        m_details->setSession(*session);
                        m_lower->setCurrentWidget(m_details);
                    });
}

void SessionsDialog::setLowerMessage(const QString& sentence, bool warning)
{
    setSentence(*m_lowerMessage, sentence, warning);
    m_lower->setCurrentWidget(m_lowerMessage);
}

void SessionsDialog::say(const QString& sentence, bool warning)
{
    setSentence(*m_note, sentence, warning);
    m_note->setVisible(!sentence.isEmpty());
}

} // namespace sw::gui
