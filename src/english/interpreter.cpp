#include "english/interpreter.h"

#include "base/text.h"
#include "english/builder.h"
#include "english/cover.h"
#include "english/grammar.h"
#include "english/lexicon.h"
#include "english/second_reading.h"
#include "english/token.h"

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
