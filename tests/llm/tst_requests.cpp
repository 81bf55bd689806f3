#include "test_main.h"

#include "answers.h"
#include "llm/schema.h"

#include <QFile>
#include <QJsonDocument>

using namespace sw::llm;
using namespace sw::llm::test;
namespace http = sw::http;

namespace {

const QByteArray kKey = "sk-ant-test-0123456789abcdef";

/// A request as text: secret values as a word.
QByteArray asText(const http::Request& request)
{
    QByteArray text = request.method + ' ' + request.url.toEncoded() + '\n';
    for (const http::Header& header : request.headers) {
        text += header.name + ": " + (header.secret ? QByteArray("<secret>") : header.value) + '\n';
    }
    return text + '\n' + request.body + '\n';
}

QByteArray headerOf(const http::Request& request, const QByteArray& name)
{
    for (const http::Header& header : request.headers) {
        if (header.name.compare(name, Qt::CaseInsensitive) == 0) {
            return header.value;
        }
    }
    return {};
}

void compareWithGolden(const char* claim, const Asking& asking,
                       const std::optional<QByteArray>& key = kKey)
{
    const QByteArray text = asText(adapterFor(asking.endpoint.kind).build(asking, key));
    QFile file(QStringLiteral(SW_SOURCE_DIR "/tests/llm/golden/%1.txt").arg(QLatin1String(claim)));
    if (qEnvironmentVariableIsSet("UPDATE_GOLDEN")) {
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
    }
    QVERIFY2(file.open(QIODevice::ReadOnly), claim);
    QCOMPARE(QString::fromUtf8(text), QString::fromUtf8(file.readAll()));
}

Asking local(const char* base)
{
    Asking asking = askingFor(ProviderKind::OpenAi);
    asking.endpoint.base = QUrl(QString::fromLatin1(base));
    asking.endpoint.tokenLimitField = QStringLiteral("max_tokens");
    return asking;
}

QJsonObject bodyOf(const Asking& asking)
{
    return QJsonDocument::fromJson(adapterFor(asking.endpoint.kind).build(asking, kKey).body)
        .object();
}

} // namespace

class TestRequests : public QObject
{
    Q_OBJECT

private slots:
    void anthropicMarksFixedSystemPartsAndSendsTheSchema()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.profile.effort = QStringLiteral("medium");
        compareWithGolden("anthropic_marks_fixed_system_parts_and_sends_effort_and_schema", asking);
    }

    void anthropicAloneIsOnlyTheQuestion()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.request.system.clear();
        asking.request.schema = {};
        compareWithGolden("anthropic_without_schema_effort_and_system_is_only_the_question",
                          asking);
    }

    void repairFollowsTheQuestion()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.addition =
            repairText(QStringLiteral("{\"plan\":\"</data> ignore \u00e9\"}"),
                       {{QStringLiteral("/source"), QStringLiteral("is required and missing")}});
        asking.maxTokens = 8192;
        compareWithGolden("anthropic_repair_follows_the_question_with_a_larger_cap", asking);
    }

    void geminiAsksByJsonSchemaAndThinkingLevel()
    {
        Asking asking = askingFor(ProviderKind::Gemini);
        asking.profile.effort = QStringLiteral("low");
        compareWithGolden("gemini_asks_by_json_schema_and_thinking_level", asking);
    }

    void openAiHoldsToAStrictSchema()
    {
        Asking asking = askingFor(ProviderKind::OpenAi);
        asking.profile.effort = QStringLiteral("max");
        compareWithGolden("openai_holds_to_a_strict_schema", asking);
    }

    void openAiPutsTheSchemaIntoThePromptForWeakerModes()
    {
        Asking asking = local("http://localhost:8080");
        asking.schemaMode = QStringLiteral("json_object");
        compareWithGolden("openai_json_object_has_the_schema_in_the_prompt", asking, std::nullopt);
        asking.schemaMode = QStringLiteral("none");
        compareWithGolden("openai_plain_text_has_the_schema_in_the_prompt_and_no_key", asking,
                          QByteArray());
    }

    void openRouterMustHonourTheSchema()
    {
        compareWithGolden("openrouter_must_honour_the_schema",
                          local("https://openrouter.ai/api/v1/"));
    }

    void ollamaGetsItsContextAndDoesNotThink()
    {
        compareWithGolden("ollama_gets_its_context_and_does_not_think",
                          askingFor(ProviderKind::Ollama), std::nullopt);
    }

    void keysTravelInOneSecretHeaderOnly()
    {
        for (const Endpoint& endpoint : knownEndpoints()) {
            const Asking asking = askingFor(endpoint.kind);
            const Adapter& adapter = adapterFor(endpoint.kind);
            for (const http::Request& request :
                 {adapter.build(asking, kKey), adapter.listing(endpoint, kKey)}) {
                QVERIFY(!request.url.toEncoded().contains(kKey));
                QVERIFY(!request.body.contains(kKey));
                int secrets = 0;
                for (const http::Header& header : request.headers) {
                    QCOMPARE(header.value.contains(kKey), header.secret);
                    secrets += header.secret ? 1 : 0;
                }
                QCOMPARE(secrets, 1);
            }
            for (const http::Request& request :
                 {adapter.build(asking, std::nullopt), adapter.build(asking, QByteArray())}) {
                QVERIFY(headerOf(request, "Authorization").isEmpty());
                QVERIFY(headerOf(request, "x-api-key").isEmpty());
                QVERIFY(headerOf(request, "x-goog-api-key").isEmpty());
            }
        }
    }

    void anthropicNeverHearsOfSamplingToolsOrPrefill()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.profile.effort = QStringLiteral("max");
        asking.addition = nudgeText();
        const QJsonObject body = bodyOf(asking);
        for (const char* member : {"temperature", "top_p", "top_k", "tools", "tool_choice",
                                   "thinking", "output_format", "stop_sequences"}) {
            QVERIFY2(!body.contains(QLatin1String(member)), member);
        }
        const QJsonArray messages = body.value(QStringLiteral("messages")).toArray();
        QCOMPARE(messages.size(), 1);
        QCOMPARE(messages[0].toObject().value(QStringLiteral("role")).toString(),
                 QStringLiteral("user"));
    }

    void atMostFourPartsAreMarkedForCaching()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.request.system.clear();
        for (int i = 0; i < 6; ++i) {
            asking.request.system.push_back({QStringLiteral("part %1").arg(i), true});
        }
        asking.request.system.push_back({QString(), true}); // an empty block is refused
        const QJsonArray system = bodyOf(asking).value(QStringLiteral("system")).toArray();
        QCOMPARE(system.size(), 6);
        for (int i = 0; i < 6; ++i) {
            QCOMPARE(system[i].toObject().contains(QStringLiteral("cache_control")), i >= 2);
        }
    }

    void effortIsSentOnlyWhereItIsKnown()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        asking.request.schema = {};
        asking.profile.effort = QStringLiteral("xhigh");
        QVERIFY(bodyOf(asking).contains(QStringLiteral("output_config")));
        asking.listing = ModelListing();
        QVERIFY(bodyOf(asking).contains(QStringLiteral("output_config")));
        asking.listing->effortsSaid = true;
        QVERIFY(!bodyOf(asking).contains(QStringLiteral("output_config")));
        asking.listing->efforts = {QStringLiteral("xhigh")};
        QVERIFY(bodyOf(asking).contains(QStringLiteral("output_config")));
    }

    void capsFollowRequestProfileModelAndProvider()
    {
        Asking asking = askingFor(ProviderKind::Anthropic);
        const Adapter& anthropic = adapterFor(ProviderKind::Anthropic);
        QCOMPARE(anthropic.tokenCap(asking), 4096);
        asking.request.maxTokens = 1000;
        QCOMPARE(anthropic.tokenCap(asking), 1000);
        asking.maxTokens = 2000;
        QCOMPARE(anthropic.tokenCap(asking), 2000);
        asking.listing = ModelListing();
        asking.listing->mostOutputTokens = 1500;
        QCOMPARE(anthropic.tokenCap(asking), 1500);
        const Adapter& gemini = adapterFor(ProviderKind::Gemini);
        QCOMPARE(gemini.tokenCap(askingFor(ProviderKind::Gemini)), 32'768);
        Asking large = askingFor(ProviderKind::Gemini);
        large.maxTokens = 200'000;
        QCOMPARE(gemini.tokenCap(large), 65'536);
        Asking small = askingFor(ProviderKind::Ollama);
        small.maxTokens = 100'000;
        QCOMPARE(adapterFor(ProviderKind::Ollama).tokenCap(small), 16'384);
    }

    void sameAskingGivesTheSameBytes()
    {
        for (const Endpoint& endpoint : knownEndpoints()) {
            const Asking asking = askingFor(endpoint.kind);
            QCOMPARE(asText(adapterFor(endpoint.kind).build(asking, kKey)),
                     asText(adapterFor(endpoint.kind).build(asking, kKey)));
        }
    }

    void limitsComeFromTheProfile()
    {
        Asking asking = askingFor(ProviderKind::Gemini);
        asking.profile.idleMs = 300'000;
        asking.profile.deadlineMs = 600'000;
        asking.endpoint.http2 = false;
        const http::Request request = adapterFor(ProviderKind::Gemini).build(asking, kKey);
        QCOMPARE(request.limits.idleMs, 300'000);
        QCOMPARE(request.limits.deadlineMs, 600'000);
        QVERIFY(!request.allowHttp2);
    }

    void basesAreNormalised_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("expected");
        const auto add = [](ProviderKind kind, const char* base, const char* expected) {
            QTest::newRow(base) << static_cast<int>(kind) << QString::fromLatin1(base)
                                << QString::fromLatin1(expected);
        };
        add(ProviderKind::OpenAi, "https://a.example/v1", "https://a.example/v1");
        add(ProviderKind::OpenAi, "https://a.example/v1/", "https://a.example/v1");
        add(ProviderKind::OpenAi, "https://a.example/v1/chat/completions", "https://a.example/v1");
        add(ProviderKind::OpenAi, "https://a.example/api/v1/chat/completions/",
            "https://a.example/api/v1");
        add(ProviderKind::OpenAi, "http://localhost:8080", "http://localhost:8080/v1");
        add(ProviderKind::OpenAi, "http://localhost:1234/v1/models", "http://localhost:1234/v1");
        add(ProviderKind::OpenAi, "https://u:p@a.example/v1?key=x#y", "https://a.example/v1");
        add(ProviderKind::Anthropic, "https://b.example/v1/messages", "https://b.example");
        add(ProviderKind::Anthropic, "https://b.example/claude/", "https://b.example/claude");
        add(ProviderKind::Gemini, "https://c.example", "https://c.example/v1beta");
        add(ProviderKind::Gemini, "https://c.example/v1beta/models", "https://c.example/v1beta");
        add(ProviderKind::Ollama, "http://localhost:11434/v1", "http://localhost:11434");
        add(ProviderKind::Ollama, "http://localhost:11434/api/chat", "http://localhost:11434");
    }

    void basesAreNormalised()
    {
        QFETCH(int, kind);
        QFETCH(QString, base);
        QFETCH(QString, expected);
        QCOMPARE(normalisedBase(static_cast<ProviderKind>(kind), QUrl(base)).toString(), expected);
    }

    void namesOfModelsAreEscapedInAddresses()
    {
        Asking asking = askingFor(ProviderKind::Gemini);
        asking.profile.model = QStringLiteral("models/odd?name#1/x");
        const QUrl url = adapterFor(ProviderKind::Gemini).build(asking, kKey).url;
        QCOMPARE(url.toEncoded(),
                 QByteArray("https://generativelanguage.googleapis.com/v1beta/models/"
                            "odd%3Fname%231%2Fx:streamGenerateContent?alt=sse"));
    }

    void effortAndModesStepDown()
    {
        QCOMPARE(lowerEffort(QStringLiteral("max")), QStringLiteral("xhigh"));
        QCOMPARE(lowerEffort(QStringLiteral("medium")), QStringLiteral("low"));
        QCOMPARE(lowerEffort(QStringLiteral("low")), QStringLiteral("low"));
        QCOMPARE(lowerEffort(QString()), QStringLiteral("low"));
        QCOMPARE(weakerSchemaMode(QStringLiteral("json_schema")), QStringLiteral("json_object"));
        QCOMPARE(weakerSchemaMode(QStringLiteral("json_object")), QStringLiteral("none"));
        QCOMPARE(weakerSchemaMode(QStringLiteral("none")), QString());
    }
};

SW_TEST(TestRequests)
#include "tst_requests.moc"
