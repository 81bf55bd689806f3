#include "agents/certainty.h"

#include "base/text.h"
#include "lang/printer.h"
#include "lang/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <set>

namespace sw::agents {

namespace {

using lang::Token;
using lang::TokenKind;

bool isNumber(TokenKind kind)
{
    return kind == TokenKind::Number || kind == TokenKind::Percent || kind == TokenKind::Money ||
           kind == TokenKind::RMultiple;
}

std::vector<Token> tokensOf(const std::string& text)
{
    lang::Problems problems; // of texts that compiled: none
    return lang::scan(text, problems).tokens;
}

/// Every number that stands in a text for people: "1,000", "2.5", "50k".
void addNumbers(const std::string& text, std::set<double>& found)
{
    for (std::size_t at = 0; at < text.size();) {
        if (std::isdigit(static_cast<unsigned char>(text[at])) == 0) {
            ++at;
            continue;
        }
        std::string digits;
        while (at < text.size() && (std::isdigit(static_cast<unsigned char>(text[at])) != 0 ||
                                    text[at] == '.' || text[at] == ',')) {
            if (text[at] != ',') {
                digits += text[at];
            }
            ++at;
        }
        double value = std::strtod(digits.c_str(), nullptr);
        found.insert(value);
        const char unit = at < text.size() ? static_cast<char>(std::tolower(text[at])) : ' ';
        if (unit == 'k') {
            found.insert(value * 1e3);
        } else if (unit == 'm') {
            found.insert(value * 1e6);
        }
    }
}

constexpr std::array<std::string_view, 13> kWords{"zero", "one",    "two",   "three", "four",
                                                  "five", "six",    "seven", "eight", "nine",
                                                  "ten",  "eleven", "twelve"};

/// Numbers that somebody stated: in digits, in words, or as the built-in reading has them unmarked.
std::set<double> statedNumbers(const std::string& sentence, const StrategyDraft& builtIn)
{
    // What is no choice: nothing, all, and the last bar.
    std::set<double> stated{0, 1, 100};
    addNumbers(sentence, stated);
    const std::string lower = toLower(sentence);
    for (std::size_t word = 0; word < kWords.size(); ++word) {
        if (lower.find(kWords[word]) != std::string::npos) {
            stated.insert(static_cast<double>(word));
        }
    }
    const std::vector<Token> tokens = tokensOf(builtIn.source);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        const bool marked = at + 1 < tokens.size() && tokens[at + 1].kind == TokenKind::Question;
        if (isNumber(tokens[at].kind) && !marked) {
            stated.insert(tokens[at].number);
        }
    }
    return stated;
}

/// A clause as text to compare: marks taken out; numbers that it assumes as "#".
std::string withoutAssumed(const std::string& text)
{
    std::string out;
    std::size_t from = 0;
    const std::vector<Token> tokens = tokensOf(text);
    for (std::size_t at = 0; at + 1 < tokens.size(); ++at) {
        if (tokens[at + 1].kind == TokenKind::Question) {
            out += text.substr(from, tokens[at].span.begin - from) + "#";
            from = tokens[at + 1].span.end;
        }
    }
    return out + text.substr(from);
}

/// True when the two say the same but for numbers that `read` assumes.
bool agrees(const std::string& read, const std::string& written)
{
    const std::vector<Token> left = tokensOf(read);
    std::vector<Token> right = tokensOf(written);
    std::size_t other = 0;
    for (std::size_t at = 0; at < left.size(); ++at) {
        const Token& token = left[at];
        if (token.kind == TokenKind::Question) {
            continue;
        }
        while (other < right.size() && right[other].kind == TokenKind::Question) {
            ++other;
        }
        if (other == right.size()) {
            return false;
        }
        const Token& match = right[other++];
        const bool assumed = at + 1 < left.size() && left[at + 1].kind == TokenKind::Question;
        if (assumed && token.kind == match.kind) {
            continue;
        }
        if (read.substr(token.span.begin, token.span.end - token.span.begin) !=
            written.substr(match.span.begin, match.span.end - match.span.begin)) {
            return false;
        }
    }
    while (other < right.size() && right[other].kind == TokenKind::Question) {
        ++other;
    }
    return other == right.size();
}

/// Compares two programs; collects what the first has and the second has not.
class Comparison
{
public:
    Comparison(const StrategyDraft& read, const lang::Program& written)
        : m_draft(read), m_read(*read.program), m_written(written)
    {}

    std::vector<Note> questions()
    {
        settings();
        for (const lang::EntryRule& rule : m_read.entries) {
            const bool there = std::ranges::any_of(m_written.entries, [&](const auto& other) {
                return other.side == rule.side && holds(rule.condition, other.condition) &&
                       agrees(lineEnd(rule.text), lineEnd(other.text));
            });
            require(there, rule.text, "entry");
        }
        for (const lang::ExitRule& rule : m_read.exits) {
            const bool there = std::ranges::any_of(m_written.exits, [&](const auto& other) {
                return other.sides.longs == rule.sides.longs &&
                       other.sides.shorts == rule.sides.shorts &&
                       holds(rule.condition, other.condition);
            });
            require(there, rule.text, "exit");
        }
        if (m_read.timeExit) {
            require(m_written.timeExit && agrees(m_read.timeExit->text, m_written.timeExit->text),
                    m_read.timeExit->text, "exit");
        }
        lines(m_read.stops, m_written.stops, "stop loss");
        lines(m_read.targets, m_written.targets, "take profit");
        lines(m_read.trails, m_written.trails, "trailing stop");
        lines(m_read.breakevens, m_written.breakevens, "breakeven");
        lines(m_read.cooldowns, m_written.cooldowns, "waiting");
        lines(m_read.entryLimits, m_written.entryLimits, "limit");
        lines(m_read.sessions, m_written.sessions, "session");
        lines(m_read.flats, m_written.flats, "session");
        return std::move(m_questions);
    }

private:
    /// Parts of the sentence may have stayed dark: a rule may then have more than was read.
    bool mayHaveMore() const
    {
        return !m_draft.unsupported.empty() || !m_draft.questions.empty() || !m_read.holes.empty();
    }
    static bool isHole(const lang::Clause& clause)
    {
        return clause.text.find("external(") != std::string::npos;
    }

    bool holds(const lang::Condition& read, const lang::Condition& written) const
    {
        const auto& clauses = written.clauses;
        const bool all = std::ranges::all_of(read.clauses, [&](const lang::Clause& clause) {
            return isHole(clause) || std::ranges::any_of(clauses, [&](const lang::Clause& other) {
                       return agrees(clause.text, other.text);
                   });
        });
        return all && (mayHaveMore() || clauses.size() == read.clauses.size());
    }

    /// What follows the condition: order and size.
    static std::string lineEnd(const std::string& line)
    {
        for (const std::string_view word : {" using ", " at close", " at open", " size "}) {
            if (const std::size_t at = line.find(word); at != std::string::npos) {
                return line.substr(at);
            }
        }
        return "";
    }

    template <class Rule>
    void lines(const std::vector<Rule>& read, const std::vector<Rule>& written, const char* about)
    {
        for (const Rule& rule : read) {
            require(std::ranges::any_of(
                        written, [&](const Rule& other) { return agrees(rule.text, other.text); }),
                    rule.text, about);
        }
    }

    void settings()
    {
        for (const lang::Statement& statement : m_read.tree.statements) {
            const std::string line = lang::print(statement);
            const bool setting = line.starts_with("test ") || line.starts_with("capital ") ||
                                 line.starts_with("costs ") || line.starts_with("size ");
            if (setting) {
                require(std::ranges::any_of(m_written.tree.statements,
                                            [&](const lang::Statement& other) {
                                                return agrees(line, lang::print(other));
                                            }),
                        line, line.substr(0, line.find(' ')));
            }
        }
        require(m_read.symbols == m_written.symbols, join(m_read.symbols, ", "), "symbol");
        require(m_read.timeframeAssumed || m_read.timeframe == m_written.timeframe,
                std::string(m_read.timeframe.word()), "timeframe");
    }

    void require(bool there, const std::string& rule, const std::string& about)
    {
        if (there) {
            return;
        }
        Note note;
        note.about = about;
        for (const TraceLine& line : m_draft.trace) {
            if (line.rule == rule || line.rule.find(rule) != std::string::npos) {
                note.words += (note.words.empty() ? "" : " … ") + line.text;
            }
        }
        const std::string shown = withoutAssumed(rule).find('#') == std::string::npos
                                      ? rule
                                      : rule + " (numbers marked ? are free)";
        note.text = note.words.empty()
                        ? fmt::format("Read word for word the sentence says: {}. The model's "
                                      "program does not have this. Which one do you mean?",
                                      shown)
                        : fmt::format("\"{}\" says: {}. The model's program does not have this. "
                                      "Which one do you mean?",
                                      note.words, shown);
        m_questions.push_back(std::move(note));
    }

    const StrategyDraft& m_draft;
    const lang::Program& m_read;
    const lang::Program& m_written;
    std::vector<Note> m_questions;
};

} // namespace

std::string withAssumptionMarks(const lang::Program& program, const std::string& sentence,
                                const StrategyDraft& builtIn)
{
    const std::set<double> stated = statedNumbers(sentence, builtIn);
    const std::vector<Token> tokens = tokensOf(program.source);
    std::string text = program.source;
    // From the end, so that earlier places stay where they are.
    for (std::size_t at = tokens.size(); at-- > 0;) {
        const bool marked = at + 1 < tokens.size() && tokens[at + 1].kind == TokenKind::Question;
        const bool index = at > 0 && tokens[at - 1].kind == TokenKind::LeftBracket;
        if (!isNumber(tokens[at].kind) || marked || index || stated.contains(tokens[at].number)) {
            continue;
        }
        std::string with = text;
        with.insert(tokens[at].span.end, "?");
        // Some places take no mark, as the limits of a param.
        if (lang::compile(with).program) {
            text = std::move(with);
        }
    }
    if (!program.timeframeAssumed && builtIn.program && builtIn.program->timeframeAssumed) {
        const std::string frame = fmt::format(" on {}", program.timeframe.word());
        const std::size_t line = text.find("trade ");
        const std::size_t end = line == std::string::npos ? line : text.find('\n', line);
        if (end != std::string::npos && end >= frame.size() &&
            text.compare(end - frame.size(), frame.size(), frame) == 0) {
            text.insert(end, "?");
        }
    }
    return text;
}

bool isNoted(const std::vector<Note>& notes, const lang::Assumption& assumption)
{
    return std::ranges::any_of(notes, [&](const Note& note) {
        return note.about == assumption.about && note.value == assumption.value;
    });
}

std::vector<Note> changedCertainties(const StrategyDraft& builtIn, const lang::Program& model)
{
    if (!builtIn.program) {
        return {};
    }
    return Comparison(builtIn, model).questions();
}

} // namespace sw::agents
