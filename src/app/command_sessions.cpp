// Recorded runs: list, show, replay, compare, resume, carry elsewhere, name, tag, delete.
#include "app/recording.h"
#include "app/result_text.h"
#include "app/sessions_json.h"
#include "app/version.h"
#include "bridge/text.h"
#include "data/local_ports.h"
#include "store/bundle.h"
#include "store/reopen.h"
#include "store/session_json.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace sw::app {

using bridge::fromQt;
using bridge::toQt;

namespace {

struct Request {
    Options& options;
    store::SessionStore& sessions;
    std::shared_ptr<store::SessionStore> shared;
    std::vector<QString> ids; ///< found by their beginnings
    Session& session;

    bool json() const { return options.has("json"); }
    std::string word(std::size_t at) const { return options.positional()[at]; }
};

constexpr std::array kOrders{std::pair{"newest", store::SessionOrder::Newest},
                             std::pair{"oldest", store::SessionOrder::Oldest},
                             std::pair{"name", store::SessionOrder::Name},
                             std::pair{"symbol", store::SessionOrder::Symbol},
                             std::pair{"sharpe", store::SessionOrder::Sharpe},
                             std::pair{"trades", store::SessionOrder::Trades},
                             std::pair{"state", store::SessionOrder::State}};

Exit list(Request& request)
{
    store::SessionQuery query;
    query.words = toQt(request.options.value("search").value_or(""));
    query.tag = toQt(request.options.value("tag").value_or(""));
    query.most = static_cast<qint64>(request.options.number("most", 1, 100'000).value_or(100));
    query.skip = static_cast<qint64>(request.options.number("skip", 0, 1e9).value_or(0));
    const std::string order = request.options.value("sort").value_or("newest");
    const auto* const known =
        std::ranges::find_if(kOrders, [&](const auto& each) { return each.first == order; });
    if (known == kOrders.end()) {
        request.session.console.error(
            "--sort is newest, oldest, name, symbol, sharpe, trades or state. See: "
            "stratwright-cli help sessions");
        return Exit::Usage;
    }
    if (!request.options.ok()) {
        return Exit::Usage;
    }
    query.order = known->second;
    const Result<store::SessionPage> page = request.sessions.list(query);
    if (!page) {
        return failWith(page.error(), request.session.console);
    }
    QJsonArray rows;
    std::string text;
    for (const store::SessionSummary& summary : page->sessions) {
        rows.append(summaryJson(summary));
        text += summaryLine(summary);
    }
    if (request.json()) {
        request.session.console.json(
            {{QStringLiteral("total"), page->total}, {QStringLiteral("sessions"), rows}});
    } else {
        const auto shown = static_cast<qint64>(page->sessions.size());
        request.session.console.out(page->total == 0 ? "No sessions.\n" : text);
        if (shown < page->total) {
            request.session.console.out(
                fmt::format("{} of {}; --skip and --most show the others.\n", shown, page->total));
        }
    }
    return Exit::Ok;
}

agents::Ports localPorts(std::shared_ptr<agents::MarketData> market)
{
    return {std::move(market), std::make_shared<data::EngineBacktester>(),
            std::make_shared<data::SystemClock>(), kVersion, nullptr};
}

/// The bars on this machine: as --data says, else as the session had them.
Result<std::shared_ptr<agents::MarketData>> liveBars(const Request& request,
                                                     const store::Session& recorded)
{
    std::vector<std::string> arguments = request.options.all("data");
    if (arguments.empty()) {
        for (const QString& each : recorded.data) {
            arguments.push_back(fromQt(each));
        }
    }
    Result<data::LocalData> data = data::LocalData::make(arguments);
    if (!data) {
        return fail(data.error());
    }
    return std::make_shared<data::LocalData>(std::move(*data));
}

Exit show(Request& request)
{
    Console& console = request.session.console;
    const Result<store::Session> recorded = request.sessions.session(request.ids[0]);
    if (!recorded) {
        return failWith(recorded.error(), console);
    }
    QJsonObject json{{QStringLiteral("session"), sessionJson(*recorded)},
                     {QStringLiteral("outcome"), QJsonValue::Null},
                     {QStringLiteral("reopened"), QJsonValue::Null}};
    if (!recorded->result) {
        if (request.json()) {
            console.json(json);
        } else {
            console.out(sessionText(*recorded));
            console.out(fmt::format("It was interrupted before its end; 'stratwright-cli sessions "
                                    "resume {}' goes on with it.\n",
                                    fromQt(recorded->summary.id.left(8))));
        }
        return Exit::Ok;
    }
    const auto market = liveBars(request, *recorded);
    const Result<store::Reopened> reopened =
        market ? store::reopen(request.sessions, recorded->summary.id, localPorts(*market),
                               request.session.interrupt.token())
               : fail(market.error());
    if (!reopened) {
        return failWith(reopened.error(), console);
    }
    if (request.json()) {
        json.insert(QStringLiteral("outcome"),
                    QJsonDocument::fromJson(recorded->result->outcome).object());
        json.insert(QStringLiteral("reopened"),
                    QJsonObject{{QStringLiteral("identical"), reopened->identical},
                                {QStringLiteral("digest"), reopened->digest},
                                {QStringLiteral("recorded"), recorded->result->digest},
                                {QStringLiteral("sentence"), reopened->sentence}});
        console.json(json);
        return Exit::Ok;
    }
    console.out(sessionText(*recorded));
    console.out("  " + fromQt(reopened->sentence) + "\n\n");
    console.out(outcomeText(*reopened->outcome));
    return Exit::Ok;
}

Exit replay(Request& request)
{
    Console& console = request.session.console;
    const auto events = request.sessions.events(request.ids[0]);
    if (!events) {
        return failWith(events.error(), console);
    }
    QJsonArray list;
    for (const QByteArray& bytes : *events) {
        if (request.options.has("events")) {
            console.out(bytes.toStdString() + "\n");
            continue;
        }
        const QJsonObject event = QJsonDocument::fromJson(bytes).object();
        if (request.json()) {
            list.append(event);
        } else {
            console.out(fmt::format(
                "{}  {}: {}\n", fromQt(event.value(QStringLiteral("time")).toString().mid(11, 12)),
                fromQt(event.value(QStringLiteral("agent")).toString()),
                fromQt(event.value(QStringLiteral("message")).toString())));
        }
    }
    if (request.json()) {
        console.json(
            {{QStringLiteral("session"), request.ids[0]}, {QStringLiteral("events"), list}});
    }
    return Exit::Ok;
}

Exit resume(Request& request)
{
    Console& console = request.session.console;
    const Result<store::Session> recorded = request.sessions.session(request.ids[0]);
    const auto market = recorded ? liveBars(request, *recorded) : fail(recorded.error());
    if (!market) {
        return failWith(market.error(), console);
    }
    const Result<RanToEnd> ran = runToEnd(
        {request.shared, localPorts(*market), {}, {}}, request.options.has("events"),
        [&](store::SessionRecorder& recorder) { return recorder.resume(request.ids[0]); },
        request.session);
    return ran ? reportRun(request.options, *ran, request.session) : failWith(ran.error(), console);
}

Exit compare(Request& request)
{
    const auto comparison = request.sessions.compare(request.ids[0], request.ids[1]);
    if (!comparison) {
        return failWith(comparison.error(), request.session.console);
    }
    if (request.json()) {
        request.session.console.json(comparisonJson(*comparison));
    } else {
        request.session.console.out(comparisonText(*comparison));
    }
    return Exit::Ok;
}

Exit told(const Request& request, const store::Bundled& bundled, const char* did,
          const std::string& place)
{
    Console& console = request.session.console;
    if (request.json()) {
        console.json(
            {{QStringLiteral("id"), bundled.id},
             {QStringLiteral("name"), bundled.name},
             {QStringLiteral("file"), toQt(place)},
             {QStringLiteral("bytes"), bundled.bytes},
             {QStringLiteral("notInside"), QJsonArray::fromStringList(bundled.notInside)}});
        return Exit::Ok;
    }
    console.out(fmt::format("{} session {}: {} ({} bytes)\n", did, fromQt(bundled.id.left(8)),
                            place, bundled.bytes));
    for (const QString& sentence : bundled.notInside) {
        console.out("  " + fromQt(sentence) + "\n");
    }
    return Exit::Ok;
}

Exit bundle(Request& request)
{
    const std::optional<std::string> path = request.options.value("o");
    if (!path || path->empty()) {
        request.session.console.error("Name the file: sessions bundle ID -o FILE.swb. See: "
                                      "stratwright-cli help sessions");
        return Exit::Usage;
    }
    const auto written = store::writeBundle(request.sessions, request.ids[0], toQt(*path));
    return written ? told(request, *written, "Wrote", *path)
                   : failWith(written.error(), request.session.console);
}

Exit import(Request& request)
{
    const std::string path = request.word(1);
    const auto read = store::readBundle(request.sessions, toQt(path));
    return read ? told(request, *read, "Took in", path)
                : failWith(read.error(), request.session.console);
}

/// Says what the session is now.
Exit changed(const Request& request, const Status& done)
{
    Console& console = request.session.console;
    const Result<store::Session> now =
        done ? request.sessions.session(request.ids[0]) : fail(done.error());
    if (!now) {
        return failWith(now.error(), console);
    }
    if (request.json()) {
        console.json(summaryJson(now->summary));
    } else {
        console.out(summaryLine(now->summary));
    }
    return Exit::Ok;
}

Exit rename(Request& request)
{
    return changed(request, request.sessions.rename(request.ids[0], toQt(request.word(2))));
}

Exit tag(Request& request)
{
    QStringList tags;
    for (std::size_t i = 2; i < request.options.positional().size(); ++i) {
        tags.append(toQt(request.word(i)));
    }
    return changed(request, request.sessions.setTags(request.ids[0], tags));
}

Exit remove(Request& request)
{
    Status done = request.sessions.remove(request.ids[0]);
    done = done ? request.sessions.compact() : done;
    if (!done) {
        return failWith(done.error(), request.session.console);
    }
    if (request.json()) {
        request.session.console.json({{QStringLiteral("deleted"), request.ids[0]}});
    } else {
        request.session.console.out("Deleted session " + fromQt(request.ids[0].left(8)) + ".\n");
    }
    return Exit::Ok;
}

struct Action {
    const char* name;
    std::size_t ids;    ///< how many arguments are sessions
    std::size_t fewest; ///< arguments after the name
    std::size_t most;
    Exit (*run)(Request& request);
};
constexpr Action kActions[] = {
    {"list", 0, 0, 0, list},       {"show", 1, 1, 1, show},     {"replay", 1, 1, 1, replay},
    {"compare", 2, 2, 2, compare}, {"resume", 1, 1, 1, resume}, {"bundle", 1, 1, 1, bundle},
    {"import", 0, 1, 1, import},   {"rename", 1, 2, 2, rename}, {"tag", 1, 1, 33, tag},
    {"delete", 1, 1, 1, remove},
};

} // namespace

Exit runSessions(const QStringList& arguments, Session& session)
{
    Options options("sessions", arguments,
                    {QStringLiteral("search"), QStringLiteral("tag"), QStringLiteral("sort"),
                     QStringLiteral("most"), QStringLiteral("skip"), QStringLiteral("data"),
                     QStringLiteral("o")},
                    {QStringLiteral("json"), QStringLiteral("events")}, {1, 34}, session.console);
    if (!options.ok()) {
        return Exit::Usage;
    }
    const std::string name = options.positional()[0];
    const std::size_t given = options.positional().size() - 1;
    const auto* const action =
        std::ranges::find_if(kActions, [&](const Action& each) { return name == each.name; });
    if (action == std::end(kActions) || given < action->fewest || given > action->most) {
        session.console.error("Write 'sessions list', 'show ID', 'replay ID', 'compare ID ID', "
                              "'resume ID', 'bundle ID -o FILE', 'import FILE', 'rename ID NAME', "
                              "'tag ID [TAG]…' or 'delete ID'. See: stratwright-cli help sessions");
        return Exit::Usage;
    }
    if (options.has("events") && options.has("json")) {
        session.console.error("--events and --json both write to standard output; choose one.");
        return Exit::Usage;
    }
    const auto opened = openSessions(session.console);
    if (!opened) {
        return failWith(opened.error(), session.console);
    }
    Request request{options, **opened, *opened, {}, session};
    for (std::size_t i = 1; i <= action->ids; ++i) {
        const Result<QString> id = (*opened)->find(toQt(options.positional()[i]));
        if (!id) {
            return failWith(id.error(), session.console);
        }
        request.ids.push_back(*id);
    }
    return action->run(request);
}

} // namespace sw::app
