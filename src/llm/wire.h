// Small readings of other people's JSON that every adapter needs: absent, null and wrong types are
// all "nothing", numbers of tokens are believed only within reason.
#pragma once

#include "http/exchange.h"
#include "llm/adapter.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>

#include <functional>
#include <optional>

namespace sw::llm {

/// Text of a member; empty when it is absent or no text.
QString textOf(const QJsonObject& object, const char* member);
/// Object of a member; empty when it is absent or no object.
QJsonObject objectOf(const QJsonObject& object, const char* member);
/// A number of tokens; nothing when absent, negative or beyond a thousand million.
std::optional<qint64> tokensOf(const QJsonObject& object, const char* member);
/// Overwrites a running total only when the member is there.
void takeTokens(std::optional<qint64>& total, const QJsonObject& object, const char* member);
/// The first text found in an error of any of the usual shapes: {"error":{"message"}},
/// {"error":"…"}, {"detail":…}, {"message":…}, also wrapped in an array.
QString messageIn(const QJsonValue& body);
/// JSON of a body; undefined when it is none.
QJsonValue parsedBody(const QByteArray& body);

/// All system parts as one text, an empty line between them.
QString joinedSystem(const ModelRequest& request);
/// The schema as the last part of a prompt, for services that do not enforce it.
QString schemaInWords(const QJsonObject& schema);

/// The user's text with what is added to it.
QString userText(const Asking& asking);
/// The profile's effort, where the model is not known to refuse it; empty = none is sent.
QString effortOf(const Asking& asking);
/// The profile's limits for an exchange.
http::Limits limitsOf(const Profile& profile);
/// Adds a header "Authorization: Bearer <key>" where there is a key.
void addBearer(http::Request& request, const std::optional<QByteArray>& key);
/// The models in a listing's array, in its order; those without an id are left out. Errors:
/// BadReply when the body is no such listing.
Result<ListingPage> listingOf(const QByteArray& body, const char* member,
                              const std::function<ModelListing(const QJsonObject&)>& model);

/// A request for JSON at `path` below the endpoint's base.
http::Request jsonRequest(const Asking& asking, const QString& path, const QJsonObject& body);
/// A request for something to be read, with short limits.
http::Request readRequest(const Endpoint& endpoint, const QString& path);

} // namespace sw::llm
