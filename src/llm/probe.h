// A trial of an endpoint for the settings: does it answer, and what can it do?
#pragma once

#include "llm/adapter.h"
#include "llm/model_list.h"

namespace sw::llm {

/// What a trial found out.
struct ProbeReport {
    int models = 0;           ///< on the endpoint's list; 0 = it keeps none
    bool listed = false;      ///< the model is on it
    QString schemaMode;       ///< OpenAI only: the strongest that worked
    QString tokenLimitField;  ///< OpenAI only: the one that was understood
    bool usage = false;       ///< tokens are told
    qint64 contextTokens = 0; ///< that the model can read; 0 = not said
    int givenTokens = 0;      ///< Ollama only: of these, as the settings have it
    QString undescribed;      ///< why the provider did not say what the model can do
    qint64 firstByteMs = -1;
    qint64 elapsedMs = 0;

    /// For the user: "answers in 0.8 s; 24 models; keeps to a schema; tells its tokens".
    QString sentence() const;
};

/// Asks for the list, for more about the model where its provider tells it, then one tiny question
/// whose only valid answer no model gives by chance, in ever weaker forms until one works. Errors:
/// why nothing worked, in the user's words; NotFound with the closest ids when the model is not on
/// the list; Unsupported when it writes no text.
Result<ProbeReport> probe(http::Client& client, KeyRing& keys, ModelList& models, Clock& clock,
                          const Asking& asking, const std::stop_token& stop);

/// The tiny question.
ModelRequest probeRequest();

} // namespace sw::llm
