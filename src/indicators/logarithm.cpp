#include "indicators/logarithm.h"

#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>

namespace sw::indicators {

double naturalLog(double x)
{
    if (!(x > 0)) {
        return x == 0 ? -std::numeric_limits<double>::infinity()
                      : std::numeric_limits<double>::quiet_NaN();
    }
    if (x > std::numeric_limits<double>::max()) {
        return x;
    }
    double exponent = 0;
    if (x < std::numeric_limits<double>::min()) {
        x *= 18014398509481984.0; // 2^54 lifts a subnormal number into the normal range
        exponent = -54;
    }
    std::uint64_t bits = 0;
    std::memcpy(&bits, &x, sizeof bits);
    // Split x = m · 2^e with m between the square roots of 1/2 and 2, so that x near 1 keeps e = 0.
    constexpr std::uint64_t kRootHalf = 0x3FE6'A09E'0000'0000ULL;
    const auto shift = static_cast<std::int64_t>(bits - kRootHalf) >> 52;
    bits -= static_cast<std::uint64_t>(shift) << 52;
    double m = 0;
    std::memcpy(&m, &bits, sizeof m);
    exponent += static_cast<double>(shift);
    const double f = m - 1;
    const double s = f / (m + 1);
    const double z = s * s;
    double tail = 2.0 / 23;
    for (const double term : {2.0 / 21, 2.0 / 19, 2.0 / 17, 2.0 / 15, 2.0 / 13, 2.0 / 11, 2.0 / 9,
                              2.0 / 7, 2.0 / 5, 2.0 / 3}) {
        tail = tail * z + term;
    }
    tail *= z;
    // 2s = f - s·f: the large part f is exact, only the small rest is rounded.
    constexpr double kLn2High = 6.93147180369123816490e-01; // 32 bits: exact times an exponent
    constexpr double kLn2Low = 1.90821492927058770002e-10;
    return exponent * kLn2High + (f - (s * (f - tail) - exponent * kLn2Low));
}

} // namespace sw::indicators
