#include "shared_words.h"
#include "test_main.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "chart/chart_view.h"
#include "chart/figure_view.h"
#include "gui/chart_adapter.h"
#include "gui/chart_panel.h"
#include "gui/insights_panel.h"
#include "gui_runs.h"

#include <QComboBox>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <cmath>

using namespace sw;
using gui::ChartPanel;
using gui::InsightsPanel;

namespace {

using sw::test::kSentence;

} // namespace

/// From a shown result to charts, and the selection both ways.
class TestChartPanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_document = test::finishedRun(kSentence, 2);
        QVERIFY2(m_document->shown(), qPrintable(m_document->failure()));
    }

    void theModelHasWhatTheResultHas()
    {
        const gui::ShownResultPtr shown = m_document->shown();
        const chart::ChartModelPtr model = gui::chartModelOf(shown, 0);
        const engine::Ledger& ledger = shown->runOf(shown->symbols[0]).ledger;
        QCOMPARE(model->bars, shown->symbols[0].bars);
        QCOMPARE(model->trades.size(), ledger.trades.size());
        QVERIFY(!model->panes.empty());
        const chart::IndicatorPane& pane = model->panes.front();
        QVERIFY(!pane.series.empty() && !pane.lines.empty() && !pane.zones.empty());
        QCOMPARE(pane.series.front().values->size(), model->bars->size());
        QVERIFY(model->equity.has_value());
        QCOMPARE(model->equity->equity->size(),
                 static_cast<std::size_t>(ledger.endBar - ledger.firstBar));
        QCOMPARE(model->equity->start, ledger.startCash);
        QCOMPARE(model->windows.size(), std::size_t{3});
        for (std::size_t i = 1; i < model->windows.size(); ++i) {
            QVERIFY(model->windows[i - 1].lastBar < model->windows[i].firstBar);
        }
        QVERIFY(model->targets.empty());
    }

    void targetsStandWhereTheyWereHit()
    {
        const auto document = test::finishedRun(
            QStringLiteral("Buy AAPL when RSI < 40, stop loss 5%, take profit 6%"), 1);
        QVERIFY2(document->shown(), qPrintable(document->failure()));
        const chart::ChartModelPtr model = gui::chartModelOf(document->shown(), 0);
        QCOMPARE(model->targets.size(), model->trades.size());
        int hits = 0;
        for (std::size_t i = 0; i < model->trades.size(); ++i) {
            if (model->trades[i].exitFill == engine::FillRule::TargetTouch) {
                ++hits;
                const double exit = model->trades[i].exitPrice;
                QVERIFY(std::fabs(model->targets[i] - exit) < 1e-6 * exit);
            }
        }
        QVERIFY(hits > 0);
    }

    void everyColorComesFromTheTheme()
    {
        for (const char* name : {"dark", "light"}) {
            const gui::Theme theme = gui::builtInTheme(QLatin1String(name));
            const chart::ChartColors colors = gui::chartColorsOf(theme);
            QCOMPARE(colors.isDark, theme.dark);
            QCOMPARE(colors.panel, theme[gui::Token::Panel]);
            QVERIFY(gui::contrast(colors.mutedText, colors.panel) >= 4.5);
        }
    }

    void theChartAndTheDocumentPointAtTheSame()
    {
        gui::ThemeSource themes;
        ChartPanel panel(themes);
        panel.resize(1100, 640);
        panel.show();
        panel.setDocument(m_document.get());
        QVERIFY(panel.chart().model() != nullptr);
        m_document->selectTrade(2);
        QCOMPARE(panel.chart().currentTrade(), 2);
        panel.chart().nextTrade();
        QCOMPARE(m_document->selectedTrade(), panel.chart().currentTrade());
        m_document->hoverBar(500);
        QCOMPARE(panel.chart().hoveredBar(), 500);
        panel.chart().setHoveredBar(501);
        QCOMPARE(m_document->hoveredBar(), 501);
        m_document->selectTrade(-1);
        m_document->hoverBar(-1);
        QCOMPARE(panel.chart().hoveredBar(), -1);
    }

    void withoutAResultItSaysWhatToDo()
    {
        gui::ThemeSource themes;
        ChartPanel panel(themes);
        panel.show();
        QVERIFY(!panel.chart().isVisible());
        panel.setDocument(m_document.get());
        QVERIFY(panel.chart().isVisible());
        panel.setDocument(nullptr);
        QVERIFY(!panel.chart().isVisible());
        QVERIFY(panel.chart().model() == nullptr);
    }

    void goesToADateAndRefusesNonsense()
    {
        gui::ThemeSource themes;
        ChartPanel panel(themes);
        panel.resize(1100, 640);
        panel.show();
        panel.setDocument(m_document.get());
        panel.chart().setVisibleBars(0, 100);
        QSignalSpy said(&panel, &gui::Panel::said);
        panel.goToDate(QStringLiteral("2016-05-02"));
        QCOMPARE(said.count(), 0);
        const auto bar = static_cast<int>(
            m_document->symbol()->bars->lowerBound(startOf(CivilDate{2016, 5, 2})));
        QVERIFY(panel.chart().visibleBars().first <= bar &&
                bar <= panel.chart().visibleBars().last);
        panel.goToDate(QStringLiteral("soon"));
        QCOMPARE(said.count(), 1);
        QVERIFY(said.last()[0].toString().contains(QStringLiteral("soon")));
    }

    void savesPicturesAndData()
    {
        gui::ThemeSource themes;
        ChartPanel panel(themes);
        panel.resize(1100, 640);
        panel.show();
        panel.setDocument(m_document.get());
        QTemporaryDir folder;
        QSignalSpy said(&panel, &gui::Panel::said);
        for (const char* ending : {"png", "svg", "pdf", "csv"}) {
            const QString path = folder.filePath(QStringLiteral("chart.") + QLatin1String(ending));
            panel.exportTo(path);
            QVERIFY2(QFileInfo(path).size() > 1000, ending);
            QVERIFY(said.last()[0].toString().startsWith(QStringLiteral("Saved ")));
        }
        panel.exportTo(folder.filePath(QStringLiteral("chart.gif")));
        QVERIFY(said.last()[0].toString().contains(QStringLiteral("png, svg, pdf or csv")));
    }

    void insightsShowWhatTheConfigAsksFor()
    {
        gui::ThemeSource themes;
        InsightsPanel panel(themes);
        panel.resize(1100, 500);
        panel.setDocument(m_document.get());
        panel.show(); // TestPanel: charts of a tab that is behind others are not made
        const std::size_t expected = gui::insightFiguresOf(*m_document->shown(), 0).size();
        QCOMPARE(panel.figures().size(), expected);
        QVERIFY(expected >= 4);
        for (const chart::FigureView* figure : panel.figures()) {
            QVERIFY2(!figure->isEmpty(), qPrintable(figure->accessibleName()));
            QVERIFY(!figure->accessibleName().isEmpty());
        }
        QVERIFY(!panel.notes().isEmpty());
        panel.setDocument(nullptr);
        QVERIFY(panel.figures().empty());
    }

    void scatterPointsAreTheTradesAtTheirSignals()
    {
        const gui::ShownResultPtr shown = m_document->shown();
        const engine::Ledger& ledger = shown->runOf(shown->symbols[0]).ledger;
        for (const gui::InsightFigure& figure : gui::insightFiguresOf(*shown, 0)) {
            if (const auto* scatter = std::get_if<chart::Scatter>(&figure.model)) {
                QVERIFY(!scatter->points.empty());
                for (const chart::ScatterPoint& point : scatter->points) {
                    const engine::Trade& trade =
                        ledger.trades[static_cast<std::size_t>(point.trade)];
                    QVERIFY(!trade.isOpen());
                    QCOMPARE(point.returnFraction, trade.returnFraction());
                    QVERIFY2(point.value < 30, "each entry's signal was an RSI below 30");
                }
                return;
            }
        }
        QFAIL("there is no scatter");
    }

private:
    std::unique_ptr<gui::RunDocument> m_document;
};

SW_TEST(TestChartPanel)
#include "tst_chart_panel.moc"
