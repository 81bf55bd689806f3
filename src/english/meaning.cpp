#include "english/meaning.h"

#include "base/text.h"
#include "english/grammar.h"
#include "indicators/catalog.h"

#include <cmath>

namespace sw::english {

namespace {

Measure measureOfUnit(indicators::Unit unit)
{
    switch (unit) {
    case indicators::Unit::Oscillator:
        return Measure::Oscillator;
    case indicators::Unit::Ratio:
        return Measure::Ratio;
    case indicators::Unit::Price:
        return Measure::Price;
    case indicators::Unit::Volume:
        return Measure::Volume;
    case indicators::Unit::Bool:
        return Measure::Truth;
    default:
        return Measure::Number;
    }
}

Measure measureOfCall(const NodePtr& call, const std::string& output)
{
    const indicators::Entry* entry = indicators::find(call->text);
    if (!entry) {
        return Measure::Unknown;
    }
    const int index = output.empty() ? 0 : entry->outputIndex(output);
    if (index < 0) {
        return Measure::Unknown;
    }
    const indicators::Unit unit = entry->outputs[static_cast<std::size_t>(index)].unit;
    if (unit == indicators::Unit::SameAsSource && !call->kids.empty()) {
        const Measure source = measureOf(call->kids[0]);
        const bool difference = call->text == "macd" || call->text == "mom" ||
                                call->text == "stdev" || call->text == "slope";
        return difference && source == Measure::Price ? Measure::Number : source;
    }
    if (call->text == "cci") {
        return Measure::Oscillator;
    }
    return measureOfUnit(unit);
}

} // namespace

Measure measureOf(const NodePtr& node)
{
    if (!node) {
        return Measure::Unknown;
    }
    const std::string& op = node->op;
    if (op == "field") {
        return node->text == "volume" ? Measure::Volume : Measure::Price;
    }
    if (op == "call") {
        return measureOfCall(node, "");
    }
    if (op == "member") {
        return measureOfCall(node->kids[0], node->text);
    }
    if (op == "num") {
        return Measure::Number;
    }
    if (op == "pct") {
        return Measure::Ratio;
    }
    if (op == "money" || op == "range" || op == "alltime") {
        return Measure::Price;
    }
    if (op == "index" || op == "of" || op == "tf" || op == "add" || op == "sub" || op == "paren" ||
        op == "scale") {
        const Measure first = measureOf(node->kids[0]);
        return first == Measure::Number && node->kids.size() > 1 ? measureOf(node->kids[1]) : first;
    }
    if (op == "mul") {
        const Measure first = measureOf(node->kids[0]);
        return first == Measure::Number || first == Measure::Ratio ? measureOf(node->kids[1])
                                                                   : first;
    }
    if (op == "div" || op == "fn") {
        return node->text == "max" || node->text == "min" || node->text == "abs"
                   ? measureOf(node->kids[0])
                   : Measure::Number;
    }
    if (op == "barelen" || op == "bareavg") {
        return Measure::Price;
    }
    return Measure::Unknown;
}

bool comparable(const NodePtr& left, const NodePtr& right)
{
    const Measure a = measureOf(left);
    const Measure b = measureOf(right);
    if (a == Measure::Truth || b == Measure::Truth) {
        return false;
    }
    if (a == Measure::Unknown || b == Measure::Unknown || a == b) {
        return true;
    }
    if (is(right, "barelen") || is(right, "bareavg")) {
        return a == Measure::Volume || a == Measure::Price || is(left, "call");
    }
    if (a == Measure::Number || b == Measure::Number) {
        return a != Measure::Number || b != Measure::Price || is(left, "call") ||
               is(left, "member");
    }
    return a == Measure::Oscillator && is(right, "pct");
}

std::string wordOf(const NodePtr& node)
{
    if (isNil(node)) {
        return {};
    }
    if (node->op == "atom" || node->op == "state") {
        return node->text;
    }
    return node->op == "lex" ? node->text : node->op;
}

NodePtr makeLength(double count, std::string unit)
{
    auto node = std::make_shared<Node>();
    node->op = "len";
    node->number = count;
    node->text = std::move(unit);
    return node;
}

NodePtr lengthOf(const NodePtr& node)
{
    if (is(node, "len")) {
        return node;
    }
    if (is(node, "num") && node->number >= 1 && node->number == std::floor(node->number)) {
        auto length = std::make_shared<Node>(*node);
        length->op = "len";
        length->text = "bar";
        return length;
    }
    return nullptr;
}

NodePtr makeCompare(const std::string& how, NodePtr left, NodePtr right)
{
    return makeText("cmp", how, {std::move(left), std::move(right)});
}

NodePtr makeReturn(NodePtr length)
{
    return makeCall("pct_change", {makeField("close"), std::move(length)});
}

std::string plainComparison(const std::string& how)
{
    const std::size_t dot = how.find('.');
    return dot == std::string::npos ? how : how.substr(dot + 1);
}

NodePtr completeCall(const std::string& name, const std::vector<NodePtr>& given)
{
    const indicators::Entry* entry = indicators::find(name);
    if (!entry) {
        return nullptr;
    }
    std::vector<NodePtr> series;
    std::vector<NodePtr> numbers;
    for (const NodePtr& argument : given) {
        if (is(argument, "num") || is(argument, "len")) {
            numbers.push_back(argument);
        } else {
            series.push_back(argument);
        }
    }
    std::vector<NodePtr> arguments;
    std::size_t nextSeries = 0;
    std::size_t nextNumber = 0;
    for (const indicators::Parameter& parameter : entry->parameters) {
        if (parameter.kind == indicators::ParameterKind::Series) {
            if (nextSeries < series.size()) {
                arguments.push_back(series[nextSeries++]);
            } else if (!parameter.defaultText.empty()) {
                arguments.push_back(makeField(std::string(parameter.defaultText)));
            } else {
                return nullptr;
            }
        } else if (nextNumber < numbers.size()) {
            NodePtr value = numbers[nextNumber++];
            if (parameter.kind == indicators::ParameterKind::Length) {
                value = lengthOf(value);
            }
            if (!value) {
                return nullptr;
            }
            arguments.push_back(std::move(value));
        } else if (const auto value = parseNumber(parameter.defaultText)) {
            arguments.push_back(makeAssumed(*value, name + "." + std::string(parameter.name)));
        } else {
            return nullptr;
        }
    }
    if (nextSeries < series.size() || nextNumber < numbers.size()) {
        return nullptr;
    }
    return makeCall(name, std::move(arguments));
}

const std::map<std::string, MeaningFunction, std::less<>>& meaningFunctions()
{
    static const auto functions = [] {
        std::map<std::string, MeaningFunction, std::less<>> all;
        for (const MeaningTable& table :
             {seriesMeanings(), conditionMeanings(), joinMeanings(), moveMeanings(),
              calendarMeanings(), statementMeanings()}) {
            for (const auto& [name, function] : table) {
                all.emplace(name, function);
            }
        }
        return all;
    }();
    return functions;
}

} // namespace sw::english
