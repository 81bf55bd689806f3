#include "chart/line_labels.h"

#include <algorithm>

namespace sw::chart {

namespace {

constexpr double kLabelGap = 1; ///< pixels between a line and its label
constexpr double kGap = 4;      ///< pixels between two labels

/// The left part of a pane belongs to its legend.
constexpr double kLegendShare = 0.4;

/// What is worse than the first choice: a step to the left less than a line crossed.
constexpr int kBelow = 1;
constexpr int kFartherLeft = 2;
constexpr int kCrossesALine = 8;

int linesCrossed(const QRectF& box, std::span<const LineLabel> labels, std::size_t own)
{
    int crossed = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        crossed += i != own && labels[i].lineY > box.top() && labels[i].lineY < box.bottom();
    }
    return crossed;
}

} // namespace

std::vector<std::optional<QRectF>> placeLineLabels(std::span<const LineLabel> labels, double height,
                                                   const QRectF& pane)
{
    std::vector<std::optional<QRectF>> placed(labels.size());
    const double leftmost = pane.left() + kLegendShare * pane.width();
    const auto overlaps = [&](const QRectF& box) {
        return std::ranges::any_of(placed, [&](const std::optional<QRectF>& other) {
            return other && other->adjusted(-kGap + 1, 0, kGap - 1, 0).intersects(box);
        });
    };
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto [lineY, width] = labels[i];
        if (lineY < pane.top() || lineY > pane.bottom()) {
            continue;
        }
        // Right ends worth a try: that of the pane, and what the labels placed so far leave free.
        std::vector<double> rights = {pane.right()};
        for (const std::optional<QRectF>& other : placed) {
            if (other) {
                rights.push_back(other->left() - kGap);
            }
        }
        std::ranges::sort(rights, std::greater<>());
        std::optional<QRectF> best;
        int least = 0;
        for (std::size_t step = 0; step < rights.size(); ++step) {
            for (const bool isBelow : {false, true}) {
                const double top = isBelow ? lineY + kLabelGap : lineY - kLabelGap - height;
                const QRectF box(rights[step] - width, top, width, height);
                if (top < pane.top() || box.bottom() > pane.bottom() ||
                    (step > 0 && box.left() < leftmost) || overlaps(box)) {
                    continue;
                }
                const int cost = kFartherLeft * static_cast<int>(step) + (isBelow ? kBelow : 0) +
                                 kCrossesALine * linesCrossed(box, labels, i);
                if (!best || cost < least) {
                    best = box;
                    least = cost;
                }
            }
        }
        placed[i] = best;
    }
    return placed;
}

} // namespace sw::chart
