#include "test_main.h"

#include "market/calendar.h"
#include "market_bars.h"

using namespace sw;
using namespace sw::market;
using namespace sw::test;

namespace {

constexpr Timeframe kDaily{1, FrameUnit::Day};
constexpr Timeframe kWeek{1, FrameUnit::Week};
constexpr Timeframe kMonth{1, FrameUnit::Month};
constexpr Timeframe kHour{1, FrameUnit::Hour};

/// Daily bars on the trading days of a calendar.
BarsPtr dailyBars(const std::string& symbol, CivilDate from, CivilDate to, std::uint64_t seed)
{
    const TradingCalendar calendar = calendarFor(instrumentFor(symbol));
    std::vector<Timestamp> times;
    for (std::int64_t day = daysFromCivil(from); day < daysFromCivil(to); ++day) {
        if (isTradingDay(calendar, day)) {
            times.push_back({day * kMsPerDay});
        }
    }
    return barsOf(symbol, kDaily, walk(std::move(times), seed));
}

/// Session bars of a stock, from 09:30 on, with New York's offset.
BarsPtr sessionBars(int minutes, CivilDate from, CivilDate to, std::uint64_t seed)
{
    std::vector<Timestamp> times;
    for (std::int64_t day = daysFromCivil(from); day < daysFromCivil(to); ++day) {
        for (int minute = 570; isTradingDay(TradingCalendar::NewYork, day) && minute < 960;
             minute += minutes) {
            times.push_back({day * kMsPerDay + (minute + 300) * kMsPerMinute});
        }
    }
    BarColumns columns = walk(std::move(times), seed);
    columns.localOffsetMs.assign(columns.time.size(), -18'000'000);
    return barsOf("AAPL", {minutes, FrameUnit::Minute}, std::move(columns));
}

/// Bars round the clock; every `gap`-th is left out.
BarsPtr clockBars(const std::string& symbol, Timeframe timeframe, std::size_t count, int gap,
                  std::uint64_t seed)
{
    std::vector<Timestamp> times;
    for (std::size_t i = 0; i < count; ++i) {
        if (gap == 0 || i % static_cast<std::size_t>(gap) != 3) {
            times.push_back({at(2020, 2, 26).ms +
                             static_cast<std::int64_t>(i) * timeframe.minutes() * kMsPerMinute});
        }
    }
    return barsOf(symbol, timeframe, walk(std::move(times), seed));
}

/// Index of the bar that starts at a time.
std::size_t barAt(const Bars& bars, Timestamp time)
{
    return bars.lowerBound(time);
}

std::vector<std::pair<QByteArray, BarsPtr>> sources()
{
    std::vector<std::pair<QByteArray, BarsPtr>> all = {
        {"equity daily", dailyBars("AAPL", {2020, 1, 1}, {2021, 6, 1}, 1)},
        {"fx daily", dailyBars("EURUSD", {2020, 1, 1}, {2021, 6, 1}, 2)},
        {"crypto daily", dailyBars("BTCUSD", {2020, 1, 1}, {2021, 6, 1}, 3)},
        {"equity half hours", sessionBars(30, {2020, 11, 20}, {2021, 1, 20}, 4)},
        {"crypto hours with gaps", clockBars("BTCUSD", kHour, 900, 17, 5)},
        {"fx hours on all days", clockBars("EURUSD", kHour, 900, 0, 6)},
        {"stock bars on all days", clockBars("AAPL", kDaily, 300, 11, 7)},
    };
    return all;
}

} // namespace

class TestResample : public QObject
{
    Q_OBJECT
private slots:
    void makesWeeksOfDays()
    {
        const auto bars = dailyBars("AAPL", {2020, 1, 1}, {2020, 3, 1}, 1);
        const auto weekly = resample(*bars, kWeek);
        QVERIFY(weekly.has_value());
        const Bars& weeks = *weekly->bars;
        // From Wednesday 2020-01-01 (closed) to Friday 2020-02-28: nine weeks.
        QCOMPARE(weeks.size(), std::size_t{9});
        QVERIFY(weeks.timeframe() == kWeek);
        QVERIFY(weeks.time()[0] == at(2019, 12, 30));
        QVERIFY(weeks.time()[8] == at(2020, 2, 24));
        const std::size_t first = barAt(*bars, at(2020, 1, 6));
        QCOMPARE(weeks.open()[1], bars->open()[first]);
        QCOMPARE(weeks.close()[1], bars->close()[first + 4]);
        QCOMPARE(weeks.high()[1], std::ranges::max(bars->high().subspan(first, 5)));
        QCOMPARE(weeks.low()[1], std::ranges::min(bars->low().subspan(first, 5)));
        double volume = 0;
        for (const double v : bars->volume().subspan(first, 5)) {
            volume += v;
        }
        QCOMPARE(weeks.volume()[1], volume);
        // Thursday still sees the week before, Friday its own.
        QCOMPARE(weekly->lastCompleted[first + 3], 0);
        QCOMPARE(weekly->lastCompleted[first + 4], 1);
        QCOMPARE(weekly->lastCompleted.front(), -1);
    }

    void closesAWeekBeforeAHolidayOnFriday()
    {
        const auto bars = dailyBars("AAPL", {2018, 3, 26}, {2018, 4, 7}, 1);
        const auto weekly = resample(*bars, kWeek);
        // Good Friday 2018-03-30: the week is complete on Thursday.
        QCOMPARE(weekly->lastCompleted[barAt(*bars, at(2018, 3, 29))], 0);
        QCOMPARE(weekly->lastCompleted[barAt(*bars, at(2018, 3, 28))], -1);
    }

    void closesAMonthOnItsLastTradingDay()
    {
        const auto bars = dailyBars("AAPL", {2020, 1, 1}, {2020, 6, 10}, 1);
        const auto monthly = resample(*bars, kMonth);
        QCOMPARE(monthly->bars->size(), std::size_t{5});
        QVERIFY(monthly->bars->time()[4] == at(2020, 5, 1));
        // Friday 2020-05-29 is May's last trading day.
        QCOMPARE(monthly->lastCompleted[barAt(*bars, at(2020, 5, 28))], 3);
        QCOMPARE(monthly->lastCompleted[barAt(*bars, at(2020, 5, 29))], 4);
        QCOMPARE(monthly->lastCompleted.back(), 4);
    }

    void knowsThatCryptoTradesOnSundays()
    {
        const auto bars = dailyBars("BTCUSD", {2020, 1, 6}, {2020, 1, 20}, 1);
        const auto weekly = resample(*bars, kWeek);
        QCOMPARE(weekly->lastCompleted[barAt(*bars, at(2020, 1, 11))], -1);
        QCOMPARE(weekly->lastCompleted[barAt(*bars, at(2020, 1, 12))], 0);
        QCOMPARE(weekly->lastCompleted.back(), 1);
    }

    void waitsWhenAnExpectedBarIsMissing()
    {
        // Thursday's bar cannot know that Friday has none; Monday's can.
        BarColumns columns = walk({at(2020, 1, 8), at(2020, 1, 9), at(2020, 1, 13)}, 1);
        const auto bars = barsOf("AAPL", kDaily, columns);
        const auto weekly = resample(*bars, kWeek);
        QVERIFY((weekly->lastCompleted == std::vector<std::int32_t>{-1, -1, 0}));
        QCOMPARE(weekly->bars->size(), std::size_t{1});
    }

    void opensTheNextPeriodWithABarAfterACompleteOne()
    {
        // Friday completes the week; a bar on Sunday must not change it afterwards.
        BarColumns columns =
            walk({at(2020, 1, 9), at(2020, 1, 10), at(2020, 1, 12), at(2020, 1, 13)}, 1);
        columns.high[2] = 1000;
        for (int day = 14; day <= 17; ++day) {
            const BarColumns more = walk({at(2020, 1, day)}, static_cast<std::uint64_t>(day));
            columns.time.push_back(more.time[0]);
            columns.open.push_back(more.open[0]);
            columns.high.push_back(more.high[0]);
            columns.low.push_back(more.low[0]);
            columns.close.push_back(more.close[0]);
            columns.volume.push_back(more.volume[0]);
        }
        const auto bars = barsOf("EURUSD", kDaily, columns);
        const auto weekly = resample(*bars, kWeek);
        QVERIFY((weekly->lastCompleted == std::vector<std::int32_t>{-1, 0, 0, 0, 0, 0, 0, 1}));
        QVERIFY(weekly->bars->high()[0] < 1000);
        QCOMPARE(weekly->bars->high()[1], 1000.0);
        QVERIFY(weekly->bars->time()[1] == at(2020, 1, 13));
    }

    void countsHoursFromLocalMidnight()
    {
        const auto bars = sessionBars(30, {2021, 1, 4}, {2021, 1, 6}, 1);
        const auto hourly = resample(*bars, kHour);
        QVERIFY(hourly.has_value());
        const Bars& hours = *hourly->bars;
        // 09:30 alone, then 10:00+10:30 … 15:00+15:30: seven hours a day.
        QCOMPARE(hours.size(), std::size_t{14});
        QCOMPARE(hours.localMs(0), at(2021, 1, 4, 9).ms);
        QCOMPARE(hours.close()[0], bars->close()[0]);
        QCOMPARE(hours.localMs(1), at(2021, 1, 4, 10).ms);
        QCOMPARE(hours.close()[1], bars->close()[2]);
        QCOMPARE(hours.localMs(13), at(2021, 1, 5, 15).ms);
        QCOMPARE(hourly->lastCompleted[0], 0);
        QCOMPARE(hourly->lastCompleted[1], 0);
        QCOMPARE(hourly->lastCompleted[2], 1);
        QCOMPARE(hours.localOffsetMs()[5], -18'000'000);
    }

    void makesDaysOfSessionBars()
    {
        const auto bars = sessionBars(30, {2021, 1, 4}, {2021, 1, 7}, 1);
        const auto dailyView = resample(*bars, kDaily);
        // No calendar tells the last bar of a session, so a day is complete with the next one.
        QCOMPARE(dailyView->bars->size(), std::size_t{2});
        QCOMPARE(dailyView->bars->localMs(1), at(2021, 1, 5).ms);
        QCOMPARE(dailyView->lastCompleted[12], -1);
        QCOMPARE(dailyView->lastCompleted[13], 0);
    }

    void groupsSeveralUnits()
    {
        const auto bars = dailyBars("BTCUSD", {2020, 1, 1}, {2021, 1, 1}, 1);
        const auto quarters = resample(*bars, {3, FrameUnit::Month});
        QCOMPARE(quarters->bars->size(), std::size_t{4});
        QVERIFY(quarters->bars->time()[3] == at(2020, 10, 1));
        const auto fortnights = resample(*bars, {2, FrameUnit::Week});
        for (std::size_t i = 1; i < fortnights->bars->size(); ++i) {
            QCOMPARE(fortnights->bars->time()[i].ms - fortnights->bars->time()[i - 1].ms,
                     14 * kMsPerDay);
        }
    }

    void refusesWhatCannotBeGrouped_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("message");
        const auto row = [](const char* source, const char* target, const char* why) {
            QTest::newRow(
                qPrintable(QStringLiteral("%1 to %2")
                               .arg(QString::fromLatin1(source), QString::fromLatin1(target))))
                << QString::fromLatin1(source) << QString::fromLatin1(target)
                << QStringLiteral("%2 bars cannot be made of %1 bars: %3")
                       .arg(QString::fromLatin1(source), QString::fromLatin1(target),
                            QString::fromLatin1(why));
        };
        const char* const longer = "choose a timeframe that is longer than the bars' own";
        row("1d", "1d", longer);
        row("1d", "1h", longer);
        row("1w", "1d", longer);
        row("30m", "45m", "choose a whole multiple of the bars' own length");
        row("1h", "36h", "hours are counted from midnight; choose at most 24h, or days");
        row("1w", "1mo", "a week may lie in two months; load daily bars");
        row("2d", "1w", "choose a whole multiple of the bars' own length, or load shorter bars");
        row("2w", "3w", "choose a whole multiple of the bars' own length, or load shorter bars");
    }
    void refusesWhatCannotBeGrouped()
    {
        QFETCH(QString, source);
        QFETCH(QString, target);
        QFETCH(QString, message);
        const auto bars = barsOf("X", *parseTimeframe(source.toStdString()), {});
        const auto made = resample(*bars, *parseTimeframe(target.toStdString()));
        QVERIFY(!made);
        QCOMPARE(QString::fromStdString(made.error().message), message);
    }

    void seesNoFuture_data()
    {
        QTest::addColumn<int>("source");
        QTest::addColumn<QString>("target");
        int number = 0;
        for (const auto& [name, bars] : sources()) {
            for (const char* target : {"4h", "1d", "3d", "1w", "2w", "1mo", "3mo"}) {
                if (parseTimeframe(target)->minutes() > bars->timeframe().minutes()) {
                    QTest::newRow((name + " to " + target).constData())
                        << number << QString::fromLatin1(target);
                }
            }
            ++number;
        }
    }
    void seesNoFuture()
    {
        QFETCH(int, source);
        QFETCH(QString, target);
        const BarsPtr bars = sources()[static_cast<std::size_t>(source)].second;
        const Timeframe timeframe = *parseTimeframe(target.toStdString());
        const auto whole = resample(*bars, timeframe);
        QVERIFY(whole.has_value());
        QCOMPARE(whole->lastCompleted.size(), bars->size());
        std::mt19937_64 random(17);
        for (int round = 0; round < 40; ++round) {
            const std::size_t length = random() % (bars->size() + 1);
            const auto cut = resample(*bars->slice(0, length), timeframe);
            QVERIFY(cut.has_value());
            QVERIFY(std::equal(cut->lastCompleted.begin(), cut->lastCompleted.end(),
                               whole->lastCompleted.begin()));
            const std::size_t complete = cut->bars->size();
            QVERIFY(complete <= whole->bars->size());
            QVERIFY(sameColumns(*cut->bars, *whole->bars->slice(0, complete)));
            // What a cut knows is exactly what its last bar may use.
            const auto last = cut->lastCompleted.empty() ? -1 : cut->lastCompleted.back();
            QCOMPARE(static_cast<std::int64_t>(complete), std::int64_t{last} + 1);
        }
        QVERIFY(std::ranges::is_sorted(whole->lastCompleted));
    }

    void pairsDailyBarsByDate()
    {
        const auto stock = dailyBars("AAPL", {2020, 1, 1}, {2020, 3, 1}, 1);
        const auto coin = dailyBars("BTCUSD", {2020, 1, 1}, {2020, 3, 1}, 2);
        const auto coins = asOf(*coin, *stock);
        for (std::size_t i = 0; i < stock->size(); ++i) {
            QVERIFY(coin->time()[static_cast<std::size_t>(coins[i])] == stock->time()[i]);
        }
        const auto stocks = asOf(*stock, *coin);
        QCOMPARE(stocks[0], -1);
        // Saturday and Sunday still see Friday.
        const std::size_t sunday = barAt(*coin, at(2020, 1, 12));
        QVERIFY(stock->time()[static_cast<std::size_t>(stocks[sunday])] == at(2020, 1, 10));
    }

    void pairsIntradayBarsByTheirCloses()
    {
        const auto minutes = clockBars("BTCUSD", {15, FrameUnit::Minute}, 200, 0, 1);
        const auto hours = clockBars("ETHUSD", kHour, 50, 0, 2);
        const auto pairs = asOf(*hours, *minutes);
        // The hour of 00:00 closes with the fourth quarter.
        QCOMPARE(pairs[2], -1);
        QCOMPARE(pairs[3], 0);
        QCOMPARE(pairs[6], 0);
        QCOMPARE(pairs[7], 1);
        const auto back = asOf(*minutes, *hours);
        QCOMPARE(back[0], 3);
        QCOMPARE(back[1], 7);
    }

    void givesIntradayBarsTheDayBefore()
    {
        const auto half = sessionBars(30, {2021, 1, 4}, {2021, 1, 13}, 1);
        const auto days = dailyBars("SPY", {2021, 1, 1}, {2021, 2, 1}, 2);
        const auto pairs = asOf(*days, *half);
        QCOMPARE(pairs[0], -1);
        QCOMPARE(pairs[12], -1);
        QCOMPARE(pairs[13], 0);
        const std::size_t monday = barAt(*half, at(2021, 1, 11, 14, 30));
        QVERIFY(days->time()[static_cast<std::size_t>(pairs[monday])] == at(2021, 1, 8));
        const auto coin = dailyBars("BTCUSD", {2021, 1, 1}, {2021, 2, 1}, 2);
        QVERIFY(coin->time()[static_cast<std::size_t>(asOf(*coin, *half)[monday])] ==
                at(2021, 1, 10));
    }

    void givesACoinNoWeekOfItsFuture()
    {
        // The stock's week ends on Friday, the coin's on Sunday.
        const auto stock = dailyBars("AAPL", {2020, 1, 6}, {2020, 1, 25}, 1);
        const auto coinWeeks = resample(*dailyBars("BTCUSD", {2020, 1, 6}, {2020, 2, 1}, 2), kWeek);
        const auto pairs = asOf(*coinWeeks->bars, *stock);
        QCOMPARE(pairs[4], -1); // Friday
        QCOMPARE(pairs[5], 0);  // Monday
        const auto stockWeeks = resample(*stock, kWeek);
        const auto coin = dailyBars("BTCUSD", {2020, 1, 6}, {2020, 2, 1}, 2);
        const auto other = asOf(*stockWeeks->bars, *coin);
        QCOMPARE(other[3], -1); // Thursday
        QCOMPARE(other[4], 0);  // Friday
    }

    void agreesWithResamplingWhenPairedWithItself()
    {
        const auto bars = dailyBars("AAPL", {2019, 1, 1}, {2021, 1, 1}, 9);
        for (const Timeframe timeframe : {kWeek, kMonth}) {
            const auto made = resample(*bars, timeframe);
            QVERIFY(asOf(*made->bars, *bars) == made->lastCompleted);
        }
    }

    void pairsWithoutFuture()
    {
        const auto all = sources();
        std::mt19937_64 random(23);
        for (const auto& [fromName, from] : all) {
            for (const auto& [toName, to] : all) {
                const auto whole = asOf(*from, *to);
                for (int round = 0; round < 5; ++round) {
                    const std::size_t length = random() % (to->size() + 1);
                    const auto cut = asOf(*from, *to->slice(0, length));
                    QVERIFY(std::equal(cut.begin(), cut.end(), whole.begin()));
                    // Bars of `from` beyond the one used change nothing either.
                    if (length > 0) {
                        const auto used = static_cast<std::size_t>(whole[length - 1] + 1);
                        const auto known = asOf(*from->slice(0, used), *to->slice(0, length));
                        QVERIFY(known == cut);
                    }
                }
                for (std::size_t i = 0; i < to->size(); ++i) {
                    if (whole[i] >= 0) {
                        QVERIFY(from->time()[static_cast<std::size_t>(whole[i])].ms <
                                to->time()[i].ms + kMsPerDay + 5 * kMsPerHour);
                    }
                }
            }
        }
    }
};

SW_TEST(TestResample)
#include "tst_resample.moc"
