// The attribution of one rule as a picture: for every clause how often it was true, how often all
// the others were, and what it alone kept from happening; then which clauses met.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "engine/attribution.h"
#include "gui/theme.h"
#endif

namespace sw::gui {

/// Thread: GUI.
class ClauseBars : public QWidget
{
    Q_OBJECT

public:
    explicit ClauseBars(const ThemeSource& themes, QWidget* parent = nullptr);

    void setRule(const engine::RuleAttribution& rule);
    /// The picture in words, one line per bar.
    QString words() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

private:
    /// One bar with what it counts.
    struct Bar {
        QString label;      ///< at the left, over the bar
        QString figure;     ///< at the right, over the bar
        double whole = 0;   ///< 0…1 of the width: filled
        double blocked = 0; ///< 0…1 of the width: hatched, after the filled part
        Token token = Token::Accent;
        bool isHeading = false; ///< the label is a clause and stands out
        QString explanation;
    };
    int heightOf(const Bar& bar) const;
    void addClause(std::size_t index);
    void addPairs();

    const ThemeSource& m_themes;
    engine::RuleAttribution m_rule;
    std::vector<Bar> m_bars;
};

} // namespace sw::gui
