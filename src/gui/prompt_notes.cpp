#include "gui/prompt_notes.h"

#include "agents/answer.h"
#include "bridge/text.h"
#include "lang/program.h"

#include <QRegularExpression>

#include <algorithm>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Symbols offered as answers; more would not fit beside the field.
constexpr qsizetype kMostChoices = 3;
/// Programs beyond this are not searched for assumptions. Units: letters.
constexpr qsizetype kMostLetters = 50'000;

bool isSymbolQuestion(const QString& about)
{
    return about == QLatin1String("symbol") || about == QLatin1String("symbols");
}

/// A question as a note: symbols to choose where one is asked for, "Yes" where a value is.
template <class Note>
PromptNote questionOf(const Note& note, const std::vector<PromptNote>& assumptions,
                      const QStringList& symbols)
{
    PromptNote out{PromptNote::Kind::Question,
                   toQt(note.about),
                   toQt(note.text),
                   {},
                   toQt(note.words),
                   {},
                   true};
    if (isSymbolQuestion(out.about)) {
        out.choices = symbols.mid(0, kMostChoices);
        return out;
    }
    const auto assumed = std::ranges::find(assumptions, out.about, &PromptNote::about);
    if (assumed != assumptions.end() && assumed->editable) {
        out.value = assumed->value;
        out.choices = {assumed->value};
    }
    return out;
}

template <class Note> PromptNote unsupportedOf(const Note& note)
{
    return {PromptNote::Kind::Unsupported,
            toQt(note.about),
            toQt(note.text),
            {},
            toQt(note.words),
            {},
            false};
}

/// An assumed value of a program's own text.
PromptNote assumptionOf(const lang::Assumption& assumption)
{
    return {PromptNote::Kind::Assumption,
            toQt(assumption.about),
            toQt(assumption.text),
            toQt(assumption.value),
            {},
            {},
            assumption.span.length() > 0};
}

/// What the text assumes: each subject and value once, however often it is written.
std::vector<PromptNote> assumptionsIn(const lang::Program& program)
{
    std::vector<PromptNote> notes;
    for (const lang::Assumption& assumption : program.assumptions) {
        PromptNote note = assumptionOf(assumption);
        if (std::ranges::find(notes, note) == notes.end()) {
            notes.push_back(std::move(note));
        }
    }
    return notes;
}

bool isAbout(const std::vector<PromptNote>& notes, const QString& about)
{
    return std::ranges::any_of(notes, [&](const PromptNote& note) { return note.about == about; });
}

/// Whether a note about what the text does not show still holds for the text.
bool stillHolds(const lang::Program& program, std::string_view about)
{
    if (about == "costs") {
        return !program.costs.stated;
    }
    if (about == "sizing" || about == "size") {
        return !program.sizingStated;
    }
    return true;
}

/// Notes that the text does not show: readings, spellings, defaults of the engine.
template <class Notes>
void addUnshown(std::vector<PromptNote>& out, const Notes& assumptions,
                const lang::Program* program, const QString& source)
{
    static const QRegularExpression kNumber(QStringLiteral("^[-+]?[0-9.,/%]+$"));
    for (const auto& note : assumptions) {
        const QString about = toQt(note.about);
        const QString value = toQt(note.value);
        const bool gone = program != nullptr && !stillHolds(*program, note.about);
        // A value that the text held and holds no longer was stated meanwhile.
        const bool stated = program != nullptr && kNumber.match(value).hasMatch() &&
                            about.contains(u'.') && !source.contains(value + u'?');
        const bool daily =
            about == QLatin1String("timeframe") && program != nullptr && !program->timeframeAssumed;
        if (!gone && !stated && !daily && !isAbout(out, about)) {
            out.push_back({PromptNote::Kind::Assumption,
                           about,
                           toQt(note.text),
                           {},
                           toQt(note.words),
                           {},
                           false});
        }
    }
}

template <class Source>
std::vector<PromptNote> allNotes(const Source& said, const QString& source,
                                 const QStringList& symbols)
{
    lang::Compilation compiled;
    if (source.size() <= kMostLetters) {
        compiled = lang::compile(fromQt(source));
    }
    std::vector<PromptNote> assumptions;
    if (compiled.program) {
        assumptions = assumptionsIn(*compiled.program);
    }
    addUnshown(assumptions, said.assumptions, compiled.program.get(), source);
    std::vector<PromptNote> out;
    for (const auto& note : said.questions) {
        // Whether an assumed value is right can be answered once there is a program that holds it,
        // and has been when the program holds it no longer.
        const bool aboutValue = note.about.find('.') != std::string::npos;
        const bool open =
            compiled.program ? isAbout(assumptions, toQt(note.about)) : said.questions.size() == 1;
        if (!aboutValue || open) {
            out.push_back(questionOf(note, assumptions, symbols));
        }
    }
    for (const auto& note : said.unsupported) {
        // A question about the same words says it already, and can be answered.
        const bool asked = std::ranges::any_of(said.questions, [&](const auto& question) {
            return !note.words.empty() && question.words == note.words;
        });
        if (!asked || compiled.program == nullptr) {
            out.push_back(unsupportedOf(note));
        }
    }
    out.insert(out.end(), assumptions.begin(), assumptions.end());
    return out;
}

QString lettersOnly(const QString& rule)
{
    static const QRegularExpression kValues(QStringLiteral("[0-9][0-9._]*"));
    QString plain = rule.section(u'#', 0, 0).trimmed();
    plain.remove(u'?');
    return plain.replace(kValues, QStringLiteral("0"));
}

template <class Items> std::vector<WordTrace> traceIn(const Items& items, const QString& sentence)
{
    std::vector<WordTrace> trace;
    for (const auto& item : items) {
        const auto [begin, end] = lettersOf(sentence, item.words);
        trace.push_back({begin, end, toQt(item.rule).section(u'\n', 0, 0)});
    }
    return trace;
}

} // namespace

std::pair<int, int> lettersOf(const QString& text, lang::Span bytes)
{
    // Bytes of a letter are counted instead of encoding the text again for each range.
    std::uint32_t byte = 0;
    int begin = -1;
    int letter = 0;
    for (; letter < text.size() && byte < bytes.end; ++letter) {
        if (begin < 0 && byte >= bytes.begin) {
            begin = letter;
        }
        const char16_t unit = text[letter].unicode();
        const bool half = text[letter].isSurrogate();
        byte += unit < 0x80 ? 1 : unit < 0x800 ? 2 : half ? 2 : 3;
    }
    return {begin < 0 ? letter : begin, letter};
}

std::vector<PromptNote> notesOf(const english::Reading& reading, const QStringList& symbols)
{
    return allNotes(reading, toQt(reading.source), symbols);
}

std::vector<PromptNote> notesOf(const agents::StrategyDraft& draft, const QString& source,
                                const QStringList& symbols)
{
    return allNotes(draft, source, symbols);
}

std::vector<WordTrace> traceOf(const english::Reading& reading, const QString& sentence)
{
    return traceIn(reading.trace, sentence);
}

std::vector<WordTrace> traceOf(const agents::StrategyDraft& draft, const QString& sentence)
{
    return traceIn(draft.trace, sentence);
}

bool isRule(const QString& source, int line, const QString& rule)
{
    return line > 0 && lettersOnly(source.section(u'\n', line - 1, line - 1)) == lettersOnly(rule);
}

int lineOfRule(const QString& source, const QString& rule)
{
    const QStringList lines = source.split(u'\n');
    const QString plain = lettersOnly(rule);
    int near = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const int line = static_cast<int>(i) + 1;
        if (lines[i].section(u'#', 0, 0).trimmed() == rule) {
            return line;
        }
        if (near == 0 && !plain.isEmpty() && lettersOnly(lines[i]) == plain) {
            near = line;
        }
    }
    return near;
}

Result<QString> withValue(const QString& source, const PromptNote& note, const QString& value)
{
    Result<std::string> changed =
        agents::withValue(fromQt(source), fromQt(note.about), fromQt(note.value), fromQt(value));
    if (!changed) {
        return fail(changed.error());
    }
    return toQt(*changed);
}

QString withAnswer(const QString& sentence, const PromptNote& note, const QString& answer)
{
    const agents::Note question{fromQt(note.words), fromQt(note.about), fromQt(note.text), {}};
    return toQt(agents::withAnswer(fromQt(sentence), question, fromQt(answer)));
}

} // namespace sw::gui
