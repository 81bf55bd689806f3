#include "agents/model_charts.h"

#include "agents/insights_generator_agent.h"
#include "agents/model_analysis.h"
#include "agents/model_step.h"
#include "base/text.h"
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

std::optional<double> numberOf(const QJsonObject& object, const char* key)
{
    const QJsonValue value = object[QLatin1String(key)];
    return value.isDouble() ? std::optional(value.toDouble()) : std::nullopt;
}

InsightChart chartOf(const QJsonObject& each)
{
    InsightChart chart;
    chart.id = textOf(each, "id", kChartTitleLetters);
    chart.kind = textOf(each, "kind", kChartTitleLetters);
    chart.title = textOf(each, "title", kChartTitleLetters);
    chart.description = textOf(each, "description", kChartTextLetters);
    chart.pane = textOf(each, "pane", kChartTitleLetters);
    for (const QJsonValue& one : each[QStringLiteral("series")].toArray()) {
        const QJsonObject series = one.toObject();
        const std::string expr = textOf(series, "expr", kChartTextLetters);
        const lang::CompiledExpr compiled = lang::compileExpression(expr);
        chart.series.push_back({compiled.canonical.empty() ? expr : compiled.canonical,
                                textOf(series, "label", kChartTitleLetters),
                                textOf(series, "style", kChartTitleLetters)});
    }
    for (const QJsonValue& one : each[QStringLiteral("reference_lines")].toArray()) {
        const QJsonObject line = one.toObject();
        chart.referenceLines.push_back({line[QStringLiteral("value")].toDouble(),
                                        textOf(line, "label", kChartTitleLetters),
                                        textOf(line, "role", kChartTitleLetters)});
    }
    for (const QJsonValue& one : each[QStringLiteral("zones")].toArray()) {
        const QJsonObject zone = one.toObject();
        chart.zones.push_back(
            {zone[QStringLiteral("from")].toDouble(), zone[QStringLiteral("to")].toDouble(),
             textOf(zone, "label", kChartTitleLetters), textOf(zone, "role", kChartTitleLetters)});
    }
    const QJsonObject axis = each[QStringLiteral("y_axis")].toObject();
    chart.yMinimum = numberOf(axis, "min");
    chart.yMaximum = numberOf(axis, "max");
    chart.yLabel = textOf(axis, "label", kChartTitleLetters);
    return chart;
}

/// Names a breakdown by what its id says, so that its title never promises another one. Returns why
/// it cannot be drawn; empty when it can.
std::string settleBreakdown(InsightChart& chart)
{
    std::vector<std::string> words;
    for (const Breakdown& known : breakdowns()) {
        if (chart.id == known.word) {
            chart.id = fmt::format("breakdown-{}", known.word);
            chart.title = known.title;
            return "";
        }
        words.emplace_back(known.word);
    }
    return fmt::format("there is no breakdown by '{}', only by {}", chart.id, join(words, ", "));
}

/// Takes off what the kind of a chart never shows; returns what, in words.
std::vector<std::string> takeOffUnseen(InsightChart& chart)
{
    const bool wordless = chart.kind == "calendar" || chart.kind == "breakdown";
    const bool single = chart.kind == "distribution" || chart.kind == "scatter";
    const bool ownPane = chart.kind == "indicator" && chart.pane != "price";
    const std::size_t seen = wordless ? 0 : single ? 1 : chart.series.size();
    std::vector<std::string> off;
    if (chart.series.size() > seen) {
        chart.series.resize(seen);
        off.emplace_back(seen == 0 ? "series" : "further series");
    }
    if (wordless && !chart.referenceLines.empty()) {
        chart.referenceLines.clear();
        off.emplace_back("reference lines");
    }
    if (!ownPane && !chart.zones.empty()) {
        chart.zones.clear();
        off.emplace_back("zones");
    }
    if (!ownPane && (chart.yMinimum || chart.yMaximum)) {
        chart.yMinimum.reset();
        chart.yMaximum.reset();
        off.emplace_back("ends of the axis");
    }
    return off;
}

std::string shownAs(const InsightChart& chart)
{
    return chart.kind == "price" || chart.kind == "indicator" ? "a chart over the bars"
                                                              : "a " + chart.kind;
}

bool sameContent(const InsightChart& a, const InsightChart& b)
{
    return a.kind == b.kind && (a.kind != "breakdown" || a.title == b.title) &&
           std::ranges::equal(a.series, b.series,
                              [](const InsightSeries& left, const InsightSeries& right) {
                                  return left.expr == right.expr;
                              });
}

/// The numbers that a chart may name: those of its expressions, levels and axis.
std::vector<std::string> numbersOf(const InsightChart& chart)
{
    std::string text;
    const auto add = [&text](double value) { text += " " + formatNumber(value); };
    for (const InsightSeries& series : chart.series) {
        text += " " + series.expr;
    }
    for (const InsightLine& line : chart.referenceLines) {
        add(line.value);
    }
    for (const InsightZone& zone : chart.zones) {
        add(zone.from);
        add(zone.to);
    }
    for (const std::optional<double>& end : {chart.yMinimum, chart.yMaximum}) {
        if (end) {
            add(*end);
        }
    }
    return numbersIn(text);
}

/// Keeps words that state no foreign number; a sentence that does is taken out and reported.
class Words
{
public:
    Words(std::vector<std::string> allowed, std::vector<std::string>& dropped)
        : m_allowed(std::move(allowed)), m_dropped(dropped)
    {}

    void check(std::string& text, const std::string& otherwise = {})
    {
        const Prose prose = checkedProse(bridge::toQt(text), {}, m_allowed, kChartTextLetters);
        m_dropped.insert(m_dropped.end(), prose.removed.begin(), prose.removed.end());
        if (!prose.removed.empty()) {
            text = prose.text.empty() ? otherwise : prose.text;
        }
    }

private:
    std::vector<std::string> m_allowed;
    std::vector<std::string>& m_dropped;
};

void checkWords(InsightChart& chart, std::vector<std::string> allowed,
                std::vector<std::string>& dropped)
{
    const std::string shown = chart.series.empty() ? chart.kind : chart.series.front().expr;
    const std::vector<std::string> own = numbersOf(chart);
    allowed.insert(allowed.end(), own.begin(), own.end());
    Words words(std::move(allowed), dropped);
    words.check(chart.title, shown);
    words.check(chart.description);
    words.check(chart.yLabel);
    for (InsightSeries& series : chart.series) {
        words.check(series.label, series.expr);
    }
    for (InsightLine& line : chart.referenceLines) {
        words.check(line.label, formatNumber(line.value));
    }
    for (InsightZone& zone : chart.zones) {
        words.check(zone.label);
    }
}

} // namespace

InsightsConfig proposedCharts(const QJsonObject& document)
{
    InsightsConfig config;
    for (const QJsonValue& value : document[QStringLiteral("charts")].toArray()) {
        InsightChart chart = chartOf(value.toObject());
        std::string why;
        if (config.charts.size() == kMostProposals) {
            why = fmt::format("at most {} are proposed", kMostProposals);
        } else if (chart.kind == "breakdown") {
            why = settleBreakdown(chart);
        }
        if (!why.empty()) {
            config.dropped.push_back(fmt::format(
                "Chart '{}' was left out: {}.", chart.title.empty() ? chart.id : chart.title, why));
            continue;
        }
        if (const std::vector<std::string> off = takeOffUnseen(chart); !off.empty()) {
            config.dropped.push_back(fmt::format("Chart '{}' is drawn without its {}: {} shows "
                                                 "none.",
                                                 chart.title, join(off, ", "), shownAs(chart)));
        }
        config.charts.push_back(std::move(chart));
    }
    const QJsonArray notes = document[QStringLiteral("notes")].toArray();
    for (const QJsonValue& note : notes) {
        if (config.notes.size() < kMostNotes) {
            config.notes.push_back(plain(note.toString(), kChartTextLetters));
        }
    }
    if (const qsizetype more = notes.size() - static_cast<qsizetype>(kMostNotes); more > 0) {
        config.dropped.push_back(fmt::format("{} of the model {} left out: at most {} are kept.",
                                             counted(more, "note"), more == 1 ? "was" : "were",
                                             kMostNotes));
    }
    return config;
}

void addProposals(InsightsConfig& config, InsightsConfig proposal, const lang::Program& program)
{
    config.dropped.insert(config.dropped.end(), proposal.dropped.begin(), proposal.dropped.end());
    const std::vector<std::string> ofProgram = numbersIn(program.source);
    std::vector<std::string> ofAll = ofProgram;
    for (InsightChart& chart : proposal.charts) {
        const auto same = std::ranges::find_if(
            config.charts, [&](const InsightChart& other) { return sameContent(chart, other); });
        if (same != config.charts.end()) {
            config.dropped.push_back(fmt::format(
                "Chart '{}' was left out: '{}' shows the same already.", chart.title, same->title));
            continue;
        }
        checkWords(chart, ofProgram, config.dropped);
        const std::vector<std::string> own = numbersOf(chart);
        ofAll.insert(ofAll.end(), own.begin(), own.end());
        std::string id = "model-" + chart.id;
        for (int number = 2;
             std::ranges::find(config.charts, id, &InsightChart::id) != config.charts.end();
             ++number) {
            id = fmt::format("model-{}-{}", chart.id, number);
        }
        chart.id = std::move(id);
        config.charts.push_back(std::move(chart));
    }
    Words words(std::move(ofAll), config.dropped);
    for (std::string& note : proposal.notes) {
        words.check(note);
        if (!note.empty()) {
            config.notes.push_back(std::move(note));
        }
    }
}

} // namespace sw::agents
