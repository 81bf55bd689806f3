#include "shared_words.h"
#include "test_main.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "gui/code_panel.h"
#include "gui/python_proof.h"
#include "gui_runs.h"

#include <QApplication>
#include <QClipboard>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace sw;
using gui::CodePanel;
using gui::PythonProof;

namespace {

using sw::test::kPatienceMs;

bool waitFor(const PythonProof& proof)
{
    return QTest::qWaitFor([&] { return proof.state() != PythonProof::State::Working; },
                           kPatienceMs);
}

/// What the exported Python would print for a result, one line per trade.
QString printed(const engine::BacktestResult& result)
{
    QString out = QStringLiteral("header\n");
    for (const engine::SymbolRun& run : result.runs) {
        for (const engine::Trade& trade : run.ledger.trades) {
            const QStringList row{QString::number(trade.position),
                                  trade.side == engine::Side::Long ? QStringLiteral("long")
                                                                   : QStringLiteral("short"),
                                  QString::number(trade.signalBar),
                                  QString::number(trade.entryBar),
                                  QStringLiteral("t"),
                                  QString::number(trade.entryPrice, 'g', 17),
                                  QString::number(trade.exitBar),
                                  QStringLiteral("t"),
                                  QString::number(trade.exitPrice, 'g', 17),
                                  QString::number(trade.size, 'g', 17),
                                  QString::number(trade.netPnl, 'g', 17),
                                  bridge::toQt(engine::name(trade.exitReason))};
            out += row.join(QLatin1Char(',')) + QLatin1Char('\n');
        }
    }
    return out;
}

} // namespace

/// Code for other platforms and the proof that Python repeats the trades.
class TestCodePanel : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"), 1);
        QVERIFY2(m_document->shown(), qPrintable(m_document->failure()));
    }

    void showsCodeForEveryTarget()
    {
        gui::ThemeSource themes;
        CodePanel panel(themes);
        QVERIFY(panel.code().isEmpty());
        panel.setDocument(m_document.get());
        QSet<QString> codes;
        for (const exporters::TargetInfo& target : exporters::targets()) {
            panel.setTarget(target.target);
            QVERIFY2(!panel.code().isEmpty(), target.title.data());
            codes.insert(panel.code());
            QVERIFY(target.cannot.empty() ||
                    panel.notes().contains(bridge::toQt(target.cannot.front())));
        }
        QCOMPARE(codes.size(), static_cast<qsizetype>(exporters::targets().size()));
    }

    void copiesAndSaves()
    {
        gui::ThemeSource themes;
        CodePanel panel(themes);
        panel.setDocument(m_document.get());
        panel.copy();
        QCOMPARE(QApplication::clipboard()->text(), panel.code());
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("strategy.py"));
        QSignalSpy said(&panel, &gui::Panel::said);
        panel.save(path);
        QCOMPARE(bridge::toQt(*bridge::readFile(bridge::fromQt(path))), panel.code());
        panel.save(folder.filePath(QStringLiteral("no/such/strategy.py")));
        QCOMPARE(said.count(), 2);
        QVERIFY(said.last()[0].toString().contains(QStringLiteral("strategy.py")));
    }

    void aRefusalSaysWhyAndTheOthersStillWork()
    {
        const auto document =
            test::finishedRun(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"), 1);
        QString source = document->source();
        source.replace(QStringLiteral("trade AAPL"), QStringLiteral("trade AAPL, \"^GSPC\""));
        document->setSource(source);
        QVERIFY2(
            QTest::qWaitFor([&] { return document->shown()->symbols.size() == 2; }, kPatienceMs),
            qPrintable(document->failure()));
        gui::ThemeSource themes;
        CodePanel panel(themes);
        panel.setDocument(document.get());
        panel.setTarget(exporters::Target::Pine);
        QVERIFY(panel.code().isEmpty());
        QVERIFY2(panel.notes().startsWith(QStringLiteral("Why not\n– ")),
                 qPrintable(panel.notes()));
        if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty()) {
            QSKIP("python3 is not installed");
        }
        panel.setTarget(exporters::Target::Python);
        panel.prove();
        QVERIFY(waitFor(panel.proof()));
        QVERIFY2(panel.proof().state() == PythonProof::State::Proved,
                 qPrintable(panel.proofSentence()));
    }

    void pythonRepeatsEveryTrade()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty()) {
            QSKIP("python3 is not installed");
        }
        gui::ThemeSource themes;
        CodePanel panel(themes);
        panel.setDocument(m_document.get());
        panel.prove();
        QCOMPARE(panel.proof().state(), PythonProof::State::Working);
        QVERIFY(waitFor(panel.proof()));
        QVERIFY2(panel.proof().state() == PythonProof::State::Proved,
                 qPrintable(panel.proofSentence()));
        const std::size_t trades =
            m_document->shown()->runOf(*m_document->symbol()).ledger.trades.size();
        QVERIFY2(
            panel.proofSentence().startsWith(QStringLiteral("Repeats all %1 trades").arg(trades)),
            qPrintable(panel.proofSentence()));
    }

    void aProofCanBeCancelled()
    {
        if (QStandardPaths::findExecutable(QStringLiteral("python3")).isEmpty()) {
            QSKIP("python3 is not installed");
        }
        PythonProof proof;
        for (int pause = 0; pause < 60; pause += 12) {
            proof.start(m_document->shown(), m_document->ports().market);
            QTest::qWait(pause);
            proof.cancel();
            if (proof.state() != PythonProof::State::Proved) {
                QCOMPARE(proof.state(), PythonProof::State::Cancelled);
            }
        }
        proof.start(m_document->shown(), m_document->ports().market);
        QVERIFY(waitFor(proof));
        QCOMPARE(proof.state(), PythonProof::State::Proved);
    }

    void aMissingPythonIsOneSentence()
    {
        PythonProof proof;
        proof.setPython(QStringLiteral("/no/such/python3"));
        proof.start(m_document->shown(), m_document->ports().market);
        QVERIFY(waitFor(proof));
        QCOMPARE(proof.state(), PythonProof::State::Failed);
        QVERIFY2(proof.sentence().contains(QStringLiteral("install python3")),
                 qPrintable(proof.sentence()));
    }

    void aProgramThatHangsIsStopped()
    {
        const QString sleep = QStandardPaths::findExecutable(QStringLiteral("bash"));
        if (sleep.isEmpty()) {
            QSKIP("there is no shell to stand in for a hanging interpreter");
        }
        QTemporaryDir folder;
        const QString script = folder.filePath(QStringLiteral("hangs"));
        QVERIFY(bridge::writeFile(bridge::fromQt(script), "#!/bin/bash\nexec sleep 600\n"));
        QVERIFY(QFile::setPermissions(script, QFile::ReadOwner | QFile::ExeOwner));
        PythonProof proof;
        proof.setPython(script);
        proof.setTimeLimit(300);
        proof.start(m_document->shown(), m_document->ports().market);
        QVERIFY(waitFor(proof));
        QCOMPARE(proof.state(), PythonProof::State::Failed);
        QVERIFY2(proof.sentence().contains(QStringLiteral("did not finish")),
                 qPrintable(proof.sentence()));
    }

    void namesTheFirstDifference()
    {
        engine::BacktestResult result = m_document->shown()->result();
        const QString right = printed(result);
        QVERIFY(gui::compareWithPrinted(result, right).difference.isEmpty());
        QCOMPARE(gui::compareWithPrinted(result, right).trades,
                 static_cast<int>(result.runs[0].ledger.trades.size()));
        result.runs[0].ledger.trades[1].exitPrice *= 1.001;
        const QString found = gui::compareWithPrinted(result, right).difference;
        QVERIFY2(found.contains(QStringLiteral("trade 2 of AAPL")) &&
                     found.contains(QStringLiteral("the exit price")),
                 qPrintable(found));
        result.runs[0].ledger.trades.resize(1);
        QVERIFY(gui::compareWithPrinted(result, right)
                    .difference.contains(QStringLiteral("Python prints")));
        QVERIFY(gui::compareWithPrinted(m_document->shown()->result(), QStringLiteral("header\n"))
                    .difference.contains(QStringLiteral("does not print")));
    }

private:
    std::unique_ptr<gui::RunDocument> m_document;
};

SW_TEST(TestCodePanel)
#include "tst_code_panel.moc"
