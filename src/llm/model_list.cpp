#include "llm/model_list.h"

#include "bridge/text.h"
#include "llm/adapter.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <numeric>

namespace sw::llm {

namespace {

QSet<QString> wordsOf(const QString& id)
{
    static const QRegularExpression between(QStringLiteral("[^a-z]+"));
    const QStringList words = id.toLower().split(between, Qt::SkipEmptyParts);
    return {words.begin(), words.end()};
}

int distance(const QString& one, const QString& other)
{
    std::vector<int> row(static_cast<std::size_t>(other.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const QChar letter : one) {
        int diagonal = row[0]++;
        for (std::size_t column = 1; column < row.size(); ++column) {
            const bool same = other[static_cast<qsizetype>(column) - 1] == letter;
            const int cost =
                std::min({diagonal + (same ? 0 : 1), row[column] + 1, row[column - 1] + 1});
            diagonal = row[column];
            row[column] = cost;
        }
    }
    return row.back();
}

} // namespace

QStringList closestIds(const QString& model, const std::vector<ModelListing>& listings, int most)
{
    struct Ranked {
        QString id;
        qsizetype shared;
        int distance;
    };
    const QSet<QString> words = wordsOf(model);
    std::vector<Ranked> ranked;
    for (const ModelListing& each : listings) {
        QSet<QString> common = wordsOf(each.id);
        common.intersect(words);
        ranked.push_back({each.id, common.size(), distance(model.left(200), each.id.left(200))});
    }
    // Lists come newest first: among equals the newest stays first.
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
        return a.shared != b.shared ? a.shared > b.shared : a.distance < b.distance;
    });
    QStringList ids;
    for (const Ranked& each : ranked) {
        if (ids.size() == most) {
            break;
        }
        ids.append(each.id);
    }
    return ids;
}

Error missingKey(const Endpoint& endpoint)
{
    return Error{ErrorKind::Unauthorized,
                 bridge::fromQt(QStringLiteral("No key for %1. Set the environment variable %2, or "
                                               "enter the key in the settings.")
                                    .arg(endpoint.id, endpoint.keyVariable)),
                 {}};
}

ModelList::ModelList(http::Client& client, KeyRing& keys, Clock& clock)
    : m_client(client), m_keys(keys), m_clock(clock)
{
    if (const Result<ModelSuggestions> suggestions = ModelSuggestions::builtIn()) {
        m_retired = suggestions->retired;
    }
}

Result<std::vector<ModelListing>> ModelList::fetch(const Endpoint& endpoint,
                                                   const std::stop_token& stop)
{
    const std::optional<QByteArray> key = m_keys.key(endpoint);
    if (!key && !endpoint.keyVariable.isEmpty()) {
        return fail(missingKey(endpoint));
    }
    const Adapter& adapter = adapterFor(endpoint.kind);
    std::vector<ModelListing> models;
    QString page;
    for (int pages = 0; pages < kMostPages; ++pages) {
        const http::Exchange exchange = m_client.send(adapter.listing(endpoint, key, page), stop);
        if (const Status read = checked(exchange, endpoint, "fetching the list of models"); !read) {
            return fail(read.error());
        }
        Result<ListingPage> listed = adapter.parseListing(exchange.body);
        if (!listed) {
            return fail(listed.error());
        }
        models.insert(models.end(), listed->models.begin(), listed->models.end());
        if (listed->nextPage.isEmpty() || listed->nextPage == page) {
            break;
        }
        page = listed->nextPage;
    }
    const std::lock_guard lock(m_mutex);
    m_known[endpoint.id] = models;
    return models;
}

Status ModelList::checked(const http::Exchange& exchange, const Endpoint& endpoint,
                          const char* what)
{
    if (exchange.status == 200 && !exchange.failure) {
        return {};
    }
    Asking asking;
    asking.endpoint = endpoint;
    const Problem problem = adapterFor(endpoint.kind).classify(exchange, asking, m_clock.now());
    return fail(errorKind(problem.kind), bridge::fromQt(problem.sentence), what);
}

Result<ModelListing> ModelList::describe(const Endpoint& endpoint, const QString& model,
                                         const std::stop_token& stop)
{
    ModelListing listing = known(endpoint, model).value_or(ModelListing{model, model});
    const Adapter& adapter = adapterFor(endpoint.kind);
    const auto request = adapter.description(endpoint, m_keys.key(endpoint), model);
    if (!request) {
        return listing;
    }
    const http::Exchange exchange = m_client.send(*request, stop);
    if (exchange.status == 404) {
        return fail(ErrorKind::NotFound, "The service does not describe its models.");
    }
    if (const Status read = checked(exchange, endpoint, "asking what the model can do"); !read) {
        return fail(read.error());
    }
    if (const Status added = adapter.addDescription(exchange.body, listing); !added) {
        return fail(added.error());
    }
    const std::lock_guard lock(m_mutex);
    std::vector<ModelListing>& list = m_known[endpoint.id];
    const auto old = std::ranges::find(list, model, &ModelListing::id);
    if (old != list.end()) {
        *old = listing;
    }
    return listing;
}

std::optional<ModelListing> ModelList::known(const Endpoint& endpoint, const QString& model) const
{
    const std::lock_guard lock(m_mutex);
    const auto list = m_known.find(endpoint.id);
    if (list == m_known.end()) {
        return std::nullopt;
    }
    const auto found = std::find_if(list->second.begin(), list->second.end(),
                                    [&](const ModelListing& each) { return each.id == model; });
    return found == list->second.end() ? std::nullopt : std::optional(*found);
}

Status ModelList::validate(const Endpoint& endpoint, const Profile& profile,
                           const std::stop_token& stop)
{
    const Result<std::vector<ModelListing>> models = fetch(endpoint, stop);
    if (!models) {
        return fail(models.error());
    }
    if (known(endpoint, profile.model)) {
        return {};
    }
    return fail(ErrorKind::NotFound, bridge::fromQt(goneSentence(profile.model, *models)));
}

QString ModelList::goneSentence(const QString& model,
                                const std::vector<ModelListing>& listings) const
{
    const auto retired = m_retired.find(model);
    const QString since =
        retired == m_retired.end()
            ? QString()
            : QStringLiteral(" (retired %1)").arg(retired->second.toString(Qt::ISODate));
    const QStringList ids = closestIds(model, listings, 3);
    const QString choice = ids.isEmpty()
                               ? QStringLiteral("Choose another model.")
                               : QStringLiteral("Choose: %1.").arg(ids.join(QStringLiteral(", ")));
    return QStringLiteral("%1 is no longer offered%2. %3").arg(model, since, choice);
}

} // namespace sw::llm
