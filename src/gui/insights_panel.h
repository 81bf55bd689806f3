// The small charts that belong to a strategy, chosen from its rules: distributions, scatters,
// breakdowns, monthly returns, with the notes on what to look for and the charts that were refused.
#pragma once

#include "gui/panel.h"

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include <vector>
#endif

class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedWidget;
class QVBoxLayout;

namespace sw::chart {
class FigureView;
}

namespace sw::gui {

/// Thread: GUI.
class InsightsPanel : public Panel
{
    Q_OBJECT

public:
    explicit InsightsPanel(ThemeSource& themes, QWidget* parent = nullptr);
    ~InsightsPanel() override;

    /// The charts in the order in which they stand.
    const std::vector<chart::FigureView*>& figures() const { return m_figures; }
    /// Notes and refusals as shown.
    QString notes() const;

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;
    void resizeEvent(QResizeEvent* event) override;

private:
    struct Card;

    void refresh();
    void build();
    void arrange();
    void addCard(const QString& title, const QString& description, chart::FigureView* figure);
    void cardMenu(chart::FigureView* figure, const QString& title, const QPoint& global);

    QStackedWidget* m_pages = nullptr; ///< charts, sentence
    QScrollArea* m_area = nullptr;
    QWidget* m_content = nullptr;
    QGridLayout* m_grid = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_notes = nullptr;
    std::vector<QWidget*> m_cards;
    std::vector<chart::FigureView*> m_figures;
    int m_columns = 0;
    bool m_stale = true; ///< hidden panels are built when they are shown
};

} // namespace sw::gui
