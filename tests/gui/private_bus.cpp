#include "private_bus.h"

#include <QFile>
#include <QStandardPaths>

namespace sw::test {

namespace {

constexpr int kBusStartMs = 10'000;

QByteArray configuration(const QString& folder, PrivateBus::Services services)
{
    const QByteArray started = services == PrivateBus::Services::OfSystem
                                   ? "  <servicedir>/usr/share/dbus-1/services</servicedir>\n"
                                   : "";
    return "<!DOCTYPE busconfig PUBLIC \"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\"\n"
           " \"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
           "<busconfig>\n"
           "  <type>session</type>\n"
           "  <listen>unix:path=" +
           QFile::encodeName(folder) + "/bus</listen>\n" + started +
           "  <policy context=\"default\">\n"
           "    <allow send_destination=\"*\" eavesdrop=\"true\"/>\n"
           "    <allow eavesdrop=\"true\"/>\n"
           "    <allow own=\"*\"/>\n"
           "  </policy>\n"
           "</busconfig>\n";
}

} // namespace

PrivateBus::PrivateBus(Services services)
{
    const QString program = QStandardPaths::findExecutable(QStringLiteral("dbus-daemon"));
    if (program.isEmpty()) {
        m_problem = QStringLiteral("dbus-daemon is not installed (package dbus)");
        return;
    }
    QFile file(m_folder.filePath(QStringLiteral("bus.conf")));
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(configuration(m_folder.path(), services)) < 0) {
        m_problem = file.errorString();
        return;
    }
    file.close();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
    m_daemon.setProcessEnvironment(environment);
    m_daemon.start(program,
                   {QStringLiteral("--config-file=") + file.fileName(), QStringLiteral("--nofork"),
                    QStringLiteral("--nopidfile"), QStringLiteral("--print-address=1")});
    if (!m_daemon.waitForReadyRead(kBusStartMs)) {
        m_problem = QStringLiteral("dbus-daemon does not start: ") + m_daemon.errorString() +
                    QString::fromLocal8Bit(m_daemon.readAllStandardError());
        return;
    }
    m_address = QString::fromLocal8Bit(m_daemon.readLine()).trimmed();
}

PrivateBus::~PrivateBus()
{
    for (const QString& name : m_connections) {
        QDBusConnection::disconnectFromBus(name);
    }
    m_daemon.terminate();
    if (!m_daemon.waitForFinished(kBusStartMs)) {
        m_daemon.kill();
        m_daemon.waitForFinished(kBusStartMs);
    }
}

QDBusConnection PrivateBus::connectAs(const QString& name)
{
    m_connections.append(name);
    return QDBusConnection::connectToBus(m_address, name);
}

} // namespace sw::test
