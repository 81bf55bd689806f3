// photographs FOLDER WIDTH HEIGHT: the window with real results, in every layout, panel and dialog,
// dark and light, as PNG files. On an X display the whole screen is taken, frames and pop-ups
// included; otherwise the window paints itself.
#include "../agents/scripted_model.h"
#include "app/model_desk.h"
#include "app/result_json.h"
#include "bridge/text.h"
#include "chart/chart_view.h"
#include "data/local_bar_library.h"
#include "data/local_data.h"
#include "data/local_ports.h"
#include "gui/actions.h"
#include "gui/calls_panel.h"
#include "gui/chart_panel.h"
#include "gui/exit_choice.h"
#include "gui/main_window.h"
#include "gui/note_chips.h"
#include "gui/program_text.h"
#include "gui/prompt_panel.h"
#include "gui/settings_dialog.h"
#include "gui/strategy_editor.h"
#include "gui/timeline_model.h"
#include "gui/timeline_panel.h"
#include "gui/trades_panel.h"
#include "store/routing_file.h"

#include <QAction>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QScreen>
#include <QSemaphore>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

#include <cstdio>

using namespace sw;
using namespace sw::gui;

namespace {

const QString kRsi = QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70");
const QString kCross = QStringLiteral(
    "Buy AAPL when the 10 day SMA crosses above the 30 day SMA, sell when it crosses below, with a "
    "5% stop loss and a 10% take profit");
const QString kZero = QStringLiteral("Buy AAPL when RSI < 10, sell when RSI > 70");

class Photographer
{
public:
    Photographer(QString folder, QSize size) : m_folder(std::move(folder)), m_size(size)
    {
        const auto market =
            std::make_shared<data::LocalData>(std::move(*data::LocalData::make({})));
        WindowServices services;
        services.ports = [this, market] {
            return agents::Ports{market, std::make_shared<data::EngineBacktester>(),
                                 std::make_shared<data::SystemClock>(), "0.1.0", m_model};
        };
        services.sessions =
            *store::SessionStore::open(m_place.filePath(QStringLiteral("sessions.sqlite")));
        services.outcomeJson = app::outcomeJson;
        services.desk =
            *app::LocalModelDesk::make({routingFile(),
                                        {},
                                        std::make_shared<store::SecretStore>(
                                            nullptr, [](const QString&) { return QByteArray(); }),
                                        nullptr});
        services.library = std::make_shared<data::LocalBarLibrary>();
        services.barsChanged = [] {};
        services.version = QStringLiteral("0.1.0");
        m_window = std::make_unique<MainWindow>(std::move(services), m_themes);
        m_window->resize(m_size);
        m_window->move(0, 0);
        m_window->show();
        settle();
    }

    bool run()
    {
        for (const ThemeChoice choice : {ThemeChoice::Dark, ThemeChoice::Light}) {
            m_themes.choose(choice);
            m_name = choice == ThemeChoice::Dark ? QStringLiteral("dark") : QStringLiteral("light");
            empty();
            results();
            panels();
            steps();
            popups();
            answers();
            dialogs();
            problems();
            models();
        }
        return m_ok;
    }

private:
    void settle(int ms = 250) { QTest::qWait(ms); }

    /// Settings with a model of a server that does not exist: nothing here asks it.
    QString routingFile()
    {
        const QString path = m_place.filePath(QStringLiteral("models.json"));
        llm::Routing routing;
        routing.endpoints = llm::knownEndpoints();
        llm::Profile profile;
        profile.endpoint = QStringLiteral("ollama");
        profile.model = QStringLiteral("qwen3:8b");
        routing.chains[{}] = {profile};
        routing.runBudget = 500'000;
        m_ok = store::saveRouting(routing, path).has_value() && m_ok;
        return path;
    }

    void take(const QString& what)
    {
        settle();
        const bool onScreen = QGuiApplication::platformName() == QLatin1String("xcb");
        QWidget* front = QApplication::activeModalWidget();
        const QPixmap picture = onScreen ? QGuiApplication::primaryScreen()->grabWindow(0)
                                : front  ? front->grab()
                                         : m_window->grab();
        const QString path = QStringLiteral("%1/%2-%3.png").arg(m_folder, m_name, what);
        m_ok = picture.save(path) && m_ok;
        std::printf("%s\n", qPrintable(path));
    }

    void sentence(const QString& text)
    {
        auto* prompt = m_window->findChild<PromptPanel*>();
        prompt->setSentence(text);
        prompt->runSentence();
        m_ok = m_ok && QTest::qWaitFor(
                           [&] {
                               return !m_window->document()->isRunning() &&
                                      !m_window->document()->isMeasuring();
                           },
                           30'000);
        settle();
    }

    void raise(const char* dock)
    {
        auto* found = m_window->findChild<QDockWidget*>(QString::fromLatin1(dock));
        found->show();
        found->raise();
    }

    void trigger(const char* action)
    {
        m_window->actions().find(QString::fromLatin1(action))->trigger();
    }

    void empty()
    {
        m_window->newDocument();
        take(QStringLiteral("empty"));
    }

    void results()
    {
        sentence(kRsi);
        m_window->arrange(Layout::Trader);
        take(QStringLiteral("trader"));
        sentence(kCross);
        m_window->document()->selectTrade(5);
        take(QStringLiteral("trader-many"));
        m_window->findChild<ChartPanel*>()->chart().setVisibleBars(600, 760);
        m_window->findChild<ChartPanel*>()->chart().setHoveredBar(700);
        take(QStringLiteral("chart-near"));
        m_window->arrange(Layout::Analyst);
        take(QStringLiteral("analyst"));
        m_window->arrange(Layout::Code);
        take(QStringLiteral("code"));
        m_window->arrange(Layout::Trader);
        settle();
    }

    void panels()
    {
        for (const char* dock :
             {"insights", "code", "log", "trades", "agents", "results", "iterations", "strategy"}) {
            raise(dock);
            take(QStringLiteral("panel-") + QString::fromLatin1(dock));
        }
    }

    /// The agents' steps with everything there is about them.
    void steps()
    {
        raise("agents");
        auto* timeline = m_window->findChild<TimelinePanel*>();
        for (int row = 0; row < timeline->model().rowCount(); ++row) {
            timeline->model().setExpanded(row, true);
        }
        timeline->view().scrollToTop();
        take(QStringLiteral("steps-first"));
        timeline->view().scrollTo(timeline->model().index(timeline->model().rowCount() / 2, 0),
                                  QAbstractItemView::PositionAtTop);
        take(QStringLiteral("steps-middle"));
        timeline->view().scrollToBottom();
        take(QStringLiteral("steps-last"));
        for (int row = 0; row < timeline->model().rowCount(); ++row) {
            timeline->model().setExpanded(row, false);
        }
    }

    /// Opens a menu under a widget, as a click on it does, and closes it again.
    void takeMenu(QMenu* menu, const QWidget* under, const QString& what)
    {
        Q_EMIT menu->aboutToShow();
        menu->popup(under->mapToGlobal(QPoint(0, under->height())));
        settle();
        take(what);
        menu->close();
    }

    /// The menu that a request for a context menu brings.
    void takeContextMenu(QAbstractItemView* view, int row, const QString& what)
    {
        const QModelIndex index = view->model()->index(row, 0);
        view->setCurrentIndex(index);
        Q_EMIT view->customContextMenuRequested(view->visualRect(index).center());
        settle();
        take(what);
        closePopups();
    }

    void closePopups()
    {
        while (QWidget* popup = QApplication::activePopupWidget()) {
            popup->close();
        }
    }

    QToolButton* button(const QString& text)
    {
        for (QToolButton* one : m_window->findChildren<QToolButton*>()) {
            if (one->isVisible() && one->menu() != nullptr && one->text().startsWith(text)) {
                return one;
            }
        }
        std::fprintf(stderr, "no button has the menu %s\n", qPrintable(text));
        m_ok = false;
        return nullptr;
    }

    void popups()
    {
        m_window->activateWindow();
        auto* prompt = m_window->findChild<PromptPanel*>();
        prompt->setSentence(QStringLiteral("Buy "));
        prompt->focusSentence();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("A"));
        take(QStringLiteral("popup-symbols"));
        closePopups();
        prompt->setSentence(kCross);

        raise("strategy");
        settle();
        const QString before = m_window->document()->source();
        auto* text = m_window->findChild<StrategyEditor*>()->text();
        text->setFocus();
        text->setCursorPosition(text->lines() - 1, 0);
        QTest::keyClicks(text, QStringLiteral("long when em"));
        take(QStringLiteral("popup-words"));
        QTest::keyClick(text, Qt::Key_Escape);
        QTest::keyClicks(text, QStringLiteral("a(close, "));
        take(QStringLiteral("popup-calltip"));
        QTest::keyClick(text, Qt::Key_Escape);
        m_window->document()->replaceSource(before, QStringLiteral("as it was"));
        settle(400);

        for (QAction* menu : m_window->menuBar()->actions()) {
            menu->menu()->popup(m_window->menuBar()->mapToGlobal(
                m_window->menuBar()->actionGeometry(menu).bottomLeft()));
            take(QStringLiteral("menu-") + Actions::plainText(menu).toLower());
            menu->menu()->close();
        }
        for (const char* name : {"Examples", "History", "Panes", "Export"}) {
            if (QToolButton* found = button(QString::fromLatin1(name))) {
                takeMenu(found->menu(), found,
                         QStringLiteral("menu-") + QString::fromLatin1(name).toLower());
            }
        }
        raise("trades");
        settle();
        if (QToolButton* exits = button(QStringLiteral("Exit"))) {
            takeMenu(exits->menu(), exits, QStringLiteral("menu-exits"));
            auto* choice = m_window->findChild<ExitChoice*>();
            choice->choose(m_window->findChild<TradesPanel*>()->trades().exits().back().text);
            take(QStringLiteral("trades-by-exit"));
            choice->choose({});
        }
        for (QToolButton* columns : m_window->findChildren<QToolButton*>()) {
            if (columns->isVisible() && columns->text() == QLatin1String("Columns")) {
                columns->click();
                take(QStringLiteral("menu-columns"));
                closePopups();
            }
        }
        raise("agents");
        settle();
        takeContextMenu(&m_window->findChild<TimelinePanel*>()->view(), 3,
                        QStringLiteral("menu-step"));
        trigger("view.palette");
        settle();
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("tr"));
        take(QStringLiteral("palette-typed"));
        closeDialogs();
    }

    /// Notes that are being answered where they stand.
    void answers()
    {
        sentence(kRsi);
        raise("prompt");
        auto* chips = m_window->findChild<NoteChips*>();
        chips->edit(0);
        take(QStringLiteral("answer-assumption"));
        sentence(QStringLiteral("Buy AAPL when it looks cheap, sell when RSI > 70"));
        chips->edit(0);
        if (auto* field = qobject_cast<QLineEdit*>(QApplication::focusWidget())) {
            field->setText(QStringLiteral("RSI < 30"));
        }
        take(QStringLiteral("answer-question"));
    }

    void closeDialogs()
    {
        for (QWidget* widget : QApplication::topLevelWidgets()) {
            if (qobject_cast<QDialog*>(widget) && widget->isVisible()) {
                widget->close();
            }
        }
        settle(50);
    }

    void dialogs()
    {
        for (const char* action : {"view.palette", "view.settings", "help.shortcuts",
                                   "help.language", "file.import", "data.bars", "help.about"}) {
            trigger(action);
            settle();
            take(QStringLiteral("dialog-") + QString::fromLatin1(action));
            closeDialogs();
        }
    }

    void problems()
    {
        sentence(kZero);
        raise("results");
        take(QStringLiteral("zero-trades"));
        sentence(QStringLiteral("Buy when it looks cheap and sentiment is good"));
        take(QStringLiteral("question"));
        sentence(QStringLiteral("Buy ZZZZ when RSI < 30, sell when RSI > 70"));
        take(QStringLiteral("unknown-symbol"));
        sentence(kRsi);
        QString broken = m_window->document()->source();
        broken.replace(QStringLiteral("rsi"), QStringLiteral("rsj"));
        m_window->document()->replaceSource(broken, QStringLiteral("broken"));
        raise("strategy");
        settle(400);
        take(QStringLiteral("program-error"));
    }

    /// A run with a model that is held while it answers.
    void models()
    {
        QSemaphore streaming, goOn;
        m_model = std::make_shared<test::ScriptedModel>();
        m_model->answer("CodeGenerator",
                        test::programAnswer(QStringLiteral("trade AAPL on daily?\n"
                                                           "long when rsi(close, 14?) < 30\n"
                                                           "exit long when rsi(close, 14?) > "
                                                           "70\n")));
        m_model->failWith("InsightsGenerator", {ErrorKind::RateLimited,
                                                "The service asks for a pause of 9 minutes.", ""});
        m_model->failWith("StrategyAnalyst", {ErrorKind::Network, "Cannot reach the service.", ""});
        m_model->streamed = {QStringLiteral("{\n  \"plan\": \"Buy when the RSI is below 30, sell "
                                            "above 70.\",\n  \"source\": \"trade AAPL on daily?")};
        m_model->afterStream = [&](const llm::ModelRequest& request) {
            if (request.agent == QLatin1String("CodeGenerator")) {
                streaming.release();
                goOn.acquire();
            }
        };
        RunDocument* document = m_window->newDocument();
        m_window->findChild<PromptPanel*>()->setSentence(kRsi);
        m_window->runSentence(kRsi);
        m_ok = QTest::qWaitFor([&] { return streaming.available() > 0; }, 30'000) && m_ok;
        raise("agents");
        raise("models");
        settle(400);
        take(QStringLiteral("model-at-work"));
        goOn.release();
        m_ok = QTest::qWaitFor([&] { return !document->isRunning() && !document->isMeasuring(); },
                               30'000) &&
               m_ok;
        m_model.reset();
        raise("models");
        take(QStringLiteral("model-inspector"));
        m_window->findChild<CallsPanel*>()->select(1);
        m_window->findChild<CallsPanel*>()->setPage(CallsPanel::Page::Prompt);
        take(QStringLiteral("model-prompt"));
        m_window->closeDocument(m_window->documentCount() - 1);
        trigger("view.settings");
        settle();
        if (auto* settings = m_window->findChild<SettingsDialog*>()) {
            settings->showModels();
            take(QStringLiteral("dialog-models"));
            settings->close();
        }
        trigger("file.sessions");
        settle(600);
        take(QStringLiteral("dialog-sessions"));
        closeDialogs();
    }

    QString m_folder, m_name;
    QTemporaryDir m_place;
    std::shared_ptr<test::ScriptedModel> m_model; ///< of documents made from now on
    QSize m_size;
    ThemeSource m_themes;
    std::unique_ptr<MainWindow> m_window;
    bool m_ok = true;
};

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    const QSize size(arguments.value(2).toInt(), arguments.value(3).toInt());
    if (arguments.size() != 4 || size.isEmpty() || !QDir().mkpath(arguments[1])) {
        std::fputs("photographs FOLDER WIDTH HEIGHT\n", stderr);
        return 2;
    }
    Photographer photographer(arguments[1], size);
    return photographer.run() ? 0 : 1;
}
