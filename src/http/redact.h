// Takes keys out of text, wherever they come from.
#pragma once

#include "http/exchange.h"

#include <QString>

namespace sw::http {

/// Text with everything that looks like a key masked ("sk-…", "AIza…", "AQ.…", "Bearer …",
/// "?key=…"), and every text in `secrets` that is at least 4 characters long.
QString redacted(const QString& text, const QStringList& secrets = {});

/// The secret values of a request's headers, whole and without the word before them ("Bearer").
QStringList secretsOf(const Request& request);

/// A header as it may be shown: secret ones, and the usual names of secret ones, masked.
Header redacted(const Header& header);

/// The request as a command for curl; secret headers name a shell variable instead of the value.
QString asCurl(const Request& request);

} // namespace sw::http
