#include "store/routing_file.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "http/redact.h"
#include "store/schema.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStandardPaths>

#include <fmt/format.h>

#include <algorithm>

namespace sw::store {

using bridge::fromQt;

namespace {

tl::unexpected<Error> wrong(const QString& member)
{
    return fail(ErrorKind::InvalidInput,
                fmt::format("'{}' is missing or not what it should be", fromQt(member)));
}

/// A key that somebody wrote into an address does not go to the disk.
QString addressWithoutKey(const QUrl& address)
{
    const QString plain = address.toString(QUrl::RemoveUserInfo | QUrl::RemoveFragment);
    return http::redacted(plain) == plain
               ? plain
               : address.toString(QUrl::RemoveUserInfo | QUrl::RemoveFragment | QUrl::RemoveQuery);
}

QJsonObject endpointJson(const llm::Endpoint& endpoint)
{
    return {{QStringLiteral("id"), endpoint.id},
            {QStringLiteral("kind"), llm::name(endpoint.kind)},
            {QStringLiteral("base"), addressWithoutKey(endpoint.base)},
            {QStringLiteral("apiVersion"), endpoint.apiVersion},
            {QStringLiteral("keyVariable"), endpoint.keyVariable},
            {QStringLiteral("tokenLimitField"), endpoint.tokenLimitField},
            {QStringLiteral("schemaMode"), endpoint.schemaMode},
            {QStringLiteral("contextTokens"), endpoint.contextTokens},
            {QStringLiteral("concurrency"), endpoint.concurrency},
            {QStringLiteral("http2"), endpoint.http2}};
}

Result<llm::Endpoint> endpointFrom(const QJsonObject& json)
{
    llm::Endpoint endpoint;
    endpoint.id = json.value(QStringLiteral("id")).toString();
    const auto kind = llm::providerNamed(json.value(QStringLiteral("kind")).toString());
    endpoint.base = QUrl(json.value(QStringLiteral("base")).toString(), QUrl::StrictMode);
    if (endpoint.id.isEmpty() || !kind) {
        return wrong(QStringLiteral("endpoints: id, kind"));
    }
    if (!endpoint.base.isValid() || endpoint.base.host().isEmpty()) {
        return wrong(QStringLiteral("endpoints: base of ") + endpoint.id);
    }
    endpoint.kind = *kind;
    endpoint.apiVersion = json.value(QStringLiteral("apiVersion")).toString();
    endpoint.keyVariable = json.value(QStringLiteral("keyVariable")).toString();
    endpoint.tokenLimitField = json.value(QStringLiteral("tokenLimitField")).toString();
    endpoint.schemaMode = json.value(QStringLiteral("schemaMode")).toString();
    endpoint.contextTokens = json.value(QStringLiteral("contextTokens")).toInt();
    endpoint.concurrency = json.value(QStringLiteral("concurrency")).toInt(3);
    endpoint.http2 = json.value(QStringLiteral("http2")).toBool(true);
    if (endpoint.concurrency < 1 || endpoint.concurrency > 64 || endpoint.contextTokens < 0) {
        return wrong(QStringLiteral("endpoints: concurrency, contextTokens"));
    }
    return endpoint;
}

QJsonObject profileJson(const llm::Profile& profile)
{
    return {{QStringLiteral("endpoint"), profile.endpoint},
            {QStringLiteral("model"), profile.model},
            {QStringLiteral("effort"), profile.effort},
            {QStringLiteral("maxTokens"), profile.maxTokens},
            {QStringLiteral("idleMs"), profile.idleMs},
            {QStringLiteral("deadlineMs"), profile.deadlineMs}};
}

Result<llm::Profile> profileFrom(const QJsonObject& json)
{
    llm::Profile profile;
    profile.endpoint = json.value(QStringLiteral("endpoint")).toString();
    profile.model = json.value(QStringLiteral("model")).toString();
    profile.effort = json.value(QStringLiteral("effort")).toString();
    profile.maxTokens = json.value(QStringLiteral("maxTokens")).toInt(profile.maxTokens);
    profile.idleMs = json.value(QStringLiteral("idleMs")).toInt(profile.idleMs);
    profile.deadlineMs = json.value(QStringLiteral("deadlineMs")).toInt(profile.deadlineMs);
    if (profile.endpoint.isEmpty() || profile.maxTokens < 1 || profile.idleMs < 1 ||
        profile.deadlineMs < 1) {
        return wrong(QStringLiteral("chains"));
    }
    return profile;
}

llm::Routing defaults()
{
    llm::Routing routing;
    routing.endpoints = llm::knownEndpoints();
    return routing;
}

} // namespace

QString defaultRoutingPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) +
           QStringLiteral("/stratwright/models.json");
}

QJsonObject routingJson(const llm::Routing& routing)
{
    QJsonArray endpoints;
    for (const llm::Endpoint& endpoint : routing.endpoints) {
        endpoints.append(endpointJson(endpoint));
    }
    QJsonObject chains;
    for (const auto& [agent, profiles] : routing.chains) {
        QJsonArray chain;
        for (const llm::Profile& profile : profiles) {
            chain.append(profileJson(profile));
        }
        chains.insert(agent, chain);
    }
    return {{QStringLiteral("endpoints"), endpoints},
            {QStringLiteral("chains"), chains},
            {QStringLiteral("runBudgetMicroDollars"),
             routing.runBudget ? QJsonValue(*routing.runBudget) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("mostCallsPerRun"), routing.mostCallsPerRun},
            {QStringLiteral("useCache"), routing.useCache},
            {QStringLiteral("replayOnly"), routing.replayOnly}};
}

Result<llm::Routing> routingFrom(const QJsonObject& json)
{
    llm::Routing routing;
    if (!json.value(QStringLiteral("endpoints")).isArray() ||
        !json.value(QStringLiteral("chains")).isObject()) {
        return wrong(QStringLiteral("endpoints, chains"));
    }
    for (const QJsonValue& item : json.value(QStringLiteral("endpoints")).toArray()) {
        Result<llm::Endpoint> endpoint = endpointFrom(item.toObject());
        if (!endpoint) {
            return fail(endpoint.error());
        }
        routing.endpoints.push_back(std::move(*endpoint));
    }
    const QJsonObject chains = json.value(QStringLiteral("chains")).toObject();
    for (auto chain = chains.begin(); chain != chains.end(); ++chain) {
        std::vector<llm::Profile>& profiles = routing.chains[chain.key()];
        for (const QJsonValue& item : chain.value().toArray()) {
            Result<llm::Profile> profile = profileFrom(item.toObject());
            if (!profile) {
                return fail(profile.error());
            }
            const bool known =
                std::ranges::any_of(routing.endpoints, [&](const llm::Endpoint& endpoint) {
                    return endpoint.id == profile->endpoint;
                });
            if (!known) {
                return wrong(QStringLiteral("chains: the endpoint ") + profile->endpoint);
            }
            profiles.push_back(std::move(*profile));
        }
    }
    if (const QJsonValue budget = json.value(QStringLiteral("runBudgetMicroDollars"));
        budget.isDouble() && budget.toDouble() >= 0) {
        routing.runBudget = budget.toInteger();
    } else if (!budget.isNull() && !budget.isUndefined()) {
        return wrong(QStringLiteral("runBudgetMicroDollars"));
    }
    routing.mostCallsPerRun =
        json.value(QStringLiteral("mostCallsPerRun")).toInt(routing.mostCallsPerRun);
    if (routing.mostCallsPerRun < 0) {
        return wrong(QStringLiteral("mostCallsPerRun"));
    }
    routing.useCache = json.value(QStringLiteral("useCache")).toBool(true);
    routing.replayOnly = json.value(QStringLiteral("replayOnly")).toBool(false);
    return routing;
}

LoadedRouting loadRouting(const QString& path)
{
    if (!QFile::exists(path)) {
        return {defaults(), {}};
    }
    const Result<std::string> text = bridge::readFile(fromQt(path));
    if (!text) {
        return {defaults(), QStringLiteral("The settings of the models cannot be read, so none is "
                                           "asked. %1")
                                .arg(bridge::toQt(text.error().message))};
    }
    QJsonParseError problem;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray::fromStdString(*text), &problem);
    const Result<llm::Routing> routing =
        document.isObject() ? routingFrom(document.object())
                            : fail(ErrorKind::InvalidInput, fromQt(problem.errorString()));
    if (routing) {
        return {*routing, {}};
    }
    const QString aside = freeNameBeside(path, QStringLiteral("damaged"));
    const bool moved = QFile::rename(path, aside);
    return {
        defaults(),
        QStringLiteral("The settings of the models in %1 are damaged (%2), so no model is asked "
                       "until they are made again%3.")
            .arg(path, bridge::toQt(routing.error().message),
                 moved ? QStringLiteral("; the old file is now %1").arg(aside) : QString())};
}

Status saveRouting(const llm::Routing& routing, const QString& path)
{
    const QString folder = QFileInfo(path).absolutePath();
    if (!QDir().mkpath(folder)) {
        return fail(ErrorKind::Io,
                    fmt::format("Cannot create the folder {} for the settings.", fromQt(folder)));
    }
    const Status written =
        bridge::writeFile(fromQt(path), QJsonDocument(routingJson(routing)).toJson().toStdString());
    if (written) {
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
    }
    return written;
}

} // namespace sw::store
