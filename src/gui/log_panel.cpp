#include "gui/log_panel.h"

#include "gui/format.h"
#include "gui/log_model.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QScrollBar>
#include <QShortcut>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kLogFlushMs = 100;
constexpr std::array kLogWidths = {100, 60, 130, 170, 80};

} // namespace

LogPanel::LogPanel(ThemeSource& source, QWidget* parent) : Panel(source, parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 6, 8, 6);
    row->setSpacing(10);
    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter: all of these words"));
    m_filter->setAccessibleName(tr("Filter of the log"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaximumWidth(360);
    row->addWidget(m_filter, 1);
    m_counts = new QLabel(this);
    m_counts->setObjectName(QStringLiteral("muted"));
    row->addWidget(m_counts);
    row->addStretch(1);
    auto* copyButton = new QToolButton(this);
    copyButton->setText(tr("Copy"));
    copyButton->setToolTip(tr("Copy the selected lines, or all shown ones when none is selected"));
    copyButton->setAccessibleName(tr("Copy log lines"));
    connect(copyButton, &QToolButton::clicked, this, &LogPanel::copy);
    row->addWidget(copyButton);
    column->addLayout(row);

    m_model = new LogModel(this);
    m_view = new QTreeView(this);
    m_view->setModel(m_model);
    m_view->setAccessibleName(tr("Events of the run"));
    m_view->setRootIsDecorated(false);
    m_view->setUniformRowHeights(true);
    m_view->setStyleSheet(QStringLiteral("QTreeView::item { border: 0; padding: 2px 6px; }"));
    m_view->setAllColumnsShowFocus(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    for (std::size_t i = 0; i < kLogWidths.size(); ++i) {
        m_view->setColumnWidth(static_cast<int>(i), kLogWidths[i]);
    }
    m_view->header()->setStretchLastSection(true);
    column->addWidget(m_view, 1);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    column->addWidget(m_empty, 1);

    auto* copyKey = new QShortcut(QKeySequence::Copy, m_view);
    copyKey->setContext(Qt::WidgetShortcut);
    connect(copyKey, &QShortcut::activated, this, &LogPanel::copy);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setFilter(text);
        updateTexts();
    });
    m_flush.setSingleShot(true);
    m_flush.setInterval(kLogFlushMs);
    connect(&m_flush, &QTimer::timeout, this, &LogPanel::flush);
    LogPanel::onTheme();
    updateTexts();
}

void LogPanel::onDocument()
{
    m_model->clear();
    flush();
}

void LogPanel::onChange(Change what)
{
    if (what == Change::State || what == Change::Outcome) {
        if (!m_flush.isActive()) {
            m_flush.start();
        }
    }
}

void LogPanel::onTheme()
{
    m_model->setTheme(theme());
}

void LogPanel::flush()
{
    const QScrollBar* bar = m_view->verticalScrollBar();
    const bool atEnd = bar->value() == bar->maximum();
    if (document() != nullptr) {
        m_model->update(document()->events());
    }
    updateTexts();
    if (atEnd) {
        m_view->scrollToBottom();
    }
}

void LogPanel::updateTexts()
{
    const int shown = m_model->rowCount();
    const bool any = m_model->total() > 0;
    m_counts->setText(!any ? QString()
                      : shown == m_model->total()
                          ? tr("%1 events").arg(count(shown))
                          : tr("%1 of %2 events").arg(count(shown), count(m_model->total())));
    m_view->setVisible(shown > 0);
    m_empty->setVisible(shown == 0);
    m_empty->setText(any ? tr("No event holds all of these words.")
                         : tr("Every step of a run is written here as one line."));
}

void LogPanel::copy()
{
    QModelIndexList chosen = m_view->selectionModel()->selectedRows();
    QList<int> rows;
    for (const QModelIndex& index : chosen) {
        rows.append(index.row());
    }
    if (rows.isEmpty()) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            rows.append(row);
        }
    }
    if (rows.isEmpty()) {
        Q_EMIT said(tr("The log shows no line to copy."));
        return;
    }
    std::ranges::sort(rows);
    QStringList lines;
    for (const int row : rows) {
        lines.append(m_model->line(row));
    }
    QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
    Q_EMIT said(lines.size() == 1 ? tr("1 line copied.")
                                  : tr("%1 lines copied.").arg(count(lines.size())));
}

} // namespace sw::gui
