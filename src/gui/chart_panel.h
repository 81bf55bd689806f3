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

/// Thread: GUI. Charts of long histories are prepared in another thread.
class ChartPanel : public Panel
{
    Q_OBJECT

public:
    explicit ChartPanel(ThemeSource& themes, QWidget* parent = nullptr);
    ~ChartPanel() override;

    chart::ChartView& chart() const { return *m_chart; }

public slots:
    /// Asks for a date and centres it.
    void askDate();
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
    void fillPanes();
    void refresh();
    void showModel();
    void followSelection();
    void toggleLog(bool on);

    chart::ChartView* m_chart = nullptr;
    QComboBox* m_symbols = nullptr;
    QComboBox* m_style = nullptr;
    QToolButton *m_log = nullptr, *m_panes = nullptr, *m_date = nullptr, *m_exportButton = nullptr;
    QMenu* m_panesMenu = nullptr;
    QStackedWidget* m_pages = nullptr; ///< chart, sentence
    QLabel* m_sentence = nullptr;
    QWidget* m_bar = nullptr;
    quint64 m_preparing = 0;  ///< number of the latest preparation: older answers are dropped
    bool m_following = false; ///< the chart is being moved to the document's selection
};

} // namespace sw::gui
