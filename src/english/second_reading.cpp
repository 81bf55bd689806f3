#include "english/second_reading.h"

#include "base/text.h"
#include "english/describe.h"
#include "lang/syntax.h"

#include <algorithm>

namespace sw::english {

namespace {

/// A line without what never changes a trade: marks of assumptions, and the equality in
/// comparisons of continuous values.
std::string essence(const std::string& rule)
{
    std::string out;
    for (std::size_t i = 0; i < rule.size(); ++i) {
        const bool orEqual = rule[i] == '=' && i > 0 && (rule[i - 1] == '<' || rule[i - 1] == '>');
        if (rule[i] != '?' && !orEqual) {
            out += rule[i];
        }
    }
    return out;
}

std::vector<std::string> essences(const Reading& reading)
{
    std::vector<std::string> out;
    for (const TraceItem& item : reading.trace) {
        out.push_back(essence(item.rule));
    }
    return out;
}

/// Lines of `reading` that `other` does not have.
std::vector<const TraceItem*> ownLines(const Reading& reading, const Reading& other)
{
    const std::vector<std::string> known = essences(other);
    std::vector<const TraceItem*> out;
    for (const TraceItem& item : reading.trace) {
        if (std::find(known.begin(), known.end(), essence(item.rule)) == known.end()) {
            out.push_back(&item);
        }
    }
    return out;
}

/// What a reading does and the other one does not, in words.
std::string said(const Reading& reading, const Reading& other)
{
    const std::vector<std::string> known = describe(lang::parse(other.source).tree);
    std::vector<std::string> out;
    for (std::string sentence : describe(lang::parse(reading.source).tree)) {
        if (std::find(known.begin(), known.end(), sentence) == known.end()) {
            sentence = withoutAssumptions(std::move(sentence));
            while (!sentence.empty() && sentence.back() == '.') {
                sentence.pop_back();
            }
            out.push_back(std::move(sentence));
        }
    }
    return out.empty() ? "no such rule" : join(out, "; ");
}

bool overlaps(const lang::Span& a, const lang::Span& b)
{
    return a.begin < b.end && b.begin < a.end;
}

/// From the first to the last word that one of the lines came from.
lang::Span spanOf(const std::vector<const TraceItem*>& lines)
{
    lang::Span out;
    for (const TraceItem* line : lines) {
        if (line->words.begin >= line->words.end) {
            continue;
        }
        const bool first = out.begin >= out.end;
        out = first ? line->words
                    : lang::Span{std::min(out.begin, line->words.begin),
                                 std::max(out.end, line->words.end)};
    }
    return out;
}

} // namespace

std::optional<Note> questionBetween(const Reading& chosen, const std::vector<Reading>& others)
{
    for (const Reading& other : others) {
        if (other.questions.size() > chosen.questions.size() ||
            other.unsupported.size() > chosen.unsupported.size()) {
            continue;
        }
        std::vector<const TraceItem*> lines = ownLines(chosen, other);
        const std::vector<const TraceItem*> theirs = ownLines(other, chosen);
        if (lines.empty() && theirs.empty()) {
            continue;
        }
        lines.insert(lines.end(), theirs.begin(), theirs.end());
        Note note;
        note.span = spanOf(lines);
        const bool asked =
            std::any_of(chosen.questions.begin(), chosen.questions.end(),
                        [&](const Note& old) { return overlaps(old.span, note.span); });
        if (asked) {
            continue;
        }
        for (const TraceItem* line : lines) {
            const bool inside = line->words.begin == note.span.begin;
            note.words = inside && line->text.size() > note.words.size() ? line->text : note.words;
        }
        note.about = "reading";
        note.code = "ambiguous";
        note.text =
            "Two readings fit" + (note.words.empty() ? std::string() : " \"" + note.words + "\"") +
            " and trade differently: \"" + said(chosen, other) +
            "\", which is taken for now, or \"" + said(other, chosen) + "\"; which one is meant?";
        return note;
    }
    return std::nullopt;
}

} // namespace sw::english
