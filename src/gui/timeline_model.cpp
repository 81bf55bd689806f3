#include "gui/timeline_model.h"

#include "gui/format.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>

namespace sw::gui {

using agents::EventType;

namespace {

QString sayOfTimeline(const char* text)
{
    return QCoreApplication::translate("sw::gui::Timeline", text);
}

/// Equal, and cheap to find so for texts that share their letters.
bool same(const QString& a, const QString& b)
{
    return (a.size() == b.size() && a.constData() == b.constData()) || a == b;
}

bool same(const Step& a, const Step& b)
{
    return a.seq == b.seq && a.state == b.state && a.depth == b.depth && a.progress == b.progress &&
           a.elapsedMs == b.elapsedMs && same(a.title, b.title) && same(a.answer, b.answer) &&
           same(a.details, b.details) && same(a.asked, b.asked);
}

QString prefixOf(const Step& step)
{
    return step.opened == EventType::Refinement
               ? QStringLiteral("Iteration %1 %2: ").arg(step.iteration).arg(step.title)
               : QString();
}

} // namespace

QString name(StepState state)
{
    switch (state) {
    case StepState::Working:
        return sayOfTimeline("working");
    case StepState::Done:
        return sayOfTimeline("done");
    case StepState::Failed:
        return sayOfTimeline("failed");
    case StepState::Cancelled:
        return sayOfTimeline("cancelled");
    case StepState::Accepted:
        return sayOfTimeline("accepted");
    case StepState::Rejected:
        return sayOfTimeline("rejected");
    case StepState::Note:
        break;
    }
    return sayOfTimeline("note");
}

QString titleOf(const Step& step)
{
    if (step.opened == EventType::Refinement) {
        return sayOfTimeline("Iteration %1 %2").arg(step.iteration).arg(step.title);
    }
    if (step.opened == EventType::AgentStart && step.depth == 0 && !step.asked.isEmpty()) {
        return step.asked; // the request itself
    }
    return step.title.isEmpty() ? step.agent : capitalised(step.title);
}

QString proseOf(const Step& step)
{
    if (step.answer.isEmpty()) {
        return step.state == StepState::Working && step.depth > 0 ? step.asked : QString();
    }
    const QString prefix = prefixOf(step);
    return !prefix.isEmpty() && step.answer.startsWith(prefix)
               ? capitalised(step.answer.mid(prefix.size()))
               : step.answer;
}

QStringList pillsOf(const Step& step)
{
    QStringList pills;
    const QJsonObject& data = step.figures;
    const auto ratio = [&](const char* key, const QString& label) {
        const QJsonValue value = data[QLatin1String(key)];
        if (value.isDouble()) {
            pills.append(label.arg(signedNumber(value.toDouble())));
        }
    };
    if (data.contains(QLatin1String("window"))) {
        pills.append(data[QLatin1String("window")].toString());
    }
    ratio("sharpe", sayOfTimeline("Sharpe %1"));
    ratio("trainSharpe", sayOfTimeline("Train %1"));
    ratio("validationSharpe", sayOfTimeline("Validation %1"));
    if (const QJsonValue depth = data[QLatin1String("max_drawdown")]; depth.isDouble()) {
        pills.append(sayOfTimeline("DD %1").arg(percent(-depth.toDouble(), 1)));
    }
    const auto counted = [&](const char* key, const QString& one, const QString& many) {
        const QJsonValue value = data[QLatin1String(key)];
        if (value.isDouble()) {
            const auto n = static_cast<qint64>(value.toDouble());
            pills.append(n == 1 ? one : many.arg(count(n)));
        }
    };
    counted("trades", sayOfTimeline("1 trade"), sayOfTimeline("%1 trades"));
    counted("measured", sayOfTimeline("1 variant"), sayOfTimeline("%1 variants"));
    counted("charts", sayOfTimeline("1 chart"), sayOfTimeline("%1 charts"));
    if (data[QLatin1String("changesWhatWasAsked")].toBool()) {
        pills.append(sayOfTimeline("changes what you asked"));
    }
    return pills;
}

TimelineModel::TimelineModel(QObject* parent) : QAbstractListModel(parent) {}

void TimelineModel::update(const std::vector<Step>& steps, std::size_t changedFrom)
{
    if (steps.size() < m_items.size()) {
        clear();
        changedFrom = 0;
    }
    const std::size_t known = m_items.size();
    std::size_t unchangedTo = changedFrom; // rows before it are told
    for (std::size_t i = changedFrom; i < known; ++i) {
        if (same(m_items[i].step, steps[i])) {
            if (unchangedTo < i) {
                tellChanged(unchangedTo, i - 1);
            }
            unchangedTo = i + 1;
        } else {
            m_items[i].step = steps[i];
            ++m_items[i].revision;
        }
    }
    if (unchangedTo < known) {
        tellChanged(unchangedTo, known - 1);
    }
    if (steps.size() == known) {
        return;
    }
    // A burst longer than the window is never laid out line by line.
    if (known == 0 && steps.size() > kWindow) {
        m_first = steps.size() - kWindow;
        for (std::size_t i = 0; i < m_first; ++i) {
            m_items.push_back({steps[i], 0, false});
        }
    }
    const auto row = static_cast<int>(m_items.size() - m_first);
    const auto added = static_cast<int>(steps.size() - m_items.size());
    beginInsertRows({}, row, row + added - 1);
    for (std::size_t i = m_items.size(); i < steps.size(); ++i) {
        m_items.push_back({steps[i], 0, false});
    }
    endInsertRows();
}

void TimelineModel::tellChanged(std::size_t first, std::size_t last)
{
    if (last < m_first) {
        return;
    }
    const std::size_t from = std::max(first, m_first);
    Q_EMIT dataChanged(index(static_cast<int>(from - m_first)),
                       index(static_cast<int>(last - m_first)));
}

void TimelineModel::clear()
{
    beginResetModel();
    m_items.clear();
    m_first = 0;
    endResetModel();
}

void TimelineModel::showEarlier()
{
    const std::size_t more = std::min(m_first, kWindow);
    if (more > 0) {
        beginInsertRows({}, 0, static_cast<int>(more) - 1);
        m_first -= more;
        endInsertRows();
    }
}

void TimelineModel::trim()
{
    const std::size_t rows = m_items.size() - m_first;
    // Dropping costs a new layout, so it is done for half a window at a time.
    if (rows > kWindow + kWindow / 2) {
        const std::size_t drop = rows - kWindow;
        beginRemoveRows({}, 0, static_cast<int>(drop) - 1);
        m_first += drop;
        endRemoveRows();
    }
}

void TimelineModel::setExpanded(int row, bool expanded)
{
    if (itemAt(row).expanded != expanded) {
        itemAt(row).expanded = expanded;
        Q_EMIT dataChanged(index(row), index(row), {ExpandedRole});
    }
}

QString TimelineModel::wholeText(int row) const
{
    const Step& of = step(row);
    QStringList parts{titleOf(of)};
    for (const QString& part : {of.asked, of.answer, of.details}) {
        if (!part.isEmpty() && !parts.contains(part)) {
            parts.append(part);
        }
    }
    if (const QStringList pills = pillsOf(of); !pills.isEmpty()) {
        parts.append(pills.join(QStringLiteral(", ")));
    }
    return parts.join(QLatin1Char('\n'));
}

int TimelineModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_items.size() - m_first);
}

QVariant TimelineModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const Item& item = itemAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(item.step);
    case Qt::AccessibleTextRole: {
        QString text = titleOf(item.step) + QStringLiteral(", ") + name(item.step.state);
        if (item.step.elapsedMs) {
            text += QStringLiteral(", ") + duration(*item.step.elapsedMs);
        }
        return text;
    }
    case Qt::AccessibleDescriptionRole:
        return proseOf(item.step);
    case NumberRole:
        return static_cast<qint64>(m_first) + index.row();
    case RevisionRole:
        return item.revision;
    case ExpandedRole:
        return item.expanded;
    default:
        return {};
    }
}

} // namespace sw::gui
