#include "gui/panel.h"

namespace sw::gui {

Panel::Panel(ThemeSource& themes, QWidget* parent) : QWidget(parent), m_themes(themes)
{
    setObjectName(QStringLiteral("panel"));
    setAttribute(Qt::WA_StyledBackground);
    connect(&themes, &ThemeSource::changed, this, [this] { onTheme(); });
}

void Panel::setDocument(RunDocument* document)
{
    if (m_document == document) {
        return;
    }
    disconnect(m_changes);
    m_document = document;
    if (document != nullptr) {
        m_changes =
            connect(document, &RunDocument::changed, this, [this](Change what) { onChange(what); });
        connect(document, &QObject::destroyed, this, [this, document] {
            if (m_document == document || m_document.isNull()) {
                m_document.clear();
                onDocument();
            }
        });
    }
    m_stale = false;
    onDocument();
}

bool Panel::isBehindOthers() const
{
    return !isVisible() && window() != this && window()->isVisible();
}

void Panel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale) {
        m_stale = false;
        onDocument();
    }
}

} // namespace sw::gui
