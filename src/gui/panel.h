// What all parts of the window share: they look at one document at a time and are told what
// changed.
#pragma once

#include "gui/run_document.h"
#include "gui/theme.h"

#include <QPointer>
#include <QWidget>

namespace sw::gui {

/// Base of every panel. Thread: GUI.
class Panel : public QWidget
{
    Q_OBJECT

public:
    /// `themes` outlives the panel.
    explicit Panel(ThemeSource& themes, QWidget* parent = nullptr);

    /// Looks at another document; null for none. The document may go at any time.
    void setDocument(RunDocument* document);
    RunDocument* document() const { return m_document; }

signals:
    /// One sentence for the status bar: what was done, or why it could not be.
    void said(const QString& sentence);

protected:
    const Theme& theme() const { return m_themes.theme(); }
    ThemeSource& themes() const { return m_themes; }
    /// Another document is looked at, or none: show all of it.
    virtual void onDocument() = 0;
    /// Part of the document changed.
    virtual void onChange(Change what) = 0;
    /// Colours or fonts changed.
    virtual void onTheme() {}
    void showEvent(QShowEvent* event) override;

private:
    /// True for a tab that is not in front: it is brought up to date when it is shown, so that a
    /// result costs the window only what can be seen.
    bool isBehindOthers() const;

    ThemeSource& m_themes;
    QPointer<RunDocument> m_document;
    QMetaObject::Connection m_changes;
    bool m_stale = false;
};

} // namespace sw::gui
