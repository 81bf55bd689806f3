#include "gui/calls_panel.h"

#include "bridge/text.h"
#include "gui/calls_model.h"
#include "gui/format.h"
#include "gui/padded_cells.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonDocument>
#include <QLabel>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace sw::gui {

namespace {

/// How often a growing answer is drawn. Units: ms.
constexpr int kRefreshMs = 100;
/// The list and the call beside it, at first.
constexpr int kListWidth = 690, kCallWidth = 460;
constexpr int kQuestionHeight = 24;
constexpr std::array kCallWidths = {112, 122, 108, 80, 88, 80, 62};

class QuestionCells : public PaddedCells
{
public:
    using PaddedCells::PaddedCells;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {PaddedCells::sizeHint(option, index).width(), kQuestionHeight};
    }
};

QString pretty(const QString& json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json.toUtf8());
    return document.isNull() ? json : QString::fromUtf8(document.toJson());
}

} // namespace

QString promptText(const llm::CallRecord& call)
{
    QString text;
    for (const llm::SystemPart& part : call.request.system) {
        text += part.text + QStringLiteral("\n\n");
    }
    return text + QStringLiteral("──────── ") + CallsPanel::tr("question") +
           QStringLiteral(" ────────\n\n") + call.request.user;
}

QString attemptsText(const llm::CallRecord& call)
{
    if (call.attempts.empty()) {
        return call.cacheHit ? CallsPanel::tr("Nothing was sent: the answer was in the cache.")
                             : CallsPanel::tr("Nothing was sent.");
    }
    QStringList lines;
    int number = 0;
    for (const llm::CallAttempt& attempt : call.attempts) {
        QStringList facts{QStringLiteral("%1. %2 %3: %4")
                              .arg(++number)
                              .arg(attempt.endpoint, attempt.model, attempt.outcome)};
        if (attempt.status != 0) {
            facts.append(CallsPanel::tr("status %1").arg(attempt.status));
        }
        if (attempt.waitedMs > 0) {
            facts.append(CallsPanel::tr("after a wait of %1 s")
                             .arg(static_cast<double>(attempt.waitedMs) / 1000, 0, 'f', 1));
        }
        if (attempt.firstByteMs >= 0) {
            facts.append(CallsPanel::tr("first byte after %1 ms").arg(attempt.firstByteMs));
        }
        facts.append(CallsPanel::tr("%1 ms in all").arg(attempt.elapsedMs));
        if (const QString tokens = tokensText(attempt.usage); !tokens.isEmpty()) {
            facts.append(tokens);
        }
        facts.append(costText(attempt.cost) +
                     (attempt.costEstimated ? CallsPanel::tr(" (estimated)") : QString()));
        if (!attempt.requestId.isEmpty()) {
            facts.append(CallsPanel::tr("request %1").arg(attempt.requestId));
        }
        lines.append(facts.join(QStringLiteral(", ")));
        if (!attempt.sentence.isEmpty()) {
            lines.append(QStringLiteral("   ") + attempt.sentence);
        }
    }
    lines.append(CallsPanel::tr("Our own part of the time: %1 ms of %2 ms.")
                     .arg(call.ownMs)
                     .arg(call.elapsedMs));
    return lines.join(QLatin1Char('\n'));
}

CallsPanel::CallsPanel(ThemeSource& source, QWidget* parent) : Panel(source, parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_model = new CallsModel(this);
    m_view = new QTreeView(this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Questions to language models"));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setAllColumnsShowFocus(true);
    m_view->setItemDelegate(new QuestionCells(m_view));
    for (std::size_t i = 0; i < kCallWidths.size(); ++i) {
        m_view->setColumnWidth(static_cast<int>(i), kCallWidths[i]);
    }
    m_split = new QSplitter(Qt::Horizontal, this);
    m_split->addWidget(m_view);
    QWidget* details = makeDetails();
    details->setMinimumWidth(kCallWidth);
    m_split->addWidget(details);
    m_split->setStretchFactor(0, 2);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({kListWidth, kCallWidth});
    m_split->setChildrenCollapsible(false);
    column->addWidget(m_split, 1);
    m_runSums = new QLabel(this);
    m_runSums->setTextFormat(Qt::PlainText);
    m_runSums->setContentsMargins(14, 4, 14, 5);
    m_runSums->setAccessibleName(tr("What the questions of the run took together"));
    column->addWidget(m_runSums);
    m_empty = new QLabel(tr("Questions to language models appear here. The built-in rules ask "
                            "none; choose a model in the settings."),
                         this);
    m_empty->setObjectName(QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    column->addWidget(m_empty, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CallsPanel::showSelected);
    connect(m_view, &QTreeView::clicked, this, [this](const QModelIndex& index) {
        m_follow = index.row() == m_model->rowCount() - 1;
    });
    m_refresh.setSingleShot(true);
    m_refresh.setInterval(kRefreshMs);
    connect(&m_refresh, &QTimer::timeout, this, &CallsPanel::refresh);
    CallsPanel::onTheme();
    refresh();
}

QWidget* CallsPanel::makeDetails()
{
    auto* details = new QWidget(this);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 4);
    m_pages = new QTabBar(details);
    m_pages->setAccessibleName(tr("Part of the call"));
    for (const QString& title :
         {tr("Answer"), tr("As read"), tr("Prompt"), tr("Attempts"), tr("Request")}) {
        m_pages->addTab(title);
    }
    m_pages->setDrawBase(false);
    m_pages->setObjectName(QStringLiteral("tight"));
    row->addWidget(m_pages);
    row->addStretch(1);
    m_curl = new QToolButton(details);
    m_curl->setText(tr("Copy curl"));
    m_curl->setToolTip(tr("The request as a command; the key is a variable of the shell"));
    m_curl->setAccessibleName(tr("Copy the request as a curl command"));
    connect(m_curl, &QToolButton::clicked, this, &CallsPanel::copyAsCurl);
    row->addWidget(m_curl);
    column->addLayout(row);
    m_text = new QPlainTextEdit(details);
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    m_text->setAccessibleName(tr("Text of the call"));
    column->addWidget(m_text, 1);
    connect(m_pages, &QTabBar::currentChanged, this, &CallsPanel::showSelected);
    return details;
}

void CallsPanel::onDocument()
{
    m_model->clear();
    m_follow = true;
    refresh();
}

void CallsPanel::onChange(Change what)
{
    if ((what == Change::State || what == Change::Calls || what == Change::Outcome) &&
        !m_refresh.isActive()) {
        m_refresh.start();
    }
}

void CallsPanel::onTheme()
{
    m_model->setTheme(theme());
    m_text->setFont(theme().code);
}

int CallsPanel::selectedRow() const
{
    return m_view->currentIndex().isValid() ? m_view->currentIndex().row() : -1;
}

void CallsPanel::refresh()
{
    const int before = selectedRow();
    if (document() != nullptr) {
        m_model->update(document()->calls(), document()->events());
    }
    const int rows = m_model->rowCount();
    m_split->setVisible(rows > 0);
    m_runSums->setText(sumsText(sumsOf(m_model->calls())));
    m_runSums->setVisible(rows > 0);
    m_empty->setVisible(rows == 0);
    const int row = m_follow || before < 0 ? rows - 1 : std::min(before, rows - 1);
    if (row >= 0 && row != selectedRow()) {
        m_view->setCurrentIndex(m_model->index(row, 0));
    }
    showSelected();
}

void CallsPanel::select(int row)
{
    m_follow = row == m_model->rowCount() - 1;
    m_view->setCurrentIndex(m_model->index(row, 0));
}

void CallsPanel::setPage(Page page)
{
    m_pages->setCurrentIndex(static_cast<int>(page));
}

QString CallsPanel::pageText() const
{
    return m_text->toPlainText();
}

QString CallsPanel::sums() const
{
    return m_runSums->text();
}

void CallsPanel::showSelected()
{
    const int row = selectedRow();
    const llm::CallRecord* call = m_model->call(row);
    const LiveAnswer* live = m_model->live(row);
    m_curl->setEnabled(call != nullptr && !call->curl.isEmpty());
    m_pages->setEnabled(call != nullptr);
    QString text;
    if (live != nullptr) {
        m_pages->setCurrentIndex(0);
        text = live->text;
    } else if (call != nullptr) {
        switch (static_cast<Page>(m_pages->currentIndex())) {
        case Page::Answer:
            text = !call->answer.isEmpty() ? call->answer
                   : call->error           ? bridge::toQt(call->error->text())
                                           : tr("The text of the answer was not kept.");
            break;
        case Page::Parsed:
            text = call->parsed.isEmpty()
                       ? (call->error ? bridge::toQt(call->error->text()) : QString())
                       : QString::fromUtf8(QJsonDocument(call->parsed).toJson());
            break;
        case Page::Prompt:
            text = promptText(*call);
            break;
        case Page::Attempts:
            text = attemptsText(*call);
            break;
        case Page::Request:
            text = pretty(call->wireBody);
            break;
        }
    }
    if (text == m_text->toPlainText()) {
        return;
    }
    const QScrollBar* bar = m_text->verticalScrollBar();
    const bool atEnd = live != nullptr && bar->value() == bar->maximum();
    m_text->setPlainText(text);
    if (atEnd) {
        m_text->verticalScrollBar()->setValue(m_text->verticalScrollBar()->maximum());
    }
}

void CallsPanel::copyAsCurl()
{
    const llm::CallRecord* call = m_model->call(selectedRow());
    if (call == nullptr || call->curl.isEmpty()) {
        Q_EMIT said(tr("Nothing was sent for this question."));
        return;
    }
    QApplication::clipboard()->setText(call->curl);
    Q_EMIT said(tr("The request is on the clipboard; set API_KEY in the shell to run it."));
}

} // namespace sw::gui
