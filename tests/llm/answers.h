// Answers of the four providers as bytes, and the short way of reading them.
#pragma once

#include "llm/adapter.h"

#include <QByteArray>
#include <QJsonArray>

namespace sw::llm::test {

/// A question to a provider, the same for all of them.
inline Asking askingFor(ProviderKind kind)
{
    Asking asking;
    for (const Endpoint& endpoint : knownEndpoints()) {
        if (endpoint.kind == kind) {
            asking.endpoint = endpoint;
        }
    }
    asking.profile.endpoint = asking.endpoint.id;
    asking.profile.model = QStringLiteral("test-model");
    asking.profile.maxTokens = 4096;
    asking.request.agent = QStringLiteral("CodeGenerator");
    asking.request.system = {{QStringLiteral("The language never changes."), true},
                             {QStringLiteral("You write programs."), false}};
    asking.request.user = QStringLiteral("{\"goal\":\"buy low\"}");
    asking.request.schemaName = QStringLiteral("draft");
    const QJsonObject text{{QStringLiteral("type"), QStringLiteral("string")}};
    asking.request.schema = {
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("additionalProperties"), false},
        {QStringLiteral("required"),
         QJsonArray{QStringLiteral("plan"), QStringLiteral("source"), QStringLiteral("mood")}},
        {QStringLiteral("properties"),
         QJsonObject{
             {QStringLiteral("source"),
              QJsonObject{{QStringLiteral("type"), QStringLiteral("string")},
                          {QStringLiteral("maxLength"), 4000}}},
             {QStringLiteral("plan"), text},
             {QStringLiteral("mood"),
              QJsonObject{{QStringLiteral("type"), QStringLiteral("string")},
                          {QStringLiteral("enum"),
                           QJsonArray{QStringLiteral("sure"), QStringLiteral("unsure")}}}}}}};
    return asking;
}

/// An answer as a provider streams it, with what it says.
struct Canned {
    const char* title;
    ProviderKind kind;
    QByteArray bytes;
    QString text;
};

/// The document that all canned answers hold, with characters of two and four bytes.
inline QString cannedText()
{
    return QStringLiteral("{\"plan\":\"caf\u00e9 \U0001F4C8\",\"source\":\"buy\",\"mood\":"
                          "\"sure\"}");
}

/// A piece of text as a JSON string without its quotes.
inline QByteArray quoted(const QString& text)
{
    QByteArray bytes = text.toUtf8();
    bytes.replace('\\', "\\\\").replace('"', "\\\"");
    bytes.replace('\n', "\\n");
    return bytes;
}

/// A server-sent event with a name.
inline QByteArray sse(const QByteArray& type, const QByteArray& rest)
{
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" +
           (rest.isEmpty() ? QByteArray() : "," + rest) + "}\n\n";
}

inline QByteArray messageStart()
{
    return sse("message_start",
               "\"message\":{\"id\":\"msg_01\",\"model\":\"claude-test\",\"content\":[],"
               "\"stop_reason\":null,\"usage\":{\"input_tokens\":812,"
               "\"cache_read_input_tokens\":9120,\"cache_creation_input_tokens\":100,"
               "\"cache_creation\":{\"ephemeral_5m_input_tokens\":40,"
               "\"ephemeral_1h_input_tokens\":60},\"output_tokens\":1}}");
}

inline QByteArray blockStart(int index, const QByteArray& content)
{
    return sse("content_block_start",
               "\"index\":" + QByteArray::number(index) + ",\"content_block\":{" + content + "}");
}

inline QByteArray blockDelta(int index, const QByteArray& delta)
{
    return sse("content_block_delta",
               "\"index\":" + QByteArray::number(index) + ",\"delta\":{" + delta + "}");
}

inline QByteArray textDelta(int index, const QString& text)
{
    return blockDelta(index, "\"type\":\"text_delta\",\"text\":\"" + quoted(text) + "\"");
}

inline QByteArray blockStop(int index)
{
    return sse("content_block_stop", "\"index\":" + QByteArray::number(index));
}

inline QByteArray messageDelta(const QByteArray& stop, int output = 143)
{
    return sse("message_delta", "\"delta\":{\"stop_reason\":" + stop +
                                    ",\"stop_sequence\":null},\"usage\":{\"output_tokens\":" +
                                    QByteArray::number(output) + "}");
}

inline QByteArray textBlock(int index, const QString& text)
{
    return blockStart(index, "\"type\":\"text\",\"text\":\"\"") + textDelta(index, text) +
           blockStop(index);
}

inline QByteArray anthropicAnswer(const QString& text)
{
    const qsizetype half = text.size() / 2;
    return messageStart() +
           blockStart(0, "\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"") +
           sse("ping", {}) + blockDelta(0, "\"type\":\"signature_delta\",\"signature\":\"Eo8C\"") +
           blockStop(0) + blockStart(1, "\"type\":\"text\",\"text\":\"\"") +
           textDelta(1, text.left(half)) + textDelta(1, text.mid(half)) + blockStop(1) +
           messageDelta("\"end_turn\"") + sse("message_stop", {});
}

inline QByteArray geminiChunk(const QString& text, const QByteArray& more)
{
    return "data: {\"candidates\":[{\"index\":0,\"content\":{\"role\":\"model\",\"parts\":["
           "{\"text\":\"" +
           quoted(text) + "\"}]}" + more +
           ",\"modelVersion\":\"gemini-test\",\"responseId\":" + "\"resp_1\"}\r\n\r\n";
}

inline QByteArray geminiAnswer(const QString& text)
{
    const qsizetype half = text.size() / 2;
    return "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hm\",\"thought\":true}]}}]"
           "}\r\n\r\n" +
           geminiChunk(text.left(half), "}]") +
           geminiChunk(text.mid(half),
                       ",\"finishReason\":\"STOP\"}],\"usageMetadata\":{\"promptTokenCount\":900,"
                       "\"cachedContentTokenCount\":300,\"candidatesTokenCount\":120,"
                       "\"thoughtsTokenCount\":400,\"totalTokenCount\":1420}");
}

inline QByteArray openAiChunk(const QByteArray& delta, const QByteArray& finish)
{
    return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"model\":\"gpt-test\","
           "\"choices\":[{\"index\":0,\"delta\":{" +
           delta + "},\"finish_reason\":" + finish + "}]}\n\n";
}

inline QByteArray openAiText(const QString& text)
{
    return openAiChunk("\"content\":\"" + quoted(text) + "\"", "null");
}

inline QByteArray openAiUsage()
{
    return "data: {\"id\":\"c1\",\"choices\":[],\"usage\":{\"prompt_tokens\":90,"
           "\"completion_tokens\":40,\"total_tokens\":130,\"prompt_tokens_details\":"
           "{\"cached_tokens\":30},\"completion_tokens_details\":{\"reasoning_tokens\":10}}}\n\n";
}

inline QByteArray openAiAnswer(const QString& text)
{
    const qsizetype half = text.size() / 2;
    return ": PROCESSING\n\n" + openAiChunk("\"role\":\"assistant\",\"content\":\"\"", "null") +
           openAiChunk("\"reasoning_content\":\"hm {\"", "null") + openAiText(text.left(half)) +
           openAiText(text.mid(half)) + openAiChunk({}, "\"stop\"") + openAiUsage() +
           "data: [DONE]\n\n";
}

inline QByteArray ollamaLine(const QString& text)
{
    return "{\"model\":\"qwen-test\",\"message\":{\"role\":\"assistant\",\"content\":\"" +
           quoted(text) + "\",\"thinking\":\"hm\"},\"done\":false}\n";
}

inline QByteArray ollamaDone(const QByteArray& reason, int prompt = 500, int answer = 40)
{
    return "{\"model\":\"qwen-test\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},"
           "\"done\":true,\"done_reason\":\"" +
           reason + "\",\"prompt_eval_count\":" + QByteArray::number(prompt) +
           ",\"eval_count\":" + QByteArray::number(answer) + "}\n";
}

inline QByteArray ollamaAnswer(const QString& text)
{
    const qsizetype half = text.size() / 2;
    return ollamaLine(text.left(half)) + ollamaLine(text.mid(half)) + ollamaDone("stop");
}

inline std::vector<Canned> cannedAnswers()
{
    const QString text = cannedText();
    QByteArray returns = anthropicAnswer(text);
    returns.replace("\n", "\r\n");
    return {{"anthropic", ProviderKind::Anthropic, anthropicAnswer(text), text},
            {"anthropic with carriage returns", ProviderKind::Anthropic, returns, text},
            {"gemini", ProviderKind::Gemini, geminiAnswer(text), text},
            {"openai", ProviderKind::OpenAi, openAiAnswer(text), text},
            {"openai with a think block", ProviderKind::OpenAi,
             openAiText(QStringLiteral("<think>")) + openAiText(QStringLiteral("a {}</th")) +
                 openAiText(QStringLiteral("ink>\n")) + openAiAnswer(text),
             text},
            {"openai that does not stream", ProviderKind::OpenAi,
             "{\"id\":\"c1\",\"choices\":[{\"index\":0,\"message\":{\"content\":\"" + quoted(text) +
                 "\"},\"finish_reason\":\"stop\"}]}",
             text},
            {"ollama", ProviderKind::Ollama, ollamaAnswer(text), text}};
}

/// What a reader makes of bytes that come at once.
inline Assembled assembled(ProviderKind kind, const QByteArray& bytes)
{
    const auto reader = adapterFor(kind).reader(askingFor(kind));
    reader->read(bytes);
    return reader->finish();
}

/// The verdict on an answer with status 200 after which the connection closed normally.
inline std::optional<Problem> verdict(ProviderKind kind, const QByteArray& bytes)
{
    http::Exchange exchange;
    exchange.status = 200;
    return adapterFor(kind).judge(exchange, assembled(kind, bytes), askingFor(kind), QDateTime());
}

/// Its outcome as a word: "complete" or the name of the problem.
inline QString outcome(ProviderKind kind, const QByteArray& bytes)
{
    const auto problem = verdict(kind, bytes);
    return problem ? name(problem->kind) : QStringLiteral("complete");
}

} // namespace sw::llm::test
