// The iterations of a run as a table, newest first.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/brief.h"
#include "gui/theme.h"

#include <stop_token>
#include <vector>
#endif

namespace sw::gui {

/// Thread: GUI.
class IterationsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t {
        Number,
        What,
        Curve,
        Train,
        Validation,
        Trades,
        Drawdown,
        Verdict
    };
    static constexpr int kColumns = 8;
    enum Role : std::uint16_t {
        CurveRole = Qt::UserRole, ///< QList<double>, empty until it is there
        DecisionRole,             ///< agents::Decision as int
        PadlockRole,              ///< changes what was asked
        ShownRole,                ///< is what the window shows
    };

    explicit IterationsModel(QObject* parent = nullptr);

    /// Null for none.
    void setOutcome(const agents::RunOutcomePtr& outcome);
    /// Index of the iteration whose result the window shows, -1 for none of them.
    void setShown(int iteration);
    void setCurve(int iteration, const QList<double>& points);
    void setTheme(const Theme& theme);
    /// Index in RunOutcome::iterations of a row, and the other way round.
    int iterationOf(int row) const { return rowCount() - 1 - row; }
    int rowOf(int iteration) const { return rowCount() - 1 - iteration; }
    const agents::Iteration& iteration(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QString text(const agents::Iteration& iteration, int column) const;
    QString toolTip(const agents::Iteration& iteration, int column) const;

    agents::RunOutcomePtr m_outcome;
    std::vector<QList<double>> m_curves; ///< by iteration
    Theme m_theme;
    int m_shown = -1;
};

/// Equity over train and validation, as growth from 1, thinned to at most `points` values. Empty
/// without a result or when stopped. Thread: any; takes time with the bars of the run.
QList<double> curveOf(const agents::Iteration& iteration, int points, const std::stop_token& stop);

} // namespace sw::gui
