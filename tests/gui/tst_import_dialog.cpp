// Importing through the dialog: nothing is kept before Import, every broken file gets one sentence,
// and what the file leaves open is asked.
#include "shared_words.h"
#include "test_main.h"

#include "memory_library.h"

#include "bridge/text.h"
#include "gui/import_dialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDropEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>

using namespace sw;
using gui::ImportDialog;

namespace {

using sw::test::kPatienceMs;
const QByteArray kHead = "time,open,high,low,close,volume\n";
const QByteArray kGood = "2020-01-01,1,2,0.5,1.5,100\n2020-01-02,1,2,0.5,1.5,100\n";

} // namespace

class TestImportDialog : public QObject
{
    Q_OBJECT

private slots:
    void startsEmptyWithASentence();
    void importsADailyFile();
    void brokenFiles_data();
    void brokenFiles();
    void asksForTheOrderOfDayAndMonth();
    void asksForTheClockOfIntradayTimes();
    void refusesAClockThatSkipsATimeOfTheFile();
    void keepsDaysOfTheExchangeForTimesSince1970();
    void keepsAStatedAssetClass();
    void replacesOnlyWhenTold();
    void marksSeriousFindings();
    void failureToKeepStaysInTheDialog();
    void closingWhileKeepingKeepsNothing();
    void newerFileWinsOverAnOlderOne();
    void takesADroppedFile();
    void destructionDuringReadingEndsCleanly();
    void controlsHaveNames();

private:
    template <class Child> static Child& child(QWidget& parent, const char* name)
    {
        return *parent.findChild<Child*>(QString::fromLatin1(name));
    }
    static bool settle(ImportDialog& dialog)
    {
        return QTest::qWaitFor([&] { return !dialog.isBusy(); }, kPatienceMs);
    }
    static void choose(QComboBox& box, const QVariant& data)
    {
        box.setCurrentIndex(box.findData(data));
        Q_EMIT box.activated(box.currentIndex());
    }
    QString file(const QString& name, const QByteArray& content)
    {
        const QString path = m_folder.filePath(name);
        QFile out(path);
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size()) {
            qWarning("cannot write the test file");
        }
        return path;
    }
    /// Presses Import and waits for what comes of it.
    static bool pressImport(ImportDialog& dialog)
    {
        child<QPushButton>(dialog, "primary").click();
        return settle(dialog);
    }

    QTemporaryDir m_folder;
    gui::ThemeSource m_themes;
    test::MemoryLibrary m_library;
};

void TestImportDialog::startsEmptyWithASentence()
{
    ImportDialog dialog(m_library, m_themes);
    QVERIFY(!dialog.message().isEmpty());
    QVERIFY(!dialog.canImport());
}

void TestImportDialog::importsADailyFile()
{
    ImportDialog dialog(m_library, m_themes);
    const QSignalSpy imported(&dialog, &ImportDialog::imported);
    dialog.open();
    dialog.setFile(file(QStringLiteral("msft_daily.csv"), kHead + kGood));
    QVERIFY(dialog.isBusy());
    QVERIFY(settle(dialog));
    QVERIFY(dialog.canImport());
    QCOMPARE(child<QLineEdit>(dialog, "symbol").text(), QStringLiteral("MSFT"));
    QCOMPARE(child<QTableView>(dialog, "bars").model()->rowCount(), 2);
    QVERIFY(m_library.bars("MSFT") == nullptr);
    QVERIFY(pressImport(dialog));
    QCOMPARE(imported.size(), 1);
    QCOMPARE(imported.first().first().toString(), QStringLiteral("MSFT"));
    QVERIFY(!dialog.isVisible());
    QCOMPARE(m_library.bars("MSFT")->size(), std::size_t{2});
}

void TestImportDialog::brokenFiles_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const auto row = [](const char* name, const QByteArray& content, const char* says) {
        QTest::newRow(name) << content << QString::fromLatin1(says);
    };
    row("empty", "", "empty");
    row("header only", kHead, "no bars");
    row("missing column", "time,open,high,close\n2020-01-01,1,2,1.5\n2020-01-02,1,2,1.5\n", "low");
    row("too few fields", kHead + kGood + "2020-01-03,1,2\n", "line 4, column 4");
    row("not a number", kHead + kGood + "2020-01-03,1,2,0.5,abc,100\n", "line 4, column 5");
    row("not a time", kHead + kGood + "yesterday,1,2,0.5,1.5,100\n", "line 4, column 1");
    row("out of order", kHead + kGood + "2020-01-05,1,2,0.5,1.5,100\n2020-01-04,1,2,0.5,1.5,100\n",
        "line 5");
    row("repeated time", kHead + kGood + "2020-01-02,1,2,0.5,1.5,100\n", "line 4");
    row("not finite", kHead + kGood + "2020-01-03,1,inf,0.5,1.5,100\n", "line 4");
    row("unclosed quote", kHead + kGood + "\"2020-01-03,1,2,0.5,1.5,100\n", "quote");
    row("binary", QByteArray("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16), "line 1");
    row("zeros", QByteArray(5000, '\0'), "line 1");
    row("not UTF-8", kHead + kGood + "2020-01-03,1,2,0.5,1.5,\xff\xfe\n", "UTF-8");
    row("one bar", kHead + "2020-01-03,1,2,0.5,1.5,100\n", "line 2");
}

void TestImportDialog::brokenFiles()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, says);
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    dialog.setFile(file(QStringLiteral("broken.csv"), content));
    QVERIFY(settle(dialog));
    const QString message = dialog.message();
    QVERIFY2(message.contains(says), qPrintable(message));
    QVERIFY2(message.contains(QStringLiteral("broken.csv")), qPrintable(message));
    QVERIFY2(!message.contains(QLatin1Char('\n')), qPrintable(message));
    QVERIFY(!dialog.canImport());
}

void TestImportDialog::asksForTheOrderOfDayAndMonth()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.show();
    dialog.setFile(file(QStringLiteral("dates.csv"),
                        kHead + "01/02/2020,1,2,0.5,1.5,1\n01/03/2020,1,2,0.5,1.5,1\n"));
    QVERIFY(settle(dialog));
    QVERIFY(!dialog.canImport());
    auto& month = child<QPushButton>(dialog, "monthFirst");
    QVERIFY(month.isVisible());
    month.click();
    QVERIFY(settle(dialog));
    QVERIFY2(dialog.canImport(), qPrintable(dialog.message()));
    QVERIFY(pressImport(dialog));
    QCOMPARE(formatDate(m_library.bars("DATES")->time()[0]), std::string("2020-01-02"));
}

void TestImportDialog::asksForTheClockOfIntradayTimes()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.show();
    dialog.setFile(file(QStringLiteral("HRS.csv"),
                        kHead + "2020-07-01 15:30,1,2,0.5,1.5,1\n2020-07-01 16:30,1,2,0.5,1.5,1\n"
                                "2020-07-01 17:30,1,2,0.5,1.5,1\n"));
    QVERIFY(settle(dialog));
    auto& clock = child<QComboBox>(dialog, "fileClock");
    auto& exchange = child<QComboBox>(dialog, "exchangeClock");
    QVERIFY(clock.isVisible());
    QVERIFY(!exchange.isVisible());
    choose(clock, QByteArray("Europe/Berlin"));
    QVERIFY(exchange.isVisible());
    choose(exchange, QByteArray("America/New_York"));
    QVERIFY(pressImport(dialog));
    const market::BarsPtr bars = m_library.bars("HRS");
    QVERIFY(bars != nullptr);
    QCOMPARE(formatIso(bars->time()[0]), std::string("2020-07-01T13:30:00Z"));
    QCOMPARE(formatIso({bars->localMs(0)}), std::string("2020-07-01T09:30:00Z"));
}

void TestImportDialog::refusesAClockThatSkipsATimeOfTheFile()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.show();
    dialog.setFile(file(QStringLiteral("GAP.csv"),
                        kHead + "2020-03-08 01:30,1,2,0.5,1.5,1\n2020-03-08 02:30,1,2,0.5,1.5,1\n"
                                "2020-03-08 03:30,1,2,0.5,1.5,1\n"));
    QVERIFY(settle(dialog));
    choose(child<QComboBox>(dialog, "fileClock"), QByteArray("America/New_York"));
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.canImport() && !dialog.message().isEmpty(), kPatienceMs);
    QVERIFY2(dialog.message().contains(QStringLiteral("2020-03-08 02:30")),
             qPrintable(dialog.message()));
    choose(child<QComboBox>(dialog, "fileClock"), QByteArray("UTC"));
    QVERIFY(settle(dialog));
    QTRY_VERIFY_WITH_TIMEOUT(dialog.canImport(), kPatienceMs);
}

void TestImportDialog::keepsDaysOfTheExchangeForTimesSince1970()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.show();
    dialog.setFile(file(QStringLiteral("EPO.csv"), kHead + "1593610200,1,2,0.5,1.5,1\n"
                                                           "1593613800,1,2,0.5,1.5,1\n"));
    QVERIFY(settle(dialog));
    QVERIFY(!child<QComboBox>(dialog, "fileClock").isEnabled());
    QVERIFY(pressImport(dialog));
    const market::BarsPtr bars = m_library.bars("EPO");
    QVERIFY(bars != nullptr);
    QCOMPARE(formatIso(bars->time()[0]), std::string("2020-07-01T13:30:00Z"));
    QCOMPARE(formatIso({bars->localMs(0)}), std::string("2020-07-01T09:30:00Z"));
}

void TestImportDialog::keepsAStatedAssetClass()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    dialog.setFile(file(QStringLiteral("FOO.csv"), kHead + kGood));
    QVERIFY(settle(dialog));
    choose(child<QComboBox>(dialog, "assetClass"), static_cast<int>(market::AssetClass::Crypto));
    QVERIFY(pressImport(dialog));
    QCOMPARE(m_library.bars("FOO")->instrument().assetClass, market::AssetClass::Crypto);
}

void TestImportDialog::replacesOnlyWhenTold()
{
    const QString path = file(QStringLiteral("TWICE.csv"), kHead + kGood);
    {
        ImportDialog first(m_library, m_themes);
        first.open();
        first.setFile(path);
        QVERIFY(settle(first));
        QVERIFY(pressImport(first));
    }
    file(QStringLiteral("TWICE.csv"), kHead + kGood + "2020-01-03,1,2,0.5,1.5,100\n");
    ImportDialog dialog(m_library, m_themes);
    dialog.show();
    dialog.setFile(path);
    QVERIFY(settle(dialog));
    auto& replace = child<QCheckBox>(dialog, "replace");
    QVERIFY(replace.isVisible());
    QVERIFY(!dialog.canImport());
    replace.setChecked(true);
    QVERIFY(dialog.canImport());
    QVERIFY(pressImport(dialog));
    QCOMPARE(m_library.bars("TWICE")->size(), std::size_t{3});
}

void TestImportDialog::marksSeriousFindings()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    dialog.setFile(file(QStringLiteral("BAD.csv"), kHead + "2020-01-02,1,2,0.5,1.5,100\n"
                                                           "2020-01-03,1,1.2,0.5,1.5,100\n"));
    QVERIFY(settle(dialog));
    auto& findings = child<QTableView>(dialog, "findings");
    QCOMPARE(findings.model()->rowCount(), 1);
    const QModelIndex what = findings.model()->index(0, 0);
    QVERIFY(what.data().toString().startsWith(QStringLiteral("▲")));
    QCOMPARE(what.data(Qt::ForegroundRole).value<QColor>(), m_themes.theme()[gui::Token::Warn]);
    findings.selectRow(0);
    QCOMPARE(child<QTableView>(dialog, "bars").currentIndex().row(), 1);
    QVERIFY(dialog.canImport());
}

void TestImportDialog::failureToKeepStaysInTheDialog()
{
    ImportDialog dialog(m_library, m_themes);
    const QSignalSpy imported(&dialog, &ImportDialog::imported);
    dialog.open();
    dialog.setFile(file(QStringLiteral("FULL.csv"), kHead + kGood));
    QVERIFY(settle(dialog));
    m_library.failure = "There is no space left.";
    QVERIFY(pressImport(dialog));
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.message().contains(QStringLiteral("no space left")));
    QVERIFY(imported.isEmpty());
    m_library.failure.clear();
    QVERIFY(dialog.canImport());
    QVERIFY(pressImport(dialog));
    QCOMPARE(imported.size(), 1);
}

void TestImportDialog::closingWhileKeepingKeepsNothing()
{
    ImportDialog dialog(m_library, m_themes);
    const QSignalSpy imported(&dialog, &ImportDialog::imported);
    dialog.open();
    dialog.setFile(file(QStringLiteral("SLOW.csv"), kHead + kGood));
    QVERIFY(settle(dialog));
    m_library.waits = true;
    child<QPushButton>(dialog, "primary").click();
    QVERIFY(dialog.isBusy());
    dialog.reject();
    QVERIFY(dialog.isVisible());
    QVERIFY(QTest::qWaitFor([&] { return !dialog.isVisible(); }, kPatienceMs));
    m_library.waits = false;
    QVERIFY(imported.isEmpty());
    QVERIFY(m_library.bars("SLOW") == nullptr);
}

void TestImportDialog::newerFileWinsOverAnOlderOne()
{
    QByteArray many = kHead;
    for (int i = 0; i < 50'000; ++i) {
        many += QByteArray::number(1'500'000'000LL + i * 60LL) + ",1,2,0.5,1.5,1\n";
    }
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    dialog.setFile(file(QStringLiteral("OLD.csv"), many));
    dialog.setFile(file(QStringLiteral("NEW.csv"), kHead + kGood));
    QVERIFY(settle(dialog));
    QCOMPARE(child<QTableView>(dialog, "bars").model()->rowCount(), 2);
    QVERIFY(dialog.canImport());
}

void TestImportDialog::takesADroppedFile()
{
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file(QStringLiteral("DROP.csv"), kHead + kGood))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&dialog, &drop);
    QVERIFY(settle(dialog));
    QCOMPARE(child<QLineEdit>(dialog, "symbol").text(), QStringLiteral("DROP"));
    QVERIFY(dialog.canImport());
}

void TestImportDialog::destructionDuringReadingEndsCleanly()
{
    QByteArray many = kHead;
    for (int i = 0; i < 200'000; ++i) {
        many += QByteArray::number(1'500'000'000LL + i * 60LL) + ",1,2,0.5,1.5,1\n";
    }
    const QString path = file(QStringLiteral("MANY.csv"), many);
    ImportDialog dialog(m_library, m_themes);
    dialog.open();
    dialog.setFile(path);
    QVERIFY(dialog.isBusy());
}

void TestImportDialog::controlsHaveNames()
{
    ImportDialog dialog(m_library, m_themes);
    for (const QWidget* widget : dialog.findChildren<QWidget*>()) {
        // Lists that boxes drop down are windows of their own.
        if (widget->window() == &dialog && (widget->focusPolicy() & Qt::TabFocus) != 0) {
            QVERIFY2(!widget->accessibleName().isEmpty() ||
                         qobject_cast<const QLabel*>(widget) != nullptr,
                     qPrintable(QString::fromLatin1(widget->metaObject()->className()) +
                                QLatin1Char(' ') + widget->objectName()));
        }
    }
}

SW_TEST(TestImportDialog)
#include "tst_import_dialog.moc"
