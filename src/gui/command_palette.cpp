#include "gui/command_palette.h"

#include "gui/actions.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace sw::gui {

namespace {

constexpr int kWidth = 560;
constexpr int kMostRows = 12;
constexpr int kMostRecent = 8;
constexpr int kIdRole = Qt::UserRole;
constexpr int kKeysRole = Qt::UserRole + 1;
constexpr int kRowHeight = 28;
constexpr int kRowPadding = 10;

/// Letters of a name that fit what was typed, where a word starts and in an unbroken run.
constexpr int kStartsWord = 4, kUnbroken = 3;

/// A command at the left, its keys at the right.
class CommandRow : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), kRowHeight};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override
    {
        const bool isChosen = option.state.testFlag(QStyle::State_Selected);
        const bool isCommand = index.flags().testFlag(Qt::ItemIsEnabled);
        painter->save();
        if (isChosen) {
            painter->fillRect(option.rect, option.palette.color(QPalette::Highlight));
        }
        const QRect room = option.rect.adjusted(kRowPadding, 0, -kRowPadding, 0);
        const QString keys = index.data(kKeysRole).toString();
        const QFontMetrics metrics(option.font);
        const int keysWidth = keys.isEmpty() ? 0 : metrics.horizontalAdvance(keys) + kRowPadding;
        painter->setFont(option.font);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter, keys);
        if (isCommand) {
            painter->setPen(
                option.palette.color(isChosen ? QPalette::HighlightedText : QPalette::Text));
        }
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight,
                                             room.width() - keysWidth));
        painter->restore();
    }
};

} // namespace

int fitOf(const QString& name, const QString& typed)
{
    // The best place of every letter, whatever stands before it: the first one may lie inside a
    // word where a later one begins one.
    constexpr int kNone = -1;
    std::vector<int> before(static_cast<std::size_t>(name.size()) + 1, kNone);
    int best = 1;
    bool isFirst = true;
    for (const QChar letter : typed.toLower()) {
        if (letter.isSpace()) {
            continue;
        }
        std::vector<int> now(before.size(), kNone);
        int reached = kNone; // of the letters typed before, two places back or more
        best = kNone;
        for (qsizetype i = 0; i < name.size(); ++i) {
            const auto at = static_cast<std::size_t>(i);
            if (i > 1) {
                reached = std::max(reached, before[at - 1]);
            }
            if (name[i].toLower() != letter) {
                continue;
            }
            const int unbroken = i > 0 && before[at] != kNone ? before[at] + kUnbroken : kNone;
            const int from = isFirst ? 1 : std::max(reached, unbroken);
            if (from == kNone) {
                continue;
            }
            const bool startsWord = i == 0 || !name[i - 1].isLetterOrNumber();
            now[at + 1] = from + 1 + (startsWord ? kStartsWord : 0);
            best = std::max(best, now[at + 1]);
        }
        if (best == kNone) {
            return 0;
        }
        before = std::move(now);
        isFirst = false;
    }
    return best;
}

CommandPalette::CommandPalette(const Actions& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup),
      m_actions(actions),
      m_input(new QLineEdit(this)),
      m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("popup"));
    setAccessibleName(tr("Command palette"));
    m_input->setPlaceholderText(tr("Type what you want to do"));
    m_input->setAccessibleName(tr("Command"));
    m_list->setAccessibleName(tr("Matching commands"));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setItemDelegate(new CommandRow(m_list));
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
    layout->setSizeConstraint(QLayout::SetFixedSize);
    m_list->setFixedWidth(kWidth);
}

void CommandPalette::openFresh()
{
    m_input->clear();
    filter({});
    adjustSize();
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
        auto* item = new QListWidgetItem(label, m_list);
        item->setData(kKeysRole, keys);
        item->setData(Qt::AccessibleTextRole,
                      keys.isEmpty() ? label : label + QStringLiteral(", ") + keys);
        item->setData(kIdRole, Actions::idOf(candidate.action));
        item->setToolTip(candidate.action->statusTip());
    }
    if (m_list->count() == 0) {
        auto* nothing = new QListWidgetItem(tr("No command fits “%1”").arg(typed), m_list);
        nothing->setFlags(Qt::NoItemFlags);
    }
    m_list->setFixedHeight(std::min(m_list->count(), kMostRows) * kRowHeight +
                           2 * m_list->frameWidth());
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
