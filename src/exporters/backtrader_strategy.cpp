#include "exporters/backtrader_strategy.h"

namespace sw::exporters {

const std::string_view kBacktraderStrategy = R"py(
class Costs(bt.CommInfoBase):
    """Commission per value, per share and per fill."""

    params = (("commission", 0.0), ("per_share", 0.0), ("per_trade", 0.0),
              ("stocklike", True), ("percabs", True),
              ("commtype", bt.CommInfoBase.COMM_PERC))

    def _getcommission(self, size, price, pseudoexec):
        return (self.p.commission * abs(size * price) + self.p.per_share * abs(size)
                + self.p.per_trade)


#if targets|resting
class Broker(bt.brokers.BackBroker):
    """Limit orders pay no slippage, also when they fill at a better open."""

    def _slip_up(self, pmax, price, doslip=True, lim=False):
        return price if lim else super()._slip_up(pmax, price, doslip, lim)

    def _slip_down(self, pmin, price, doslip=True, lim=False):
        return price if lim else super()._slip_down(pmin, price, doslip, lim)


#end
class Position:
    """An open position; `price` is the fill after slippage, `raw` before it."""

    def __init__(self, **parts):
        self.__dict__.update(parts)


class Program(bt.Strategy):
    """Decides on the close of a bar (next) and sends orders at the following open (next_open),
    where the fill price is known: so sizes and stops are those of the fill, and protections work
    in the entry bar already."""

    params = (("bars", None), ("rules", None), ("settings", None), ("first", 0), ("end", 0))

    def __init__(self):
        self.bars, self.rules, self.settings = self.p.bars, self.p.rules, self.p.settings
        self.held = None       # the open position
        self.pending = None    # entry order that waits: (rule, signal bar, price)
        self.due = None        # reason of the exit at the next open
        self.entered_now = False
        self.entry_order = None
        self.working = []      # protective orders of this bar
        self.reasons = {}
        self.entered = 0
        self.rows = []
#if cooldown
        self.blocked_until = 0
        self.losses_in_row = [0] * len(self.rules.cooldowns)
#end
#if entryLimits
        self.fill_days = []
#end

    # ---- the open

    def next_open(self):
        bar = len(self.data) - 1
        if not self.p.first <= bar < self.p.end:
            return
        price = self.data.open[0]
        self.entered_now = False
        if self.held and self.due:
            self.leave_now(self.due)
#if exitOpen
        for rule in self.rules.exits:
            if rule.order == "open" and true_at(rule.when, bar):
                if self.held and self.held.side in rule.sides:
                    self.leave_now("rule")
                if self.pending and self.pending[0].side in rule.sides:
                    self.pending = None
#end
#if timeExit
        if self.held and bar == self.held.bar + self.rules.exit_after:
            self.leave_now("time_exit")
#end
#if flat
        if any(true_at(due, bar) for due in self.rules.flats):
            if self.held:
                self.leave_now("flat")
            self.pending = None
#end
#if protected|targets
        if self.held:
            self.protect(self.held, price, True)
#end
        if self.pending:
            rule, signal_bar, level = self.pending
            self.enter(rule, signal_bar, bar, price, level)
#if entryOpen
        for rule in self.rules.entries:
            if rule.order == "open" and true_at(rule.when, bar) and self.accepts(rule, bar):
                self.enter(rule, bar, bar, price, NAN)
#end

    def leave_now(self, reason):
        """Closes the position at this open."""
        held, self.held, self.due = self.held, None, None
        self.closing = held
        order = (self.sell if held.side == LONG else self.buy)(size=held.left, coc=False)
        self.reasons[order.ref] = (held, reason, None)

    def enter(self, rule, signal_bar, bar, price, level, at_close=False):
        """Sends an entry with the size that its fill price gives."""
        raw, touched = price, True
#if resting
        if rule.order in ("limit", "stop"):
            below = rule.side == LONG if rule.order == "limit" else rule.side == SHORT
            raw = min(price, level) if below else max(price, level)
            touched = raw == price  # the open is there already
#end
#if entryOpen&bothSides
        if self.held and rule.order == "open":
            for order in self.working:
                self.cancel(order)
            self.leave_now("reversal")
#end
#if entryLimits
        today = local_day(self.bars, bar)
        for count, per_week in self.rules.entry_limits:
            same = [day for day in self.fill_days
                    if ((day + 3) // 7 == (today + 3) // 7 if per_week else day == today)]
            if len(same) >= count:
                self.pending = None if touched else self.pending
                return
#end
        slips = rule.order != "limit"
        frozen_bar = signal_bar - 1 if rule.order == "open" else signal_bar
        position = Position(
            side=rule.side, rule=rule, signal_bar=signal_bar, bar=bar, raw=raw,
            price=worsened(raw, rule.side == LONG, self.settings) if slips else raw,
            size=NAN, risk=NAN, settings=self.settings, initial_stop=NAN)
        known = self.opening_stop(position, frozen_bar)
        balance = self.balance_after_closing(price)
        position.size = self.size_at(rule.size, position, balance) if known else 0.0
        if rule.order not in ("limit", "stop") or touched:
            self.pending = None
        if not position.size > 0:
            return
        self.opening_stop(position, frozen_bar)
        position.risk = abs(position.price - position.initial_stop)
        position.commission = self.commission(position.size, position.price)
        position.left, position.pnl = position.size, 0.0
        position.best = position.price
        position.filled_inside = not touched
        self.arm(position, bar if at_close else bar - 1, frozen_bar)
        kinds = {"limit": bt.Order.Limit, "stop": bt.Order.Stop}
        kind = kinds.get(rule.order, bt.Order.Market)
        order = (self.buy if rule.side == LONG else self.sell)(
            size=position.size, exectype=kind, coc=at_close,
            price=level if kind != bt.Order.Market else None)
        self.entry_order, self.entering = order, position
        self.entered_now = True
        if touched:
            self.held = position
            position.number = self.entered
            self.entered += 1
#if protected|targets
            if not at_close:
                self.protect(position, price, True)
#if resting
        elif rule.order == "limit":
            self.protect(position, price, False)
#end
#end

    def balance_after_closing(self, price):
        """Cash once the exit that waits in front of this entry has filled."""
        cash = self.broker.getcash()
        if self.position.size:
            out = worsened(price, self.position.size < 0, self.settings)
            cash += self.position.size * out - self.commission(abs(self.position.size), out)
        return cash

#if protected|targets
    def protect(self, position, price, is_open):
        """Stop and target orders for this bar; one pair per part of the position. Until a limit
        order has filled, only the stop behind it."""
        side = position.side
        send = self.sell if side == LONG else self.buy
        stop, reason = self.live_stop(position)
        wrong = position.raw <= stop if side == LONG else position.raw >= stop
        if wrong and position.bar == len(self.data) - 1:
            # A stop on the wrong side of the fill: out at once, where the entry fills.
            kind = bt.Order.Market if is_open else bt.Order.Stop
            order = send(size=position.left, exectype=kind, coc=False,
                         price=None if is_open else position.raw)
            self.reasons[order.ref] = (position, reason, None)
            self.working.append(order)
            return
        parts = self.parts(position) if is_open else [(position.left, None)]
        for size, target in parts:
            level = NAN
#if targets
            level = NAN if target is None else self.target_price(position, target)
#end
            passed = price >= level if side == LONG else price <= level
            orders = []
            if passed:  # the open is beyond the target already: it comes first
                orders = [self.send_target(send, size, level, position, target, None)]
            if stop == stop:
                order = send(size=size, exectype=bt.Order.Stop, price=stop, coc=False,
                             oco=orders[0] if orders else None)
                self.reasons[order.ref] = (position, reason, None)
                orders.append(order)
            if level == level and not passed:
                orders.append(self.send_target(send, size, level, position, target,
                                               orders[0] if orders else None))
            self.working += orders

    def send_target(self, send, size, level, position, target, oco):
        order = send(size=size, exectype=bt.Order.Limit, price=level, coc=False, oco=oco)
        self.reasons[order.ref] = (position, "take_profit", target)
        return order

#end
    # ---- fills

    def notify_order(self, order):
        if order.status == order.Margin or order.status == order.Rejected:
            if self.entry_order is not None and order.ref == self.entry_order.ref:
                self.held = None
            return
        if order.status != order.Completed:
            return
        if self.entry_order is not None and order.ref == self.entry_order.ref:
            self.held, self.pending = self.entering, None
            self.held.price = order.executed.price
            if not hasattr(self.held, "number"):
                self.held.number = self.entered
                self.entered += 1
#if entryLimits
            self.fill_days.append(local_day(self.bars, self.held.bar))
#end
            return
        held, reason, target = self.reasons[order.ref]
        if target is not None:
            target.done = True
        self.book(held, len(self.data) - 1, order.executed.price, abs(order.executed.size), reason)

    def book(self, held, bar, price, size, reason):
#if entryClose|exitClose|timeExitClose
        bar = getattr(held, "closed_at", bar)
#end
        share = held.commission * size / held.size
        still_open = reason == "still_open"
        costs = share + (0.0 if still_open else self.commission(size, price))
        net = held.side * (price - held.price) * size - costs
        held.left -= size
        held.pnl += net
        self.rows.append((held.number, "long" if held.side == LONG else "short", held.signal_bar,
                          held.bar, show_time(self.bars.time[held.bar]), held.price, bar,
                          show_time(self.bars.time[bar]), price, size, net, reason))
        if held.left > held.size * 1e-12 or still_open:
            return
#if cooldown
        self.closed(held, bar, reason)
#end
        if self.held is held:
            self.held, self.due = None, None
#if cooldown

    def closed(self, held, bar, reason):
        """Starts the waiting times that the end of a position causes."""
        lost = held.pnl < 0
        for i, (bars, after, losses) in enumerate(self.rules.cooldowns):
            if after == "stop_out":
                waits = reason in ("stop_loss", "trailing_stop", "breakeven")
            elif after == "losses":
                self.losses_in_row[i] = self.losses_in_row[i] + 1 if lost else 0
                waits = self.losses_in_row[i] >= losses
                self.losses_in_row[i] = 0 if waits else self.losses_in_row[i]
            else:
                waits = after == "any_trade" or lost
            if waits:
                self.blocked_until = max(self.blocked_until, bar + bars)
#end

    # ---- the close

    def next(self):
        bar = len(self.data) - 1
        for order in self.working:
            if order.alive():
                self.cancel(order)
        self.working = []
        if self.entry_order is not None and self.entry_order.alive():
            if not self.entry_order.info.coc:
                self.cancel(self.entry_order)
        if not self.p.first <= bar < self.p.end:
            return
        close = self.data.close[0]
        self.entered_now = False
#if trails|breakevens
        if self.held:
            self.complete_bar(self.held, bar)
#end
#if timeExitClose
        if self.held and bar == self.held.bar + self.rules.exit_after:
            self.leave_at_close(bar, "time_exit")
#end
#if resting
        if self.pending and self.pending[0].valid > 0:
            if bar == self.pending[1] + self.pending[0].valid:
                self.pending = None
#end
        close_exit = market_exit = False
        for rule in getattr(self.rules, "exits", []):
            concerns = self.held and self.held.side in rule.sides
#if positionRules
            if callable(rule.when) and not concerns:
                continue
            true_now = asked(rule.when, self, self.held, bar)
#else
            true_now = true_at(rule.when, bar)
#end
            if rule.order == "open" or not true_now:
                continue
            if self.pending and self.pending[0].side in rule.sides:
                self.pending = None
            close_exit = close_exit or bool(concerns and rule.order == "close")
            market_exit = market_exit or bool(concerns and rule.order != "close")
#if exitClose
        if close_exit:
            self.leave_at_close(bar, "rule")
#end
        if market_exit and not close_exit:
            self.due = "rule"
        for rule in self.rules.entries:
            if rule.order == "open" or not true_at(rule.when, bar) or not self.accepts(rule, bar):
                continue
#if entryClose
            if rule.order == "close":
                if self.held:
                    self.leave_at_close(bar, "reversal")
                self.enter(rule, bar, bar, close, NAN, at_close=True)
                continue
#end
#if resting
            self.pending = (rule, bar, NAN if rule.order == "market" else rule.price[bar])
#else
            self.pending = (rule, bar, NAN)
#end
            if self.held and not self.due:
                self.due = "reversal"
        if bar == self.p.end - 1 and self.held:
            self.book(self.held, bar, close, self.held.left, "still_open")
#if exitClose|timeExitClose|entryClose

    def leave_at_close(self, bar, reason):
        """Closes the position at the close that decided it (backtrader books it one bar later)."""
        held, self.held, self.due = self.held, None, None
        held.closed_at = bar
        order = (self.sell if held.side == LONG else self.buy)(size=held.left, coc=True)
        self.reasons[order.ref] = (held, reason, None)
#end

    def accepts(self, rule, bar):
        """Whether an entry signal becomes an order."""
        if self.held and self.held.side == rule.side:
            return False
        if self.entered_now:
            return False
        if self.pending and (self.pending[0].side == rule.side or self.pending[1] == bar):
            return False
#if sessions
        if not any(true_at(session, bar) for session in self.rules.sessions):
            return False
#end
#if flat
        if rule.order in ("close", "open"):
            if any(true_at(due, bar) for due in self.rules.flats):
                return False
#end
#if cooldown
        if bar < self.blocked_until:
            return False
#end
#if resting
        if rule.order in ("limit", "stop") and rule.price[bar] != rule.price[bar]:
            return False
#end
        self.pending = None
        return True
)py";

const std::string_view kBacktraderMain = R"py(
class Feed(bt.feed.DataBase):
    """The same bars as backtrader reads them."""

    params = (("bars", None),)

    def start(self):
        super().start()
        self.at = -1

    def _load(self):
        self.at += 1
        bars = self.p.bars
        if self.at >= len(bars):
            return False
        utc = datetime.datetime(1970, 1, 1) + datetime.timedelta(milliseconds=bars.time[self.at])
        self.lines.datetime[0] = bt.date2num(utc)
        self.lines.open[0], self.lines.high[0] = bars.open[self.at], bars.high[self.at]
        self.lines.low[0], self.lines.close[0] = bars.low[self.at], bars.close[self.at]
        self.lines.volume[0], self.lines.openinterest[0] = bars.volume[self.at], 0.0
        return True


def run(symbol, feeds):
    bars, settings = feeds[symbol], SETTINGS[symbol]
    rules = strategy(bars, feeds)
    first, end = window(bars, rules.first_bar)
    cerebro = bt.Cerebro(cheat_on_open=True, stdstats=False)
#if targets|resting
    cerebro.broker = Broker()
#end
    cerebro.adddata(Feed(bars=bars))
    cerebro.broker.setcash(settings["capital"])
    cerebro.broker.set_checksubmit(False)
    cerebro.broker.set_coc(True)  # for orders at the close; all others say coc=False
    cerebro.broker.addcommissioninfo(Costs(
        commission=settings["commission"], per_share=settings["commission_per_share"],
        per_trade=settings["commission_per_trade"], interest=settings["financing_per_year"]))
    if settings["slippage"]:
        cerebro.broker.set_slippage_perc(settings["slippage"], slip_open=True, slip_limit=False,
                                         slip_match=True, slip_out=True)
    elif settings["slippage_per_share"]:
        cerebro.broker.set_slippage_fixed(settings["slippage_per_share"], slip_open=True,
                                          slip_limit=False, slip_match=True, slip_out=True)
    cerebro.addstrategy(Program, bars=bars, rules=rules, settings=settings, first=first, end=end)
    return cerebro.run()[0].rows


if __name__ == "__main__":
    print_trades(read_arguments(sys.argv[1:]), run)
)py";

} // namespace sw::exporters
