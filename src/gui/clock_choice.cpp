#include "gui/clock_choice.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QTimeZone>

#include <algorithm>

namespace sw::gui {

namespace {

struct Clock {
    const char* words;
    const char* zone;
};

constexpr Clock kClocks[] = {
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "UTC"), "UTC"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "New York"), "America/New_York"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Chicago"), "America/Chicago"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "São Paulo"), "America/Sao_Paulo"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "London"), "Europe/London"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Frankfurt, Paris, Zurich"), "Europe/Berlin"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Athens, the clock of many brokers"), "Europe/Athens"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Moscow"), "Europe/Moscow"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Mumbai"), "Asia/Kolkata"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Shanghai"), "Asia/Shanghai"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Hong Kong"), "Asia/Hong_Kong"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Tokyo"), "Asia/Tokyo"},
    {QT_TRANSLATE_NOOP("sw::gui::Clocks", "Sydney"), "Australia/Sydney"},
};

} // namespace

void fillClocks(QComboBox& box, const QString& first)
{
    box.clear();
    box.addItem(first, QByteArray());
    for (const Clock& clock : kClocks) {
        box.addItem(QCoreApplication::translate("sw::gui::Clocks", clock.words),
                    QByteArray(clock.zone));
    }
    box.insertSeparator(box.count());
    for (const QByteArray& zone : QTimeZone::availableTimeZoneIds()) {
        // Names without a place are abbreviations and old aliases.
        if (zone.contains('/') && !zone.startsWith("Etc/")) {
            box.addItem(QString::fromLatin1(zone).replace(QLatin1Char('_'), QLatin1Char(' ')),
                        zone);
        }
    }
}

void selectClock(QComboBox& box, const QByteArray& zone)
{
    box.setCurrentIndex(std::max(0, box.findData(zone)));
}

} // namespace sw::gui
