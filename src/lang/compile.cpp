#include "base/expects.h"
#include "lang/printer.h"
#include "lang/problems.h"
#include "lang/program_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace sw::lang {

namespace {

/// A readable list: sorted by place, and bounded.
void arrange(std::vector<Diagnostic>& diagnostics)
{
    std::ranges::stable_sort(diagnostics, {}, [](const Diagnostic& d) { return d.span.begin; });
    if (diagnostics.size() <= kMaxDiagnostics) {
        return;
    }
    // What the list leaves out must not leave a broken program looking sound.
    const bool broken = hasErrors(diagnostics);
    const Span last = diagnostics[kMaxDiagnostics - 1].span;
    diagnostics.resize(kMaxDiagnostics);
    diagnostics.push_back(
        {broken ? Severity::Error : Severity::Warning,
         "limit",
         last,
         fmt::format("there are more problems than the {} listed here", kMaxDiagnostics),
         "repair these first",
         {}});
}

std::vector<std::string> symbolsOf(const Graph& graph)
{
    std::vector<std::string> symbols;
    for (const Context& context : graph.contexts) {
        if (!context.symbol.empty()) {
            symbols.push_back(context.symbol);
        }
    }
    std::ranges::sort(symbols);
    symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
    return symbols;
}

} // namespace

Compilation compile(std::string_view source, const CompileOptions& options)
{
    Compilation result;
    Parsed parsed = parse(source);
    result.tree = parsed.tree;
    result.diagnostics = std::move(parsed.diagnostics);
    const bool unreadable = hasErrors(result.diagnostics);

    // First pass: on the text as given, so that every message points into it.
    ProgramBuilder first(parsed.tree, source, options);
    first.build();
    std::ranges::move(first.diagnostics(), std::back_inserter(result.diagnostics));
    arrange(result.diagnostics);
    if (hasErrors(result.diagnostics)) {
        // Names may be unknown and arguments missing: only the text as written is sure.
        result.canonical = unreadable ? std::string() : print(result.tree);
        return result;
    }

    // Second pass: on the canonical text, so that every span of the program points into that.
    result.canonical = print(parsed.tree);
    Parsed again = parse(result.canonical);
    const CompileOptions plain; // values of params stand in the canonical text already
    ProgramBuilder second(again.tree, result.canonical, plain);
    second.build();
    ENSURES(!hasErrors(again.diagnostics) && !hasErrors(second.diagnostics()));
    Program program = second.takeProgram();
    program.source = result.canonical;
    result.program = std::make_shared<const Program>(std::move(program));
    return result;
}

CompiledExpr compileExpression(std::string_view source, std::optional<Timeframe> timeframe)
{
    CompiledExpr result;
    ParsedExpr parsed = parseExpression(source);
    result.diagnostics = std::move(parsed.diagnostics);
    if (hasErrors(result.diagnostics)) {
        return result;
    }
    Scope scope;
    scope.frame = timeframe;
    Resolver resolver(scope, result.diagnostics, source);
    const ExprType type = resolver.resolve(parsed.expr, {false, "an expression"});
    arrange(result.diagnostics);
    if (hasErrors(result.diagnostics)) {
        return result;
    }
    result.canonical = print(parsed.expr);
    GraphBuilder builder(scope);
    result.isBoolean = type.isCondition;
    result.unit = type.unit;
    result.low = type.low;
    result.high = type.high;
    if (type.isCondition) {
        result.root = builder.condition(parsed.expr);
        result.negation = builder.condition(parsed.expr, true);
    } else {
        result.root = builder.number(parsed.expr);
    }
    if (builder.isOverLimit()) {
        result.diagnostics.push_back(
            {Severity::Error,
             "limit",
             parsed.expr.span,
             fmt::format("the expression is too large: it needs more than {} steps of calculation",
                         kMaxNodes),
             "write a shorter one",
             {}});
        result.root = result.negation = kNoNode;
        return result;
    }
    result.graph = builder.take();
    result.otherSymbols = symbolsOf(result.graph);
    return result;
}

} // namespace sw::lang
