#include "test_main.h"

#include "agents/answer.h"
#include "agents/code_generator_agent.h"
#include "fakes.h"

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

StrategyDraft draftWith(const std::string& source, std::vector<Note> questions)
{
    StrategyDraft draft;
    draft.source = source;
    draft.program = source.empty() ? nullptr : compiled(source);
    draft.questions = std::move(questions);
    return draft;
}

Note question(const std::string& about, const std::string& words = {})
{
    return {words, about, "What about " + about + "?", {}};
}

} // namespace

class TestAnswer : public QObject
{
    Q_OBJECT

private slots:
    void anAnswerGoesIntoTheSentence_data()
    {
        QTest::addColumn<QString>("about");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char* name, const char* about, const char* words,
                            const char* text, const char* expected) {
            QTest::newRow(name) << QString::fromUtf8(about) << QString::fromUtf8(words)
                                << QString::fromUtf8(text) << QString::fromUtf8(expected);
        };
        row("words are replaced", "condition", "A BIG DIP", "a 3% drop", "Buy AAPL on a 3% drop");
        row("an exit gets its verb", "exit", "", "RSI > 70",
            "Buy AAPL on a big dip, sell when RSI > 70");
        row("an exit with its verb stays", "exit", "", " Sell after 5 days ",
            "Buy AAPL on a big dip, Sell after 5 days");
        row("an exit after some days", "exit", "", "after 5 days",
            "Buy AAPL on a big dip, sell after 5 days");
        row("a symbol", "symbol", "", "MSFT", "Buy AAPL on a big dip. Trade MSFT");
        row("a stop", "stop loss", "", "5%", "Buy AAPL on a big dip, stop loss 5%");
        row("anything else", "size", "", "half of it", "Buy AAPL on a big dip, half of it");
    }

    void anAnswerGoesIntoTheSentence()
    {
        QFETCH(QString, about);
        QFETCH(QString, words);
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const Brief brief{"Buy AAPL on a big dip. ", {}, {}, {}, {}, {}};
        const StrategyDraft draft =
            draftWith("", {question(about.toStdString(), words.toStdString()), question("other")});
        const Result<Answered> answered =
            answer(brief, draft, about.toStdString(), text.toStdString());
        QVERIFY2(answered, answered ? "" : answered.error().text().c_str());
        QCOMPARE(QString::fromStdString(answered->brief.text), expected);
        QVERIFY(answered->draft.questions.empty()); // the sentence is read anew
    }

    void aValueIsStatedInTheProgram()
    {
        Brief brief;
        brief.text = "Buy TST when RSI is low";
        const StrategyDraft draft = draftWith(kRsi, {question("rsi.length")});
        const Result<Answered> answered = answer(brief, draft, "", "21");
        QVERIFY2(answered, answered ? "" : answered.error().text().c_str());
        QCOMPARE(QString::fromStdString(answered->brief.source),
                 QString::fromStdString(compiled("trade TST on daily\n"
                                                 "long when rsi(close, 21) < 30\n"
                                                 "exit when rsi(close, 21) > 70\n")
                                            ->source));
        QCOMPARE(answered->brief.text, brief.text);
        QVERIFY(answered->draft.questions.empty());
    }

    void answersToSeveralValuesAddUp()
    {
        const std::string source = "trade TST on daily\nlong when close > sma(close, 50?) and "
                                   "rsi(close, 14?) < 30\nexit when rsi(close, 14?) > 70\n";
        const StrategyDraft draft =
            draftWith(source, {question("rsi.length"), question("sma.length")});
        const Result<Answered> first = answer({}, draft, "sma.length", "100");
        QVERIFY2(first, first ? "" : first.error().text().c_str());
        QCOMPARE(first->draft.questions.size(), 1U);
        const Result<Answered> second = answer(first->brief, first->draft, "rsi.length", "7");
        QVERIFY2(second, second ? "" : second.error().text().c_str());
        QVERIFY(second->draft.questions.empty());
        const QString made = QString::fromStdString(second->brief.source);
        QVERIFY2(made.contains(QLatin1String("rsi(close, 7)")) &&
                     made.contains(QLatin1String("sma(close, 100)")),
                 qPrintable(made));
    }

    void refusesWhatIsNoAnswer()
    {
        const StrategyDraft draft =
            draftWith(kRsi, {question("rsi.length"), question("stop loss")});
        const auto saysWhy = [&](const std::string& about, const std::string& text,
                                 const char* part) {
            const Result<Answered> answered = answer({}, draft, about, text);
            return !answered && answered.error().kind == ErrorKind::InvalidInput &&
                   answered.error().message.find(part) != std::string::npos;
        };
        QVERIFY(saysWhy("", "5", "rsi.length"));           // which of the two?
        QVERIFY(saysWhy("exit", "5", "no open question")); // never asked
        QVERIFY(saysWhy("stop loss", "  ", "empty"));
        QVERIFY(saysWhy("rsi.length", "21", "answer this first")); // the sentence comes first
        const StrategyDraft value = draftWith(kRsi, {question("rsi.length")});
        const Result<Answered> wrong = answer({}, value, "rsi.length", "many");
        QVERIFY(!wrong);
        QVERIFY(wrong.error().message.find("does not fit") != std::string::npos);
        QVERIFY(!answer({}, draftWith(kRsi, {}), "", "5"));
    }
};

SW_TEST(TestAnswer)
#include "tst_answer.moc"
