// stratwright: the window. With --cli first it is the command line with all it can draw.
#include "gui/main_window.h"
#include "app/command.h"
#include "app/model_desk.h"
#include "app/result_json.h"
#include "app/sharing.h"
#include "app/version.h"
#include "bridge/text.h"
#include "data/local_bar_library.h"
#include "data/local_ports.h"
#include "gui/color_scheme_portal.h"
#include "gui/report.h"
#include "store/session_store.h"

#include <QApplication>
#include <QClipboard>
#include <QFileInfo>
#include <QIcon>
#include <QStandardPaths>

#include <csignal>
#include <cstdio>

namespace {

using namespace sw;

constexpr const char* kUsage =
    "stratwright [\"SENTENCE\" | FILE.strat]\n"
    "  Opens the window; with a sentence or a program it runs that at once.\n"
    "  --version, --help; the command line is stratwright-cli.\n";

/// True where a window can be shown, or was asked for without a screen.
bool hasDisplay()
{
#if defined(Q_OS_LINUX)
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
#else
    return true;
#endif
}

Status writeReport(const std::string& path, const agents::RunOutcomePtr& outcome,
                   const agents::Ports& ports)
{
    Result<gui::ReportContent> content = gui::gatherReport(outcome, ports, {});
    if (!content) {
        return fail(content.error());
    }
    gui::drawReport(*content);
    return gui::writeReport(bridge::toQt(path), *content);
}

Status writeChart(const std::string& path, const agents::RunOutcomePtr& outcome,
                  const agents::Ports& ports)
{
    const Result<gui::ReportContent> content = gui::gatherReport(outcome, ports, {});
    return content ? gui::writeChart(bridge::toQt(path), *content) : fail(content.error());
}

int runHeadless(int argc, char** argv)
{
    if (!hasDisplay() || qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    app::Interrupt interrupt;
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("stratwright"));
    app::Console console;
    app::Session session{console, interrupt, writeReport, writeChart};
    return app::runCommandLine(QCoreApplication::arguments().mid(2), session);
}

/// The session file, or nothing with the reason on stderr: the window then works without.
std::shared_ptr<store::SessionStore> openSessions(QString& notice)
{
    Result<std::shared_ptr<store::SessionStore>> opened =
        store::SessionStore::open(store::defaultStorePath());
    if (!opened) {
        notice = QStringLiteral("Runs are not recorded. ") + bridge::toQt(opened.error().text());
        return nullptr;
    }
    notice = (*opened)->notice();
    return *opened;
}

int openWindow(int argc, char** argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("stratwright"));
    QCoreApplication::setApplicationVersion(QString::fromLatin1(app::kVersion));
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.stratwright.Stratwright"));
    QApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/stratwright.svg")));
    gui::ThemeSource themes;
    const gui::ColorSchemePortal desktop(QDBusConnection::sessionBus());
    QObject::connect(&desktop, &gui::ColorSchemePortal::changed, &themes,
                     &gui::ThemeSource::setDesktop);
    Result<data::LocalData> bars = data::LocalData::make({});
    if (!bars) {
        std::fprintf(stderr, "%s\n", bars.error().text().c_str());
        return 1;
    }
    const auto market = std::make_shared<data::LocalData>(std::move(*bars));
    const auto backtester = std::make_shared<data::EngineBacktester>();
    const auto clock = std::make_shared<data::SystemClock>();
    QString notice;
    const std::shared_ptr<store::SessionStore> sessions = openSessions(notice);
    const Result<std::shared_ptr<app::LocalModelDesk>> desk = app::LocalModelDesk::ofUser(sessions);
    if (!desk) {
        notice = bridge::toQt(desk.error().text());
    }
    gui::WindowServices services;
    services.ports = [=, models = desk ? *desk : nullptr] {
        return agents::Ports{market, backtester, clock, app::kVersion,
                             models ? models->model() : nullptr};
    };
    services.desk = desk ? *desk : nullptr;
    services.sessions = sessions;
    services.outcomeJson = app::outcomeJson;
    const auto sharing = std::make_shared<app::Sharing>(services.ports(), sessions);
    services.published = [sharing](const agents::RunEvent& event) { sharing->publish(event); };
    services.share = [sharing](bool on) -> Result<QString> {
        if (!on) {
            sharing->end();
            return QStringLiteral("Progress is no longer shared.");
        }
        const Result<app::Sharing::Place> place = sharing->begin();
        if (!place) {
            return fail(place.error());
        }
        QGuiApplication::clipboard()->setText(place->token);
        return QStringLiteral("Progress is shared at %1; the token it asks for is on the "
                              "clipboard.")
            .arg(place->address);
    };
    services.notice = notice;
    services.library = std::make_shared<data::LocalBarLibrary>(market);
    services.barsChanged = [=] { market->refresh(); };
    services.folder = QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
                      QStringLiteral("/stratwright");
    services.version = QString::fromLatin1(app::kVersion);
    gui::MainWindow window(std::move(services), themes);
    window.show();
    const QStringList arguments = QCoreApplication::arguments().mid(1);
    if (arguments.isEmpty()) {
        window.restoreSession();
    } else if (QFileInfo(arguments[0]).isFile()) {
        const Status opened = window.openProgram(arguments[0]);
        if (!opened) {
            std::fprintf(stderr, "%s\n", opened.error().text().c_str());
        }
    } else {
        window.runSentence(arguments[0]);
    }
    return QApplication::exec();
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const std::string_view first = argc > 1 ? argv[1] : "";
    if (first == "--cli") {
        return runHeadless(argc, argv);
    }
    if (first == "--help" || first == "-h") {
        std::fputs(kUsage, stdout);
        return 0;
    }
    if (first == "--version") {
        std::printf("stratwright %s\n", app::kVersion);
        return 0;
    }
    if (!hasDisplay()) {
        std::fputs("There is no display for the window; use stratwright-cli, which does the same "
                   "work without one.\n",
                   stderr);
        return 1;
    }
    return openWindow(argc, argv);
}
