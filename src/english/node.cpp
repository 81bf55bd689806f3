#include "english/node.h"

#include "base/text.h"

#include <bit>

namespace sw::english {

NodePtr makeNode(std::string op, std::vector<NodePtr> kids)
{
    auto node = std::make_shared<Node>();
    node->op = std::move(op);
    node->kids = std::move(kids);
    return node;
}

NodePtr makeText(std::string op, std::string text, std::vector<NodePtr> kids)
{
    auto node = std::make_shared<Node>();
    node->op = std::move(op);
    node->text = std::move(text);
    node->kids = std::move(kids);
    return node;
}

NodePtr makeNumber(double value)
{
    auto node = std::make_shared<Node>();
    node->op = "num";
    node->number = value;
    return node;
}

NodePtr makeAssumed(double value, std::string label)
{
    auto node = std::make_shared<Node>();
    node->op = "num";
    node->number = value;
    node->assumed = true;
    node->label = std::move(label);
    return node;
}

NodePtr makePercent(double value)
{
    auto node = std::make_shared<Node>();
    node->op = "pct";
    node->number = value;
    return node;
}

NodePtr makeField(std::string name)
{
    return makeText("field", std::move(name));
}

NodePtr makeCall(std::string name, std::vector<NodePtr> arguments)
{
    return makeText("call", std::move(name), std::move(arguments));
}

NodePtr withKids(const Node& node, std::vector<NodePtr> kids)
{
    auto copy = std::make_shared<Node>(node);
    copy->kids = std::move(kids);
    return copy;
}

NodePtr withWords(const Node& node, lang::Span words)
{
    auto copy = std::make_shared<Node>(node);
    copy->words = words;
    return copy;
}

bool is(const NodePtr& node, std::string_view op)
{
    return node && node->op == op;
}

bool isNil(const NodePtr& node)
{
    return !node || node->op == "nil";
}

NodePtr findNode(const NodePtr& node, std::string_view op)
{
    if (!node || node->op == op) {
        return node;
    }
    for (const NodePtr& kid : node->kids) {
        if (NodePtr found = findNode(kid, op)) {
            return found;
        }
    }
    return nullptr;
}

bool isEvent(const NodePtr& node)
{
    return findNode(node, "xup") || findNode(node, "xdown");
}

NodePtr modOf(const NodePtr& node, std::string_view op)
{
    if (!node) {
        return nullptr;
    }
    for (const NodePtr& kid : node->kids) {
        if (is(kid, op)) {
            return kid;
        }
    }
    return nullptr;
}

NodePtr at(const std::vector<NodePtr>& nodes, std::size_t i)
{
    return i < nodes.size() && !isNil(nodes[i]) ? nodes[i] : nullptr;
}

NodePtr both(NodePtr a, NodePtr b)
{
    return makeNode("and", {std::move(a), std::move(b)});
}

std::string signature(const NodePtr& node)
{
    if (!node) {
        return "nil";
    }
    std::string text = node->op;
    if (!node->text.empty()) {
        text += ":" + node->text;
    }
    if (node->number != 0) {
        text += "=" + formatNumber(node->number);
    }
    if (!node->kids.empty()) {
        text += "(";
        for (const NodePtr& kid : node->kids) {
            text += signature(kid) + " ";
        }
        text += ")";
    }
    return text;
}

namespace {

void mix(std::uint64_t& hash, std::string_view bytes)
{
    constexpr std::uint64_t kPrime = 1'099'511'628'211ULL;
    for (const char c : bytes) {
        hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
    }
    hash = (hash ^ 0x1FF) * kPrime; // the end of a part
}

void mix(std::uint64_t& hash, const NodePtr& node)
{
    if (!node) {
        mix(hash, std::string_view("nil"));
        return;
    }
    mix(hash, std::string_view(node->op));
    mix(hash, std::string_view(node->text));
    const std::uint64_t bits = node->number == 0 ? 0 : std::bit_cast<std::uint64_t>(node->number);
    hash = (hash ^ bits) * 0x9E37'79B9'7F4A'7C15ULL;
    hash ^= hash >> 29;
    for (const NodePtr& kid : node->kids) {
        mix(hash, kid);
    }
    mix(hash, std::string_view(")"));
}

} // namespace

std::uint64_t fingerprint(const NodePtr& node)
{
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    mix(hash, node);
    return hash;
}

} // namespace sw::english
