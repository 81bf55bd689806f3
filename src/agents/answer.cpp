#include "agents/answer.h"

#include "base/text.h"
#include "bridge/text.h"
#include "lang/program.h"

#include <QString>

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>

namespace sw::agents {

using bridge::fromQt;
using bridge::toQt;

namespace {

std::string withoutEnd(const std::string& sentence)
{
    std::string_view text = trimmed(sentence);
    while (!text.empty() && (text.back() == '.' || text.back() == ',' || text.back() == ';')) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

bool startsWithAny(std::string_view text, std::initializer_list<std::string_view> words)
{
    return std::ranges::any_of(words,
                               [&](std::string_view word) { return startsWithNoCase(text, word); });
}

/// An assumed value that the program's text shows and that a stated one can replace.
const lang::Assumption* shownAssumption(const StrategyDraft& draft, const std::string& about)
{
    if (!draft.program) {
        return nullptr;
    }
    const auto& all = draft.program->assumptions;
    const auto found = std::ranges::find_if(all, [&](const lang::Assumption& assumption) {
        return assumption.about == about && assumption.span.length() > 0;
    });
    return found == all.end() ? nullptr : &*found;
}

std::string subjectsOf(const std::vector<Note>& questions)
{
    std::vector<std::string> names;
    names.reserve(questions.size());
    for (const Note& question : questions) {
        names.push_back("'" + question.about + "'");
    }
    return join(names, ", ");
}

/// The question that is meant. Errors: InvalidInput naming those there are.
Result<Note> questionAbout(const StrategyDraft& draft, const std::string& about)
{
    const std::vector<Note>& questions = draft.questions;
    if (questions.empty()) {
        return fail(ErrorKind::InvalidInput,
                    draft.program && !draft.program->holes.empty()
                        ? "A condition has no data and no answer can give it; change the sentence "
                          "and start it again."
                        : "No question is open here; start a run instead.");
    }
    if (about.empty() && questions.size() == 1) {
        return questions.front();
    }
    const auto found = std::ranges::find(questions, about, &Note::about);
    if (found == questions.end()) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("There is no open question about '{}'; there is one about: {}.",
                                shortened(about, 60), subjectsOf(questions)));
    }
    return *found;
}

} // namespace

Result<std::string> withValue(const std::string& source, const std::string& about,
                              const std::string& assumed, const std::string& stated)
{
    const lang::Compilation compiled = lang::compile(source);
    if (!compiled.program) {
        return fail(ErrorKind::InvalidInput,
                    "The program has errors; repair them before changing an assumption.");
    }
    // Spans of assumptions refer to the canonical text, so that is what is changed.
    std::string changed = compiled.program->source;
    std::vector<lang::Span> places;
    for (const lang::Assumption& assumption : compiled.program->assumptions) {
        if (assumption.about == about && assumption.value == assumed &&
            assumption.span.length() > 0) {
            places.push_back(assumption.span);
        }
    }
    std::ranges::sort(places, {}, [](lang::Span span) { return span.begin; });
    places.erase(std::unique(places.begin(), places.end()), places.end());
    const std::string old = assumed + "?";
    const std::string with(trimmed(stated));
    bool found = false;
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        const std::string part = changed.substr(place->begin, place->length() + 1);
        const std::size_t at = part.find(old);
        if (at != std::string::npos) {
            changed.replace(place->begin + at, old.size(), with);
            found = true;
        }
    }
    if (!found) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("The program no longer shows \"{} {}\" as assumed; change it in "
                                "the text.",
                                about, assumed));
    }
    const lang::Compilation checked = lang::compile(changed);
    if (!checked.program) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("\"{}\" does not fit here: {}.", stated,
                                checked.diagnostics.empty() ? "the program would not compile"
                                                            : checked.diagnostics[0].message));
    }
    return checked.program->source;
}

std::string withAnswer(const std::string& sentence, const Note& question, const std::string& answer)
{
    const std::string said = withoutEnd(sentence);
    const std::string given(trimmed(answer));
    if (!question.words.empty()) {
        QString text = toQt(said);
        const QString words = toQt(question.words);
        const qsizetype at = text.indexOf(words, 0, Qt::CaseInsensitive);
        if (at >= 0) {
            return fromQt(text.replace(at, words.size(), toQt(given)));
        }
    }
    const auto joined = [&](const std::string& opening,
                            std::initializer_list<std::string_view> verbs) {
        return said + ", " + (startsWithAny(given, verbs) ? given : opening + " " + given);
    };
    const std::string& about = question.about;
    if (about == "symbol" || about == "symbols") {
        return said + ". Trade " + given;
    }
    if (about.starts_with("exit")) {
        return joined(startsWithAny(given, {"after", "at ", "when", "if ", "on "}) ? "sell"
                                                                                   : "sell when",
                      {"sell", "exit", "close", "cover", "stop", "take profit", "trailing"});
    }
    if (about.starts_with("entry")) {
        return joined("buy when", {"buy", "short", "enter", "go "});
    }
    if (about == "stop loss" || about == "take profit") {
        return joined(about, {"stop", "take"});
    }
    return said + ", " + given;
}

Result<Answered> answer(const Brief& brief, const StrategyDraft& draft, const std::string& about,
                        const std::string& text)
{
    const Result<Note> question = questionAbout(draft, about);
    if (!question) {
        return fail(question.error());
    }
    if (trimmed(text).empty()) {
        return fail(ErrorKind::InvalidInput, "The answer is empty; " + question->text);
    }
    Answered out{brief, draft};
    const lang::Assumption* assumed = shownAssumption(draft, question->about);
    if (assumed == nullptr) {
        out.brief.text = withAnswer(brief.text, *question, text);
        out.brief.source.clear();
        out.draft.questions.clear();
        return out;
    }
    // An answer in the sentence is read anew and would undo what was stated in the program.
    for (const Note& other : draft.questions) {
        if (shownAssumption(draft, other.about) == nullptr) {
            return fail(ErrorKind::InvalidInput, "Please answer this first: " + other.text);
        }
    }
    Result<std::string> source =
        withValue(draft.program->source, assumed->about, assumed->value, text);
    if (!source) {
        return fail(source.error());
    }
    out.brief.source = *source;
    out.draft.source = *source;
    out.draft.program = lang::compile(*source).program;
    std::erase_if(out.draft.questions,
                  [&](const Note& open) { return open.about == question->about; });
    return out;
}

} // namespace sw::agents
