// A router with everything around it that it needs, all fake: a scripted server, a clock that lets
// waiting pass at once, keys that look real, a cache in memory.
#pragma once

#include "http/fake_server.h"
#include "llm/answers.h"
#include "llm/router.h"

#include <QJsonDocument>
#include <QtTest>

#include <functional>
#include <map>
#include <mutex>
#include <stop_token>

namespace sw::llm::test {

inline const QByteArray kAnthropicKey = "sk-ant-test-0123456789abcdefXYZ";
inline const QByteArray kGeminiKey = "AIzaTest0123456789abcdefghijklmnop";
inline const QByteArray kOpenAiKey = "sk-proj-test-9876543210fedcba";

/// Waiting takes no time; it is written down.
class FakeClock : public Clock
{
public:
    QDateTime now() override
    {
        return QDateTime(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC).addMSecs(elapsedMs());
    }

    qint64 elapsedMs() override
    {
        const std::lock_guard lock(m_mutex);
        return m_nowMs;
    }

    bool waitFor(qint64 milliseconds, const std::stop_token& stop) override
    {
        std::function<void()> hook;
        {
            const std::lock_guard lock(m_mutex);
            m_nowMs += milliseconds;
            m_waits.push_back(milliseconds);
            hook = m_hook;
        }
        if (hook) {
            hook();
        }
        return !stop.stop_requested();
    }

    /// Called in every wait, in the waiting thread.
    void setHook(std::function<void()> hook)
    {
        const std::lock_guard lock(m_mutex);
        m_hook = std::move(hook);
    }

    std::vector<qint64> waits() const
    {
        const std::lock_guard lock(m_mutex);
        return m_waits;
    }

private:
    mutable std::mutex m_mutex;
    qint64 m_nowMs = 0;
    std::vector<qint64> m_waits;
    std::function<void()> m_hook;
};

class FakeKeys : public KeyRing
{
public:
    std::optional<QByteArray> key(const Endpoint& endpoint) override
    {
        if (absent.contains(endpoint.id)) {
            return std::nullopt;
        }
        switch (endpoint.kind) {
        case ProviderKind::Anthropic:
            return kAnthropicKey;
        case ProviderKind::Gemini:
            return kGeminiKey;
        case ProviderKind::OpenAi:
            return kOpenAiKey;
        case ProviderKind::Ollama:
            break;
        }
        return std::nullopt;
    }

    QStringList absent; ///< endpoints without a key
};

class FakeCache : public ResponseCache
{
public:
    std::optional<Entry> find(const QString& key) override
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_entries.find(key);
        return found == m_entries.end() ? std::nullopt : std::optional(found->second);
    }

    void keep(const QString& key, const Entry& entry) override
    {
        const std::lock_guard lock(m_mutex);
        m_entries[key] = entry;
    }

    std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entries.size();
    }

private:
    mutable std::mutex m_mutex;
    std::map<QString, Entry> m_entries;
};

/// What came of one question.
struct Answered {
    Result<QJsonObject> document = QJsonObject{};
    CallRecord call;
    QStringList steps;
    QString shown;    ///< text on show at the end
    int restarts = 0; ///< how often it was cleared

    QString sentence() const
    {
        return document ? QString() : QString::fromStdString(document.error().message);
    }
    QStringList outcomes() const
    {
        QStringList list;
        for (const CallAttempt& each : call.attempts) {
            list.append(each.outcome);
        }
        return list;
    }
};

/// Everything in a record that is text.
inline QString allText(const CallRecord& call)
{
    QStringList texts{call.id,       call.wireBody, call.curl,      call.answer,
                      call.endpoint, call.model,    call.requestId, call.requestKey};
    texts.append(QString::fromUtf8(QJsonDocument(call.parsed).toJson()));
    for (const CallAttempt& each : call.attempts) {
        texts << each.endpoint << each.model << each.outcome << each.sentence << each.requestId;
    }
    if (call.error) {
        texts.append(QString::fromStdString(call.error->text()));
    }
    return texts.join(u'\n');
}

inline bool holdsAKey(const QString& text)
{
    for (const QByteArray& key : {kAnthropicKey, kGeminiKey, kOpenAiKey}) {
        // Not even the greater part of one.
        if (text.contains(QString::fromUtf8(key.mid(4, 20)))) {
            return true;
        }
    }
    return false;
}

/// Two Anthropic endpoints ("one", "two"), a Gemini, an OpenAI-compatible and an Ollama one, all
/// at the same fake server.
struct World {
    sw::test::FakeServer server;
    http::Client client;
    FakeClock clock;
    FakeKeys keys;
    FakeCache cache;
    Routing routing;
    PriceTable prices = PriceTable::builtIn().value_or(PriceTable());

    explicit World(const http::Connection& connection = {}) : client(connection)
    {
        for (const Endpoint& known : knownEndpoints()) {
            Endpoint endpoint = known;
            endpoint.base = server.url(known.base.path());
            endpoint.concurrency = 3;
            routing.endpoints.push_back(endpoint);
            if (known.kind == ProviderKind::Anthropic) {
                routing.endpoints.back().id = QStringLiteral("one");
                endpoint.id = QStringLiteral("two");
                routing.endpoints.push_back(endpoint);
            }
        }
        routing.useCache = false;
    }

    Endpoint& endpoint(const QString& id)
    {
        for (Endpoint& each : routing.endpoints) {
            if (each.id == id) {
                return each;
            }
        }
        Q_UNREACHABLE();
    }

    /// Adds a model to the chain of every agent.
    Profile& chain(const char* endpointId, const char* model)
    {
        Profile profile;
        profile.endpoint = QString::fromLatin1(endpointId);
        profile.model = QString::fromLatin1(model);
        profile.maxTokens = 4096;
        profile.idleMs = 20'000;
        std::vector<Profile>& profiles = routing.chains[QString()];
        profiles.push_back(profile);
        return profiles.back();
    }

    std::unique_ptr<Router> router(bool cached = false)
    {
        return std::make_unique<Router>(RouterPorts{client, keys, cached ? &cache : nullptr, clock},
                                        routing, prices, 7);
    }

    static ModelRequest request()
    {
        ModelRequest request = askingFor(ProviderKind::Anthropic).request;
        request.purpose = QStringLiteral("writing the program");
        return request;
    }

    static Answered ask(Router& router, const std::stop_token& stop = {},
                        const ModelRequest& request = World::request())
    {
        Answered asked;
        Listener listener;
        listener.delta = [&](const Delta& delta) {
            asked.restarts += delta.restarted ? 1 : 0;
            asked.shown = delta.restarted ? delta.text : asked.shown + delta.text;
        };
        listener.step = [&](const QString& sentence) { asked.steps.append(sentence); };
        asked.document = router.ask(request, listener, stop, asked.call);
        return asked;
    }
};

/// What holds for every record, whatever happened.
inline void checkRecord(const Answered& asked)
{
    QVERIFY2(!holdsAKey(allText(asked.call)), "a key in the record");
    QVERIFY2(!holdsAKey(asked.steps.join(u'\n')), "a key in a step");
    QCOMPARE(asked.call.error.has_value(), !asked.document.has_value());
    QVERIFY(!asked.call.id.isEmpty());
    QCOMPARE(asked.call.requestKey.size(), 64);
    QVERIFY(asked.call.ownMs >= 0 && asked.call.ownMs <= asked.call.elapsedMs);
    if (asked.document) {
        QCOMPARE(asked.call.parsed, *asked.document);
    } else {
        QCOMPARE(asked.call.model, QStringLiteral("built-in"));
        QVERIFY(asked.call.parsed.isEmpty());
        QVERIFY(!asked.call.error->message.empty());
    }
    for (const CallAttempt& each : asked.call.attempts) {
        QVERIFY(!each.outcome.isEmpty());
        QCOMPARE(each.sentence.isEmpty(), each.outcome == QLatin1String("complete"));
    }
    if (!asked.call.attempts.empty()) {
        QVERIFY(QJsonDocument::fromJson(asked.call.wireBody.toUtf8()).isObject());
        QVERIFY(asked.call.curl.startsWith(QStringLiteral("curl ")));
    }
}

inline sw::test::Script good(const QString& text = cannedText())
{
    return sw::test::streamed({anthropicAnswer(text)}, {{"request-id", "req_good"}});
}

inline sw::test::Script refusal()
{
    return sw::test::streamed({messageStart() + textBlock(0, QStringLiteral("{\"pl")) +
                               messageDelta("\"refusal\"") + sse("message_stop", {})});
}

inline sw::test::Script truncated()
{
    return sw::test::streamed({messageStart() + textBlock(0, QStringLiteral("{\"plan\":\"a")) +
                               messageDelta("\"max_tokens\"") + sse("message_stop", {})});
}

inline sw::test::Script emptyAnswer()
{
    return sw::test::streamed(
        {messageStart() + messageDelta("\"end_turn\"") + sse("message_stop", {})});
}

/// An error as Anthropic words it.
inline sw::test::Script failure(int status, const QByteArray& type, const QByteArray& message,
                                const sw::test::HeaderList& headers = {})
{
    sw::test::HeaderList all = headers;
    all.append(qMakePair(QByteArray("request-id"), QByteArray("req_bad")));
    return sw::test::answer(status,
                            "{\"type\":\"error\",\"error\":{\"type\":\"" + type +
                                "\",\"message\":\"" + message + "\"}}",
                            all);
}

/// A stream that breaks off after its first words.
inline sw::test::Script cutStream()
{
    return sw::test::openStream({messageStart() + blockStart(0, "\"type\":\"text\",\"text\":\"\"") +
                                 textDelta(0, QStringLiteral("{\"plan\":\"half"))})
        .thenPause(5)
        .thenClose();
}

inline sw::test::Script modelList(const QByteArrayList& ids)
{
    QByteArray data;
    for (const QByteArray& id : ids) {
        data += (data.isEmpty() ? "" : ",");
        data += "{\"type\":\"model\",\"id\":\"" + id + "\",\"display_name\":\"" + id + "\"}";
    }
    return sw::test::answer(200, "{\"data\":[" + data + "],\"has_more\":false}");
}

} // namespace sw::llm::test
