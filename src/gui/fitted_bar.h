// A row of tools that never overlap: where there is no room for all of them, those that are reached
// elsewhere too go first.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include <vector>
#endif

namespace sw::gui {

/// Requires: a layout before it is shown.
/// Thread: GUI.
class FittedBar : public QWidget
{
    Q_OBJECT

public:
    explicit FittedBar(QWidget* parent = nullptr) : QWidget(parent) {}

    /// Tools of this bar that may go, the first one first.
    void setSpare(const std::vector<QWidget*>& tools);
    /// Whether a spare tool is there where it has room.
    void setWanted(const QWidget* tool, bool wanted);
    /// Hides and shows the spare tools; called whenever the others have changed.
    void fit();

    /// As narrow as its place wants it.
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Spare {
        QWidget* tool = nullptr;
        bool wanted = true;
    };
    std::vector<Spare> m_spare;
};

} // namespace sw::gui
