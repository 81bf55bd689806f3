// The bars that there are: a list of sets beside a table of the chosen set's bars.
#pragma once

#include "gui/worker.h"

#include <QDialog>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/bar_library.h"
#include "agents/supervisor.h"
#include "gui/theme.h"

#include <memory>
#include <optional>
#endif

namespace sw::gui {

class BarSetsModel;
class BarsModel;
namespace Ui {
class BarsDialog;
}

/// Looks at bars, copies and removes them. Open with open() or show().
/// Thread: GUI; bars are read by a thread of the dialog.
class BarsDialog : public QDialog
{
    Q_OBJECT

public:
    /// `library` and `themes` outlive the dialog. `ports` tells which bars runs read.
    BarsDialog(agents::BarLibrary& library, agents::Ports ports, ThemeSource& themes,
               QWidget* parent = nullptr);
    ~BarsDialog() override;

    /// Reads the list of sets and the chosen bars anew.
    void refresh();
    /// Chooses the set of a symbol, the imported one if there are two.
    void selectSymbol(const QString& symbol);
    /// True while bars are read, copied or removed.
    bool isBusy() const { return m_worker.isBusy(); }

signals:
    /// The user wants to import a file.
    void importRequested();
    /// Imported bars were removed.
    void removed(const QString& symbol);

private:
    /// Bars as read, with what runs make of them.
    struct Loaded {
        market::BarsPtr bars;
        QString unused; ///< what runs of the symbol read instead; empty when they read these
        QString fingerprint;
    };

    void connectControls();
    void onChosen();
    void load(const agents::BarSet& set);
    void onLoaded(const agents::BarSet& set, const Result<Loaded>& loaded);
    void goToDate();
    void copyRows();
    void askRemoval();
    void remove();
    void setMessage(const QString& sentence);
    void say(const QString& sentence, bool warning = false);
    void updateButtons();
    void applyTheme();
    const agents::BarSet* chosen() const;

    agents::BarLibrary& m_library;
    agents::Ports m_ports;
    ThemeSource& m_themes;
    std::unique_ptr<Ui::BarsDialog> m_ui;
    BarSetsModel* m_sets = nullptr;
    BarsModel* m_bars = nullptr;
    Worker m_worker; ///< last: it waits for work that uses the others
};

} // namespace sw::gui
