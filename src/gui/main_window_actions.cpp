// What can be done in the window: actions, menus, tool bar, status bar and the dialogs they open.
#include "gui/main_window.h"

#include "bridge/text.h"
#include "gui/actions.h"
#include "gui/bars_dialog.h"
#include "gui/chart_panel.h"
#include "gui/code_panel.h"
#include "gui/command_palette.h"
#include "gui/import_dialog.h"
#include "gui/language_help.h"
#include "gui/prompt_panel.h"
#include "gui/sessions_dialog.h"
#include "gui/settings_dialog.h"
#include "gui/shortcuts_dialog.h"
#include "gui/strategy_editor.h"
#include "gui/trades_panel.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QFileDialog>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QProgressBar>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QToolBar>
#include <QToolButton>

namespace sw::gui {

namespace {

/// Asks for a file without blocking; the answer arrives later, or never.
template <class Receiver>
void askFile(QWidget* parent, const QString& title, QFileDialog::AcceptMode mode,
             const QString& filter, const QString& suffix, Receiver receive)
{
    auto* dialog = new QFileDialog(parent, title, QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(mode == QFileDialog::AcceptOpen ? QFileDialog::ExistingFile
                                                        : QFileDialog::AnyFile);
    dialog->setDefaultSuffix(suffix);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, receive);
    dialog->open();
}

} // namespace

void MainWindow::makeActions()
{
    m_actions = new Actions(this);
    makeFileActions();
    makeRunActions();
    makeViewActions();
}

void MainWindow::makeFileActions()
{
    const QString file = tr("File");
    const auto on = [this](QAction* action, auto member) {
        connect(action, &QAction::triggered, this, member);
    };
    on(m_actions->add(QStringLiteral("file.new"), file, tr("&New strategy"),
                      tr("Opens an empty tab"), QKeySequence::New),
       [this] {
           newDocument();
           m_prompt->focusSentence();
       });
    on(m_actions->add(QStringLiteral("file.open"), file, tr("&Open program…"),
                      tr("Opens a .strat file in a tab of its own"), QKeySequence::Open),
       &MainWindow::chooseProgram);
    on(m_actions->add(QStringLiteral("file.save"), file, tr("&Save program as…"),
                      tr("Writes the program in the editor to a .strat file"), QKeySequence::Save),
       &MainWindow::chooseProgramTarget);
    on(m_actions->add(QStringLiteral("file.sessions"), file, tr("Recorded r&uns…"),
                      tr("Shows every run that was recorded: open, resume, compare, carry away"),
                      QKeySequence(QStringLiteral("Ctrl+Shift+O"))),
       &MainWindow::showSessions);
    on(m_actions->add(QStringLiteral("file.import"), file, tr("&Import bars…"),
                      tr("Reads bars from a CSV file, checks them and keeps them"),
                      QKeySequence(QStringLiteral("Ctrl+I"))),
       [this] { importBars({}); });
    on(m_actions->add(QStringLiteral("file.report"), file, tr("Save &report…"),
                      tr("Writes one HTML or PDF file with everything a reader needs"),
                      QKeySequence(QStringLiteral("Ctrl+R"))),
       &MainWindow::chooseReportTarget);
    on(m_actions->add(QStringLiteral("file.exportChart"), file, tr("Export &chart…"),
                      tr("Writes the chart as PNG, SVG, PDF or its data as CSV")),
       [this] { m_chart->askExport(); });
    on(m_actions->add(QStringLiteral("file.exportTrades"), file, tr("Export &trades…"),
                      tr("Writes the table of trades as CSV")),
       [this] { m_trades->askExport(); });
    on(m_actions->add(QStringLiteral("file.exportCode"), file, tr("Export co&de…"),
                      tr("Writes the strategy as code of another platform")),
       [this] { m_code->askSave(); });
    on(m_actions->add(QStringLiteral("file.close"), file, tr("&Close tab"),
                      tr("Ends what the tab does and closes it"), QKeySequence::Close),
       [this] { closeDocument(m_tabs->currentIndex()); });
    on(m_actions->add(QStringLiteral("file.quit"), file, tr("&Quit"), tr("Closes the window"),
                      QKeySequence::Quit),
       [this] { close(); });
    if (m_services.share) {
        QAction* share =
            m_actions->add(QStringLiteral("file.share"), file, tr("Share pro&gress"),
                           tr("Lets programs and browsers of this computer follow the runs"));
        share->setCheckable(true);
        connect(share, &QAction::triggered, this, [this, share](bool wanted) {
            const Result<QString> shared = m_services.share(wanted);
            share->setChecked(shared && wanted);
            say(shared ? *shared : bridge::toQt(shared.error().text()));
        });
    }
    const QString dataMenu = tr("Data");
    on(m_actions->add(QStringLiteral("data.bars"), dataMenu, tr("&Bars…"),
                      tr("Shows all bars there are: imported ones and bundled samples"),
                      QKeySequence(QStringLiteral("Ctrl+B"))),
       &MainWindow::showBars);
}

void MainWindow::makeRunActions()
{
    const QString strategy = tr("Strategy");
    const auto on = [this](QAction* action, auto member) {
        connect(action, &QAction::triggered, this, member);
    };
    on(m_actions->add(QStringLiteral("run.start"), strategy, tr("&Run backtest"),
                      tr("Reads the sentence, tests it and tries to improve it"),
                      QKeySequence(QStringLiteral("F5"))),
       [this] { m_prompt->runSentence(); });
    on(m_actions->add(QStringLiteral("run.cancel"), strategy, tr("&Cancel"),
                      tr("Stops the run and keeps what it found so far"),
                      QKeySequence(QStringLiteral("Shift+F5"))),
       [this] {
           if (RunDocument* current = document()) {
               current->cancel();
           }
       });
    on(m_actions->add(QStringLiteral("strategy.sentence"), strategy, tr("Go to the &sentence"),
                      tr("Puts the cursor into the sentence"),
                      QKeySequence(QStringLiteral("Ctrl+L"))),
       [this] {
           dock(QStringLiteral("prompt"))->raise();
           m_prompt->focusSentence();
       });
    on(m_actions->add(QStringLiteral("strategy.program"), strategy, tr("Go to the &program"),
                      tr("Puts the cursor into the program"),
                      QKeySequence(QStringLiteral("Ctrl+E"))),
       [this] {
           dock(QStringLiteral("strategy"))->raise();
           m_editor->focusText();
       });
    on(m_actions->add(QStringLiteral("strategy.format"), strategy, tr("&Format program"),
                      tr("Writes the program in its canonical form"),
                      QKeySequence(QStringLiteral("Ctrl+Shift+F"))),
       [this] { m_editor->format(); });
    on(m_actions->add(QStringLiteral("strategy.fix"), strategy, tr("&Mend the problem here"),
                      tr("Applies the repair offered at the cursor"),
                      QKeySequence(QStringLiteral("Alt+Return"))),
       [this] { m_editor->applyFix(); });
    on(m_actions->add(QStringLiteral("strategy.find"), strategy, tr("F&ind"),
                      tr("Searches the program"), QKeySequence::Find),
       [this] { m_editor->showFind(); });
    on(m_actions->add(QStringLiteral("strategy.replace"), strategy, tr("R&eplace"),
                      tr("Searches and replaces in the program"),
                      QKeySequence(QStringLiteral("Ctrl+H"))),
       [this] { m_editor->showReplace(); });
    on(m_actions->add(QStringLiteral("trades.filter"), strategy, tr("Filter &trades"),
                      tr("Puts the cursor into the filter of the trades"),
                      QKeySequence(QStringLiteral("Ctrl+T"))),
       [this] {
           dock(QStringLiteral("trades"))->raise();
           m_trades->focusFilter();
       });
    on(m_actions->add(QStringLiteral("chart.date"), strategy, tr("Chart: go to &date…"),
                      tr("Centres a date in the chart"), QKeySequence(QStringLiteral("Ctrl+G"))),
       [this] { m_chart->askDate(); });
    on(m_actions->add(QStringLiteral("chart.copy"), strategy, tr("Chart: copy &picture"),
                      tr("Puts the chart on the clipboard")),
       [this] { m_chart->copyPicture(); });
}

void MainWindow::makeViewActions()
{
    const QString view = tr("View");
    auto* layouts = new QActionGroup(this);
    struct Named {
        const char* id;
        QString text;
        QString shortText; ///< in the tool bar
        Layout layout;
        const char* keys;
    };
    for (const Named& one :
         {Named{"layout.trader", tr("&Trader layout"), tr("Trader"), Layout::Trader, "Ctrl+1"},
          Named{"layout.analyst", tr("&Analyst layout"), tr("Analyst"), Layout::Analyst, "Ctrl+2"},
          Named{"layout.code", tr("&Code layout"), tr("Code"), Layout::Code, "Ctrl+3"}}) {
        QAction* action = m_actions->add(QString::fromLatin1(one.id), view, one.text,
                                         tr("Arranges the panels for this kind of work"),
                                         QKeySequence(QString::fromLatin1(one.keys)));
        action->setIconText(one.shortText);
        action->setCheckable(true);
        layouts->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, layout = one.layout] { arrange(layout); });
    }
    QAction* reset = m_actions->add(QStringLiteral("layout.reset"), view, tr("&Reset layout"),
                                    tr("Puts every panel back where it was delivered"),
                                    QKeySequence(QStringLiteral("Ctrl+0")));
    connect(reset, &QAction::triggered, this, [this] { arrange(m_layout); });
    QAction* theme = m_actions->add(QStringLiteral("view.theme"), view, tr("&Dark or light"),
                                    tr("Changes between the dark and the light colours"),
                                    QKeySequence(QStringLiteral("Ctrl+Shift+T")));
    connect(theme, &QAction::triggered, this, [this] {
        m_settings.theme = m_themes.theme().dark ? ThemeChoice::Light : ThemeChoice::Dark;
        m_themes.choose(m_settings.theme);
        if (m_store) {
            saveSettings(m_settings, *m_store);
        }
    });
    QAction* palette = m_actions->add(QStringLiteral("view.palette"), view, tr("&Command palette…"),
                                      tr("Finds every action by its name"),
                                      QKeySequence(QStringLiteral("Ctrl+Shift+P")));
    connect(palette, &QAction::triggered, this, [this] { m_palette->openFresh(); });
    QAction* full = m_actions->add(QStringLiteral("view.full"), view, tr("&Full screen"),
                                   tr("Uses the whole screen"), QKeySequence::FullScreen);
    full->setCheckable(true);
    connect(full, &QAction::toggled, this,
            [this](bool on) { on ? showFullScreen() : showNormal(); });
    const QString help = tr("Help");
    connect(m_actions->add(QStringLiteral("view.settings"), view, tr("&Settings…"),
                           tr("Capital, iterations, colours"), QKeySequence::Preferences),
            &QAction::triggered, this, &MainWindow::editSettings);
    connect(m_actions->add(QStringLiteral("help.language"), help, tr("Strategy &language"),
                           tr("All words and indicators of the strategy language"),
                           QKeySequence::HelpContents),
            &QAction::triggered, this, &MainWindow::showLanguageHelp);
    connect(m_actions->add(QStringLiteral("help.shortcuts"), help, tr("&Keyboard shortcuts…"),
                           tr("Shows and changes all shortcuts")),
            &QAction::triggered, this, &MainWindow::showShortcuts);
    connect(m_actions->add(QStringLiteral("help.about"), help, tr("&About Stratwright"),
                           tr("Version and licence")),
            &QAction::triggered, this, &MainWindow::showAbout);
}

void MainWindow::makeMenus()
{
    const auto fill = [this](QMenu* menu, std::initializer_list<const char*> ids) {
        for (const char* id : ids) {
            if (*id == '\0') {
                menu->addSeparator();
            } else {
                menu->addAction(m_actions->find(QString::fromLatin1(id)));
            }
        }
    };
    QMenu* file = menuBar()->addMenu(tr("&File"));
    fill(file, {"file.new", "file.open", "file.sessions", "file.save", "", "file.report",
                "file.exportChart", "file.exportTrades", "file.exportCode", "", "file.close",
                "file.quit"});
    if (QAction* share = m_actions->find(QStringLiteral("file.share"))) {
        file->insertAction(m_actions->find(QStringLiteral("file.close")), share);
    }
    fill(menuBar()->addMenu(tr("&Strategy")),
         {"run.start", "run.cancel", "", "strategy.sentence", "strategy.program", "strategy.format",
          "strategy.fix", "strategy.find", "strategy.replace", "", "trades.filter", "chart.date",
          "chart.copy"});
    fill(menuBar()->addMenu(tr("&Data")), {"file.import", "data.bars"});
    QMenu* view = menuBar()->addMenu(tr("&View"));
    fill(view, {"layout.trader", "layout.analyst", "layout.code", "layout.reset", ""});
    QMenu* panels = view->addMenu(tr("&Panels"));
    for (QDockWidget* one : m_docks) {
        panels->addAction(one->toggleViewAction());
    }
    fill(view, {"", "view.theme", "view.full", "view.palette", "view.settings"});
    fill(menuBar()->addMenu(tr("&Help")), {"help.language", "help.shortcuts", "", "help.about"});
}

void MainWindow::makeToolBar()
{
    QToolBar* bar = addToolBar(tr("Tools"));
    bar->setObjectName(QStringLiteral("tools"));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    for (const char* id : {"file.new", "file.open", "file.import"}) {
        bar->addAction(m_actions->find(QString::fromLatin1(id)));
    }
    bar->addSeparator();
    for (const char* id : {"layout.trader", "layout.analyst", "layout.code"}) {
        bar->addAction(m_actions->find(QString::fromLatin1(id)));
    }
    auto* space = new QWidget(bar);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    bar->addWidget(space);
    m_splitLabel = new QLabel(bar);
    m_splitLabel->setObjectName(QStringLiteral("muted"));
    m_splitLabel->setTextFormat(Qt::PlainText);
    m_splitLabel->setAccessibleName(tr("How the bars are divided"));
    bar->addWidget(m_splitLabel);
    bar->addSeparator();
    auto* caption = new QLabel(tr("Iterations"), bar);
    caption->setObjectName(QStringLiteral("muted"));
    bar->addWidget(caption);
    m_iterationsBox = new QSpinBox(bar);
    m_iterationsBox->setRange(1, 10);
    m_iterationsBox->setValue(m_settings.maxIterations);
    m_iterationsBox->setAccessibleName(tr("Most iterations of a run"));
    m_iterationsBox->setToolTip(
        tr("How often at most a run tries to improve the strategy; 1 tests it only as asked"));
    caption->setBuddy(m_iterationsBox);
    bar->addWidget(m_iterationsBox);
    bar->addAction(m_actions->find(QStringLiteral("view.theme")));
    bar->addAction(m_actions->find(QStringLiteral("file.report")));
}

void MainWindow::makeStatusBar()
{
    m_dataLabel = new QLabel(this);
    m_stateLabel = new QLabel(this);
    m_timeLabel = new QLabel(this);
    m_progress = new QProgressBar(this);
    for (QLabel* label : {m_dataLabel, m_stateLabel, m_timeLabel}) {
        label->setTextFormat(Qt::PlainText);
        label->setContentsMargins(6, 0, 6, 0);
    }
    m_dataLabel->setAccessibleName(tr("Bars in use"));
    m_stateLabel->setAccessibleName(tr("What the program does"));
    m_timeLabel->setAccessibleName(tr("Time taken"));
    m_progress->setAccessibleName(tr("Progress"));
    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    m_progress->hide();
    auto* cancel = new QToolButton(this);
    cancel->setDefaultAction(m_actions->find(QStringLiteral("run.cancel")));
    statusBar()->addWidget(m_dataLabel);
    statusBar()->addPermanentWidget(m_stateLabel);
    statusBar()->addPermanentWidget(m_progress);
    statusBar()->addPermanentWidget(cancel);
    statusBar()->addPermanentWidget(m_timeLabel);
}

void MainWindow::showBars()
{
    auto* dialog = new BarsDialog(*m_services.library, m_services.ports(), m_themes, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &BarsDialog::importRequested, this, [this, dialog] { importBars({}, dialog); });
    connect(dialog, &BarsDialog::removed, this, [this](const QString& symbol) {
        m_services.barsChanged();
        refreshSymbols();
        say(tr("Imported bars of %1 were removed.").arg(symbol));
    });
    dialog->open();
}

void MainWindow::importBars(const QString& path, BarsDialog* over)
{
    QWidget* parent = this;
    if (over != nullptr) {
        parent = over;
    }
    auto* dialog = new ImportDialog(*m_services.library, m_themes, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ImportDialog::imported, this, [this, over](const QString& symbol) {
        m_services.barsChanged();
        refreshSymbols();
        say(tr("%1 is imported; name it in a sentence to test it.").arg(symbol));
        if (over != nullptr) {
            over->refresh();
            over->selectSymbol(symbol);
        }
    });
    dialog->open();
    if (!path.isEmpty()) {
        dialog->setFile(path);
    }
}

void MainWindow::editSettings()
{
    auto* dialog = new SettingsDialog(m_settings, m_themes, m_services.desk, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<const Settings&>(&SettingsDialog::accepted), this,
            [this](const Settings& settings) {
                m_settings = settings;
                applySettings();
                if (m_store) {
                    saveSettings(m_settings, *m_store);
                }
                say(tr("The settings are in force; they count from the next run on."));
            });
    dialog->open();
}

void MainWindow::showSessions()
{
    if (!m_services.sessions) {
        say(tr("Runs are not recorded here."));
        return;
    }
    if (auto* open = findChild<SessionsDialog*>()) {
        open->show();
        open->raise();
        open->activateWindow();
        return;
    }
    auto* dialog = new SessionsDialog(m_services.sessions, m_themes, this);
    connect(dialog, &SessionsDialog::openRequested, this,
            [this](const QString& id) { openRecorded(id, false); });
    connect(dialog, &SessionsDialog::resumeRequested, this, [this, dialog](const QString& id) {
        openRecorded(id, true);
        dialog->close();
    });
    connect(dialog, &SessionsDialog::removed, this, &MainWindow::forgetRecorded);
    dialog->show();
}

void MainWindow::forgetRecorded(const QStringList& sessions)
{
    QStringList open;
    for (const std::unique_ptr<RunDocument>& one : m_documents) {
        if (sessions.contains(one->session())) {
            one->forgetSession();
            open.append(QStringLiteral("“%1”").arg(one->title()));
        }
    }
    if (!open.isEmpty()) {
        say(tr("What was deleted stays open in its tab until that is closed: %1.")
                .arg(open.join(QStringLiteral(", "))));
        m_saveSoon->start();
    }
}

void MainWindow::openRecorded(const QString& session, bool resume)
{
    for (int at = 0; at < documentCount(); ++at) {
        if (m_documents[static_cast<std::size_t>(at)]->session() == session) {
            showDocument(at);
            return;
        }
    }
    RunDocument* into = document();
    if (into->isRunning() || !into->sentence().isEmpty() || !into->source().isEmpty()) {
        into = newDocument();
    }
    if (!resume) {
        into->open(session);
    } else if (const Status resumed = into->resume(session); !resumed) {
        say(bridge::toQt(resumed.error().text()));
    }
}

void MainWindow::showShortcuts()
{
    auto* dialog = new ShortcutsDialog(*m_actions, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ShortcutsDialog::changed, this, &MainWindow::saveWindow);
    dialog->open();
}

void MainWindow::showLanguageHelp()
{
    auto* dialog = new LanguageHelp(m_themes, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void MainWindow::showAbout()
{
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("About Stratwright"),
                        tr("Stratwright %1").arg(m_services.version), QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(
        tr("Turns a sentence into a tested, explained, exportable trading strategy. Everything is "
           "computed on this machine.\n\nFree software under the GNU General Public License, "
           "version 3 or later, without any warranty. Results of the past say little about the "
           "future; this is no advice to trade."));
    box->open();
}

void MainWindow::chooseProgram()
{
    askFile(this, tr("Open a program"), QFileDialog::AcceptOpen,
            tr("Strategies (*.strat);;All files (*)"), {}, [this](const QString& path) {
                const Status opened = openProgram(path);
                if (!opened) {
                    say(bridge::toQt(opened.error().text()));
                }
            });
}

void MainWindow::chooseProgramTarget()
{
    askFile(this, tr("Save the program"), QFileDialog::AcceptSave, tr("Strategies (*.strat)"),
            QStringLiteral("strat"), [this](const QString& path) {
                const Status saved = saveProgram(path);
                say(saved ? tr("The program is saved as %1.").arg(path)
                          : bridge::toQt(saved.error().text()));
            });
}

void MainWindow::chooseReportTarget()
{
    askFile(this, tr("Save the report"), QFileDialog::AcceptSave, tr("HTML (*.html);;PDF (*.pdf)"),
            QStringLiteral("html"), [this](const QString& path) { writeReport(path); });
}

} // namespace sw::gui
