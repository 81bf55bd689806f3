// What a sentence left open, as notes that can be answered in place, and how an answer goes into
// the program or the sentence. Values and pure functions; the chips only show them.
#pragma once

#include "agents/brief.h"
#include "english/interpreter.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace sw::gui {

/// One note beside the sentence.
struct PromptNote {
    enum class Kind : std::uint8_t { Assumption, Question, Unsupported } kind = Kind::Assumption;
    QString about;       ///< "rsi.length"
    QString text;        ///< one sentence
    QString value;       ///< assumed value, as written
    QString words;       ///< the user's words, empty when nothing was said
    QStringList choices; ///< answers that can be clicked
    bool editable = false;
    bool operator==(const PromptNote&) const = default;
};

/// Which words of the sentence became which rule. Units: UTF-16 letters of the sentence.
struct WordTrace {
    int begin = 0, end = 0;
    QString rule; ///< canonical line
};

/// Letters of `text` that a range of its UTF-8 bytes covers.
std::pair<int, int> lettersOf(const QString& text, lang::Span bytes);

/// Notes of a reading that was not run: assumptions that its program shows can be changed.
std::vector<PromptNote> notesOf(const english::Reading& reading, const QStringList& symbols);
/// Notes of a run whose program is now `source`: what it still assumes, what was asked and what is
/// not supported.
std::vector<PromptNote> notesOf(const agents::StrategyDraft& draft, const QString& source,
                                const QStringList& symbols);

/// The trace of a reading or a run in letters of its sentence.
std::vector<WordTrace> traceOf(const english::Reading& reading, const QString& sentence);
std::vector<WordTrace> traceOf(const agents::StrategyDraft& draft, const QString& sentence);

/// The line of a program that is this rule, from 1: the same text or, failing that, the first that
/// differs in numbers only; 0 when there is none.
int lineOfRule(const QString& source, const QString& rule);
/// True when line `line` of the program is this rule but for its numbers.
bool isRule(const QString& source, int line, const QString& rule);

/// The program with the assumed value replaced by a stated one. Errors: InvalidInput when the text
/// does not show the value or the new one does not fit.
Result<QString> withValue(const QString& source, const PromptNote& note, const QString& value);
/// The sentence with an answer worked in.
QString withAnswer(const QString& sentence, const PromptNote& note, const QString& answer);

} // namespace sw::gui
