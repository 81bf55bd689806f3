#include "test_main.h"

#include "llm/probe.h"
#include "llm/world.h"

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;
using namespace sw::test;

namespace {

std::vector<ModelListing> listings(const QStringList& ids)
{
    std::vector<ModelListing> list;
    for (const QString& id : ids) {
        list.push_back(ModelListing{id, id});
    }
    return list;
}

const QStringList kOffered{QStringLiteral("claude-fable-5-2"), QStringLiteral("claude-haiku-5-5"),
                           QStringLiteral("claude-sonnet-5-5"), QStringLiteral("claude-opus-5-5"),
                           QStringLiteral("claude-sonnet-5")};

Script probeAnswer(const QByteArray& text)
{
    return streamed({openAiText(QString::fromUtf8(text)) + openAiChunk({}, "\"stop\"") +
                     openAiUsage() + "data: [DONE]\n\n"});
}

const QByteArray kRight = "{\"word\":\"heliotrope\"}";

} // namespace

class TestModelList : public QObject
{
    Q_OBJECT

private:
    static Result<ProbeReport> probed(World& world, const char* endpoint, const char* model)
    {
        ModelList models(world.client, world.keys, world.clock);
        Asking asking;
        asking.endpoint = world.endpoint(QString::fromLatin1(endpoint));
        asking.profile = world.chain(endpoint, model);
        return probe(world.client, world.keys, models, world.clock, asking, {});
    }

private slots:
    void theClosestShareTheirFamily()
    {
        QCOMPARE(
            closestIds(QStringLiteral("claude-3-5-sonnet-20241022"), listings(kOffered), 2),
            QStringList({QStringLiteral("claude-sonnet-5-5"), QStringLiteral("claude-sonnet-5")}));
        QCOMPARE(closestIds(QStringLiteral("claude-opus-4-1"), listings(kOffered), 1),
                 QStringList({QStringLiteral("claude-opus-5-5")}));
        QCOMPARE(closestIds(QString(), {}, 3), QStringList());
    }

    void fetchesEveryPage()
    {
        World world;
        world.server.enqueue(answer(200, "{\"data\":[{\"type\":\"model\",\"id\":\"claude-a\"}],"
                                         "\"has_more\":true,\"last_id\":\"claude-a\"}"));
        world.server.enqueue(modelList({"claude-b"}));
        ModelList models(world.client, world.keys, world.clock);
        const Endpoint& endpoint = world.endpoint(QStringLiteral("one"));
        const auto list = models.fetch(endpoint, {});
        QVERIFY(list.has_value());
        QCOMPARE(list->size(), std::size_t{2});
        QVERIFY(world.server.requests().at(1).path.contains("after_id=claude-a"));
        QCOMPARE(world.server.requests().at(0).method, QByteArray("GET"));
        QVERIFY(models.known(endpoint, QStringLiteral("claude-b")));
        QVERIFY(!models.known(endpoint, QStringLiteral("claude-c")));
        QVERIFY(!models.known(world.endpoint(QStringLiteral("two")), QStringLiteral("claude-b")));
    }

    void aServiceThatNeverEndsItsPagesIsLeft()
    {
        World world;
        std::atomic<int> page = 0;
        world.server.setAnswerer([&](const Recorded&) {
            const QByteArray id = "claude-" + QByteArray::number(++page);
            return answer(200, "{\"data\":[{\"type\":\"model\",\"id\":\"" + id +
                                   "\"}],\"has_more\":true,\"last_id\":\"" + id + "\"}");
        });
        ModelList models(world.client, world.keys, world.clock);
        const auto list = models.fetch(world.endpoint(QStringLiteral("one")), {});
        QVERIFY(list.has_value());
        QCOMPARE(static_cast<int>(list->size()), ModelList::kMostPages);
    }

    void aRetiredModelIsSaidWithItsDayAndWhatToChoose()
    {
        World world;
        world.server.setAnswerer([](const Recorded&) {
            return modelList({"claude-haiku-5-5", "claude-sonnet-5-5", "claude-opus-5-5"});
        });
        ModelList models(world.client, world.keys, world.clock);
        const Endpoint& endpoint = world.endpoint(QStringLiteral("one"));
        Profile profile;
        profile.model = QStringLiteral("claude-3-5-sonnet-20241022");
        const Status status = models.validate(endpoint, profile, {});
        QCOMPARE(status.error().kind, ErrorKind::NotFound);
        QCOMPARE(QString::fromStdString(status.error().message),
                 QStringLiteral("claude-3-5-sonnet-20241022 is no longer offered (retired "
                                "2025-10-28). Choose: claude-sonnet-5-5, claude-opus-5-5, "
                                "claude-haiku-5-5."));
        profile.model = QStringLiteral("claude-sonnet-5-5");
        QVERIFY(models.validate(endpoint, profile, {}));
    }

    void failuresOfTheListAreSaid_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("words");
        QTest::newRow("401") << 401 << QStringLiteral("The key was rejected.");
        QTest::newRow("500") << 500 << QStringLiteral("Service error");
        QTest::newRow("page") << 200 << QString();
    }

    void failuresOfTheListAreSaid()
    {
        QFETCH(int, status);
        QFETCH(QString, words);
        World world;
        world.server.enqueue(answer(status, status == 200 ? "<html>" : "{}"));
        ModelList models(world.client, world.keys, world.clock);
        const auto list = models.fetch(world.endpoint(QStringLiteral("one")), {});
        QVERIFY(!list.has_value());
        const QString sentence = QString::fromStdString(list.error().message);
        QVERIFY2(sentence.contains(words) && !sentence.isEmpty(), qPrintable(sentence));
    }

    void aMissingKeyIsSaidBeforeAsking()
    {
        World world;
        world.keys.absent = {QStringLiteral("one")};
        ModelList models(world.client, world.keys, world.clock);
        const auto list = models.fetch(world.endpoint(QStringLiteral("one")), {});
        QCOMPARE(list.error().kind, ErrorKind::Unauthorized);
        QCOMPARE(world.server.connectionCount(), 0);
    }

    void aTrialFindsOutWhatAnEndpointCan()
    {
        World world;
        world.server.enqueue(answer(200, "{\"object\":\"list\",\"data\":[{\"id\":\"m\"}]}"));
        world.server.enqueue(probeAnswer(kRight));
        const auto report = probed(world, "openai", "m");
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->schemaMode, QStringLiteral("json_schema"));
        QVERIFY(report->listed && report->usage);
        QCOMPARE(report->models, 1);
        QVERIFY(report->sentence().endsWith(
            QStringLiteral("1 models on its list; keeps to a schema; tells its tokens")));
    }

    void aTrialTriesWeakerForms()
    {
        World world;
        world.server.enqueue(answer(404, "{\"error\":\"no list\"}"));
        world.server.enqueue(answer(400,
                                    "{\"error\":{\"message\":\"response_format json_schema is not "
                                    "supported\"}}"));
        world.server.enqueue(probeAnswer("{\"word\":\"hello\"}"));
        world.server.enqueue(probeAnswer("```json\n" + kRight + "\n```"));
        const auto report = probed(world, "openai", "m");
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->schemaMode, QStringLiteral("none"));
        QCOMPARE(report->models, 0);
    }

    void aTrialFindsTheNameOfTheCap()
    {
        World world;
        world.server.enqueue(answer(200, "{\"data\":[{\"id\":\"m\"}]}"));
        world.server.enqueue(answer(
            400, "{\"error\":{\"message\":\"Unsupported parameter: max_completion_tokens\"}}"));
        world.server.enqueue(probeAnswer(kRight));
        const auto report = probed(world, "openai", "m");
        QVERIFY2(report.has_value(), report ? "" : report.error().message.c_str());
        QCOMPARE(report->tokenLimitField, QStringLiteral("max_tokens"));
        QVERIFY(world.server.requests().at(2).body.contains("\"max_tokens\""));
    }

    void aTrialOfAModelThatIsGoneProposesOthers()
    {
        World world;
        world.server.enqueue(modelList({"claude-opus-5-5"}));
        const auto report = probed(world, "one", "claude-opus-4-1");
        QCOMPARE(report.error().kind, ErrorKind::NotFound);
        QVERIFY(QString::fromStdString(report.error().message)
                    .contains(QStringLiteral("Choose: claude-opus-5-5.")));
    }

    void aTrialTellsWhatALocalModelReads()
    {
        World world;
        const auto asked = [&world](const QByteArray& described, int status = 200) {
            world.server.enqueue(answer(200, R"({"models":[{"name":"m:1b"}]})"));
            world.server.enqueue(answer(status, described));
            world.server.enqueue(streamed({ollamaAnswer(QString::fromUtf8(kRight))}));
            const auto report = probed(world, "ollama", "m:1b");
            return report ? report->sentence() : QString::fromStdString(report.error().message);
        };
        const QByteArray facts = R"({"capabilities":["completion"],"model_info":{
            "general.architecture":"a","a.context_length":%1}})";
        QString said = asked(QByteArray(facts).replace("%1", "40960"));
        QVERIFY2(said.endsWith(QLatin1String("reads up to 40960 tokens, 16384 of them used")),
                 qPrintable(said));
        QCOMPARE(world.server.requests().at(1).path, QByteArray("/api/show"));
        said = asked(QByteArray(facts).replace("%1", "4096"));
        QVERIFY2(said.endsWith(QLatin1String("reads 4096 tokens, fewer than the 16384 of the "
                                             "settings: set 4096")),
                 qPrintable(said));
        // What is not told is said and changes nothing else.
        said = asked("404 page not found", 404);
        QVERIFY2(said.startsWith(QLatin1String("answers in ")) &&
                     said.endsWith(QLatin1String("what it can do was not told (The service does "
                                                 "not describe its models)")),
                 qPrintable(said));
        said = asked("[]");
        QVERIFY2(said.startsWith(QLatin1String("answers in ")) &&
                     said.contains(QLatin1String("what it can do was not told")),
                 qPrintable(said));
    }

    void aTrialOfAModelThatWritesNoTextSaysSo()
    {
        World world;
        world.server.enqueue(answer(200, R"({"models":[{"name":"e:1b"}]})"));
        world.server.enqueue(answer(200, R"({"capabilities":["embedding"]})"));
        const auto report = probed(world, "ollama", "e:1b");
        QCOMPARE(report.error().kind, ErrorKind::Unsupported);
        QCOMPARE(QString::fromStdString(report.error().message),
                 QStringLiteral("e:1b writes no text (it offers: embedding). Choose another "
                                "model."));
    }

    void aTrialThatFailsSaysWhy()
    {
        World world;
        world.server.enqueue(answer(200, "{\"data\":[{\"id\":\"m\"}]}"));
        world.server.enqueue(answer(401, "{\"error\":{\"message\":\"bad key\"}}"));
        const auto report = probed(world, "openai", "m");
        QCOMPARE(report.error().kind, ErrorKind::Unauthorized);
    }
};

SW_TEST(TestModelList)
#include "tst_model_list.moc"
