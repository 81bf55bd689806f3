// The settings: kept and read back, and their dialog.
#include "test_main.h"

#include "gui/settings.h"
#include "gui/settings_dialog.h"

#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTabWidget>
#include <QTemporaryDir>

using namespace sw::gui;

class TestSettings : public QObject
{
    Q_OBJECT

private slots:
    void readsBackWhatWasKept();
    void ignoresValuesThatAreNone();
    void entersABrief();
    void dialogShowsAndReturnsSettings();
    void dialogTakesAThemeBackOnCancel();
    void dialogRefusesASeedThatIsTooLarge();
    void showsNumbersInOneFormWhateverTheLanguage();
    void showsTheCostsThatAreAssumed();
    void defaultsComeBack();
    void fitsASmallScreen();

private:
    template <class Child> static Child& child(QWidget& parent, const char* name)
    {
        return *parent.findChild<Child*>(QString::fromLatin1(name));
    }
    QString store() const { return m_folder.filePath(QStringLiteral("settings.ini")); }
    static Settings other()
    {
        Settings settings;
        settings.capital = 250'000.5;
        settings.maxIterations = 3;
        settings.keepMyNumbers = true;
        settings.seed = 18'446'744'073'709'551'615ULL;
        settings.theme = ThemeChoice::Light;
        settings.showTrades = false;
        settings.showVolume = false;
        return settings;
    }

    QTemporaryDir m_folder;
    ThemeSource m_themes;
};

void TestSettings::readsBackWhatWasKept()
{
    {
        QSettings file(store(), QSettings::IniFormat);
        saveSettings(other(), file);
    }
    QVERIFY(loadSettings(QSettings(store(), QSettings::IniFormat)) == other());
}

void TestSettings::ignoresValuesThatAreNone()
{
    QSettings file(m_folder.filePath(QStringLiteral("broken.ini")), QSettings::IniFormat);
    file.setValue(QStringLiteral("run/capital"), QStringLiteral("nan"));
    file.setValue(QStringLiteral("run/max_iterations"), 99);
    file.setValue(QStringLiteral("run/seed"), QStringLiteral("-4"));
    file.setValue(QStringLiteral("run/keep_my_numbers"), QStringLiteral("perhaps"));
    file.setValue(QStringLiteral("look/theme"), QStringLiteral("pink"));
    QVERIFY(loadSettings(file) == Settings());
}

void TestSettings::entersABrief()
{
    sw::agents::Brief brief;
    brief.text = "Buy AAPL";
    brief = other().applied(brief);
    QCOMPARE(brief.text, std::string("Buy AAPL"));
    QCOMPARE(brief.capital.value_or(0), 250'000.5);
    QCOMPARE(brief.maxIterations, 3);
    QVERIFY(brief.keepMyNumbers);
}

void TestSettings::dialogShowsAndReturnsSettings()
{
    SettingsDialog dialog(other(), m_themes);
    QVERIFY(dialog.settings() == other());
    const QSignalSpy accepted(&dialog, qOverload<const Settings&>(&SettingsDialog::accepted));
    dialog.open();
    child<QSpinBox>(dialog, "iterations").setValue(8);
    child<QPushButton>(dialog, "primary").click();
    QCOMPARE(accepted.size(), 1);
    QCOMPARE(accepted.first().first().value<Settings>().maxIterations, 8);
    QVERIFY(!dialog.isVisible());
    m_themes.choose(ThemeChoice::System);
}

void TestSettings::dialogTakesAThemeBackOnCancel()
{
    m_themes.choose(ThemeChoice::Dark);
    Settings settings;
    settings.theme = ThemeChoice::Dark;
    SettingsDialog dialog(settings, m_themes);
    dialog.open();
    auto& theme = child<QComboBox>(dialog, "theme");
    theme.setCurrentIndex(static_cast<int>(ThemeChoice::Light));
    Q_EMIT theme.activated(theme.currentIndex());
    QVERIFY(!m_themes.theme().dark);
    dialog.reject();
    QVERIFY(m_themes.theme().dark);
    m_themes.choose(ThemeChoice::System);
}

void TestSettings::dialogRefusesASeedThatIsTooLarge()
{
    SettingsDialog dialog(Settings{}, m_themes);
    auto& seed = child<QLineEdit>(dialog, "seed");
    auto& ok = child<QPushButton>(dialog, "primary");
    seed.setText(QStringLiteral("99999999999999999999"));
    QVERIFY(!ok.isEnabled());
    seed.setText(QString());
    QVERIFY(!ok.isEnabled());
    seed.setText(QStringLiteral("7"));
    QVERIFY(ok.isEnabled());
    QCOMPARE(dialog.settings().seed, std::uint64_t{7});
}

void TestSettings::showsNumbersInOneFormWhateverTheLanguage()
{
    const QLocale before;
    QLocale::setDefault(QLocale(QLocale::German, QLocale::Germany));
    Settings settings;
    settings.capital = 1'234'567.5;
    SettingsDialog dialog(settings, m_themes);
    const QString text = child<QDoubleSpinBox>(dialog, "capital").text();
    QLocale::setDefault(before);
    QCOMPARE(text, QStringLiteral("1,234,567.50"));
}

void TestSettings::showsTheCostsThatAreAssumed()
{
    SettingsDialog dialog(Settings{}, m_themes);
    auto& costs = child<QTableWidget>(dialog, "costs");
    QCOMPARE(costs.rowCount(), 5);
    QCOMPARE(costs.item(0, 1)->text(), QStringLiteral("0.05\u202f%"));
    QCOMPARE(costs.item(3, 1)->text(), QStringLiteral("0.1\u202f%"));
}

void TestSettings::defaultsComeBack()
{
    SettingsDialog dialog(other(), m_themes);
    child<QPushButton>(dialog, "defaults").click();
    QVERIFY(dialog.settings() == Settings());
}

void TestSettings::fitsASmallScreen()
{
    SettingsDialog dialog(Settings{}, m_themes);
    dialog.show();
    QVERIFY(dialog.height() <= 700);
    QVERIFY(dialog.width() <= 1300);
    QCOMPARE(child<QTabWidget>(dialog, "tabs").count(), 4);
}

SW_TEST(TestSettings)
#include "tst_settings.moc"
