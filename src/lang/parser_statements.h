// One function for each kind of statement; each reads what follows the statement's first word.
// Internal to the parser.
#pragma once

#include "lang/parser_expressions.h"

namespace sw::lang {

StatementBody parseStrategyName(LineCursor& cursor);
StatementBody parseTrade(LineCursor& cursor);
StatementBody parsePair(LineCursor& cursor);
StatementBody parseTest(LineCursor& cursor);
StatementBody parseCapital(LineCursor& cursor);
StatementBody parseCosts(LineCursor& cursor);
StatementBody parseBenchmark(LineCursor& cursor);
StatementBody parseSize(LineCursor& cursor);
/// Keeps the name with an Invalid value when only the value is wrong, so that the name is known.
StatementBody parseLet(LineCursor& cursor);
StatementBody parseParam(LineCursor& cursor);

StatementBody parseLong(LineCursor& cursor);
StatementBody parseShort(LineCursor& cursor);
StatementBody parseAdd(LineCursor& cursor);
StatementBody parseReduce(LineCursor& cursor);
StatementBody parseExit(LineCursor& cursor);
StatementBody parseStopLoss(LineCursor& cursor);
StatementBody parseTakeProfit(LineCursor& cursor);
StatementBody parseTrailingStop(LineCursor& cursor);
StatementBody parseBreakeven(LineCursor& cursor);
StatementBody parseAtMost(LineCursor& cursor);
StatementBody parseWait(LineCursor& cursor);
StatementBody parseOnly(LineCursor& cursor);
StatementBody parseFlat(LineCursor& cursor);
StatementBody parseBuy(LineCursor& cursor);

/// What follows the word "size".
SizingText parseSizing(LineCursor& cursor);
std::vector<std::string> parseSymbols(LineCursor& cursor, std::vector<Span>* spans = nullptr);
/// A weekday's English name in lower case.
bool isWeekday(std::string_view word);

/// The head line of a rebalance or switch block after its first word.
Portfolio parseBlockHead(LineCursor& cursor, bool isSwitch);
/// A line inside a block.
PortfolioLine parseBlockLine(LineCursor& cursor, bool isSwitch);
/// True for a word that begins a line inside a block and nothing else.
bool opensBlockLine(std::string_view word);

} // namespace sw::lang
