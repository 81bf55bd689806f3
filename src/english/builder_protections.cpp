#include "english/builder.h"

#include "base/text.h"
#include "english/meaning.h"
#include "english/render.h"

#include <cmath>

namespace sw::english {

std::string Builder::distanceText(const NodePtr& distance)
{
    if (is(distance, "pct") || is(distance, "rmult") || is(distance, "money") ||
        is(distance, "pips") || is(distance, "ticks") || is(distance, "points")) {
        return renderDistance(distance);
    }
    const NodePtr finished = m_resolver->series(distance);
    reportFindings();
    if (!finished) {
        return {};
    }
    reportAssumed(finished);
    return renderDistance(finished);
}

void Builder::protection(const NodePtr& fact)
{
    const std::string& op = fact->op;
    if (op == "stop") {
        stop(fact);
    } else if (op == "stoplevel") {
        stopLevel(fact);
    } else if (op == "target" || op == "tranche") {
        target(fact);
    } else if (op == "targetlevel") {
        targetLevel(fact);
    } else if (op == "trail" || op == "trailclose" || op == "traillevel") {
        trail(fact);
    } else if (op == "breakeven") {
        const std::string text = distanceText(fact->kids[0]);
        if (!text.empty()) {
            line(kProtections, "breakeven once up " + text, fact->words);
        }
    } else if (op == "size" || op == "risk" || op == "riskcash" || op == "vaguerisk") {
        sizeFact(fact);
    } else if (op == "vaguestop") {
        ask("stop loss",
            "How far below is the stop: \"" + wordsOf(fact->words) + "\" is no distance?",
            fact->words, "vague");
    } else if (op == "vaguetarget") {
        ask("take profit",
            "How large is the target: \"" + wordsOf(fact->words) + "\" is no number?", fact->words,
            "vague");
    }
}

void Builder::stop(const NodePtr& fact)
{
    NodePtr distance = fact->kids[0];
    std::string from;
    if (is(distance, "basis")) {
        from = distance->text == "last" ? " from last fill" : "";
        distance = distance->kids[0];
    }
    const bool shortOnly = m_hasShort && !m_hasLong;
    if (distance->label == "above entry" || distance->label == "below entry") {
        const bool wrong = (distance->label == "above entry") != shortOnly;
        if (wrong) {
            m_wrongSide = true;
            ask("stop loss",
                std::string("For a ") + (shortOnly ? "short" : "long") + " the stop belongs " +
                    (shortOnly ? "above" : "below") + " the entry and the target " +
                    (shortOnly ? "below" : "above") +
                    "; should they be swapped, or did you mean to go " +
                    (shortOnly ? "long" : "short") + "?",
                fact->words, "contradiction");
            return;
        }
    }
    if (is(distance, "rmult")) {
        ask("stop loss", "R is the distance of the stop itself; how far away is the stop?",
            fact->words);
        return;
    }
    if (is(distance, "pct") && std::fabs(distance->number) >= 100 && !shortOnly) {
        ask("stop loss",
            "A stop of " + renderDistance(distance) + " is never reached; what is meant?",
            fact->words);
        return;
    }
    const std::string text = distanceText(distance);
    if (!text.empty()) {
        line(kProtections, "stop loss " + text + from, fact->words);
    }
}

void Builder::stopLevel(const NodePtr& fact)
{
    const NodePtr level = m_resolver->series(fact->kids[0]);
    reportFindings();
    if (!level) {
        return;
    }
    reportAssumed(level);
    line(kProtections, "stop loss at " + renderExpr(level), fact->words);
}

void Builder::target(const NodePtr& fact)
{
    const bool tranche = is(fact, "tranche");
    NodePtr distance = fact->kids[tranche ? 1 : 0];
    if (is(distance, "basis")) {
        distance = distance->kids[0];
    }
    const bool shortOnly = m_hasShort && !m_hasLong;
    if (distance->label == "above entry" || distance->label == "below entry") {
        const bool wrong = (distance->label == "below entry") != shortOnly;
        if (wrong) {
            if (!m_wrongSide) {
                ask("take profit",
                    std::string("For a ") + (shortOnly ? "short" : "long") +
                        " the target belongs " + (shortOnly ? "below" : "above") +
                        " the entry; should it be swapped?",
                    fact->words, "contradiction");
            }
            m_wrongSide = true;
            return;
        }
    }
    const std::string text = distanceText(distance);
    if (text.empty()) {
        return;
    }
    std::string part;
    if (tranche) {
        const NodePtr share = fact->kids[0];
        const double fraction = is(share, "fraction") ? share->kids[0]->number : share->number;
        part = " sell " + renderNumber(std::round(fraction * 1e8) / 1e6) + "%";
    }
    line(kProtections, "take profit " + text + part, fact->words);
}

void Builder::targetLevel(const NodePtr& fact)
{
    if (is(fact->kids[0], "gapclose")) {
        line(kProtections, "take profit at at_entry(close[1])", fact->words);
        return;
    }
    const NodePtr level = m_resolver->series(fact->kids[0]);
    reportFindings();
    if (level) {
        reportAssumed(level);
        line(kProtections, "take profit at " + renderExpr(level), fact->words);
    }
}

void Builder::trail(const NodePtr& fact)
{
    if (is(fact, "traillevel")) {
        const NodePtr level = m_resolver->series(fact->kids[0]);
        reportFindings();
        if (level) {
            reportAssumed(level);
            line(kProtections, "trailing stop at " + renderExpr(level), fact->words);
        }
        return;
    }
    const std::string text = distanceText(fact->kids[0]);
    if (text.empty()) {
        return;
    }
    std::string rest;
    if (is(fact, "trailclose")) {
        rest = m_hasShort && !m_hasLong ? " from lowest close" : " from highest close";
    }
    if (fact->kids.size() > 1) {
        const std::string after = distanceText(fact->kids[1]);
        rest += after.empty() ? "" : " once up " + after;
    }
    if (!is(fact, "trailclose")) {
        assume("trailing_stop.anchor",
               "the trailing stop hangs from the best price since entry: the "
               "highest high (lowest low for a short)",
               "best high");
    }
    line(kProtections, "trailing stop " + text + rest, fact->words);
}

void Builder::sizeFact(const NodePtr& fact)
{
    const auto amount = [](const NodePtr& node) { return node->number; };
    if (!fact->kids.empty() && amount(fact->kids[0]) <= 0) {
        ask("size", "A size has to be above zero; what does \"" + wordsOf(fact->words) + "\" mean?",
            fact->words, "vague");
        return;
    }
    if (is(fact, "vaguerisk")) {
        bool stopped = false;
        for (const NodePtr& other : m_facts) {
            stopped = stopped || findNode(other, "stop") || findNode(other, "stoplevel");
        }
        const std::string value = renderNumber(amount(fact->kids[0])) + "%";
        if (!stopped) {
            ask("risk",
                "Is " + value +
                    " the distance of the stop or the share of the equity at "
                    "risk?",
                fact->words);
            return;
        }
        line(kSize, "size risk " + value + " of equity", fact->words);
        return;
    }
    if (is(fact, "risk")) {
        line(kSize, "size risk " + renderNumber(amount(fact->kids[0])) + "% of equity",
             fact->words);
        return;
    }
    if (is(fact, "riskcash")) {
        line(kSize, "size risk $" + renderNumber(amount(fact->kids[0])), fact->words);
        return;
    }
    const std::string& kind = fact->text;
    if (kind == "equity") {
        line(kSize, "size " + renderNumber(amount(fact->kids[0])) + "% of equity", fact->words);
    } else if (kind == "cash") {
        line(kSize, "size $" + renderNumber(amount(fact->kids[0])), fact->words);
    } else if (kind == "shares" || kind == "contracts") {
        line(kSize, "size " + renderNumber(amount(fact->kids[0])) + " " + kind, fact->words);
    } else if (kind == "slots") {
        line(kSize, "size equal slots", fact->words);
    }
}

} // namespace sw::english
