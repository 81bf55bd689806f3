#include "chart/pyramid.h"

#include "base/expects.h"

#include <algorithm>

namespace sw::chart {

MinMaxPyramid::MinMaxPyramid(std::span<const double> lows, std::span<const double> highs)
    : m_lows(lows), m_highs(highs)
{
    EXPECTS(lows.size() == highs.size());
    if (lows.size() <= kFold) {
        return;
    }
    const bool isPair = lows.data() != highs.data();
    std::vector<MinMax> level((lows.size() + kFold - 1) / kFold);
    for (std::size_t k = 0; k < level.size(); ++k) {
        MinMax block;
        const std::size_t end = std::min(lows.size(), (k + 1) * kFold);
        for (std::size_t i = k * kFold; i < end; ++i) {
            block.add(lows[i]);
            if (isPair) {
                block.add(highs[i]);
            }
        }
        level[k] = block;
    }
    m_levels.push_back(std::move(level));
    while (m_levels.back().size() > kFold) {
        const std::vector<MinMax>& below = m_levels.back();
        std::vector<MinMax> above((below.size() + kFold - 1) / kFold);
        for (std::size_t i = 0; i < below.size(); ++i) {
            above[i / kFold].add(below[i]);
        }
        m_levels.push_back(std::move(above));
    }
}

MinMax MinMaxPyramid::range(std::size_t first, std::size_t end) const
{
    MinMax found;
    end = std::min(end, m_lows.size());
    const auto takeRaw = [&](std::size_t i) {
        found.add(m_lows[i]);
        found.add(m_highs[i]);
    };
    while (first < end && first % kFold != 0) {
        takeRaw(first++);
    }
    while (end > first && end % kFold != 0) {
        takeRaw(--end);
    }
    if (m_levels.empty()) {
        while (first < end) {
            takeRaw(first++);
        }
    }
    for (std::size_t k = 0; k < m_levels.size() && first < end; ++k) {
        const std::vector<MinMax>& level = m_levels[k];
        first /= kFold;
        end /= kFold;
        const bool isTop = k + 1 == m_levels.size();
        while (first < end && (isTop || first % kFold != 0)) {
            found.add(level[first++]);
        }
        while (end > first && end % kFold != 0) {
            found.add(level[--end]);
        }
    }
    return found;
}

} // namespace sw::chart
