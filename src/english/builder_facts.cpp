#include "english/builder.h"

#include "base/text.h"
#include "english/meaning.h"
#include "english/render.h"
#include "indicators/catalog.h"

#include <algorithm>
#include <array>

namespace sw::english {

namespace {

/// Averages that sentences name, built in or not.
bool isAverage(const std::string& name)
{
    static constexpr std::array<std::string_view, 8> kAverages = {"hma",  "dema", "tema", "kama",
                                                                  "vwma", "wma",  "rma",  "ema"};
    return std::find(kAverages.begin(), kAverages.end(), name) != kAverages.end();
}

/// An `or` and an `and` side by side without parentheses or "either".
bool mixesAndOr(const NodePtr& node)
{
    if (is(node, "or")) {
        return is(node->kids[0], "and") || is(node->kids[1], "and") || mixesAndOr(node->kids[0]) ||
               mixesAndOr(node->kids[1]);
    }
    return false;
}

/// Name of the first call of an indicator that is not in the catalog; empty when there is none.
std::string unknownCall(const NodePtr& node)
{
    if (is(node, "call") && indicators::find(node->text) == nullptr && isAverage(node->text)) {
        return node->text;
    }
    for (const NodePtr& kid : node->kids) {
        if (std::string name = kid ? unknownCall(kid) : std::string(); !name.empty()) {
            return name;
        }
    }
    return {};
}

/// Reads nothing that is unknown at the open.
bool knownAtOpen(const NodePtr& node)
{
    if (is(node, "field")) {
        return node->text == "open";
    }
    if (is(node, "index")) {
        return node->kids[1]->number >= 1;
    }
    if (is(node, "call")) {
        return node->text == "weekday" || node->text == "day_of_month" || node->text == "month" ||
               node->text == "year" || node->text == "trading_day_of_month" ||
               node->text == "trading_days_left_in_month" || node->text == "time_of_day" ||
               node->text == "first_bar_of_day" || node->text == "day_open";
    }
    return std::all_of(node->kids.begin(), node->kids.end(), knownAtOpen);
}

/// Says only on which days something happens.
bool isCalendar(const NodePtr& node)
{
    if (is(node, "call")) {
        return node->kids.empty() && knownAtOpen(node);
    }
    if (is(node, "cmp") || is(node, "field") || is(node, "hole")) {
        return false;
    }
    return !isNil(node) && !is(node, "always") &&
           std::all_of(node->kids.begin(), node->kids.end(), isCalendar);
}

} // namespace

/// Puts a hole where a condition needs an indicator that is not built in, and says so.
NodePtr Builder::withoutUnknown(const NodePtr& condition)
{
    if (is(condition, "and") || is(condition, "or") || is(condition, "not") ||
        is(condition, "paren")) {
        std::vector<NodePtr> kids;
        for (const NodePtr& kid : condition->kids) {
            kids.push_back(withoutUnknown(kid));
        }
        return withKids(*condition, std::move(kids));
    }
    const std::string name = unknownCall(condition);
    if (name.empty()) {
        return condition;
    }
    const std::string words = wordsOf(condition->words);
    const std::string quoted = words.empty() ? toUpper(name) : words;
    unsupported("indicator",
                "\"" + quoted + "\" needs " + toUpper(name) +
                    ", which is not a built-in indicator.",
                condition->words, "no-indicator");
    ask("indicator",
        "Which indicator should stand in place of " + toUpper(name) + " in \"" + quoted + "\"?",
        condition->words, "no-indicator");
    std::string text = quoted;
    std::erase_if(text, [](char c) { return c == '"' || c == '\\'; });
    return withWords(*makeText("hole", text), condition->words);
}

NodePtr Builder::resolved(const NodePtr& condition, Purpose purpose, bool isLong)
{
    if (NodePtr vague = findNode(condition, "vague")) {
        const std::string words = wordsOf(vague->words);
        const bool level = words.find("upport") != std::string::npos ||
                           words.find("esistance") != std::string::npos;
        ask(purpose == Purpose::Exit ? "exit condition" : "entry condition",
            level ? "How is \"" + words +
                        "\" measured, for example as the lowest low or highest high "
                        "of how many days?"
                  : "What is \"" + words + "\"? Give a number or an indicator.",
            vague->words, "vague");
        m_dropped = true;
        return nullptr;
    }
    for (const char* position : {"elapsed", "protect", "opposite", "otherwise", "madeback"}) {
        if (NodePtr part = findNode(condition, position)) {
            ask("condition",
                "\"" + wordsOf(part->words) + "\" cannot be combined with the rest of \"" +
                    wordsOf(condition->words) + "\"; write it as a sentence of its own?",
                part->words);
            m_dropped = true;
            return nullptr;
        }
    }
    if (purpose != Purpose::Exit && (findNode(condition, "gain") || findNode(condition, "loss"))) {
        ask("condition",
            "There is no position before the entry; what does \"" + wordsOf(condition->words) +
                "\" refer to?",
            condition->words);
        m_dropped = true;
        return nullptr;
    }
    if (mixesAndOr(condition)) {
        ask("condition",
            "How do \"and\" and \"or\" group in \"" + wordsOf(condition->words) +
                "\"? \"and\" is taken first for now.",
            condition->words);
    }
    NodePtr out = m_resolver->condition(condition, purpose, isLong);
    reportFindings();
    if (!out) {
        m_dropped = true;
        if (m_out.questions.empty()) {
            ask("condition", "What does \"" + wordsOf(condition->words) + "\" mean?",
                condition->words, "not-understood");
        }
        return nullptr;
    }
    reportHoles(out);
    reportAssumed(out);
    NodePtr known = withoutUnknown(out);
    return is(known, "hole") && known->words.begin >= known->words.end
               ? withWords(*known, condition->words)
               : known;
}

std::string Builder::orderOf(const NodePtr& act, const NodePtr& fact, const NodePtr& condition)
{
    std::string out;
    for (const NodePtr& holder : {fact, act}) {
        if (const NodePtr order = modOf(holder, "order")) {
            if (order->text == "close") {
                out = " at close";
            } else if (order->text == "open" && knownAtOpen(condition)) {
                out = " at open";
            } else if (order->text == "open") {
                assume("order",
                       "the condition is known only when its bar is over, so \"" +
                           wordsOf(order->words) + "\" means the next open",
                       "next open", order->words, "reading");
            }
        }
        const NodePtr limit = modOf(holder, "limit");
        const NodePtr stop = modOf(holder, "stoporder");
        if (limit || stop) {
            NodePtr price = m_resolver->series((limit ? limit : stop)->kids[0]);
            reportFindings();
            if (price) {
                reportAssumed(price);
                out = std::string(limit ? " using limit " : " using stop ") + renderExpr(price);
                NodePtr valid = modOf(fact, "valid");
                valid = valid ? valid : modOf(act, "valid");
                if (valid) {
                    const auto bars = m_resolver->bars(*valid->kids[0]);
                    out += " valid " + std::to_string(bars.value_or(1)) +
                           (bars.value_or(1) == 1 ? " bar" : " bars");
                } else {
                    out += " valid 1? bar";
                    assume("order.valid", "the resting order is valid for one bar and placed anew",
                           "1");
                }
            } else if (m_out.questions.empty()) {
                ask("order",
                    "At which price should the order of \"" + wordsOf(fact->words) + "\" rest?",
                    fact->words);
            }
        }
    }
    if (out.empty() && m_closes) {
        out = " at close";
    }
    return out;
}

void Builder::sizeOf(const NodePtr& act, const NodePtr& fact)
{
    for (const NodePtr& holder : {fact, act}) {
        for (const char* op : {"size", "risk", "riskcash"}) {
            if (const NodePtr size = modOf(holder, op)) {
                sizeFact(size);
            }
        }
    }
}

void Builder::entryRule(const NodePtr& act, NodePtr condition, const NodePtr& fact, bool isLong)
{
    EntryDraft draft;
    draft.isLong = isLong;
    draft.words = fact->words;
    draft.condition = std::move(condition);
    draft.order = orderOf(act, fact, draft.condition);
    for (std::size_t i = 2; i < fact->kids.size(); ++i) {
        const NodePtr& kid = fact->kids[i];
        if (is(kid, "filter") || is(kid, "unless")) {
            NodePtr extra = resolved(kid->kids[0], Purpose::Filter, isLong);
            if (extra) {
                draft.own.push_back(is(kid, "unless") ? makeNode("not", {extra}) : extra);
            }
        }
    }
    sizeOf(act, fact);
    m_resolver->setEntry(draft.condition, isLong);
    m_lastEntryLong = isLong;
    m_drafts.push_back(std::move(draft));
}

/// A condition that nobody gave an action buys; whether that is certain depends on the rest.
void Builder::impliedEntry(bool doubtful)
{
    const NodePtr raw = m_pending;
    m_pending = nullptr;
    NodePtr condition = resolved(raw, Purpose::Entry, true);
    if (!condition) {
        return;
    }
    EntryDraft draft;
    draft.words = raw->words;
    draft.condition = condition;
    draft.order = m_closes ? " at close" : "";
    m_drafts.push_back(std::move(draft));
    m_resolver->setEntry(condition, true);
    if (doubtful) {
        ask("direction", "Should \"" + wordsOf(raw->words) + "\" buy? It is read so for now.",
            raw->words);
    } else {
        assume("side", "the condition alone is read as a signal to buy", "long", raw->words,
               "reading");
    }
}

void Builder::finishEntries()
{
    if (m_pending) {
        if (m_drafts.empty() && m_mode == "signals") {
            impliedEntry(m_hasExit || m_dropped);
        } else {
            ask("condition", "What should happen when \"" + wordsOf(m_pending->words) + "\"?",
                m_pending->words);
            m_pending = nullptr;
        }
    }
    for (EntryDraft& draft : m_drafts) {
        NodePtr condition = draft.condition;
        const auto join = [&](const NodePtr& extra) {
            condition = is(condition, "always") ? extra : makeNode("and", {extra, condition});
        };
        for (auto it = draft.own.rbegin(); it != draft.own.rend(); ++it) {
            if (is(condition, "always")) {
                condition = *it;
            } else {
                condition = makeNode("and", {condition, *it});
            }
        }
        for (auto it = m_filters.rbegin(); it != m_filters.rend(); ++it) {
            join(*it);
        }
        line(kEntries,
             std::string(draft.isLong ? "long" : "short") + " when " + renderExpr(condition) +
                 draft.order,
             draft.words);
    }
}

void Builder::ownRule(const NodePtr& act, const NodePtr& condition, const NodePtr& fact,
                      bool isLong)
{
    entryRule(act, condition, fact, isLong);
    bool explicitExit = false;
    for (const NodePtr& other : m_facts) {
        explicitExit = explicitExit || (is(other, "rule") &&
                                        (is(other->kids[0], "exit") || is(other->kids[0], "sell")));
    }
    if (!explicitExit) {
        const NodePtr leave = isEvent(condition) ? mirrored(condition) : negated(condition);
        if (leave) {
            exitLine(leave, isLong, makeNode("exit"), fact);
            assume("exit", "the position is left when the condition no longer holds",
                   renderExpr(leave), fact->words, "reading");
        }
    }
}

void Builder::addRule(const NodePtr& act, const NodePtr& condition, const NodePtr& fact)
{
    const NodePtr finished = resolved(condition, Purpose::Entry, m_lastEntryLong);
    if (!finished) {
        return;
    }
    const std::string side = m_lastEntryLong ? "long" : "short";
    if (is(act, "reduce")) {
        line(kScaling, "reduce " + side + " by 50%? when " + renderExpr(finished), fact->words);
        return;
    }
    line(kScaling, "add " + side + " when " + renderExpr(finished), fact->words);
    ask("pyramiding", "How many times may be added at most?", fact->words, "missing");
}

void Builder::rule(const NodePtr& fact)
{
    const NodePtr& act = fact->kids[0];
    NodePtr condition = fact->kids[1];
    const bool sellShort = is(act, "sell") && m_sellIsShort;
    if (is(condition, "otherwise")) {
        otherwise(fact);
        return;
    }
    if (is(act, "reverse")) {
        ask("short", "Reverse means going short here; what closes the short position?",
            fact->words);
        m_dropped = true;
        return;
    }
    if ((is(act, "exit") || is(act, "sell")) && !sellShort) {
        if (m_pending && m_drafts.empty() && !m_entryActs) {
            impliedEntry(false);
        }
        exitRule(act, condition, fact);
        return;
    }
    if (is(act, "add") || is(act, "reduce")) {
        addRule(act, condition, fact);
        return;
    }
    const bool isLong = act->text != "short" && !sellShort;
    m_lastCondition = condition;
    if (is(condition, "opposite")) {
        const NodePtr entry = m_resolver->entry(!isLong);
        condition = entry ? mirrored(entry) : nullptr;
        if (!condition) {
            ask("entry", "What is the opposite exactly? Spell out the condition.", fact->words);
            m_dropped = true;
            return;
        }
    } else {
        if (fact->text == "onlyif" && m_entryActs > 1 && !is(act, "own")) {
            // "long X only if …" beside a rule that says when
            if (NodePtr filter = resolved(condition, Purpose::Filter, isLong)) {
                m_filters.push_back(filter);
            }
            return;
        }
        if (m_pending) {
            if (m_pendingStated && !is(condition, "always") &&
                isApart(m_pending->words, fact->words)) {
                ask("condition",
                    "Is \"" + wordsOf(m_pending->words) + "\" also needed for \"" +
                        wordsOf(fact->words) + "\"? It is read so for now.",
                    m_pending->words);
            }
            condition =
                is(condition, "always") ? m_pending : makeNode("and", {m_pending, condition});
            m_pending = nullptr;
        }
        condition =
            is(condition, "always") ? condition : resolved(condition, Purpose::Entry, isLong);
        if (!condition) {
            return;
        }
    }
    if (is(act, "own") || fact->text == "while") {
        ownRule(act, condition, fact, isLong);
    } else {
        entryRule(act, condition, fact, isLong);
    }
}

/// An action without a condition of its own takes the one that was announced: "on Wednesdays: in
/// at the open, out at the close".
void Builder::bareRule(const NodePtr& fact)
{
    const NodePtr& act = fact->kids[0];
    if (m_pending) {
        m_ambient.assign(1, m_pending);
        m_pending = nullptr;
    }
    if (m_ambient.empty() && m_lastCondition && isCalendar(m_lastCondition)) {
        m_ambient.assign(1, m_lastCondition);
    }
    if (m_ambient.empty() && m_lastCondition && !m_drafts.empty() &&
        m_drafts.back().order == " at open" && (is(act, "exit") || is(act, "sell"))) {
        m_ambient.assign(1, m_lastCondition); // in at the open, out at the close of the same day
    }
    if (m_ambient.empty()) {
        const bool leaves = is(act, "exit") || is(act, "sell");
        if (!leaves && !m_filters.empty()) {
            entryRule(act, makeNode("always"), fact, act->text != "short");
            return;
        }
        if (act->kids.empty() || leaves || !modOf(act, "sym") || m_facts.size() > 1) {
            m_bareActs.push_back(fact);
            return;
        }
        m_bareActs.push_back(fact);
        return;
    }
    const auto copy = std::make_shared<Node>(*fact);
    copy->op = "rule";
    copy->text = "when";
    copy->kids = {act, m_ambient[0]};
    rule(copy);
}

} // namespace sw::english
