// How one step of the timeline looks: a dot on the rail, a title with its time, at most three lines
// of prose until it is expanded, and its figures as pills.
#pragma once

#include "gui/theme.h"

#include <QHash>
#include <QStyledItemDelegate>

namespace sw::gui {

struct Step;
class TimelineModel;

/// Thread: GUI. Heights are remembered per step and width, so that laying the rows out again costs
/// a look-up each.
class TimelineDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit TimelineDelegate(const TimelineModel& model, QObject* parent = nullptr);

    void setTheme(const Theme& theme);

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// True when there is more to a step than its collapsed row shows in this width.
    bool isExpandable(const QModelIndex& index, int width) const;

private:
    struct Height {
        quint32 revision = 0;
        int width = 0;
        bool expanded = false;
        int height = 0;
    };
    int measured(const Step& step, bool expanded, int width) const;
    void paintHead(QPainter& painter, const QRect& row, const QModelIndex& index, int width) const;
    void paintBody(QPainter& painter, const QRect& body, const Step& step, bool expanded,
                   const QColor& pillColor) const;

    const TimelineModel& m_model;
    Theme m_theme;
    mutable QHash<qint64, Height> m_heights;
};

} // namespace sw::gui
