#include "engine/mask_cursor.h"

#include <algorithm>
#include <bit>
#include <span>

namespace sw::engine {

namespace {

#if defined(__x86_64__)
[[gnu::target("popcnt")]] std::int64_t countWords(const std::uint64_t* words, std::size_t count)
{
    std::int64_t total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        total += __builtin_popcountll(words[i]);
    }
    return total;
}

[[gnu::target("popcnt")]] std::int64_t countRisesFast(std::span<const std::uint64_t> words)
{
    std::int64_t total = 0;
    std::uint64_t before = 0;
    for (const std::uint64_t word : words) {
        total += __builtin_popcountll(word & ~(word << 1 | before));
        before = word >> 63;
    }
    return total;
}
#endif

std::int64_t countRisesPlainly(std::span<const std::uint64_t> words)
{
    std::int64_t total = 0;
    std::uint64_t before = 0;
    for (const std::uint64_t word : words) {
        total += std::popcount(word & ~(word << 1 | before));
        before = word >> 63;
    }
    return total;
}

} // namespace

void MaskCursor::watch(const std::vector<const Mask*>& masks, std::int32_t from, std::int32_t end)
{
    m_end = end;
    m_at = end;
    if (masks.empty()) {
        return;
    }
    const Mask* mask = masks.front();
    if (masks.size() > 1) {
        m_joined = *masks.front();
        for (const Mask* other : masks) {
            for (std::size_t i = 0; i < other->words().size(); ++i) {
                m_joined.words()[i] |= other->words()[i];
            }
        }
        mask = &m_joined;
    }
    m_bits = mask->words().data();
    m_words = mask->words().size();
    seek(from);
}

std::int64_t countBits(const Mask& mask, std::int32_t from, std::int32_t to)
{
    const auto begin = static_cast<std::size_t>(from);
    const auto end = static_cast<std::size_t>(to);
#if defined(__x86_64__)
    const std::size_t first = (begin + 63) / 64;
    const std::size_t last = end / 64;
    if (first < last && __builtin_cpu_supports("popcnt")) {
        return static_cast<std::int64_t>(mask.count(begin, first * 64) +
                                         mask.count(last * 64, end)) +
               countWords(mask.words().data() + first, last - first);
    }
#endif
    return static_cast<std::int64_t>(mask.count(begin, end));
}

std::int64_t countRises(const Mask& mask, std::int32_t from, std::int32_t to)
{
    const auto first = static_cast<std::size_t>(from) / 64;
    const auto last = std::min((static_cast<std::size_t>(to) + 63) / 64, mask.words().size());
    if (first >= last) {
        return 0;
    }
    const std::span words = std::span(mask.words()).subspan(first, last - first);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("popcnt")) {
        return countRisesFast(words);
    }
#endif
    return countRisesPlainly(words);
}

} // namespace sw::engine
