#include "gui/results_panel.h"

#include "gui/no_result.h"
#include "gui/panel_title.h"

#include <QLabel>
#include <QVBoxLayout>

namespace sw::gui {

ResultsPanel::ResultsPanel(ThemeSource& source, QWidget* parent) : Panel(source, parent)
{
    build();
    refresh();
}

void ResultsPanel::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title = new PanelTitle(tr("Result"), this);
    column->addWidget(m_title);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("muted"));
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    column->addWidget(m_empty, 1);
}

void ResultsPanel::onDocument()
{
    refresh();
}

void ResultsPanel::onChange(Change what)
{
    if (what == Change::Shown || what == Change::Outcome || what == Change::Busy) {
        refresh();
    }
}

void ResultsPanel::onTheme() {}

void ResultsPanel::refresh()
{
    m_empty->setText(noResultSentence(document(), tr("Results")));
}

} // namespace sw::gui
