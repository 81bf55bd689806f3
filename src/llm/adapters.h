// The four providers. What each file holds is one provider's wire format and nothing else.
#pragma once

#include "llm/adapter.h"

namespace sw::llm {

/// Anthropic Messages.
class AnthropicAdapter : public Adapter
{
public:
    http::Request build(const Asking& asking, const std::optional<QByteArray>& key) const override;
    std::unique_ptr<AnswerReader> reader(const Asking& asking) const override;
    http::Request listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                          const QString& page) const override;
    Result<ListingPage> parseListing(const QByteArray& body) const override;

protected:
    Told told(int status, const QJsonValue& body, const Asking& asking) const override;
};

/// Google Gemini generateContent.
class GeminiAdapter : public Adapter
{
public:
    /// At least what thinking needs beside the answer, at most what a streamed call may give.
    int tokenCap(const Asking& asking) const override;
    http::Request build(const Asking& asking, const std::optional<QByteArray>& key) const override;
    std::unique_ptr<AnswerReader> reader(const Asking& asking) const override;
    http::Request listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                          const QString& page) const override;
    Result<ListingPage> parseListing(const QByteArray& body) const override;

protected:
    Told told(int status, const QJsonValue& body, const Asking& asking) const override;
};

/// Chat completions as OpenAI and many servers understand them.
class OpenAiAdapter : public Adapter
{
public:
    http::Request build(const Asking& asking, const std::optional<QByteArray>& key) const override;
    std::unique_ptr<AnswerReader> reader(const Asking& asking) const override;
    http::Request listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                          const QString& page) const override;
    Result<ListingPage> parseListing(const QByteArray& body) const override;

protected:
    Told told(int status, const QJsonValue& body, const Asking& asking) const override;
};

/// Ollama's own chat, the only way to set its context.
class OllamaAdapter : public Adapter
{
public:
    /// Never beyond the context that is asked for.
    int tokenCap(const Asking& asking) const override;
    http::Request build(const Asking& asking, const std::optional<QByteArray>& key) const override;
    std::unique_ptr<AnswerReader> reader(const Asking& asking) const override;
    http::Request listing(const Endpoint& endpoint, const std::optional<QByteArray>& key,
                          const QString& page) const override;
    Result<ListingPage> parseListing(const QByteArray& body) const override;
    std::optional<http::Request> description(const Endpoint& endpoint,
                                             const std::optional<QByteArray>& key,
                                             const QString& model) const override;
    Status addDescription(const QByteArray& body, ModelListing& model) const override;

protected:
    Told told(int status, const QJsonValue& body, const Asking& asking) const override;
};

} // namespace sw::llm
