#include "gui/log_model.h"

#include <QDateTime>

#include <algorithm>

namespace sw::gui {

using agents::EventType;
using agents::RunEvent;

LogModel::LogModel(QObject* parent) : QAbstractTableModel(parent) {}

void LogModel::update(const std::deque<RunEvent>& events)
{
    const bool another = events.size() < m_events.size() ||
                         (!m_events.empty() && m_events.front().session != events.front().session);
    if (another) {
        clear();
    }
    std::vector<std::size_t> added;
    for (std::size_t i = m_events.size(); i < events.size(); ++i) {
        if (matches(events[i])) {
            added.push_back(i);
        }
        m_events.push_back(events[i]);
    }
    if (!added.empty()) {
        const auto first = static_cast<int>(m_shown.size());
        beginInsertRows({}, first, first + static_cast<int>(added.size()) - 1);
        m_shown.insert(m_shown.end(), added.begin(), added.end());
        endInsertRows();
    }
}

void LogModel::clear()
{
    beginResetModel();
    m_events.clear();
    m_shown.clear();
    endResetModel();
}

void LogModel::setFilter(const QString& text)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (words == m_words) {
        return;
    }
    beginResetModel();
    m_words = words;
    m_shown.clear();
    for (std::size_t i = 0; i < m_events.size(); ++i) {
        if (matches(m_events[i])) {
            m_shown.push_back(i);
        }
    }
    endResetModel();
}

void LogModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_shown.empty()) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    }
}

bool LogModel::matches(const RunEvent& event) const
{
    return std::ranges::all_of(m_words, [&](const QString& word) {
        for (int column = 0; column < kColumns; ++column) {
            if (text(event, column).contains(word, Qt::CaseInsensitive)) {
                return true;
            }
        }
        return false;
    });
}

QString LogModel::text(const RunEvent& event, int column) const
{
    switch (column) {
    case Time:
        return QDateTime::fromMSecsSinceEpoch(event.time.ms)
            .toString(QStringLiteral("HH:mm:ss.zzz"));
    case Number:
        return QString::number(event.seq);
    case Type: {
        QString type = agents::name(event.type);
        return type.replace(QLatin1Char('_'), QLatin1Char(' '));
    }
    case Agent:
        return event.agent;
    case Iteration:
        return event.iteration == 0 ? QString() : QString::number(event.iteration);
    case Message:
        return event.type == EventType::LlmDelta
                   ? event.data[QStringLiteral("text")].toString().simplified()
                   : event.message.simplified();
    default:
        return {};
    }
}

QString LogModel::line(int row) const
{
    const RunEvent& event = m_events[m_shown[static_cast<std::size_t>(row)]];
    QStringList parts;
    for (int column = 0; column < kColumns; ++column) {
        parts.append(text(event, column));
    }
    return parts.join(QLatin1Char('\t'));
}

int LogModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int LogModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant LogModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const RunEvent& event = m_events[m_shown[static_cast<std::size_t>(index.row())]];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(event, column);
    case Qt::ToolTipRole:
        return column == Message ? QStringLiteral("<p>%1</p>").arg(event.message.toHtmlEscaped())
                                 : QVariant();
    case Qt::TextAlignmentRole:
        return static_cast<int>(
            (column == Number || column == Iteration ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    case Qt::FontRole:
        return column == Time || column == Number || column == Iteration ? QVariant(m_theme.numbers)
                                                                         : QVariant();
    case Qt::ForegroundRole:
        if (event.type == EventType::Error) {
            return m_theme[Token::Down];
        }
        return column == Message ? QVariant() : QVariant(m_theme[Token::Muted]);
    default:
        return {};
    }
}

QVariant LogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(
            (section == Number || section == Iteration ? Qt::AlignRight : Qt::AlignLeft) |
            Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
    case Time:
        return tr("Time");
    case Number:
        return tr("#");
    case Type:
        return tr("Event");
    case Agent:
        return tr("Agent");
    case Iteration:
        return tr("Iteration");
    case Message:
        return tr("Message");
    default:
        return {};
    }
}

} // namespace sw::gui
