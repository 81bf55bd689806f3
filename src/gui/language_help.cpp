#include "gui/language_help.h"

#include "bridge/text.h"
#include "indicators/catalog.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace sw::gui {

LanguageHelp::LanguageHelp(ThemeSource& themes, QWidget* parent)
    : QDialog(parent),
      m_search(new QLineEdit(this)),
      m_names(new QListWidget(this)),
      m_page(new QPlainTextEdit(this))
{
    setWindowTitle(tr("Strategy language"));
    m_search->setPlaceholderText(tr("Search: rsi, average, volume …"));
    m_search->setAccessibleName(tr("Search the built-ins"));
    m_names->setAccessibleName(tr("Built-ins"));
    m_names->setFixedWidth(230);
    m_page->setReadOnly(true);
    m_page->setAccessibleName(tr("Description"));
    m_page->setFont(themes.theme().code);
    for (const indicators::Entry& entry : indicators::catalog()) {
        auto* item = new QListWidgetItem(bridge::toQt(entry.name), m_names);
        item->setToolTip(bridge::toQt(entry.title));
        item->setData(Qt::UserRole, bridge::toQt(indicators::help(entry)));
        item->setData(Qt::UserRole + 1,
                      bridge::toQt(std::string(entry.name) + " " + std::string(entry.title) + " " +
                                   std::string(entry.family)));
    }
    auto* left = new QVBoxLayout;
    left->addWidget(m_search);
    left->addWidget(m_names, 1);
    auto* layout = new QHBoxLayout(this);
    layout->addLayout(left);
    layout->addWidget(m_page, 1);
    connect(m_search, &QLineEdit::textChanged, this, &LanguageHelp::filter);
    connect(m_names, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem* item) {
        m_page->setPlainText(item == nullptr ? QString() : item->data(Qt::UserRole).toString());
    });
    m_names->setCurrentRow(0);
    resize(860, 560);
}

void LanguageHelp::filter(const QString& typed)
{
    QListWidgetItem* first = nullptr;
    for (int i = 0; i < m_names->count(); ++i) {
        QListWidgetItem* item = m_names->item(i);
        const bool fits =
            item->data(Qt::UserRole + 1).toString().contains(typed, Qt::CaseInsensitive);
        item->setHidden(!fits);
        first = first == nullptr && fits ? item : first;
    }
    m_names->setCurrentItem(first);
}

void LanguageHelp::showEntry(const QString& name)
{
    const QList<QListWidgetItem*> found = m_names->findItems(name, Qt::MatchExactly);
    if (!found.isEmpty()) {
        m_search->clear();
        m_names->setCurrentItem(found.front());
    }
}

QString LanguageHelp::text() const
{
    return m_page->toPlainText();
}

} // namespace sw::gui
