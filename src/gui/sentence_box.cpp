#include "gui/sentence_box.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStringListModel>
#include <QTextBlock>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kFewestLines = 2;
constexpr int kMostLines = 7;
constexpr int kMostOffers = 8;

bool isSymbolLetter(QChar c)
{
    return c.isLetterOrNumber() || c == u'^' || c == u'-' || c == u'=' || c == u'.';
}

} // namespace

SentenceBox::SentenceBox(QWidget* parent)
    : QPlainTextEdit(parent),
      m_completer(new QCompleter(this)),
      m_symbols(new QStringListModel(this))
{
    setTabChangesFocus(true);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_completer->setModel(m_symbols);
    m_completer->setWidget(this);
    m_completer->popup()->setObjectName(QStringLiteral("completions"));
    m_completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_completer->setMaxVisibleItems(kMostOffers);
    connect(m_completer, qOverload<const QString&>(&QCompleter::activated), this,
            &SentenceBox::complete);
    connect(this, &QPlainTextEdit::cursorPositionChanged, this,
            [this] { Q_EMIT pointed(textCursor().position()); });
    connect(this, &QPlainTextEdit::textChanged, this, &SentenceBox::fitHeight);
}

void SentenceBox::setSentence(const QString& sentence)
{
    if (sentence == toPlainText()) {
        return;
    }
    QTextCursor cursor(document());
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.insertText(sentence);
    cursor.endEditBlock();
    moveCursor(QTextCursor::End);
    m_completer->popup()->hide();
}

void SentenceBox::setHistory(const QStringList& sentences)
{
    m_history = sentences.mid(std::max<qsizetype>(0, sentences.size() - kMostSentences));
    m_place = m_history.size();
}

bool SentenceBox::remember(const QString& sentence)
{
    const bool known = !m_history.isEmpty() && m_history.last() == sentence;
    if (!known) {
        m_history.removeAll(sentence);
        m_history.append(sentence);
        if (m_history.size() > kMostSentences) {
            m_history.removeFirst();
        }
    }
    m_place = m_history.size();
    m_draft.clear();
    return !known;
}

void SentenceBox::setSymbols(const QStringList& symbols)
{
    QStringList sorted = symbols;
    sorted.sort();
    m_symbols->setStringList(sorted);
}

void SentenceBox::highlight(const std::vector<std::pair<int, int>>& ranges,
                            const QColor& background, const QColor& line)
{
    const int letters = static_cast<int>(toPlainText().size());
    QList<QTextEdit::ExtraSelection> selections;
    for (const auto& [begin, end] : ranges) {
        if (begin < 0 || end > letters || begin >= end) {
            continue;
        }
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(document());
        selection.cursor.setPosition(begin);
        selection.cursor.setPosition(end, QTextCursor::KeepAnchor);
        selection.format.setBackground(background);
        selection.format.setUnderlineStyle(QTextCharFormat::SingleUnderline);
        selection.format.setUnderlineColor(line);
        selections.append(selection);
    }
    setExtraSelections(selections);
}

QSize SentenceBox::sizeHint() const
{
    int lines = 0;
    for (QTextBlock block = document()->begin(); block.isValid() && lines < kMostLines;
         block = block.next()) {
        lines += std::max(1, block.layout() != nullptr ? block.layout()->lineCount() : 1);
    }
    lines = std::clamp(lines, kFewestLines, kMostLines);
    const int frame = 2 * frameWidth() + 2 * static_cast<int>(document()->documentMargin());
    // The style sheet's padding and border are not part of the frame's width.
    const int padding = height() - viewport()->height() - 2 * frameWidth();
    return {200, lines * fontMetrics().lineSpacing() + frame + std::clamp(padding, 0, 24)};
}

QSize SentenceBox::minimumSizeHint() const
{
    return {120, sizeHint().height()};
}

void SentenceBox::fitHeight()
{
    const int wanted = sizeHint().height();
    if (wanted != maximumHeight()) {
        setFixedHeight(wanted);
    }
}

void SentenceBox::resizeEvent(QResizeEvent* event)
{
    QPlainTextEdit::resizeEvent(event);
    fitHeight();
}

void SentenceBox::keyPressEvent(QKeyEvent* event)
{
    const int key = event->key();
    const bool enter = key == Qt::Key_Return || key == Qt::Key_Enter;
    if (m_completer->popup()->isVisible() &&
        (enter || key == Qt::Key_Tab || key == Qt::Key_Escape || key == Qt::Key_Backtab)) {
        if (key == Qt::Key_Tab) {
            complete(m_completer->popup()->currentIndex().data().toString());
            m_completer->popup()->hide();
            return;
        }
        event->ignore(); // the list takes it
        return;
    }
    if (enter && event->modifiers().testFlag(Qt::ControlModifier)) {
        m_completer->popup()->hide();
        Q_EMIT submitted();
        return;
    }
    if ((key == Qt::Key_Up || key == Qt::Key_Down) && event->modifiers() == Qt::NoModifier &&
        atEdge(key) && walkHistory(key)) {
        return;
    }
    const bool wanted = key == Qt::Key_Space && event->modifiers() == Qt::ControlModifier;
    if (!wanted) {
        QPlainTextEdit::keyPressEvent(event);
    }
    if (wanted || (!event->text().isEmpty() && event->text().front().isPrint()) ||
        key == Qt::Key_Backspace) {
        offerSymbols();
    }
}

// Tab takes a symbol from the open list instead of leaving the box.
bool SentenceBox::focusNextPrevChild(bool next)
{
    return !m_completer->popup()->isVisible() && QPlainTextEdit::focusNextPrevChild(next);
}

bool SentenceBox::atEdge(int key) const
{
    QTextCursor cursor = textCursor();
    const int before = cursor.position();
    cursor.movePosition(key == Qt::Key_Up ? QTextCursor::Up : QTextCursor::Down);
    return cursor.position() == before;
}

bool SentenceBox::walkHistory(int key)
{
    const qsizetype next = m_place + (key == Qt::Key_Up ? -1 : 1);
    if (next < 0 || next > m_history.size()) {
        return false;
    }
    if (m_place == m_history.size()) {
        m_draft = toPlainText();
    }
    setSentence(next == m_history.size() ? m_draft : m_history[next]);
    m_place = next;
    moveCursor(key == Qt::Key_Up ? QTextCursor::Start : QTextCursor::End);
    return true;
}

QString SentenceBox::wordBeforeCursor() const
{
    const QTextCursor cursor = textCursor();
    const QString line = cursor.block().text();
    const int end = cursor.positionInBlock();
    int begin = end;
    while (begin > 0 && isSymbolLetter(line[begin - 1])) {
        --begin;
    }
    return line.mid(begin, end - begin);
}

// Capitals and ^ begin symbols; offering MA and ON for every "ma" and "on" would be in the way.
void SentenceBox::offerSymbols()
{
    const QString word = wordBeforeCursor();
    const bool begun = !word.isEmpty() && (word.front().isUpper() || word.front() == u'^');
    m_completer->setCompletionPrefix(word);
    const bool whole = m_completer->completionCount() == 1 &&
                       m_completer->currentCompletion().compare(word, Qt::CaseSensitive) == 0;
    if (!begun || m_completer->completionCount() == 0 || whole) {
        m_completer->popup()->hide();
        return;
    }
    QRect place = cursorRect().translated(viewport()->pos());
    place.setWidth(m_completer->popup()->sizeHintForColumn(0) +
                   m_completer->popup()->verticalScrollBar()->sizeHint().width() + 24);
    m_completer->complete(place);
    m_completer->popup()->setCurrentIndex(m_completer->completionModel()->index(0, 0));
}

void SentenceBox::complete(const QString& symbol)
{
    if (symbol.isEmpty()) {
        return;
    }
    QTextCursor cursor = textCursor();
    cursor.movePosition(QTextCursor::Left, QTextCursor::KeepAnchor,
                        static_cast<int>(wordBeforeCursor().size()));
    cursor.insertText(symbol);
    setTextCursor(cursor);
}

void SentenceBox::mouseMoveEvent(QMouseEvent* event)
{
    QPlainTextEdit::mouseMoveEvent(event);
    const QTextCursor under = cursorForPosition(event->position().toPoint());
    const QRect place = cursorRect(under);
    const bool beside = event->position().y() > place.bottom() + 2;
    Q_EMIT pointed(beside ? -1 : under.position());
}

void SentenceBox::leaveEvent(QEvent* event)
{
    QPlainTextEdit::leaveEvent(event);
    Q_EMIT pointed(-1);
}

} // namespace sw::gui
