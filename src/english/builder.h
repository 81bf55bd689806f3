// From the statements of a sentence to the lines of a program: decides what "sell" means, which
// symbol is traded, what an exit consists of, and collects every assumption and question.
#pragma once

#include "english/cover.h"
#include "english/interpreter.h"
#include "english/resolve.h"

#include <map>
#include <optional>
#include <set>

namespace sw::english {

/// Builds the reading of one sentence.
class Builder
{
public:
    Builder(std::string_view sentence, std::vector<Token> tokens, const Options& options);

    Reading build(const Cover& cover);

private:
    /// Order of the kinds of lines in a program.
    enum Section {
        kTrade,
        kTest,
        kCapital,
        kCosts,
        kBenchmark,
        kSize,
        kSettings,
        kEntries,
        kScaling,
        kExits,
        kProtections,
        kLimits,
        kPortfolio
    };

    struct Line {
        Section section = kSettings;
        std::string text;
        lang::Span words; ///< tokens
    };
    struct EntryDraft {
        bool isLong = true;
        NodePtr condition;
        std::vector<NodePtr> own; ///< filters said with this rule
        std::string order;
        lang::Span words;
    };

    // ---- builder.cpp
    void flatten(const NodePtr& fact);
    void applyAliases();
    void findSides();
    void findSymbols();
    void findFrame();
    bool mentionsIntraday(const NodePtr& node) const;
    void collectSymbols(const NodePtr& node, bool traded);
    void addTraded(const NodePtr& symbol);
    void settings();
    void handle(const NodePtr& fact);
    void handleSetting(const NodePtr& fact);
    void handleLimit(const NodePtr& fact);
    void finish(Reading& out);
    void defaults();

    // ---- builder_facts.cpp
    void rule(const NodePtr& fact);
    void entryRule(const NodePtr& act, NodePtr condition, const NodePtr& fact, bool isLong);
    void exitRule(const NodePtr& said, const NodePtr& condition, const NodePtr& fact);
    void exitPart(const NodePtr& part, const NodePtr& act, std::vector<NodePtr>& conditions,
                  std::optional<bool> side);
    void exitLine(const NodePtr& condition, std::optional<bool> side, const NodePtr& act,
                  const NodePtr& fact);
    void ownRule(const NodePtr& act, const NodePtr& condition, const NodePtr& fact, bool isLong);
    void addRule(const NodePtr& act, const NodePtr& condition, const NodePtr& fact);
    void bareRule(const NodePtr& fact);
    void otherwise(const NodePtr& fact);
    void finishEntries();
    void impliedEntry(bool doubtful);
    void checkExits();
    NodePtr resolved(const NodePtr& condition, Purpose purpose, bool isLong);
    NodePtr withoutUnknown(const NodePtr& condition);
    std::string orderOf(const NodePtr& act, const NodePtr& fact, const NodePtr& condition);
    void sizeOf(const NodePtr& act, const NodePtr& fact);
    std::optional<bool> sideOfExit(const NodePtr& act) const;
    void timeExit(const NodePtr& length, const NodePtr& fact, const NodePtr& act);

    // ---- builder_protections.cpp
    void protection(const NodePtr& fact);
    void stop(const NodePtr& fact);
    void stopLevel(const NodePtr& fact);
    void target(const NodePtr& fact);
    void targetLevel(const NodePtr& fact);
    void trail(const NodePtr& fact);
    void sizeFact(const NodePtr& fact);
    std::string distanceText(const NodePtr& distance);
    std::string sidePrefix() const;

    // ---- builder_portfolio.cpp
    void savings(const NodePtr& fact);
    void weights();
    void rotation(const NodePtr& fact);
    bool handlePlan(const NodePtr& fact);

    // ---- builder_notes.cpp
    void assume(std::string about, std::string text, std::string value, lang::Span words = {},
                std::string code = "default");
    void ask(std::string about, std::string text, lang::Span words = {},
             std::string code = "ambiguous");
    void unsupported(std::string about, std::string text, lang::Span words, std::string code);
    void reportHoles(const NodePtr& node);
    void reportAssumed(const NodePtr& node);
    void reportFindings();
    void reportMissed(const Cover& cover);
    bool joinsExits(const Cover& cover, int token) const;
    void tornRule(const NodePtr& fact);
    void reportCorrections(const Cover& cover);
    bool isApart(lang::Span a, lang::Span b) const;
    lang::Span bytesOf(lang::Span tokens) const;
    std::string wordsOf(lang::Span tokens) const;
    void line(Section section, std::string text, lang::Span words);

    std::string_view m_sentence;
    std::vector<Token> m_tokens;
    Options m_options;
    Reading m_out;
    std::vector<NodePtr> m_facts;
    std::vector<Line> m_lines;

    std::vector<std::string> m_universe;
    std::vector<std::string> m_mentioned;      ///< symbols inside conditions
    std::map<std::string, lang::Span> m_named; ///< symbols that were written as a name
    lang::Span m_universeWords;
    Timeframe m_frame;
    bool m_frameAssumed = true;
    int m_entryActs = 0; ///< actions that open a position
    std::vector<std::string> m_costs;
    lang::Span m_costWords;
    bool m_hasLong = false;
    bool m_hasShort = false;
    bool m_sellIsShort = false;
    bool m_hasCover = false;
    bool m_closes = false;  ///< all orders at the close
    bool m_dropped = false; ///< a rule was left out because it is too vague
    bool m_hasExit = false;
    bool m_wrongSide = false;
    std::vector<lang::Span> m_torn; ///< tokens of rules with words inside that are not understood
    std::set<int> m_missed;         ///< tokens that no statement covers
    std::vector<NodePtr> m_filters; ///< resolved lazily, with every entry
    std::vector<NodePtr> m_ambient; ///< conditions for rules that have none
    NodePtr m_lastCondition;        ///< of the last entry, as said
    NodePtr m_pending;              ///< a condition waiting for its action
    bool m_pendingStated = false;   ///< it stood alone, not as a frame ("on Wednesdays:")
    std::unique_ptr<Resolver> m_resolver;
    std::vector<EntryDraft> m_drafts;
    std::vector<NodePtr> m_bareActs; ///< actions without a condition
    bool m_lastEntryLong = true;
    // portfolio
    NodePtr m_weights;
    NodePtr m_rotation;
    std::string m_every;
    std::string m_everyOn;
    double m_drift = 0;
    lang::Span m_planWords;
    std::string m_mode = "signals";
};

} // namespace sw::english
