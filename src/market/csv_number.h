// Numbers as they stand in CSV cells: the plain decimal that nearly all files hold, read without
// detours, and the decorated forms (decimal comma, thousands, currency signs, 1.2M).
#pragma once

#include <fast_float/fast_float.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
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

/// Where the digits of a short decimal stand. The cells of a column mostly repeat the shape of the
/// row before, and a shape that is only confirmed lets the processor run ahead to the next cell.
struct DecimalShape {
    static constexpr std::ptrdiff_t kBytes = 8; ///< looked at together

    std::uint64_t within = 1;   ///< high bits of the bytes up to the end; at first no shape fits
    std::uint64_t others = 1;   ///< those of them that are no digits
    std::uint64_t markMask = 0; ///< the byte of the point, or of the end when there is none
    std::uint64_t mark = 0;     ///< what stands there
    std::uint64_t before = 0;   ///< the bytes before it
    unsigned shift = 0;         ///< bits that bring the last digit to the last byte
    std::ptrdiff_t length = 0;  ///< characters
    double unit = 1;            ///< ten to the number of places
};

/// The shape of the decimal of at most seven characters at p; false when there is none. `others`
/// marks the bytes that are no digits.
inline bool findShape(const char* p, std::uint64_t others, DecimalShape& shape)
{
    static constexpr double kPower[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    if (others == 0) {
        return false;
    }
    const auto point = static_cast<unsigned>(std::countr_zero(others)) / 8;
    unsigned end = point;
    if (p[point] == '.') {
        others &= others - 1;
        if (others == 0) {
            return false;
        }
        end = static_cast<unsigned>(std::countr_zero(others)) / 8;
    }
    const unsigned places = end > point ? end - point - 1 : 0;
    const unsigned count = point + places;
    if (count == 0 || (p[end] | 0x20) == 'e') {
        return false;
    }
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    const auto bit = [](unsigned byte) { return std::uint64_t{0x80} << (8 * byte); };
    shape.within = kHigh >> (8 * (7 - end));
    shape.others = bit(point) | bit(end);
    shape.markMask = std::uint64_t{0xFF} << (8 * point);
    shape.mark = std::uint64_t{static_cast<unsigned char>(p[point])} << (8 * point);
    shape.before = end > point ? (std::uint64_t{1} << (8 * point)) - 1 : ~std::uint64_t{0};
    shape.shift = 8 * (8 - count);
    shape.length = static_cast<std::ptrdiff_t>(end);
    shape.unit = kPower[places];
    return true;
}

/// Reads a decimal of at most seven characters, all of them at once, and returns its end; nullptr
/// for longer ones and for everything that readPlainDecimal() has to look at. Gives the same bits.
/// `shape` is what the column remembers. Requires: DecimalShape::kBytes bytes at p.
inline const char* readShortDecimal(const char* p, DecimalShape& shape, double& out)
{
    if constexpr (std::endian::native != std::endian::little) {
        return nullptr;
    }
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, p, sizeof bytes);
    // Digits become 0 to 9, whatever else stands there 10 or more.
    std::uint64_t digits = bytes ^ 0x3030303030303030;
    const std::uint64_t others = (((digits & ~kHigh) + 0x7676767676767676) | digits) & kHigh;
    const std::uint64_t differences =
        ((others ^ shape.others) & shape.within) | ((bytes ^ shape.mark) & shape.markMask);
    if (differences != 0 && !findShape(p, others, shape)) [[unlikely]] {
        return nullptr;
    }
    // The point closes up, the last digit goes to the last byte; then pairs, fours and eights of
    // digits are joined.
    digits = (digits & shape.before) | ((digits >> 8) & ~shape.before);
    digits <<= shape.shift;
    digits = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FF;
    digits = (digits * 100 + (digits >> 16)) & 0x0000FFFF0000FFFF;
    digits = (digits * 10000 + (digits >> 32)) & 0xFFFFFFFF;
    out = static_cast<double>(static_cast<std::int64_t>(digits)) / shape.unit;
    return p + shape.length;
}

} // namespace sw::market
