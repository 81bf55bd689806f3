// What expressions measure, and how calls of built-ins are completed from the catalog: shared by
// the meaning functions, the resolution of open references, and the writing of the program.
#pragma once

#include "english/node.h"

namespace sw::english {

/// What a series measures, as far as the sentence tells.
enum class Measure {
    Unknown,
    Price,
    Oscillator, ///< has a known range
    Number,
    Ratio,
    Volume,
    Truth,
};

Measure measureOf(const NodePtr& node);
/// True when comparing the two can mean something.
bool comparable(const NodePtr& left, const NodePtr& right);
/// A call of a built-in with every argument: given ones first, the catalog's defaults assumed.
/// Null when the catalog does not know it or the arguments do not fit.
NodePtr completeCall(const std::string& name, const std::vector<NodePtr>& given);
/// Text of an atom-like node: "gt" of (atom gt) and of (state gt).
std::string wordOf(const NodePtr& node);
/// A length in bars from a number or a length node.
NodePtr lengthOf(const NodePtr& node);
NodePtr makeLength(double count, std::string unit);
NodePtr makeCompare(const std::string& how, NodePtr left, NodePtr right);
/// "oversold" of an oscillator by its usual level, assumed; null when it has none.
NodePtr levelOf(const NodePtr& series, bool oversold);
/// A pct_change over a length.
NodePtr makeReturn(NodePtr length);
/// The plain comparison operator without its shades: "xup" of "soft.xup".
std::string plainComparison(const std::string& how);

/// Registers parts of the meaning functions.
using MeaningTable = std::vector<std::pair<std::string, NodePtr (*)(const std::vector<NodePtr>&)>>;
MeaningTable seriesMeanings();
MeaningTable conditionMeanings();
MeaningTable joinMeanings();
MeaningTable moveMeanings();
MeaningTable calendarMeanings();
MeaningTable statementMeanings();

} // namespace sw::english
