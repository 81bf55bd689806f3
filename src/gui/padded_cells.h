// Cells of wide tables with the padding that their headers have.
#pragma once

#include <QStyledItemDelegate>

namespace sw::gui {

/// Keeps a number and the text in the column beside it apart. Thread: GUI.
class PaddedCells : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// On either side. Units: logical pixels.
    static constexpr int kPadding = 5;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
};

} // namespace sw::gui
