#include "engine/backtest.h"
#include "engine/position_expr.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

namespace sw::engine {

using lang::NodeId;
using lang::Program;

namespace {

/// One condition of the program and where its bits go.
struct Wanted {
    NodeId root = lang::kNoNode;
    lang::Sides sides;
    Mask SignalTable::*longMask = nullptr;
    Mask SignalTable::*shortMask = nullptr;
    bool readsPosition = false;
};

void merge(Mask& target, const Mask& bits)
{
    for (std::size_t i = 0; i < target.words().size(); ++i) {
        target.words()[i] |= bits.words()[i];
    }
}

void restrict(Mask& target, const Mask& bits)
{
    for (std::size_t i = 0; i < target.words().size(); ++i) {
        target.words()[i] &= bits.words()[i];
    }
}

lang::Sides only(Side side)
{
    return {side == Side::Long, side == Side::Short};
}

/// The decisions of one program over one symbol after the other.
class SignalMaker
{
public:
    explicit SignalMaker(const Program& program) : m_program(program)
    {
        m_traded = {false, false};
        for (const lang::EntryRule& entry : program.entries) {
            (entry.side == Side::Long ? m_traded.longs : m_traded.shorts) = true;
            want(entry.condition, only(entry.side), &SignalTable::enterLong,
                 &SignalTable::enterShort);
        }
        for (const lang::ScalingRule& rule : program.scalings) {
            want(rule.condition, only(rule.side),
                 rule.add ? &SignalTable::addLong : &SignalTable::reduceLong,
                 rule.add ? &SignalTable::addShort : &SignalTable::reduceShort);
        }
        for (const lang::ExitRule& exit : program.exits) {
            want(exit.condition, tradedOf(exit.sides), &SignalTable::exitLong,
                 &SignalTable::exitShort);
        }
        for (const lang::FlatRule& flat : program.flats) {
            m_wanted.push_back(
                {flat.due, m_traded, &SignalTable::exitLong, &SignalTable::exitShort, false});
        }
    }

    Result<SignalTable> table(const std::string& symbol, const Feeds& feeds,
                              const std::stop_token& stop)
    {
        std::vector<NodeId> roots;
        for (const Wanted& wanted : m_wanted) {
            if (!wanted.readsPosition) {
                roots.push_back(wanted.root);
            }
        }
        for (const lang::SessionRule& session : m_program.sessions) {
            roots.push_back(session.inside);
        }
        std::vector<std::pair<const Wanted*, PositionExpr>> questions;
        for (const Wanted& wanted : m_wanted) {
            if (wanted.readsPosition) {
                questions.emplace_back(&wanted, PositionExpr(m_program.graph, wanted.root));
                const auto& pure = questions.back().second.pureNodes();
                roots.insert(roots.end(), pure.begin(), pure.end());
            }
        }
        auto values = evaluate(m_program.graph, roots, symbol, m_program.timeframe, feeds, stop);
        if (!values) {
            return fail(std::move(values).error());
        }
        SignalTable table = emptyTable(symbol, feeds.at(symbol));
        std::size_t root = collectMasks(*values, table);
        root = applySessions(*values, root, table);
        for (auto& [wanted, question] : questions) {
            question.bind(*values, root, table.bars);
            root += question.pureNodes().size();
            askAll(*wanted, question, table);
        }
        return table;
    }

private:
    void want(const lang::Condition& condition, lang::Sides sides, Mask SignalTable::*longMask,
              Mask SignalTable::*shortMask)
    {
        m_wanted.push_back({condition.root, sides, longMask, shortMask, condition.readsPosition});
    }

    lang::Sides tradedOf(lang::Sides sides) const
    {
        return {sides.longs && m_traded.longs, sides.shorts && m_traded.shorts};
    }

    static SignalTable emptyTable(const std::string& symbol, market::BarsPtr bars)
    {
        SignalTable table;
        table.symbol = symbol;
        const Mask none(bars->size());
        for (Mask* mask :
             {&table.enterLong, &table.exitLong, &table.enterShort, &table.exitShort,
              &table.addLong, &table.addShort, &table.reduceLong, &table.reduceShort}) {
            *mask = none;
        }
        table.bars = std::move(bars);
        return table;
    }

    /// Returns the number of roots used up.
    std::size_t collectMasks(const Evaluation& values, SignalTable& table) const
    {
        std::size_t root = 0;
        for (const Wanted& wanted : m_wanted) {
            if (wanted.readsPosition) {
                continue;
            }
            const Mask& bits = values.masks[root++];
            if (wanted.sides.longs) {
                merge(table.*wanted.longMask, bits);
            }
            if (wanted.sides.shorts) {
                merge(table.*wanted.shortMask, bits);
            }
        }
        return root;
    }

    /// Entries are decided on bars that lie in one of the sessions, if there are any.
    std::size_t applySessions(const Evaluation& values, std::size_t root, SignalTable& table) const
    {
        if (m_program.sessions.empty()) {
            return root;
        }
        Mask inside(table.bars->size());
        for (std::size_t i = 0; i < m_program.sessions.size(); ++i) {
            merge(inside, values.masks[root++]);
        }
        restrict(table.enterLong, inside);
        restrict(table.enterShort, inside);
        return root;
    }

    static void askAll(const Wanted& wanted, PositionExpr& question, SignalTable& table)
    {
        if (wanted.sides.longs) {
            ask(question, Side::Long, table.enterLong, *table.bars, table.*wanted.longMask);
        }
        if (wanted.sides.shorts) {
            ask(question, Side::Short, table.enterShort, *table.bars, table.*wanted.shortMask);
        }
    }

    /// As if always in a position that the last entry signal opened at the open of the next bar.
    static void ask(PositionExpr& question, Side side, const Mask& entries,
                    const market::Bars& bars, Mask& out)
    {
        const std::size_t size = entries.size();
        for (std::size_t signal = entries.next(0); signal < size;) {
            const std::size_t next = entries.next(signal + 1);
            PositionState state;
            state.side = side;
            state.signalBar = static_cast<std::int32_t>(signal);
            for (std::size_t bar = signal + 1; bar < size && bar <= next; ++bar) {
                state.entryPrice = bars.open()[signal + 1];
                state.averagePrice = state.entryPrice;
                state.lastFill = state.entryPrice;
                state.barsHeld = static_cast<std::int32_t>(bar - signal - 1);
                if (question.truth(static_cast<std::int32_t>(bar), state)) {
                    out.set(bar);
                }
            }
            signal = next;
        }
    }

    const Program& m_program;
    lang::Sides m_traded;
    std::deque<Wanted> m_wanted; ///< stable addresses
};

} // namespace

Result<std::vector<SignalTable>> signalTables(const Program& program, const Feeds& feeds,
                                              const std::stop_token& stop)
{
    if (!program.holes.empty()) {
        return fail(ErrorKind::Unsupported,
                    fmt::format("there is no data for external(\"{}\"); remove it or replace it "
                                "with a condition on bars",
                                program.holes.front()));
    }
    if (program.entries.empty() && program.scalings.empty()) {
        return fail(ErrorKind::Unsupported,
                    program.later.empty()
                        ? "the strategy has no entry rule, so there are no signals; add a line "
                          "such as: long when close > sma(close, 200)"
                        : program.later.front().message);
    }
    SignalMaker maker(program);
    std::vector<SignalTable> tables;
    for (const std::string& symbol : program.symbols) {
        auto table = maker.table(symbol, feeds, stop);
        if (!table) {
            return fail(std::move(table).error());
        }
        tables.push_back(*std::move(table));
    }
    return tables;
}

} // namespace sw::engine
