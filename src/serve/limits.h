// How much one visitor may take of the progress server: values, so that tests need not wait.
#pragma once

#include <QtGlobal>

namespace sw::serve {

/// Bounds of the progress server. Units: ms for times, bytes for sizes unless named otherwise.
struct Limits {
    int maxClients = 64;             ///< that showed the token
    int maxVisitors = 64;            ///< that did not yet: one more is turned away
    int helloMs = 5'000;             ///< from connection to token
    int pingMs = 15'000;             ///< between pings
    int deadMs = 30'000;             ///< without a sign of life
    int closeMs = 2'000;             ///< to close in good manners
    qint64 requestBytes = 8 * 1024;  ///< of the head of a request
    qint64 messageBytes = 64 * 1024; ///< of one message from a client
    int floodMessages = 200;         ///< messages of a client in floodMs
    int floodMs = 1'000;             ///< a window of counting messages
    qint64 sendBytes = 256 * 1024;   ///< waiting to leave for one client
    qint64 sendEvents = 1'000;       ///< live events waiting for one client and session
    qint64 unreadBytes = 4'194'304;  ///< replies and events that a client never reads: it goes
};

} // namespace sw::serve
