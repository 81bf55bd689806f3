#include "app/served_runs.h"

#include "agents/answer.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace sw::app {

namespace {

constexpr std::size_t kMostOver = 256;

} // namespace

ServedRuns::ServedRuns(store::SessionRecorder::Setup setup, QObject* parent)
    : QObject(parent), m_setup(std::move(setup))
{}

ServedRuns::~ServedRuns() = default;

void ServedRuns::inOwnThread(std::function<void()> work)
{
    QMetaObject::invokeMethod(this, std::move(work), Qt::QueuedConnection);
}

void ServedRuns::start(agents::Brief brief, Reply<QString> reply)
{
    inOwnThread(
        [this, brief = std::move(brief), reply = std::move(reply)] { reply(begin(brief)); });
}

void ServedRuns::cancel(const QString& session, Reply<QString> reply)
{
    inOwnThread([this, session, reply = std::move(reply)] {
        const auto found = m_runs.find(session);
        if (found != m_runs.end()) {
            found->second->cancel();
            reply(session);
        } else if (std::ranges::find(m_over, session) != m_over.end()) {
            reply(fail(ErrorKind::InvalidInput, "This run is over already; there is nothing to "
                                                "cancel."));
        } else {
            reply(fail(ErrorKind::NotFound, "No run of this name was started here; the message "
                                            "hello lists those there are."));
        }
    });
}

void ServedRuns::answer(const QString& session, std::string about, std::string text,
                        Reply<serve::AnswerTaken> reply)
{
    inOwnThread([this, session, about = std::move(about), text = std::move(text),
                 reply = std::move(reply)] { reply(take(session, about, text)); });
}

void ServedRuns::stop()
{
    m_isStopped = true;
    for (const auto& [session, run] : m_runs) {
        run->cancel();
    }
}

Result<QString> ServedRuns::begin(const agents::Brief& brief)
{
    if (m_isStopped) {
        return fail(ErrorKind::Cancelled, "The server is being switched off.");
    }
    if (m_runs.size() >= kMostRuns) {
        return fail(
            ErrorKind::RateLimited,
            fmt::format("{} at work already; wait for one to end, or cancel it.",
                        counted(static_cast<long long>(m_runs.size()), "run is", "runs are")));
    }
    store::SessionRecorder::Setup setup = m_setup;
    if (setup.ports.model) {
        if (auto own = setup.ports.model->forOneRun()) {
            setup.ports.model = std::move(own);
        }
    }
    auto run = std::make_unique<store::SessionRecorder>(std::move(setup));
    store::SessionRecorder* const recorder = run.get();
    connect(recorder, &store::SessionRecorder::event, this, &ServedRuns::event);
    connect(recorder, &store::SessionRecorder::notRecorded, this, &ServedRuns::notRecorded);
    connect(recorder, &store::SessionRecorder::finished, this,
            [this, recorder](const agents::RunOutcomePtr& outcome) {
                end(recorder->session(), outcome);
            });
    const QString session = recorder->start(brief);
    m_runs.emplace(session, std::move(run));
    return session;
}

void ServedRuns::end(const QString& session, const agents::RunOutcomePtr& outcome)
{
    const auto found = m_runs.find(session);
    if (found != m_runs.end()) {
        // It is still telling us: it goes when it is done.
        found->second.release()->deleteLater();
        m_runs.erase(found);
    }
    m_over.push_back(session);
    if (m_over.size() > kMostOver) {
        m_over.pop_front();
    }
    if (outcome->state == agents::RunState::NeedsAnswer) {
        m_unanswered.push_back({session, outcome->brief, outcome->asked});
        if (m_unanswered.size() > kMostUnanswered) {
            m_unanswered.pop_front();
        }
    }
    Q_EMIT finished(outcome);
}

Result<serve::AnswerTaken> ServedRuns::take(const QString& session, const std::string& about,
                                            const std::string& text)
{
    const auto found = std::ranges::find(m_unanswered, session, &Unanswered::session);
    if (found == m_unanswered.end()) {
        return m_runs.contains(session)
                   ? fail(ErrorKind::InvalidInput,
                          "This run has asked nothing yet; wait until it ends.")
                   : fail(ErrorKind::NotFound,
                          "No run of this name waits for an answer; the event complete of a run "
                          "has its questions.");
    }
    Result<agents::Answered> answered = agents::answer(found->brief, found->draft, about, text);
    if (!answered) {
        return fail(answered.error());
    }
    if (!answered->draft.questions.empty()) {
        const std::vector<agents::Note> open = answered->draft.questions;
        *found = {session, std::move(answered->brief), std::move(answered->draft)};
        return serve::AnswerTaken{{}, open};
    }
    Result<QString> begun = begin(answered->brief);
    if (!begun) {
        return fail(begun.error());
    }
    return serve::AnswerTaken{*begun, {}};
}

} // namespace sw::app
