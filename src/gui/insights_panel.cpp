#include "gui/insights_panel.h"

#include "gui/no_result.h"

#include <QLabel>
#include <QVBoxLayout>

namespace sw::gui {

InsightsPanel::InsightsPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_sentence(new QLabel(this))
{
    setAccessibleName(tr("Insights"));
    auto* column = new QVBoxLayout(this);
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    refresh();
}

InsightsPanel::~InsightsPanel() = default;

QString InsightsPanel::notes() const
{
    return m_sentence->text();
}

void InsightsPanel::onDocument()
{
    refresh();
}

void InsightsPanel::onChange(Change)
{
    refresh();
}

void InsightsPanel::onTheme() {}

void InsightsPanel::resizeEvent(QResizeEvent* event)
{
    Panel::resizeEvent(event);
}

void InsightsPanel::refresh()
{
    m_sentence->setText(noResultSentence(document(), tr("Insights")));
}

} // namespace sw::gui
