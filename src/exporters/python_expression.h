// Expressions of a strategy as Python over whole columns: `rsi(close, 14) < 30` stays what it is,
// `and` becomes `&`. Conditions that read the position become functions that are asked per bar.
#pragma once

#include "exporters/source_text.h"
#include "lang/program.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace sw::exporters {

/// Writes the expressions of one program and remembers what they need.
class PythonExpressions
{
public:
    explicit PythonExpressions(const lang::Program& program);

    /// A column named like `wish`: adds its line (or function) to body() and returns the name.
    /// Requires: resolved expression.
    std::string column(std::string_view wish, const lang::Expr& expr);

    /// The same for "the bar starts in [from, to)", minutes since midnight; past midnight if from >
    /// to.
    std::string timeBetween(std::string_view wish, int fromMinute, int toMinute);

    /// True when the value depends on the open position.
    bool readsPosition(const lang::Expr& expr) const;

    /// The lines of the function `strategy`, four spaces in front of each, in order.
    const std::string& body() const { return m_body; }
    /// Names of library snippets that the expressions call.
    const std::set<std::string, std::less<>>& needs() const { return m_needs; }
    /// Other symbols that the function is given, with the names of their variables.
    const std::map<std::string, std::string>& symbols() const { return m_symbols; }
    /// Columns of the traded bars by field name, unpacked at the top of the function.
    const std::set<std::string, std::less<>>& fields() const { return m_fields; }
    /// Longer frames of the traded symbol: (variable, frame).
    const std::map<std::string, Timeframe>& frames() const { return m_frames; }
    bool usesBars() const { return m_usesBars; }

private:
    struct Code {
        std::string text;
        int precedence = 9;
        bool isConstant = false; ///< a plain number, not a column
    };
    /// The bars that names without a prefix belong to; empty = the traded ones.
    using View = std::string;

    Code write(const lang::Expr& expr, const View& view);
    static Code number(double value);
    Code name(const lang::Expr& expr, const View& view);
    Code let(const lang::Expr& expr, const View& view);
    Code parameter(const lang::Expr& expr);
    Code field(const std::string& field, const View& view);
    Code arithmetic(const lang::Expr& expr, const View& view, const char* sign, int precedence);
    Code comparison(const lang::Expr& expr, const View& view, const char* sign);
    Code logic(const lang::Expr& expr, const View& view, const char* sign, int precedence);
    Code called(std::string_view function, std::vector<Code> arguments);
    Code choice(const lang::Expr& expr, const View& view);
    Code math(const lang::Expr& expr, const View& view);
    Code position(const lang::Expr& expr);
    Code builtin(const lang::Expr& call, std::size_t firstArgument, const View& view);
    Code member(const lang::Expr& expr, const View& view);
    static Code prefixed(const Code& inner, const View& inside);
    View viewOf(const lang::Expr& prefix);
    Code output(const Code& call, int entry, int output, const lang::Expr* factor,
                const View& view);
    Code condition(const lang::Expr& expr, const View& view);
    Code columnOf(Code code, const View& view);
    bool isFlag(const lang::Expr& expr) const;
    int bars(const lang::BarsText& text) const;
    static std::string wrapped(const Code& code, int minimum);
    void line(const std::string& text) { m_body += "    " + text + "\n"; }
    std::string atBar(const lang::Expr& expr);

    const lang::Program& m_program;
    FreeNames m_names;
    std::map<std::string, const lang::Expr*> m_lets;
    std::map<std::string, std::string> m_known; ///< names of lets and params already written
    std::map<std::string, std::string> m_symbols;
    std::map<std::string, Timeframe> m_frames;
    std::set<std::string, std::less<>> m_fields;
    std::set<std::string, std::less<>> m_needs;
    std::string m_body;
    std::string m_owner; ///< name of the position function being written
    bool m_inPosition = false;
    bool m_usesBars = false;
};

/// Python text of a timeframe: (4, "h").
std::string pythonFrame(Timeframe frame);

} // namespace sw::exporters
