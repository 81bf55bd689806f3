// The user's bars: samples and imported files, kept, read back, replaced and removed.
#include "test_main.h"

#include "data/local_bar_library.h"
#include "market/csv.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <algorithm>

using namespace sw;
using data::LocalBarLibrary;

namespace {

constexpr Timeframe kDaily{1, FrameUnit::Day};

market::BarsPtr makeBars(const std::string& symbol, int count,
                         std::optional<market::AssetClass> assetClass = std::nullopt)
{
    market::BarColumns columns;
    for (int i = 0; i < count; ++i) {
        columns.time.push_back({startOf({2020, 1, 1}).ms + i * kMsPerDay});
        for (auto* column : {&columns.open, &columns.high, &columns.low, &columns.close}) {
            column->push_back(10 + i);
        }
        columns.volume.push_back(100);
    }
    return *market::Bars::make(assetClass ? market::instrumentOf(symbol, *assetClass)
                                          : market::instrumentFor(symbol),
                               kDaily, std::move(columns));
}

} // namespace

class TestLocalBarLibrary : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void listsTheSamples();
    void keepsAndReadsBack_data();
    void keepsAndReadsBack();
    void replacesTheSameSymbolAndTimeframe();
    void keepsAStatedAssetClass();
    void anotherClassReplacesTheEarlierOne();
    void runsReadWhatWasImportedSince();
    void removesImportedBarsOnly();
    void stoppedAddKeepsNothing();
    void unwritablePlaceIsOneSentence();
    void stoppedReadingIsCancelled();
    void ignoresFilesOfOthers();

private:
    std::vector<agents::BarSet> imported() const
    {
        std::vector<agents::BarSet> sets = LocalBarLibrary().sets();
        std::erase_if(sets, [](const agents::BarSet& set) { return set.bundled; });
        return sets;
    }

    std::unique_ptr<QTemporaryDir> m_home;
};

void TestLocalBarLibrary::init()
{
    m_home = std::make_unique<QTemporaryDir>();
    QStandardPaths::setTestModeEnabled(false); // it would ignore the place named next
    qputenv("XDG_DATA_HOME", m_home->path().toUtf8());
}

void TestLocalBarLibrary::listsTheSamples()
{
    const LocalBarLibrary library;
    const std::vector<agents::BarSet> sets = library.sets();
    QCOMPARE(sets.size(), std::size_t{2});
    for (const agents::BarSet& set : sets) {
        QVERIFY(set.bundled);
        const Result<market::BarsPtr> bars = library.load(set, {});
        QVERIFY(bars.has_value());
        QVERIFY((*bars)->size() > 1000);
        QCOMPARE((*bars)->timeframe(), set.timeframe);
    }
}

void TestLocalBarLibrary::keepsAndReadsBack_data()
{
    QTest::addColumn<QString>("symbol");
    for (const char* symbol :
         {"MSFT", "CL=F", "^DJI", ".DJI", "BRK.B", "A/B", "..", "5 %", "Ä@1d", "con"}) {
        QTest::newRow(symbol) << QString::fromUtf8(symbol);
    }
}

void TestLocalBarLibrary::keepsAndReadsBack()
{
    QFETCH(QString, symbol);
    LocalBarLibrary library;
    const market::BarsPtr bars = makeBars(symbol.toStdString(), 5);
    const Result<agents::BarSet> kept = library.add(*bars, {});
    QVERIFY(kept.has_value());
    QCOMPARE(imported().size(), std::size_t{1});
    QCOMPARE(imported()[0], *kept);
    QCOMPARE(kept->symbol, symbol.toStdString());
    const Result<market::BarsPtr> read = library.load(*kept, {});
    QVERIFY(read.has_value());
    QCOMPARE((*read)->fingerprint(), bars->fingerprint());
    QVERIFY(library.remove(kept->symbol, kDaily).has_value());
    QVERIFY(imported().empty());
}

void TestLocalBarLibrary::replacesTheSameSymbolAndTimeframe()
{
    LocalBarLibrary library;
    QVERIFY(library.add(*makeBars("MSFT", 5), {}).has_value());
    const Result<agents::BarSet> kept = library.add(*makeBars("MSFT", 8), {});
    QCOMPARE(imported().size(), std::size_t{1});
    QCOMPARE((*library.load(*kept, {}))->size(), std::size_t{8});
}

void TestLocalBarLibrary::keepsAStatedAssetClass()
{
    LocalBarLibrary library;
    const auto kept = library.add(*makeBars("FOO", 5, market::AssetClass::Crypto), {});
    QVERIFY(kept.has_value());
    QVERIFY(kept->assetClass == market::AssetClass::Crypto);
    QCOMPARE((*library.load(*kept, {}))->instrument().assetClass, market::AssetClass::Crypto);
    Result<data::LocalData> runs = data::LocalData::make({});
    const auto read = runs->bars("FOO", kDaily, {});
    QVERIFY(read.has_value());
    QCOMPARE((*read)->instrument().assetClass, market::AssetClass::Crypto);
}

void TestLocalBarLibrary::anotherClassReplacesTheEarlierOne()
{
    LocalBarLibrary library;
    QVERIFY(library.add(*makeBars("FOO", 5, market::AssetClass::Crypto), {}).has_value());
    QVERIFY(library.add(*makeBars("FOO", 6), {}).has_value());
    QCOMPARE(imported().size(), std::size_t{1});
    QVERIFY(!imported()[0].assetClass);
}

void TestLocalBarLibrary::runsReadWhatWasImportedSince()
{
    const auto runs = std::make_shared<data::LocalData>(*data::LocalData::make({}));
    LocalBarLibrary library(runs);
    const std::size_t sample = (*runs->bars("AAPL", kDaily, {}))->size();
    QVERIFY(library.add(*makeBars("AAPL", 9), {}).has_value());
    QCOMPARE((*runs->bars("AAPL", kDaily, {}))->size(), std::size_t{9});
    QVERIFY(library.remove("AAPL", kDaily).has_value());
    QCOMPARE((*runs->bars("AAPL", kDaily, {}))->size(), sample);
}

void TestLocalBarLibrary::removesImportedBarsOnly()
{
    LocalBarLibrary library;
    const Status sample = library.remove("AAPL", kDaily);
    QVERIFY(!sample);
    QVERIFY(sample.error().message.find("bundled sample") != std::string::npos);
    const Status nothing = library.remove("NONE", kDaily);
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().kind, ErrorKind::NotFound);
}

void TestLocalBarLibrary::stoppedAddKeepsNothing()
{
    LocalBarLibrary library;
    std::stop_source stop;
    stop.request_stop();
    const auto kept = library.add(*makeBars("MSFT", 5), stop.get_token());
    QVERIFY(!kept);
    QCOMPARE(kept.error().kind, ErrorKind::Cancelled);
    QVERIFY(imported().empty());
}

void TestLocalBarLibrary::unwritablePlaceIsOneSentence()
{
    QFile blocking(m_home->filePath(QStringLiteral("stratwright")));
    QVERIFY(blocking.open(QIODevice::WriteOnly));
    blocking.close();
    LocalBarLibrary library;
    const auto kept = library.add(*makeBars("MSFT", 5), {});
    QVERIFY(!kept);
    QCOMPARE(kept.error().kind, ErrorKind::Io);
}

void TestLocalBarLibrary::stoppedReadingIsCancelled()
{
    LocalBarLibrary library;
    const auto kept = library.add(*makeBars("MSFT", 20'000), {});
    QVERIFY(kept.has_value());
    std::stop_source stop;
    stop.request_stop();
    const auto read = library.load(*kept, stop.get_token());
    QVERIFY(!read);
    QCOMPARE(read.error().kind, ErrorKind::Cancelled);
}

void TestLocalBarLibrary::ignoresFilesOfOthers()
{
    LocalBarLibrary library;
    QVERIFY(library.add(*makeBars("MSFT", 5), {}).has_value());
    const QDir folder(QString::fromStdString(data::storeFolder()));
    for (const char* name :
         {"note.csv", "@1d.csv", "X@soon.csv", "X@1d@gold.csv", "X@1d@a@b.csv"}) {
        QFile file(folder.filePath(QString::fromLatin1(name)));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    QCOMPARE(imported().size(), std::size_t{1});
}

SW_TEST(TestLocalBarLibrary)
#include "tst_local_bar_library.moc"
