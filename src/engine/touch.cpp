#include "engine/touch.h"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace sw::engine {

namespace {

constexpr std::size_t kStep = 8;
using market::ZoneMap;

/// One bit a bar: does it hit? Written without branches so that it becomes vector code.
inline bool anyHit(const double* low, const double* high, TouchLimits limits)
{
    int hits = 0;
    for (std::size_t k = 0; k < kStep; ++k) {
        hits |= static_cast<int>(low[k] <= limits.lowLimit) |
                static_cast<int>(high[k] >= limits.highLimit);
    }
    return hits != 0;
}

std::size_t scan(const double* low, const double* high, std::size_t from, std::size_t to,
                 TouchLimits limits)
{
    std::size_t i = from;
    for (; i + kStep <= to; i += kStep) {
        if (anyHit(low + i, high + i, limits)) {
            break;
        }
    }
    for (; i < to; ++i) {
        if (low[i] <= limits.lowLimit || high[i] >= limits.highLimit) {
            return i;
        }
    }
    return to;
}

/// Widens `low` and `high` by the bars [from, to).
void widenPlainly(const double* lows, const double* highs, std::size_t from, std::size_t to,
                  double& low, double& high)
{
    for (std::size_t i = from; i < to; ++i) {
        low = lows[i] < low ? lows[i] : low;
        high = highs[i] > high ? highs[i] : high;
    }
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] std::size_t scanAvx2(const double* low, const double* high,
                                             std::size_t from, std::size_t to, TouchLimits limits)
{
    const __m256d lowLimit = _mm256_set1_pd(limits.lowLimit);
    const __m256d highLimit = _mm256_set1_pd(limits.highLimit);
    std::size_t i = from;
    for (; i + kStep <= to; i += kStep) {
        const __m256d first =
            _mm256_or_pd(_mm256_cmp_pd(_mm256_loadu_pd(low + i), lowLimit, _CMP_LE_OQ),
                         _mm256_cmp_pd(_mm256_loadu_pd(high + i), highLimit, _CMP_GE_OQ));
        const __m256d second =
            _mm256_or_pd(_mm256_cmp_pd(_mm256_loadu_pd(low + i + 4), lowLimit, _CMP_LE_OQ),
                         _mm256_cmp_pd(_mm256_loadu_pd(high + i + 4), highLimit, _CMP_GE_OQ));
        if (_mm256_movemask_pd(_mm256_or_pd(first, second)) != 0) {
            const auto bits = static_cast<unsigned>(_mm256_movemask_pd(first)) |
                              static_cast<unsigned>(_mm256_movemask_pd(second)) << 4;
            return i + static_cast<std::size_t>(std::countr_zero(bits));
        }
    }
    for (; i < to; ++i) {
        if (low[i] <= limits.lowLimit || high[i] >= limits.highLimit) {
            return i;
        }
    }
    return to;
}

[[gnu::target("avx2")]] void widenAvx2(const double* lows, const double* highs, std::size_t from,
                                       std::size_t to, double& low, double& high)
{
    std::size_t i = from;
    if (i + 4 <= to) {
        __m256d least = _mm256_set1_pd(low);
        __m256d most = _mm256_set1_pd(high);
        for (; i + 4 <= to; i += 4) {
            least = _mm256_min_pd(_mm256_loadu_pd(lows + i), least);
            most = _mm256_max_pd(_mm256_loadu_pd(highs + i), most);
        }
        __m128d pair = _mm_min_pd(_mm256_castpd256_pd128(least), _mm256_extractf128_pd(least, 1));
        low = _mm_cvtsd_f64(_mm_min_sd(pair, _mm_unpackhi_pd(pair, pair)));
        pair = _mm_max_pd(_mm256_castpd256_pd128(most), _mm256_extractf128_pd(most, 1));
        high = _mm_cvtsd_f64(_mm_max_sd(pair, _mm_unpackhi_pd(pair, pair)));
    }
    for (; i < to; ++i) {
        low = lows[i] < low ? lows[i] : low;
        high = highs[i] > high ? highs[i] : high;
    }
}

/// scanAvx2() and widenAvx2() in one pass.
[[gnu::target("avx2")]] std::size_t scanWideningAvx2(const double* low, const double* high,
                                                     std::size_t from, std::size_t to,
                                                     TouchLimits limits, PassedRange& passed)
{
    const __m256d lowLimit = _mm256_set1_pd(limits.lowLimit);
    const __m256d highLimit = _mm256_set1_pd(limits.highLimit);
    std::size_t i = from;
    if (i + 4 <= to) {
        __m256d least = _mm256_set1_pd(passed.low);
        __m256d most = _mm256_set1_pd(passed.high);
        for (; i + 4 <= to; i += 4) {
            const __m256d lows = _mm256_loadu_pd(low + i);
            const __m256d highs = _mm256_loadu_pd(high + i);
            const __m256d hits = _mm256_or_pd(_mm256_cmp_pd(lows, lowLimit, _CMP_LE_OQ),
                                              _mm256_cmp_pd(highs, highLimit, _CMP_GE_OQ));
            if (_mm256_testz_pd(hits, hits) == 0) {
                break; // the bars before the hit are passed one by one
            }
            least = _mm256_min_pd(lows, least);
            most = _mm256_max_pd(highs, most);
        }
        __m128d pair = _mm_min_pd(_mm256_castpd256_pd128(least), _mm256_extractf128_pd(least, 1));
        passed.low = _mm_cvtsd_f64(_mm_min_sd(pair, _mm_unpackhi_pd(pair, pair)));
        pair = _mm_max_pd(_mm256_castpd256_pd128(most), _mm256_extractf128_pd(most, 1));
        passed.high = _mm_cvtsd_f64(_mm_max_sd(pair, _mm_unpackhi_pd(pair, pair)));
    }
    for (; i < to && !(low[i] <= limits.lowLimit || high[i] >= limits.highLimit); ++i) {
        passed.low = low[i] < passed.low ? low[i] : passed.low;
        passed.high = high[i] > passed.high ? high[i] : passed.high;
    }
    return i;
}
#endif

std::size_t scanFast(const double* low, const double* high, std::size_t from, std::size_t to,
                     TouchLimits limits)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return scanAvx2(low, high, from, to, limits);
    }
#endif
    return scan(low, high, from, to, limits);
}

void widenFast(const double* lows, const double* highs, std::size_t from, std::size_t to,
               double& low, double& high)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        widenAvx2(lows, highs, from, to, low, high);
        return;
    }
#endif
    widenPlainly(lows, highs, from, to, low, high);
}

std::size_t scanWidening(const double* low, const double* high, std::size_t from, std::size_t to,
                         TouchLimits limits, PassedRange& passed)
{
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        return scanWideningAvx2(low, high, from, to, limits, passed);
    }
#endif
    const std::size_t hit = scan(low, high, from, to, limits);
    widenPlainly(low, high, from, hit, passed.low, passed.high);
    return hit;
}

bool zoneHit(double low, double high, TouchLimits limits)
{
    return low <= limits.lowLimit || high >= limits.highLimit;
}

} // namespace

std::size_t firstTouch(const market::Bars& bars, std::size_t from, std::size_t to,
                       TouchLimits limits)
{
    const double* low = bars.low().data();
    const double* high = bars.high().data();
    const ZoneMap& zones = bars.zones();
    std::size_t i = from;
    // Up to the second block border bar by bar: most searches end there.
    const std::size_t first = std::min(to, (from / ZoneMap::kSmall + 2) * ZoneMap::kSmall);
    i = scanFast(low, high, from, first, limits);
    if (i < first || first == to) {
        return i;
    }
    while (i < to) {
        if (i % ZoneMap::kLarge == 0 && i + ZoneMap::kLarge <= to) {
            const std::size_t large = i / ZoneMap::kLarge;
            if (!zoneHit(zones.largeLow[large], zones.largeHigh[large], limits)) {
                i += ZoneMap::kLarge;
                continue;
            }
        }
        const std::size_t small = i / ZoneMap::kSmall;
        const std::size_t end = std::min(to, i + ZoneMap::kSmall);
        if (zoneHit(zones.smallLow[small], zones.smallHigh[small], limits)) {
            const std::size_t hit = scanFast(low, high, i, end, limits);
            if (hit < end) {
                return hit;
            }
        }
        i = end;
    }
    return to;
}

std::size_t firstTouchWidening(const market::Bars& bars, std::size_t from, std::size_t to,
                               TouchLimits limits, PassedRange& passed)
{
    const std::size_t near = std::min(to, (from / ZoneMap::kSmall + 2) * ZoneMap::kSmall);
    const std::size_t hit =
        scanWidening(bars.low().data(), bars.high().data(), from, near, limits, passed);
    if (hit < near || near == to) {
        return hit;
    }
    const std::size_t far = firstTouch(bars, near, to, limits);
    widen(bars, near, far, passed.low, passed.high);
    return far;
}

std::size_t firstTouchPlainly(const market::Bars& bars, std::size_t from, std::size_t to,
                              TouchLimits limits)
{
    for (std::size_t i = from; i < to; ++i) {
        if (bars.low()[i] <= limits.lowLimit || bars.high()[i] >= limits.highLimit) {
            return i;
        }
    }
    return to;
}

void widen(const market::Bars& bars, std::size_t from, std::size_t to, double& low, double& high)
{
    const double* lows = bars.low().data();
    const double* highs = bars.high().data();
    const ZoneMap& zones = bars.zones();
    const std::size_t border = (from + ZoneMap::kSmall - 1) / ZoneMap::kSmall;
    const std::size_t last = to / ZoneMap::kSmall;
    if (border >= last) {
        widenFast(lows, highs, from, to, low, high);
        return;
    }
    widenFast(lows, highs, from, border * ZoneMap::kSmall, low, high);
    widenFast(zones.smallLow.data(), zones.smallHigh.data(), border, last, low, high);
    widenFast(lows, highs, last * ZoneMap::kSmall, to, low, high);
}

} // namespace sw::engine
