#include "agents/model_charts.h"

#include "agents/model_step.h"
#include "bridge/text.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

constexpr std::size_t kMostCharts = 4;
constexpr std::size_t kMostNotes = 3;
constexpr int kTitleLetters = 120;
constexpr int kTextLetters = 400;

std::string text(const QJsonObject& object, const char* key, int most)
{
    return plain(object[QLatin1String(key)].toString(), most);
}

bool sameSeries(const InsightChart& a, const InsightChart& b)
{
    return a.kind == b.kind &&
           std::ranges::equal(a.series, b.series,
                              [](const InsightSeries& left, const InsightSeries& right) {
                                  return left.expr == right.expr;
                              });
}

} // namespace

InsightsConfig proposedCharts(const QJsonObject& document)
{
    InsightsConfig config;
    for (const QJsonValue& value : document[QStringLiteral("charts")].toArray()) {
        const QJsonObject each = value.toObject();
        InsightChart chart;
        chart.id = text(each, "id", kTitleLetters);
        chart.kind = text(each, "kind", kTitleLetters);
        chart.title = text(each, "title", kTitleLetters);
        chart.description = text(each, "description", kTextLetters);
        chart.pane = text(each, "pane", kTitleLetters);
        for (const QJsonValue& one : each[QStringLiteral("series")].toArray()) {
            const QJsonObject series = one.toObject();
            const lang::CompiledExpr compiled =
                lang::compileExpression(text(series, "expr", kTextLetters));
            chart.series.push_back({compiled.canonical.empty() ? text(series, "expr", kTextLetters)
                                                               : compiled.canonical,
                                    text(series, "label", kTitleLetters),
                                    text(series, "style", kTitleLetters)});
        }
        for (const QJsonValue& one : each[QStringLiteral("lines")].toArray()) {
            const QJsonObject line = one.toObject();
            chart.referenceLines.push_back({line[QStringLiteral("value")].toDouble(),
                                            text(line, "label", kTitleLetters),
                                            text(line, "role", kTitleLetters)});
        }
        if (config.charts.size() < kMostCharts) {
            config.charts.push_back(std::move(chart));
        } else {
            config.dropped.push_back(fmt::format(
                "Chart '{}' was left out: at most {} are proposed.", chart.title, kMostCharts));
        }
    }
    for (const QJsonValue& note : document[QStringLiteral("notes")].toArray()) {
        if (config.notes.size() < kMostNotes) {
            config.notes.push_back(plain(note.toString(), kTextLetters));
        }
    }
    return config;
}

void addProposals(InsightsConfig& config, InsightsConfig proposal)
{
    for (InsightChart& chart : proposal.charts) {
        const bool known = std::ranges::any_of(
            config.charts, [&](const InsightChart& other) { return sameSeries(chart, other); });
        if (known) {
            continue;
        }
        std::string id = "model-" + chart.id;
        for (int number = 2;
             std::ranges::find(config.charts, id, &InsightChart::id) != config.charts.end();
             ++number) {
            id = fmt::format("model-{}-{}", chart.id, number);
        }
        chart.id = std::move(id);
        config.charts.push_back(std::move(chart));
    }
    config.notes.insert(config.notes.end(), proposal.notes.begin(), proposal.notes.end());
    config.dropped.insert(config.dropped.end(), proposal.dropped.begin(), proposal.dropped.end());
}

} // namespace sw::agents
