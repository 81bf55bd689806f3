// The window: tabs of documents, panels around the chart, menus, status. It connects parts and
// keeps their places; what they show is their own business.
#pragma once

#include <QMainWindow>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/bar_library.h"
#include "gui/run_document.h"
#include "gui/settings.h"
#include "gui/theme.h"
#include "llm/model_desk.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <vector>
#endif

class QLabel;
class QProgressBar;
class QSettings;
class QSpinBox;
class QTabBar;
class QThreadPool;
class QToolButton;

namespace sw::gui {

class Actions;
class BarsDialog;
class CallsPanel;
class ChartPanel;
class CodePanel;
class CommandPalette;
class InsightsPanel;
class IterationsPanel;
class LogPanel;
class Panel;
class PromptPanel;
class ResultsPanel;
class StrategyEditor;
class TimelinePanel;
class TradesPanel;

/// What the window is given by the program.
struct WindowServices {
    std::function<agents::Ports()> ports;          ///< for a new tab
    std::shared_ptr<store::SessionStore> sessions; ///< null = runs are not recorded
    store::SessionRecorder::OutcomeJson outcomeJson;
    /// Every event of every run, for those who follow from outside; may be empty.
    std::function<void(const agents::RunEvent&)> published;
    /// Switches the progress server; a sentence on where it is. Empty = there is none.
    std::function<Result<QString>(bool on)> share;
    std::shared_ptr<agents::BarLibrary> library;
    std::function<void()> barsChanged;    ///< bars were imported or removed
    std::shared_ptr<llm::ModelDesk> desk; ///< null = no language models here
    QString notice; ///< said at the start: what could not be opened; mostly empty
    QString folder; ///< of settings and session; empty = nothing is kept
    QString version;
};

/// Named arrangements of the panels.
enum class Layout : std::uint8_t { Trader, Analyst, Code };

/// Thread: GUI.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(WindowServices services, ThemeSource& themes);
    ~MainWindow() override;

    /// Opens what was open last time; at the very first start the sample run, really computed.
    void restoreSession();

    RunDocument* document() const;
    int documentCount() const { return static_cast<int>(m_documents.size()); }
    /// An empty tab, made current.
    RunDocument* newDocument();
    void showDocument(int index);
    /// Ends what it does and removes the tab; the last one leaves an empty tab behind.
    void closeDocument(int index);
    /// Runs a sentence in the current tab with the options of the tool bar.
    void runSentence(const QString& sentence);
    /// Opens a .strat file in a tab of its own. Errors: Io, InvalidInput for an empty file.
    Status openProgram(const QString& path);
    Status saveProgram(const QString& path) const;
    /// Writes a report of the current tab; said() tells how it went.
    void writeReport(const QString& path);

    void arrange(Layout layout);
    Layout layoutName() const { return m_layout; }
    Actions& actions() const { return *m_actions; }
    /// The last sentence of the status bar.
    QString said() const { return m_said; }

protected:
    void closeEvent(QCloseEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    // main_window.cpp
    void makePanels();
    void connectPanels();
    void onChange(RunDocument* document, Change what);
    void refreshStatus();
    void refreshSymbols();
    void applySettings();
    void refreshTab(const RunDocument* document);
    void say(const QString& sentence);
    void saveSession() const;
    bool restoreTabs();
    void openFile(const QString& path);
    agents::Brief briefOf(const QString& sentence) const;
    // main_window_layout.cpp
    QDockWidget* makeDock(const QString& id, const QString& title, QWidget* content);
    QDockWidget* dock(const QString& id) const;
    void arrangeNow();
    void bringToFront(const char* id);
    /// True for a part of a panel that the layout puts behind another.
    bool isBehind(const QWidget& part) const;
    void arrangeTrader(bool narrow);
    void arrangeAnalyst(bool narrow);
    void arrangeCode(bool narrow);
    void sizeDocks();
    void saveWindow() const;
    bool restoreWindow();
    // main_window_actions.cpp
    void makeActions();
    void makeFileActions();
    void makeRunActions();
    void makeViewActions();
    void makeMenus();
    void makeToolBar();
    void makeStatusBar();
    void importBars(const QString& path, BarsDialog* over = nullptr);
    void showBars();
    void editSettings();
    void showSessions();
    void openRecorded(const QString& session, bool resume);
    void forgetRecorded(const QStringList& sessions);
    void showShortcuts();
    void showLanguageHelp();
    void showAbout();
    void chooseProgram();
    void chooseProgramTarget();
    void chooseReportTarget();

    WindowServices m_services;
    ThemeSource& m_themes;
    Settings m_settings;
    std::unique_ptr<QSettings> m_store;  ///< null when nothing is kept
    std::unique_ptr<QThreadPool> m_pool; ///< for reports
    std::stop_source m_stop;
    Actions* m_actions = nullptr;
    CommandPalette* m_palette = nullptr;

    std::vector<std::unique_ptr<RunDocument>> m_documents;
    QTabBar* m_tabs = nullptr;
    QWidget* m_centre = nullptr;
    ChartPanel* m_chart = nullptr;
    PromptPanel* m_prompt = nullptr;
    StrategyEditor* m_editor = nullptr;
    TimelinePanel* m_timeline = nullptr;
    ResultsPanel* m_results = nullptr;
    IterationsPanel* m_iterations = nullptr;
    LogPanel* m_log = nullptr;
    CallsPanel* m_calls = nullptr;
    TradesPanel* m_trades = nullptr;
    CodePanel* m_code = nullptr;
    InsightsPanel* m_insights = nullptr;
    std::vector<Panel*> m_panels;
    std::vector<QDockWidget*> m_docks;
    std::vector<QDockWidget*> m_inFront; ///< of those that share a place, by the layout

    QLabel* m_dataLabel = nullptr;
    QLabel* m_splitLabel = nullptr;
    QLabel* m_stateLabel = nullptr;
    QLabel* m_timeLabel = nullptr;
    QProgressBar* m_progress = nullptr;
    QSpinBox* m_iterationsBox = nullptr;
    QTimer* m_clock = nullptr;   ///< while a run is at work
    QTimer* m_arrange = nullptr; ///< after the width crossed the limit
    QTimer* m_saveSoon = nullptr;
    QString m_said;
    Layout m_layout = Layout::Trader;
    bool m_narrow = false;
    bool m_arranging = false;
    bool m_ownPlaces = false; ///< the user moved panels: they stay where they are
    bool m_shownOnce = false;
    QByteArray m_savedPlaces; ///< of the last session, applied at the first show
};

} // namespace sw::gui
