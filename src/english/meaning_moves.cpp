// Moves in percent, gaps, distances from highs and lows, candles.
#include "english/meaning.h"

#include <cmath>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

NodePtr signedPercent(const NodePtr& value, double sign)
{
    auto copy = std::make_shared<Node>(*value);
    copy->number = sign * std::fabs(value->number);
    return copy;
}

NodePtr moveIn(const NodePtr& series, const std::string& way, const NodePtr& move,
               const NodePtr& span)
{
    const NodePtr window = span ? lengthOf(span) : [] {
        auto day = std::make_shared<Node>();
        day->op = "len";
        day->text = "day";
        day->number = 1;
        day->label = "day change";
        day->assumed = true;
        return NodePtr(day);
    }();
    if (!window) {
        return nullptr;
    }
    const NodePtr change = makeCall("pct_change", {series, window});
    const std::string how = move->text;
    const bool down = way == "down" || way == "falls";
    const NodePtr bound = signedPercent(move->kids[0], down ? -1 : 1);
    const bool less = how == "lt" || how == "le";
    const bool inclusive = how == "ge" || how == "le";
    const std::string op = down != less ? (inclusive ? "le" : "lt") : (inclusive ? "ge" : "gt");
    return makeNode(op, {change, bound});
}

NodePtr moved(const Arguments& a)
{
    return moveIn(makeField("close"), wordOf(a[0]), a[1], at(a, 2));
}

NodePtr movedOf(const Arguments& a)
{
    const NodePtr& who = a[0];
    std::string way = wordOf(a[1]);
    if (is(who, "sym")) {
        const NodePtr inner = moved({a[1], a[2], at(a, 3) ? a[3] : makeNode("nil")});
        return inner ? makeText("of", who->text, {inner}) : nullptr;
    }
    if (is(who, "of") && is(who->kids[0], "field")) {
        const NodePtr inner = moveIn(who->kids[0], way, a[2], at(a, 3));
        return inner ? makeText("of", who->text, {inner}) : nullptr;
    }
    const Measure measure = measureOf(who);
    if (measure != Measure::Price && measure != Measure::Volume) {
        return nullptr;
    }
    return moveIn(who, way, a[2], at(a, 3));
}

NodePtr signedMove(const Arguments& a)
{
    const double value = a[0]->number;
    if (value == 0 || a[0]->label != "signed") {
        return nullptr; // only a written sign tells the direction
    }
    const NodePtr move = makeText("move", "ge", {makePercent(std::fabs(value))});
    return moveIn(makeField("close"), value < 0 ? "down" : "up", move, makeLength(1, "day"));
}

/// "+4%" alone: a move over a time that is not said.
NodePtr signedBare(const Arguments& a)
{
    const double value = a[0]->number;
    if (value == 0 || a[0]->label != "signed") {
        return nullptr;
    }
    const NodePtr move = makeText("move", "ge", {makePercent(std::fabs(value))});
    return moveIn(makeField("close"), value < 0 ? "down" : "up", move, nullptr);
}

/// "down over the last 60 days"
NodePtr movedAtAll(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || window->number <= 1) {
        return nullptr;
    }
    return makeNode(wordOf(a[0]) == "down" ? "lt" : "gt",
                    {makeCall("pct_change", {makeField("close"), window}), makePercent(0)});
}

NodePtr gap(const Arguments& a)
{
    const bool down = wordOf(a[0]) == "down";
    const NodePtr before = makeNode("index", {makeField("close"), makeNumber(1)});
    NodePtr level = before;
    std::string how = down ? "lt" : "gt";
    if (const NodePtr move = at(a, 1)) {
        if (move->text == "lt") {
            return nullptr;
        }
        const double factor = 1 + (down ? -1 : 1) * std::fabs(move->kids[0]->number) / 100;
        level = makeNode("mul", {makeNumber(std::round(factor * 1e9) / 1e9), before});
        if (move->text == "ge") {
            how = down ? "le" : "ge";
        }
    }
    return makeNode(how, {makeField("open"), level});
}

NodePtr offRange(const Arguments& a)
{
    const bool high = a[1]->text.ends_with("high");
    const double factor = 1 + (high ? -1 : 1) * a[0]->number / 100;
    if (factor <= 0) {
        return nullptr;
    }
    const std::string field = a[1]->text.starts_with("close") ? "close" : high ? "high" : "low";
    const NodePtr window = makeCall(high ? "highest" : "lowest", {makeField(field), a[1]->kids[0]});
    return makeNode(high ? "le" : "ge",
                    {makeField("close"),
                     makeNode("mul", {makeNumber(std::round(factor * 1e9) / 1e9), window})});
}

NodePtr offHigh(const Arguments& a)
{
    return offRange({a[0], makeText("range", "high", {makeAssumed(252, "high.window")})});
}

/// Conditions on one candle.
NodePtr candle(const std::string& kind)
{
    const auto field = [](const char* name) { return makeField(name); };
    const auto before = [](const char* name) {
        return makeNode("index", {makeField(name), makeNumber(1)});
    };
    if (kind == "red") {
        return makeNode("lt", {field("close"), field("open")});
    }
    if (kind == "green") {
        return makeNode("gt", {field("close"), field("open")});
    }
    if (kind == "downday" || kind == "lowerclose") {
        return makeNode("lt", {field("close"), before("close")});
    }
    if (kind == "upday" || kind == "higherclose") {
        return makeNode("gt", {field("close"), before("close")});
    }
    const bool higher = kind.starts_with("higher");
    const char* name = kind.ends_with("high") ? "high" : "low";
    return makeNode(higher ? "gt" : "lt", {field(name), before(name)});
}

NodePtr run(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || window->number > 100 || a[1]->label == "signed") {
        return nullptr;
    }
    const NodePtr one = candle(wordOf(a[0]));
    return window->number == 1 ? one : makeNode("for", {one, window});
}

} // namespace

MeaningTable moveMeanings()
{
    return {
        {"move", moved},
        {"moveof", movedOf},
        {"signedmove", signedMove},
        {"signedbare", signedBare},
        {"moved0", movedAtAll},
        {"gap", gap},
        {"offrange", offRange},
        {"offhigh", offHigh},
        {"run", run},
    };
}

} // namespace sw::english
