#include "gui/padded_cells.h"

#include <QPainter>

namespace sw::gui {

void PaddedCells::paint(QPainter* painter, const QStyleOptionViewItem& option,
                        const QModelIndex& index) const
{
    if (option.state.testFlag(QStyle::State_Selected)) {
        painter->fillRect(option.rect, option.palette.highlight());
    }
    QStyleOptionViewItem inner = option;
    inner.rect.adjust(kPadding, 0, -kPadding, 0);
    QStyledItemDelegate::paint(painter, inner, index);
}

} // namespace sw::gui
