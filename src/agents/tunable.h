// The numbers of a program that a refinement may change, and how a change is written into its text.
#pragma once

#include "agents/brief.h"

namespace sw::agents {

enum class TunableKind : std::uint8_t { Length, Level, Percent, Factor, Bars };

/// One number of the program, wherever it stands. Places that mean the same thing (the length of
/// the same average in entry and exit) are one tunable and change together.
struct Tunable {
    TunableKind kind = TunableKind::Length;
    double value = 0;              ///< as written: 5 for 5%; the sign of "-80" belongs to the text
    double low = 0, high = 0;      ///< allowed range as written
    double step = 0;               ///< of a param or a bounded oscillator; 0 = by the value's size
    std::optional<double> stated;  ///< what the user said: padlocked
    std::string what;              ///< "length of rsi", "entry level of rsi(close, 14)"
    std::vector<lang::Span> spans; ///< of the literals in the canonical source
};

/// All numbers that matter to the rules, in the order of the text. `asked` is the program as the
/// user gave it, from which `program` came by changes of numbers: a padlock stays on a number that
/// has been changed before. Without `asked` the program itself is taken.
std::vector<Tunable> tunables(const lang::Program& program, const lang::Program* asked = nullptr);

/// Values worth a measurement: up to two on each side, nearest first, below and above in turn;
/// never the current one.
std::vector<double> neighbours(const Tunable& tunable);

/// The edits that set a tunable to a value, marked as assumed in the text; a value that the user
/// stated is written as stated.
std::vector<Edit> editsFor(const Tunable& tunable, double value, const std::string& source);

/// The text with the edits applied. Errors: InvalidInput when an edit does not fit the text or
/// overlaps another.
Result<std::string> applyEdits(const std::string& source, std::vector<Edit> edits);

/// How much a program has to be believed: rules, clauses and numbers that a search could turn.
std::int64_t complexity(const lang::Program& program);

/// "entry level of rsi(close, 14): 35 → 40 (changes what you asked: 30 → 40)"
std::string describe(const std::vector<Edit>& edits);

} // namespace sw::agents
