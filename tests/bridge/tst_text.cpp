// Text and time cross between the worlds without loss.
#include "test_main.h"

#include "bridge/text.h"

using namespace sw;

class TestText : public QObject
{
    Q_OBJECT

private slots:
    void keepsTextBothWays_data();
    void keepsTextBothWays();
    void replacesBytesThatAreNoText();
    void writesTimesWithMilliseconds_data();
    void writesTimesWithMilliseconds();
};

void TestText::keepsTextBothWays_data()
{
    QTest::addColumn<QByteArray>("utf8");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("ascii") << QByteArray("Buy AAPL when RSI < 30");
    QTest::newRow("umlauts and dashes") << QByteArray("Käufe – 30 → 35 …");
    QTest::newRow("beyond the first plane") << QByteArray("\xF0\x9F\x93\x88 up");
    QTest::newRow("a zero inside") << QByteArray("a\0b", 3);
}

void TestText::keepsTextBothWays()
{
    QFETCH(QByteArray, utf8);
    const std::string text = utf8.toStdString();
    QCOMPARE(bridge::fromQt(bridge::toQt(text)), text);
    QCOMPARE(bridge::toQt(text), QString::fromUtf8(utf8));
}

void TestText::replacesBytesThatAreNoText()
{
    const QString shown = bridge::toQt("a\xFFz");
    QCOMPARE(shown.size(), 3);
    QVERIFY(shown.startsWith(QLatin1Char('a')) && shown.endsWith(QLatin1Char('z')));
    QCOMPARE(shown[1], QChar(QChar::ReplacementCharacter));
}

void TestText::writesTimesWithMilliseconds_data()
{
    QTest::addColumn<qint64>("ms");
    QTest::addColumn<QString>("text");
    QTest::newRow("epoch") << qint64(0) << QStringLiteral("1970-01-01T00:00:00.000Z");
    QTest::newRow("a full second")
        << qint64(1'706'711'400'000) << QStringLiteral("2024-01-31T14:30:00.000Z");
    QTest::newRow("with milliseconds")
        << qint64(1'706'711'400'250) << QStringLiteral("2024-01-31T14:30:00.250Z");
    QTest::newRow("last of a leap day")
        << qint64(1'709'251'199'999) << QStringLiteral("2024-02-29T23:59:59.999Z");
    QTest::newRow("before the epoch") << qint64(-1) << QStringLiteral("1969-12-31T23:59:59.999Z");
}

void TestText::writesTimesWithMilliseconds()
{
    QFETCH(qint64, ms);
    QFETCH(QString, text);
    QCOMPARE(bridge::isoMilliseconds(Timestamp{ms}), text);
}

SW_TEST(TestText)
#include "tst_text.moc"
