// Whether the desktop is dark, as org.freedesktop.portal.Settings tells it on the session bus, at
// the start and whenever the user switches. What the window makes of it is ThemeSource's business.
#pragma once

#include <QDBusConnection>
#include <QObject>

class QDBusPendingCallWatcher;
class QDBusVariant;

namespace sw::gui {

/// What the desktop asks of its programs; NoPreference also where nobody tells.
enum class DesktopColors : std::uint8_t { NoPreference, Dark, Light };

/// The meaning of a portal's `color-scheme`: 1 is dark, 2 is light, all else no preference. The
/// value may lie in variants, as Read() wraps it twice.
/// Source: xdg-desktop-portal, org.freedesktop.portal.Settings, namespace
/// org.freedesktop.appearance.
DesktopColors desktopColorsOf(const QVariant& colorScheme);

/// The portal's colour scheme and its changes. Without a bus or a portal it stays at NoPreference
/// and says nothing; a portal that comes later is heard.
/// Thread: GUI. It never waits for the portal.
class ColorSchemePortal : public QObject
{
    Q_OBJECT

public:
    explicit ColorSchemePortal(const QDBusConnection& bus, QObject* parent = nullptr);

    DesktopColors colors() const { return m_colors; }

signals:
    void changed(sw::gui::DesktopColors colors);

private slots:
    void onSettingChanged(const QString& group, const QString& key, const QDBusVariant& value);

private:
    void ask();
    void onAnswer(QDBusPendingCallWatcher* answer);
    void setColors(DesktopColors colors);

    QDBusConnection m_bus;
    DesktopColors m_colors = DesktopColors::NoPreference;
};

} // namespace sw::gui
