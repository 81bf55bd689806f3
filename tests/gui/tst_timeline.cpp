#include "test_main.h"

#include "gui/panel_title.h"
#include "gui/timeline_delegate.h"
#include "gui/timeline_model.h"
#include "gui/timeline_panel.h"
#include "gui_runs.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeView>

using namespace sw;
using agents::EventType;
using agents::RunEvent;
using gui::StepState;
using gui::TimelineModel;
using gui::TimelinePanel;

namespace {

RunEvent eventOf(qint64 seq, EventType type, const QString& message, const QJsonObject& data = {})
{
    RunEvent out;
    out.session = QStringLiteral("one");
    out.seq = seq;
    out.time = {1'500'000'000'000 + seq * 10};
    out.type = type;
    out.agent = QStringLiteral("CodeGenerator");
    out.action = QStringLiteral("writing the program");
    out.message = message;
    out.data = data;
    return out;
}

/// So many steps, each with prose of another length.
std::vector<RunEvent> manyEvents(int count)
{
    std::vector<RunEvent> events;
    for (int i = 0; i < count; ++i) {
        events.push_back(
            eventOf(i + 1, EventType::AgentProgress, QStringLiteral("word ").repeated(1 + i % 60)));
    }
    return events;
}

/// Counts what the view asks for.
class CountingDelegate : public gui::TimelineDelegate
{
public:
    using TimelineDelegate::TimelineDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        ++asked;
        return TimelineDelegate::sizeHint(option, index);
    }

    mutable int asked = 0;
};

/// A panel on the screen, in the width of the left column.
struct TimelineStage {
    gui::ThemeSource themes;
    TimelinePanel panel{themes};

    TimelineStage()
    {
        panel.resize(410, 400);
        panel.show();
    }
};

QToolButton* buttonOf(const TimelinePanel& panel, const QString& text)
{
    for (QToolButton* button : panel.findChildren<QToolButton*>()) {
        if (button->text() == text) {
            return button;
        }
    }
    return nullptr;
}

} // namespace

/// The agents' steps as rows, as the user sees and moves them.
class TestTimeline : public QObject
{
    Q_OBJECT

private slots:
    void theModelKeepsItsPromisesWhileStepsComeAndChange()
    {
        TimelineModel model;
        const QAbstractItemModelTester tester(
            &model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        gui::RunState state;
        for (const RunEvent& event :
             {eventOf(1, EventType::AgentStart, QStringLiteral("asked")),
              eventOf(2, EventType::LlmDelta, {}, {{QStringLiteral("text"), QStringLiteral("a")}}),
              eventOf(3, EventType::AgentComplete, QStringLiteral("answered")),
              eventOf(4, EventType::AgentProgress, QStringLiteral("note"))}) {
            state = next(std::move(state), event);
            model.update(state.steps, state.changedFrom);
        }
        QCOMPARE(model.rowCount(), 2);
        model.setExpanded(0, true);
        model.update({}, 0);
        QCOMPARE(model.rowCount(), 0);
    }

    void anotherRunsRowsAreMeasuredAnew()
    {
        TimelineModel model;
        gui::TimelineDelegate delegate(model);
        delegate.setTheme(gui::builtInTheme(QStringLiteral("dark")));
        QStyleOptionViewItem option;
        option.rect = QRect(0, 0, 300, 20);
        const auto heightOf = [&](const QString& answer) {
            gui::RunState state = gui::next({}, eventOf(1, EventType::AgentProgress, answer));
            model.clear();
            model.update(state.steps, 0);
            return delegate.sizeHint(option, model.index(0, 0)).height();
        };
        const int tall =
            heightOf(QString(30, QLatin1Char('w')).replace(u'w', QStringLiteral("word ")));
        QVERIFY(heightOf(QStringLiteral("short")) < tall);
    }

    void onlyStepsThatDifferAreTold()
    {
        TimelineModel model;
        gui::RunState state;
        for (const RunEvent& event : manyEvents(10)) {
            state = next(std::move(state), event);
        }
        model.update(state.steps, 0);
        QSignalSpy changes(&model, &TimelineModel::dataChanged);
        model.update(state.steps, 0);
        QCOMPARE(changes.count(), 0);
        state.steps[3].answer = QStringLiteral("other");
        state.steps[7].answer = QStringLiteral("other");
        model.update(state.steps, 0);
        QCOMPARE(changes.count(), 2);
        QCOMPARE(changes[0][0].value<QModelIndex>().row(), 3);
        QCOMPARE(changes[0][1].value<QModelIndex>().row(), 3);
        QCOMPARE(changes[1][0].value<QModelIndex>().row(), 7);
    }

    void decisionsAndFiguresAreSaidInShort()
    {
        gui::RunState state;
        RunEvent decision = eventOf(1, EventType::Refinement,
                                    QStringLiteral("Iteration 2 rejected: too few trades"),
                                    {{QStringLiteral("decision"), QStringLiteral("rejected")},
                                     {QStringLiteral("trainSharpe"), 0.81},
                                     {QStringLiteral("changesWhatWasAsked"), true}});
        decision.action = QStringLiteral("rejected");
        decision.iteration = 2;
        state = next(std::move(state), decision);
        const gui::Step& step = state.steps.front();
        QCOMPARE(gui::titleOf(step), QStringLiteral("Iteration 2 rejected"));
        QCOMPARE(gui::proseOf(step), QStringLiteral("Too few trades"));
        QVERIFY(gui::pillsOf(step).contains(QStringLiteral("Train +0.81")));
        QVERIFY(gui::pillsOf(step).contains(QStringLiteral("changes what you asked")));
    }

    void appendingAsksForNoMoreHeightsThanTheNewestSteps()
    {
        TimelineStage stage;
        auto* counting = new CountingDelegate(stage.panel.model(), &stage.panel);
        counting->setTheme(stage.themes.theme());
        stage.panel.view().setItemDelegate(counting);
        std::vector<RunEvent> events = manyEvents(20'000);
        stage.panel.replay(events);
        stage.panel.seekReplay(19'999);
        QTRY_VERIFY(stage.panel.model().rowCount() > 0);
        QCOMPARE(static_cast<std::size_t>(stage.panel.model().rowCount()), TimelineModel::kWindow);
        QCOMPARE(stage.panel.model().hidden(), 19'999 - TimelineModel::kWindow);
        QTest::qWait(60);
        counting->asked = 0;
        stage.panel.stepReplay();
        QTRY_COMPARE(static_cast<std::size_t>(stage.panel.model().rowCount()),
                     TimelineModel::kWindow + 1);
        QTest::qWait(60);
        QVERIFY2(counting->asked < 4 * static_cast<int>(TimelineModel::kWindow),
                 qPrintable(QString::number(counting->asked)));
    }

    void aGrowingTextAsksForItsOwnHeightOnly()
    {
        TimelineStage stage;
        auto* counting = new CountingDelegate(stage.panel.model(), &stage.panel);
        counting->setTheme(stage.themes.theme());
        stage.panel.view().setItemDelegate(counting);
        std::vector<RunEvent> events = manyEvents(300);
        events.push_back(eventOf(301, EventType::AgentStart, QStringLiteral("asked")));
        for (int i = 0; i < 5; ++i) {
            events.push_back(eventOf(302 + i, EventType::LlmDelta, {},
                                     {{QStringLiteral("text"), QStringLiteral("token ")}}));
        }
        stage.panel.replay(events);
        stage.panel.seekReplay(302);
        QTRY_COMPARE(stage.panel.model().rowCount(), 301);
        QTest::qWait(60);
        counting->asked = 0;
        const quint32 before =
            stage.panel.model().index(300).data(TimelineModel::RevisionRole).value<quint32>();
        stage.panel.seekReplay(306);
        QTRY_VERIFY(
            stage.panel.model().index(300).data(TimelineModel::RevisionRole).value<quint32>() >
            before);
        QTest::qWait(60);
        QVERIFY2(counting->asked < 60, qPrintable(QString::number(counting->asked)));
    }

    void earlierStepsAreShownOnRequest()
    {
        TimelineStage stage;
        stage.panel.replay(manyEvents(1000));
        stage.panel.seekReplay(1000);
        QTRY_COMPARE(stage.panel.model().hidden(), 1000 - TimelineModel::kWindow);
        const QAbstractItemModelTester tester(
            &stage.panel.model(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        for (QToolButton* button : stage.panel.findChildren<QToolButton*>()) {
            if (button->text().startsWith(QStringLiteral("Show earlier"))) {
                button->click();
                button->click();
            }
        }
        QCOMPARE(stage.panel.model().hidden(), std::size_t{0});
        QCOMPARE(stage.panel.model().rowCount(), 1000);
    }

    void theEndIsFollowedUntilTheUserScrollsUp()
    {
        TimelineStage stage;
        stage.panel.replay(manyEvents(100));
        stage.panel.seekReplay(50);
        QScrollBar* bar = stage.panel.view().verticalScrollBar();
        QTRY_VERIFY(bar->maximum() > 0);
        QTRY_COMPARE(bar->value(), bar->maximum());
        bar->setValue(0);
        QVERIFY(!stage.panel.isFollowing());
        stage.panel.seekReplay(80);
        QTRY_COMPARE(stage.panel.model().rowCount(), 80);
        QCOMPARE(bar->value(), 0);
        bar->setValue(bar->maximum());
        QVERIFY(stage.panel.isFollowing());
    }

    void aReplayPlaysPausesAndStepsAndShowsWhatTheRunShowed()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        TimelineStage stage;
        stage.panel.setDocument(document.get());
        QTRY_COMPARE(stage.panel.model().rowCount(),
                     static_cast<int>(document->state().steps.size()));
        const QString last = stage.panel.model().wholeText(stage.panel.model().rowCount() - 1);
        stage.panel.replay({document->events().begin(), document->events().end()});
        QVERIFY(stage.panel.isReplaying());
        QTRY_COMPARE(stage.panel.model().rowCount(), 0);
        stage.panel.stepReplay();
        QTRY_COMPARE(stage.panel.model().rowCount(), 1);
        stage.panel.setPlaying(true);
        QTRY_VERIFY(stage.panel.replayPosition() > 1);
        stage.panel.setPlaying(false);
        stage.panel.seekReplay(static_cast<qsizetype>(document->events().size()));
        QTRY_COMPARE(stage.panel.model().rowCount(),
                     static_cast<int>(document->state().steps.size()));
        QCOMPARE(stage.panel.model().wholeText(stage.panel.model().rowCount() - 1), last);
        stage.panel.seekReplay(3); // back again
        QTRY_VERIFY(stage.panel.model().rowCount() <= 3);
        stage.panel.endReplay();
        QVERIFY(!stage.panel.isReplaying());
        QTRY_COMPARE(stage.panel.model().rowCount(),
                     static_cast<int>(document->state().steps.size()));
    }

    void theKeyboardOpensDetailsAndCopies()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        TimelineStage stage;
        stage.panel.setDocument(document.get());
        QTRY_VERIFY(stage.panel.model().rowCount() > 2);
        QTreeView& view = stage.panel.view();
        view.setCurrentIndex(stage.panel.model().index(1));
        QTest::keyClick(&view, Qt::Key_Return);
        QVERIFY(stage.panel.model().isExpanded(1));
        QTest::keyClick(&view, Qt::Key_Left);
        QVERIFY(!stage.panel.model().isExpanded(1));
        QTest::keyClick(&view, Qt::Key_C, Qt::ControlModifier);
        QCOMPARE(QApplication::clipboard()->text(), stage.panel.model().wholeText(1));
    }

    void cancelIsOfferedWhileARunIsAtWork()
    {
        gui::RunDocument document(test::samplePorts());
        TimelineStage stage;
        stage.panel.setDocument(&document);
        const QToolButton* cancel = buttonOf(stage.panel, QStringLiteral("Cancel"));
        QVERIFY(cancel);
        QVERIFY(!cancel->isVisible());
        agents::Brief brief;
        brief.text = "Buy AAPL when RSI < 30, sell when RSI > 70";
        document.run(brief);
        QVERIFY(cancel->isVisible());
        buttonOf(stage.panel, QStringLiteral("Cancel"))->click();
        QVERIFY(test::waitUntilIdle(document));
        QTRY_VERIFY(!cancel->isVisible());
    }

    void aDocumentThatGoesLeavesAnEmptyPanel()
    {
        TimelineStage stage;
        {
            const auto document =
                test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"), 1);
            stage.panel.setDocument(document.get());
            QTRY_VERIFY(stage.panel.model().rowCount() > 0);
        }
        QCOMPARE(stage.panel.model().rowCount(), 0);
    }
};

SW_TEST(TestTimeline)
#include "tst_timeline.moc"
