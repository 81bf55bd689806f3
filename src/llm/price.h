// What tokens cost: dated prices as data, cost in whole micro-dollars. Counting what was spent and
// holding to a budget is left to others.
#pragma once

#include "base/result.h"
#include "llm/profile.h"

#include <QDate>
#include <QString>

#include <map>
#include <vector>

namespace sw::llm {

/// Prices of one tier. Units: micro-dollars per million tokens.
struct TokenPrices {
    qint64 input = 0;
    qint64 output = 0;
    std::optional<qint64> cacheWriteShort; ///< kept for 5 minutes
    std::optional<qint64> cacheWrite;      ///< kept for 1 hour
    std::optional<qint64> cacheRead;
};

/// Prices of a model from a day on; the tier is chosen by the size of the whole prompt.
struct DatedPrice {
    QDate validFrom;
    struct Tier {
        qint64 overInputTokens = 0; ///< for prompts of more tokens than this
        TokenPrices prices;
    };
    std::vector<Tier> tiers; ///< ascending; the first is for every prompt
    QString source;
};

class PriceTable
{
public:
    /// The prices that come with the program. Errors: Internal when the resource is broken.
    static Result<PriceTable> builtIn();
    /// Errors: InvalidInput naming the entry that is not understood.
    static Result<PriceTable> parse(const QByteArray& json);
    /// Entries of a file of the user instead of or beside those of this table. Errors: NotFound,
    /// Io, InvalidInput, with the path.
    Result<PriceTable> overriddenBy(const QString& path) const;

    /// The day on which the prices were collected.
    QDate asOf() const { return m_asOf; }

    /// The price of a model on a day; nothing when it is not known.
    const DatedPrice* find(const Endpoint& endpoint, const QString& model, QDate day) const;

    /// Cost of an attempt; absent when the price or the usage is not known, 0 on this machine.
    /// Cached input without a price of its own costs as input.
    MicroDollars cost(const Endpoint& endpoint, const QString& model, const Usage& usage,
                      QDate day) const;

    /// The most that a call may cost: all input written to the cache, the whole cap used. Absent
    /// when the price is not known, 0 on this machine.
    MicroDollars reservation(const Endpoint& endpoint, const QString& model, qint64 inputTokens,
                             qint64 maxTokens, QDate day) const;

private:
    QDate m_asOf;
    std::map<QString, std::vector<DatedPrice>> m_prices; ///< by "provider/model", oldest first
};

/// Whether an endpoint is this machine, where tokens cost nothing.
bool isLocal(const Endpoint& endpoint);

/// Tokens of a text before any provider counted them, rather too many: bytes / 3, rounded up.
qint64 estimatedTokens(const QString& text);

/// The same for everything that a request sends: system, user, schema.
qint64 estimatedInput(const ModelRequest& request);

} // namespace sw::llm
