// A model's words about results: no figure of its own, no change that does not fit.
#include "test_main.h"

#include "agents/model_analysis.h"
#include "agents/prompt.h"
#include "agents/tunable.h"
#include "bridge/text.h"
#include "fakes.h"
#include "llm/schema.h"

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

const FigureTexts kFigures{{"sharpe.train", "0.84"}, {"trades.train", "12"}};

Prose checked(const char* text, const std::vector<std::string>& allowed = {"30"})
{
    return checkedProse(QString::fromUtf8(text), kFigures, allowed, 1000);
}

/// An analysis of a planted result with validation, and what is needed to ask for one.
struct Case {
    Brief brief;
    lang::ProgramPtr program = compiled(kRsi);
    market::BarsPtr bars = waves(400);
    BacktestOutcome outcome = planted(program, bars, {{10, 15}, {30, 35}, {50, 55}});
    std::vector<Iteration> iterations{1};
    AnalysisRequest request;

    Case()
    {
        brief.text = "Buy TST when RSI < 30, sell when RSI > 70";
        iterations[0].draft.program = program;
        iterations[0].train = planted(program, bars, {{10, 15}, {30, 35}}, 0, 200);
        iterations[0].validation = planted(program, bars, {{250, 255}}, 200, 300);
        request.brief = &brief;
        request.program = program;
        request.outcome = &outcome;
        request.iterations = iterations;
    }
};

QJsonObject words(const QString& summary, const QJsonArray& suggestions = {})
{
    return {{QStringLiteral("summary"), summary},
            {QStringLiteral("issues"), QJsonArray()},
            {QStringLiteral("suggestions"), suggestions},
            {QStringLiteral("needs_refinement"), true}};
}

QJsonObject suggestion(const char* id, double to)
{
    return {
        {QStringLiteral("title"), QStringLiteral("Try it")},
        {QStringLiteral("rationale"), QStringLiteral("It may be calmer.")},
        {QStringLiteral("impact"), QStringLiteral("Unknown.")},
        {QStringLiteral("edits"), QJsonArray{QJsonObject{{QStringLiteral("id"), QLatin1String(id)},
                                                         {QStringLiteral("to"), to}}}}};
}

} // namespace

class TestModelWords : public QObject
{
    Q_OBJECT

private slots:
    void fillsReferencesIn()
    {
        const Prose prose = checked("Sharpe was {{sharpe.train}} over {{ trades.train }} trades.");
        QCOMPARE(prose.text, std::string("Sharpe was 0.84 over 12 trades."));
        QVERIFY(prose.removed.empty());
    }

    void removesSentencesWithFiguresOfTheirOwn_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::newRow("a ratio") << "The Sharpe ratio is 3.2 here.";
        QTest::newRow("a promise") << "You will earn 500% a year.";
        QTest::newRow("beside a reference") << "From {{sharpe.train}} it rises to 2.";
        QTest::newRow("unknown reference") << "The rest says {{sharpe.holdout}}.";
        QTest::newRow("unknown figure") << "It has {{magic.train}}.";
        QTest::newRow("inside a reference") << "It has {{99}} of them.";
    }

    void removesSentencesWithFiguresOfTheirOwn()
    {
        QFETCH(QString, sentence);
        const Prose prose = checkedProse(QStringLiteral("All is well. %1 Entries below 30 are "
                                                        "rare.")
                                             .arg(sentence),
                                         kFigures, {"30"}, 1000);
        QCOMPARE(prose.text, std::string("All is well. Entries below 30 are rare."));
        QCOMPARE(prose.removed.size(), std::size_t{1});
        QVERIFY(!QString::fromStdString(prose.removed[0]).contains(QLatin1String("{{")));
    }

    void figuresNeverTellOfTheSealedPart()
    {
        const Case scene;
        const FigureTexts texts = figureTexts(scene.request);
        QVERIFY(texts.contains("sharpe.train") && texts.contains("trades.validation"));
        for (const auto& [name, text] : texts) {
            QVERIFY(name.ends_with(".train") || name.ends_with(".validation"));
        }
        QCOMPARE(texts.at("trades.train"), std::string("2"));
        const QJsonObject material = analysisMaterial(scene.request);
        QVERIFY(!material[QStringLiteral("figures")].toObject().isEmpty());
        QVERIFY(material[QStringLiteral("numbers")].toArray().size() >= 3);
    }

    void wordsAreAddedToWhatWasComputed()
    {
        const Case scene;
        Analysis analysis;
        analysis.summary = "3 trades closed.";
        analysis.issues = {"Few trades."};
        const auto removed = addModelAnalysis(
            scene.request, words(QStringLiteral("Train has {{trades.train}} trades. Sharpe is 9.")),
            analysis);
        QCOMPARE(analysis.summary,
                 std::string("3 trades closed. Train has 2 trades. The model thinks that another "
                             "iteration is worth trying."));
        QCOMPARE(analysis.issues.size(), std::size_t{1});
        QCOMPARE(removed.size(), std::size_t{1});
    }

    void suggestionsBecomeEditsThatApply()
    {
        const Case scene;
        Analysis analysis;
        const auto numbers = tunables(*scene.program, scene.program.get());
        const auto level = std::ranges::find(numbers, 30.0, &Tunable::value);
        QVERIFY(level != numbers.end());
        const QByteArray id = "n" + QByteArray::number(level - numbers.begin() + 1);
        addModelAnalysis(scene.request, words({}, {suggestion(id.constData(), 25)}), analysis);
        QCOMPARE(analysis.suggestions.size(), std::size_t{1});
        const Suggestion& made = analysis.suggestions[0];
        const Result<std::string> changed = applyEdits(made.source, made.edits);
        QVERIFY(changed.has_value());
        QVERIFY(changed->find("< 25") != std::string::npos);
        QVERIFY(made.edits[0].padlocked);
    }

    void whetherToRefineIsSaidAsAnOpinion()
    {
        const Case scene;
        QJsonObject content = words(QStringLiteral("It is sound."));
        content.insert(QStringLiteral("needs_refinement"), false);
        Analysis analysis;
        analysis.summary = "3 trades closed.";
        analysis.issues = {"Few trades."};
        analysis.suggestions = {Suggestion{}};
        addModelAnalysis(scene.request, content, analysis);
        QCOMPARE(analysis.summary, std::string("3 trades closed. It is sound. The model sees no "
                                               "need for another iteration."));
        QVERIFY(analysis.needsRefinement); // what was computed stays
    }

    void whatAModelExpectsIsToldWithoutItsFigures()
    {
        const Case scene;
        const QString schemaName = QStringLiteral("strategy_analyst");
        QJsonObject proposed = suggestion("n1", 10);
        proposed.insert(QStringLiteral("impact"),
                        QStringLiteral("Faster entries. Sharpe rises to 4.5. Now it is "
                                       "{{sharpe.train}}."));
        const QJsonObject content = words(QStringLiteral("Well."), {proposed});
        QVERIFY(llm::checkDocument(content, answerSchema(schemaName)).valid());
        Analysis analysis;
        const auto removed = addModelAnalysis(scene.request, content, analysis);
        QCOMPARE(analysis.suggestions.size(), std::size_t{1});
        const Suggestion& made = analysis.suggestions[0];
        QCOMPARE(made.title, agents::describe(made.edits));
        QVERIFY2(made.impact.starts_with("proposed by the model; not measured. The model expects: "
                                         "Faster entries. Now it is "),
                 made.impact.c_str());
        QVERIFY(made.impact.find("4.5") == std::string::npos);
        QCOMPARE(removed.size(), std::size_t{1});
        QVERIFY(removed[0].find("4.5") != std::string::npos);
    }

    void suggestionsThatDoNotFitAreLeftOut_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<double>("to");
        QTest::newRow("no such number") << "n99" << 5.0;
        QTest::newRow("no number at all") << "drop table" << 5.0;
        QTest::newRow("zero") << "n0" << 5.0;
        QTest::newRow("out of range") << "n1" << 1e9;
        QTest::newRow("negative") << "n1" << -5.0;
        QTest::newRow("half a bar") << "n1" << 14.5;
        QTest::newRow("no change") << "n1" << 14.0;
    }

    void suggestionsThatDoNotFitAreLeftOut()
    {
        QFETCH(QString, id);
        QFETCH(double, to);
        const Case scene;
        QCOMPARE(tunables(*scene.program).front().value, 14.0);
        Analysis analysis;
        const auto removed = addModelAnalysis(
            scene.request, words({}, {suggestion(id.toLatin1().constData(), to)}), analysis);
        QVERIFY(analysis.suggestions.empty());
        QCOMPARE(removed.size(), std::size_t{1});
    }
};

SW_TEST(TestModelWords)
#include "tst_model_words.moc"
