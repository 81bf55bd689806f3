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

/// Collects tunables over the statements of a resolved tree. Programs that differ in numbers only
/// are visited in the same order, so that the n-th literal of both is the same place.
class Collector
{
public:
    /// `stated`: of each literal in the order of visits; nothing = as the marks in the text say.
    Collector(const lang::Program& program, const std::vector<std::optional<double>>* stated)
        : m_program(program), m_given(stated)
    {}

    std::vector<Tunable> collect()
    {
        for (const lang::Statement& statement : m_program.tree.statements) {
            std::visit([this](const auto& body) { add(body); }, statement.body);
        }
        return std::move(m_found);
    }
    /// What the user stated at each literal.
    std::vector<std::optional<double>> statedNumbers() && { return std::move(m_stated); }

private:
    template <class Body> void add(const Body&) {}
    void add(const lang::Param& param)
    {
        Tunable* made = literal(param.value, TunableKind::Level, param.name, "param " + param.name);
        if (made != nullptr && param.from && param.to) {
            made->low = param.from->number;
            made->high = param.to->number;
            made->step = param.step ? param.step->number : 0;
        }
    }
    void add(const lang::Let& let) { visit(let.value, let.name); }
    void add(const lang::Entry& entry)
    {
        visit(entry.condition, "entry");
        if (entry.order.price) {
            visit(*entry.order.price, "entry price");
        }
        if (entry.order.valid) {
            bars(*entry.order.valid, "validity of the entry order");
        }
    }
    void add(const lang::Exit& exit) { visit(exit.condition, "exit"); }
    void add(const lang::ExitAfter& exit) { bars(exit.bars, "holding time"); }
    void add(const lang::StopLoss& stop) { level(stop.level, "stop loss"); }
    void add(const lang::TakeProfit& target)
    {
        level(target.level, "take profit");
        if (target.condition) {
            visit(*target.condition, "take profit");
        }
    }
    void add(const lang::TrailingStop& trail)
    {
        level(trail.level, "trailing stop");
        if (trail.onceUp) {
            level(*trail.onceUp, "start of the trailing stop");
        }
    }
    void add(const lang::Breakeven& breakeven) { level(breakeven.onceUp, "breakeven"); }
    void add(const lang::Wait& wait) { bars(wait.bars, "pause"); }

    void level(const lang::LevelText& text, const std::string& owner)
    {
        if (lang::isNumericLiteral(text.value) || text.value.kind == ExprKind::RMultiple) {
            literal(text.value, TunableKind::Percent, "distance of the " + owner, owner);
        } else {
            visit(text.value, owner);
        }
    }

    void bars(const lang::BarsText& text, const std::string& what)
    {
        lang::Expr number;
        number.kind = ExprKind::Number;
        number.number = text.count;
        number.assumed = text.assumed;
        number.span = text.span;
        Tunable* made = literal(number, TunableKind::Bars, what, what);
        if (made != nullptr) {
            made->low = 1;
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
            const bool compared = expr.kind >= ExprKind::Less && expr.kind <= ExprKind::Between;
            if (compared && literalOf(child) != nullptr) {
                const Expr& other = expr.children[i == 0 ? 1 : 0];
                addLevel(child, other, owner, owner + lang::print(expr));
                continue;
            }
            const bool factor =
                (expr.kind == ExprKind::Multiply || expr.kind == ExprKind::Divide) &&
                child.kind == ExprKind::Number;
            if (factor) {
                literal(child, TunableKind::Factor, fmt::format("factor in the {}", owner),
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

    void argument(const Expr& number, const indicators::Entry& entry,
                  const indicators::Parameter& parameter)
    {
        const bool length = parameter.kind == indicators::ParameterKind::Length;
        const auto lengths = std::ranges::count(entry.parameters, indicators::ParameterKind::Length,
                                                &indicators::Parameter::kind);
        const std::string what =
            fmt::format("{} of {}", length && lengths == 1 ? "length" : parameter.name, entry.name);
        Tunable* made = literal(number, length ? TunableKind::Length : TunableKind::Factor, what,
                                what + formatNumber(number.number));
        if (made != nullptr) {
            made->low = length ? std::max(2.0, parameter.minimum) : parameter.minimum;
            made->high = std::min(parameter.maximum, length ? 1000.0 : parameter.maximum);
        }
    }

    void addLevel(const Expr& number, const Expr& other, const std::string& owner,
                  const std::string& key)
    {
        const indicators::Output* output = nullptr;
        if (other.entry >= 0) {
            output = &indicators::catalog()[static_cast<std::size_t>(other.entry)]
                          .outputs[static_cast<std::size_t>(other.output)];
        }
        // Calendar values and counts mean what they say; they are not tuned.
        const bool fixed =
            output != nullptr &&
            (output->unit == indicators::Unit::Bool || output->unit == indicators::Unit::Bars ||
             indicators::catalog()[static_cast<std::size_t>(other.entry)].family == "calendar");
        const std::string what = fmt::format("{} level of {}", owner, lang::print(other));
        Tunable* made = literal(*literalOf(number), TunableKind::Level, what, key, fixed);
        if (made == nullptr || output == nullptr || output->unit != indicators::Unit::Oscillator ||
            !(output->low < output->high)) {
            return;
        }
        const bool negative = number.kind == ExprKind::Negate;
        made->low = negative ? std::max(0.0, -output->high) : output->low;
        made->high = negative ? -output->low : output->high;
        if (made->high - made->low >= 50) {
            made->step = (made->high - made->low) / 20;
        }
    }

    /// Counts the literal and adds it to its tunable; nothing when it is fixed or known already.
    Tunable* literal(const Expr& number, TunableKind kind, std::string what, const std::string& key,
                     bool fixed = false)
    {
        const std::size_t place = m_stated.size();
        std::optional<double> stated;
        if (m_given != nullptr && place < m_given->size()) {
            stated = (*m_given)[place];
        } else if (!number.assumed) {
            stated = number.number;
        }
        m_stated.push_back(stated);
        if (fixed || number.number == 0) {
            return nullptr;
        }
        for (std::size_t i = 0; i < m_found.size(); ++i) {
            if (m_keys[i] == key && m_found[i].value == number.number) {
                m_found[i].spans.push_back(number.span);
                m_found[i].stated = m_found[i].stated ? m_found[i].stated : stated;
                return nullptr;
            }
        }
        Tunable tunable;
        tunable.kind = number.kind == ExprKind::Percent ? TunableKind::Percent : kind;
        tunable.value = number.number;
        tunable.low = std::min(number.number / 4, number.number * 4);
        tunable.high = std::max(number.number / 4, number.number * 4);
        tunable.stated = stated;
        std::erase(what, '?'); // a name, not program text
        tunable.what = std::move(what);
        tunable.spans = {number.span};
        m_keys.push_back(key);
        m_found.push_back(std::move(tunable));
        return &m_found.back();
    }

    const lang::Program& m_program;
    const std::vector<std::optional<double>>* m_given;
    std::vector<std::optional<double>> m_stated;
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

/// Sums of steps without the noise of binary fractions: 0.3, not 0.30000000000000004.
double withoutNoise(double value)
{
    return std::round(value * 1e9) / 1e9;
}

/// The literal's text with another number; unit, sign of money and words stay: "10? bars", "$5".
std::string withNumber(const std::string& text, double value, bool assumed)
{
    std::string plain = text;
    std::erase(plain, '?');
    const auto isPart = [](char c) { return isDigit(c) || c == '.' || c == '_'; };
    const auto begin = std::ranges::find_if(plain, isPart);
    const auto end = std::find_if_not(begin, plain.end(), isPart);
    std::string before(plain.begin(), begin);
    std::erase(before, '-');
    before = (value < 0 ? "-" : "") + before;
    const std::string number = formatNumber(std::fabs(value));
    std::string unit(end, plain.end());
    const bool bars = unit.starts_with(' ');
    if (bars) {
        unit = unit.ends_with('s') ? unit.substr(0, unit.size() - 1) : unit;
        return before + number + (assumed ? "?" : "") + unit + (value == 1 ? "" : "s");
    }
    return before + number + unit + (assumed ? "?" : "");
}

} // namespace

std::vector<Tunable> tunables(const lang::Program& program, const lang::Program* asked)
{
    if (asked == nullptr) {
        return Collector(program, nullptr).collect();
    }
    Collector first(*asked, nullptr);
    first.collect();
    const std::vector<std::optional<double>> stated = std::move(first).statedNumbers();
    return Collector(program, &stated).collect();
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
    for (int distance = 1; distance <= 2; ++distance) {
        if (tunable.step > 0) {
            const double step = distance * tunable.step;
            offer(withoutNoise(tunable.value - step));
            offer(withoutNoise(tunable.value + step));
            continue;
        }
        const double down = readable(tunable.value * (distance == 1 ? 0.8 : 0.6));
        const double up = readable(tunable.value * (distance == 1 ? 1.25 : 1.6));
        if (tunable.kind == TunableKind::Length || tunable.kind == TunableKind::Bars) {
            offer(std::min(tunable.value - distance, std::round(down)));
            offer(std::max(tunable.value + distance, std::round(up)));
        } else {
            offer(down);
            offer(up);
        }
    }
    return values;
}

std::vector<Edit> editsFor(const Tunable& tunable, double value, const std::string& source)
{
    std::vector<Edit> edits;
    for (const lang::Span span : tunable.spans) {
        Edit edit;
        edit.span = span;
        edit.from = source.substr(span.begin, span.length());
        edit.padlocked = tunable.stated && *tunable.stated != value;
        const bool asStated = tunable.stated == value;
        edit.to = withNumber(edit.from, value, !asStated);
        edit.what = tunable.what;
        if (edit.padlocked) {
            edit.asked = withNumber(edit.from, *tunable.stated, false);
        }
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

std::int64_t complexity(const lang::Program& program)
{
    std::size_t parts = tunables(program).size();
    for (const lang::EntryRule& rule : program.entries) {
        parts += 1 + rule.condition.clauses.size();
    }
    for (const lang::ExitRule& rule : program.exits) {
        parts += 1 + rule.condition.clauses.size();
    }
    parts += program.stops.size() + program.targets.size() + program.trails.size() +
             program.breakevens.size() + (program.timeExit ? 1 : 0);
    return static_cast<std::int64_t>(parts);
}

std::string describe(const std::vector<Edit>& edits)
{
    const auto plain = [](std::string text) {
        std::erase(text, '?');
        return text;
    };
    std::vector<std::string> parts;
    for (const Edit& edit : edits) {
        std::string part = edit.to.empty() ? fmt::format("without {}", edit.what)
                                           : fmt::format("{}: {} → {}", edit.what, plain(edit.from),
                                                         plain(edit.to));
        if (edit.padlocked) {
            part += edit.to.empty() ? " (changes what you asked)"
                                    : fmt::format(" (changes what you asked: {} → {})",
                                                  plain(edit.asked), plain(edit.to));
        }
        if (std::ranges::find(parts, part) == parts.end()) {
            parts.push_back(std::move(part));
        }
    }
    return join(parts, "; ");
}

} // namespace sw::agents
