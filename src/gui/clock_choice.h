// The time zones that a trader chooses from.
#pragma once

#include <QByteArray>
#include <QString>

class QComboBox;

namespace sw::gui {

/// Fills a box with a first entry without a zone, the clocks of the exchanges, then all zones that
/// the system knows. The data of an entry is its IANA name.
void fillClocks(QComboBox& box, const QString& first);
/// Chooses the entry of a zone; the first one when it is not there.
void selectClock(QComboBox& box, const QByteArray& zone);

} // namespace sw::gui
