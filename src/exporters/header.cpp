#include "exporters/header.h"

#include "base/text.h"
#include "exporters/source_text.h"

#include <fmt/format.h>

namespace sw::exporters {

std::vector<std::string> assumptionsOf(const lang::Program& program, const ExportOptions& options)
{
    std::vector<std::string> sentences;
    for (const lang::Assumption& assumption : program.assumptions) {
        sentences.push_back(assumption.text);
    }
    if (!program.capital) {
        sentences.push_back(
            fmt::format("capital was not stated: assumed ${}", formatNumber(options.capital)));
    }
    if (!program.sizingStated) {
        sentences.push_back("size was not stated: assumed 100% of equity");
    }
    if (!program.costs.stated) {
        for (const std::string& symbol : program.symbols) {
            const SymbolConventions& own = options.conventions(symbol);
            sentences.push_back(fmt::format(
                "costs were not stated: assumed commission {}% of value and slippage {}% of price "
                "for {}",
                formatNumber(own.commissionFraction * 100),
                formatNumber(own.slippageFraction * 100), symbol));
        }
    }
    if (program.symbols.size() > 1) {
        sentences.push_back("every symbol has an account of its own with an equal share of the "
                            "capital");
    }
    return sentences;
}

lang::CostModel costsOf(const lang::Program& program, const ExportOptions& options,
                        const std::string& symbol)
{
    lang::CostModel costs = program.costs;
    if (!costs.stated) {
        const SymbolConventions& own = options.conventions(symbol);
        costs.commissionFraction = own.commissionFraction;
        costs.slippageFraction = own.slippageFraction;
        costs.financingFractionPerYear = own.financingFractionPerYear;
    }
    return costs;
}

double capitalOf(const lang::Program& program, const ExportOptions& options)
{
    const double whole = program.capital.value_or(options.capital);
    return whole / static_cast<double>(program.symbols.size());
}

std::string header(const lang::Program& program, const ExportOptions& options,
                   std::string_view prefix, std::string_view target, std::string_view usage,
                   const std::vector<std::string>& notes)
{
    const std::string blank = comment(prefix, " ");
    const std::string inner = std::string(prefix) + "    ";
    std::string text = comment(prefix, program.name.empty() ? "Strategy" : program.name);
    text += wrappedComment(prefix, fmt::format("For {}. Exported by Stratwright; what follows "
                                               "trades what this program says:",
                                               target));
    text += blank + comment(inner, program.source) + blank;
    const auto list = [&](std::string_view title, const std::vector<std::string>& lines,
                          std::string_view none) {
        text += comment(prefix, title);
        if (lines.empty()) {
            text += wrappedComment(prefix, none, "- ");
        }
        for (const std::string& line : lines) {
            text += wrappedComment(prefix, line, "- ");
        }
        text += blank;
    };
    list("Assumptions:", assumptionsOf(program, options), "none");
    list("Known divergences from the backtest in Stratwright:", notes, "none");
    text += wrappedComment(prefix, usage);
    return text;
}

} // namespace sw::exporters
