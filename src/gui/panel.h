// What all parts of the window share: they look at one document at a time and are told what
// changed. Those that only show can let changes wait until they are seen.
#pragma once

#include "gui/run_document.h"
#include "gui/theme.h"

#include <QPointer>
#include <QWidget>

#ifndef Q_MOC_RUN // moc 6.4 cannot read some headers of libstdc++ 12
#include <vector>
#endif

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
    /// Takes in what changed while the panel was behind others. It is done when the panel is shown;
    /// what acts on its content without its being seen, such as an export, calls it first.
    void bringUpToDate();

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
    /// For panels that only show: from now on a result costs the window nothing for a panel that
    /// is not in front; onDocument and onChange come when it is brought up to date.
    void waitWhileUnseen() { m_waits = true; }
    bool event(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool isUnseen() const;
    bool isWaiting() const { return m_waits && isUnseen(); }
    void lookSoon();
    void take(Change what);

    ThemeSource& m_themes;
    QPointer<RunDocument> m_document;
    QMetaObject::Connection m_changes;
    bool m_waits = false;
    bool m_looks = false; ///< will see in this turn of the event loop whether it is in front now
    bool m_missedDocument = false;
    std::vector<Change> m_missed; ///< in the order in which they came, each once
};

} // namespace sw::gui
