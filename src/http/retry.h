// When to ask again: the arithmetic of waiting, without a clock or a source of chance of its own,
// and the one wait that a stop request ends at once.
#pragma once

#include "http/exchange.h"

#include <QDateTime>

#include <cstdint>
#include <optional>
#include <stop_token>

namespace sw::http {

/// The longest hint that is waited for; a longer one ends automatic retrying. Units: ms.
constexpr qint64 kLongestHintMs = 120'000;

/// What the service said about asking again.
struct RetryHint {
    std::optional<qint64> afterMs;   ///< absent = not said, or not understood
    std::optional<bool> shouldRetry; ///< overrides every table; absent = not said
};

/// From `retry-after-ms`, else `retry-after` (seconds or an HTTP date; one in the past means at
/// once), and `x-should-retry`. Garbage counts as not said.
RetryHint retryHint(const Exchange& exchange, const QDateTime& now);

/// A duration as Google writes it: "45.837906927s". Units: ms, rounded up. Nothing for other text.
std::optional<qint64> durationMs(const QString& text);

/// What a wait is computed from.
struct Setback {
    int failures = 1;              ///< how many attempts have failed; the first wait follows 1
    bool overloaded = false;       ///< 529 and its like: begins at 4 s
    std::optional<qint64> afterMs; ///< the service's hint
};

/// How long to wait before the next attempt: the hint plus up to a tenth, else
/// `(0.5 … 1) · min(1 s · 2^n, 30 s)`. Nothing when the hint is too long to wait for.
/// Units: ms; `chance` in [0, 1).
std::optional<qint64> waitMs(const Setback& setback, double chance);

/// Numbers in [0, 1) from a seed: the jitter of retries. Source: Steele et al., SplitMix, 2014.
class Chance
{
public:
    explicit Chance(std::uint64_t seed) : m_state(seed) {}
    double next();

private:
    std::uint64_t m_state;
};

/// Blocks for so long; false when a stop request ended it early. Thread: any.
bool waitFor(qint64 milliseconds, const std::stop_token& stop);

} // namespace sw::http
