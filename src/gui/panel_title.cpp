#include "gui/panel_title.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

namespace sw::gui {

namespace {

/// Of the row without its margins, buttons or not. Units: px.
constexpr int kTextHeight = 26;
/// Above and below the text. Units: px.
constexpr int kVertical = 4;

} // namespace

PanelTitle::PanelTitle(const QString& title, QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("panelTitle"));
    setAttribute(Qt::WA_StyledBackground);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    m_row = new QHBoxLayout(this);
    // Docks ask a title's layout for its height: a fixed height would let their content slide
    // under.
    m_row->setContentsMargins(12, kVertical, 6, kVertical);
    m_row->setSpacing(4);
    m_title = new QLabel(title, this);
    m_title->setObjectName(QStringLiteral("heading"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setMinimumHeight(kTextHeight);
    m_row->addWidget(m_title);
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("muted"));
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_remark->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_remark->setMinimumWidth(0);
    m_row->addWidget(m_remark, 1);
}

void PanelTitle::setTitle(const QString& title)
{
    m_title->setText(title);
    elide();
}

void PanelTitle::setRemark(const QString& remark)
{
    if (remark != m_whole) {
        m_whole = remark;
        elide();
    }
}

QToolButton* PanelTitle::addButton(const QString& text, const QString& toolTip)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("flat"));
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    m_row->addWidget(button);
    return button;
}

void PanelTitle::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    elide();
}

void PanelTitle::elide()
{
    const QString shown =
        m_remark->fontMetrics().elidedText(m_whole, Qt::ElideRight, m_remark->width() - 6);
    m_remark->setText(shown + (shown.isEmpty() ? QString() : QStringLiteral(" ")));
    m_remark->setToolTip(shown == m_whole ? QString() : m_whole.toHtmlEscaped());
    m_remark->setAccessibleName(m_whole);
}

} // namespace sw::gui
