// Commands that only read text: interpret, check, format.
#include "agents/code_generator_agent.h"
#include "app/command.h"
#include "app/program_json.h"
#include "app/result_json.h"
#include "base/text.h"
#include "bridge/files.h"
#include "bridge/text.h"
#include "english/describe.h"
#include "lang/printer.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::app {

using bridge::toQt;

namespace {

QJsonArray traceJson(const agents::StrategyDraft& draft)
{
    QJsonArray list;
    for (const agents::TraceLine& line : draft.trace) {
        list.append(QJsonObject{{QStringLiteral("begin"), static_cast<qint64>(line.words.begin)},
                                {QStringLiteral("end"), static_cast<qint64>(line.words.end)},
                                {QStringLiteral("words"), toQt(line.text)},
                                {QStringLiteral("rule"), toQt(line.rule)}});
    }
    return list;
}

void printNotes(const char* heading, const std::vector<agents::Note>& notes, Console& console)
{
    if (notes.empty()) {
        return;
    }
    console.out(fmt::format("\n{}\n", heading));
    for (const agents::Note& note : notes) {
        console.out(fmt::format("  - {}\n", note.text));
    }
}

Exit exitOf(const agents::StrategyDraft& draft)
{
    const bool holes = draft.program && !draft.program->holes.empty();
    return !draft.questions.empty() || holes ? Exit::NeedsAnswer
           : draft.program                   ? Exit::Ok
                                             : Exit::DoesNotCompile;
}

} // namespace

Exit runInterpret(const QStringList& arguments, Session& session)
{
    Options options("interpret", arguments, {QStringLiteral("symbol")}, {QStringLiteral("json")},
                    {1, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    agents::Brief brief;
    brief.text = options.positional()[0];
    brief.symbol = options.value("symbol");
    const agents::StrategyDraft draft = agents::draftOf(brief, "");
    const Exit exit = exitOf(draft);
    const lang::SyntaxTree tree =
        draft.program ? draft.program->tree : lang::parse(draft.source).tree;
    if (options.has("json")) {
        session.console.json({
            {QStringLiteral("source"), toQt(draft.source)},
            {QStringLiteral("canonical"), toQt(draft.program ? draft.program->source : "")},
            {QStringLiteral("sentence"), toQt(join(draft.sentences, " "))},
            {QStringLiteral("program"), programJson(tree, draft.mode)},
            {QStringLiteral("assumptions"), notesJson(draft.assumptions)},
            {QStringLiteral("questions"), notesJson(draft.questions)},
            {QStringLiteral("unsupported"), notesJson(draft.unsupported)},
            {QStringLiteral("trace"), traceJson(draft)},
            {QStringLiteral("diagnostics"), diagnosticsJson(draft.diagnostics, draft.source)},
        });
        return exit;
    }
    session.console.out(draft.source);
    if (!draft.sentences.empty()) {
        std::vector<std::string> sentences = draft.sentences;
        if (!draft.assumptions.empty()) { // they follow, each once
            std::ranges::transform(sentences, sentences.begin(), english::withoutAssumptions);
        }
        session.console.out("\n" + join(sentences, " ") + "\n");
    }
    printNotes("Assumed:", draft.assumptions, session.console);
    printNotes("Not supported:", draft.unsupported, session.console);
    printNotes("Please answer:", draft.questions, session.console);
    if (exit == Exit::DoesNotCompile) {
        reportDiagnostics(draft.diagnostics, draft.source, session.console);
    }
    return exit;
}

Exit runCheck(const QStringList& arguments, Session& session)
{
    Options options("check", arguments, {}, {QStringLiteral("json")}, {1, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const Result<std::string> source = readProgram(options.positional()[0]);
    if (!source) {
        return failWith(source.error(), session.console);
    }
    const lang::Compilation compiled = lang::compile(*source);
    const bool good = compiled.program != nullptr;
    std::vector<lang::Diagnostic> diagnostics = compiled.diagnostics;
    if (options.has("json")) {
        QJsonObject json{{QStringLiteral("ok"), good},
                         {QStringLiteral("canonical"), toQt(compiled.canonical)},
                         {QStringLiteral("diagnostics"), diagnosticsJson(diagnostics, *source)}};
        if (good) {
            json.insert(QStringLiteral("notYet"),
                        diagnosticsJson(compiled.program->later, compiled.program->source));
        }
        session.console.json(json);
        return good ? Exit::Ok : Exit::DoesNotCompile;
    }
    reportDiagnostics(diagnostics, *source, session.console);
    if (good) {
        for (const lang::Diagnostic& later : compiled.program->later) {
            session.console.error("not yet: " + lang::describe(later, compiled.program->source));
        }
        session.console.out("The program is correct.\n");
    }
    return good ? Exit::Ok : Exit::DoesNotCompile;
}

Exit runFormat(const QStringList& arguments, Session& session)
{
    Options options("format", arguments, {}, {QStringLiteral("json"), QStringLiteral("write")},
                    {1, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const std::string& path = options.positional()[0];
    const Result<std::string> source = readProgram(path);
    if (!source) {
        return failWith(source.error(), session.console);
    }
    // Complete arguments need the checker; a program with errors is only laid out.
    const lang::Compilation compiled = lang::compile(*source);
    if (compiled.canonical.empty() && lang::hasErrors(compiled.diagnostics)) {
        if (options.has("json")) {
            session.console.json(
                {{QStringLiteral("canonical"), QJsonValue::Null},
                 {QStringLiteral("diagnostics"), diagnosticsJson(compiled.diagnostics, *source)}});
        }
        reportDiagnostics(compiled.diagnostics, *source, session.console);
        return Exit::DoesNotCompile;
    }
    if (options.has("write")) {
        if (path == "-") {
            session.console.error("--write needs a file, not standard input.");
            return Exit::Usage;
        }
        const Status written = bridge::writeFile(path, compiled.canonical);
        return written ? Exit::Ok : failWith(written.error(), session.console);
    }
    if (options.has("json")) {
        session.console.json(
            {{QStringLiteral("canonical"), toQt(compiled.canonical)},
             {QStringLiteral("diagnostics"), diagnosticsJson(compiled.diagnostics, *source)}});
    } else {
        session.console.out(compiled.canonical);
    }
    return Exit::Ok;
}

} // namespace sw::app
