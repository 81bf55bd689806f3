// What the readers of all providers share: finding out how a body is framed, cutting it, parsing
// its pieces, and failing properly when one of them is not what it should be.
#pragma once

#include "llm/adapter.h"
#include "llm/event_stream.h"

#include <QJsonObject>
#include <QJsonValue>

namespace sw::llm {

/// Reader of JSON pieces. A service that ignores `stream` and answers with one whole document is
/// read too; a web page is told apart from both.
class JsonReader : public AnswerReader
{
public:
    enum class Framing { Events, Lines };
    JsonReader(Framing framing, Asked asked);

    QString read(const QByteArray& bytes) final;
    bool ended() const final { return m_ended; }
    Assembled finish() final;

protected:
    /// A piece of the stream.
    virtual void piece(const QJsonObject& object) = 0;
    /// An answer that came as one document.
    virtual void document(const QJsonValue& value) = 0;
    /// Fills text, whole, stop of `answer` from what was read.
    virtual void compose(Assembled& answer) = 0;
    /// Whether a stop reason was seen and nothing is open any more.
    virtual bool isWhole() const = 0;

    /// The answer has failed, unless it was whole already: then only its tail is broken.
    void giveUp(ProblemKind kind, const QString& words);
    void giveUp(const Problem& problem);
    /// Nothing more is worth waiting for.
    void end() { m_ended = true; }
    /// Text to be shown.
    void show(const QString& text) { m_shown += text; }

    Assembled& answer() { return m_answer; }
    const Asked& asked() const { return m_asked; }

private:
    void cut(const QByteArray& bytes);
    void parse(const QByteArray& json);
    void decideFraming();

    enum class Body { Undecided, Stream, Whole };
    const Framing m_framing;
    const Asked m_asked;
    Body m_body = Body::Undecided;
    QByteArray m_head;
    EventStream m_events;
    LineStream m_lines;
    WholeBody m_whole;
    Assembled m_answer;
    QString m_shown;
    bool m_ended = false;
    bool m_finished = false;
};

/// Takes a leading think block out of a text that grows.
class ThinkFilter
{
public:
    /// The part of the answer that `text` adds.
    QString take(const QString& text);
    /// What was held back because it could have become a think block.
    QString rest();

private:
    enum class State { Before, Inside, After };
    State m_state = State::Before;
    QString m_held;
    QString m_close;
    bool m_skipSpace = false;
};

} // namespace sw::llm
