// All recorded runs: found again, looked at, named, compared, carried to another machine, deleted.
// Opening and resuming is the window's; this dialog tells which run.
#pragma once

#include "gui/worker.h"

#include <QDialog>
#include <QStringList>
#include <QTimer>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include "gui/theme.h"
#include "store/bundle.h"

#include <functional>
#include <memory>
#endif

class QAction;
class QBoxLayout;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace sw::gui {

class SessionDetails;
class SessionFiguresModel;
class SessionsModel;

/// Open with show(); it reads the list whenever it is shown.
/// Thread: GUI; the store is used by threads of the dialog.
class SessionsDialog : public QDialog
{
    Q_OBJECT

public:
    /// Requires: a store. `themes` outlives the dialog.
    SessionsDialog(std::shared_ptr<store::SessionStore> store, ThemeSource& themes,
                   QWidget* parent = nullptr);
    ~SessionsDialog() override;

    /// Chooses a run among those that were read.
    void selectSession(const QString& id);
    /// Ids of the chosen runs, in the order of the list.
    QStringList chosen() const;
    /// Writes the chosen run to a file.
    void saveBundle(const QString& path);
    /// Takes a run in from a file; one that is over is then asked to be opened.
    void openBundle(const QString& path);
    /// True while the list, a run or a file is read or written.
    bool isBusy() const;

    /// Takes back a question that is asked; closes the dialog when none is.
    void reject() override;

public slots:
    /// Reads the list and the chosen run anew.
    void refresh();

signals:
    /// The user wants to see a run that is over.
    void openRequested(const QString& id);
    /// The user wants an interrupted run to go on.
    void resumeRequested(const QString& id);
    /// These runs are no longer in the store.
    void removed(const QStringList& ids);

protected:
    void showEvent(QShowEvent* event) override;

private:
    enum class Question { None, Delete, Tags };

    // sessions_dialog.cpp: the parts, the list, the chosen run
    QWidget* makeSearch();
    QWidget* makeList();
    QWidget* makeLower();
    QWidget* makeComparison();
    QWidget* makeQuestion();
    QBoxLayout* makeButtons();
    void connectParts();
    void onLoaded();
    void onFailed(const QString& sentence);
    void onSelected();
    void onHeaderClicked(int column);
    void restoreSelection();
    void chooseRow(int row);
    void search();
    void showSortIndicator();
    void showList();
    void showChosen();
    void setLowerMessage(const QString& sentence, bool warning = false);
    void say(const QString& sentence, bool warning = false);
    bool isNaming() const;
    store::SessionSummary first() const;

    // sessions_dialog_actions.cpp: what is done to the chosen runs
    void makeActions();
    QAction* makeAction(const QString& text, const QString& tip, void (SessionsDialog::*wanted)());
    QPushButton* addButton(QAction* action, QBoxLayout* row);
    void updateActions();
    void showMenu(const QPoint& place);
    void onActivated();
    void openSelected();
    void resume();
    void rename();
    void compare();
    void askTags();
    void askRemoval();
    void askSave();
    void askOpen();
    void ask(Question question, const QString& text, const QString& yes);
    void closeQuestion();
    void answer();
    void remove(const QStringList& ids);
    void act(std::function<Status(store::SessionStore&)> work, const QString& said);
    void onActed(const Status& done, const QString& said);

    std::shared_ptr<store::SessionStore> m_store;
    ThemeSource& m_themes;
    SessionsModel* m_model = nullptr;
    SessionFiguresModel* m_figures = nullptr;
    QLineEdit* m_search = nullptr;
    QLabel* m_count = nullptr;
    QStackedWidget* m_listPages = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_listMessage = nullptr;
    QStackedWidget* m_lower = nullptr;
    SessionDetails* m_details = nullptr;
    QLabel* m_lowerMessage = nullptr;
    QWidget* m_comparison = nullptr;
    QLabel* m_remark = nullptr;
    QComboBox* m_part = nullptr;
    QTableView* m_figuresTable = nullptr;
    QWidget* m_question = nullptr;
    QLabel* m_questionText = nullptr;
    QLineEdit* m_tagsField = nullptr;
    QPushButton* m_yes = nullptr;
    QPushButton* m_no = nullptr;
    QLabel* m_note = nullptr;
    QMenu* m_menu = nullptr;
    QAction* m_openAction = nullptr;
    QAction* m_resumeAction = nullptr;
    QAction* m_renameAction = nullptr;
    QAction* m_tagsAction = nullptr;
    QAction* m_compareAction = nullptr;
    QAction* m_saveAction = nullptr;
    QAction* m_removeAction = nullptr;
    QAction* m_takeInAction = nullptr;

    QTimer m_typing;      ///< since the latest letter of the search
    QStringList m_chosen; ///< kept while rows are replaced
    int m_row = 0;        ///< the first chosen row, for when its run is gone
    QStringList m_asked;  ///< runs that the question is about
    Question m_asking = Question::None;
    bool m_isRestoring = false;
    bool m_isComparing = false;
    bool m_refreshAfterNaming = false;
    Worker m_reading; ///< of what is shown below
    Worker m_acting;
};

} // namespace sw::gui
