// Models worth suggesting, and models that are gone, as dated data: no model id stands in code.
#pragma once

#include "base/result.h"
#include "llm/profile.h"

#include <QDate>
#include <QString>

#include <map>

namespace sw::llm {

struct ModelSuggestions {
    struct ForProvider {
        QString main;   ///< for agents that write
        QString helper; ///< cheap: classify, summarise, name
    };
    QDate asOf;
    std::map<QString, ForProvider> byProvider; ///< by name(ProviderKind)
    std::map<QString, QDate> retired;          ///< last day by model id, past or announced

    /// The suggestions that come with the program. Errors: Internal when the resource is broken.
    static Result<ModelSuggestions> builtIn();
    /// Errors: InvalidInput naming the entry that is not understood.
    static Result<ModelSuggestions> parse(const QByteArray& json);
};

} // namespace sw::llm
