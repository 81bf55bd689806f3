#include "lang/diagnostic.h"

#include "lang/problems.h"

#include <algorithm>

namespace sw::lang {

bool hasErrors(const std::vector<Diagnostic>& diagnostics)
{
    return std::ranges::any_of(diagnostics, [](const Diagnostic& diagnostic) {
        return diagnostic.severity == Severity::Error;
    });
}

std::string describe(const Diagnostic& diagnostic, std::string_view source)
{
    const Position position = positionOf(source, diagnostic.span.begin);
    std::string text = "line " + std::to_string(position.line) + ", column " +
                       std::to_string(position.column) + ": " + diagnostic.message;
    if (!diagnostic.hint.empty()) {
        text += "; " + diagnostic.hint;
    }
    return text;
}

void Problems::add(Diagnostic diagnostic)
{
    if (m_list.size() < kMaxDiagnostics) {
        m_list.push_back(std::move(diagnostic));
    } else {
        m_more = true;
    }
}

void Problems::addSyntax(Span span, std::string message, std::string hint, std::optional<Fix> fix)
{
    add({Severity::Error, "syntax", span, std::move(message), std::move(hint), std::move(fix)});
}

std::vector<Diagnostic> Problems::take()
{
    std::ranges::stable_sort(m_list, {}, [](const Diagnostic& d) { return d.span.begin; });
    if (m_more) {
        const Span last = m_list.back().span;
        m_list.push_back(
            {Severity::Error, "syntax", last,
             "there are more problems than the " + std::to_string(kMaxDiagnostics) + " listed here",
             "repair these first", std::nullopt});
    }
    return std::move(m_list);
}

} // namespace sw::lang
