#include "gui/note_chips.h"

#include <QFontMetrics>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShortcut>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kFieldLetters = 10;
constexpr int kLongestPill = 960; ///< about three rows; the rest stands in the tip. Units: px

QString subjectOf(const PromptNote& note)
{
    QString subject = note.about;
    return subject.replace(u'.', u' ').replace(u'_', u' ');
}

/// "rsi length 14?": the mark says that it is assumed, as it does in the program.
QString chipText(const PromptNote& note)
{
    return note.value.isEmpty() ? note.text
                                : QStringLiteral("%1 %2?").arg(subjectOf(note), note.value);
}

} // namespace

// ---- the layout

FlowLayout::FlowLayout(QWidget* parent, int spacing) : QLayout(parent), m_spacing(spacing)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

QLayoutItem* FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

void FlowLayout::replace(const QWidget* old, QWidget* with)
{
    for (QLayoutItem*& item : m_items) {
        if (item->widget() == old) {
            addChildWidget(with);
            delete item;
            item = new QWidgetItem(with); // the layout deletes its items
            invalidate();
            return;
        }
    }
}

void FlowLayout::setGeometry(const QRect& place)
{
    QLayout::setGeometry(place);
    arrange(place, true);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem* item : m_items) {
        size = size.expandedTo(item->minimumSize());
    }
    size.setWidth(0); // what is wider than the place is cut or wraps
    return size;
}

int FlowLayout::arrange(const QRect& place, bool move) const
{
    int x = place.x();
    int y = place.y();
    int rowHeight = 0;
    std::vector<std::pair<QLayoutItem*, QRect>> row;
    const auto placeRow = [&] {
        for (const auto& [item, room] : row) {
            if (move) {
                item->setGeometry(room.translated(0, (rowHeight - room.height()) / 2));
            }
        }
        row.clear();
    };
    for (QLayoutItem* item : m_items) {
        if (item->isEmpty()) {
            continue; // hidden
        }
        QSize size = item->sizeHint();
        if (item->hasHeightForWidth()) { // wraps, because it is too long for a row
            size = {place.width(), item->heightForWidth(place.width())};
        }
        size.setWidth(std::min(size.width(), place.width()));
        if (x > place.x() && x + size.width() > place.right() + 1) {
            placeRow();
            x = place.x();
            y += rowHeight + m_spacing;
            rowHeight = 0;
        }
        row.emplace_back(item, QRect({x, y}, size));
        x += size.width() + m_spacing;
        rowHeight = std::max(rowHeight, size.height());
    }
    placeRow();
    return y + rowHeight - place.y();
}

// ---- the notes

NoteChips::NoteChips(QWidget* parent) : QWidget(parent), m_rows(new QVBoxLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(6);
    setAccessibleName(tr("Assumptions and questions"));
}

void NoteChips::clear()
{
    m_widgets.clear();
    while (QLayoutItem* item = m_rows->takeAt(0)) {
        if (QWidget* widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    m_assumptions = nullptr;
    m_flow = nullptr;
}

void NoteChips::setNotes(const std::vector<PromptNote>& notes)
{
    if (notes == m_notes) {
        return;
    }
    clear();
    m_notes = notes;
    // Questions first: nothing runs until they are answered.
    m_widgets.resize(notes.size(), nullptr);
    for (std::size_t i = 0; i < notes.size(); ++i) {
        if (notes[i].kind != PromptNote::Kind::Assumption) {
            m_widgets[i] = rowOf(static_cast<int>(i), notes[i]);
            m_rows->addWidget(m_widgets[i]);
            m_widgets[i]->show();
        }
    }
    const bool assumes = std::ranges::any_of(
        notes, [](const PromptNote& note) { return note.kind == PromptNote::Kind::Assumption; });
    if (assumes) {
        m_assumptions = new QWidget(this);
        m_flow = new FlowLayout(m_assumptions, 4);
        auto* label = new QLabel(tr("Assumed"), m_assumptions);
        label->setObjectName(QStringLiteral("muted"));
        label->setContentsMargins(0, 3, 2, 3);
        m_flow->addWidget(label);
        label->show();
        for (std::size_t i = 0; i < notes.size(); ++i) {
            if (notes[i].kind == PromptNote::Kind::Assumption) {
                m_widgets[i] = chipOf(static_cast<int>(i), notes[i]);
                m_flow->addWidget(m_widgets[i]);
                m_widgets[i]->show(); // a layout takes what was never shown for hidden
            }
        }
        m_rows->addWidget(m_assumptions);
        m_assumptions->show();
    }
    updateGeometry();
}

int NoteChips::fitTo(int width)
{
    if (m_assumptions != nullptr) {
        const auto pills = m_assumptions->findChildren<QLabel*>(QStringLiteral("pill"));
        for (QLabel* pill : pills) {
            pill->setWordWrap(false);
            pill->setWordWrap(pill->sizeHint().width() > width);
        }
    }
    return m_rows->hasHeightForWidth() ? m_rows->totalHeightForWidth(width) : sizeHint().height();
}

QWidget* NoteChips::chipOf(int index, const PromptNote& note)
{
    if (!note.editable) {
        auto* label = new QLabel(m_assumptions);
        label->setTextFormat(Qt::PlainText);
        label->setObjectName(QStringLiteral("pill"));
        label->setText(
            label->fontMetrics().elidedText(chipText(note), Qt::ElideRight, kLongestPill));
        label->setToolTip(note.text.toHtmlEscaped());
        return label;
    }
    auto* chip = new QToolButton(m_assumptions);
    chip->setObjectName(QStringLiteral("chip"));
    chip->setText(chipText(note));
    chip->setToolTip(
        tr("Assumed: %1. Click to state another value.").arg(note.text).toHtmlEscaped());
    chip->setAccessibleName(tr("Assumed: %1").arg(chipText(note)));
    chip->setAccessibleDescription(tr("Press to change the value"));
    chip->setFocusPolicy(Qt::StrongFocus);
    connect(chip, &QToolButton::clicked, this, [this, index, chip] { editChip(index, chip); });
    return chip;
}

void NoteChips::edit(int note)
{
    const auto index = static_cast<std::size_t>(note);
    if (note < 0 || index >= m_widgets.size() || m_widgets[index] == nullptr) {
        return;
    }
    if (m_notes[index].kind == PromptNote::Kind::Assumption) {
        if (m_notes[index].editable) {
            editChip(note, m_widgets[index]);
        }
    } else if (auto* field = m_widgets[index]->findChild<QLineEdit*>()) {
        field->setFocus(Qt::OtherFocusReason);
    }
}

// The chip becomes a field of its value, in the same place.
void NoteChips::editChip(int index, QWidget* chip)
{
    const PromptNote note = m_notes[static_cast<std::size_t>(index)];
    auto* editor = new QWidget(m_assumptions);
    auto* row = new QHBoxLayout(editor);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    auto* label = new QLabel(subjectOf(note), editor);
    label->setTextFormat(Qt::PlainText);
    auto* field = new QLineEdit(note.value, editor);
    field->setAccessibleName(tr("Value of %1").arg(subjectOf(note)));
    field->setFixedWidth(field->fontMetrics().averageCharWidth() * kFieldLetters + 20);
    row->addWidget(label);
    row->addWidget(field);
    m_flow->replace(chip, editor);
    chip->hide();
    m_widgets[static_cast<std::size_t>(index)] = editor;
    editor->show();
    field->selectAll();
    field->setFocus(Qt::OtherFocusReason);
    const auto leave = [this, index, chip, editor] {
        m_flow->replace(editor, chip);
        m_widgets[static_cast<std::size_t>(index)] = chip;
        editor->hide();
        editor->deleteLater();
        chip->show();
        updateGeometry();
        Q_EMIT arranged();
    };
    connect(field, &QLineEdit::returnPressed, editor, [this, index, field, leave] {
        const QString answer = field->text().trimmed();
        leave();
        if (!answer.isEmpty()) {
            Q_EMIT answered(index, answer);
        }
    });
    auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), editor);
    escape->setContext(Qt::WidgetWithChildrenShortcut);
    connect(escape, &QShortcut::activated, editor, [chip, leave] {
        leave();
        chip->setFocus(Qt::OtherFocusReason);
    });
    updateGeometry();
    Q_EMIT arranged();
}

QWidget* NoteChips::rowOf(int index, const PromptNote& note)
{
    const bool asks = note.kind == PromptNote::Kind::Question;
    auto* row = new QWidget(this);
    auto* rows = new QVBoxLayout(row);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(3);
    auto* text = new QLabel((asks ? QStringLiteral("? ") : QStringLiteral("▲ ")) + note.text, row);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setObjectName(asks ? QString() : QStringLiteral("warn"));
    rows->addWidget(text);
    if (!asks) {
        return row;
    }
    auto* answers = new QWidget(row);
    auto* line = new QHBoxLayout(answers);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(4);
    for (const QString& choice : note.choices) {
        auto* button = new QPushButton(choice, answers);
        button->setAutoDefault(false);
        button->setAccessibleName(tr("Answer %1").arg(choice));
        connect(button, &QPushButton::clicked, this,
                [this, index, choice] { Q_EMIT answered(index, choice); });
        line->addWidget(button);
    }
    auto* field = new QLineEdit(answers);
    field->setPlaceholderText(note.choices.isEmpty() ? tr("Answer, then Enter")
                                                     : tr("or another answer"));
    field->setAccessibleName(tr("Answer to: %1").arg(note.text));
    connect(field, &QLineEdit::returnPressed, this, [this, index, field] {
        const QString answer = field->text().trimmed();
        if (!answer.isEmpty()) {
            Q_EMIT answered(index, answer);
        }
    });
    line->addWidget(field, 1);
    rows->addWidget(answers);
    return row;
}

} // namespace sw::gui
