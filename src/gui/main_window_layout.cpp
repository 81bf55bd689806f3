// Where the panels stand: three named layouts, each for wide and narrow screens, and the places the
// user gave them.
#include "gui/main_window.h"

#include "chart/chart_view.h"
#include "gui/actions.h"
#include "gui/chart_panel.h"
#include "gui/panel_title.h"
#include "gui/trades_panel.h"

#include <QDockWidget>
#include <QPointer>
#include <QResizeEvent>
#include <QSettings>
#include <QTabBar>
#include <QTimer>

#include <algorithm>

namespace sw::gui {

namespace {

/// Below this width the right column becomes tabs of the left one. Units: px.
constexpr int kNarrow = 1600;
constexpr int kLeastPanelWidth = 340;
constexpr int kLeastPanelHeight = 110;
/// Changes with the set of docks, so that an older saved state is not applied.
constexpr int kStateVersion = 1;
constexpr int kArrangePauseMs = 120;

} // namespace

QDockWidget* MainWindow::makeDock(const QString& id, const QString& title, QWidget* content)
{
    auto* made = new QDockWidget(title, this);
    made->setObjectName(id);
    made->setWidget(content);
    // Smaller than a panel's bar of buttons would like: else all bars together fix the window's
    // least width above small screens.
    content->setMinimumWidth(kLeastPanelWidth);
    if (id != QLatin1String("prompt")) { // its box and buttons would overlap
        content->setMinimumHeight(kLeastPanelHeight);
    }
    // The panel's own title row is what the dock is dragged by; a second title would say it twice.
    QWidget* titleRow = content->findChild<PanelTitle*>();
    if (titleRow == nullptr) {
        // Panels with a row of their own need no title besides the tab; the sentence has neither.
        titleRow = id == QLatin1String("prompt") ? new PanelTitle(title, made) : new QWidget(made);
    }
    made->setTitleBarWidget(titleRow);
    made->setAccessibleName(title);
    made->toggleViewAction()->setText(title);
    m_docks.push_back(made);
    const auto moved = [this] {
        if (!m_arranging && m_shownOnce) {
            m_ownPlaces = true;
        }
    };
    connect(made, &QDockWidget::dockLocationChanged, this, moved);
    connect(made, &QDockWidget::topLevelChanged, this, moved);
    return made;
}

QDockWidget* MainWindow::dock(const QString& id) const
{
    const auto found = std::ranges::find_if(
        m_docks, [&](const QDockWidget* one) { return one->objectName() == id; });
    return found == m_docks.end() ? nullptr : *found;
}

void MainWindow::arrange(Layout layout)
{
    m_layout = layout;
    m_ownPlaces = false;
    arrangeNow();
}

void MainWindow::arrangeNow()
{
    m_arranging = true;
    const QPointer<QWidget> focused = focusWidget();
    // Else the keys would go to whatever stands next to what goes behind another panel, and its
    // panel would scroll to it.
    QWidget* const keeper =
        m_chart->chart().isVisible() ? static_cast<QWidget*>(&m_chart->chart()) : m_tabs;
    if (focused != nullptr) {
        keeper->setFocus(Qt::OtherFocusReason);
    }
    m_narrow = width() < kNarrow;
    m_inFront.clear();
    for (QDockWidget* one : m_docks) {
        removeDockWidget(one);
        one->setFloating(false);
    }
    switch (m_layout) {
    case Layout::Trader:
        arrangeTrader(m_narrow);
        break;
    case Layout::Analyst:
        arrangeAnalyst(m_narrow);
        break;
    case Layout::Code:
        arrangeCode(m_narrow);
        break;
    }
    for (const char* id : {"layout.trader", "layout.analyst", "layout.code"}) {
        if (QAction* action = m_actions->find(QString::fromLatin1(id))) {
            const bool on =
                (m_layout == Layout::Trader && action->objectName().endsWith(u"trader")) ||
                (m_layout == Layout::Analyst && action->objectName().endsWith(u"analyst")) ||
                (m_layout == Layout::Code && action->objectName().endsWith(u"code"));
            action->setChecked(on);
        }
    }
    sizeDocks();
    m_arranging = false;
    if (focused != nullptr && !isBehind(*focused)) {
        focused->setFocus(Qt::OtherFocusReason);
    }
}

bool MainWindow::isBehind(const QWidget& part) const
{
    const auto around = std::ranges::find_if(
        m_docks, [&](const QDockWidget* one) { return one->isAncestorOf(&part); });
    return around != m_docks.end() && !tabifiedDockWidgets(*around).isEmpty() &&
           std::ranges::find(m_inFront, *around) == m_inFront.end();
}

void MainWindow::bringToFront(const char* id)
{
    m_inFront.push_back(dock(QString::fromLatin1(id)));
    m_inFront.back()->raise();
}

void MainWindow::arrangeTrader(bool narrow)
{
    const auto at = [this](const char* id) { return dock(QString::fromLatin1(id)); };
    addDockWidget(Qt::LeftDockWidgetArea, at("prompt"));
    addDockWidget(Qt::LeftDockWidgetArea, at("strategy"));
    if (narrow) {
        for (const char* id : {"agents", "results", "iterations"}) {
            addDockWidget(Qt::LeftDockWidgetArea, at(id));
            tabifyDockWidget(at("strategy"), at(id));
        }
    } else {
        addDockWidget(Qt::LeftDockWidgetArea, at("agents"));
        addDockWidget(Qt::RightDockWidgetArea, at("results"));
        addDockWidget(Qt::RightDockWidgetArea, at("iterations"));
    }
    addDockWidget(Qt::BottomDockWidgetArea, at("trades"));
    for (const char* id : {"insights", "code", "log", "models"}) {
        addDockWidget(Qt::BottomDockWidgetArea, at(id));
        tabifyDockWidget(at("trades"), at(id));
    }
    for (QDockWidget* one : m_docks) {
        one->show();
    }
    bringToFront("trades");
    bringToFront(narrow ? "results" : "strategy");
}

void MainWindow::arrangeAnalyst(bool narrow)
{
    const auto at = [this](const char* id) { return dock(QString::fromLatin1(id)); };
    addDockWidget(Qt::LeftDockWidgetArea, at("results"));
    for (const char* id : {"iterations", "prompt", "strategy", "agents"}) {
        addDockWidget(Qt::LeftDockWidgetArea, at(id));
        tabifyDockWidget(at("results"), at(id));
    }
    addDockWidget(Qt::BottomDockWidgetArea, at("trades"));
    if (narrow) {
        addDockWidget(Qt::BottomDockWidgetArea, at("insights"));
        tabifyDockWidget(at("trades"), at("insights"));
    } else {
        addDockWidget(Qt::RightDockWidgetArea, at("insights"));
    }
    for (const char* id : {"code", "log", "models"}) {
        addDockWidget(Qt::BottomDockWidgetArea, at(id));
        tabifyDockWidget(at("trades"), at(id));
    }
    for (QDockWidget* one : m_docks) {
        one->show();
    }
    bringToFront("trades");
    bringToFront("results");
}

void MainWindow::arrangeCode(bool narrow)
{
    const auto at = [this](const char* id) { return dock(QString::fromLatin1(id)); };
    addDockWidget(Qt::LeftDockWidgetArea, at("prompt"));
    addDockWidget(Qt::LeftDockWidgetArea, at("strategy"));
    for (const char* id : {"results", "iterations", "agents"}) {
        addDockWidget(Qt::LeftDockWidgetArea, at(id));
        tabifyDockWidget(at("strategy"), at(id));
    }
    addDockWidget(Qt::BottomDockWidgetArea, at("trades"));
    if (narrow) {
        // Side by side, even for a moment, they would make the window grow.
        addDockWidget(Qt::BottomDockWidgetArea, at("code"));
        tabifyDockWidget(at("trades"), at("code"));
    } else {
        addDockWidget(Qt::RightDockWidgetArea, at("code"));
    }
    for (const char* id : {"insights", "log", "models"}) {
        addDockWidget(Qt::BottomDockWidgetArea, at(id));
        tabifyDockWidget(at("trades"), at(id));
    }
    for (QDockWidget* one : m_docks) {
        one->show();
    }
    bringToFront(narrow ? "code" : "trades");
    bringToFront("strategy");
}

void MainWindow::sizeDocks()
{
    const auto at = [this](const char* id) { return dock(QString::fromLatin1(id)); };
    const int w = width();
    const int h = height();
    switch (m_layout) {
    case Layout::Trader:
        resizeDocks({at("prompt")}, {std::clamp(w / 5, 350, 420)}, Qt::Horizontal);
        if (m_narrow) {
            resizeDocks({at("prompt"), at("strategy")}, {h * 30 / 100, h * 70 / 100}, Qt::Vertical);
        } else {
            resizeDocks({at("prompt"), at("strategy"), at("agents")},
                        {h * 24 / 100, h * 36 / 100, h * 40 / 100}, Qt::Vertical);
            resizeDocks({at("results")}, {std::clamp(w / 5, 340, 400)}, Qt::Horizontal);
            resizeDocks({at("results"), at("iterations")}, {h * 62 / 100, h * 38 / 100},
                        Qt::Vertical);
        }
        resizeDocks({at("trades")}, {h * 27 / 100}, Qt::Vertical);
        break;
    case Layout::Analyst:
        resizeDocks({at("results")}, {std::clamp(w / 5, 350, 400)}, Qt::Horizontal);
        if (!m_narrow) {
            resizeDocks({at("insights")}, {w * 32 / 100}, Qt::Horizontal);
        }
        resizeDocks({at("trades")}, {h * 38 / 100}, Qt::Vertical);
        break;
    case Layout::Code:
        resizeDocks({at("strategy")}, {w * 30 / 100}, Qt::Horizontal);
        resizeDocks({at("prompt"), at("strategy")}, {h * 25 / 100, h * 75 / 100}, Qt::Vertical);
        if (!m_narrow) {
            resizeDocks({at("code")}, {w * 32 / 100}, Qt::Horizontal);
        }
        resizeDocks({at("trades")}, {h * 30 / 100}, Qt::Vertical);
        break;
    }
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (m_shownOnce && !m_ownPlaces && (width() < kNarrow) != m_narrow) {
        m_arrange->start(kArrangePauseMs);
    }
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (m_shownOnce) {
        return;
    }
    // Docks take sizes only once the window has its own.
    QTimer::singleShot(0, this, [this] {
        m_arranging = true;
        if (m_savedPlaces.isEmpty() || !restoreState(m_savedPlaces, kStateVersion)) {
            m_ownPlaces = false;
            arrangeNow();
        }
        m_arranging = false;
        m_shownOnce = true;
    });
}

void MainWindow::saveWindow() const
{
    if (!m_store) {
        return;
    }
    m_store->setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_store->setValue(QStringLiteral("window/layout"), static_cast<int>(m_layout));
    m_store->setValue(QStringLiteral("window/ownPlaces"), m_ownPlaces);
    m_store->setValue(QStringLiteral("window/places"),
                      m_ownPlaces ? saveState(kStateVersion) : QByteArray());
    m_store->setValue(QStringLiteral("trades/columns"), m_trades->saveColumns());
    m_actions->save(*m_store);
    m_store->sync();
}

bool MainWindow::restoreWindow()
{
    if (!m_store) {
        return false;
    }
    m_actions->load(*m_store);
    m_trades->restoreColumns(m_store->value(QStringLiteral("trades/columns")).toByteArray());
    m_layout = static_cast<Layout>(
        std::clamp(m_store->value(QStringLiteral("window/layout"), 0).toInt(), 0, 2));
    m_ownPlaces = m_store->value(QStringLiteral("window/ownPlaces")).toBool();
    m_savedPlaces = m_store->value(QStringLiteral("window/places")).toByteArray();
    return restoreGeometry(m_store->value(QStringLiteral("window/geometry")).toByteArray());
}

} // namespace sw::gui
