#include "gui/shortcuts_dialog.h"

#include "gui/actions.h"

#include <QAction>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace sw::gui {

ShortcutsDialog::ShortcutsDialog(Actions& actions, QWidget* parent)
    : QDialog(parent),
      m_actions(actions),
      m_search(new QLineEdit(this)),
      m_list(new QTreeWidget(this)),
      m_keys(new QKeySequenceEdit(this)),
      m_assign(new QPushButton(tr("Assign"), this)),
      m_answer(new QLabel(this))
{
    setWindowTitle(tr("Keyboard shortcuts"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search actions"));
    m_list->setColumnCount(3);
    m_list->setHeaderLabels({tr("Menu"), tr("Action"), tr("Keys")});
    m_list->setRootIsDecorated(false);
    m_list->setUniformRowHeights(true);
    m_list->setAccessibleName(tr("Actions and their shortcuts"));
    m_keys->setAccessibleName(tr("New shortcut"));
    m_answer->setWordWrap(true);
    m_answer->setTextFormat(Qt::PlainText);
    auto* clear = new QPushButton(tr("Remove"), this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton* reset = buttons->addButton(tr("Reset all"), QDialogButtonBox::ResetRole);
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("New keys:"), this));
    row->addWidget(m_keys, 1);
    row->addWidget(m_assign);
    row->addWidget(clear);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    layout->addLayout(row);
    layout->addWidget(m_answer);
    layout->addWidget(buttons);
    fill();
    connect(m_search, &QLineEdit::textChanged, this, &ShortcutsDialog::filter);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &ShortcutsDialog::showCurrent);
    connect(m_assign, &QPushButton::clicked, this, [this] {
        if (const QTreeWidgetItem* item = m_list->currentItem()) {
            assign(item->data(0, Qt::UserRole).toString(), m_keys->keySequence());
        }
    });
    connect(clear, &QPushButton::clicked, this, [this] {
        if (const QTreeWidgetItem* item = m_list->currentItem()) {
            assign(item->data(0, Qt::UserRole).toString(), {});
        }
    });
    connect(reset, &QPushButton::clicked, this, [this] {
        m_actions.resetShortcuts();
        fill();
        m_answer->setText(tr("All shortcuts are as they were delivered."));
        Q_EMIT changed();
    });
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    resize(620, 520);
}

void ShortcutsDialog::fill()
{
    const QTreeWidgetItem* current = m_list->currentItem();
    const QString kept = current ? current->data(0, Qt::UserRole).toString() : QString();
    m_list->clear();
    for (const QAction* action : m_actions.all()) {
        auto* item =
            new QTreeWidgetItem(m_list, {Actions::groupOf(action), Actions::plainText(action),
                                         action->shortcut().toString(QKeySequence::NativeText)});
        item->setData(0, Qt::UserRole, Actions::idOf(action));
        item->setToolTip(1, action->statusTip());
        if (Actions::idOf(action) == kept) {
            m_list->setCurrentItem(item);
        }
    }
    m_list->resizeColumnToContents(0);
    m_list->header()->resizeSection(1, 300);
    filter(m_search->text());
}

void ShortcutsDialog::filter(const QString& text)
{
    for (int i = 0; i < m_list->topLevelItemCount(); ++i) {
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        bool fits = text.isEmpty();
        for (int column = 0; column < 3 && !fits; ++column) {
            fits = item->text(column).contains(text, Qt::CaseInsensitive);
        }
        item->setHidden(!fits);
    }
}

void ShortcutsDialog::showCurrent()
{
    const QTreeWidgetItem* item = m_list->currentItem();
    const QAction* action =
        item == nullptr ? nullptr : m_actions.find(item->data(0, Qt::UserRole).toString());
    m_keys->setKeySequence(action ? action->shortcut() : QKeySequence());
    m_assign->setEnabled(action != nullptr);
    m_answer->clear();
}

bool ShortcutsDialog::assign(const QString& id, const QKeySequence& keys)
{
    QAction* action = m_actions.find(id);
    if (action == nullptr) {
        return false;
    }
    if (const QAction* owner = m_actions.ownerOf(keys, action)) {
        m_answer->setText(
            tr("%1 belongs to “%2”; remove it there first, or choose other keys.")
                .arg(keys.toString(QKeySequence::NativeText), Actions::plainText(owner)));
        return false;
    }
    action->setShortcut(keys);
    fill();
    m_answer->setText(
        keys.isEmpty()
            ? tr("“%1” has no shortcut now.").arg(Actions::plainText(action))
            : tr("“%1” is %2 now.")
                  .arg(Actions::plainText(action), keys.toString(QKeySequence::NativeText)));
    Q_EMIT changed();
    return true;
}

} // namespace sw::gui
