#include "gui/iterations_model.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <algorithm>

namespace sw::gui {

using agents::Decision;
using agents::Iteration;
using bridge::toQt;
using metrics::FigureId;

namespace {

metrics::Figure figureOf(const agents::BacktestOutcome& part, FigureId id)
{
    return part.report ? (*part.report)[id] : metrics::undefined("This part was not measured.");
}

/// What was changed in a few letters, the values first, since the end is cut in narrow columns.
QString shortChange(const Iteration& iteration)
{
    if (iteration.decision == Decision::AsAsked) {
        return IterationsModel::tr("As asked");
    }
    const bool isOne = !iteration.edits.empty() &&
                       std::ranges::all_of(iteration.edits, [&](const agents::Edit& edit) {
                           return edit.what == iteration.edits.front().what;
                       });
    if (isOne && !iteration.edits.front().to.empty()) {
        const agents::Edit& edit = iteration.edits.front();
        QString text =
            QStringLiteral("%1 → %2 %3").arg(toQt(edit.from), toQt(edit.to), toQt(edit.what));
        return text.remove(QLatin1Char('?'));
    }
    // What changed what was asked has a padlock; the words stand below the table.
    QString what = toQt(iteration.hypothesis);
    const qsizetype remark = what.indexOf(QLatin1String(" (changes what you asked"));
    if (remark > 0) {
        what.truncate(remark);
    }
    return what.left(1).toUpper() + what.mid(1);
}

/// Of train and validation: trades added up, the deeper drawdown.
metrics::Figure ofBoth(const Iteration& iteration, FigureId id)
{
    const metrics::Figure train = figureOf(iteration.train, id);
    const metrics::Figure validation = figureOf(iteration.validation, id);
    if (!train.value || !validation.value) {
        return train.value ? train : validation;
    }
    return metrics::defined(id == FigureId::Trades ? *train.value + *validation.value
                                                   : std::max(*train.value, *validation.value));
}

void append(std::vector<double>& points, const agents::BacktestOutcome& part,
            const std::stop_token& stop)
{
    if (!part.result) {
        return;
    }
    const engine::TotalCurve curve = engine::totalCurve(*part.result, stop);
    const double scale = (points.empty() ? 1.0 : points.back()) / part.result->capital;
    for (const double value : curve.equity) {
        points.push_back(value * scale);
    }
}

} // namespace

QList<double> curveOf(const Iteration& iteration, int points, const std::stop_token& stop)
{
    std::vector<double> all;
    for (const agents::BacktestOutcome* part : {&iteration.train, &iteration.validation}) {
        if (stop.stop_requested()) {
            return {};
        }
        append(all, *part, stop);
    }
    if (stop.stop_requested()) {
        return {};
    }
    QList<double> out;
    const auto size = static_cast<qint64>(all.size());
    const qint64 wanted = std::min<qint64>(points, size);
    for (qint64 i = 0; i < wanted; ++i) {
        const qint64 at = wanted == 1 ? 0 : i * (size - 1) / (wanted - 1);
        out.append(all[static_cast<std::size_t>(at)]);
    }
    return out;
}

IterationsModel::IterationsModel(QObject* parent) : QAbstractTableModel(parent) {}

void IterationsModel::setOutcome(const agents::RunOutcomePtr& outcome)
{
    if (outcome == m_outcome) {
        return;
    }
    beginResetModel();
    m_outcome = outcome;
    m_curves.assign(outcome ? outcome->iterations.size() : 0, {});
    m_shown = -1;
    endResetModel();
}

void IterationsModel::setShown(int iteration)
{
    if (iteration != m_shown) {
        m_shown = iteration;
        if (rowCount() > 0) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1), {ShownRole});
        }
    }
}

void IterationsModel::setCurve(int iteration, const QList<double>& points)
{
    if (iteration >= 0 && iteration < rowCount()) {
        m_curves[static_cast<std::size_t>(iteration)] = points;
        const QModelIndex cell = index(rowOf(iteration), Curve);
        Q_EMIT dataChanged(cell, cell, {CurveRole});
    }
}

void IterationsModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    }
}

const Iteration& IterationsModel::iteration(int row) const
{
    return m_outcome->iterations[static_cast<std::size_t>(iterationOf(row))];
}

int IterationsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_outcome ? 0 : static_cast<int>(m_outcome->iterations.size());
}

int IterationsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString IterationsModel::text(const Iteration& iteration, int column) const
{
    switch (column) {
    case Number:
        return QString::number(iteration.number);
    case What:
        return shortChange(iteration);
    case Train:
        return figureText(figureOf(iteration.train, FigureId::Sharpe), FigureId::Sharpe);
    case Validation:
        return figureText(figureOf(iteration.validation, FigureId::Sharpe), FigureId::Sharpe);
    case Trades:
        return figureText(ofBoth(iteration, FigureId::Trades), FigureId::Trades);
    case Drawdown: {
        const metrics::Figure depth = ofBoth(iteration, FigureId::MaxDrawdown);
        return depth.value ? number(-*depth.value * 100, 1)
                           : figureText(depth, FigureId::MaxDrawdown);
    }
    default:
        return {};
    }
}

QString IterationsModel::toolTip(const Iteration& iteration, int column) const
{
    QString words;
    switch (column) {
    case What:
        words = toQt(iteration.hypothesis);
        break;
    case Train:
        words = toQt(figureOf(iteration.train, FigureId::Sharpe).reason);
        break;
    case Validation:
        words = toQt(figureOf(iteration.validation, FigureId::Sharpe).reason);
        break;
    case Verdict:
        words =
            toQt(agents::name(iteration.decision)) + QStringLiteral(": ") + toQt(iteration.reason);
        break;
    default:
        break;
    }
    return words.isEmpty() ? QString() : QStringLiteral("<p>%1</p>").arg(words.toHtmlEscaped());
}

QVariant IterationsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Iteration& of = iteration(index.row());
    const int column = index.column();
    const bool isText = column == What;
    switch (role) {
    case Qt::DisplayRole:
        return text(of, column);
    case Qt::AccessibleTextRole:
        return column == Verdict ? toQt(agents::name(of.decision))
               : column == Curve ? tr("equity over train and validation")
               : column == What && of.changesWhatWasAsked
                   ? text(of, column) + tr(", changes what you asked")
                   : text(of, column);
    case Qt::ToolTipRole:
        return toolTip(of, column);
    case Qt::FontRole:
        return isText ? m_theme.text : m_theme.numbers;
    case Qt::TextAlignmentRole:
        return static_cast<int>((isText ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return of.decision == Decision::Rejected || column == Number
                   ? QVariant(m_theme[Token::Muted])
                   : QVariant();
    case CurveRole:
        return QVariant::fromValue(m_curves[static_cast<std::size_t>(iterationOf(index.row()))]);
    case DecisionRole:
        return static_cast<int>(of.decision);
    case PadlockRole:
        return of.changesWhatWasAsked;
    case ShownRole:
        return iterationOf(index.row()) == m_shown;
    default:
        return {};
    }
}

QVariant IterationsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    struct Head {
        QString title, meaning;
    };
    const std::array<Head, kColumns> heads = {
        Head{tr("#"), tr("Number of the iteration")},
        Head{tr("Change"), tr("What was changed, and why it was tried")},
        Head{tr("Equity"), tr("Equity over train and validation")},
        Head{tr("Train"), tr("Yearly Sharpe ratio on the train part, where values are chosen")},
        Head{tr("Valid."), tr("Yearly Sharpe ratio on the validation part, where it is decided")},
        Head{tr("Trades"), tr("Closed trades on train and validation together")},
        Head{tr("DD %"), tr("The deeper drawdown of train and validation, in per cent")},
        Head{QString(), tr("Accepted, rejected, or as asked")}};
    switch (role) {
    case Qt::DisplayRole:
        return heads[static_cast<std::size_t>(section)].title;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return heads[static_cast<std::size_t>(section)].meaning;
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (section == What || section == Curve ? Qt::AlignLeft : Qt::AlignRight) |
            Qt::AlignVCenter);
    default:
        return {};
    }
}

} // namespace sw::gui
