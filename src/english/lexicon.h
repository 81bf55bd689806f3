// The words that the interpreter knows: data, not code. A lexeme is one meaning ("above"), written
// in many ways ("over", "higher than"). Words that are not known are compared with those that are.
#pragma once

#include "english/token.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

/// One lexeme found in the sentence.
struct WordMatch {
    int begin = 0; ///< tokens
    int end = 0;
    std::string lexeme;
    double cost = 0;        ///< more for a corrected spelling
    std::string correction; ///< the word it was read as, empty if it was spelled so
};

/// One possible symbol in the sentence.
struct SymbolMatch {
    int begin = 0;
    int end = 0;
    std::string symbol;
    double cost = 0;
    bool fromName = false; ///< "Pfizer", "gold": the sentence did not write the ticker
};

/// The table of lexemes: "id: phrase | phrase | …" lines.
std::string_view lexemeTable();
/// Further lines of the same kind: the words in which describe() speaks.
std::string_view readbackLexemes();
/// The table of names: "SYMBOL: name | name | …" lines.
std::string_view symbolNameTable();
/// Tickers that people write in lower case.
std::string_view knownTickers();
/// Common words that look like a misspelling of a known one and are none.
std::string_view protectedWords();
/// Topics that prices and volumes cannot express: "topic: phrase | phrase" lines.
std::string_view topicTable();

/// True for words that try to instruct the program instead of describing a strategy.
bool isInstruction(std::string_view word);

/// The lexicon, ready for look-ups.
class Lexicon
{
public:
    Lexicon();

    /// Every lexeme that stands somewhere in the sentence, spellings corrected where needed.
    std::vector<WordMatch> words(const std::vector<Token>& tokens) const;
    /// Every symbol that stands somewhere in the sentence.
    std::vector<SymbolMatch> symbols(const std::vector<Token>& tokens) const;
    /// Topics without data, as lexeme matches whose `lexeme` is the topic's description.
    std::vector<WordMatch> topics(const std::vector<Token>& tokens) const;

    /// True for a word that carries no meaning of its own ("really", "please").
    bool isSoft(const Token& token) const;
    /// True for a word that occurs in some phrase.
    bool knows(const std::string& word) const;
    /// The known word that `word` was meant to be, empty if none is near.
    std::string corrected(const std::string& word) const;
    /// Value of a number word: "ten", "half" is not one.
    static std::optional<double> numberWord(std::string_view word);

private:
    struct Phrase {
        std::vector<std::string> words;
        std::string lexeme;
    };
    using Phrases = std::multimap<std::string, Phrase, std::less<>>;

    static void load(std::string_view table, Phrases& into);
    void match(const Phrases& phrases, const std::vector<Token>& tokens,
               const std::vector<std::string>& spelled, std::vector<WordMatch>& out) const;
    std::vector<std::string> spellings(const std::vector<Token>& tokens) const;

    std::vector<std::string> m_soft; ///< sorted
    Phrases m_phrases;
    Phrases m_names;
    Phrases m_topics;
    std::vector<std::string> m_vocabulary; ///< sorted
    std::vector<std::string> m_tickers;    ///< sorted, lower case
    std::vector<std::string> m_protected;  ///< sorted
};

} // namespace sw::english
