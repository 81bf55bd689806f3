// Gives every name in an expression its meaning, completes arguments, and checks that values fit
// together: units, ranges, conditions where conditions belong. Works in place on the tree.
#pragma once

#include "lang/program.h"
#include "lang/syntax.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace sw::lang {

/// What is known about a value before any bar is seen.
struct ExprType
{
    bool valid = true; ///< false after an error, to report it once
    bool isCondition = false;
    bool readsPosition = false;
    bool isLiteral = false; ///< a written constant
    indicators::Unit unit = indicators::Unit::Number;
    double low = 0, high = 0;       ///< range of an oscillator, low == high: none
    std::optional<double> constant; ///< value as computed with
    std::string subject;            ///< what to call it in a sentence: "RSI", "the close"
};

/// Where an expression stands; decides what it may read.
struct ExprPlace
{
    bool mayReadPosition = false;
    std::string_view what = "condition"; ///< "entry", "exit", "stop loss": for sentences
};

/// Names defined by the program so far.
struct Scope
{
    struct LetInScope
    {
        const Expr* value = nullptr; ///< resolved
        ExprType type;
    };
    struct ParamInScope
    {
        double value = 0; ///< as computed with
        double scale = 1;
        ExprKind kind = ExprKind::Number;
        bool assumed = false;
        Span valueSpan;
    };
    std::map<std::string, LetInScope, std::less<>> lets;
    std::map<std::string, ParamInScope, std::less<>> params;
    std::optional<Timeframe> frame; ///< of the program
    std::vector<std::string> traded;
};

/// Resolves and checks expressions of one program. Borrows scope and diagnostics.
class Resolver
{
public:
    Resolver(const Scope& scope, std::vector<Diagnostic>& diagnostics)
        : m_scope(scope), m_diagnostics(diagnostics)
    {}

    /// Resolves `expr` and everything below it; fills in omitted arguments with assumed defaults.
    ExprType resolve(Expr& expr, const ExprPlace& place);
    /// As resolve, and demands a condition.
    ExprType resolveCondition(Expr& expr, const ExprPlace& place);
    /// As resolve, and demands a number.
    ExprType resolveNumber(Expr& expr, const ExprPlace& place);

private:
    ExprType literal(Expr& expr);
    ExprType name(Expr& expr, const ExprPlace& place);
    ExprType call(Expr& expr, const ExprPlace& place);
    ExprType member(Expr& expr, const ExprPlace& place);
    ExprType memberOutput(Expr& expr, const ExprPlace& place);
    ExprType prefixed(Expr& expr, const ExprPlace& place);
    ExprType builtin(Expr& expr, const indicators::Entry& entry, const ExprPlace& place);
    bool completeArguments(Expr& expr, const indicators::Entry& entry);
    ExprType checkArguments(Expr& expr, const indicators::Entry& entry, const ExprPlace& place);
    bool checkNumber(const Expr& argument, const ExprType& type,
                     const indicators::Parameter& parameter, const indicators::Entry& entry);
    ExprType mathCall(Expr& expr, const ExprPlace& place);
    ExprType positionCall(Expr& expr, const ExprPlace& place);
    ExprType hole(Expr& expr);
    ExprType arithmetic(Expr& expr, const ExprPlace& place);
    ExprType comparison(Expr& expr, const ExprPlace& place);
    ExprType between(Expr& expr, const ExprPlace& place);
    ExprType trend(Expr& expr, const ExprPlace& place);
    ExprType logic(Expr& expr, const ExprPlace& place);
    ExprType temporal(Expr& expr, const ExprPlace& place);
    ExprType choice(Expr& expr, const ExprPlace& place);
    ExprType index(Expr& expr, const ExprPlace& place);
    void compareUnits(const Expr& expr, const Expr& left, const ExprType& a, const Expr& right,
                      const ExprType& b);
    void requireLookBack(const Expr& expr, ExprType& type);
    ExprType error(const Expr& at, std::string code, std::string message, std::string hint = {},
                   std::optional<Fix> fix = {});
    ExprType unknownName(const Expr& expr);

    const Scope& m_scope;
    std::vector<Diagnostic>& m_diagnostics;
    bool m_inPrefix = false;
};

/// Value of a literal as computed with: 5% = 0.05, 09:30 = 570.
double literalValue(const Expr& literal);
/// Factor from the written number of a literal kind to its value.
double literalScale(ExprKind kind);
bool isNumericLiteral(const Expr& expr);
/// Bars that a written count stands for on a timeframe; nothing when it has no fixed meaning there.
std::optional<int> barsOn(const BarsText& bars, std::optional<Timeframe> frame);

} // namespace sw::lang
