// The user's settings, with what is fixed said beside them: default costs, the sealed holdout, how
// numbers are written, what the models need.
#pragma once

#include <QDialog>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/settings.h"

#include <memory>
#endif

namespace sw::gui {

namespace Ui {
class SettingsDialog;
}

/// Edits a copy of the settings; shows a theme at once and takes it back on Cancel. Open with
/// open() or show().
/// Thread: GUI.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// `themes` outlives the dialog.
    SettingsDialog(const Settings& settings, ThemeSource& themes, QWidget* parent = nullptr);
    ~SettingsDialog() override;

    /// What the controls show.
    Settings settings() const;

    void accept() override;
    void reject() override;

signals:
    /// The user pressed OK; saving and applying is for the receiver.
    void accepted(const sw::gui::Settings& settings);

private:
    void fill(const Settings& settings);
    void fillCosts();
    void checkSeed();
    void applyTheme();

    ThemeSource& m_themes;
    ThemeChoice m_themeBefore;
    std::unique_ptr<Ui::SettingsDialog> m_ui;
};

} // namespace sw::gui
