// The figures of two recorded runs side by side, with what the second differs by.
#pragma once

#include <QAbstractTableModel>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "metrics/figures.h"
#include "store/session.h"

#include <optional>
#include <vector>
#endif

namespace sw::gui {

/// A heading for each group of figures, then its figures. A figure that a run does not have stays a
/// dash. Thread: GUI.
class SessionFiguresModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Figure, First, Second, Difference, kColumns };
    enum class Part { Asked, Refined };

    /// `themes` outlives the model.
    explicit SessionFiguresModel(const ThemeSource& themes, QObject* parent = nullptr);

    void setComparison(std::optional<store::Comparison> comparison);
    const std::optional<store::Comparison>& comparison() const { return m_comparison; }
    void setPart(Part part);
    bool isHeading(int row) const { return !m_rows[static_cast<std::size_t>(row)].figure; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

private:
    struct Row {
        QString title;
        std::optional<metrics::FigureId> figure; ///< nothing = a heading
        metrics::Figure first, second;
    };
    void fill();
    QString text(const Row& row, int column) const;

    const ThemeSource& m_themes;
    std::optional<store::Comparison> m_comparison;
    Part m_part = Part::Asked;
    std::vector<Row> m_rows;
};

} // namespace sw::gui
