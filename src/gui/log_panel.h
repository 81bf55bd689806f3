// Every event of the run as one plain line, for those who want to see exactly what happened.
#pragma once

#include "gui/panel.h"

class QLabel;
class QLineEdit;
class QTreeView;

namespace sw::gui {

class LogModel;

/// Thread: GUI.
class LogPanel : public Panel
{
    Q_OBJECT

public:
    explicit LogPanel(ThemeSource& themes, QWidget* parent = nullptr);

    LogModel& model() const { return *m_model; }
    QLineEdit& filter() const { return *m_filter; }
    /// Puts the selected lines, or all shown ones when none is selected, on the clipboard.
    void copy();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    void flush();
    void updateTexts();

    LogModel* m_model = nullptr;
    QTreeView* m_view = nullptr;
    QLineEdit* m_filter = nullptr;
    QLabel *m_counts = nullptr, *m_empty = nullptr;
    QTimer m_flush;
};

} // namespace sw::gui
