// Times of bars moved from the clock on which a file writes them to UTC and the exchange's clock.
#pragma once

#include "base/result.h"
#include "market/bars.h"

#include <QByteArray>
#include <QStringList>

#include <stop_token>

namespace sw::gui {

/// Bars whose times stand on the clock of zone `file`, with true UTC times and the offsets of zone
/// `exchange`; both are IANA names. `notes` receives what was decided, one sentence each.
/// Requires: bars without offsets. Errors: InvalidInput for a time that the clock skips, or a zone
/// that this system does not know; Cancelled. Cost: about 20 ns a bar.
Result<market::BarsPtr> onClocks(const market::Bars& bars, const market::Instrument& instrument,
                                 const QByteArray& file, const QByteArray& exchange,
                                 const std::stop_token& stop, QStringList& notes);

/// Bars with offsets, their trading days moved to the clock of zone `exchange`. Errors: as above.
Result<market::BarsPtr> onExchangeClock(const market::Bars& bars,
                                        const market::Instrument& instrument,
                                        const QByteArray& exchange, const std::stop_token& stop);

/// The same bars as those of another instrument.
Result<market::BarsPtr> asInstrument(const market::Bars& bars,
                                     const market::Instrument& instrument);

/// The zone whose days are the trading days of an instrument, as far as its class tells.
QByteArray usualExchangeClock(const market::Instrument& instrument);

} // namespace sw::gui
