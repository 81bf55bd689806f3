// The recorded runs, one row each, read from the store part by part as they are looked at. Not
// here: what one run holds (SessionDetails), what is done to it (SessionsDialog).
#pragma once

#include "gui/worker.h"

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "store/session_store.h"

#include <memory>
#include <optional>
#include <vector>
#endif

namespace sw::gui {

/// The state of a session as it is shown: "▲ unfinished".
QString stateText(const QString& state);
/// When a run began, in the time of the desktop: "2024-03-05 14:31".
QString createdText(Timestamp created);

/// Rows in the order of the store; edits are told, not made.
/// Thread: GUI; the store is read by a thread of the model.
class SessionsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Symbol, State, Sharpe, Trades, Verdict, Model, Tags, Date, kColumns };
    /// Rows that are read at once.
    static constexpr qint64 kPart = 100;

    /// Reads nothing before refresh(). `themes` outlives the model.
    SessionsModel(std::shared_ptr<store::SessionStore> store, const ThemeSource& themes,
                  QObject* parent = nullptr);

    /// Reads as many rows as there are, at least a part, anew.
    void refresh();
    /// Shows only runs with all these words.
    void setWords(const QString& words);
    const QString& words() const { return m_query.words; }

    /// Requires: a valid row.
    const store::SessionSummary& session(int row) const
    {
        return m_sessions[static_cast<std::size_t>(row)];
    }
    /// The row of a session, -1 when it is not among those that were read.
    int rowOf(const QString& id) const;
    /// Runs that fit, read or not.
    qint64 total() const { return m_total; }
    /// False until the store answered for the first time.
    bool isRead() const { return m_isRead; }
    bool isBusy() const { return m_worker.isBusy(); }

    static bool isSortable(int column);
    int sortColumn() const;
    Qt::SortOrder sortOrder() const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Tells the wanted name; the row changes once the store has it.
    bool setData(const QModelIndex& index, const QVariant& value, int role = Qt::EditRole) override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;
    /// Dates in both directions, the others in the one that the store has for them.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    /// The store answered: the rows are what it holds.
    void loaded();
    /// The store did not answer; the rows are as they were.
    void failed(const QString& sentence);
    /// The user wrote another name.
    void nameEdited(const QString& id, const QString& name);

private:
    void read(qint64 skip, qint64 most);
    void onRead(qint64 skip, const Result<store::SessionPage>& page);
    void replaceAll(const store::SessionPage& page);
    void append(const store::SessionPage& page);
    QString text(const store::SessionSummary& session, int column) const;
    QVariant color(const store::SessionSummary& session, int column) const;

    std::shared_ptr<store::SessionStore> m_store;
    const ThemeSource& m_themes;
    store::SessionQuery m_query; ///< words and order
    std::vector<store::SessionSummary> m_sessions;
    qint64 m_total = 0;
    bool m_isRead = false;
    bool m_hasFailed = false;
    Worker m_worker;
};

} // namespace sw::gui
