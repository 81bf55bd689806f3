#include "llm/profile.h"

#include <array>
#include <utility>

namespace sw::llm {

namespace {

const std::array<std::pair<ProviderKind, const char*>, 4> kNames{
    {{ProviderKind::Anthropic, "anthropic"},
     {ProviderKind::Gemini, "gemini"},
     {ProviderKind::OpenAi, "openai"},
     {ProviderKind::Ollama, "ollama"}}};

} // namespace

QString name(ProviderKind kind)
{
    for (const auto& [each, text] : kNames) {
        if (each == kind) {
            return QLatin1String(text);
        }
    }
    return {};
}

std::optional<ProviderKind> providerNamed(const QString& name)
{
    for (const auto& [kind, text] : kNames) {
        if (name == QLatin1String(text)) {
            return kind;
        }
    }
    return std::nullopt;
}

std::vector<Endpoint> knownEndpoints()
{
    Endpoint anthropic;
    anthropic.id = name(ProviderKind::Anthropic);
    anthropic.base = QUrl(QStringLiteral("https://api.anthropic.com"));
    anthropic.apiVersion = QStringLiteral("2026-10-21");
    anthropic.keyVariable = QStringLiteral("ANTHROPIC_API_KEY");
    Endpoint gemini;
    gemini.id = name(ProviderKind::Gemini);
    gemini.kind = ProviderKind::Gemini;
    gemini.base = QUrl(QStringLiteral("https://generativelanguage.googleapis.com/v1beta"));
    gemini.keyVariable = QStringLiteral("GEMINI_API_KEY");
    Endpoint openAi;
    openAi.id = name(ProviderKind::OpenAi);
    openAi.kind = ProviderKind::OpenAi;
    openAi.base = QUrl(QStringLiteral("https://api.openai.com/v1"));
    openAi.keyVariable = QStringLiteral("OPENAI_API_KEY");
    openAi.tokenLimitField = QStringLiteral("max_completion_tokens");
    openAi.schemaMode = QStringLiteral("json_schema");
    Endpoint ollama;
    ollama.id = name(ProviderKind::Ollama);
    ollama.kind = ProviderKind::Ollama;
    ollama.base = QUrl(QStringLiteral("http://localhost:11434"));
    ollama.contextTokens = 16'384;
    ollama.concurrency = 1;
    return {anthropic, gemini, openAi, ollama};
}

} // namespace sw::llm
