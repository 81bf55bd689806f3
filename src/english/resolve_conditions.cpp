#include "english/resolve.h"

#include "base/text.h"
#include "english/meaning.h"

namespace sw::english {

namespace {

bool isWindow(const NodePtr& node)
{
    return is(node, "range") || is(node, "alltime");
}

/// Without symbol and timeframe prefixes.
NodePtr core(const NodePtr& node)
{
    return is(node, "of") || is(node, "tf") ? core(node->kids[0]) : node;
}

/// The signal line that belongs to a MACD, with the same symbol and timeframe.
NodePtr signalLine(const NodePtr& node)
{
    if (is(node, "of") || is(node, "tf")) {
        const NodePtr inner = signalLine(node->kids[0]);
        return inner ? withKids(*node, {inner}) : nullptr;
    }
    const NodePtr call = is(node, "member") ? node->kids[0] : node;
    return is(call, "call") && call->text == "macd" ? makeText("member", "signal", {call})
                                                    : nullptr;
}

bool isPriceField(const NodePtr& node)
{
    const NodePtr inside = core(node);
    return is(inside, "field") && inside->text != "volume";
}

/// A condition without `paren`, for the eyes of the direction finder.
NodePtr firstComparison(const NodePtr& node)
{
    for (const char* op : {"gt", "lt", "ge", "le", "xup", "xdown"}) {
        if (is(node, op)) {
            return node;
        }
    }
    if (!node) {
        return nullptr;
    }
    for (const NodePtr& kid : node->kids) {
        if (NodePtr found = firstComparison(kid)) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

void Resolver::mention(const NodePtr& left, const NodePtr& right)
{
    m_said.subject = left;
    const Measure measure = measureOf(left);
    if (measure == Measure::Oscillator || measure == Measure::Ratio ||
        (measure == Measure::Number && !is(left, "num"))) {
        m_said.oscillator = left;
    }
    if (right && !is(right, "num") && !is(right, "pct")) {
        m_said.object = right;
    }
    for (const NodePtr& side : {left, right}) {
        const NodePtr inside = core(side);
        const bool level = is(inside, "call") && (inside->text == "sma" || inside->text == "ema" ||
                                                  inside->text == "wma" || inside->text == "hma" ||
                                                  inside->text == "rma" || inside->text == "vwma" ||
                                                  inside->text == "vwap" || inside->text == "psar");
        if (level && measureOf(inside) == Measure::Price) {
            m_said.averages.push_back(side);
        }
    }
}

NodePtr Resolver::subjectFor(const NodePtr& right) const
{
    const bool number = is(right, "num") || is(right, "pct");
    if (is(right, "obj") || is(right, "relative")) {
        return m_said.subject ? m_said.subject : makeField("close");
    }
    if (is(right, "signalof")) {
        return m_said.lines ? makeText("member", "line", {m_said.lines}) : nullptr;
    }
    if (number) {
        if (m_said.subject && measureOf(m_said.subject) == Measure::Price && !m_said.oscillator) {
            return m_said.subject;
        }
        return m_said.oscillator ? m_said.oscillator : makeField("close");
    }
    // a price level: the price of whoever is being talked about
    if (m_said.subject && is(m_said.subject, "of") && m_scope.empty() &&
        measureOf(m_said.subject) == Measure::Price) {
        return makeText("of", m_said.subject->text, {makeField("close")});
    }
    return makeField("close");
}

NodePtr Resolver::compareBoth(const NodePtr& node)
{
    if (m_said.averages.size() < 2) {
        note(true, "condition", "Which two levels does \"both\" mean?", "", node->words);
        return nullptr;
    }
    const std::size_t last = m_said.averages.size();
    NodePtr second = m_said.averages[last - 1];
    NodePtr first;
    for (std::size_t i = last - 1; i-- > 0;) {
        if (signature(m_said.averages[i]) != signature(second)) {
            first = m_said.averages[i];
            break;
        }
    }
    if (!first) {
        note(true, "condition", "Which two levels does \"both\" mean?", "", node->words);
        return nullptr;
    }
    NodePtr left = is(node->kids[0], "subj") ? makeField("close") : series(node->kids[0]);
    if (!left) {
        return nullptr;
    }
    const NodePtr one = finishCompare(node->text, left, first, first, node->words);
    const NodePtr two = finishCompare(node->text, left, second, second, node->words);
    return one && two ? makeNode("and", {one, two}) : nullptr;
}

NodePtr Resolver::compare(const NodePtr& node)
{
    const NodePtr& rawLeft = node->kids[0];
    const NodePtr& rawRight = node->kids[1];
    if (is(rawRight, "both")) {
        return compareBoth(node);
    }
    NodePtr left = is(rawLeft, "subj") ? subjectFor(rawRight) : series(rawLeft, nullptr);
    if (!left) {
        return nullptr;
    }
    NodePtr right;
    if (is(rawRight, "obj")) {
        right = m_said.averages.empty() ? m_said.object : m_said.averages.back();
        if (!right && m_said.subject) {
            right = m_said.object;
        }
        if (!right) {
            note(true, "condition", "Compared with what? Name the level.", "", node->words);
            return nullptr;
        }
        if (is(rawLeft, "subj") && m_said.object) {
            right = m_said.object;
        }
    } else if (is(rawRight, "signalof") && signalLine(left)) {
        right = signalLine(left);
    } else if (is(rawRight, "cloud")) {
        // the far edge: above the cloud is above both of its lines
        const std::string plain = plainComparison(node->text);
        const bool up = plain == "gt" || plain == "ge" || plain == "xup" ||
                        (plain == "xany" && m_isLong && m_purpose != Purpose::Exit);
        const NodePtr lines = call(completeCall("ichimoku", {}));
        right = makeText(
            "fn", up ? "max" : "min",
            {makeText("member", "span_a", {lines}), makeText("member", "span_b", {lines})});
    } else {
        right = series(rawRight, left);
    }
    if (!right) {
        return nullptr;
    }
    if (is(left, "tf") && (is(rawRight, "avg") || is(rawRight, "range")) && m_scopeFrame.empty() &&
        !is(right, "tf")) {
        // weekly close above the 10 week average: both sides are weekly
        m_scopeFrame = left->text;
        right = series(rawRight, left);
        m_scopeFrame.clear();
        if (!right) {
            return nullptr;
        }
        right = makeText("tf", left->text, {right});
    }
    return finishCompare(node->text, std::move(left), std::move(right), rawRight, node->words);
}

NodePtr Resolver::touch(const std::string& how, const NodePtr& left, const NodePtr& right,
                        const NodePtr& rawRight)
{
    bool down = how == "touchdown";
    if (how == "touch") {
        const NodePtr inside = core(right);
        const bool lower = (is(inside, "member") && inside->text == "lower") ||
                           (is(inside, "call") && inside->text == "lowest") ||
                           (isWindow(rawRight) && rawRight->text.ends_with("low"));
        const bool upper = (is(inside, "member") && inside->text == "upper") ||
                           (is(inside, "call") && inside->text == "highest") ||
                           (isWindow(rawRight) && rawRight->text.ends_with("high"));
        const bool buying = (m_purpose != Purpose::Exit) == m_isLong;
        down = lower || (!upper && buying);
        if (!isPriceField(left) && is(right, "num")) {
            const bool centred = measureOf(left) == Measure::Oscillator && right->number >= 0;
            down = centred ? right->number < 50 : buying;
        }
    }
    NodePtr field = left;
    if (isPriceField(left)) {
        const NodePtr price = makeField(down ? "low" : "high");
        field = is(left, "of") || is(left, "tf") ? withKids(*left, {price}) : price;
    }
    return makeNode(down ? "le" : "ge", {field, right});
}

/// "out at the average", "close both at zero": the side from which the level is reached follows
/// from the entry.
NodePtr Resolver::reachLevel(NodePtr left, const NodePtr& right)
{
    const NodePtr entered = firstComparison(m_isLong ? m_longEntry : m_shortEntry);
    bool up = m_isLong;
    if (entered && signature(core(entered->kids[0])) == signature(core(left)) && is(right, "num") &&
        is(entered->kids[1], "num")) {
        up = entered->kids[1]->number < right->number;
    }
    return makeNode(up ? "ge" : "le", {std::move(left), right});
}

NodePtr Resolver::finishCompare(const std::string& how, NodePtr left, NodePtr right,
                                const NodePtr& rawRight, lang::Span words)
{
    if (measureOf(left) == Measure::Ratio && is(right, "num")) {
        right = makePercent(right->number);
    } else if (measureOf(left) == Measure::Oscillator && is(right, "pct")) {
        right = makeNumber(right->number);
    }
    if (!comparable(left, right)) {
        note(true, "condition", "These two cannot be compared; which values do you mean?", "",
             words);
        return nullptr;
    }
    const bool window = isWindow(rawRight) || (is(rawRight, "of") && isWindow(rawRight->kids[0]));
    if (window) {
        // its own bar belongs to no breakout
        const NodePtr before =
            is(right, "of") || is(right, "tf")
                ? withKids(*right, {makeNode("index", {right->kids[0], makeNumber(1)})})
                : makeNode("index", {right, makeNumber(1)});
        right = before;
    }
    const std::string plain = plainComparison(how);
    NodePtr out;
    if (how == "reach") {
        out = reachLevel(left, right);
    } else if (plain == "touch" || plain == "touchdown" || plain == "touchup") {
        out = touch(plain, left, right, rawRight);
    } else if (plain == "xany") {
        bool up = m_purpose != Purpose::Exit ? m_isLong : !m_isLong;
        const NodePtr entered = firstComparison(m_isLong ? m_longEntry : m_shortEntry);
        if (m_purpose == Purpose::Exit && entered) {
            // bought below something: the level is crossed on the way back up
            const bool enteredBelow =
                is(entered, "lt") || is(entered, "le") || is(entered, "xdown");
            const bool enteredOutside = m_isLong == enteredBelow;
            up = enteredOutside ? m_isLong : !m_isLong;
        }
        note(false, "condition",
             std::string("\"crosses\" without a direction is read as crossing ") +
                 (up ? "above" : "below"),
             up ? "above" : "below", words);
        out = makeNode(window ? (up ? "gt" : "lt") : up ? "xup" : "xdown", {left, right});
    } else {
        std::string op = plain;
        if (how.starts_with("soft.")) {
            note(false, "condition",
                 "the move is read as the crossing on that bar, not as the state",
                 plain == "xup" ? "crosses above" : "crosses below", words);
        }
        const bool weekly = is(left, "tf");
        if ((window || weekly) && (op == "xup" || op == "xdown")) {
            op = op == "xup" ? "gt" : "lt";
        }
        out = makeNode(op, {left, right});
    }
    if (out->kids.size() == 2 && signature(out->kids[0]) == signature(out->kids[1])) {
        note(true, "condition", "This compares a value with itself; which level is meant?", "",
             words);
        return nullptr;
    }
    mention(m_scope.empty() ? left : makeText("of", m_scope, {left}), right);
    return withWords(*out, words);
}

NodePtr Resolver::slope(const NodePtr& node)
{
    const NodePtr& raw = node->kids[0];
    NodePtr subject =
        is(raw, "subj") ? (m_said.subject ? m_said.subject : makeField("close")) : series(raw);
    if (!subject) {
        return nullptr;
    }
    const bool rising = is(node, "rising");
    const NodePtr window = node->kids.size() > 1 ? length(node->kids[1]) : nullptr;
    if (node->kids.size() > 1 && !window) {
        return nullptr;
    }
    mention(subject, nullptr);
    if (!window) {
        note(false, std::string(rising ? "rising" : "falling"),
             std::string(rising ? "rising = higher" : "falling = lower") + " than one bar ago", "1",
             node->words);
    }
    const double steps = window ? window->number : 1;
    const NodePtr inside = core(subject);
    if (signature(inside) != signature(subject) && findNode(subject, "tf")) {
        // the steps are those of the higher timeframe
        if (steps != 1) {
            note(true, "condition",
                 "Rising or falling over several bars of a higher timeframe is not available; "
                 "over one bar instead?",
                 "", node->words);
            return nullptr;
        }
        const NodePtr change = makeCall("mom", {inside, makeNumber(1)});
        const NodePtr wrapped = makeText("tf", findNode(subject, "tf")->text, {change});
        return makeNode(rising ? "gt" : "lt", {wrapped, makeNumber(0)});
    }
    if (steps == 1) {
        const NodePtr before =
            is(subject, "of") ? withKids(*subject, {makeNode("index", {inside, makeNumber(1)})})
                              : makeNode("index", {subject, makeNumber(1)});
        return makeNode(rising ? "gt" : "lt", {subject, before});
    }
    return makeNode(node->op, {subject, window});
}

NodePtr Resolver::kidsResolved(const NodePtr& node, bool conditions)
{
    std::vector<NodePtr> kids;
    for (const NodePtr& kid : node->kids) {
        NodePtr value = is(kid, "len")                  ? length(kid)
                        : conditions && !is(kid, "num") ? condition(kid, m_purpose, m_isLong)
                                                        : series(kid);
        if (!value) {
            return nullptr;
        }
        kids.push_back(std::move(value));
    }
    return withKids(*node, std::move(kids));
}

NodePtr Resolver::shaped(const NodePtr& node)
{
    const std::string& op = node->op;
    if (op == "turn") {
        const NodePtr value = series(node->kids[0]);
        if (!value || findNode(value, "tf")) {
            return nullptr;
        }
        mention(value, nullptr);
        m_said.object = nullptr;
        const NodePtr one = makeNode("index", {value, makeNumber(1)});
        const NodePtr two = makeNode("index", {value, makeNumber(2)});
        const bool up = node->text == "rising";
        return makeNode("and", {makeNode(up ? "gt" : "lt", {value, one}),
                                makeNode(up ? "le" : "ge", {one, two})});
    }
    if (op == "near") {
        const NodePtr one = series(node->kids[0]);
        const NodePtr other = one ? series(node->kids[1], one) : nullptr;
        if (!other) {
            return nullptr;
        }
        mention(one, other);
        const NodePtr distance = makeText(
            "fn", "abs", {makeNode("sub", {makeNode("div", {one, other}), makeNumber(1)})});
        return makeNode("le", {distance, node->kids[2]});
    }
    if (op == "between") {
        const NodePtr left =
            is(node->kids[0], "subj") ? subjectFor(node->kids[1]) : series(node->kids[0]);
        const NodePtr low = left ? series(node->kids[1], left) : nullptr;
        const NodePtr high = low ? series(node->kids[2], left) : nullptr;
        if (!high) {
            return nullptr;
        }
        mention(left, low);
        return makeNode("between", {left, low, high});
    }
    return nullptr;
}

NodePtr Resolver::condition(const NodePtr& node, Purpose purpose, bool isLong)
{
    m_purpose = purpose;
    m_isLong = isLong;
    const std::string& op = node->op;
    if (op == "cmp") {
        return compare(node);
    }
    if (op == "and" || op == "or" || op == "not" || op == "unless" || op == "paren" ||
        op == "for" || op == "within" || op == "onof" || op == "then" || op == "shift") {
        return kidsResolved(node, true);
    }
    if (op == "fn" && node->text == "n_true") {
        return kidsResolved(node, true);
    }
    if (!node->kids.empty() && is(node->kids[0], "fn") && node->kids[0]->text == "n_true") {
        const NodePtr count = condition(node->kids[0], purpose, isLong);
        return count ? withKids(*node, {count, node->kids[1]}) : nullptr;
    }
    if (op == "of" || op == "tf") {
        return scoped(node, true);
    }
    if (op == "rising" || op == "falling") {
        return slope(node);
    }
    if (op == "levelof") {
        const bool oversold = node->text == "oversold";
        NodePtr state = m_said.oscillator ? levelOf(m_said.oscillator, oversold) : nullptr;
        if (!state) {
            state = levelOf(call(completeCall("rsi", {})), oversold);
        }
        mention(state->kids[0], nullptr);
        return state;
    }
    if (op == "upstate" || op == "upflip") {
        return direction(node);
    }
    if (op == "turn" || op == "near" || op == "between") {
        return shaped(node);
    }
    if (op == "gt" || op == "lt" || op == "ge" || op == "le" || op == "eq" || op == "xup" ||
        op == "xdown") {
        const NodePtr left = series(node->kids[0]);
        const NodePtr right = left ? series(node->kids[1], left) : nullptr;
        if (!right) {
            return nullptr;
        }
        mention(left, right);
        return withKids(*node, {left, right});
    }
    if (op == "hole" || op == "elapsed" || op == "gain" || op == "loss" || op == "madeback" ||
        op == "protect" || op == "always" || op == "vague" || op == "opposite" ||
        op == "otherwise") {
        return node;
    }
    return series(node);
}

} // namespace sw::english
