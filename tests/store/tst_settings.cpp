// Keys, the routing of models and kept answers: where they lie, and that keys lie nowhere.
#include "test_main.h"

#include "store_runs.h"

#include "store/response_cache.h"
#include "store/routing_file.h"
#include "store/secret_store.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

using namespace sw;
using namespace sw::test;
using namespace sw::store;

namespace {

/// A keychain in memory that can be missing or locked.
class FakeKeychain : public Keychain
{
public:
    Result<std::optional<QByteArray>> read(const QString& name) override
    {
        ++reads;
        if (missing) {
            return fail(ErrorKind::Io, "no session bus");
        }
        const auto found = kept.find(name);
        return found == kept.end() || locked ? std::nullopt : std::optional(found->second);
    }
    Status write(const QString& name, const QByteArray& secret) override
    {
        if (missing || locked) {
            return fail(ErrorKind::Io, missing ? "no session bus" : "locked");
        }
        kept[name] = secret;
        return {};
    }
    Status remove(const QString& name) override
    {
        kept.erase(name);
        return missing ? fail(ErrorKind::Io, "no session bus") : Status();
    }
    std::map<QString, QByteArray> kept;
    bool missing = false;
    bool locked = false;
    int reads = 0;
};

llm::Endpoint anthropic()
{
    return llm::knownEndpoints()[0];
}

} // namespace

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void takesTheEnvironmentFirst();
    void keepsAKeyInTheKeychain();
    void keepsAKeyInMemoryWithoutAKeychain();
    void aLockedKeychainIsNoLoss();
    void refusesWhatIsNoKey();
    void forgetsAKey();
    void theSystemKeychainKeepsAKey();
    void theSystemKeychainFailsFastWithoutABus();
    void routingComesBackAsItWas();
    void aDamagedRoutingFileIsPutAside_data();
    void aDamagedRoutingFileIsPutAside();
    void routingHoldsNoKey();
    void answersAreKeptAndFound();

private:
    QTemporaryDir m_folder;
    QByteArray m_variable;
    SecretStore::Environment environment()
    {
        return [this](const QString& name) {
            return name == QLatin1String("ANTHROPIC_API_KEY") ? m_variable : QByteArray();
        };
    }
};

void TestSettings::takesTheEnvironmentFirst()
{
    const auto keychain = std::make_shared<FakeKeychain>();
    keychain->kept[QStringLiteral("anthropic")] = "from-keychain";
    SecretStore secrets(keychain, environment());
    m_variable = QByteArray(kAnthropicKey) + "\n";
    QCOMPARE(*secrets.key(anthropic()), QByteArray(kAnthropicKey));
    QCOMPARE(secrets.state(anthropic()).source, KeySource::Environment);
    QVERIFY(secrets.state(anthropic()).sentence.contains(QStringLiteral("ANTHROPIC_API_KEY")));
    QCOMPARE(keychain->reads, 0);
    m_variable.clear();
    QCOMPARE(*secrets.key(anthropic()), QByteArray("from-keychain"));
    QCOMPARE(*secrets.key(anthropic()), QByteArray("from-keychain"));
    QCOMPARE(secrets.state(anthropic()).source, KeySource::Keychain);
    QCOMPARE(keychain->reads, 1);
    QVERIFY(!secrets.key(llm::knownEndpoints()[1]));
}

void TestSettings::keepsAKeyInTheKeychain()
{
    const auto keychain = std::make_shared<FakeKeychain>();
    SecretStore secrets(keychain, environment());
    QCOMPARE(secrets.state(anthropic()).source, KeySource::None);
    QCOMPARE(secrets.keep(anthropic(), kAnthropicKey)->source, KeySource::Keychain);
    QCOMPARE(keychain->kept[QStringLiteral("anthropic")], QByteArray(kAnthropicKey));
    QCOMPARE(*secrets.key(anthropic()), QByteArray(kAnthropicKey));
    SecretStore later(keychain, environment());
    QCOMPARE(*later.key(anthropic()), QByteArray(kAnthropicKey));
}

void TestSettings::keepsAKeyInMemoryWithoutAKeychain()
{
    const auto keychain = std::make_shared<FakeKeychain>();
    keychain->missing = true;
    for (const std::shared_ptr<Keychain>& each : {std::shared_ptr<Keychain>(keychain), {}}) {
        SecretStore secrets(each, environment());
        const auto kept = secrets.keep(anthropic(), kAnthropicKey);
        QVERIFY(kept);
        QCOMPARE(kept->source, KeySource::Memory);
        QVERIFY(kept->sentence.contains(QStringLiteral("until the program ends")));
        QVERIFY(!kept->sentence.contains(QLatin1String(kAnthropicKey)));
        QCOMPARE(*secrets.key(anthropic()), QByteArray(kAnthropicKey));
        QCOMPARE(secrets.state(anthropic()).source, KeySource::Memory);
        SecretStore later(each, environment());
        QVERIFY(!later.key(anthropic()));
    }
    SecretStore secrets(keychain, environment());
    QVERIFY(secrets.state(anthropic()).sentence.contains(QStringLiteral("no session bus")));
}

void TestSettings::aLockedKeychainIsNoLoss()
{
    const auto keychain = std::make_shared<FakeKeychain>();
    keychain->kept[QStringLiteral("anthropic")] = "k";
    keychain->locked = true;
    SecretStore secrets(keychain, environment());
    QVERIFY(!secrets.key(anthropic()));
    QVERIFY(secrets.state(anthropic()).sentence.contains(QStringLiteral("locked")));
    keychain->locked = false;
    QCOMPARE(*secrets.key(anthropic()), QByteArray("k"));
}

void TestSettings::refusesWhatIsNoKey()
{
    SecretStore secrets(std::make_shared<FakeKeychain>(), environment());
    for (const QByteArray& key :
         {QByteArray(), QByteArray("  "), QByteArray("two words"), QByteArray("a\r\nX-Evil: 1"),
          QByteArray("k\xc3\xa4y"), QByteArray(5000, 'k')}) {
        const auto refused = secrets.keep(anthropic(), key);
        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, ErrorKind::InvalidInput);
    }
    QVERIFY(secrets.keep(anthropic(), " padded \n"));
    QCOMPARE(*secrets.key(anthropic()), QByteArray("padded"));
}

void TestSettings::forgetsAKey()
{
    const auto keychain = std::make_shared<FakeKeychain>();
    SecretStore secrets(keychain, environment());
    QVERIFY(secrets.keep(anthropic(), "k"));
    QVERIFY(secrets.forget(anthropic()));
    QVERIFY(!secrets.key(anthropic()));
    QVERIFY(keychain->kept.empty());
    keychain->missing = true;
    QVERIFY(secrets.keep(anthropic(), "k"));
    QVERIFY(secrets.forget(anthropic()));
    QVERIFY(!secrets.key(anthropic()));
}

void TestSettings::theSystemKeychainKeepsAKey()
{
    if (QStandardPaths::findExecutable(QStringLiteral("dbus-run-session")).isEmpty() ||
        QStandardPaths::findExecutable(QStringLiteral("gnome-keyring-daemon")).isEmpty()) {
        QSKIP("no keychain is installed to try (packages dbus, gnome-keyring, libsecret-1-0)");
    }
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    QDir(m_folder.path()).mkpath(QStringLiteral("run"));
    QFile::setPermissions(m_folder.filePath(QStringLiteral("run")),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    environment.insert(QStringLiteral("HOME"), m_folder.path());
    environment.insert(QStringLiteral("XDG_DATA_HOME"), m_folder.filePath(QStringLiteral("data")));
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.filePath(QStringLiteral("run")));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(
        QStringLiteral("dbus-run-session"),
        {QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"),
         QStringLiteral("printf 'pw\\n' | gnome-keyring-daemon --unlock "
                        "--components=secrets >/dev/null; sleep 1; exec '" SW_KEYCHAIN_PROBE "'")});
    QVERIFY(process.waitForFinished(60'000));
    const QByteArray said = process.readAll();
    QVERIFY2(process.exitCode() == 0, said.constData());
    QVERIFY2(said.contains("kept, read, removed"), said.constData());
}

void TestSettings::theSystemKeychainFailsFastWithoutABus()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                       QStringLiteral("unix:path=/nonexistent/bus"));
    environment.remove(QStringLiteral("KDE_FULL_SESSION"));
    QProcess process;
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(SW_KEYCHAIN_PROBE), {});
    QVERIFY(process.waitForFinished(60'000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 3); // in memory, and said so
    const QByteArray said = process.readAllStandardOutput();
    QVERIFY2(said.contains("In memory until the program ends"), said.constData());
}

void TestSettings::routingComesBackAsItWas()
{
    const QString path = m_folder.filePath(QStringLiteral("config/models.json"));
    const LoadedRouting first = loadRouting(path);
    QVERIFY(first.sentence.isEmpty());
    QCOMPARE(first.routing.endpoints.size(), llm::knownEndpoints().size());
    QVERIFY(first.routing.chains.empty());
    llm::Routing routing = first.routing;
    llm::Endpoint own;
    own.id = QStringLiteral("my server");
    own.kind = llm::ProviderKind::OpenAi;
    own.base = QUrl(QStringLiteral("http://localhost:8080/v1?api-version=7"));
    own.schemaMode = QStringLiteral("json_object");
    own.concurrency = 1;
    own.http2 = false;
    routing.endpoints.push_back(own);
    llm::Profile profile;
    profile.endpoint = own.id;
    profile.model = QStringLiteral("some-model");
    profile.effort = QStringLiteral("low");
    profile.maxTokens = 1234;
    routing.chains[QString()] = {profile};
    routing.chains[QStringLiteral("CodeGenerator")] = {profile, profile};
    routing.runBudget = 2'500'000;
    routing.mostCallsPerRun = 7;
    routing.useCache = false;
    const Status saved = saveRouting(routing, path);
    QVERIFY2(saved, saved ? "" : saved.error().text().c_str());
    const LoadedRouting again = loadRouting(path);
    QVERIFY2(again.sentence.isEmpty(), qPrintable(again.sentence));
    QCOMPARE(routingJson(again.routing), routingJson(routing));
    QCOMPARE(again.routing.chains.at(QStringLiteral("CodeGenerator")).size(), 2u);
    QCOMPARE(again.routing.endpoints.back().base, own.base);
    QCOMPARE(*again.routing.runBudget, 2'500'000);
    QVERIFY(!saveRouting(routing, QStringLiteral("/proc/no/such.json")));
}

void TestSettings::aDamagedRoutingFileIsPutAside_data()
{
    QTest::addColumn<QByteArray>("content");
    const QByteArray good =
        QJsonDocument(routingJson({llm::knownEndpoints(), {}, {}, 30, true, false})).toJson();
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("cut") << good.left(good.size() / 2);
    QTest::newRow("list") << QByteArray("[]");
    QTest::newRow("no endpoints") << QByteArray("{\"chains\":{}}");
    QTest::newRow("unknown kind") << QByteArray(good).replace("\"gemini\"", "\"oracle\"");
    QTest::newRow("no address") << QByteArray(good).replace("https://api.openai.com/v1",
                                                            "not an address");
    QTest::newRow("unknown endpoint") << QByteArray(good).replace(
        "\"chains\": {", "\"chains\": {\"X\": [{\"endpoint\": \"nobody\"}]");
    QTest::newRow("budget below nothing") << QByteArray(good).replace(
        "\"runBudgetMicroDollars\": null", "\"runBudgetMicroDollars\": -1");
}

void TestSettings::aDamagedRoutingFileIsPutAside()
{
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("models.json"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    const LoadedRouting loaded = loadRouting(path);
    QVERIFY2(loaded.sentence.contains(QStringLiteral("damaged")), qPrintable(loaded.sentence));
    QCOMPARE(loaded.routing.endpoints.size(), llm::knownEndpoints().size());
    QVERIFY(loaded.routing.chains.empty());
    QVERIFY(!QFile::exists(path));
    QFile aside(path + QStringLiteral(".damaged-1"));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), content);
}

void TestSettings::routingHoldsNoKey()
{
    llm::Routing routing;
    routing.endpoints = llm::knownEndpoints();
    routing.endpoints[0].base =
        QUrl(QStringLiteral("https://me:%1@api.anthropic.com/").arg(QLatin1String(kAnthropicKey)));
    routing.endpoints[1].base =
        QUrl(QStringLiteral("https://generativelanguage.googleapis.com/v1beta?key=%1")
                 .arg(QLatin1String(kGeminiKey)));
    QVERIFY(saveRouting(routing, m_folder.filePath(QStringLiteral("nokey/models.json"))));
    QCOMPARE(filesWithKeys(m_folder.path()), QStringList());
}

void TestSettings::answersAreKeptAndFound()
{
    const auto store = openStore(m_folder.filePath(QStringLiteral("answers.sqlite")));
    SqliteResponseCache cache(store);
    QVERIFY(!cache.find(QStringLiteral("a")));
    llm::ResponseCache::Entry entry;
    entry.document = {{QStringLiteral("x"), 1.5}};
    entry.answer = QStringLiteral("{\"x\":1.5} and %1").arg(QLatin1String(kGeminiKey));
    entry.endpoint = QStringLiteral("anthropic");
    entry.model = QStringLiteral("m");
    entry.requestId = QStringLiteral("req");
    entry.usage.input = 5;
    cache.keep(QStringLiteral("a"), entry);
    const auto found = cache.find(QStringLiteral("a"));
    QVERIFY(found);
    QCOMPARE(found->document, entry.document);
    QCOMPARE(found->endpoint, entry.endpoint);
    QCOMPARE(*found->usage.input, 5);
    QVERIFY(!found->usage.output);
    QVERIFY(!found->answer.contains(QLatin1String(kGeminiKey)));
    QVERIFY(!cache.find(QStringLiteral("b")));
    for (int i = 0; i < SqliteResponseCache::kMostAnswers + 50; ++i) {
        cache.keep(QString::number(i), entry);
    }
    QVERIFY(!cache.find(QStringLiteral("a")));
    QVERIFY(!cache.find(QStringLiteral("10")));
    QVERIFY(cache.find(QString::number(SqliteResponseCache::kMostAnswers)));
    SqliteResponseCache later(store);
    QVERIFY(later.find(QStringLiteral("5000")));
    QVERIFY(later.clear());
    QVERIFY(!cache.find(QStringLiteral("5000")));
    QCOMPARE(filesWithKeys(m_folder.path()), QStringList());
}

SW_TEST(TestSettings)
#include "tst_settings.moc"
