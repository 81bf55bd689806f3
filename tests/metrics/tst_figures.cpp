#include "metrics/figures.h"

#include "test_main.h"

#include <limits>
#include <set>

using namespace sw::metrics;

class TestFigures : public QObject
{
    Q_OBJECT

private slots:
    void everyFigureIsDefinedOnceInOrder()
    {
        QCOMPARE(figures().size(), kFigures);
        std::set<std::string_view> ids;
        for (std::size_t i = 0; i < kFigures; ++i) {
            const FigureDefinition& row = figures()[i];
            QCOMPARE(static_cast<std::size_t>(row.figure), i);
            QVERIFY2(ids.insert(row.id).second, row.id.data());
            QVERIFY2(!row.title.empty() && !row.source.empty(), row.id.data());
            QVERIFY2(row.definition.size() > 20 && row.definition.back() == '.', row.id.data());
            QVERIFY2(row.id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
                         std::string_view::npos,
                     row.id.data());
            QCOMPARE(figureById(row.id), std::optional(row.figure));
            QCOMPARE(&definitionOf(row.figure), &row);
        }
    }

    void groupsStandTogether()
    {
        for (std::size_t i = 1; i < kFigures; ++i) {
            QVERIFY(figures()[i - 1].group <= figures()[i].group);
        }
    }

    void unknownIdsAreNotFound() { QVERIFY(!figureById("sharp")); }

    void aNumberThatIsNotFiniteIsUndefined()
    {
        QVERIFY(!defined(std::numeric_limits<double>::quiet_NaN()).value);
        QVERIFY(!defined(std::numeric_limits<double>::infinity()).value);
        QVERIFY(!defined(std::numeric_limits<double>::infinity()).reason.empty());
        QCOMPARE(defined(2).value, std::optional<double>(2));
    }

    void aNewTableHasReasonsInsteadOfZeros()
    {
        const FigureTable table;
        for (const FigureDefinition& row : figures()) {
            QVERIFY(!table[row.figure].value);
            QVERIFY(!table[row.figure].reason.empty());
        }
    }
};

SW_TEST(TestFigures)
#include "tst_figures.moc"
