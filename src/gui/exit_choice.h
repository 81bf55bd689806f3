// Which exit the listed trades ended by: a button whose menu names the exits that happened, with
// how many trades each of them ended.
#pragma once

#include <QToolButton>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/trades_model.h"

#include <vector>
#endif

namespace sw::gui {

/// Thread: GUI.
class ExitChoice : public QToolButton
{
    Q_OBJECT

public:
    explicit ExitChoice(QWidget* parent = nullptr);

    /// Offers these; an exit that was chosen and no longer happens gives way to all of them.
    void setExits(const std::vector<ExitCount>& exits);
    /// As TradeFilter::exit: empty for all.
    QString exit() const { return m_exit; }
    /// Chooses as the menu does.
    void choose(const QString& exit);

signals:
    /// exit() is another one.
    void chosen();

private:
    void refresh();

    std::vector<ExitCount> m_exits;
    QString m_exit;
};

} // namespace sw::gui
