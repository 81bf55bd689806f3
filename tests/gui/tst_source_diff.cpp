#include "test_main.h"

#include "gui/source_diff.h"

#include <random>

using namespace sw::gui;

namespace {

QString joined(const std::vector<DiffLine>& lines, LineChange without)
{
    QString text;
    for (const DiffLine& line : lines) {
        if (line.change != without) {
            text += line.text + u'\n';
        }
    }
    return text;
}

QString signsOf(const std::vector<DiffLine>& lines)
{
    QString signs;
    for (const DiffLine& line : lines) {
        signs += line.change == LineChange::Same    ? u'='
                 : line.change == LineChange::Added ? u'+'
                                                    : u'-';
    }
    return signs;
}

} // namespace

class TestSourceDiff : public QObject
{
    Q_OBJECT

private slots:
    void findsTheShortestChange_data()
    {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("signs");
        QTest::newRow("equal") << "a\nb\n"
                               << "a\nb\n"
                               << "==";
        QTest::newRow("both empty") << ""
                                    << ""
                                    << "";
        QTest::newRow("from nothing") << ""
                                      << "a\nb\n"
                                      << "++";
        QTest::newRow("to nothing") << "a\nb\n"
                                    << ""
                                    << "--";
        QTest::newRow("one line changed") << "a\nb\nc\n"
                                          << "a\nx\nc\n"
                                          << "=-+=";
        QTest::newRow("one line added") << "a\nc\n"
                                        << "a\nb\nc\n"
                                        << "=+=";
        QTest::newRow("one line removed") << "a\nb\nc\n"
                                          << "a\nc\n"
                                          << "=-=";
        QTest::newRow("the middle stays") << "a\nm\nz\n"
                                          << "b\nm\ny\n"
                                          << "-+=-+";
        QTest::newRow("no newline at the end") << "a\nb"
                                               << "a\nb\n"
                                               << "==";
        QTest::newRow("an empty line between") << "a\n\nb\n"
                                               << "a\nb\n"
                                               << "=-=";
    }

    void findsTheShortestChange()
    {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QTEST(signsOf(diffLines(before, after)), "signs");
    }

    void givesBothTextsBack()
    {
        std::mt19937 random(7);
        for (int round = 0; round < sw::test::cases(300); ++round) {
            QString before;
            QString after;
            for (int i = 0; i < 30; ++i) {
                if (random() % 4 != 0) {
                    before += QString::number(random() % 6) + u'\n';
                }
                if (random() % 4 != 0) {
                    after += QString::number(random() % 6) + u'\n';
                }
            }
            const std::vector<DiffLine> lines = diffLines(before, after);
            QCOMPARE(joined(lines, LineChange::Added), before);
            QCOMPARE(joined(lines, LineChange::Removed), after);
        }
    }

    void numbersTheLinesOfBothTexts()
    {
        const std::vector<DiffLine> lines =
            diffLines(QStringLiteral("a\nb\nc\n"), QStringLiteral("a\nx\ny\nc\n"));
        QCOMPARE(lines.back().before, 3);
        QCOMPARE(lines.back().after, 4);
        QCOMPARE(lines.front().before, 1);
    }

    void showsVeryDifferentTextsAsOneLargeChange()
    {
        QString before;
        QString after;
        for (int i = 0; i < 5000; ++i) {
            before += QStringLiteral("old %1\n").arg(i);
            after += QStringLiteral("new %1\n").arg(i);
        }
        QCOMPARE(diffLines(before, after).size(), std::size_t(10'000));
    }

    void viewSaysWhatChangedWithSigns()
    {
        const Theme theme = builtInTheme(QStringLiteral("dark"));
        SourceDiffView view(theme);
        view.compare(QStringLiteral("long when close > 1\n"),
                     QStringLiteral("long when close > 2\n"), QStringLiteral("As asked"));
        QVERIFY2(view.summary().contains(QStringLiteral("As asked")), qPrintable(view.summary()));
        QVERIFY(view.summary().contains(QStringLiteral("+1")));
        QVERIFY(view.summary().contains(QStringLiteral("−1")));
        view.compare(QStringLiteral("a\n"), QStringLiteral("a\n"), QStringLiteral("As asked"));
        QVERIFY(view.summary().startsWith(QStringLiteral("No difference")));
    }
};

SW_TEST(TestSourceDiff)
#include "tst_source_diff.moc"
