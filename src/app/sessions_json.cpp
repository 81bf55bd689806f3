#include "app/sessions_json.h"

#include "base/text.h"
#include "bridge/text.h"
#include "store/session_json.h"

#include <QJsonArray>

#include <fmt/format.h>

namespace sw::app {

using bridge::fromQt;
using bridge::toQt;

namespace {

QJsonValue orNull(const std::optional<double>& value)
{
    return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null);
}

std::string figure(const std::optional<double>& value)
{
    return value ? fmt::format("{:.4f}", *value) : "-";
}

QJsonArray figuresJson(const std::vector<store::ComparedFigure>& figures)
{
    QJsonArray list;
    for (const store::ComparedFigure& each : figures) {
        list.append(QJsonObject{{QStringLiteral("id"), each.id},
                                {QStringLiteral("title"), each.title},
                                {QStringLiteral("unit"), each.unit},
                                {QStringLiteral("first"), orNull(each.first)},
                                {QStringLiteral("second"), orNull(each.second)}});
    }
    return list;
}

} // namespace

QJsonObject summaryJson(const store::SessionSummary& summary)
{
    return {{QStringLiteral("id"), summary.id},
            {QStringLiteral("name"), summary.name},
            {QStringLiteral("words"), summary.words},
            {QStringLiteral("symbol"), summary.symbol},
            {QStringLiteral("state"), summary.state},
            {QStringLiteral("verdict"), summary.verdict.isEmpty() ? QJsonValue(QJsonValue::Null)
                                                                  : QJsonValue(summary.verdict)},
            {QStringLiteral("model"), summary.model},
            {QStringLiteral("program"), summary.program},
            {QStringLiteral("tags"), QJsonArray::fromStringList(summary.tags)},
            {QStringLiteral("created"), bridge::isoMilliseconds(summary.created)},
            {QStringLiteral("sharpe"), orNull(summary.sharpe)},
            {QStringLiteral("trades"),
             summary.trades ? QJsonValue(*summary.trades) : QJsonValue(QJsonValue::Null)},
            {QStringLiteral("events"), summary.events}};
}

QJsonObject sessionJson(const store::Session& session)
{
    QJsonObject json = summaryJson(session.summary);
    QJsonArray programs;
    for (const store::SessionProgram& program : session.programs) {
        programs.append(QJsonObject{{QStringLiteral("iteration"), program.iteration},
                                    {QStringLiteral("decision"), program.decision},
                                    {QStringLiteral("source"), program.source}});
    }
    QJsonArray bars;
    for (const store::SessionBars& set : session.bars) {
        bars.append(QJsonObject{{QStringLiteral("symbol"), set.symbol},
                                {QStringLiteral("timeframe"), set.timeframe},
                                {QStringLiteral("fingerprint"), set.fingerprint},
                                {QStringLiteral("origin"), set.origin},
                                {QStringLiteral("bars"), set.count},
                                {QStringLiteral("kept"), set.kept}});
    }
    json.insert(QStringLiteral("brief"), store::briefJson(session.brief));
    json.insert(QStringLiteral("programs"), programs);
    json.insert(QStringLiteral("bars"), bars);
    return json;
}

QJsonObject comparisonJson(const store::Comparison& comparison)
{
    return {{QStringLiteral("first"), summaryJson(comparison.first)},
            {QStringLiteral("second"), summaryJson(comparison.second)},
            {QStringLiteral("sameData"), comparison.sameData},
            {QStringLiteral("asked"), figuresJson(comparison.asked)},
            {QStringLiteral("refined"), figuresJson(comparison.refined)}};
}

std::string summaryLine(const store::SessionSummary& summary)
{
    const QString tags = summary.tags.isEmpty()
                             ? QString()
                             : QStringLiteral(" [%1]").arg(summary.tags.join(QStringLiteral(", ")));
    return fmt::format("{}  {}  {:<12} {:<8} {:>7} {:>5}  {}{}\n", fromQt(summary.id.left(8)),
                       fromQt(bridge::isoMilliseconds(summary.created).left(16)),
                       fromQt(summary.state), fromQt(summary.symbol),
                       summary.sharpe ? fmt::format("{:.2f}", *summary.sharpe) : "-",
                       summary.trades ? fmt::format("{}", *summary.trades) : "-",
                       fromQt(summary.name), fromQt(tags));
}

std::string sessionText(const store::Session& session)
{
    const store::SessionSummary& summary = session.summary;
    std::string text = fmt::format(
        "Session {}: {}\n  {} by {}, {}, {}\n", fromQt(summary.id), fromQt(summary.name),
        fromQt(bridge::isoMilliseconds(summary.created)), fromQt(summary.program),
        fromQt(summary.state), counted(summary.events, "event"));
    for (const store::SessionBars& set : session.bars) {
        text += set.hash.isEmpty()
                    ? fmt::format("  {}: no bars\n", fromQt(set.symbol))
                    : fmt::format("  {}: {} bars, {}, fingerprint {}{}\n", fromQt(set.symbol),
                                  set.count, fromQt(set.origin), fromQt(set.fingerprint),
                                  set.kept ? "" : ", too many to be kept inside");
    }
    return text;
}

std::string comparisonText(const store::Comparison& comparison)
{
    std::string text =
        fmt::format("{:<32} {:>14} {:>14}\n", "as asked, all data",
                    fromQt(comparison.first.id.left(8)), fromQt(comparison.second.id.left(8)));
    for (const store::ComparedFigure& each : comparison.asked) {
        if (each.first || each.second) {
            text += fmt::format("{:<32} {:>14} {:>14}\n", fromQt(each.title), figure(each.first),
                                figure(each.second));
        }
    }
    return text + (comparison.sameData ? "The bars are the same.\n" : "The bars differ.\n");
}

} // namespace sw::app
