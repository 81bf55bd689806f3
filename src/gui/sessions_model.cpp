#include "gui/sessions_model.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <QDateTime>

#include <algorithm>
#include <limits>

namespace sw::gui {

using store::SessionOrder;
using store::SessionSummary;

namespace {

struct Sorting {
    SessionsModel::Column column;
    Qt::SortOrder direction;
    SessionOrder order;
};
constexpr std::array kSortings = {
    Sorting{SessionsModel::Date, Qt::DescendingOrder, SessionOrder::Newest},
    Sorting{SessionsModel::Date, Qt::AscendingOrder, SessionOrder::Oldest},
    Sorting{SessionsModel::Name, Qt::AscendingOrder, SessionOrder::Name},
    Sorting{SessionsModel::Symbol, Qt::AscendingOrder, SessionOrder::Symbol},
    Sorting{SessionsModel::State, Qt::AscendingOrder, SessionOrder::State},
    Sorting{SessionsModel::Sharpe, Qt::DescendingOrder, SessionOrder::Sharpe},
    Sorting{SessionsModel::Trades, Qt::DescendingOrder, SessionOrder::Trades},
};

const Sorting& sortingOf(SessionOrder order)
{
    return *std::ranges::find(kSortings, order, &Sorting::order);
}

bool isNumber(int column)
{
    return column == SessionsModel::Sharpe || column == SessionsModel::Trades;
}

/// The name, with the sentence where the name was not made of it.
QString nameAndWords(const SessionSummary& session)
{
    const QString words = session.words.simplified();
    QString beginning = session.name;
    if (beginning.endsWith(QChar(u'…'))) {
        beginning.chop(1);
    }
    return words.isEmpty() || words.startsWith(beginning)
               ? session.name
               : QStringLiteral("%1 · %2").arg(session.name, words);
}

} // namespace

QString stateText(const QString& state)
{
    if (state == QLatin1String("unfinished")) {
        return QStringLiteral("▲ ") + SessionsModel::tr("unfinished");
    }
    if (state == QLatin1String("running")) {
        return QStringLiteral("● ") + SessionsModel::tr("running");
    }
    return state;
}

QString createdText(Timestamp created)
{
    return QDateTime::fromMSecsSinceEpoch(created.ms).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

SessionsModel::SessionsModel(std::shared_ptr<store::SessionStore> store, const ThemeSource& themes,
                             QObject* parent)
    : QAbstractTableModel(parent), m_store(std::move(store)), m_themes(themes)
{
    connect(&themes, &ThemeSource::changed, this, [this] {
        if (!m_sessions.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1),
                               {Qt::FontRole, Qt::ForegroundRole});
        }
    });
}

void SessionsModel::refresh()
{
    read(0, std::max(kPart, static_cast<qint64>(m_sessions.size())));
}

void SessionsModel::setWords(const QString& words)
{
    if (words != m_query.words) {
        m_query.words = words;
        read(0, kPart);
    }
}

int SessionsModel::rowOf(const QString& id) const
{
    const auto found = std::ranges::find(m_sessions, id, &SessionSummary::id);
    return found == m_sessions.end() ? -1 : static_cast<int>(found - m_sessions.begin());
}

void SessionsModel::read(qint64 skip, qint64 most)
{
    store::SessionQuery query = m_query;
    query.skip = skip;
    query.most = most;
    m_worker.begin(
        [store = m_store, query](const std::stop_token&) {
            store->writer().flush(); // a run that has just begun or ended is among them
            return store->list(query);
        },
        [this, skip](const Result<store::SessionPage>& page) { onRead(skip, page); });
}

void SessionsModel::onRead(qint64 skip, const Result<store::SessionPage>& page)
{
    m_hasFailed = !page;
    if (!page) {
        Q_EMIT failed(bridge::toQt(page.error().text()));
        return;
    }
    if (skip > 0 && skip != static_cast<qint64>(m_sessions.size())) {
        return; // asked for while the same part was being put in
    }
    if (skip > 0 && page->total != m_total) {
        refresh(); // runs came or went in between: the parts would not fit together
        return;
    }
    m_isRead = true;
    if (skip > 0) {
        append(*page);
    } else {
        replaceAll(*page);
    }
    Q_EMIT loaded();
}

void SessionsModel::replaceAll(const store::SessionPage& page)
{
    m_total = page.total;
    if (std::ranges::equal(page.sessions, m_sessions, {}, &SessionSummary::id,
                           &SessionSummary::id)) {
        m_sessions = page.sessions;
        if (!m_sessions.empty()) {
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
        }
        return;
    }
    beginResetModel();
    m_sessions = page.sessions;
    endResetModel();
}

void SessionsModel::append(const store::SessionPage& page)
{
    if (page.sessions.empty()) {
        m_total = static_cast<qint64>(m_sessions.size());
        return;
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(page.sessions.size()) - 1);
    m_sessions.insert(m_sessions.end(), page.sessions.begin(), page.sessions.end());
    endInsertRows();
}

bool SessionsModel::canFetchMore(const QModelIndex& parent) const
{
    return !parent.isValid() && !m_worker.isBusy() && !m_hasFailed &&
           static_cast<qint64>(m_sessions.size()) < m_total;
}

void SessionsModel::fetchMore(const QModelIndex& parent)
{
    if (canFetchMore(parent)) {
        read(static_cast<qint64>(m_sessions.size()), kPart);
    }
}

bool SessionsModel::isSortable(int column)
{
    return std::ranges::any_of(kSortings,
                               [column](const Sorting& each) { return each.column == column; });
}

int SessionsModel::sortColumn() const
{
    return sortingOf(m_query.order).column;
}

Qt::SortOrder SessionsModel::sortOrder() const
{
    return sortingOf(m_query.order).direction;
}

void SessionsModel::sort(int column, Qt::SortOrder order)
{
    std::optional<SessionOrder> wanted;
    for (const Sorting& each : kSortings) {
        if (each.column == column && (!wanted || each.direction == order)) {
            wanted = each.order;
        }
    }
    if (wanted && *wanted != m_query.order) {
        m_query.order = *wanted;
        read(0, kPart);
    }
}

int SessionsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_sessions.size());
}

int SessionsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QString SessionsModel::text(const SessionSummary& session, int column) const
{
    constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
    switch (column) {
    case Name:
        return nameAndWords(session);
    case Symbol:
        return session.symbol.isEmpty() ? number(kNone) : session.symbol;
    case State:
        return stateText(session.state);
    case Sharpe:
        return signedNumber(session.sharpe.value_or(kNone));
    case Trades:
        return session.trades ? count(*session.trades) : number(kNone);
    case Verdict:
        return session.verdict.isEmpty() ? number(kNone) : session.verdict;
    case Model:
        return session.model.isEmpty() ? number(kNone) : session.model;
    case Tags:
        return session.tags.join(QStringLiteral(", "));
    default:
        return createdText(session.created);
    }
}

QVariant SessionsModel::color(const SessionSummary& session, int column) const
{
    const Theme& theme = m_themes.theme();
    switch (column) {
    case State:
        return session.isUnfinished() ? theme[Token::Warn]
               : session.isOver()     ? QVariant()
                                      : theme[Token::Accent];
    case Sharpe:
        return session.sharpe ? theme.ofSign(*session.sharpe) : theme[Token::Muted];
    case Model:
    case Tags:
    case Date:
        return theme[Token::Muted];
    default:
        return {};
    }
}

QVariant SessionsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const SessionSummary& entry = session(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(entry, column);
    case Qt::EditRole:
        return column == Name ? entry.name : text(entry, column);
    case Qt::ToolTipRole: {
        const QString whole = column == Name ? entry.words : text(entry, column);
        return QStringLiteral("<p>%1</p>").arg(whole.left(600).toHtmlEscaped());
    }
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::FontRole:
        return isNumber(column) || column == Date ? QVariant(m_themes.theme().numbers) : QVariant();
    case Qt::ForegroundRole:
        return color(entry, column);
    default:
        return {};
    }
}

QVariant SessionsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ToolTipRole && section == Sharpe) {
        return tr("Sharpe ratio a year, of the strategy as asked over all data");
    }
    if (role == Qt::ToolTipRole && section == Trades) {
        return tr("Closed trades of the strategy as asked over all data");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    const QString names[kColumns] = {tr("Run"),    tr("Symbol"),  tr("State"), tr("Sharpe"), //
                                     tr("Trades"), tr("Verdict"), tr("Model"), tr("Tags"),
                                     tr("Started")};
    return names[section];
}

Qt::ItemFlags SessionsModel::flags(const QModelIndex& index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.isValid() && index.column() == Name ? flags | Qt::ItemIsEditable : flags;
}

bool SessionsModel::setData(const QModelIndex& index, const QVariant& value, int role)
{
    if (role != Qt::EditRole || index.column() != Name ||
        !checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return false;
    }
    const SessionSummary& entry = session(index.row());
    const QString name = value.toString().simplified();
    if (name == entry.name) {
        return false;
    }
    Q_EMIT nameEdited(entry.id, name);
    return true;
}

} // namespace sw::gui
