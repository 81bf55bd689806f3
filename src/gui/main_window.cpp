#include "gui/main_window.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "chart/chart_view.h"
#include "gui/actions.h"
#include "gui/calls_panel.h"
#include "gui/chart_panel.h"
#include "gui/code_panel.h"
#include "gui/command_palette.h"
#include "gui/format.h"
#include "gui/insights_panel.h"
#include "gui/iterations_panel.h"
#include "gui/log_panel.h"
#include "gui/prompt_panel.h"
#include "gui/report.h"
#include "gui/results_panel.h"
#include "gui/saved_session.h"
#include "gui/sessions_dialog.h"
#include "gui/strategy_editor.h"
#include "gui/timeline_panel.h"
#include "gui/trades_panel.h"

#include <QCloseEvent>
#include <QDir>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QProgressBar>
#include <QScreen>
#include <QSettings>
#include <QSpinBox>
#include <QStatusBar>
#include <QTabBar>
#include <QThreadPool>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr int kMessageMs = 15'000;
constexpr int kClockMs = 100;
constexpr int kSaveSoonMs = 500;
const QSize kFirstSize(1600, 960);
/// What a window manager puts round a window, at most about.
const QSize kFrameSize(4, 40);
/// A screen below this does not hold the window's parts whatever its size.
constexpr int kLeastScreenWidth = 1024;

/// As large as wanted, within the screen.
QSize firstSize(QSize available)
{
    return available.width() < kLeastScreenWidth ? kFirstSize
                                                 : kFirstSize.boundedTo(available - kFrameSize);
}

QString sampleSentence()
{
    return QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70");
}

/// "Train 2013-06 – 2016-05": short enough for the tool bar.
QString windowText(const QString& name, const std::optional<agents::WindowDates>& dates)
{
    return dates ? QStringLiteral("%1 %2 – %3")
                       .arg(name, dateText(dates->from).left(7), dateText(dates->to).left(7))
                 : QString();
}

} // namespace

MainWindow::MainWindow(WindowServices services, ThemeSource& themes)
    : m_services(std::move(services)),
      m_themes(themes),
      m_pool(std::make_unique<QThreadPool>()),
      m_clock(new QTimer(this)),
      m_arrange(new QTimer(this)),
      m_saveSoon(new QTimer(this))
{
    setWindowTitle(QStringLiteral("Stratwright"));
    setAcceptDrops(true);
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    if (!m_services.folder.isEmpty()) {
        m_store = std::make_unique<QSettings>(
            m_services.folder + QStringLiteral("/stratwright.ini"), QSettings::IniFormat);
        m_settings = loadSettings(*m_store);
    }
    m_themes.choose(m_settings.theme);
    makePanels();
    makeActions();
    m_palette = new CommandPalette(*m_actions, this);
    makeMenus();
    makeToolBar();
    makeStatusBar();
    connectPanels();
    applySettings();
    m_arrange->setSingleShot(true);
    connect(m_arrange, &QTimer::timeout, this, &MainWindow::arrangeNow);
    m_clock->setInterval(kClockMs);
    connect(m_clock, &QTimer::timeout, this, &MainWindow::refreshStatus);
    m_saveSoon->setSingleShot(true);
    m_saveSoon->setInterval(kSaveSoonMs);
    connect(m_saveSoon, &QTimer::timeout, this, &MainWindow::saveSession);
    if (!restoreWindow()) {
        resize(firstSize(screen()->availableSize()));
    }
    refreshSymbols();
    newDocument();
    if (!m_services.notice.isEmpty()) {
        say(m_services.notice);
    }
}

MainWindow::~MainWindow()
{
    m_stop.request_stop();
    m_pool->waitForDone();
    // Panels look at the documents until these are gone.
    for (Panel* panel : m_panels) {
        panel->setDocument(nullptr);
    }
    for (const std::unique_ptr<RunDocument>& one : m_documents) {
        one->disconnect(this);
    }
}

void MainWindow::makePanels()
{
    m_centre = new QWidget(this);
    m_tabs = new QTabBar(m_centre);
    m_tabs->setTabsClosable(true);
    m_tabs->setMovable(false);
    m_tabs->setExpanding(false);
    m_tabs->setDocumentMode(true);
    m_tabs->setElideMode(Qt::ElideRight);
    m_tabs->setAccessibleName(tr("Open strategies"));
    m_chart = new ChartPanel(m_themes, m_centre);
    auto* layout = new QVBoxLayout(m_centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_tabs);
    layout->addWidget(m_chart, 1);
    m_chart->setMinimumSize(360, 200);
    setCentralWidget(m_centre);
    m_prompt = new PromptPanel(m_themes);
    m_editor = new StrategyEditor(m_themes);
    m_timeline = new TimelinePanel(m_themes);
    m_results = new ResultsPanel(m_themes);
    m_iterations = new IterationsPanel(m_themes);
    m_log = new LogPanel(m_themes);
    m_calls = new CallsPanel(m_themes);
    m_trades = new TradesPanel(m_themes);
    m_code = new CodePanel(m_themes);
    m_insights = new InsightsPanel(m_themes);
    m_panels = {m_chart, m_prompt, m_editor, m_timeline, m_results, m_iterations,
                m_log,   m_calls,  m_trades, m_code,     m_insights};
    makeDock(QStringLiteral("prompt"), tr("Sentence"), m_prompt);
    makeDock(QStringLiteral("strategy"), tr("Strategy"), m_editor);
    makeDock(QStringLiteral("agents"), tr("Agents"), m_timeline);
    makeDock(QStringLiteral("results"), tr("Results"), m_results);
    makeDock(QStringLiteral("iterations"), tr("Iterations"), m_iterations);
    makeDock(QStringLiteral("trades"), tr("Trades"), m_trades);
    makeDock(QStringLiteral("insights"), tr("Insights"), m_insights);
    makeDock(QStringLiteral("code"), tr("Code"), m_code);
    makeDock(QStringLiteral("log"), tr("Log"), m_log);
    makeDock(QStringLiteral("models"), tr("Models"), m_calls);
}

void MainWindow::connectPanels()
{
    connect(m_tabs, &QTabBar::currentChanged, this, &MainWindow::showDocument);
    connect(m_tabs, &QTabBar::tabCloseRequested, this, &MainWindow::closeDocument);
    for (Panel* panel : m_panels) {
        connect(panel, &Panel::said, this, &MainWindow::say);
    }
    connect(m_prompt, &PromptPanel::runRequested, this, &MainWindow::runSentence);
    connect(m_prompt, &PromptPanel::cancelRequested, this, [this] { document()->cancel(); });
    connect(m_prompt, &PromptPanel::ruleHovered, m_editor, &StrategyEditor::highlightLine);
    connect(m_prompt, &PromptPanel::historyChanged, m_saveSoon, qOverload<>(&QTimer::start));
    connect(m_editor, &StrategyEditor::lineHovered, m_prompt, &PromptPanel::highlightLine);
    connect(m_results, &ResultsPanel::wordsSuggested, this, [this](const QString& words) {
        m_prompt->setSentence(words);
        m_prompt->focusSentence();
    });
    connect(m_timeline, &TimelinePanel::iterationChosen, m_iterations, &IterationsPanel::select);
}

RunDocument* MainWindow::document() const
{
    const int at = m_tabs->currentIndex();
    return at < 0 || at >= documentCount() ? nullptr
                                           : m_documents[static_cast<std::size_t>(at)].get();
}

RunDocument* MainWindow::newDocument()
{
    auto made = std::make_unique<RunDocument>(store::SessionRecorder::Setup{
        m_services.sessions, m_services.ports(), m_services.outcomeJson, {}});
    RunDocument* added = made.get();
    connect(added, &RunDocument::noticed, this, &MainWindow::say);
    if (m_services.published) {
        connect(added, &RunDocument::stepped, this, m_services.published);
    }
    connect(added, &RunDocument::changed, this,
            [this, added](Change what) { onChange(added, what); });
    m_documents.push_back(std::move(made));
    const int at = m_tabs->addTab(added->title());
    m_tabs->setCurrentIndex(at);
    showDocument(at);
    return added;
}

void MainWindow::showDocument(int index)
{
    if (index < 0 || index >= documentCount()) {
        return;
    }
    if (m_tabs->currentIndex() != index) {
        m_tabs->setCurrentIndex(index);
        return; // comes back through the tab bar's signal
    }
    for (Panel* panel : m_panels) {
        panel->setDocument(document());
    }
    refreshStatus();
}

void MainWindow::closeDocument(int index)
{
    if (index < 0 || index >= documentCount()) {
        return;
    }
    const std::unique_ptr<RunDocument> gone =
        std::move(m_documents[static_cast<std::size_t>(index)]);
    gone->disconnect(this);
    for (Panel* panel : m_panels) {
        if (panel->document() == gone.get()) {
            panel->setDocument(nullptr);
        }
    }
    m_documents.erase(m_documents.begin() + index);
    m_tabs->removeTab(index);
    if (m_documents.empty()) {
        newDocument();
    } else {
        showDocument(m_tabs->currentIndex());
    }
    m_saveSoon->start();
}

agents::Brief MainWindow::briefOf(const QString& sentence) const
{
    agents::Brief brief;
    brief.text = fromQt(sentence);
    brief.maxIterations = m_iterationsBox->value();
    brief.keepMyNumbers = m_settings.keepMyNumbers;
    if (m_settings.capital != Settings().capital) {
        brief.capital = m_settings.capital; // else the program need not name it
    }
    brief.seed = m_settings.seed;
    return brief;
}

void MainWindow::runSentence(const QString& sentence)
{
    statusBar()->clearMessage();
    document()->run(briefOf(sentence));
}

Status MainWindow::openProgram(const QString& path)
{
    const Result<std::string> text = bridge::readFile(fromQt(path));
    if (!text) {
        return fail(text.error());
    }
    const QString source = QString::fromUtf8(text->data(), static_cast<qsizetype>(text->size()));
    if (source.trimmed().isEmpty()) {
        return fail(ErrorKind::InvalidInput,
                    "The file " + fromQt(path) +
                        " is empty; a program has at least a trade line and an entry rule.");
    }
    RunDocument* opened = newDocument();
    opened->replaceSource(source, QFileInfo(path).fileName());
    say(tr("%1 is open; it is tested as it stands.").arg(QFileInfo(path).fileName()));
    return {};
}

Status MainWindow::saveProgram(const QString& path) const
{
    const RunDocument* current = document();
    if (current == nullptr || current->source().trimmed().isEmpty()) {
        return fail(ErrorKind::InvalidInput,
                    "There is no program to save yet; run a sentence first.");
    }
    return bridge::writeFile(fromQt(path), fromQt(current->source()));
}

void MainWindow::writeReport(const QString& path)
{
    const RunDocument* current = document();
    if (current == nullptr || !current->outcome() || !current->outcome()->wholeAsked) {
        say(tr("There is no result to report yet; run a sentence first."));
        return;
    }
    say(tr("Writing the report …"));
    m_pool->start([this, path, outcome = current->outcome(), ports = current->ports(),
                   stop = m_stop.get_token()] {
        auto gathered = std::make_shared<Result<ReportContent>>(gatherReport(outcome, ports, stop));
        QMetaObject::invokeMethod(
            this,
            [this, path, gathered] {
                if (!*gathered) {
                    say(toQt(gathered->error().text()));
                    return;
                }
                drawReport(**gathered);
                const Status written = gui::writeReport(path, **gathered);
                say(written ? tr("The report is saved as %1.").arg(path)
                            : toQt(written.error().text()));
            },
            Qt::QueuedConnection);
    });
}

void MainWindow::onChange(RunDocument* changed, Change what)
{
    if (what == Change::Outcome || what == Change::Source || what == Change::Settings) {
        refreshTab(changed);
        m_saveSoon->start();
    }
    if (what == Change::Outcome) {
        // A run began or ended.
        auto* recorded = findChild<SessionsDialog*>();
        if (recorded != nullptr && recorded->isVisible()) {
            recorded->refresh();
        }
    }
    if (changed != document()) {
        return;
    }
    if (what == Change::Failure && !changed->failure().isEmpty()) {
        say(changed->failure());
    }
    if (what == Change::Busy || what == Change::Shown || what == Change::Outcome) {
        refreshStatus();
    }
}

void MainWindow::refreshTab(const RunDocument* changed)
{
    for (int i = 0; i < documentCount(); ++i) {
        if (m_documents[static_cast<std::size_t>(i)].get() == changed) {
            QString title = changed->title();
            // A lone ampersand would become a shortcut.
            title.replace(QLatin1Char('&'), QStringLiteral("&&"));
            m_tabs->setTabText(i, title);
            m_tabs->setTabToolTip(i, changed->sentence());
        }
    }
}

void MainWindow::applySettings()
{
    m_themes.choose(m_settings.theme);
    m_iterationsBox->setValue(m_settings.maxIterations);
    chart::ChartView& view = m_chart->chart();
    view.setTradesVisible(m_settings.showTrades);
    view.setWindowsVisible(m_settings.showWindows);
    view.setPaneVisible(QStringLiteral("volume"), m_settings.showVolume);
}

void MainWindow::refreshSymbols()
{
    QStringList symbols;
    if (m_services.library) {
        for (const agents::BarSet& set : m_services.library->sets()) {
            const QString symbol = toQt(set.symbol);
            if (!symbols.contains(symbol)) {
                symbols.append(symbol);
            }
        }
    }
    m_prompt->setSymbols(symbols);
    m_editor->setSymbols(symbols);
}

void MainWindow::refreshStatus()
{
    const RunDocument* current = document();
    if (current == nullptr) {
        return;
    }
    const bool busy = current->isRunning() || current->isMeasuring();
    m_progress->setVisible(busy);
    m_actions->find(QStringLiteral("run.cancel"))->setEnabled(busy);
    if (busy != m_clock->isActive()) {
        busy ? m_clock->start() : m_clock->stop();
    }
    const RunState& state = current->state();
    if (current->isRunning()) {
        const qint64 elapsed = current->ports().clock->now().ms - state.started.ms;
        m_stateLabel->setText(
            state.maxIterations > 0 && state.iteration > 0
                ? tr("Iteration %1 of at most %2").arg(state.iteration).arg(state.maxIterations)
                : tr("Running"));
        m_timeLabel->setText(state.lastSeq > 0 ? duration(elapsed) : QString());
    } else if (current->isMeasuring()) {
        m_stateLabel->setText(tr("Measuring"));
    } else {
        m_stateLabel->setText(tr("Ready"));
        m_timeLabel->setText(current->outcome()
                                 ? tr("Run %1").arg(duration(current->outcome()->elapsedMs))
                                 : QString());
    }
    if (const ShownSymbol* symbol = current->symbol()) {
        m_dataLabel->setText(
            tr("%1, %2 bars, %3 to %4")
                .arg(symbol->symbol + QLatin1Char(' ') + toQt(symbol->bars->timeframe().text()),
                     count(static_cast<qint64>(symbol->bars->size())),
                     dateText(symbol->bars->time().front()),
                     dateText(symbol->bars->time().back())));
    } else {
        m_dataLabel->setText(tr("No bars in use"));
    }
    QStringList windows;
    if (const agents::RunOutcomePtr outcome = current->outcome()) {
        windows = {windowText(tr("Train"), outcome->split.train),
                   windowText(tr("Validation"), outcome->split.validation),
                   windowText(tr("Holdout"), outcome->split.holdout)};
        windows.removeAll(QString());
        m_splitLabel->setToolTip(toQt(outcome->split.sentence));
    }
    m_splitLabel->setText(windows.join(QStringLiteral("   ")));
}

void MainWindow::say(const QString& sentence)
{
    m_said = sentence;
    statusBar()->showMessage(sentence, kMessageMs);
}

void MainWindow::saveSession() const
{
    if (m_services.folder.isEmpty()) {
        return;
    }
    SavedSession session;
    session.current = m_tabs->currentIndex();
    session.history = m_prompt->history();
    for (const std::unique_ptr<RunDocument>& one : m_documents) {
        const bool edited = one->shown() && one->shown()->version.kind == Version::Kind::Edited;
        session.tabs.push_back({one->sentence(),
                                edited || one->sentence().isEmpty() ? one->source() : QString(),
                                m_services.sessions ? one->session() : QString()});
    }
    const Status saved = session.save(m_services.folder);
    if (!saved) {
        statusBar()->showMessage(toQt(saved.error().text()), kMessageMs);
    }
}

bool MainWindow::restoreTabs()
{
    if (m_services.folder.isEmpty()) {
        return false;
    }
    const Result<SavedSession> session = SavedSession::load(m_services.folder);
    if (!session) {
        if (session.error().kind != ErrorKind::NotFound) {
            say(toQt(session.error().text()));
        }
        return false;
    }
    m_prompt->setHistory(session->history);
    bool first = true;
    for (const SavedTab& tab : session->tabs) {
        if (tab.sentence.isEmpty() && tab.source.isEmpty()) {
            continue;
        }
        RunDocument* opened = first ? document() : newDocument();
        first = false;
        if (!tab.session.isEmpty() && m_services.sessions) {
            opened->open(tab.session);
        } else if (!tab.sentence.isEmpty()) {
            opened->run(briefOf(tab.sentence));
        }
        if (!tab.source.isEmpty()) {
            opened->continueWith(tab.source);
        }
    }
    showDocument(std::clamp(session->current, 0, documentCount() - 1));
    return true;
}

void MainWindow::restoreSession()
{
    if (!restoreTabs()) {
        m_prompt->setSentence(sampleSentence());
        runSentence(sampleSentence());
    }
}

void MainWindow::openFile(const QString& path)
{
    if (path.endsWith(QStringLiteral(".strat"), Qt::CaseInsensitive)) {
        const Status opened = openProgram(path);
        if (!opened) {
            say(toQt(opened.error().text()));
        }
    } else {
        importBars(path);
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    openFile(event->mimeData()->urls().front().toLocalFile());
    event->acceptProposedAction();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveSession();
    saveWindow();
    for (const std::unique_ptr<RunDocument>& one : m_documents) {
        one->cancel();
    }
    event->accept();
}

} // namespace sw::gui
