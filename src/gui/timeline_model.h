// The steps of a run as rows. Keeps a copy of what the fold found, compares it with what it had,
// and tells the view of those rows only that really differ. Shows the newest steps and, on
// request, the earlier ones, so that a long run costs no more than a short one.
#pragma once

#include "gui/run_state.h"

#include <QAbstractListModel>

namespace sw::gui {

/// Thread: GUI.
class TimelineModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role : std::uint16_t {
        NumberRole = Qt::UserRole, ///< index of the step in the run, from 0; does not change
        RevisionRole,              ///< grows whenever the step's content changes
        ExpandedRole,
    };
    /// So many of the newest steps are rows; showEarlier adds as many again.
    static constexpr std::size_t kWindow = 400;

    explicit TimelineModel(QObject* parent = nullptr);

    /// Takes over the steps of a run, of which those before `changedFrom` are as they were.
    void update(const std::vector<Step>& steps, std::size_t changedFrom);
    void clear();
    /// Steps before the first row.
    std::size_t hidden() const { return m_first; }
    void showEarlier();
    /// Drops rows at the top until kWindow are left. For a view that looks at the end.
    void trim();

    const Step& step(int row) const { return itemAt(row).step; }
    bool isExpanded(int row) const { return itemAt(row).expanded; }
    void setExpanded(int row, bool expanded);
    /// Everything about a step as plain text.
    QString wholeText(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    struct Item {
        Step step;
        quint32 revision = 0;
        bool expanded = false;
    };
    const Item& itemAt(int row) const { return m_items[m_first + static_cast<std::size_t>(row)]; }
    Item& itemAt(int row) { return m_items[m_first + static_cast<std::size_t>(row)]; }
    void tellChanged(std::size_t first, std::size_t last);

    std::vector<Item> m_items;
    std::size_t m_first = 0; ///< of the rows
};

/// What a step is called: "Writing the program", "Iteration 2 rejected".
QString titleOf(const Step& step);
/// What came of it, or what it was asked while there is no answer.
QString proseOf(const Step& step);
/// "working", "done", "failed", …
QString name(StepState state);
/// The figures of a step worth a glance, each a few characters: "Sharpe +1.41", "12 trades".
QStringList pillsOf(const Step& step);

} // namespace sw::gui
