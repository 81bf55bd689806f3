// The small charts that belong to a strategy, chosen from its rules: distributions, scatters,
// breakdowns, monthly returns, with the notes on what to look for and the charts that were refused.
#pragma once

#include "gui/panel.h"

#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/chart_adapter.h"

#include <vector>
#endif

class QGridLayout;
class QLabel;
class QScrollArea;
class QStackedWidget;

namespace sw::chart {
class FigureView;
}

namespace sw::gui {

class Worker;

/// Thread: GUI. Figures of long histories are computed in another thread.
class InsightsPanel : public Panel
{
    Q_OBJECT

public:
    explicit InsightsPanel(ThemeSource& themes, QWidget* parent = nullptr);

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
    void refresh();
    void build();
    void clearFigures();
    void showFigures(std::vector<InsightFigure> figures);
    void addWaiting();
    void showNotes();
    void addCard(InsightFigure figure);
    void arrange();
    void figureMenu(chart::FigureView* figure, const QString& title, const QPoint& global);
    void askSave(chart::FigureView* figure, const QString& title);
    void save(const chart::FigureView& figure, const QString& path);

    Worker* m_worker = nullptr;
    QStackedWidget* m_pages = nullptr; ///< charts, sentence
    QScrollArea* m_area = nullptr;
    QWidget* m_content = nullptr;
    QGridLayout* m_grid = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_notes = nullptr;
    std::vector<QWidget*> m_cards; ///< one per figure
    std::vector<chart::FigureView*> m_figures;
    std::vector<InsightFigure> m_waiting; ///< figures of a long history, the next one last
    QTimer m_next;                        ///< adds one of them at a time
    int m_columns = 0;
    int m_symbol = -1;
};

} // namespace sw::gui
