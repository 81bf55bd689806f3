// The position machine for the most frequent plans: market orders, at most one stop and one target
// in percent on each side, exits by rule or after bars. It knows where the next event lies without
// asking, so that a trade costs a few hundred instructions. Everything else is Machine's business.
#pragma once

#include "engine/account.h"
#include "engine/mask_cursor.h"
#include "engine/touch.h"

#include <array>

namespace sw::engine {

/// Runs one plan once.
class ShortMachine
{
public:
    /// True when a plan has nothing but what this machine knows.
    static bool canRun(const Plan& plan);
    /// Requires: canRun(plan).
    explicit ShortMachine(const Plan& plan);
    Ledger run(const std::stop_token& stop);

private:
    using Bar = std::int32_t;

    struct SideRules {
        MaskCursor exits;
        MaskCursor entries;
        double stopMove = kNoPrice;   ///< signed fraction of the fill price; NaN = no stop
        double targetMove = kNoPrice; ///< signed fraction of the fill price; NaN = no target
        std::int32_t stopRule = -1;
        std::int32_t targetRule = -1;
    };

    struct Exit {
        Bar bar = 0;
        double raw = 0;
        FillRule fill = FillRule::NextOpen;
        ExitReason reason = ExitReason::Rule;
        std::int32_t rule = -1;
        Bar signalBar = -1;
    };

    /// An order decided on the close of `signalBar`.
    struct Order {
        std::size_t rule = 0;
        Bar signalBar = 0;
        bool exists = false;
    };

    // What is the same for every bar of a position is decided once, by the compiler: its side.
    Order orderAt(Bar bar, bool anySide, Side side);
    bool enter(const Order& order);
    template <Side kSide> bool enterAs(const Order& order);
    template <Side kSide> Bar hold(Order& next);
    template <Side kSide> bool findProtection(Bar to, Exit& exit);
    template <Side kSide> void decideAt(Bar bar, Exit& exit, Order& next);
    template <Side kSide> void leave(const Exit& exit);
    bool exhausts(Bar bar) const;
    void notFilled(NoFillReason reason, const Order& order, Bar bar, double size);
    void ruin(Bar bar);
    void finish();
    SideRules& rulesOf(Side side) { return m_sides[side == Side::Long ? 0 : 1]; }
    static constexpr Side otherSide(Side side)
    {
        return side == Side::Long ? Side::Short : Side::Long;
    }

    const Plan& m_plan;
    const market::Bars& m_bars;
    const double* m_open;
    const double* m_high;
    const double* m_low;
    const double* m_close;
    Bar m_end = 0;
    Ledger m_ledger;
    Lots m_lots;
    double m_balance = 0;
    bool m_countsDays = false;
    std::int64_t m_endDay = 0;
    std::array<SideRules, 2> m_sides;
    MaskCursor m_anyEntry;
    bool m_isLone = false;         ///< there is one entry rule
    bool m_takesAllEquity = false; ///< every entry rule does

    EntryFill m_entry;
    double m_stop = kNoPrice;
    double m_target = kNoPrice;
    double m_ruinPrice = kNoPrice;
    PassedRange m_passed; ///< of the open position
    std::int32_t m_positions = 0;
};

/// Counts what follows from the masks of a plan: signals, and the entry signals that went nowhere
/// because a position of their side was open.
void countSignals(const Plan& plan, Counters& counters);

} // namespace sw::engine
