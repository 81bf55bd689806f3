// A session computed again from what was recorded: the same bars, the same answers, the same seed,
// no network. Says whether it is what it was.
#pragma once

#include "agents/supervisor.h"
#include "store/recorded_ports.h"
#include "store/session_store.h"

#include <stop_token>

namespace sw::store {

struct Reopened {
    Session session;
    agents::RunOutcomePtr outcome;
    QString digest;         ///< of the outcome
    bool identical = false; ///< bit for bit what was recorded
    QString sentence;       ///< on that, for the user
    agents::Ports ports;    ///< with the recorded bars, for what is measured afterwards
};

/// Computes a session again, in the calling thread. `ports` gives the engine, the clock and the
/// version; its bars are asked only for sets that were too large to keep, its model never.
/// Errors: NotFound, InvalidInput for a session that never got to its end, Cancelled, Io.
Result<Reopened> reopen(const SessionStore& store, const QString& id, const agents::Ports& ports,
                        const std::stop_token& stop = {});

/// The bars of a session as a port. Errors: Io, InvalidInput for damaged bars.
Result<std::shared_ptr<RecordedMarketData>> recordedMarket(const SessionStore& store,
                                                           const Session& session,
                                                           std::shared_ptr<agents::MarketData> live,
                                                           bool continuing);

} // namespace sw::store
