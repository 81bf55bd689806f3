// The quality report of bars as a table.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "market/bars.h"
#include "market/quality.h"
#endif

namespace sw::gui {

/// One row per finding. Serious ones carry a sign as well as a colour.
/// Thread: GUI.
class FindingsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { What, Row, Time, Sentence, kColumns };

    /// `themes` outlives the model.
    explicit FindingsModel(ThemeSource& themes, QObject* parent = nullptr);

    /// `bars` are those that the report is about; null for none.
    void setReport(market::QualityReport report, market::BarsPtr bars);
    const market::QualityReport& report() const { return m_report; }
    /// The bar of a row. Requires: a valid row.
    int barOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(const market::QualityIssue& issue, int column) const;

    ThemeSource& m_themes;
    market::QualityReport m_report;
    market::BarsPtr m_bars;
};

/// "No findings." or "3 findings, 1 serious", with how many are listed when not all are.
QString findingsSummary(const market::QualityReport& report);

} // namespace sw::gui
