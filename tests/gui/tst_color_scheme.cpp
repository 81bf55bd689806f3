#include "test_main.h"

#include "gui/color_scheme_portal.h"
#include "gui/theme.h"
#include "private_bus.h"

#include <QDBusMessage>
#include <QDBusVariant>

using namespace sw;
using namespace sw::gui;

namespace {

/// A desktop's settings portal; 0 no preference, 1 dark, 2 light.
class FakePortal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    explicit FakePortal(const QDBusConnection& bus) : m_bus(bus)
    {
        m_bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), this,
                             QDBusConnection::ExportAllSlots | QDBusConnection::ExportAllSignals);
    }

    bool appear()
    {
        return m_bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop"));
    }
    void vanish() { m_bus.unregisterService(QStringLiteral("org.freedesktop.portal.Desktop")); }
    void set(uint scheme)
    {
        m_scheme = scheme;
        Q_EMIT SettingChanged(QStringLiteral("org.freedesktop.appearance"),
                              QStringLiteral("color-scheme"), QDBusVariant(scheme));
    }
    void setUnrelated()
    {
        Q_EMIT SettingChanged(QStringLiteral("org.gnome.desktop.interface"),
                              QStringLiteral("color-scheme"), QDBusVariant(2U));
        Q_EMIT SettingChanged(QStringLiteral("org.freedesktop.appearance"),
                              QStringLiteral("accent-color"), QDBusVariant(2U));
    }

public slots:
    /// Portals wrap the value once more than Read() declares.
    QDBusVariant Read(const QString& group, const QString& key)
    {
        const bool isAsked = group == QLatin1String("org.freedesktop.appearance") &&
                             key == QLatin1String("color-scheme");
        return QDBusVariant(QVariant::fromValue(QDBusVariant(isAsked ? m_scheme : 0U)));
    }

signals:
    void SettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    QDBusConnection m_bus;
    uint m_scheme = 0;
};

} // namespace

/// The desktop's choice of dark or light, followed while the window stands.
class TestColorScheme : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatThePortalMeans_data()
    {
        QTest::addColumn<QVariant>("value");
        QTest::addColumn<int>("colors");
        const auto wrapped = [](const QVariant& inner) {
            return QVariant::fromValue(QDBusVariant(inner));
        };
        const auto row = [](const char* name, const QVariant& value, DesktopColors colors) {
            QTest::newRow(name) << value << static_cast<int>(colors);
        };
        row("none", 0U, DesktopColors::NoPreference);
        row("dark", 1U, DesktopColors::Dark);
        row("light", 2U, DesktopColors::Light);
        row("in a variant", wrapped(1U), DesktopColors::Dark);
        row("in two variants", wrapped(wrapped(2U)), DesktopColors::Light);
        row("a value of later versions", 3U, DesktopColors::NoPreference);
        row("no number", QStringLiteral("prefer-dark"), DesktopColors::NoPreference);
        row("nothing", {}, DesktopColors::NoPreference);
    }

    void readsWhatThePortalMeans()
    {
        QFETCH(QVariant, value);
        QFETCH(int, colors);
        QCOMPARE(static_cast<int>(desktopColorsOf(value)), colors);
    }

    void theWindowFollowsTheDesktop()
    {
        test::PrivateBus bus;
        if (!bus.problem().isEmpty()) {
            QSKIP(qPrintable(bus.problem()));
        }
        FakePortal portal(bus.connectAs(QStringLiteral("portal")));
        QVERIFY(portal.appear());
        portal.set(1);
        ThemeSource themes;
        ColorSchemePortal desktop(bus.connectAs(QStringLiteral("window")));
        connect(&desktop, &ColorSchemePortal::changed, &themes, &ThemeSource::setDesktop);
        QTRY_VERIFY(desktop.colors() == DesktopColors::Dark);
        QCOMPARE(themes.theme().name, QStringLiteral("dark"));
        portal.set(2);
        QTRY_COMPARE(themes.theme().name, QStringLiteral("light"));
        portal.setUnrelated();
        portal.set(1);
        QTRY_COMPARE(themes.theme().name, QStringLiteral("dark"));

        // A choice of the user's own stands whatever the desktop does, until it is System again.
        themes.choose(ThemeChoice::Light);
        portal.set(2);
        QTRY_VERIFY(desktop.colors() == DesktopColors::Light);
        portal.set(1);
        QTRY_VERIFY(desktop.colors() == DesktopColors::Dark);
        QCOMPARE(themes.theme().name, QStringLiteral("light"));
        themes.choose(ThemeChoice::System);
        QCOMPARE(themes.theme().name, QStringLiteral("dark"));
    }

    void aPortalThatComesLaterIsHeard()
    {
        test::PrivateBus bus;
        if (!bus.problem().isEmpty()) {
            QSKIP(qPrintable(bus.problem()));
        }
        ColorSchemePortal desktop(bus.connectAs(QStringLiteral("early window")));
        QTest::qWait(50);
        QVERIFY(desktop.colors() == DesktopColors::NoPreference);
        FakePortal portal(bus.connectAs(QStringLiteral("late portal")));
        portal.set(2);
        QVERIFY(portal.appear());
        QTRY_VERIFY(desktop.colors() == DesktopColors::Light);
        // A portal that restarts has not changed the user's mind.
        portal.vanish();
        QTest::qWait(50);
        QVERIFY(desktop.colors() == DesktopColors::Light);
        portal.set(1);
        QVERIFY(portal.appear());
        QTRY_VERIFY(desktop.colors() == DesktopColors::Dark);
    }

    void withoutABusThePaletteOfTheStartDecides()
    {
        ThemeSource themes;
        const QString before = themes.theme().name;
        const ColorSchemePortal desktop(QDBusConnection(QStringLiteral("no such bus")));
        QTest::qWait(20);
        QVERIFY(desktop.colors() == DesktopColors::NoPreference);
        themes.setDesktop(before == QLatin1String("dark") ? DesktopColors::Light
                                                          : DesktopColors::Dark);
        QVERIFY(themes.theme().name != before);
        themes.setDesktop(DesktopColors::NoPreference);
        QCOMPARE(themes.theme().name, before);
    }
};

SW_TEST(TestColorScheme)
#include "tst_color_scheme.moc"
