// `stratwright-cli serve` as a user starts and ends it.
#include "test_main.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QWebSocket>

#include <csignal>

namespace {

/// The program at work, ended with the test.
class Program
{
public:
    explicit Program(const QStringList& arguments)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_DATA_HOME"), m_home.path());
        m_process.setProcessEnvironment(environment);
        m_process.start(QStringLiteral(SW_CLI), QStringList{QStringLiteral("serve")} + arguments);
    }
    ~Program()
    {
        m_process.kill();
        m_process.waitForFinished();
    }
    QByteArray firstLine()
    {
        return m_process.waitForReadyRead(20'000) ? m_process.readLine() : QByteArray();
    }
    int interrupted()
    {
        ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
        return m_process.waitForFinished(20'000) && m_process.exitStatus() == QProcess::NormalExit
                   ? m_process.exitCode()
                   : -1;
    }
    QProcess& process() { return m_process; }

private:
    QTemporaryDir m_home; ///< becomes the user's data folder
    QProcess m_process;
};

QJsonObject addressOf(Program& program)
{
    return QJsonDocument::fromJson(program.firstLine()).object();
}

} // namespace

class TestServeCommand : public QObject
{
    Q_OBJECT

private slots:
    void servesARunAndEndsWithCtrlC()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("token"));
        Program program({QStringLiteral("--json"), QStringLiteral("--token-file"), path});
        const QJsonObject address = addressOf(program);
        QCOMPARE(address.value(QStringLiteral("tokenFile")).toString(), path);
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray token = file.readAll().trimmed();
        QCOMPARE(QFileInfo(path).permissions() & (QFileDevice::ReadGroup | QFileDevice::ReadOther),
                 QFileDevice::Permissions());
        QWebSocket socket;
        QList<QJsonObject> said;
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket,
                         [&](const QString& text) {
                             said.append(QJsonDocument::fromJson(text.toUtf8()).object());
                         });
        QObject::connect(&socket, &QWebSocket::connected, &socket, [&] {
            socket.sendTextMessage(QStringLiteral("{\"type\":\"hello\",\"token\":\"%1\"}")
                                       .arg(QString::fromLatin1(token)));
            socket.sendTextMessage(QStringLiteral("{\"type\":\"subscribe\",\"session\":\"*\"}"));
            socket.sendTextMessage(QStringLiteral(
                "{\"type\":\"start\",\"brief\":{\"text\":\"Buy AAPL when RSI < 30, sell when RSI > "
                "70\"}}"));
        });
        socket.open(QUrl(address.value(QStringLiteral("webSocket")).toString()));
        QTRY_VERIFY_WITH_TIMEOUT(!said.isEmpty() && said.last().value(QStringLiteral("type")) ==
                                                        QStringLiteral("complete"),
                                 60'000);
        QCOMPARE(said.last()
                     .value(QStringLiteral("data"))
                     .toObject()
                     .value(QStringLiteral("state"))
                     .toString(),
                 QStringLiteral("completed"));
        QCOMPARE(program.interrupted(), 0);
        QTRY_COMPARE(socket.state(), QAbstractSocket::UnconnectedState);
        const QByteArray rest =
            program.process().readAllStandardOutput() + program.process().readAllStandardError();
        QVERIFY2(!rest.contains(token), "the token is in its file and nowhere else");
    }

    void showsTheTokenOnStderr()
    {
        Program program({});
        QVERIFY(program.firstLine().contains("http://127.0.0.1:"));
        QByteArray said;
        QTRY_VERIFY((said += program.process().readAllStandardError()).contains("Token: "));
        QVERIFY(!program.process().readAllStandardOutput().contains("Token: "));
        QCOMPARE(program.interrupted(), 0);
    }

    void saysWhatIsWrong_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::newRow("port") << QStringList{QStringLiteral("--port"), QStringLiteral("70000")}
                              << 2;
        QTest::newRow("broken port")
            << QStringList{QStringLiteral("--port"), QStringLiteral("8.5")} << 2;
        QTest::newRow("argument") << QStringList{QStringLiteral("now")} << 2;
        QTest::newRow("token file")
            << QStringList{QStringLiteral("--token-file"), QStringLiteral("/nowhere/token")} << 1;
    }

    void saysWhatIsWrong()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, exit);
        Program program(arguments);
        QVERIFY(program.process().waitForFinished(20'000));
        QCOMPARE(program.process().exitCode(), exit);
        const QByteArray said = program.process().readAllStandardError().trimmed();
        QVERIFY2(!said.isEmpty() && !said.contains('\n'), said.constData());
        QVERIFY(program.process().readAllStandardOutput().isEmpty());
    }

    void saysThatAPortIsTaken()
    {
        Program first({QStringLiteral("--json")});
        const int port = addressOf(first).value(QStringLiteral("port")).toInt();
        QVERIFY(port > 0);
        Program second({QStringLiteral("--port"), QString::number(port)});
        QVERIFY(second.process().waitForFinished(20'000));
        QCOMPARE(second.process().exitCode(), 1);
        QVERIFY(second.process().readAllStandardError().contains(QByteArray::number(port)));
    }
};

SW_TEST(TestServeCommand)
#include "tst_serve_command.moc"
