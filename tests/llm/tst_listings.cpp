#include "test_main.h"

#include "answers.h"

using namespace sw::llm;
using namespace sw::llm::test;

namespace {

ListingPage parsed(ProviderKind kind, const QByteArray& body)
{
    return adapterFor(kind).parseListing(body).value_or(ListingPage());
}

QByteArray addressOf(ProviderKind kind, const char* page)
{
    return adapterFor(kind)
        .listing(askingFor(kind).endpoint, QByteArray("key"), QString::fromLatin1(page))
        .url.toEncoded();
}

} // namespace

class TestListings : public QObject
{
    Q_OBJECT

private slots:
    void anthropicTellsWindowsAndEfforts()
    {
        const ListingPage page = parsed(ProviderKind::Anthropic, R"({"data":[
            {"type":"model","id":"claude-a","display_name":"Claude A","max_input_tokens":1000000,
             "max_tokens":128000,"capabilities":{"structured_outputs":{"supported":true},
             "effort":{"supported":true,"low":{"supported":true},"max":{"supported":false},
             "xhigh":{"supported":true}}}},
            {"id":"claude-b","capabilities":{"structured_outputs":{"supported":false},
             "effort":{"supported":false}}},
            {"id":"claude-c","capabilities":null},
            {"display_name":"nameless"}],"has_more":true,"last_id":"claude-c"})");
        QCOMPARE(page.models.size(), std::size_t(3));
        QCOMPARE(page.models[0].id, QStringLiteral("claude-a"));
        QCOMPARE(page.models[0].title, QStringLiteral("Claude A"));
        QCOMPARE(page.models[0].contextTokens, qint64(1'000'000));
        QCOMPARE(page.models[0].mostOutputTokens, qint64(128'000));
        QVERIFY(page.models[0].structured && page.models[0].effortsSaid);
        QCOMPARE(page.models[0].efforts,
                 (QStringList{QStringLiteral("low"), QStringLiteral("xhigh")}));
        QVERIFY(!page.models[1].structured && page.models[1].effortsSaid);
        QVERIFY(page.models[1].efforts.isEmpty());
        QVERIFY(page.models[2].structured && !page.models[2].effortsSaid);
        QCOMPARE(page.nextPage, QStringLiteral("claude-c"));
        QVERIFY(parsed(ProviderKind::Anthropic, R"({"data":[],"has_more":false,"last_id":"x"})")
                    .nextPage.isEmpty());
    }

    void geminiOffersOnlyWhatGenerates()
    {
        const ListingPage page = parsed(ProviderKind::Gemini, R"({"models":[
            {"name":"models/gemini-a","displayName":"Gemini A","inputTokenLimit":1048576,
             "outputTokenLimit":65536,"supportedGenerationMethods":["generateContent"],
             "thinking":true},
            {"name":"models/embedder","supportedGenerationMethods":["embedContent"]},
            {"name":"models/plain","supportedGenerationMethods":["generateContent"],
             "thinking":false}],"nextPageToken":"t 1"})");
        QCOMPARE(page.models.size(), std::size_t(2));
        QCOMPARE(page.models[0].id, QStringLiteral("gemini-a"));
        QCOMPARE(page.models[0].mostOutputTokens, qint64(65'536));
        QVERIFY(page.models[0].efforts.contains(QStringLiteral("high")));
        QVERIFY(page.models[1].effortsSaid && page.models[1].efforts.isEmpty());
        QCOMPARE(page.nextPage, QStringLiteral("t 1"));
    }

    void openAiCompatibleServersSayWhatTheyKnow()
    {
        const ListingPage page = parsed(ProviderKind::OpenAi, R"({"object":"list","data":[
            {"id":"vendor/a","name":"A","context_length":32000,"supported_parameters":["tools"],
             "top_provider":{"max_completion_tokens":8000}},
            {"id":"b","max_model_len":4096},{"id":"c"}]})");
        QCOMPARE(page.models.size(), std::size_t(3));
        QCOMPARE(page.models[0].contextTokens, qint64(32'000));
        QCOMPARE(page.models[0].mostOutputTokens, qint64(8'000));
        QVERIFY(!page.models[0].structured);
        QCOMPARE(page.models[1].contextTokens, qint64(4096));
        QVERIFY(page.models[2].structured && page.models[2].contextTokens == 0);
        QVERIFY(page.nextPage.isEmpty());
    }

    void ollamaNamesWhatIsInstalled()
    {
        const ListingPage page = parsed(ProviderKind::Ollama, R"({"models":[
            {"name":"qwen3:8b","model":"qwen3:8b","details":{"parameter_size":"8.2B"}},
            {"model":"llama:1b"}]})");
        QCOMPARE(page.models.size(), std::size_t(2));
        QCOMPARE(page.models[0].title, QStringLiteral("qwen3:8b (8.2B)"));
        QCOMPARE(page.models[1].id, QStringLiteral("llama:1b"));
    }

    void ollamaDescribesAModel()
    {
        const Adapter& adapter = adapterFor(ProviderKind::Ollama);
        const Endpoint endpoint = askingFor(ProviderKind::Ollama).endpoint;
        const auto request =
            adapter.description(endpoint, std::nullopt, QStringLiteral("qwen3:8b"));
        QVERIFY(request.has_value());
        QCOMPARE(request->method, QByteArray("POST"));
        QCOMPARE(request->url.toEncoded(), QByteArray("http://localhost:11434/api/show"));
        QCOMPARE(request->body, QByteArray("{\"model\":\"qwen3:8b\"}"));
        QVERIFY(request->limits.deadlineMs <= 10'000);
        ModelListing listing;
        QVERIFY(adapter.addDescription(R"({"capabilities":["completion","thinking",7],
            "model_info":{"general.architecture":"qwen3","qwen3.context_length":40960,
            "llama.context_length":1}})",
                                       listing));
        QCOMPARE(listing.contextTokens, qint64(40'960));
        QCOMPARE(listing.capabilities,
                 (QStringList{QStringLiteral("completion"), QStringLiteral("thinking")}));
        ModelListing silent;
        QVERIFY(adapter.addDescription("{\"model_info\":null}", silent));
        QVERIFY(silent.contextTokens == 0 && silent.capabilities.isEmpty());
        QVERIFY(!adapter.addDescription("<html>", silent));
        for (const ProviderKind other :
             {ProviderKind::Anthropic, ProviderKind::Gemini, ProviderKind::OpenAi}) {
            QVERIFY(!adapterFor(other).description(endpoint, std::nullopt, QStringLiteral("m")));
        }
    }

    void pagesAreAskedForByTheirMark()
    {
        QCOMPARE(addressOf(ProviderKind::Anthropic, "a b&c"),
                 QByteArray("https://api.anthropic.com/v1/models?limit=1000&after_id=a%20b%26c"));
        QCOMPARE(addressOf(ProviderKind::Gemini, "t"),
                 QByteArray("https://generativelanguage.googleapis.com/v1beta/models"
                            "?pageSize=1000&pageToken=t"));
        QCOMPARE(addressOf(ProviderKind::OpenAi, ""),
                 QByteArray("https://api.openai.com/v1/models"));
        QCOMPARE(addressOf(ProviderKind::Ollama, ""),
                 QByteArray("http://localhost:11434/api/tags"));
        const Endpoint endpoint = askingFor(ProviderKind::Anthropic).endpoint;
        const auto request = adapterFor(ProviderKind::Anthropic).listing(endpoint, std::nullopt);
        QCOMPARE(request.method, QByteArray("GET"));
        QVERIFY(request.body.isEmpty());
    }

    void otherBodiesAreNoListings()
    {
        for (const Endpoint& endpoint : knownEndpoints()) {
            for (const char* body : {"", "[]", "{}", "<html>", "{\"data\":1,\"models\":\"x\"}"}) {
                const auto page = adapterFor(endpoint.kind).parseListing(body);
                QVERIFY(!page);
                QCOMPARE(page.error().kind, sw::ErrorKind::BadReply);
            }
        }
    }
};

SW_TEST(TestListings)
#include "tst_listings.moc"
