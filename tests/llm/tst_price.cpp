#include "test_main.h"

#include "answers.h"
#include "llm/price.h"
#include "llm/suggestions.h"

#include <QTemporaryDir>

using namespace sw::llm;
using namespace sw::llm::test;

namespace {

const QDate kToday(2026, 11, 22);

PriceTable table()
{
    return PriceTable::builtIn().value();
}

Endpoint at(ProviderKind kind)
{
    return askingFor(kind).endpoint;
}

Usage used(qint64 input, qint64 output, qint64 read = 0, qint64 written = 0)
{
    Usage usage;
    usage.input = input;
    usage.output = output;
    usage.cacheRead = read;
    usage.cacheWrite = written;
    return usage;
}

MicroDollars claude(const char* model, const Usage& usage, QDate day = kToday)
{
    return table().cost(at(ProviderKind::Anthropic), QString::fromLatin1(model), usage, day);
}

MicroDollars google(const char* model, const Usage& usage, QDate day = kToday)
{
    return table().cost(at(ProviderKind::Gemini), QString::fromLatin1(model), usage, day);
}

} // namespace

class TestPrice : public QObject
{
    Q_OBJECT

private slots:
    void everyPriceOfTheReferenceIsThere_data()
    {
        QTest::addColumn<bool>("gemini");
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<qint64>("million"); // cost of a million tokens of input and of output
        const auto add = [](bool gemini, const char* model, qint64 input, qint64 output) {
            QTest::newRow(model) << gemini << QByteArray(model) << input + output;
        };
        add(false, "claude-fable-5-2", 8'000'000, 40'000'000);
        add(false, "claude-opus-5-5", 4'000'000, 20'000'000);
        add(false, "claude-sonnet-5-5", 2'000'000, 10'000'000);
        add(false, "claude-haiku-5-5", 500'000, 2'500'000); // the tier of long prompts
        add(false, "claude-fable-5-1", 10'000'000, 50'000'000);
        add(false, "claude-opus-5", 5'000'000, 25'000'000);
        add(false, "claude-sonnet-5", 2'000'000, 10'000'000);
        add(false, "claude-opus-4-8", 5'000'000, 25'000'000);
        add(false, "claude-sonnet-4-6", 3'000'000, 15'000'000);
        add(false, "claude-haiku-4-5-20251001", 1'000'000, 5'000'000);
        add(false, "claude-haiku-4-5", 1'000'000, 5'000'000);
        add(true, "gemini-4-carbon", 2'000'000, 10'000'000);
        add(true, "gemini-4-argon", 2'000'000, 10'000'000);
        add(true, "gemini-4-hydrogen", 1'500'000, 7'500'000);
        add(true, "gemini-3.8-flash", 750'000, 3'750'000);
        add(true, "gemini-3.5-flash-lite", 300'000, 2'500'000);
        add(true, "gemini-3.1-pro-preview", 4'000'000, 18'000'000); // the tier of long prompts
    }

    void everyPriceOfTheReferenceIsThere()
    {
        QFETCH(bool, gemini);
        QFETCH(QByteArray, model);
        QFETCH(qint64, million);
        const Usage usage = used(1'000'000, 1'000'000);
        QVERIFY((gemini ? google(model, usage) : claude(model, usage)) == million);
    }

    void cacheHasItsOwnPrices()
    {
        QVERIFY(claude("claude-opus-5-5", used(0, 0, 1'000'000, 0)) == 200'000);
        QVERIFY(claude("claude-opus-5-5", used(0, 0, 0, 1'000'000)) == 8'000'000);
        Usage brief = used(0, 0, 0, 1'000'000);
        brief.cacheWriteShort = 400'000;
        QVERIFY(claude("claude-opus-5-5", brief) == 4'800'000 + 2'000'000);
        QVERIFY(claude("claude-fable-5-2", used(0, 0, 1'000'000)) == 200'000);
        QVERIFY(claude("claude-sonnet-5-5", used(0, 0, 1'000'000)) == 100'000);
        QVERIFY(google("gemini-4-argon", used(0, 0, 1'000'000)) == 100'000);
        // No price of its own: as input, never as nothing.
        QVERIFY(google("gemini-4-hydrogen", used(0, 0, 1'000'000)) == 1'500'000);
    }

    void sumsAreRoundedOnce()
    {
        // 812·4 + 100·8 + 9120·0.2 + 143·20 = 8732 micro-dollars
        QVERIFY(claude("claude-opus-5-5", used(812, 143, 9120, 100)) == 8732);
        // 1·0.1 + 1·0.5 = 0.6 and 1·0.1 = 0.1
        QVERIFY(claude("claude-haiku-5-5", used(1, 1)) == 1);
        QVERIFY(claude("claude-haiku-5-5", used(1, 0)) == 0);
    }

    void tierIsChosenByTheWholePrompt()
    {
        QVERIFY(claude("claude-haiku-5-5", used(100'000, 0)) == 10'000);
        QVERIFY(claude("claude-haiku-5-5", used(100'001, 0)) == 50'001);
        QVERIFY(claude("claude-haiku-5-5", used(10'000, 0, 90'001)) == 5'000 + 4'500);
        QVERIFY(google("gemini-3.1-pro-preview", used(200'000, 1000)) == 400'000 + 12'000);
    }

    void pricesChangeOnTheirDay()
    {
        const Usage usage = used(1'000'000, 0);
        QVERIFY(google("gemini-4-argon", usage, QDate(2026, 11, 30)) == 2'000'000);
        QVERIFY(google("gemini-4-argon", usage, QDate(2026, 12, 1)) == 4'000'000);
        QVERIFY(google("gemini-3.8-flash", usage, QDate(2026, 12, 31)) == 750'000);
        QVERIFY(google("gemini-3.8-flash", usage, QDate(2027, 1, 1)) == 1'500'000);
        QVERIFY(!google("gemini-4-argon", usage, QDate(2026, 10, 12)));
    }

    void unknownPriceIsAbsentAndLocalIsFree()
    {
        QVERIFY(!claude("claude-of-tomorrow", used(1, 1)));
        QVERIFY(!claude("claude-opus-5-5", Usage()));
        Usage half;
        half.input = 5;
        QVERIFY(!claude("claude-opus-5-5", half));
        QVERIFY(!table().cost(at(ProviderKind::OpenAi), QStringLiteral("gpt"), used(1, 1), kToday));
        QVERIFY(table().cost(at(ProviderKind::Ollama), QStringLiteral("qwen"), Usage(), kToday) ==
                0);
    }

    void hostileUsageDoesNotOverflow()
    {
        Usage usage = used(std::numeric_limits<qint64>::max(), std::numeric_limits<qint64>::max(),
                           std::numeric_limits<qint64>::max(), -5);
        const MicroDollars cost = claude("claude-fable-5-1", usage);
        QVERIFY(cost && *cost > 0);
    }

    void reservationIsNotLessThanTheCost()
    {
        const Endpoint endpoint = at(ProviderKind::Anthropic);
        const auto most =
            table().reservation(endpoint, QStringLiteral("claude-opus-5-5"), 1000, 500, kToday);
        QVERIFY(most == 1000 * 8 + 500 * 20);
        QVERIFY(most >= claude("claude-opus-5-5", used(1000, 500)));
        QVERIFY(most >= claude("claude-opus-5-5", used(0, 500, 0, 1000)));
        QVERIFY(!table().reservation(endpoint, QStringLiteral("unknown"), 1, 1, kToday));
        QVERIFY(table().reservation(at(ProviderKind::Gemini), QStringLiteral("gemini-4-argon"),
                                    1000, 0, kToday) == 2000);
        QVERIFY(table().reservation(at(ProviderKind::Ollama), QStringLiteral("any"), 1, 1,
                                    kToday) == 0);
    }

    void filesOfTheUserComeFirst()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("prices.json"));
        QVERIFY(table().overriddenBy(path).error().kind == sw::ErrorKind::NotFound);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(R"({"as_of":"2026-11-23","prices":[{"provider":"anthropic",
            "model":"claude-opus-5-5","valid_from":"2026-01-01","tiers":[{"input":1,"output":2}]},
            {"provider":"mine","model":"local-large","valid_from":"2026-01-01",
             "tiers":[{"input":0.5,"output":0.5}]}]})");
        file.close();
        const auto own = table().overriddenBy(path);
        QVERIFY(own.has_value());
        QCOMPARE(own->asOf(), QDate(2026, 11, 23));
        const Endpoint anthropic = at(ProviderKind::Anthropic);
        const Usage usage = used(1'000'000, 0);
        QVERIFY(own->cost(anthropic, QStringLiteral("claude-opus-5-5"), usage, kToday) ==
                1'000'000);
        QVERIFY(own->cost(anthropic, QStringLiteral("claude-opus-5"), usage, kToday) == 5'000'000);
        Endpoint mine = at(ProviderKind::OpenAi);
        mine.id = QStringLiteral("mine");
        QVERIFY(own->cost(mine, QStringLiteral("local-large"), usage, kToday) == 500'000);
    }

    void brokenPricesAreNamed_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("message");
        const auto add = [](const char* title, const QByteArray& entries, const char* message) {
            QTest::newRow(title) << R"({"as_of":"2026-11-22","prices":[)" + entries + "]}"
                                 << QString::fromLatin1(message);
        };
        const QByteArray head = R"({"provider":"p","model":"m","valid_from":"2026-01-01","tiers":)";
        add("no model", R"({"provider":"p"})", "Prices: p/: provider and model are needed.");
        add("no day", R"({"provider":"p","model":"m"})",
            "Prices: p/m: valid_from must be a day like 2026-11-22.");
        add("no tiers", head + "[]}", "Prices: p/m: tiers are missing.");
        add("no output", head + R"([{"input":1}]})", "Prices: p/m: a tier needs input and output.");
        add("negative", head + R"([{"input":-1,"output":1}]})",
            "Prices: p/m: input must be a number of dollars from 0 to 1000.");
        add("text", head + R"([{"input":1,"output":1,"cache_read":"free"}]})",
            "Prices: p/m: cache_read must be a number of dollars from 0 to 1000.");
        add("tiers fall",
            head + R"([{"input":1,"output":1},{"over_input_tokens":0,"input":1,"output":1}]})",
            "Prices: p/m: tiers must start without over_input_tokens and rise.");
        QTest::newRow("no JSON") << QByteArray("{") << QStringLiteral("Prices: byte 1:");
    }

    void brokenPricesAreNamed()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, message);
        const auto parsed = PriceTable::parse(json);
        QVERIFY(!parsed);
        QVERIFY2(QString::fromStdString(parsed.error().message).startsWith(message),
                 parsed.error().message.c_str());
    }

    void estimatesAreRatherTooLarge()
    {
        QCOMPARE(estimatedTokens(QString()), qint64(0));
        QCOMPARE(estimatedTokens(QStringLiteral("abcd")), qint64(2));
        const ModelRequest request = askingFor(ProviderKind::Anthropic).request;
        QVERIFY(estimatedInput(request) > estimatedTokens(request.user) + 10);
    }

    void suggestedModelsHavePricesAndAreNotRetired()
    {
        const auto suggestions = ModelSuggestions::builtIn();
        QVERIFY(suggestions.has_value());
        QCOMPARE(suggestions->byProvider.size(), std::size_t(2));
        for (const auto& [provider, models] : suggestions->byProvider) {
            const Endpoint endpoint = at(*providerNamed(provider));
            for (const QString& model : {models.main, models.helper}) {
                QVERIFY(table().find(endpoint, model, suggestions->asOf) != nullptr);
                QVERIFY(!suggestions->retired.count(model));
            }
        }
        QCOMPARE(suggestions->retired.at(QStringLiteral("claude-3-5-sonnet-20241022")),
                 QDate(2025, 10, 28));
        QVERIFY(!ModelSuggestions::parse("{}"));
        QVERIFY(!ModelSuggestions::parse(
            R"({"as_of":"2026-11-22","suggestions":{"nobody":{"main":"a","helper":"b"}}})"));
    }
};

SW_TEST(TestPrice)
#include "tst_price.moc"
