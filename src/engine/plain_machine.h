// The plain machine: one loop over the bars that follows the text of the published rules. Slow and
// simple on purpose; the event-driven machine is tested against it byte for byte.
#pragma once

#include "engine/account.h"
#include "engine/level.h"

#include <optional>
#include <vector>

namespace sw::engine {

/// Runs one plan once.
class PlainMachine
{
public:
    explicit PlainMachine(const Plan& plan);
    Ledger run();

private:
    using Bar = std::int32_t;

    struct PendingEntry {
        std::int32_t rule = 0;
        Bar signalBar = 0;
        double price = kNoPrice;
    };
    struct PendingExit {
        std::int32_t rule = -1;
        Bar signalBar = 0;
        ExitReason reason = ExitReason::Rule;
    };
    struct TrailState {
        bool armed = true;
        double armPrice = kNoPrice;
        double frozen = kNoPrice;
        double best = 0;
        double level = kNoPrice;
    };
    struct BreakevenState {
        bool armed = false;
        double armPrice = kNoPrice;
    };
    struct TargetState {
        bool done = false;
        double frozen = kNoPrice;
    };
    struct Position {
        EntryFill entry;
        LevelBase base;
        double left = 0;
        double commissionLeft = 0;
        double pnl = 0;
        double lowest = 0, highest = 0; ///< of price while open
        double best = 0;                ///< favourable extreme of completed bars
        double soldFraction = 0;
        bool filledInside = false; ///< a resting order, filled after the open
        std::vector<TrailState> trails;
        std::vector<BreakevenState> breakevens;
        std::vector<TargetState> targets;
    };
    struct Way {
        FillRule fill = FillRule::NextOpen;
        ExitReason reason = ExitReason::Rule;
        std::int32_t rule = -1;
        Bar signalBar = -1;
    };
    struct LiveStop {
        double price = kNoPrice;
        ExitReason reason = ExitReason::StopLoss;
        std::int32_t rule = -1;
    };

    void atOpen(Bar bar);
    void exitsAtOpen(Bar bar);
    void entriesAtOpen(Bar bar);
    void gaps(Bar bar);
    void inside(Bar bar);
    void restingMeetsPosition(Bar bar);
    void atClose(Bar bar);
    void completeBar(Bar bar);
    void exitsAtClose(Bar bar);
    void entriesAtClose(Bar bar);

    bool accepts(std::int32_t rule, Bar bar);
    void enter(std::int32_t rule, Bar signalBar, Bar bar, double raw, FillRule fill);
    void open(const EntryFill& entry, Bar frozenBar);
    void leave(Bar bar, double raw, double size, const Way& way);
    void leaveAll(Bar bar, double raw, const Way& way);
    void closed(Bar bar, ExitReason reason);
    void ruin(Bar bar);
    void finish();

    LiveStop liveStop() const;
    bool stopTouched(Bar bar) const;
    double targetPrice(std::size_t target, Bar bar) const;
    bool targetLive(std::size_t target, Bar bar) const;
    bool anyTargetTouched(Bar bar) const;
    void takeTarget(std::size_t target, Bar bar, double raw, FillRule fill);
    void runTargets(Bar bar, double limit);
    void protectWholeBar(Bar bar);
    void protectStopSide(Bar bar);
    bool reaches(double price, double level) const;

    void notFilled(NoFillReason reason, std::int32_t rule, Bar signalBar, Bar bar, double price,
                   double size);
    void cancelPending(NoFillReason reason, Bar bar);
    bool flatDue(Bar bar) const;
    Side sideOf(std::int32_t rule) const
    {
        return m_plan.entries[static_cast<std::size_t>(rule)].side;
    }
    double openPrice(Bar bar) const { return m_bars.open()[static_cast<std::size_t>(bar)]; }
    double high(Bar bar) const { return m_bars.high()[static_cast<std::size_t>(bar)]; }
    double low(Bar bar) const { return m_bars.low()[static_cast<std::size_t>(bar)]; }
    double close(Bar bar) const { return m_bars.close()[static_cast<std::size_t>(bar)]; }

    const Plan& m_plan;
    const market::Bars& m_bars;
    Ledger m_ledger;
    Lots m_lots;
    double m_balance = 0;
    std::optional<Position> m_position;
    std::optional<PendingEntry> m_pending;
    std::optional<PendingExit> m_pendingExit;
    bool m_enteredNow = false; ///< an entry has filled at this open or at this close
    std::int32_t m_positions = 0;
    Bar m_blockedUntil = 0;
    std::vector<int> m_lossesInRow; ///< per cooldown rule
    std::vector<Bar> m_fillBars;    ///< of all entries
};

} // namespace sw::engine
