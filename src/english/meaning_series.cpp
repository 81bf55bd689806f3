#include "english/meaning.h"

#include "base/text.h"
#include "indicators/catalog.h"

#include <cmath>

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

double numberAt(const Arguments& a, std::size_t i)
{
    return at(a, i) ? a[i]->number : 0;
}

NodePtr percent(const Arguments& a)
{
    auto node = std::make_shared<Node>(*makePercent(a[0]->number));
    node->label = a[0]->label; // a written sign
    return node;
}

NodePtr basisPoints(const Arguments& a)
{
    return makePercent(a[0]->number / 100);
}

NodePtr money(const Arguments& a)
{
    return makeText("money", "", {makeNumber(a[0]->number)});
}

NodePtr length(const Arguments& a)
{
    const std::string unit = wordOf(a[1]);
    const double count = a[0]->number;
    if (count <= 0 || count > 100000) {
        return nullptr;
    }
    return makeLength(count, unit);
}

NodePtr frame(const Arguments& a)
{
    const double count = a[0]->number;
    const std::string unit = wordOf(a[1]);
    if (count < 1 || count != std::floor(count) || count > 1440) {
        return nullptr;
    }
    const std::string suffix = unit == "hour" ? "h" : "m";
    return makeText("frame", formatNumber(count) + suffix);
}

NodePtr frameLength(const Arguments& a)
{
    const std::string& text = a[0]->text;
    if (text == "1w") {
        return makeLength(1, "week");
    }
    return text == "1mo" ? makeLength(1, "month") : makeLength(1, "day");
}

NodePtr field(const Arguments& a)
{
    return makeField(wordOf(a[0]));
}

NodePtr back(const Arguments& a)
{
    if (is(a[1], "num") && (a[1]->number < 0 || a[1]->number != std::floor(a[1]->number))) {
        return nullptr;
    }
    if (is(a[0], "index") && is(a[1], "num") && is(a[0]->kids[1], "num")) {
        return nullptr;
    }
    return makeNode("index", {a[0], is(a[1], "num") ? a[1] : lengthOf(a[1])});
}

/// (avg kind source length); a missing source depends on what it is compared with.
NodePtr average(const Arguments& a)
{
    const NodePtr window = lengthOf(a[2]);
    if (!window) {
        return nullptr;
    }
    const std::string kind = wordOf(a[0]);
    NodePtr source = at(a, 1);
    if (source && (measureOf(source) == Measure::Truth || is(source, "num"))) {
        return nullptr;
    }
    return makeText("avg", kind, {source ? source : makeNode("nil"), window});
}

NodePtr averageLast(const Arguments& a)
{
    return makeText("avglast", wordOf(a[0]), {a[1]});
}

NodePtr averageDefault(const Arguments& a)
{
    return makeText("avg", "sma", {a[0], makeAssumed(20, "volume_average")});
}

NodePtr indicator(const Arguments& a)
{
    const std::string name = wordOf(a[0]);
    Arguments given;
    if (at(a, 1)) {
        given = a[1]->kids;
    }
    for (const NodePtr& argument : given) {
        if (is(argument, "len") && (argument->text == "minute" || argument->text == "hour" ||
                                    argument->text == "mletter")) {
            return nullptr;
        }
        if (measureOf(argument) == Measure::Truth) {
            return nullptr;
        }
    }
    if (name == "bb" && given.size() == 1 && is(given[0], "num")) {
        return completeCall(name, given);
    }
    // TradingView writes supertrend(factor, length): a fraction or a small first number tells
    if (name == "supertrend" && given.size() == 2 && is(given[0], "num") && is(given[1], "num") &&
        (given[0]->number != std::floor(given[0]->number) || given[0]->number < given[1]->number)) {
        std::swap(given[0], given[1]);
    }
    if (name == "roc" || name == "mom" || name == "stdev" || name == "zscore" || name == "linreg" ||
        name == "slope") {
        if (given.empty()) {
            return nullptr; // no default length
        }
    }
    return completeCall(name, given);
}

NodePtr indicatorOf(const Arguments& a)
{
    Arguments given{a[1]};
    if (at(a, 2)) {
        given.push_back(a[2]);
    }
    if (is(a[1], "of")) {
        const NodePtr inner =
            indicator({a[0], makeNode("args", at(a, 2) ? Arguments{a[2]} : Arguments{})});
        return inner && is(a[1]->kids[0], "field") && a[1]->kids[0]->text == "close"
                   ? makeText("of", a[1]->text, {inner})
                   : nullptr;
    }
    return completeCall(wordOf(a[0]), given);
}

/// (callof name numbers sources): a function whose sources and numbers are told apart.
NodePtr callOf(const Arguments& a)
{
    Arguments given;
    if (!isNil(at(a, 2))) {
        given = a[2]->kids;
    }
    if (!isNil(at(a, 1))) {
        given.insert(given.end(), a[1]->kids.begin(), a[1]->kids.end());
    }
    const std::string name = wordOf(a[0]);
    return completeCall(name == "avg" ? "sma" : name, given);
}

NodePtr barsSince(const Arguments& a)
{
    return makeCall("bars_since", {a[0]});
}

NodePtr negate(const Arguments& a)
{
    auto node = std::make_shared<Node>(*a[0]);
    node->number = -node->number;
    node->label = "signed";
    return node;
}

NodePtr push(const Arguments& a)
{
    Arguments kids = a[0]->kids;
    kids.push_back(a[1]);
    return withKids(*a[0], std::move(kids));
}

NodePtr output(const Arguments& a)
{
    const NodePtr& series = a[0];
    const std::string name = wordOf(a[1]);
    if (is(series, "of") || is(series, "tf")) {
        const NodePtr inner = output({series->kids[0], a[1]});
        return inner ? withKids(*series, {inner}) : nullptr;
    }
    if (!is(series, "call")) {
        return nullptr;
    }
    const indicators::Entry* entry = indicators::find(series->text);
    if (!entry || entry->outputIndex(name) < 0) {
        return nullptr;
    }
    return makeText("member", name, {series});
}

NodePtr directional(const Arguments& a)
{
    const NodePtr call = completeCall("dmi", at(a, 1) ? Arguments{a[1]} : Arguments{});
    return call ? makeText("member", wordOf(a[0]), {call}) : nullptr;
}

/// (band side kind length? k?)
NodePtr band(const Arguments& a)
{
    const std::string kind = wordOf(a[1]);
    Arguments given;
    for (std::size_t i = 2; i < a.size(); ++i) {
        if (at(a, i)) {
            given.push_back(a[i]);
        }
    }
    if (kind == "donchian") {
        if (given.size() > 1) {
            return nullptr;
        }
    }
    const NodePtr call = completeCall(kind, given);
    return call ? makeText("member", wordOf(a[0]), {call}) : nullptr;
}

NodePtr bandWidth(const Arguments& a)
{
    const NodePtr call = completeCall(wordOf(a[1]), {makeAssumed(20, wordOf(a[1]) + ".n"), a[2]});
    return call ? makeText("member", wordOf(a[0]), {call}) : nullptr;
}

NodePtr bandLast(const Arguments& a)
{
    return makeText("bandlast", wordOf(a[0]));
}

NodePtr range(const Arguments& a)
{
    const NodePtr window = lengthOf(a[1]);
    if (!window || (window->number <= 1 && window->text != "week" && window->text != "month" &&
                    window->text != "year" && window->text != "quarter")) {
        return nullptr;
    }
    return makeText("range", wordOf(a[0]), {window});
}

NodePtr rangeOf(const Arguments& a)
{
    const bool highest = wordOf(a[0]) == "highest";
    const bool close = !isNil(a[1]) && wordOf(a[1]) == "close";
    const NodePtr window = lengthOf(a[2]);
    if (!window) {
        return nullptr;
    }
    return makeText("range", std::string(close ? "close" : "") + (highest ? "high" : "low"),
                    {window});
}

NodePtr extreme(const Arguments& a)
{
    const NodePtr window = lengthOf(a[2]);
    return window ? makeCall(wordOf(a[0]), {a[1], window}) : nullptr;
}

NodePtr allTime(const Arguments& /*a*/)
{
    return makeNode("alltime");
}

NodePtr opening(const Arguments& a)
{
    const NodePtr minutes = at(a, 1) ? a[1] : makeAssumed(30, "opening_range.minutes");
    return makeText("member", wordOf(a[0]), {makeCall("opening_range", {minutes})});
}

NodePtr openingMiddle(const Arguments& /*a*/)
{
    return makeNode("openingmid");
}

NodePtr returns(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    return window ? makeReturn(window) : nullptr;
}

NodePtr rateOfChange(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    return window ? makeCall("roc", {makeField("close"), window}) : nullptr;
}

NodePtr deviationOfReturns(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    return window ? makeCall("stdev", {makeReturn(makeLength(1, "bar")), window}) : nullptr;
}

NodePtr volatility(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    return window ? makeCall("realized_vol", {makeField("close"), window}) : nullptr;
}

NodePtr multiply(const Arguments& a)
{
    const bool twice = is(a[1], "mul") && is(a[1]->kids[0], "num"); // one number too many
    if (measureOf(a[1]) == Measure::Truth || numberAt(a, 0) <= 0 || twice) {
        return nullptr;
    }
    return makeNode("mul", {a[0], a[1]});
}

NodePtr multiplyPercent(const Arguments& a)
{
    const Measure measure = measureOf(a[1]);
    if (measure != Measure::Price && measure != Measure::Volume) {
        return nullptr;
    }
    return makeNode("mul", {makeNumber(a[0]->number / 100), a[1]});
}

/// "2 ATR": only for the true range and its averages.
NodePtr multiplyRange(const Arguments& a)
{
    NodePtr series = a[1];
    if (is(series, "atom")) {
        if (series->text != "atr" && series->text != "tr") {
            return nullptr;
        }
        series = completeCall(series->text, {});
    }
    if (!is(series, "call") || (series->text != "atr" && series->text != "tr")) {
        return nullptr;
    }
    const double count = numberAt(a, 0);
    if (count <= 0) {
        return nullptr;
    }
    return count == 1 ? series : makeNode("mul", {makeNumber(count), series});
}

NodePtr arithmetic(const Arguments& a)
{
    for (std::size_t i = 1; i <= 2; ++i) {
        const Measure measure = measureOf(a[i]);
        if (measure == Measure::Truth || is(a[i], "atom")) {
            return nullptr;
        }
    }
    return makeNode(wordOf(a[0]), {a[1], a[2]});
}

NodePtr parenthesis(const Arguments& a)
{
    return makeNode("paren", {a[0]});
}

NodePtr function(const Arguments& a)
{
    return makeText("fn", wordOf(a[0]), {a[1]});
}

NodePtr functionOfTwo(const Arguments& a)
{
    return makeText("fn", wordOf(a[0]), {a[1], a[2]});
}

/// 3% above X: X * 1.03.
NodePtr scale(const Arguments& a)
{
    const Measure measure = measureOf(a[2]);
    if (measure == Measure::Oscillator || measure == Measure::Truth || measure == Measure::Ratio) {
        return nullptr;
    }
    const double sign = wordOf(a[1]) == "gt" ? 1 : -1;
    const double factor = 1 + sign * a[0]->number / 100;
    if (factor <= 0) {
        return nullptr;
    }
    return makeNode("mul", {makeNumber(std::round(factor * 1e9) / 1e9), a[2]});
}

/// 2 ATR below X: X - 2 * atr.
NodePtr offset(const Arguments& a)
{
    const bool distance =
        (is(a[0], "call") && (a[0]->text == "atr" || a[0]->text == "tr")) ||
        (is(a[0], "mul") && is(a[0]->kids[0], "num") && is(a[0]->kids[1], "call") &&
         (a[0]->kids[1]->text == "atr" || a[0]->kids[1]->text == "tr")) ||
        is(a[0], "num") || is(a[0], "money");
    if (!distance || measureOf(a[2]) == Measure::Oscillator) {
        return nullptr;
    }
    const NodePtr by = is(a[0], "money") ? a[0]->kids[0] : a[0];
    return makeNode(wordOf(a[1]) == "gt" ? "add" : "sub", {a[2], by});
}

NodePtr of(const Arguments& a)
{
    const NodePtr& symbol = a[0];
    if (is(a[1], "of") || is(a[1], "len") || is(a[1], "num")) {
        return nullptr;
    }
    auto node = std::make_shared<Node>();
    node->op = "of";
    node->text = symbol->text;
    node->kids = {a[1]};
    node->assumed = symbol->assumed;
    node->label = symbol->label;
    return node;
}

NodePtr timeframePrefix(const Arguments& a)
{
    if (is(a[1], "tf") || is(a[1], "len") || is(a[1], "num")) {
        return nullptr;
    }
    return makeText("tf", a[0]->text, {a[1]});
}

/// "the S&P (SPY)", "copper HG=F": the written ticker of a name.
NodePtr symbols(const Arguments& a)
{
    const bool firstNamed = a[0]->label == "name";
    const bool secondNamed = a[1]->label == "name";
    if (firstNamed == secondNamed) {
        return a[0]->text == a[1]->text ? a[0] : nullptr;
    }
    auto ticker = std::make_shared<Node>(*(firstNamed ? a[1] : a[0]));
    ticker->label = "alias=" + (firstNamed ? a[0] : a[1])->text;
    return ticker;
}

NodePtr bareLength(const Arguments& a)
{
    if (a[0]->text == "hour" || a[0]->text == "minute" || a[0]->text == "mletter" ||
        a[0]->number < 2) {
        return nullptr;
    }
    return makeText("avg", "avg", {makeNode("nil"), a[0]});
}

/// "the 200": an average, not a price.
NodePtr bareAverage(const Arguments& a)
{
    const NodePtr window = lengthOf(a[0]);
    if (!window || window->number < 5 || window->number > 400) {
        return nullptr;
    }
    return makeText("bareavg", "avg", {makeNode("nil"), window});
}

NodePtr relative(const Arguments& a)
{
    auto node = std::make_shared<Node>();
    node->op = "relative";
    node->number = a[0]->number;
    node->kids = {at(a, 1) ? lengthOf(a[1]) : makeAssumed(20, "volume_average")};
    return node;
}

NodePtr relativePercent(const Arguments& a)
{
    return relative({makeNumber(a[0]->number / 100), a[1]});
}

NodePtr offsetPips(const Arguments& /*a*/)
{
    return nullptr; // a price level so many pips away needs the instrument's pip size
}

} // namespace

MeaningTable seriesMeanings()
{
    return {
        {"pct", percent},
        {"bps", basisPoints},
        {"money", money},
        {"len", length},
        {"frame", frame},
        {"frameLen", frameLength},
        {"field", field},
        {"back", back},
        {"avg", average},
        {"avglast", averageLast},
        {"avgdefault", averageDefault},
        {"ind", indicator},
        {"indof", indicatorOf},
        {"callof", callOf},
        {"barssince", barsSince},
        {"negate", negate},
        {"push", push},
        {"out", output},
        {"dmi", directional},
        {"band", band},
        {"bandk", bandWidth},
        {"bandlast", bandLast},
        {"range", range},
        {"rangeof", rangeOf},
        {"extreme", extreme},
        {"alltime", allTime},
        {"opening", opening},
        {"openingmid", openingMiddle},
        {"ret", returns},
        {"roc", rateOfChange},
        {"stdevret", deviationOfReturns},
        {"vol", volatility},
        {"mul", multiply},
        {"mulpct", multiplyPercent},
        {"multatr", multiplyRange},
        {"arith", arithmetic},
        {"paren", parenthesis},
        {"fn", function},
        {"fn2", functionOfTwo},
        {"scale", scale},
        {"offset", offset},
        {"offsetpips", offsetPips},
        {"of", of},
        {"tf", timeframePrefix},
        {"symbols", symbols},
        {"barelen", bareLength},
        {"bareavg", bareAverage},
        {"relative", relative},
        {"relativepct", relativePercent},
    };
}

} // namespace sw::english
