// Expressions with the fewest parentheses.
#include "lang/printer_expressions.h"

#include "lang/precedence.h"
#include "lang/printer.h"
#include "lang/scanner.h"

#include "base/text.h"

#include <cmath>

namespace sw::lang {

namespace {

/// How tightly the printed form of an expression binds.
Precedence levelOf(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::If:
        return Precedence::Lowest;
    case ExprKind::Or:
        return Precedence::Or;
    case ExprKind::And:
    case ExprKind::Unless:
        return Precedence::And;
    case ExprKind::Not:
        return Precedence::Not;
    case ExprKind::ForBars:
    case ExprKind::Within:
    case ExprKind::OnOf:
    case ExprKind::Then:
        return Precedence::Temporal;
    case ExprKind::Less:
    case ExprKind::LessEqual:
    case ExprKind::Greater:
    case ExprKind::GreaterEqual:
    case ExprKind::Equal:
    case ExprKind::NotEqual:
    case ExprKind::CrossesAbove:
    case ExprKind::CrossesBelow:
    case ExprKind::Between:
    case ExprKind::Rising:
    case ExprKind::Falling:
        return Precedence::Comparison;
    case ExprKind::Add:
    case ExprKind::Subtract:
        return Precedence::Sum;
    case ExprKind::Multiply:
    case ExprKind::Divide:
        return Precedence::Product;
    case ExprKind::Negate:
        return Precedence::Unary;
    case ExprKind::Number:
    case ExprKind::Percent:
    case ExprKind::Money:
    case ExprKind::RMultiple:
        return std::signbit(expr.number) ? Precedence::Unary : Precedence::Postfix;
    default:
        return Precedence::Postfix;
    }
}

std::string_view infix(ExprKind kind)
{
    switch (kind) {
    case ExprKind::Add:
        return " + ";
    case ExprKind::Subtract:
        return " - ";
    case ExprKind::Multiply:
        return " * ";
    case ExprKind::Divide:
        return " / ";
    case ExprKind::Less:
        return " < ";
    case ExprKind::LessEqual:
        return " <= ";
    case ExprKind::Greater:
        return " > ";
    case ExprKind::GreaterEqual:
        return " >= ";
    case ExprKind::Equal:
        return " == ";
    case ExprKind::NotEqual:
        return " != ";
    case ExprKind::CrossesAbove:
        return " crosses above ";
    default:
        return " crosses below ";
    }
}

/// Writes an expression from left to right. Inside the test of an `if` the word `then` is taken, so
/// a temporal `then` needs parentheses there.
class ExpressionPrinter
{
public:
    explicit ExpressionPrinter(std::string& out) : m_out(out) {}

    void write(const Expr& expr, Precedence least, bool thenIsTaken);

private:
    void writeBare(const Expr& expr, bool thenIsTaken);
    void writeLogic(const Expr& expr, bool thenIsTaken);
    void writeTemporal(const Expr& expr, bool thenIsTaken);
    void writeSum(const Expr& expr, Precedence level, bool thenIsTaken);
    void writeLeaf(const Expr& expr);
    void writeFrame(const Expr& expr);
    void writeBase(const Expr& expr, bool named);
    void writeArguments(const Expr& expr, std::size_t first);

    std::string& m_out;
};

void ExpressionPrinter::write(const Expr& expr, Precedence least, bool thenIsTaken)
{
    const bool parentheses = levelOf(expr) < least || (expr.kind == ExprKind::Then && thenIsTaken);
    if (!parentheses) {
        writeBare(expr, thenIsTaken);
        return;
    }
    m_out += '(';
    writeBare(expr, false);
    m_out += ')';
}

void ExpressionPrinter::writeBare(const Expr& expr, bool thenIsTaken)
{
    const std::vector<Expr>& parts = expr.children;
    switch (levelOf(expr)) {
    case Precedence::Lowest:
        m_out += "if ";
        write(parts[0], Precedence::Or, true);
        m_out += " then ";
        write(parts[1], Precedence::Lowest, false);
        m_out += " else ";
        write(parts[2], Precedence::Lowest, thenIsTaken);
        break;
    case Precedence::Or:
    case Precedence::And:
    case Precedence::Not:
        writeLogic(expr, thenIsTaken);
        break;
    case Precedence::Temporal:
        writeTemporal(expr, thenIsTaken);
        break;
    case Precedence::Comparison:
    case Precedence::Sum:
    case Precedence::Product:
        writeSum(expr, levelOf(expr), thenIsTaken);
        break;
    case Precedence::Unary:
        if (expr.kind == ExprKind::Negate) {
            m_out += '-';
            write(parts[0], Precedence::Postfix, thenIsTaken);
            break;
        }
        writeLeaf(expr);
        break;
    case Precedence::Postfix:
        writeLeaf(expr);
        break;
    }
}

// Grouping does not change the meaning of a chain of one word, so its right side needs no
// parentheses either.
void ExpressionPrinter::writeLogic(const Expr& expr, bool thenIsTaken)
{
    const std::vector<Expr>& parts = expr.children;
    if (expr.kind == ExprKind::Not) {
        m_out += "not ";
        write(parts[0], Precedence::Not, thenIsTaken);
        return;
    }
    const Precedence level = levelOf(expr);
    write(parts[0], level, thenIsTaken);
    if (expr.kind == ExprKind::Unless) {
        m_out += " and not ";
        write(parts[1], Precedence::Not, thenIsTaken);
        return;
    }
    m_out += expr.kind == ExprKind::And ? " and " : " or ";
    write(parts[1], level, thenIsTaken);
}

void ExpressionPrinter::writeTemporal(const Expr& expr, bool thenIsTaken)
{
    write(expr.children[0], Precedence::Temporal, thenIsTaken);
    switch (expr.kind) {
    case ExprKind::ForBars:
        m_out += " for ";
        break;
    case ExprKind::Within:
        m_out += " within ";
        break;
    case ExprKind::OnOf:
        m_out += " on " + std::to_string(expr.count) + printMark(expr.assumed) + " of last ";
        break;
    default:
        m_out += " then ";
        write(expr.children[1], Precedence::Comparison, thenIsTaken);
        m_out += " within ";
        break;
    }
    m_out += print(expr.bars);
}

void ExpressionPrinter::writeSum(const Expr& expr, Precedence level, bool thenIsTaken)
{
    const std::vector<Expr>& parts = expr.children;
    const bool comparison = level == Precedence::Comparison;
    write(parts[0], comparison ? Precedence::Sum : level, thenIsTaken);
    if (expr.kind == ExprKind::Between) {
        m_out += " between ";
        write(parts[1], Precedence::Sum, thenIsTaken);
        m_out += " and ";
        write(parts[2], Precedence::Sum, thenIsTaken);
    } else if (expr.kind == ExprKind::Rising || expr.kind == ExprKind::Falling) {
        m_out += expr.kind == ExprKind::Rising ? " rising " : " falling ";
        m_out += print(expr.bars);
    } else {
        m_out += infix(expr.kind);
        const Precedence right = static_cast<Precedence>(static_cast<int>(level) + 1);
        write(parts[1], right, thenIsTaken);
    }
}

void ExpressionPrinter::writeLeaf(const Expr& expr)
{
    switch (expr.kind) {
    case ExprKind::Number:
        m_out += printNumber(expr.number, expr.assumed);
        break;
    case ExprKind::Percent:
        m_out += printPercent(expr.number, expr.assumed);
        break;
    case ExprKind::Money:
        m_out += printMoney(expr.number, expr.assumed);
        break;
    case ExprKind::RMultiple:
        m_out += formatNumber(expr.number) + "R" + printMark(expr.assumed);
        break;
    case ExprKind::Time:
        m_out += printTime(expr.number, expr.assumed);
        break;
    case ExprKind::Date:
        m_out += formatDate(expr.date) + printMark(expr.assumed);
        break;
    case ExprKind::Text:
        m_out += printText(expr.text);
        break;
    case ExprKind::Symbol:
        m_out += printSymbol(expr.text);
        break;
    case ExprKind::Frame:
        writeFrame(expr);
        break;
    case ExprKind::Name:
        m_out += expr.text;
        break;
    case ExprKind::Call:
        m_out += expr.text;
        writeArguments(expr, 0);
        break;
    case ExprKind::Member:
        writeBase(expr.children[0], true);
        m_out += "." + expr.text;
        writeArguments(expr, 1);
        break;
    case ExprKind::Index:
        writeBase(expr.children[0], false);
        m_out += "[" + std::to_string(expr.count) + printMark(expr.assumed) + "]";
        break;
    default:
        // An Invalid expression has no text; its diagnostic says what stood there.
        break;
    }
}

void ExpressionPrinter::writeFrame(const Expr& expr)
{
    if (!expr.text.empty()) {
        m_out += printSymbol(expr.text) + ".";
    }
    const bool word = !expr.assumed && expr.frame.count == 1 &&
                      (expr.frame.unit == FrameUnit::Day || expr.frame.unit == FrameUnit::Week ||
                       expr.frame.unit == FrameUnit::Month);
    m_out += word ? expr.frame.word() : "tf(" + expr.frame.text() + printMark(expr.assumed) + ")";
}

// Text before a dot would read as a symbol.
void ExpressionPrinter::writeBase(const Expr& expr, bool named)
{
    if (named && expr.kind == ExprKind::Text) {
        m_out += "(" + printText(expr.text) + ")";
        return;
    }
    write(expr, Precedence::Postfix, false);
}

void ExpressionPrinter::writeArguments(const Expr& expr, std::size_t first)
{
    if (expr.children.size() <= first) {
        return;
    }
    m_out += '(';
    for (std::size_t i = first; i < expr.children.size(); ++i) {
        m_out += i == first ? "" : ", ";
        const std::size_t place = i - first;
        if (place < expr.argumentNames.size() && !expr.argumentNames[place].empty()) {
            m_out += expr.argumentNames[place] + "=";
        }
        write(expr.children[i], Precedence::Lowest, false);
    }
    m_out += ')';
}

} // namespace

std::string printMark(bool assumed)
{
    return assumed ? "?" : "";
}

std::string printNumber(double value, bool assumed)
{
    return formatNumber(value) + printMark(assumed);
}

std::string printPercent(double value, bool assumed)
{
    return formatNumber(value) + "%" + printMark(assumed);
}

std::string printMoney(double value, bool assumed)
{
    const std::string number = formatNumber(value);
    const bool negative = number.front() == '-';
    return (negative ? "-$" + number.substr(1) : "$" + number) + printMark(assumed);
}

std::string printTime(double minutes, bool assumed)
{
    const int all = static_cast<int>(minutes);
    std::string text = "00:00";
    text[0] = static_cast<char>('0' + all / 600);
    text[1] = static_cast<char>('0' + all / 60 % 10);
    text[3] = static_cast<char>('0' + all % 60 / 10);
    text[4] = static_cast<char>('0' + all % 10);
    return text + printMark(assumed);
}

std::string printSymbols(const std::vector<std::string>& symbols)
{
    std::string text;
    for (const std::string& symbol : symbols) {
        text += text.empty() ? "" : ", ";
        text += printSymbol(symbol);
    }
    return text;
}

std::string printText(std::string_view text)
{
    return quoted(text);
}

std::string printSymbol(std::string_view symbol)
{
    bool bare = !symbol.empty() && isUpper(symbol.front());
    for (const char c : symbol) {
        bare = bare && (isUpper(c) || isDigit(c));
    }
    return bare ? std::string(symbol) : printText(symbol);
}

std::string print(const Expr& expr)
{
    std::string out;
    ExpressionPrinter(out).write(expr, Precedence::Lowest, false);
    return out;
}

std::string print(const BarsText& bars)
{
    const std::string_view unit = bars.unit == BarsUnit::Bar   ? "bar"
                                  : bars.unit == BarsUnit::Day ? "day"
                                                               : "week";
    return std::to_string(bars.count) + printMark(bars.assumed) + " " + std::string(unit) +
           (bars.count == 1 ? "" : "s");
}

} // namespace sw::lang
