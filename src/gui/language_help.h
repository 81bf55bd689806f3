// The strategy language on one searchable page: every word of the grammar and every built-in of the
// catalog, as the checker knows them.
#pragma once

#include "gui/theme.h"

#include <QDialog>

class QLineEdit;
class QListWidget;
class QPlainTextEdit;

namespace sw::gui {

/// Thread: GUI.
class LanguageHelp : public QDialog
{
    Q_OBJECT

public:
    LanguageHelp(ThemeSource& themes, QWidget* parent);

    /// Shows the entry of that name; nothing happens when there is none.
    void showEntry(const QString& name);
    QString text() const;

private:
    void filter(const QString& typed);

    QLineEdit* m_search;
    QListWidget* m_names;
    QPlainTextEdit* m_page;
};

} // namespace sw::gui
