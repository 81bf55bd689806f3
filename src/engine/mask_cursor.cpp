#include "engine/mask_cursor.h"

#include <bit>

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
#endif

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

} // namespace sw::engine
