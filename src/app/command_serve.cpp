// The progress server on the command line: others follow and start runs until Ctrl-C.
#include "app/command.h"
#include "app/model_desk.h"
#include "app/recording.h"
#include "app/result_json.h"
#include "app/served_runs.h"
#include "app/stored_events.h"
#include "app/version.h"
#include "bridge/text.h"
#include "data/local_ports.h"
#include "serve/progress_server.h"

#include <QCoreApplication>
#include <QTimer>

#include <fmt/format.h>

namespace sw::app {

namespace {

/// How long cancelled runs may take to hand over what they found. Units: ms.
constexpr int kServeGraceMs = 2000;
/// How often Ctrl-C is looked for. Units: ms.
constexpr int kServeLookMs = 50;

/// Says where the server is. The token goes to the terminal or into its file, never to stdout,
/// which is often kept. Errors: Io when stdout cannot be written.
Status announce(const serve::ProgressServer& server, const std::optional<std::string>& tokenFile,
                bool json, Console& console)
{
    const std::string page = fmt::format("http://127.0.0.1:{}/", server.port());
    const std::string socket = fmt::format("ws://127.0.0.1:{}/", server.port());
    if (json) {
        QJsonObject line{{QStringLiteral("address"), bridge::toQt(page)},
                         {QStringLiteral("webSocket"), bridge::toQt(socket)},
                         {QStringLiteral("port"), server.port()},
                         {QStringLiteral("pid"), QCoreApplication::applicationPid()}};
        if (tokenFile) {
            line.insert(QStringLiteral("tokenFile"), bridge::toQt(*tokenFile));
        }
        console.json(line, true);
    } else {
        console.out(fmt::format("Page:      {}\nWebSocket: {}\n", page, socket));
        if (tokenFile) {
            console.out(fmt::format("Token in:  {}\n", *tokenFile));
        }
        console.out("Ctrl-C ends it.\n");
    }
    // Whoever waits for the address gets it now, not when the program ends.
    const Status written = console.finish();
    if (written && !tokenFile) {
        console.error("Token:     " + server.token().text().toStdString());
    }
    return written;
}

/// Serves until Ctrl-C, then lets the runs hand over what they found.
void serveToEnd(ServedRuns& runs, Interrupt& interrupt)
{
    QTimer look;
    bool ending = false;
    QObject::connect(&look, &QTimer::timeout, &runs, [&] {
        if (interrupt.requested() && !ending) {
            ending = true;
            runs.stop();
        }
        if (ending && runs.running() == 0) {
            QCoreApplication::quit();
        }
    });
    look.start(kServeLookMs);
    QCoreApplication::exec();
}

} // namespace

Exit runServe(const QStringList& arguments, Session& session)
{
    Options options("serve", arguments,
                    {QStringLiteral("port"), QStringLiteral("token-file"), QStringLiteral("data"),
                     QStringLiteral("model")},
                    {QStringLiteral("json"), QStringLiteral("no-session")}, {0, 0},
                    session.console);
    const std::optional<double> port = options.number("port", 0, 65535);
    if (!options.ok()) {
        return Exit::Usage;
    }
    if (port && *port != static_cast<quint16>(*port)) {
        session.console.error("--port must be a whole number; 0 takes any free one.");
        return Exit::Usage;
    }
    Result<data::LocalData> data = data::LocalData::make(options.all("data"));
    if (!data) {
        session.console.error(data.error().text());
        return Exit::Usage;
    }
    session.interrupt.setGraceMs(kServeGraceMs);
    std::shared_ptr<store::SessionStore> sessions;
    if (!options.has("no-session")) {
        Result<std::shared_ptr<store::SessionStore>> opened = openSessions(session.console);
        if (opened) {
            sessions = *opened;
        } else {
            session.console.error("Runs are not recorded. " + opened.error().text());
        }
    }
    const Result<std::shared_ptr<llm::LanguageModel>> model = LocalModelDesk::modelFor(
        bridge::toQt(options.value("model").value_or("built-in")), sessions);
    if (!model) {
        session.console.error(model.error().text());
        return Exit::Usage;
    }
    const agents::Ports ports{std::make_shared<data::LocalData>(std::move(*data)),
                              std::make_shared<data::EngineBacktester>(),
                              std::make_shared<data::SystemClock>(), kVersion, *model};
    ServedRuns runs({sessions, ports, outcomeJson, wholePaths(options.all("data"))});
    const auto history = std::make_shared<serve::RecentEvents>(
        serve::HistoryBounds{}, sessions ? std::make_shared<StoredEvents>(sessions) : nullptr);
    serve::ProgressServer server({QString::fromLatin1(kVersion), {}}, serve::AccessToken::random(),
                                 history, &runs);
    QObject::connect(&runs, &ServedRuns::notRecorded, &server, [&](const QString& sentence) {
        session.console.error(bridge::fromQt(sentence));
    });
    QObject::connect(&runs, &ServedRuns::event, &server, &serve::ProgressServer::publish);
    if (const Status opened = server.open(static_cast<quint16>(port.value_or(0))); !opened) {
        return failWith(opened.error(), session.console);
    }
    const std::optional<std::string> tokenFile = options.value("token-file");
    if (tokenFile) {
        if (const Status written = server.token().writeTo(bridge::toQt(*tokenFile)); !written) {
            return failWith(written.error(), session.console);
        }
    }
    const Status announced = announce(server, tokenFile, options.has("json"), session.console);
    if (!announced) {
        return failWith(announced.error(), session.console);
    }
    serveToEnd(runs, session.interrupt);
    return Exit::Ok;
}

} // namespace sw::app
