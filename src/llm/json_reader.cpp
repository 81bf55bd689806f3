#include "llm/json_reader.h"

#include "llm/wire.h"

#include <QJsonDocument>

#include <utility>

namespace sw::llm {

JsonReader::JsonReader(Framing framing, Asked asked) : m_framing(framing), m_asked(std::move(asked))
{}

QString JsonReader::read(const QByteArray& bytes)
{
    if (m_ended) {
        return {};
    }
    if (m_body == Body::Undecided) {
        m_head += bytes;
        decideFraming();
        if (m_body != Body::Undecided) {
            cut(std::exchange(m_head, QByteArray()));
        }
    } else {
        cut(bytes);
    }
    return std::exchange(m_shown, QString());
}

void JsonReader::decideFraming()
{
    qsizetype at = 0;
    const QByteArray mark("\xEF\xBB\xBF");
    if (m_head.startsWith(mark)) {
        at = mark.size();
    } else if (mark.startsWith(m_head)) {
        return;
    }
    while (at < m_head.size() && QByteArrayView(" \t\r\n").contains(m_head[at])) {
        ++at;
    }
    if (at == m_head.size()) {
        if (at > kLongestPieceBytes) {
            giveUp(ProblemKind::Unreadable, QStringLiteral("nothing but white space"));
        }
        return;
    }
    if (m_head[at] == '<') {
        giveUp(ProblemKind::Html, QString::fromUtf8(m_head.left(200)));
        m_head.clear();
        return;
    }
    const bool oneDocument = m_head[at] == '{' || m_head[at] == '[';
    m_body = m_framing == Framing::Events && oneDocument ? Body::Whole : Body::Stream;
}

void JsonReader::cut(const QByteArray& bytes)
{
    if (m_body == Body::Whole) {
        m_whole.take(bytes);
        if (m_whole.error()) {
            giveUp(ProblemKind::Unreadable, *m_whole.error());
        }
        return;
    }
    if (m_framing == Framing::Lines) {
        for (const QByteArray& line : m_lines.take(bytes)) {
            parse(line);
        }
    } else {
        for (const StreamEvent& event : m_events.take(bytes)) {
            parse(event.data);
        }
    }
    const auto& error = m_framing == Framing::Lines ? m_lines.error() : m_events.error();
    if (error) {
        giveUp(ProblemKind::Unreadable, *error);
    }
}

void JsonReader::parse(const QByteArray& json)
{
    if (m_ended) {
        return;
    }
    if (m_framing == Framing::Events && json.trimmed() == "[DONE]") {
        end();
        return;
    }
    QJsonParseError error;
    const QJsonDocument parsed = QJsonDocument::fromJson(json, &error);
    if (error.error != QJsonParseError::NoError) {
        giveUp(
            ProblemKind::Unreadable,
            QStringLiteral("%1 at byte %2 of an event").arg(error.errorString()).arg(error.offset));
    } else if (parsed.isArray()) {
        document(parsed.array());
    } else {
        piece(parsed.object());
    }
}

Assembled JsonReader::finish()
{
    if (!std::exchange(m_finished, true) && !m_ended) {
        if (m_body == Body::Whole) {
            const QJsonValue value = parsedBody(m_whole.bytes());
            if (value.isUndefined()) {
                giveUp(ProblemKind::Unreadable, QStringLiteral("the body is not JSON"));
            } else {
                document(value);
            }
        } else if (m_framing == Framing::Lines && !m_lines.rest().isEmpty() &&
                   !parsedBody(m_lines.rest()).isUndefined()) {
            parse(m_lines.rest());
        }
    }
    m_ended = true;
    compose(m_answer);
    if (m_answer.stop == StopClass::Refused) {
        m_answer.text.clear();
    }
    return m_answer;
}

void JsonReader::giveUp(ProblemKind kind, const QString& words)
{
    giveUp(problemOf(kind, m_asked, words));
}

void JsonReader::giveUp(const Problem& problem)
{
    if (!m_ended && !isWhole()) {
        m_answer.problem = problem;
    }
    m_ended = true;
}

QString ThinkFilter::take(const QString& text)
{
    m_held += text;
    if (m_state == State::Before) {
        qsizetype at = 0;
        while (at < m_held.size() && m_held[at].isSpace()) {
            ++at;
        }
        const QStringView rest = QStringView(m_held).mid(at);
        for (const QLatin1String tag : {QLatin1String("think"), QLatin1String("thinking")}) {
            const QString open = QStringLiteral("<%1>").arg(tag);
            if (rest.startsWith(open)) {
                m_close = QStringLiteral("</%1>").arg(tag);
                m_state = State::Inside;
            } else if (QStringView(open).startsWith(rest)) {
                return {}; // may still become one
            }
        }
        m_state = m_state == State::Inside ? State::Inside : State::After;
    }
    if (m_state == State::Inside) {
        const qsizetype close = m_held.indexOf(m_close);
        if (close < 0) {
            m_held = m_held.right(m_close.size()); // what may be the beginning of the end
            return {};
        }
        m_held = m_held.mid(close + m_close.size());
        m_state = State::After;
        m_skipSpace = true;
    }
    QString passed = std::exchange(m_held, QString());
    if (m_skipSpace) {
        qsizetype at = 0;
        while (at < passed.size() && passed[at].isSpace()) {
            ++at;
        }
        passed.remove(0, at);
        m_skipSpace = passed.isEmpty();
    }
    return passed;
}

QString ThinkFilter::rest()
{
    return m_state == State::Before ? std::exchange(m_held, QString()) : QString();
}

} // namespace sw::llm
