#include "browser.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>
#include <QtTest>

#include <unistd.h>

namespace sw::test {

namespace {

constexpr int kAnswerMs = 30'000;

QString quoted(const QString& text)
{
    const QByteArray list = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(list.mid(1, list.size() - 2));
}

} // namespace

QString Browser::program()
{
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
        const QString found = QStandardPaths::findExecutable(QLatin1String(name));
        if (!found.isEmpty()) {
            return found;
        }
    }
    return {};
}

Browser::Browser()
{
    connect(&m_socket, &QWebSocket::textMessageReceived, this, [this](const QString& text) {
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        const QString method = message.value(QStringLiteral("method")).toString();
        if (message.contains(QStringLiteral("id"))) {
            m_replies.insert(message.value(QStringLiteral("id")).toInt(), message);
        } else if (method == QLatin1String("Runtime.exceptionThrown") ||
                   method == QLatin1String("Log.entryAdded")) {
            m_complaints.append(text);
        }
    });
}

Browser::~Browser()
{
    if (m_process.state() != QProcess::NotRunning) {
        call(QStringLiteral("Browser.close"));
        if (!m_process.waitForFinished(5'000)) {
            m_process.kill();
            m_process.waitForFinished(5'000);
        }
    }
}

bool Browser::start()
{
    QStringList arguments{QStringLiteral("--headless=new"),
                          QStringLiteral("--disable-gpu"),
                          QStringLiteral("--no-first-run"),
                          QStringLiteral("--disable-extensions"),
                          QStringLiteral("--disable-background-networking"),
                          QStringLiteral("--disable-component-update"),
                          QStringLiteral("--hide-scrollbars"),
                          QStringLiteral("--remote-debugging-port=0"),
                          QStringLiteral("--user-data-dir=") + m_folder.path(),
                          QStringLiteral("about:blank")};
    if (::geteuid() == 0) {
        arguments.prepend(QStringLiteral("--no-sandbox")); // its sandbox refuses the superuser
    }
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.start(program(), arguments);
    QFile door(m_folder.filePath(QStringLiteral("DevToolsActivePort")));
    if (!QTest::qWaitFor([&] { return door.size() > 10; }, kAnswerMs) ||
        !door.open(QIODevice::ReadOnly)) {
        return false;
    }
    const QList<QByteArray> lines = door.readAll().trimmed().split('\n');
    m_socket.open(
        QUrl(QStringLiteral("ws://127.0.0.1:%1%2")
                 .arg(QString::fromLatin1(lines.value(0)), QString::fromLatin1(lines.value(1)))));
    if (!QTest::qWaitFor([&] { return m_socket.state() == QAbstractSocket::ConnectedState; },
                         kAnswerMs)) {
        return false;
    }
    const QJsonObject target = call(QStringLiteral("Target.createTarget"),
                                    {{QStringLiteral("url"), QStringLiteral("about:blank")}});
    const QJsonObject attached =
        call(QStringLiteral("Target.attachToTarget"),
             {{QStringLiteral("targetId"), target.value(QStringLiteral("targetId"))},
              {QStringLiteral("flatten"), true}});
    m_session = attached.value(QStringLiteral("sessionId")).toString();
    call(QStringLiteral("Runtime.enable"));
    call(QStringLiteral("Log.enable"));
    call(QStringLiteral("Page.enable"));
    return !m_session.isEmpty();
}

QJsonObject Browser::call(const QString& method, const QJsonObject& parameters)
{
    const int id = ++m_id;
    QJsonObject message{{QStringLiteral("id"), id},
                        {QStringLiteral("method"), method},
                        {QStringLiteral("params"), parameters}};
    if (!m_session.isEmpty() && !method.startsWith(QLatin1String("Browser."))) {
        message.insert(QStringLiteral("sessionId"), m_session);
    }
    m_socket.sendTextMessage(
        QString::fromUtf8(QJsonDocument(message).toJson(QJsonDocument::Compact)));
    if (!QTest::qWaitFor([&] { return m_replies.contains(id); }, kAnswerMs)) {
        return {};
    }
    return m_replies.take(id).value(QStringLiteral("result")).toObject();
}

void Browser::open(const QString& address)
{
    call(QStringLiteral("Page.navigate"), {{QStringLiteral("url"), address}});
    becomesTrue(QStringLiteral("document.readyState === 'complete' && location.href === %1")
                    .arg(quoted(address)));
}

QJsonValue Browser::value(const QString& expression)
{
    return call(QStringLiteral("Runtime.evaluate"), {{QStringLiteral("expression"), expression},
                                                     {QStringLiteral("returnByValue"), true}})
        .value(QStringLiteral("result"))
        .toObject()
        .value(QStringLiteral("value"));
}

bool Browser::becomesTrue(const QString& expression, int timeoutMs)
{
    return QTest::qWaitFor([&] { return value(expression).toBool(); }, timeoutMs);
}

void Browser::type(const QString& selector, const QString& text)
{
    value(QStringLiteral("document.querySelector(%1).focus()").arg(quoted(selector)));
    call(QStringLiteral("Input.insertText"), {{QStringLiteral("text"), text}});
}

void Browser::click(const QString& selector)
{
    value(QStringLiteral("document.querySelector(%1).click()").arg(quoted(selector)));
}

void Browser::look(bool dark, int width, int height)
{
    call(QStringLiteral("Emulation.setEmulatedMedia"),
         {{QStringLiteral("features"),
           QJsonArray{QJsonObject{{QStringLiteral("name"), QStringLiteral("prefers-color-scheme")},
                                  {QStringLiteral("value"),
                                   dark ? QStringLiteral("dark") : QStringLiteral("light")}}}}});
    call(QStringLiteral("Emulation.setDeviceMetricsOverride"),
         {{QStringLiteral("width"), width},
          {QStringLiteral("height"), height},
          {QStringLiteral("deviceScaleFactor"), 1},
          {QStringLiteral("mobile"), false}});
}

void Browser::photograph(const QString& path)
{
    const QJsonObject reply = call(QStringLiteral("Page.captureScreenshot"),
                                   {{QStringLiteral("format"), QStringLiteral("png")}});
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(
            QByteArray::fromBase64(reply.value(QStringLiteral("data")).toString().toLatin1()));
    }
}

} // namespace sw::test
