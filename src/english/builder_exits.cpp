#include "english/builder.h"

#include "base/text.h"
#include "english/meaning.h"
#include "english/render.h"

#include <algorithm>
#include <cmath>

namespace sw::english {

namespace {

/// "up 15%" without a number of days: in an exit it speaks of the trade. Null otherwise.
NodePtr moveWithoutSpan(const NodePtr& node)
{
    const bool comparison = is(node, "ge") || is(node, "gt") || is(node, "le") || is(node, "lt");
    if (!comparison || !is(node->kids[0], "call") || node->kids[0]->text != "pct_change" ||
        !is(node->kids[1], "pct")) {
        return nullptr;
    }
    const NodePtr& span = node->kids[0]->kids[1];
    const bool outward = (node->kids[1]->number > 0) == (is(node, "ge") || is(node, "gt"));
    return span->assumed && outward ? node->kids[0] : nullptr;
}

bool hasMoveWithoutSpan(const NodePtr& node)
{
    return moveWithoutSpan(node) || (is(node, "or") && (hasMoveWithoutSpan(node->kids[0]) ||
                                                        hasMoveWithoutSpan(node->kids[1])));
}

void alternatives(const NodePtr& node, std::vector<NodePtr>& out)
{
    if (is(node, "or")) {
        alternatives(node->kids[0], out);
        alternatives(node->kids[1], out);
    } else if (is(node, "paren") && is(node->kids[0], "or")) {
        alternatives(node->kids[0], out);
    } else {
        out.push_back(node);
    }
}

} // namespace

std::optional<bool> Builder::sideOfExit(const NodePtr& act) const
{
    if (act && act->text == "short") {
        return false;
    }
    if (act && act->text == "long") {
        return true;
    }
    if (is(act, "sell")) {
        return true;
    }
    if (m_hasLong && m_hasShort) {
        return act && act->text == "both" ? std::nullopt : std::optional<bool>(m_lastEntryLong);
    }
    return m_hasLong;
}

std::string Builder::sidePrefix() const
{
    if (m_hasLong && m_hasShort) {
        return "";
    }
    return m_hasLong ? "long " : "short ";
}

void Builder::exitLine(const NodePtr& condition, std::optional<bool> side, const NodePtr& act,
                       const NodePtr& fact)
{
    const std::string order = orderOf(act, fact, condition);
    const std::string which = side ? (*side ? "long " : "short ") : "";
    line(kExits, "exit " + which + "when " + renderExpr(condition) + order, fact->words);
    m_hasExit = true;
}

void Builder::timeExit(const NodePtr& length, const NodePtr& fact, const NodePtr& act)
{
    const NodePtr order = modOf(act, "order");
    const bool atClose = (is(fact, "timeexit") && fact->text == "close") ||
                         (order && order->text == "close") || m_closes;
    if (!is(length, "len") && !is(length, "num")) {
        return;
    }
    const auto bars = m_resolver->bars(*length);
    if (!bars) {
        ask("max_holding_bars",
            "\"" + wordsOf(fact->words) +
                "\" is shorter than one bar of this "
                "timeframe; how many bars?",
            fact->words);
        return;
    }
    const bool days = m_frame.isIntraday() && (length->text == "day" || length->text == "week");
    const std::string unit = days ? (length->text == "day" ? "days" : "weeks") : "bars";
    const double count = days ? length->number : *bars;
    const std::string text =
        renderNumber(count) + " " + (count == 1 ? unit.substr(0, unit.size() - 1) : unit);
    if (length->text == "month" || length->text == "week" || length->text == "year") {
        if (!days) {
            assume("max_holding_bars",
                   "\"" + wordsOf(length->words) + "\" counted as " + counted(*bars, "bar"),
                   std::to_string(*bars), length->words, "reading");
        }
    }
    line(kExits, "exit after " + text + (atClose ? " at close" : ""), fact->words);
    m_hasExit = true;
}

/// One alternative of an exit: a time, a gain, a loss, a protection or a condition.
void Builder::exitPart(const NodePtr& part, const NodePtr& act, std::vector<NodePtr>& conditions,
                       std::optional<bool> side)
{
    const bool byPrice = is(part, "protect") || is(part, "gain") || is(part, "loss") ||
                         moveWithoutSpan(part) != nullptr;
    if (const NodePtr order = byPrice ? modOf(act, "order") : nullptr) {
        ask("exit_order",
            "\"" + wordsOf(part->words) +
                "\" is taken as a price that is reached during the bar; should the position "
                "rather be closed " +
                wordsOf(order->words) + "?",
            order->words);
    }
    if (is(part, "elapsed")) {
        timeExit(part->kids[0], part, act);
    } else if (is(part, "protect")) {
        protection(part->kids[0]);
    } else if (const NodePtr move = moveWithoutSpan(part)) {
        const bool gain = is(part, "ge") || is(part, "gt");
        const NodePtr distance = makePercent(std::fabs(part->kids[1]->number));
        assume("exit", "\"" + wordsOf(part->words) + "\" is measured from the entry price",
               "entry price", part->words, "reading");
        const bool favourable = gain == side.value_or(m_hasLong);
        const NodePtr level =
            withWords(*makeNode(favourable ? "target" : "stop", {distance}), part->words);
        favourable ? target(level) : stop(level);
        m_hasExit = true;
    } else if (is(part, "gain")) {
        target(withWords(*makeNode("target", {part->kids[0]}), part->words));
        m_hasExit = true;
    } else if (is(part, "loss")) {
        stop(withWords(*makeNode("stop", {part->kids[0]}), part->words));
        m_hasExit = true;
    } else if (is(part, "opposite")) {
        const bool isLong = side.value_or(m_lastEntryLong);
        const NodePtr entry = m_resolver->entry(isLong);
        const NodePtr mirror = entry ? mirrored(entry) : nullptr;
        if (mirror) {
            conditions.push_back(mirror);
        } else {
            ask("exit", "What is the opposite of the entry exactly? Spell out the exit.",
                part->words);
            m_dropped = true;
        }
    } else if (is(part, "madeback")) {
        const NodePtr window = m_resolver->discourse().returnLength;
        if (!window) {
            ask("exit", "Half of which fall? Name the number of days.", part->words);
            return;
        }
        const NodePtr close = makeField("close");
        const NodePtr middle = makeNode(
            "div",
            {makeNode("paren", {makeNode("add", {close, makeNode("index", {close, window})})}),
             makeNumber(2)});
        conditions.push_back(makeNode("ge", {close, makeCall("at_entry", {middle})}));
    } else {
        NodePtr condition = resolved(part, Purpose::Exit, side.value_or(m_hasLong));
        if (condition) {
            conditions.push_back(std::move(condition));
        }
    }
}

void Builder::exitRule(const NodePtr& said, const NodePtr& condition, const NodePtr& fact)
{
    NodePtr act = said;
    if (const NodePtr order = modOf(fact, "order"); order && !modOf(said, "order")) {
        std::vector<NodePtr> kids = said->kids;
        kids.push_back(order);
        act = withKids(*said, std::move(kids));
    }
    sizeOf(act, fact);
    std::optional<bool> side = sideOfExit(act);
    const bool both = act->text == "both";
    std::vector<NodePtr> parts;
    if (findNode(condition, "elapsed") || findNode(condition, "protect") ||
        findNode(condition, "gain") || findNode(condition, "loss") ||
        findNode(condition, "madeback") || findNode(condition, "opposite") ||
        hasMoveWithoutSpan(condition)) {
        alternatives(condition, parts);
    } else {
        parts.push_back(condition);
    }
    for (const bool isLong :
         both ? std::vector<bool>{true, false} : std::vector<bool>{side.value_or(m_hasLong)}) {
        std::vector<NodePtr> conditions;
        for (const NodePtr& part : parts) {
            exitPart(part, act, conditions, both ? std::optional<bool>(isLong) : side);
        }
        NodePtr all;
        for (const NodePtr& one : conditions) {
            all = all ? makeNode("or", {all, one}) : one;
        }
        for (std::size_t i = 2; i < fact->kids.size(); ++i) {
            const NodePtr& kid = fact->kids[i];
            if (!is(kid, "filter") && !is(kid, "unless")) {
                continue;
            }
            const bool exception = is(kid, "unless");
            NodePtr extra = resolved(kid->kids[0], Purpose::Filter, isLong);
            if (!extra) {
                continue;
            }
            extra = exception ? makeNode("not", {extra}) : extra;
            if (all && (exception || m_drafts.empty())) {
                all = makeNode("and", {is(all, "or") ? makeNode("paren", {all}) : all, extra});
            } else {
                // "… , but only if" after the exit restricts the entry; an exit must stay possible
                m_filters.push_back(extra);
                assume("entry", "\"" + wordsOf(kid->words) + "\" restricts the entry, not the exit",
                       renderExpr(extra), kid->words, "reading");
            }
        }
        if (all) {
            exitLine(all, both ? std::optional<bool>(isLong) : side, act, fact);
        }
    }
}

void Builder::otherwise(const NodePtr& fact)
{
    if (m_drafts.empty()) {
        ask("exit", "Otherwise than what? Name the exit.", fact->words);
        return;
    }
    const EntryDraft& last = m_drafts.back();
    NodePtr leave = isEvent(last.condition) ? mirrored(last.condition) : negated(last.condition);
    if (!leave) {
        leave = negated(last.condition);
    }
    exitLine(leave, last.isLong, makeNode("exit"), fact);
}

/// Entries without any way out, and actions nobody gave a condition.
void Builder::checkExits()
{
    for (const NodePtr& fact : m_bareActs) {
        const NodePtr& act = fact->kids[0];
        const bool leaves = is(act, "exit") || is(act, "sell");
        const std::size_t begin = fact->words.begin;
        const std::size_t end = fact->words.end;
        const bool sentence = (begin == 0 || m_tokens[begin - 1].kind == TokenKind::Break) &&
                              (end >= m_tokens.size() || m_tokens[end].kind == TokenKind::Break);
        const bool said = !leaves && sentence && act->kids.size() <= 1 && m_drafts.size() == 1;
        if (said) {
            continue; // "Buy MSFT. … Entry: …": the condition stands elsewhere
        }
        ask(leaves ? "exit" : "entry",
            "When exactly: \"" + wordsOf(fact->words) + "\" has no condition?", fact->words,
            "missing");
    }
    if (m_mode != "signals") {
        return;
    }
    bool entry = false;
    bool leaves = false;
    bool alone = false;
    for (const Line& one : m_lines) {
        entry = entry || one.section == kEntries;
        alone = alone || one.section == kExits;
        leaves = leaves || one.section == kExits || one.section == kProtections ||
                 one.text.starts_with("flat at");
    }
    if (entry && !leaves && !m_wrongSide) {
        ask("exit", "When should the position be closed? No exit is given and none is implied.", {},
            "missing");
    }
    if (!entry && alone) {
        ask("entry", "When should the position be opened? Only an exit is given.", {}, "missing");
    }
}

} // namespace sw::english
