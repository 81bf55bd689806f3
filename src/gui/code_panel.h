// The shown program as code for other platforms: what each target cannot do, where it differs, and
// the proof that the exported Python repeats every trade.
#pragma once

#include "gui/panel.h"

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "exporters/exporter.h"

#endif

class QComboBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace sw::gui {

class CodeHighlighter;
class PythonProof;

/// Thread: GUI. The proof runs in a process of its own.
class CodePanel : public Panel
{
    Q_OBJECT

public:
    explicit CodePanel(ThemeSource& themes, QWidget* parent = nullptr);
    ~CodePanel() override;

    exporters::Target target() const;
    void setTarget(exporters::Target target);
    /// The code as shown, empty when the target refuses the program.
    QString code() const;
    /// What stands beside the code: limits, differences, reasons of a refusal.
    QString notes() const;
    /// What the latest proof said.
    QString proofSentence() const;
    PythonProof& proof() const { return *m_proof; }

    void copy();
    /// Writes the code and says so.
    void save(const QString& path);

public slots:
    /// Asks where to write, then saves.
    void askSave();
    /// Starts the proof, or cancels the one at work.
    void prove();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    QWidget* makeBar();
    QWidget* makeSide();
    void refresh();
    void proofChanged();

    QComboBox* m_targets = nullptr;
    QToolButton *m_copy = nullptr, *m_save = nullptr;
    QPushButton* m_prove = nullptr;
    QStackedWidget* m_pages = nullptr; ///< code, sentence
    QPlainTextEdit* m_code = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel *m_limitsTitle = nullptr, *m_limits = nullptr;
    QLabel *m_notesTitle = nullptr, *m_notes = nullptr;
    QLabel *m_proofTitle = nullptr, *m_proofText = nullptr;
    CodeHighlighter* m_highlighter = nullptr;
    PythonProof* m_proof = nullptr;
    exporters::Export m_export;
};

} // namespace sw::gui
