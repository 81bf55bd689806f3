// The inspector: every question to a language model with its prompt, the answer as it streamed and
// as it was read, attempts, tokens, cost and time; keys are never part of it.
#pragma once

#include "gui/panel.h"

#include <QTimer>

class QLabel;
class QPlainTextEdit;
class QSplitter;
class QTabBar;
class QToolButton;
class QTreeView;

namespace sw::llm {
struct CallRecord;
}

namespace sw::gui {

class CallsModel;

/// Thread: GUI.
class CallsPanel : public Panel
{
    Q_OBJECT

public:
    enum class Page : std::uint8_t { Answer, Parsed, Prompt, Attempts, Request };

    explicit CallsPanel(ThemeSource& themes, QWidget* parent = nullptr);

    CallsModel& model() const { return *m_model; }
    void select(int row);
    void setPage(Page page);
    /// What the page shows of the selected call.
    QString pageText() const;
    /// The line below the questions: what they took together.
    QString sums() const;
    /// Puts the request of the selected call on the clipboard as a command, without the key.
    void copyAsCurl();

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;

private:
    QWidget* makeDetails();
    void refresh();
    void showSelected();
    int selectedRow() const;

    CallsModel* m_model = nullptr;
    QTreeView* m_view = nullptr;
    QTabBar* m_pages = nullptr;
    QPlainTextEdit* m_text = nullptr;
    QLabel *m_runSums = nullptr, *m_empty = nullptr;
    QToolButton* m_curl = nullptr;
    QSplitter* m_split = nullptr;
    QTimer m_refresh;
    bool m_follow = true; ///< the newest row is selected as rows come
};

/// The parts of a call as plain text.
QString promptText(const llm::CallRecord& call);
QString attemptsText(const llm::CallRecord& call);

} // namespace sw::gui
