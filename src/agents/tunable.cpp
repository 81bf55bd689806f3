#include "agents/tunable.h"

#include "base/text.h"
#include "lang/printer.h"
#include "lang/resolver.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::agents {

using lang::Expr;
using lang::ExprKind;
using lang::Resolution;

namespace {

/// Collects tunables over the statements of a resolved tree.
class Collector
{
public:
    explicit Collector(const lang::Program& program) : m_program(program) {}

    std::vector<Tunable> collect()
    {
        for (const lang::Statement& statement : m_program.tree.statements) {
            if (const auto* param = std::get_if<lang::Param>(&statement.body)) {
                add(param->value, TunableKind::Level, param->name, param->name);
            } else if (const auto* let = std::get_if<lang::Let>(&statement.body)) {
                visit(let->value, let->name);
            } else if (const auto* entry = std::get_if<lang::Entry>(&statement.body)) {
                visit(entry->condition, "entry");
            } else if (const auto* exit = std::get_if<lang::Exit>(&statement.body)) {
                visit(exit->condition, "exit");
            } else if (const auto* stop = std::get_if<lang::StopLoss>(&statement.body)) {
                level(stop->level, "stop loss");
            } else if (const auto* target = std::get_if<lang::TakeProfit>(&statement.body)) {
                level(target->level, "take profit");
            } else if (const auto* trail = std::get_if<lang::TrailingStop>(&statement.body)) {
                level(trail->level, "trailing stop");
            }
        }
        return std::move(m_found);
    }

private:
    void level(const lang::LevelText& text, const std::string& owner)
    {
        if (lang::isNumericLiteral(text.value) || text.value.kind == ExprKind::RMultiple) {
            add(text.value, TunableKind::Percent, "distance of the " + owner, owner);
        } else {
            visit(text.value, owner);
        }
    }

    void visit(const Expr& expr, const std::string& owner)
    {
        const bool call = expr.entry >= 0 && (expr.kind == ExprKind::Call ||
                                              (expr.kind == ExprKind::Member && expr.hasArguments &&
                                               expr.resolution == Resolution::Prefixed));
        const std::size_t first = expr.kind == ExprKind::Member ? 1 : 0;
        for (std::size_t i = 0; i < expr.children.size(); ++i) {
            const Expr& child = expr.children[i];
            if (call && i >= first) {
                const indicators::Entry& entry =
                    indicators::catalog()[static_cast<std::size_t>(expr.entry)];
                if (i - first < entry.parameters.size() && lang::isNumericLiteral(child)) {
                    argument(child, entry, entry.parameters[i - first]);
                    continue;
                }
            }
            const bool compared = expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Between &&
                                  (lang::isNumericLiteral(child) || child.kind == ExprKind::Negate);
            if (compared && literalOf(child) != nullptr) {
                const Expr& other = expr.children[i == 0 ? 1 : 0];
                const std::string what = fmt::format("{} level of {}", owner, lang::print(other));
                addLevel(child, other, what, owner + lang::print(expr));
                continue;
            }
            const bool factor =
                (expr.kind == ExprKind::Multiply || expr.kind == ExprKind::Divide) &&
                child.kind == ExprKind::Number;
            if (factor) {
                add(child, TunableKind::Factor, fmt::format("factor in the {}", owner),
                    owner + lang::print(expr));
                continue;
            }
            visit(child, owner);
        }
    }

    static const Expr* literalOf(const Expr& expr)
    {
        const Expr& inner = expr.kind == ExprKind::Negate ? expr.children[0] : expr;
        return lang::isNumericLiteral(inner) ? &inner : nullptr;
    }

    void argument(const Expr& literal, const indicators::Entry& entry,
                  const indicators::Parameter& parameter)
    {
        const bool length = parameter.kind == indicators::ParameterKind::Length;
        const std::string what = fmt::format("{} of {}", parameter.name, entry.name);
        Tunable& tunable = add(literal, length ? TunableKind::Length : TunableKind::Factor, what,
                               what + formatNumber(literal.number));
        tunable.low = length ? std::max(2.0, parameter.minimum) : parameter.minimum;
        tunable.high = std::min(parameter.maximum, length ? 1000.0 : parameter.maximum);
    }

    void addLevel(const Expr& literal, const Expr& other, const std::string& what,
                  const std::string& key)
    {
        const Expr& inner = *literalOf(literal);
        Tunable& tunable = add(inner, TunableKind::Level, what, key);
        if (other.entry < 0 || literal.kind == ExprKind::Negate) {
            return;
        }
        const indicators::Output& output =
            indicators::catalog()[static_cast<std::size_t>(other.entry)]
                .outputs[static_cast<std::size_t>(other.output)];
        if (output.unit == indicators::Unit::Oscillator && output.low < output.high) {
            tunable.low = output.low;
            tunable.high = output.high;
        }
        if (output.unit == indicators::Unit::Bool || output.unit == indicators::Unit::Bars) {
            // Calendar values and counts mean what they say; they are not tuned.
            m_found.pop_back();
        }
    }

    Tunable& add(const Expr& literal, TunableKind kind, const std::string& what,
                 const std::string& key)
    {
        for (std::size_t i = 0; i < m_keys.size() && i < m_found.size(); ++i) {
            if (m_keys[i] == key && m_found[i].value == literal.number) {
                m_found[i].spans.push_back(literal.span);
                m_found[i].stated = m_found[i].stated || !literal.assumed;
                return m_found[i];
            }
        }
        Tunable tunable;
        tunable.kind = literal.kind == ExprKind::Percent ? TunableKind::Percent : kind;
        tunable.value = literal.number;
        tunable.low = literal.number / 4;
        tunable.high = literal.number * 4;
        tunable.stated = !literal.assumed;
        tunable.what = what;
        tunable.spans = {literal.span};
        tunable.suffix = literal.kind == ExprKind::Percent     ? "%"
                         : literal.kind == ExprKind::RMultiple ? "R"
                                                               : "";
        tunable.prefix = literal.kind == ExprKind::Money ? "$" : "";
        m_keys.resize(m_found.size());
        m_keys.push_back(key);
        m_found.push_back(std::move(tunable));
        return m_found.back();
    }

    const lang::Program& m_program;
    std::vector<Tunable> m_found;
    std::vector<std::string> m_keys;
};

/// A value that people would write: two significant digits, or whole numbers from 10 on.
double readable(double value)
{
    const double size = std::fabs(value);
    if (size == 0) {
        return 0;
    }
    if (size >= 10) {
        return std::round(value);
    }
    double unit = 1;
    while (size / unit < 10) {
        unit /= 10;
    }
    // Dividing by the inverse keeps 0.3 the shortest double near it.
    const double inverse = std::round(1 / unit);
    return std::round(value * inverse) / inverse;
}

} // namespace

std::vector<Tunable> tunables(const lang::Program& program)
{
    std::vector<Tunable> found = Collector(program).collect();
    std::erase_if(found, [](const Tunable& t) { return t.value == 0; });
    return found;
}

std::vector<double> neighbours(const Tunable& tunable)
{
    std::vector<double> values;
    const auto offer = [&](double value) {
        if (value != tunable.value && value >= tunable.low && value <= tunable.high &&
            std::ranges::find(values, value) == values.end()) {
            values.push_back(value);
        }
    };
    if (tunable.kind == TunableKind::Level && tunable.low < tunable.high &&
        tunable.suffix.empty() && tunable.high - tunable.low >= 50) {
        const double step = (tunable.high - tunable.low) / 20;
        offer(readable(tunable.value + step));
        offer(readable(tunable.value - step));
        return values;
    }
    if (tunable.kind == TunableKind::Length) {
        offer(std::max(tunable.value + 1, std::round(tunable.value * 1.25)));
        offer(std::min(tunable.value - 1, std::round(tunable.value * 0.8)));
        return values;
    }
    offer(readable(tunable.value * 1.25));
    offer(readable(tunable.value * 0.8));
    return values;
}

std::vector<Edit> editsFor(const Tunable& tunable, double value, const std::string& source)
{
    std::vector<Edit> edits;
    for (const lang::Span span : tunable.spans) {
        Edit edit;
        edit.span = span;
        edit.from = source.substr(span.begin, span.length());
        edit.to = tunable.prefix + formatNumber(value) + tunable.suffix + "?";
        edit.what = tunable.what;
        edit.padlocked = tunable.stated;
        edits.push_back(std::move(edit));
    }
    return edits;
}

Result<std::string> applyEdits(const std::string& source, std::vector<Edit> edits)
{
    std::ranges::sort(edits, std::ranges::greater{}, [](const Edit& e) { return e.span.begin; });
    std::string text = source;
    std::uint32_t limit = static_cast<std::uint32_t>(source.size());
    for (const Edit& edit : edits) {
        if (edit.span.end > limit || edit.span.begin > edit.span.end ||
            text.compare(edit.span.begin, edit.span.length(), edit.from) != 0) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("The change '{}' → '{}' does not fit the program.", edit.from,
                                    edit.to));
        }
        text.replace(edit.span.begin, edit.span.length(), edit.to);
        limit = edit.span.begin;
    }
    return text;
}

std::string describe(const std::vector<Edit>& edits)
{
    std::vector<std::string> parts;
    bool asked = false;
    for (const Edit& edit : edits) {
        const auto plain = [](std::string text) {
            std::erase(text, '?');
            return text;
        };
        const std::string part =
            fmt::format("{}: {} → {}", edit.what, plain(edit.from), plain(edit.to));
        if (std::ranges::find(parts, part) == parts.end()) {
            parts.push_back(part);
        }
        asked = asked || edit.padlocked;
    }
    return join(parts, "; ") + (asked ? " (changes what you asked)" : "");
}

} // namespace sw::agents
