// What was tried, in order: each version with its figures, the decision and its reason, and the
// way back to any of them.
#pragma once

#include "gui/panel.h"

class QLabel;
class QPushButton;
class QTableView;

namespace sw::gui {

class IterationsModel;
class PanelTitle;
class SourceDiffView;

/// Thread: GUI. The curves of the sparklines are made in another thread.
class IterationsPanel : public Panel
{
    Q_OBJECT

public:
    explicit IterationsPanel(ThemeSource& themes, QWidget* parent = nullptr);
    /// Waits for the curves at work, which stop at the next iteration.
    ~IterationsPanel() override;

    IterationsModel& model() const { return *m_model; }
    QTableView& table() const { return *m_table; }
    SourceDiffView& difference() const { return *m_difference; }
    /// Selects an iteration by its number, 1, 2, 3 …
    void select(int number);
    /// Looks at the selected iteration everywhere in the window.
    void useSelected();
    /// Shows or hides what the selected iteration changed in the program.
    void showDifference(bool on);
    /// Decision and reason of the selected iteration as shown.
    QString reasonText() const;

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    QWidget* makeDetails();
    void makeTable();
    void refresh();
    void showSelected();
    int selectedRow() const;
    void makeCurves();

    PanelTitle* m_title = nullptr;
    QTableView* m_table = nullptr;
    IterationsModel* m_model = nullptr;
    QLabel* m_empty = nullptr;
    QWidget* m_details = nullptr;
    QLabel *m_heading = nullptr, *m_reason = nullptr, *m_edits = nullptr;
    QPushButton *m_use = nullptr, *m_compare = nullptr;
    SourceDiffView* m_difference = nullptr;
    agents::RunOutcomePtr m_outcome;
    std::unique_ptr<QThreadPool> m_pool;
    std::stop_source m_stop; ///< of the curves at work
};

} // namespace sw::gui
