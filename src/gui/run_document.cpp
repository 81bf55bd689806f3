#include "gui/run_document.h"

#include "agents/tunable.h"
#include "bridge/text.h"
#include "gui/freed_elsewhere.h"
#include "lang/program.h"
#include "store/session_json.h"

#include <QMetaObject>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

/// Typing settles this long before the text is checked. Units: ms.
constexpr int kEditPauseMs = 25;
constexpr qsizetype kTitleLetters = 40;
/// Programs kept for undo and comparison; the oldest edits go first.
constexpr std::size_t kMostVersions = 200;

QString titleOf(const agents::Iteration& iteration)
{
    return iteration.number == 1 ? QStringLiteral("As asked")
                                 : QStringLiteral("Iteration %1, %2")
                                       .arg(iteration.number)
                                       .arg(toQt(agents::name(iteration.decision)));
}

/// What keeps a program that compiles from being run, in one sentence; empty when nothing does.
std::string cannotRun(const lang::Program& program)
{
    if (!program.holes.empty()) {
        return "There is no data for \"" + program.holes.front() +
               "\"; remove that condition or replace it before running.";
    }
    return program.later.empty() ? std::string() : program.later.front().message;
}

} // namespace

RunDocument::RunDocument(agents::Ports ports, QObject* parent)
    : RunDocument(store::SessionRecorder::Setup{nullptr, std::move(ports), {}, {}}, parent)
{}

RunDocument::RunDocument(store::SessionRecorder::Setup setup, QObject* parent)
    : QObject(parent),
      m_setup(std::move(setup)),
      m_ports(m_setup.ports),
      m_recorder(new store::SessionRecorder(m_setup, this)),
      m_pool(std::make_unique<QThreadPool>())
{
    m_pool->setMaxThreadCount(1);
    m_editTimer.setSingleShot(true);
    m_editTimer.setInterval(kEditPauseMs);
    connect(&m_editTimer, &QTimer::timeout, this, &RunDocument::checkSource);
    connect(m_recorder, &store::SessionRecorder::event, this, &RunDocument::onEvent);
    connect(m_recorder, &store::SessionRecorder::called, this, &RunDocument::onCalled);
    connect(m_recorder, &store::SessionRecorder::finished, this, &RunDocument::onFinished);
    connect(m_recorder, &store::SessionRecorder::notRecorded, this, &RunDocument::noticed);
}

RunDocument::~RunDocument()
{
    m_measureStop.request_stop();
    m_recorder->cancel();
    m_pool->clear();
    m_pool->waitForDone();
}

QString RunDocument::sentence() const
{
    return toQt(m_brief.text);
}

QString RunDocument::title() const
{
    const QString text = sentence().simplified();
    if (text.isEmpty()) {
        return m_source.isEmpty() ? tr("New strategy") : tr("Program");
    }
    return text.size() <= kTitleLetters ? text : text.left(kTitleLetters - 1) + QChar(u'…');
}

bool RunDocument::isRunning() const
{
    return m_recorder->isRunning();
}

const ShownSymbol* RunDocument::symbol() const
{
    if (!m_shown || m_symbol < 0 || m_symbol >= static_cast<int>(m_shown->symbols.size())) {
        return nullptr;
    }
    return &m_shown->symbols[static_cast<std::size_t>(m_symbol)];
}

void RunDocument::run(const agents::Brief& brief)
{
    if (isRunning()) {
        m_queued = brief;
        m_recorder->cancel();
        return;
    }
    begin(brief);
}

void RunDocument::reset(const agents::Brief& brief)
{
    m_editTimer.stop();
    m_measureStop.request_stop();
    ++m_measureNumber;
    m_measuring = false;
    m_brief = brief;
    m_ports = m_setup.ports;
    m_state = {};
    m_events.clear();
    m_calls.clear();
    m_outcome.reset();
    m_asked.reset();
    setFailure({});
}

void RunDocument::begin(const agents::Brief& brief)
{
    reset(brief);
    m_session = m_recorder->start(brief);
    Q_EMIT changed(Change::Outcome);
    emitBusy();
}

Status RunDocument::resume(const QString& session)
{
    const Result<store::Session> recorded =
        m_setup.store ? m_setup.store->session(session)
                      : fail(ErrorKind::NotFound, "Runs are not recorded here.");
    if (!recorded) {
        return fail(recorded.error());
    }
    if (isRunning()) {
        return fail(ErrorKind::InvalidInput, "A run is at work in this tab; cancel it first.");
    }
    const Status resumed = m_recorder->resume(session);
    if (resumed) {
        reset(recorded->brief);
        m_session = session;
        Q_EMIT changed(Change::Outcome);
        emitBusy();
    }
    return resumed;
}

Result<RunDocument::Opened> RunDocument::read(const store::SessionStore& store, const QString& id,
                                              const agents::Ports& ports,
                                              const std::stop_token& stop)
{
    Result<store::Session> session = store.session(id);
    if (!session) {
        return fail(session.error());
    }
    Opened opened;
    opened.session = std::move(*session);
    const Result<std::vector<QByteArray>> events = store.events(id);
    if (!events) {
        return fail(events.error());
    }
    for (const QByteArray& bytes : *events) {
        Result<agents::RunEvent> event = store::eventFrom(bytes);
        if (!event) {
            return fail(event.error());
        }
        opened.events.push_back(std::move(*event));
    }
    Result<std::vector<llm::CallRecord>> calls = store.calls(id);
    if (!calls) {
        return fail(calls.error());
    }
    opened.calls = std::move(*calls);
    opened.again = store::reopen(store, id, ports, stop);
    return opened;
}

void RunDocument::open(const QString& session)
{
    m_queued.reset();
    if (isRunning()) {
        m_recorder->cancel();
    }
    if (!m_setup.store) {
        setFailure(tr("Runs are not recorded here, so there is none to open."));
        return;
    }
    m_session = session;
    post([store = m_setup.store, session, ports = m_setup.ports](
             const std::stop_token& stop) { return read(*store, session, ports, stop); },
         &RunDocument::onOpened);
}

void RunDocument::onOpened(const Result<Opened>& opened)
{
    if (!opened) {
        setFailure(toQt(opened.error().text()));
        return;
    }
    reset(opened->session.brief);
    m_calls = opened->calls;
    for (const agents::RunEvent& event : opened->events) {
        m_events.push_back(event);
        m_state = next(std::move(m_state), event);
    }
    Q_EMIT changed(Change::State);
    Q_EMIT changed(Change::Calls);
    if (!opened->again) {
        // An interrupted run has no result: what was shown of it is.
        m_source =
            opened->session.programs.empty() ? QString() : opened->session.programs.back().source;
        Q_EMIT changed(Change::Source);
        Q_EMIT changed(Change::Outcome);
        setFailure(toQt(opened->again.error().text()));
        return;
    }
    m_ports = opened->again->ports;
    onFinished(opened->again->outcome);
    Q_EMIT noticed(opened->again->sentence);
}

void RunDocument::cancel()
{
    m_queued.reset();
    if (isRunning()) {
        m_recorder->cancel();
    }
    if (m_measuring) {
        m_measureStop.request_stop();
    }
}

void RunDocument::setOptions(const agents::Brief& options)
{
    m_brief = options;
    Q_EMIT changed(Change::Settings);
}

void RunDocument::onEvent(const agents::RunEvent& event)
{
    m_events.push_back(event);
    m_state = next(std::move(m_state), event);
    Q_EMIT changed(Change::State);
    Q_EMIT stepped(event);
}

void RunDocument::onCalled(const llm::CallRecord& call)
{
    m_calls.push_back(call);
    Q_EMIT changed(Change::Calls);
}

void RunDocument::onFinished(const agents::RunOutcomePtr& outcome)
{
    m_outcome = freedElsewhere(outcome);
    if (outcome->error) {
        setFailure(toQt(outcome->error->text()));
    }
    m_diagnostics = outcome->asked.diagnostics;
    m_source = toQt(outcome->asked.source);
    m_edited = false;
    m_versions.clear();
    for (const agents::Iteration& iteration : outcome->iterations) {
        addVersion(titleOf(iteration), toQt(iteration.draft.source));
    }
    if (m_versions.empty() && !m_source.isEmpty()) {
        addVersion(tr("As asked"), m_source);
    }
    Q_EMIT changed(Change::Source);
    Q_EMIT changed(Change::Diagnostics);
    Q_EMIT changed(Change::Outcome);
    if (outcome->wholeAsked) {
        m_compared.reset();
        measure(*requestFor({}));
    } else {
        m_shown.reset();
        m_compared.reset();
        Q_EMIT changed(Change::Shown);
    }
    emitBusy();
    if (m_queued) {
        begin(*std::exchange(m_queued, std::nullopt));
    } else if (!m_next.isEmpty()) {
        replaceSource(std::exchange(m_next, QString()), tr("As it was left"));
    }
}

std::optional<ShownRequest> RunDocument::requestFor(Version version) const
{
    if (!m_outcome || version.kind == Version::Kind::Edited) {
        return std::nullopt;
    }
    ShownRequest request;
    request.version = version;
    request.split = m_outcome->split;
    request.seed = m_outcome->brief.seed;
    if (version.kind == Version::Kind::Asked) {
        request.title = tr("As asked");
        request.program = m_outcome->asked.program;
        request.outcome = m_outcome->wholeAsked;
        request.insights = m_outcome->insights;
    } else {
        const auto index = static_cast<std::size_t>(version.iteration);
        if (index >= m_outcome->iterations.size()) {
            return std::nullopt;
        }
        const agents::Iteration& iteration = m_outcome->iterations[index];
        request.title = titleOf(iteration);
        request.program = iteration.draft.program;
        if (version.iteration == 0) {
            request.outcome = m_outcome->wholeAsked;
        } else if (version.iteration == m_outcome->best) {
            request.outcome = m_outcome->wholeBest;
        }
    }
    return request.program ? std::optional(std::move(request)) : std::nullopt;
}

void RunDocument::show(Version version)
{
    std::optional<ShownRequest> request = requestFor(version);
    if (!request) {
        return;
    }
    m_source = toQt(request->program->source);
    m_edited = false;
    m_diagnostics.clear();
    Q_EMIT changed(Change::Source);
    Q_EMIT changed(Change::Diagnostics);
    measure(std::move(*request));
}

void RunDocument::setSource(const QString& source)
{
    if (source == m_source) {
        return;
    }
    m_source = source;
    m_edited = true;
    m_editTimer.start();
}

void RunDocument::replaceSource(const QString& source, const QString& why)
{
    addVersion(why, source);
    m_source = source;
    m_edited = true;
    Q_EMIT changed(Change::Source);
    m_editTimer.start();
}

void RunDocument::continueWith(const QString& source)
{
    if (isRunning()) {
        m_next = source;
    } else {
        replaceSource(source, tr("As it was left"));
    }
}

Status RunDocument::applyEdits(const std::string& canonical, const std::vector<agents::Edit>& edits,
                               const QString& why)
{
    const Result<std::string> edited = agents::applyEdits(canonical, edits);
    if (!edited) {
        return fail(edited.error());
    }
    replaceSource(toQt(*edited), why);
    return {};
}

template <class Work, class Done> void RunDocument::post(Work work, Done done)
{
    beginMeasuring();
    const quint64 mine = m_measureNumber;
    m_pool->start([this, mine, work = std::move(work), done = std::move(done),
                   stop = m_measureStop.get_token()]() mutable {
        auto answer = work(stop);
        // The document waits for its pool before it goes, and drops queued calls with itself.
        QMetaObject::invokeMethod(
            this,
            [this, mine, done = std::move(done), answer = std::move(answer)] {
                if (mine == m_measureNumber) {
                    m_measuring = false;
                    (this->*done)(answer);
                    emitBusy();
                }
            },
            Qt::QueuedConnection);
    });
}

void RunDocument::beginMeasuring()
{
    m_measureStop.request_stop();
    m_measureStop = std::stop_source();
    ++m_measureNumber;
    m_measuring = true;
    emitBusy();
}

void RunDocument::checkSource()
{
    ShownRequest request;
    request.version = {Version::Kind::Edited, 0};
    request.title = tr("Edited");
    if (m_outcome) {
        request.split = m_outcome->split;
        request.seed = m_outcome->brief.seed;
    }
    post(
        [source = fromQt(m_source), request, ports = m_ports](const std::stop_token& stop) mutable {
            const lang::Compilation compiled = lang::compile(source);
            Check check{compiled.diagnostics, std::nullopt};
            if (!compiled.program) {
                return check;
            }
            request.program = compiled.program;
            const std::string reason = cannotRun(*compiled.program);
            if (reason.empty()) {
                check.shown = makeShown(request, ports, stop);
            } else {
                check.shown = fail(ErrorKind::Unsupported, reason);
            }
            return check;
        },
        &RunDocument::onChecked);
}

void RunDocument::onChecked(const Check& check)
{
    m_diagnostics = check.diagnostics;
    Q_EMIT changed(Change::Diagnostics);
    if (check.shown) {
        onMeasured(*check.shown);
    }
}

void RunDocument::measure(ShownRequest request)
{
    post([request = std::move(request),
          ports = m_ports](const std::stop_token& stop) { return makeShown(request, ports, stop); },
         &RunDocument::onMeasured);
}

void RunDocument::onMeasured(const Result<ShownResultPtr>& result)
{
    if (result) {
        setFailure({});
        adopt(*result);
    } else if (result.error().kind == ErrorKind::Cancelled) {
        setFailure(tr("The measurement was cancelled; the result shown is the one before."));
    } else {
        setFailure(toQt(result.error().text()));
    }
}

void RunDocument::adopt(ShownResultPtr shown)
{
    switch (shown->version.kind) {
    case Version::Kind::Asked:
        m_compared.reset();
        m_asked = shown;
        break;
    case Version::Kind::Iteration:
        m_compared =
            m_asked && shown->program->source != m_asked->program->source ? m_asked : nullptr;
        break;
    case Version::Kind::Edited:
        if (m_shown && m_shown->program->source != shown->program->source) {
            m_compared = m_shown;
        }
        break;
    }
    m_shown = std::move(shown);
    if (m_shown->version.kind == Version::Kind::Edited) {
        m_edited = false;
        addVersion(tr("Edited"), m_source);
    }
    m_symbol = std::clamp(m_symbol, 0, std::max(0, static_cast<int>(m_shown->symbols.size()) - 1));
    m_trade = -1;
    m_bar = -1;
    Q_EMIT changed(Change::Shown);
    Q_EMIT changed(Change::Selection);
}

void RunDocument::setFailure(const QString& sentence)
{
    if (m_failure != sentence) {
        m_failure = sentence;
        Q_EMIT changed(Change::Failure);
    }
}

void RunDocument::addVersion(const QString& title, const QString& source)
{
    if (!m_versions.empty() && m_versions.back().source == source) {
        return;
    }
    m_versions.push_back({title, source});
    if (m_versions.size() > kMostVersions) {
        m_versions.erase(m_versions.begin() + 1); // the first, as asked, stays
    }
}

void RunDocument::emitBusy()
{
    Q_EMIT changed(Change::Busy);
}

void RunDocument::selectSymbol(int index)
{
    if (m_shown && index >= 0 && index < static_cast<int>(m_shown->symbols.size()) &&
        index != m_symbol) {
        m_symbol = index;
        m_trade = -1;
        m_bar = -1;
        Q_EMIT changed(Change::Selection);
    }
}

void RunDocument::selectTrade(int trade)
{
    if (trade != m_trade) {
        m_trade = trade;
        Q_EMIT changed(Change::Selection);
    }
}

void RunDocument::hoverBar(int bar)
{
    if (bar != m_bar) {
        m_bar = bar;
        Q_EMIT changed(Change::Selection);
    }
}

} // namespace sw::gui
