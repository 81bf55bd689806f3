#include "gui/editor_assist.h"

#include "base/text.h"
#include "indicators/catalog.h"
#include "lang/names.h"
#include "lang/scanner.h"
#include "lang/syntax.h"

#include <algorithm>

namespace sw::gui {

namespace {

using lang::TokenKind;

/// Lines before the place that may belong to the same logical line.
constexpr int kMostContinuations = 30;

/// The text that ends at a place, from the start of its logical line, as tokens.
struct Before {
    std::size_t offset = 0; ///< of `text` in the source
    std::string_view text;
    std::vector<lang::Token> tokens;
    bool inComment = false;

    std::string_view word(std::size_t index) const
    {
        return text.substr(tokens[index].span.begin, tokens[index].span.length());
    }
};

bool isNameByte(char c)
{
    return isAlpha(c) || isDigit(c) || c == '_';
}

std::size_t lineBegin(std::string_view source, std::size_t place)
{
    const std::size_t end = place == 0 ? std::string_view::npos : source.rfind('\n', place - 1);
    return place == 0 || end == std::string_view::npos ? 0 : end + 1;
}

/// True when a line goes on in the next one.
bool goesOn(std::string_view line)
{
    const std::string_view text = trimmed(line.substr(0, line.find('#')));
    return text.ends_with(" and") || text.ends_with(" or") || text.ends_with(',') ||
           text.ends_with('(');
}

Before beforeAt(std::string_view source, std::size_t place)
{
    place = std::min(place, source.size());
    Before before;
    before.offset = lineBegin(source, place);
    for (int i = 0; i < kMostContinuations && before.offset > 0; ++i) {
        const std::size_t previous = lineBegin(source, before.offset - 1);
        if (!goesOn(source.substr(previous, before.offset - 1 - previous))) {
            break;
        }
        before.offset = previous;
    }
    before.text = source.substr(before.offset, place - before.offset);
    if (before.text.size() > kMostStyledLineBytes) {
        before.text = {};
        return before;
    }
    lang::Problems problems;
    lang::Scanned scanned = lang::scan(before.text, problems);
    std::erase_if(scanned.tokens,
                  [](const lang::Token& token) { return token.kind == TokenKind::End; });
    before.tokens = std::move(scanned.tokens);
    const std::string_view line =
        source.substr(lineBegin(source, place), place - lineBegin(source, place));
    // A '#' inside quotes begins no comment.
    bool quoted = false;
    for (const char c : line) {
        quoted = c == '"' ? !quoted : quoted;
        before.inComment = before.inComment || (c == '#' && !quoted);
    }
    return before;
}

/// "name(argument = default, …)": the first line of the help.
std::string signatureOf(const indicators::Entry& entry)
{
    const std::string help = indicators::help(entry);
    return help.substr(0, help.find('\n'));
}

std::string mathSignature(const lang::MathFunction& function)
{
    if (function.maximumArguments == 1) {
        return std::string(function.name) + "(x)";
    }
    return std::string(function.name) + "(a, b, …)";
}

void addMatching(std::vector<std::string>& words, std::string_view word, std::string_view prefix)
{
    if (word.size() >= prefix.size() && toLower(word.substr(0, prefix.size())) == toLower(prefix)) {
        words.emplace_back(word);
    }
}

void addSymbols(std::vector<std::string>& words, const AssistWords& known, std::string_view prefix,
                bool quoted)
{
    for (const std::string& symbol : known.symbols) {
        const bool plain =
            std::ranges::all_of(symbol, [](char c) { return isUpper(c) || isDigit(c); }) &&
            !symbol.empty() && isUpper(symbol.front());
        if (toLower(symbol).starts_with(toLower(prefix))) {
            words.push_back(plain || quoted ? symbol : "\"" + symbol + "\"");
        }
    }
}

void addValues(std::vector<std::string>& words, std::string_view prefix)
{
    for (const lang::FieldName& field : lang::fieldNames()) {
        addMatching(words, field.name, prefix);
    }
    for (const indicators::Entry& entry : indicators::catalog()) {
        addMatching(words, entry.name, prefix);
    }
}

/// After "macd(close)." or "SPY." or "weekly.".
void addMembers(std::vector<std::string>& words, const Before& before, std::size_t dot,
                std::string_view prefix)
{
    std::size_t owner = dot;
    int depth = 0;
    while (owner > 0) {
        --owner;
        const TokenKind kind = before.tokens[owner].kind;
        depth += kind == TokenKind::RightParen ? 1 : kind == TokenKind::LeftParen ? -1 : 0;
        if (depth == 0 && kind != TokenKind::LeftParen) {
            break;
        }
        if (depth == 0 && kind == TokenKind::LeftParen && owner > 0) {
            --owner;
            break;
        }
    }
    if (owner >= before.tokens.size()) {
        return;
    }
    if (before.tokens[owner].kind == TokenKind::Word) {
        if (const indicators::Entry* entry = indicators::find(before.word(owner))) {
            for (const indicators::Output& output : entry->outputs) {
                if (output.name != "value") {
                    addMatching(words, output.name, prefix);
                }
            }
            return;
        }
    }
    addValues(words, prefix);
}

bool readsPosition(std::string_view opening)
{
    return opening == "exit" || opening == "add" || opening == "reduce" || opening == "stop" ||
           opening == "take" || opening == "trailing";
}

void addExpressionWords(std::vector<std::string>& words, const Before& before,
                        const AssistWords& known, std::string_view prefix)
{
    addValues(words, prefix);
    for (const lang::MathFunction& function : lang::mathFunctions()) {
        addMatching(words, function.name, prefix);
    }
    if (!before.tokens.empty() && readsPosition(before.word(0))) {
        for (const lang::PositionWord& word : lang::positionWords()) {
            addMatching(words, word.name, prefix);
        }
    }
    for (const std::string& name : known.names) {
        addMatching(words, name, prefix);
    }
    for (const char* phrase :
         {"and",           "or",          "not",        "unless",  "crosses above",
          "crosses below", "between",     "rising",     "falling", "within",
          "for",           "on",          "then",       "if",      "else",
          "when",          "daily",       "weekly",     "monthly", "hourly",
          "bars",          "days",        "weeks",      "size",    "at close",
          "at next open",  "using limit", "using stop", "valid",   "percent",
          "of equity",     "of cash",     "shares",     "from",    "to",
          "step",          "external",    "tf"}) {
        addMatching(words, phrase, prefix);
    }
}

std::size_t argumentBegin(std::string_view text, int argument)
{
    const std::size_t open = text.find('(');
    if (open == std::string_view::npos) {
        return std::string_view::npos;
    }
    std::size_t begin = open + 1;
    for (int i = 0; i < argument; ++i) {
        const std::size_t comma = text.find(',', begin);
        if (comma == std::string_view::npos) {
            return std::string_view::npos;
        }
        begin = comma + 2;
    }
    return begin;
}

/// The innermost call that is open at the end of the tokens.
struct OpenCall {
    std::size_t name = 0; ///< index of its token
    int argument = 0;
    std::string_view named; ///< "n" in rsi(n=
};

std::optional<OpenCall> openCall(const Before& before)
{
    std::vector<OpenCall> open;
    for (std::size_t i = 0; i < before.tokens.size(); ++i) {
        switch (before.tokens[i].kind) {
        case TokenKind::LeftParen:
            open.push_back({i > 0 ? i - 1 : i, 0, {}});
            break;
        case TokenKind::RightParen:
            if (!open.empty()) {
                open.pop_back();
            }
            break;
        case TokenKind::Comma:
            if (!open.empty()) {
                ++open.back().argument;
                open.back().named = {};
            }
            break;
        case TokenKind::Assign:
            if (!open.empty() && i > 0 && before.tokens[i - 1].kind == TokenKind::Word) {
                open.back().named = before.word(i - 1);
            }
            break;
        default:
            break;
        }
    }
    if (open.empty() || before.tokens[open.back().name].kind != TokenKind::Word) {
        return std::nullopt;
    }
    return open.back();
}

std::string firstSentence(std::string_view text)
{
    const std::size_t end = text.find(". ");
    return std::string(end == std::string_view::npos ? text : text.substr(0, end + 1));
}

/// The line that defines a let or param, without its comment.
std::string definitionOf(std::string_view source, std::string_view name)
{
    source = source.substr(0, lang::kMaxSourceBytes);
    while (!source.empty()) {
        const std::size_t end = std::min(source.find('\n'), source.size());
        const std::string_view line = trimmed(source.substr(0, end));
        source.remove_prefix(std::min(end + 1, source.size()));
        for (const std::string_view opening : {"let ", "param "}) {
            if (!line.starts_with(opening)) {
                continue;
            }
            const std::string_view rest = trimmed(line.substr(opening.size()));
            if (rest.starts_with(name) &&
                (rest.size() == name.size() || !isNameByte(rest[name.size()]))) {
                return std::string(line);
            }
        }
    }
    return {};
}

std::string wordHelp(std::string_view word, std::string_view source, const AssistWords& words)
{
    if (words.names.contains(word)) {
        const std::string definition = definitionOf(source, word);
        return definition.empty() ? std::string() : definition + "\nDefined in this program.";
    }
    if (const lang::FieldName* field = lang::findField(word)) {
        return std::string(word) + "\n" + std::string(field->documentation);
    }
    if (const lang::PositionWord* position = lang::findPositionWord(word)) {
        return std::string(word) + (position->takesArgument ? "(x)" : "") + "\n" +
               std::string(position->documentation);
    }
    if (const lang::MathFunction* function = lang::findMathFunction(word)) {
        return mathSignature(*function) + "\n" + std::string(function->documentation);
    }
    if (const indicators::Entry* entry = indicators::find(word)) {
        return std::string(trimmed(indicators::help(*entry)));
    }
    return {};
}

/// The kind of line that begins at the start of this text.
const StatementHelp* statementOf(std::string_view line)
{
    const StatementHelp* found = nullptr;
    for (const StatementHelp& statement : statementHelp()) {
        const bool longer = found == nullptr || statement.words.size() > found->words.size();
        if (longer && line.starts_with(statement.words) &&
            (line.size() == statement.words.size() || !isNameByte(line[statement.words.size()]))) {
            found = &statement;
        }
    }
    return found;
}

} // namespace

Completions completionsAt(std::string_view source, std::size_t place, const AssistWords& words,
                          bool asked)
{
    const Before before = beforeAt(source, place);
    Completions out;
    if (before.inComment) {
        return out;
    }
    std::string_view text = before.text;
    const std::size_t quote = text.rfind('"');
    const auto quotes = std::ranges::count(text, '"');
    if (quotes % 2 == 1) { // inside a quoted symbol or title
        const std::string_view prefix = text.substr(quote + 1);
        if (!text.starts_with("strategy")) {
            addSymbols(out.words, words, prefix, true);
        }
        out.typed = prefix.size();
        return out;
    }
    std::size_t begin = text.size();
    while (begin > 0 && isNameByte(text[begin - 1])) {
        --begin;
    }
    const std::string_view prefix = text.substr(begin);
    out.typed = prefix.size();
    if ((prefix.empty() && !asked && !text.ends_with('.')) ||
        (!prefix.empty() && isDigit(prefix.front()))) {
        return out;
    }
    // The word that is being typed is the last token.
    const std::size_t count =
        before.tokens.size() - (prefix.empty() || before.tokens.empty() ? 0 : 1);
    const bool atStart = count == 0;
    if (!atStart && before.tokens[count - 1].kind == TokenKind::Dot) {
        addMembers(out.words, before, count - 1, prefix);
    } else if (atStart && !text.ends_with('.')) {
        for (const StatementHelp& statement : statementHelp()) {
            addMatching(out.words, statement.words, prefix);
        }
    } else {
        const std::string_view opening = before.word(0);
        const bool wantsSymbol = opening == "trade" || opening == "benchmark" || opening == "among";
        if (wantsSymbol || (!prefix.empty() && isUpper(prefix.front()))) {
            addSymbols(out.words, words, prefix, false);
        }
        if (prefix.empty() || isLower(prefix.front()) || out.words.empty()) {
            addExpressionWords(out.words, before, words, prefix);
        }
    }
    std::ranges::sort(out.words);
    out.words.erase(std::unique(out.words.begin(), out.words.end()), out.words.end());
    if (out.words.size() == 1 && out.words.front() == prefix && !asked) {
        out.words.clear();
    }
    return out;
}

namespace {

/// The text in lines of at most kTipLetters, cut between words; its own line ends stay. The first
/// line, the signature, stays whole.
std::string inLines(const std::string& text)
{
    constexpr std::size_t kTipLetters = 66;
    std::string out;
    std::size_t column = 0;
    bool isSignature = true;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string word = text.substr(at, end - at);
        if (column > 0 && text[at - 1] == ' ') {
            const bool fits = isSignature || column + 1 + word.size() <= kTipLetters;
            out += fits ? ' ' : '\n';
            column = fits ? column + 1 : 0;
        }
        out += word;
        column += word.size();
        if (end < text.size() && text[end] == '\n') {
            out += '\n';
            column = 0;
            isSignature = false;
        }
        at = end + 1;
    }
    return out;
}

} // namespace

std::optional<CallTip> callTipAt(std::string_view source, std::size_t place)
{
    const Before before = beforeAt(source, place);
    const std::optional<OpenCall> call = before.inComment ? std::nullopt : openCall(before);
    if (!call) {
        return std::nullopt;
    }
    CallTip tip;
    tip.anchor = before.offset + before.tokens[call->name].span.begin;
    const std::string_view name = before.word(call->name);
    const indicators::Entry* entry = indicators::find(name);
    if (entry == nullptr) {
        const lang::MathFunction* function = lang::findMathFunction(name);
        if (function == nullptr) {
            return std::nullopt;
        }
        tip.text = inLines(mathSignature(*function) + "\n" + std::string(function->documentation));
        return tip;
    }
    int argument = call->argument;
    for (std::size_t i = 0; i < entry->parameters.size() && !call->named.empty(); ++i) {
        if (entry->parameters[i].name == call->named) {
            argument = static_cast<int>(i);
        }
    }
    tip.text = signatureOf(*entry);
    const auto index = static_cast<std::size_t>(argument);
    if (index < entry->parameters.size()) {
        const std::size_t begin = argumentBegin(tip.text, argument);
        if (begin != std::string::npos) {
            tip.highlightBegin = begin;
            tip.highlightEnd = std::min(tip.text.find_first_of(",)", begin), tip.text.size());
        }
    }
    tip.text += "\n" + std::string(entry->title) + ". " + firstSentence(entry->documentation);
    if (index < entry->parameters.size()) {
        const indicators::Parameter& parameter = entry->parameters[index];
        tip.text +=
            "\n" + std::string(parameter.name) + ": " + std::string(parameter.documentation);
    } else if (!entry->parameters.empty()) {
        tip.text += "\nIt takes no more than " + std::to_string(entry->parameters.size()) +
                    (entry->parameters.size() == 1 ? " argument." : " arguments.");
    }
    tip.text = inLines(tip.text);
    return tip;
}

std::string hoverAt(std::string_view source, std::size_t place, const AssistWords& words)
{
    const std::size_t begin = lineBegin(source, place);
    const std::size_t end = std::min(source.find('\n', begin), source.size());
    const std::string_view line = source.substr(begin, end - begin);
    if (place >= end || line.size() > kMostStyledLineBytes) {
        return {};
    }
    const auto inLine = static_cast<std::uint32_t>(place - begin);
    lang::Problems problems;
    const lang::Scanned scanned = lang::scan(line, problems);
    std::size_t at = 0;
    while (at < scanned.tokens.size() && scanned.tokens[at].span.end <= inLine) {
        ++at;
    }
    if (at >= scanned.tokens.size() || scanned.tokens[at].span.begin > inLine) {
        return {};
    }
    const lang::Token& token = scanned.tokens[at];
    const bool assumed =
        token.kind == TokenKind::Question ||
        (at + 1 < scanned.tokens.size() && scanned.tokens[at + 1].kind == TokenKind::Question);
    if (assumed) {
        return "Assumed: nobody stated this value.\nClick the mark beside the line to state it, or "
               "change the value.";
    }
    const std::string_view word = line.substr(token.span.begin, token.span.length());
    if (token.kind != TokenKind::Word) {
        return {};
    }
    const bool member = at > 0 && scanned.tokens[at - 1].kind == TokenKind::Dot;
    if (at == 0 || !member) {
        const StatementHelp* statement = statementOf(trimmed(line));
        const std::size_t indent = line.find_first_not_of(" \t");
        if (statement != nullptr && token.span.begin < indent + statement->words.size()) {
            return std::string(statement->shape) + "\n" + std::string(statement->documentation);
        }
    }
    return wordHelp(word, source, words);
}

const std::vector<StatementHelp>& statementHelp()
{
    static const std::vector<StatementHelp> kStatements = {
        {"add long", "add long when CONDITION [size SIZE]", "Buys more while a long is open."},
        {"add short", "add short when CONDITION [size SIZE]", "Sells more while a short is open."},
        {"at most", "at most 1 entry per day", "Limits entries, units or positions."},
        {"benchmark", "benchmark SPY", "What the result is compared with."},
        {"breakeven once up", "breakeven once up 1R",
         "Moves the stop to the entry price once the position is that far in profit."},
        {"buy", "buy $500 every month", "Buys on a schedule."},
        {"capital", "capital $10000", "Money at the start."},
        {"costs", "costs commission 0.1%, slippage 0.05%",
         "What each side of a trade costs; without this line a visible default is taken."},
        {"exit after", "exit after 10 bars", "Closes a position after so many bars."},
        {"exit long", "exit long when CONDITION",
         "Closes a long; decided on the closed bar, filled at the next open."},
        {"exit short", "exit short when CONDITION",
         "Closes a short; decided on the closed bar, filled at the next open."},
        {"exit when", "exit when CONDITION", "Closes a position of either side at the next open."},
        {"flat at", "flat at 15:50", "Closes everything at a time of day."},
        {"let", "let trend = sma(close, 200)", "Names an expression."},
        {"long when", "long when CONDITION [at close | using limit PRICE] [size SIZE]",
         "Buys; decided on the closed bar, filled at the next open unless said otherwise."},
        {"only between", "only between 10:00 and 13:30", "Limits entries to a time of day."},
        {"pair", "pair VLO, MPC hedge equal dollars", "Trades the spread of two symbols."},
        {"param", "param channel = 40 from 20 to 80 step 10",
         "Names a number that a sweep may vary in its range."},
        {"rebalance", "rebalance monthly on last day:", "Holds the best of several symbols."},
        {"reduce long", "reduce long by 50% when CONDITION", "Sells part of a long."},
        {"reduce short", "reduce short by 50% when CONDITION", "Covers part of a short."},
        {"short when", "short when CONDITION [at close | using limit PRICE] [size SIZE]",
         "Sells short; decided on the closed bar, filled at the next open unless said otherwise."},
        {"size", "size 100% of equity",
         "How much each entry buys: percent, money, shares, or \"risk 1% of equity\"."},
        {"stop loss", "stop loss 5%  or  stop loss 2 * atr(14)  or  stop loss at PRICE",
         "Closes inside the bar at a distance from the fill or at a price."},
        {"strategy", "strategy \"Name\"", "The name of the program."},
        {"switch", "switch weekly on first day:", "Holds what the first true condition names."},
        {"take profit", "take profit 10% [sell 50%]",
         "Closes inside the bar at a distance in profit, or sells part there."},
        {"test", "test from 2014-01-01 to 2018-01-01", "The dates that are simulated."},
        {"trade", "trade AAPL on daily", "What is traded, and on which bars."},
        {"trailing stop", "trailing stop 8% [from highest close] [once up 1R]",
         "A stop that follows the best price since the entry and never loosens."},
        {"wait", "wait 5 bars after stop out", "Keeps out of the market for some bars."},
    };
    return kStatements;
}

} // namespace sw::gui
