// Which language models there are and whether they answer.
#include "app/command.h"
#include "app/model_desk.h"
#include "bridge/text.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>

namespace sw::app {

namespace {

const char* placeName(llm::KeyPlace place)
{
    switch (place) {
    case llm::KeyPlace::NotNeeded:
        return "not_needed";
    case llm::KeyPlace::Environment:
        return "environment";
    case llm::KeyPlace::Keychain:
        return "keychain";
    case llm::KeyPlace::Session:
        return "session";
    case llm::KeyPlace::None:
        break;
    }
    return "none";
}

Exit listEndpoints(LocalModelDesk& desk, bool json, Session& session)
{
    QJsonArray list;
    std::string text;
    const llm::Routing routing = desk.routing();
    for (const llm::Endpoint& endpoint : routing.endpoints) {
        const char* key = placeName(desk.keyPlace(endpoint));
        const Result<llm::Routing> chosen = desk.routingFor(endpoint.id);
        const QString model = chosen ? chosen->chains.begin()->second.front().model : QString();
        list.append(QJsonObject{{QStringLiteral("id"), endpoint.id},
                                {QStringLiteral("kind"), llm::name(endpoint.kind)},
                                {QStringLiteral("address"), endpoint.base.toString()},
                                {QStringLiteral("key"), QLatin1String(key)},
                                {QStringLiteral("keyVariable"), endpoint.keyVariable},
                                {QStringLiteral("model"), model}});
        text += fmt::format("{:<12} {:<48} key: {:<12} {}\n", bridge::fromQt(endpoint.id),
                            bridge::fromQt(endpoint.base.toString()), key, bridge::fromQt(model));
    }
    if (json) {
        session.console.json(QJsonObject{{QStringLiteral("endpoints"), list}});
    } else {
        session.console.out(text);
    }
    return Exit::Ok;
}

Exit listModels(LocalModelDesk& desk, const llm::Endpoint& endpoint, bool json, Session& session)
{
    const Result<std::vector<llm::ModelListing>> models =
        desk.models(endpoint, session.interrupt.token());
    if (!models) {
        return failWith(models.error(), session.console);
    }
    QJsonArray list;
    std::string text;
    for (const llm::ModelListing& model : *models) {
        list.append(
            QJsonObject{{QStringLiteral("id"), model.id},
                        {QStringLiteral("title"), model.title},
                        {QStringLiteral("contextTokens"), model.contextTokens},
                        {QStringLiteral("mostOutputTokens"), model.mostOutputTokens},
                        {QStringLiteral("structured"), model.structured},
                        {QStringLiteral("efforts"), QJsonArray::fromStringList(model.efforts)}});
        text += fmt::format("{:<40} {}\n", bridge::fromQt(model.id), bridge::fromQt(model.title));
    }
    if (json) {
        session.console.json(QJsonObject{{QStringLiteral("endpoint"), endpoint.id},
                                         {QStringLiteral("models"), list}});
    } else {
        session.console.out(text);
    }
    return Exit::Ok;
}

Exit testModel(LocalModelDesk& desk, const QString& choice, bool json, Session& session)
{
    const Result<llm::Routing> routing = desk.routingFor(choice);
    if (!routing) {
        return failWith(routing.error(), session.console);
    }
    const llm::Profile& profile = routing->chains.begin()->second.front();
    const auto endpoint =
        std::ranges::find(routing->endpoints, profile.endpoint, &llm::Endpoint::id);
    const Result<QString> answer = desk.test(*endpoint, profile, session.interrupt.token());
    if (!answer) {
        return failWith(answer.error(), session.console);
    }
    if (json) {
        session.console.json(QJsonObject{{QStringLiteral("endpoint"), profile.endpoint},
                                         {QStringLiteral("model"), profile.model},
                                         {QStringLiteral("sentence"), *answer}});
    } else {
        session.console.out(bridge::fromQt(*answer) + "\n");
    }
    return Exit::Ok;
}

} // namespace

Exit runModels(const QStringList& arguments, Session& session)
{
    const Options options("models", arguments, {}, {QStringLiteral("json")}, {1, 2},
                          session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const std::string& what = options.positional()[0];
    if ((what != "list" && what != "test") ||
        (what == "test" && options.positional().size() != 2)) {
        session.console.error("Write 'models list', 'models list PROVIDER' or 'models test "
                              "PROVIDER[:MODEL]'.");
        return Exit::Usage;
    }
    const Result<std::shared_ptr<LocalModelDesk>> desk = LocalModelDesk::ofUser(nullptr);
    if (!desk) {
        return failWith(desk.error(), session.console);
    }
    if (options.positional().size() == 1) {
        return listEndpoints(**desk, options.has("json"), session);
    }
    const QString choice = bridge::toQt(options.positional()[1]);
    if (what == "test") {
        return testModel(**desk, choice, options.has("json"), session);
    }
    const llm::Routing routing = (*desk)->routing();
    const auto endpoint = std::ranges::find(routing.endpoints, choice, &llm::Endpoint::id);
    if (endpoint == routing.endpoints.end()) {
        const Result<llm::Routing> named = (*desk)->routingFor(choice);
        return failWith(named ? Error{ErrorKind::NotFound,
                                      "Name a provider alone, as in 'models list anthropic'.", ""}
                              : named.error(),
                        session.console);
    }
    return listModels(**desk, *endpoint, options.has("json"), session);
}

} // namespace sw::app
