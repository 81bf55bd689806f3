#include "test_main.h"

#include "data/local_bar_library.h"
#include "gui/main_window.h"
#include "gui_runs.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QComboBox>
#include <QDockWidget>
#include <QLineEdit>
#include <QScrollBar>
#include <QTabBar>

using namespace sw;
using namespace sw::gui;

namespace {

/// Roles that a user acts on: without a name a screen reader is silent about them.
bool isActedOn(QAccessible::Role role)
{
    switch (role) {
    case QAccessible::PushButton:
    case QAccessible::CheckBox:
    case QAccessible::RadioButton:
    case QAccessible::ComboBox:
    case QAccessible::EditableText:
    case QAccessible::SpinBox:
    case QAccessible::Slider:
    case QAccessible::Table:
    case QAccessible::Tree:
    case QAccessible::List:
    case QAccessible::ButtonMenu:
        return true;
    default:
        return false;
    }
}

/// Parts that belong to a named control and are never reached by themselves.
bool isInside(const QWidget* widget)
{
    for (const QWidget* above = widget->parentWidget(); above != nullptr;
         above = above->parentWidget()) {
        if (qobject_cast<const QComboBox*>(above) || above->inherits("QAbstractSpinBox") ||
            qobject_cast<const QTabBar*>(above) || above->inherits("QHeaderView") ||
            qobject_cast<const QLineEdit*>(above) || above->inherits("QAbstractItemView")) {
            return true;
        }
    }
    return qobject_cast<const QScrollBar*>(widget) != nullptr ||
           widget->objectName().startsWith(QLatin1String("qt_")) ||
           widget->inherits("QTabBarScrollButton") || widget->inherits("QToolBarExtension");
}

} // namespace

/// What a screen reader is told.
class TestAccessible : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QAccessible::setActive(true);
        m_themes = std::make_unique<ThemeSource>();
        WindowServices services;
        services.ports = [] { return test::samplePorts(); };
        services.library = std::make_shared<data::LocalBarLibrary>();
        services.barsChanged = [] {};
        m_window = std::make_unique<MainWindow>(std::move(services), *m_themes);
        m_window->resize(1700, 1000);
        m_window->show();
        m_window->runSentence(QStringLiteral("Buy AAPL when RSI < 30, sell when RSI > 70"));
        QVERIFY(test::waitUntilIdle(*m_window->document()));
        for (QDockWidget* dock : m_window->findChildren<QDockWidget*>()) {
            dock->raise();
            QTest::qWait(20);
        }
    }

    void cleanupTestCase()
    {
        m_window.reset();
        m_themes.reset();
    }

    void everythingActedOnHasAName()
    {
        QStringList silent;
        for (QWidget* widget : m_window->findChildren<QWidget*>()) {
            QAccessibleInterface* face = QAccessible::queryAccessibleInterface(widget);
            if (face == nullptr || !isActedOn(face->role()) || isInside(widget)) {
                continue;
            }
            const bool named = !face->text(QAccessible::Name).trimmed().isEmpty() ||
                               !face->text(QAccessible::Description).trimmed().isEmpty();
            if (!named) {
                silent.append(QStringLiteral("%1 '%2' in %3")
                                  .arg(QString::fromLatin1(widget->metaObject()->className()),
                                       widget->objectName(),
                                       QString::fromLatin1(
                                           widget->parentWidget()->metaObject()->className())));
            }
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QStringLiteral("; "))));
    }

    void chartsDescribeThemselvesInWords()
    {
        int charts = 0;
        for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
            if (!widget->inherits("sw::chart::ChartView") &&
                !widget->inherits("sw::chart::FigureView")) {
                continue;
            }
            ++charts;
            QVERIFY2(widget->accessibleDescription().size() > 20 ||
                         widget->accessibleName().size() > 20,
                     widget->metaObject()->className());
        }
        QVERIFY(charts >= 1);
    }

    void theFocusGoesRoundWithoutATrap()
    {
        m_window->activateWindow();
        m_window->setFocus();
        QSet<const QWidget*> seen;
        const QWidget* first = nullptr;
        for (int i = 0; i < 400; ++i) {
            QWidget* from = QApplication::focusWidget();
            QTest::keyClick(from ? from : m_window.get(), Qt::Key_Tab);
            const QWidget* now = QApplication::focusWidget();
            QVERIFY(now);
            if (first == nullptr) {
                first = now;
            } else if (now == first) {
                break;
            }
            QVERIFY2(now != from, now->metaObject()->className());
            seen.insert(now);
        }
        QVERIFY2(seen.size() > 15, qPrintable(QString::number(seen.size())));
    }

private:
    std::unique_ptr<ThemeSource> m_themes;
    std::unique_ptr<MainWindow> m_window;
};

SW_TEST(TestAccessible)
#include "tst_accessible.moc"
