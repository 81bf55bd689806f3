// One attempt at one model: sends, reads as it streams, times it. What follows from it is decided
// elsewhere.
#pragma once

#include "http/client.h"
#include "llm/adapter.h"

#include <functional>

namespace sw::llm {

/// What one attempt brought.
struct Attempted {
    http::Request request; ///< as sent; its secret headers are marked
    http::Exchange exchange;
    Assembled assembled;
    qint64 sendingNs = 0; ///< from sending to the end of the answer
    qint64 readingNs = 0; ///< of it: our own reading of the bytes
};

/// Sends and reads to the end of the answer; `onText` gets the text as it grows.
Attempted attempt(http::Client& client, const Asking& asking, const std::optional<QByteArray>& key,
                  const std::stop_token& stop, const std::function<void(const QString&)>& onText);

} // namespace sw::llm
