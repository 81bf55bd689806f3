// How the iterations table draws what is not text: the equity as a line without axes, the decision
// as a sign, the padlock of a change to what was asked.
#pragma once

#include "gui/theme.h"

#include <QStyledItemDelegate>

namespace sw::gui {

/// For an IterationsModel. Thread: GUI.
class SparklineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit SparklineDelegate(const ThemeSource& themes, QObject* parent = nullptr);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    void paintCurve(QPainter& painter, const QRect& cell, const QList<double>& points,
                    bool dimmed) const;

    const ThemeSource& m_themes;
};

} // namespace sw::gui
