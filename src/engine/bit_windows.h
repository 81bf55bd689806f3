// Words that look back over bits: shifted, true throughout, at least once, at least k times. Each
// is a running state over words of 64 bars, so results do not depend on how bars are cut into
// calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace sw::engine {

using Words = std::span<const std::uint64_t>;
using OutWords = std::span<std::uint64_t>;

/// The bits of `count` bars ago; zero before there are any. All calls but the last hold whole
/// words.
class BitShift
{
public:
    explicit BitShift(std::size_t count);
    /// Requires: in and out have the same size and do not overlap.
    void run(Words in, OutWords out);

private:
    std::size_t m_words;              ///< whole words of the distance
    std::size_t m_bits;               ///< remaining bits of the distance
    std::vector<std::uint64_t> m_row; ///< m_words + 1 words of the past, then the current ones
};

/// True on each of the last `count` bars. Cost: per change of the input, not per bar.
class BitAllOf
{
public:
    explicit BitAllOf(std::size_t count) : m_count(count) {}
    void run(Words in, OutWords out);

private:
    std::size_t m_count;
    std::size_t m_run = 0; ///< length of the run of ones so far, at most m_count
};

/// True on at least one of the last `count` bars. Cost: per change of the input, not per bar.
class BitAnyOf
{
public:
    explicit BitAnyOf(std::size_t count) : m_count(count) {}
    void run(Words in, OutWords out);

private:
    std::size_t m_count;
    std::size_t m_left = 0; ///< bars for which an earlier one still counts
};

/// True on at least `wanted` of the last `count` bars.
class BitAtLeast
{
public:
    BitAtLeast(std::size_t wanted, std::size_t count) : m_wanted(wanted), m_leaving(count) {}
    void run(Words in, OutWords out);

private:
    std::size_t m_wanted;
    std::size_t m_found = 0;
    BitShift m_leaving;
    std::vector<std::uint64_t> m_left;
};

} // namespace sw::engine
