// The questions that a run asked of language models, one row each; those that are being answered
// come last.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/run_event.h"
#include "gui/theme.h"
#include "llm/language_model.h"

#include <deque>
#include <vector>
#endif

namespace sw::gui {

/// What streams in for an agent whose question is not answered yet.
struct LiveAnswer {
    QString agent, purpose, text;
};

/// "$0.0142"; the reason in words when it is not known.
QString costText(const llm::MicroDollars& cost);
/// A call's tokens: "1,200 in, 900 of them cached; 340 out"; empty when the provider did not say.
QString tokensText(const llm::Usage& usage);

/// What the questions of a run took together.
struct CallSums {
    int calls = 0;
    int fromCache = 0;
    qint64 input = 0; ///< with what the provider read from its own cache
    qint64 output = 0;
    qint64 microDollars = 0; ///< of the attempts whose price is known
    int unpriced = 0;        ///< calls of which an attempt has no known price
    bool isEstimated = false;
};
CallSums sumsOf(const std::vector<llm::CallRecord>& calls);
/// "3 questions, 1 of them from the cache; 12,400 tokens in, 900 out; at least $0.0213, price
/// unknown for 1 question". Empty without calls.
QString sumsText(const CallSums& sums);

/// Thread: GUI.
class CallsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { Agent, Purpose, Model, Input, Output, Cost, Elapsed, Outcome };
    static constexpr int kColumns = 8;

    explicit CallsModel(QObject* parent = nullptr);

    /// Takes over what a document holds: answered calls and its events, of which only new ones are
    /// read.
    void update(const std::vector<llm::CallRecord>& calls,
                const std::deque<agents::RunEvent>& events);
    void clear();
    void setTheme(const Theme& theme);

    const std::vector<llm::CallRecord>& calls() const { return m_calls; }
    /// The call of a row, null for one that is being answered.
    const llm::CallRecord* call(int row) const;
    /// What streams in at a row, null for an answered one.
    const LiveAnswer* live(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void follow(const agents::RunEvent& event);
    QString text(int row, int column) const;
    QString callText(const llm::CallRecord& call, int column) const;

    std::vector<llm::CallRecord> m_calls;
    std::vector<LiveAnswer> m_live;
    std::size_t m_eventsRead = 0;
    QString m_session;
    Theme m_theme;
};

} // namespace sw::gui
