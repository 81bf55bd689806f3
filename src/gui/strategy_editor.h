// The panel of the program's text: its title row with version and state, the editor, find and
// replace, the problem at the cursor with its repair, and the comparison with earlier versions.
#pragma once

#include "gui/panel.h"

#include <Qsci/qscidocument.h>

#include <QHash>
#include <QStringList>

class QComboBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace sw::gui {

class FindBar;
class ProgramText;
class SourceDiffView;

/// Thread: GUI.
class StrategyEditor : public Panel
{
    Q_OBJECT

public:
    explicit StrategyEditor(ThemeSource& themes, QWidget* parent = nullptr);
    ~StrategyEditor() override;

    /// The text widget, for menus and tests.
    ProgramText* text() const { return m_text; }
    /// The comparison, for tests.
    SourceDiffView* diff() const { return m_diff; }
    FindBar* findBar() const { return m_find; }
    /// Symbols that have bars, for completion.
    void setSymbols(const QStringList& symbols);

public slots:
    /// Puts the text into its canonical form as one step; says why when it cannot.
    void format();
    /// Applies the repair of the problem at the cursor; says why when there is none.
    void applyFix();
    void showFind();
    void showReplace();
    /// Compares with an earlier version: its index in the document's versions, -1 for none.
    void compareWith(int version);
    /// Marks a line of the program; 0 for none.
    void highlightLine(int line);
    void focusText();

signals:
    /// The line under the mouse or the cursor; 0 for none.
    void lineHovered(int line);

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    void build();
    QWidget* buildTitle();
    QWidget* buildProblemRow();
    void onEdited();
    void takeSource();
    void refreshState();
    void refreshProblem();
    void refreshVersions();
    void refreshDiff();
    void useComparedVersion();

    ProgramText* m_text = nullptr;
    SourceDiffView* m_diff = nullptr;
    FindBar* m_find = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_version = nullptr;
    QLabel* m_state = nullptr;
    QComboBox* m_versions = nullptr;
    QWidget* m_problemRow = nullptr;
    QLabel* m_problem = nullptr;
    QPushButton* m_fix = nullptr;
    QPushButton* m_useVersion = nullptr;
    QPushButton* m_back = nullptr;
    QHash<const QObject*, QsciDocument> m_documents; ///< texts with their undo, by RunDocument
    QStringList m_shownVersions;                     ///< titles in m_versions
    bool m_taking = false;                           ///< the text is being put in, not typed
    bool m_unchecked = false;                        ///< typed since the last check
};

} // namespace sw::gui
