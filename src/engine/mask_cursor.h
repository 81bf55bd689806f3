// Going forward through the set bits of one or several masks without looking at a word twice.
#pragma once

#include "engine/mask.h"

#include <cstdint>
#include <vector>

namespace sw::engine {

/// The next set bit at or after a bar, remembered: bars only go forward.
/// The watched masks must outlive the cursor.
class MaskCursor
{
public:
    /// Watches the bits of all `masks` in [from, end). Without masks there is never a bit.
    void watch(const std::vector<const Mask*>& masks, std::int32_t from, std::int32_t end);

    /// First set bit at or after `bar`, `end` if none. Requires: bars do not decrease.
    std::int32_t next(std::int32_t bar)
    {
        if (m_at < bar) {
            seek(bar);
        }
        return m_at;
    }
    bool hits(std::int32_t bar) { return next(bar) == bar; }
    /// As next(), but the cursor stays where it is.
    std::int32_t peek(std::int32_t bar) const { return m_at < bar ? found(bar) : m_at; }

private:
    void seek(std::int32_t bar) { m_at = found(bar); }

    std::int32_t found(std::int32_t bar) const
    {
        const auto from = static_cast<std::size_t>(bar);
        std::size_t word = from / 64;
        std::uint64_t bits = word < m_words ? m_bits[word] & (~std::uint64_t{0} << (from % 64)) : 0;
        while (bits == 0) {
            if (++word >= m_words) {
                return m_end;
            }
            bits = m_bits[word];
        }
        const std::size_t at = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        return at < static_cast<std::size_t>(m_end) ? static_cast<std::int32_t>(at) : m_end;
    }

    Mask m_joined; ///< of several masks
    const std::uint64_t* m_bits = nullptr;
    std::size_t m_words = 0;
    std::int32_t m_at = 0;
    std::int32_t m_end = 0;
};

/// Number of set bits in [from, to). Requires: to ≤ mask.size().
/// Cost: one instruction a word where the processor has one for it.
std::int64_t countBits(const Mask& mask, std::int32_t from, std::int32_t to);

/// About how many runs of set bits begin in the words of [from, to): for reserving memory.
std::int64_t countRises(const Mask& mask, std::int32_t from, std::int32_t to);

} // namespace sw::engine
