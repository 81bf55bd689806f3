// Seeded random numbers that are the same on every platform and for every order of use: a
// counter-based stream, so replicate b of a bootstrap does not depend on replicates before it.
#pragma once

#include <cstdint>

namespace sw::metrics {

/// SplitMix64's output function: a bijection of 64 bits that leaves no visible pattern.
/// Source: Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
constexpr std::uint64_t mixBits(std::uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31);
}

/// One stream of random numbers, named by a seed and a stream number.
class RandomStream
{
public:
    constexpr RandomStream(std::uint64_t seed, std::uint64_t stream)
        : m_state(mixBits(mixBits(seed + kStep) + stream * kStep))
    {}

    /// The next 64 random bits.
    constexpr std::uint64_t next()
    {
        m_state += kStep;
        return mixBits(m_state);
    }
    /// A whole number in 0…count-1, each with equal probability up to count / 2^32.
    /// Requires: 1 ≤ count < 2^32.
    constexpr std::uint64_t below(std::uint64_t count) { return ((next() >> 32) * count) >> 32; }
    /// A number in [0, 1) with 53 random bits.
    constexpr double unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

private:
    static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15ULL;
    std::uint64_t m_state;
};

} // namespace sw::metrics
