// Where scanner and parser put what they find: bounded, so that a megabyte of nonsense yields a
// readable list instead of a megabyte of complaints.
#pragma once

#include "lang/diagnostic.h"

#include <vector>

namespace sw::lang {

/// Diagnostics listed at most for one text.
inline constexpr std::size_t kMaxDiagnostics = 100;

/// Bytes of the text that a message quotes at most.
inline constexpr std::size_t kShownBytes = 40;

/// Collects diagnostics up to a limit.
class Problems
{
public:
    /// Keeps the diagnostic, or only counts that there are more.
    void add(Diagnostic diagnostic);
    /// An error with code "syntax".
    void addSyntax(Span span, std::string message, std::string hint = {},
                   std::optional<Fix> fix = {});
    /// All of them in the order of the text; says at the end when some are not listed.
    std::vector<Diagnostic> take();

private:
    std::vector<Diagnostic> m_list;
    bool m_more = false;
};

} // namespace sw::lang
