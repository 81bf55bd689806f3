#include "test_main.h"

#include "gui/models_page.h"
#include "gui/settings_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableWidget>

#include <mutex>
#include <set>

using namespace sw;
using namespace sw::gui;

namespace {

/// Settings in memory, a keychain that works or not, providers that answer from a script.
class FakeDesk : public llm::ModelDesk
{
public:
    llm::Routing routing() const override { return kept; }
    Status keep(const llm::Routing& given) override
    {
        if (refuses) {
            return fail(ErrorKind::Io, "The settings cannot be written: the disk is full.");
        }
        kept = given;
        return {};
    }
    llm::KeyPlace keyPlace(const llm::Endpoint& endpoint) override
    {
        const std::lock_guard lock(mutex);
        return endpoint.keyVariable.isEmpty()           ? llm::KeyPlace::NotNeeded
               : keys.contains(endpoint.id)             ? llm::KeyPlace::Keychain
               : endpoint.id == QLatin1String("gemini") ? llm::KeyPlace::Environment
                                                        : llm::KeyPlace::None;
    }
    Result<llm::KeyPlace> setKey(const llm::Endpoint& endpoint, const QByteArray& key) override
    {
        const std::lock_guard lock(mutex);
        keys.insert(endpoint.id);
        lastKey = key;
        return llm::KeyPlace::Keychain;
    }
    Status forgetKey(const llm::Endpoint& endpoint) override
    {
        const std::lock_guard lock(mutex);
        keys.erase(endpoint.id);
        return {};
    }
    Result<std::vector<llm::ModelListing>> models(const llm::Endpoint& endpoint,
                                                  const std::stop_token&) override
    {
        if (endpoint.id == QLatin1String("openai")) {
            return fail(ErrorKind::Unauthorized, "The key was rejected.");
        }
        llm::ModelListing one, two;
        one.id = QStringLiteral("first-model");
        two.id = QStringLiteral("second-model");
        return std::vector{one, two};
    }
    Result<QString> test(const llm::Endpoint&, const llm::Profile& profile,
                         const std::stop_token&) override
    {
        return profile.model + QStringLiteral(" answers and keeps to a schema.");
    }

    FakeDesk() { kept.endpoints = llm::knownEndpoints(); }
    llm::Routing kept;
    bool refuses = false;
    std::mutex mutex;
    std::set<QString> keys;
    QByteArray lastKey;
};

QComboBox* combo(const QWidget& page, const char* name)
{
    for (QComboBox* box : page.findChildren<QComboBox*>()) {
        if (box->accessibleName() == QLatin1String(name)) {
            return box;
        }
    }
    return nullptr;
}

struct Scene {
    std::shared_ptr<FakeDesk> desk = std::make_shared<FakeDesk>();
    ThemeSource themes;
    ModelsPage page{desk, themes};

    QString cell(int row, int column) const
    {
        return page.findChild<QTableWidget*>()->item(row, column)->text();
    }
};

} // namespace

/// Who asks whom, keys, lists, tests.
class TestModelsPage : public QObject
{
    Q_OBJECT

private slots:
    void withoutAChoiceTheBuiltInRulesDoEverything()
    {
        const Scene scene;
        QVERIFY(scene.page.routing().chains.empty());
    }

    void choicesBecomeChains()
    {
        Scene scene;
        combo(scene.page, "Every agent: provider asked first")
            ->setCurrentText(QStringLiteral("anthropic"));
        combo(scene.page, "Every agent: model asked first")->setEditText(QStringLiteral("big"));
        combo(scene.page, "Every agent: effort")->setCurrentText(QStringLiteral("high"));
        combo(scene.page, "Every agent: provider asked then")
            ->setCurrentText(QStringLiteral("gemini"));
        combo(scene.page, "Every agent: model asked then")->setEditText(QStringLiteral("other"));
        combo(scene.page, "Insights: provider asked first")
            ->setCurrentText(QStringLiteral("ollama"));
        combo(scene.page, "Insights: model asked first")->setEditText(QStringLiteral("small"));
        QVERIFY(scene.page.keep());
        const llm::Routing& kept = scene.desk->kept;
        QCOMPARE(kept.chains.size(), std::size_t{2});
        const auto& every = kept.chains.at({});
        QCOMPARE(every.size(), std::size_t{2});
        QCOMPARE(every[0].endpoint, QStringLiteral("anthropic"));
        QCOMPARE(every[0].model, QStringLiteral("big"));
        QCOMPARE(every[0].effort, QStringLiteral("high"));
        QCOMPARE(every[1].model, QStringLiteral("other"));
        QCOMPARE(kept.chains.at(QStringLiteral("InsightsGenerator"))[0].model,
                 QStringLiteral("small"));
        // What was kept is shown again.
        ModelsPage again(scene.desk, scene.themes);
        QVERIFY(again.routing().chains.at({})[1].endpoint == QLatin1String("gemini"));
    }

    void aProviderWithoutAModelIsRefused()
    {
        Scene scene;
        combo(scene.page, "Analyst: provider asked first")
            ->setCurrentText(QStringLiteral("anthropic"));
        QVERIFY(!scene.page.keep());
        QVERIFY(scene.page.said().contains(QStringLiteral("Choose a model of anthropic")));
        QVERIFY(scene.desk->kept.chains.empty());
    }

    void theDialogStaysOpenWhenSettingsCannotBeKept()
    {
        Scene scene;
        scene.desk->refuses = true;
        SettingsDialog dialog(Settings{}, scene.themes, scene.desk);
        const QSignalSpy accepted(&dialog, qOverload<const Settings&>(&SettingsDialog::accepted));
        dialog.show();
        dialog.accept();
        QVERIFY(accepted.isEmpty() && dialog.isVisible());
        QVERIFY(dialog.models().said().contains(QStringLiteral("disk is full")));
        scene.desk->refuses = false;
        dialog.accept();
        QCOMPARE(accepted.size(), 1);
    }

    void keysSayWhereTheyAreAndAreNeverShown()
    {
        Scene scene;
        QTRY_COMPARE(scene.cell(0, 2), QStringLiteral("no key"));
        QCOMPARE(scene.cell(1, 2), QStringLiteral("from GEMINI_API_KEY"));
        QCOMPARE(scene.cell(3, 2), QStringLiteral("none is needed"));
        scene.page.selectEndpoint(QStringLiteral("anthropic"));
        const QString key = QStringLiteral("sk-ant-test-0123456789abcdef");
        scene.page.setKey(key);
        QTRY_COMPARE(scene.cell(0, 2), QStringLiteral("in the keychain"));
        QCOMPARE(scene.desk->lastKey, key.toUtf8());
        QVERIFY(!scene.page.said().contains(key));
        for (const QLineEdit* edit : scene.page.findChildren<QLineEdit*>()) {
            QVERIFY(!edit->text().contains(key));
        }
        scene.page.forgetKey();
        QTRY_COMPARE(scene.cell(0, 2), QStringLiteral("no key"));
    }

    void listsAreFetchedAndOffered()
    {
        Scene scene;
        combo(scene.page, "Every agent: provider asked first")
            ->setCurrentText(QStringLiteral("anthropic"));
        scene.page.selectEndpoint(QStringLiteral("anthropic"));
        scene.page.fetchModels();
        QTRY_COMPARE(combo(scene.page, "Every agent: model asked first")->count(), 2);
        QVERIFY(scene.page.said().contains(QStringLiteral("offers 2 models")));
        scene.page.selectEndpoint(QStringLiteral("openai"));
        scene.page.fetchModels();
        QTRY_VERIFY(scene.page.said().contains(QStringLiteral("The key was rejected.")));
    }

    void aTestSaysWhatTheModelCan()
    {
        Scene scene;
        scene.page.selectEndpoint(QStringLiteral("anthropic"));
        scene.page.test();
        QVERIFY(scene.page.said().contains(QStringLiteral("Choose a model")));
        combo(scene.page, "Every agent: provider asked first")
            ->setCurrentText(QStringLiteral("anthropic"));
        combo(scene.page, "Every agent: model asked first")->setEditText(QStringLiteral("big"));
        scene.page.test();
        QTRY_COMPARE(scene.page.said(), QStringLiteral("big answers and keeps to a schema."));
    }

    void providersAreAddedAndRemoved()
    {
        Scene scene;
        QVERIFY(scene.page.addEndpoint(QStringLiteral("mine"), llm::ProviderKind::OpenAi,
                                       QUrl(QStringLiteral("http://localhost:8080/v1")), {}));
        const llm::Routing routing = scene.page.routing();
        QCOMPARE(routing.endpoints.back().id, QStringLiteral("mine"));
        QCOMPARE(routing.endpoints.back().tokenLimitField, QStringLiteral("max_tokens"));
        scene.page.removeEndpoint();
        QCOMPARE(scene.page.routing().endpoints.size(), llm::knownEndpoints().size());
    }

    void badAddressesAreRefused_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("variable");
        QTest::newRow("no address") << "mine"
                                    << ""
                                    << "";
        QTest::newRow("a file") << "mine"
                                << "file:///etc/passwd"
                                << "";
        QTest::newRow("a key inside") << "mine"
                                      << "https://host/v1?key=AIza"
                                      << "";
        QTest::newRow("a password inside") << "mine"
                                           << "https://me:secret@host/v1"
                                           << "";
        QTest::newRow("taken") << "anthropic"
                               << "https://host/v1"
                               << "";
        QTest::newRow("no name") << ""
                                 << "https://host/v1"
                                 << "";
        QTest::newRow("odd variable") << "mine"
                                      << "https://host/v1"
                                      << "A B";
    }

    void badAddressesAreRefused()
    {
        QFETCH(QString, id);
        QFETCH(QString, base);
        QFETCH(QString, variable);
        Scene scene;
        QVERIFY(!scene.page.addEndpoint(id, llm::ProviderKind::OpenAi, QUrl(base), variable));
        QCOMPARE(scene.page.routing().endpoints.size(), llm::knownEndpoints().size());
    }

    void withoutADeskNothingIsOffered()
    {
        ThemeSource themes;
        ModelsPage page({}, themes);
        QVERIFY(page.keep());
        QVERIFY(page.findChildren<QComboBox*>().isEmpty());
    }
};

SW_TEST(TestModelsPage)
#include "tst_models_page.moc"
