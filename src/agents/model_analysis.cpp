#include "agents/model_analysis.h"

#include "agents/model_step.h"
#include "agents/tunable.h"
#include "base/text.h"
#include "bridge/text.h"

#include <QJsonArray>
#include <QRegularExpression>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace sw::agents {

namespace {

constexpr int kSummaryLetters = 1200;
constexpr int kSentenceLetters = 500;
constexpr int kTitleLetters = 160;
constexpr std::size_t kMostIssues = 5;
constexpr std::size_t kMostSuggestions = 3;

const Iteration* chosenOf(const AnalysisRequest& in)
{
    const Iteration* chosen = nullptr;
    for (const Iteration& iteration : in.iterations) {
        if (iteration.decision != Decision::Rejected) {
            chosen = &iteration;
        }
    }
    return chosen;
}

std::string shown(const metrics::Figure& figure, metrics::FigureUnit unit)
{
    if (!figure.value) {
        return "undefined";
    }
    switch (unit) {
    case metrics::FigureUnit::Fraction:
    case metrics::FigureUnit::FractionPerYear:
    case metrics::FigureUnit::Probability:
        return fmt::format("{:.2f}%", *figure.value * 100);
    case metrics::FigureUnit::Count:
    case metrics::FigureUnit::Bars:
    case metrics::FigureUnit::Days:
        return formatNumber(std::round(*figure.value * 10) / 10);
    default:
        return fmt::format("{:.2f}", *figure.value);
    }
}

void addFigures(const BacktestOutcome& outcome, const std::string& window, FigureTexts& texts)
{
    if (!outcome.report) {
        return;
    }
    for (const metrics::FigureDefinition& definition : metrics::figures()) {
        texts[fmt::format("{}.{}", definition.id, window)] =
            shown((*outcome.report)[definition.figure], definition.unit);
    }
}

/// The rest of a text from a place on, one sentence at a time.
QStringList sentencesOf(const QString& text)
{
    static const QRegularExpression end(QStringLiteral("(?<=[.!?])\\s+(?=[^a-z])"));
    return text.simplified().split(end, Qt::SkipEmptyParts);
}

/// Edits of a suggestion on the program; empty, with the reason, when one of them does not fit.
std::vector<Edit> editsOf(const QJsonArray& list, const std::vector<Tunable>& numbers,
                          const std::string& source, std::string& why)
{
    std::vector<Edit> edits;
    for (const QJsonValue& value : list) {
        const QJsonObject each = value.toObject();
        const QString id = each[QStringLiteral("id")].toString();
        const int at = id.startsWith(QLatin1Char('n')) ? id.mid(1).toInt() - 1 : -1;
        const double to = each[QStringLiteral("to")].toDouble();
        if (at < 0 || at >= static_cast<int>(numbers.size())) {
            why = "it changes a number that the program does not have";
            return {};
        }
        const Tunable& number = numbers[static_cast<std::size_t>(at)];
        const bool whole = number.kind == TunableKind::Length || number.kind == TunableKind::Bars;
        if (!std::isfinite(to) || to < number.low || to > number.high ||
            (whole && to != std::round(to))) {
            why = fmt::format("{} cannot be {}", number.what, formatNumber(to));
            return {};
        }
        if (to == number.value) {
            why = "it changes nothing";
            return {};
        }
        for (Edit& edit : editsFor(number, to, source)) {
            edits.push_back(std::move(edit));
        }
    }
    const Result<std::string> changed = applyEdits(source, edits);
    if (!changed || !lang::compile(*changed).program) {
        why = "its changes do not fit together";
        return {};
    }
    return edits;
}

QJsonArray numbersJson(const std::vector<Tunable>& numbers)
{
    QJsonArray list;
    int id = 0;
    for (const Tunable& number : numbers) {
        list.append(QJsonObject{{QStringLiteral("id"), QStringLiteral("n%1").arg(++id)},
                                {QStringLiteral("what"), bridge::toQt(number.what)},
                                {QStringLiteral("value"), number.value},
                                {QStringLiteral("low"), number.low},
                                {QStringLiteral("high"), number.high},
                                {QStringLiteral("stated"), number.stated.has_value()}});
    }
    return list;
}

QJsonArray triedJson(std::span<const Iteration> iterations)
{
    QJsonArray list;
    for (const Iteration& iteration : iterations) {
        list.append(QJsonObject{
            {QStringLiteral("change"), bridge::toQt(iteration.hypothesis)},
            {QStringLiteral("decision"), bridge::toQt(agents::name(iteration.decision))}});
    }
    return list;
}

std::vector<Tunable> tunablesOf(const AnalysisRequest& in)
{
    const lang::ProgramPtr asked =
        in.iterations.empty() ? nullptr : in.iterations.front().draft.program;
    return tunables(*in.program, asked.get());
}

} // namespace

std::vector<std::string> numbersIn(const std::string& text)
{
    static const QRegularExpression number(QStringLiteral("\\d+(?:\\.\\d+)?"));
    std::vector<std::string> found;
    auto matches = number.globalMatch(bridge::toQt(text));
    while (matches.hasNext()) {
        found.push_back(bridge::fromQt(matches.next().captured()));
    }
    return found;
}

FigureTexts figureTexts(const AnalysisRequest& in)
{
    FigureTexts texts;
    const Iteration* chosen = chosenOf(in);
    if (chosen != nullptr && chosen->validation.report) {
        addFigures(chosen->train, "train", texts);
        addFigures(chosen->validation, "validation", texts);
    } else {
        addFigures(*in.outcome, std::string(agents::name(in.outcome->window)), texts);
    }
    return texts;
}

QJsonObject analysisMaterial(const AnalysisRequest& in)
{
    QJsonObject figures;
    for (const auto& [name, text] : figureTexts(in)) {
        figures.insert(bridge::toQt(name), bridge::toQt(text));
    }
    return {{QStringLiteral("sentence"), bridge::toQt(in.brief->text)},
            {QStringLiteral("program"), bridge::toQt(in.program->source)},
            {QStringLiteral("figures"), figures},
            {QStringLiteral("numbers"), numbersJson(tunablesOf(in))},
            {QStringLiteral("tried"), triedJson(in.iterations)},
            {QStringLiteral("fewest_trades_worth_judging"), static_cast<qint64>(in.tradeFloor)}};
}

Prose checkedProse(const QString& text, const FigureTexts& figures,
                   const std::vector<std::string>& allowed, int mostLetters)
{
    static const QRegularExpression reference(QStringLiteral("\\{\\{([^{}]{1,80})\\}\\}"));
    static const QRegularExpression number(QStringLiteral("\\d+(?:[.,]\\d+)*"));
    Prose prose;
    for (const QString& sentence : sentencesOf(bridge::toQt(plain(text, mostLetters)))) {
        QString bare = sentence;
        bare.remove(reference);
        std::string why;
        auto numbers = number.globalMatch(bare);
        while (numbers.hasNext() && why.empty()) {
            const std::string said = bridge::fromQt(numbers.next().captured());
            if (std::ranges::find(allowed, said) == allowed.end()) {
                why = fmt::format("it states {}, which was not computed", said);
            }
        }
        QString filledIn;
        qsizetype from = 0;
        auto references = reference.globalMatch(sentence);
        while (references.hasNext() && why.empty()) {
            const QRegularExpressionMatch match = references.next();
            const std::string name = bridge::fromQt(match.captured(1).trimmed());
            const auto figure = figures.find(name);
            if (figure == figures.end()) {
                why = fmt::format("it refers to '{}', which is not among the figures", name);
                break;
            }
            filledIn +=
                sentence.mid(from, match.capturedStart() - from) + bridge::toQt(figure->second);
            from = match.capturedEnd();
        }
        if (!why.empty()) {
            prose.removed.push_back(fmt::format("A sentence of the model was left out: {}.", why));
            continue;
        }
        filledIn += sentence.mid(from);
        prose.text += (prose.text.empty() ? "" : " ") + bridge::fromQt(filledIn);
    }
    return prose;
}

std::vector<std::string> addModelAnalysis(const AnalysisRequest& in, const QJsonObject& document,
                                          Analysis& analysis)
{
    const FigureTexts figures = figureTexts(in);
    const std::vector<std::string> allowed = numbersIn(in.program->source);
    std::vector<std::string> removed;
    const auto prose = [&](const QJsonValue& value, int most) {
        Prose made = checkedProse(value.toString(), figures, allowed, most);
        removed.insert(removed.end(), made.removed.begin(), made.removed.end());
        return std::move(made.text);
    };
    if (const std::string said = prose(document[QStringLiteral("summary")], kSummaryLetters);
        !said.empty()) {
        analysis.summary += " " + said;
    }
    analysis.summary += document[QStringLiteral("needs_refinement")].toBool()
                            ? " The model thinks that another iteration is worth trying."
                            : " The model sees no need for another iteration.";
    std::size_t issues = 0;
    for (const QJsonValue& value : document[QStringLiteral("issues")].toArray()) {
        std::string said = prose(value, kSentenceLetters);
        if (!said.empty() && issues++ < kMostIssues) {
            analysis.issues.push_back(std::move(said));
        }
    }
    const std::vector<Tunable> numbers = tunablesOf(in);
    std::size_t count = 0;
    for (const QJsonValue& value : document[QStringLiteral("suggestions")].toArray()) {
        const QJsonObject each = value.toObject();
        std::string why;
        std::vector<Edit> edits =
            editsOf(each[QStringLiteral("edits")].toArray(), numbers, in.program->source, why);
        const std::string title = plain(each[QStringLiteral("title")].toString(), kTitleLetters);
        if (edits.empty() || count == kMostSuggestions) {
            removed.push_back(fmt::format("The model's suggestion '{}' was left out: {}.", title,
                                          edits.empty() ? why : "three are enough"));
            continue;
        }
        Suggestion suggestion;
        suggestion.id = fmt::format("model-{}", ++count);
        suggestion.category = "model";
        suggestion.title = agents::describe(edits);
        suggestion.rationale = prose(each[QStringLiteral("rationale")], kSentenceLetters);
        suggestion.impact = "proposed by the model; not measured";
        if (const std::string said = prose(each[QStringLiteral("impact")], kSentenceLetters);
            !said.empty()) {
            suggestion.impact += ". The model expects: " + said;
        }
        suggestion.source = in.program->source;
        suggestion.edits = std::move(edits);
        analysis.suggestions.push_back(std::move(suggestion));
    }
    analysis.needsRefinement = !analysis.issues.empty() && !analysis.suggestions.empty();
    return removed;
}

} // namespace sw::agents
