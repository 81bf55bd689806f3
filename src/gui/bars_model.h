// Bars as a table, read in place: a million rows cost nothing until they are looked at.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "market/bars.h"

#include <optional>
#include <stop_token>
#endif

namespace sw::gui {

/// One row per bar, oldest first. Times are those of the exchange's clock.
/// Thread: GUI.
class BarsModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Number, Time, Open, High, Low, Close, Volume, kColumns };

    /// `themes` outlives the model.
    explicit BarsModel(ThemeSource& themes, QObject* parent = nullptr);

    /// Null for none.
    void setBars(market::BarsPtr bars);
    const market::BarsPtr& bars() const { return m_bars; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    QString text(std::size_t bar, int column) const;
    QVariant toolTip(std::size_t bar, int column) const;

    ThemeSource& m_themes;
    market::BarsPtr m_bars;
    int m_decimals = 2; ///< of prices
};

/// The start of a bar on the exchange's clock, with the time of day in intraday bars.
QString barTimeText(const market::Bars& bars, std::size_t bar);
/// The first bar of a day on the exchange's clock or of the first day after it; bars.size() if
/// none.
std::size_t firstBarFrom(const market::Bars& bars, CivilDate date);
/// Bars [first, last] as lines of tab-separated cells under a line of names, for a spreadsheet;
/// shortest exact decimals. Stopped, it returns what it has.
QString barsAsText(const market::Bars& bars, std::size_t first, std::size_t last,
                   const std::stop_token& stop);

} // namespace sw::gui
