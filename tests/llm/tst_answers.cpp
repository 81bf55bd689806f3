#include "test_main.h"

#include "answers.h"

using namespace sw::llm;
using namespace sw::llm::test;

namespace {

const QString kHello = QStringLiteral("hello");

void addRow(const char* title, ProviderKind kind, const QByteArray& bytes, const char* outcome,
            const QString& text = kHello)
{
    QTest::newRow(title) << static_cast<int>(kind) << bytes << QString::fromLatin1(outcome) << text;
}

void addAnthropicRows()
{
    const auto add = [](const char* title, const QByteArray& bytes, const char* outcome,
                        const QString& text = kHello) {
        addRow(title, ProviderKind::Anthropic, bytes, outcome, text);
    };
    const QByteArray start = messageStart();
    const QByteArray block = textBlock(0, kHello);
    const QByteArray end = messageDelta("\"end_turn\"");
    const QByteArray stop = sse("message_stop", {});
    add("anthropic plain", start + block + end + stop, "complete");
    add("anthropic unknown event", start + sse("novelty", "\"x\":1") + block + end, "complete");
    add("anthropic unknown delta",
        start + blockStart(0, "\"type\":\"text\",\"text\":\"\"") +
            blockDelta(0, "\"type\":\"novel_delta\",\"text\":\"no\"") + textDelta(0, kHello) +
            blockStop(0) + end,
        "complete");
    add("anthropic unknown block type",
        start + blockStart(0, "\"type\":\"novel\",\"text\":\"no\"") + blockStop(0) +
            textBlock(1, kHello) + end,
        "complete");
    add("anthropic two text blocks",
        start + textBlock(0, QStringLiteral("hel")) + textBlock(1, QStringLiteral("lo")) + end,
        "complete");
    add("anthropic blocks that overlap",
        start + blockStart(0, "\"type\":\"text\",\"text\":\"\"") +
            blockStart(1, "\"type\":\"text\",\"text\":\"\"") + textDelta(1, QStringLiteral("lo")) +
            textDelta(0, QStringLiteral("hel")) + blockStop(1) + blockStop(0) + end,
        "complete");
    add("anthropic half a tail", start + block + end + "event: message_stop\ndata: {\"ty",
        "complete");
    add("anthropic broken tail", start + block + end + "data: {nonsense\n\n", "complete");
    add("anthropic error before the first block",
        start + sse("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"Over\"}"),
        "overloaded", {});
    add("anthropic error after text",
        start + block + sse("error", "\"error\":{\"type\":\"api_error\",\"message\":\"Oh\"}"),
        "server_error");
    add("anthropic error of a new type",
        start + sse("error", "\"error\":{\"type\":\"novel_error\",\"message\":\"Oh\"}"),
        "server_error", {});
    add("anthropic open block at the end",
        start + blockStart(0, "\"type\":\"text\",\"text\":\"\"") + textDelta(0, kHello) + end,
        "cut");
    add("anthropic no stop reason at the end", start + block + messageDelta("null") + stop, "cut");
    add("anthropic no message delta", start + block, "cut");
    add("anthropic refusal after partial JSON",
        start + textBlock(0, QStringLiteral("{\"plan\":")) +
            sse("message_delta", "\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":"
                                 "{\"type\":\"refusal\",\"category\":\"cyber\"}}") +
            stop,
        "refused", {});
    add("anthropic refusal without category", start + messageDelta("\"refusal\"") + stop, "refused",
        {});
    add("anthropic cap reached", start + block + messageDelta("\"max_tokens\"") + stop,
        "truncated");
    add("anthropic window full",
        start + block + messageDelta("\"model_context_window_exceeded\"") + stop, "truncated");
    add("anthropic stop sequence", start + block + messageDelta("\"stop_sequence\"") + stop,
        "complete");
    add("anthropic pause", start + block + messageDelta("\"pause_turn\"") + stop, "paused");
    add("anthropic tool", start + block + messageDelta("\"tool_use\"") + stop, "tool_call");
    add("anthropic unknown stop", start + block + messageDelta("\"moonrise\"") + stop,
        "unknown_stop");
    add("anthropic empty", start + end + stop, "empty", {});
    add("anthropic usage missing entirely",
        sse("message_start", "\"message\":{}") + block +
            sse("message_delta", "\"delta\":{\"stop_reason\":\"end_turn\"}") + stop,
        "complete");
    add("anthropic malformed event", start + "data: {nonsense\n\n" + block + end + stop,
        "unreadable", {});
    add("anthropic whole document instead of a stream",
        "{\"type\":\"message\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"\"},"
        "{\"type\":\"text\",\"text\":\"hello\"}],\"stop_reason\":\"end_turn\"}",
        "complete");
    add("anthropic error document with status 200",
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}",
        "overloaded", {});
    add("anthropic web page with status 200", "<!DOCTYPE html><html>Sign in</html>", "html", {});
    add("anthropic nothing at all", "", "cut", {});
    add("anthropic other JSON", "{\"hello\":1}", "unreadable", {});
}

void addGeminiRows()
{
    const auto add = [](const char* title, const QByteArray& bytes, const char* outcome,
                        const QString& text = kHello) {
        addRow(title, ProviderKind::Gemini, bytes, outcome, text);
    };
    const QByteArray finish = ",\"finishReason\":\"STOP\"}]";
    add("gemini plain", geminiChunk(kHello, finish), "complete");
    add("gemini no finish reason", geminiChunk(kHello, "}]"), "cut");
    add("gemini prompt blocked",
        "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":"
        "{\"promptTokenCount\":5}}\n\n",
        "refused", {});
    add("gemini safety", geminiChunk(kHello, ",\"finishReason\":\"SAFETY\"}]"), "refused", {});
    add("gemini cap reached without content",
        "data: {\"candidates\":[{\"index\":0,\"finishReason\":\"MAX_TOKENS\"}]}\n\n", "truncated",
        {});
    add("gemini continuation", geminiChunk(kHello, ",\"finishReason\":\"CONTINUATION\"}]"),
        "truncated");
    add("gemini malformed call",
        geminiChunk(kHello, ",\"finishReason\":\"MALFORMED_FUNCTION_CALL\"}]"), "malformed");
    add("gemini other", geminiChunk(kHello, ",\"finishReason\":\"OTHER\"}]"), "unknown_stop");
    add("gemini call of a function",
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\","
        "\"args\":{}}}]},\"finishReason\":\"STOP\"}]}\n\n",
        "tool_call", {});
    add("gemini error in the stream",
        geminiChunk(kHello, "}]") +
            "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"x\"}}\n\n",
        "server_error");
    add("gemini error in an array with status 200",
        "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"x\"}}]",
        "rate_limited", {});
    add("gemini array of chunks",
        "[{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hel\"}]}}]},\n"
        "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"lo\"}]},\"finishReason\":"
        "\"STOP\"}]}]",
        "complete");
    add("gemini empty", geminiChunk({}, finish), "empty", {});
    add("gemini web page", "\r\n <html>", "html", {});
}

void addOpenAiRows()
{
    const auto add = [](const char* title, const QByteArray& bytes, const char* outcome,
                        const QString& text = kHello) {
        addRow(title, ProviderKind::OpenAi, bytes, outcome, text);
    };
    const QByteArray stop = openAiChunk({}, "\"stop\"");
    const QByteArray hello = openAiText(kHello);
    add("openai plain", openAiAnswer(kHello), "complete");
    add("openai missing end marker", hello + stop, "complete");
    add("openai end marker without finish", hello + "data: [DONE]\n\n", "cut");
    add("openai length", hello + openAiChunk({}, "\"length\""), "truncated");
    add("openai content filter", hello + openAiChunk({}, "\"content_filter\""), "refused", {});
    add("openai refusal", openAiChunk("\"refusal\":\"I cannot\"", "null") + stop, "refused", {});
    add("openai tool call",
        openAiChunk("\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"function\":{\"name\":\"f\","
                    "\"arguments\":\"{}\"}}]",
                    "null") +
            stop,
        "tool_call", {});
    add("openai unknown finish", hello + openAiChunk({}, "\"moonrise\""), "unknown_stop");
    add("openai error chunk with a number",
        hello + "data: {\"error\":{\"code\":502,\"message\":\"upstream\"},\"choices\":"
                "[{\"index\":0,\"delta\":{},\"finish_reason\":\"error\"}]}\n\n",
        "server_error");
    add("openai finish of kind error", hello + openAiChunk({}, "\"error\""), "malformed");
    add("openai error chunk as text", "data: {\"error\":\"out of memory\"}\n\n", "server_error",
        {});
    add("openai error of rate",
        "data: {\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}\n\n", "rate_limited",
        {});
    add("openai other choices are ignored",
        "data: {\"choices\":[{\"index\":1,\"delta\":{\"content\":\"no\"}}]}\n\n" + hello + stop,
        "complete");
    add("openai only thinking",
        openAiText(QStringLiteral("<think>{\"plan\":1}")) + stop + "data: [DONE]\n\n", "empty", {});
    add("openai text that only begins like thinking",
        openAiText(QStringLiteral("<thi")) + openAiText(QStringLiteral("s>")) + stop, "complete",
        QStringLiteral("<this>"));
    add("openai shorter than a think tag", openAiText(QStringLiteral("<th")) + stop, "complete",
        QStringLiteral("<th"));
    add("openai content in parts",
        openAiChunk("\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]", "\"stop\""),
        "complete");
}

void addOllamaRows()
{
    const auto add = [](const char* title, const QByteArray& bytes, const char* outcome,
                        const QString& text = kHello) {
        addRow(title, ProviderKind::Ollama, bytes, outcome, text);
    };
    const QByteArray hello = ollamaLine(kHello);
    add("ollama plain", ollamaAnswer(kHello), "complete");
    add("ollama last line without an end", hello + ollamaDone("stop").chopped(1), "complete");
    add("ollama no last line", hello, "cut");
    add("ollama length", hello + ollamaDone("length"), "truncated");
    add("ollama only loaded", ollamaDone("load"), "empty", {});
    add("ollama everything went into thinking", ollamaLine({}) + ollamaDone("stop"), "empty", {});
    add("ollama error line", hello + "{\"error\":\"runner has died\"}\n", "server_error");
    add("ollama unknown reason", hello + ollamaDone("moonrise"), "unknown_stop");
    add("ollama context full", hello + ollamaDone("stop", 16'300, 84), "local_context");
    add("ollama context nearly full", hello + ollamaDone("stop", 16'300, 83), "complete");
    add("ollama cut by a full context", hello + ollamaDone("length", 16'000, 384), "local_context");
    add("ollama nonsense", "{\"message\":\n", "unreadable", {});
    add("ollama web page", "<html>", "html", {});
}

} // namespace

class TestAnswers : public QObject
{
    Q_OBJECT

private slots:
    void answersEndAsTheirProviderSays_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<QString>("text");
        addAnthropicRows();
        addGeminiRows();
        addOpenAiRows();
        addOllamaRows();
    }

    void answersEndAsTheirProviderSays()
    {
        QFETCH(int, kind);
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        QFETCH(QString, text);
        const auto provider = static_cast<ProviderKind>(kind);
        QCOMPARE(outcome(provider, bytes), expected);
        QCOMPARE(assembled(provider, bytes).text, text);
    }

    void everyCannedAnswerIsComplete()
    {
        for (const Canned& canned : cannedAnswers()) {
            QCOMPARE(outcome(canned.kind, canned.bytes), QStringLiteral("complete"));
            QCOMPARE(assembled(canned.kind, canned.bytes).text, canned.text);
        }
    }

    void deltasAddUpToTheAnswer()
    {
        for (const Canned& canned : cannedAnswers()) {
            const auto reader = adapterFor(canned.kind).reader(askingFor(canned.kind));
            QString shown;
            for (const char c : canned.bytes) {
                shown += reader->read(QByteArray(1, c));
            }
            const Assembled answer = reader->finish();
            QCOMPARE(answer.text, canned.text);
            if (canned.bytes.startsWith('{') && canned.kind != ProviderKind::Ollama) {
                continue; // a whole document is not shown as it grows
            }
            QCOMPARE(shown, canned.text);
        }
    }

    void usageOfAnthropicIsTheLastTold()
    {
        const QByteArray bytes = messageStart() + textBlock(0, kHello) +
                                 messageDelta("\"end_turn\"", 90) +
                                 messageDelta("\"end_turn\"", 143) + sse("message_stop", {});
        const Usage usage = assembled(ProviderKind::Anthropic, bytes).usage;
        QVERIFY(usage.input == 812);
        QVERIFY(usage.cacheRead == 9120);
        QVERIFY(usage.cacheWrite == 100);
        QVERIFY(usage.cacheWriteShort == 40);
        QVERIFY(usage.output == 143);
        QVERIFY(!usage.thinking);
        const Assembled dead = assembled(ProviderKind::Anthropic, messageStart());
        QVERIFY(dead.usage.input == 812 && dead.usage.output == 1);
        QCOMPARE(dead.requestId, QStringLiteral("msg_01"));
        QCOMPARE(dead.model, QStringLiteral("claude-test"));
    }

    void usageOfGeminiCountsThoughtsAsOutput()
    {
        const Assembled answer = assembled(ProviderKind::Gemini, geminiAnswer(kHello));
        QVERIFY(answer.usage.input == 600);
        QVERIFY(answer.usage.cacheRead == 300);
        QVERIFY(answer.usage.output == 520);
        QVERIFY(answer.usage.thinking == 400);
        QCOMPARE(answer.model, QStringLiteral("gemini-test"));
        QCOMPARE(answer.requestId, QStringLiteral("resp_1"));
    }

    void usageOfOpenAiFollowsTheFinish()
    {
        const Assembled answer = assembled(ProviderKind::OpenAi, openAiAnswer(kHello));
        QVERIFY(answer.usage.input == 60);
        QVERIFY(answer.usage.cacheRead == 30);
        QVERIFY(answer.usage.output == 40);
        QVERIFY(answer.usage.thinking == 10);
        QVERIFY(!assembled(ProviderKind::OpenAi, openAiText(kHello)).usage.input);
    }

    void usageOfOllamaComesWithItsLastLine()
    {
        const Assembled answer = assembled(ProviderKind::Ollama, ollamaAnswer(kHello));
        QVERIFY(answer.usage.input == 500);
        QVERIFY(answer.usage.output == 40);
    }

    void impossibleUsageIsNotBelieved()
    {
        const QByteArray bytes =
            sse("message_start", "\"message\":{\"usage\":{\"input_tokens\":-5,"
                                 "\"output_tokens\":1e300,\"cache_read_input_tokens\":\"7\"}}");
        const Usage usage = assembled(ProviderKind::Anthropic, bytes).usage;
        QVERIFY(!usage.input && !usage.output && !usage.cacheRead);
    }

    void inputOfAToolIsParsedOnce()
    {
        const QByteArray open =
            messageStart() + blockStart(0, "\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\","
                                           "\"input\":{}");
        const QByteArray close = blockStop(0) + messageDelta("\"tool_use\"");
        const auto piece = [](const QByteArray& json) {
            return blockDelta(0, "\"type\":\"input_json_delta\",\"partial_json\":\"" + json + "\"");
        };
        const Assembled none = assembled(ProviderKind::Anthropic, open + piece("") + close);
        QCOMPARE(none.toolCalls.size(), std::size_t(1));
        QCOMPARE(none.toolCalls[0].input, QJsonObject());
        const Assembled some = assembled(
            ProviderKind::Anthropic, open + piece("") + piece("{\\\"a\\\"") + piece(":1}") + close);
        QCOMPARE(some.toolCalls[0].input, (QJsonObject{{QStringLiteral("a"), 1}}));
        QCOMPARE(outcome(ProviderKind::Anthropic, open + piece("{\\\"a") + close),
                 QStringLiteral("malformed"));
    }

    void refusalsNameTheirCategory()
    {
        const QByteArray bytes =
            messageStart() + sse("message_delta",
                                 "\"delta\":{\"stop_reason\":\"refusal\",\"stop_details\":"
                                 "{\"category\":\"cyber\",\"explanation\":\"x\"}}");
        const auto problem = verdict(ProviderKind::Anthropic, bytes);
        QVERIFY(problem);
        QCOMPARE(problem->sentence, QStringLiteral("The model declined (cyber)."));
        QVERIFY(problem->nextModel && !problem->retryable());
    }

    void fullLocalContextNamesItsSize()
    {
        const auto problem =
            verdict(ProviderKind::Ollama, ollamaLine(kHello) + ollamaDone("stop", 16'384, 0));
        QVERIFY(problem);
        QCOMPARE(problem->sentence,
                 QStringLiteral("Context of the local model is too small (16384). Set 32k or "
                                "more."));
    }

    void droppedBeginningOfALocalPromptIsNoticed()
    {
        Asking asking = askingFor(ProviderKind::Ollama);
        asking.endpoint.contextTokens = 4096;
        asking.request.user = QString(60'000, QLatin1Char('x'));
        const auto reader = adapterFor(ProviderKind::Ollama).reader(asking);
        reader->read(ollamaLine(kHello) + ollamaDone("stop", 2000, 40));
        const Assembled answer = reader->finish();
        QVERIFY(answer.problem);
        QCOMPARE(name(answer.problem->kind), QStringLiteral("local_context"));
    }

    void nothingIsReadBehindTheEnd()
    {
        const auto reader =
            adapterFor(ProviderKind::Anthropic).reader(askingFor(ProviderKind::Anthropic));
        reader->read(anthropicAnswer(kHello));
        QVERIFY(reader->ended());
        QCOMPARE(reader->read(textBlock(2, kHello)), QString());
        QCOMPARE(reader->finish().text, kHello);
    }
};

SW_TEST(TestAnswers)
#include "tst_answers.moc"
