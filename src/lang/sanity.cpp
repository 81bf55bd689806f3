// Conditions that are legal and still cannot be meant: ranges that contain their own bar, bounds
// that exclude each other, equality of measured values, stops on the wrong side.
#include "base/text.h"
#include "lang/printer.h"
#include "lang/program_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

namespace sw::lang {

using indicators::Unit;

namespace {

const indicators::Entry* entryOf(const Expr& expr)
{
    const bool builtin = expr.resolution == Resolution::Builtin ||
                         (expr.resolution == Resolution::Prefixed && expr.entry >= 0);
    return builtin && expr.entry >= 0 ? &indicators::catalog()[static_cast<std::size_t>(expr.entry)]
                                      : nullptr;
}

std::optional<double> constantOf(const Expr& expr, const Scope& scope)
{
    if (isNumericLiteral(expr)) {
        return literalValue(expr);
    }
    if (expr.kind == ExprKind::Negate) {
        const std::optional<double> inner = constantOf(expr.children[0], scope);
        return inner ? std::optional(-*inner) : std::nullopt;
    }
    if (expr.resolution == Resolution::Param) {
        return scope.params.find(expr.text)->second.value;
    }
    return std::nullopt;
}

/// close > highest(high, n): the range holds this bar, so the comparison is never true.
void checkSelfRange(const Expr& expr, std::vector<Diagnostic>& diagnostics)
{
    const bool above = expr.kind == ExprKind::Greater || expr.kind == ExprKind::CrossesAbove;
    const bool below = expr.kind == ExprKind::Less || expr.kind == ExprKind::CrossesBelow;
    if (!above && !below) {
        return;
    }
    const Expr& value = expr.children[0];
    const Expr& range = expr.children[1];
    const indicators::Entry* entry = entryOf(range);
    if (entry == nullptr || range.kind != ExprKind::Call ||
        entry->name != (above ? "highest" : "lowest")) {
        return;
    }
    const Expr& source = range.children[0];
    const bool price = value.resolution == Resolution::Field && value.text != "volume";
    const bool extreme =
        source.resolution == Resolution::Field && source.text == (above ? "high" : "low");
    if (sameMeaning(value, source) || (price && extreme)) {
        diagnostics.push_back({Severity::Error,
                               "self-range",
                               range.span,
                               "the range contains this bar, so this can never be true; add [1]",
                               {},
                               Fix{{range.span.end, range.span.end}, "[1]"}});
    }
}

void checkEquality(const Expr& expr, const Scope& scope, std::vector<Diagnostic>& diagnostics)
{
    if (expr.kind != ExprKind::Equal) {
        return;
    }
    const auto measured = [](const Expr& side) {
        if (side.resolution == Resolution::Field) {
            return side.text != "volume";
        }
        const indicators::Entry* entry = entryOf(side);
        if (entry == nullptr) {
            return false;
        }
        const Unit unit = entry->outputs[static_cast<std::size_t>(side.output)].unit;
        return unit == Unit::Oscillator || unit == Unit::Price || unit == Unit::Ratio ||
               unit == Unit::SameAsSource;
    };
    for (int side = 0; side < 2; ++side) {
        const Expr& value = expr.children[static_cast<std::size_t>(side)];
        const Expr& other = expr.children[static_cast<std::size_t>(1 - side)];
        if (measured(value) && constantOf(other, scope)) {
            diagnostics.push_back(
                {Severity::Warning,
                 "equality",
                 expr.span,
                 "almost never true on real data",
                 fmt::format("use '{} crosses above {}' or a band", print(value), print(other)),
                 {}});
            return;
        }
    }
}

/// Bounds that a conjunction puts on one expression.
struct Bounds
{
    double low = -std::numeric_limits<double>::infinity();
    double high = std::numeric_limits<double>::infinity();
    bool lowOpen = false, highOpen = false;
    bool impossible() const { return low > high || (low == high && (lowOpen || highOpen)); }
};

struct Ordering
{
    std::string left, right;
    bool strict = false;
};

class Conjunction
{
public:
    Conjunction(const Scope& scope, std::vector<Diagnostic>& diagnostics)
        : m_scope(scope), m_diagnostics(diagnostics)
    {}

    void add(const Expr& expr)
    {
        if (expr.kind == ExprKind::And) {
            for (const Expr& child : expr.children) {
                add(child);
            }
            return;
        }
        if (expr.resolution == Resolution::Let) {
            add(*m_scope.lets.find(expr.text)->second.value);
            return;
        }
        if (expr.kind < ExprKind::Less || expr.kind > ExprKind::GreaterEqual) {
            return;
        }
        const Expr& a = expr.children[0];
        const Expr& b = expr.children[1];
        const std::optional<double> left = constantOf(a, m_scope);
        const std::optional<double> right = constantOf(b, m_scope);
        const bool strict = expr.kind == ExprKind::Less || expr.kind == ExprKind::Greater;
        const bool less = expr.kind == ExprKind::Less || expr.kind == ExprKind::LessEqual;
        if (left && right) {
            return;
        }
        if (left || right) {
            bound(expr, left ? b : a, left ? *left : *right, less != left.has_value(), strict);
        } else {
            order(expr, less ? print(a) : print(b), less ? print(b) : print(a), strict);
        }
    }

private:
    void bound(const Expr& at, const Expr& value, double constant, bool below, bool strict)
    {
        const auto [found, isNew] = m_bounds.try_emplace(print(value));
        Bounds& bounds = found->second;
        if (isNew) {
            if (const indicators::Entry* entry = entryOf(value)) {
                const indicators::Output& output =
                    entry->outputs[static_cast<std::size_t>(value.output)];
                if (output.unit == Unit::Oscillator && output.low < output.high) {
                    bounds.low = output.low;
                    bounds.high = output.high;
                }
            }
        }
        if (below && (constant < bounds.high || (constant == bounds.high && strict))) {
            bounds.high = constant;
            bounds.highOpen = strict;
        } else if (!below && (constant > bounds.low || (constant == bounds.low && strict))) {
            bounds.low = constant;
            bounds.lowOpen = strict;
        }
        if (bounds.impossible()) {
            never(at);
        }
    }

    void order(const Expr& at, const std::string& smaller, const std::string& larger, bool strict)
    {
        for (const Ordering& known : m_orderings) {
            if (known.left == larger && known.right == smaller && (strict || known.strict)) {
                never(at);
                return;
            }
        }
        m_orderings.push_back({smaller, larger, strict});
    }

    void never(const Expr& at)
    {
        if (!m_reported) {
            m_reported = true;
            m_diagnostics.push_back({Severity::Warning,
                                     "never",
                                     at.span,
                                     "can never be true",
                                     "did you mean 'or'?",
                                     {}});
        }
    }

    const Scope& m_scope;
    std::vector<Diagnostic>& m_diagnostics;
    std::map<std::string, Bounds> m_bounds;
    std::vector<Ordering> m_orderings;
    bool m_reported = false;
};

void checkEach(const Expr& expr, const Scope& scope, std::vector<Diagnostic>& diagnostics)
{
    checkSelfRange(expr, diagnostics);
    checkEquality(expr, scope, diagnostics);
    if (expr.kind == ExprKind::Or) {
        for (const Expr& child : expr.children) {
            Conjunction(scope, diagnostics).add(child);
        }
    }
    for (const Expr& child : expr.children) {
        checkEach(child, scope, diagnostics);
    }
}

} // namespace

void checkCondition(const Expr& condition, const Scope& scope, std::vector<Diagnostic>& diagnostics)
{
    checkEach(condition, scope, diagnostics);
    if (condition.kind != ExprKind::Or) {
        Conjunction(scope, diagnostics).add(condition);
    }
}

void checkSide(const LevelText& level, bool isStop, Sides sides,
               std::vector<Diagnostic>& diagnostics)
{
    if (!level.isLevel || sides.longs == sides.shorts) {
        return;
    }
    // Recognises price × constant only: anything else depends on the bars.
    const Expr& value = level.value;
    if (value.kind != ExprKind::Multiply) {
        return;
    }
    const bool constantFirst = isNumericLiteral(value.children[0]);
    const Expr& factor = value.children[constantFirst ? 0 : 1];
    const Expr& price = value.children[constantFirst ? 1 : 0];
    if (!isNumericLiteral(factor) || price.resolution != Resolution::Field ||
        price.text == "volume") {
        return;
    }
    const double times = literalValue(factor);
    const bool mustBeBelow = sides.longs == isStop;
    const bool wrong = mustBeBelow ? times > 1 : times < 1;
    if (wrong) {
        diagnostics.push_back(
            {Severity::Error,
             "side",
             value.span,
             fmt::format("a {}'s {} must be {} the entry", sides.longs ? "long" : "short",
                         isStop ? "stop" : "target", mustBeBelow ? "below" : "above"),
             fmt::format("use a factor {} 1", mustBeBelow ? "below" : "above"),
             {}});
    }
}

} // namespace sw::lang
