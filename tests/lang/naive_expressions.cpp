// The written expression, bar by bar, in three-valued logic.
#include "indicators/catalog.h"
#include "lang/names.h"
#include "lang/resolver.h"
#include "shared_words.h"

#include "naive_world.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace sw::test {

namespace {

using namespace lang;

using sw::test::kMissing;
using Truths = std::vector<Kleene>;

Kleene negated(Kleene a)
{
    return a == Kleene::True ? Kleene::False : a == Kleene::False ? Kleene::True : Kleene::Unknown;
}
Kleene both(Kleene a, Kleene b)
{
    return std::min(a, b);
}
Kleene either(Kleene a, Kleene b)
{
    return std::max(a, b);
}

const Column& fieldColumn(const NaivePlace& place, indicators::Field field)
{
    const Column* columns[] = {&place.open,  &place.high,   &place.low,
                               &place.close, &place.volume, &place.localMs};
    return *columns[static_cast<std::size_t>(field)];
}

/// Evaluates on the bars of one place; a prefix opens another.
class Reader
{
public:
    Reader(const NaiveWorld& world, std::string symbol, std::string frame)
        : m_world(world),
          m_symbol(std::move(symbol)),
          m_frame(std::move(frame)),
          m_place(world.at(m_symbol, m_frame))
    {}

    Column number(const Expr& expr) const
    {
        switch (expr.kind) {
        case ExprKind::Number:
            return Column(size(), expr.number);
        case ExprKind::Percent:
            return Column(size(), expr.number / 100);
        case ExprKind::Negate:
            return each([this, a = number(expr.children[0])](std::size_t i) { return -a[i]; });
        case ExprKind::Add:
        case ExprKind::Subtract:
        case ExprKind::Multiply:
        case ExprKind::Divide:
            return arithmetic(expr);
        case ExprKind::Index: {
            const Column inner = number(expr.children[0]);
            const auto back = static_cast<std::size_t>(expr.count);
            return each([&](std::size_t i) { return i < back ? kMissing : inner[i - back]; });
        }
        case ExprKind::If: {
            const Truths test = truths(expr.children[0]);
            const Column a = number(expr.children[1]);
            const Column b = number(expr.children[2]);
            return each([&](std::size_t i) {
                return test[i] == Kleene::True ? a[i] : test[i] == Kleene::False ? b[i] : kMissing;
            });
        }
        case ExprKind::Member:
            return member(expr);
        default:
            return named(expr);
        }
    }

    Truths truths(const Expr& expr) const
    {
        switch (expr.kind) {
        case ExprKind::Less:
        case ExprKind::LessEqual:
        case ExprKind::Greater:
        case ExprKind::GreaterEqual:
        case ExprKind::Equal:
        case ExprKind::NotEqual:
            return compared(number(expr.children[0]), expr.kind, number(expr.children[1]));
        case ExprKind::CrossesAbove:
        case ExprKind::CrossesBelow: {
            const bool above = expr.kind == ExprKind::CrossesAbove;
            const Column a = number(expr.children[0]);
            const Column b = number(expr.children[1]);
            return join(
                compared(a, above ? ExprKind::Greater : ExprKind::Less, b),
                ago(compared(a, above ? ExprKind::LessEqual : ExprKind::GreaterEqual, b), 1), both);
        }
        case ExprKind::Between: {
            const Column value = number(expr.children[0]);
            return join(compared(value, ExprKind::GreaterEqual, number(expr.children[1])),
                        compared(value, ExprKind::LessEqual, number(expr.children[2])), both);
        }
        case ExprKind::Not:
            return mapped(truths(expr.children[0]), negated);
        case ExprKind::And:
            return join(truths(expr.children[0]), truths(expr.children[1]), both);
        case ExprKind::Or:
            return join(truths(expr.children[0]), truths(expr.children[1]), either);
        case ExprKind::Unless:
            return join(truths(expr.children[0]), mapped(truths(expr.children[1]), negated), both);
        case ExprKind::Index:
            return ago(truths(expr.children[0]), static_cast<std::size_t>(expr.count));
        case ExprKind::If: {
            // As for numbers: without an answer to the test there is no value.
            const Truths test = truths(expr.children[0]);
            const Truths yes = truths(expr.children[1]);
            Truths result = truths(expr.children[2]);
            for (std::size_t i = 0; i < size(); ++i) {
                result[i] = test[i] == Kleene::True    ? yes[i]
                            : test[i] == Kleene::False ? result[i]
                                                       : Kleene::Unknown;
            }
            return result;
        }
        case ExprKind::Rising:
        case ExprKind::Falling:
        case ExprKind::ForBars:
        case ExprKind::Within:
        case ExprKind::OnOf:
        case ExprKind::Then:
            return temporal(expr);
        default:
            return flags(expr);
        }
    }

private:
    std::size_t size() const { return m_place.size(); }

    template <class F> Column each(const F& valueAt) const
    {
        Column values(size());
        for (std::size_t i = 0; i < size(); ++i) {
            values[i] = valueAt(i);
        }
        return values;
    }
    static Truths join(Truths a, const Truths& b, Kleene (*how)(Kleene, Kleene))
    {
        for (std::size_t i = 0; i < a.size(); ++i) {
            a[i] = how(a[i], b[i]);
        }
        return a;
    }
    static Truths mapped(Truths a, Kleene (*how)(Kleene))
    {
        std::ranges::transform(a, a.begin(), how);
        return a;
    }
    static Truths ago(const Truths& a, std::size_t bars)
    {
        Truths result(a.size(), Kleene::Unknown);
        for (std::size_t i = bars; i < a.size(); ++i) {
            result[i] = a[i - bars];
        }
        return result;
    }

    static Truths compared(const Column& a, ExprKind how, const Column& b)
    {
        Truths result(a.size(), Kleene::Unknown);
        for (std::size_t i = 0; i < a.size(); ++i) {
            if (std::isnan(a[i]) || std::isnan(b[i])) {
                continue;
            }
            const bool holds = how == ExprKind::Less           ? a[i] < b[i]
                               : how == ExprKind::LessEqual    ? a[i] <= b[i]
                               : how == ExprKind::Greater      ? a[i] > b[i]
                               : how == ExprKind::GreaterEqual ? a[i] >= b[i]
                               : how == ExprKind::Equal        ? a[i] == b[i]
                                                               : a[i] != b[i];
            result[i] = holds ? Kleene::True : Kleene::False;
        }
        return result;
    }

    /// At least `wanted` of the last `bars`, those before the first bar unknown.
    static Truths counted(const Truths& a, int wanted, int bars)
    {
        Truths result(a.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            int yes = 0, no = 0;
            for (int back = 0; back < bars && static_cast<std::size_t>(back) <= i; ++back) {
                const Kleene value = a[i - static_cast<std::size_t>(back)];
                yes += value == Kleene::True ? 1 : 0;
                no += value == Kleene::False ? 1 : 0;
            }
            result[i] = yes >= wanted        ? Kleene::True
                        : no > bars - wanted ? Kleene::False
                                             : Kleene::Unknown;
        }
        return result;
    }

    Truths temporal(const Expr& expr) const
    {
        const int bars = expr.bars.count;
        switch (expr.kind) {
        case ExprKind::Rising:
        case ExprKind::Falling: {
            const Column now = number(expr.children[0]);
            const Column before =
                each([&](std::size_t i) { return i == 0 ? kMissing : now[i - 1]; });
            const bool rising = expr.kind == ExprKind::Rising;
            return counted(compared(now, rising ? ExprKind::Greater : ExprKind::Less, before), bars,
                           bars);
        }
        case ExprKind::ForBars:
            return counted(truths(expr.children[0]), bars, bars);
        case ExprKind::Within:
            return counted(truths(expr.children[0]), 1, bars);
        case ExprKind::OnOf:
            return counted(truths(expr.children[0]), expr.count, bars);
        default:
            return join(truths(expr.children[1]),
                        ago(counted(truths(expr.children[0]), 1, bars), 1), both);
        }
    }

    Truths flags(const Expr& expr) const
    {
        const Column values = number(expr);
        Truths result(values.size(), Kleene::Unknown);
        for (std::size_t i = 0; i < values.size(); ++i) {
            if (!std::isnan(values[i])) {
                result[i] = values[i] > 0.5 ? Kleene::True : Kleene::False;
            }
        }
        return result;
    }

    Column arithmetic(const Expr& expr) const
    {
        const Column a = number(expr.children[0]);
        const Column b = number(expr.children[1]);
        return each([&](std::size_t i) {
            switch (expr.kind) {
            case ExprKind::Add:
                return a[i] + b[i];
            case ExprKind::Subtract:
                return a[i] - b[i];
            case ExprKind::Multiply:
                return a[i] * b[i];
            default:
                return b[i] == 0 ? kMissing : a[i] / b[i];
            }
        });
    }

    Column member(const Expr& expr) const
    {
        const Expr& base = expr.children[0];
        if (base.kind == ExprKind::Symbol || base.kind == ExprKind::Frame) {
            return behind(base, [&](const Reader& reader) { return reader.called(expr, 1, 0); });
        }
        const bool prefixed = base.kind == ExprKind::Member;
        const int output = indicators::find(base.text)->outputIndex(expr.text);
        return prefixed
                   ? behind(base.children[0],
                            [&](const Reader& reader) { return reader.called(base, 1, output); })
                   : called(base, 0, output);
    }

    template <class F> Column behind(const Expr& prefix, const F& read) const
    {
        const Reader inner(m_world, prefix.text,
                           prefix.kind == ExprKind::Frame ? prefix.frame.text() : "");
        const Column values = read(inner);
        return each([&](std::size_t i) {
            const int seen = inner.m_place.seen[i];
            return seen < 0 ? kMissing : values[static_cast<std::size_t>(seen)];
        });
    }

    /// A field or a built-in by name; the arguments begin at `first`.
    Column called(const Expr& expr, std::size_t first, int output) const
    {
        if (const FieldName* field = findField(expr.text)) {
            return fieldValues(field->op);
        }
        const indicators::Entry& entry = *indicators::find(expr.text);
        std::vector<Column> inputs;
        std::vector<double> numbers;
        for (std::size_t i = 0; i < entry.parameters.size(); ++i) {
            const Expr& argument = expr.children[first + i];
            if (entry.parameters[i].isCondition) {
                const Truths test = truths(argument);
                inputs.push_back(each([&](std::size_t k) {
                    return test[k] == Kleene::Unknown
                               ? kMissing
                               : static_cast<double>(test[k] == Kleene::True);
                }));
            } else if (entry.parameters[i].kind == indicators::ParameterKind::Series) {
                inputs.push_back(number(argument));
            } else {
                numbers.push_back(literalValue(argument));
            }
        }
        for (const indicators::Field field : entry.fields) {
            inputs.push_back(fieldColumn(m_place, field));
        }
        std::vector<Column> outputs(entry.outputs.size(), Column(size()));
        std::vector<std::span<const double>> in(inputs.begin(), inputs.end());
        std::vector<std::span<double>> out(outputs.begin(), outputs.end());
        entry.make(numbers, {})->run(in, out);
        return outputs[static_cast<std::size_t>(output)];
    }

    Column fieldValues(Op op) const
    {
        switch (op) {
        case Op::Open:
            return m_place.open;
        case Op::High:
            return m_place.high;
        case Op::Low:
            return m_place.low;
        case Op::Close:
            return m_place.close;
        case Op::Volume:
            return m_place.volume;
        case Op::Hl2:
            return each([this](std::size_t i) { return (m_place.high[i] + m_place.low[i]) / 2; });
        default:
            return each([this](std::size_t i) {
                return (m_place.high[i] + m_place.low[i] + m_place.close[i]) / 3;
            });
        }
    }

    Column named(const Expr& expr) const
    {
        if (expr.text == "log") {
            const Column a = number(expr.children[0]);
            return each([&](std::size_t i) { return a[i] > 0 ? std::log(a[i]) : kMissing; });
        }
        if (expr.text == "min" || expr.text == "max") {
            const Column a = number(expr.children[0]);
            const Column b = number(expr.children[1]);
            return each([&](std::size_t i) {
                return std::isnan(a[i]) || std::isnan(b[i]) ? kMissing
                       : expr.text == "min"                 ? std::min(a[i], b[i])
                                                            : std::max(a[i], b[i]);
            });
        }
        if (expr.text == "count_true") {
            Column sum(size(), 0);
            for (const Expr& child : expr.children) {
                const Truths test = truths(child);
                for (std::size_t i = 0; i < size(); ++i) {
                    sum[i] += test[i] == Kleene::Unknown ? kMissing
                              : test[i] == Kleene::True  ? 1
                                                         : 0;
                }
            }
            return sum;
        }
        return called(expr, 0, 0);
    }

    const NaiveWorld& m_world;
    std::string m_symbol, m_frame;
    const NaivePlace& m_place;
};

} // namespace

Column naiveNumber(const NaiveWorld& world, const lang::Expr& expr)
{
    return Reader(world, "", "").number(expr);
}

std::vector<Kleene> naiveCondition(const NaiveWorld& world, const lang::Expr& expr)
{
    return Reader(world, "", "").truths(expr);
}

} // namespace sw::test
