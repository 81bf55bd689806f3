#include "llm/event_stream.h"

#include <algorithm>
#include <utility>

namespace sw::llm {

namespace {

QString tooLong(const char* what)
{
    return QStringLiteral("%1 too long").arg(QLatin1String(what));
}

} // namespace

std::vector<StreamEvent> EventStream::take(const QByteArray& bytes)
{
    std::vector<StreamEvent> events;
    const char* at = bytes.constData();
    const char* const end = at + bytes.size();
    while (at != end && !m_error) {
        if (std::exchange(m_afterReturn, false) && *at == '\n') {
            ++at;
            continue;
        }
        const char* const stop =
            std::find_if(at, end, [](char c) { return c == '\n' || c == '\r'; });
        append(at, stop - at);
        at = stop;
        if (at != end && !m_error) {
            m_afterReturn = *at == '\r';
            ++at;
            endLine(events);
        }
    }
    return m_error ? std::vector<StreamEvent>() : events;
}

void EventStream::append(const char* bytes, qsizetype count)
{
    if (m_line.size() + m_data.size() + count > kLongestPieceBytes) {
        m_error = tooLong(m_data.isEmpty() ? "line" : "event");
        m_line = QByteArray();
        m_data = QByteArray();
        return;
    }
    m_line.append(bytes, count);
}

void EventStream::endLine(std::vector<StreamEvent>& events)
{
    if (std::exchange(m_firstLine, false) && m_line.startsWith("\xEF\xBB\xBF")) {
        m_line.remove(0, 3);
    }
    if (m_line.isEmpty()) {
        if (m_hasData) {
            events.push_back({m_name.isEmpty() ? QByteArray("message") : m_name, m_data});
        }
        m_name.clear();
        m_data.clear();
        m_hasData = false;
        return;
    }
    const qsizetype colon = m_line.indexOf(':');
    if (colon < 0) {
        field(m_line, {});
    } else if (colon > 0) { // a line that starts with a colon is a comment
        const qsizetype value = m_line.mid(colon + 1, 1) == " " ? colon + 2 : colon + 1;
        field(m_line.left(colon), m_line.mid(value));
    }
    m_line.clear();
}

void EventStream::field(const QByteArray& name, const QByteArray& value)
{
    if (name == "event") {
        m_name = value;
    } else if (name == "data") {
        if (std::exchange(m_hasData, true)) {
            m_data.append('\n');
        }
        m_data.append(value);
    }
    // "id" and "retry" are for reconnecting, which no answer of a model survives.
}

std::vector<QByteArray> LineStream::take(const QByteArray& bytes)
{
    std::vector<QByteArray> lines;
    qsizetype at = 0;
    while (at < bytes.size() && !m_error) {
        const qsizetype found = bytes.indexOf('\n', at);
        const qsizetype stop = found < 0 ? bytes.size() : found;
        if (m_line.size() + stop - at > kLongestPieceBytes) {
            m_error = tooLong("line");
            m_line = QByteArray();
            return {};
        }
        m_line.append(bytes.constData() + at, stop - at);
        at = stop + 1;
        if (found >= 0) {
            QByteArray line = std::exchange(m_line, QByteArray()).trimmed();
            if (!line.isEmpty()) {
                lines.push_back(std::move(line));
            }
        }
    }
    return lines;
}

void WholeBody::take(const QByteArray& bytes)
{
    if (m_error) {
        return;
    }
    if (m_bytes.size() + bytes.size() > kLongestPieceBytes) {
        m_error = tooLong("body");
        m_bytes = QByteArray();
        return;
    }
    m_bytes.append(bytes);
}

} // namespace sw::llm
