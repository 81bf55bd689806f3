// Help while a program is typed: words that fit, the arguments of a call, and what the pointer is
// over.
#include "gui/program_text.h"

#include "bridge/text.h"

#include <QToolTip>

namespace sw::gui {

namespace {

/// Letters typed before words are offered unasked.
constexpr std::size_t kLettersBeforeOffer = 2;

} // namespace

AssistWords ProgramText::assistWords() const
{
    return {m_symbols, m_names};
}

void ProgramText::onCharAdded(int letter)
{
    updateCallTip();
    const char c = letter > 0 && letter < 128 ? static_cast<char>(letter) : ' ';
    const bool wordLetter = QChar::fromLatin1(c).isLetterOrNumber() || c == '_' || c == '^';
    if (wordLetter || c == '.') {
        offerWords(false);
    }
}

void ProgramText::offerWords(bool asked)
{
    const auto place = static_cast<std::size_t>(SendScintilla(SCI_GETCURRENTPOS));
    const std::string source = bytes();
    const Completions fit = completionsAt(source, place, assistWords(), asked);
    const bool afterDot = place > 0 && source[place - 1] == '.';
    const bool enough = asked || afterDot || fit.typed >= kLettersBeforeOffer;
    m_offered = enough ? fit.words : std::vector<std::string>();
    if (m_offered.empty()) {
        SendScintilla(SCI_AUTOCCANCEL);
        return;
    }
    std::string list;
    for (const std::string& word : m_offered) {
        list += (list.empty() ? "" : "\n") + word;
    }
    SendScintilla(SCI_AUTOCSHOW, static_cast<unsigned long>(fit.typed), list.c_str());
}

void ProgramText::updateCallTip()
{
    const auto place = static_cast<std::size_t>(SendScintilla(SCI_GETCURRENTPOS));
    const std::optional<CallTip> tip = callTipAt(bytes(), place);
    if (!tip) {
        SendScintilla(SCI_CALLTIPCANCEL);
        return;
    }
    if (SendScintilla(SCI_AUTOCACTIVE) != 0) {
        return; // one pop-up at a time
    }
    SendScintilla(SCI_CALLTIPSHOW, static_cast<unsigned long>(tip->anchor), tip->text.c_str());
    SendScintilla(SCI_CALLTIPSETHLT, static_cast<unsigned long>(tip->highlightBegin),
                  static_cast<long>(tip->highlightEnd));
    // Its frame is white and black whatever the theme, and has no setting: it is cut off.
    for (QWidget* child : findChildren<QWidget*>()) {
        if (child->windowType() == Qt::ToolTip) {
            child->setMask(child->rect().adjusted(1, 1, -1, -1));
        }
    }
}

QString ProgramText::hoverText(std::size_t place) const
{
    for (const lang::Diagnostic& diagnostic : m_diagnostics) {
        const lang::Span span = shownSpan(diagnostic);
        if (span.begin <= place && place < span.end) {
            QString text = bridge::toQt(diagnostic.message);
            if (!diagnostic.hint.empty()) {
                text += u'\n' + bridge::toQt(diagnostic.hint);
            }
            return text;
        }
    }
    return bridge::toQt(hoverAt(bytes(), place, assistWords()));
}

void ProgramText::onDwell(int place, int x, int y)
{
    if (place < 0 || SendScintilla(SCI_AUTOCACTIVE) != 0 || !underMouse()) {
        return;
    }
    const QString text = hoverText(static_cast<std::size_t>(place));
    if (!text.isEmpty()) {
        // Escaped: a text may hold what looks like markup.
        QToolTip::showText(viewport()->mapToGlobal(QPoint(x, y + 18)),
                           QStringLiteral("<div>%1</div>")
                               .arg(text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"))),
                           this);
    }
}

} // namespace sw::gui
