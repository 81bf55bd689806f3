// Why there were no or few trades: what each condition did, as a picture, and the computed
// what-ifs, each a click away.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/brief.h"
#include "engine/attribution.h"
#include "gui/theme.h"
#endif

class QVBoxLayout;

namespace sw::gui {

/// The edits that move a threshold to where a counter-factual has it: the number wherever it
/// stands. Empty when it cannot be changed in the text, as for a threshold that is computed.
std::vector<agents::Edit> editsOf(const engine::CounterFactual& change,
                                  const lang::Program& program, const lang::Program* asked);
/// The threshold as the program writes it: "40", "5 %".
QString thresholdText(const engine::CounterFactual& change);

/// Thread: GUI.
class AttributionView : public QWidget
{
    Q_OBJECT

public:
    explicit AttributionView(const ThemeSource& themes, QWidget* parent = nullptr);

    /// `program` is what was attributed; shared because a click may come later.
    void setAttribution(const engine::Attribution& attribution, const lang::ProgramPtr& program,
                        const lang::ProgramPtr& asked);
    /// The picture in words, with every what-if.
    QString words() const { return m_words.join(QLatin1Char('\n')); }

signals:
    /// A what-if was clicked: edits of the program's source and what they do, in words.
    void chosen(const std::vector<sw::agents::Edit>& edits, const QString& why);

private:
    void addRule(const engine::RuleAttribution& rule);
    void addWhatIfs(const engine::RuleAttribution& rule);
    void addLine(const QString& text, const QString& name);

    const ThemeSource& m_themes;
    lang::ProgramPtr m_program, m_asked;
    QVBoxLayout* m_list = nullptr;
    QStringList m_words;
};

} // namespace sw::gui
