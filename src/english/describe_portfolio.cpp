// The lines of rebalance and switch blocks as sentences.
#include "english/describe_parts.h"

#include "base/text.h"

namespace sw::english {

namespace {

using namespace lang;

class PortfolioWords
{
public:
    explicit PortfolioWords(const ProgramNames& names) : m_names(names) {}

    std::vector<Sentence> run(const Portfolio& plan)
    {
        Sentence head;
        head.text = (plan.isSwitch ? "choose the holding " : "rebalance ") + plan.frequency;
        mark(plan.frequencyAssumed, plan.frequency, head);
        if (!plan.day.empty()) {
            head.text += " on " + spokenDay(plan.day);
            mark(plan.dayAssumed, "on " + spokenDay(plan.day), head);
        }
        m_out.push_back(std::move(head));
        for (const PortfolioLine& line : plan.lines) {
            if (line.kind != PortfolioLine::Kind::Comment) {
                Sentence sentence = say(line);
                marks(line, sentence);
                m_out.push_back(std::move(sentence));
            }
        }
        return std::move(m_out);
    }

private:
    static void mark(bool assumed, std::string words, Sentence& into)
    {
        if (assumed) {
            into.assumed.push_back(std::move(words));
        }
    }

    void marks(const PortfolioLine& line, Sentence& into) const
    {
        using Kind = PortfolioLine::Kind;
        for (const Expr& expr : line.exprs) {
            assumptionsIn(expr, m_names, into.assumed);
        }
        if (line.when) {
            assumptionsIn(*line.when, m_names, into.assumed);
        }
        mark(line.countAssumed,
             line.kind == Kind::KeepUntilRank ? "rank " + std::to_string(line.count)
                                              : heldRanks(line),
             into);
        mark(line.percentAssumed, formatNumber(line.percent) + "%", into);
    }

    std::string said(const Expr& expr) const { return describeExpr(expr, m_names); }

    Sentence say(const PortfolioLine& line) const
    {
        using Kind = PortfolioLine::Kind;
        const std::string first = line.exprs.empty() ? "" : said(line.exprs[0]);
        const std::string percent = formatNumber(line.percent) + "%";
        switch (line.kind) {
        case Kind::Among:
            return {"choose among " + join(line.symbols, ", "), {}};
        case Kind::Rank:
            return {"rank by " + first + ", the " + (line.highestFirst ? "highest" : "lowest") +
                        " first",
                    {}};
        case Kind::HoldRanked:
            return {"hold " + heldRanks(line) + weighting(line) +
                        (line.when ? " when " + said(*line.when) : ""),
                    {}};
        case Kind::HoldWeights:
            return {"hold " + listed(line), {}};
        case Kind::KeepUntilRank:
            return {"keep a holding until it falls below rank " + std::to_string(line.count), {}};
        case Kind::Require:
            return {"candidates need " + first, {}};
        case Kind::Gate:
            return {"a holding needs " + first, {}};
        case Kind::OnlyIf:
            return {"only if " + first, {}};
        case Kind::Otherwise:
            return {"otherwise hold " + (line.symbols.empty() ? line.holding : line.symbols[0]),
                    {}};
        case Kind::CapEach:
            return {"at most " + percent + " in each", {}};
        case Kind::IgnoreUnder:
            return {"ignore changes under " + percent, {}};
        case Kind::DriftOver:
            return {"only when a weight has drifted by more than " + percent, {}};
        case Kind::SwitchWhen:
        case Kind::SwitchOtherwise:
            return switched(line);
        case Kind::Comment:
            break;
        }
        return {};
    }

    std::string listed(const PortfolioLine& line) const
    {
        std::vector<std::string> parts;
        for (std::size_t i = 0; i < line.symbols.size(); ++i) {
            const std::string weight = i < line.exprs.size() ? said(line.exprs[i]) : "";
            parts.push_back(line.symbols[i] + (weight.empty() ? "" : " at " + weight));
        }
        return join(parts, ", ");
    }

    Sentence switched(const PortfolioLine& line) const
    {
        const bool conditional = line.kind == PortfolioLine::Kind::SwitchWhen;
        PortfolioLine weights = line;
        std::string when = "otherwise";
        if (line.when) {
            when = "when " + said(*line.when);
        } else if (conditional && weights.exprs.size() > weights.symbols.size()) {
            when = "when " + said(weights.exprs[0]);
            weights.exprs.erase(weights.exprs.begin());
        }
        const std::string held = line.holding == "same" ? "what is held already" : line.holding;
        return {when + " hold " + (line.holding.empty() ? listed(weights) : held), {}};
    }

    static std::string heldRanks(const PortfolioLine& line)
    {
        const std::string which = line.count == 0 ? "all"
                                                  : (line.bottom ? "the last " : "the first ") +
                                                        std::to_string(line.count);
        return which + (line.shortSide ? " short" : "");
    }

    std::string weighting(const PortfolioLine& line) const
    {
        using Weighting = PortfolioLine::Weighting;
        const std::string value = line.exprs.empty() ? "" : said(line.exprs[0]);
        switch (line.weighting) {
        case Weighting::Equally:
            return " in equal parts";
        case Weighting::InverseVolatility:
            return " weighted by inverse volatility" + (value.empty() ? "" : " over " + value);
        case Weighting::By:
            return " weighted by " + value;
        case Weighting::Each:
            return " with " + formatNumber(line.percent) + "% each";
        case Weighting::None:
            break;
        }
        return "";
    }

    const ProgramNames& m_names;
    std::vector<Sentence> m_out;
};

} // namespace

std::string spokenDay(const std::string& day)
{
    if (day.ends_with(" day")) {
        return "the " + day;
    }
    return day.empty() ? day : toUpper(day.substr(0, 1)).append(day, 1);
}

std::vector<Sentence> describePortfolio(const Portfolio& plan, const ProgramNames& names)
{
    return PortfolioWords(names).run(plan);
}

} // namespace sw::english
