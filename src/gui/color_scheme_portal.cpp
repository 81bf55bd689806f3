#include "gui/color_scheme_portal.h"

#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusServiceWatcher>
#include <QDBusVariant>

namespace sw::gui {

namespace {

constexpr uint kPrefersDark = 1;
constexpr uint kPrefersLight = 2;

QString service()
{
    return QStringLiteral("org.freedesktop.portal.Desktop");
}

QString path()
{
    return QStringLiteral("/org/freedesktop/portal/desktop");
}

QString interfaceName()
{
    return QStringLiteral("org.freedesktop.portal.Settings");
}

QString appearance()
{
    return QStringLiteral("org.freedesktop.appearance");
}

QString colorScheme()
{
    return QStringLiteral("color-scheme");
}

} // namespace

DesktopColors desktopColorsOf(const QVariant& colorScheme)
{
    QVariant value = colorScheme;
    while (value.canConvert<QDBusVariant>()) {
        value = qvariant_cast<QDBusVariant>(value).variant();
    }
    switch (value.toUInt()) {
    case kPrefersDark:
        return DesktopColors::Dark;
    case kPrefersLight:
        return DesktopColors::Light;
    default:
        return DesktopColors::NoPreference;
    }
}

ColorSchemePortal::ColorSchemePortal(const QDBusConnection& bus, QObject* parent)
    : QObject(parent), m_bus(bus)
{
    if (!m_bus.isConnected()) {
        return;
    }
    // Qt D-Bus knows no connection by member function.
    m_bus.connect(service(), path(), interfaceName(), QStringLiteral("SettingChanged"), this,
                  SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    const auto* watcher =
        new QDBusServiceWatcher(service(), m_bus, QDBusServiceWatcher::WatchForRegistration, this);
    connect(watcher, &QDBusServiceWatcher::serviceRegistered, this, &ColorSchemePortal::ask);
    ask();
}

void ColorSchemePortal::ask()
{
    QDBusMessage question =
        QDBusMessage::createMethodCall(service(), path(), interfaceName(), QStringLiteral("Read"));
    question << appearance() << colorScheme();
    const auto* answer = new QDBusPendingCallWatcher(m_bus.asyncCall(question), this);
    connect(answer, &QDBusPendingCallWatcher::finished, this, &ColorSchemePortal::onAnswer);
}

void ColorSchemePortal::onAnswer(QDBusPendingCallWatcher* answer)
{
    const QDBusPendingReply<QDBusVariant> reply = *answer;
    if (reply.isValid()) {
        setColors(desktopColorsOf(reply.value().variant()));
    }
    answer->deleteLater();
}

void ColorSchemePortal::onSettingChanged(const QString& group, const QString& key,
                                         const QDBusVariant& value)
{
    if (group == appearance() && key == colorScheme()) {
        setColors(desktopColorsOf(value.variant()));
    }
}

void ColorSchemePortal::setColors(DesktopColors colors)
{
    if (m_colors != colors) {
        m_colors = colors;
        Q_EMIT changed(colors);
    }
}

} // namespace sw::gui
