#include "engine/attribution_text.h"

#include "base/text.h"
#include "engine/attribution_thresholds.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::engine {

namespace {

/// "1,246"
std::string grouped(std::int64_t count)
{
    std::string text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) {
        at -= 3;
        text.insert(at, ",");
    }
    return text;
}

std::string countedGrouped(std::int64_t count, std::string_view one, std::string_view many)
{
    return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

std::string unitOf(double scale)
{
    return scale == 0.01 ? "%" : "";
}

/// A constant as written, in full.
std::string numberText(double constant, double scale)
{
    return formatNumber(asWritten(constant, scale)) + unitOf(scale);
}

/// A measured value with as few decimals as still tell it from the threshold.
std::string valueText(double value, const lang::Threshold& threshold)
{
    const double written = asWritten(value, threshold.scale);
    const double size = std::fabs(written);
    int decimals = size >= 10 ? 1 : size >= 1 ? 2 : 4;
    const double current = asWritten(threshold.constant, threshold.scale);
    while (decimals < 12 &&
           fmt::format("{:.{}f}", written, decimals) == fmt::format("{:.{}f}", current, decimals)) {
        ++decimals;
    }
    std::string text = fmt::format("{:.{}f}", written, decimals);
    if (written == std::floor(written) && text.find('.') != std::string::npos) {
        text.erase(text.find('.'));
    }
    return text + unitOf(threshold.scale);
}

std::string comparison(const lang::Threshold& threshold)
{
    if (threshold.crossing) {
        return threshold.wantsBelow ? "crossing below" : "crossing above";
    }
    return fmt::format("{}{}", threshold.wantsBelow ? "<" : ">", threshold.strict ? "" : "=");
}

class RuleText
{
public:
    RuleText(const lang::Condition& condition, const RuleAttribution& rule)
        : m_condition(condition), m_rule(rule)
    {
        for (const lang::Clause& clause : condition.clauses) {
            m_spoken.push_back(spoken(clause.text));
        }
    }

    std::vector<std::string> sentences()
    {
        std::string first = counts();
        if (m_rule.clauses.size() == 1 && m_rule.allTrue == 0 && !m_rule.nearMisses.empty() &&
            m_rule.nearMisses[0].bar >= 0) {
            first += "; " + reached(m_rule.nearMisses[0]);
        }
        m_out.push_back(first + ".");
        addMissing();
        if (m_rule.allTrue == 0 && m_rule.clauses.size() > 1) {
            addBlockers();
            for (const NearMiss& miss : m_rule.nearMisses) {
                addNearMiss(miss);
            }
        }
        addCounterFactuals();
        return std::move(m_out);
    }

private:
    const std::string& clauseText(std::int32_t clause) const
    {
        return m_spoken[static_cast<std::size_t>(clause)];
    }
    const lang::Threshold& thresholdOf(std::int32_t clause) const
    {
        return *m_condition.clauses[static_cast<std::size_t>(clause)].threshold;
    }

    std::string counts() const
    {
        const std::string bars = m_condition.readsPosition
                                     ? countedGrouped(m_rule.bars, "bar", "bars") + " in a position"
                                     : countedGrouped(m_rule.bars, "bar", "bars");
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < m_rule.clauses.size(); ++i) {
            parts.push_back(
                i == 0 ? fmt::format("{} was true on {} of {}", m_spoken[i],
                                     grouped(m_rule.clauses[i].isTrue), bars)
                       : fmt::format("{} on {}", m_spoken[i], grouped(m_rule.clauses[i].isTrue)));
        }
        if (parts.size() == 1) {
            return parts[0];
        }
        return fmt::format("{}, {} together on {}", join(parts, ", "),
                           parts.size() == 2 ? "both" : "all", grouped(m_rule.allTrue));
    }

    void addMissing()
    {
        for (std::size_t i = 0; i < m_rule.clauses.size(); ++i) {
            if (m_rule.clauses[i].missing > 0) {
                m_out.push_back(fmt::format("{} had no value on {} of them.", m_spoken[i],
                                            grouped(m_rule.clauses[i].missing)));
            }
        }
    }

    void addBlockers()
    {
        if (m_rule.clauses.size() == 2) {
            return;
        }
        for (const ClausePair& pair : m_rule.pairs) {
            const auto& first = m_rule.clauses[static_cast<std::size_t>(pair.first)];
            const auto& second = m_rule.clauses[static_cast<std::size_t>(pair.second)];
            if (pair.both == 0 && first.isTrue > 0 && second.isTrue > 0) {
                m_out.push_back(fmt::format("{} and {} were never true together.",
                                            clauseText(pair.first), clauseText(pair.second)));
            }
        }
        const auto blocker = std::ranges::max_element(m_rule.clauses, {}, &ClauseCount::othersTrue);
        if (blocker->othersTrue > 0) {
            const auto at = static_cast<std::int32_t>(blocker - m_rule.clauses.begin());
            m_out.push_back(fmt::format("Without {} there would have been {}.", clauseText(at),
                                        countedGrouped(blocker->othersTrue, "signal", "signals")));
        }
    }

    std::string reached(const NearMiss& miss) const
    {
        const lang::Threshold& threshold = thresholdOf(miss.clause);
        return fmt::format("{} came {} to {} at the {} ({})", spoken(threshold.valueText),
                           threshold.wantsBelow ? "down" : "up", valueText(miss.value, threshold),
                           threshold.wantsBelow ? "lowest" : "highest", formatShort(miss.time));
    }

    void addNearMiss(const NearMiss& miss)
    {
        const bool two = m_rule.clauses.size() == 2;
        const std::string others = two ? clauseText(1 - miss.clause) : "all other clauses";
        if (miss.bar >= 0) {
            m_out.push_back(fmt::format("While {} held, {}.", others, reached(miss)));
        } else {
            m_out.push_back(fmt::format("{}, so no change of {} alone gives a signal.",
                                        two ? others + " was never true"
                                            : "The other clauses were never true together",
                                        clauseText(miss.clause)));
        }
    }

    void addCounterFactuals()
    {
        for (std::size_t at = 0; at < m_rule.counterFactuals.size();) {
            const std::int32_t clause = m_rule.counterFactuals[at].clause;
            const lang::Threshold& threshold = thresholdOf(clause);
            std::string text = fmt::format("With {}", spoken(threshold.valueText));
            for (bool first = true;
                 at < m_rule.counterFactuals.size() && m_rule.counterFactuals[at].clause == clause;
                 ++at, first = false) {
                const CounterFactual& change = m_rule.counterFactuals[at];
                text += fmt::format("{} {} {}: {}", first ? "" : ",", comparison(threshold),
                                    numberText(change.threshold, change.scale),
                                    countedGrouped(change.signalCount, "signal", "signals"));
            }
            m_out.push_back(text + ".");
        }
    }

    const lang::Condition& m_condition;
    const RuleAttribution& m_rule;
    std::vector<std::string> m_spoken;
    std::vector<std::string> m_out;
};

std::string_view sideWord(Side side)
{
    return side == Side::Long ? "long" : "short";
}

/// What became of the entry signals; empty when each of them was filled.
std::string fates(const Counters& counters)
{
    if (counters.entrySignals == 0 || counters.fills == counters.entrySignals) {
        return {};
    }
    std::vector<std::string> parts{fmt::format(
        "{} filled", counters.fills == 1 ? "1 was" : grouped(counters.fills) + " were")};
    for (std::size_t i = 0; i < kNoFillReasons; ++i) {
        if (counters.notFilled[i] > 0) {
            parts.push_back(fmt::format("{} {}", grouped(counters.notFilled[i]),
                                        explain(static_cast<NoFillReason>(i))));
        }
    }
    return fmt::format("Of {}: {}.",
                       countedGrouped(counters.entrySignals, "entry signal", "entry signals"),
                       join(parts, "; "));
}

} // namespace

std::string withoutMarks(std::string_view canonical)
{
    std::string text;
    bool quoted = false;
    for (const char c : canonical) {
        quoted = quoted != (c == '"');
        if (c != '?' || quoted) {
            text += c;
        }
    }
    return text;
}

std::string spoken(std::string_view marked)
{
    const std::string unmarked = withoutMarks(marked);
    const std::string_view canonical = unmarked;
    constexpr std::size_t kLongestAcronym = 4;
    std::string text;
    for (std::size_t at = 0; at < canonical.size();) {
        if (!isLower(canonical[at]) ||
            (at > 0 && (isAlpha(canonical[at - 1]) || canonical[at - 1] == '_'))) {
            text += canonical[at++];
            continue;
        }
        std::size_t end = at;
        while (end < canonical.size() &&
               (isLower(canonical[end]) || isDigit(canonical[end]) || canonical[end] == '_')) {
            ++end;
        }
        const std::string_view word = canonical.substr(at, end - at);
        const bool isCall =
            end < canonical.size() && canonical[end] == '(' && indicators::find(word) != nullptr;
        at = end;
        if (!isCall) {
            text += word;
            continue;
        }
        if (word.size() > kLongestAcronym) {
            text += word;
            continue;
        }
        text += toUpper(word);
        constexpr std::string_view kUsualSource = "(close, ";
        if (canonical.substr(at, kUsualSource.size()) == kUsualSource) {
            text += "(";
            at += kUsualSource.size();
        }
    }
    return text;
}

std::vector<std::string> explain(const lang::Program& program, const Attribution& attribution)
{
    std::vector<std::string> sentences;
    const auto add = [&](const std::string& prefix, std::vector<std::string> more) {
        if (!more.empty()) {
            more[0] = prefix + more[0];
        }
        sentences.insert(sentences.end(), more.begin(), more.end());
    };
    for (const RuleAttribution& rule : attribution.rules) {
        if (!rule.isEntry) {
            continue;
        }
        const lang::EntryRule& entry = program.entries[static_cast<std::size_t>(rule.rule)];
        const std::string prefix =
            program.entries.size() > 1
                ? fmt::format("Entry {} ({}): ", rule.rule + 1, sideWord(entry.side))
                : "";
        add(prefix, RuleText(entry.condition, rule).sentences());
    }
    if (std::string text = fates(attribution.counters); !text.empty()) {
        sentences.push_back(std::move(text));
    }
    for (const RuleAttribution& rule : attribution.rules) {
        if (rule.isEntry || attribution.counters.fills == 0) {
            continue;
        }
        const lang::ExitRule& exit = program.exits[static_cast<std::size_t>(rule.rule)];
        add(program.exits.size() > 1 ? fmt::format("Exit {}: ", rule.rule + 1) : "Exit: ",
            RuleText(exit.condition, rule).sentences());
        if (exit.condition.readsPosition) {
            sentences.push_back("This exit reads the position, so it is evaluated only while one "
                                "is open.");
        }
    }
    return sentences;
}

} // namespace sw::engine
