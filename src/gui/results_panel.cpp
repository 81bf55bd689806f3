#include "gui/results_panel.h"

#include "bridge/text.h"
#include "gui/attribution_view.h"
#include "gui/comparison_view.h"
#include "gui/figure_card.h"
#include "gui/format.h"
#include "gui/labels.h"
#include "gui/no_result.h"
#include "gui/panel_title.h"
#include "gui/section.h"
#include "gui/suggestions_view.h"
#include "gui/verdict_view.h"

#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QtConcurrent>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace sw::gui {

using bridge::toQt;
using metrics::FigureId;

namespace {

/// Of the shown result, in reading order, two a row; then those of the judged strategy.
constexpr std::array kShown = {
    FigureId::TotalReturn, FigureId::Cagr,         FigureId::Sharpe,     FigureId::Sortino,
    FigureId::MaxDrawdown, FigureId::ProfitFactor, FigureId::WinRate,    FigureId::Trades,
    FigureId::Exposure,    FigureId::Expectancy,   FigureId::HoldReturn, FigureId::ExcessReturn};
constexpr std::size_t kHoldoutCard = kShown.size();
constexpr std::size_t kDeflatedCard = kHoldoutCard + 1;
constexpr std::size_t kCards = kDeflatedCard + 1;
/// Places in the list while the attribution is taken out of it: verdict, cards, the rest.
constexpr int kWhyFirst = 1;
constexpr int kWhyAfterCards = 2;

/// "As asked", "Iteration 3": the strategy that verdict, holdout and deflation are about.
QString judgedName(const agents::RunOutcome& outcome)
{
    return outcome.best > 0 ? ResultsPanel::tr("iteration %1").arg(outcome.best + 1)
                            : ResultsPanel::tr("the strategy as asked");
}

/// Different programs measured; one measured on two parts counts once.
qint64 programsOf(const agents::RunOutcome& outcome)
{
    std::set<std::string_view> sources;
    for (const agents::Trial& trial : outcome.trials) {
        sources.insert(trial.source);
    }
    return std::ssize(sources);
}

} // namespace

ResultsPanel::ResultsPanel(ThemeSource& source, QWidget* parent) : Panel(source, parent)
{
    build();
    refresh();
    waitWhileUnseen();
}

void ResultsPanel::build()
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title = new PanelTitle(tr("Result"), this);
    column->addWidget(m_title);
    m_failure = sentenceLabel(QStringLiteral("warn"), this);
    m_failure->setContentsMargins(12, 8, 12, 8);
    column->addWidget(m_failure);
    m_empty = sentenceLabel(QStringLiteral("muted"), this);
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setMargin(24);
    column->addWidget(m_empty, 1);

    m_scroll = new QScrollArea(this);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setAccessibleName(tr("Result"));
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* body = new QWidget;
    body->setObjectName(QStringLiteral("panel"));
    m_list = new QVBoxLayout(body);
    QVBoxLayout* list = m_list;
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(0);
    m_verdict = new VerdictView(themes(), body);
    list->addWidget(m_verdict);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(0, 0, 0, 6);
    grid->setSpacing(0);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    for (std::size_t i = 0; i < kCards; ++i) {
        auto* card = new FigureCard(themes(), body);
        m_cards.push_back(card);
        grid->addWidget(card, static_cast<int>(i / 2), static_cast<int>(i % 2));
    }
    list->addLayout(grid);
    m_attribution = new AttributionView(themes());
    m_why = new Section(tr("What each condition did"), m_attribution, body);
    list->addWidget(m_why);
    m_comparison = new ComparisonView(themes());
    m_compare = new Section(tr("As asked beside refined"), m_comparison, body);
    list->addWidget(m_compare);
    m_suggestions = new SuggestionsView(themes());
    m_next = new Section(tr("What to try next"), m_suggestions, body);
    list->addWidget(m_next);
    list->addStretch(1);
    m_scroll->setWidget(body);
    column->addWidget(m_scroll, 1);

    connect(m_attribution, &AttributionView::chosen, this,
            [this](const std::vector<agents::Edit>& edits, const QString& why) {
                if (m_attributed) {
                    apply(m_attributed->program->source, edits, why);
                }
            });
    connect(m_suggestions, &SuggestionsView::applied, this, [this](int index) {
        const agents::Suggestion& chosen =
            m_judged->analysis.suggestions[static_cast<std::size_t>(index)];
        apply(chosen.source, chosen.edits, toQt(chosen.title));
    });
    connect(m_suggestions, &SuggestionsView::asked, this, [this](int index) {
        QtConcurrent::run([outcome = m_judged, index] {
            return wordsOf(outcome->analysis.suggestions[static_cast<std::size_t>(index)],
                           *outcome);
        }).then(this, [this](const QString& words) {
            if (words.isEmpty()) {
                Q_EMIT said(tr("No words mean exactly this change; use Apply."));
            } else {
                Q_EMIT wordsSuggested(words);
            }
        });
    });
}

void ResultsPanel::onDocument()
{
    m_attributed.reset();
    m_judged.reset();
    refresh();
}

void ResultsPanel::onChange(Change what)
{
    switch (what) {
    case Change::Shown:
    case Change::Outcome:
    case Change::Busy:
    case Change::Failure:
        refresh();
        break;
    case Change::Selection:
        refreshAttribution(); // another symbol may be looked at
        break;
    default:
        break;
    }
}

void ResultsPanel::onTheme()
{
    update();
}

void ResultsPanel::refresh()
{
    const ShownResultPtr shown = document() != nullptr ? document()->shown() : nullptr;
    m_scroll->setVisible(shown != nullptr);
    m_empty->setVisible(shown == nullptr);
    m_empty->setText(noResultSentence(document(), tr("Results")));
    const QString failure = document() != nullptr ? document()->failure() : QString();
    m_failure->setVisible(shown != nullptr && !failure.isEmpty());
    m_failure->setText(failure);
    if (!shown) {
        m_title->setTitle(tr("Result"));
        m_title->setRemark({});
        return;
    }
    const ShownResultPtr before = document()->compared();
    m_title->setTitle(tr("Result: %1").arg(shown->title));
    m_title->setRemark(before ? tr("change since: %1").arg(before->title) : QString());
    refreshVerdict();
    refreshCards();
    refreshAttribution();
    refreshComparison();
    refreshSuggestions();
}

void ResultsPanel::refreshVerdict()
{
    const agents::RunOutcomePtr outcome = document()->outcome();
    m_verdict->setVisible(outcome && outcome->verdict);
    if (!outcome || !outcome->verdict) {
        return;
    }
    const bool edited = document()->shown()->version.kind == Version::Kind::Edited;
    const QString judged = judgedName(*outcome);
    m_verdict->setVerdict(*outcome->verdict,
                          edited ? tr("About %1, not about the edited program below.").arg(judged)
                                 : tr("About %1.").arg(judged),
                          programsOf(*outcome));
}

void ResultsPanel::refreshCards()
{
    const ShownResultPtr shown = document()->shown();
    const ShownResultPtr before = document()->compared();
    for (std::size_t i = 0; i < kShown.size(); ++i) {
        CardContent content;
        content.id = kShown[i];
        content.now = shown->report()[kShown[i]];
        content.about = tr("%1, all data of the window").arg(shown->title);
        if (before) {
            content.before = before->report()[kShown[i]];
            content.beforeTitle = before->title;
        }
        m_cards[i]->setContent(content);
    }
    const agents::RunOutcomePtr outcome = document()->outcome();
    CardContent holdout;
    holdout.id = FigureId::Sharpe;
    holdout.title = tr("Holdout Sharpe");
    holdout.now = outcome && outcome->holdout
                      ? (*outcome->holdout->report)[FigureId::Sharpe]
                      : metrics::undefined("No part of the data was sealed and held back.");
    CardContent deflated;
    deflated.id = FigureId::DeflatedSharpe;
    deflated.now = metrics::undefined("There is no finished run to take the number of tries from.");
    if (outcome) {
        holdout.about =
            tr("About %1, on the sealed part that nobody saw before.").arg(judgedName(*outcome));
        deflated.about = tr("About %1.").arg(judgedName(*outcome));
        if (outcome->wholeBest) {
            deflated.now = (*outcome->wholeBest->report)[FigureId::DeflatedSharpe];
        } else if (outcome->wholeAsked) {
            deflated.now = (*outcome->wholeAsked->report)[FigureId::DeflatedSharpe];
        }
    }
    m_cards[kHoldoutCard]->setContent(holdout);
    m_cards[kDeflatedCard]->setContent(deflated);
}

void ResultsPanel::refreshAttribution()
{
    const ShownResultPtr shown = document() != nullptr ? document()->shown() : nullptr;
    const ShownSymbol* symbol = shown ? document()->symbol() : nullptr;
    const engine::Attribution* found = nullptr;
    for (std::size_t i = 0; symbol != nullptr && i < shown->outcome.attribution.size(); ++i) {
        if (toQt(shown->outcome.attribution[i].symbol) == symbol->symbol) {
            found = &shown->outcome.attribution[i];
        }
    }
    m_why->setVisible(found != nullptr);
    if (found == nullptr ||
        (m_attributed == shown && m_attributedSymbol == document()->symbolIndex())) {
        return;
    }
    const bool another = m_attributed != shown;
    m_attributed = shown;
    m_attributedSymbol = document()->symbolIndex();
    const agents::RunOutcomePtr outcome = document()->outcome();
    m_attribution->setAttribution(*found, shown->program,
                                  outcome ? outcome->asked.program : nullptr);
    const double trades = shown->report().figures.value(FigureId::Trades).value_or(0);
    m_why->setRemark(shown->symbols.size() > 1 ? symbol->symbol : QString());
    if (another) {
        // Without trades the figures say nothing, and this says why.
        m_list->removeWidget(m_why);
        m_list->insertWidget(trades == 0 ? kWhyFirst : kWhyAfterCards, m_why);
        m_why->setOpen(trades < static_cast<double>(metrics::kFewTrades));
    }
}

void ResultsPanel::refreshComparison()
{
    const agents::RunOutcomePtr outcome = document()->outcome();
    m_compare->setVisible(outcome && outcome->wholeBest);
    if (m_judged != outcome) {
        m_comparison->setOutcome(outcome);
    }
}

void ResultsPanel::refreshSuggestions()
{
    const agents::RunOutcomePtr outcome = document()->outcome();
    m_next->setVisible(outcome && !outcome->analysis.suggestions.empty());
    if (outcome && m_judged != outcome) {
        m_suggestions->setSuggestions(outcome->analysis.suggestions);
    }
    m_judged = outcome;
}

void ResultsPanel::apply(const std::string& canonical, const std::vector<agents::Edit>& edits,
                         const QString& why)
{
    if (document() == nullptr) {
        return;
    }
    const Status status = document()->applyEdits(canonical, edits, why);
    Q_EMIT said(status ? tr("Changed: %1.").arg(why) : toQt(status.error().text()));
}

} // namespace sw::gui
