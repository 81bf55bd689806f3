// The line at the top of a panel: its name, a short remark beside it and the buttons that belong
// to all of it.
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace sw::gui {

/// Thread: GUI.
class PanelTitle : public QWidget
{
    Q_OBJECT

public:
    explicit PanelTitle(const QString& title, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// Shown in muted text at the right; elided where it does not fit, whole in the tool tip.
    void setRemark(const QString& remark);
    QString remark() const { return m_whole; }
    /// A flat button at the right end, in the order of the calls.
    QToolButton* addButton(const QString& text, const QString& toolTip);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void elide();

    QHBoxLayout* m_row = nullptr;
    QLabel *m_title = nullptr, *m_remark = nullptr;
    QString m_whole;
};

} // namespace sw::gui
