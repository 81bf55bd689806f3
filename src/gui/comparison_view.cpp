#include "gui/comparison_view.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <QHeaderView>
#include <QWheelEvent>

namespace sw::gui {

using bridge::toQt;
using metrics::FigureId;

namespace {

constexpr std::array kFigures = {FigureId::TotalReturn, FigureId::Sharpe, FigureId::MaxDrawdown,
                                 FigureId::Trades};
constexpr int kComparedRowHeight = 21;
constexpr int kNameWidth = 122;

metrics::Figure figureOf(const agents::BacktestOutcome* part, FigureId id, const char* missing)
{
    return part != nullptr && part->report ? (*part->report)[id] : metrics::undefined(missing);
}

QString tip(const metrics::Figure& figure)
{
    const std::string& words = figure.value ? figure.remark : figure.reason;
    return words.empty() ? QString() : QStringLiteral("<p>%1</p>").arg(toQt(words).toHtmlEscaped());
}

} // namespace

ComparisonModel::ComparisonModel(QObject* parent) : QAbstractTableModel(parent) {}

void ComparisonModel::setOutcome(const agents::RunOutcomePtr& outcome)
{
    beginResetModel();
    m_rows.clear();
    if (outcome && outcome->wholeAsked && outcome->wholeBest && outcome->best > 0 &&
        outcome->best < static_cast<int>(outcome->iterations.size())) {
        const agents::Iteration& asked = outcome->iterations.front();
        const agents::Iteration& best =
            outcome->iterations[static_cast<std::size_t>(outcome->best)];
        addPart(tr("All data"), &*outcome->wholeAsked, &*outcome->wholeBest);
        addPart(tr("Train: values were chosen here"), &asked.train, &best.train);
        if (outcome->split.validation) {
            addPart(tr("Validation: decided here"), &asked.validation, &best.validation);
        }
        if (outcome->holdout) {
            addPart(tr("Sealed holdout: opened once"), nullptr, &*outcome->holdout);
        }
    }
    endResetModel();
}

void ComparisonModel::addPart(const QString& title, const agents::BacktestOutcome* asked,
                              const agents::BacktestOutcome* refined)
{
    m_rows.push_back({true, title, FigureId::Sharpe, {}, {}});
    for (const FigureId id : kFigures) {
        m_rows.push_back(
            {false, toQt(metrics::definitionOf(id).title), id,
             figureOf(asked, id, "The sealed part was opened once, for the refined strategy."),
             figureOf(refined, id, "This part was not measured.")});
    }
}

void ComparisonModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_rows.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    }
}

int ComparisonModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int ComparisonModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant ComparisonModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    const int column = index.column();
    if (role == Qt::FontRole) {
        return row.isHeading ? m_theme.heading : column == Name ? m_theme.text : m_theme.numbers;
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>((column == Name ? Qt::AlignLeft : Qt::AlignRight) |
                                Qt::AlignVCenter);
    }
    if (row.isHeading) {
        return role == Qt::DisplayRole && column == Name ? QVariant(row.title) : QVariant();
    }
    const QString change = changeText(row.refined, row.asked, row.id);
    switch (role) {
    case Qt::DisplayRole:
        return column == Name      ? row.title
               : column == Asked   ? figureText(row.asked, row.id)
               : column == Refined ? figureText(row.refined, row.id)
                                   : change;
    case Qt::ToolTipRole:
        return column == Asked ? tip(row.asked) : column == Refined ? tip(row.refined) : QString();
    case Qt::ForegroundRole:
        if (column == Difference && moreIsBetter(row.id)) {
            return m_theme[change.startsWith(QChar(u'−')) ? Token::Down : Token::Up];
        }
        return column == Name || column == Difference ? QVariant(m_theme[Token::Muted])
                                                      : QVariant();
    default:
        return {};
    }
}

QVariant ComparisonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignRight | Qt::AlignVCenter);
    }
    if (role == Qt::DisplayRole) {
        return section == Asked        ? tr("As asked")
               : section == Refined    ? tr("Refined")
               : section == Difference ? tr("Change")
                                       : QString();
    }
    return {};
}

ComparisonView::ComparisonView(const ThemeSource& themes, QWidget* parent)
    : QTableView(parent), m_model(new ComparisonModel(this))
{
    setModel(m_model);
    setAccessibleName(tr("As asked beside refined"));
    setShowGrid(false);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setTabKeyNavigation(false);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(kComparedRowHeight);
    verticalHeader()->setDefaultSectionSize(kComparedRowHeight);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    horizontalHeader()->setSectionResizeMode(ComparisonModel::Name, QHeaderView::Fixed);
    horizontalHeader()->resizeSection(ComparisonModel::Name, kNameWidth);
    horizontalHeader()->setHighlightSections(false);
    setWordWrap(false);
    // Numbers end where their heading ends.
    setStyleSheet(QStringLiteral("QTableView::item { border: 0; padding: 0 8px; }"));
    m_model->setTheme(themes.theme());
    connect(&themes, &ThemeSource::changed, this,
            [this, &themes] { m_model->setTheme(themes.theme()); });
}

void ComparisonView::setOutcome(const agents::RunOutcomePtr& outcome)
{
    clearSpans();
    m_model->setOutcome(outcome);
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->isHeading(row)) {
            setSpan(row, 0, 1, ComparisonModel::kColumns);
        }
    }
    setFixedHeight(horizontalHeader()->sizeHint().height() +
                   m_model->rowCount() * kComparedRowHeight + 4);
}

void ComparisonView::wheelEvent(QWheelEvent* event)
{
    event->ignore(); // the panel around it scrolls
}

} // namespace sw::gui
