#include "english/render.h"

#include "base/text.h"
#include "base/timeframe.h"
#include "lang/printer.h"

#include <cmath>
#include <cstdio>
#include <utility>

namespace sw::english {

namespace {

// how tightly an operator binds, loosest first
enum Binding {
    kOr = 1,
    kAnd,
    kNot,
    kTemporal,
    kComparison,
    kSum,
    kProduct,
    kUnary,
    kPostfix,
    kAtom
};

struct Text {
    std::string text;
    int binding = kAtom;
};

std::string wrapped(const Text& part, int needed)
{
    return part.binding < needed ? "(" + part.text + ")" : part.text;
}

std::string framePrefix(const std::string& text)
{
    const auto frame = parseTimeframe(text);
    if (!frame) {
        return "";
    }
    const std::string word = frame->word();
    return (word == "daily" || word == "weekly" || word == "monthly"
                ? word
                : "tf(" + frame->text() + ")") +
           ".";
}

class Writer
{
public:
    Text write(const NodePtr& node)
    {
        const std::string& op = node->op;
        if (op == "num") {
            return {renderNumber(node->number, node->assumed), node->number < 0 ? kUnary : kAtom};
        }
        if (op == "pct") {
            return {renderNumber(node->number) + "%" + (node->assumed ? "?" : ""),
                    node->number < 0 ? kUnary : kAtom};
        }
        if (op == "time") {
            return {renderTime(node->number), kAtom};
        }
        if (op == "hole") {
            return {"external(\"" + node->text + "\")", kAtom};
        }
        if (op == "always") {
            return {"close > 0", kComparison};
        }
        if (op == "of") {
            return within(m_symbol, lang::printSymbol(node->text) + ".", node->kids[0]);
        }
        if (op == "tf") {
            return within(m_frame, framePrefix(node->text), node->kids[0]);
        }
        if (op == "paren") {
            return write(node->kids[0]);
        }
        if (op == "shift") {
            return shift(node);
        }
        if (op == "gain" || op == "loss") {
            const bool gain = op == "gain";
            return {"profit " + std::string(gain ? ">= " : "<= -") +
                        renderNumber(node->kids[0]->number) + "%",
                    kComparison};
        }
        if (op == "field" || op == "call" || op == "member" || op == "index" || op == "fn") {
            return leaf(node);
        }
        return operation(node);
    }

private:
    /// The innermost symbol and the innermost timeframe count.
    Text within(std::string& slot, const std::string& prefix, const NodePtr& inner)
    {
        const std::string before = std::exchange(slot, prefix);
        Text out = write(inner);
        slot = before;
        return out;
    }
    std::string prefix() const { return m_symbol + m_frame; }

    /// A condition some bars ago: every series inside moves back.
    Text shift(const NodePtr& node)
    {
        const int before = m_back;
        m_back += static_cast<int>(node->kids[1]->number);
        Text out = write(node->kids[0]);
        m_back = before;
        return out;
    }

    std::string arguments(const NodePtr& node)
    {
        // a prefix stands before the call and holds for everything inside; so does a shift
        const std::string symbol = std::exchange(m_symbol, std::string());
        const std::string frame = std::exchange(m_frame, std::string());
        const int back = std::exchange(m_back, 0);
        std::string out;
        for (const NodePtr& kid : node->kids) {
            out += (out.empty() ? "" : ", ") + write(kid).text;
        }
        m_symbol = symbol;
        m_frame = frame;
        m_back = back;
        return out;
    }

    std::string shiftSuffix() const
    {
        return m_back > 0 ? "[" + std::to_string(m_back) + "]" : std::string();
    }

    /// How many of the conditions hold, as a sum.
    Text truths(const NodePtr& node)
    {
        std::string out;
        for (const NodePtr& kid : node->kids) {
            out += (out.empty() ? "" : " + ") + std::string("(if ") + write(kid).text +
                   " then 1 else 0)";
        }
        return {out, node->kids.size() > 1 ? kSum : kAtom};
    }

    Text leaf(const NodePtr& node)
    {
        const std::string& op = node->op;
        if (op == "field") {
            return {prefix() + node->text + shiftSuffix(), kPostfix};
        }
        if (op == "fn") {
            if (node->text == "n_true") {
                return truths(node);
            }
            if (node->text == "log" || node->text == "abs" || node->text == "max" ||
                node->text == "min" || node->text == "sqrt") {
                std::string out;
                for (const NodePtr& kid : node->kids) {
                    out += (out.empty() ? "" : ", ") + write(kid).text;
                }
                return {node->text + "(" + out + ")", kPostfix};
            }
        }
        if (op == "call") {
            const std::string inside = arguments(node);
            return {prefix() + node->text + (inside.empty() ? "" : "(" + inside + ")") +
                        shiftSuffix(),
                    kPostfix};
        }
        if (op == "member") {
            const int back = std::exchange(m_back, 0);
            const std::string base = wrapped(write(node->kids[0]), kPostfix);
            m_back = back;
            return {base + "." + node->text + shiftSuffix(), kPostfix};
        }
        const int back = m_back;
        m_back = back + static_cast<int>(node->kids[1]->number);
        Text out;
        const NodePtr& inner = node->kids[0];
        if (is(inner, "field") || is(inner, "call") || is(inner, "member") || is(inner, "index")) {
            out = write(inner);
        } else {
            const std::string suffix = shiftSuffix();
            m_back = 0;
            out = {"(" + write(inner).text + ")" + suffix, kPostfix};
        }
        m_back = back;
        return out;
    }

    Text binary(const NodePtr& node, const char* sign, int binding)
    {
        const std::string left = wrapped(write(node->kids[0]), binding);
        const std::string right = wrapped(write(node->kids[1]), binding + 1);
        return {left + sign + right, binding};
    }

    std::string barsText(const NodePtr& count)
    {
        const double n = count->number;
        return renderNumber(n, count->assumed) + (n == 1 ? " bar" : " bars");
    }

    Text operation(const NodePtr& node)
    {
        struct Sign {
            const char* op;
            const char* sign;
            int binding;
        };
        constexpr Sign kSigns[] = {
            {"or", " or ", kOr},
            {"and", " and ", kAnd},
            {"gt", " > ", kComparison},
            {"lt", " < ", kComparison},
            {"ge", " >= ", kComparison},
            {"le", " <= ", kComparison},
            {"eq", " == ", kComparison},
            {"xup", " crosses above ", kComparison},
            {"xdown", " crosses below ", kComparison},
            {"add", " + ", kSum},
            {"sub", " - ", kSum},
            {"mul", " * ", kProduct},
            {"div", " / ", kProduct},
        };
        for (const Sign& known : kSigns) {
            if (node->op == known.op) {
                const bool chain = known.binding <= kAnd;
                if (chain) {
                    return {wrapped(write(node->kids[0]), known.binding) + known.sign +
                                wrapped(write(node->kids[1]), known.binding),
                            known.binding};
                }
                return binary(node, known.sign, known.binding);
            }
        }
        if (node->op == "not") {
            return {"not " + wrapped(write(node->kids[0]), kTemporal), kNot};
        }
        if (node->op == "unless") {
            return {wrapped(write(node->kids[0]), kAnd) + " and not " +
                        wrapped(write(node->kids[1]), kTemporal),
                    kAnd};
        }
        const std::string first =
            node->kids.empty() ? "" : wrapped(write(node->kids[0]), kComparison);
        if (node->op == "for" || node->op == "within") {
            return {first + " " + node->op + " " + barsText(node->kids[1]), kTemporal};
        }
        if (node->op == "onof") {
            return {first + " on " + renderNumber(node->kids[1]->number) + " of last " +
                        barsText(node->kids[2]),
                    kTemporal};
        }
        if (node->op == "then") {
            return {first + " then " + wrapped(write(node->kids[1]), kComparison) + " within " +
                        barsText(node->kids[2]),
                    kTemporal};
        }
        if (node->op == "rising" || node->op == "falling") {
            return {wrapped(write(node->kids[0]), kSum) + " " + node->op + " " +
                        barsText(node->kids[1]),
                    kComparison};
        }
        if (node->op == "between") {
            return {wrapped(write(node->kids[0]), kSum) + " between " +
                        wrapped(write(node->kids[1]), kSum) + " and " +
                        wrapped(write(node->kids[2]), kSum),
                    kComparison};
        }
        return {"external(\"" + node->op + "\")", kAtom}; // never reached for a finished condition
    }

    std::string m_symbol;
    std::string m_frame;
    int m_back = 0;
};

} // namespace

std::string renderNumber(double value, bool assumed)
{
    return formatNumber(value) + (assumed ? "?" : "");
}

std::string renderTime(double minutes)
{
    char text[16];
    const int whole = static_cast<int>(minutes);
    std::snprintf(text, sizeof text, "%02d:%02d", whole / 60, whole % 60);
    return text;
}

std::string renderExpr(const NodePtr& node)
{
    return Writer().write(node).text;
}

std::string renderDistance(const NodePtr& node)
{
    const auto amount = [&] { return node->kids.empty() ? node->number : node->kids[0]->number; };
    if (is(node, "pct")) {
        return renderNumber(std::fabs(node->number)) + "%";
    }
    if (is(node, "rmult")) {
        return renderNumber(std::fabs(amount())) + "R";
    }
    if (is(node, "money")) {
        return "$" + renderNumber(std::fabs(amount()));
    }
    if (is(node, "pips") || is(node, "ticks") || is(node, "points")) {
        return renderNumber(std::fabs(amount())) + " " + node->op;
    }
    return renderExpr(node);
}

} // namespace sw::english
