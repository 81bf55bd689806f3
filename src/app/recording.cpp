#include "app/recording.h"

#include "app/result_json.h"
#include "app/result_text.h"
#include "bridge/text.h"
#include "store/session_json.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QTimer>

#include <fmt/format.h>

namespace sw::app {

namespace {

/// How long a cancelled run may take to hand over what it found. Units: ms.
constexpr int kGraceMs = 2000;
/// How often Ctrl-C is looked for while the run works. Units: ms.
constexpr int kLookMs = 20;

Exit exitOf(const agents::RunOutcome& outcome)
{
    switch (outcome.state) {
    case agents::RunState::Completed:
        return Exit::Ok;
    case agents::RunState::NeedsAnswer:
        return Exit::NeedsAnswer;
    case agents::RunState::DoesNotCompile:
        return Exit::DoesNotCompile;
    case agents::RunState::Cancelled:
        return Exit::Cancelled;
    case agents::RunState::Failed:
        break;
    }
    return Exit::Failed;
}

} // namespace

Result<std::shared_ptr<store::SessionStore>> openSessions(Console& console)
{
    Result<std::shared_ptr<store::SessionStore>> opened =
        store::SessionStore::open(store::defaultStorePath());
    if (opened && !(*opened)->notice().isEmpty()) {
        console.error(bridge::fromQt((*opened)->notice()));
    }
    return opened;
}

QStringList wholePaths(const std::vector<std::string>& data)
{
    QStringList whole;
    for (const std::string& argument : data) {
        const std::size_t at = argument.rfind('=');
        const std::size_t path = at == std::string::npos ? 0 : at + 1;
        whole.append(bridge::toQt(argument.substr(0, path)) +
                     QFileInfo(bridge::toQt(argument.substr(path))).absoluteFilePath());
    }
    return whole;
}

Result<RanToEnd> runToEnd(store::SessionRecorder::Setup setup, bool printEvents,
                          const std::function<Status(store::SessionRecorder&)>& begin,
                          Session& session)
{
    session.interrupt.setGraceMs(kGraceMs);
    setup.outcomeJson = outcomeJson;
    store::SessionRecorder recorder(std::move(setup));
    RanToEnd ran;
    QObject::connect(&recorder, &store::SessionRecorder::event, &recorder,
                     [&](const agents::RunEvent& event) {
                         if (printEvents) {
                             session.console.json(agents::toJson(event), true);
                         } else {
                             session.console.progress(
                                 bridge::fromQt(event.agent + QStringLiteral(": ") + event.message)
                                     .substr(0, 100));
                         }
                     });
    QObject::connect(&recorder, &store::SessionRecorder::notRecorded, &recorder,
                     [&](const QString& sentence) {
                         session.console.clearProgress();
                         session.console.error(bridge::fromQt(sentence));
                     });
    QObject::connect(&recorder, &store::SessionRecorder::finished, &recorder,
                     [&](const agents::RunOutcomePtr& done) {
                         ran.outcome = done;
                         QCoreApplication::quit();
                     });
    QTimer look;
    QObject::connect(&look, &QTimer::timeout, &recorder, [&] {
        if (session.interrupt.requested()) {
            recorder.cancel();
        }
    });
    look.start(kLookMs);
    if (const Status begun = begin(recorder); !begun) {
        return fail(begun.error());
    }
    QCoreApplication::exec();
    session.console.clearProgress();
    ran.session = recorder.session();
    ran.recorded = recorder.isRecording();
    return ran;
}

Exit reportRun(const Options& options, const RanToEnd& ran, Session& session)
{
    const agents::RunOutcome& outcome = *ran.outcome;
    const Exit exit = exitOf(outcome);
    if (options.has("json")) {
        QJsonObject json = outcomeJson(outcome);
        json.insert(QStringLiteral("session"),
                    ran.recorded ? QJsonValue(ran.session) : QJsonValue(QJsonValue::Null));
        session.console.json(json);
    } else if (!options.has("events")) {
        session.console.out(outcomeText(outcome));
        if (ran.recorded && exit == Exit::Ok && session.console.finish()) {
            const std::string id = bridge::fromQt(ran.session.left(8));
            session.console.error(fmt::format(
                "Session {}; 'stratwright-cli sessions show {}' opens it again.", id, id));
        }
    }
    if (outcome.state == agents::RunState::DoesNotCompile) {
        reportDiagnostics(outcome.asked.diagnostics, outcome.asked.source, session.console);
    } else if (outcome.error) {
        session.console.error(outcome.error->text());
    } else if (outcome.state == agents::RunState::NeedsAnswer) {
        session.console.error(outcome.asked.questions.empty()
                                  ? "A condition has no data; remove or replace it to run."
                                  : "Please answer first: " + outcome.asked.questions[0].text);
    }
    return exit;
}

} // namespace sw::app
