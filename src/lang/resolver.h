// Gives every name in an expression its meaning, completes arguments, and checks that values fit
// together: units, ranges, conditions where conditions belong. Works in place on the tree.
#pragma once

#include "lang/program.h"
#include "lang/syntax.h"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace sw::lang {

/// What is known about a value before any bar is seen.
struct ExprType {
    bool valid = true; ///< false after an error, to report it once
    bool isCondition = false;
    bool readsPosition = false;
    bool isLiteral = false; ///< a written constant
    indicators::Unit unit = indicators::Unit::Number;
    double low = 0, high = 0;       ///< range of an oscillator, low == high: none
    std::optional<double> constant; ///< value as computed with
    std::string subject;            ///< what to call it in a sentence: "RSI", "the close"
    /// The only result of a built-in that counts in plain numbers, as roc: 5 stands for 5 %.
    bool isPlainResult = false;
};

/// What is known after an error: nothing.
ExprType invalidType();

/// Where an expression stands; decides what it may read.
struct ExprPlace {
    bool mayReadPosition = false;
    std::string_view what = "condition"; ///< "entry", "exit", "stop loss": for sentences
};

/// Names defined by the program so far.
struct Scope {
    struct LetInScope {
        const Expr* value = nullptr; ///< resolved
        ExprType type;
        std::int64_t parts = 0; ///< expressions in it, lets opened
        int height = 0;         ///< of its tree, lets opened
        /// It holds a prefix, days or weeks, or a session: it means something on the strategy's
        /// own bars only.
        bool ownBarsOnly = false;
    };
    struct ParamInScope {
        double value = 0;   ///< as computed with
        double written = 0; ///< 5 for 5%
        double scale = 1;
        ExprKind kind = ExprKind::Number;
        bool assumed = false;
        Span valueSpan;
    };
    std::map<std::string, LetInScope, std::less<>> lets;
    std::map<std::string, ParamInScope, std::less<>> params;
    std::string defining;                       ///< the let whose value is being read
    std::set<std::string, std::less<>> below;   ///< lets that stand further down
    std::set<std::string, std::less<>> invalid; ///< definitions that were refused
    std::optional<Timeframe> frame;             ///< of the program
    std::vector<std::string> traded;
};

/// What keeps hostile programs harmless: expressions of a whole program with lets opened at every
/// use, and the height of one of them.
inline constexpr std::int64_t kMaxParts = 200'000;
inline constexpr int kMaxHeight = 400;

/// Resolves and checks expressions of one program. Borrows scope, diagnostics and the text.
class Resolver
{
public:
    Resolver(const Scope& scope, std::vector<Diagnostic>& diagnostics, std::string_view source)
        : m_scope(scope), m_diagnostics(diagnostics), m_source(source)
    {}

    /// Resolves `expr` and everything below it; fills in omitted arguments with assumed defaults.
    ExprType resolve(Expr& expr, const ExprPlace& place);
    /// As resolve, and demands a condition.
    ExprType resolveCondition(Expr& expr, const ExprPlace& place);
    /// As resolve, and demands a number.
    ExprType resolveNumber(Expr& expr, const ExprPlace& place);
    /// As resolve, for the value of a let: its meaning with its size.
    Scope::LetInScope resolveLet(Expr& value);
    /// True once the program was refused for its size; nothing more is resolved then.
    bool isOverLimit() const { return m_overLimit; }

private:
    bool enter(const Expr& expr);
    ExprType resolved(Expr& expr, const ExprPlace& place);
    ExprType letOrParam(Expr& expr, const ExprPlace& place);
    ExprType noPosition(const Expr& expr, const ExprPlace& place);
    ExprType literal(Expr& expr);
    ExprType name(Expr& expr, const ExprPlace& place);
    ExprType call(Expr& expr, const ExprPlace& place);
    ExprType member(Expr& expr, const ExprPlace& place);
    ExprType memberOutput(Expr& expr, const ExprPlace& place);
    ExprType prefixed(Expr& expr, const ExprPlace& place);
    bool checkPrefixFrame(const Expr& prefix);
    ExprType unknownMember(const Expr& expr);
    ExprType builtin(Expr& expr, const indicators::Entry& entry, const ExprPlace& place);
    bool completeArguments(Expr& expr, const indicators::Entry& entry);
    bool placeArguments(const Expr& call, const indicators::Entry& entry, std::vector<Expr>& given,
                        const std::vector<std::string>& names,
                        std::vector<std::optional<Expr>>& placed);
    bool isWrittenConstant(const Expr& expr) const;
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
    bool compareTimes(const Expr& expr, const ExprType& a, const ExprType& b);
    bool compareWithPercentage(const Expr& literal, const ExprType& type, const ExprType& other);
    bool compareWithNumber(const Expr& literal, const ExprType& type, const ExprType& other);
    bool compareWithMoney(const Expr& literal, const ExprType& type, const ExprType& other);
    void compareScales(const Expr& expr, const ExprType& a, const ExprType& b);
    void requireLookBack(const Expr& expr, ExprType& type);
    bool requireBars(const Expr& expr);
    std::optional<Timeframe> frame() const;
    std::optional<Span> nameSpan(const Expr& expr) const;
    std::vector<std::string> candidates() const;
    ExprType error(const Expr& at, std::string code, std::string message, std::string hint = {},
                   std::optional<Fix> fix = {});
    ExprType unknownName(const Expr& expr);

    const Scope& m_scope;
    std::vector<Diagnostic>& m_diagnostics;
    std::string_view m_source;
    bool m_inPrefix = false;
    std::optional<Timeframe> m_prefixFrame;
    std::int64_t m_parts = 0;
    int m_height = 0; ///< of where resolve() stands
    int m_highest = 0;
    bool m_overLimit = false;
};

/// Unit of a sum or difference, and of a product.
indicators::Unit unitOfSum(const ExprType& a, const ExprType& b);
indicators::Unit unitOfProduct(const ExprType& a, const ExprType& b);
/// Value of an operator or an arithmetic function of constants; nothing when it is not finite.
std::optional<double> foldedOperator(ExprKind kind, double a, double b);
std::optional<double> foldedCall(Op op, std::span<const double> arguments);
/// A constant ratio as a trader writes it, without the noise of binary fractions: 5 for 0.05.
double asPercentage(double ratio);
/// What to say of days or weeks that are no fixed number of bars on a timeframe.
Diagnostic unclearBars(const BarsText& bars, std::optional<Timeframe> frame);
/// Value of a literal as computed with: 5% = 0.05, 09:30 = 570.
double literalValue(const Expr& literal);
/// Factor from the written number of a literal kind to its value.
double literalScale(ExprKind kind);
bool isNumericLiteral(const Expr& expr);
/// Bars that a written count stands for on a timeframe; nothing when it has no fixed meaning there.
std::optional<int> barsOn(const BarsText& bars, std::optional<Timeframe> frame);

} // namespace sw::lang
