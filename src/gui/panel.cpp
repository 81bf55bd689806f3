#include "gui/panel.h"

#include <algorithm>
#include <utility>

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
        m_changes = connect(document, &RunDocument::changed, this, &Panel::take);
        connect(document, &QObject::destroyed, this, [this, document] {
            if (m_document == document || m_document.isNull()) {
                m_document.clear();
                m_missedDocument = true;
                bringUpToDate();
            }
        });
    }
    m_missedDocument = true;
    // What a closed document showed is let go of at once.
    if (document == nullptr || !isWaiting()) {
        bringUpToDate();
    }
}

void Panel::take(Change what)
{
    if (!isWaiting()) {
        onChange(what);
    } else if (!m_missedDocument && std::ranges::find(m_missed, what) == m_missed.end()) {
        m_missed.push_back(what);
    }
}

void Panel::bringUpToDate()
{
    const std::vector<Change> missed = std::exchange(m_missed, {});
    if (std::exchange(m_missedDocument, false)) {
        onDocument();
        return;
    }
    for (const Change what : missed) {
        onChange(what);
    }
}

// A window that is not shown at all is driven by somebody else, who reads what it says.
bool Panel::isWaiting() const
{
    return m_waits && !isVisible() && window() != this && window()->isVisible();
}

void Panel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    bringUpToDate();
}

} // namespace sw::gui
