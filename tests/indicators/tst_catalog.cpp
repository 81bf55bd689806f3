#include "test_main.h"

#include "kernel_run.h"

#include "base/text.h"

#include <set>

using namespace sw;
using namespace sw::indicators;
using namespace sw::test;

/// The catalog as a list: complete, sorted, documented, and honest about its arguments.
class TestCatalog : public QObject
{
    Q_OBJECT

private slots:
    void listsEntriesByName()
    {
        QVERIFY(catalog().size() >= 60);
        for (std::size_t k = 1; k < catalog().size(); ++k) {
            QVERIFY2(catalog()[k - 1].name < catalog()[k].name, catalog()[k].name.data());
        }
    }

    void holdsWhatTradersExpect()
    {
        for (const char* name :
             {"sma",   "ema",    "wma",        "rma",    "rsi",      "macd",
              "bb",    "atr",    "tr",         "adx",    "dmi",      "stoch",
              "cci",   "mfi",    "willr",      "roc",    "mom",      "pct_change",
              "stdev", "zscore", "highest",    "lowest", "donchian", "keltner",
              "obv",   "vwap",   "supertrend", "psar",   "linreg",   "correlation"}) {
            QVERIFY2(find(name) != nullptr, name);
        }
    }

    void findsEntriesByExactNameOnly()
    {
        for (const Entry& entry : catalog()) {
            QCOMPARE(find(entry.name), &entry);
            QCOMPARE(&catalog()[static_cast<std::size_t>(indexOf(entry))], &entry);
        }
        QCOMPARE(find("SMA"), nullptr);
        QCOMPARE(find("sm"), nullptr);
        QCOMPARE(find(""), nullptr);
        QCOMPARE(find("zzz"), nullptr);
    }

    void documentsEveryEntry()
    {
        const std::set<std::string_view> families{"average", "oscillator", "volatility", "trend",
                                                  "volume",  "range",      "statistic",  "calendar",
                                                  "pattern", "math",       "logic"};
        for (const Entry& entry : catalog()) {
            const char* name = entry.name.data();
            QVERIFY2(families.contains(entry.family), name);
            QVERIFY2(!entry.title.empty(), name);
            QVERIFY2(entry.documentation.size() > 20, name);
            QVERIFY2(entry.documentation.ends_with('.'), name);
            QVERIFY2(!entry.source.empty(), name);
            QVERIFY2(entry.make != nullptr && entry.warmup != nullptr, name);
            QVERIFY2(!entry.outputs.empty(), name);
            for (const Parameter& parameter : entry.parameters) {
                QVERIFY2(!parameter.documentation.empty(), name);
            }
            for (const Output& output : entry.outputs) {
                QVERIFY2(!output.documentation.empty(), name);
                QVERIFY2(output.unit != Unit::Oscillator || output.low < output.high, name);
                QVERIFY2(output.scaledFrom < static_cast<int>(entry.outputs.size()), name);
            }
            QVERIFY2(entry.outputs.size() > 1 || entry.outputs[0].name == "value", name);
        }
    }

    void namesAreWordsOfTheLanguage()
    {
        for (const Entry& entry : catalog()) {
            std::vector<std::string_view> names{entry.name};
            std::set<std::string_view> parameters;
            std::set<std::string_view> outputs;
            for (const Parameter& parameter : entry.parameters) {
                names.push_back(parameter.name);
                QVERIFY(parameters.insert(parameter.name).second);
            }
            for (const Output& output : entry.outputs) {
                names.push_back(output.name);
                QVERIFY(outputs.insert(output.name).second);
            }
            for (const std::string_view name : names) {
                QVERIFY2(!name.empty() && isLower(name[0]), entry.name.data());
                for (const char c : name) {
                    QVERIFY2(isLower(c) || isDigit(c) || c == '_', entry.name.data());
                }
            }
        }
    }

    void defaultsLieWithinTheirLimits()
    {
        for (const Entry& entry : catalog()) {
            for (const Parameter& parameter : entry.parameters) {
                const char* name = entry.name.data();
                if (parameter.kind == ParameterKind::Series) {
                    QVERIFY2(parameter.defaultText.empty() || parameter.defaultText == "close" ||
                                 parameter.defaultText == "hlc3",
                             name);
                    continue;
                }
                QVERIFY2(parameter.minimum < parameter.maximum, name);
                if (!parameter.defaultText.empty()) {
                    const std::optional<double> value = parseNumber(parameter.defaultText);
                    QVERIFY2(value.has_value(), name);
                    QVERIFY2(*value >= parameter.minimum && *value <= parameter.maximum, name);
                }
            }
        }
    }

    void seriesArgumentsComeFirst()
    {
        for (const Entry& entry : catalog()) {
            bool numbersBegan = false;
            for (const Parameter& parameter : entry.parameters) {
                const bool isSeries = parameter.kind == ParameterKind::Series;
                QVERIFY2(!(isSeries && numbersBegan), entry.name.data());
                numbersBegan = numbersBegan || !isSeries;
            }
            QCOMPARE(entry.seriesCount() + entry.numberCount(),
                     static_cast<int>(entry.parameters.size()));
        }
    }

    void warmupIsTheLongestOfTheOutputs()
    {
        for (const Entry& entry : catalog()) {
            const Column numbers = argumentsOf(entry, 17);
            int longest = 0;
            for (std::size_t k = 0; k < entry.outputs.size(); ++k) {
                longest = std::max(longest, entry.warmupOf(numbers, static_cast<int>(k)));
            }
            QCOMPARE(entry.warmup(numbers), longest);
        }
    }

    void bareNamesMeanTheUsualOutput()
    {
        QCOMPARE(find("bb")->outputs[0].name, std::string_view("mid"));
        QCOMPARE(find("macd")->outputs[0].name, std::string_view("line"));
        QCOMPARE(find("supertrend")->outputs[0].name, std::string_view("line"));
        QCOMPARE(find("stoch")->outputs[0].name, std::string_view("k"));
        QCOMPARE(find("bb")->outputIndex("percent_b"), 4);
        QCOMPARE(find("bb")->outputIndex("middle"), -1);
        QVERIFY(find("vwap")->needsIntraday);
    }

    void helpIsDerivedFromTheEntry()
    {
        const QString text = QString::fromStdString(help(*find("macd")));
        QVERIFY(
            text.startsWith(QStringLiteral("macd(x = close, fast = 12, slow = 26, signal = 9)\n")));
        QVERIFY(text.contains(QStringLiteral(".hist: line minus signal (unit of its source)")));
        QVERIFY(text.contains(QStringLiteral("TA-Lib: MACD")));
        const QString needed = QString::fromStdString(help(*find("sma")));
        QVERIFY(needed.contains(QStringLiteral("n: bars averaged; must be given")));
        const QString band = QString::fromStdString(help(*find("vwap")));
        QVERIFY(band.contains(QStringLiteral(".upper(k)")));
        QVERIFY(band.contains(QStringLiteral("Needs bars shorter than a day.")));
    }
};

SW_TEST(TestCatalog)
#include "tst_catalog.moc"
