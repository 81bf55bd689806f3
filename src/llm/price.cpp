#include "llm/price.h"

#include "bridge/text.h"
#include "http/address.h"
#include "llm/schema.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <cmath>

namespace sw::llm {

namespace {

constexpr double kMostDollars = 1000; // a million tokens; keeps sums within 64 bits
constexpr qint64 kMostPricedTokens = 1'000'000'000;

QString priceKey(const QString& provider, const QString& model)
{
    return provider + QLatin1Char('/') + model;
}

Error priceError(const QString& entry, const QString& reason)
{
    return {ErrorKind::InvalidInput,
            bridge::fromQt(QStringLiteral("Prices: %1: %2.").arg(entry, reason)),
            {}};
}

/// Dollars of a member as micro-dollars.
Result<std::optional<qint64>> microDollars(const QJsonObject& tier, const char* member,
                                           const QString& entry)
{
    const QJsonValue value = tier.value(QLatin1String(member));
    if (value.isUndefined()) {
        return std::optional<qint64>();
    }
    const double dollars = value.toDouble(-1);
    if (!(dollars >= 0 && dollars <= kMostDollars)) {
        return fail(
            priceError(entry, QStringLiteral("%1 must be a number of dollars from 0 to 1000")
                                  .arg(QLatin1String(member))));
    }
    return std::optional<qint64>(std::llround(dollars * 1e6));
}

Result<DatedPrice::Tier> tierOf(const QJsonObject& object, const QString& entry)
{
    DatedPrice::Tier tier;
    tier.overInputTokens = static_cast<qint64>(
        std::clamp(object.value(QLatin1String("over_input_tokens")).toDouble(0), 0.0, 1e9));
    std::optional<qint64> input;
    std::optional<qint64> output;
    const std::pair<const char*, std::optional<qint64>*> members[] = {
        {"input", &input},
        {"output", &output},
        {"cache_write_5m", &tier.prices.cacheWriteShort},
        {"cache_write_1h", &tier.prices.cacheWrite},
        {"cache_read", &tier.prices.cacheRead}};
    for (const auto& [member, place] : members) {
        const Result<std::optional<qint64>> value = microDollars(object, member, entry);
        if (!value) {
            return fail(value.error());
        }
        *place = *value;
    }
    if (!input || !output) {
        return fail(priceError(entry, QStringLiteral("a tier needs input and output")));
    }
    tier.prices.input = *input;
    tier.prices.output = *output;
    return tier;
}

Result<DatedPrice> datedPrice(const QJsonObject& object, const QString& entry)
{
    DatedPrice price;
    price.source = object.value(QLatin1String("source")).toString();
    price.validFrom =
        QDate::fromString(object.value(QLatin1String("valid_from")).toString(), Qt::ISODate);
    if (!price.validFrom.isValid()) {
        return fail(priceError(entry, QStringLiteral("valid_from must be a day like 2026-11-22")));
    }
    for (const QJsonValue& value : object.value(QLatin1String("tiers")).toArray()) {
        const Result<DatedPrice::Tier> tier = tierOf(value.toObject(), entry);
        if (!tier) {
            return fail(tier.error());
        }
        const qint64 before = price.tiers.empty() ? -1 : price.tiers.back().overInputTokens;
        if (tier->overInputTokens <= before || (before < 0 && tier->overInputTokens != 0)) {
            return fail(priceError(
                entry, QStringLiteral("tiers must start without over_input_tokens and rise")));
        }
        price.tiers.push_back(*tier);
    }
    if (price.tiers.empty()) {
        return fail(priceError(entry, QStringLiteral("tiers are missing")));
    }
    return price;
}

const TokenPrices& tierFor(const DatedPrice& price, qint64 promptTokens)
{
    const TokenPrices* found = &price.tiers.front().prices;
    for (const DatedPrice::Tier& tier : price.tiers) {
        if (promptTokens > tier.overInputTokens) {
            found = &tier.prices;
        }
    }
    return *found;
}

qint64 within(std::optional<qint64> tokens)
{
    return std::clamp<qint64>(tokens.value_or(0), 0, kMostPricedTokens);
}

} // namespace

Result<PriceTable> PriceTable::builtIn()
{
    QFile file(QStringLiteral(":/models/prices.json"));
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Internal, "The prices that come with the program are missing.");
    }
    Result<PriceTable> table = parse(file.readAll());
    if (!table) {
        return fail(ErrorKind::Internal, table.error().message);
    }
    return table;
}

Result<PriceTable> PriceTable::parse(const QByteArray& json)
{
    QJsonParseError error;
    const QJsonObject whole = QJsonDocument::fromJson(json, &error).object();
    if (error.error != QJsonParseError::NoError) {
        return fail(priceError(QStringLiteral("byte %1").arg(error.offset), error.errorString()));
    }
    PriceTable table;
    table.m_asOf = QDate::fromString(whole.value(QLatin1String("as_of")).toString(), Qt::ISODate);
    if (!table.m_asOf.isValid()) {
        return fail(
            priceError(QStringLiteral("as_of"), QStringLiteral("must be a day like 2026-11-22")));
    }
    if (!whole.value(QLatin1String("prices")).isArray()) {
        return fail(priceError(QStringLiteral("prices"), QStringLiteral("must be a list")));
    }
    for (const QJsonValue& value : whole.value(QLatin1String("prices")).toArray()) {
        const QJsonObject object = value.toObject();
        const QString provider = object.value(QLatin1String("provider")).toString();
        QStringList models{object.value(QLatin1String("model")).toString()};
        const QString entry = priceKey(provider, models.first());
        if (provider.isEmpty() || models.first().isEmpty()) {
            return fail(priceError(entry, QStringLiteral("provider and model are needed")));
        }
        const Result<DatedPrice> price = datedPrice(object, entry);
        if (!price) {
            return fail(price.error());
        }
        for (const QJsonValue& alias : object.value(QLatin1String("aliases")).toArray()) {
            models << alias.toString();
        }
        for (const QString& model : models) {
            table.m_prices[priceKey(provider, model)].push_back(*price);
        }
    }
    for (auto& [key, dated] : table.m_prices) {
        std::stable_sort(dated.begin(), dated.end(), [](const DatedPrice& a, const DatedPrice& b) {
            return a.validFrom < b.validFrom;
        });
    }
    return table;
}

Result<PriceTable> PriceTable::overriddenBy(const QString& path) const
{
    QFile file(path);
    if (!file.exists()) {
        return fail(ErrorKind::NotFound,
                    bridge::fromQt(QStringLiteral("There is no file of prices at %1.").arg(path)));
    }
    if (!file.open(QIODevice::ReadOnly)) {
        return fail(ErrorKind::Io, bridge::fromQt(QStringLiteral("The file of prices %1 cannot be "
                                                                 "read: %2.")
                                                      .arg(path, file.errorString())));
    }
    Result<PriceTable> own = parse(file.readAll());
    if (!own) {
        return fail(own.error().kind, own.error().message, bridge::fromQt(path));
    }
    for (const auto& [key, dated] : m_prices) {
        own->m_prices.try_emplace(key, dated);
    }
    return own;
}

const DatedPrice* PriceTable::find(const Endpoint& endpoint, const QString& model, QDate day) const
{
    // The user may price an endpoint of his own by its id.
    for (const QString& provider : {endpoint.id, name(endpoint.kind)}) {
        const auto found = m_prices.find(priceKey(provider, model));
        if (found == m_prices.end()) {
            continue;
        }
        const DatedPrice* price = nullptr;
        for (const DatedPrice& each : found->second) {
            if (each.validFrom <= day) {
                price = &each;
            }
        }
        if (price) {
            return price;
        }
    }
    return nullptr;
}

MicroDollars PriceTable::cost(const Endpoint& endpoint, const QString& model, const Usage& usage,
                              QDate day) const
{
    const DatedPrice* price = find(endpoint, model, day);
    // A priced model behind an address of this machine is a gateway's: it is billed all the same.
    if (!price && isLocal(endpoint)) {
        return 0;
    }
    if (!price || !usage.input || !usage.output) {
        return std::nullopt;
    }
    const qint64 input = within(usage.input);
    const qint64 read = within(usage.cacheRead);
    const qint64 written = within(usage.cacheWrite);
    const qint64 writtenShort = std::min(written, within(usage.cacheWriteShort));
    const TokenPrices& prices = tierFor(*price, input + read + written);
    const qint64 total = input * prices.input + within(usage.output) * prices.output +
                         read * prices.cacheRead.value_or(prices.input) +
                         writtenShort * prices.cacheWriteShort.value_or(prices.input) +
                         (written - writtenShort) * prices.cacheWrite.value_or(prices.input);
    return (total + 500'000) / 1'000'000;
}

MicroDollars PriceTable::reservation(const Endpoint& endpoint, const QString& model,
                                     qint64 inputTokens, qint64 maxTokens, QDate day) const
{
    Usage most;
    // Writing to the cache for an hour costs more than plain input.
    most.cacheWrite = inputTokens;
    most.input = 0;
    most.output = maxTokens;
    const DatedPrice* price = find(endpoint, model, day);
    if (price && !price->tiers.front().prices.cacheWrite) {
        std::swap(most.cacheWrite, most.input);
    }
    return cost(endpoint, model, most, day);
}

bool isLocal(const Endpoint& endpoint)
{
    return http::isLocal(endpoint.base.host());
}

qint64 estimatedTokens(const QString& text)
{
    return (text.toUtf8().size() + 2) / 3;
}

qint64 estimatedInput(const ModelRequest& request)
{
    qint64 tokens = estimatedTokens(request.user);
    for (const SystemPart& part : request.system) {
        tokens += estimatedTokens(part.text);
    }
    if (!request.schema.isEmpty()) {
        tokens += (orderedJson(request.schema).size() + 2) / 3;
    }
    return tokens;
}

} // namespace sw::llm
