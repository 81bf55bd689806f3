// The style sheet: spacing and borders of the standard widgets, colours from the tokens. Object
// names that mean something here: primary (the one filled button of a window), flat (tool buttons),
// muted, heading, card, panelTitle, pill.
#include "gui/theme.h"

#include <algorithm>
#include <vector>

namespace sw::gui {

namespace {

constexpr const char* kSheet = R"(
QMainWindow::separator { background: @gap; width: 4px; height: 4px; }
QMainWindow::separator:hover { background: @accent; }
QMenuBar { background: @panel; padding: 2px 6px; }
QMenuBar::item { padding: 4px 10px; border-radius: 4px; background: transparent; }
QMenuBar::item:selected { background: @raised; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 12px; border-radius: 4px; }
QMenu::item:selected { background: @selection; }
QMenu::item:disabled { color: @faint; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QToolBar { background: @panel; border: 0; spacing: 4px; padding: 5px 8px; }
QToolBar::separator { width: 1px; background: @line; margin: 4px 6px; }
QToolButton { border: 1px solid transparent; border-radius: 5px; padding: 4px 9px; background: transparent; }
QToolButton:hover { background: @raised; }
QToolButton:checked { background: @selection; }
QToolButton:focus { border: 1px solid @accent; }
QToolButton:disabled { color: @faint; }
QToolButton[popupMode="2"] { padding-right: 20px; }
QToolButton#tight { padding: 4px 6px; }
QToolButton::menu-indicator { image: url(:/themes/chevron_down.svg); width: 12px; height: 12px; subcontrol-origin: border; subcontrol-position: center right; right: 5px; }
QPushButton { border: 1px solid @line; border-radius: 5px; padding: 5px 12px; background: @raised; }
QPushButton:hover { border-color: @muted; }
QPushButton:focus { border-color: @accent; }
QPushButton:pressed { background: @selection; }
QPushButton:disabled { color: @faint; }
QPushButton#primary { background: @accent; color: @onAccent; border-color: @accent; font-weight: 600; padding: 5px 16px; }
QPushButton#primary:focus { border-color: @text; }
QPushButton#primary:disabled { background: @raised; color: @faint; border-color: @line; }
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit {
    border: 1px solid @line; border-radius: 5px; padding: 4px 7px; background: @panel; selection-background-color: @selection; selection-color: @text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QDateEdit:focus { border-color: @accent; }
QComboBox::drop-down { border: 0; width: 22px; }
QComboBox::down-arrow { image: url(:/themes/chevron_down.svg); width: 12px; height: 12px; }
QComboBox:disabled, QLineEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled { color: @faint; }
QSpinBox::up-button, QDoubleSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::down-button { border: 0; width: 20px; background: transparent; }
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url(:/themes/chevron_up.svg); width: 10px; height: 10px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url(:/themes/chevron_down.svg); width: 10px; height: 10px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; selection-background-color: @selection; }
QDockWidget { background: @panel; }
QWidget#panel { background: @panel; }
QWidget#panelTitle { background: @panel; border-bottom: 1px solid @line; }
QLabel#heading { font-weight: 600; }
QLabel#muted { color: @muted; }
QLabel#warn { color: @warn; }
QPushButton#link { background: transparent; border: 1px solid transparent; text-align: left; padding: 3px 6px; }
QPushButton#link:hover { background: @raised; }
QPushButton#link:focus { border-color: @accent; }
QToolButton#chip { background: @raised; border: 1px solid @line; border-radius: 4px; padding: 1px 6px; }
QToolButton#chip:hover { border-color: @muted; }
QToolButton#chip:focus { border-color: @accent; }
QLabel#pill { background: @raised; color: @muted; border-radius: 4px; padding: 2px 7px; }
QFrame#card { background: @panel; border: 1px solid @line; border-radius: 6px; }
QTabWidget::pane { border: 0; background: @panel; }
QTabBar { background: @panel; qproperty-drawBase: 0; }
QTabBar::tab { background: @panel; color: @muted; padding: 7px 14px; border: 0; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @text; border-bottom: 2px solid @accent; }
QTabBar#tight::tab { padding-left: 8px; padding-right: 8px; }
QTabBar::tab:hover { color: @text; }
QTabBar::close-button { image: url(:/icons/close-@name.svg); subcontrol-position: right; margin: 2px; border-radius: 3px; }
QTabBar::close-button:hover { background: @line; }
QTabBar::tab:focus { color: @text; background: @raised; }
QHeaderView { background: @panel; }
QHeaderView::section { background: @panel; color: @muted; border: 0; border-bottom: 1px solid @line; padding: 5px 8px; }
QHeaderView::section:hover { color: @text; }
QTableView, QTreeView, QListView { background: @panel; alternate-background-color: @raised; border: 0; gridline-color: @line;
    selection-background-color: @selection; selection-color: @text; outline: 0; }
QTableView:focus, QTreeView:focus, QListView:focus { border: 1px solid @accent; }
QDialog#popup { background: @panel; border: 1px solid @muted; }
QListView#completions, QListView#completions:focus { background: @raised; border: 1px solid @muted; }
QListView#completions::item { border: 0; padding: 3px 8px; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @line; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: @faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { border: 0; background: @panel; }
QSplitter::handle { background: @gap; }
QSplitter::handle:hover { background: @accent; }
QStatusBar { background: @panel; color: @muted; }
QStatusBar::item { border: 0; }
QToolTip { background: @raised; color: @text; border: 1px solid @line; padding: 5px; }
QProgressBar { border: 0; border-radius: 3px; background: @raised; max-height: 6px; text-align: center; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }
QCheckBox, QRadioButton { spacing: 7px; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid @muted; border-radius: 3px; background: @panel; }
QCheckBox::indicator:focus, QCheckBox::indicator:hover { border-color: @accent; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/themes/check_@theme.svg); }
QCheckBox::indicator:disabled { border-color: @line; }
QGroupBox { border: 1px solid @line; border-radius: 6px; margin-top: 14px; padding: 10px; }
QGroupBox::title { subcontrol-origin: margin; left: 10px; color: @muted; }
)";

} // namespace

QString styleSheetOf(const Theme& theme)
{
    QString sheet = QString::fromLatin1(kSheet);
    sheet.replace(QStringLiteral("@name"), theme.name);
    // Longer names first, so that @text never eats the start of another token.
    std::vector<std::size_t> order(kTokens);
    for (std::size_t i = 0; i < kTokens; ++i) {
        order[i] = i;
    }
    std::ranges::sort(order, [](std::size_t a, std::size_t b) {
        return name(static_cast<Token>(a)).size() > name(static_cast<Token>(b)).size();
    });
    for (const std::size_t i : order) {
        const std::string_view token = name(static_cast<Token>(i));
        sheet.replace(QLatin1Char('@') + QString::fromLatin1(token.data(), qsizetype(token.size())),
                      theme.colors[i].name());
    }
    sheet.replace(QLatin1String("@theme"),
                  theme.dark ? QLatin1String("dark") : QLatin1String("light"));
    return sheet;
}

} // namespace sw::gui
