#include "base/expects.h"
#include "lang/printer.h"
#include "lang/program_builder.h"

#include <algorithm>

namespace sw::lang {

Compilation compile(std::string_view source, const CompileOptions& options)
{
    Compilation result;
    Parsed parsed = parse(source);
    result.tree = parsed.tree;
    result.diagnostics = std::move(parsed.diagnostics);
    const bool unreadable = hasErrors(result.diagnostics);

    // First pass: on the text as given, so that every message points into it.
    ProgramBuilder first(parsed.tree, options);
    first.build();
    std::ranges::copy(first.diagnostics(), std::back_inserter(result.diagnostics));
    std::ranges::stable_sort(result.diagnostics, {},
                             [](const Diagnostic& d) { return d.span.begin; });
    if (!unreadable) {
        result.canonical = print(parsed.tree);
    }
    if (hasErrors(result.diagnostics)) {
        return result;
    }

    // Second pass: on the canonical text, so that every span of the program points into that.
    Parsed again = parse(result.canonical);
    const CompileOptions plain; // values of params stand in the canonical text already
    ProgramBuilder second(again.tree, plain);
    second.build();
    ENSURES(!hasErrors(again.diagnostics) && !hasErrors(second.diagnostics()));
    Program program = second.takeProgram();
    program.source = result.canonical;
    result.program = std::make_shared<const Program>(std::move(program));
    return result;
}

CompiledExpr compileExpression(std::string_view source)
{
    CompiledExpr result;
    ParsedExpr parsed = parseExpression(source);
    result.diagnostics = std::move(parsed.diagnostics);
    if (hasErrors(result.diagnostics)) {
        return result;
    }
    const Scope scope;
    Resolver resolver(scope, result.diagnostics);
    const ExprType type = resolver.resolve(parsed.expr, {false, "an expression"});
    result.canonical = print(parsed.expr);
    if (hasErrors(result.diagnostics)) {
        return result;
    }
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
    result.graph = builder.take();
    for (const Context& context : result.graph.contexts) {
        if (!context.symbol.empty()) {
            result.otherSymbols.push_back(context.symbol);
        }
    }
    std::ranges::sort(result.otherSymbols);
    const auto repeated = std::ranges::unique(result.otherSymbols);
    result.otherSymbols.erase(repeated.begin(), repeated.end());
    return result;
}

} // namespace sw::lang
