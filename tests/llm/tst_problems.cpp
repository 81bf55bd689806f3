#include "test_main.h"

#include "answers.h"

using namespace sw::llm;
using namespace sw::llm::test;
namespace http = sw::http;

namespace {

http::Exchange answered(int status, const QByteArray& body, const QList<http::Header>& headers = {})
{
    http::Exchange exchange;
    exchange.status = status;
    exchange.body = body;
    exchange.headers = headers;
    return exchange;
}

http::Exchange failed(http::FailureKind kind, int status = 0)
{
    http::Exchange exchange;
    exchange.status = status;
    exchange.failure = http::Failure{kind, QStringLiteral("Said by the transport."), {}};
    return exchange;
}

QDateTime noon()
{
    return QDateTime(QDate(2026, 11, 22), QTime(12, 0), Qt::UTC);
}

Problem classified(ProviderKind kind, const http::Exchange& exchange)
{
    return adapterFor(kind).classify(exchange, askingFor(kind), noon());
}

QByteArray anthropicError(const char* type, const char* message, const char* code = nullptr)
{
    QByteArray details;
    if (code) {
        details = QByteArray(",\"details\":{\"error_code\":\"") + code + "\"}";
    }
    return QByteArray("{\"type\":\"error\",\"error\":{\"type\":\"") + type + "\",\"message\":\"" +
           message + "\"" + details + "},\"request_id\":\"req_body\"}";
}

QByteArray geminiFailure(int code, const char* status, const char* details = "[]")
{
    return "{\"error\":{\"code\":" + QByteArray::number(code) + ",\"status\":\"" + status +
           "\",\"message\":\"words\",\"details\":" + details + "}}";
}

void addRow(const char* title, ProviderKind kind, int status, const QByteArray& body,
            const char* expected, int retries, bool nextModel, const char* sentence = "")
{
    QTest::newRow(title) << static_cast<int>(kind) << status << body
                         << QString::fromLatin1(expected) << retries << nextModel
                         << QString::fromLatin1(sentence);
}

void addAnthropicProblems()
{
    const auto add = [](const char* title, int status, const QByteArray& body, const char* expected,
                        int retries, bool nextModel, const char* sentence = "") {
        addRow(title, ProviderKind::Anthropic, status, body, expected, retries, nextModel,
               sentence);
    };
    add("anthropic 400", 400, anthropicError("invalid_request_error", "temperature: Extra inputs"),
        "bad_request", 0, false, "The service refused the request (a fault of the program).");
    add("anthropic 400 too long", 400,
        anthropicError("invalid_request_error",
                       "prompt is too long: 1200345 tokens > 1000000 maximum"),
        "context_too_long", 1, false, "Input too large: 1200345 of 1000000 tokens.");
    add("anthropic 400 own limit", 400,
        anthropicError("invalid_request_error",
                       "You have reached your specified API usage limits. You will regain access "
                       "on 2026-12-01 at 00:00 UTC."),
        "spend_limit", 0, false, "Usage limit reached; access returns on 2026-12-01.");
    add("anthropic 400 on hold", 400,
        anthropicError("invalid_request_error", "x", "organization_on_hold"), "forbidden", 0, false,
        "The account behind this key is on hold. Ask its administrator or the provider.");
    add("anthropic 401", 401, anthropicError("authentication_error", "invalid x-api-key"),
        "unauthorized", 0, false, "The key was rejected. Check the key for api.anthropic.com.");
    add("anthropic 402", 402, anthropicError("billing_error", "x"), "payment", 0, false);
    add("anthropic 403", 403, anthropicError("permission_error", "x"), "forbidden", 0, false,
        "This key may not use test-model. Choose another model or another key.");
    add("anthropic 404", 404, anthropicError("not_found_error", "model: test-model"), "no_model", 0,
        true, "test-model is no longer offered by api.anthropic.com. Choose another model.");
    add("anthropic 409", 409, anthropicError("conflict_error", "x"), "server_error", 3, true);
    add("anthropic 413", 413, anthropicError("request_too_large", "x"), "too_large", 0, false);
    add("anthropic 413 from the edge", 413, "<html>413</html>", "too_large", 0, false);
    add("anthropic 429", 429, anthropicError("rate_limit_error", "x"), "rate_limited", 3, true);
    add("anthropic 429 spend cap", 429,
        anthropicError("rate_limit_error", "x", "enforced_spend_limit_reached"), "spend_limit", 0,
        false);
    add("anthropic 429 contract", 429,
        anthropicError("rate_limit_error", "x", "contract_spend_limit_reached"), "spend_limit", 0,
        false);
    add("anthropic 429 grew too fast", 429,
        anthropicError("rate_limit_error", "x", "ramp_limit_exceeded"), "rate_limited", 3, true);
    add("anthropic 500", 500, anthropicError("api_error", "x"), "server_error", 3, true);
    add("anthropic 502 as a page", 502, "<html>Bad gateway</html>", "server_error", 3, true);
    add("anthropic 503 without a body", 503, "", "server_error", 3, true);
    add("anthropic 504", 504, anthropicError("timeout_error", "x"), "timeout", 3, true);
    add("anthropic 529", 529, anthropicError("overloaded_error", "Overloaded"), "overloaded", 3,
        true);
    add("anthropic 407", 407, "<html>", "proxy", 0, false);
    add("anthropic 403 as a page", 403, "<html>Sign in</html>", "html", 0, false,
        "A proxy or network sign-in page answered instead of the service. Sign in to the network "
        "or check the address api.anthropic.com.");
    add("anthropic 418 of a new type", 418, anthropicError("novel_error", "x"), "bad_request", 0,
        false);
    add("anthropic 204", 204, "", "unreadable", 1, true);
    add("anthropic 301", 301, "", "redirected", 0, false);
}

void addGeminiProblems()
{
    const auto add = [](const char* title, int status, const QByteArray& body, const char* expected,
                        int retries, bool nextModel, const char* sentence = "") {
        addRow(title, ProviderKind::Gemini, status, body, expected, retries, nextModel, sentence);
    };
    add("gemini 400", 400, geminiFailure(400, "INVALID_ARGUMENT"), "bad_request", 0, false);
    add("gemini 400 bad key", 400,
        geminiFailure(400, "INVALID_ARGUMENT", "[{\"reason\":\"API_KEY_INVALID\"}]"),
        "unauthorized", 0, false,
        "The key was rejected. If it is an old key (it starts with AIza), create a new key.");
    add("gemini 400 too long", 400,
        "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"The input token "
        "count (2000000) exceeds the maximum number of tokens allowed (1048576).\"}}",
        "context_too_long", 1, false, "Input too large: 2000000 of 1048576 tokens.");
    add("gemini 400 region", 400, geminiFailure(400, "FAILED_PRECONDITION"), "forbidden", 0, false,
        "The service is not open to this account: its region is not served or billing is not "
        "enabled.");
    add("gemini 401", 401, geminiFailure(401, "UNAUTHENTICATED"), "unauthorized", 0, false);
    add("gemini 403", 403, geminiFailure(403, "PERMISSION_DENIED"), "forbidden", 0, false);
    add("gemini 404", 404, geminiFailure(404, "NOT_FOUND"), "no_model", 0, true);
    add("gemini 429 a minute", 429,
        geminiFailure(429, "RESOURCE_EXHAUSTED",
                      "[{\"violations\":[{\"quotaId\":\"GenerateRequestsPerMinute\"}]},"
                      "{\"retryDelay\":\"45.837906927s\"}]"),
        "rate_limited", 3, true);
    add("gemini 429 a day", 429,
        geminiFailure(429, "RESOURCE_EXHAUSTED",
                      "[{\"violations\":[{\"quotaId\":\"GenerateRequestsPerDayPerProject\"}]},"
                      "{\"retryDelay\":\"3s\"}]"),
        "daily_limit", 0, true);
    add("gemini 500", 500, geminiFailure(500, "INTERNAL"), "server_error", 3, true);
    add("gemini 503", 503, geminiFailure(503, "UNAVAILABLE"), "server_error", 3, true);
    add("gemini 504", 504, geminiFailure(504, "DEADLINE_EXCEEDED"), "timeout", 3, true);
    add("gemini error in an array", 429, "[" + geminiFailure(429, "RESOURCE_EXHAUSTED") + "]",
        "rate_limited", 3, true);
    add("gemini other JSON", 404, "{}", "no_model", 0, true);
}

void addOpenAiProblems()
{
    const auto add = [](const char* title, int status, const QByteArray& body, const char* expected,
                        int retries, bool nextModel, const char* sentence = "") {
        addRow(title, ProviderKind::OpenAi, status, body, expected, retries, nextModel, sentence);
    };
    add("openai 400", 400, "{\"error\":{\"message\":\"bad\",\"code\":null}}", "bad_request", 0,
        false);
    add("openai 400 context", 400,
        "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens. However, "
        "you requested 9001 tokens\",\"code\":\"context_length_exceeded\"}}",
        "context_too_long", 1, false, "Input too large: 9001 of 8192 tokens.");
    add("openai 400 llama.cpp context", 400,
        "{\"error\":{\"code\":400,\"type\":\"exceed_context_size_error\",\"message\":\"x\","
        "\"n_prompt_tokens\":5000,\"n_ctx\":4096}}",
        "context_too_long", 1, false, "Input too large: 5000 of 4096 tokens.");
    add("openai 400 no such mode", 400,
        "{\"error\":\"'response_format.type' must be 'json_schema' or 'text'\"}", "no_schema_mode",
        2, true);
    add("openai 400 field of the limit", 400,
        "{\"error\":{\"message\":\"Unsupported parameter\",\"param\":\"max_completion_tokens\"}}",
        "bad_request", 0, false,
        "api.openai.com limits answers by another field than max_completion_tokens. Set the other "
        "one in the settings of this service (max_tokens or max_completion_tokens).");
    add("openai 401", 401, "{\"detail\":\"no key\"}", "unauthorized", 0, false);
    add("openrouter 402", 402, "{\"error\":{\"code\":402,\"message\":\"credits\"}}", "payment", 0,
        false);
    add("openrouter 403 moderation", 403,
        "{\"error\":{\"code\":403,\"message\":\"flagged\",\"metadata\":{\"reasons\":[\"x\"]}}}",
        "refused", 0, true);
    add("openai 404", 404, "{\"message\":\"no such model\"}", "no_model", 0, true);
    add("openai 422", 422, "{\"detail\":[{\"msg\":\"field required\"}]}", "bad_request", 0, false);
    add("openai 429", 429, "{\"error\":{\"code\":\"rate_limit_exceeded\",\"message\":\"x\"}}",
        "rate_limited", 3, true);
    add("openai 429 quota", 429, "{\"error\":{\"code\":\"insufficient_quota\",\"message\":\"x\"}}",
        "spend_limit", 0, false);
    add("openai 503 loading", 503, "{\"error\":{\"code\":503,\"message\":\"Loading model\"}}",
        "loading", 3, true, "Model is loading: test-model on api.openai.com is not ready yet.");
    add("openai 500", 500, "plain words", "server_error", 3, true);
    add("ollama 404", 404, "", "no_model", 0, true);
}

} // namespace

class TestProblems : public QObject
{
    Q_OBJECT

private slots:
    void statusAndBodyDecideWhatHelps_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("retries");
        QTest::addColumn<bool>("nextModel");
        QTest::addColumn<QString>("sentence");
        addAnthropicProblems();
        addGeminiProblems();
        addOpenAiProblems();
        addRow("ollama 404 model", ProviderKind::Ollama, 404,
               "{\"error\":\"model 'test-model' not found\"}", "no_model", 0, true,
               "test-model is not installed in Ollama on localhost. Choose another model, or run: "
               "ollama pull test-model");
        addRow("ollama 500", ProviderKind::Ollama, 500, "{\"error\":\"runner died\"}",
               "server_error", 3, true, "Service error at localhost. Try again later.");
    }

    void statusAndBodyDecideWhatHelps()
    {
        QFETCH(int, kind);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(QString, expected);
        QFETCH(int, retries);
        QFETCH(bool, nextModel);
        QFETCH(QString, sentence);
        const Problem problem = classified(static_cast<ProviderKind>(kind), answered(status, body));
        QCOMPARE(name(problem.kind), expected);
        QCOMPARE(problem.retries, retries);
        QCOMPARE(problem.nextModel, nextModel);
        QVERIFY(!problem.sentence.contains(QLatin1Char('%')));
        if (!sentence.isEmpty()) {
            QCOMPARE(problem.sentence, sentence);
        }
    }

    void transportFailuresAreTyped_data()
    {
        QTest::addColumn<int>("failure");
        QTest::addColumn<QString>("expected");
        QTest::addColumn<int>("retries");
        const auto add = [](const char* title, http::FailureKind kind, const char* expected,
                            int retries) {
            QTest::newRow(title) << static_cast<int>(kind) << QString::fromLatin1(expected)
                                 << retries;
        };
        add("bad address", http::FailureKind::BadAddress, "bad_address", 0);
        add("no name", http::FailureKind::NoName, "offline", 3);
        add("no connection", http::FailureKind::NoConnection, "offline", 3);
        add("untrusted", http::FailureKind::Untrusted, "untrusted", 0);
        add("proxy", http::FailureKind::Proxy, "proxy", 0);
        add("cut", http::FailureKind::Cut, "cut", 3);
        add("idle", http::FailureKind::Idle, "idle", 3);
        add("deadline", http::FailureKind::Deadline, "timeout", 3);
        add("too large", http::FailureKind::TooLarge, "too_large", 0);
        add("redirected", http::FailureKind::Redirected, "redirected", 0);
        add("cancelled", http::FailureKind::Cancelled, "cancelled", 0);
    }

    void transportFailuresAreTyped()
    {
        QFETCH(int, failure);
        QFETCH(QString, expected);
        QFETCH(int, retries);
        const auto kind = static_cast<http::FailureKind>(failure);
        const Problem problem = classified(ProviderKind::Anthropic, failed(kind));
        QCOMPARE(name(problem.kind), expected);
        QCOMPARE(problem.retries, retries);
        QCOMPARE(problem.sentence, QStringLiteral("Said by the transport."));
        // The same inside a stream that was well so far.
        const auto judged =
            adapterFor(ProviderKind::Anthropic)
                .judge(failed(kind, 200), assembled(ProviderKind::Anthropic, messageStart()),
                       askingFor(ProviderKind::Anthropic), noon());
        QVERIFY(judged);
        QCOMPARE(name(judged->kind), expected);
    }

    void completeAnswersSurviveABrokenTail()
    {
        const Assembled answer =
            assembled(ProviderKind::Anthropic, anthropicAnswer(QStringLiteral("hi")));
        for (const http::FailureKind kind :
             {http::FailureKind::Cut, http::FailureKind::Idle, http::FailureKind::NotConsumed}) {
            QVERIFY(
                !adapterFor(ProviderKind::Anthropic)
                     .judge(failed(kind, 200), answer, askingFor(ProviderKind::Anthropic), noon()));
        }
        const auto cancelled = adapterFor(ProviderKind::Anthropic)
                                   .judge(failed(http::FailureKind::Cancelled, 200), answer,
                                          askingFor(ProviderKind::Anthropic), noon());
        QVERIFY(cancelled);
        QCOMPARE(name(cancelled->kind), QStringLiteral("cancelled"));
    }

    void statusesSayMoreThanHowTheirBodyEnded()
    {
        http::Exchange exchange = failed(http::FailureKind::Idle, 429);
        QCOMPARE(name(classified(ProviderKind::OpenAi, exchange).kind),
                 QStringLiteral("rate_limited"));
    }

    void hintsOfWaitingAreRead_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("wait"); // -1 = none
        const auto add = [](const char* header, const char* value, qint64 wait) {
            QTest::newRow(value) << QByteArray(header) << QByteArray(value) << wait;
        };
        add("Retry-After", "3", 3000);
        add("retry-after-ms", "1500", 1500);
        add("Retry-After", "Sun, 22 Nov 2026 11:00:00 GMT", 0);
        add("Retry-After", "Sun, 22 Nov 2026 12:00:30 GMT", 30'000);
        add("Retry-After", "900", 900'000);
        add("Retry-After", "0.5", 500);
        add("Retry-After", "soon", -1);
        add("Retry-After", "-4", -1);
        add("Retry-After", "nan", -1);
        add("Retry-After", "1e300", -1);
        add("Retry-After", "", -1);
    }

    void hintsOfWaitingAreRead()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(qint64, wait);
        const auto hint = waitHint(answered(429, {}, {{header, value, false}}), noon());
        QCOMPARE(hint.value_or(-1), wait);
    }

    void longHintsEndRepetition()
    {
        const auto problem = [](const char* seconds) {
            return classified(ProviderKind::Anthropic,
                              answered(429, anthropicError("rate_limit_error", "x"),
                                       {{"retry-after", seconds, false}}));
        };
        QCOMPARE(problem("120").retries, 3);
        QCOMPARE(problem("900").retries, 0);
        QVERIFY(problem("900").waitMs == 900'000);
        QVERIFY(problem("900").nextModel);
    }

    void durationsOfGoogleAreRead()
    {
        QVERIFY(googleDuration(QStringLiteral("0.5s")) == 500);
        QVERIFY(googleDuration(QStringLiteral("45.837906927s")) == 45'838);
        QVERIFY(!googleDuration(QStringLiteral("x")));
        QVERIFY(!googleDuration(QStringLiteral("5")));
        QVERIFY(!googleDuration(QStringLiteral("5s\n")));
        const Problem problem =
            classified(ProviderKind::Gemini,
                       answered(429, geminiFailure(429, "RESOURCE_EXHAUSTED",
                                                   "[{\"retryDelay\":\"45.837906927s\"}]")));
        QVERIFY(problem.waitMs == 45'838);
    }

    void serviceDecidesWhetherRepetitionHelps()
    {
        const auto problem = [](int status, const char* should) {
            return classified(ProviderKind::Anthropic,
                              answered(status, {}, {{"X-Should-Retry", should, false}}));
        };
        QVERIFY(!problem(500, "false").retryable());
        QVERIFY(problem(400, "true").retryable());
        QVERIFY(problem(500, "perhaps").retryable());
    }

    void requestIdsComeFromHeadersOrBodies()
    {
        const QByteArray body = anthropicError("api_error", "x");
        QCOMPARE(classified(ProviderKind::Anthropic, answered(500, body)).requestId,
                 QStringLiteral("req_body"));
        QCOMPARE(classified(ProviderKind::Anthropic,
                            answered(500, body, {{"Request-Id", "req_head", false}}))
                     .requestId,
                 QStringLiteral("req_head"));
        QCOMPARE(classified(ProviderKind::OpenAi,
                            answered(500, {}, {{"X-Generation-Id", "gen-1", false}}))
                     .requestId,
                 QStringLiteral("gen-1"));
    }

    void keysThatAServiceEchoesAreTakenOut()
    {
        for (const char* key : {"sk-ant-test-0123456789abcdef", "AIzaTest0123456789abcdefghijk",
                                "AQ.Test0123456789abcdefghijk", "Bearer sk-test-01234567"}) {
            const QByteArray body =
                QByteArray("{\"error\":{\"message\":\"wrong key ") + key + " given\"}}";
            for (const Endpoint& endpoint : knownEndpoints()) {
                for (const int status : {400, 401, 404, 500}) {
                    const Problem problem = classified(endpoint.kind, answered(status, body));
                    QVERIFY(!problem.details.contains(QLatin1String(key)));
                    QVERIFY(!problem.sentence.contains(QLatin1String(key)));
                }
            }
        }
    }

    void everyKindHasItsWordAndSentence()
    {
        QStringList words;
        for (int i = 0; i <= static_cast<int>(ProblemKind::UnknownStop); ++i) {
            const auto kind = static_cast<ProblemKind>(i);
            const Problem problem =
                problemOf(kind, {QStringLiteral("%2.example"), QStringLiteral("model"), 0, 0});
            QVERIFY(!words.contains(name(kind)));
            words << name(kind);
            QVERIFY(problem.sentence.endsWith(QLatin1Char('.')));
            QCOMPARE(problem.remedy == Remedy::None, problem.retries == 0);
        }
        QCOMPARE(errorKind(ProblemKind::Unauthorized), sw::ErrorKind::Unauthorized);
        QCOMPARE(errorKind(ProblemKind::Cancelled), sw::ErrorKind::Cancelled);
        QCOMPARE(errorKind(ProblemKind::Idle), sw::ErrorKind::Timeout);
    }
};

SW_TEST(TestProblems)
#include "tst_problems.moc"
