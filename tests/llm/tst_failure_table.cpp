#include "test_main.h"

#include "llm/world.h"

using namespace sw;
using namespace sw::llm;
using namespace sw::llm::test;
using namespace sw::test;

namespace {

/// A row of the table of failures: what the service does, and what the user sees.
struct Row {
    const char* name;
    std::vector<Script> scripts;
    int models; ///< in the chain
    QStringList outcomes;
    ErrorKind kind;      ///< when it ends in an error
    const char* error;   ///< part of the sentence; null = a document comes
    const char* step;    ///< part of a step; null = none needed
    qsizetype waits = 0; ///< how often it waits
};

const ErrorKind kNone = ErrorKind::Internal;

Script event(const QByteArray& bytes)
{
    return streamed({messageStart() + bytes});
}

QStringList same(const char* outcome, int times)
{
    QStringList repeated;
    for (int index = 0; index < times; ++index) {
        repeated.append(QString::fromLatin1(outcome));
    }
    return repeated;
}

const QString kComplete = QStringLiteral("complete");

/// Proxies, keys, money.
std::vector<Row> refusedByKeyOrMoney()
{
    const Script html = answer(200, "<html>Sign in</html>", {{"content-type", "text/html"}});
    const Script spent = answer(
        429, "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"You can "
             "continue on 2026-12-01.\",\"details\":{\"error_code\":"
             "\"enforced_spend_limit_reached\"}}}");
    return {
        {"plain answer", {good()}, 1, {kComplete}, kNone, nullptr, nullptr},
        {"407",
         {answer(407, "sign in")},
         2,
         same("proxy", 1),
         ErrorKind::Network,
         "A proxy or network sign-in page answered instead of the service.",
         nullptr},
        {"HTML with 200",
         {html},
         2,
         same("html", 1),
         ErrorKind::Network,
         "A proxy or network sign-in page answered instead of the service.",
         nullptr},
        {"401",
         {failure(401, "authentication_error", "invalid x-api-key")},
         2,
         same("unauthorized", 1),
         ErrorKind::Unauthorized,
         "The key was rejected.",
         nullptr},
        {"402",
         {failure(402, "billing_error", "pay")},
         2,
         same("payment", 1),
         ErrorKind::Unauthorized,
         "Usage limit reached",
         nullptr},
        {"spend cap",
         {spent},
         2,
         same("spend_limit", 1),
         ErrorKind::RateLimited,
         "Usage limit reached; access returns on 2026-12-01.",
         nullptr},
        {"own limit",
         {failure(400, "invalid_request_error",
                  "You have reached your specified API usage limits. You will regain access on "
                  "2026-12-01 at 00:00 UTC.")},
         2,
         same("spend_limit", 1),
         ErrorKind::RateLimited,
         "access returns on 2026-12-01",
         nullptr},
    };
}

/// What cannot be asked like this.
std::vector<Row> refusedRequests()
{
    const Script html = answer(200, "<html>Sign in</html>", {{"content-type", "text/html"}});
    const Script gone = failure(404, "not_found_error", "model: claude-test-a");
    const Script list = modelList({"claude-test-b", "claude-other-c", "unlike"});
    return {
        {"403",
         {failure(403, "permission_error", "no")},
         2,
         same("forbidden", 1),
         ErrorKind::Unauthorized,
         "This key may not use claude-test-a.",
         nullptr},
        {"404 without another model",
         {gone, list},
         1,
         same("no_model", 1),
         ErrorKind::NotFound,
         "claude-test-a is no longer offered. Choose: claude-test-b, claude-other-c, unlike.",
         nullptr},
        {"404 with another model",
         {gone, list, good()},
         2,
         {QStringLiteral("no_model"), kComplete},
         kNone,
         nullptr,
         "trying claude-test-b"},
        {"400",
         {failure(400, "invalid_request_error", "messages: field required")},
         2,
         same("bad_request", 1),
         ErrorKind::Internal,
         "The service refused the request (a fault of the program).",
         nullptr},
        {"400, context too long",
         {failure(400, "invalid_request_error",
                  "prompt is too long: 210000 tokens > 200000 maximum")},
         2,
         same("context_too_long", 1),
         ErrorKind::InvalidInput,
         "Input too large: 210000 of 200000 tokens.",
         nullptr},
        {"413",
         {answer(413, "<html>too large</html>", {{"content-type", "text/html"}})},
         2,
         same("too_large", 1),
         ErrorKind::InvalidInput,
         "Input too large",
         nullptr},
    };
}

/// Limits and faults of the service that pass.
std::vector<Row> limitsAndServers()
{
    const Script limited = failure(429, "rate_limit_error", "slow down", {{"retry-after", "12"}});
    const Script broken = failure(500, "api_error", "Internal");
    return {
        {"429 with a hint",
         {limited, limited, good()},
         1,
         {QStringLiteral("rate_limited"), QStringLiteral("rate_limited"), kComplete},
         kNone,
         nullptr,
         "waiting 12 s (rate limit)",
         2},
        {"429 for longer",
         {failure(429, "rate_limit_error", "later", {{"retry-after", "900"}})},
         1,
         same("rate_limited", 1),
         ErrorKind::RateLimited,
         "It may be asked again in 15 min.",
         nullptr},
        {"429 for longer, another model",
         {failure(429, "rate_limit_error", "later", {{"retry-after", "900"}}), good()},
         2,
         {QStringLiteral("rate_limited"), kComplete},
         kNone,
         nullptr,
         "trying claude-test-b"},
        {"500",
         {broken, good()},
         1,
         {QStringLiteral("server_error"), kComplete},
         kNone,
         nullptr,
         "retrying (1/3)",
         1},
        {"502, 503, 500",
         {failure(502, "api_error", ""), failure(503, "api_error", ""), broken, good()},
         1,
         {QStringLiteral("server_error"), QStringLiteral("server_error"),
          QStringLiteral("server_error"), kComplete},
         kNone,
         nullptr,
         "retrying (3/3)",
         3},
        {"504",
         {failure(504, "timeout_error", "slow"), good()},
         1,
         {QStringLiteral("timeout"), kComplete},
         kNone,
         nullptr,
         "retrying (1/3)",
         1},
    };
}

/// Faults that stay; streams that break.
std::vector<Row> overloads()
{
    const Script overloaded = failure(529, "overloaded_error", "Overloaded");
    const Script broken = failure(500, "api_error", "Internal");
    const Script midOverload = event("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":"
                                     "\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
    return {
        {"500 for ever",
         {broken, broken, broken, broken},
         1,
         same("server_error", 4),
         ErrorKind::Network,
         "Service error",
         "retrying (3/3)",
         3},
        {"529 four times, another model",
         {overloaded, overloaded, overloaded, overloaded, good()},
         2,
         same("overloaded", 4) + QStringList{kComplete},
         kNone,
         nullptr,
         "Service overloaded, trying claude-test-b",
         3},
        {"529 four times",
         {overloaded, overloaded, overloaded, overloaded},
         1,
         same("overloaded", 4),
         ErrorKind::RateLimited,
         "Service overloaded",
         nullptr,
         3},
        {"overloaded inside the stream",
         {midOverload, good()},
         1,
         {QStringLiteral("overloaded"), kComplete},
         kNone,
         nullptr,
         "Service overloaded",
         1},
        {"stream cut",
         {cutStream(), good()},
         1,
         {QStringLiteral("cut"), kComplete},
         kNone,
         nullptr,
         "connection lost, restarted",
         1},
        {"end without a stop",
         {streamed({messageStart() + textBlock(0, cannedText())}), good()},
         1,
         {QStringLiteral("cut"), kComplete},
         kNone,
         nullptr,
         "connection lost, restarted",
         1},
    };
}

/// Answers that cannot be read or are too long.
std::vector<Row> unreadableOrCut()
{
    const Script garbage = event("event: content_block_start\ndata: {\"type\":\n\n");
    return {
        {"malformed event",
         {garbage, good()},
         1,
         {QStringLiteral("unreadable"), kComplete},
         kNone,
         nullptr,
         "Unreadable answer",
         1},
        {"malformed event twice",
         {garbage, garbage},
         1,
         same("unreadable", 2),
         ErrorKind::BadReply,
         "Unreadable answer",
         nullptr,
         1},
        {"JSON instead of a stream",
         {answer(200, "{\"hello\":"), answer(200, "{\"hello\":")},
         1,
         same("unreadable", 2),
         ErrorKind::BadReply,
         "Unreadable answer",
         nullptr,
         1},
        {"max_tokens",
         {truncated(), good()},
         1,
         {QStringLiteral("truncated"), kComplete},
         kNone,
         nullptr,
         "Answer was cut off, asking again for up to 8192 tokens"},
        {"max_tokens twice",
         {truncated(), truncated()},
         1,
         same("truncated", 2),
         ErrorKind::BadReply,
         "Answer was cut off at the cap of 8192 tokens",
         nullptr},
    };
}

/// Refusals and broken forms.
std::vector<Row> declinedOrWrong()
{
    const Script wrong = good(QStringLiteral("{\"plan\":\"a\",\"source\":\"b\",\"mood\":\"odd\"}"));
    return {
        {"refusal",
         {refusal()},
         1,
         same("refused", 1),
         ErrorKind::BadReply,
         "The model declined",
         nullptr},
        {"refusal, another model",
         {refusal(), good()},
         2,
         {QStringLiteral("refused"), kComplete},
         kNone,
         nullptr,
         "The model declined"},
        {"refusal by two",
         {refusal(), refusal()},
         3,
         same("refused", 2),
         ErrorKind::BadReply,
         "The model declined",
         nullptr},
        {"schema violation, repaired",
         {wrong, good()},
         1,
         {QStringLiteral("schema_violation"), kComplete},
         kNone,
         nullptr,
         "The answer breaks its form, repairing (1/2): /mood"},
        {"schema violation for ever",
         {wrong, wrong, wrong},
         1,
         same("schema_violation", 3),
         ErrorKind::BadReply,
         "/mood",
         "repairing (2/2)"},
        {"schema violation for ever, another model",
         {wrong, wrong, wrong, good()},
         2,
         same("schema_violation", 3) + QStringList{kComplete},
         kNone,
         nullptr,
         "trying claude-test-b"},
    };
}

/// Nothing, and things nobody knows.
std::vector<Row> emptyOrStrange()
{
    const Script strangeStop = event(textBlock(0, QStringLiteral("{}")) +
                                     messageDelta("\"solar_flare\"") + sse("message_stop", {}));
    const Script strangeEvent =
        streamed({sse("weather", "\"rain\":true") + anthropicAnswer(cannedText())});
    return {
        {"prose instead of a document",
         {good(QStringLiteral("Sure! Here it is.")), good()},
         1,
         {QStringLiteral("schema_violation"), kComplete},
         kNone,
         nullptr,
         "repairing (1/2)"},
        {"empty answer",
         {emptyAnswer(), good()},
         1,
         {QStringLiteral("empty"), kComplete},
         kNone,
         nullptr,
         "The model returned nothing, asking again"},
        {"empty answer twice",
         {emptyAnswer(), emptyAnswer()},
         1,
         same("empty", 2),
         ErrorKind::BadReply,
         "The model returned nothing.",
         nullptr},
        {"unknown event", {strangeEvent}, 1, {kComplete}, kNone, nullptr, nullptr},
        {"unknown stop reason",
         {strangeStop, strangeStop},
         1,
         same("unknown_stop", 2),
         ErrorKind::BadReply,
         "solar_flare",
         nullptr,
         1},
    };
}

const std::vector<Row>& rows()
{
    static const std::vector<Row> kRows = [] {
        std::vector<Row> all;
        for (const auto& group :
             {refusedByKeyOrMoney(), refusedRequests(), limitsAndServers(), overloads(),
              unreadableOrCut(), declinedOrWrong(), emptyOrStrange()}) {
            all.insert(all.end(), group.begin(), group.end());
        }
        return all;
    }();
    return kRows;
}

} // namespace

class TestFailureTable : public QObject
{
    Q_OBJECT

private slots:
    void everyFailureLeadsToItsRow_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t index = 0; index < rows().size(); ++index) {
            QTest::newRow(rows()[index].name) << static_cast<int>(index);
        }
    }

    void everyFailureLeadsToItsRow()
    {
        QFETCH(int, index);
        const Row& row = rows()[static_cast<std::size_t>(index)];
        World world;
        for (const Script& script : row.scripts) {
            world.server.enqueue(script);
        }
        world.chain("one", "claude-test-a");
        if (row.models > 1) {
            world.chain("two", "claude-test-b");
        }
        if (row.models > 2) {
            world.chain("one", "claude-test-c");
        }
        const auto router = world.router();
        const Answered asked = World::ask(*router);
        checkRecord(asked);
        QCOMPARE(asked.outcomes(), row.outcomes);
        QCOMPARE(world.server.requests().size(), row.scripts.size());
        QCOMPARE(asked.document.has_value(), row.error == nullptr);
        if (row.error != nullptr) {
            QCOMPARE(asked.document.error().kind, row.kind);
            QVERIFY2(asked.sentence().contains(QString::fromUtf8(row.error)),
                     qPrintable(asked.sentence()));
            QVERIFY2(asked.shown.isEmpty(), "nothing half stays on show");
        } else {
            QCOMPARE(asked.shown, cannedText());
            QCOMPARE(asked.call.answer, cannedText());
            QCOMPARE(asked.document->value(QStringLiteral("mood")).toString(),
                     QStringLiteral("sure"));
        }
        const QString steps = asked.steps.join(u'|');
        QVERIFY2(row.step == nullptr || steps.contains(QString::fromUtf8(row.step)),
                 qPrintable(steps));
        QCOMPARE(static_cast<qsizetype>(world.clock.waits().size()), row.waits);
    }
};

SW_TEST(TestFailureTable)
#include "tst_failure_table.moc"
