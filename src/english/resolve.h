// From partial meanings to finished expressions: "it", "its average", "over 55", "the opposite" and
// lengths in weeks get their values from what the sentence said before and from the timeframe.
#pragma once

#include "base/timeframe.h"
#include "english/node.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sw::english {

/// What the sentence has mentioned so far.
struct Discourse {
    NodePtr subject;               ///< left side of the last comparison
    NodePtr object;                ///< its right side, if a series
    NodePtr oscillator;            ///< last series that is compared with plain numbers
    std::vector<NodePtr> averages; ///< averages and levels, in order
    NodePtr band;                  ///< last call with bands
    NodePtr lines;                 ///< last call with a signal line or a direction
    NodePtr stochastic;            ///< last call with %K and %D
    NodePtr returnLength;          ///< window of the last percentage move
    std::map<std::string, std::vector<NodePtr>> calls; ///< last stated arguments of each indicator
    std::map<std::string, bool> ambiguous; ///< indicators that were stated with different arguments
    std::string symbol; ///< whose series was last mentioned, empty = the traded one
};

enum class Purpose { Entry, Exit, Filter };

/// Something the resolution decided that the user has to see.
struct Finding {
    bool question = false;
    std::string about;
    std::string text;
    std::string value;
    lang::Span words; ///< tokens
};

/// Resolves conditions and levels in the order of the sentence.
class Resolver
{
public:
    Resolver(std::string tradedSymbol, Timeframe frame, bool continuous);

    /// A finished condition; null when something has no value (a finding says what).
    NodePtr condition(const NodePtr& node, Purpose purpose, bool isLong);
    /// A finished series or level.
    NodePtr series(const NodePtr& node, const NodePtr& partner = nullptr);
    /// Bars of a length on this timeframe; nothing when it is shorter than a bar.
    std::optional<int> bars(const Node& length) const;
    /// The entry condition against which "the opposite" and "at the average" are read.
    void setEntry(NodePtr entry, bool isLong);
    NodePtr entry(bool isLong) const { return isLong ? m_longEntry : m_shortEntry; }

    Discourse& discourse() { return m_said; }
    std::vector<Finding> takeFindings();

private:
    NodePtr compare(const NodePtr& node);
    NodePtr compareBoth(const NodePtr& node);
    NodePtr subjectFor(const NodePtr& right) const;
    NodePtr finishCompare(const std::string& how, NodePtr left, NodePtr right,
                          const NodePtr& rawRight, lang::Span words);
    NodePtr touch(const std::string& how, const NodePtr& left, const NodePtr& right,
                  const NodePtr& rawRight);
    NodePtr reachLevel(NodePtr left, const NodePtr& right);
    NodePtr average(const NodePtr& node, const NodePtr& partner);
    NodePtr lastAverage(const NodePtr& node, const NodePtr& partner);
    NodePtr simple(const NodePtr& node);
    NodePtr call(const NodePtr& node);
    NodePtr inherited(const NodePtr& call);
    NodePtr direction(const NodePtr& node);
    NodePtr scoped(const NodePtr& node, bool isCondition);
    NodePtr kidsResolved(const NodePtr& node, bool conditions);
    NodePtr slope(const NodePtr& node);
    NodePtr shaped(const NodePtr& node);
    NodePtr length(const NodePtr& node);
    NodePtr onDays(const NodePtr& call);
    void mention(const NodePtr& left, const NodePtr& right);
    void note(bool question, std::string about, std::string text, std::string value,
              lang::Span words);

    std::string m_traded;
    Timeframe m_frame;
    bool m_continuous;
    Discourse m_said;
    NodePtr m_longEntry;
    NodePtr m_shortEntry;
    Purpose m_purpose = Purpose::Entry;
    bool m_isLong = true;
    std::string m_scope;      ///< symbol whose condition is being read
    std::string m_scopeFrame; ///< higher timeframe whose condition is being read
    std::vector<Finding> m_findings;
};

/// The condition that is true when this one is not: comparisons turn, the rest is negated.
NodePtr negated(const NodePtr& condition);
/// The mirror image: crosses and comparisons of series turn round; null where that is not clear.
NodePtr mirrored(const NodePtr& condition);

} // namespace sw::english
