#include "test_main.h"

#include "gui/format.h"

#include <cmath>
#include <limits>

using namespace sw;
using namespace sw::gui;
using metrics::FigureId;

/// Numbers as they are shown.
class TestFormat : public QObject
{
    Q_OBJECT

private slots:
    void groupsThousands()
    {
        QCOMPARE(number(1234567.891), QStringLiteral("1,234,567.89"));
        QCOMPARE(number(999), QStringLiteral("999.00"));
        QCOMPARE(number(-1000, 0), QStringLiteral("−1,000"));
        QCOMPARE(count(1234567), QStringLiteral("1,234,567"));
    }

    void writesSignsOnlyWhereTheyAreTrue()
    {
        QCOMPARE(signedNumber(5.1), QStringLiteral("+5.10"));
        QCOMPARE(signedNumber(-5.1), QStringLiteral("−5.10"));
        QCOMPARE(signedNumber(0), QStringLiteral("0.00"));
        QCOMPARE(signedNumber(0.001), QStringLiteral("0.00"));
        QCOMPARE(signedNumber(-0.001), QStringLiteral("0.00"));
        QCOMPARE(percent(0.0512), QStringLiteral("+5.12\u202f%"));
        QCOMPARE(percent(0.0512, 1, false), QStringLiteral("5.1\u202f%"));
    }

    void neverShowsAMissingValueAsZero()
    {
        const double missing = std::numeric_limits<double>::quiet_NaN();
        QCOMPARE(number(missing), QStringLiteral("–"));
        QCOMPARE(signedNumber(missing), QStringLiteral("–"));
        QCOMPARE(percent(missing), QStringLiteral("–"));
        QCOMPARE(number(std::numeric_limits<double>::infinity()), QStringLiteral("∞"));
        QCOMPARE(figureText(metrics::undefined("no trades"), FigureId::Sharpe),
                 QStringLiteral("–"));
    }

    void givesPricesTheDigitsTheyNeed()
    {
        QCOMPARE(price(190.5), QStringLiteral("190.50"));
        QCOMPARE(price(0.5), QStringLiteral("0.5000"));
        QCOMPARE(price(0.00012345), QStringLiteral("0.00012345"));
        QCOMPARE(quantity(10), QStringLiteral("10"));
        QCOMPARE(quantity(0.25), QStringLiteral("0.25"));
        QCOMPARE(quantity(1200), QStringLiteral("1,200"));
    }

    void showsDepthsAsLosses()
    {
        const metrics::Figure depth = metrics::defined(0.29);
        QCOMPARE(figureText(depth, FigureId::MaxDrawdown), QStringLiteral("−29.00\u202f%"));
        // A deeper drawdown is a change for the worse, and downwards.
        QCOMPARE(changeText(metrics::defined(0.30), depth, FigureId::MaxDrawdown),
                 QStringLiteral("−1.00\u202f%"));
        QCOMPARE(changeText(depth, depth, FigureId::MaxDrawdown), QString());
        QCOMPARE(changeText(depth, metrics::undefined("x"), FigureId::MaxDrawdown), QString());
        QCOMPARE(moreIsBetter(FigureId::MaxDrawdown), std::optional(false));
        QCOMPARE(moreIsBetter(FigureId::Sharpe), std::optional(true));
        QVERIFY(!moreIsBetter(FigureId::Trades));
    }

    void writesDatesAndDurations()
    {
        const Timestamp day = startOf({2024, 1, 31});
        QCOMPARE(dateText(day), QStringLiteral("2024-01-31"));
        QCOMPARE(dateText({day.ms + 14 * kMsPerHour + 30 * kMsPerMinute}),
                 QStringLiteral("2024-01-31 14:30"));
        QCOMPARE(duration(820), QStringLiteral("820 ms"));
        QCOMPARE(duration(4200), QStringLiteral("4.2 s"));
        QCOMPARE(duration(185'000), QStringLiteral("3 min 05 s"));
    }
};

SW_TEST(TestFormat)
#include "tst_format.moc"
