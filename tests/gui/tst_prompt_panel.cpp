#include "shared_words.h"
#include "test_main.h"

#include "gui_runs.h"

#include "bridge/text.h"
#include "gui/note_chips.h"
#include "gui/prompt_panel.h"
#include "gui/sentence_box.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>

using namespace sw;
using namespace sw::gui;
using sw::test::finishedRun;
using sw::test::waitUntilIdle;

namespace {

using sw::test::kSentence;

/// A panel that runs what it is asked to, as the window does.
struct Desk {
    ThemeSource themes;
    PromptPanel panel{themes};
    std::unique_ptr<RunDocument> document = std::make_unique<RunDocument>(test::samplePorts());

    Desk()
    {
        panel.resize(410, 400);
        panel.setSymbols({QStringLiteral("AAPL"), QStringLiteral("^GSPC")});
        panel.setDocument(document.get());
        QObject::connect(&panel, &PromptPanel::runRequested, document.get(),
                         [this](const QString& sentence) {
                             agents::Brief brief;
                             brief.text = bridge::fromQt(sentence);
                             brief.maxIterations = 2;
                             document->run(brief);
                         });
        QObject::connect(&panel, &PromptPanel::cancelRequested, document.get(),
                         [this] { document->cancel(); });
    }
    bool waitForReading()
    {
        return QTest::qWaitFor(
            [this] { return panel.reading() && panel.reading()->sentence == panel.sentence(); });
    }
    SentenceBox* box() const { return panel.findChild<SentenceBox*>(); }
    NoteChips* chips() const { return panel.findChild<NoteChips*>(); }
    int noteAbout(const QString& about, PromptNote::Kind kind) const
    {
        for (std::size_t i = 0; i < panel.notes().size(); ++i) {
            if (panel.notes()[i].about == about && panel.notes()[i].kind == kind) {
                return static_cast<int>(i);
            }
        }
        return -1;
    }
};

} // namespace

class TestPromptPanel : public QObject
{
    Q_OBJECT

private slots:
    void noNoteIsWiderThanThePanel()
    {
        Desk desk;
        desk.panel.resize(350, 500);
        desk.panel.show();
        desk.panel.setSentence(QStringLiteral(
            "Buy AAPL when RSI < 30 or whenever the frobnicator says so, sell when RSI > 70"));
        QVERIFY(desk.waitForReading());
        QVERIFY(desk.panel.notes().size() > 3);
        const auto* area = desk.panel.findChild<QScrollArea*>();
        QTRY_COMPARE(desk.chips()->width(), area->viewport()->width());
        for (const auto* label : desk.chips()->findChildren<QLabel*>(QStringLiteral("pill"))) {
            QVERIFY2(label->sizeHint().width() <= label->width() || label->wordWrap(),
                     qPrintable(label->text()));
            QVERIFY(label->height() >= label->heightForWidth(label->width()));
        }
    }

    void everyExampleRunsOnTheBundledSamples_data()
    {
        QTest::addColumn<QString>("sentence");
        for (const QString& sentence : PromptPanel::examples()) {
            QTest::newRow(qPrintable(sentence)) << sentence;
        }
        QCOMPARE(PromptPanel::examples().size(), 6);
    }

    void everyExampleRunsOnTheBundledSamples()
    {
        QFETCH(QString, sentence);
        const std::unique_ptr<RunDocument> document = finishedRun(sentence, 1);
        QVERIFY2(document->failure().isEmpty(), qPrintable(document->failure()));
        QVERIFY(document->outcome() != nullptr);
        QCOMPARE(document->outcome()->state, agents::RunState::Completed);
        QVERIFY(document->outcome()->asked.questions.empty());
        QVERIFY(document->outcome()->asked.unsupported.empty());
        QVERIFY(document->shown() != nullptr);
        QVERIFY(!document->shown()->result().runs.front().ledger.trades.empty());
    }

    void clickingAnExampleFillsTheBox()
    {
        Desk desk;
        desk.panel.show();
        QPushButton* example = nullptr;
        for (QPushButton* button : desk.panel.findChildren<QPushButton*>()) {
            example = button->toolTip() == PromptPanel::examples().at(3) ? button : example;
        }
        QVERIFY(example != nullptr);
        QTest::mouseClick(example, Qt::LeftButton);
        QCOMPARE(desk.panel.sentence(), PromptPanel::examples().at(3));
    }

    void controlEnterRunsTheSentence()
    {
        Desk desk;
        QSignalSpy runs(&desk.panel, &PromptPanel::runRequested);
        QTest::keyClicks(desk.box(), kSentence);
        QTest::keyClick(desk.box(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.front().front().toString(), kSentence);
        QVERIFY(waitUntilIdle(*desk.document));
        QVERIFY(desk.document->shown() != nullptr);
    }

    void anEmptyBoxSaysWhatToDo()
    {
        Desk desk;
        QSignalSpy runs(&desk.panel, &PromptPanel::runRequested);
        QSignalSpy said(&desk.panel, &Panel::said);
        desk.panel.setSentence(QStringLiteral("  \n "));
        desk.panel.runSentence();
        QCOMPARE(runs.size(), 0);
        QVERIFY(said.front().front().toString().contains(QStringLiteral("examples")));
    }

    void theButtonCancelsWhileARunIsAtWork()
    {
        Desk desk;
        auto* button = desk.panel.findChild<QPushButton*>(QStringLiteral("primary"));
        QVERIFY(button != nullptr);
        QCOMPARE(button->text(), QStringLiteral("Run backtest"));
        desk.panel.setSentence(kSentence);
        QSignalSpy cancels(&desk.panel, &PromptPanel::cancelRequested);
        button->click();
        QVERIFY(desk.document->isRunning());
        QCOMPARE(button->text(), QStringLiteral("Cancel"));
        button->click();
        QCOMPARE(cancels.size(), 1);
        QVERIFY(waitUntilIdle(*desk.document));
        QCOMPARE(button->text(), QStringLiteral("Run backtest"));
    }

    void upAndDownAtTheEdgesWalkTheHistory()
    {
        Desk desk;
        desk.panel.setHistory({QStringLiteral("first"), QStringLiteral("second")});
        QTest::keyClicks(desk.box(), QStringLiteral("new"));
        QTest::keyClick(desk.box(), Qt::Key_Up);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("second"));
        QTest::keyClick(desk.box(), Qt::Key_Up);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("first"));
        QTest::keyClick(desk.box(), Qt::Key_Up);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("first"));
        QTest::keyClick(desk.box(), Qt::Key_Down);
        QTest::keyClick(desk.box(), Qt::Key_Down);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("new"));
    }

    void theHistoryKeepsEachSentenceOnce()
    {
        Desk desk;
        QSignalSpy changes(&desk.panel, &PromptPanel::historyChanged);
        desk.panel.setHistory({QStringLiteral("a"), QStringLiteral("b")});
        desk.panel.setSentence(QStringLiteral("a"));
        desk.panel.runSentence();
        QCOMPARE(desk.panel.history(), QStringList({QStringLiteral("b"), QStringLiteral("a")}));
        desk.panel.runSentence();
        QCOMPARE(desk.panel.history().size(), 2);
        QCOMPARE(changes.size(), 1);
        QVERIFY(waitUntilIdle(*desk.document));
    }

    void symbolsAreCompletedFromTheirFirstCapital()
    {
        Desk desk;
        desk.panel.show();
        QTest::keyClicks(desk.box(), QStringLiteral("buy a"));
        QVERIFY(!desk.box()->completer()->popup()->isVisible());
        QTest::keyClicks(desk.box(), QStringLiteral(" A"));
        const QWidget* list = desk.box()->completer()->popup();
        QVERIFY(list->isVisible());
        // It begins below the line that is typed, not on it.
        QVERIFY(list->mapToGlobal(QPoint()).y() >=
                desk.box()->viewport()->mapToGlobal(desk.box()->cursorRect().bottomLeft()).y());
        QTest::keyClick(desk.box(), Qt::Key_Tab);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("buy a AAPL"));
    }

    void saysHowTheSentenceIsReadWhileItIsTyped()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("Buy AAPL when RSI < 30"));
        QVERIFY(desk.waitForReading());
        bool read = false;
        for (const QLabel* label : desk.panel.findChildren<QLabel*>()) {
            read = read || (label->text().startsWith(QStringLiteral("Reads: Buy")) &&
                            label->text().endsWith(QStringLiteral("Missing: exit.")));
        }
        QVERIFY(read);
        QVERIFY(desk.noteAbout(QStringLiteral("exit"), PromptNote::Kind::Question) >= 0);
    }

    void onlyTheLatestOfManySentencesIsRead()
    {
        SentenceReader reader;
        QSignalSpy readings(&reader, &SentenceReader::finished);
        for (int i = 0; i < 50; ++i) {
            reader.read(QStringLiteral("Buy AAPL when RSI < %1").arg(i));
        }
        QVERIFY(readings.wait());
        QTest::qWait(50);
        QCOMPARE(readings.size(), 1);
        QVERIFY(readings.front().front().value<SentenceReadingPtr>()->sentence.endsWith(
            QStringLiteral("49")));
    }

    void aMissingSymbolIsAnsweredWithAChoiceAndRuns()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("Buy when RSI < 30, sell when RSI > 70"));
        QVERIFY(desk.waitForReading());
        const int note = desk.noteAbout(QStringLiteral("symbol"), PromptNote::Kind::Question);
        QVERIFY(note >= 0);
        QCOMPARE(desk.panel.notes()[static_cast<std::size_t>(note)].choices,
                 QStringList({QStringLiteral("AAPL"), QStringLiteral("^GSPC")}));
        QPushButton* choice = nullptr;
        for (QPushButton* button : desk.chips()->findChildren<QPushButton*>()) {
            choice = button->text() == QStringLiteral("^GSPC") ? button : choice;
        }
        QVERIFY(choice != nullptr);
        choice->click();
        QVERIFY(waitUntilIdle(*desk.document));
        QVERIFY2(desk.document->shown() != nullptr, qPrintable(desk.document->failure()));
        QCOMPARE(desk.document->shown()->symbols.front().symbol, QStringLiteral("^GSPC"));
    }

    void answersGoIntoTheSentence_data()
    {
        QTest::addColumn<QString>("sentence");
        QTest::addColumn<QString>("about");
        QTest::addColumn<QString>("words");
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("expected");
        QTest::newRow("words are replaced") << "Buy AAPL on a big dip, sell after 5 days"
                                            << "condition"
                                            << "a big dip"
                                            << "a 3% drop"
                                            << "Buy AAPL on a 3% drop, sell after 5 days";
        QTest::newRow("an exit gets its verb") << "Buy AAPL when RSI < 30."
                                               << "exit"
                                               << ""
                                               << "RSI > 70"
                                               << "Buy AAPL when RSI < 30, sell when RSI > 70";
        QTest::newRow("an exit with its verb stays") << "Buy AAPL when RSI < 30"
                                                     << "exit"
                                                     << ""
                                                     << "sell after 5 days"
                                                     << "Buy AAPL when RSI < 30, sell after 5 days";
        QTest::newRow("an exit after some days") << "Buy AAPL when RSI < 30"
                                                 << "exit"
                                                 << ""
                                                 << "after 5 days"
                                                 << "Buy AAPL when RSI < 30, sell after 5 days";
        QTest::newRow("a symbol") << "Buy when RSI < 30"
                                  << "symbol"
                                  << ""
                                  << "AAPL"
                                  << "Buy when RSI < 30. Trade AAPL";
    }

    void answersGoIntoTheSentence()
    {
        QFETCH(QString, sentence);
        QFETCH(QString, about);
        QFETCH(QString, words);
        QFETCH(QString, answer);
        const PromptNote note{PromptNote::Kind::Question, about, {}, {}, words, {}, true};
        QTEST(withAnswer(sentence, note, answer), "expected");
    }

    void anAnsweredExitRuns()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("Buy AAPL when RSI < 30"));
        desk.panel.runSentence();
        QVERIFY(waitUntilIdle(*desk.document));
        const int note = desk.noteAbout(QStringLiteral("exit"), PromptNote::Kind::Question);
        QVERIFY(note >= 0);
        desk.chips()->edit(note);
        Q_EMIT desk.chips()->answered(note, QStringLiteral("RSI > 70"));
        QVERIFY(waitUntilIdle(*desk.document));
        QVERIFY2(desk.document->shown() != nullptr, qPrintable(desk.document->failure()));
        QCOMPARE(desk.noteAbout(QStringLiteral("exit"), PromptNote::Kind::Question), -1);
    }

    void anAssumptionIsChangedInPlaceAndRuns()
    {
        Desk desk;
        desk.panel.setSentence(kSentence);
        desk.panel.runSentence();
        QVERIFY(waitUntilIdle(*desk.document));
        const int note = desk.noteAbout(QStringLiteral("rsi.length"), PromptNote::Kind::Assumption);
        QVERIFY(note >= 0);
        QVERIFY(desk.panel.notes()[static_cast<std::size_t>(note)].editable);
        desk.panel.resize(390, 300);
        desk.panel.show();
        QTest::qWait(20);
        const QScrollBar* bar = desk.panel.findChild<QScrollArea*>()->verticalScrollBar();
        QCOMPARE(bar->maximum(), 0);
        desk.chips()->edit(note);
        QTest::qWait(20);
        QCOMPARE(bar->maximum(), 0); // a field is higher than a chip, and there is room for it
        QLineEdit* field = nullptr;
        for (QLineEdit* line : desk.chips()->findChildren<QLineEdit*>()) {
            field = line->isVisible() ? line : field;
        }
        QVERIFY(field != nullptr);
        QCOMPARE(field->text(), QStringLiteral("14"));
        field->setText(QStringLiteral("7"));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY2(desk.document->source().contains(QStringLiteral("rsi(close, 7) < 30")),
                 qPrintable(desk.document->source()));
        QVERIFY(desk.document->source().contains(QStringLiteral("rsi(close, 7) > 70")));
        QVERIFY(QTest::qWaitFor(
            [&] { return desk.document->shown()->version.kind == Version::Kind::Edited; }));
        QCOMPARE(desk.noteAbout(QStringLiteral("rsi.length"), PromptNote::Kind::Assumption), -1);
    }

    void aValueThatDoesNotFitIsRefusedInOneSentence()
    {
        Desk desk;
        desk.panel.setSentence(kSentence);
        desk.panel.runSentence();
        QVERIFY(waitUntilIdle(*desk.document));
        const QString before = desk.document->source();
        QSignalSpy said(&desk.panel, &Panel::said);
        const int note = desk.noteAbout(QStringLiteral("rsi.length"), PromptNote::Kind::Assumption);
        Q_EMIT desk.chips()->answered(note, QStringLiteral("many"));
        QCOMPARE(desk.document->source(), before);
        QVERIFY2(said.front().front().toString().contains(QStringLiteral("many")),
                 qPrintable(said.front().front().toString()));
    }

    void wordsPointAtTheirRuleAndRulesAtTheirWords()
    {
        Desk desk;
        desk.panel.setSentence(kSentence);
        desk.panel.runSentence();
        QVERIFY(waitUntilIdle(*desk.document));
        QSignalSpy rules(&desk.panel, &PromptPanel::ruleHovered);
        QTextCursor cursor = desk.box()->textCursor();
        cursor.setPosition(static_cast<int>(kSentence.indexOf(QStringLiteral("RSI > 70"))));
        desk.box()->setTextCursor(cursor);
        QCOMPARE(rules.size(), 1);
        const int line = rules.front().front().toInt();
        QCOMPARE(desk.document->source().section(u'\n', line - 1, line - 1),
                 QStringLiteral("exit long when rsi(close, 14?) > 70"));
        desk.panel.highlightLine(line);
        const auto selections = desk.box()->extraSelections();
        QCOMPARE(selections.size(), 1);
        QCOMPARE(selections.front().cursor.selectedText(), QStringLiteral("sell when RSI > 70"));
        desk.panel.highlightLine(0);
        QVERIFY(desk.box()->extraSelections().isEmpty());
    }

    void lettersAreCountedBesideOtherAlphabets()
    {
        const QString text = QStringLiteral("größer 😀 RSI");
        const QByteArray bytes = text.toUtf8();
        const auto begin = static_cast<std::uint32_t>(bytes.indexOf("RSI"));
        const auto [from, to] = lettersOf(text, {begin, begin + 3});
        QCOMPARE(text.mid(from, to - from), QStringLiteral("RSI"));
    }

    void aFailureIsShownInPlace()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("Buy MSFT when RSI < 30, sell when RSI > 70"));
        desk.panel.runSentence();
        QVERIFY(waitUntilIdle(*desk.document));
        QVERIFY(!desk.document->failure().isEmpty());
        bool shown = false;
        for (const QLabel* label : desk.panel.findChildren<QLabel*>()) {
            shown =
                shown || (!label->isHidden() && label->text().contains(desk.document->failure()));
        }
        QVERIFY(shown);
    }

    void eachDocumentKeepsItsOwnSentence()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("one"));
        RunDocument other(test::samplePorts());
        desk.panel.setDocument(&other);
        QCOMPARE(desk.panel.sentence(), QString());
        desk.panel.setSentence(QStringLiteral("two"));
        desk.panel.setDocument(desk.document.get());
        QCOMPARE(desk.panel.sentence(), QStringLiteral("one"));
        desk.panel.setDocument(nullptr);
        desk.document.reset();
        desk.panel.setDocument(&other);
        QCOMPARE(desk.panel.sentence(), QStringLiteral("two"));
        desk.panel.setDocument(nullptr);
    }

    void survivesHostileSentences()
    {
        Desk desk;
        for (const QString& text : {QString(100'000, u'x'), QStringLiteral("<b>buy</b> & \"sell\""),
                                    QString::fromUtf8("\xF0\x9F\x98\x80 買う"),
                                    QString(QChar(0)) + QStringLiteral("buy")}) {
            desk.panel.setSentence(text);
            QVERIFY(desk.waitForReading());
        }
    }

    void everyControlHasAName()
    {
        Desk desk;
        desk.panel.setSentence(QStringLiteral("Buy when RSI is low"));
        QVERIFY(desk.waitForReading());
        for (const QWidget* widget : desk.panel.findChildren<QWidget*>()) {
            const auto* button = qobject_cast<const QAbstractButton*>(widget);
            const bool field = qobject_cast<const QLineEdit*>(widget) != nullptr;
            if (button != nullptr) {
                QVERIFY(!button->accessibleName().isEmpty() || !button->text().isEmpty());
            }
            if (field) {
                QVERIFY(!widget->accessibleName().isEmpty());
            }
        }
    }
};

SW_TEST(TestPromptPanel)
#include "tst_prompt_panel.moc"
