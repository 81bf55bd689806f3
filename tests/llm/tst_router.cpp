#include "test_main.h"

#include "llm/inquiry.h"
#include "llm/world.h"

#include <QJsonDocument>

#include <atomic>
#include <thread>

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;
using namespace sw::test;

class TestRouter : public QObject
{
    Q_OBJECT

private slots:
    void requestIdsAreKeptForTheDetails()
    {
        World world;
        world.server.enqueue(failure(401, "authentication_error", "invalid x-api-key"));
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        QCOMPARE(asked.call.attempts.at(0).requestId, QStringLiteral("req_bad"));
        QCOMPARE(asked.call.attempts.at(0).status, 401);
    }

    void hintsAreWaitedFor()
    {
        World world;
        const Script limited =
            failure(429, "rate_limit_error", "slow down", {{"retry-after", "2"}});
        world.server.enqueue(limited);
        world.server.enqueue(limited);
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        QVERIFY(asked.document);
        QVERIFY(world.clock.elapsedMs() >= 4000 && world.clock.elapsedMs() <= 4400);
        QVERIFY(asked.call.attempts.at(1).waitedMs >= 2000);
        QCOMPARE(asked.call.attempts.at(0).waitedMs, qint64{0});
    }

    void aStreamThatBeginsWithPingsIsPatientlyRead()
    {
        World world;
        Script script = openStream({});
        for (int ping = 0; ping < 20; ++ping) {
            script.thenWrite("1d\r\nevent: ping\ndata: {\"a\": 1}\n\n\r\n").thenPause(5);
        }
        const QByteArray rest = anthropicAnswer(cannedText());
        script.thenWrite(QByteArray::number(rest.size(), 16) + "\r\n" + rest + "\r\n0\r\n\r\n");
        world.server.enqueue(script);
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        QVERIFY2(asked.document, qPrintable(asked.sentence()));
    }

    void silenceIsEndedAndRestarted()
    {
        World world;
        world.server.enqueue(openStream({messageStart()}).thenStall());
        world.server.enqueue(good());
        world.chain("one", "claude-test-a").idleMs = 200;
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QVERIFY(asked.document);
        QCOMPARE(asked.outcomes(),
                 QStringList({QStringLiteral("idle"), QStringLiteral("complete")}));
        QVERIFY(asked.steps.at(0).startsWith(QStringLiteral("No data for ")));
        QVERIFY(asked.steps.at(0).endsWith(QStringLiteral(", restarting")));
    }

    void textOfAFailedAttemptIsVoid()
    {
        World world;
        world.server.enqueue(cutStream());
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        QVERIFY(asked.document);
        QCOMPARE(asked.restarts, 1);
        QCOMPARE(asked.shown, cannedText());
        QVERIFY2(asked.call.attempts.at(0).costEstimated, "what was streamed is billed");
    }

    void anUnreachableHostIsTriedFourTimes()
    {
        World world;
        world.endpoint(QStringLiteral("one")).base = FakeServer::deadUrl();
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.outcomes().size(), 4);
        QCOMPARE(asked.document.error().kind, ErrorKind::Network);
        QVERIFY(asked.sentence().startsWith(QStringLiteral("Cannot reach 127.0.0.1.")));
        QVERIFY(asked.steps.contains(QStringLiteral("Cannot reach 127.0.0.1, retrying (1/3)")));
    }

    void anUntrustedCertificateIsNotRetried()
    {
        World world;
        FakeServer secure(FakeServer::Transport::Tls);
        world.endpoint(QStringLiteral("one")).base = secure.url();
        world.chain("one", "claude-test-a");
        world.chain("two", "claude-test-b");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.outcomes(), QStringList({QStringLiteral("untrusted")}));
        QVERIFY(asked.sentence().startsWith(
            QStringLiteral("The certificate of 127.0.0.1 is not trusted (issuer Stratwright test "
                           "authority).")));
    }

    void twoUnreachableHostsMeanOffline()
    {
        World world;
        RouterState state({world.client, world.keys, nullptr, world.clock}, world.routing,
                          world.prices, 1);
        state.missed(QStringLiteral("one.example"));
        state.missed(QStringLiteral("one.example"));
        QVERIFY2(!state.offline(), "one host may be down");
        state.missed(QStringLiteral("two.example"));
        QVERIFY(state.offline());
        world.clock.waitFor(10'001, {});
        QVERIFY2(!state.offline(), "not within 10 s");
        state.missed(QStringLiteral("one.example"));
        state.missed(QStringLiteral("two.example"));
        state.reached();
        QVERIFY(!state.offline());
    }

    void offlineCallsWaitForTheNetworkForAWhile()
    {
        // A proxy that knows no name keeps the test off the network.
        FakeServer proxy;
        proxy.setAnswerer([](const Recorded&) { return answer(404, "no such host").thenClose(); });
        http::Connection connection;
        connection.proxy = QStringLiteral("http://127.0.0.1:%1").arg(proxy.url().port());
        World world(connection);
        world.endpoint(QStringLiteral("one")).base =
            QUrl(QStringLiteral("https://one.example.invalid"));
        world.endpoint(QStringLiteral("two")).base =
            QUrl(QStringLiteral("https://two.example.invalid"));
        world.chain("one", "claude-test-a");
        world.chain("two", "claude-test-b");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.document.error().kind, ErrorKind::Network);
        QVERIFY(asked.sentence().startsWith(QStringLiteral("Cannot reach two.example.invalid")));
        QVERIFY(asked.steps.contains(QStringLiteral("Offline. 1 request is waiting.")));
        const std::vector<qint64> waits = world.clock.waits();
        QCOMPARE(std::count(waits.begin(), waits.end(), 15'000), 4);
    }

    void aDailyLimitGoesToTheNextModel()
    {
        World world;
        world.server.enqueue(answer(
            429, "{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"quota\","
                 "\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.QuotaFailure\","
                 "\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProject\"}]}]}}"));
        world.server.enqueue(good());
        world.chain("gemini", "gemini-test");
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QVERIFY(asked.document);
        QCOMPARE(asked.outcomes(),
                 QStringList({QStringLiteral("daily_limit"), QStringLiteral("complete")}));
        QVERIFY(world.clock.waits().empty());
    }

    void aLocalServerMayLoadItsModel()
    {
        World world;
        const Script loading = answer(503, "{\"error\":{\"code\":503,\"message\":\"Loading model\","
                                           "\"type\":\"unavailable_error\"}}");
        for (int round = 0; round < 10; ++round) {
            world.server.enqueue(loading);
        }
        world.server.enqueue(streamed({openAiAnswer(cannedText())}));
        world.chain("openai", "local-model");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QVERIFY2(asked.document, qPrintable(asked.sentence()));
        QCOMPARE(asked.steps.at(0), QStringLiteral("Model is loading"));
    }

    void aLocalServerThatLoadsForEverIsGivenUp()
    {
        World world;
        world.server.setAnswerer([](const Recorded&) {
            return answer(503, "{\"error\":{\"code\":503,\"message\":\"Loading model\","
                               "\"type\":\"unavailable_error\"}}");
        });
        world.chain("openai", "local-model");
        const Answered asked = World::ask(*world.router());
        QVERIFY(!asked.document);
        QVERIFY(asked.sentence().startsWith(QStringLiteral("Model is loading")));
        QVERIFY(world.clock.elapsedMs() >= 290'000 && world.clock.elapsedMs() <= 310'000);
    }

    void aContextThatWasSilentlyCutIsAFailure()
    {
        World world;
        world.server.enqueue(streamed({ollamaLine(cannedText()) + ollamaDone("stop", 16'344, 40)},
                                      {{"content-type", "application/x-ndjson"}}));
        world.chain("ollama", "qwen-test");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QVERIFY(!asked.document);
        QVERIFY2(asked.sentence().contains(QStringLiteral("Context of the local model")),
                 qPrintable(asked.sentence()));
    }

    void everyKindOfProviderAnswers_data()
    {
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("anthropic") << QStringLiteral("one") << anthropicAnswer(cannedText());
        QTest::newRow("gemini") << QStringLiteral("gemini") << geminiAnswer(cannedText());
        QTest::newRow("openai") << QStringLiteral("openai") << openAiAnswer(cannedText());
        QTest::newRow("ollama") << QStringLiteral("ollama") << ollamaAnswer(cannedText());
    }

    void everyKindOfProviderAnswers()
    {
        QFETCH(QString, endpoint);
        QFETCH(QByteArray, bytes);
        World world;
        world.server.enqueue(streamed({bytes}, {{"content-type", endpoint == QLatin1String("ollama")
                                                                     ? "application/x-ndjson"
                                                                     : "text/event-stream"}}));
        world.chain(endpoint.toLatin1().constData(), "test-model");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QVERIFY2(asked.document, qPrintable(asked.sentence()));
        QCOMPARE(asked.call.endpoint, endpoint);
        QVERIFY(asked.call.usage.output.value_or(0) > 0);
    }

    void biggerCapAndLowerEffortAfterATruncation()
    {
        World world;
        world.server.enqueue(truncated());
        world.server.enqueue(good());
        world.chain("one", "claude-test-a").effort = QStringLiteral("high");
        World::ask(*world.router());
        const auto body = [&](std::size_t index) {
            return QJsonDocument::fromJson(world.server.requests().at(index).body).object();
        };
        QCOMPARE(body(0).value(QStringLiteral("max_tokens")).toInt(), 4096);
        QCOMPARE(body(1).value(QStringLiteral("max_tokens")).toInt(), 8192);
        QCOMPARE(body(1)
                     .value(QStringLiteral("output_config"))
                     .toObject()
                     .value(QStringLiteral("effort"))
                     .toString(),
                 QStringLiteral("medium"));
    }

    void repairsNameThePlaceAndStandAlone()
    {
        World world;
        world.server.enqueue(
            good(QStringLiteral("{\"plan\":\"a\",\"source\":\"b\",\"mood\":\"odd\"}")));
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        World::ask(*world.router());
        const QJsonArray messages = QJsonDocument::fromJson(world.server.requests().at(1).body)
                                        .object()
                                        .value(QStringLiteral("messages"))
                                        .toArray();
        QCOMPARE(messages.size(), 1);
        QVERIFY(world.server.requests().at(1).body.contains("/mood"));
    }

    void aChainOfNobodyIsUnsupported()
    {
        World world;
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.document.error().kind, ErrorKind::Unsupported);
        QCOMPARE(world.server.connectionCount(), 0);
    }

    void agentsHaveChainsOfTheirOwn()
    {
        World world;
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        world.routing.chains[QStringLiteral("CodeGenerator")] = {};
        const auto router = world.router();
        QCOMPARE(World::ask(*router).document.error().kind, ErrorKind::Unsupported);
        ModelRequest other = World::request();
        other.agent = QStringLiteral("StrategyAnalyst");
        QVERIFY(World::ask(*router, {}, other).document);
    }

    void aMissingKeyNamesItsVariable()
    {
        World world;
        world.keys.absent = {QStringLiteral("one")};
        world.chain("one", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.document.error().kind, ErrorKind::Unauthorized);
        QVERIFY(asked.sentence().contains(QStringLiteral("ANTHROPIC_API_KEY")));
        QCOMPARE(world.server.connectionCount(), 0);
    }

    void aModelWithoutItsKeyIsPassedOver()
    {
        World world;
        world.keys.absent = {QStringLiteral("one")};
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        world.chain("two", "claude-test-b");
        const Answered asked = World::ask(*world.router());
        QVERIFY(asked.document);
        QCOMPARE(asked.steps,
                 QStringList({QStringLiteral("No key for one, trying claude-test-b")}));
    }

    void anEndpointThatIsNotSetUpIsSaid()
    {
        World world;
        world.chain("nowhere", "claude-test-a");
        const Answered asked = World::ask(*world.router());
        checkRecord(asked);
        QCOMPARE(asked.document.error().kind, ErrorKind::InvalidInput);
        QVERIFY(asked.sentence().contains(QStringLiteral("\"nowhere\"")));
    }

    void aKeyThatTheServiceEchoesIsMasked()
    {
        World world;
        world.server.enqueue(failure(400, "invalid_request_error",
                                     "bad key " + kAnthropicKey + " x-api-key: " + kAnthropicKey));
        world.chain("one", "claude-test-a");
        checkRecord(World::ask(*world.router()));
        world.server.enqueue(
            good(QStringLiteral("{\"plan\":\"%1\"}").arg(QString::fromUtf8(kAnthropicKey))));
        world.server.enqueue(refusal());
        checkRecord(World::ask(*world.router()));
    }

    void answersAreKeptAndFoundAgain()
    {
        World world;
        world.server.enqueue(good());
        world.chain("one", "claude-test-a");
        world.routing.useCache = true;
        const auto router = world.router(true);
        const Answered first = World::ask(*router);
        const Answered second = World::ask(*router);
        checkRecord(first);
        checkRecord(second);
        QVERIFY(!first.call.cacheHit);
        QVERIFY(second.call.cacheHit);
        QCOMPARE(*second.document, *first.document);
        QCOMPARE(second.call.model, first.call.model);
        QCOMPARE(second.call.cost.value_or(-1), qint64{0});
        QCOMPARE(world.server.requests().size(), std::size_t{1});
        QCOMPARE(second.call.id, QStringLiteral("call-2"));
        QCOMPARE(router->spent(), first.call.cost.value_or(0));
    }

    void onlyFinishedAnswersAreKept()
    {
        World world;
        world.routing.useCache = true;
        world.server.enqueue(refusal());
        world.chain("one", "claude-test-a");
        World::ask(*world.router(true));
        QCOMPARE(world.cache.size(), std::size_t{0});
    }

    void everythingThatDeterminesAnAnswerIsInItsKey()
    {
        const Asking asking = askingFor(ProviderKind::OpenAi);
        QSet<QString> keys{cacheKey(asking)};
        const auto differs = [&](const std::function<void(Asking&)>& change) {
            Asking other = asking;
            change(other);
            const QString key = cacheKey(other);
            const bool fresh = !keys.contains(key);
            keys.insert(key);
            return fresh;
        };
        const QString more = QStringLiteral("x");
        QVERIFY(differs([&](Asking& a) { a.profile.model += more; }));
        QVERIFY(differs([&](Asking& a) { a.profile.effort = more; }));
        QVERIFY(differs([&](Asking& a) { a.profile.maxTokens += 1; }));
        QVERIFY(differs([&](Asking& a) { a.endpoint.apiVersion = more; }));
        QVERIFY(differs([&](Asking& a) { a.endpoint.schemaMode = QStringLiteral("none"); }));
        QVERIFY(differs([&](Asking& a) { a.endpoint.contextTokens = 5; }));
        QVERIFY(differs([&](Asking& a) { a.endpoint.kind = ProviderKind::Ollama; }));
        QVERIFY(differs([&](Asking& a) { a.endpoint.base.setHost(QStringLiteral("other")); }));
        QVERIFY(differs([&](Asking& a) { a.request.user += more; }));
        QVERIFY(differs([&](Asking& a) { a.request.system[0].text += more; }));
        QVERIFY(differs([&](Asking& a) { a.request.schema.insert(more, 1); }));
        QVERIFY(!differs([&](Asking& a) { a.request.purpose += more; }));
        QVERIFY(!differs([&](Asking& a) { a.profile.idleMs += 1; }));
    }

    void replayAsksNobody()
    {
        World world;
        world.server.enqueue(good());
        world.chain("two", "claude-test-b");
        world.chain("one", "claude-test-a");
        world.routing.useCache = true;
        World::ask(*world.router(true));
        world.routing.replayOnly = true;
        world.keys.absent = {QStringLiteral("one"), QStringLiteral("two")};
        const auto router = world.router(true);
        const Answered kept = World::ask(*router);
        QVERIFY2(kept.document, qPrintable(kept.sentence()));
        ModelRequest other = World::request();
        other.user += QStringLiteral("!");
        const Answered missing = World::ask(*router, {}, other);
        checkRecord(missing);
        QCOMPARE(missing.document.error().kind, ErrorKind::NotFound);
        QCOMPARE(world.server.requests().size(), std::size_t{1});
    }

    void costsAreCountedForEveryAttempt()
    {
        World world;
        world.server.enqueue(truncated());
        world.server.enqueue(good());
        world.chain("one", "claude-opus-5-5");
        const auto router = world.router();
        const Answered asked = World::ask(*router);
        QVERIFY(asked.document);
        // 812 input at $4, 9120 read at $0.20, 40 and 60 written at $5 and $8, 143 output at $20.
        const qint64 one =
            (812 * 4 * 100 + 9120 * 20 + 40 * 500 + 60 * 800 + 143 * 2000 + 50) / 100;
        QCOMPARE(asked.call.attempts.at(0).cost.value_or(-1), one);
        QCOMPARE(asked.call.cost.value_or(-1), 2 * one);
        QCOMPARE(router->spent(), 2 * one);
        QCOMPARE(asked.call.usage.output.value_or(-1), qint64{286});
    }

    void anUnknownPriceIsNeverNought()
    {
        World world;
        world.server.enqueue(good());
        world.chain("one", "claude-opus-5-5");
        world.prices = PriceTable();
        world.endpoint(QStringLiteral("one")).base = world.server.url();
        const Answered asked = World::ask(*world.router());
        QVERIFY(asked.document);
        // This machine costs nothing; what is not this machine and not in the table is unknown.
        QCOMPARE(asked.call.cost.value_or(-1), qint64{0});
        Endpoint far = world.endpoint(QStringLiteral("one"));
        far.base = QUrl(QStringLiteral("https://api.example.com"));
        QVERIFY(
            !world.prices.cost(far, QStringLiteral("x"), asked.call.usage, QDate(2026, 11, 22)));
    }

    void theBudgetStopsBeforeSending()
    {
        World world;
        world.server.setAnswerer([](const Recorded&) { return good(); });
        world.chain("one", "claude-opus-5-5");
        world.chain("two", "claude-opus-5");
        // One call may cost 4096 · $20 and a little: the second does not fit any more.
        world.routing.runBudget = 90'000;
        const auto router = world.router();
        QVERIFY(World::ask(*router).document);
        const Answered second = World::ask(*router);
        checkRecord(second);
        QCOMPARE(second.document.error().kind, ErrorKind::RateLimited);
        QVERIFY2(second.sentence().startsWith(
                     QStringLiteral("Budget for this run is used (spent $0.00")),
                 qPrintable(second.sentence()));
        QVERIFY(second.sentence().contains(QStringLiteral("of $0.0900")));
        QCOMPARE(world.server.requests().size(), std::size_t{1});
        router->beginRun();
        QVERIFY(World::ask(*router).document);
    }

    void callsAreCountedAndLimited()
    {
        World world;
        world.server.setAnswerer([](const Recorded&) { return good(); });
        world.chain("one", "claude-test-a");
        world.routing.mostCallsPerRun = 2;
        const auto router = world.router();
        QVERIFY(World::ask(*router).document);
        QVERIFY(World::ask(*router).document);
        const Answered third = World::ask(*router);
        QVERIFY(third.sentence().startsWith(QStringLiteral("This run has asked models 2 times")));
        QCOMPARE(world.server.requests().size(), std::size_t{2});
    }

    void cancellingEndsAWait()
    {
        World world;
        world.server.enqueue(
            failure(429, "rate_limit_error", "slow down", {{"retry-after", "100"}}));
        world.chain("one", "claude-test-a");
        world.chain("two", "claude-test-b");
        std::stop_source source;
        world.clock.setHook([&] { source.request_stop(); });
        const Answered asked = World::ask(*world.router(), source.get_token());
        checkRecord(asked);
        QCOMPARE(asked.document.error().kind, ErrorKind::Cancelled);
        QCOMPARE(world.server.requests().size(), std::size_t{1});
    }

    void cancellingInsideAStreamBooksWhatCame()
    {
        World world;
        world.server.enqueue(
            openStream({messageStart() + blockStart(0, "\"type\":\"text\",\"text\":\"\"") +
                        textDelta(0, QStringLiteral("{\"plan\":\"a"))})
                .thenStall());
        world.chain("one", "claude-opus-5-5");
        std::stop_source source;
        Listener listener;
        listener.delta = [&](const Delta&) { source.request_stop(); };
        CallRecord call;
        const auto router = world.router();
        const auto document = router->ask(World::request(), listener, source.get_token(), call);
        QCOMPARE(document.error().kind, ErrorKind::Cancelled);
        QCOMPARE(call.attempts.size(), std::size_t{1});
        QCOMPARE(call.attempts[0].outcome, QStringLiteral("cancelled"));
        QVERIFY(call.attempts[0].costEstimated);
        QVERIFY(call.cost.value_or(0) > 0);
        QCOMPARE(router->spent(), *call.cost);
    }

    void threeAgentsShareOneGate()
    {
        World world;
        std::atomic<int> asked = 0;
        world.server.setAnswerer([&](const Recorded&) {
            const int number = ++asked;
            return number == 1 ? failure(429, "rate_limit_error", "slow", {{"retry-after", "60"}})
                               : good();
        });
        world.chain("one", "claude-test-a");
        world.endpoint(QStringLiteral("one")).concurrency = 1;
        const auto router = world.router();
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> agents;
            for (int index = 0; index < 3; ++index) {
                agents.emplace_back([&] { right += World::ask(*router).document.has_value(); });
            }
        }
        QCOMPARE(right.load(), 3);
        QCOMPARE(world.server.requests().size(), std::size_t{4});
        QVERIFY2(world.clock.elapsedMs() >= 60'000, "nobody was asked before the hint was over");
    }
};

SW_TEST(TestRouter)
#include "tst_router.moc"
