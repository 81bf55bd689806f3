// Bars as bytes and back, exactly: every column bit for bit, with the conventions of the
// instrument. Beside it the compressed form that the store keeps.
#pragma once

#include "market/bars.h"

#include <QByteArray>
#include <QString>

namespace sw::store {

/// Sets of more bytes than this are named, not kept. Units: bytes as barBytes gives them.
inline constexpr qint64 kMostBarBytes = 64 * 1024 * 1024;
/// What barBytes of bars will take.
qint64 barByteCount(const market::Bars& bars);

/// The bars as bytes; the same bars give the same bytes on every machine.
QByteArray barBytes(const market::Bars& bars);
/// Errors: InvalidInput for bytes that are no bars.
Result<market::BarsPtr> barsFrom(const QByteArray& bytes);
/// Hex SHA-256 of barBytes: names a set without doubt.
QString barHash(const QByteArray& bytes);
/// The same of bars that may be too large to copy: names them by their fingerprint.
QString barName(const market::Bars& bars);

/// Smaller bytes for keeping. Cost: about 1 s for 64 MB.
QByteArray packed(const QByteArray& barBytes);
/// Errors: InvalidInput.
Result<QByteArray> unpacked(const QByteArray& packed);

} // namespace sw::store
