// The numbers of a program that a refinement may change, and how a change is written into its text.
#pragma once

#include "agents/brief.h"

namespace sw::agents {

enum class TunableKind : std::uint8_t { Length, Level, Percent, Factor, Bars };

/// One number of the program, wherever it stands. Places that mean the same thing (the length of
/// the same average in entry and exit) are one tunable and change together.
struct Tunable {
    TunableKind kind = TunableKind::Length;
    double value = 0;              ///< as written: 5 for 5%
    double low = 0, high = 0;      ///< allowed range as written
    bool stated = false;           ///< by the user: padlocked
    std::string what;              ///< "length of rsi", "entry level of rsi(close, 14)"
    std::vector<lang::Span> spans; ///< of the literals in the canonical source
    std::string suffix;            ///< "%", "R", "" …
    std::string prefix;            ///< "$" or ""
};

/// All numbers that matter to the rules, in the order of the text.
std::vector<Tunable> tunables(const lang::Program& program);

/// Neighbouring values worth a measurement, nearest first; never the current one.
std::vector<double> neighbours(const Tunable& tunable);

/// The edits that set a tunable to a value; marked as assumed in the text.
std::vector<Edit> editsFor(const Tunable& tunable, double value, const std::string& source);

/// The text with the edits applied. Errors: InvalidInput when an edit does not fit the text.
Result<std::string> applyEdits(const std::string& source, std::vector<Edit> edits);

/// "length of rsi: 14 → 10; changes what you asked"
std::string describe(const std::vector<Edit>& edits);

} // namespace sw::agents
