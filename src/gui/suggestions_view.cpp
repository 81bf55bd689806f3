#include "gui/suggestions_view.h"

#include "agents/tunable.h"
#include "bridge/text.h"
#include "english/describe.h"
#include "english/interpreter.h"
#include "gui/format.h"
#include "gui/mark.h"
#include "lang/syntax.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

using bridge::toQt;

namespace {

/// The sentence with the one number of a padlocked edit replaced; empty where that is not plain.
QString reworded(const std::string& sentence, const agents::Edit& edit,
                 const agents::StrategyDraft& asked)
{
    const QString stated = toQt(edit.asked.empty() ? edit.from : edit.asked);
    QString wanted = toQt(edit.to);
    wanted.remove(QLatin1Char('?'));
    // Only inside the words that became the edited line, and only when the number stands there
    // once.
    for (const agents::TraceLine& line : asked.trace) {
        const std::size_t at = asked.source.find(line.rule);
        if (at == std::string::npos || edit.span.begin < at ||
            edit.span.end > at + line.rule.size()) {
            continue;
        }
        const QString before = toQt(sentence.substr(0, line.words.begin));
        QString words = toQt(sentence.substr(line.words.begin, line.words.length()));
        const QString after = toQt(sentence.substr(line.words.end));
        const QRegularExpression whole(
            QStringLiteral("(?<![\\w.])%1(?![\\w.]*\\d)").arg(QRegularExpression::escape(stated)));
        if (words.count(whole) == 1) {
            return before + words.replace(whole, wanted) + after;
        }
    }
    return {};
}

/// The sentence with a length that was assumed written behind the name of its indicator; empty
/// where it is not named.
QString withLength(const std::string& sentence, const agents::Edit& edit)
{
    const QString what = toQt(edit.what);
    const QString prefix = QStringLiteral("length of ");
    QString wanted = toQt(edit.to);
    wanted.remove(QLatin1Char('?'));
    const QRegularExpression name(QStringLiteral("\\b(%1)\\b(?!\\s*\\()")
                                      .arg(QRegularExpression::escape(what.mid(prefix.size()))),
                                  QRegularExpression::CaseInsensitiveOption);
    QString words = toQt(sentence);
    if (!what.startsWith(prefix) || !words.contains(name)) {
        return {};
    }
    return words.replace(name, QStringLiteral("\\1(%1)").arg(wanted));
}

/// What is said aloud is stated and no longer assumed.
std::string withoutMarks(std::string source)
{
    std::erase(source, '?');
    return source;
}

QLabel* wrapped(const QString& text, const QString& name, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setObjectName(name);
    return label;
}

/// "entry level of rsi(close, 14): 30 → 35 (changes what you asked: …)" without the remark, which
/// stands below as a sign with words.
QString shortTitle(const agents::Suggestion& suggestion)
{
    QString title = toQt(suggestion.title);
    const qsizetype remark = title.indexOf(QLatin1String(" (changes what you asked"));
    if (remark > 0) {
        title.truncate(remark);
    }
    return capitalised(title);
}

} // namespace

QString wordsOf(const agents::Suggestion& suggestion, const agents::RunOutcome& outcome)
{
    const Result<std::string> edited = agents::applyEdits(suggestion.source, suggestion.edits);
    if (!edited) {
        return {};
    }
    const std::string wanted = withoutMarks(*edited);
    QStringList candidates;
    if (suggestion.source == outcome.asked.source && !suggestion.edits.empty()) {
        const agents::Edit& first = suggestion.edits.front();
        candidates.append(first.padlocked ? reworded(outcome.brief.text, first, outcome.asked)
                                          : withLength(outcome.brief.text, first));
    }
    QStringList sentences;
    for (const std::string& sentence : english::describe(lang::parse(wanted).tree)) {
        sentences.append(toQt(sentence));
    }
    candidates.append(sentences.join(QLatin1Char(' ')));
    // Words are offered only when reading them gives the very program that Apply would give.
    for (const QString& words : candidates) {
        if (!words.isEmpty() &&
            withoutMarks(english::interpret(bridge::fromQt(words)).source) == wanted) {
            return words;
        }
    }
    return {};
}

SuggestionsView::SuggestionsView(const ThemeSource& themes, QWidget* parent)
    : QWidget(parent), m_themes(themes)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(10, 0, 10, 10);
    column->setSpacing(8);
    m_list = new QVBoxLayout;
    m_list->setSpacing(8);
    column->addLayout(m_list);
    m_more = new QToolButton(this);
    m_more->setFocusPolicy(Qt::StrongFocus);
    connect(m_more, &QToolButton::clicked, this, &SuggestionsView::showAll);
    column->addWidget(m_more, 0, Qt::AlignLeft);
}

void SuggestionsView::setSuggestions(const std::vector<agents::Suggestion>& suggestions)
{
    m_suggestions = suggestions;
    while (QLayoutItem* item = m_list->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (int i = 0; i < std::min(count(), kAtFirst); ++i) {
        add(i);
    }
    m_more->setVisible(count() > kAtFirst);
    m_more->setText(tr("Show %1 more").arg(count() - kAtFirst));
}

void SuggestionsView::showAll()
{
    for (int i = m_list->count(); i < count(); ++i) {
        add(i);
    }
    m_more->hide();
}

void SuggestionsView::add(int index)
{
    const agents::Suggestion& suggestion = m_suggestions[static_cast<std::size_t>(index)];
    auto* card = new QFrame(this);
    card->setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(card);
    column->setContentsMargins(10, 8, 10, 8);
    column->setSpacing(4);
    const QString title = shortTitle(suggestion);
    column->addWidget(wrapped(title, QStringLiteral("heading"), card));
    column->addWidget(
        wrapped(capitalised(toQt(suggestion.rationale)), QStringLiteral("muted"), card));
    if (!suggestion.impact.empty()) {
        column->addWidget(wrapped(capitalised(toQt(suggestion.impact)), {}, card));
    }
    auto* row = new QHBoxLayout;
    row->setSpacing(6);
    if (std::ranges::any_of(suggestion.edits, &agents::Edit::padlocked)) {
        const QString meaning = tr("changes what you asked");
        row->addWidget(new Mark(m_themes, Sign::Padlock, Token::Warn, meaning, card));
        auto* words = new QLabel(meaning, card);
        words->setObjectName(QStringLiteral("warn"));
        row->addWidget(words);
    }
    row->addStretch(1);
    auto* say = new QPushButton(tr("Say it"), card);
    say->setToolTip(tr("Put the changed strategy into the sentence box"));
    say->setAccessibleName(tr("Say it: %1").arg(title));
    auto* apply = new QPushButton(tr("Apply"), card);
    apply->setToolTip(tr("Change the program and run it again"));
    apply->setAccessibleName(tr("Apply: %1").arg(title));
    row->addWidget(say);
    row->addWidget(apply);
    column->addLayout(row);
    connect(apply, &QPushButton::clicked, this, [this, index] { Q_EMIT applied(index); });
    connect(say, &QPushButton::clicked, this, [this, index] { Q_EMIT asked(index); });
    m_list->addWidget(card);
}

} // namespace sw::gui
