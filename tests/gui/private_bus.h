// A message bus of a test's own: what is registered on it, and what starts on it, is of this
// machine's desktop neither seen nor touched.
#pragma once

#include <QDBusConnection>
#include <QProcess>
#include <QTemporaryDir>

namespace sw::test {

/// A `dbus-daemon` that lives as long as this object.
class PrivateBus
{
public:
    /// Installed services that the bus starts when they are called: those of the system or none.
    enum class Services : std::uint8_t { None, OfSystem };

    explicit PrivateBus(Services services = Services::None);
    ~PrivateBus();
    PrivateBus(const PrivateBus&) = delete;
    PrivateBus& operator=(const PrivateBus&) = delete;

    /// Why there is no bus; empty where there is one.
    QString problem() const { return m_problem; }
    /// For DBUS_SESSION_BUS_ADDRESS.
    QString address() const { return m_address; }
    /// A connection of its own, open until the bus ends. Requires: no problem; a new name each.
    QDBusConnection connectAs(const QString& name);

private:
    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
    QString m_problem;
    QStringList m_connections;
};

} // namespace sw::test
