#include "english/builder.h"

#include "base/text.h"
#include "english/meaning.h"
#include "english/render.h"
#include "lang/printer.h"
#include "lang/syntax.h"

#include <algorithm>
#include <array>

namespace sw::english {

namespace {

constexpr std::array<std::string_view, 20> kCoins = {
    "BTC", "ETH", "SOL", "LTC", "ADA",  "DOGE",  "AVAX", "LINK", "BNB",  "XRP",
    "DOT", "BCH", "XBT", "UNI", "ATOM", "MATIC", "SHIB", "TRX",  "NEAR", "XLM"};

/// Does this symbol trade around the clock on every day?
bool isContinuous(std::string_view symbol)
{
    for (const std::string_view coin : kCoins) {
        if (symbol == coin) {
            return true;
        }
        if (symbol.starts_with(coin)) {
            const std::string_view rest = symbol.substr(coin.size());
            for (const std::string_view quote :
                 {"USD", "USDT", "USDC", "EUR", "-USD", "-USDT", "/USD", "/USDT", "BTC", "BUSD"}) {
                if (rest == quote) {
                    return true;
                }
            }
        }
    }
    return false;
}

void eachNode(const NodePtr& node, const auto& visit)
{
    if (!node) {
        return;
    }
    visit(node);
    for (const NodePtr& kid : node->kids) {
        eachNode(kid, visit);
    }
}

/// One statement in its canonical spelling; as it is where the parser objects.
std::string canonical(const std::string& text)
{
    const lang::Parsed parsed = lang::parse(text);
    if (parsed.tree.statements.size() != 1 || lang::hasErrors(parsed.diagnostics)) {
        return text;
    }
    std::string out = lang::print(parsed.tree.statements[0]);
    while (!out.empty() && out.back() == '\n') {
        out.pop_back();
    }
    return out;
}

} // namespace

Builder::Builder(std::string_view sentence, std::vector<Token> tokens, const Options& options)
    : m_sentence(sentence), m_tokens(std::move(tokens)), m_options(options)
{}

void Builder::flatten(const NodePtr& fact)
{
    if (is(fact, "both")) {
        for (const NodePtr& kid : fact->kids) {
            flatten(kid);
        }
    } else if (fact) {
        m_facts.push_back(fact);
    }
}

/// "crude (CL=F)" makes every further "crude" mean CL=F.
void Builder::applyAliases()
{
    std::map<std::string, std::string> aliases;
    for (const NodePtr& fact : m_facts) {
        eachNode(fact, [&](const NodePtr& node) {
            if (node->label.starts_with("alias=")) {
                aliases[node->label.substr(6)] = node->text;
            }
        });
    }
    if (aliases.empty()) {
        return;
    }
    const auto renamed = [&](const auto& self, const NodePtr& node) -> NodePtr {
        if (!node) {
            return node;
        }
        auto copy = std::make_shared<Node>(*node);
        if ((is(node, "sym") || is(node, "of")) && node->label == "name" &&
            aliases.contains(node->text)) {
            copy->text = aliases[node->text];
            copy->label.clear();
        }
        for (NodePtr& kid : copy->kids) {
            kid = self(self, kid);
        }
        return copy;
    };
    for (NodePtr& fact : m_facts) {
        fact = renamed(renamed, fact);
    }
}

void Builder::findSides()
{
    bool sells = false;
    for (const NodePtr& fact : m_facts) {
        eachNode(fact, [&](const NodePtr& node) {
            if (is(node, "enter") || is(node, "own")) {
                (node->text == "short" ? m_hasShort : m_hasLong) = true;
                ++m_entryActs;
            }
            sells = sells || is(node, "sell");
            m_hasCover = m_hasCover || (is(node, "exit") && node->text == "short");
        });
        m_hasLong = m_hasLong || is(fact, "buyhold") || is(fact, "weights") || is(fact, "rotate");
    }
    if (sells && !m_hasLong && m_hasCover) {
        m_sellIsShort = true;
        m_hasShort = true;
    }
    if (!m_hasLong && !m_hasShort) {
        m_hasLong = true; // a bare condition buys
    }
}

void Builder::addTraded(const NodePtr& symbol)
{
    if (!is(symbol, "sym")) {
        return;
    }
    if (std::find(m_universe.begin(), m_universe.end(), symbol->text) == m_universe.end()) {
        m_universe.push_back(symbol->text);
        m_universeWords = symbol->words;
    }
    if (symbol->label == "name") {
        m_named.emplace(symbol->text, symbol->words);
    }
}

void Builder::collectSymbols(const NodePtr& node, bool traded)
{
    eachNode(node, [&](const NodePtr& part) {
        if (is(part, "of")) {
            if (std::find(m_mentioned.begin(), m_mentioned.end(), part->text) ==
                m_mentioned.end()) {
                m_mentioned.push_back(part->text);
            }
            if (part->label == "name") {
                m_named.emplace(part->text, part->words);
            }
        }
        const bool holder = is(part, "sym") && !part->kids.empty();
        if (traded && holder) {
            addTraded(part->kids[0]);
        }
    });
}

void Builder::findSymbols()
{
    for (const NodePtr& fact : m_facts) {
        if (is(fact, "universe") || is(fact, "buyhold")) {
            for (const NodePtr& symbol : fact->kids) {
                addTraded(symbol);
            }
        }
        if (is(fact, "heading") && fact->kids.size() > 1) {
            addTraded(fact->kids[1]);
        }
        if (is(fact, "dca") || is(fact, "dcaday") || is(fact, "dcaon") || is(fact, "dcaif")) {
            eachNode(fact->kids[0], [&](const NodePtr& node) { addTraded(node); });
        }
        if (is(fact, "weights") || is(fact, "rotate")) {
            eachNode(fact->kids[0], [&](const NodePtr& node) { addTraded(node); });
        }
        collectSymbols(fact, true);
    }
    if (m_universe.empty() && m_mentioned.size() == 1) {
        m_universe = m_mentioned;
    }
    if (m_universe.empty() && !m_options.symbol.empty()) {
        m_universe.push_back(m_options.symbol);
    }
    for (const auto& [symbol, words] : m_named) {
        assume("symbol", "\"" + wordsOf(words) + "\" is traded as " + symbol, symbol, words,
               "name");
    }
}

bool Builder::mentionsIntraday(const NodePtr& node) const
{
    bool found = false;
    eachNode(node, [&](const NodePtr& part) {
        found = found || is(part, "session") || is(part, "flatat") || is(part, "flateod") ||
                (is(part, "call") && (part->text == "vwap" || part->text == "opening_range" ||
                                      part->text == "time_of_day")) ||
                is(part, "openingmid");
    });
    return found;
}

void Builder::findFrame()
{
    std::vector<std::string> prefixes;
    bool intraday = false;
    for (const NodePtr& fact : m_facts) {
        eachNode(fact, [&](const NodePtr& node) {
            if (is(node, "timeframe")) {
                if (const auto frame = parseTimeframe(node->kids[0]->text)) {
                    if (!m_frameAssumed && !(*frame == m_frame)) {
                        ask("timeframe",
                            "Two timeframes are named; on which bars should the strategy run?",
                            node->words);
                    }
                    m_frame = *frame;
                    m_frameAssumed = false;
                }
            }
            if (is(node, "tf")) {
                prefixes.push_back(node->text);
            }
        });
        intraday = intraday || mentionsIntraday(fact);
    }
    if (!m_frameAssumed) {
        return;
    }
    std::optional<Timeframe> shortest;
    for (const std::string& text : prefixes) {
        const auto frame = parseTimeframe(text);
        if (frame && (!shortest || frame->minutes() < shortest->minutes())) {
            shortest = frame;
        }
    }
    if (shortest && shortest->minutes() <= 24 * 60) {
        m_frame = *shortest;
        m_frameAssumed = false;
        return;
    }
    if (intraday) {
        m_frame = {5, FrameUnit::Minute};
        ask("timeframe",
            "Which bars: 5 minute bars are taken for now, because the sentence needs times within "
            "the day?",
            {}, "missing");
        return;
    }
    assume("timeframe", "daily bars, because no timeframe is named", "daily");
}

void Builder::settings()
{
    if (!m_costs.empty()) {
        line(kCosts, "costs " + join(m_costs, ", "), m_costWords);
    }
    if (m_universe.empty()) {
        if (m_mode != "none") {
            ask("symbol", "Which symbol should be traded?", {}, "missing");
        }
    } else {
        std::string text = "trade ";
        for (std::size_t i = 0; i < m_universe.size(); ++i) {
            text += (i ? ", " : "") + lang::printSymbol(m_universe[i]);
        }
        text += " on " + m_frame.word() + (m_frameAssumed ? "?" : "");
        line(kTrade, text, m_universeWords);
    }
}

void Builder::handle(const NodePtr& fact)
{
    const std::string& op = fact->op;
    if (op == "rule") {
        rule(fact);
    } else if (op == "bare") {
        bareRule(fact);
    } else if (op == "cond") {
        if (findNode(fact, "opposite") || findNode(fact, "elapsed")) {
            ask("condition", "What should happen on \"" + wordsOf(fact->words) + "\"?", fact->words,
                "missing");
            return;
        }
        if (m_pending) {
            ask("condition", "What should happen when \"" + wordsOf(m_pending->words) + "\"?",
                m_pending->words);
        }
        m_pending = fact->kids[0];
        m_pendingStated = true;
    } else if (op == "torn") {
        tornRule(fact);
    } else if (op == "ambient") {
        m_pending = fact->kids[0];
        m_pendingStated = false;
    } else if (op == "filter" || op == "veto") {
        NodePtr condition = resolved(fact->kids[0], Purpose::Filter, m_hasLong);
        if (condition) {
            m_filters.push_back(op == "veto" ? negated(condition) : condition);
        }
    } else if (op == "heading") {
        if (const NodePtr series = m_resolver->series(fact->kids[0])) {
            m_resolver->discourse().subject = series;
            if (measureOf(series) != Measure::Price) {
                m_resolver->discourse().oscillator = series;
            }
        }
    } else if (op == "otherwise") {
        otherwise(fact);
    } else if (op == "mirror") {
        ask("short", "Spell out the rule for the short side: when to sell short and when to cover?",
            fact->words);
    } else if (op == "timeexit") {
        timeExit(fact->kids[0], fact, fact->kids.size() > 1 ? fact->kids[1] : nullptr);
    } else if (op == "vaguefact" || op == "vaguestrategy" || op == "vagueuniverse" ||
               op == "danglingindicator") {
        m_dropped = true;
        if (op == "danglingindicator") {
            const std::string name = fact->text;
            ask(name + " condition", "What should \"" + name + "\" do: above or below which value?",
                fact->words, "vague");
        } else if (op == "vaguestrategy" || op == "vagueuniverse") {
            ask("symbols", "Which symbols exactly does \"" + wordsOf(fact->words) + "\" mean?",
                fact->words, "vague");
            if (op == "vaguestrategy") {
                ask("momentum lookback", "Over how many days is momentum measured?", fact->words,
                    "vague");
                ask("how many to hold", "How many of them should be held at a time?", {},
                    "missing");
                ask("rebalance frequency", "How often should the holdings be checked?", {},
                    "missing");
            }
        } else {
            ask("condition",
                "What exactly does \"" + wordsOf(fact->words) + "\" mean? Give a number.",
                fact->words, "vague");
        }
    } else if (!handlePlan(fact)) {
        protection(fact);
        handleSetting(fact);
    }
    reportFindings();
}

void Builder::handleSetting(const NodePtr& fact)
{
    const std::string& op = fact->op;
    const auto kid = [&](std::size_t i) { return i < fact->kids.size() ? fact->kids[i] : nullptr; };
    const auto dateText = [&](const NodePtr& node, bool end) -> std::string {
        if (is(node, "num")) {
            return renderNumber(node->number) + (end ? "-12-31" : "-01-01");
        }
        if (is(node, "monthyear")) {
            const int month = static_cast<int>(node->kids[0]->number);
            const int year = static_cast<int>(node->kids[1]->number);
            CivilDate date{year, month, 1};
            if (end) {
                const CivilDate next =
                    month == 12 ? CivilDate{year + 1, 1, 1} : CivilDate{year, month + 1, 1};
                date = civilFromDays(daysFromCivil(next) - 1);
            }
            return formatDate(date);
        }
        return node->text;
    };
    if (op == "dates") {
        std::string text = "test";
        if (!isNil(kid(0))) {
            text += " from " + dateText(kid(0), false);
        }
        if (!isNil(kid(1))) {
            text += " to " + dateText(kid(1), true);
        }
        line(kTest, text, fact->words);
    } else if (op == "capital") {
        line(kCapital, "capital $" + renderNumber(kid(0)->number), fact->words);
    } else if (op == "benchmark") {
        line(kBenchmark, "benchmark " + lang::printSymbol(kid(0)->text), fact->words);
    } else if (op == "cost") {
        if (fact->text == "none") {
            line(kCosts, "costs none", fact->words);
            return;
        }
        const bool money = is(kid(0), "money");
        const std::string words = toLower(wordsOf(fact->words));
        std::string text = fact->text + " ";
        text += money ? "$" + renderNumber(kid(0)->kids[0]->number) +
                            (words.find("share") != std::string::npos ? " per share" : " per trade")
                      : renderNumber(kid(0)->number) + "%";
        m_costs.push_back(text);
        m_costWords = fact->words;
    } else if (op == "lastyears") {
        ask("dates",
            "From which date to which: \"" + wordsOf(fact->words) +
                "\" depends on the day of the test?",
            fact->words, "vague");
    } else {
        handleLimit(fact);
    }
}

/// Limits on positions, entries and times.
void Builder::handleLimit(const NodePtr& fact)
{
    const std::string& op = fact->op;
    const auto kid = [&](std::size_t i) { return i < fact->kids.size() ? fact->kids[i] : nullptr; };
    if (op == "maxpositions") {
        std::string text = "at most " + renderNumber(kid(0)->number) + " positions";
        for (const NodePtr& other : m_facts) {
            if (is(other, "prefer")) {
                if (const NodePtr value = m_resolver->series(other->kids[0])) {
                    reportAssumed(value);
                    text += " prefer highest " + renderExpr(value);
                }
            }
        }
        line(kLimits, text, fact->words);
    } else if (op == "maxday") {
        line(kLimits, "at most " + renderNumber(kid(0)->number) + " entries per day", fact->words);
    } else if (op == "maxweek") {
        line(kLimits, "at most " + renderNumber(kid(0)->number) + " entries per week", fact->words);
    } else if (op == "wait") {
        const auto bars = m_resolver->bars(*kid(0));
        const std::string after = fact->text == "stop"   ? "stop out"
                                  : fact->text == "loss" ? "losing trade"
                                                         : "any trade";
        const std::string which = kid(1) ? wordOf(kid(1)) : fact->text;
        line(kLimits,
             "wait " + std::to_string(bars.value_or(1)) + " bars after " +
                 (which == "stop"   ? "stop out"
                  : which == "loss" ? "losing trade"
                                    : after),
             fact->words);
    } else if (op == "waitlosses") {
        const auto bars = m_resolver->bars(*kid(1));
        line(kLimits,
             "wait " + std::to_string(bars.value_or(1)) + " bars after " +
                 renderNumber(kid(0)->number) + " losses",
             fact->words);
    } else if (op == "session") {
        line(kLimits,
             "only between " + renderTime(kid(0)->number) + " and " + renderTime(kid(1)->number),
             fact->words);
    } else if (op == "flatat") {
        line(kLimits, "flat at " + renderTime(kid(0)->number), fact->words);
        m_hasExit = true;
    } else if (op == "flateod") {
        line(kExits, std::string("exit ") + sidePrefix() + "when last_bar_of_day at close",
             fact->words);
        m_hasExit = true;
    } else if (op == "closes") {
        m_closes = true;
    }
}

void Builder::line(Section section, std::string text, lang::Span words)
{
    text = canonical(text);
    for (const Line& old : m_lines) {
        if (old.section == section && old.text == text) {
            return; // said twice
        }
    }
    m_lines.push_back({section, std::move(text), words});
}

void Builder::defaults()
{
    bool size = false;
    bool costs = false;
    for (const Line& one : m_lines) {
        size =
            size || one.text.starts_with("size ") || one.text.find(" size ") != std::string::npos;
        costs = costs || one.text.starts_with("costs ");
    }
    if (!size && m_mode == "signals") {
        assume("sizing",
               m_universe.size() > 1 ? "equal slots: the equity is shared equally"
                                     : "each entry uses 100% of the equity",
               m_universe.size() > 1 ? "equal slots" : "100%");
    }
    if (!costs) {
        assume("costs", "the default commission and slippage of the asset class", "default");
    }
}

void Builder::finish(Reading& out)
{
    std::stable_sort(m_lines.begin(), m_lines.end(),
                     [](const Line& a, const Line& b) { return a.section < b.section; });
    int number = 1;
    for (const Line& one : m_lines) {
        TraceItem item;
        item.words = bytesOf(one.words);
        item.text = wordsOf(one.words);
        item.rule = one.text;
        item.line = number;
        out.trace.push_back(std::move(item));
        out.source += one.text + "\n";
        number += 1 + static_cast<int>(std::count(one.text.begin(), one.text.end(), '\n'));
    }
}

Reading Builder::build(const Cover& cover)
{
    for (const NodePtr& fact : cover.facts) {
        flatten(fact);
    }
    m_missed.insert(cover.missed.begin(), cover.missed.end());
    applyAliases();
    findSides();
    findSymbols();
    findFrame();
    reportCorrections(cover);
    const std::string traded = m_universe.size() == 1 ? m_universe[0] : std::string();
    m_resolver = std::make_unique<Resolver>(traded, m_frame,
                                            !m_universe.empty() && isContinuous(m_universe[0]));
    for (const NodePtr& fact : m_facts) {
        if (is(fact, "closes")) {
            m_closes = true; // "closes both times" may stand after the rules it speaks of
        }
    }
    for (const NodePtr& fact : m_facts) {
        handle(fact);
    }
    finishEntries();
    weights();
    reportFindings();
    reportMissed(cover);
    if (m_lines.empty()) {
        m_mode = "none";
    }
    bool acts = false;
    for (const Line& one : m_lines) {
        acts = acts ||
               (one.section >= kEntries && one.section != kProtections && one.section != kLimits);
    }
    if (!acts) {
        m_mode = "none";
        m_lines.clear();
        if (m_out.questions.empty() && m_out.unsupported.empty()) {
            ask("strategy",
                "No trading rule was found in this text; say what to buy or sell and when.", {},
                "not-understood");
        } else if (m_out.questions.empty()) {
            ask("strategy", "Which trading rule should be tested? None was understood.", {},
                "not-understood");
        }
        if (!m_universe.empty()) {
            settings();
        }
    } else {
        settings();
        checkExits();
        defaults();
    }
    m_out.mode = m_mode;
    finish(m_out);
    const double words = static_cast<double>(std::max<std::size_t>(1, m_tokens.size()));
    const double missed = static_cast<double>(cover.missed.size());
    m_out.confidence = std::max(0.0, (1 - missed / words) / (1 + 0.02 * cover.cost));
    if (!m_out.questions.empty()) {
        m_out.confidence *= 0.5;
    }
    for (const int token : cover.filler) {
        m_out.ignored.push_back(m_tokens[static_cast<std::size_t>(token)].text);
    }
    return std::move(m_out);
}

} // namespace sw::english
