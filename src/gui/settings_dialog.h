// The user's settings, with what is fixed said beside them: default costs, the sealed holdout, how
// numbers are written, what the models need.
#pragma once

#include <QDialog>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/settings.h"
#include "llm/model_desk.h"

#include <memory>
#endif

namespace sw::gui {

class ModelsPage;

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
    /// `themes` outlives the dialog. `desk` may be null: models are then out of reach.
    SettingsDialog(const Settings& settings, ThemeSource& themes,
                   std::shared_ptr<llm::ModelDesk> desk = {}, QWidget* parent = nullptr);
    ~SettingsDialog() override;

    /// What the controls show.
    Settings settings() const;
    ModelsPage& models() const { return *m_models; }
    void showModels();

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
    ModelsPage* m_models = nullptr;
};

} // namespace sw::gui
