#include "gui/iterations_panel.h"

#include "gui/no_result.h"
#include "gui/panel_title.h"

#include <QLabel>
#include <QThreadPool>
#include <QVBoxLayout>

namespace sw::gui {

IterationsPanel::IterationsPanel(ThemeSource& source, QWidget* parent)
    : Panel(source, parent), m_pool(std::make_unique<QThreadPool>())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_title = new PanelTitle(tr("Iterations"), this);
    column->addWidget(m_title);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("muted"));
    m_empty->setTextFormat(Qt::PlainText);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    column->addWidget(m_empty, 1);
    refresh();
}

IterationsPanel::~IterationsPanel()
{
    m_stop.request_stop();
    m_pool->waitForDone();
}

void IterationsPanel::onDocument()
{
    refresh();
}

void IterationsPanel::onChange(Change what)
{
    if (what == Change::Outcome || what == Change::Busy) {
        refresh();
    }
}

void IterationsPanel::onTheme() {}

void IterationsPanel::refresh()
{
    m_empty->setText(noResultSentence(document(), tr("Iterations")));
}

} // namespace sw::gui
