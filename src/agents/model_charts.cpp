#include "agents/model_charts.h"

#include "agents/model_step.h"
#include "bridge/text.h"

#include <QJsonArray>

#include <fmt/format.h>

#include <algorithm>

namespace sw::agents {

namespace {

constexpr std::size_t kMostProposals = 4;
constexpr std::size_t kMostNotes = 3;
constexpr int kChartTitleLetters = 120;
constexpr int kChartTextLetters = 400;

std::string textOf(const QJsonObject& object, const char* key, int most)
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
        chart.id = textOf(each, "id", kChartTitleLetters);
        chart.kind = textOf(each, "kind", kChartTitleLetters);
        chart.title = textOf(each, "title", kChartTitleLetters);
        chart.description = textOf(each, "description", kChartTextLetters);
        chart.pane = textOf(each, "pane", kChartTitleLetters);
        for (const QJsonValue& one : each[QStringLiteral("series")].toArray()) {
            const QJsonObject series = one.toObject();
            const lang::CompiledExpr compiled =
                lang::compileExpression(textOf(series, "expr", kChartTextLetters));
            chart.series.push_back({compiled.canonical.empty()
                                        ? textOf(series, "expr", kChartTextLetters)
                                        : compiled.canonical,
                                    textOf(series, "label", kChartTitleLetters),
                                    textOf(series, "style", kChartTitleLetters)});
        }
        for (const QJsonValue& one : each[QStringLiteral("lines")].toArray()) {
            const QJsonObject line = one.toObject();
            chart.referenceLines.push_back({line[QStringLiteral("value")].toDouble(),
                                            textOf(line, "label", kChartTitleLetters),
                                            textOf(line, "role", kChartTitleLetters)});
        }
        if (config.charts.size() < kMostProposals) {
            config.charts.push_back(std::move(chart));
        } else {
            config.dropped.push_back(fmt::format(
                "Chart '{}' was left out: at most {} are proposed.", chart.title, kMostProposals));
        }
    }
    for (const QJsonValue& note : document[QStringLiteral("notes")].toArray()) {
        if (config.notes.size() < kMostNotes) {
            config.notes.push_back(plain(note.toString(), kChartTextLetters));
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
