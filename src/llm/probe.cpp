#include "llm/probe.h"

#include "bridge/text.h"
#include "llm/attempt.h"
#include "llm/schema.h"

#include <QJsonArray>

#include <algorithm>

namespace sw::llm {

namespace {

/// No model says this by chance.
const char* const kWord = "heliotrope";
constexpr int kProbeTokens = 64;
constexpr int kMostForms = 6;

QString otherField(const QString& field)
{
    return field == QLatin1String("max_completion_tokens")
               ? QStringLiteral("max_tokens")
               : QStringLiteral("max_completion_tokens");
}

/// Whether a refusal is about the name of the cap on tokens.
bool dislikesTheCap(const Attempted& attempted)
{
    return attempted.exchange.status == 400 && attempted.exchange.body.contains("max_");
}

/// Takes over what the provider says of the model; that it does not say it is no failure.
Status takeDescription(ModelList& models, const Asking& asking, ProbeReport& report,
                       const std::stop_token& stop)
{
    const QString& model = asking.profile.model;
    const Result<ModelListing> listing = models.describe(asking.endpoint, model, stop);
    if (!listing) {
        report.undescribed = bridge::toQt(listing.error().message);
        while (report.undescribed.endsWith(QLatin1Char('.'))) {
            report.undescribed.chop(1);
        }
        return listing.error().kind == ErrorKind::Cancelled ? fail(listing.error()) : Status();
    }
    report.contextTokens = listing->contextTokens;
    report.givenTokens = asking.endpoint.contextTokens;
    if (!listing->capabilities.isEmpty() &&
        !listing->capabilities.contains(QStringLiteral("completion"))) {
        return fail(
            ErrorKind::Unsupported,
            bridge::fromQt(QStringLiteral("%1 writes no text (it offers: %2). Choose "
                                          "another model.")
                               .arg(model, listing->capabilities.join(QStringLiteral(", ")))));
    }
    return {};
}

bool answeredRight(const Assembled& assembled)
{
    const Result<QJsonObject> document = documentIn(assembled.text);
    return document && checkDocument(*document, probeRequest().schema).valid();
}

} // namespace

QString ProbeReport::sentence() const
{
    QStringList parts{QStringLiteral("answers in %1 s")
                          .arg(QString::number(static_cast<double>(elapsedMs) / 1000.0, 'f', 1))};
    if (models > 0) {
        parts.append(QStringLiteral("%1 models on its list").arg(models));
    }
    parts.append(schemaMode == QLatin1String("none")
                     ? QStringLiteral("gives documents without being held to a schema")
                     : QStringLiteral("keeps to a schema"));
    parts.append(usage ? QStringLiteral("tells its tokens")
                       : QStringLiteral("does not tell its tokens"));
    if (contextTokens > 0 && givenTokens > contextTokens) {
        parts.append(QStringLiteral("reads %1 tokens, fewer than the %2 of the settings: set %1")
                         .arg(contextTokens)
                         .arg(givenTokens));
    } else if (contextTokens > 0 && givenTokens > 0) {
        parts.append(QStringLiteral("reads up to %1 tokens, %2 of them used")
                         .arg(contextTokens)
                         .arg(givenTokens));
    } else if (contextTokens > 0) {
        parts.append(QStringLiteral("reads up to %1 tokens").arg(contextTokens));
    }
    if (!undescribed.isEmpty()) {
        parts.append(QStringLiteral("what it can do was not told (%1)").arg(undescribed));
    }
    return parts.join(QStringLiteral("; "));
}

ModelRequest probeRequest()
{
    ModelRequest request;
    request.purpose = QStringLiteral("testing the connection");
    request.system = {{QStringLiteral("You answer with a JSON document."), false}};
    request.user = QStringLiteral("Answer with the word \"%1\".").arg(QLatin1String(kWord));
    request.schemaName = QStringLiteral("probe");
    request.maxTokens = kProbeTokens;
    request.schema = {
        {QStringLiteral("type"), QStringLiteral("object")},
        {QStringLiteral("additionalProperties"), false},
        {QStringLiteral("required"), QJsonArray{QStringLiteral("word")}},
        {QStringLiteral("properties"),
         QJsonObject{{QStringLiteral("word"),
                      QJsonObject{{QStringLiteral("type"), QStringLiteral("string")},
                                  {QStringLiteral("enum"), QJsonArray{QLatin1String(kWord)}}}}}}};
    return request;
}

Result<ProbeReport> probe(http::Client& client, KeyRing& keys, ModelList& models, Clock& clock,
                          const Asking& asking, const std::stop_token& stop)
{
    ProbeReport report;
    const Result<std::vector<ModelListing>> list = models.fetch(asking.endpoint, stop);
    const bool noList = !list && (list.error().kind == ErrorKind::NotFound ||
                                  list.error().kind == ErrorKind::BadReply);
    if (!list && !noList) {
        return fail(list.error()); // not every server keeps a list, but it has to be there
    }
    if (list) {
        report.models = static_cast<int>(list->size());
        report.listed = std::any_of(list->begin(), list->end(), [&](const ModelListing& each) {
            return each.id == asking.profile.model;
        });
        if (!report.listed && !list->empty()) {
            return fail(ErrorKind::NotFound,
                        bridge::fromQt(models.goneSentence(asking.profile.model, *list)));
        }
    }
    if (const Status described = takeDescription(models, asking, report, stop); !described) {
        return fail(described.error());
    }
    const Adapter& adapter = adapterFor(asking.endpoint.kind);
    const std::optional<QByteArray> key = keys.key(asking.endpoint);
    Asking form = asking;
    form.request = probeRequest();
    form.listing = models.known(asking.endpoint, asking.profile.model);
    Error last;
    for (int tries = 0; tries < kMostForms; ++tries) {
        const Attempted attempted = attempt(client, form, key, stop, [](const QString&) {});
        const auto problem =
            adapter.judge(attempted.exchange, attempted.assembled, form, clock.now());
        report.firstByteMs = attempted.exchange.firstByteMs;
        report.elapsedMs = attempted.exchange.elapsedMs;
        report.usage = attempted.assembled.usage.output.has_value();
        report.schemaMode = form.schemaMode.isEmpty() ? form.endpoint.schemaMode : form.schemaMode;
        report.tokenLimitField = form.endpoint.tokenLimitField;
        if (!problem && answeredRight(attempted.assembled)) {
            return report;
        }
        if (problem && problem->kind == ProblemKind::Truncated && form.maxTokens == 0) {
            form.maxTokens = asking.profile.maxTokens; // it thinks before it answers
            continue;
        }
        last = problem
                   ? Error{errorKind(problem->kind), bridge::fromQt(problem->sentence), {}}
                   : Error{ErrorKind::BadReply,
                           bridge::fromQt(QStringLiteral("%1 answers, but not with the document "
                                                         "that was asked for.")
                                              .arg(asking.profile.model)),
                           {}};
        const bool openAi = asking.endpoint.kind == ProviderKind::OpenAi;
        if (openAi && dislikesTheCap(attempted) &&
            form.endpoint.tokenLimitField == asking.endpoint.tokenLimitField) {
            form.endpoint.tokenLimitField = otherField(asking.endpoint.tokenLimitField);
            continue;
        }
        const QString weaker = weakerSchemaMode(report.schemaMode);
        const bool formMatters = !problem || problem->kind == ProblemKind::NoSchemaMode ||
                                 problem->kind == ProblemKind::BadRequest;
        if (!openAi || !formMatters || weaker.isEmpty()) {
            break;
        }
        form.schemaMode = weaker;
    }
    return fail(last);
}

} // namespace sw::llm
