#include "engine/mask.h"

#include <algorithm>

namespace sw::engine {

std::size_t Mask::count(std::size_t from, std::size_t to) const
{
    to = std::min(to, m_size);
    if (from >= to) {
        return 0;
    }
    const std::size_t first = from / 64;
    const std::size_t last = (to - 1) / 64;
    const std::uint64_t head = ~std::uint64_t{0} << (from % 64);
    const std::uint64_t tail = ~std::uint64_t{0} >> (63 - (to - 1) % 64);
    if (first == last) {
        return static_cast<std::size_t>(std::popcount(m_words[first] & head & tail));
    }
    auto total = static_cast<std::size_t>(std::popcount(m_words[first] & head));
    for (std::size_t word = first + 1; word < last; ++word) {
        total += static_cast<std::size_t>(std::popcount(m_words[word]));
    }
    return total + static_cast<std::size_t>(std::popcount(m_words[last] & tail));
}

} // namespace sw::engine
