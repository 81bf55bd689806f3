#include "gui/timeline_panel.h"

#include "gui/format.h"
#include "gui/panel_title.h"
#include "gui/timeline_delegate.h"
#include "gui/timeline_model.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QScrollBar>
#include <QSlider>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>
#include <utility>

namespace sw::gui {

namespace {

constexpr int kFlushMs = 33;
constexpr int kTickMs = 120; ///< between events of a replay
constexpr std::array kSpeeds = {1, 5, 25};

QToolButton* flatButton(const QString& text, const QString& toolTip, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(text);
    button->setAccessibleDescription(toolTip);
    button->setFocusPolicy(Qt::StrongFocus);
    return button;
}

} // namespace

TimelinePanel::TimelinePanel(ThemeSource& source, QWidget* parent) : Panel(source, parent)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_title = new PanelTitle(tr("Agents"), this);
    m_again =
        m_title->addButton(tr("Replay"), tr("Show the steps of this run once more, one by one"));
    m_cancel = m_title->addButton(tr("Cancel"), tr("Stop the run; what was found so far stays"));
    column->addWidget(m_title);
    m_replayBar = makeReplayBar();
    column->addWidget(m_replayBar);
    m_earlier = flatButton({}, tr("Show steps before the first one below"), this);
    m_earlier->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    column->addWidget(m_earlier);

    m_model = new TimelineModel(this);
    m_delegate = new TimelineDelegate(*m_model, this);
    m_view = new QTreeView(this);
    m_view->setModel(m_model);
    m_view->setItemDelegate(m_delegate);
    m_view->setAccessibleName(tr("Steps of the agents"));
    m_view->setAccessibleDescription(tr("Return shows or hides the details of a step."));
    m_view->setHeaderHidden(true);
    m_view->setRootIsDecorated(false);
    m_view->setItemsExpandable(false);
    m_view->setIndentation(0);
    m_view->setUniformRowHeights(false);
    m_view->setMouseTracking(true);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    column->addWidget(m_view, 1);
    m_empty = new QLabel(this);
    m_empty->setObjectName(QStringLiteral("muted"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_empty->setMargin(24);
    column->addWidget(m_empty, 1);
    m_footer = new QLabel(this);
    m_footer->setObjectName(QStringLiteral("muted"));
    m_footer->setTextFormat(Qt::PlainText);
    m_footer->setWordWrap(true);
    m_footer->setContentsMargins(34, 4, 12, 6);
    column->addWidget(m_footer);

    connect(m_cancel, &QToolButton::clicked, this, [this] {
        if (document() != nullptr) {
            document()->cancel();
            Q_EMIT said(tr("The run is being cancelled."));
        }
    });
    connect(m_again, &QToolButton::clicked, this, [this] {
        if (document() != nullptr) {
            replay({document()->events().begin(), document()->events().end()});
            setPlaying(true);
        }
    });
    connect(m_earlier, &QToolButton::clicked, this, &TimelinePanel::showEarlier);
    connect(m_view, &QTreeView::clicked, this,
            [this](const QModelIndex& index) { toggle(index.row()); });
    connect(m_view, &QTreeView::customContextMenuRequested, this, &TimelinePanel::openMenu);
    const QScrollBar* bar = m_view->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) {
        if (!m_scrolling) {
            m_following = value >= bar->maximum() - 2;
        }
    });
    connect(bar, &QScrollBar::rangeChanged, this, [this](int, int maximum) {
        if (m_following && !m_scrolling) {
            m_view->verticalScrollBar()->setValue(maximum);
        }
    });
    m_flush.setSingleShot(true);
    m_flush.setInterval(kFlushMs);
    connect(&m_flush, &QTimer::timeout, this, &TimelinePanel::flush);
    m_ticks.setInterval(kTickMs);
    connect(&m_ticks, &QTimer::timeout, this, &TimelinePanel::replayTick);
    TimelinePanel::onTheme();
    updateTexts();
}

QWidget* TimelinePanel::makeReplayBar()
{
    auto* bar = new QWidget(this);
    auto* row = new QHBoxLayout(bar);
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(4);
    m_play = flatButton(tr("Play"), tr("Play or pause the replay"), bar);
    auto* step = flatButton(tr("Step"), tr("One event further"), bar);
    m_speed = flatButton({}, tr("Speed of the replay"), bar);
    m_slider = new QSlider(Qt::Horizontal, bar);
    m_slider->setAccessibleName(tr("Position in the replay"));
    auto* close = flatButton(tr("End"), tr("Back to the run as it is"), bar);
    row->addWidget(m_play);
    row->addWidget(step);
    row->addWidget(m_slider, 1);
    row->addWidget(m_speed);
    row->addWidget(close);
    connect(m_play, &QToolButton::clicked, this, [this] { setPlaying(!m_ticks.isActive()); });
    connect(step, &QToolButton::clicked, this, [this] {
        setPlaying(false);
        stepReplay();
    });
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) { seekReplay(value); });
    connect(m_speed, &QToolButton::clicked, this, [this] {
        const auto* at = std::ranges::find(kSpeeds, m_eventsPerTick);
        const auto next = static_cast<std::size_t>(at - kSpeeds.begin() + 1) % kSpeeds.size();
        m_eventsPerTick = kSpeeds[next];
        updateTexts();
    });
    connect(close, &QToolButton::clicked, this, &TimelinePanel::endReplay);
    return bar;
}

const RunState& TimelinePanel::state() const
{
    if (m_replaying) {
        return m_replayed;
    }
    return document() != nullptr ? document()->state() : m_nothing;
}

void TimelinePanel::onDocument()
{
    if (m_replaying) {
        endReplay();
        return;
    }
    m_changedFrom = 0;
    m_session.clear();
    m_model->clear();
    m_following = true;
    flush();
}

void TimelinePanel::onChange(Change what)
{
    if (what == Change::Busy) {
        updateTexts();
    }
    if ((what == Change::State || what == Change::Outcome) && !m_replaying) {
        m_changedFrom = std::min(m_changedFrom, state().changedFrom);
        flushSoon();
    }
}

void TimelinePanel::onTheme()
{
    m_delegate->setTheme(theme());
    m_view->doItemsLayout();
    m_view->viewport()->update();
}

void TimelinePanel::flushSoon()
{
    if (!m_flush.isActive()) {
        m_flush.start();
    }
}

void TimelinePanel::flush()
{
    m_flush.stop();
    const RunState& now = state();
    m_scrolling = true;
    if (now.session != m_session) {
        m_session = now.session;
        m_model->clear();
        m_changedFrom = 0;
        m_following = true;
    }
    m_model->update(now.steps, m_changedFrom);
    m_changedFrom = now.steps.size();
    if (m_following) {
        m_model->trim();
        m_view->scrollToBottom();
    }
    m_scrolling = false;
    updateTexts();
}

void TimelinePanel::updateTexts()
{
    const RunState& now = state();
    const bool running = document() != nullptr && document()->isRunning();
    const bool any = m_model->rowCount() > 0;
    m_view->setVisible(any);
    m_empty->setText(running ? tr("The run is starting.")
                             : tr("Every step of the agents appears here once a strategy is run: "
                                  "what they read, tried, measured and decided, and why."));
    m_empty->setVisible(!any);
    m_cancel->setVisible(running && !m_replaying);
    m_again->setVisible(!running && !m_replaying && any);
    m_replayBar->setVisible(m_replaying);
    m_earlier->setVisible(m_model->hidden() > 0);
    m_earlier->setText(
        tr("Show earlier steps (%1)").arg(count(static_cast<qint64>(m_model->hidden()))));
    m_footer->setVisible(running && !m_replaying && !now.waitingFor.isEmpty());
    m_footer->setText(now.waitingFor);

    QStringList parts;
    if (m_replaying) {
        parts.append(tr("event %1 of %2").arg(count(m_position), count(std::ssize(m_events))));
        m_play->setText(m_ticks.isActive() ? tr("Pause") : tr("Play"));
        m_speed->setText(QStringLiteral("%1×").arg(m_eventsPerTick));
    } else if (any) {
        if (now.running && now.iteration > 0) {
            parts.append(
                tr("iteration %1 of at most %2").arg(now.iteration).arg(now.maxIterations));
        } else {
            parts.append(tr("%1 steps").arg(count(std::ssize(now.steps))));
        }
        parts.append(duration(now.last.ms - now.started.ms));
    }
    m_title->setRemark(parts.join(QStringLiteral(", ")));
}

void TimelinePanel::showEarlier()
{
    m_following = false;
    const std::size_t before = m_model->hidden();
    m_scrolling = true;
    m_model->showEarlier();
    m_view->scrollTo(m_model->index(static_cast<int>(before - m_model->hidden())),
                     QAbstractItemView::PositionAtTop);
    m_scrolling = false;
    updateTexts();
}

void TimelinePanel::toggle(int row)
{
    const QModelIndex index = m_model->index(row);
    const bool expanded = m_model->isExpanded(row);
    if (expanded || m_delegate->isExpandable(index, m_view->viewport()->width())) {
        m_scrolling = true; // what the user opens stays in sight
        m_model->setExpanded(row, !expanded);
        m_scrolling = false;
        m_view->scrollTo(index);
    }
}

void TimelinePanel::copyStep()
{
    const QModelIndex index = m_view->currentIndex();
    if (index.isValid()) {
        QApplication::clipboard()->setText(m_model->wholeText(index.row()));
        Q_EMIT said(tr("The step was copied."));
    }
}

void TimelinePanel::openMenu(const QPoint& at)
{
    const QModelIndex index = m_view->indexAt(at);
    if (!index.isValid()) {
        return;
    }
    m_view->setCurrentIndex(index);
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(tr("Copy step")), &QAction::triggered, this, &TimelinePanel::copyStep);
    const int row = index.row();
    const QString details = m_model->isExpanded(row) ? tr("Hide details") : tr("Show details");
    connect(menu->addAction(details), &QAction::triggered, this, [this, row] {
        if (row < m_model->rowCount()) {
            toggle(row);
        }
    });
    const int number = m_model->step(row).iteration;
    if (number > 0 && !m_replaying) {
        connect(menu->addAction(tr("Look at iteration %1").arg(number)), &QAction::triggered, this,
                [this, number] { Q_EMIT iterationChosen(number); });
    }
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

bool TimelinePanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_view->viewport() && event->type() == QEvent::Resize) {
        // Prose wraps differently now; done once the sizes have settled.
        QMetaObject::invokeMethod(
            this,
            [this] {
                if (m_laidOutWidth != m_view->viewport()->width()) {
                    m_laidOutWidth = m_view->viewport()->width();
                    m_view->doItemsLayout();
                }
            },
            Qt::QueuedConnection);
    }
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const QModelIndex index = m_view->currentIndex();
        if (key->matches(QKeySequence::Copy)) {
            copyStep();
            return true;
        }
        if (!index.isValid()) {
            return false;
        }
        const bool expanded = m_model->isExpanded(index.row());
        const bool turns = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter ||
                           key->key() == Qt::Key_Space;
        if (turns || (key->key() == Qt::Key_Right && !expanded) ||
            (key->key() == Qt::Key_Left && expanded)) {
            toggle(index.row());
            return true;
        }
    }
    return Panel::eventFilter(watched, event);
}

void TimelinePanel::replay(std::vector<agents::RunEvent> events)
{
    m_events = std::move(events);
    m_replaying = true;
    m_position = 0;
    m_replayed = {};
    m_session.clear();
    m_model->clear();
    m_following = true;
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, static_cast<int>(m_events.size()));
        m_slider->setValue(0);
    }
    m_changedFrom = 0;
    flush();
}

void TimelinePanel::setPlaying(bool on)
{
    if (on && m_replaying) {
        if (m_position == std::ssize(m_events)) {
            seekReplay(0);
        }
        m_ticks.start();
    } else {
        m_ticks.stop();
    }
    updateTexts();
}

void TimelinePanel::replayTick()
{
    seekReplay(m_position + m_eventsPerTick);
    if (m_position == std::ssize(m_events)) {
        setPlaying(false);
    }
}

void TimelinePanel::stepReplay()
{
    seekReplay(m_position + 1);
}

void TimelinePanel::seekReplay(qsizetype position)
{
    if (!m_replaying) {
        return;
    }
    const qsizetype wanted = std::clamp<qsizetype>(position, 0, std::ssize(m_events));
    if (wanted < m_position) {
        m_position = 0;
        m_replayed = {};
        m_changedFrom = 0;
    }
    for (; m_position < wanted; ++m_position) {
        m_replayed = next(std::move(m_replayed), m_events[static_cast<std::size_t>(m_position)]);
        m_changedFrom = std::min(m_changedFrom, m_replayed.changedFrom);
    }
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setValue(static_cast<int>(m_position));
    }
    flushSoon();
    updateTexts();
}

void TimelinePanel::endReplay()
{
    m_ticks.stop();
    m_replaying = false;
    m_events.clear();
    m_replayed = {};
    onDocument();
}

} // namespace sw::gui
