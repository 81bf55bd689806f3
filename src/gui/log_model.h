// The lines of the log: one per event, filtered by an index vector so that a filter over many
// events costs one pass and no copies.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/run_event.h"
#include "gui/theme.h"

#include <deque>
#include <vector>
#endif

namespace sw::gui {

/// Thread: GUI.
class LogModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { Time, Number, Type, Agent, Iteration, Message };
    static constexpr int kColumns = 6;

    explicit LogModel(QObject* parent = nullptr);

    /// Takes what is new in the list, or all of it when it is another run's.
    void update(const std::deque<agents::RunEvent>& events);
    void clear();
    /// Only lines that contain every word of `text`, in any column, whatever their case.
    void setFilter(const QString& text);
    /// Colours and fonts; the model keeps a copy.
    void setTheme(const Theme& theme);
    /// All events, shown or not.
    qsizetype total() const { return static_cast<qsizetype>(m_events.size()); }
    /// The line as text: columns with a tab between them.
    QString line(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    bool matches(const agents::RunEvent& event) const;
    QString text(const agents::RunEvent& event, int column) const;

    std::vector<agents::RunEvent> m_events;
    std::vector<std::size_t> m_shown; ///< indices in m_events
    QStringList m_words;
    Theme m_theme;
};

} // namespace sw::gui
