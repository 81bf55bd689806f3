#include "exporters/source_text.h"
#include "test_main.h"

#include <QtTest>

namespace sw::test {

using namespace exporters;

/// What a user typed cannot leave the comment, string or name it is put into.
class TestSourceText : public QObject
{
    Q_OBJECT

private slots:
    void keepsCommentsOnTheirLines();
    void replacesWhatReadsInAnotherOrder();
    void quotesPythonStrings();
    void quotesPineStrings();
    void namesFilesPlainly_data();
    void namesFilesPlainly();
    void writesFloatsThatReadBack();
    void givesEachNameOnce();
    void wrapsLongSentences();
};

void TestSourceText::keepsCommentsOnTheirLines()
{
    const std::string text = comment("# ", "a\nb\r\nimport os\x0b x\x0c y\x85 z\xe2\x80\xa8 u");
    for (std::size_t at = 0; at < text.size();) {
        QCOMPARE(text[at], '#');
        at = text.find('\n', at) + 1;
    }
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 3);
    QVERIFY(text.find('\r') == std::string::npos);
    QVERIFY(text.find('\x0b') == std::string::npos);
    QVERIFY(text.find("\xe2\x80\xa8") == std::string::npos);
}

void TestSourceText::replacesWhatReadsInAnotherOrder()
{
    QCOMPARE(singleLine("a\xe2\x80\xae"
                        "b\xe2\x81\xa6"
                        "c"),
             std::string("a b c"));
    QCOMPARE(singleLine("caf\xc3\xa9 \xff"), std::string("caf\xc3\xa9 ?"));
}

void TestSourceText::quotesPythonStrings()
{
    QCOMPARE(pythonString("a\"\"\"b\\n\nc\r"), std::string("\"a\\\"\\\"\\\"b\\\\n\\nc\\u000d\""));
    QCOMPARE(pythonString("^GSPC"), std::string("\"^GSPC\""));
}

void TestSourceText::quotesPineStrings()
{
    QCOMPARE(pineString("a\"b\\\nc"), std::string("\"a\\\"b\\\\ c\""));
}

void TestSourceText::namesFilesPlainly_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("slug");
    QTest::newRow("words") << QStringLiteral("Oversold bounce")
                           << QStringLiteral("oversold_bounce");
    QTest::newRow("path") << QStringLiteral("../../etc/passwd") << QStringLiteral("etc_passwd");
    QTest::newRow("empty") << QStringLiteral("\u00e9\u00e9") << QStringLiteral("strategy");
    QTest::newRow("number") << QStringLiteral("52 weeks") << QStringLiteral("strategy_52_weeks");
}

void TestSourceText::namesFilesPlainly()
{
    QFETCH(QString, name);
    QFETCH(QString, slug);
    QCOMPARE(fileSlug(name.toStdString(), "strategy"), slug.toStdString());
}

void TestSourceText::writesFloatsThatReadBack()
{
    for (const double value : {0.1, 1.0, 1e-8, 123456.75, 1e300, 0.30000000000000004}) {
        QCOMPARE(std::stod(floatLiteral(value)), value);
        QVERIFY(floatLiteral(value).find_first_of(".e") != std::string::npos);
    }
}

void TestSourceText::givesEachNameOnce()
{
    FreeNames names({"list", "x1"});
    QCOMPARE(names.take("list"), std::string("list2"));
    QCOMPARE(names.take("list"), std::string("list3"));
    QCOMPARE(names.take("x1"), std::string("x1_2"));
    QCOMPARE(names.take("trend"), std::string("trend"));
}

void TestSourceText::wrapsLongSentences()
{
    const std::string sentence = "one two three four five six seven eight nine ten eleven twelve "
                                 "thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
    const std::string text = wrappedComment("# ", sentence, "- ");
    QCOMPARE(std::count(text.begin(), text.end(), '\n'), 2);
    QVERIFY(text.starts_with("# - one"));
    QVERIFY(text.find("\n#   ") != std::string::npos);
}

} // namespace sw::test

using sw::test::TestSourceText;
SW_TEST(TestSourceText)
#include "tst_source_text.moc"
