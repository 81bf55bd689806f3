// The main chart in the window: the shown result of one symbol, with the tool row that belongs to
// it. What is pointed at in the chart is the document's selection, and the other way round.
#pragma once

#include "gui/panel.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedWidget;
class QToolButton;

namespace sw::chart {
class ChartView;
}

namespace sw::gui {

class Worker;

/// Thread: GUI. Charts of long histories are prepared in another thread.
class ChartPanel : public Panel
{
    Q_OBJECT

public:
    explicit ChartPanel(ThemeSource& themes, QWidget* parent = nullptr);

    chart::ChartView& chart() const { return *m_chart; }

public slots:
    /// Asks for a date and centres it.
    void askDate();
    /// Centres the first bar on or after a date: "2015-03-02". Says so when it is none.
    void goToDate(const QString& date);
    /// Asks where to write; the ending of the name decides the form: png, svg, pdf, csv.
    void askExport();
    /// Writes a picture or the data, and says so.
    void exportTo(const QString& path);
    /// Puts the picture on the clipboard.
    void copyPicture();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    QWidget* makeBar();
    void addRanges(QHBoxLayout* row);
    void addMenus(QHBoxLayout* row);
    QToolButton* addButton(QHBoxLayout* row, const QString& text, const QString& tip);
    void fillPanes();
    void fillSymbols();
    void refresh();
    void showModel();
    void followSelection();
    void toggleLog(bool on);

    chart::ChartView* m_chart = nullptr;
    Worker* m_worker = nullptr; ///< prepares long histories
    QComboBox* m_symbols = nullptr;
    QComboBox* m_style = nullptr;
    QToolButton* m_log = nullptr;
    QMenu* m_panesMenu = nullptr;
    QStackedWidget* m_pages = nullptr; ///< chart, sentence
    QLabel* m_sentence = nullptr;
    QWidget* m_bar = nullptr;
    int m_shownSymbol = -1;   ///< whose model the chart has
    bool m_following = false; ///< the chart is being moved to the document's selection
};

} // namespace sw::gui
