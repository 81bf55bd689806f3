// Expressions of a strategy as Pine. Every call that keeps a state becomes a variable of the
// script, because Pine skips calls behind `and`, `or` and `?`; negation is pushed down to the
// comparisons, because Pine's `not` would turn a missing value into true.
#pragma once

#include "exporters/source_text.h"
#include "lang/program.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace sw::exporters {

/// Writes the expressions of one program and remembers what they need.
class PineExpressions
{
public:
    explicit PineExpressions(const lang::Program& program);

    /// A variable named like `wish` that holds a condition or a number; returns its name.
    std::string variable(std::string_view wish, const lang::Expr& expr);
    /// A free name like `wish`.
    std::string name(std::string_view wish) { return m_names.take(wish); }

    /// Lines of the script so far, and forgets them.
    std::string takeLines();
    /// Names of own functions that are called.
    const std::set<std::string, std::less<>>& needs() const { return m_needs; }
    /// Notes of the calls used.
    const std::set<std::string, std::less<>>& notes() const { return m_notes; }
    /// at_entry(x): variable to set on the signal bar of an entry, and what it takes.
    const std::vector<std::pair<std::string, std::string>>& captures() const { return m_captures; }
    bool usesFrames() const { return m_usesFrames; }
    bool usesSymbols() const { return !m_symbols.empty(); }
    bool usesAnnualisation() const { return m_usesAnnualisation; }

private:
    struct Code {
        std::string text;
        int precedence = 9;
    };
    /// Bars that an expression reads: the chart's, or those inside a request.security call.
    enum class Place : std::uint8_t { Chart, Inside };

    Code number(const lang::Expr& expr, Place place);
    Code condition(const lang::Expr& expr, bool negated, Place place);
    Code comparison(const lang::Expr& expr, bool negated, Place place);
    Code compare(const lang::Expr& a, const char* sign, const lang::Expr& b, Place place);
    Code temporal(const lang::Expr& expr, bool negated, Place place);
    Code counted(const lang::Expr& inner, bool negated, int bars, const std::string& test,
                 Place place);
    Code joined(std::vector<Code> parts, const char* sign, int precedence);
    Code arithmetic(const lang::Expr& expr, const char* sign, int precedence, Place place);
    Code named(const lang::Expr& expr, Place place);
    Code math(const lang::Expr& expr, Place place);
    Code position(const lang::Expr& expr);
    Code parameter(const lang::Expr& expr);
    Code let(const lang::Expr& expr, bool negated, Place place);
    Code builtin(const lang::Expr& call, std::size_t firstArgument, int output,
                 const lang::Expr* factor, Place place);
    Code member(const lang::Expr& expr, Place place);
    Code flag(const Code& value, const lang::Expr& expr, bool negated) const;
    std::string callText(const lang::Expr& call, std::size_t firstArgument, Place place);
    std::string requested(const lang::Expr& prefix, const lang::Expr& source, int entry);
    std::string hoisted(std::string_view wish, const std::string& code);
    std::vector<std::string> hoistedTuple(std::string_view wish, const std::string& code,
                                          std::size_t count);
    std::string identifier(const Code& code, std::string_view wish);
    bool isFlag(const lang::Expr& expr) const;
    int bars(const lang::BarsText& text) const;

    const lang::Program& m_program;
    FreeNames m_names;
    std::map<std::string, const lang::Expr*> m_lets;
    std::map<std::string, std::string> m_known;               ///< code → variable
    std::map<std::string, std::vector<std::string>> m_tuples; ///< code → variables
    std::map<std::string, std::string> m_symbols;
    std::set<std::string, std::less<>> m_needs;
    std::set<std::string, std::less<>> m_notes;
    std::vector<std::pair<std::string, std::string>> m_captures;
    std::string m_lines;
    bool m_usesFrames = false;
    bool m_usesAnnualisation = false;
};

/// Pine's text of a timeframe: "240", "1D", "1W", "1M".
std::string pineFrame(Timeframe frame);

} // namespace sw::exporters
