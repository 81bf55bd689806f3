// The phrase grammar: patterns of words and what they mean, kept as data in the tables of
// grammar_*.cpp. A line "C1 : S CMP LV = (!cmp $2 $1 $3) ~0.2" says that a series, a comparison
// and a level make a condition; lower-case names are lexemes, "x?" is optional, "a|b" a choice,
// "(!name …)" calls a meaning function, "~" adds to the cost of the reading.
#pragma once

#include "english/node.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sw::english {

/// A template of a meaning.
struct Template {
    std::string head; ///< operator, or "" for a leaf
    std::string atom; ///< leaf text; "$2" for a child
    std::vector<Template> arguments;
};

/// One pattern after its options are written out.
struct Rule {
    int left = 0;
    std::vector<int> right;
    std::vector<int> places; ///< number of the written slot of each symbol, from 1
    int slotCount = 0;
    int meaning = 0; ///< index of the template
    double cost = 0;
};

/// A meaning function: null refuses the reading.
using MeaningFunction = NodePtr (*)(const std::vector<NodePtr>& arguments);
/// The meaning functions by name.
const std::map<std::string, MeaningFunction, std::less<>>& meaningFunctions();

/// The tables.
std::string_view seriesGrammar();
std::string_view readbackGrammar();
std::string_view conditionGrammar();
std::string_view statementGrammar();
std::string_view planGrammar();

/// All patterns, ready for the chart.
class Grammar
{
public:
    Grammar();

    /// Number of a lexeme or category, -1 if no pattern uses it.
    int symbol(std::string_view name) const;
    const std::vector<Rule>& rules() const { return m_rules; }
    /// Patterns that begin with a symbol.
    const std::vector<int>& startingWith(int symbol) const;
    /// Meaning of a completed pattern, null if it is refused.
    NodePtr apply(const Rule& rule, const std::vector<NodePtr>& kids, lang::Span words) const;
    int symbolCount() const { return static_cast<int>(m_names.size()); }
    /// Lines of the tables that could not be read; empty in a correct build.
    const std::vector<std::string>& faults() const { return m_faults; }

private:
    void load(std::string_view table);
    void addLine(std::string_view line);
    int intern(std::string_view name);
    NodePtr evaluate(const Template& meaning, const std::vector<NodePtr>& given,
                     lang::Span words) const;

    std::map<std::string, int, std::less<>> m_ids;
    std::vector<std::string> m_names;
    std::vector<Rule> m_rules;
    std::vector<Template> m_templates;
    std::vector<std::vector<int>> m_starting;
    std::vector<int> m_none;
    std::vector<std::string> m_faults;
};

} // namespace sw::english
