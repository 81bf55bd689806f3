#include "english/cover.h"

#include "base/text.h"
#include "english/chart.h"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

namespace sw::english {

namespace {

constexpr int kLongestStretch = 90; // words that are read together
constexpr int kWidest = 64;         // words of one phrase
constexpr int kWidestInLongText = 20;
constexpr std::size_t kLongText = 400; // words; a strategy rarely has a hundred
constexpr double kStatement = 0.5;     // what a further statement costs
constexpr std::size_t kPaths = 6;      // covers that are kept up to each word

bool oneOf(std::string_view word, std::span<const std::string_view> list)
{
    return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array<std::string_view, 27> kBoundaryLexemes = {
    "when",    "while",   "onlyif",    "unless", "and",      "or",        "but",
    "either",  "because", "then",      "buy",    "sell",     "exit",      "exitshort",
    "own",     "short",   "otherwise", "stop",   "target",   "trail",     "limitbuy",
    "stopbuy", "arrow",   "reverse",   "adding", "oversold", "overbought"};

constexpr std::array<std::string_view, 8> kBoundarySigns = {",", ":", "->", "=>",
                                                            "(", ")", "<",  ">"};

constexpr std::array<std::string_view, 12> kNegations = {"not",     "no",     "never",   "don't",
                                                         "unless",  "except", "without", "isn't",
                                                         "doesn't", "can't",  "cannot",  "neither"};

/// One stretch of words between two sentence ends.
class Stretch
{
public:
    Stretch(const Lexicon& lexicon, const Grammar& grammar, std::vector<Token> tokens, int offset,
            std::string_view sentence, int widest)
        : m_lexicon(lexicon),
          m_grammar(grammar),
          m_tokens(std::move(tokens)),
          m_offset(offset),
          m_sentence(sentence),
          m_chart(grammar, static_cast<int>(m_tokens.size()), widest)
    {}

    /// The best covers, the cheapest first; there is always one.
    std::vector<Cover> read()
    {
        seedWords();
        seedNumbers();
        seedSymbols();
        seedHoles();
        m_chart.parse();
        return choose();
    }

private:
    int size() const { return static_cast<int>(m_tokens.size()); }

    void seed(std::string_view name, int begin, int end, double cost, NodePtr node)
    {
        const int symbol = m_grammar.symbol(name);
        if (symbol < 0) {
            return;
        }
        m_chart.seed({symbol, begin, end, cost,
                      withWords(*node, {static_cast<std::uint32_t>(begin),
                                        static_cast<std::uint32_t>(end)})});
    }

    void seedWords()
    {
        m_matches = m_lexicon.words(m_tokens);
        m_known.assign(m_tokens.size(), false);
        m_filler.assign(m_tokens.size(), false);
        m_boundary.assign(m_tokens.size(), false);
        for (const WordMatch& match : m_matches) {
            seed(match.lexeme, match.begin, match.end, match.cost, makeText("lex", match.lexeme));
            for (int i = match.begin; i < match.end; ++i) {
                m_known[static_cast<std::size_t>(i)] = true;
                if (match.lexeme == "noise" || match.lexeme == "sharesonly") {
                    m_filler[static_cast<std::size_t>(i)] = true;
                }
                if (oneOf(match.lexeme, kBoundaryLexemes)) {
                    m_boundary[static_cast<std::size_t>(i)] = true;
                }
            }
        }
        for (int i = 0; i < size(); ++i) {
            const Token& token = m_tokens[static_cast<std::size_t>(i)];
            if (token.kind == TokenKind::Word || token.kind == TokenKind::Sign) {
                seed(token.lower, i, i + 1, 0, makeText("lex", token.lower));
            }
            if (token.kind == TokenKind::Quoted) {
                auto node = std::make_shared<Node>();
                node->op = "hole";
                node->text = quotedText(token);
                seed("QUOTED", i, i + 1, 0, node);
            }
            if (token.kind == TokenKind::Sign && oneOf(token.lower, kBoundarySigns)) {
                m_boundary[static_cast<std::size_t>(i)] = true;
            }
        }
    }

    /// The words between the quotation marks.
    static std::string quotedText(const Token& token)
    {
        std::string text = token.text;
        std::erase(text, '"');
        return text;
    }

    void seedNumber(int i, double value, const Token& token)
    {
        auto node = std::make_shared<Node>(*makeNumber(value));
        if (token.signedNumber) {
            node->label = "signed";
        }
        seed("NUM", i, i + 1, 0, node);
        if (token.article) {
            seed("THENUM", i, i + 1, 0, node);
        }
        if (value >= 1950 && value <= 2100 && value == static_cast<int>(value) && !token.money) {
            seed("YEAR", i, i + 1, 0, makeNumber(value));
        }
    }

    void seedNumbers()
    {
        for (int i = 0; i < size(); ++i) {
            const Token& token = m_tokens[static_cast<std::size_t>(i)];
            if (token.kind == TokenKind::Number) {
                m_known[static_cast<std::size_t>(i)] = true;
                if (token.ordinal) {
                    seed("ORD", i, i + 1, 0, makeNumber(token.value));
                } else if (token.money) {
                    seed("MONEY", i, i + 1, 0, makeNumber(token.value));
                } else {
                    seedNumber(i, token.value, token);
                }
                seedMoneyWords(i, token);
            } else if (token.kind == TokenKind::Time) {
                auto node = std::make_shared<Node>();
                node->op = "time";
                node->number = token.value;
                seed("TIME", i, i + 1, 0, node);
            } else if (token.kind == TokenKind::Date) {
                seed("DATE", i, i + 1, 0, makeText("date", token.text));
            } else if (const auto value = Lexicon::numberWord(token.lower)) {
                seedNumber(i, *value, token);
                m_known[static_cast<std::size_t>(i)] = true;
            }
        }
    }

    /// "250 euros"
    void seedMoneyWords(int i, const Token& token)
    {
        constexpr std::array<std::string_view, 9> kMoney = {
            "euros", "euro", "eur", "dollars", "usd", "bucks", "pounds", "gbp", "dollar"};
        if (i + 1 < size() && oneOf(m_tokens[static_cast<std::size_t>(i) + 1].lower, kMoney)) {
            seed("MONEY", i, i + 2, 0, makeNumber(token.value));
        }
    }

    void seedSymbols()
    {
        for (const SymbolMatch& match : m_lexicon.symbols(m_tokens)) {
            auto node = std::make_shared<Node>();
            node->op = "sym";
            node->text = match.symbol;
            if (match.fromName) {
                node->label = "name";
            }
            seed("SYM", match.begin, match.end, match.cost, node);
            for (int i = match.begin; i < match.end; ++i) {
                m_known[static_cast<std::size_t>(i)] = true;
            }
        }
    }

    std::string wordsOf(int begin, int end) const
    {
        std::uint32_t from = m_tokens[static_cast<std::size_t>(begin)].span.begin;
        const std::uint32_t to = m_tokens[static_cast<std::size_t>(end) - 1].span.end;
        // without the article in front
        std::string text(m_sentence.substr(from, to - from));
        for (const std::string_view article : {"the ", "The ", "a ", "A ", "an ", "its "}) {
            if (text.starts_with(article)) {
                text.erase(0, article.size());
                break;
            }
        }
        std::replace(text.begin(), text.end(), '"', '\'');
        std::replace(text.begin(), text.end(), '\n', ' ');
        std::erase(text, '\\');
        return text;
    }

    void seedHole(int begin, int end, double cost, const std::string& topic)
    {
        auto node = std::make_shared<Node>();
        node->op = "hole";
        node->text = wordsOf(begin, end);
        node->label = topic;
        seed("HOLE", begin, end, cost, node);
    }

    /// Conditions on data that prices and volumes cannot express, and conditions nobody knows.
    void seedHoles()
    {
        std::vector<std::string> topic(m_tokens.size());
        for (const WordMatch& match : m_lexicon.topics(m_tokens)) {
            for (int i = match.begin; i < match.end; ++i) {
                topic[static_cast<std::size_t>(i)] = match.lexeme;
                m_boundary[static_cast<std::size_t>(i)] = false;
                m_known[static_cast<std::size_t>(i)] = true;
                m_topic.insert(i);
            }
        }
        for (int begin = 0; begin < size();) {
            if (m_boundary[static_cast<std::size_t>(begin)]) {
                ++begin;
                continue;
            }
            int end = begin;
            while (end < size() && !m_boundary[static_cast<std::size_t>(end)]) {
                ++end;
            }
            seedRegion(begin, end, topic);
            begin = end;
        }
    }

    void seedRegion(int begin, int end, const std::vector<std::string>& topic)
    {
        int first = end;
        int last = begin;
        bool unknown = false;
        for (int i = begin; i < end; ++i) {
            if (!topic[static_cast<std::size_t>(i)].empty()) {
                first = std::min(first, i);
                last = std::max(last, i + 1);
            }
            unknown = unknown || !m_known[static_cast<std::size_t>(i)];
            if (isInstruction(m_tokens[static_cast<std::size_t>(i)].lower)) {
                return;
            }
        }
        if (first < last) {
            for (int from = std::max(begin, first - 8); from <= first; ++from) {
                for (int to = last; to <= std::min(end, last + 12); ++to) {
                    seedHole(from, to, 0.6 + 0.12 * (to - from),
                             topic[static_cast<std::size_t>(first)]);
                }
            }
        } else if (unknown && begin > 0 && end - begin <= 14) {
            seedHole(begin, end, 3.0 + 0.3 * (end - begin), "");
        }
    }

    /// What leaving a word out costs.
    double skipCost(int i) const
    {
        const std::size_t at = static_cast<std::size_t>(i);
        const Token& token = m_tokens[at];
        if (oneOf(token.lower, kNegations)) {
            return 6;
        }
        if (token.kind == TokenKind::Sign) {
            return token.lower == "," || token.lower == "-" || token.lower == "." ? 0.05
                   : token.lower == ":" || token.lower == "(" || token.lower == ")" ||
                           token.lower == "/" || token.lower == "*"
                       ? 0.4
                       : 2.0;
        }
        if (m_topic.contains(i)) {
            return 5;
        }
        return m_filler[at] ? 0.25 : 4;
    }

    bool isMissed(int i) const { return skipCost(i) >= 2; }

    /// A cover of the first words of the stretch.
    struct Path {
        double cost = 0;
        std::uint64_t meaning = 0; ///< hash of its statements
        Item last;
        std::size_t before = 0; ///< index among the paths that end where `last` begins
    };

    /// Keeps the cheapest few paths of different meaning, the cheapest first.
    static void keep(std::vector<Path>& paths, Path path)
    {
        const auto same = std::find_if(paths.begin(), paths.end(), [&](const Path& old) {
            return old.meaning == path.meaning;
        });
        if (same != paths.end()) {
            if (same->cost <= path.cost + 1e-12) {
                return;
            }
            paths.erase(same);
        }
        const auto place = std::find_if(paths.begin(), paths.end(), [&](const Path& old) {
            return path.cost < old.cost - 1e-12;
        });
        paths.insert(place, std::move(path));
        if (paths.size() > kPaths) {
            paths.pop_back();
        }
    }

    /// The best covers of the stretch, the cheapest first.
    std::vector<Cover> choose() const
    {
        const int statement = m_grammar.symbol("T");
        const int noise = m_grammar.symbol("noise");
        std::vector<std::vector<Path>> best(m_tokens.size() + 1);
        best[0].push_back({});
        for (int begin = 0; begin < size(); ++begin) {
            const std::vector<Path> sofar = best[static_cast<std::size_t>(begin)];
            const auto relax = [&](int end, double cost, const Item& item, std::uint64_t meaning) {
                for (std::size_t i = 0; i < sofar.size(); ++i) {
                    Path path{sofar[i].cost + cost, sofar[i].meaning, item, i};
                    if (meaning != 0) {
                        path.meaning = path.meaning * 1'000'003 ^ meaning;
                    }
                    path.last.begin = begin;
                    path.last.end = end;
                    keep(best[static_cast<std::size_t>(end)], std::move(path));
                }
            };
            relax(begin + 1, skipCost(begin), {}, 0);
            for (int end = begin + 1; end <= size(); ++end) {
                for (const Item& item : m_chart.items(statement, begin, end)) {
                    // a heading stands first; elsewhere it would swallow a part of a rule
                    const bool misplaced = begin > 0 && is(item.node, "heading");
                    if (!misplaced) {
                        relax(end, item.cost + kStatement, item, item.meaning | 1);
                    }
                }
                for (const Item& item : m_chart.items(noise, begin, end)) {
                    relax(end, 0.2 * (end - begin), Item{noise, begin, end, item.cost, nullptr, 0},
                          0);
                }
            }
        }
        std::vector<Cover> covers;
        for (std::size_t i = 0; i < best.back().size(); ++i) {
            covers.push_back(coverOf(best, i));
        }
        return covers;
    }

    Cover coverOf(const std::vector<std::vector<Path>>& best, std::size_t index) const
    {
        Cover out;
        out.cost = best.back()[index].cost;
        std::vector<Item> path;
        for (std::size_t end = m_tokens.size(); end > 0;) {
            const Path& step = best[end][index];
            path.push_back(step.last);
            end = static_cast<std::size_t>(step.last.begin);
            index = step.before;
        }
        std::reverse(path.begin(), path.end());
        for (std::size_t begin = 0; begin < path.size();) {
            const std::size_t end = tornEnd(path, begin);
            if (end > begin) {
                addTorn(path, begin, end, out);
            } else {
                addStep(path[begin], out);
            }
            begin = std::max(end, begin + 1);
        }
        return out;
    }

    void addStep(const Item& item, Cover& out) const
    {
        const int noise = m_grammar.symbol("noise");
        if (item.node) {
            out.facts.push_back(moved(item.node));
            collectCorrections(item, out);
            return;
        }
        for (int i = item.begin; i < item.end; ++i) {
            const bool missed = item.symbol != noise && isMissed(i);
            (missed ? out.missed : out.filler).push_back(i + m_offset);
        }
    }

    bool isMissedStep(const Item& item) const
    {
        return !item.node && item.symbol != m_grammar.symbol("noise") && isMissed(item.begin);
    }

    /// An action without its condition, or a condition without its action.
    static bool isHalf(const Item& item)
    {
        return is(item.node, "bare") || is(item.node, "cond") || is(item.node, "ambient");
    }

    /// End of the torn rule that begins here: halves of a rule and words between them that were not
    /// understood. `begin` itself when there is none. What the missed words would have said is
    /// unknown, so the halves must not be joined with anything else either.
    std::size_t tornEnd(const std::vector<Item>& path, std::size_t begin) const
    {
        bool missed = false;
        bool half = false;
        std::size_t end = begin;
        for (std::size_t i = begin; i < path.size(); ++i) {
            const Item& item = path[i];
            const bool dangling = is(item.node, "danglingindicator");
            if (item.node && !dangling && !isHalf(item)) {
                break;
            }
            missed = missed || isMissedStep(item);
            half = half || isHalf(item);
            if (item.node || isMissedStep(item)) {
                end = i + 1;
            } else if (i == begin) {
                return begin; // filler alone begins nothing
            }
        }
        return missed && half ? end : begin;
    }

    void addTorn(const std::vector<Item>& path, std::size_t begin, std::size_t end,
                 Cover& out) const
    {
        std::vector<NodePtr> halves;
        for (std::size_t i = begin; i < end; ++i) {
            if (path[i].node) {
                halves.push_back(moved(path[i].node));
                collectCorrections(path[i], out);
            } else {
                addStep(path[i], out);
            }
        }
        const auto first = static_cast<std::uint32_t>(path[begin].begin + m_offset);
        const auto last = static_cast<std::uint32_t>(path[end - 1].end + m_offset);
        out.facts.push_back(withWords(*makeNode("torn", std::move(halves)), {first, last}));
    }

    void collectCorrections(const Item& item, Cover& out) const
    {
        for (const WordMatch& match : m_matches) {
            if (!match.correction.empty() && match.begin >= item.begin && match.end <= item.end) {
                for (int i = match.begin; i < match.end; ++i) {
                    const bool known = std::any_of(
                        out.corrections.begin(), out.corrections.end(),
                        [&](const Correction& old) { return old.token == i + m_offset; });
                    if (!known && match.end == match.begin + 1) {
                        out.corrections.push_back({i + m_offset, match.correction});
                    }
                }
            }
        }
    }

    /// Token numbers of the whole sentence instead of the stretch.
    NodePtr moved(const NodePtr& node) const
    {
        if (!node) {
            return nullptr;
        }
        auto copy = std::make_shared<Node>(*node);
        copy->words.begin += static_cast<std::uint32_t>(m_offset);
        copy->words.end += static_cast<std::uint32_t>(m_offset);
        for (NodePtr& kid : copy->kids) {
            kid = moved(kid);
        }
        return copy;
    }

    const Lexicon& m_lexicon;
    const Grammar& m_grammar;
    std::vector<Token> m_tokens;
    int m_offset;
    std::string_view m_sentence;
    Chart m_chart;
    std::vector<WordMatch> m_matches;
    std::vector<bool> m_known;
    std::vector<bool> m_filler;
    std::vector<bool> m_boundary;
    std::set<int> m_topic;
};

} // namespace

namespace {

/// `whole` continued by the cover of the next stretch.
void extend(Cover& whole, const Cover& next)
{
    whole.facts.insert(whole.facts.end(), next.facts.begin(), next.facts.end());
    whole.missed.insert(whole.missed.end(), next.missed.begin(), next.missed.end());
    whole.filler.insert(whole.filler.end(), next.filler.begin(), next.filler.end());
    whole.corrections.insert(whole.corrections.end(), next.corrections.begin(),
                             next.corrections.end());
    whole.cost += next.cost;
}

} // namespace

Cover coverSentence(const Lexicon& lexicon, const Grammar& grammar,
                    const std::vector<Token>& tokens, std::string_view sentence)
{
    Cover out;
    std::vector<Token> stretch;
    std::size_t begin = 0;
    const auto flush = [&](std::size_t next) {
        if (!stretch.empty()) {
            const std::vector<Cover> covers =
                Stretch(lexicon, grammar, std::move(stretch), static_cast<int>(begin), sentence,
                        tokens.size() > kLongText ? kWidestInLongText : kWidest)
                    .read();
            std::vector<Cover> others;
            for (std::size_t i = 1; i < covers.size(); ++i) {
                const bool close = covers[i].cost - covers[0].cost < kCloseReading;
                if (!close || out.others.size() + others.size() >= kMostOthers) {
                    break;
                }
                others.push_back(
                    {out.facts, out.missed, out.filler, out.corrections, out.cost, {}});
                extend(others.back(), covers[i]);
            }
            for (Cover& other : out.others) {
                extend(other, covers[0]);
            }
            extend(out, covers[0]);
            std::move(others.begin(), others.end(), std::back_inserter(out.others));
        }
        stretch.clear();
        begin = next;
    };
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (tokens[i].kind == TokenKind::Break || stretch.size() >= kLongestStretch) {
            flush(tokens[i].kind == TokenKind::Break ? i + 1 : i);
        }
        if (tokens[i].kind != TokenKind::Break) {
            stretch.push_back(tokens[i]);
        }
    }
    flush(tokens.size());
    return out;
}

} // namespace sw::english
