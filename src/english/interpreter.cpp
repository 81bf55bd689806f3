#include "english/interpreter.h"

#include "base/text.h"
#include "english/builder.h"
#include "english/cover.h"
#include "english/grammar.h"
#include "english/lexicon.h"
#include "english/second_reading.h"
#include "english/token.h"
#include "indicators/catalog.h"

#include <algorithm>
#include <array>

namespace sw::english {

namespace {

Reading refused(std::string about, std::string text, std::string code)
{
    Reading out;
    Note note;
    note.about = std::move(about);
    note.text = std::move(text);
    note.code = std::move(code);
    out.questions.push_back(std::move(note));
    return out;
}

bool hasWord(std::string_view sentence)
{
    for (const char c : sentence) {
        if (isAlpha(c) || isDigit(c) || (static_cast<unsigned char>(c) >= 0x80)) {
            return true;
        }
    }
    return false;
}

/// A word that the list of assumptions behind a sentence may add to the words of the sentence.
bool isListWord(const Token& token)
{
    constexpr std::array<std::string_view, 6> kListWords = {"with", "value", "look",
                                                            "back", "of",    "and"};
    return token.kind == TokenKind::Sign || indicators::find(token.lower) != nullptr ||
           std::find(kListWords.begin(), kListWords.end(), token.lower) != kListWords.end();
}

/// "…; assumed: RSI with 14" repeats parts of the sentence before it, as describe() writes it; a
/// list that says anything new is left to be read. Taken out, its words end up in `listed`.
void dropAssumed(std::vector<Token>& tokens, std::vector<std::string>& listed)
{
    std::size_t begin = 0; // of the sentence
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind != TokenKind::Break) {
            continue;
        }
        const bool list = i + 2 < tokens.size() && tokens[i].text == ";" &&
                          tokens[i + 1].lower == "assumed" && tokens[i + 2].text == ":";
        if (!list) {
            begin = i + 1;
            continue;
        }
        std::size_t end = i + 3;
        bool repeats = true;
        for (; end < tokens.size() && tokens[end].kind != TokenKind::Break; ++end) {
            repeats =
                repeats &&
                (isListWord(tokens[end]) ||
                 std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                             tokens.begin() + static_cast<std::ptrdiff_t>(i),
                             [&](const Token& said) { return said.lower == tokens[end].lower; }));
        }
        if (repeats) {
            for (std::size_t k = i + 1; k < end; ++k) {
                listed.push_back(tokens[k].text);
            }
            tokens.erase(tokens.begin() + static_cast<std::ptrdiff_t>(i + 1),
                         tokens.begin() + static_cast<std::ptrdiff_t>(end));
        }
        begin = i + 1;
    }
}

} // namespace

Reading interpret(std::string_view sentence, const Options& options)
{
    if (sentence.size() > kMaxSentenceBytes) {
        return refused("input",
                       "The text has " + std::to_string(sentence.size()) +
                           " bytes; describe the strategy in at most 20,000.",
                       "too-long");
    }
    if (!isUtf8(sentence)) {
        return refused("input", "The text is not valid UTF-8; paste it again as plain text.",
                       "not-understood");
    }
    if (!hasWord(sentence)) {
        return refused(
            "strategy",
            "There is no strategy to read: the input is empty. Say what to buy and when, "
            "for example \"Buy AAPL when RSI < 30, sell when RSI > 70\".",
            "empty");
    }
    static const Lexicon lexicon;
    static const Grammar grammar;
    std::vector<Token> tokens = tokenize(sentence);
    std::vector<std::string> soft;
    dropAssumed(tokens, soft);
    std::erase_if(tokens, [&](const Token& token) {
        if (!lexicon.isSoft(token)) {
            return false;
        }
        soft.push_back(token.text);
        return true;
    });
    const Cover cover = coverSentence(lexicon, grammar, tokens, sentence);
    Reading out = Builder(sentence, tokens, options).build(cover);
    std::vector<Reading> others;
    for (const Cover& other : cover.others) {
        others.push_back(Builder(sentence, tokens, options).build(other));
    }
    if (std::optional<Note> question = questionBetween(out, others)) {
        out.questions.push_back(*std::move(question));
        out.confidence *= 0.5;
    }
    out.ignored.insert(out.ignored.begin(), soft.begin(), soft.end());
    return out;
}

} // namespace sw::english
