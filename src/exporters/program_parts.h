// Parts of a checked program that several targets read.
#pragma once

#include "indicators/catalog.h"
#include "lang/program.h"

#include <variant>

namespace sw::exporters {

/// A built-in by its place in the catalog.
inline const indicators::Entry& entryAt(int index)
{
    return indicators::catalog()[static_cast<std::size_t>(index)];
}

/// The statement behind a rule, as the user wrote it.
template <class Body> const Body& bodyOf(const lang::Program& program, int statement)
{
    return std::get<Body>(program.tree.statements[static_cast<std::size_t>(statement)].body);
}

/// True for limit and stop orders.
inline bool isResting(lang::OrderKind kind)
{
    return kind == lang::OrderKind::Limit || kind == lang::OrderKind::Stop;
}

/// Index of the statement that sets the costs, the number of statements when there is none.
int costsStatement(const lang::Program& program);

} // namespace sw::exporters
