#include "gui/find_bar.h"

#include "gui/program_text.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

QToolButton* button(const QString& text, const QString& name, QWidget* parent)
{
    auto* made = new QToolButton(parent);
    made->setText(text);
    made->setToolTip(name);
    made->setAccessibleName(name);
    made->setFocusPolicy(Qt::TabFocus);
    return made;
}

} // namespace

FindBar::FindBar(ProgramText& text, QWidget* parent)
    : QWidget(parent),
      m_text(text),
      m_wanted(new QLineEdit(this)),
      m_replacement(new QLineEdit(this)),
      m_case(new QCheckBox(tr("Aa"), this)),
      m_count(new QLabel(this)),
      m_replaceRow(new QWidget(this))
{
    m_wanted->setPlaceholderText(tr("Find"));
    m_wanted->setAccessibleName(tr("Find"));
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_case->setToolTip(tr("Tell capitals apart"));
    m_case->setAccessibleName(tr("Tell capitals apart"));
    m_count->setObjectName(QStringLiteral("muted"));
    QToolButton* previous = button(QStringLiteral("↑"), tr("Previous match (Shift+F3)"), this);
    QToolButton* next = button(QStringLiteral("↓"), tr("Next match (F3)"), this);
    QToolButton* shut = button(QStringLiteral("✕"), tr("Close (Esc)"), this);
    QToolButton* one = button(tr("Replace"), tr("Replace this match"), m_replaceRow);
    QToolButton* all = button(tr("All"), tr("Replace all matches"), m_replaceRow);

    auto* findRow = new QHBoxLayout;
    findRow->setSpacing(2);
    findRow->addWidget(m_wanted, 1);
    findRow->addWidget(m_count);
    findRow->addWidget(m_case);
    findRow->addWidget(previous);
    findRow->addWidget(next);
    findRow->addWidget(shut);
    auto* replaceRow = new QHBoxLayout(m_replaceRow);
    replaceRow->setContentsMargins(0, 0, 0, 0);
    replaceRow->setSpacing(2);
    replaceRow->addWidget(m_replacement, 1);
    replaceRow->addWidget(one);
    replaceRow->addWidget(all);
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(8, 6, 8, 6);
    rows->setSpacing(4);
    rows->addLayout(findRow);
    rows->addWidget(m_replaceRow);

    connect(m_wanted, &QLineEdit::textChanged, this, &FindBar::refresh);
    connect(m_wanted, &QLineEdit::returnPressed, this, &FindBar::findNext);
    connect(m_replacement, &QLineEdit::returnPressed, this, &FindBar::replaceOne);
    connect(m_case, &QCheckBox::toggled, this, &FindBar::refresh);
    connect(previous, &QToolButton::clicked, this, &FindBar::findPrevious);
    connect(next, &QToolButton::clicked, this, &FindBar::findNext);
    connect(shut, &QToolButton::clicked, this, &FindBar::close);
    connect(one, &QToolButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QToolButton::clicked, this, &FindBar::replaceAll);
    // Queued: a search in the midst of a replacement would move the range that is replaced.
    connect(&m_text, &ProgramText::edited, this, &FindBar::refresh, Qt::QueuedConnection);
    hide();
}

void FindBar::open(bool replacing)
{
    const QString selected = m_text.selectedText();
    m_replaceRow->setVisible(replacing);
    show();
    if (!selected.isEmpty() && !selected.contains(u'\n')) {
        m_wanted->setText(selected);
    }
    refresh();
    m_wanted->selectAll();
    m_wanted->setFocus(Qt::ShortcutFocusReason);
}

void FindBar::close()
{
    m_text.highlightMatches({}, false);
    hide();
    m_text.setFocus(Qt::OtherFocusReason);
}

QString FindBar::countText() const
{
    return m_count->text();
}

void FindBar::refresh()
{
    if (isHidden()) {
        return;
    }
    const int found = m_text.highlightMatches(m_wanted->text(), m_case->isChecked());
    m_count->setText(m_wanted->text().isEmpty() ? QString()
                     : found == 0               ? tr("none")
                                                : tr("%1 found").arg(found));
}

void FindBar::step(bool forward)
{
    const std::vector<lang::Span> found = m_text.matches(m_wanted->text(), m_case->isChecked());
    if (found.empty()) {
        return;
    }
    const auto begin =
        static_cast<std::uint32_t>(m_text.SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART));
    const auto end =
        static_cast<std::uint32_t>(m_text.SendScintilla(QsciScintilla::SCI_GETSELECTIONEND));
    lang::Span to = forward ? found.front() : found.back();
    if (forward) {
        const auto at = std::ranges::find_if(
            found, [&](lang::Span span) { return span.begin >= end && span.end > end; });
        to = at == found.end() ? to : *at;
    } else {
        for (const lang::Span span : found) {
            to = span.end <= begin ? span : to;
        }
    }
    m_text.SendScintilla(QsciScintilla::SCI_SETSEL, static_cast<unsigned long>(to.begin),
                         static_cast<long>(to.end));
    m_text.SendScintilla(QsciScintilla::SCI_SCROLLCARET);
}

void FindBar::findNext()
{
    step(true);
}

void FindBar::findPrevious()
{
    step(false);
}

void FindBar::replaceOne()
{
    const std::vector<lang::Span> found = m_text.matches(m_wanted->text(), m_case->isChecked());
    const auto begin =
        static_cast<std::uint32_t>(m_text.SendScintilla(QsciScintilla::SCI_GETSELECTIONSTART));
    const auto end =
        static_cast<std::uint32_t>(m_text.SendScintilla(QsciScintilla::SCI_GETSELECTIONEND));
    const lang::Span selected{begin, end};
    if (std::ranges::find(found, selected) != found.end()) {
        const std::string with = m_replacement->text().toStdString();
        m_text.replaceRange(selected, with);
        const auto after = static_cast<unsigned long>(begin + with.size());
        m_text.SendScintilla(QsciScintilla::SCI_SETSEL, after, static_cast<long>(after));
    }
    findNext();
}

void FindBar::replaceAll()
{
    const std::vector<lang::Span> found = m_text.matches(m_wanted->text(), m_case->isChecked());
    if (found.empty()) {
        return;
    }
    const std::string with = m_replacement->text().toStdString();
    m_text.beginUndoAction();
    for (auto span = found.rbegin(); span != found.rend(); ++span) {
        m_text.replaceRange(*span, with);
    }
    m_text.endUndoAction();
}

void FindBar::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

} // namespace sw::gui
