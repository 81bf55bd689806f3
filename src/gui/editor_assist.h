// What the editor offers while a program is written: words that can stand at a place, the
// arguments of the call around it, and what a word means. All of it comes from the catalog and the
// language's own tables; these are pure functions over the text.
#pragma once

#include "gui/strategy_lexer.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sw::gui {

/// Words that fit at a place. `typed` bytes before it are replaced by the chosen one.
struct Completions {
    std::size_t typed = 0;
    std::vector<std::string> words; ///< sorted, each once
};

/// What completion and hover know beside the text.
struct AssistWords {
    std::vector<std::string> symbols; ///< that have bars
    NameSet names;                    ///< of lets and params
};

/// Words that fit before `place`; none inside comments and where nothing was typed unless `asked`.
/// Units: `place` in bytes. Cost: linear in the line and the catalog.
Completions completionsAt(std::string_view source, std::size_t place, const AssistWords& words,
                          bool asked);

/// The call around a place.
struct CallTip {
    std::string text; ///< signature, then what it is, then what the argument means
    std::size_t highlightBegin = 0, highlightEnd = 0; ///< the argument, bytes of `text`
    std::size_t anchor = 0;                           ///< byte of the source where the call begins
};

/// Nothing outside calls of known functions.
std::optional<CallTip> callTipAt(std::string_view source, std::size_t place);

/// What the word at a place means, several lines; empty when there is nothing to say.
std::string hoverAt(std::string_view source, std::size_t place, const AssistWords& words);

/// A kind of line that a program may have.
struct StatementHelp {
    std::string_view words; ///< "stop loss"
    std::string_view shape; ///< "stop loss 5%"
    std::string_view documentation;
};
/// All kinds of lines, sorted by their words.
const std::vector<StatementHelp>& statementHelp();

} // namespace sw::gui
