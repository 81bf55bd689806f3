#include "gui/chart_panel.h"

#include "gui/no_result.h"

#include <QLabel>
#include <QVBoxLayout>

namespace sw::gui {

ChartPanel::ChartPanel(ThemeSource& themes, QWidget* parent)
    : Panel(themes, parent), m_sentence(new QLabel(this))
{
    setAccessibleName(tr("Chart"));
    auto* column = new QVBoxLayout(this);
    m_sentence->setObjectName(QStringLiteral("muted"));
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    column->addWidget(m_sentence);
    refresh();
}

ChartPanel::~ChartPanel() = default;

void ChartPanel::askDate() {}

void ChartPanel::askExport() {}

void ChartPanel::exportTo(const QString&) {}

void ChartPanel::copyPicture() {}

void ChartPanel::onDocument()
{
    refresh();
}

void ChartPanel::onChange(Change)
{
    refresh();
}

void ChartPanel::onTheme() {}

void ChartPanel::refresh()
{
    m_sentence->setText(noResultSentence(document(), tr("Charts")));
}

} // namespace sw::gui
