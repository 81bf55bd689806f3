// Numbers as they stand in CSV cells: the plain decimal that nearly all files hold, read without
// detours, and the decorated forms (decimal comma, thousands, currency signs, 1.2M).
#pragma once

#include <fast_float/fast_float.h>

#include <cmath>
#include <cstdint>
#include <string_view>

namespace sw::market {

/// Why a cell is not a number.
enum class NumberFault : std::uint8_t { None, Empty, NotANumber, NotFinite };

/// Reads any form of number the dialects know.
NumberFault readNumber(std::string_view cell, char decimalPoint, double& out);
/// The same for volumes, which may end in K, M or B for thousands, millions and billions.
NumberFault readVolume(std::string_view cell, char decimalPoint, double& out);

/// Reads a finite decimal with a point at the beginning of [p, end) and returns its end, or nullptr
/// when there is none. The nearest double, as fast_float gives it: at most 19 digits are collected
/// as an integer below 2^53, and one division by an exact power of ten rounds correctly. Requires:
/// without Bounded, a byte before `end` that belongs to no number.
template <bool Bounded>
inline const char* readPlainDecimal(const char* p, const char* end, double& out)
{
    static constexpr double kPower[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,
                                        1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19};
    const auto more = [end](const char* at) { return !Bounded || at < end; };
    const char* const begin = p;
    const bool negative = more(p) && *p == '-';
    p += negative ? 1 : 0;
    std::uint64_t mantissa = 0;
    const char* const digits = p;
    unsigned digit = 0;
    while (more(p) && (digit = static_cast<unsigned>(*p - '0')) <= 9) {
        mantissa = mantissa * 10 + digit;
        ++p;
    }
    std::ptrdiff_t count = p - digits;
    std::ptrdiff_t places = 0;
    if (more(p) && *p == '.') {
        const char* const fraction = ++p;
        while (more(p) && (digit = static_cast<unsigned>(*p - '0')) <= 9) {
            mantissa = mantissa * 10 + digit;
            ++p;
        }
        places = p - fraction;
        count += places;
    }
    if (count == 0) [[unlikely]] {
        return nullptr;
    }
    if (count > 19 || mantissa > (std::uint64_t{1} << 53) || (more(p) && (*p | 0x20) == 'e'))
        [[unlikely]] {
        const auto read = fast_float::from_chars(begin, end, out);
        return read.ec == std::errc{} && std::isfinite(out) ? read.ptr : nullptr;
    }
    double value = static_cast<double>(static_cast<std::int64_t>(mantissa));
    if (places != 0) {
        value /= kPower[places];
    }
    out = negative ? -value : value;
    return p;
}

} // namespace sw::market
