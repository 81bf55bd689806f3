#include "store/bundle.h"

#include "bridge/files.h"
#include "bridge/text.h"
#include "store/bar_bytes.h"
#include "store/byte_stream.h"
#include "store/session_json.h"
#include "store/session_rows.h"

#include <QCryptographicHash>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::store {

using bridge::fromQt;
using bridge::toQt;

namespace {

constexpr std::string_view kBundleMagic = "SWBUNDLE";
constexpr std::uint64_t kForm = 1;
constexpr std::size_t kSum = 32;
constexpr std::size_t kMostParts = 2'000'000;
constexpr qsizetype kLongestText = 300;
constexpr qsizetype kMostWords = 1'000'000;

/// A part of a bundle: what it is, and its bytes.
struct Part {
    std::string kind;
    QByteArray bytes;
};

/// Everything of a session as rows.
struct Contents {
    NewSession session;
    QString name;
    QStringList tags;
    std::vector<QByteArray> events;
    std::vector<llm::CallRecord> calls;
    struct Set {
        SessionBars bars;
        QByteArray columns; ///< packed
    };
    std::vector<Set> bars;
    std::optional<Ending> ending;
};

tl::unexpected<Error> damaged(const char* what)
{
    return fail(
        ErrorKind::InvalidInput,
        fmt::format("The bundle is damaged: its {} cannot be read; ask for it again.", what));
}

QByteArray compact(const QJsonObject& json)
{
    return QJsonDocument(json).toJson(QJsonDocument::Compact);
}

QJsonValue orNull(const std::optional<double>& value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

QJsonObject sessionJson(const Session& session)
{
    const SessionSummary& summary = session.summary;
    const QJsonValue trades =
        summary.trades ? QJsonValue(*summary.trades) : QJsonValue(QJsonValue::Null);
    return {{QStringLiteral("id"), summary.id},
            {QStringLiteral("name"), summary.name},
            {QStringLiteral("created"), static_cast<qint64>(summary.created.ms)},
            {QStringLiteral("tags"), QJsonArray::fromStringList(summary.tags)},
            {QStringLiteral("program"), summary.program},
            {QStringLiteral("onlySymbol"), session.onlySymbol},
            {QStringLiteral("hasModel"), session.hasModel},
            {QStringLiteral("state"), summary.state},
            {QStringLiteral("symbol"), summary.symbol},
            {QStringLiteral("verdict"), summary.verdict},
            {QStringLiteral("model"), summary.model},
            {QStringLiteral("sharpe"), orNull(summary.sharpe)},
            {QStringLiteral("trades"), trades},
            {QStringLiteral("brief"), briefJson(session.brief)}};
}

QJsonObject barsJson(const SessionBars& bars)
{
    return {
        {QStringLiteral("symbol"), bars.symbol}, {QStringLiteral("timeframe"), bars.timeframe},
        {QStringLiteral("hash"), bars.hash},     {QStringLiteral("fingerprint"), bars.fingerprint},
        {QStringLiteral("origin"), bars.origin}, {QStringLiteral("error"), bars.error},
        {QStringLiteral("count"), bars.count}};
}

/// Short plain text; nothing when it is longer or something else.
std::optional<QString> shortText(const QJsonObject& json, const char* name)
{
    const QJsonValue value = json.value(QLatin1String(name));
    return value.isString() && value.toString().size() <= kLongestText
               ? std::optional(value.toString())
               : std::nullopt;
}

Status readSession(const QByteArray& bytes, Contents& contents, Ending& ending)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    const Result<agents::Brief> brief = briefFrom(json.value(QStringLiteral("brief")).toObject());
    static const QRegularExpression wholeId(QStringLiteral("\\A[0-9a-f][0-9a-f-]{7,63}\\z"));
    const auto id = shortText(json, "id");
    const auto name = shortText(json, "name");
    const auto program = shortText(json, "program");
    const auto onlySymbol = shortText(json, "onlySymbol");
    const auto state = shortText(json, "state");
    const auto symbol = shortText(json, "symbol");
    const auto verdict = shortText(json, "verdict");
    const auto model = shortText(json, "model");
    const double created = json.value(QStringLiteral("created")).toDouble(-1);
    if (!brief || !id || !wholeId.match(*id).hasMatch() || !name || !program || !onlySymbol ||
        !state || !symbol || !verdict || !model || created < 0 || created > 1e14 ||
        brief->text.size() > kMostWords || brief->source.size() > kMostWords) {
        return damaged("session");
    }
    contents.session = {*id,         {static_cast<std::int64_t>(created)},
                        *brief,      *program,
                        *onlySymbol, json.value(QStringLiteral("hasModel")).toBool(),
                        {}};
    contents.name = name->simplified();
    for (const QJsonValue& tag : json.value(QStringLiteral("tags")).toArray()) {
        const QString text = tag.toString().simplified();
        if (!text.isEmpty() && text.size() <= 64 && contents.tags.size() < 32) {
            contents.tags.append(text);
        }
    }
    contents.tags.removeDuplicates();
    ending.state = *state;
    ending.symbol = *symbol;
    ending.verdict = *verdict;
    ending.model = *model;
    if (const QJsonValue sharpe = json.value(QStringLiteral("sharpe")); sharpe.isDouble()) {
        ending.sharpe = sharpe.toDouble();
    }
    if (const QJsonValue trades = json.value(QStringLiteral("trades")); trades.isDouble()) {
        ending.trades = trades.toInteger();
    }
    return {};
}

Status readBars(const QByteArray& bytes, Contents& contents)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    const auto symbol = shortText(json, "symbol");
    const auto timeframe = shortText(json, "timeframe");
    const auto hash = shortText(json, "hash");
    const auto fingerprint = shortText(json, "fingerprint");
    const auto origin = shortText(json, "origin");
    const QJsonValue error = json.value(QStringLiteral("error"));
    const double count = json.value(QStringLiteral("count")).toDouble(-1);
    if (!symbol || !timeframe || !parseTimeframe(fromQt(*timeframe)) || !hash || !fingerprint ||
        !origin || !error.isString() || error.toString().size() > 10'000 || count < 0 ||
        count > 1e10) {
        return damaged("description of bars");
    }
    contents.bars.push_back({{*symbol, *timeframe, *hash, *fingerprint, *origin, error.toString(),
                              static_cast<qint64>(count), false},
                             {}});
    return {};
}

Status readColumns(const QByteArray& bytes, Contents& contents)
{
    if (contents.bars.empty() || barHash(bytes) != contents.bars.back().bars.hash ||
        !barsFrom(bytes)) {
        return damaged("bars");
    }
    contents.bars.back().bars.kept = true;
    contents.bars.back().columns = packed(bytes);
    return {};
}

Status readEvent(const QByteArray& bytes, Contents& contents)
{
    const Result<agents::RunEvent> event = eventFrom(bytes);
    if (!event || event->session != contents.session.id ||
        event->seq != static_cast<qint64>(contents.events.size()) + 1) {
        return damaged("list of events");
    }
    contents.events.push_back(bytes);
    return {};
}

Status readCall(const QByteArray& bytes, Contents& contents)
{
    Result<llm::CallRecord> call = callFrom(QJsonDocument::fromJson(bytes).object());
    if (!call) {
        return damaged("transcript");
    }
    contents.calls.push_back(std::move(*call));
    return {};
}

Status readProgram(const QByteArray& bytes, Ending& ending)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    const auto decision = shortText(json, "decision");
    const QString source = json.value(QStringLiteral("source")).toString();
    if (!decision || source.size() > kMostWords) {
        return damaged("programs");
    }
    ending.programs.push_back({json.value(QStringLiteral("iteration")).toInt(), *decision, source});
    return {};
}

Status readResult(const QByteArray& bytes, Ending& ending)
{
    const QJsonObject json = QJsonDocument::fromJson(bytes).object();
    static const QRegularExpression digest(QStringLiteral("\\A[0-9a-f]{64}\\z"));
    const auto program = shortText(json, "program");
    ending.result.digest = json.value(QStringLiteral("digest")).toString();
    if (!program || !digest.match(ending.result.digest).hasMatch()) {
        return damaged("result");
    }
    ending.result.program = *program;
    ending.result.figures = json.value(QStringLiteral("figures")).toObject();
    return {};
}

Result<Contents> contentsOf(const std::vector<Part>& parts)
{
    Contents contents;
    Ending ending;
    bool hasResult = false;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const Part& part = parts[i];
        Status read;
        if ((i == 0) != (part.kind == "session")) {
            read = damaged("order");
        } else if (part.kind == "session") {
            read = readSession(part.bytes, contents, ending);
        } else if (part.kind == "bars") {
            read = readBars(part.bytes, contents);
        } else if (part.kind == "columns") {
            read = readColumns(part.bytes, contents);
        } else if (part.kind == "event") {
            read = readEvent(part.bytes, contents);
        } else if (part.kind == "call") {
            read = readCall(part.bytes, contents);
        } else if (part.kind == "program") {
            read = readProgram(part.bytes, ending);
        } else if (part.kind == "result") {
            read = readResult(part.bytes, ending);
            hasResult = true;
        } else if (part.kind == "outcome") {
            ending.result.outcome = part.bytes;
        } else {
            read = damaged("list of parts");
        }
        if (!read) {
            return fail(read.error());
        }
    }
    if (parts.empty()) {
        return damaged("content");
    }
    if (hasResult) {
        if (ending.state == QLatin1String("running") ||
            ending.state == QLatin1String("unfinished")) {
            return damaged("state");
        }
        contents.ending = std::move(ending);
    }
    return contents;
}

Result<std::vector<Part>> partsOf(const QByteArray& file)
{
    ByteReader head(file);
    if (head.plain(kBundleMagic.size()) != kBundleMagic) {
        return fail(ErrorKind::InvalidInput, "This file is no bundle of a session.");
    }
    if (const std::uint64_t form = head.word(); form > kForm) {
        return fail(ErrorKind::Unsupported,
                    fmt::format("The bundle was made by a newer version of this program (its form "
                                "is {}, this one reads up to {}); update the program.",
                                form, kForm));
    }
    const std::string_view sum = head.plain(kSum);
    const QByteArray payload = file.mid(static_cast<qsizetype>(kBundleMagic.size()) +
                                        static_cast<qsizetype>(kWord + kSum));
    if (head.failed() || QCryptographicHash::hash(payload, QCryptographicHash::Sha256) !=
                             QByteArray(sum.data(), static_cast<qsizetype>(sum.size()))) {
        return fail(ErrorKind::InvalidInput,
                    "The bundle is damaged: it is not whole; ask for it again.");
    }
    ByteReader in(payload);
    std::vector<Part> parts;
    while (in.left() > 0 && !in.failed() && parts.size() < kMostParts) {
        Part part;
        part.kind = in.text(16);
        const std::string bytes = in.text(static_cast<std::size_t>(kMostBundleBytes));
        part.bytes = QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
        parts.push_back(std::move(part));
    }
    if (in.failed() || in.left() > 0) {
        return damaged("list of parts");
    }
    return parts;
}

Status insert(Connection& connection, const Contents& contents)
{
    const QString& id = contents.session.id;
    Statement find(connection, "SELECT name FROM sessions WHERE id = ?");
    find.bind(id);
    const Result<bool> there = find.next();
    if (!there || *there) {
        return there ? fail(ErrorKind::InvalidInput,
                            fmt::format("The session {} of this bundle is here already, as \"{}\".",
                                        fromQt(id.left(8)), fromQt(find.text(0))))
                     : fail(there.error());
    }
    Status done = insertSession(connection, contents.session);
    for (qint64 seq = 1; done && seq <= static_cast<qint64>(contents.events.size()); ++seq) {
        done = insertEvent(connection, id, seq, contents.events[static_cast<std::size_t>(seq - 1)]);
    }
    for (const llm::CallRecord& call : contents.calls) {
        done = done ? insertCall(connection, id, call.requestKey, compact(callJson(call))) : done;
    }
    for (const Contents::Set& set : contents.bars) {
        if (done && !set.bars.hash.isEmpty()) {
            done = insertBars(connection, set.bars, set.columns);
        }
        done = done ? insertSessionBars(connection, id, set.bars) : done;
    }
    if (done && contents.ending) {
        done = insertEnding(connection, id, *contents.ending);
    }
    if (done) {
        done = Statement(connection, "UPDATE sessions SET name = ? WHERE id = ?")
                   .bind(contents.name.isEmpty() ? nameFrom(contents.session.brief) : contents.name)
                   .bind(id)
                   .run();
    }
    for (const QString& tag : contents.tags) {
        done = done ? Statement(connection, "INSERT INTO tags (session, tag) SELECT key, ?"
                                            " FROM sessions WHERE id = ?")
                          .bind(tag)
                          .bind(id)
                          .run()
                    : done;
    }
    return done ? refreshSearch(connection, id) : done;
}

QString sentenceOn(const SessionBars& bars)
{
    return QStringLiteral("The %1 bars of %2 are too many to be inside; whoever opens the bundle "
                          "needs them as a file (fingerprint %3).")
        .arg(bars.count)
        .arg(bars.symbol, bars.fingerprint);
}

Result<QByteArray> payloadOf(const SessionStore& store, const Session& session, Bundled& bundled)
{
    const Result<std::vector<QByteArray>> events = store.events(session.summary.id);
    const Result<std::vector<llm::CallRecord>> calls = store.calls(session.summary.id);
    if (!events || !calls) {
        return fail(events ? calls.error() : events.error());
    }
    ByteWriter out(1024 * 1024);
    const auto add = [&](std::string_view kind, const QByteArray& bytes) {
        out.text(kind);
        out.text({bytes.constData(), static_cast<std::size_t>(bytes.size())});
    };
    add("session", compact(sessionJson(session)));
    for (const SessionBars& bars : session.bars) {
        add("bars", compact(barsJson(bars)));
        if (bars.kept) {
            const Result<market::BarsPtr> kept = store.bars(bars.hash);
            if (!kept) {
                return fail(kept.error());
            }
            add("columns", barBytes(**kept));
        } else if (!bars.hash.isEmpty()) {
            bundled.notInside.append(sentenceOn(bars));
        }
    }
    for (const QByteArray& event : *events) {
        add("event", event);
    }
    for (const llm::CallRecord& call : *calls) {
        add("call", compact(callJson(call)));
    }
    for (const SessionProgram& program : session.programs) {
        add("program", compact({{QStringLiteral("iteration"), program.iteration},
                                {QStringLiteral("decision"), program.decision},
                                {QStringLiteral("source"), program.source}}));
    }
    if (session.result) {
        add("result", compact({{QStringLiteral("digest"), session.result->digest},
                               {QStringLiteral("program"), session.result->program},
                               {QStringLiteral("figures"), session.result->figures}}));
        add("outcome", session.result->outcome);
    }
    return out.take();
}

} // namespace

Result<Bundled> writeBundle(const SessionStore& store, const QString& id, const QString& path)
{
    const Result<Session> session = store.session(id);
    if (!session) {
        return fail(session.error());
    }
    Bundled bundled{id, session->summary.name, 0, {}};
    const Result<QByteArray> payload = payloadOf(store, *session, bundled);
    if (!payload) {
        return fail(payload.error());
    }
    ByteWriter out(payload->size() + 64);
    out.plain(kBundleMagic);
    out.word(kForm);
    const QByteArray sum = QCryptographicHash::hash(*payload, QCryptographicHash::Sha256);
    out.plain({sum.constData(), static_cast<std::size_t>(sum.size())});
    out.plain({payload->constData(), static_cast<std::size_t>(payload->size())});
    const QByteArray file = out.take();
    bundled.bytes = file.size();
    if (bundled.bytes > kMostBundleBytes) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("The session is too large for a bundle: {} MB, at most {}.",
                                bundled.bytes >> 20, kMostBundleBytes >> 20));
    }
    const Status written =
        bridge::writeFile(fromQt(path), {file.constData(), static_cast<std::size_t>(file.size())});
    return written ? Result<Bundled>(bundled) : fail(written.error());
}

Result<Bundled> readBundle(SessionStore& store, const QString& path)
{
    const QFileInfo there(path);
    if (there.exists() && !there.isFile()) {
        return fail(ErrorKind::InvalidInput, fromQt(path) + " is no file.");
    }
    if (there.size() > kMostBundleBytes) {
        return fail(ErrorKind::InvalidInput,
                    fmt::format("{} is too large for a bundle: at most {} MB.", fromQt(path),
                                kMostBundleBytes >> 20));
    }
    const Result<std::string> text = bridge::readFile(fromQt(path));
    if (!text) {
        return fail(text.error());
    }
    const QByteArray file(text->data(), static_cast<qsizetype>(text->size()));
    const Result<std::vector<Part>> parts = partsOf(file);
    Result<Contents> contents = parts ? contentsOf(*parts) : fail(parts.error());
    if (!contents) {
        Error error = contents.error();
        error.message = fromQt(path) + ": " + error.message;
        return fail(std::move(error));
    }
    Bundled bundled{contents->session.id, contents->name, file.size(), {}};
    for (const Contents::Set& set : contents->bars) {
        if (!set.bars.hash.isEmpty() && !set.bars.kept) {
            bundled.notInside.append(sentenceOn(set.bars));
        }
    }
    const Status done = store.writer().addAndWait(
        [&](Connection& connection) { return insert(connection, *contents); });
    return done ? Result<Bundled>(bundled) : fail(done.error());
}

} // namespace sw::store
