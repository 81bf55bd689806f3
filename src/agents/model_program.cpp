#include "agents/model_program.h"

#include "agents/certainty.h"
#include "agents/code_generator_agent.h"
#include "agents/prompt.h"
#include "base/text.h"
#include "bridge/text.h"
#include "lang/printer.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace sw::agents {

namespace {

/// Diagnostics that one repair is told of.
constexpr std::size_t kDiagnostics = 10;
/// Letters of a note that are shown.
constexpr int kNoteLetters = 400;

llm::ModelRequest programRequest(const QString& task, const QJsonObject& material)
{
    llm::ModelRequest request = roleRequest(QStringLiteral("code_generator"), task, material);
    request.agent = QStringLiteral("CodeGenerator");
    request.purpose = task == QLatin1String("code_generator_task")
                          ? QStringLiteral("writing the program")
                          : QStringLiteral("repairing the program");
    return request;
}

QJsonObject repairMaterial(const Brief& brief, const StrategyDraft& draft, int attempt)
{
    QJsonArray diagnostics;
    for (const lang::Diagnostic& diagnostic : draft.diagnostics) {
        if (diagnostic.severity == lang::Severity::Error &&
            static_cast<std::size_t>(diagnostics.size()) < kDiagnostics) {
            diagnostics.append(QJsonObject{
                {QStringLiteral("code"), bridge::toQt(diagnostic.code)},
                {QStringLiteral("message"), bridge::toQt(lang::describe(diagnostic, draft.source))},
                {QStringLiteral("hint"), bridge::toQt(diagnostic.hint)}});
        }
    }
    return {{QStringLiteral("sentence"), bridge::toQt(brief.text)},
            {QStringLiteral("source"), bridge::toQt(draft.source)},
            {QStringLiteral("diagnostics"), diagnostics},
            {QStringLiteral("attempt"), attempt},
            {QStringLiteral("attempts_left"), kRepairs - attempt}};
}

/// Code fences around the text are taken off; everything else is for the compiler to judge.
std::string sourceOf(const QJsonObject& document)
{
    QString source = document[QStringLiteral("source")].toString().trimmed();
    if (source.startsWith(QLatin1String("```")) && source.endsWith(QLatin1String("```"))) {
        source = source.section(QLatin1Char('\n'), 1, -2);
    }
    return bridge::fromQt(source) + "\n";
}

std::size_t errorsOf(const StrategyDraft& draft)
{
    return static_cast<std::size_t>(
        std::ranges::count(draft.diagnostics, lang::Severity::Error, &lang::Diagnostic::severity));
}

std::vector<Note> notesOf(const QJsonValue& list, const std::string& sentence)
{
    std::vector<Note> notes;
    for (const QJsonValue& value : list.toArray()) {
        const QJsonObject each = value.toObject();
        Note note;
        note.words = plain(each[QStringLiteral("words")].toString(), kNoteLetters);
        note.about = plain(each[QStringLiteral("about")].toString(), kNoteLetters);
        note.text = plain(each[QStringLiteral("text")].toString(), kNoteLetters);
        if (!note.words.empty() &&
            toLower(sentence).find(toLower(note.words)) == std::string::npos) {
            note.words.clear(); // not the user's words
        }
        if (!note.text.empty()) {
            notes.push_back(std::move(note));
        }
    }
    return notes;
}

/// The model's trace, as far as the words are the user's and the line is the program's.
std::vector<TraceLine> traceOf(const QJsonValue& list, const std::string& sentence,
                               const lang::Program& program)
{
    const std::string lower = toLower(sentence);
    std::vector<TraceLine> trace;
    for (const QJsonValue& value : list.toArray()) {
        const QJsonObject each = value.toObject();
        const std::string words = bridge::fromQt(each[QStringLiteral("words")].toString());
        const std::size_t at = words.empty() ? std::string::npos : lower.find(toLower(words));
        const std::string rule = bridge::fromQt(each[QStringLiteral("rule")].toString());
        const lang::Parsed parsed = lang::parse(rule + "\n");
        if (at == std::string::npos || parsed.tree.statements.empty()) {
            continue;
        }
        std::string canonical = lang::print(parsed.tree);
        std::erase(canonical, '?');
        for (const lang::Statement& statement : program.tree.statements) {
            const std::string line = lang::print(statement);
            std::string bare = line + "\n";
            std::erase(bare, '?');
            if (bare == canonical) {
                trace.push_back({{static_cast<std::uint32_t>(at),
                                  static_cast<std::uint32_t>(at + words.size())},
                                 sentence.substr(at, words.size()),
                                 line});
                break;
            }
        }
    }
    return trace;
}

/// Notes on what the text marks as assumed, in the model's words where it has some.
void addAssumptions(StrategyDraft& draft, std::vector<Note> told)
{
    for (const lang::Assumption& assumption : draft.program->assumptions) {
        if (isNoted(draft.assumptions, assumption)) {
            continue;
        }
        const auto same = std::ranges::find(told, assumption.about, &Note::about);
        if (same != told.end()) {
            same->value = assumption.value;
            draft.assumptions.push_back(*same);
            told.erase(same);
        } else {
            draft.assumptions.push_back({"", assumption.about, assumption.text, assumption.value});
        }
    }
    for (Note& note : told) {
        const bool known = std::ranges::any_of(draft.assumptions, [&](const Note& other) {
            return other.about == note.about && other.text == note.text;
        });
        if (!known) {
            draft.assumptions.push_back(std::move(note));
        }
    }
}

/// What the interpreter could not express stays visible unless the model says where it went.
void keepUnexpressed(StrategyDraft& draft, const StrategyDraft& builtIn)
{
    for (const Note& note : builtIn.unsupported) {
        const auto names = [&](const std::string& words) {
            return !words.empty() && (words.find(note.words) != std::string::npos ||
                                      note.words.find(words) != std::string::npos);
        };
        const bool traced = std::ranges::any_of(draft.trace, [&](const TraceLine& line) {
            return line.text.find(note.words) != std::string::npos;
        });
        const bool told = std::ranges::any_of(
            draft.unsupported, [&](const Note& other) { return names(other.words); });
        if (!note.words.empty() && !traced && !told) {
            draft.unsupported.push_back(note);
        }
    }
}

/// The model's program as a draft: settings of the brief put in, marked, compiled.
StrategyDraft draftOfSource(const std::string& source, const Brief& brief,
                            const StrategyDraft& builtIn, const std::string& onlySymbol)
{
    Brief given = brief;
    given.source = source;
    StrategyDraft draft = draftOf(given, onlySymbol);
    if (draft.program) {
        given.source = withAssumptionMarks(*draft.program, brief.text, builtIn);
        std::vector<std::string> changes = std::move(draft.changes);
        draft = draftOf(given, onlySymbol);
        draft.changes = std::move(changes);
    }
    draft.assumptions.clear();
    return draft;
}

/// Fills in what the answer says beside the program.
StrategyDraft complete(StrategyDraft draft, const QJsonObject& document, const Brief& brief,
                       const StrategyDraft& builtIn)
{
    const std::string& text = brief.text;
    draft.mode = builtIn.mode == "none" ? "signals" : builtIn.mode;
    draft.trace = traceOf(document[QStringLiteral("trace")], text, *draft.program);
    addAssumptions(draft, notesOf(document[QStringLiteral("assumptions")], text));
    draft.unsupported = notesOf(document[QStringLiteral("unsupported")], text);
    keepUnexpressed(draft, builtIn);
    draft.questions = changedCertainties(builtIn, *draft.program);
    for (Note& note : notesOf(document[QStringLiteral("questions")], text)) {
        draft.questions.push_back(std::move(note));
    }
    return draft;
}

} // namespace

Result<StrategyDraft> draftByModel(const Brief& brief, StrategyDraft builtIn,
                                   const std::string& onlySymbol, ModelStep& model)
{
    QString task = QStringLiteral("code_generator_task");
    QJsonObject material{{QStringLiteral("sentence"), bridge::toQt(brief.text)}};
    std::size_t errors = 0;
    std::string lastSource;
    for (int attempt = 0; attempt <= kRepairs; ++attempt) {
        const Result<QJsonObject> answer = model.ask(programRequest(task, material));
        if (!answer) {
            if (answer.error().kind == ErrorKind::Cancelled) {
                return fail(answer.error());
            }
            model.fallBack(bridge::toQt(answer.error().message));
            return builtIn;
        }
        if ((*answer)[QStringLiteral("verdict")].toString() == QLatin1String("cannot")) {
            builtIn.unsupported = notesOf((*answer)[QStringLiteral("unsupported")], brief.text);
            model.fallBack(
                QStringLiteral("The model finds no strategy in the text that bars can express."));
            return builtIn;
        }
        StrategyDraft draft = draftOfSource(sourceOf(*answer), brief, builtIn, onlySymbol);
        if (draft.program) {
            return complete(std::move(draft), *answer, brief, builtIn);
        }
        const std::size_t found = errorsOf(draft);
        const bool worse = attempt > 0 && (found > errors || draft.source == lastSource);
        if (attempt == kRepairs || worse) {
            break;
        }
        errors = found;
        lastSource = draft.source;
        model.say(QStringLiteral("The model's program does not compile (%1); it is asked to repair "
                                 "it.")
                      .arg(bridge::toQt(counted(static_cast<long long>(found), "problem"))));
        task = QStringLiteral("code_generator_repair");
        material = repairMaterial(brief, draft, attempt + 1);
    }
    model.fallBack(QStringLiteral("The model's program does not compile after repairs."));
    return builtIn;
}

} // namespace sw::agents
