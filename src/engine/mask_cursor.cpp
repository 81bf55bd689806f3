#include "engine/mask_cursor.h"

namespace sw::engine {

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

} // namespace sw::engine
