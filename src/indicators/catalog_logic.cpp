#include "indicators/catalog_entries.h"

namespace sw::indicators {

void addLogic(std::vector<Entry>& entries)
{
    entries.push_back({
        .name = "bars_since",
        .family = "logic",
        .title = "Bars since a condition",
        .parameters = {condition("c", "the condition")},
        .outputs = {value(Unit::Bars, "0 on the bar on which it is true")},
        .documentation = "Bars since the condition was last true; missing until it first is. An "
                         "unknown condition counts as not true.",
        .source = "definition of Pine's ta.barssince",
        .pine = "ta.barssince(condition)",
        .warmup = noWarmup,
        .make = makeBarsSince,
    });
    entries.push_back({
        .name = "value_when",
        .family = "logic",
        .title = "Value when a condition was true",
        .parameters = {condition("c", "the condition"), series("x", "close", "the value kept"),
                       length("k", "0", "occurrences back; 0 = the latest", 0)},
        .outputs = {value(Unit::SameAsSource, "x on the bar of that occurrence")},
        .documentation = "Value of x on the bar on which the condition was true, k occurrences "
                         "ago; missing until it was true k + 1 times.",
        .source = "definition of Pine's ta.valuewhen",
        .pine = "ta.valuewhen(condition, source, occurrence)",
        .warmup = lengthWarmup,
        .make = makeValueWhen,
    });
}

} // namespace sw::indicators
