#include "test_main.h"

#include "market/instrument.h"

using namespace sw;
using namespace sw::market;

class TestInstrument : public QObject
{
    Q_OBJECT
private slots:
    void tellsTheClassByTheFormOfTheSymbol_data()
    {
        QTest::addColumn<QString>("symbol");
        QTest::addColumn<QString>("assetClass");
        const auto row = [](const char* symbol, const char* assetClass) {
            QTest::newRow(symbol) << QString::fromLatin1(symbol) << QString::fromLatin1(assetClass);
        };
        for (const char* symbol : {"AAPL", "T", "BRK-B", "BRK.B", "SAP.DE", "LTC", "SOL", "USD",
                                   "GOOGL", "EURUSDX", "LINK", "BTCS", "SHELL", ""}) {
            row(symbol, "equity");
        }
        for (const char* symbol :
             {"BTCUSD", "BTC-USD", "BTC/USD", "BTCUSDT", "ETHBTC", "ETH/USDC", "SOLUSDT", "LTCUSD",
              "btcusd", "BTC", "ETH", "DOGE-USD", "1INCHUSDT"}) {
            row(symbol, "crypto");
        }
        for (const char* symbol :
             {"EURUSD", "EUR/USD", "GBP-JPY", "EURUSD=X", "USDCHF", "EURGBP", "XAUUSD", "eurusd"}) {
            row(symbol, "fx");
        }
        for (const char* symbol : {"GC=F", "ES=F", "CL=F"}) {
            row(symbol, "future");
        }
        for (const char* symbol : {"^GSPC", "^VIX"}) {
            row(symbol, "index");
        }
    }
    void tellsTheClassByTheFormOfTheSymbol()
    {
        QFETCH(QString, symbol);
        QFETCH(QString, assetClass);
        const Instrument instrument = instrumentFor(symbol.toStdString());
        const std::string_view found = name(instrument.assetClass);
        QCOMPARE(QString::fromUtf8(found.data(), static_cast<qsizetype>(found.size())), assetClass);
        QCOMPARE(QString::fromStdString(instrument.symbol), symbol);
        QVERIFY(instrument.defaultCommissionFraction > 0);
        QVERIFY(instrument.defaultSlippageFraction > 0);
        QVERIFY(instrument.lot > 0);
        QVERIFY(instrument.tick > 0);
    }

    void givesLotsAndPips()
    {
        QCOMPARE(instrumentFor("AAPL").lot, 1.0);
        QCOMPARE(instrumentFor("AAPL").pip, 0.0);
        QCOMPARE(instrumentFor("BTCUSD").lot, 1e-8);
        QCOMPARE(instrumentFor("EURUSD").pip, 0.0001);
        QCOMPARE(instrumentFor("EURUSD").lot, 1.0);
        QCOMPARE(instrumentFor("USDJPY").pip, 0.01);
        QCOMPARE(instrumentFor("JPYUSD").pip, 0.0001);
    }

    void countsPeriodsOfAYear()
    {
        const Timeframe day{1, FrameUnit::Day};
        const Timeframe hour{1, FrameUnit::Hour};
        QCOMPARE(periodsPerYear(AssetClass::Equity, day), 252.0);
        QCOMPARE(periodsPerYear(AssetClass::Index, day), 252.0);
        QCOMPARE(periodsPerYear(AssetClass::Future, day), 252.0);
        QCOMPARE(periodsPerYear(AssetClass::Crypto, day), 365.0);
        QCOMPARE(periodsPerYear(AssetClass::ForeignExchange, day), 260.0);
        QCOMPARE(periodsPerYear(AssetClass::Equity, hour), 252 * 6.5);
        QCOMPARE(periodsPerYear(AssetClass::Equity, {5, FrameUnit::Minute}), 252.0 * 78);
        QCOMPARE(periodsPerYear(AssetClass::Future, hour), 252.0 * 23);
        QCOMPARE(periodsPerYear(AssetClass::Crypto, hour), 365.0 * 24);
        QCOMPARE(periodsPerYear(AssetClass::ForeignExchange, hour), 260.0 * 24);
        QCOMPARE(periodsPerYear(AssetClass::Crypto, {4, FrameUnit::Hour}), 365.0 * 6);
        for (const AssetClass assetClass : {AssetClass::Equity, AssetClass::Crypto}) {
            QCOMPARE(periodsPerYear(assetClass, {1, FrameUnit::Week}), 52.0);
            QCOMPARE(periodsPerYear(assetClass, {1, FrameUnit::Month}), 12.0);
            QCOMPARE(periodsPerYear(assetClass, {3, FrameUnit::Month}), 4.0);
        }
    }
};

SW_TEST(TestInstrument)
#include "tst_instrument.moc"
