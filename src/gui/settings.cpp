#include "gui/settings.h"

#include <QMetaType>
#include <QSettings>

#include <algorithm>
#include <array>
#include <cmath>

namespace sw::gui {

namespace {

const QString kCapital = QStringLiteral("run/capital");
const QString kIterations = QStringLiteral("run/max_iterations");
const QString kKeepNumbers = QStringLiteral("run/keep_my_numbers");
const QString kSeed = QStringLiteral("run/seed");
const QString kTheme = QStringLiteral("look/theme");
const QString kTrades = QStringLiteral("chart/trades");
const QString kWindows = QStringLiteral("chart/windows");
const QString kVolume = QStringLiteral("chart/volume");

/// In the order of ThemeChoice.
constexpr std::array<const char*, 3> kThemes = {"system", "dark", "light"};

/// "true" or "false" as stored; anything else is no answer.
bool flag(const QSettings& store, const QString& key, bool otherwise)
{
    const QString text = store.value(key).toString();
    return text == QLatin1String("true")    ? true
           : text == QLatin1String("false") ? false
                                            : otherwise;
}

} // namespace

agents::Brief Settings::applied(agents::Brief brief) const
{
    brief.capital = capital;
    brief.maxIterations = maxIterations;
    brief.keepMyNumbers = keepMyNumbers;
    brief.seed = seed;
    return brief;
}

Settings loadSettings(const QSettings& store)
{
    Settings settings;
    bool ok = false;
    const double capital = store.value(kCapital).toString().toDouble(&ok);
    if (ok && std::isfinite(capital) && capital >= kLeastCapital && capital <= kMostCapital) {
        settings.capital = capital;
    }
    const int iterations = store.value(kIterations).toString().toInt(&ok);
    if (ok && iterations >= 1 && iterations <= kMostIterations) {
        settings.maxIterations = iterations;
    }
    const qulonglong seed = store.value(kSeed).toString().toULongLong(&ok);
    if (ok) {
        settings.seed = seed;
    }
    settings.keepMyNumbers = flag(store, kKeepNumbers, settings.keepMyNumbers);
    const QString theme = store.value(kTheme).toString();
    const auto known = std::ranges::find_if(
        kThemes, [&](const char* each) { return theme == QLatin1String(each); });
    if (known != kThemes.end()) {
        settings.theme = static_cast<ThemeChoice>(known - kThemes.begin());
    }
    settings.showTrades = flag(store, kTrades, settings.showTrades);
    settings.showWindows = flag(store, kWindows, settings.showWindows);
    settings.showVolume = flag(store, kVolume, settings.showVolume);
    return settings;
}

Settings loadSettings()
{
    return loadSettings(QSettings());
}

void saveSettings(const Settings& settings, QSettings& store)
{
    const auto keep = [&](const QString& key, bool value) {
        store.setValue(key, value ? QStringLiteral("true") : QStringLiteral("false"));
    };
    store.setValue(kCapital, QString::number(settings.capital, 'g', 17));
    store.setValue(kIterations, settings.maxIterations);
    store.setValue(kSeed, QString::number(settings.seed));
    keep(kKeepNumbers, settings.keepMyNumbers);
    store.setValue(kTheme, QLatin1String(kThemes[static_cast<std::size_t>(settings.theme)]));
    keep(kTrades, settings.showTrades);
    keep(kWindows, settings.showWindows);
    keep(kVolume, settings.showVolume);
}

void saveSettings(const Settings& settings)
{
    QSettings store;
    saveSettings(settings, store);
}

} // namespace sw::gui
