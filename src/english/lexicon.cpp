#include "english/lexicon.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

namespace sw::english {

namespace {

std::vector<std::string> wordsOf(std::string_view text)
{
    std::vector<std::string> out;
    std::string word;
    for (const char c : text) {
        if (isSpace(c)) {
            if (!word.empty()) {
                out.push_back(std::exchange(word, {}));
            }
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        out.push_back(word);
    }
    return out;
}

bool contains(const std::vector<std::string>& sorted, const std::string& word)
{
    return std::binary_search(sorted.begin(), sorted.end(), word);
}

/// Acronyms of indicators and orders; they are never symbols.
constexpr std::array<std::string_view, 62> kAcronyms = {
    "rsi",   "sma",  "ema",  "wma",  "hma",  "rma",  "vwma", "atr", "adx", "macd", "cci",
    "mfi",   "vwap", "roc",  "bb",   "sl",   "tp",   "tsl",  "be",  "rr",  "obv",  "sar",
    "psar",  "dma",  "kc",   "dca",  "or",   "and",  "if",   "to",  "buy", "sell", "long",
    "short", "stop", "exit", "then", "when", "eod",  "am",   "pm",  "di",  "ibs",  "usd",
    "eur",   "usdt", "etf",  "r",    "k",    "d",    "i",    "x",   "n",   "h",    "m",
    "w",     "dmi",  "tgt",  "ath",  "pt",   "dema", "tema"};

bool isAcronym(std::string_view lower)
{
    return std::find(kAcronyms.begin(), kAcronyms.end(), lower) != kAcronyms.end();
}

/// Words that the tokenizer folds into the next one.
bool isArticle(std::string_view word)
{
    constexpr std::array<std::string_view, 8> kArticles = {"the",   "a",     "an",    "its",
                                                           "their", "those", "these", "your"};
    return std::find(kArticles.begin(), kArticles.end(), word) != kArticles.end();
}

/// Words that alone mean something else than the phrase they are left of.
bool isCommon(std::string_view word)
{
    constexpr std::array<std::string_view, 22> kWords = {
        "below", "above",    "day",   "from", "over",   "under", "up",    "down",
        "trade", "position", "in",    "at",   "on",     "to",    "short", "long",
        "close", "today",    "entry", "buy",  "bought", "of"};
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
}

/// Words without meaning of their own, sorted: the "soft" line of the table.
std::vector<std::string> softWords()
{
    std::vector<std::string> out;
    for (const std::string_view line : split(lexemeTable(), '\n')) {
        if (line.starts_with("soft: ")) {
            for (const std::string_view word : split(line.substr(6), '|')) {
                out.emplace_back(trimmed(word));
            }
        }
    }
    std::sort(out.begin(), out.end());
    return out;
}

} // namespace

bool isInstruction(std::string_view word)
{
    constexpr std::array<std::string_view, 24> kInstructions = {
        "system", "ignore", "instructions", "prompt",    "shell",   "rm",
        "rf",     "delete", "password",     "assistant", "execute", "sudo",
        "script", "folder", "drop table",   "jailbreak", "pretend", "reveal",
        "token",  "forget", "chmod",        "curl",      "wget",    "bash"};
    return std::find(kInstructions.begin(), kInstructions.end(), word) != kInstructions.end();
}

bool Lexicon::isSoft(const Token& token) const
{
    return token.kind == TokenKind::Word && contains(m_soft, token.lower) &&
           !(token.capitals && token.text.size() > 1);
}

Lexicon::Lexicon() : m_soft(softWords())
{
    load(lexemeTable(), m_phrases);
    load(readbackLexemes(), m_phrases);
    load(symbolNameTable(), m_names);
    load(topicTable(), m_topics);
    for (const Phrases* phrases : {&m_phrases, &m_names, &m_topics}) {
        for (const auto& [first, phrase] : *phrases) {
            for (const std::string& word : phrase.words) {
                if (isAlpha(word[0]) && phrase.lexeme != "soft") {
                    m_vocabulary.push_back(word);
                }
            }
        }
    }
    std::sort(m_vocabulary.begin(), m_vocabulary.end());
    m_vocabulary.erase(std::unique(m_vocabulary.begin(), m_vocabulary.end()), m_vocabulary.end());
    m_tickers = wordsOf(knownTickers());
    m_protected = wordsOf(protectedWords());
    std::sort(m_tickers.begin(), m_tickers.end());
    std::sort(m_protected.begin(), m_protected.end());
}

void Lexicon::load(std::string_view table, Phrases& into)
{
    const std::vector<std::string> soft = softWords();
    for (const std::string_view line : split(table, '\n')) {
        const std::size_t colon = line.find(": ");
        if (trimmed(line).empty() || line[0] == '#' || colon == std::string_view::npos) {
            continue;
        }
        const std::string lexeme(trimmed(line.substr(0, colon)));
        for (const std::string_view text : split(line.substr(colon + 2), '|')) {
            std::vector<std::string> words = wordsOf(text);
            const std::size_t written = words.size();
            std::erase_if(words, [&](const std::string& word) {
                return isArticle(word) || (lexeme != "soft" && contains(soft, word));
            });
            if (words.size() == 1 && written > 1 && isCommon(words[0])) {
                continue; // too little is left to mean the phrase
            }
            if (!words.empty()) {
                into.emplace(words[0], Phrase{words, lexeme});
            }
        }
    }
}

bool Lexicon::knows(const std::string& word) const
{
    return contains(m_vocabulary, word) || contains(m_soft, word) || numberWord(word).has_value();
}

std::string Lexicon::corrected(const std::string& word) const
{
    if (word.size() < 3 || contains(m_protected, word) || contains(m_tickers, word)) {
        return {};
    }
    const int most = word.size() <= 4 ? 1 : word.size() <= 8 ? 2 : 3;
    std::string best;
    int least = 1000;
    for (const std::string& known : m_vocabulary) {
        const auto difference = static_cast<long>(known.size()) - static_cast<long>(word.size());
        if (known.size() < 3 || std::labs(difference) > most) {
            continue;
        }
        int distance = editDistance(word, known);
        if (known[0] != word[0]) {
            ++distance; // the first letter is rarely wrong
        }
        const int allowed = known.size() <= 4 ? 1 : most;
        // a letter left out is the usual slip, a wrong or a doubled one is rarer
        const int shape = known.size() > word.size() ? 0 : known.size() == word.size() ? 2 : 1;
        if (distance <= allowed && distance * 4 + shape < least) {
            least = distance * 4 + shape;
            best = known;
        }
    }
    return best;
}

std::optional<double> Lexicon::numberWord(std::string_view word)
{
    constexpr std::array<std::pair<std::string_view, double>, 25> kNumbers = {{
        {"one", 1},      {"two", 2},       {"three", 3},     {"four", 4},      {"five", 5},
        {"six", 6},      {"seven", 7},     {"eight", 8},     {"nine", 9},      {"ten", 10},
        {"eleven", 11},  {"twelve", 12},   {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},
        {"sixteen", 16}, {"eighteen", 18}, {"twenty", 20},   {"thirty", 30},   {"forty", 40},
        {"fifty", 50},   {"sixty", 60},    {"seventy", 70},  {"eighty", 80},   {"hundred", 100},
    }};
    for (const auto& [name, value] : kNumbers) {
        if (name == word) {
            return value;
        }
    }
    return std::nullopt;
}

std::vector<std::string> Lexicon::spellings(const std::vector<Token>& tokens) const
{
    std::vector<std::string> out(tokens.size());
    long capitals = 0;
    long words = 0;
    for (const Token& token : tokens) {
        if (token.kind == TokenKind::Word && token.text.size() > 1) {
            ++words;
            capitals += token.capitals ? 1 : 0;
        }
    }
    const bool shouting = words >= 5 && capitals * 10 >= words * 7;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind != TokenKind::Word || knows(token.lower) || token.lower[0] == '$' ||
            (token.capitals && !shouting) || contains(m_tickers, token.lower)) {
            continue;
        }
        out[i] = corrected(token.lower);
    }
    return out;
}

void Lexicon::match(const Phrases& phrases, const std::vector<Token>& tokens,
                    const std::vector<std::string>& spelled, std::vector<WordMatch>& out) const
{
    const auto wordAt = [&](std::size_t i) -> const std::string& {
        return spelled[i].empty() ? tokens[i].lower : spelled[i];
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind == TokenKind::Quoted || tokens[i].kind == TokenKind::Number) {
            continue;
        }
        const auto [first, last] = phrases.equal_range(wordAt(i));
        for (auto it = first; it != last; ++it) {
            const std::vector<std::string>& words = it->second.words;
            if (i + words.size() > tokens.size()) {
                continue;
            }
            WordMatch found{
                static_cast<int>(i), static_cast<int>(i + words.size()), it->second.lexeme, 0, {}};
            bool fits = true;
            for (std::size_t k = 0; k < words.size() && fits; ++k) {
                fits = wordAt(i + k) == words[k] && tokens[i + k].kind != TokenKind::Quoted;
                if (fits && !spelled[i + k].empty()) {
                    found.cost += 0.4;
                    found.correction += (found.correction.empty() ? "" : " ") + words[k];
                }
                // LOW, NOW, ALL in capitals are symbols more often than words
                if (fits && tokens[i + k].capitals && !isAcronym(words[k]) && words.size() == 1) {
                    found.cost += 0.9;
                }
            }
            if (fits) {
                out.push_back(std::move(found));
            }
        }
    }
}

std::vector<WordMatch> Lexicon::words(const std::vector<Token>& tokens) const
{
    std::vector<WordMatch> out;
    match(m_phrases, tokens, spellings(tokens), out);
    return out;
}

std::vector<WordMatch> Lexicon::topics(const std::vector<Token>& tokens) const
{
    std::vector<WordMatch> out;
    match(m_topics, tokens, std::vector<std::string>(tokens.size()), out);
    return out;
}

std::vector<SymbolMatch> Lexicon::symbols(const std::vector<Token>& tokens) const
{
    std::vector<SymbolMatch> out;
    std::vector<WordMatch> names;
    match(m_names, tokens, std::vector<std::string>(tokens.size()), names);
    out.reserve(names.size());
    for (const WordMatch& name : names) {
        out.push_back({name.begin, name.end, name.lexeme, 0.1, true});
    }
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        const int at = static_cast<int>(i);
        if (token.kind != TokenKind::Word) {
            continue;
        }
        if (token.lower == "$symbol") {
            out.push_back({at, at + 1, token.text, 0, false});
        } else if (token.capitals && token.text.size() <= 10 && !isAcronym(token.lower)) {
            const bool word = knows(token.lower);
            const auto [first, last] = m_names.equal_range(token.lower);
            const bool name = std::any_of(
                first, last, [](const auto& entry) { return entry.second.words.size() == 1; });
            if (!name) {
                out.push_back({at, at + 1, token.text, word ? 0.3 : 0.0, false});
            }
        } else if (!knows(token.lower) && contains(m_tickers, token.lower)) {
            out.push_back({at, at + 1, toUpper(token.lower), 0.1, false});
        }
    }
    return out;
}

} // namespace sw::english
