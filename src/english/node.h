// Partial meanings: small immutable trees that the phrase grammar builds and the program is written
// from. Expressions mirror the language's own; further operators stand for what a sentence leaves
// open ("it", "the opposite", a length in weeks) and are resolved before anything is written.
#pragma once

#include "lang/span.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

/// One partial meaning. `op` says what it is, for example "num", "call", "gt", "rule".
struct Node {
    std::string op;
    std::string text;     ///< name, symbol, unit or the user's words
    double number = 0;    ///< value of a literal
    bool assumed = false; ///< the sentence did not give the literal
    std::string label;    ///< what an assumed literal is, for its note ("RSI length")
    std::vector<NodePtr> kids;
    lang::Span words; ///< tokens (not bytes) it came from
};

/// Makers of the usual nodes.
NodePtr makeNode(std::string op, std::vector<NodePtr> kids = {});
NodePtr makeText(std::string op, std::string text, std::vector<NodePtr> kids = {});
NodePtr makeNumber(double value);
NodePtr makeAssumed(double value, std::string label);
NodePtr makePercent(double value);
NodePtr makeField(std::string name);
NodePtr makeCall(std::string name, std::vector<NodePtr> arguments);

/// A copy with other children.
NodePtr withKids(const Node& node, std::vector<NodePtr> kids);
/// A copy that came from other words.
NodePtr withWords(const Node& node, lang::Span words);

/// True for a present node of that kind.
bool is(const NodePtr& node, std::string_view op);
/// True when nothing stands there: null or "nil".
bool isNil(const NodePtr& node);
/// The first node of that kind in the tree, null if there is none.
NodePtr findNode(const NodePtr& node, std::string_view op);
/// True when the tree holds a crossing: something that happens on one bar.
bool isEvent(const NodePtr& node);
/// The first direct child of that kind, null if there is none.
NodePtr modOf(const NodePtr& node, std::string_view op);
/// The i-th node of a list, null when nothing stands there.
NodePtr at(const std::vector<NodePtr>& nodes, std::size_t i);
/// Both conditions at once.
NodePtr both(NodePtr a, NodePtr b);
/// Stable text of the whole tree, to tell two meanings apart.
std::string signature(const NodePtr& node);
/// A number that differs where the signature differs.
std::uint64_t fingerprint(const NodePtr& node);

} // namespace sw::english
