// The switch of the window that lets others follow: on, told, off.
#include "test_main.h"

#include "app/sharing.h"
#include "data/local_data.h"
#include "data/local_ports.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTcpSocket>
#include <QUrl>
#include <QWebSocket>

using namespace sw;

namespace {

agents::Ports samplePorts()
{
    return {std::make_shared<data::LocalData>(std::move(*data::LocalData::make({}))),
            std::make_shared<data::EngineBacktester>(), std::make_shared<data::SystemClock>(),
            "test", nullptr};
}

agents::RunEvent eventNumber(qint64 seq)
{
    agents::RunEvent event;
    event.session = QStringLiteral("of-the-window");
    event.seq = seq;
    event.message = QStringLiteral("step %1").arg(seq);
    return event;
}

QString message(const char* type)
{
    return QStringLiteral("{\"type\":\"%1\"").arg(QLatin1String(type));
}

} // namespace

class TestSharing : public QObject
{
    Q_OBJECT

private slots:
    void isOffUntilAskedFor()
    {
        app::Sharing sharing(samplePorts(), nullptr);
        QVERIFY(!sharing.isOn());
        sharing.publish(eventNumber(1)); // to nobody
    }

    void clientsFollowTheRunsOfTheWindow()
    {
        app::Sharing sharing(samplePorts(), nullptr);
        const Result<app::Sharing::Place> place = sharing.begin();
        QVERIFY(place.has_value() && sharing.isOn());
        sharing.publish(eventNumber(1));
        QWebSocket socket;
        QStringList texts;
        connect(&socket, &QWebSocket::textMessageReceived, this,
                [&](const QString& text) { texts.append(text); });
        QString address = place->address;
        socket.open(QUrl(address.replace(QStringLiteral("http:"), QStringLiteral("ws:"))));
        QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
        socket.sendTextMessage(message("hello") +
                               QStringLiteral(",\"token\":\"%1\"}").arg(place->token));
        socket.sendTextMessage(message("subscribe") + QStringLiteral(",\"session\":\"*\"}"));
        sharing.publish(eventNumber(2));
        const auto steps = [&] {
            QStringList found;
            for (const QString& text : texts) {
                const QJsonObject json = QJsonDocument::fromJson(text.toUtf8()).object();
                if (json.contains(QStringLiteral("seq"))) {
                    found.append(json[QStringLiteral("message")].toString());
                }
            }
            return found;
        };
        QTRY_COMPARE(steps(), (QStringList{QStringLiteral("step 1"), QStringLiteral("step 2")}));
    }

    void switchedOffItHangsUpAndListensNoMore()
    {
        app::Sharing sharing(samplePorts(), nullptr);
        const Result<app::Sharing::Place> place = sharing.begin();
        QVERIFY(place.has_value());
        QWebSocket socket;
        QString address = place->address;
        socket.open(QUrl(address.replace(QStringLiteral("http:"), QStringLiteral("ws:"))));
        QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
        sharing.end();
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        QTcpSocket again;
        QSignalSpy failed(&again, &QTcpSocket::errorOccurred);
        again.connectToHost(QStringLiteral("127.0.0.1"),
                            static_cast<quint16>(QUrl(place->address).port()));
        QTRY_COMPARE(failed.size(), 1);
    }

    void everyTimeThereIsANewToken()
    {
        app::Sharing sharing(samplePorts(), nullptr);
        const Result<app::Sharing::Place> one = sharing.begin();
        const Result<app::Sharing::Place> two = sharing.begin();
        QVERIFY(one && two && one->token != two->token && !two->token.isEmpty());
    }
};

SW_TEST(TestSharing)
#include "tst_sharing.moc"
