// Cuts the bytes of a streamed answer into its pieces, however the network cut them: server-sent
// events, lines of JSON, or one whole body. Knows nothing of what the pieces mean.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>
#include <vector>

namespace sw::llm {

/// Most bytes of a line, of an event, or of a body that is read as a whole.
inline constexpr qsizetype kLongestPieceBytes = 8 * 1024 * 1024;

/// One server-sent event. Its data is complete, so that decoding its UTF-8 is safe.
struct StreamEvent {
    QByteArray name = "message";
    QByteArray data;

    bool operator==(const StreamEvent&) const = default;
};

/// Decoder of `text/event-stream`. An event that no blank line ends is no event. Memory: at most
/// one event of kLongestPieceBytes. Source: WHATWG HTML, section 9.2.6.
class EventStream
{
public:
    /// Takes the next bytes and returns the events that they complete. Nothing after an error.
    std::vector<StreamEvent> take(const QByteArray& bytes);

    /// Why the stream cannot be read further: "line too long"; nothing while all is well.
    const std::optional<QString>& error() const { return m_error; }

private:
    void endLine(std::vector<StreamEvent>& events);
    void field(const QByteArray& name, const QByteArray& value);
    void append(const char* bytes, qsizetype count);

    QByteArray m_line;
    QByteArray m_name;
    QByteArray m_data;
    bool m_hasData = false;
    bool m_afterReturn = false; ///< the last byte was \r: a \n now belongs to it
    bool m_firstLine = true;
    std::optional<QString> m_error;
};

/// Decoder of lines of JSON (`application/x-ndjson`); blank lines are skipped.
class LineStream
{
public:
    /// Takes the next bytes and returns the lines that they complete, without their ends.
    std::vector<QByteArray> take(const QByteArray& bytes);
    /// The last line when nothing ended it. A part of a JSON object is never a JSON object, so
    /// that the caller's parser tells whether it is whole.
    QByteArray rest() const { return m_line.trimmed(); }

    /// Why the stream cannot be read further; nothing while all is well.
    const std::optional<QString>& error() const { return m_error; }

private:
    QByteArray m_line;
    std::optional<QString> m_error;
};

/// Collects a body that is read as a whole.
class WholeBody
{
public:
    void take(const QByteArray& bytes);
    const QByteArray& bytes() const { return m_bytes; }
    /// Why the body cannot be read; nothing while all is well.
    const std::optional<QString>& error() const { return m_error; }

private:
    QByteArray m_bytes;
    std::optional<QString> m_error;
};

} // namespace sw::llm
