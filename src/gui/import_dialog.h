// Bringing bars in from a CSV file: shows how the file was understood, what is doubtful about the
// bars and what has to be asked, before anything is kept.
#pragma once

#include "gui/worker.h"

#include <QDialog>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "agents/bar_library.h"
#include "gui/csv_import.h"
#include "gui/theme.h"

#include <atomic>
#include <memory>
#include <optional>
#endif

namespace sw::gui {

class BarsModel;
class FindingsModel;
namespace Ui {
class ImportDialog;
}

/// Reads, checks and keeps one CSV file. Open with open() or show().
/// Thread: GUI; files are read, checked and written by a thread of the dialog.
class ImportDialog : public QDialog
{
    Q_OBJECT

public:
    /// `library` and `themes` outlive the dialog.
    ImportDialog(agents::BarLibrary& library, ThemeSource& themes, QWidget* parent = nullptr);
    ~ImportDialog() override;

    /// Reads a file and shows what was found.
    void setFile(const QString& path);

    /// True while a file is read or written.
    bool isBusy() const;
    /// True when Import can be pressed.
    bool canImport() const;
    /// The sentence shown in place of the content or beside it: empty, reading, failed.
    QString message() const;

    void reject() override;

signals:
    /// Bars were kept; the dialog has closed.
    void imported(const QString& symbol);

protected:
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    enum class State : std::uint8_t { Empty, Reading, Failed, Ready, Storing };

    void fillChoices();
    void connectControls();
    void chooseFile();
    void readAs(market::DateOrder order);
    void onRead(const ReadCsv& found);
    void answersChanged();
    void check();
    void onChecked(const Result<CheckedBars>& checked);
    void store();
    void onStored(const Result<agents::BarSet>& stored);
    void begin(State state, const QString& sentence);
    void setState(State state, const QString& sentence);
    void showDialect();
    void showFindings();
    void showQuestions();
    void showClockRows();
    void showAssetClass();
    void showReplacement();
    void showProgress();
    void updateButtons();
    void applyTheme();
    void goToFinding(const QModelIndex& index);
    ImportChoices choices() const;
    bool replaces() const;

    agents::BarLibrary& m_library;
    ThemeSource& m_themes;
    std::unique_ptr<Ui::ImportDialog> m_ui;
    BarsModel* m_bars = nullptr;
    FindingsModel* m_findings = nullptr;
    QTimer m_checkTimer;    ///< typing settles before the bars are checked anew
    QTimer m_progressTimer; ///< looks at m_progress
    std::shared_ptr<std::atomic<int>> m_progress;

    State m_state = State::Empty;
    QString m_path;
    std::optional<market::CsvBars> m_read; ///< as the file says it
    std::optional<CheckedBars> m_checked;  ///< with the user's answers
    QString m_answerFault; ///< what is wrong with the answers; empty when nothing is
    QString m_storeFault;  ///< why the last try to keep the bars failed
    bool m_asksDateOrder = false;
    bool m_closing = false; ///< closes as soon as the work has ended
    Worker m_worker;        ///< last: it waits for work that uses the others
};

} // namespace sw::gui
