#include "exporters/python_machine_text.h"

namespace sw::exporters {

const std::string_view kAccountClose = R"py(
    # The close: trailing levels, then decisions: exits before entries.

    def at_close(self, bar):
        bars, close = self.bars, self.bars.close[bar]
        self.entered_now = False
#if trails|breakevens
        if self.position:
            self.complete_bar(bar)
#end
        equity = self.balance
        if self.position:
            p = self.position
            days = local_day(bars, bar) - local_day(bars, p.bar)
            equity = (self.balance - p.commission_left
                      - self.financing(p.side, p.left * p.price, days)
                      + p.side * (close - p.price) * p.left)
        if equity <= 0:
            self.ruined = True
            if self.position:
                self.leave_all(bar, close, True, "ruin")
            self.pending = None
            return
#if timeExitClose
        if self.position and bar == self.position.bar + self.rules.exit_after:
            self.leave_all(bar, close, True, "time_exit")
#end
#if resting
        if self.pending and self.pending[0].valid > 0:
            if bar == self.pending[1] + self.pending[0].valid:
                self.pending = None
#end
#if exits
        self.exits_at_close(bar)
#end
        for rule in self.rules.entries:
#if entryOpen
            if rule.order == "open":
                continue
#end
            if not true_at(rule.when, bar) or not self.accepts(rule, bar):
                continue
#if entryClose
            if rule.order == "close":
                self.enter(rule, bar, bar, close, "close")
                continue
#end
#if resting
            self.pending = (rule, bar, NAN if rule.order == "market" else rule.price[bar])
#else
            self.pending = (rule, bar, NAN)
#end
#if bothSides
            if rule.order == "market" and self.position and not self.pending_exit:
                self.pending_exit = "reversal"
#end
#if exits

    def exits_at_close(self, bar):
#if exitClose
        close_exit = market_exit = False
#end
        for rule in self.rules.exits:
#if exitOpen
            if rule.order == "open":
                continue
#end
            concerns = self.position and self.position.side in rule.sides
#if positionRules
            if callable(rule.when) and not concerns:
                continue
            if not asked(rule.when, self, self.position, bar):
                continue
#else
            if not true_at(rule.when, bar):
                continue
#end
            if self.pending and self.pending[0].side in rule.sides:
                self.pending = None
#if exitClose
            if concerns and rule.order == "close":
                close_exit = True
            elif concerns:
                market_exit = True
        if close_exit:
            self.leave_all(bar, self.bars.close[bar], True, "rule")
        elif market_exit:
            self.pending_exit = "rule"
#else
            if concerns:
                self.pending_exit = "rule"
#end
#end
#if trails|breakevens

    def complete_bar(self, bar):
        """Extremes of the completed bar move and arm the stops."""
        position, bars = self.position, self.bars
        high, low, close = bars.high[bar], bars.low[bar], bars.close[bar]
#if resting
        if position.filled_inside and bar == position.bar:
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

    def accepts(self, rule, bar):
        """Whether an entry signal becomes an order."""
        if self.position and self.position.side == rule.side:
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

const std::string_view kAccountFills = R"py(
    # Fills: sizes, costs and the book of trades.

    def enter(self, rule, signal_bar, bar, raw, fill):
        self.pending = None
        if self.position:
            self.leave_all(bar, raw, not fill.startswith("limit"), "reversal")
#if entryLimits
        today = local_day(self.bars, bar)
        for count, per_week in self.rules.entry_limits:
            same = [day for day in self.fill_days
                    if ((day + 3) // 7 == (today + 3) // 7 if per_week else day == today)]
            if len(same) >= count:
                return
#end
        slips = not fill.startswith("limit")
        frozen_bar = signal_bar - 1 if rule.order == "open" else signal_bar
        position = Position(
            side=rule.side, rule=rule, signal_bar=signal_bar, bar=bar, raw=raw,
            price=worsened(raw, rule.side == LONG, self.settings) if slips else raw,
            size=NAN, risk=NAN, settings=self.settings)
#if stops|trails
        if not self.opening_stop(position, frozen_bar):
            return
#else
        position.initial_stop = NAN
#end
        position.size = self.size_at(rule.size, position)
        if not position.size > 0:
            return
#if stops|trails
        self.opening_stop(position, frozen_bar)
#end
        position.risk = abs(position.price - position.initial_stop)
        position.commission = self.commission(position.size, position.price)
        position.commission_left = position.commission
        position.left, position.pnl, position.sold = position.size, 0.0, 0.0
        position.best = position.price
        position.filled_inside = fill in ("limit", "stop")
        position.number = self.positions
        self.positions += 1
        self.entered_now = True
#if entryLimits
        self.fill_days.append(today)
#end
#if trails|breakevens|targets

        def frozen(level):
            price_typed = level.kind == "price"
            return level.value(self, position, frozen_bar) if price_typed else NAN

#end
#if trails|breakevens

        def arm_price(level):
            return level.away(position, frozen(level), position.price, 1)

#end
#if trails
        position.trails = []
        for trail_rule in self.rules.trails:
            level, once_up = trail_rule.level, trail_rule.once_up
            trail = Rule(rule=trail_rule, best=position.price, frozen=frozen(level),
                         armed=once_up is None, level=NAN,
                         arm_price=NAN if once_up is None else arm_price(once_up))
            if trail.armed and position.side in trail_rule.sides:
                if level.kind == "level":
                    known = bar if fill == "close" else bar - 1
                    trail.level = level.value(self, position, known)
                else:
                    trail.level = level.away(position, trail.frozen, position.price, -1)
            position.trails.append(trail)
#end
#if breakevens
        position.breakevens = [Rule(armed=False, arm_price=arm_price(level))
                               for level in self.rules.breakevens]
#end
#if targets
        position.targets = [Rule(rule=target, done=False, frozen=frozen(target.level))
                            for target in self.rules.targets]
#end
        self.position = position
#if protected
        stop, reason = self.live_stop()
        if raw <= stop if position.side == LONG else raw >= stop:
            self.leave_all(bar, raw, True, reason)
#end
#if stops|trails

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
#end

    def size_at(self, size, position):
        """Whole lots that the rule asks for and the cash can pay, commission included."""
        s = self.settings

        def for_budget(budget, value_fraction):
            per_unit = (abs(position.price) * (value_fraction + s["commission"])
                        + s["commission_per_share"])
            return (budget - s["commission_per_trade"]) / per_unit if per_unit > 0 else 0.0

        kind, amount = size
        if kind == "percent":
            wanted = for_budget(self.balance * (amount / 100), 1)
        elif kind == "slots":
            wanted = for_budget(self.balance, 1)
        elif kind == "cash":
            wanted = for_budget(amount, 1)
#if risk
        elif kind in ("risk_percent", "risk_cash"):
            distance = position.side * (position.price - position.initial_stop)
            if not distance > 0:
                return 0.0
            risk = self.balance * (amount / 100) if kind == "risk_percent" else amount
            wanted = risk / distance
#end
        else:
            wanted = amount
        affordable = max(0.0, for_budget(self.balance, s["margin"]))
        return min(whole_lots(max(0.0, wanted), s["lot"]), whole_lots(affordable, s["lot"]))

    def commission(self, size, price):
        s = self.settings
        return (s["commission"] * abs(size * price) + s["commission_per_share"] * size
                + s["commission_per_trade"])

    def financing(self, side, value, days):
        """Borrowing costs of a short."""
        rate = self.settings["financing_per_year"]
        return 0.0 if side == LONG or rate == 0 else abs(value) * rate * days / 365.0

    def leave_all(self, bar, raw, slips, reason):
        self.leave(bar, raw, self.position.left, slips, reason)

    def leave(self, bar, raw, size, slips, reason):
        p, s = self.position, self.settings
        dust = s["lot"] / 2 if s["lot"] > 0 else p.size * 1e-12
        last = p.left - size < dust
        size = p.left if last else size
        price = worsened(raw, p.side == SHORT, s) if slips else raw
        share = p.commission_left if last else p.commission * (size / p.size)
        p.commission_left -= share
        still_open = reason == "still_open"
        costs = share + (0.0 if still_open else self.commission(size, price))
        days = local_day(self.bars, bar) - local_day(self.bars, p.bar)
        gross = p.side * (price - p.price) * size
        net = gross - costs - self.financing(p.side, size * p.price, days)
        self.trades.append((p.number, "long" if p.side == LONG else "short", p.signal_bar, p.bar,
                            show_time(self.bars.time[p.bar]), p.price, bar,
                            show_time(self.bars.time[bar]), price, size, net, reason))
        if still_open:
            return
        self.balance += net
        p.pnl += net
        p.left -= size
        if last:
#if cooldown
            self.closed(bar, reason)
#end
            self.position = None
#if exits|bothSides
            self.pending_exit = None
#end
#if cooldown

    def closed(self, bar, reason):
        """Starts the waiting times that the end of a position causes."""
        lost = self.position.pnl < 0
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
)py";

} // namespace sw::exporters
