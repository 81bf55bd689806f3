// One bit per bar.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sw::engine {

/// A fixed-length row of bits, one per bar. Bits past the end are zero.
class Mask
{
public:
    Mask() = default;
    explicit Mask(std::size_t size) : m_size(size), m_words((size + 63) / 64, 0) {}

    std::size_t size() const { return m_size; }
    bool operator[](std::size_t i) const { return (m_words[i / 64] >> (i % 64)) & 1u; }
    void set(std::size_t i) { m_words[i / 64] |= std::uint64_t{1} << (i % 64); }
    void clear(std::size_t i) { m_words[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
    std::vector<std::uint64_t>& words() { return m_words; }
    const std::vector<std::uint64_t>& words() const { return m_words; }

    /// Index of the first set bit at or after `from`, size() if none.
    std::size_t next(std::size_t from) const
    {
        if (from >= m_size) {
            return m_size;
        }
        std::size_t word = from / 64;
        std::uint64_t bits = m_words[word] & (~std::uint64_t{0} << (from % 64));
        while (bits == 0) {
            if (++word == m_words.size()) {
                return m_size;
            }
            bits = m_words[word];
        }
        const std::size_t at = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
        return at < m_size ? at : m_size;
    }
    /// Number of set bits in [from, to).
    std::size_t count(std::size_t from, std::size_t to) const;
    std::size_t count() const { return count(0, m_size); }
    bool operator==(const Mask&) const = default;

private:
    std::size_t m_size = 0;
    std::vector<std::uint64_t> m_words;
};

/// The bit of one bar.
inline bool isTrue(const Mask& mask, std::int32_t bar)
{
    return mask[static_cast<std::size_t>(bar)];
}

} // namespace sw::engine
