#include "english/builder.h"

#include "base/text.h"
#include "english/render.h"

#include <algorithm>
#include <array>
#include <set>

namespace sw::english {

namespace {

bool sameNote(const Note& a, const Note& b)
{
    return a.about == b.about && a.text == b.text && a.value == b.value;
}

void addOnce(std::vector<Note>& notes, Note note)
{
    for (const Note& old : notes) {
        if (sameNote(old, note)) {
            return;
        }
    }
    notes.push_back(std::move(note));
}

/// What an assumed literal is called: "rsi.n" is the length of the RSI.
std::string fieldOf(const std::string& label)
{
    if (label.ends_with(".n")) {
        return label.substr(0, label.size() - 2) + ".length";
    }
    return label.ends_with("?") ? label.substr(0, label.size() - 1) : label;
}

} // namespace

/// True when the end of a sentence lies between the words.
bool Builder::isApart(lang::Span a, lang::Span b) const
{
    for (std::uint32_t i = a.end; i < b.begin && i < m_tokens.size(); ++i) {
        if (m_tokens[i].kind == TokenKind::Break) {
            return true;
        }
    }
    return false;
}

lang::Span Builder::bytesOf(lang::Span tokens) const
{
    if (tokens.begin >= tokens.end || tokens.end > m_tokens.size()) {
        return {};
    }
    return {m_tokens[tokens.begin].span.begin, m_tokens[tokens.end - 1].span.end};
}

std::string Builder::wordsOf(lang::Span tokens) const
{
    const lang::Span bytes = bytesOf(tokens);
    std::string text(m_sentence.substr(bytes.begin, bytes.length()));
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

void Builder::assume(std::string about, std::string text, std::string value, lang::Span words,
                     std::string code)
{
    Note note;
    note.span = bytesOf(words);
    note.words = wordsOf(words);
    note.about = std::move(about);
    note.text = std::move(text);
    note.value = std::move(value);
    note.code = std::move(code);
    addOnce(m_out.assumptions, std::move(note));
}

void Builder::ask(std::string about, std::string text, lang::Span words, std::string code)
{
    Note note;
    note.span = bytesOf(words);
    note.words = wordsOf(words);
    note.about = std::move(about);
    note.text = std::move(text);
    note.code = std::move(code);
    addOnce(m_out.questions, std::move(note));
}

void Builder::unsupported(std::string about, std::string text, lang::Span words, std::string code)
{
    Note note;
    note.span = bytesOf(words);
    note.words = wordsOf(words);
    note.about = std::move(about);
    note.text = std::move(text);
    note.code = std::move(code);
    addOnce(m_out.unsupported, std::move(note));
}

void Builder::reportHoles(const NodePtr& node)
{
    if (!node) {
        return;
    }
    if (is(node, "hole")) {
        const std::string quoted = "\"" + node->text + "\"";
        if (node->label.empty()) {
            unsupported("condition", quoted + " was not understood as a condition.", node->words,
                        "not-understood");
            ask("condition", "What does " + quoted + " mean in terms of price, volume or date?",
                node->words, "not-understood");
        } else {
            unsupported("condition",
                        quoted + " needs " + node->label +
                            ", which is not in the price and volume data.",
                        node->words, "no-data");
            ask("condition",
                "Replace or drop " + quoted +
                    ": which dates, symbol or other trigger should stand in "
                    "its place?",
                node->words, "no-data");
        }
    }
    for (const NodePtr& kid : node->kids) {
        reportHoles(kid);
    }
}

void Builder::reportAssumed(const NodePtr& node)
{
    if (!node) {
        return;
    }
    if (node->assumed && !node->label.empty() && node->label != "name") {
        const std::string field = fieldOf(node->label);
        const std::string value = renderNumber(node->number) + (is(node, "pct") ? "%" : "");
        std::string spoken = field;
        std::replace(spoken.begin(), spoken.end(), '.', ' ');
        std::replace(spoken.begin(), spoken.end(), '_', ' ');
        if (field == "golden_cross" || field == "death_cross") {
            assume(field, spoken + ": average of 50 bars against average of 200 bars", "50/200");
        } else if (field.starts_with("supertrend")) {
            assume("supertrend", "supertrend with length 10 and factor 3", "10/3");
        } else if (node->label.ends_with("?")) {
            ask(field, "Is " + value + " right for \"" + spoken + "\"?", node->words, "vague");
            assume(field, spoken + " = " + value, value);
        } else {
            assume(field, spoken + " = " + value, value);
        }
    }
    for (const NodePtr& kid : node->kids) {
        reportAssumed(kid);
    }
}

void Builder::reportFindings()
{
    for (Finding& finding : m_resolver->takeFindings()) {
        if (finding.question) {
            ask(finding.about, finding.text, finding.words);
        } else {
            assume(finding.about, finding.text, finding.value, finding.words, "reading");
        }
    }
}

void Builder::reportCorrections(const Cover& cover)
{
    for (const Correction& correction : cover.corrections) {
        const auto at = static_cast<std::uint32_t>(correction.token);
        const lang::Span words{at, at + 1};
        assume("spelling", "\"" + m_tokens[at].text + "\" is read as \"" + correction.word + "\"",
               correction.word, words, "spelling");
    }
}

/// A rule with words inside that were not understood says nothing certain: it is left out and
/// asked about, its halves are joined with nothing.
void Builder::tornRule(const NodePtr& fact)
{
    std::vector<std::string> quoted;
    for (std::uint32_t i = fact->words.begin; i < fact->words.end; ++i) {
        if (m_missed.contains(static_cast<int>(i))) {
            const std::string word = "\"" + m_tokens[i].text + "\"";
            if (std::find(quoted.begin(), quoted.end(), word) == quoted.end()) {
                quoted.push_back(word);
            }
        }
    }
    m_torn.push_back(fact->words);
    m_dropped = true;
    for (const NodePtr& half : fact->kids) {
        reportHoles(half);
        if (is(half, "cond")) {
            // only so that "it" further on means what it would have meant
            m_resolver->condition(half->kids[0], Purpose::Entry, true);
            m_resolver->takeFindings();
        }
    }
    ask("text",
        "What does " + shortened(join(quoted, ", "), 160) + " mean in \"" +
            shortened(wordsOf(fact->words), 160) +
            "\"? The rule is left out until then; rephrase it.",
        fact->words, "not-understood");
}

/// "sell after 20 days or with a stop of 5%": each way out acts by itself, so the "or" between two
/// of them says nothing more.
bool Builder::joinsExits(const Cover& cover, int token) const
{
    if (m_tokens[static_cast<std::size_t>(token)].lower != "or") {
        return false;
    }
    const auto at = static_cast<std::uint32_t>(token);
    const NodePtr* before = nullptr;
    const NodePtr* after = nullptr;
    for (const NodePtr& fact : cover.facts) {
        if (fact->words.end <= at) {
            before = &fact;
        } else if (fact->words.begin > at && after == nullptr) {
            after = &fact;
        }
    }
    constexpr std::array<std::string_view, 8> kWaysOut = {"stop",        "stoplevel", "target",
                                                          "targetlevel", "trail",     "trailclose",
                                                          "traillevel",  "timeexit"};
    const auto isWayOut = [&](const NodePtr& fact) {
        return std::ranges::find(kWaysOut, fact->op) != kWaysOut.end();
    };
    const auto isExitRule = [&](const NodePtr& fact) {
        return is(fact, "rule") &&
               (is(fact->kids[0], "exit") || (is(fact->kids[0], "sell") && !m_sellIsShort));
    };
    return before != nullptr && after != nullptr && isWayOut(*after) &&
           (isWayOut(*before) || isExitRule(*before));
}

/// Words that no statement covers, in runs.
void Builder::reportMissed(const Cover& cover)
{
    const std::set<int> filler(cover.filler.begin(), cover.filler.end());
    for (std::size_t i = 0; i < cover.missed.size();) {
        std::size_t last = i;
        const auto joins = [&](int from, int to) {
            for (int k = from + 1; k < to; ++k) {
                if (!filler.contains(k)) {
                    return false;
                }
            }
            return true;
        };
        while (last + 1 < cover.missed.size() &&
               joins(cover.missed[last], cover.missed[last + 1])) {
            ++last;
        }
        const lang::Span words{static_cast<std::uint32_t>(cover.missed[i]),
                               static_cast<std::uint32_t>(cover.missed[last] + 1)};
        bool instruction = false;
        for (std::size_t k = i; k <= last; ++k) {
            instruction = instruction ||
                          isInstruction(m_tokens[static_cast<std::size_t>(cover.missed[k])].lower);
        }
        if (last == i && joinsExits(cover, cover.missed[i])) {
            ++i;
            continue;
        }
        const std::string text = shortened(wordsOf(words), 160);
        if (instruction) {
            unsupported("text", "\"" + text + "\" is not a trading rule and is ignored.", words,
                        "ignored");
        } else {
            unsupported("text", "\"" + text + "\" was not understood.", words, "not-understood");
            const bool asked = std::any_of(m_torn.begin(), m_torn.end(), [&](const auto& torn) {
                return torn.begin <= words.begin && words.end <= torn.end;
            });
            i = last + 1;
            if (asked) {
                continue;
            }
            ask("text", "What does \"" + text + "\" mean for the strategy? Rephrase or drop it.",
                words, "not-understood");
        }
        i = last + 1;
    }
}

} // namespace sw::english
