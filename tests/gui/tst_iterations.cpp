#include "test_main.h"

#include "bridge/text.h"
#include "gui/iterations_model.h"
#include "gui/iterations_panel.h"
#include "gui/source_diff.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QTableView>

using namespace sw;
using gui::IterationsModel;
using gui::IterationsPanel;

namespace {

struct Stage {
    gui::ThemeSource themes;
    IterationsPanel panel{themes};
    std::unique_ptr<gui::RunDocument> document =
        test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"), 5);

    Stage()
    {
        panel.resize(388, 600);
        panel.setDocument(document.get());
        panel.show();
    }
};

} // namespace

/// The table of what was tried.
class TestIterations : public QObject
{
    Q_OBJECT

private slots:
    void rowsAreTheIterationsNewestFirst()
    {
        Stage stage;
        IterationsModel& model = stage.panel.model();
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        const agents::RunOutcomePtr outcome = stage.document->outcome();
        QVERIFY(outcome->iterations.size() >= 2);
        QCOMPARE(model.rowCount(), static_cast<int>(outcome->iterations.size()));
        QCOMPARE(model.iteration(0).number, outcome->iterations.back().number);
        QCOMPARE(model.index(model.rowCount() - 1, IterationsModel::Number).data().toString(),
                 QStringLiteral("1"));
    }

    void sparklinesArriveForEveryMeasuredIteration()
    {
        Stage stage;
        IterationsModel& model = stage.panel.model();
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex cell = model.index(row, IterationsModel::Curve);
            QTRY_VERIFY(cell.data(IterationsModel::CurveRole).value<QList<double>>().size() > 2);
        }
    }

    void aSparklineIsTheEquityOfBothParts()
    {
        Stage stage;
        const agents::Iteration& first = stage.document->outcome()->iterations.front();
        const QList<double> points = gui::curveOf(first, 1'000'000, {});
        const double train = *(*first.train.report)[metrics::FigureId::TotalReturn].value;
        const double validation = *(*first.validation.report)[metrics::FigureId::TotalReturn].value;
        QVERIFY(qAbs(points.last() - (1 + train) * (1 + validation)) < 1e-9);
        QCOMPARE(gui::curveOf(first, 60, {}).size(), 60);
    }

    void decisionAndReasonOfTheSelectedOneAreShown()
    {
        Stage stage;
        const agents::RunOutcomePtr outcome = stage.document->outcome();
        for (const agents::Iteration& iteration : outcome->iterations) {
            stage.panel.select(iteration.number);
            QVERIFY(stage.panel.reasonText().contains(bridge::toQt(iteration.reason),
                                                      Qt::CaseInsensitive));
        }
    }

    void usingAnIterationShowsItEverywhere()
    {
        Stage stage;
        stage.panel.select(2);
        stage.panel.useSelected();
        QVERIFY(test::waitUntilIdle(*stage.document));
        QCOMPARE(stage.document->shown()->version,
                 (gui::Version{gui::Version::Kind::Iteration, 1}));
        IterationsModel& model = stage.panel.model();
        QVERIFY(model.index(model.rowOf(1), 0).data(IterationsModel::ShownRole).toBool());
        stage.panel.select(1);
        stage.panel.useSelected();
        QVERIFY(test::waitUntilIdle(*stage.document));
        QCOMPARE(stage.document->shown()->version.kind, gui::Version::Kind::Asked);
    }

    void theDifferenceToTheVersionBeforeIsShown()
    {
        Stage stage;
        stage.panel.select(2);
        stage.panel.showDifference(true);
        QVERIFY(stage.panel.difference().isVisible());
        bool changed = false;
        for (const gui::DiffLine& line : stage.panel.difference().lines()) {
            changed = changed || line.change != gui::LineChange::Same;
        }
        QVERIFY(changed);
    }

    void aDocumentThatGoesLeavesAnEmptyTable()
    {
        Stage stage;
        stage.document.reset();
        QCOMPARE(stage.panel.model().rowCount(), 0);
        QVERIFY(!stage.panel.table().isVisible());
    }
};

SW_TEST(TestIterations)
#include "tst_iterations.moc"
