#include "gui/command_palette.h"

#include "gui/actions.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kWidth = 560;
constexpr int kHeight = 380;
constexpr int kMostRecent = 8;
constexpr int kIdRole = Qt::UserRole;

} // namespace

int fitOf(const QString& name, const QString& typed)
{
    int score = 1;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar letter : typed) {
        if (letter.isSpace()) {
            continue;
        }
        const qsizetype found = name.indexOf(letter, at, Qt::CaseInsensitive);
        if (found < 0) {
            return 0;
        }
        const bool startsWord = found == 0 || !name[found - 1].isLetterOrNumber();
        score += 1 + (startsWord ? 4 : 0) + (found == last + 1 ? 3 : 0);
        last = found;
        at = found + 1;
    }
    return score;
}

CommandPalette::CommandPalette(const Actions& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      m_actions(actions),
      m_input(new QLineEdit(this)),
      m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("panel"));
    setAccessibleName(tr("Command palette"));
    m_input->setPlaceholderText(tr("Type what you want to do"));
    m_input->setAccessibleName(tr("Command"));
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_input);
    layout->addWidget(m_list);
    m_input->installEventFilter(this);
    connect(m_input, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_input, &QLineEdit::returnPressed, this, &CommandPalette::triggerCurrent);
    connect(m_list, &QListWidget::itemClicked, this, [this](QListWidgetItem* item) {
        m_list->setCurrentItem(item);
        triggerCurrent();
    });
    resize(kWidth, kHeight);
}

void CommandPalette::openFresh()
{
    m_input->clear();
    filter({});
    if (const QWidget* window = parentWidget()) {
        const QPoint middle = window->mapToGlobal(QPoint((window->width() - width()) / 2, 60));
        move(middle);
    }
    open();
    m_input->setFocus();
}

QStringList CommandPalette::shown() const
{
    QStringList names;
    for (int i = 0; i < m_list->count(); ++i) {
        names.append(m_list->item(i)->text());
    }
    return names;
}

void CommandPalette::filter(const QString& typed)
{
    struct Candidate {
        QAction* action;
        int score;
        qsizetype recent;
    };
    std::vector<Candidate> candidates;
    for (QAction* action : m_actions.all()) {
        const QString label =
            Actions::groupOf(action) + QStringLiteral(": ") + Actions::plainText(action);
        const int score =
            std::max(fitOf(Actions::plainText(action), typed) * 2, fitOf(label, typed));
        if (score == 0 || !action->isEnabled() || !action->isVisible()) {
            continue;
        }
        const qsizetype used = m_recent.indexOf(Actions::idOf(action));
        candidates.push_back({action, score, used < 0 ? kMostRecent : used});
    }
    std::ranges::stable_sort(candidates, [&](const Candidate& a, const Candidate& b) {
        return typed.trimmed().isEmpty() ? a.recent < b.recent
               : a.score != b.score      ? a.score > b.score
                                         : a.recent < b.recent;
    });
    m_list->clear();
    for (const Candidate& candidate : candidates) {
        const QString keys = candidate.action->shortcut().toString(QKeySequence::NativeText);
        QString label = Actions::groupOf(candidate.action) + QStringLiteral(": ") +
                        Actions::plainText(candidate.action);
        if (candidate.action->isCheckable()) {
            label += candidate.action->isChecked() ? tr(" (on)") : tr(" (off)");
        }
        auto* item = new QListWidgetItem(
            keys.isEmpty() ? label : label + QStringLiteral("    ") + keys, m_list);
        item->setData(kIdRole, Actions::idOf(candidate.action));
        item->setToolTip(candidate.action->statusTip());
    }
    if (m_list->count() == 0) {
        auto* nothing = new QListWidgetItem(tr("No command fits “%1”").arg(typed), m_list);
        nothing->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::triggerCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    QAction* action = item == nullptr ? nullptr : m_actions.find(item->data(kIdRole).toString());
    if (action == nullptr) {
        return;
    }
    m_recent.removeAll(Actions::idOf(action));
    m_recent.prepend(Actions::idOf(action));
    m_recent = m_recent.mid(0, kMostRecent);
    close();
    // After the pop-up is gone, so that dialogs get the focus.
    QTimer::singleShot(0, action, &QAction::trigger);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down       ? 1
                         : key == Qt::Key_Up       ? -1
                         : key == Qt::Key_PageDown ? 8
                         : key == Qt::Key_PageUp   ? -8
                                                   : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow(std::clamp(m_list->currentRow() + step, 0, m_list->count() - 1));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace sw::gui
