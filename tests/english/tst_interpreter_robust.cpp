// Empty, endless, broken and mangled input.
#include "test_main.h"

#include "english/interpreter.h"
#include "lang/syntax.h"

#include <algorithm>
#include <random>
#include <sstream>

using namespace sw;

namespace {

const char* const kSeeds[] = {
    "Buy AAPL when RSI(14) < 30 and close > 200 day SMA, sell when RSI > 70, stop 5%, target 2R",
    "short CVNA when %R(10) > -5, cover under -50 unless VIX is above 30",
    "nifty 5 min, buy wen close croses vwap frm below n supertrend green, sl 0.4%, tgt 0.8%",
    "limit buy 1 ATR(14) below today's close of UNP, valid 3 days, only when it's above the 200 "
    "SMA",
    "hold the better of SMH and IGV by 20 week return, switch weekly from 2008 to 2020 with 100k",
    "ta.crossover(ta.ema(close, 9), ta.sma(close, 21)[1]) and volume > 1.5x average -> long BTC 4h",
    "Invest 250 euros in VWCE on the 15th of each month or the next trading day.",
};

} // namespace

class TestInterpreterRobust : public QObject
{
    Q_OBJECT
private slots:
    void asksOneClearQuestionForNothing_data()
    {
        QTest::addColumn<QByteArray>("sentence");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("spaces") << QByteArray("  \n\t ");
        QTest::newRow("signs") << QByteArray("!?... ,,; ()");
        QTest::newRow("too long") << QByteArray(100'000, 'a');
        QTest::newRow("just too long") << QByteArray(20'001, ' ');
        QTest::newRow("not UTF-8") << QByteArray("buy \xff\xfe when");
    }
    void asksOneClearQuestionForNothing()
    {
        QFETCH(QByteArray, sentence);
        const auto reading = english::interpret(
            std::string_view(sentence.constData(), static_cast<std::size_t>(sentence.size())));
        QCOMPARE(reading.mode, std::string("none"));
        QVERIFY(reading.source.empty());
        QCOMPARE(reading.questions.size(), std::size_t(1));
        QVERIFY(reading.questions[0].text.size() > 20);
    }

    void takesTheLongestAllowedText()
    {
        std::string text;
        while (text.size() < english::kMaxSentenceBytes - 40) {
            text += "buy rsi 30 sma when and ( ";
        }
        const auto reading = english::interpret(text);
        QVERIFY(!reading.questions.empty());
    }

    void longTextsOfOneKindGetAnAnswer_data()
    {
        QTest::addColumn<QString>("words");
        for (const char* words :
             {"rsi < 3 and rsi > 4 or close above 5 ", "dip ", "SPY QQQ ", "1 2 3 4 ", "( ", "not ",
              "buy AAPL. ", "buy, sell, ", "5% stop ", "when if unless ", "earnings "}) {
            QTest::newRow(words) << QString::fromLatin1(words);
        }
    }
    void longTextsOfOneKindGetAnAnswer()
    {
        QFETCH(QString, words);
        std::string text;
        while (text.size() + 40 < english::kMaxSentenceBytes / 4) {
            text += words.toStdString();
        }
        const auto reading = english::interpret(text);
        QVERIFY(!reading.questions.empty());
    }

    void refusesWhatIsTooLongToRead()
    {
        std::string text;
        while (text.size() < 100'000) {
            text += "buy AAPL when RSI < 30 and ";
        }
        const auto reading = english::interpret(text);
        QVERIFY(reading.source.empty());
        QCOMPARE(reading.questions.size(), std::size_t{1});
        QCOMPARE(reading.questions[0].code, "too-long");
    }

    void nonsenseIsNotAStrategy()
    {
        for (const char* sentence :
             {"asdf qwer zxcv", "make me rich", "the quick brown fox jumps over the lazy dog",
              "?????? 42", "SELECT * FROM users; DROP TABLE trades"}) {
            const auto reading = english::interpret(sentence);
            QVERIFY2(!reading.questions.empty() || !reading.unsupported.empty(), sentence);
            QVERIFY2(reading.mode == "none" || !reading.questions.empty(), sentence);
        }
    }

    /// Words in any order and any words missing: always a reading, always text that parses.
    void survivesMangledSentences()
    {
        std::mt19937 random(20240131);
        for (int round = 0; round < sw::test::cases(600); ++round) {
            std::vector<std::string> words;
            for (int k = 0; k < 2; ++k) {
                std::istringstream stream(kSeeds[random() % std::size(kSeeds)]);
                for (std::string word; stream >> word;) {
                    words.push_back(word);
                }
            }
            const std::size_t changes = 1 + random() % 8;
            for (std::size_t i = 0; i < changes && words.size() > 2; ++i) {
                const std::size_t a = random() % words.size();
                const std::size_t b = random() % words.size();
                if (random() % 2) {
                    std::swap(words[a], words[b]);
                } else {
                    words.erase(words.begin() + static_cast<std::ptrdiff_t>(a));
                }
            }
            std::string sentence;
            for (const std::string& word : words) {
                sentence += word + " ";
            }
            const auto reading = english::interpret(sentence);
            const auto parsed = lang::parse(reading.source);
            QVERIFY2(!lang::hasErrors(parsed.diagnostics),
                     (sentence + "\n" + reading.source).c_str());
            QVERIFY2(reading.mode != "none" || !reading.questions.empty() ||
                         !reading.unsupported.empty(),
                     sentence.c_str());
        }
    }

    void survivesMangledBytes()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 600; ++round) {
            std::string sentence = kSeeds[random() % std::size(kSeeds)];
            for (int i = 0; i < 6; ++i) {
                sentence[random() % sentence.size()] = static_cast<char>(32 + random() % 95);
            }
            const auto reading = english::interpret(sentence);
            const auto parsed = lang::parse(reading.source);
            QVERIFY2(!lang::hasErrors(parsed.diagnostics),
                     (sentence + "\n" + reading.source).c_str());
        }
    }

    void readsTheSameTextTheSameWay()
    {
        for (const char* sentence : kSeeds) {
            const auto one = english::interpret(sentence);
            const auto two = english::interpret(sentence);
            QCOMPARE(one.source, two.source);
            QCOMPARE(one.questions.size(), two.questions.size());
            QCOMPARE(one.assumptions.size(), two.assumptions.size());
        }
    }
};

SW_TEST(TestInterpreterRobust)
#include "tst_interpreter_robust.moc"
