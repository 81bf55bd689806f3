#include "gui/iterations_panel.h"

#include "bridge/text.h"
#include "gui/iterations_model.h"
#include "gui/labels.h"
#include "gui/no_result.h"
#include "gui/panel_title.h"
#include "gui/source_diff.h"
#include "gui/sparkline_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>
#include <QThreadPool>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

namespace sw::gui {

using bridge::toQt;

namespace {

constexpr int kIterationRowHeight = 27;
constexpr int kCurvePoints = 60;
constexpr int kMostRowsHigh = 10; ///< before the table scrolls
constexpr int kDifferenceHeight = 150;
/// Number, change (takes what is left), equity, train, validation, trades, drawdown, decision.
constexpr std::array kIterationWidths = {26, 0, 50, 48, 48, 50, 48, 26};

QString editLine(const agents::Edit& edit)
{
    QString line = IterationsPanel::tr("%1: %2 → %3")
                       .arg(toQt(edit.what), toQt(edit.from),
                            edit.to.empty() ? IterationsPanel::tr("left out") : toQt(edit.to));
    if (edit.padlocked) {
        line += IterationsPanel::tr(" (you stated %1)")
                    .arg(toQt(edit.asked.empty() ? edit.from : edit.asked));
    }
    return line;
}

/// The iteration that this one was made from: the last accepted one before it, or as asked.
const agents::Iteration& parentOf(const agents::RunOutcome& outcome, int iteration)
{
    for (int i = iteration - 1; i > 0; --i) {
        const agents::Iteration& earlier = outcome.iterations[static_cast<std::size_t>(i)];
        if (earlier.decision == agents::Decision::Accepted) {
            return earlier;
        }
    }
    return outcome.iterations.front();
}

} // namespace

IterationsPanel::IterationsPanel(ThemeSource& source, QWidget* parent)
    : Panel(source, parent), m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title = new PanelTitle(tr("Iterations"), this);
    column->addWidget(m_title);
    m_empty = sentenceLabel(QStringLiteral("muted"), this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(24);
    column->addWidget(m_empty, 1);
    makeTable();
    column->addWidget(m_table);
    m_details = makeDetails();
    column->addWidget(m_details);
    m_difference = new SourceDiffView(theme(), this);
    m_difference->setMinimumHeight(kDifferenceHeight);
    m_difference->hide();
    column->addWidget(m_difference, 1);
    column->addStretch(0);
    refresh();
    waitWhileUnseen();
}

IterationsPanel::~IterationsPanel()
{
    m_stop.request_stop();
    m_pool->clear();
    m_pool->waitForDone();
}

void IterationsPanel::makeTable()
{
    m_model = new IterationsModel(this);
    m_model->setTheme(theme());
    m_table = new QTableView(this);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new SparklineDelegate(themes(), m_table));
    m_table->setAccessibleName(tr("Iterations of the run"));
    m_table->setAccessibleDescription(tr("Return looks at the selected iteration."));
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setMinimumSectionSize(kIterationRowHeight);
    m_table->verticalHeader()->setDefaultSectionSize(kIterationRowHeight);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    QHeaderView* head = m_table->horizontalHeader();
    head->setHighlightSections(false);
    // Narrower than elsewhere: eight columns share the width of a side panel.
    head->setStyleSheet(QStringLiteral("QHeaderView::section { padding: 5px 4px; }"));
    head->setMinimumSectionSize(20);
    for (int i = 0; i < IterationsModel::kColumns; ++i) {
        const int width = kIterationWidths[static_cast<std::size_t>(i)];
        head->setSectionResizeMode(i, width == 0 ? QHeaderView::Stretch : QHeaderView::Fixed);
        if (width > 0) {
            head->resizeSection(i, width);
        }
    }
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &IterationsPanel::showSelected);
    connect(m_table, &QTableView::activated, this, &IterationsPanel::useSelected);
}

QWidget* IterationsPanel::makeDetails()
{
    auto* details = new QWidget(this);
    auto* column = new QVBoxLayout(details);
    column->setContentsMargins(12, 10, 12, 10);
    column->setSpacing(5);
    m_heading = sentenceLabel(QStringLiteral("heading"), details);
    m_reason = sentenceLabel({}, details);
    m_edits = sentenceLabel(QStringLiteral("muted"), details);
    for (QLabel* label : {m_heading, m_reason, m_edits}) {
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    m_compare = new QPushButton(tr("Show difference"), details);
    m_compare->setCheckable(true);
    m_compare->setToolTip(tr("What this iteration changed in the program, line by line"));
    m_use = new QPushButton(tr("Use this one"), details);
    m_use->setToolTip(tr("Look at this iteration in the chart, the trades and the editor"));
    row->addWidget(m_compare);
    row->addStretch(1);
    row->addWidget(m_use);
    column->addLayout(row);
    connect(m_use, &QPushButton::clicked, this, &IterationsPanel::useSelected);
    connect(m_compare, &QPushButton::toggled, this, &IterationsPanel::showDifference);
    return details;
}

void IterationsPanel::onDocument()
{
    refresh();
}

void IterationsPanel::onChange(Change what)
{
    if (what == Change::Outcome || what == Change::Busy || what == Change::Shown ||
        what == Change::Failure) {
        refresh();
    }
}

void IterationsPanel::onTheme()
{
    m_model->setTheme(theme());
    m_difference->applyTheme(theme());
    m_table->viewport()->update();
}

void IterationsPanel::refresh()
{
    const agents::RunOutcomePtr outcome = document() != nullptr ? document()->outcome() : nullptr;
    const bool any = outcome && !outcome->iterations.empty();
    if (outcome != m_outcome) {
        m_outcome = outcome;
        m_model->setOutcome(any ? outcome : nullptr);
        if (any) {
            makeCurves();
            select(outcome->best >= 0 ? outcome->best + 1 : 1);
        }
    }
    const ShownResultPtr shown = document() != nullptr ? document()->shown() : nullptr;
    m_model->setShown(!shown || shown->version.kind == Version::Kind::Edited ? -1
                      : shown->version.kind == Version::Kind::Asked          ? 0
                                                                    : shown->version.iteration);
    m_table->setVisible(any);
    m_details->setVisible(any);
    m_difference->setVisible(false); // showSelected knows
    m_empty->setVisible(!any);
    const QString reason = noResultSentence(document(), tr("Iterations"));
    m_empty->setText(reason.isEmpty() ? tr("The program was edited by hand; describe a strategy "
                                           "and press Run to have variants of it tried.")
                                      : reason);
    m_title->setRemark(any ? tr("%1 tried, newest first").arg(m_model->rowCount()) : QString());
    const int rows = std::min(m_model->rowCount(), kMostRowsHigh);
    m_table->setFixedHeight(m_table->horizontalHeader()->sizeHint().height() +
                            rows * kIterationRowHeight + 4);
    showSelected();
}

void IterationsPanel::makeCurves()
{
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_pool->clear();
    // The panel waits for its pool before it goes, and drops queued calls with itself.
    m_pool->start([this, outcome = m_outcome, stop = m_stop.get_token()] {
        for (std::size_t i = 0; i < outcome->iterations.size(); ++i) {
            QList<double> points = curveOf(outcome->iterations[i], kCurvePoints, stop);
            if (stop.stop_requested()) {
                return;
            }
            QMetaObject::invokeMethod(
                this,
                [this, outcome, i, points = std::move(points)] {
                    if (outcome == m_outcome) {
                        m_model->setCurve(static_cast<int>(i), points);
                    }
                },
                Qt::QueuedConnection);
        }
    });
}

int IterationsPanel::selectedRow() const
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : rows.first().row();
}

void IterationsPanel::select(int number)
{
    bringUpToDate();
    if (number >= 1 && number <= m_model->rowCount()) {
        m_table->selectRow(m_model->rowOf(number - 1));
    }
}

QString IterationsPanel::reasonText() const
{
    return m_reason->text();
}

void IterationsPanel::showSelected()
{
    const int row = selectedRow();
    m_compare->setEnabled(row >= 0);
    m_use->setEnabled(row >= 0);
    if (row < 0) {
        m_heading->setText(tr("Choose an iteration to see why it was tried and what came of it."));
        m_reason->clear();
        m_edits->clear();
        m_difference->hide();
        return;
    }
    const agents::Iteration& iteration = m_model->iteration(row);
    m_heading->setText(
        tr("Iteration %1: %2").arg(iteration.number).arg(toQt(iteration.hypothesis)));
    const QString decision = toQt(agents::name(iteration.decision));
    const QString why = toQt(iteration.reason);
    m_reason->setText(iteration.decision == agents::Decision::AsAsked
                          ? why.left(1).toUpper() + why.mid(1)
                          : tr("%1: %2").arg(decision.left(1).toUpper() + decision.mid(1),
                                             toQt(iteration.reason)));
    QStringList edits;
    for (const agents::Edit& edit : iteration.edits) {
        const QString line = editLine(edit);
        if (!edits.contains(line)) { // one number in several places
            edits.append(line);
        }
    }
    m_edits->setText(edits.join(QLatin1Char('\n')));
    m_edits->setVisible(!edits.isEmpty());
    const bool isShown = m_model->index(row, 0).data(IterationsModel::ShownRole).toBool();
    m_use->setEnabled(!isShown && iteration.draft.program != nullptr);
    m_use->setText(isShown ? tr("In use") : tr("Use this one"));
    const bool hasParent = row + 1 < m_model->rowCount();
    m_compare->setEnabled(hasParent);
    m_difference->setVisible(hasParent && m_compare->isChecked());
    if (hasParent && m_compare->isChecked()) {
        const int index = m_model->iterationOf(row);
        const agents::Iteration& parent = parentOf(*m_outcome, index);
        m_difference->compare(toQt(parent.draft.source), toQt(iteration.draft.source),
                              parent.number == 1 ? tr("As asked")
                                                 : tr("iteration %1").arg(parent.number));
    }
}

void IterationsPanel::showDifference(bool on)
{
    bringUpToDate();
    m_compare->setChecked(on);
    m_compare->setText(on ? tr("Hide difference") : tr("Show difference"));
    showSelected();
}

void IterationsPanel::useSelected()
{
    bringUpToDate();
    const int row = selectedRow();
    if (row < 0 || document() == nullptr) {
        return;
    }
    const int index = m_model->iterationOf(row);
    document()->show(index == 0 ? Version{Version::Kind::Asked, 0}
                                : Version{Version::Kind::Iteration, index});
    Q_EMIT said(tr("Iteration %1 is in use.").arg(index + 1));
}

} // namespace sw::gui
