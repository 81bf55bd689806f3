// The prompts: Markdown files of the product with a head that names purpose, version and
// placeholders. Filling one in is checked: a placeholder without text is a fault of the program.
#pragma once

#include "llm/language_model.h"
#include <QJsonValue>

#include <QString>

#include <map>

namespace sw::agents {

/// One prompt file.
struct Prompt {
    QString name, purpose, version;
    QStringList placeholders; ///< sorted
    QString body;
};

/// A prompt by its name ("code_generator"). Requires: it exists and its head is whole; tests hold
/// every file to that.
Prompt prompt(const QString& name);
/// The names of all prompts, sorted.
QStringList promptNames();
/// The body with every {{placeholder}} replaced. Requires: exactly the declared placeholders.
QString filled(const Prompt& prompt, const std::map<QString, QString>& texts);

/// Material as one JSON object between tags that it cannot close: angle brackets are escaped.
QString quotedData(const QJsonObject& material);

/// The strategy language for a reader who never saw it: grammar, rules, every built-in with its
/// arguments, units and warm-up, and the words of the language, from the catalog and the checker.
/// The same bytes on every call.
QString languageReference();

/// The schema of an agent's answer by name ("code_generator"). Requires: it exists.
QJsonObject answerSchema(const QString& name);

/// The question of an agent, but for who asks and why: `role` names its prompt and its schema,
/// `task` the prompt that `material` is filled into as quoted data. The parts that never change
/// come first and are marked for the provider's cache.
llm::ModelRequest roleRequest(const QString& role, const QString& task,
                              const QJsonObject& material);

} // namespace sw::agents
