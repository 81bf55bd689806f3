#include "gui/calls_model.h"

#include "bridge/text.h"
#include "gui/format.h"

#include <algorithm>
#include <array>

namespace sw::gui {

using agents::EventType;

namespace {

int alignmentOf(int column)
{
    const bool isFigure = column >= CallsModel::Input && column <= CallsModel::Elapsed;
    return static_cast<int>((isFigure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
}

} // namespace

QString costText(const llm::MicroDollars& cost)
{
    constexpr qint64 kLeastShown = 50; // a hundredth of a cent, rounded
    if (!cost) {
        return CallsModel::tr("price not known");
    }
    return *cost > 0 && *cost < kLeastShown
               ? QStringLiteral("< $0.0001")
               : QStringLiteral("$%1").arg(static_cast<double>(*cost) / 1e6, 0, 'f', 4);
}

QString tokensText(const llm::Usage& usage)
{
    if (!usage.input && !usage.output) {
        return {};
    }
    const qint64 cached = usage.cacheRead.value_or(0);
    const qint64 in = usage.input.value_or(0) + cached + usage.cacheWrite.value_or(0);
    const QString asked =
        cached > 0 ? CallsModel::tr("%1 in, %2 of them cached").arg(count(in), count(cached))
                   : CallsModel::tr("%1 in").arg(count(in));
    return CallsModel::tr("%1; %2 out").arg(asked, count(usage.output.value_or(0)));
}

CallSums sumsOf(const std::vector<llm::CallRecord>& calls)
{
    CallSums sums;
    for (const llm::CallRecord& call : calls) {
        ++sums.calls;
        sums.fromCache += call.cacheHit ? 1 : 0;
        sums.input += call.usage.input.value_or(0) + call.usage.cacheRead.value_or(0) +
                      call.usage.cacheWrite.value_or(0);
        sums.output += call.usage.output.value_or(0);
        const bool isPriced = call.cost || call.cacheHit || call.attempts.empty();
        qint64 known = 0;
        for (const llm::CallAttempt& attempt : call.attempts) {
            known += attempt.cost.value_or(0);
            sums.isEstimated = sums.isEstimated || attempt.costEstimated;
        }
        sums.microDollars += call.cost.value_or(known);
        sums.unpriced += isPriced ? 0 : 1;
    }
    return sums;
}

QString sumsText(const CallSums& sums)
{
    if (sums.calls == 0) {
        return {};
    }
    const auto questions = [](int number) {
        return number == 1 ? CallsModel::tr("1 question")
                           : CallsModel::tr("%1 questions").arg(count(number));
    };
    QString asked = questions(sums.calls);
    if (sums.fromCache > 0) {
        asked += CallsModel::tr(", %1 of them from the cache").arg(count(sums.fromCache));
    }
    QStringList parts{asked};
    if (sums.input + sums.output > 0) {
        parts.append(
            CallsModel::tr("%1 tokens in, %2 out").arg(count(sums.input), count(sums.output)));
    }
    QString cost =
        sums.microDollars == 0 ? CallsModel::tr("nothing spent") : costText(sums.microDollars);
    if (sums.unpriced > 0) {
        const QString unknown =
            CallsModel::tr("price unknown for %1").arg(questions(sums.unpriced));
        cost =
            sums.microDollars == 0 ? unknown : CallsModel::tr("at least %1, %2").arg(cost, unknown);
    } else if (sums.isEstimated) {
        cost = CallsModel::tr("about %1").arg(cost);
    }
    parts.append(cost);
    return parts.join(QStringLiteral("; "));
}

CallsModel::CallsModel(QObject* parent) : QAbstractTableModel(parent) {}

void CallsModel::clear()
{
    beginResetModel();
    m_calls.clear();
    m_live.clear();
    m_eventsRead = 0;
    m_session.clear();
    endResetModel();
}

void CallsModel::follow(const agents::RunEvent& event)
{
    const auto at = std::ranges::find(m_live, event.agent, &LiveAnswer::agent);
    if (event.type == EventType::LlmDelta) {
        const QString text = event.data[QStringLiteral("text")].toString();
        if (at == m_live.end()) {
            m_live.push_back({event.agent, event.action, text});
        } else {
            at->text = event.data[QStringLiteral("restarted")].toBool() ? text : at->text + text;
        }
    } else if (event.type == EventType::AgentComplete && at != m_live.end()) {
        m_live.erase(at);
    }
}

void CallsModel::update(const std::vector<llm::CallRecord>& calls,
                        const std::deque<agents::RunEvent>& events)
{
    const QString session = events.empty() ? QString() : events.front().session;
    const bool sameRun =
        session == m_session && calls.size() >= m_calls.size() && events.size() >= m_eventsRead;
    const std::size_t before = m_live.size();
    if (!sameRun) {
        clear();
        m_session = session;
    }
    std::vector<LiveAnswer> live = m_live;
    std::swap(live, m_live);
    for (; m_eventsRead < events.size(); ++m_eventsRead) {
        follow(events[m_eventsRead]);
    }
    for (std::size_t i = m_calls.size(); i < calls.size(); ++i) {
        std::erase_if(m_live,
                      [&](const LiveAnswer& one) { return one.agent == calls[i].request.agent; });
    }
    std::swap(live, m_live);
    const bool rowsStay = sameRun && calls.size() == m_calls.size() && live.size() == before;
    if (rowsStay) {
        m_live = std::move(live);
        if (!m_live.empty()) {
            const int first = static_cast<int>(m_calls.size());
            Q_EMIT dataChanged(index(first, 0), index(rowCount() - 1, kColumns - 1));
        }
        return;
    }
    // Few rows, seldom changed: a call ended or began.
    beginResetModel();
    m_calls = calls;
    m_live = std::move(live);
    endResetModel();
}

void CallsModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, kColumns - 1));
    }
}

const llm::CallRecord* CallsModel::call(int row) const
{
    return row >= 0 && row < static_cast<int>(m_calls.size())
               ? &m_calls[static_cast<std::size_t>(row)]
               : nullptr;
}

const LiveAnswer* CallsModel::live(int row) const
{
    const int at = row - static_cast<int>(m_calls.size());
    return at >= 0 && at < static_cast<int>(m_live.size()) ? &m_live[static_cast<std::size_t>(at)]
                                                           : nullptr;
}

QString CallsModel::callText(const llm::CallRecord& call, int column) const
{
    switch (column) {
    case Agent:
        return call.request.agent;
    case Purpose:
        return call.request.purpose;
    case Model:
        return call.error || call.model.isEmpty()
                   ? tr("built-in")
                   : QStringLiteral("%1 %2").arg(call.endpoint, call.model);
    case Outcome:
        return call.error                 ? bridge::toQt(call.error->message)
               : call.cacheHit            ? tr("answered from the cache")
               : call.attempts.size() > 1 ? tr("answered at attempt %1").arg(call.attempts.size())
                                          : tr("answered");
    case Input: {
        const llm::Usage& usage = call.usage;
        return usage.input ? count(*usage.input + usage.cacheRead.value_or(0) +
                                   usage.cacheWrite.value_or(0))
                           : QString();
    }
    case Output:
        return call.usage.output ? count(*call.usage.output) : QString();
    case Cost:
        return call.cost                                ? costText(call.cost)
               : call.cacheHit || call.attempts.empty() ? tr("nothing")
                                                        : tr("not known");
    case Elapsed:
        return tr("%1 s").arg(static_cast<double>(call.elapsedMs) / 1000, 0, 'f', 2);
    default:
        return {};
    }
}

QString CallsModel::text(int row, int column) const
{
    if (const llm::CallRecord* answered = call(row)) {
        return callText(*answered, column);
    }
    const LiveAnswer& streaming = *live(row);
    return column == Agent     ? streaming.agent
           : column == Purpose ? streaming.purpose
           : column == Outcome
               ? tr("answering: %1 letters so far").arg(count(streaming.text.size()))
               : QString();
}

int CallsModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_calls.size() + m_live.size());
}

int CallsModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : kColumns;
}

QVariant CallsModel::data(const QModelIndex& index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(index.row(), column);
    case Qt::ToolTipRole:
        if (const llm::CallRecord* answered = call(index.row());
            answered != nullptr && column == Input) {
            return tokensText(answered->usage);
        }
        return text(index.row(), column).toHtmlEscaped();
    case Qt::TextAlignmentRole:
        return alignmentOf(column);
    case Qt::ForegroundRole:
        if (const llm::CallRecord* answered = call(index.row());
            answered != nullptr && answered->error && column == Outcome) {
            return m_theme[Token::Warn];
        }
        return {};
    default:
        return {};
    }
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= kColumns) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return alignmentOf(section);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    static const std::array kTitles = {QT_TR_NOOP("Agent"),      QT_TR_NOOP("Asked for"),
                                       QT_TR_NOOP("Model"),      QT_TR_NOOP("Tokens in"),
                                       QT_TR_NOOP("Tokens out"), QT_TR_NOOP("Cost"),
                                       QT_TR_NOOP("Time"),       QT_TR_NOOP("Outcome")};
    return tr(kTitles[static_cast<std::size_t>(section)]);
}

} // namespace sw::gui
