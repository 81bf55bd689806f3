#include "test_main.h"

#include "llm/schema.h"
#include "llm/world.h"
#include "memory_in_use.h"

#include <atomic>
#include <random>

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;
using namespace sw::test;

namespace {

constexpr int kConversations = 1000;

/// Random faults of a service, the same for the same seed.
class Mischief
{
public:
    explicit Mischief(unsigned seed) : m_random(seed) {}

    int upTo(int most) { return static_cast<int>(m_random() % (static_cast<unsigned>(most) + 1)); }
    bool chance(int percent) { return upTo(99) < percent; }

    Script scriptFor(const QByteArray& path)
    {
        if (path.contains("models")) {
            return chance(50) ? modelList({"claude-test-a", "other"}) : answer(500, "{}");
        }
        const bool ndjson = path.contains("/api/chat");
        const HeaderList headers{
            {"content-type", ndjson ? "application/x-ndjson" : "text/event-stream"}};
        const QByteArray body = bodyFor(path);
        switch (upTo(11)) {
        case 0:
            return errorScript();
        case 1:
            return errorScript(); // twice as likely
        case 2: {
            const Script whole = streamed({body}, headers);
            Script cut = whole.cutAt(upTo(static_cast<int>(whole.bytes().size())));
            return chance(50) ? cut.thenReset() : cut.thenClose();
        }
        case 3:
            return openStream({body.left(upTo(static_cast<int>(body.size())))}, headers)
                .thenStall();
        case 4: {
            QByteArray spoilt = body;
            for (int index = upTo(5); index >= 0 && !spoilt.isEmpty(); --index) {
                spoilt[upTo(static_cast<int>(spoilt.size()) - 1)] = static_cast<char>(upTo(255));
            }
            return streamed({spoilt}, headers);
        }
        case 5:
            return streamed({gzipped(body)}, headers + HeaderList{{"content-encoding", "gzip"}});
        case 6:
            return streamed({body}, headers).dripped(0);
        case 7:
            return dropped();
        case 8:
            return answer(200, "<html>sign in</html>", {{"content-type", "text/html"}});
        default:
            return streamed({body}, headers);
        }
    }

private:
    Script errorScript()
    {
        static const int kStatuses[] = {400, 401, 402, 403, 404, 408, 409, 413,
                                        422, 429, 500, 502, 503, 504, 529, 307};
        const int status = kStatuses[upTo(15)];
        HeaderList headers{{"request-id", "req_" + QByteArray::number(status)}};
        if (chance(30)) {
            headers.append(qMakePair(QByteArray("retry-after"), QByteArray::number(upTo(200))));
        }
        if (chance(10)) {
            headers.append(qMakePair(QByteArray("x-should-retry"), QByteArray("true")));
        }
        const QByteArray bodies[] = {
            "",
            "{}",
            "not json",
            "{\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}",
            "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + kAnthropicKey +
                "\"}}",
            "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}]"};
        return answer(status, bodies[upTo(5)], headers);
    }

    QByteArray bodyFor(const QByteArray& path)
    {
        QString text = cannedText();
        switch (upTo(7)) {
        case 0:
            text = QStringLiteral("{\"plan\":1}");
            break;
        case 1:
            text = QStringLiteral("```json\n%1\n```").arg(text);
            break;
        case 2:
            text = QString();
            break;
        case 3:
            text = QStringLiteral("I cannot, my key is %1").arg(QString::fromUtf8(kGeminiKey));
            break;
        default:
            break;
        }
        if (path.contains("generateContent") || path.contains("streamGenerate")) {
            return geminiAnswer(text);
        }
        if (path.contains("chat/completions")) {
            return openAiAnswer(text);
        }
        if (path.contains("/api/chat")) {
            return ollamaAnswer(text);
        }
        return chance(10) ? refusal().bytes() : anthropicAnswer(text);
    }

    std::mt19937 m_random;
};

} // namespace

class TestFaults : public QObject
{
    Q_OBJECT

private slots:
    void aThousandConversationsEndProperly()
    {
        World world;
        std::mutex mutex;
        Mischief mischief(20261122);
        world.server.setAnswerer([&](const Recorded& request) {
            const std::lock_guard lock(mutex);
            return mischief.scriptFor(request.path);
        });
        for (Endpoint& endpoint : world.routing.endpoints) {
            endpoint.concurrency = 2;
        }
        world.routing.mostCallsPerRun = 1'000'000;
        std::map<QString, int> ends;
        std::map<QString, int> outcomes;
        qint64 early = 0;
        std::mt19937 random(7);
        for (int number = 0; number < kConversations; ++number) {
            world.routing.chains.clear();
            const int models = 1 + static_cast<int>(random() % 3);
            for (int index = 0; index < models; ++index) {
                static const char* const kEndpoints[] = {"one", "two", "gemini", "openai",
                                                         "ollama"};
                Profile& profile = world.chain(kEndpoints[random() % 5], "claude-test-a");
                profile.idleMs = 40;
            }
            std::stop_source source;
            const unsigned when = random() % 40;
            std::atomic<unsigned> waits = 0;
            world.clock.setHook([&] {
                if (++waits == when) {
                    source.request_stop();
                }
            });
            world.server.forgetRequests();
            const auto router = world.router();
            const Answered asked = World::ask(*router, source.get_token());
            checkRecord(asked);
            if (QTest::currentTestFailed()) {
                return;
            }
            QVERIFY(asked.call.attempts.size() <= std::size_t{3 * 11 + 60});
            if (asked.document) {
                QVERIFY(checkDocument(*asked.document, World::request().schema).valid());
                QVERIFY(asked.call.answer.contains(asked.shown.left(10)));
            }
            ++ends[asked.document ? QStringLiteral("answered")
                                  : QString::fromUtf8(name(asked.document.error().kind).data())];
            for (const QString& outcome : asked.outcomes()) {
                ++outcomes[outcome];
            }
            if (number == kConversations / 4) {
                early = memoryInUse();
            }
        }
        const qint64 grown = (memoryInUse() - early) / 1024;
        QStringList words;
        for (const auto& [end, count] : ends) {
            words.append(QStringLiteral("%1 %2").arg(end).arg(count));
        }
        words.append(QStringLiteral("| attempts:"));
        for (const auto& [outcome, count] : outcomes) {
            words.append(QStringLiteral("%1 %2").arg(outcome).arg(count));
        }
        words.append(QStringLiteral("| memory grew by %1 kB").arg(grown));
        qInfo().noquote() << words.join(u' ');
        QVERIFY(ends[QStringLiteral("answered")] > kConversations / 4);
        QVERIFY2(grown < 8 * 1024, "memory stays flat");
    }
};

SW_TEST(TestFaults)
#include "tst_faults.moc"
