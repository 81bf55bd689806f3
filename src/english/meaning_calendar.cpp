// Weekdays, months, trading days and clock times.
#include "english/meaning.h"

namespace sw::english {

namespace {

using Arguments = std::vector<NodePtr>;

NodePtr constant(std::string name)
{
    return makeCall(std::move(name), {});
}

NodePtr equals(const std::string& name, double value)
{
    return makeNode("eq", {constant(name), makeNumber(value)});
}

NodePtr weekday(const Arguments& a)
{
    return equals("weekday", a[0]->number);
}

NodePtr weekdays(const Arguments& a)
{
    return makeNode("paren", {makeNode("or", {weekday({a[0]}), weekday({a[1]})})});
}

NodePtr monthIs(const Arguments& a)
{
    return equals("month", a[0]->number);
}

NodePtr months(const Arguments& a)
{
    const NodePtr from = makeNode("ge", {constant("month"), a[0]});
    const NodePtr to = makeNode("le", {constant("month"), a[1]});
    if (a[0]->number <= a[1]->number) {
        return both(from, to);
    }
    return makeNode("paren", {makeNode("or", {from, to})});
}

NodePtr tradingDay(const Arguments& a)
{
    return a[0]->number >= 1 && a[0]->number <= 23 ? equals("trading_day_of_month", a[0]->number)
                                                   : nullptr;
}

NodePtr daysLeft(const Arguments& a)
{
    return a[0]->number >= 1 && a[0]->number <= 23
               ? equals("trading_days_left_in_month", a[0]->number - 1)
               : nullptr;
}

NodePtr lastDays(const Arguments& a)
{
    return makeNode("lt", {constant("trading_days_left_in_month"), a[0]});
}

NodePtr quarterMonths(int first)
{
    NodePtr any;
    for (int month = first; month <= 12; month += 3) {
        const NodePtr one = equals("month", month);
        any = any ? makeNode("or", {any, one}) : one;
    }
    return makeNode("paren", {any});
}

NodePtr quarterDay(const Arguments& a)
{
    const NodePtr day = tradingDay(a);
    return day ? both(day, quarterMonths(1)) : nullptr;
}

NodePtr quarterDaysLeft(const Arguments& a)
{
    const NodePtr day = daysLeft(a);
    return day ? both(day, quarterMonths(3)) : nullptr;
}

NodePtr monthDay(const Arguments& a)
{
    const double day = a[0]->number;
    if (day < 1 || day > 31) {
        return nullptr;
    }
    const NodePtr today = constant("day_of_month");
    return both(makeNode("ge", {today, makeNumber(day)}),
                makeNode("lt", {makeNode("index", {today, makeNumber(1)}), makeNumber(day)}));
}

NodePtr clock(const Arguments& a)
{
    return makeNode(wordOf(a[0]), {constant("time_of_day"), a[1]});
}

} // namespace

MeaningTable calendarMeanings()
{
    return {
        {"weekday", weekday},   {"weekdays", weekdays},     {"monthis", monthIs},
        {"months", months},     {"tradingday", tradingDay}, {"daysleft", daysLeft},
        {"lastdays", lastDays}, {"quarterday", quarterDay}, {"quarterdaysleft", quarterDaysLeft},
        {"monthday", monthDay}, {"clock", clock},
    };
}

} // namespace sw::english
