// A part of a panel that can be folded away.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace sw::gui {

/// Thread: GUI.
class Section : public QWidget
{
    Q_OBJECT

public:
    /// Takes `body` over.
    Section(const QString& title, QWidget* body, QWidget* parent = nullptr);

    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    void setRemark(const QString& remark);

private:
    QToolButton* m_head = nullptr;
    QLabel* m_remark = nullptr;
    QWidget* m_body = nullptr;
    bool m_open = true;
};

} // namespace sw::gui
