// One recorded run in words: what was asked, how it ended, on which bars, what is missing, and the
// versions of its program.
#pragma once

#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "store/session.h"

#include <vector>
#endif

class QComboBox;
class QGridLayout;
class QLabel;
class QPlainTextEdit;

namespace sw::gui {

/// What a run lacks, one sentence each; empty for a whole one.
QStringList missingParts(const store::Session& session);
/// Where the bars of a run came from, one line for each set.
QStringList barsLines(const store::Session& session);

/// Thread: GUI.
class SessionDetails : public QWidget
{
    Q_OBJECT

public:
    /// `themes` outlives the widget.
    explicit SessionDetails(const ThemeSource& themes, QWidget* parent = nullptr);

    void setSession(const store::Session& session);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeFacts();
    QWidget* makeProgram();
    QLabel* addFact(const QString& title);
    void showVersion();
    void applyTheme();

    const ThemeSource& m_themes;
    std::vector<store::SessionProgram> m_programs;
    QGridLayout* m_grid = nullptr;
    QLabel* m_name = nullptr;
    QLabel* m_words = nullptr;
    QLabel* m_missing = nullptr;
    QLabel* m_state = nullptr;
    QLabel* m_bars = nullptr;
    QLabel* m_model = nullptr;
    QLabel* m_tags = nullptr;
    QLabel* m_recorded = nullptr;
    QComboBox* m_versions = nullptr;
    QLabel* m_versionsTitle = nullptr;
    QPlainTextEdit* m_source = nullptr;
};

} // namespace sw::gui
