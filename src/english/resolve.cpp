#include "english/resolve.h"

#include "base/text.h"
#include "english/meaning.h"

#include <cmath>

namespace sw::english {

namespace {

bool isComparison(const std::string& op)
{
    return op == "gt" || op == "lt" || op == "ge" || op == "le" || op == "eq" || op == "xup" ||
           op == "xdown";
}

std::string turned(const std::string& op)
{
    if (op == "gt" || op == "ge") {
        return "lt";
    }
    if (op == "lt" || op == "le") {
        return "gt";
    }
    return op == "xup" ? "xdown" : op == "xdown" ? "xup" : op;
}

/// High for low and highest for lowest, as a breakout turns into a breakdown.
NodePtr otherEnd(const NodePtr& node)
{
    if (is(node, "field")) {
        return node->text == "high"  ? makeField("low")
               : node->text == "low" ? makeField("high")
                                     : node;
    }
    std::vector<NodePtr> kids;
    for (const NodePtr& kid : node->kids) {
        kids.push_back(otherEnd(kid));
    }
    auto copy = std::make_shared<Node>(*node);
    copy->kids = std::move(kids);
    if (is(node, "call")) {
        copy->text = node->text == "highest"  ? "lowest"
                     : node->text == "lowest" ? "highest"
                                              : node->text;
    }
    if (is(node, "member")) {
        copy->text = node->text == "upper"   ? "lower"
                     : node->text == "lower" ? "upper"
                     : node->text == "high"  ? "low"
                     : node->text == "low"   ? "high"
                                             : node->text;
    }
    return copy;
}

bool sameNumbers(const std::vector<NodePtr>& one, const std::vector<NodePtr>& other)
{
    for (std::size_t i = 0; i < one.size() && i < other.size(); ++i) {
        if (one[i]->number != other[i]->number) {
            return false;
        }
    }
    return one.size() == other.size();
}

bool isNumberLike(const NodePtr& node)
{
    return is(node, "num") || is(node, "pct");
}

} // namespace

NodePtr negated(const NodePtr& condition)
{
    const std::string& op = condition->op;
    if (op == "gt" || op == "lt" || op == "ge" || op == "le") {
        const char* opposite = op == "gt" ? "le" : op == "lt" ? "ge" : op == "ge" ? "lt" : "gt";
        return makeNode(opposite, condition->kids);
    }
    if (op == "not") {
        return condition->kids[0];
    }
    if (op == "paren") {
        return negated(condition->kids[0]);
    }
    if ((op == "of" || op == "tf") && isComparison(condition->kids[0]->op)) {
        return withKids(*condition, {negated(condition->kids[0])});
    }
    return makeNode("not", {condition});
}

NodePtr mirrored(const NodePtr& condition)
{
    const std::string& op = condition->op;
    if (op == "paren") {
        return mirrored(condition->kids[0]);
    }
    if (op == "of" || op == "tf") {
        const NodePtr inner = mirrored(condition->kids[0]);
        return inner ? withKids(*condition, {inner}) : nullptr;
    }
    if (op == "and") {
        // the one crossing in a chain carries the signal; what stands beside it is a filter
        NodePtr found;
        for (const NodePtr& kid : condition->kids) {
            const NodePtr cross =
                findNode(kid, "xup") ? findNode(kid, "xup") : findNode(kid, "xdown");
            if (cross) {
                if (found) {
                    return nullptr;
                }
                found = kid;
            }
        }
        return found ? mirrored(found) : nullptr;
    }
    if (op == "member" && condition->text == "up") {
        return makeNode("not", {condition});
    }
    if (op == "rising" || op == "falling") {
        return makeText(op == "rising" ? "falling" : "rising", "", condition->kids);
    }
    if (op == "for") {
        const NodePtr inner = mirrored(condition->kids[0]);
        return inner ? makeNode("for", {inner, condition->kids[1]}) : nullptr;
    }
    if (!isComparison(op) || op == "eq") {
        return nullptr;
    }
    const NodePtr& right = condition->kids[1];
    if (isNumberLike(right)) {
        const bool crossing = op == "xup" || op == "xdown";
        const bool middle = right->number == 0 || right->number == 50;
        if (middle || (crossing && right->number == 50)) {
            return makeNode(turned(op), condition->kids);
        }
        if (is(right, "pct")) {
            return makeNode(turned(op) == "lt" ? "le" : "ge",
                            {condition->kids[0], makePercent(-right->number)});
        }
        return crossing ? makeNode(turned(op), condition->kids) : nullptr;
    }
    return makeNode(turned(op), {otherEnd(condition->kids[0]), otherEnd(right)});
}

Resolver::Resolver(std::string tradedSymbol, Timeframe frame, bool continuous)
    : m_traded(std::move(tradedSymbol)), m_frame(frame), m_continuous(continuous)
{}

void Resolver::setEntry(NodePtr entry, bool isLong)
{
    NodePtr& slot = isLong ? m_longEntry : m_shortEntry;
    if (!slot) {
        slot = std::move(entry);
    }
}

std::vector<Finding> Resolver::takeFindings()
{
    return std::move(m_findings);
}

void Resolver::note(bool question, std::string about, std::string text, std::string value,
                    lang::Span words)
{
    m_findings.push_back({question, std::move(about), std::move(text), std::move(value), words});
}

std::optional<int> Resolver::bars(const Node& node) const
{
    const std::string& unit = node.text;
    const double count = node.number;
    const bool daily = m_frame.unit == FrameUnit::Day;
    const bool inScope = m_scopeFrame == "1w" || m_scopeFrame == "1mo" || m_scopeFrame == "1d";
    double per = 1;
    if (unit == "bar" || unit.empty()) {
        per = 1;
    } else if (unit == "week" && daily && !inScope && (count == 52 || count == 26)) {
        per = (m_continuous ? 365.0 : 252.0) / 52;
    } else if (inScope && m_scopeFrame == "1w") {
        per = unit == "year" ? 52 : unit == "month" ? 52.0 / 12 : 1;
    } else if (inScope && m_scopeFrame == "1mo") {
        per = unit == "year" ? 12 : 1;
    } else if (unit == "hour" || unit == "minute" || (unit == "mletter" && m_frame.isIntraday())) {
        per = (unit == "hour" ? 60.0 : 1.0) / static_cast<double>(m_frame.minutes());
        if (!m_frame.isIntraday()) {
            return std::nullopt;
        }
    } else {
        const bool all = m_continuous;
        per = unit == "week"      ? (all ? 7 : 5)
              : unit == "month"   ? (all ? 30 : 21)
              : unit == "mletter" ? (all ? 30 : 21)
              : unit == "quarter" ? (all ? 91 : 63)
              : unit == "year"    ? (all ? 365 : 252)
                                  : 1;
        if (unit == "month" || unit == "mletter") {
            const double year = all ? 365 : 252;
            per = std::fmod(count, 12) == 0 ? year / 12 : count == 6 ? year / 12 : per;
        }
        if (m_frame.unit == FrameUnit::Week) {
            per = unit == "day" ? 1 : per / (all ? 7 : 5);
        } else if (m_frame.unit == FrameUnit::Month) {
            per = unit == "day" ? 1 : per / (all ? 30 : 21);
        } else if (!daily && !inScope) {
            const double minutes = all ? 1440 : 390;
            per *= std::ceil(minutes / static_cast<double>(m_frame.minutes()));
        }
    }
    const double result = std::round(count * per);
    if (result < 1 || result > 100000) {
        return std::nullopt;
    }
    return static_cast<int>(result);
}

NodePtr Resolver::length(const NodePtr& node)
{
    const auto count = bars(*node);
    if (!count) {
        note(true, "length",
             "A length of " + formatNumber(node->number) + " " + node->text +
                 " is shorter than one bar; which bars do you want to use?",
             "", node->words);
        return nullptr;
    }
    auto out = std::make_shared<Node>(*node);
    out->op = "num";
    out->text.clear();
    out->number = *count;
    if (node->text != "bar" && node->text != "day" && !node->text.empty() && m_scopeFrame.empty() &&
        node->text != "hour" && node->text != "minute") {
        note(false, "length",
             formatNumber(node->number) + " " + (node->text == "mletter" ? "month" : node->text) +
                 (node->number == 1 ? "" : "s") + " counted as " + counted(*count, "bar"),
             std::to_string(*count), node->words);
    }
    return out;
}

/// On intraday bars a length in days belongs to the daily series.
NodePtr Resolver::onDays(const NodePtr& node)
{
    if (!m_frame.isIntraday() || !m_scopeFrame.empty()) {
        return nullptr;
    }
    for (const NodePtr& kid : node->kids) {
        if (is(kid, "len") && (kid->text == "day" || kid->text == "week" || kid->text == "month" ||
                               kid->text == "year" || kid->text == "quarter")) {
            m_scopeFrame = "1d";
            const NodePtr inner = call(node);
            m_scopeFrame.clear();
            if (inner) {
                note(false, "timeframe", "lengths in days are read on daily bars", "1d",
                     node->words);
            }
            return inner ? makeText("tf", "1d", {inner}) : nullptr;
        }
    }
    return nullptr;
}

/// An indicator named again without its numbers has those that were stated before.
NodePtr Resolver::inherited(const NodePtr& node)
{
    bool hasNumbers = false;
    bool allAssumed = true;
    for (const NodePtr& kid : node->kids) {
        if (is(kid, "num") || is(kid, "len")) {
            hasNumbers = true;
            allAssumed = allAssumed && kid->assumed;
        }
    }
    const bool volumeMean = node->text == "sma" || node->text == "pct_change";
    if (!hasNumbers || volumeMean) {
        return node;
    }
    const auto known = m_said.calls.find(node->text);
    if (!allAssumed) {
        if (known != m_said.calls.end() && !sameNumbers(known->second, node->kids)) {
            m_said.ambiguous[node->text] = true;
        }
        m_said.calls[node->text] = node->kids;
        return node;
    }
    if (known == m_said.calls.end()) {
        return node;
    }
    if (m_said.ambiguous[node->text]) {
        note(true, node->text + ".length",
             "Which " + node->text + " is meant here: it was given with different lengths?", "",
             node->words);
        return node;
    }
    return withKids(*node, known->second);
}

NodePtr Resolver::call(const NodePtr& written)
{
    const NodePtr node = inherited(written);
    if (m_scopeFrame.empty()) {
        if (NodePtr daily = onDays(node)) {
            return daily;
        }
    }
    std::vector<NodePtr> kids;
    for (const NodePtr& kid : node->kids) {
        NodePtr value = is(kid, "len") ? length(kid) : series(kid);
        if (!value) {
            return nullptr;
        }
        kids.push_back(std::move(value));
    }
    const NodePtr out = withKids(*node, std::move(kids));
    if (out->text == "bb" || out->text == "keltner" || out->text == "donchian") {
        m_said.band = out;
    }
    if (out->text == "macd" || out->text == "supertrend" || out->text == "psar") {
        m_said.lines = out;
    }
    if (out->text == "stoch" || out->text == "stochrsi") {
        m_said.stochastic = out;
    }
    if (out->text == "pct_change") {
        m_said.returnLength = out->kids[1];
        if (node->kids[1]->assumed) {
            note(false, "day change", "day change = close to close", "1", node->words);
        } else if (out->kids[1]->number == 1) {
            note(false, "day change", "day change = close to close", "1", node->words);
        }
    }
    return out;
}

NodePtr Resolver::average(const NodePtr& node, const NodePtr& partner)
{
    NodePtr source = node->kids[0];
    if (isNil(source)) {
        const Measure measure = measureOf(partner);
        const bool ofPartner = partner && measure != Measure::Price &&
                               measure != Measure::Unknown && !is(partner, "num") &&
                               !is(partner, "pct");
        const bool rangeItself =
            is(partner, "call") && (partner->text == "atr" || partner->text == "tr");
        source = ofPartner || rangeItself ? partner : makeField("close");
    }
    const bool plain = node->text == "avg";
    const std::string kind = plain ? "sma" : node->text;
    const NodePtr raw = withWords(*makeCall(kind, {source, node->kids[1]}), node->words);
    const NodePtr out = call(raw);
    if (out && plain) {
        note(false, "ma_type", "the average is a simple one (ma_type = sma)", "sma", node->words);
    }
    return out;
}

NodePtr Resolver::lastAverage(const NodePtr& node, const NodePtr& partner)
{
    if (!node->kids.empty() && !isNil(node->kids[0])) {
        const NodePtr source = series(node->kids[0]);
        return source ? call(makeCall(node->text == "avg" ? "sma" : node->text,
                                      {source, makeAssumed(20, "average.length?")}))
                      : nullptr;
    }
    if (partner && measureOf(partner) == Measure::Volume) {
        return call(makeCall("sma", {partner, makeAssumed(20, "volume_average")}));
    }
    if (node->text == "avg" && m_said.band &&
        (m_said.averages.empty() || m_said.object == nullptr ||
         findNode(m_said.object, "member"))) {
        return makeText("member", "mid", {m_said.band});
    }
    if (!m_said.averages.empty()) {
        return m_said.averages.back();
    }
    note(true, "average.length", "How many bars does the average cover?", "", node->words);
    return nullptr;
}

NodePtr Resolver::direction(const NodePtr& node)
{
    const bool up = node->text == "up";
    const NodePtr lines = m_said.lines;
    if (lines && (lines->text == "supertrend")) {
        const NodePtr member = makeText("member", "up", {lines});
        if (is(node, "upflip")) {
            const NodePtr before = makeNode("index", {member, makeNumber(1)});
            return up ? makeNode("and", {member, makeNode("not", {before})})
                      : makeNode("and", {makeNode("not", {member}), before});
        }
        return up ? member : makeNode("not", {member});
    }
    if (lines && lines->text == "psar") {
        return makeNode(up ? "gt" : "lt", {makeField("close"), lines});
    }
    if (lines && lines->text == "macd") {
        const bool flip = is(node, "upflip");
        return makeNode(
            up ? (flip ? "xup" : "gt") : (flip ? "xdown" : "lt"),
            {makeText("member", "line", {lines}), makeText("member", "signal", {lines})});
    }
    if (is(node, "upflip") && m_said.subject && m_said.object) {
        return makeNode(up ? "xup" : "xdown", {m_said.subject, m_said.object});
    }
    if (is(node, "upflip") && m_said.subject && is(m_said.subject, "call")) {
        return condition(makeText("turn", up ? "rising" : "falling", {m_said.subject}), m_purpose,
                         m_isLong);
    }
    note(true, "condition",
         std::string("What has to be ") + node->text + "? Name the indicator or the price.", "",
         node->words);
    return nullptr;
}

NodePtr Resolver::scoped(const NodePtr& node, bool isCondition)
{
    if (is(node, "of")) {
        const std::string symbol = node->text;
        const std::string before = m_scope;
        m_scope = symbol == m_traded ? "" : symbol;
        const NodePtr inner =
            isCondition ? condition(node->kids[0], m_purpose, m_isLong) : series(node->kids[0]);
        m_said.symbol = m_scope;
        m_scope = before;
        if (!inner) {
            return nullptr;
        }
        return symbol == m_traded ? inner : withKids(*node, {inner});
    }
    const auto frame = parseTimeframe(node->text);
    if (frame && *frame == m_frame) {
        return isCondition ? condition(node->kids[0], m_purpose, m_isLong) : series(node->kids[0]);
    }
    const std::string before = m_scopeFrame;
    m_scopeFrame = node->text;
    const NodePtr inner =
        isCondition ? condition(node->kids[0], m_purpose, m_isLong) : series(node->kids[0]);
    m_scopeFrame = before;
    return inner ? withKids(*node, {inner}) : nullptr;
}

NodePtr Resolver::simple(const NodePtr& node)
{
    const std::string& op = node->op;
    if (op == "bandlast") {
        NodePtr band = m_said.band;
        if (!band) {
            band = call(completeCall("bb", {}));
        }
        return band ? makeText("member", node->text, {band}) : nullptr;
    }
    if (op == "lastout") {
        NodePtr source = node->text == "line" ? m_said.lines : m_said.stochastic;
        if (!source) {
            source = call(completeCall(node->text == "line" ? "macd" : "stoch", {}));
        }
        return source ? makeText("member", node->text, {source}) : nullptr;
    }
    if (op == "range") {
        const bool close = node->text.starts_with("close");
        const bool high = node->text.ends_with("high");
        return call(withWords(*makeCall(high ? "highest" : "lowest", {makeField(close  ? "close"
                                                                                : high ? "high"
                                                                                       : "low"),
                                                                      node->kids[0]}),
                              node->words));
    }
    if (op == "alltime") {
        note(true, "high.window", "How many bars back does the record high reach (252 assumed)?",
             "252", node->words);
        return call(makeCall("highest", {makeField("high"), makeAssumed(252, "high.window")}));
    }
    if (op == "openingmid") {
        const NodePtr range = makeCall("opening_range", {makeAssumed(30, "opening_range.minutes")});
        return makeNode("div",
                        {makeNode("paren", {makeNode("add", {makeText("member", "high", {range}),
                                                             makeText("member", "low", {range})})}),
                         makeNumber(2)});
    }
    if (op == "signalof") {
        if (m_said.lines && m_said.lines->text == "macd") {
            return makeText("member", "signal", {m_said.lines});
        }
        return makeText("member", "signal", {call(completeCall("macd", {}))});
    }
    return nullptr;
}

NodePtr Resolver::series(const NodePtr& node, const NodePtr& partner)
{
    if (!node) {
        return nullptr;
    }
    const std::string& op = node->op;
    if (op == "num" || op == "pct" || op == "field" || op == "time" || op == "rmult" ||
        op == "always" || op == "hole") {
        return node;
    }
    if (op == "len") {
        return length(node);
    }
    if (op == "call") {
        return call(node);
    }
    if (op == "money") {
        return node->kids[0];
    }
    if (op == "avg" || op == "bareavg") {
        return average(node, partner);
    }
    if (op == "avglast") {
        return lastAverage(node, partner);
    }
    if (op == "relative") {
        const NodePtr base = partner ? partner : makeField("volume");
        const NodePtr mean = call(makeCall("sma", {base, node->kids[0]}));
        if (!mean) {
            return nullptr;
        }
        return node->number == 1 ? mean : makeNode("mul", {makeNumber(node->number), mean});
    }
    if (op == "subj") {
        return m_said.subject && measureOf(m_said.subject) == Measure::Price ? m_said.subject
                                                                             : makeField("close");
    }
    if (op == "obj") {
        return m_said.averages.empty() ? m_said.object : m_said.averages.back();
    }
    if (op == "of" || op == "tf") {
        return scoped(node, false);
    }
    if (op == "mul" || op == "add" || op == "sub" || op == "div" || op == "index" ||
        op == "paren" || op == "member" || op == "fn") {
        std::vector<NodePtr> kids;
        for (const NodePtr& kid : node->kids) {
            NodePtr value = series(kid, partner);
            if (!value) {
                return nullptr;
            }
            kids.push_back(std::move(value));
        }
        // a prefix goes outside: daily.macd(…).line
        if (op == "member" && (is(kids[0], "tf") || is(kids[0], "of"))) {
            return withKids(*kids[0], {withKids(*node, {kids[0]->kids[0]})});
        }
        return withKids(*node, std::move(kids));
    }
    return simple(node);
}

} // namespace sw::english
