// The event-driven position machine: it jumps from one bar on which something can happen to the
// next, so that its cost is per trade and not per bar. Rules and order of events are those of the
// published simulation; PlainMachine is the bar-by-bar twin that tests hold it against.
#pragma once

#include "engine/account.h"
#include "engine/level.h"
#include "engine/mask_cursor.h"
#include "engine/touch.h"

#include <array>
#include <vector>

namespace sw::engine {

/// Runs one plan once.
class Machine
{
public:
    explicit Machine(const Plan& plan);
    Ledger run(const std::stop_token& stop);

private:
    using Bar = std::int32_t;

    /// What the rules ask while a position of one side is open.
    struct SideRules {
        MaskCursor exits;            ///< exit rules that are masks
        MaskCursor entries;          ///< entries of this side
        bool asksEveryBar = false;   ///< a rule reads the position
        bool slidingTargets = false; ///< `take profit at`
        std::vector<std::size_t> trails, targets;
    };

    struct Trail {
        bool armed = false;
        double armPrice = 0;
        double frozen = 0;
        double best = 0;
        double level = 0;
    };
    struct Target {
        bool done = false;
        double price = 0; ///< not used where the level slides
    };
    struct Breakeven {
        bool armed = false;
        double armPrice = 0;
    };
    struct Stop {
        double price = kNoPrice;
        ExitReason reason = ExitReason::StopLoss;
        std::int32_t rule = -1;
    };

    struct Position {
        EntryFill entry;
        LevelBase base;
        double left = 0;
        double commissionLeft = 0;
        double pnl = 0;
        double lowest = 0, highest = 0;
        Bar seen = 0; ///< first completed bar that `lowest` and `highest` do not contain yet
        double best = 0;
        double soldFraction = 0;
        Stop initial;                 ///< the stop loss
        Stop stop;                    ///< the tightest live one
        double nearTarget = kNoPrice; ///< nearest target with a fixed price that is not done
        double nearArm = kNoPrice;    ///< nearest price that arms a breakeven stop
        double ruinPrice = kNoPrice;  ///< beyond it a close may exhaust the equity
        std::int64_t day = 0;         ///< of the entry
        std::vector<Trail> trails;
        std::vector<Breakeven> breakevens;
        std::vector<Target> targets;
    };

    struct Exit {
        double raw = 0;
        FillRule fill = FillRule::NextOpen;
        ExitReason reason = ExitReason::Rule;
        std::int32_t rule = -1;
        Bar signalBar = -1;
    };

    // ---- jumping
    Bar nextEvent(Bar bar);
    Bar nextWhilePending(Bar bar);
    Bar nextInPosition(Bar bar);
    Bar followTrails(Bar bar, Bar limit);
    Bar followSlidingTargets(Bar bar, Bar limit) const;
    bool passesBlock(std::size_t bar);
    bool isTouched(std::size_t bar) const;
    void findLimits();
    bool sidesSee(double price, double level) const;

    // ---- one bar
    void step(Bar bar);
    void exitsAtOpen(Bar bar);
    void entriesAtOpen(Bar bar);
    void gaps(Bar bar);
    void inside(Bar bar);
    void insideReversal(Bar bar);
    void protect(Bar bar);
    void protectStopSide(Bar bar);
    void atClose(Bar bar);
    bool exhausted(Bar bar) const;
    void exitRules(Bar bar);
    void entryRules(Bar bar);
    bool accepts(std::size_t rule, Bar bar);
    bool orderTouched(double low, double high) const;

    // ---- fills
    void enter(std::size_t rule, Bar signalBar, Bar bar, double raw, FillRule fill);
    bool entriesUsedUp(Bar bar) const;
    void open(const EntryFill& entry, const OpeningStop& stop, Bar frozenBar);
    void openProtections(Bar frozenBar);
    void leave(Bar bar, double size, const Exit& exit);
    void leaveAll(Bar bar, const Exit& exit) { leave(bar, m_position.left, exit); }
    void closed(Bar bar, ExitReason reason);
    void seeUpTo(Bar bar);
    void completeBar(Bar bar);
    void advance(std::size_t bar, double low, double high);
    void refreshStop();
    void findRuinPrice();
    double frozenPrice(const PlannedLevel& level, Bar frozenBar) const;
    double armPrice(const PlannedLevel& level, Bar frozenBar) const;
    void refreshNearest();
    double targetPrice(std::size_t target, Bar bar) const;
    bool targetLive(std::size_t target, Bar bar) const;
    void takeTarget(std::size_t target, Bar bar, double raw, FillRule fill);
    void runTargets(Bar bar, double limit);
    void ruin(Bar bar);
    void finish();

    void notFilled(NoFillReason reason, std::size_t rule, Bar signalBar, Bar bar, double price,
                   double size);
    void cancelPending(NoFillReason reason, Bar bar);
    bool isLong() const { return m_position.entry.side == Side::Long; }
    SideRules& rulesOf(Side side) { return m_sides[side == Side::Long ? 0 : 1]; }
    const SideRules& rules() const { return m_sides[isLong() ? 0 : 1]; }
    const PlannedEntry& pendingRule() const { return m_plan.entries[m_pendingRule]; }

    const Plan& m_plan;
    const market::Bars& m_bars;
    const double* m_open;
    const double* m_high;
    const double* m_low;
    const double* m_close;
    Ledger m_ledger;
    Lots m_lots;
    double m_balance = 0;

    std::array<SideRules, 2> m_sides;
    MaskCursor m_anyEntry;
    MaskCursor m_openExits; ///< `at open` exit rules
    MaskCursor m_openEntries;
    MaskCursor m_flats;
    bool m_moneyStops = false; ///< a stop loss follows from the size
    std::int64_t m_endDay = 0; ///< of the window

    bool m_inPosition = false;
    Position m_position;
    TouchLimits m_limits; ///< protections and thresholds of the open position
    bool m_isPending = false;
    std::size_t m_pendingRule = 0;
    Bar m_pendingSignal = 0;
    double m_pendingPrice = kNoPrice;
    bool m_exitPending = false;
    Exit m_pendingExit;
    bool m_enteredNow = false; ///< an entry has filled at this open or at this close
    std::int32_t m_positions = 0;
    Bar m_blockedUntil = 0;
    std::vector<int> m_lossesInRow;       ///< per cooldown rule
    std::vector<std::int64_t> m_fillDays; ///< of all entries, when a rule counts them
};

} // namespace sw::engine
