#include "engine/bit_windows.h"

#include <algorithm>
#include <bit>

namespace sw::engine {

namespace {

constexpr std::uint64_t kAll = ~std::uint64_t{0};

/// Bits from … to - 1. Requires: from ≤ to ≤ 64.
std::uint64_t bitsBetween(std::size_t from, std::size_t to)
{
    if (from >= to) {
        return 0;
    }
    return (kAll >> (64 - (to - from))) << from;
}

} // namespace

BitShift::BitShift(std::size_t count) : m_words(count / 64), m_bits(count % 64)
{
    m_row.assign(m_words + 1, 0);
}

void BitShift::run(Words in, OutWords out)
{
    const std::size_t past = m_words + 1;
    m_row.resize(past + in.size());
    std::ranges::copy(in, m_row.begin() + static_cast<std::ptrdiff_t>(past));
    if (m_bits == 0) {
        std::copy_n(m_row.begin() + 1, in.size(), out.begin());
    } else {
        for (std::size_t i = 0; i < in.size(); ++i) {
            out[i] = (m_row[i + 1] << m_bits) | (m_row[i] >> (64 - m_bits));
        }
    }
    std::copy(m_row.end() - static_cast<std::ptrdiff_t>(past), m_row.end(), m_row.begin());
}

void BitAllOf::run(Words in, OutWords out)
{
    for (std::size_t w = 0; w < in.size(); ++w) {
        const std::uint64_t word = in[w];
        std::uint64_t result = 0;
        std::size_t at = 0;
        while (at < 64) {
            const auto ones = static_cast<std::size_t>(std::countr_one(word >> at));
            const std::size_t end = std::min<std::size_t>(64, at + ones);
            const std::size_t wait = m_run + 1 >= m_count ? 0 : m_count - 1 - m_run;
            result |= bitsBetween(std::min(end, at + wait), end);
            if (end == 64) {
                m_run = std::min(m_count, m_run + (end - at));
                break;
            }
            m_run = 0;
            at = end + static_cast<std::size_t>(std::countr_zero(word >> end));
            if (at > 64 || (word >> end) == 0) {
                break;
            }
        }
        out[w] = result;
    }
}

void BitAnyOf::run(Words in, OutWords out)
{
    for (std::size_t w = 0; w < in.size(); ++w) {
        const std::uint64_t word = in[w];
        std::uint64_t result = 0;
        std::size_t at = 0;
        while (at < 64) {
            const std::uint64_t rest = word >> at;
            const std::size_t zeros =
                rest == 0 ? 64 - at : static_cast<std::size_t>(std::countr_zero(rest));
            const std::size_t reach = std::min(m_left, zeros);
            result |= bitsBetween(at, at + reach);
            m_left -= reach;
            at += zeros;
            if (at == 64) {
                break;
            }
            const auto ones = static_cast<std::size_t>(std::countr_one(word >> at));
            const std::size_t end = std::min<std::size_t>(64, at + ones);
            result |= bitsBetween(at, end);
            m_left = m_count - 1;
            at = end;
        }
        out[w] = result;
    }
}

void BitAtLeast::run(Words in, OutWords out)
{
    m_left.resize(in.size());
    m_leaving.run(in, m_left);
    for (std::size_t w = 0; w < in.size(); ++w) {
        if ((in[w] | m_left[w]) == 0) {
            out[w] = m_found >= m_wanted ? kAll : 0;
            continue;
        }
        std::uint64_t result = 0;
        for (std::size_t i = 0; i < 64; ++i) {
            m_found += (in[w] >> i) & 1u;
            m_found -= (m_left[w] >> i) & 1u;
            result |= std::uint64_t{m_found >= m_wanted} << i;
        }
        out[w] = result;
    }
}

} // namespace sw::engine
