#include "shared_words.h"
#include "test_main.h"

#include "gui_runs.h"

#include "bridge/text.h"
#include "gui/editor_assist.h"
#include "gui/find_bar.h"
#include "gui/program_marks.h"
#include "gui/program_text.h"
#include "gui/source_diff.h"
#include "gui/strategy_editor.h"
#include "indicators/catalog.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>

#include <algorithm>

using namespace sw;
using namespace sw::gui;
using sw::test::finishedRun;
using sw::test::waitUntilIdle;

namespace {

using sw::test::kSentence;

struct Bench {
    ThemeSource themes;
    StrategyEditor editor{themes};
    std::unique_ptr<RunDocument> document;

    explicit Bench(const QString& sentence = kSentence)
    {
        editor.resize(410, 420);
        editor.setSymbols({QStringLiteral("AAPL"), QStringLiteral("^GSPC")});
        document = sentence.isEmpty() ? std::make_unique<RunDocument>(test::samplePorts())
                                      : finishedRun(sentence, 1);
        editor.setDocument(document.get());
    }
    /// Shortcuts work in the active window only.
    bool activate()
    {
        editor.show();
        editor.activateWindow();
        return QTest::qWaitForWindowActive(&editor);
    }
    ProgramText& text() const { return *editor.text(); }
    void type(const QString& letters) { QTest::keyClicks(&text(), letters); }
    long send(unsigned int message, unsigned long value = 0) const
    {
        return editor.text()->SendScintilla(message, value);
    }
};

/// The style of each letter of a line, as one letter of its description.
QString stylesOf(std::string_view line, const NameSet& names = {})
{
    QString out(static_cast<qsizetype>(line.size()), u'.');
    const StrategyLexer lexer(nullptr);
    for (const StyledPiece& piece : styledPieces(line, names)) {
        for (std::uint32_t i = piece.span.begin; i < piece.span.end; ++i) {
            out[i] = lexer.description(static_cast<int>(piece.style)).front();
        }
    }
    return out;
}

bool offers(const Completions& fit, const char* word)
{
    return std::ranges::find(fit.words, word) != fit.words.end();
}

Completions fitAt(const std::string& source, const AssistWords& words = {}, bool asked = false)
{
    return completionsAt(source, source.size(), words, asked);
}

} // namespace

class TestStrategyEditor : public QObject
{
    Q_OBJECT

private slots:
    void wordsAreColouredByWhatTheyMean_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<QString>("styles");
        // Keyword, Function, Number, Text, Comment, Field, Name -> N too, Sign, Assumed, Invalid
        QTest::newRow("entry") << QByteArray("long when rsi(close, 14?) < 30")
                               << "KKKK.KKKK.FFFSFFFFFS.NNAS.S.NN";
        QTest::newRow("close as an order")
            << QByteArray("exit when close > 1 at close") << "KKKK.KKKK.FFFFF.S.N.KK.KKKKK";
        QTest::newRow("symbol") << QByteArray("trade AAPL on daily") << "KKKKK.TTTT.KK.KKKKK";
        QTest::newRow("quoted symbol") << QByteArray("trade \"^GSPC\"") << "KKKKK.TTTTTTT";
        QTest::newRow("comment") << QByteArray("size 5% # why") << "KKKK.NN.CCCCC";
        QTest::newRow("take profit") << QByteArray("take profit 2R") << "KKKK.KKKKKK.NN";
        QTest::newRow("invalid") << QByteArray("long when @") << "KKKK.KKKK.I";
        QTest::newRow("empty") << QByteArray("") << "";
    }

    void wordsAreColouredByWhatTheyMean()
    {
        QFETCH(QByteArray, line);
        QTEST(stylesOf(line.toStdString()), "styles");
    }

    void definedNamesHaveTheirOwnColour()
    {
        const NameSet names =
            definedNames("let trend = sma(close, 9)\nparam  n = 4\n# let no = 1\n");
        QCOMPARE(names, (NameSet{"n", "trend"}));
        const auto pieces = styledPieces("long when trend > n", names);
        QCOMPARE(pieces[2].style, TextStyle::Name);
        QCOMPARE(styledPieces("let trend = 1", {})[1].style, TextStyle::Name);
    }

    void everyCatalogNameIsAFunction()
    {
        for (const indicators::Entry& entry : indicators::catalog()) {
            const auto pieces = styledPieces(std::string(entry.name) + "(close)", {});
            QVERIFY2(pieces.front().style == TextStyle::Function, std::string(entry.name).c_str());
        }
    }

    void everyStyleHasItsColourInBothThemes()
    {
        StrategyLexer lexer(nullptr);
        for (const char* name : {"dark", "light"}) {
            const Theme theme = builtInTheme(QString::fromLatin1(name));
            lexer.applyTheme(theme);
            for (int style = 0; style < kTextStyles; ++style) {
                QVERIFY(!lexer.description(style).isEmpty());
                QVERIFY2(contrast(lexer.color(style), lexer.paper(style)) >= 4.5,
                         qPrintable(lexer.description(style)));
            }
        }
    }

    void aThemeChangeReachesTheEditor()
    {
        Bench bench;
        bench.themes.choose(ThemeChoice::Light);
        const auto colour = [&](TextStyle style) {
            return bench.send(QsciScintilla::SCI_STYLEGETFORE, static_cast<unsigned long>(style));
        };
        const long light = colour(TextStyle::Keyword);
        bench.themes.choose(ThemeChoice::Dark);
        QVERIFY(colour(TextStyle::Keyword) != light);
        QCOMPARE(bench.send(QsciScintilla::SCI_GETSTYLEAT, 0UL),
                 static_cast<long>(TextStyle::Keyword));
    }

    void statementsAreOfferedAtTheStartOfALine()
    {
        QVERIFY(offers(fitAt("st"), "stop loss"));
        QVERIFY(offers(fitAt("trade AAPL\nlo"), "long when"));
        QVERIFY(!offers(fitAt("trade AAPL\nlo"), "lowest"));
        QVERIFY(fitAt("trade AAPL\n").words.empty());
        QVERIFY(offers(fitAt("trade AAPL\n", {}, true), "exit when"));
    }

    void namesFieldsAndFunctionsAreOfferedInExpressions()
    {
        const AssistWords words{{"AAPL", "^GSPC"}, {"trend"}};
        QVERIFY(offers(fitAt("long when rs", words), "rsi"));
        QVERIFY(offers(fitAt("long when tr", words), "trend"));
        QVERIFY(offers(fitAt("long when cl", words), "close"));
        QVERIFY(offers(fitAt("long when close cr", words), "crosses above"));
        QVERIFY(offers(fitAt("exit when bars_h", words), "bars_held"));
        QVERIFY(!offers(fitAt("long when bars_h", words), "bars_held"));
        QVERIFY(offers(fitAt("trade A", words), "AAPL"));
        QVERIFY(offers(fitAt("trade ", words, true), "\"^GSPC\""));
        QVERIFY(offers(fitAt("trade \"^", words), "^GSPC"));
        QVERIFY(offers(fitAt("long when macd(close, 12, 26, 9).", words), "signal"));
        QVERIFY(!offers(fitAt("long when macd(close, 12, 26, 9).", words), "rsi"));
        QVERIFY(offers(fitAt("long when SPY.", words), "close"));
        QVERIFY(fitAt("long when 1", words).words.empty());
        QVERIFY(fitAt("size 5% # rs", words).words.empty());
    }

    void everyCatalogNameIsOffered()
    {
        const Completions fit = fitAt("long when ", {}, true);
        for (const indicators::Entry& entry : indicators::catalog()) {
            QVERIFY(offers(fit, std::string(entry.name).c_str()));
        }
    }

    void callTipsHighlightTheArgument()
    {
        const auto part = [](const std::string& source) {
            const std::optional<CallTip> tip = callTipAt(source, source.size());
            return tip ? tip->text.substr(tip->highlightBegin,
                                          tip->highlightEnd - tip->highlightBegin)
                       : std::string("none");
        };
        QCOMPARE(part("long when sma("), part("long when sma(clo"));
        QVERIFY(part("long when sma(").find('=') != std::string::npos ||
                !part("long when sma(").empty());
        QVERIFY(part("long when sma(close, ") != part("long when sma("));
        QCOMPARE(part("long when sma(rsi(close, 2), "), part("long when sma(close, "));
        QCOMPARE(part("long when sma(close, 2)"), std::string("none"));
        QCOMPARE(part("long when nosuch("), std::string("none"));
        const std::string tip = callTipAt("long when ema(close, ", 21)->text;
        for (const QString& line : QString::fromStdString(tip).split(QLatin1Char('\n'))) {
            QVERIFY2(line.size() <= 70, tip.c_str());
        }
        QVERIFY(tip.find("forgets") != std::string::npos);
        QVERIFY(callTipAt("long when max(", 14)->text.find("largest") != std::string::npos);
        QVERIFY(callTipAt("long when sma(1,2,3,4,5", 23)->text.find("no more than") !=
                std::string::npos);
        // A call goes on in the next line after a comma.
        QCOMPARE(part("long when sma(close,\n  "), part("long when sma(close, "));
    }

    void everyCatalogEntryHasATipForEachArgument()
    {
        for (const indicators::Entry& entry : indicators::catalog()) {
            std::string source = "long when " + std::string(entry.name) + "(";
            for (const indicators::Parameter& parameter : entry.parameters) {
                const std::optional<CallTip> tip = callTipAt(source, source.size());
                QVERIFY(tip);
                const std::string lit =
                    tip->text.substr(tip->highlightBegin, tip->highlightEnd - tip->highlightBegin);
                QVERIFY2(lit.starts_with(parameter.name), lit.c_str());
                source += "1, ";
            }
        }
    }

    void hoverTellsWhatAWordMeans()
    {
        const std::string source = "let trend = sma(close, 9)\nlong when trend < rsi(close, 14?)\n"
                                   "stop loss 5%\n";
        const AssistWords words{{}, {"trend"}};
        const auto over = [&](const char* word) {
            return hoverAt(source, source.find(word), words);
        };
        QVERIFY(over("rsi").find("elative strength") != std::string::npos);
        QVERIFY(over("close").find("Last price") != std::string::npos);
        QVERIFY(over("trend <").find("let trend = sma(close, 9)") != std::string::npos);
        QVERIFY(over("14?").starts_with("Assumed"));
        QVERIFY(over("loss").find("stop loss 5%") != std::string::npos);
        QVERIFY(hoverAt(source, source.size() + 5, words).empty());
        QVERIFY(hoverAt("", 0, words).empty());
    }

    void everyStatementHelpIsAboutALineThatExists()
    {
        QVERIFY(std::ranges::is_sorted(statementHelp(), {}, &StatementHelp::words));
        for (const StatementHelp& help : statementHelp()) {
            const auto pieces = styledPieces(help.words, {});
            QVERIFY2(pieces.front().style == TextStyle::Keyword, std::string(help.words).c_str());
        }
    }

    void marksTellStatedFromAssumed_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<int>("mark");
        QTest::newRow("stated") << QByteArray("stop loss 5%") << int(LineMark::Stated);
        QTest::newRow("assumed") << QByteArray("trade AAPL on daily?") << int(LineMark::Assumed);
        QTest::newRow("both") << QByteArray("long when rsi(close, 14?) < 30")
                              << int(LineMark::Mixed);
        QTest::newRow("no value") << QByteArray("long when close > open") << int(LineMark::None);
        QTest::newRow("history is shape")
            << QByteArray("long when close > close[1]") << int(LineMark::None);
        QTest::newRow("comment") << QByteArray("# 5%") << int(LineMark::None);
        QTest::newRow("broken") << QByteArray("\xFF\xFE 30") << int(LineMark::None);
    }

    void marksTellStatedFromAssumed()
    {
        QFETCH(QByteArray, line);
        QTEST(static_cast<int>(markOf(line.toStdString())), "mark");
    }

    void statingAndAssumingALineTurnsItsMarks()
    {
        QCOMPARE(statedLine("long when rsi(close, 14?) < 30? # sure?"),
                 std::string("long when rsi(close, 14) < 30 # sure?"));
        QCOMPARE(assumedLine("long when close[2] > 30 and rsi(close, 14?) < 5%"),
                 std::string("long when close[2] > 30? and rsi(close, 14?) < 5%?"));
    }

    void clickingAMarkStatesTheLineAndRunsIt()
    {
        Bench bench;
        bench.text().toggleLineMark(2);
        QVERIFY(bench.text().program().contains(QStringLiteral("long when rsi(close, 14) < 30")));
        QVERIFY(waitUntilIdle(*bench.document));
        QCOMPARE(bench.document->source(), bench.text().program());
        bench.text().undo();
        QVERIFY(bench.text().program().contains(QStringLiteral("long when rsi(close, 14?) < 30")));
    }

    void typingRunsTheProgramAgain()
    {
        Bench bench;
        const ShownResultPtr before = bench.document->shown();
        bench.text().setCursorPosition(1, 0);
        bench.send(QsciScintilla::SCI_LINEEND);
        bench.send(QsciScintilla::SCI_DELETEBACK);
        bench.send(QsciScintilla::SCI_DELETEBACK);
        bench.type(QStringLiteral("35"));
        QVERIFY(QTest::qWaitFor(
            [&] { return bench.document->shown() != before && !bench.document->isEdited(); }));
        QVERIFY(bench.document->shown()->program->source.find("< 35") != std::string::npos);
        QCOMPARE(bench.document->shown()->version.kind, Version::Kind::Edited);
    }

    void problemsStandUnderTheirLineAndAreRepaired()
    {
        Bench bench;
        bench.text().replaceProgram(
            QStringLiteral("trade AAPL on daily\nlong when rsi(clsoe, 14) < 30\n"
                           "exit long when rsi(close, 14) > 70\n"));
        QVERIFY(waitUntilIdle(*bench.document));
        QVERIFY(QTest::qWaitFor([&] { return !bench.text().diagnostics().empty(); }));
        QVERIFY(bench.text().problemAt(2) != nullptr);
        QVERIFY(bench.text().annotation(1).contains(QStringLiteral("clsoe")));
        const auto place = static_cast<unsigned long>(bench.text().bytes().find("clsoe"));
        QVERIFY(bench.text().SendScintilla(QsciScintilla::SCI_INDICATORVALUEAT, 8UL,
                                           static_cast<long>(place)) != 0);
        QVERIFY(bench.text().hoverText(place).contains(QStringLiteral("clsoe")));
        bench.text().setCursorPosition(1, 3);
        QVERIFY(bench.activate());
        QTest::keyClick(&bench.text(), Qt::Key_Return, Qt::AltModifier);
        QVERIFY2(bench.text().program().contains(QStringLiteral("rsi(close, 14) < 30")),
                 qPrintable(bench.text().program()));
        QVERIFY(waitUntilIdle(*bench.document));
        QVERIFY(QTest::qWaitFor([&] { return bench.text().diagnostics().empty(); }));
        QVERIFY(bench.text().annotation(1).isEmpty());
    }

    void aLineWithoutARepairSaysSo()
    {
        Bench bench;
        QSignalSpy said(&bench.editor, &Panel::said);
        bench.editor.applyFix();
        QCOMPARE(said.size(), 1);
    }

    void undoGoesAcrossTheEditsOfOthers()
    {
        Bench bench;
        const QString asked = bench.text().program();
        bench.text().setCursorPosition(0, 0);
        bench.type(QStringLiteral("# mine"));
        QTest::keyClick(&bench.text(), Qt::Key_Return);
        const QString typed = bench.text().program();
        QVERIFY(waitUntilIdle(*bench.document));
        QString theirs = typed;
        theirs.replace(QStringLiteral("< 30"), QStringLiteral("< 35?"))
            .replace(QStringLiteral("> 70"), QStringLiteral("> 65?"));
        bench.document->replaceSource(theirs, QStringLiteral("entry level 35"));
        QCOMPARE(bench.text().program(), theirs);
        bench.text().undo();
        QCOMPARE(bench.text().program(), typed);
        QVERIFY(waitUntilIdle(*bench.document));
        QCOMPARE(bench.document->source(), typed);
        while (bench.text().isUndoAvailable()) {
            bench.text().undo();
        }
        QCOMPARE(bench.text().program(), asked);
        while (bench.text().isRedoAvailable()) {
            bench.text().redo();
        }
        QCOMPARE(bench.text().program(), theirs);
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void formattingGivesTheCanonicalFormAsOneStep()
    {
        Bench bench;
        const QString ragged = QStringLiteral("trade AAPL\nlong when rsi(14)<30\n"
                                              "exit   when rsi( close ,14 )>70\n");
        bench.text().replaceProgram(ragged);
        bench.editor.format();
        QCOMPARE(bench.text().program(),
                 bridge::toQt(lang::compile(bridge::fromQt(ragged)).canonical));
        bench.text().undo();
        QCOMPARE(bench.text().program(), ragged);
        bench.text().replaceProgram(QStringLiteral("long when (((\n"));
        QSignalSpy said(&bench.editor, &Panel::said);
        bench.editor.format();
        QCOMPARE(bench.text().program(), QStringLiteral("long when (((\n"));
        QVERIFY(said.front().front().toString().contains(QStringLiteral("errors")));
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void comparesWithAnyVersionAndGoesBackToIt()
    {
        Bench bench;
        const QString asked = bench.text().program();
        QString other = asked;
        other.replace(QStringLiteral("< 30"), QStringLiteral("< 40"));
        bench.document->replaceSource(other, QStringLiteral("entry level 40"));
        QVERIFY(waitUntilIdle(*bench.document));
        bench.editor.compareWith(0);
        const auto changed =
            std::ranges::count_if(bench.editor.diff()->lines(), [](const DiffLine& line) {
                return line.change != LineChange::Same;
            });
        QCOMPARE(changed, 2);
        for (QPushButton* button : bench.editor.findChildren<QPushButton*>()) {
            if (button->text() == QStringLiteral("Use this version")) {
                button->click();
            }
        }
        QCOMPARE(bench.text().program(), asked);
        QVERIFY(waitUntilIdle(*bench.document));
        QCOMPARE(bench.document->source(), asked);
        bench.text().undo();
        QCOMPARE(bench.text().program(), other);
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void findsAndReplaces()
    {
        Bench bench;
        QVERIFY(bench.activate());
        QTest::keyClick(&bench.text(), Qt::Key_H, Qt::ControlModifier);
        FindBar& bar = *bench.editor.findBar();
        QVERIFY(bar.isVisible());
        bar.wantedEdit()->setText(QStringLiteral("RSI"));
        QCOMPARE(bar.countText(), QStringLiteral("2 found"));
        bar.findNext();
        QCOMPARE(bench.text().selectedText(), QStringLiteral("rsi"));
        const int first = bench.text().cursorLine();
        bar.findNext();
        QVERIFY(bench.text().cursorLine() != first);
        bar.findPrevious();
        QCOMPARE(bench.text().cursorLine(), first);
        const QString before = bench.text().program();
        bar.replacementEdit()->setText(QStringLiteral("cci"));
        bar.replaceAll();
        QCOMPARE(bench.text().program().count(QStringLiteral("cci(")), 2);
        bench.text().undo();
        QCOMPARE(bench.text().program(), before);
        QTest::keyClick(bar.wantedEdit(), Qt::Key_Escape);
        QVERIFY(!bar.isVisible());
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void blocksFold()
    {
        Bench bench{QString()};
        bench.text().replaceProgram(QStringLiteral(
            "trade SPY, TLT on daily\nrebalance monthly on last day:\n  among SPY, TLT\n"
            "  hold top 1 equally\nend\nlet x = 1\n"));
        bench.text().SendScintilla(QsciScintilla::SCI_COLOURISE, 0UL, -1L);
        const auto level = [&](unsigned long line) {
            return bench.send(QsciScintilla::SCI_GETFOLDLEVEL, line);
        };
        QVERIFY((level(1) & QsciScintilla::SC_FOLDLEVELHEADERFLAG) != 0);
        QVERIFY((level(2) & QsciScintilla::SC_FOLDLEVELNUMBERMASK) >
                (level(1) & QsciScintilla::SC_FOLDLEVELNUMBERMASK));
        QCOMPARE(level(5), level(0));
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void typingOffersWordsAndTips()
    {
        Bench bench{QString()};
        bench.editor.show();
        bench.type(QStringLiteral("long when rs"));
        QVERIFY(std::ranges::find(bench.text().offered(), "rsi") != bench.text().offered().end());
        bench.send(QsciScintilla::SCI_AUTOCCANCEL);
        bench.type(QStringLiteral("i("));
        QVERIFY(bench.send(QsciScintilla::SCI_CALLTIPACTIVE) != 0);
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void linesAreMarkedAndPointedAt()
    {
        Bench bench;
        bench.editor.highlightLine(2);
        QCOMPARE(bench.text().markedLine(), 2);
        QVERIFY((bench.text().markersAtLine(1) & (1U << 5U)) != 0);
        bench.editor.highlightLine(0);
        QVERIFY((bench.text().markersAtLine(1) & (1U << 5U)) == 0);
        QSignalSpy lines(&bench.editor, &StrategyEditor::lineHovered);
        bench.editor.show();
        const QPoint place(160, bench.text().textHeight(0) * 3 / 2);
        QTest::mouseMove(bench.text().viewport(), place);
        QVERIFY(QTest::qWaitFor([&] { return !lines.isEmpty(); }));
        QCOMPARE(lines.last().front().toInt(), 2);
    }

    void tabLeavesTheText()
    {
        Bench bench;
        const QString before = bench.text().program();
        bench.editor.show();
        bench.text().setFocus();
        QTest::keyClick(&bench.text(), Qt::Key_Tab);
        QCOMPARE(bench.text().program(), before);
    }

    void eachDocumentKeepsItsTextAndUndo()
    {
        Bench bench;
        bench.text().setCursorPosition(0, 0);
        bench.type(QStringLiteral("# one"));
        const QString one = bench.text().program();
        QVERIFY(waitUntilIdle(*bench.document));
        const std::unique_ptr<RunDocument> other = finishedRun(
            QStringLiteral("Buy AAPL after 3 down days in a row, sell after 5 days"), 1);
        bench.editor.setDocument(other.get());
        QVERIFY(bench.text().program().contains(QStringLiteral("exit after 5 bars")));
        QVERIFY(!bench.text().isUndoAvailable());
        bench.editor.setDocument(bench.document.get());
        QCOMPARE(bench.text().program(), one);
        QVERIFY(bench.text().isUndoAvailable());
        bench.text().undo();
        QVERIFY(!bench.text().program().contains(QStringLiteral("# one")));
        QVERIFY(waitUntilIdle(*bench.document));
        bench.editor.setDocument(nullptr);
        QVERIFY(bench.text().program().isEmpty());
    }

    void enormousTextsAreHarmless()
    {
        Bench bench{QString()};
        QSignalSpy said(&bench.editor, &Panel::said);
        QGuiApplication::clipboard()->setText(QString(5'000'000, u'x'));
        bench.text().paste();
        QVERIFY(bench.text().program().isEmpty());
        QCOMPARE(said.size(), 1);
        QString many;
        while (many.size() < 5'000'000) {
            many += QStringLiteral("long when rsi(close, 14?) < 30 and close > sma(close, 200)\n");
        }
        bench.document->replaceSource(many, QStringLiteral("opened"));
        QVERIFY(bench.text().isReadOnly());
        bench.text().SendScintilla(QsciScintilla::SCI_DOCUMENTEND);
        QVERIFY(!bench.editor.grab().isNull());
        QVERIFY(waitUntilIdle(*bench.document));
        QVERIFY(QTest::qWaitFor([&] { return !bench.text().diagnostics().empty(); }));
        QGuiApplication::clipboard()->clear();
    }

    void binaryTextIsHarmless()
    {
        Bench bench{QString()};
        QByteArray garbage;
        for (int i = 0; i < 20'000; ++i) {
            garbage += static_cast<char>((i * 7919) >> 3);
            if (i % 97 == 0) {
                garbage += '\n';
            }
        }
        bench.text().replaceProgram(QString::fromLatin1(garbage));
        QVERIFY(!bench.editor.grab().isNull());
        bench.text().replaceProgram(QString::fromUtf8(garbage));
        QVERIFY(!bench.editor.grab().isNull());
        QVERIFY(bench.text().bytes().find('\0') == std::string::npos);
        for (std::size_t place = 0; place < 2'000; place += 13) {
            bench.text().hoverText(place);
            const std::string source = bench.text().bytes();
            completionsAt(source, place, {}, true);
            callTipAt(source, place);
        }
        QVERIFY(waitUntilIdle(*bench.document));
    }

    void aDocumentMayGoWhileItIsShown()
    {
        Bench bench;
        bench.text().setCursorPosition(0, 0);
        bench.type(QStringLiteral("#"));
        bench.document.reset();
        QVERIFY(bench.text().program().isEmpty());
        QVERIFY(bench.text().isReadOnly());
    }
};

SW_TEST(TestStrategyEditor)
#include "tst_strategy_editor.moc"
