// Charts that a model proposes: all that the window can draw, nothing that it cannot, and a reason
// for whatever is left out.
#include "test_main.h"

#include "agents/insights_generator_agent.h"
#include "agents/model_charts.h"
#include "agents/prompt.h"
#include "bridge/text.h"
#include "fakes.h"
#include "llm/schema.h"

#include <QJsonArray>

#include <algorithm>

using namespace sw;
using namespace sw::agents;
using namespace sw::test;

namespace {

QJsonObject axis(const QJsonValue& low, const QJsonValue& high)
{
    return {{QStringLiteral("min"), low},
            {QStringLiteral("max"), high},
            {QStringLiteral("label"), QString()}};
}

QJsonObject zone(double from, double to, const char* role = "entry")
{
    return {{QStringLiteral("from"), from},
            {QStringLiteral("to"), to},
            {QStringLiteral("label"), QStringLiteral("quiet")},
            {QStringLiteral("role"), QLatin1String(role)}};
}

QJsonObject level(double value)
{
    return {{QStringLiteral("value"), value},
            {QStringLiteral("label"), QStringLiteral("busy")},
            {QStringLiteral("role"), QStringLiteral("neutral")}};
}

QJsonObject chart(const char* id, const char* expr, const char* kind = "indicator")
{
    return {{QStringLiteral("id"), QLatin1String(id)},
            {QStringLiteral("kind"), QLatin1String(kind)},
            {QStringLiteral("title"), QLatin1String(expr)},
            {QStringLiteral("description"), QStringLiteral("Look at it.")},
            {QStringLiteral("pane"), QStringLiteral("own")},
            {QStringLiteral("series"),
             QJsonArray{QJsonObject{{QStringLiteral("expr"), QLatin1String(expr)},
                                    {QStringLiteral("label"), QLatin1String(expr)},
                                    {QStringLiteral("style"), QStringLiteral("line")}}}},
            {QStringLiteral("reference_lines"), QJsonArray()},
            {QStringLiteral("zones"), QJsonArray()},
            {QStringLiteral("y_axis"), axis(QJsonValue::Null, QJsonValue::Null)}};
}

/// A chart without series, by what its id says.
QJsonObject counted(const char* id, const char* kind)
{
    QJsonObject made = chart(id, "x", kind);
    made.insert(QStringLiteral("series"), QJsonArray());
    return made;
}

InsightsConfig chartsWith(const QJsonArray& charts, const QJsonArray& notes = {})
{
    MemoryMarketData market{{waves(50)}};
    CountingBacktester backtester;
    Stage stage(market, backtester);
    InsightsGeneratorAgent agent;
    InsightsRequest request;
    request.program = compiled(kRsi);
    request.proposal =
        proposedCharts({{QStringLiteral("charts"), charts}, {QStringLiteral("notes"), notes}});
    return *agent.process(request, stage.context());
}

/// What the schema of the answer says against a chart.
QString checked(const QJsonObject& one)
{
    const llm::CheckedDocument document = llm::checkDocument(
        {{QStringLiteral("charts"), QJsonArray{one}}, {QStringLiteral("notes"), QJsonArray()}},
        answerSchema(QStringLiteral("insights_generator")));
    return document.valid() ? QString()
                            : document.violations[0].pointer + document.violations[0].reason;
}

bool shows(const InsightsConfig& config, const std::string& expr)
{
    return std::ranges::any_of(config.charts, [&](const InsightChart& one) {
        return std::ranges::any_of(
            one.series, [&](const InsightSeries& series) { return series.expr == expr; });
    });
}

const InsightChart* found(const InsightsConfig& config, const std::string& id)
{
    const auto at = std::ranges::find(config.charts, id, &InsightChart::id);
    return at == config.charts.end() ? nullptr : &*at;
}

/// What a proposal was refused or taken off, in one text; the derived charts have nothing of it.
QString said(const InsightsConfig& config)
{
    QStringList lines;
    for (const std::string& line : config.dropped) {
        lines += bridge::toQt(line);
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

class TestModelCharts : public QObject
{
    Q_OBJECT

private slots:
    void proposedChartsJoinTheDerivedOnes()
    {
        const InsightsConfig plain = chartsWith({});
        const InsightsConfig more = chartsWith({chart("trend", "sma(close, 50)")});
        QCOMPARE(more.charts.size(), plain.charts.size() + 1);
        QVERIFY(shows(more, "sma(close, 50)"));
        QCOMPARE(more.charts.back().id, std::string("model-trend"));
    }

    void proposedChartsThatCannotBeDrawnAreDropped_data()
    {
        QTest::addColumn<QString>("expr");
        QTest::addColumn<QString>("kind");
        QTest::newRow("unknown function") << "magic(close, 3)"
                                          << "indicator";
        QTest::newRow("the future") << "close[-1]"
                                    << "indicator";
        QTest::newRow("a hole") << "external(\"news\")"
                                << "indicator";
        QTest::newRow("the position") << "profit"
                                      << "indicator";
        QTest::newRow("another symbol") << "SPY.close"
                                        << "indicator";
        QTest::newRow("a condition") << "close > open"
                                     << "indicator";
        QTest::newRow("unknown kind") << "close"
                                      << "hologram";
        QTest::newRow("markup") << "<script>alert(1)</script>"
                                << "indicator";
    }

    void proposedChartsThatCannotBeDrawnAreDropped()
    {
        QFETCH(QString, expr);
        QFETCH(QString, kind);
        const InsightsConfig plain = chartsWith({});
        const InsightsConfig made =
            chartsWith({chart("x", expr.toUtf8().constData(), kind.toUtf8().constData())});
        QCOMPARE(made.charts.size(), plain.charts.size());
        QCOMPARE(made.dropped.size(), plain.dropped.size() + 1);
    }

    void theSameChartIsNotShownTwice()
    {
        const InsightsConfig plain = chartsWith({});
        const InsightsConfig made = chartsWith({chart("again", "rsi(close, 14?)")});
        QCOMPARE(made.charts.size(), plain.charts.size());
        QVERIFY(said(made).contains(QLatin1String("shows the same already")));
    }

    void atMostFourChartsAreProposed()
    {
        QJsonArray many;
        for (int at = 0; at < 8; ++at) {
            many.append(chart("same", qPrintable(QStringLiteral("sma(close, %1)").arg(at + 5))));
        }
        const InsightsConfig plain = chartsWith({});
        const InsightsConfig made = chartsWith(many);
        QCOMPARE(made.charts.size(), plain.charts.size() + 4);
        std::vector<std::string> ids;
        for (const InsightChart& one : made.charts) {
            ids.push_back(one.id);
        }
        std::ranges::sort(ids);
        QVERIFY(std::ranges::adjacent_find(ids) == ids.end());
    }

    void zonesLevelsAndAxisAreDrawn()
    {
        QJsonObject made = chart("volatility", "stdev(roc(close, 1), 20)");
        made.insert(QStringLiteral("reference_lines"), QJsonArray{level(3)});
        made.insert(QStringLiteral("zones"), QJsonArray{zone(0, 1)});
        made.insert(QStringLiteral("y_axis"), axis(0, QJsonValue::Null));
        QVERIFY(checked(made).isEmpty());
        const InsightsConfig config = chartsWith({made});
        const InsightChart* drawn = found(config, "model-volatility");
        QVERIFY(drawn != nullptr && config.dropped.empty());
        QCOMPARE(drawn->referenceLines.size(), std::size_t(1));
        QCOMPARE(drawn->referenceLines[0].value, 3.0);
        QCOMPARE(drawn->zones.size(), std::size_t(1));
        QCOMPARE(drawn->zones[0].to, 1.0);
        QCOMPARE(drawn->zones[0].role, std::string("entry"));
        QCOMPARE(drawn->yMinimum, std::optional(0.0));
        QVERIFY(!drawn->yMaximum);
    }

    void breakdownsAndCalendarNeedNoSeries()
    {
        for (const char* id : {"weekday", "month"}) {
            QVERIFY(checked(counted(id, "breakdown")).isEmpty());
            const InsightsConfig config = chartsWith({counted(id, "breakdown")});
            const InsightChart* drawn = found(config, std::string("model-breakdown-") + id);
            QVERIFY(drawn != nullptr && config.dropped.empty());
            QCOMPARE(drawn->title, std::string("Profit by ") + id);
        }
        // Those that every run has are not shown twice, and that is said.
        const InsightsConfig plain = chartsWith({});
        for (const QJsonObject& known :
             {counted("year", "breakdown"), counted("months", "calendar")}) {
            const InsightsConfig config = chartsWith({known});
            QCOMPARE(config.charts.size(), plain.charts.size());
            QVERIFY2(said(config).contains(QLatin1String("shows the same already")),
                     qPrintable(said(config)));
        }
    }

    void partsThatAKindNeverShowsAreTakenOffAndSaid()
    {
        QJsonObject scatter = chart("s", "roc(close, 5)", "scatter");
        scatter.insert(QStringLiteral("zones"), QJsonArray{zone(0, 1)});
        scatter.insert(QStringLiteral("y_axis"), axis(0, 1));
        QJsonArray series = scatter[QStringLiteral("series")].toArray();
        series.append(series.first());
        scatter.insert(QStringLiteral("series"), series);
        const InsightsConfig config = chartsWith({scatter});
        const InsightChart* drawn = found(config, "model-s");
        QVERIFY(drawn != nullptr);
        QCOMPARE(drawn->series.size(), std::size_t(1));
        QVERIFY(drawn->zones.empty() && !drawn->yMinimum);
        QCOMPARE(said(config), QStringLiteral("Chart 'roc(close, 5)' is drawn without its further "
                                              "series, zones, ends of the axis: a scatter shows "
                                              "none."));
    }

    void invalidPartsAreRefusedByName_data()
    {
        QTest::addColumn<QJsonObject>("proposed");
        QTest::addColumn<QString>("reason");
        const auto row = [](const char* name, const char* part, const QJsonValue& value,
                            const char* reason) {
            QJsonObject made = chart("x", "roc(close, 5)");
            made.insert(QLatin1String(part), value);
            QTest::newRow(name) << made << QString::fromUtf8(reason);
        };
        row("zone upside down", "zones", QJsonArray{zone(2, 1)}, "a zone is empty");
        row("zone of an unknown role", "zones", QJsonArray{zone(0, 1, "hope")}, "unknown role");
        row("axis upside down", "y_axis", axis(5, -5), "its axis is empty");
        row("no price over the prices", "pane", QStringLiteral("price"),
            "roc(close, 5) is no price to draw over the bars");
        QTest::newRow("intraday only")
            << chart("x", "vwap") << QStringLiteral("needs intraday bars");
        QTest::newRow("finer bars")
            << chart("x", "tf(1h).close") << QStringLiteral("shorter than the daily bars");
        QTest::newRow("unknown breakdown")
            << counted("hour", "breakdown")
            << QStringLiteral("there is no breakdown by 'hour', only by exits, weekday, month, "
                              "year");
        QTest::newRow("nothing to draw")
            << counted("x", "distribution") << QStringLiteral("it names no series");
    }

    void invalidPartsAreRefusedByName()
    {
        QFETCH(QJsonObject, proposed);
        QFETCH(QString, reason);
        const InsightsConfig plain = chartsWith({});
        const InsightsConfig config = chartsWith({proposed});
        QCOMPARE(config.charts.size(), plain.charts.size());
        QCOMPARE(config.dropped.size(), std::size_t(1));
        QVERIFY2(said(config).contains(reason), qPrintable(said(config)));
    }

    void wordsStateNoForeignNumbers()
    {
        QJsonObject made = chart("trend", "sma(close, 50)");
        made.insert(QStringLiteral("title"), QStringLiteral("Earns 900% a year"));
        made.insert(QStringLiteral("description"),
                    QStringLiteral("The average of 50 bars. It won 77 times."));
        const InsightsConfig config =
            chartsWith({made}, {QStringLiteral("Entries below 30 are rare."),
                                QStringLiteral("Sharpe will be 4.")});
        const InsightChart* drawn = found(config, "model-trend");
        QVERIFY(drawn != nullptr);
        QCOMPARE(drawn->title, std::string("sma(close, 50)"));
        QCOMPARE(drawn->description, std::string("The average of 50 bars."));
        QCOMPARE(config.notes.back(), std::string("Entries below 30 are rare."));
        QCOMPARE(config.dropped.size(), std::size_t(3));
        for (const char* number : {"900", "77", "4"}) {
            QVERIFY(said(config).contains(
                QStringLiteral("it states %1, which was not computed").arg(QLatin1String(number))));
        }
    }

    void whatIsTooMuchIsSaid()
    {
        const QString note = QStringLiteral("Look.");
        const InsightsConfig config = chartsWith({}, {note, note, note, note});
        QCOMPARE(said(config),
                 QStringLiteral("1 note of the model was left out: at most 3 are kept."));
    }
};

SW_TEST(TestModelCharts)
#include "tst_model_charts.moc"
