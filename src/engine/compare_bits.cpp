#include "engine/compare_bits.h"

#include "base/expects.h"
#include "engine/scalar_ops.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sw::engine {

using lang::Op;

namespace {

/// A right-hand side that is the same on every bar.
struct Constant {
    double value;
    double operator[](std::size_t) const { return value; }
    Constant operator+(std::size_t) const { return *this; }
};

/// Words from the first bar on, bar by bar; the last one may be partly filled.
template <Op kOp, class Right>
void comparePlain(const double* a, Right b, std::size_t count, std::uint64_t* bits)
{
    for (std::size_t start = 0; start < count; start += 64) {
        const std::size_t end = count - start < 64 ? count - start : 64;
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < end; ++i) {
            word |= std::uint64_t{scalar::compare(kOp, a[start + i], b[start + i])} << i;
        }
        bits[start / 64] = word;
    }
}

#if defined(__x86_64__)

inline __m128d loadPair(const double* b, std::size_t i)
{
    return _mm_loadu_pd(b + i);
}
inline __m128d loadPair(Constant b, std::size_t)
{
    return _mm_set1_pd(b.value);
}

template <Op kOp> inline __m128i comparePair(__m128d a, __m128d b)
{
    if constexpr (kOp == Op::Less) {
        return _mm_castpd_si128(_mm_cmplt_pd(a, b));
    } else if constexpr (kOp == Op::LessEqual) {
        return _mm_castpd_si128(_mm_cmple_pd(a, b));
    } else if constexpr (kOp == Op::Greater) {
        return _mm_castpd_si128(_mm_cmpgt_pd(a, b));
    } else if constexpr (kOp == Op::GreaterEqual) {
        return _mm_castpd_si128(_mm_cmpge_pd(a, b));
    } else if constexpr (kOp == Op::Equal) {
        return _mm_castpd_si128(_mm_cmpeq_pd(a, b));
    } else {
        return _mm_castpd_si128(_mm_and_pd(_mm_cmpneq_pd(a, b), _mm_cmpord_pd(a, b)));
    }
}

/// Four bars as four 32-bit lanes of ones or zeros.
template <Op kOp, class Right> inline __m128i compareFour(const double* a, Right b, std::size_t i)
{
    const __m128i low = comparePair<kOp>(_mm_loadu_pd(a + i), loadPair(b, i));
    const __m128i high = comparePair<kOp>(_mm_loadu_pd(a + i + 2), loadPair(b, i + 2));
    return _mm_castps_si128(
        _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), _MM_SHUFFLE(2, 0, 2, 0)));
}

template <Op kOp, class Right>
void compareSse2(const double* a, Right b, std::size_t words, std::uint64_t* bits)
{
    for (std::size_t word = 0; word < words; ++word) {
        std::uint64_t result = 0;
        for (std::size_t part = 0; part < 4; ++part) {
            const std::size_t i = word * 64 + part * 16;
            const __m128i first =
                _mm_packs_epi32(compareFour<kOp>(a, b, i), compareFour<kOp>(a, b, i + 4));
            const __m128i second =
                _mm_packs_epi32(compareFour<kOp>(a, b, i + 8), compareFour<kOp>(a, b, i + 12));
            const int mask = _mm_movemask_epi8(_mm_packs_epi16(first, second));
            result |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(mask)) << (part * 16);
        }
        bits[word] = result;
    }
}

constexpr int predicateOf(Op op)
{
    switch (op) {
    case Op::Less:
        return _CMP_LT_OQ;
    case Op::LessEqual:
        return _CMP_LE_OQ;
    case Op::Greater:
        return _CMP_GT_OQ;
    case Op::GreaterEqual:
        return _CMP_GE_OQ;
    case Op::Equal:
        return _CMP_EQ_OQ;
    default:
        return _CMP_NEQ_OQ;
    }
}

[[gnu::target("avx2")]] inline __m256d loadQuad(const double* b, std::size_t i)
{
    return _mm256_loadu_pd(b + i);
}
[[gnu::target("avx2")]] inline __m256d loadQuad(Constant b, std::size_t)
{
    return _mm256_set1_pd(b.value);
}

template <Op kOp, class Right>
[[gnu::target("avx2")]] inline __m256i compareQuad(const double* a, Right b, std::size_t i)
{
    return _mm256_castpd_si256(
        _mm256_cmp_pd(_mm256_loadu_pd(a + i), loadQuad(b, i), predicateOf(kOp)));
}

/// Eight bars, 32 bits each, in the order 0 1 4 5 | 2 3 6 7 that packing within halves leaves.
template <Op kOp, class Right>
[[gnu::target("avx2")]] inline __m256i compareEight(const double* a, Right b, std::size_t i)
{
    return _mm256_packs_epi32(compareQuad<kOp>(a, b, i), compareQuad<kOp>(a, b, i + 4));
}

template <Op kOp, class Right>
[[gnu::target("avx2")]] inline std::uint32_t compareThirtyTwo(const double* a, Right b,
                                                              std::size_t i)
{
    const __m256i first =
        _mm256_packs_epi32(compareEight<kOp>(a, b, i), compareEight<kOp>(a, b, i + 8));
    const __m256i second =
        _mm256_packs_epi32(compareEight<kOp>(a, b, i + 16), compareEight<kOp>(a, b, i + 24));
    // Bytes are now pairs of bars: even pairs in the low half, odd pairs in the high half.
    const __m256i pairs =
        _mm256_permute4x64_epi64(_mm256_packs_epi16(first, second), _MM_SHUFFLE(3, 1, 2, 0));
    const __m256i interleave =
        _mm256_setr_epi8(0, 1, 8, 9, 2, 3, 10, 11, 4, 5, 12, 13, 6, 7, 14, 15, 0, 1, 8, 9, 2, 3, 10,
                         11, 4, 5, 12, 13, 6, 7, 14, 15);
    return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_shuffle_epi8(pairs, interleave)));
}

template <Op kOp, class Right>
[[gnu::target("avx2")]] void compareAvx2(const double* a, Right b, std::size_t words,
                                         std::uint64_t* bits)
{
    for (std::size_t word = 0; word < words; ++word) {
        const std::uint64_t low = compareThirtyTwo<kOp>(a, b, word * 64);
        const std::uint64_t high = compareThirtyTwo<kOp>(a, b, word * 64 + 32);
        bits[word] = low | (high << 32);
    }
}

#endif

template <Op kOp, class Right>
void compareBy(const double* a, Right b, std::size_t count, std::uint64_t* bits, CompareCode code)
{
    std::size_t words = 0;
#if defined(__x86_64__)
    if (code != CompareCode::Plain) {
        words = count / 64;
        if (code == CompareCode::Avx2) {
            compareAvx2<kOp>(a, b, words, bits);
        } else {
            compareSse2<kOp>(a, b, words, bits);
        }
    }
#else
    static_cast<void>(code);
#endif
    comparePlain<kOp>(a + words * 64, b + words * 64, count - words * 64, bits + words);
}

template <class Right>
void compareAny(Op op, const double* a, Right b, std::size_t count, std::uint64_t* bits,
                CompareCode code)
{
    switch (op) {
    case Op::Less:
        return compareBy<Op::Less>(a, b, count, bits, code);
    case Op::LessEqual:
        return compareBy<Op::LessEqual>(a, b, count, bits, code);
    case Op::Greater:
        return compareBy<Op::Greater>(a, b, count, bits, code);
    case Op::GreaterEqual:
        return compareBy<Op::GreaterEqual>(a, b, count, bits, code);
    case Op::Equal:
        return compareBy<Op::Equal>(a, b, count, bits, code);
    case Op::NotEqual:
        return compareBy<Op::NotEqual>(a, b, count, bits, code);
    default:
        EXPECTS(!"a comparison");
    }
}

} // namespace

bool isAvailable(CompareCode code)
{
#if defined(__x86_64__)
    return code != CompareCode::Avx2 || __builtin_cpu_supports("avx2") != 0;
#else
    return code == CompareCode::Plain;
#endif
}

CompareCode fastestCompareCode()
{
    if (isAvailable(CompareCode::Avx2)) {
        return CompareCode::Avx2;
    }
    return isAvailable(CompareCode::Sse2) ? CompareCode::Sse2 : CompareCode::Plain;
}

void compareColumns(Op op, const double* a, const double* b, std::size_t count, std::uint64_t* bits,
                    CompareCode code)
{
    compareAny(op, a, b, count, bits, code);
}

void compareWithConstant(Op op, const double* a, double b, std::size_t count, std::uint64_t* bits,
                         CompareCode code)
{
    compareAny(op, a, Constant{b}, count, bits, code);
}

Op mirrored(Op op)
{
    switch (op) {
    case Op::Less:
        return Op::Greater;
    case Op::LessEqual:
        return Op::GreaterEqual;
    case Op::Greater:
        return Op::Less;
    case Op::GreaterEqual:
        return Op::LessEqual;
    default:
        return op;
    }
}

} // namespace sw::engine
