// Where the labels of a pane's reference lines go, so that none covers another: a pane may be so
// low that its lines lie closer than their labels are high.
#pragma once

#include <QRectF>

#include <optional>
#include <span>
#include <vector>

namespace sw::chart {

/// A reference line that wants a label at its right end. Units: pixels.
struct LineLabel {
    double lineY = 0;
    double width = 0; ///< of the label
};

/// The boxes of labels of `height` inside `pane`: above their line, else below it, else farther
/// to the left; a label crosses no other line where that can be avoided.
/// Shape: as `labels`; nothing where a label fits nowhere or its line lies outside the pane.
std::vector<std::optional<QRectF>> placeLineLabels(std::span<const LineLabel> labels, double height,
                                                   const QRectF& pane);

} // namespace sw::chart
