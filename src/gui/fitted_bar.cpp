#include "gui/fitted_bar.h"

#include <QLayout>

namespace sw::gui {

void FittedBar::setSpare(const std::vector<QWidget*>& tools)
{
    m_spare.clear();
    for (QWidget* tool : tools) {
        m_spare.push_back({tool, true});
    }
}

void FittedBar::setWanted(const QWidget* tool, bool wanted)
{
    for (Spare& spare : m_spare) {
        if (spare.tool == tool) {
            spare.wanted = wanted;
        }
    }
}

void FittedBar::fit()
{
    for (const Spare& spare : m_spare) {
        spare.tool->setVisible(spare.wanted);
    }
    for (const Spare& spare : m_spare) {
        if (layout()->minimumSize().width() <= width()) {
            return;
        }
        spare.tool->hide();
    }
}

QSize FittedBar::minimumSizeHint() const
{
    return {0, layout() == nullptr ? 0 : layout()->minimumSize().height()};
}

void FittedBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

} // namespace sw::gui
