#include "llm/inquiry.h"

#include "bridge/text.h"
#include "http/redact.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>

#include <utility>

namespace sw::llm {

namespace {

constexpr qint64 kProbeMs = 15'000;
constexpr int kMostProbes = 4;

Error cancelled()
{
    return Error{ErrorKind::Cancelled, "The request was cancelled.", {}};
}

void add(std::optional<qint64>& sum, const std::optional<qint64>& more)
{
    if (more) {
        sum = sum.value_or(0) + *more;
    }
}

void addUsage(Usage& sum, const Usage& more)
{
    add(sum.input, more.input);
    add(sum.cacheRead, more.cacheRead);
    add(sum.cacheWrite, more.cacheWrite);
    add(sum.output, more.output);
    add(sum.thinking, more.thinking);
}

} // namespace

QString cacheKey(const Asking& asking)
{
    const Adapter& adapter = adapterFor(asking.endpoint.kind);
    QJsonArray system;
    for (const SystemPart& part : asking.request.system) {
        system.append(QJsonArray{part.text, part.cached});
    }
    const QJsonObject whole{{QStringLiteral("adapter"), name(asking.endpoint.kind)},
                            {QStringLiteral("version"), adapter.version()},
                            {QStringLiteral("host"), asking.endpoint.base.host()},
                            {QStringLiteral("apiVersion"), asking.endpoint.apiVersion},
                            {QStringLiteral("schemaMode"), asking.endpoint.schemaMode},
                            {QStringLiteral("contextTokens"), asking.endpoint.contextTokens},
                            {QStringLiteral("model"), asking.profile.model},
                            {QStringLiteral("effort"), asking.profile.effort},
                            {QStringLiteral("maxTokens"), adapter.tokenCap(asking)},
                            {QStringLiteral("system"), system},
                            {QStringLiteral("user"), asking.request.user},
                            {QStringLiteral("schemaName"), asking.request.schemaName},
                            {QStringLiteral("schema"), asking.request.schema}};
    const QByteArray bytes = QJsonDocument(whole).toJson(QJsonDocument::Compact);
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

Inquiry::Inquiry(RouterState& state, const Listener& listener, const std::stop_token& stop,
                 CallRecord& call)
    : m_state(state), m_listener(listener), m_stop(stop), m_call(call)
{
    m_since.start();
    m_call.model = QStringLiteral("built-in");
}

Result<QJsonObject> Inquiry::run()
{
    Result<QJsonObject> result = alongTheChain();
    if (m_stop.stop_requested() && !result) {
        result = fail(cancelled());
    }
    if (!result) {
        Error error = result.error();
        error.message = bridge::fromQt(clean(bridge::toQt(error.message)));
        m_call.error = error;
        result = fail(error);
    }
    if (m_unpriced) {
        m_call.cost = std::nullopt;
    } else if (!m_call.cost) {
        m_call.cost = 0; // nothing was billed
    }
    const qint64 elapsedNs = m_since.nsecsElapsed();
    m_call.elapsedMs = elapsedNs / 1'000'000;
    m_call.ownMs = (elapsedNs - m_notOursNs) / 1'000'000;
    return result;
}

Result<QJsonObject> Inquiry::alongTheChain()
{
    const std::vector<Profile>& chain = m_state.chain(m_call.request.agent);
    if (chain.empty()) {
        return fail(ErrorKind::Unsupported, "No language model is chosen; the built-in rules do "
                                            "this step.");
    }
    if (m_state.routing.replayOnly) {
        for (const Profile& profile : chain) {
            if (const std::optional<QJsonObject> document = fromCache(profile)) {
                return *document;
            }
        }
        return fail(ErrorKind::NotFound, "This question has no kept answer, and only kept answers "
                                         "may be used. Turn replay off to ask a model.");
    }
    Setback last;
    int refusals = 0;
    bool probed = false;
    for (std::size_t index = 0; index < chain.size(); ++index) {
        const Profile& profile = chain[index];
        if (index > 0) {
            if (last.refused && profile.model == chain[index - 1].model) {
                continue; // it would decline again
            }
            if (!last.words.isEmpty()) {
                step(QStringLiteral("%1, trying %2").arg(last.words, profile.model));
            }
        }
        tl::expected<QJsonObject, Setback> answer = askModel(profile);
        if (answer) {
            return *answer;
        }
        last = answer.error();
        refusals += last.refused ? 1 : 0;
        if (!last.nextModel || refusals > 1 || m_stop.stop_requested()) {
            break;
        }
        const bool end = index + 1 == chain.size();
        if (end && !probed && last.unreachable && m_state.offline() && backOnline(profile)) {
            probed = true;
            --index;
        }
    }
    return fail(last.error);
}

std::optional<QJsonObject> Inquiry::fromCache(const Profile& profile)
{
    const Endpoint* endpoint = m_state.endpoint(profile.endpoint);
    const bool wanted = m_state.routing.useCache || m_state.routing.replayOnly;
    if (endpoint == nullptr || m_state.ports.cache == nullptr || !wanted) {
        return std::nullopt;
    }
    const Asking asking = askingOf(profile, *endpoint);
    const auto entry = m_state.ports.cache->find(cacheKey(asking));
    // Kept answers are checked too: the file may have been changed by others.
    if (!entry || !checkDocument(entry->document, m_call.request.schema).valid()) {
        return std::nullopt;
    }
    const http::Request request = adapterFor(endpoint->kind).build(asking, std::nullopt);
    m_call.wireBody = QString::fromUtf8(request.body);
    m_call.curl = http::asCurl(request);
    m_call.answer = entry->answer;
    m_call.parsed = entry->document;
    m_call.endpoint = entry->endpoint;
    m_call.model = entry->model;
    m_call.requestId = entry->requestId;
    m_call.cacheHit = true;
    step(QStringLiteral("Answered from the answers kept"));
    return entry->document;
}

tl::expected<QJsonObject, Inquiry::Setback> Inquiry::askModel(const Profile& profile)
{
    const Endpoint* endpoint = m_state.endpoint(profile.endpoint);
    if (endpoint == nullptr) {
        const QString sentence = QStringLiteral("The endpoint \"%1\" of %2 is not set up. Choose "
                                                "another in the settings.")
                                     .arg(profile.endpoint, profile.model);
        return tl::unexpected(Setback{Error{ErrorKind::InvalidInput, bridge::fromQt(sentence), {}},
                                      true, false, false,
                                      QStringLiteral("%1 is not set up").arg(profile.endpoint)});
    }
    if (const std::optional<QJsonObject> document = fromCache(profile)) {
        return *document;
    }
    const std::optional<QByteArray> key = m_state.ports.keys.key(*endpoint);
    if (!key && !endpoint->keyVariable.isEmpty()) {
        return tl::unexpected(Setback{missingKey(*endpoint), true, false, false,
                                      QStringLiteral("No key for %1").arg(endpoint->id)});
    }
    if (key) {
        m_secrets.append(QString::fromUtf8(*key));
    }
    if (!m_counted) {
        if (const Status status = m_state.budget.beginCall(); !status) {
            return tl::unexpected(Setback{status.error()});
        }
        m_counted = true;
    }
    return converse(askingOf(profile, *endpoint), key);
}

tl::expected<QJsonObject, Inquiry::Setback> Inquiry::converse(const Asking& first,
                                                              const std::optional<QByteArray>& key)
{
    Conversation conversation(first, adapterFor(first.endpoint.kind).tokenCap(first));
    const qint64 startMs = m_state.ports.clock.elapsedMs();
    qint64 waitedMs = 0;
    while (true) {
        const Asking asking = conversation.asking();
        std::optional<Gate::Pass> pass;
        Result<Attempted> attempted = sendOnce(asking, key, waitedMs, pass);
        if (!attempted) {
            return tl::unexpected(Setback{attempted.error()});
        }
        const Verdict verdict = judge(*attempted, asking);
        book(*attempted, verdict, asking);
        Gate& gate = m_state.gate(asking.endpoint);
        if (verdict.document) {
            gate.succeeded();
            keep(first, *attempted, *verdict.document);
            return *verdict.document;
        }
        if (m_stop.stop_requested() ||
            (verdict.problem && verdict.problem->kind == ProblemKind::Cancelled)) {
            return tl::unexpected(Setback{cancelled()});
        }
        voidText();
        NextStep next = verdict.problem
                            ? conversation.after(*verdict.problem, m_state.chance())
                            : conversation.after(attempted->assembled.text, verdict.violations);
        const qint64 goneMs = m_state.ports.clock.elapsedMs() - startMs;
        if (!next.again || goneMs + next.waitMs > asking.profile.deadlineMs) {
            return tl::unexpected(givenUp(verdict, asking));
        }
        step(next.sentence);
        if (next.limited) {
            gate.limit(next.waitMs); // before the place is given back to those who wait
        }
        pass.reset();
        waitedMs = next.waitMs;
        if (next.waitMs > 0 && !waitFor(next.waitMs)) {
            return tl::unexpected(Setback{cancelled()});
        }
    }
}

Result<Attempted> Inquiry::sendOnce(const Asking& asking, const std::optional<QByteArray>& key,
                                    qint64 waitedMs, std::optional<Gate::Pass>& pass)
{
    const Adapter& adapter = adapterFor(asking.endpoint.kind);
    const QDate day = m_state.ports.clock.now().date();
    const MicroDollars most =
        m_state.prices.reservation(asking.endpoint, asking.profile.model,
                                   estimatedInput(asking.request), adapter.tokenCap(asking), day);
    if (const Status status = m_state.budget.reserve(most, asking.profile.model); !status) {
        return fail(status.error());
    }
    m_reserved = most;
    QElapsedTimer queued;
    queued.start();
    qint64 shutMs = 0;
    pass = m_state.gate(asking.endpoint).enter(m_stop, [&](qint64 milliseconds) {
        shutMs += milliseconds;
        step(QStringLiteral("waiting %1 s (rate limit)").arg((milliseconds + 999) / 1000));
    });
    m_notOursNs += queued.nsecsElapsed();
    if (!pass) {
        m_state.budget.settle(most, std::nullopt);
        return fail(cancelled());
    }
    Attempted attempted =
        attempt(m_state.ports.client, asking, key, m_stop, [this](const QString& text) {
            m_shown = true;
            if (m_listener.delta) {
                m_listener.delta(Delta{text, false});
            }
        });
    m_notOursNs += attempted.sendingNs - attempted.readingNs;

    CallAttempt record;
    record.endpoint = asking.endpoint.id;
    record.model = asking.profile.model;
    record.status = attempted.exchange.status;
    record.waitedMs = waitedMs + shutMs;
    record.firstByteMs = attempted.exchange.firstByteMs;
    record.elapsedMs = attempted.exchange.elapsedMs;
    m_call.attempts.push_back(record);
    m_call.wireBody = clean(QString::fromUtf8(attempted.request.body));
    m_call.curl = clean(http::asCurl(attempted.request));
    m_call.answer = clean(attempted.assembled.text);
    return attempted;
}

Inquiry::Verdict Inquiry::judge(const Attempted& attempted, const Asking& asking)
{
    const Adapter& adapter = adapterFor(asking.endpoint.kind);
    Verdict verdict;
    verdict.problem =
        adapter.judge(attempted.exchange, attempted.assembled, asking, m_state.ports.clock.now());
    if (verdict.problem) {
        const ProblemKind kind = verdict.problem->kind;
        if (kind == ProblemKind::Offline) {
            m_state.missed(asking.endpoint.base.host());
        }
        if (kind == ProblemKind::NoModel) {
            QElapsedTimer fetching;
            fetching.start();
            const auto models = m_state.models.fetch(asking.endpoint, m_stop);
            m_notOursNs += fetching.nsecsElapsed();
            if (models && !models->empty()) {
                verdict.problem->sentence =
                    m_state.models.goneSentence(asking.profile.model, *models);
            }
        }
        return verdict;
    }
    m_state.reached();
    const Result<QJsonObject> document = documentIn(attempted.assembled.text);
    if (!document) {
        verdict.violations.push_back({QString(), bridge::toQt(document.error().message)});
        return verdict;
    }
    CheckedDocument checked = checkDocument(*document, asking.request.schema);
    if (checked.valid()) {
        verdict.document = checked.document;
    } else {
        verdict.violations = checked.violations;
    }
    return verdict;
}

void Inquiry::book(const Attempted& attempted, const Verdict& verdict, const Asking& asking)
{
    CallAttempt& record = m_call.attempts.back();
    const Assembled& assembled = attempted.assembled;
    record.usage = assembled.usage;
    record.requestId = verdict.problem ? verdict.problem->requestId : assembled.requestId;
    const QByteArray header = attempted.exchange.header("request-id");
    if (record.requestId.isEmpty() && !header.isEmpty()) {
        record.requestId = QString::fromUtf8(header);
    }
    record.outcome = verdict.problem    ? name(verdict.problem->kind)
                     : verdict.document ? QStringLiteral("complete")
                                        : QStringLiteral("schema_violation");
    if (verdict.problem) {
        record.sentence = clean(verdict.problem->sentence);
    } else if (!verdict.document) {
        record.sentence = QStringLiteral("The answer broke its form.");
    }

    // Only an answer that began is billed.
    if (attempted.exchange.status == 200) {
        Usage billed = assembled.usage;
        if (!billed.input && !billed.cacheRead && !billed.cacheWrite) {
            billed.input = estimatedInput(asking.request);
            record.costEstimated = true;
        }
        billed.input = billed.input.value_or(0);
        if (!assembled.whole || !billed.output) {
            const qint64 shown = estimatedTokens(assembled.text);
            billed.output = std::max(billed.output.value_or(0), shown);
            record.costEstimated = true;
        }
        record.cost = m_state.prices.cost(asking.endpoint, asking.profile.model, billed,
                                          m_state.ports.clock.now().date());
        m_unpriced = m_unpriced || !record.cost;
    }
    m_state.budget.settle(m_reserved, record.cost);
    addUsage(m_call.usage, record.usage);
    add(m_call.cost, record.cost);
    m_call.requestId = record.requestId;
}

void Inquiry::keep(const Asking& asking, const Attempted& attempted, const QJsonObject& document)
{
    m_call.parsed = document;
    m_call.endpoint = asking.endpoint.id;
    m_call.model = attempted.assembled.model.isEmpty() ? asking.profile.model
                                                       : clean(attempted.assembled.model);
    if (m_state.ports.cache != nullptr && m_state.routing.useCache) {
        m_state.ports.cache->keep(cacheKey(asking),
                                  {document, m_call.answer, m_call.endpoint, m_call.model,
                                   m_call.requestId, attempted.assembled.usage});
    }
}

Inquiry::Setback Inquiry::givenUp(const Verdict& verdict, const Asking& asking)
{
    Setback setback;
    if (!verdict.problem) {
        QStringList list;
        for (const SchemaViolation& each : verdict.violations) {
            list.append(each.pointer.isEmpty() ? each.reason : each.pointer + u' ' + each.reason);
        }
        const QString sentence = QStringLiteral("The answer of %1 breaks its form after %2 repairs "
                                                "(%3). Try again, or choose another model.")
                                     .arg(asking.profile.model)
                                     .arg(Conversation::kMostRepairs)
                                     .arg(list.mid(0, 5).join(QStringLiteral("; ")));
        setback.error = Error{ErrorKind::BadReply, bridge::fromQt(sentence), {}};
        setback.nextModel = true;
        setback.words =
            QStringLiteral("The answer of %1 breaks its form").arg(asking.profile.model);
        return setback;
    }
    const Problem& problem = *verdict.problem;
    QString sentence = problem.sentence;
    if (problem.waitMs && *problem.waitMs > http::kLongestHintMs) {
        sentence += QStringLiteral(" It may be asked again in %1 min.")
                        .arg((*problem.waitMs + 59'999) / 60'000);
    }
    setback.error = Error{errorKind(problem.kind), bridge::fromQt(sentence), {}};
    setback.nextModel = problem.nextModel;
    setback.refused = problem.kind == ProblemKind::Refused;
    setback.unreachable = problem.kind == ProblemKind::Offline && !isLocal(asking.endpoint);
    setback.words = problem.kind == ProblemKind::Overloaded
                        ? QStringLiteral("Service overloaded")
                        : sentence.section(QStringLiteral(". "), 0, 0);
    if (setback.words.endsWith(u'.')) {
        setback.words.chop(1);
    }
    return setback;
}

bool Inquiry::backOnline(const Profile& profile)
{
    const Endpoint* endpoint = m_state.endpoint(profile.endpoint);
    const int waiting = ++m_state.waitingOffline;
    step(waiting == 1 ? QStringLiteral("Offline. 1 request is waiting.")
                      : QStringLiteral("Offline. %1 requests are waiting.").arg(waiting));
    bool back = false;
    for (int probe = 0; probe < kMostProbes && !back && waitFor(kProbeMs); ++probe) {
        const http::Exchange exchange = m_state.ports.client.send(
            adapterFor(endpoint->kind).listing(*endpoint, std::nullopt), m_stop);
        back = exchange.status != 0;
    }
    --m_state.waitingOffline;
    if (back) {
        m_state.reached();
    }
    return back;
}

bool Inquiry::waitFor(qint64 milliseconds)
{
    QElapsedTimer waiting;
    waiting.start();
    const bool whole = m_state.ports.clock.waitFor(milliseconds, m_stop);
    m_notOursNs += waiting.nsecsElapsed();
    return whole;
}

void Inquiry::step(const QString& sentence) const
{
    if (m_listener.step && !sentence.isEmpty()) {
        m_listener.step(clean(sentence));
    }
}

void Inquiry::voidText()
{
    if (m_shown && m_listener.delta) {
        m_listener.delta(Delta{QString(), true});
    }
    m_shown = false;
}

QString Inquiry::clean(const QString& text) const
{
    return http::redacted(text, m_secrets);
}

Asking Inquiry::askingOf(const Profile& profile, const Endpoint& endpoint) const
{
    Asking asking;
    asking.endpoint = endpoint;
    asking.profile = profile;
    asking.request = m_call.request;
    asking.listing = m_state.models.known(endpoint, profile.model);
    return asking;
}

} // namespace sw::llm
