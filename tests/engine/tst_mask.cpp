#include "engine/bit_windows.h"
#include "engine/compare_bits.h"
#include "engine/mask.h"
#include "engine/scalar_ops.h"
#include "random_bars.h"
#include "test_main.h"

#include <limits>

using namespace sw;
using engine::Mask;

namespace {

std::vector<bool> randomBits(test::Dice& dice, std::size_t count)
{
    std::vector<bool> bits;
    bool current = false;
    int left = 0;
    while (bits.size() < count) {
        if (left-- <= 0) {
            current = !current;
            left = dice.oneIn(5) ? dice.pick(0, 200) : dice.pick(0, 6);
        }
        bits.push_back(current);
    }
    return bits;
}

std::vector<std::uint64_t> packed(const std::vector<bool>& bits)
{
    std::vector<std::uint64_t> words((bits.size() + 63) / 64, 0);
    for (std::size_t i = 0; i < bits.size(); ++i) {
        words[i / 64] |= std::uint64_t{bits[i]} << (i % 64);
    }
    return words;
}

bool bitAt(const std::vector<std::uint64_t>& words, std::size_t i)
{
    return ((words[i / 64] >> (i % 64)) & 1u) != 0;
}

/// Runs a window over words cut into random pieces.
template <class Window>
std::vector<std::uint64_t> inPieces(Window window, const std::vector<std::uint64_t>& in,
                                    test::Dice& dice)
{
    std::vector<std::uint64_t> out(in.size());
    for (std::size_t at = 0; at < in.size();) {
        const std::size_t part =
            std::min(in.size() - at, static_cast<std::size_t>(dice.pick(1, 9)));
        window.run({in.data() + at, part}, {out.data() + at, part});
        at += part;
    }
    return out;
}

} // namespace

class TestMask : public QObject
{
    Q_OBJECT

private slots:
    void findsAndCountsLikeABoolVector()
    {
        test::Dice dice(7);
        for (const std::size_t size : {0u, 1u, 63u, 64u, 65u, 128u, 1000u}) {
            const std::vector<bool> bits = randomBits(dice, size);
            Mask mask(size);
            for (std::size_t i = 0; i < size; ++i) {
                if (bits[i]) {
                    mask.set(i);
                }
            }
            for (std::size_t from = 0; from <= size + 2; ++from) {
                std::size_t expected = from;
                while (expected < size && !bits[expected]) {
                    ++expected;
                }
                QCOMPARE(mask.next(from), std::min(expected, size));
                for (const std::size_t to : {from, from + 1, from + 70, size, size + 9}) {
                    std::size_t found = 0;
                    for (std::size_t i = from; i < std::min(to, size); ++i) {
                        found += bits[i] ? 1 : 0;
                    }
                    QCOMPARE(mask.count(from, to), found);
                }
            }
        }
    }

    void windowsAgreeWithTheirDefinitionHoweverCut_data()
    {
        QTest::addColumn<int>("count");
        for (const int count : {1, 2, 3, 5, 63, 64, 65, 127, 128, 200, 700}) {
            QTest::newRow(qPrintable(QString::number(count))) << count;
        }
    }
    void windowsAgreeWithTheirDefinitionHoweverCut()
    {
        QFETCH(int, count);
        test::Dice dice(static_cast<std::uint64_t>(count));
        const auto length = static_cast<std::size_t>(count);
        const std::vector<bool> bits = randomBits(dice, 1500);
        const std::vector<std::uint64_t> in = packed(bits);
        const auto wanted = static_cast<std::size_t>(dice.pick(1, count));
        const auto shifted = inPieces(engine::BitShift(length), in, dice);
        const auto all = inPieces(engine::BitAllOf(length), in, dice);
        const auto any = inPieces(engine::BitAnyOf(length), in, dice);
        const auto some = inPieces(engine::BitAtLeast(wanted, length), in, dice);
        for (std::size_t i = 0; i < bits.size(); ++i) {
            std::size_t found = 0;
            for (std::size_t back = 0; back < length && back <= i; ++back) {
                found += bits[i - back] ? 1 : 0;
            }
            QCOMPARE(bitAt(shifted, i), i >= length && bits[i - length]);
            QCOMPARE(bitAt(all, i), found == length);
            QCOMPARE(bitAt(any, i), found > 0);
            QCOMPARE(bitAt(some, i), found >= wanted);
        }
    }

    void everyInstructionSetComparesLikePlainCode_data()
    {
        QTest::addColumn<int>("code");
        QTest::newRow("plain") << int(engine::CompareCode::Plain);
        QTest::newRow("sse2") << int(engine::CompareCode::Sse2);
        QTest::newRow("avx2") << int(engine::CompareCode::Avx2);
    }
    void everyInstructionSetComparesLikePlainCode()
    {
        QFETCH(int, code);
        const auto chosen = static_cast<engine::CompareCode>(code);
        if (!engine::isAvailable(chosen)) {
            QSKIP("this processor lacks the instructions of this variant");
        }
        using lang::Op;
        test::Dice dice(3);
        const double values[] = {0.0,
                                 -0.0,
                                 1.0,
                                 2.5,
                                 -3.0,
                                 std::numeric_limits<double>::infinity(),
                                 std::numeric_limits<double>::quiet_NaN()};
        for (const std::size_t count : {0u, 1u, 5u, 64u, 100u, 2048u}) {
            std::vector<double> a(count), b(count);
            for (std::size_t i = 0; i < count; ++i) {
                a[i] = values[dice.pick(0, 6)];
                b[i] = values[dice.pick(0, 6)];
            }
            for (const Op op : {Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual, Op::Equal,
                                Op::NotEqual}) {
                std::vector<std::uint64_t> both((count + 63) / 64, ~std::uint64_t{0});
                std::vector<std::uint64_t> one = both;
                engine::compareColumns(op, a.data(), b.data(), count, both.data(), chosen);
                const double constant = values[dice.pick(0, 6)];
                engine::compareWithConstant(op, a.data(), constant, count, one.data(), chosen);
                for (std::size_t i = 0; i < both.size() * 64; ++i) {
                    const bool inside = i < count;
                    QCOMPARE(bitAt(both, i), inside && engine::scalar::compare(op, a[i], b[i]));
                    QCOMPARE(bitAt(one, i), inside && engine::scalar::compare(op, a[i], constant));
                    if (inside) {
                        QCOMPARE(engine::scalar::compare(engine::mirrored(op), b[i], a[i]),
                                 engine::scalar::compare(op, a[i], b[i]));
                    }
                }
            }
        }
    }
};

SW_TEST(TestMask)
#include "tst_mask.moc"
