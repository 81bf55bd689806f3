#include "gui/section.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace sw::gui {

Section::Section(const QString& title, QWidget* body, QWidget* parent)
    : QWidget(parent), m_body(body)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(4, 4, 12, 4);
    m_head = new QToolButton(this);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_head->setFont(bold);
    m_head->setText(title);
    m_head->setAccessibleName(title);
    m_head->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_head->setFocusPolicy(Qt::StrongFocus);
    row->addWidget(m_head);
    m_remark = new QLabel(this);
    m_remark->setObjectName(QStringLiteral("muted"));
    m_remark->setTextFormat(Qt::PlainText);
    m_remark->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    row->addWidget(m_remark, 1);
    column->addLayout(row);
    column->addWidget(body);
    connect(m_head, &QToolButton::clicked, this, [this] { setOpen(!m_open); });
    setOpen(true);
}

void Section::setOpen(bool open)
{
    m_open = open;
    m_head->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
    m_head->setAccessibleDescription(open ? tr("shown") : tr("folded away"));
    m_body->setVisible(open);
}

void Section::setRemark(const QString& remark)
{
    m_remark->setText(remark);
}

} // namespace sw::gui
