#include "gui/attribution_view.h"

#include "agents/tunable.h"
#include "base/text.h"
#include "bridge/text.h"
#include "engine/attribution_thresholds.h"
#include "gui/clause_bars.h"
#include "gui/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

using bridge::toQt;

std::vector<agents::Edit> editsOf(const engine::CounterFactual& change,
                                  const lang::Program& program, const lang::Program* asked)
{
    if (change.constantSpan.length() == 0) {
        return {};
    }
    const double written = engine::asWritten(change.threshold, change.scale);
    for (const agents::Tunable& number : agents::tunables(program, asked)) {
        const auto inside = [&](const lang::Span& span) {
            return span.begin >= change.constantSpan.begin && span.end <= change.constantSpan.end;
        };
        if (std::ranges::any_of(number.spans, inside)) {
            // "-80" is a sign and a number; what is tuned is the number.
            const bool signApart = std::ranges::none_of(
                number.spans, [&](const lang::Span& span) { return span == change.constantSpan; });
            return agents::editsFor(number, signApart ? -written : written, program.source);
        }
    }
    return {};
}

QString thresholdText(const engine::CounterFactual& change)
{
    const QString text = toQt(formatNumber(engine::asWritten(change.threshold, change.scale)));
    return change.scale == 0.01 ? text + QStringLiteral("\u202f%") : text;
}

AttributionView::AttributionView(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    m_list = new QVBoxLayout(this);
    m_list->setContentsMargins(0, 0, 0, 8);
    m_list->setSpacing(4);
}

void AttributionView::setAttribution(const engine::Attribution& attribution,
                                     const lang::ProgramPtr& program, const lang::ProgramPtr& asked)
{
    m_program = program;
    m_asked = asked;
    m_words.clear();
    while (QLayoutItem* item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const std::string& sentence : attribution.sentences) {
        addLine(toQt(sentence), {});
    }
    for (const engine::RuleAttribution& rule : attribution.rules) {
        addRule(rule);
    }
}

void AttributionView::addLine(const QString& text, const QString& name)
{
    auto* label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setObjectName(name);
    label->setContentsMargins(10, 0, 10, 0);
    m_list->addWidget(label);
    m_words.append(text);
}

void AttributionView::addRule(const engine::RuleAttribution& rule)
{
    QString text = toQt(rule.text);
    addLine(text.remove(QLatin1Char('?')), QStringLiteral("muted"));
    auto* bars = new ClauseBars(m_themes, this);
    bars->setRule(rule);
    m_list->addWidget(bars);
    m_words.append(bars->words());
    addWhatIfs(rule);
}

void AttributionView::addWhatIfs(const engine::RuleAttribution& rule)
{
    for (const engine::CounterFactual& change : rule.counterFactuals) {
        const std::vector<agents::Edit> edits = editsOf(change, *m_program, m_asked.get());
        const QString gives = change.signalCount == 1
                                  ? tr("1 signal")
                                  : tr("%1 signals").arg(count(change.signalCount));
        const QString text =
            tr("%1 %2 instead of %3: %4")
                .arg(toQt(change.valueText), thresholdText(change),
                     toQt(formatNumber(engine::asWritten(change.current, change.scale))), gives);
        if (edits.empty()) {
            addLine(text, QStringLiteral("muted"));
            continue;
        }
        auto* row = new QWidget(this);
        auto* line = new QHBoxLayout(row);
        line->setContentsMargins(10, 0, 10, 0);
        auto* words = new QLabel(text, row);
        words->setTextFormat(Qt::PlainText);
        words->setWordWrap(true);
        line->addWidget(words, 1);
        auto* button = new QPushButton(tr("Try"), row);
        button->setAccessibleName(tr("Try %1").arg(text));
        button->setToolTip(tr("Change this number in the program and run it again"));
        line->addWidget(button);
        connect(button, &QPushButton::clicked, this,
                [this, edits, text] { Q_EMIT chosen(edits, text); });
        m_list->addWidget(row);
        m_words.append(text);
    }
}

} // namespace sw::gui
