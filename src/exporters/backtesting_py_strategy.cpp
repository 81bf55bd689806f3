#include "exporters/backtesting_py_strategy.h"

namespace sw::exporters {

const std::string_view kBacktestingStrategy = R"py(
class Position:
    """An open or expected position; `price` is its fill."""

    def __init__(self, **parts):
        self.__dict__.update(parts)


class Program(Strategy):
    """Decides on the close of a bar; backtesting.py fills at the next open."""

    bars = rules = settings = None
    first = end = 0

    def init(self):
        def flags(column):
            return [1.0 if flag is True else 0.0 for flag in column]

        for k, rule in enumerate(self.rules.entries):  # attributes, so that they are cut per bar
            setattr(self, "enter_%d" % k, self.I(flags, rule.when, name="enter %d" % (k + 1),
                                                 plot=False))
        self.held = None     # the open position
        self.waiting = None  # (order, rule, signal bar, expected position)
        self.reason = None   # of the exit order that waits
        self.reasons = {}
        self.left_open = []

    def next(self):
        bar = len(self.data) - 1
        self.follow(bar)
        if not self.first <= bar < self.end:
            return
#if trails|breakevens
        if self.held:
            self.complete_bar(self.held, bar)
#end
#if protected|targets
        if self.held:
            self.set_levels(self.held, bar)
#end
#if timeExitClose
        if self.held and bar == self.held.bar + self.rules.exit_after:
            self.leave("time_exit")
#end
#if resting
        if self.waiting and self.waiting[1].valid > 0:
            if bar == self.waiting[2] + self.waiting[1].valid:
                self.cancel()
#end
#if exits
        for rule in self.rules.exits:
            concerns = self.held and self.held.side in rule.sides
#if positionRules
            if callable(rule.when) and not concerns:
                continue
            if not asked(rule.when, self, self.held, bar):
                continue
#else
            if not true_at(rule.when, bar):
                continue
#end
            if self.waiting and self.waiting[1].side in rule.sides:
                self.cancel()
            if concerns:
                self.leave("rule")
#end
#if timeExit
        if self.held and bar == self.held.bar + self.rules.exit_after - 1:
            self.leave("time_exit")
#end
#if flat
        if bar + 1 < self.end and any(true_at(due, bar + 1) for due in self.rules.flats):
            self.leave("flat")  # the clock of the next bar is known now
            self.cancel()
#end
        for k, rule in enumerate(self.rules.entries):
            if getattr(self, "enter_%d" % k)[-1] == 1.0 and self.accepts(rule, bar):
                self.enter(rule, bar)
        if bar == self.end - 1:
            self.cancel()
            self.left_open = [(trade, self.held) for trade in self.trades]

    def follow(self, bar):
        """Takes over what the broker has filled in this bar."""
        for trade in self.closed_trades[len(self.reasons):]:
            self.reasons[len(self.reasons)] = (self.held, self.reason or self.why(trade))
            self.held = self.reason = None
            if self.waiting and self.waiting[0] not in self.orders and not self.trades:
                # Entered and left within one bar.
                same = trade.entry_bar >= self.waiting[2]
                if same:
                    last = len(self.reasons) - 1
                    self.reasons[last] = (self.waiting[3], self.why(trade))
                self.waiting = None
        if self.trades and self.held is None and self.waiting:
            trade, position = self.trades[-1], self.waiting[3]
            frozen_bar = position.signal_bar
            position.price, position.bar = trade.entry_price, trade.entry_bar
            position.size = abs(trade.size)
            self.opening_stop(position, frozen_bar)
            position.risk = abs(position.price - position.initial_stop)
            position.best = position.price
            self.arm(position, position.bar - 1, frozen_bar)
            self.held, self.waiting = position, None
        elif self.waiting and self.waiting[0] not in self.orders:
            self.waiting = None  # refused by the broker

    def why(self, trade):
        """A trade that was not closed by a rule met its stop or its target."""
        if trade.tp is not None and (trade.exit_price >= trade.tp if trade.is_long
                                     else trade.exit_price <= trade.tp):
            return "take_profit"
        return self.live_stop(self.held)[1] if self.held else "stop_loss"

    def leave(self, reason):
        for trade in self.trades:
            if self.reason is None:
                trade.close()
                self.reason = reason

    def cancel(self):
        if self.waiting:
            if self.waiting[0] in self.orders:
                self.waiting[0].cancel()
            self.waiting = None

    def accepts(self, rule, bar):
        """Whether an entry signal becomes an order."""
#if entryClose
        leaves = self.reason is not None  # at this same close
        if self.held and self.held.side == rule.side and not leaves:
            return False
#else
        if self.held and self.held.side == rule.side:
            return False
#end
        if self.waiting and (self.waiting[1].side == rule.side or self.waiting[2] == bar):
            return False
#if sessions
        if not any(true_at(session, bar) for session in self.rules.sessions):
            return False
#end
#if resting
        if rule.order in ("limit", "stop") and rule.price[bar] != rule.price[bar]:
            return False
#end
        self.cancel()
        return True

    def enter(self, rule, bar):
        price = self.bars.close[bar]
#if resting
        price = rule.price[bar] if rule.order in ("limit", "stop") else price
#end
        position = Position(side=rule.side, rule=rule, signal_bar=bar, bar=bar + 1, raw=price,
                            price=price, size=NAN, risk=NAN, settings=self.settings,
                            initial_stop=NAN)
        if not self.opening_stop(position, bar):
            return
        size = self.size_for(rule, position)
        if size is None:
            return
        position.size = size if size >= 1 else self.equity * size / price
        self.opening_stop(position, bar)
        position.risk = abs(position.price - position.initial_stop)
        position.best = price
        self.arm(position, bar, bar)
        if self.held:
            self.leave("reversal")
        order = {"sl": None, "tp": None}
#if protected
        stop, _ = self.live_stop(position)
        if stop < price if rule.side == LONG else stop > price:
            order["sl"] = stop
#end
#if targets
        target = self.target_for(position, bar)
        if target is not None and (target > price if rule.side == LONG else target < price):
            order["tp"] = target
#end
#if resting
        if rule.order in ("limit", "stop"):
            order[rule.order] = price
#end
        send = self.buy if rule.side == LONG else self.sell
        self.waiting = (send(size=size, **order), rule, bar, position)

    def size_for(self, rule, position):
        """Shares, or a fraction of equity below 1 that backtesting.py turns into shares at the
        fill; None below one share."""
        kind, amount = rule.size
        full = 1 - sys.float_info.epsilon  # all equity, commission included
        if kind == "percent":
            return min(amount / 100, full)
        if kind == "slots":
            return full
        if kind == "cash":
            return min(amount / self.equity, full)
#if risk
        if kind in ("risk_percent", "risk_cash"):
            distance = position.side * (position.price - position.initial_stop)
            if not distance > 0:
                return None
            risk = self.equity * (amount / 100) if kind == "risk_percent" else amount
            shares = math.floor(risk / distance)
            most = self.equity / (position.price * (1 + self.settings["commission"]))
            return full if shares > most else shares if shares >= 1 else None
#end
        shares = math.floor(amount)
        return shares if shares >= 1 else None
#if protected|targets

    def set_levels(self, position, bar):
        """Moves stop and target of the trade for the next bar."""
        for trade in self.trades:
#if protected
            stop, _ = self.live_stop(position)
            if stop == stop and trade.sl != stop:
                trade.sl = stop
#end
#if targets
            target = self.target_for(position, bar)
            if trade.tp != target:
                trade.tp = target
#end
#end

    def live_stop(self, position):
        """The tightest stop and its reason."""
        stop, reason = position.initial_stop, "stop_loss"
#if trails
        for trail in position.trails:
            if position.side in trail.rule.sides and trail.armed:
                if tighter(position.side, trail.level, stop):
                    stop, reason = trail.level, "trailing_stop"
#end
#if breakevens
        for breakeven in position.breakevens:
            if breakeven.armed and tighter(position.side, position.price, stop):
                stop, reason = position.price, "breakeven"
#end
        return stop, reason
#if targets

    def target_for(self, position, bar):
        """The nearest target of the next bar, None without one."""
        prices = []
        for target in position.targets:
            if position.side not in target.rule.sides:
                continue
#if targetConditions
            if target.rule.when is not None:
#if positionRules
                if not asked(target.rule.when, self, position, bar):
                    continue
#else
                if not true_at(target.rule.when, bar):
                    continue
#end
#end
            level = target.rule.level
            if level.kind == "level":
                price = level.value(self, position, bar)
            else:
                price = level.away(position, target.frozen, position.price, 1)
            if price == price:
                prices.append(price)
        return None if not prices else min(prices) if position.side == LONG else max(prices)
#end

    def arm(self, position, known, frozen_bar):
        """Sets up trailing stops, breakevens and targets of a position."""
#if trails|breakevens|targets
        def frozen(level):
            price_typed = level.kind == "price"
            return level.value(self, position, frozen_bar) if price_typed else NAN

#end
        position.trails, position.breakevens, position.targets = [], [], []
#if trails
        for rule in self.rules.trails:
            level, once_up = rule.level, rule.once_up
            trail = Rule(rule=rule, best=position.price, frozen=frozen(level), level=NAN,
                         armed=once_up is None, arm_price=NAN)
            if once_up is not None:
                trail.arm_price = once_up.away(position, frozen(once_up), position.price, 1)
            elif position.side in rule.sides and level.kind == "level":
                trail.level = level.value(self, position, known)
            elif position.side in rule.sides:
                trail.level = level.away(position, trail.frozen, position.price, -1)
            position.trails.append(trail)
#end
#if breakevens
        for level in self.rules.breakevens:
            arm_price = level.away(position, frozen(level), position.price, 1)
            position.breakevens.append(Rule(armed=False, arm_price=arm_price))
#end
#if targets
        for rule in self.rules.targets:
            position.targets.append(Rule(rule=rule, frozen=frozen(rule.level)))
#end
#if trails|breakevens

    def complete_bar(self, position, bar):
        """Extremes of the completed bar move and arm the stops."""
        high, low, close = self.bars.high[bar], self.bars.low[bar], self.bars.close[bar]
#if resting
        if position.rule.order in ("limit", "stop") and bar == position.bar:
            if position.price != self.bars.open[bar]:
                high, low = (close, low) if position.side == LONG else (high, close)
#end
        better = max if position.side == LONG else min
        favourable, adverse = (high, low) if position.side == LONG else (low, high)
        position.best = better(position.best, favourable)

        def reached(price):
            return position.best >= price if position.side == LONG else position.best <= price

#if trails
        for trail in position.trails:
            if position.side not in trail.rule.sides:
                continue
            anchors = {"close": close, "adverse": adverse, "favourable": favourable}
            trail.best = better(trail.best, anchors[trail.rule.anchor])
            trail.armed = trail.armed or reached(trail.arm_price)
            if trail.armed:
                if trail.rule.level.kind == "level":
                    level = trail.rule.level.value(self, position, bar)
                else:
                    level = trail.rule.level.away(position, trail.frozen, trail.best, -1)
                if tighter(position.side, level, trail.level):
                    trail.level = level
#end
#if breakevens
        for breakeven in position.breakevens:
            breakeven.armed = breakeven.armed or reached(breakeven.arm_price)
#end
#end

    def opening_stop(self, position, frozen_bar):
        """Sets the tightest stop loss; False when a stop has no value on the signal bar."""
        known, best = True, NAN
#if trails
        for trail in self.rules.trails:
            if position.side in trail.sides and trail.level.kind == "price":
                distance = trail.level.value(self, position, frozen_bar)
                known = known and distance == distance
#end
#if stops
        for stop in self.rules.stops:
            if position.side not in stop.sides:
                continue
            price = 0.0
            if stop.level.kind in ("price", "level"):
                price = stop.level.value(self, position, frozen_bar)
                known = known and price == price
            if stop.level.kind != "level":
                price = stop.level.away(position, price, position.price, -1)
            if tighter(position.side, price, best):
                best = price
#end
        position.initial_stop = best
        return known
)py";

const std::string_view kBacktestingMain = R"py(
def run(symbol, feeds):
    bars, s = feeds[symbol], SETTINGS[symbol]
    rules = strategy(bars, feeds)
    first, end = window(bars, rules.first_bar)
    index = pd.DatetimeIndex(pd.to_datetime(bars.time, unit="ms"))
    frame = pd.DataFrame({"Open": bars.open, "High": bars.high, "Low": bars.low,
                          "Close": bars.close, "Volume": bars.volume}, index=index)

    def commission(size, price):
        """Commission and slippage of one side, in money."""
        return (abs(size) * abs(price) * (s["commission"] + s["slippage"])
                + abs(size) * (s["commission_per_share"] + s["slippage_per_share"])
                + s["commission_per_trade"])

    test = Backtest(frame, Program, cash=s["capital"], commission=commission, margin=s["margin"],
                    trade_on_close=TRADE_ON_CLOSE)
    stats = test.run(bars=bars, rules=rules, settings=s, first=first, end=end)
    program = stats._strategy

    def row(number, trade, position, exit_bar, price, net, reason):
        return (number, "long" if trade.is_long else "short", position.signal_bar,
                trade.entry_bar, show_time(bars.time[trade.entry_bar]), trade.entry_price,
                exit_bar, show_time(bars.time[exit_bar]), price, abs(trade.size), net, reason)

    rows = []
    for k, trade in enumerate(program.closed_trades[:len(program.reasons)]):
        position, reason = program.reasons[k]
        net = trade.size * (trade.exit_price - trade.entry_price)
        net -= commission(trade.size, trade.entry_price) + commission(trade.size, trade.exit_price)
        rows.append(row(k, trade, position, trade.exit_bar, trade.exit_price, net, reason))
    for trade, position in program.left_open:
        price = bars.close[end - 1]
        net = trade.size * (price - trade.entry_price) - commission(trade.size, trade.entry_price)
        rows.append(row(len(rows), trade, position, end - 1, price, net, "still_open"))
    return rows


if __name__ == "__main__":
    print_trades(read_arguments(sys.argv[1:]), run)
)py";

} // namespace sw::exporters
