// Notes beside the sentence as small things that can be answered where they stand: assumptions as
// chips, questions and unsupported parts as lines. It shows values; what an answer means is the
// panel's.
#pragma once

#include "gui/theme.h"

#include <QLayout>
#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/prompt_notes.h"
#endif

class QVBoxLayout;

namespace sw::gui {

/// Puts widgets one after the other and goes on in the next row where they do not fit.
class FlowLayout : public QLayout
{
public:
    explicit FlowLayout(QWidget* parent, int spacing);
    ~FlowLayout() override;

    void addItem(QLayoutItem* item) override { m_items.append(item); }
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem* itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem* takeAt(int index) override;
    /// Puts a widget in the place of another, which stays where it is but is laid out no longer.
    void replace(const QWidget* old, QWidget* with);
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange({0, 0, width, 0}, false); }
    void setGeometry(const QRect& place) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

private:
    int arrange(const QRect& place, bool move) const;

    QList<QLayoutItem*> m_items;
    int m_spacing = 4;
};

/// Thread: GUI.
class NoteChips : public QWidget
{
    Q_OBJECT

public:
    explicit NoteChips(QWidget* parent = nullptr);

    /// Replaces all notes; what is being typed into one that stays is kept.
    void setNotes(const std::vector<PromptNote>& notes);
    /// Lets notes that are longer than a row wrap. Units: px. Answers the height of all.
    int fitTo(int width);
    /// Opens the field of a note, as a click on it does.
    void edit(int note);

signals:
    /// A chip became a field, or a field a chip: the rows may need another height.
    void arranged();
    /// A note (by its place) was answered with this text.
    void answered(int note, const QString& answer);

private:
    QWidget* chipOf(int index, const PromptNote& note);
    QWidget* rowOf(int index, const PromptNote& note);
    void editChip(int index, QWidget* chip);
    void clear();

    std::vector<PromptNote> m_notes;
    std::vector<QWidget*> m_widgets; ///< one for each note
    QWidget* m_assumptions = nullptr;
    FlowLayout* m_flow = nullptr; ///< of m_assumptions
    QVBoxLayout* m_rows = nullptr;
};

} // namespace sw::gui
