// What a run found, in the order in which it has to be read: the verdict with its reasons, the
// figures, the strategy as asked beside the refined one, why there were so few trades, what to try.
#pragma once

#include "gui/panel.h"

class QGridLayout;
class QLabel;
class QScrollArea;
class QVBoxLayout;

namespace sw::gui {

class AttributionView;
class ComparisonView;
class FigureCard;
class PanelTitle;
class Section;
class SuggestionsView;
class VerdictView;

/// Thread: GUI. Computes nothing; every number comes from a report.
class ResultsPanel : public Panel
{
    Q_OBJECT

public:
    explicit ResultsPanel(ThemeSource& themes, QWidget* parent = nullptr);

    /// The cards in reading order.
    const std::vector<FigureCard*>& cards() const { return m_cards; }
    VerdictView& verdict() const { return *m_verdict; }
    ComparisonView& comparison() const { return *m_comparison; }
    AttributionView& attribution() const { return *m_attribution; }
    SuggestionsView& suggestions() const { return *m_suggestions; }

signals:
    /// Words for the sentence box that say what a suggestion would change.
    void wordsSuggested(const QString& words);

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    void build();
    void refresh();
    void refreshCards();
    void refreshVerdict();
    void refreshComparison();
    void refreshAttribution();
    void refreshSuggestions();
    void apply(const std::string& canonical, const std::vector<agents::Edit>& edits,
               const QString& why);

    PanelTitle* m_title = nullptr;
    QLabel* m_empty = nullptr;
    QLabel* m_failure = nullptr;
    QScrollArea* m_scroll = nullptr;
    QVBoxLayout* m_list = nullptr;
    VerdictView* m_verdict = nullptr;
    std::vector<FigureCard*> m_cards;
    Section *m_compare = nullptr, *m_why = nullptr, *m_next = nullptr;
    ComparisonView* m_comparison = nullptr;
    AttributionView* m_attribution = nullptr;
    SuggestionsView* m_suggestions = nullptr;
    ShownResultPtr m_attributed; ///< whose attribution is drawn
    int m_attributedSymbol = -1;
    agents::RunOutcomePtr m_judged; ///< whose verdict and suggestions are shown
};

} // namespace sw::gui
