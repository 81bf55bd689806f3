// Briefs, events, model calls and errors as JSON and back, for the store and for bundles. What is
// read may come from a stranger: everything is checked.
#pragma once

#include "agents/brief.h"
#include "agents/run_event.h"
#include "base/result.h"
#include "llm/language_model.h"

#include <QJsonObject>

namespace sw::store {

QJsonObject briefJson(const agents::Brief& brief);
/// Errors: InvalidInput.
Result<agents::Brief> briefFrom(const QJsonObject& json);

/// The bytes of an event as everybody gets them: compact JSON with everything that looks like a key
/// masked.
QByteArray eventBytes(const agents::RunEvent& event);
/// Errors: InvalidInput.
Result<agents::RunEvent> eventFrom(const QByteArray& bytes);

/// Everything about a call, with everything that looks like a key masked.
QJsonObject callJson(const llm::CallRecord& call);
/// Errors: InvalidInput.
Result<llm::CallRecord> callFrom(const QJsonObject& json);

QJsonObject usageJson(const llm::Usage& usage);
llm::Usage usageFrom(const QJsonObject& json);

QJsonObject errorJson(const Error& error);
Error errorFrom(const QJsonObject& json);

/// A JSON document without anything that looks like a key. Cost: linear.
QByteArray redactedJson(const QJsonObject& json);

} // namespace sw::store
