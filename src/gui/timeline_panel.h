// The agents at work: every step of a run as it happens, and the same again from a saved list of
// events. Shows state, changes none of it but by Cancel.
#pragma once

#include "gui/panel.h"

class QLabel;
class QSlider;
class QToolButton;
class QTreeView;

namespace sw::gui {

class PanelTitle;
class TimelineDelegate;
class TimelineModel;

/// Thread: GUI. Cost: one repaint of what changed at most every 33 ms, however many events come.
class TimelinePanel : public Panel
{
    Q_OBJECT

public:
    explicit TimelinePanel(ThemeSource& themes, QWidget* parent = nullptr);

    /// Shows these events instead of the document's, one after another from the first.
    void replay(std::vector<agents::RunEvent> events);
    bool isReplaying() const { return m_replaying; }
    /// How many events of the replay are shown.
    qsizetype replayPosition() const { return m_position; }
    void setPlaying(bool on);
    /// One event further, or to any number of events from the start.
    void stepReplay();
    void seekReplay(qsizetype position);
    /// Back to the document's own run.
    void endReplay();

    TimelineModel& model() const { return *m_model; }
    QTreeView& view() const { return *m_view; }
    /// True while new steps are scrolled to.
    bool isFollowing() const { return m_following; }

signals:
    /// The iteration (number 1, 2, …) that a chosen step belongs to.
    void iterationChosen(int number);

protected:
    void onDocument() override;
    void onChange(Change what) override;
    void onTheme() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QWidget* makeReplayBar();
    const RunState& state() const;
    void flush();
    void flushSoon();
    void updateTexts();
    void showEarlier();
    void toggle(int row);
    void copyStep();
    void openMenu(const QPoint& at);
    void replayTick();

    PanelTitle* m_title = nullptr;
    QToolButton *m_cancel = nullptr, *m_again = nullptr;
    QToolButton* m_earlier = nullptr;
    QTreeView* m_view = nullptr;
    TimelineModel* m_model = nullptr;
    TimelineDelegate* m_delegate = nullptr;
    QLabel *m_empty = nullptr, *m_footer = nullptr;
    QWidget* m_replayBar = nullptr;
    QToolButton *m_play = nullptr, *m_speed = nullptr;
    QSlider* m_slider = nullptr;
    QTimer m_flush, m_ticks;
    RunState m_nothing;                     ///< without a document
    RunState m_replayed;                    ///< fold of the first m_position events
    std::vector<agents::RunEvent> m_events; ///< of the replay
    qsizetype m_position = 0;
    int m_eventsPerTick = 1;
    int m_laidOutWidth = 0;
    std::size_t m_changedFrom = 0; ///< least of all events since the last flush
    QString m_session;
    bool m_replaying = false;
    bool m_following = true;
    bool m_scrolling = false; ///< the panel itself moves the view
};

} // namespace sw::gui
