// The secret that a client shows before it is told anything. It is made anew at each start, never
// leaves in a log, an event or an address, and is compared in constant time.
#pragma once

#include "base/result.h"

#include <QByteArray>
#include <QString>

namespace sw::serve {

/// 256 random bits as text. Immutable.
class AccessToken
{
public:
    /// From the system's source of randomness.
    static AccessToken random();

    /// base64url without padding; letters, digits, '-' and '_' only.
    const QByteArray& text() const { return m_text; }
    /// True when it is the same text. Cost: the same for every text of the same length.
    bool matches(const QByteArray& given) const;
    /// Writes the text and a line end into a file that only its owner can read, whole or not at
    /// all. Errors: Io naming the file and the reason.
    Status writeTo(const QString& path) const;

private:
    explicit AccessToken(QByteArray text) : m_text(std::move(text)) {}

    QByteArray m_text;
};

} // namespace sw::serve
