// The strategy as asked beside the refined one, on every part of the data: what the refinement
// bought, and where it was not tuned.
#pragma once

#include <QAbstractTableModel>
#include <QTableView>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/brief.h"
#include "gui/theme.h"

#include <vector>
#endif

namespace sw::gui {

/// Rows: for each part of the data a heading and its figures. Thread: GUI.
class ComparisonModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column : std::uint8_t { Name, Asked, Refined, Difference };
    static constexpr int kColumns = 4;

    explicit ComparisonModel(QObject* parent = nullptr);
    /// Null, or a run without a refined strategy: no rows.
    void setOutcome(const agents::RunOutcomePtr& outcome);
    void setTheme(const Theme& theme);
    bool isHeading(int row) const { return m_rows[static_cast<std::size_t>(row)].isHeading; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        bool isHeading = false;
        QString title;
        metrics::FigureId id = metrics::FigureId::Sharpe;
        metrics::Figure asked, refined;
    };
    void addPart(const QString& title, const agents::BacktestOutcome* asked,
                 const agents::BacktestOutcome* refined);

    std::vector<Row> m_rows;
    Theme m_theme;
};

/// As high as its rows, since it stands in a panel that scrolls. Thread: GUI.
class ComparisonView : public QTableView
{
    Q_OBJECT

public:
    explicit ComparisonView(const ThemeSource& themes, QWidget* parent = nullptr);
    void setOutcome(const agents::RunOutcomePtr& outcome);
    ComparisonModel& comparison() const { return *m_model; }

protected:
    void wheelEvent(QWheelEvent* event) override;

private:
    ComparisonModel* m_model = nullptr;
};

} // namespace sw::gui
