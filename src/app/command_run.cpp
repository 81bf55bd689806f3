// The whole pipeline: a sentence becomes a tested, explained, refined strategy.
#include "app/command.h"
#include "app/model_desk.h"
#include "app/recording.h"
#include "app/version.h"
#include "bridge/text.h"
#include "data/local_ports.h"

#include <QCoreApplication>
#include <QFile>

#include <fmt/format.h>

#include <array>

#include <unistd.h>

namespace sw::app {

namespace {

/// True when the file named by an option is absent or has one of two endings; says so otherwise.
bool endsWell(const Options& options, const char* option, std::array<const char*, 2> endings,
              Console& console)
{
    const std::optional<std::string> path = options.value(option);
    if (!path || path->ends_with(endings[0]) || path->ends_with(endings[1])) {
        return true;
    }
    console.error(fmt::format("The file of --{} ends in {} or {}; choose one of these for {}.",
                              option, endings[0], endings[1], *path));
    return false;
}

/// Writes what the options ask to draw. Errors: as the drawings.
Status draw(const Options& options, const agents::RunOutcomePtr& outcome,
            const agents::Ports& ports, Session& session)
{
    for (const auto& [option, drawing] :
         {std::pair{"report", &session.report}, std::pair{"chart", &session.chart}}) {
        const std::optional<std::string> path = options.value(option);
        if (!path) {
            continue;
        }
        if (!outcome->wholeAsked) {
            return fail(ErrorKind::InvalidInput,
                        fmt::format("There is no result, so no {} was written.", option));
        }
        if (const Status written = (*drawing)(*path, outcome, ports); !written) {
            return fail(written.error());
        }
    }
    return {};
}

std::optional<agents::Brief> briefOf(Options& options, Console& console)
{
    agents::Brief brief;
    brief.text = options.positional()[0];
    brief.symbol = options.value("symbol");
    brief.from = options.date("from");
    brief.to = options.date("to");
    brief.capital = options.number("capital", 0.01, 1e15);
    const std::optional<double> most = options.number("max-iterations", 1, 10);
    brief.maxIterations = most ? static_cast<int>(*most) : 5;
    brief.keepMyNumbers = options.has("keep-my-numbers");
    if (const std::optional<double> seed = options.number("seed", 0, 9e15)) {
        brief.seed = static_cast<std::uint64_t>(*seed);
    }
    if (!options.ok()) {
        return std::nullopt;
    }
    if (!endsWell(options, "report", {".html", ".pdf"}, console) ||
        !endsWell(options, "chart", {".png", ".svg"}, console)) {
        return std::nullopt;
    }
    if (options.has("events") && options.has("json")) {
        console.error("--events and --json both write to standard output; choose one.");
        return std::nullopt;
    }
    return brief;
}

/// Charts need the libraries of the window, which this program does not load: the window's program
/// runs the same command. Returns only when that is not possible.
Exit handOver(const QStringList& arguments, Console& console)
{
    const QByteArray program =
        QFile::encodeName(QCoreApplication::applicationDirPath() + QStringLiteral("/stratwright"));
    std::vector<QByteArray> texts{program, "--cli", "run"};
    texts.reserve(texts.size() + static_cast<std::size_t>(arguments.size()));
    for (const QString& argument : arguments) {
        texts.push_back(argument.toLocal8Bit());
    }
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (QByteArray& text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    execv(program.constData(), pointers.data());
    console.error("Reports need the program 'stratwright', which should lie beside this one; "
                  "install it, or leave --report out.");
    return Exit::Failed;
}

} // namespace

Exit runRun(const QStringList& arguments, Session& session)
{
    Options options("run", arguments,
                    {QStringLiteral("symbol"), QStringLiteral("data"), QStringLiteral("from"),
                     QStringLiteral("to"), QStringLiteral("capital"),
                     QStringLiteral("max-iterations"), QStringLiteral("model"),
                     QStringLiteral("report"), QStringLiteral("chart"), QStringLiteral("seed")},
                    {QStringLiteral("keep-my-numbers"), QStringLiteral("events"),
                     QStringLiteral("json"), QStringLiteral("no-session")},
                    {1, 1}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const std::optional<agents::Brief> brief = briefOf(options, session.console);
    if (!brief) {
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    if ((options.has("report") || options.has("chart")) && !session.report) {
        return handOver(arguments, session.console);
    }
    agents::Ports ports{std::make_shared<data::LocalData>(std::move(*data)),
                        std::make_shared<data::EngineBacktester>(),
                        std::make_shared<data::SystemClock>(), kVersion, nullptr};
    std::shared_ptr<store::SessionStore> sessions;
    if (!options.has("no-session")) {
        Result<std::shared_ptr<store::SessionStore>> opened = openSessions(session.console);
        if (opened) {
            sessions = std::move(*opened);
        } else {
            session.console.error("This run is not recorded. " + opened.error().text());
        }
    }
    const Result<std::shared_ptr<llm::LanguageModel>> model = LocalModelDesk::modelFor(
        bridge::toQt(options.value("model").value_or("built-in")), sessions);
    if (!model) {
        session.console.error(model.error().text());
        return Exit::Usage;
    }
    ports.model = *model;
    const Result<RanToEnd> ran = runToEnd(
        {sessions, ports, {}, wholePaths(options.all("data"))}, options.has("events"),
        [&](store::SessionRecorder& recorder) -> Status {
            recorder.start(*brief);
            return {};
        },
        session);
    if (!ran) {
        return failWith(ran.error(), session.console);
    }
    const Exit exit = reportRun(options, *ran, session);
    if (exit == Exit::Ok) {
        const Status drawn = draw(options, ran->outcome, ports, session);
        return drawn ? exit : failWith(drawn.error(), session.console);
    }
    return exit;
}

} // namespace sw::app
