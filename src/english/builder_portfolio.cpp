#include "english/builder.h"

#include "base/text.h"
#include "english/meaning.h"
#include "english/render.h"
#include "lang/printer.h"

namespace sw::english {

namespace {

std::string adverb(const std::string& unit)
{
    return unit == "day"       ? "daily"
           : unit == "week"    ? "weekly"
           : unit == "quarter" ? "quarterly"
           : unit == "year"    ? "yearly"
                               : "monthly";
}

constexpr const char* kWeekdays[] = {"", "monday", "tuesday", "wednesday", "thursday", "friday"};

std::string weekdayName(const NodePtr& node)
{
    const NodePtr day = is(node, "weekdayname") ? node->kids[0] : node;
    const int number = static_cast<int>(day->number);
    return number >= 1 && number <= 5 ? kWeekdays[number] : "";
}

} // namespace

bool Builder::handlePlan(const NodePtr& fact)
{
    const std::string& op = fact->op;
    if (op == "buyhold") {
        m_mode = "buy_and_hold";
        line(kEntries, "long when close > 0", fact->words);
        return true;
    }
    if (op == "dca" || op == "dcaday" || op == "dcaon" || op == "dcaif") {
        savings(fact);
        return true;
    }
    if (op == "weights") {
        m_weights = fact->kids[0];
        m_planWords = fact->words;
        return true;
    }
    if (op == "rotate") {
        rotation(fact);
        return true;
    }
    if (op == "drift") {
        m_drift = fact->kids[0]->number;
        return true;
    }
    if (op == "every") {
        m_every = is(fact->kids.empty() ? nullptr : fact->kids[0], "weekdayname")
                      ? "week"
                      : (fact->text.empty() ? wordOf(fact->kids[0]) : fact->text);
        if (!fact->kids.empty() && is(fact->kids[0], "weekdayname")) {
            m_everyOn = weekdayName(fact->kids[0]);
        }
        return true;
    }
    if (op == "everyon") {
        m_every = fact->text;
        m_everyOn = wordOf(fact->kids[0]) + " day";
        return true;
    }
    if (op == "everydow") {
        m_every = "week";
        m_everyOn = weekdayName(fact->kids.back());
        return true;
    }
    return false;
}

/// A purchase at intervals. A day of the month has no place in `buy … every`, so it is written as
/// an addition on the first trading day on or after it.
void Builder::savings(const NodePtr& fact)
{
    m_mode = "dca";
    const NodePtr& plan = fact->kids[0];
    const NodePtr amount = plan->kids[0];
    if (isNil(amount)) {
        ask("size", "How much should be bought each time?", fact->words, "missing");
        return;
    }
    const bool shares = plan->text == "shares";
    const std::string value =
        shares ? renderNumber(amount->number) + " shares" : "$" + renderNumber(amount->number);
    if (is(fact, "dcaday")) {
        const std::string day = renderNumber(fact->kids[1]->number);
        line(kScaling,
             "add long when day_of_month >= " + day + " and day_of_month[1] < " + day +
                 " at open size " + value,
             fact->words);
        assume("order",
               "bought at the open of the first trading day on or after day " + day +
                   " of the month",
               "open", fact->words, "reading");
        return;
    }
    std::string every = "month";
    std::string on;
    if (is(fact, "dcaon")) {
        every = fact->text.empty() ? "month" : fact->text;
        on = " on " + wordOf(fact->kids.back()) + " day";
    } else {
        const NodePtr when = fact->kids[1];
        every = is(when, "weekdayname") ? weekdayName(when) : wordOf(when);
        if (every == "month" || every == "quarter" || every == "year" || every == "week") {
            on = " on first day";
            assume("schedule.on", "bought on the first trading day of the " + every, "first day");
        }
    }
    std::string text = "buy " + value;
    if (m_universe.size() > 1 && plan->kids.size() > 1 && is(plan->kids[1], "sym")) {
        text += " " + lang::printSymbol(plan->kids[1]->text);
    }
    text += " every " + every + on;
    if (is(fact, "dcaif")) {
        const NodePtr condition = resolved(fact->kids[2], Purpose::Entry, true);
        if (!condition) {
            return;
        }
        text += " when " + renderExpr(condition);
    }
    line(kPortfolio, text, fact->words);
}

void Builder::rotation(const NodePtr& fact)
{
    m_rotation = fact;
    m_planWords = fact->words;
}

/// The rebalance block of fixed weights or of a ranking.
void Builder::weights()
{
    if (!m_weights && !m_rotation) {
        if (!m_every.empty() || m_drift > 0) {
            ask("rebalance",
                "What should be held between the rebalancing days, with which weights?", {},
                "missing");
        }
        return;
    }
    m_mode = "rebalance";
    std::string every = m_every;
    std::string on = m_everyOn;
    if (every.empty()) {
        if (m_drift > 0) {
            every = "day";
            assume("rebalance.every", "the weights are checked every day", "daily");
        } else {
            every = "month";
            ask("rebalance frequency",
                "How often should the weights be restored? Monthly is taken for now.", m_planWords,
                "missing");
        }
    }
    if (on.empty() && every != "day") {
        on = "first day";
        assume("rebalance.on", "on the first trading day of the " + every, "first day");
    }
    std::string text = "rebalance " + adverb(every) + (on.empty() ? "" : " on " + on) + ":\n";
    if (m_weights) {
        text += "  hold ";
        for (std::size_t i = 0; i < m_weights->kids.size(); ++i) {
            const NodePtr& weight = m_weights->kids[i];
            text += (i ? ", " : "") + lang::printSymbol(weight->kids[0]->text) + " at " +
                    renderNumber(weight->kids[1]->number) + "%";
        }
        text += "\n";
    } else {
        const NodePtr value = m_resolver->series(m_rotation->kids[1]);
        if (!value) {
            return;
        }
        reportAssumed(value);
        text += "  among ";
        const NodePtr& list = m_rotation->kids[0];
        for (std::size_t i = 0; i < list->kids.size(); ++i) {
            text += (i ? ", " : "") + lang::printSymbol(list->kids[i]->text);
        }
        text += "\n  rank by " + renderExpr(value) + " highest first\n";
        text += "  hold top " + renderNumber(m_rotation->kids[2]->number) + " equally\n";
    }
    if (m_drift > 0) {
        text += "  drift over " + renderNumber(m_drift) + "%\n";
    }
    line(kPortfolio, text + "end", m_planWords);
}

} // namespace sw::english
