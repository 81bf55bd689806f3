// From words or from feedback to a program, with everything that must be said about it.
#include "shared_words.h"
#include "test_main.h"

#include "agents/tunable.h"
#include "fakes.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

using sw::test::contains;

StrategyDraft read(const std::string& text, const std::string& onlySymbol = "")
{
    Brief brief;
    brief.text = text;
    return draftOf(brief, onlySymbol);
}

} // namespace

class TestCodeGenerator : public QObject
{
    Q_OBJECT

private slots:
    void readsASentence();
    void takesAProgramAsItIs();
    void putsSymbolDatesAndCapitalIntoTheText();
    void saysWhatASettingReplaced();
    void tradesTheOnlySymbolThereIs();
    void asksForASymbolWhenThereAreSeveral();
    void asksWhenNothingIsSaid();
    void keepsTheDiagnosticsOfABrokenProgram();
    void appliesFeedbackAsEdits();
    void refusesFeedbackThatDoesNotFit();
    void remembersABoundedNumberOfAnswers();
};

void TestCodeGenerator::readsASentence()
{
    const StrategyDraft draft = read("Buy AAPL when RSI < 30, sell when RSI > 70");
    QVERIFY(draft.program != nullptr);
    QVERIFY(contains(draft.source, "long when rsi(close, 14?) < 30"));
    QCOMPARE(draft.source, draft.program->source);
    QCOMPARE(draft.mode, std::string("signals"));
    QVERIFY(draft.questions.empty() && draft.unsupported.empty());
    QVERIFY(!draft.assumptions.empty() && !draft.trace.empty() && !draft.sentences.empty());
}

void TestCodeGenerator::takesAProgramAsItIs()
{
    Brief brief;
    brief.text = "ignored";
    brief.source = kRsi;
    const StrategyDraft draft = draftOf(brief, "");
    QVERIFY(draft.program != nullptr);
    QCOMPARE(draft.source, compiled(kRsi)->source);
    QVERIFY(!draft.assumptions.empty()); // the marked length
}

void TestCodeGenerator::putsSymbolDatesAndCapitalIntoTheText()
{
    Brief brief;
    brief.text = "Buy when RSI < 30, sell when RSI > 70";
    brief.symbol = "MSFT";
    brief.from = CivilDate{2015, 1, 2};
    brief.to = CivilDate{2016, 12, 30};
    brief.capital = 25000;
    const StrategyDraft draft = draftOf(brief, "AAPL");
    QVERIFY(draft.program != nullptr);
    QCOMPARE(draft.program->symbols, std::vector<std::string>{"MSFT"});
    QCOMPARE(draft.program->from, std::optional(CivilDate{2015, 1, 2}));
    QCOMPARE(draft.program->to, std::optional(CivilDate{2016, 12, 30}));
    QCOMPARE(draft.program->capital, std::optional(25000.0));
    QVERIFY(draft.questions.empty());
    QVERIFY(draft.changes.empty()); // nothing stood there before
}

void TestCodeGenerator::saysWhatASettingReplaced()
{
    Brief brief;
    brief.source = "trade AAPL on daily\ntest from 2014-01-01\ncapital $5000\nlong when close > "
                   "open\nexit when close < open\n";
    brief.symbol = "MSFT";
    brief.from = CivilDate{2015, 1, 2};
    brief.capital = 25000;
    const StrategyDraft draft = draftOf(brief, "");
    QVERIFY(draft.program != nullptr);
    QCOMPARE(draft.changes.size(), std::size_t(3));
    QCOMPARE(draft.changes[0], std::string("trades MSFT instead of AAPL"));
    QVERIFY(contains(draft.changes[1], "2015-01-02 instead of 2014-01-01"));
    QVERIFY(contains(draft.changes[2], "$25000 instead of $5000"));
    QVERIFY(!contains(draft.source, "AAPL"));
}

void TestCodeGenerator::tradesTheOnlySymbolThereIs()
{
    const StrategyDraft draft = read("Buy when RSI < 30, sell when RSI > 70", "TST");
    QVERIFY(draft.program != nullptr);
    QCOMPARE(draft.program->symbols, std::vector<std::string>{"TST"});
    const auto said = std::ranges::find(draft.assumptions, "symbol", &Note::about);
    QVERIFY(said != draft.assumptions.end());
    QCOMPARE(said->value, std::string("TST"));
    // A sentence that names its own keeps it.
    QCOMPARE(read("Buy AAPL when RSI < 30, sell when RSI > 70", "TST").program->symbols,
             std::vector<std::string>{"AAPL"});
}

void TestCodeGenerator::asksForASymbolWhenThereAreSeveral()
{
    const StrategyDraft draft = read("Buy when RSI < 30, sell when RSI > 70");
    QVERIFY(!draft.questions.empty());
    QCOMPARE(draft.questions[0].about, std::string("symbol"));
}

void TestCodeGenerator::asksWhenNothingIsSaid()
{
    for (const char* text : {"", "   ", "lorem ipsum", "?!"}) {
        const StrategyDraft draft = read(text, "TST");
        QVERIFY2(!draft.questions.empty(), text);
        QVERIFY(!draft.questions[0].text.empty());
    }
}

void TestCodeGenerator::keepsTheDiagnosticsOfABrokenProgram()
{
    Brief brief;
    brief.source = "trade AAPL on daily\nlong when wizard(close) > 3\n";
    brief.symbol = "MSFT";
    const StrategyDraft draft = draftOf(brief, "");
    QVERIFY(draft.program == nullptr);
    QVERIFY(!draft.diagnostics.empty());
    QVERIFY(contains(draft.source, "wizard"));
}

void TestCodeGenerator::appliesFeedbackAsEdits()
{
    MemoryMarketData market;
    CountingBacktester backtester;
    Stage stage(market, backtester);
    CodeGeneratorAgent agent;
    const Brief brief;
    CodeRequest request;
    request.brief = &brief;
    request.previous = compiled(kRsi);
    const std::vector<Tunable> numbers = tunables(*request.previous);
    request.feedback.edits = editsFor(numbers[0], 11, request.previous->source);
    request.feedback.hypothesis = describe(request.feedback.edits);
    const Result<StrategyDraft> draft = agent.process(request, stage.context());
    QVERIFY(draft && draft->program);
    QCOMPARE(std::ranges::count(draft->source, '?'), 2);
    QVERIFY(contains(draft->source, "rsi(close, 11?) < 30"));
    QCOMPARE(draft->changes, std::vector<std::string>{"length of rsi: 14 → 11"});
}

void TestCodeGenerator::refusesFeedbackThatDoesNotFit()
{
    MemoryMarketData market;
    CountingBacktester backtester;
    Stage stage(market, backtester);
    CodeGeneratorAgent agent;
    const Brief brief;
    CodeRequest request;
    request.brief = &brief;
    request.previous = compiled(kRsi);
    request.feedback.edits = {{{0, 5}, "trap!", "x", "", false, ""}};
    const Result<StrategyDraft> draft = agent.process(request, stage.context());
    QVERIFY(!draft);
    QCOMPARE(draft.error().kind, ErrorKind::InvalidInput);
}

void TestCodeGenerator::remembersABoundedNumberOfAnswers()
{
    MemoryMarketData market;
    CountingBacktester backtester;
    Stage stage(market, backtester);
    CodeGeneratorAgent agent;
    Brief brief;
    for (int i = 0; i < 60; ++i) {
        brief.text = "sentence " + std::to_string(i);
        CodeRequest request;
        request.brief = &brief;
        QVERIFY(agent.process(request, stage.context()).has_value());
    }
    QCOMPARE(agent.memory().size(), CodeGeneratorAgent::kMemory);
    QVERIFY(contains(agent.memory().back().asked, "sentence 59"));
    QVERIFY(contains(agent.memory().front().asked, "sentence 10"));
}

SW_TEST(TestCodeGenerator)
#include "tst_code_generator.moc"
