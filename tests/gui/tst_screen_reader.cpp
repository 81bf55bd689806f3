// The program as a screen reader meets it: another process, that asks over the accessibility bus
// for names, roles and descriptions.
#include "test_main.h"

#include "private_bus.h"
#include "shared_words.h"

#include <QDBusArgument>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QFileInfo>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace sw;

namespace {

using sw::test::kPatienceMs;
using sw::test::kSentence;

constexpr int kProgramStartMs = 30'000;
constexpr int kReaderAnswerMs = 10'000;
/// More than the window has: what goes on for ever is cut off.
constexpr std::size_t kMostNodes = 5'000;

/// A node of the tree: who answers for it, and under which path.
struct Address {
    QString service, path;
};

/// What a screen reader is told of a node.
struct Node {
    QString role, name, description;
    Address address;
};

/// The accessibility bus, as a screen reader uses it.
class Reader
{
public:
    explicit Reader(const QDBusConnection& bus) : m_bus(bus) {}

    QVariant property(const Address& of, const char* name) const
    {
        const QVariant answer =
            call(of, "org.freedesktop.DBus.Properties", "Get",
                 {QStringLiteral("org.a11y.atspi.Accessible"), QString::fromLatin1(name)});
        return answer.isNull() ? QVariant() : answer.value<QDBusVariant>().variant();
    }
    QString roleOf(const Address& of) const
    {
        return call(of, "org.a11y.atspi.Accessible", "GetRoleName").toString();
    }
    std::vector<Address> childrenOf(const Address& of) const
    {
        std::vector<Address> children;
        const QVariant answer = call(of, "org.a11y.atspi.Accessible", "GetChildren");
        if (!answer.canConvert<QDBusArgument>()) {
            return children;
        }
        const auto list = answer.value<QDBusArgument>();
        list.beginArray();
        while (!list.atEnd()) {
            Address child;
            QDBusObjectPath path;
            list.beginStructure();
            list >> child.service >> path;
            list.endStructure();
            child.path = path.path();
            children.push_back(child);
        }
        list.endArray();
        return children;
    }
    /// Everything below the desktop but the cells of tables, lists and trees.
    std::vector<Node> tree() const
    {
        static const QStringList kOfMany = {QStringLiteral("table"), QStringLiteral("tree table"),
                                            QStringLiteral("tree"), QStringLiteral("list"),
                                            QStringLiteral("list box")};
        std::vector<Node> nodes;
        std::vector<Address> waiting = {{QStringLiteral("org.a11y.atspi.Registry"),
                                         QStringLiteral("/org/a11y/atspi/accessible/root")}};
        while (!waiting.empty() && nodes.size() < kMostNodes) {
            const Address at = waiting.back();
            waiting.pop_back();
            nodes.push_back({roleOf(at), property(at, "Name").toString(),
                             property(at, "Description").toString(), at});
            if (!kOfMany.contains(nodes.back().role)) {
                for (const Address& child : childrenOf(at)) {
                    waiting.push_back(child);
                }
            }
        }
        return nodes;
    }
    int childCount(const Address& of) const { return property(of, "ChildCount").toInt(); }
    QString text(const Address& of) const
    {
        return call(of, "org.a11y.atspi.Text", "GetText", {0, -1}).toString();
    }
    /// The names of what can be done with a node.
    QStringList actionsOf(const Address& of) const
    {
        QStringList names;
        const QVariant count = [&] {
            const QVariant answer =
                call(of, "org.freedesktop.DBus.Properties", "Get",
                     {QStringLiteral("org.a11y.atspi.Action"), QStringLiteral("NActions")});
            return answer.isNull() ? QVariant() : answer.value<QDBusVariant>().variant();
        }();
        for (int i = 0; i < count.toInt(); ++i) {
            names.append(call(of, "org.a11y.atspi.Action", "GetName", {i}).toString());
        }
        return names;
    }

private:
    QVariant call(const Address& of, const char* interface, const char* method,
                  const QVariantList& arguments = {}) const
    {
        QDBusMessage question = QDBusMessage::createMethodCall(
            of.service, of.path, QString::fromLatin1(interface), QString::fromLatin1(method));
        question.setArguments(arguments);
        const QDBusMessage answer = m_bus.call(question, QDBus::Block, kReaderAnswerMs);
        return answer.type() == QDBusMessage::ReplyMessage ? answer.arguments().value(0)
                                                           : QVariant();
    }

    QDBusConnection m_bus;
};

} // namespace

class TestScreenReader : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (!QFileInfo::exists(QStringLiteral("/usr/libexec/at-spi-bus-launcher"))) {
            QSKIP("the accessibility bus is not installed (package at-spi2-core)");
        }
        const QString server = QStandardPaths::findExecutable(QStringLiteral("Xvfb"));
        if (server.isEmpty()) {
            QSKIP("there is no screen without one: Xvfb is not installed (package xvfb)");
        }
        m_bus = std::make_unique<test::PrivateBus>(test::PrivateBus::Services::OfSystem);
        if (!m_bus->problem().isEmpty()) {
            QSKIP(qPrintable(m_bus->problem()));
        }
        m_screen.start(server, {QStringLiteral("-displayfd"), QStringLiteral("1"),
                                QStringLiteral("-screen"), QStringLiteral("0"),
                                QStringLiteral("1920x1080x24"), QStringLiteral("-nolisten"),
                                QStringLiteral("tcp")});
        QVERIFY2(m_screen.waitForReadyRead(kProgramStartMs), qPrintable(m_screen.errorString()));
        const QString display =
            QLatin1Char(':') + QString::fromLatin1(m_screen.readLine().trimmed());
        startProgram(display);
        m_reader = std::make_unique<Reader>(accessibilityBus());
        // The run ends when the chart says how many trades it has.
        QVERIFY2(QTest::qWaitFor(
                     [this] {
                         m_nodes = m_reader->tree();
                         const Node* chart = find("", "Price chart");
                         return chart != nullptr &&
                                chart->description.contains(QStringLiteral("in all"));
                     },
                     kPatienceMs),
                 qPrintable(outline()));
    }

    void cleanupTestCase()
    {
        m_reader.reset();
        for (QProcess* process : {&m_program, &m_screen}) {
            if (process->state() != QProcess::NotRunning) {
                process->terminate();
                if (!process->waitForFinished(kProgramStartMs)) {
                    process->kill();
                    process->waitForFinished(kProgramStartMs);
                }
            }
        }
        m_bus.reset();
    }

    void theWindowIsAFrameWithItsName()
    {
        const Node* window = find("frame", "Stratwright");
        QVERIFY2(window, qPrintable(outline()));
        QVERIFY(find("application", "stratwright") != nullptr);
    }

    void theSentenceIsATextThatCanBeRead()
    {
        const Node* box = find("text", "Strategy in words");
        QVERIFY2(box, qPrintable(outline()));
        QVERIFY(box->description.contains(QStringLiteral("Ctrl+Enter")));
        QCOMPARE(m_reader->text(box->address), kSentence);
    }

    void theRunButtonCanBePressed()
    {
        const Node* button = find("push button", "Run backtest");
        QVERIFY2(button, qPrintable(outline()));
        QVERIFY2(m_reader->actionsOf(button->address).contains(QStringLiteral("Press")),
                 qPrintable(m_reader->actionsOf(button->address).join(QLatin1Char(','))));
    }

    void theChartTellsItsStoryInWords()
    {
        const Node* chart = find("", "Price chart");
        QVERIFY(chart);
        for (const char* words : {"AAPL", "bars", "Last close", "trades", "Panes:"}) {
            QVERIFY2(chart->description.contains(QLatin1String(words)),
                     qPrintable(chart->description));
        }
    }

    void theTradesAreATable()
    {
        const Node* table = find("table", "Trades of the shown result");
        QVERIFY2(table, qPrintable(outline()));
        QVERIFY(m_reader->childCount(table->address) > 0);
    }

    void theMenusHaveNames()
    {
        for (const char* menu : {"File", "Data", "Strategy", "View", "Help"}) {
            QVERIFY2(find("menu item", menu) != nullptr || find("menu", menu) != nullptr, menu);
        }
    }

private:
    void startProgram(const QString& display)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("DISPLAY"), display);
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), m_bus->address());
        environment.insert(QStringLiteral("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"), QStringLiteral("1"));
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("xcb"));
        environment.remove(QStringLiteral("WAYLAND_DISPLAY"));
        // libxkbcommon-x11 copies names of known length out of a buffer that has no end mark.
        const QString checks = environment.value(QStringLiteral("ASAN_OPTIONS"));
        environment.insert(QStringLiteral("ASAN_OPTIONS"),
                           checks + QStringLiteral(":strict_string_checks=0"));
        for (const char* home : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME",
                                 "XDG_STATE_HOME", "XDG_RUNTIME_DIR"}) {
            environment.insert(QString::fromLatin1(home), m_home.path());
        }
        m_program.setProcessEnvironment(environment);
        m_program.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_program.start(QStringLiteral(SW_WINDOW), {kSentence});
        QVERIFY2(m_program.waitForStarted(kProgramStartMs), qPrintable(m_program.errorString()));
    }

    QDBusConnection accessibilityBus()
    {
        const QDBusConnection session = m_bus->connectAs(QStringLiteral("session of the reader"));
        const QDBusMessage question = QDBusMessage::createMethodCall(
            QStringLiteral("org.a11y.Bus"), QStringLiteral("/org/a11y/bus"),
            QStringLiteral("org.a11y.Bus"), QStringLiteral("GetAddress"));
        const QDBusMessage answer = session.call(question, QDBus::Block, kProgramStartMs);
        return QDBusConnection::connectToBus(answer.arguments().value(0).toString(),
                                             QStringLiteral("reader"));
    }

    /// The first node of the role (any, where empty) and name.
    const Node* find(const char* role, const char* name) const
    {
        for (const Node& node : m_nodes) {
            if ((*role == '\0' || node.role == QLatin1String(role)) &&
                node.name == QLatin1String(name)) {
                return &node;
            }
        }
        return nullptr;
    }

    /// What was read, for a failure's message.
    QString outline() const
    {
        QStringList lines{QStringLiteral("%1 nodes:").arg(m_nodes.size())};
        for (const Node& node : m_nodes) {
            lines.append(QStringLiteral("  %1 '%2' (%3)")
                             .arg(node.role, node.name, node.description.left(60)));
        }
        return lines.join(QLatin1Char('\n'));
    }

    QTemporaryDir m_home;
    std::unique_ptr<test::PrivateBus> m_bus;
    QProcess m_screen;
    QProcess m_program;
    std::unique_ptr<Reader> m_reader;
    std::vector<Node> m_nodes;
};

SW_TEST(TestScreenReader)
#include "tst_screen_reader.moc"
