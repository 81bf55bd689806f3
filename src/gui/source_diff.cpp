#include "gui/source_diff.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QTextBlock>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

/// Cells of the comparison's table; beyond it the middle counts as changed altogether.
constexpr qsizetype kMostCells = 4'000'000;
/// Lines drawn; more is no comparison anybody reads.
constexpr std::size_t kMostShownLines = 5'000;

QStringList linesOf(const QString& text)
{
    QStringList lines = text.split(u'\n');
    if (!lines.isEmpty() && lines.last().isEmpty()) {
        lines.removeLast();
    }
    return lines;
}

/// Lengths of the longest common subsequences of the ends of both lists.
std::vector<std::uint32_t> commonLengths(const QStringList& a, const QStringList& b)
{
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    std::vector<std::uint32_t> length((static_cast<std::size_t>(a.size()) + 1) * width, 0);
    for (qsizetype i = a.size() - 1; i >= 0; --i) {
        for (qsizetype j = b.size() - 1; j >= 0; --j) {
            const auto at = static_cast<std::size_t>(i) * width + static_cast<std::size_t>(j);
            length[at] = a[i] == b[j] ? length[at + width + 1] + 1
                                      : std::max(length[at + width], length[at + 1]);
        }
    }
    return length;
}

class Builder
{
public:
    void same(const QString& text) { m_out.push_back({LineChange::Same, text, ++m_old, ++m_new}); }
    void removed(const QString& text) { m_out.push_back({LineChange::Removed, text, ++m_old, 0}); }
    void added(const QString& text) { m_out.push_back({LineChange::Added, text, 0, ++m_new}); }
    std::vector<DiffLine> take() { return std::move(m_out); }

private:
    std::vector<DiffLine> m_out;
    int m_old = 0, m_new = 0;
};

void addMiddle(Builder& out, const QStringList& a, const QStringList& b)
{
    if (a.size() * b.size() > kMostCells) {
        std::ranges::for_each(a, [&](const QString& line) { out.removed(line); });
        std::ranges::for_each(b, [&](const QString& line) { out.added(line); });
        return;
    }
    const std::vector<std::uint32_t> length = commonLengths(a, b);
    const auto width = static_cast<std::size_t>(b.size()) + 1;
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < a.size() || j < b.size()) {
        const auto at = static_cast<std::size_t>(i) * width + static_cast<std::size_t>(j);
        if (i < a.size() && j < b.size() && a[i] == b[j]) {
            out.same(a[i++]);
            ++j;
        } else if (i < a.size() && (j == b.size() || length[at + width] >= length[at + 1])) {
            out.removed(a[i++]);
        } else {
            out.added(b[j++]);
        }
    }
}

} // namespace

std::vector<DiffLine> diffLines(const QString& before, const QString& after)
{
    const QStringList a = linesOf(before);
    const QStringList b = linesOf(after);
    const qsizetype shorter = std::min(a.size(), b.size());
    qsizetype head = 0;
    while (head < shorter && a[head] == b[head]) {
        ++head;
    }
    qsizetype tail = 0;
    while (tail < shorter - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) {
        ++tail;
    }
    Builder out;
    for (qsizetype i = 0; i < head; ++i) {
        out.same(a[i]);
    }
    addMiddle(out, a.mid(head, a.size() - head - tail), b.mid(head, b.size() - head - tail));
    for (qsizetype i = a.size() - tail; i < a.size(); ++i) {
        out.same(a[i]);
    }
    return out.take();
}

QString diffSummary(const std::vector<DiffLine>& lines, const QString& title)
{
    const auto removed = std::ranges::count(lines, LineChange::Removed, &DiffLine::change);
    const auto added = std::ranges::count(lines, LineChange::Added, &DiffLine::change);
    if (removed == 0 && added == 0) {
        return QObject::tr("No difference from \"%1\".").arg(title);
    }
    return QObject::tr("Since \"%1\": +%2 −%3 lines").arg(title).arg(added).arg(removed);
}

SourceDiffView::SourceDiffView(const Theme& theme, QWidget* parent)
    : QWidget(parent), m_summary(new QLabel(this)), m_text(new QPlainTextEdit(this))
{
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setObjectName(QStringLiteral("muted"));
    m_summary->setContentsMargins(10, 6, 10, 2);
    m_text->setReadOnly(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setTabChangesFocus(true);
    m_text->setAccessibleName(tr("Comparison with an earlier version"));
    auto* rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_summary);
    rows->addWidget(m_text, 1);
    applyTheme(theme);
}

void SourceDiffView::compare(const QString& before, const QString& after, const QString& title)
{
    m_lines = diffLines(before, after);
    m_summary->setText(diffSummary(m_lines, title));
    draw();
}

QString SourceDiffView::summary() const
{
    return m_summary->text();
}

void SourceDiffView::applyTheme(const Theme& theme)
{
    m_theme = theme;
    m_text->setFont(theme.code);
    draw();
}

void SourceDiffView::draw()
{
    QStringList rows;
    for (const DiffLine& line : m_lines) {
        if (rows.size() >= static_cast<qsizetype>(kMostShownLines)) {
            break;
        }
        const QString sign = line.change == LineChange::Removed ? QStringLiteral("− ")
                             : line.change == LineChange::Added ? QStringLiteral("+ ")
                                                                : QStringLiteral("  ");
        rows.append(sign + line.text);
    }
    m_text->setPlainText(rows.join(u'\n'));
    QList<QTextEdit::ExtraSelection> selections;
    QTextBlock block = m_text->document()->begin();
    for (std::size_t i = 0; i < m_lines.size() && block.isValid(); ++i, block = block.next()) {
        if (m_lines[i].change == LineChange::Same) {
            continue;
        }
        const bool added = m_lines[i].change == LineChange::Added;
        QColor paper = m_theme[added ? Token::Up : Token::Down];
        paper.setAlphaF(0.16F);
        QTextEdit::ExtraSelection selection;
        selection.cursor = QTextCursor(block);
        selection.format.setBackground(paper);
        selection.format.setForeground(m_theme[Token::Text]);
        selection.format.setProperty(QTextFormat::FullWidthSelection, true);
        selections.append(selection);
    }
    m_text->setExtraSelections(selections);
}

} // namespace sw::gui
