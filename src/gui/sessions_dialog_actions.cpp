// What the dialog of recorded runs does to them.
#include "bridge/text.h"
#include "gui/format.h"
#include "gui/session_figures_model.h"
#include "gui/sessions_dialog.h"
#include "gui/sessions_model.h"

#include <QAction>
#include <QBoxLayout>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

namespace sw::gui {

using bridge::toQt;

namespace {

constexpr qsizetype kLongestQuoted = 60;
constexpr qsizetype kLongestFileName = 48;

/// A name as a part of a sentence.
QString quoted(const QString& name)
{
    const QString text =
        name.size() <= kLongestQuoted ? name : name.left(kLongestQuoted - 1) + QChar(u'…');
    return QStringLiteral("“%1”").arg(text);
}

/// A name as a file: letters and digits, the rest as dashes.
QString fileNameOf(const QString& name)
{
    QString file;
    for (const QChar c : name) {
        if (c.isLetterOrNumber()) {
            file += c.toLower();
        } else if (!file.isEmpty() && !file.endsWith(QLatin1Char('-'))) {
            file += QLatin1Char('-');
        }
    }
    file = file.left(kLongestFileName);
    while (file.endsWith(QLatin1Char('-'))) {
        file.chop(1);
    }
    return (file.isEmpty() ? QStringLiteral("run") : file) + QStringLiteral(".swb");
}

/// Runs that were removed, and how it ended.
struct Removal {
    QStringList ids;
    Status end;
};

/// A run that was taken in.
struct TakenIn {
    store::Bundled bundled;
    bool isOver = false;
};

} // namespace

QAction* SessionsDialog::makeAction(const QString& text, const QString& tip,
                                    void (SessionsDialog::*wanted)())
{
    auto* action = new QAction(text, this);
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, wanted);
    return action;
}

void SessionsDialog::makeActions()
{
    m_openAction =
        makeAction(tr("&Open"), tr("Show the run in a tab (Enter)"), &SessionsDialog::openSelected);
    m_resumeAction = makeAction(tr("&Resume"), tr("Go on from the last completed step"),
                                &SessionsDialog::resume);
    m_renameAction =
        makeAction(tr("Re&name"), tr("Give the run another name (F2)"), &SessionsDialog::rename);
    m_tagsAction =
        makeAction(tr("&Tags…"), tr("Change the tags of the run"), &SessionsDialog::askTags);
    m_compareAction = makeAction(tr("&Compare"), tr("Figures of two runs side by side"),
                                 &SessionsDialog::compare);
    m_saveAction = makeAction(tr("Save as &bundle…"),
                              tr("Write the run to one file that opens on another machine"),
                              &SessionsDialog::askSave);
    m_removeAction = makeAction(tr("&Delete"), tr("Delete the chosen runs for good (Del)"),
                                &SessionsDialog::askRemoval);
    m_takeInAction = makeAction(tr("Open b&undle…"), tr("Take a run in from a file, and open it"),
                                &SessionsDialog::askOpen);
    m_renameAction->setShortcut(Qt::Key_F2);
    m_removeAction->setShortcut(QKeySequence::Delete);
    for (QAction* action : {m_renameAction, m_removeAction}) {
        action->setShortcutContext(Qt::WidgetShortcut);
    }
    m_menu = new QMenu(this);
    m_menu->addActions({m_openAction, m_resumeAction, m_compareAction});
    m_menu->addSeparator();
    m_menu->addActions({m_renameAction, m_tagsAction, m_saveAction});
    m_menu->addSeparator();
    m_menu->addAction(m_removeAction);
}

QPushButton* SessionsDialog::addButton(QAction* action, QBoxLayout* row)
{
    auto* button = new QPushButton(action->text(), this);
    button->setToolTip(action->toolTip());
    QString spoken = action->text();
    button->setAccessibleName(spoken.remove(QLatin1Char('&')).remove(QChar(u'…')));
    button->setAccessibleDescription(action->toolTip());
    button->setAutoDefault(false);
    button->setEnabled(action->isEnabled());
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    connect(action, &QAction::enabledChanged, button, &QPushButton::setEnabled);
    row->addWidget(button);
    return button;
}

void SessionsDialog::updateActions()
{
    qsizetype over = 0;
    qsizetype unfinished = 0;
    for (const QString& id : m_chosen) {
        if (const int row = m_model->rowOf(id); row >= 0) {
            over += m_model->session(row).isOver() ? 1 : 0;
            unfinished += m_model->session(row).isUnfinished() ? 1 : 0;
        }
    }
    const bool isFree = !m_acting.isBusy();
    const bool isOne = m_chosen.size() == 1;
    const bool noneRuns = over + unfinished == m_chosen.size();
    m_openAction->setEnabled(isFree && isOne && over == 1);
    m_resumeAction->setEnabled(isFree && isOne && unfinished == 1);
    m_renameAction->setEnabled(isFree && isOne);
    m_tagsAction->setEnabled(isFree && isOne);
    m_compareAction->setEnabled(isFree && m_chosen.size() == 2 && over == 2);
    m_saveAction->setEnabled(isFree && isOne && noneRuns);
    m_removeAction->setEnabled(isFree && !m_chosen.isEmpty() && noneRuns);
    m_takeInAction->setEnabled(isFree);
    m_yes->setEnabled(isFree);
}

void SessionsDialog::showMenu(const QPoint& place)
{
    if (m_table->indexAt(place).isValid()) {
        m_menu->popup(m_table->viewport()->mapToGlobal(place));
    }
}

void SessionsDialog::onActivated()
{
    if (m_openAction->isEnabled()) {
        openSelected();
    } else if (m_resumeAction->isEnabled()) {
        say(tr("This run was interrupted and has no result to open; Resume lets it go on."), true);
    } else if (m_chosen.size() == 1 && !m_acting.isBusy()) {
        say(tr("This run is under way; it can be opened when it is over."), true);
    }
}

void SessionsDialog::openSelected()
{
    Q_EMIT openRequested(first().id);
}

void SessionsDialog::resume()
{
    Q_EMIT resumeRequested(first().id);
}

void SessionsDialog::rename()
{
    if (const int row = m_model->rowOf(first().id); row >= 0) {
        closeQuestion();
        m_table->setFocus();
        m_table->setCurrentIndex(m_model->index(row, SessionsModel::Name));
        m_table->edit(m_table->currentIndex());
    }
}

void SessionsDialog::compare()
{
    if (m_chosen.size() != 2) {
        return;
    }
    // The earlier one is what the later one differs from.
    QStringList ids = m_chosen;
    const auto created = [this](const QString& id) {
        return m_model->session(m_model->rowOf(id)).created.ms;
    };
    if (created(ids[0]) > created(ids[1])) {
        ids.swapItemsAt(0, 1);
    }
    closeQuestion();
    say({});
    m_isComparing = true;
    m_reading.begin(
        [store = m_store, ids](const std::stop_token&) { return store->compare(ids[0], ids[1]); },
        [this](const Result<store::Comparison>& comparison) {
            if (!comparison) {
                m_isComparing = false;
                setLowerMessage(toQt(comparison.error().text()), true);
                return;
            }
            m_remark->setText(
                comparison->sameData
                    ? tr("Both ran on the same bars. The difference is what the later "
                         "run has more or less than the earlier one.")
                    : tr("▲ They ran on different bars, so the figures differ for "
                         "that reason too."));
            m_figures->setComparison(*comparison);
            m_lower->setCurrentWidget(m_comparison);
        });
}

void SessionsDialog::askTags()
{
    const store::SessionSummary session = first();
    m_asked = {session.id};
    m_tagsField->setText(session.tags.join(QStringLiteral(", ")));
    ask(Question::Tags, tr("Tags of %1").arg(quoted(session.name)), tr("Set &tags"));
    m_tagsField->setFocus();
    m_tagsField->selectAll();
}

void SessionsDialog::askRemoval()
{
    m_asked = m_chosen;
    ask(Question::Delete,
        m_asked.size() == 1
            ? tr("▲ %1 is deleted for good, with its events, programs and transcripts.")
                  .arg(quoted(first().name))
            : tr("▲ %1 runs are deleted for good, with their events, programs and transcripts.")
                  .arg(m_asked.size()),
        m_asked.size() == 1 ? tr("Delete &it") : tr("Delete the&m"));
    m_no->setFocus();
}

void SessionsDialog::ask(Question question, const QString& text, const QString& yes)
{
    say({});
    const bool isTags = question == Question::Tags;
    m_asking = question;
    m_questionText->setText(text);
    m_tagsField->setVisible(isTags);
    m_no->setText(isTags ? tr("Cancel") : tr("&Keep"));
    m_no->setAccessibleName(isTags ? tr("Leave the tags as they are") : tr("Keep the runs"));
    m_yes->setText(yes);
    m_yes->setAccessibleName(isTags ? tr("Set the tags") : tr("Delete the runs for good"));
    m_question->show();
}

void SessionsDialog::closeQuestion()
{
    if (m_asking == Question::None) {
        return;
    }
    m_asking = Question::None;
    const bool hadFocus = m_question->isAncestorOf(focusWidget());
    m_question->hide();
    if (hadFocus) {
        m_table->setFocus();
    }
}

void SessionsDialog::answer()
{
    const Question asked = m_asking;
    const QStringList ids = m_asked;
    if (m_acting.isBusy() || asked == Question::None) {
        return;
    }
    closeQuestion();
    if (asked == Question::Delete) {
        remove(ids);
        return;
    }
    QStringList tags;
    for (const QString& part : m_tagsField->text().split(QLatin1Char(','))) {
        if (const QString tag = part.simplified(); !tag.isEmpty()) {
            tags.append(tag);
        }
    }
    act([id = ids.front(), tags](store::SessionStore& store) { return store.setTags(id, tags); },
        tags.isEmpty() ? tr("The run has no tags now.")
                       : tr("Tags of the run: %1.").arg(tags.join(QStringLiteral(", "))));
}

void SessionsDialog::remove(const QStringList& ids)
{
    m_acting.begin(
        [store = m_store, ids](const std::stop_token&) {
            Removal removal;
            for (const QString& id : ids) {
                removal.end = store->remove(id);
                if (!removal.end) {
                    break;
                }
                removal.ids.append(id);
            }
            return removal;
        },
        [this](const Removal& removal) {
            onActed(removal.end, removal.ids.size() == 1
                                     ? tr("The run was deleted.")
                                     : tr("%1 runs were deleted.").arg(removal.ids.size()));
            if (!removal.ids.isEmpty()) {
                Q_EMIT removed(removal.ids);
            }
        });
    updateActions();
}

void SessionsDialog::act(std::function<Status(store::SessionStore&)> work, const QString& said)
{
    m_acting.begin(
        [store = m_store, work = std::move(work)](const std::stop_token&) { return work(*store); },
        [this, said](const Status& done) { onActed(done, said); });
    updateActions();
}

void SessionsDialog::onActed(const Status& done, const QString& said)
{
    say(done ? said : toQt(done.error().text()), !done);
    updateActions();
    refresh();
}

void SessionsDialog::askSave()
{
    auto* dialog = new QFileDialog(this, tr("Save the run as a bundle"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Run of Stratwright (*.swb)")});
    dialog->setDefaultSuffix(QStringLiteral("swb"));
    dialog->selectFile(fileNameOf(first().name));
    connect(dialog, &QFileDialog::fileSelected, this, &SessionsDialog::saveBundle);
    dialog->open();
}

void SessionsDialog::askOpen()
{
    auto* dialog = new QFileDialog(this, tr("Open a bundle"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptOpen);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Run of Stratwright (*.swb)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &SessionsDialog::openBundle);
    dialog->open();
}

void SessionsDialog::saveBundle(const QString& path)
{
    if (m_acting.isBusy() || m_chosen.size() != 1) {
        return;
    }
    say(tr("Writing %1…").arg(path));
    m_acting.begin([store = m_store, id = m_chosen.front(),
                    path](const std::stop_token&) { return store::writeBundle(*store, id, path); },
                   [this, path](const Result<store::Bundled>& written) {
                       QStringList said;
                       if (written) {
                           said.append(
                               tr("Saved %1, %2 KB.").arg(path, count(written->bytes / 1024 + 1)));
                           said += written->notInside;
                       }
                       say(written ? said.join(QLatin1Char(' ')) : toQt(written.error().text()),
                           !written || !written->notInside.isEmpty());
                       updateActions();
                   });
    updateActions();
}

void SessionsDialog::openBundle(const QString& path)
{
    if (m_acting.isBusy()) {
        return;
    }
    closeQuestion();
    say(tr("Reading %1…").arg(path));
    m_acting.begin(
        [store = m_store, path](const std::stop_token&) -> Result<TakenIn> {
            const Result<store::Bundled> bundled = store::readBundle(*store, path);
            if (!bundled) {
                return fail(bundled.error());
            }
            const Result<store::Session> session = store->session(bundled->id);
            return TakenIn{*bundled, session && session->summary.isOver()};
        },
        [this](const Result<TakenIn>& taken) {
            if (!taken) {
                say(toQt(taken.error().text()), true);
                updateActions();
                return;
            }
            const store::Bundled& bundled = taken->bundled;
            QStringList said{taken->isOver
                                 ? tr("Took in %1.").arg(quoted(bundled.name))
                                 : tr("Took in %1, which was interrupted; Resume lets it go on.")
                                       .arg(quoted(bundled.name))};
            said += bundled.notInside;
            say(said.join(QLatin1Char(' ')), !bundled.notInside.isEmpty());
            m_chosen = {bundled.id};
            const QSignalBlocker quiet(m_search);
            m_search->clear();
            m_model->setWords({});
            updateActions();
            refresh();
            if (taken->isOver) {
                Q_EMIT openRequested(bundled.id);
            }
        });
    updateActions();
}

} // namespace sw::gui
