#include "exporters/python_machine_text.h"

namespace sw::exporters {

const std::string_view kRecords = R"py(
class Rule:
    """Named parts of a rule."""

    def __init__(self, **parts):
        self.__dict__.update(parts)


#if distances
class Level:
    """A distance from the fill (percent, R, money, pips, ticks, points, price) or a price level."""

    def __init__(self, kind, amount=0.0, column=None):
        self.kind, self.amount, self.column = kind, amount, column

    def value(self, account, position, bar):
        """The value of a price column on a bar, NaN before the first."""
        if bar < 0:
            return NAN
#if positionRules
        if callable(self.column):
            return self.column(At(account.bars, position, bar))[0]
#end
        return self.column[bar]

    def away(self, position, frozen, start, towards):
        """The price this distance behind (-1) or ahead (+1) of `start`."""
        direction = position.side * towards
        if self.kind == "percent":
            fraction = direction * self.amount / 100
            return start * (1 + fraction) if start >= 0 else start * (1 - fraction)
        if self.kind == "r":
            distance = self.amount * position.risk
        elif self.kind == "money":
            distance = self.amount / position.size if position.size == position.size else NAN
        elif self.kind == "pips":
            distance = self.amount * position.settings["pip"]
        elif self.kind == "ticks":
            distance = self.amount * position.settings["tick"]
        elif self.kind == "points":
            distance = self.amount
        else:
            distance = frozen
        return start + direction * distance


#end
#if positionRules
class At:
    """The open position as a rule sees it at the close of one bar; all values have one element."""

    def __init__(self, bars, position, bar):
        self.bars, self.position, self.bar = bars, position, bar

    def __call__(self, column):
        return type(column)([column[self.bar]])

    def entry(self, column):
        """A value as it was on the signal bar of the entry."""
        return type(column)([column[self.position.signal_bar]])

    @property
    def entry_price(self):
        return Series([self.position.price])

    average_price = entry_price
    last_fill = entry_price

    @property
    def profit(self):
        move = self.position.side * (self.bars.close[self.bar] - self.position.price)
        return Series([quotient(move, self.position.price)])

    @property
    def units(self):
        return Series([1.0])

    @property
    def bars_held(self):
        return Series([float(max(0, self.bar - self.position.bar))])


def asked(condition, account, position, bar):
    """A condition on a bar, whether it reads the position or not."""
    if callable(condition):
        return condition(At(account.bars, position, bar))[0] is True
    return condition[bar] is True


#end
def true_at(condition, bar):
    return condition[bar] is True


#if protected
def tighter(side, a, b):
    return a == a if b != b else (a > b if side == LONG else a < b)


#end
def worsened(raw, buying, settings):
    """The price after slippage."""
    shift = abs(raw) * settings["slippage"] + settings["slippage_per_share"]
    return raw + shift if buying else raw - shift


def whole_lots(size, lot):
    if not lot > 0:
        return size
    if lot == 1:
        return float(math.floor(size * (1 + 1e-13)))
    per_unit = float(round(1 / lot))
    if lot < 1 and abs(per_unit * lot - 1) < 1e-12:
        return math.floor(size * per_unit * (1 + 1e-13)) / per_unit
    return math.floor(size / lot * (1 + 1e-13)) * lot


def local_day(bars, bar):
    return int(bars.local[bar]) // 86400000)py";

const std::string_view kAccountOpen = R"py(

class Position:
    """An open position; `price` is the fill after slippage, `raw` before it."""

    def __init__(self, **parts):
        self.__dict__.update(parts)


class Account:
    """One symbol's cash and position, simulated bar by bar."""

    def __init__(self, bars, rules, settings):
        self.bars, self.rules, self.settings = bars, rules, settings
        self.balance = settings["capital"]
        self.position = None
        self.pending = None       # entry order that waits: (rule, signal bar, price)
#if exits|bothSides
        self.pending_exit = None  # exit due at the next open: reason
#end
        self.entered_now = False
        self.ruined = False
        self.positions = 0
        self.trades = []
#if cooldown
        self.blocked_until = 0
        self.losses_in_row = [0] * len(rules.cooldowns)
#end
#if entryLimits
        self.fill_days = []
#end

    def run(self, first, end):
        for bar in range(first, end):
            self.at_open(bar)
#if resting|protected|targets
            self.inside(bar)
#end
            self.at_close(bar)
            if self.ruined:
                break
        if self.position and end > first:
            self.leave_all(end - 1, self.bars.close[end - 1], False, "still_open")
        return self.trades

    # The open: exits, then entries, then stops and targets that the open has passed.

    def at_open(self, bar):
        price = self.bars.open[bar]
        self.entered_now = False
#if exits|bothSides
        if self.position and self.pending_exit:
            self.leave_all(bar, price, True, self.pending_exit)
#end
#if exitOpen
        for rule in self.rules.exits:
            if rule.order == "open" and true_at(rule.when, bar):
                if self.position and self.position.side in rule.sides:
                    self.leave_all(bar, price, True, "rule")
                if self.pending and self.pending[0].side in rule.sides:
                    self.pending = None
#end
#if timeExit
        if self.position and bar == self.position.bar + self.rules.exit_after:
            self.leave_all(bar, price, True, "time_exit")
#end
#if flat
        if any(true_at(due, bar) for due in self.rules.flats):
            if self.position:
                self.leave_all(bar, price, True, "flat")
            self.pending = None
#end
        if self.pending:
            rule, signal_bar, level = self.pending
#if resting
            if rule.order == "market":
                self.enter(rule, signal_bar, bar, price, "open")
            elif self.touched(rule, level, price, price):
                self.enter(rule, signal_bar, bar, price, rule.order + "_gap")
#else
            self.enter(rule, signal_bar, bar, price, "open")
#end
#if entryOpen
        for rule in self.rules.entries:
            if rule.order == "open" and true_at(rule.when, bar) and self.accepts(rule, bar):
                self.enter(rule, bar, bar, price, "open")
#end
#if protected|targets
        if not self.position:
            return
#end
#if protected
        stop, reason = self.live_stop()
        if price <= stop if self.position.side == LONG else price >= stop:
            self.leave_all(bar, price, True, reason)
            return
#end
#if targets
        for target in self.position.targets:
            if self.target_live(target, bar) and self.reaches(price, self.target_price(target, bar)):
                self.take_target(target, bar, price)
                if not self.position:
                    return
#end
)py";

const std::string_view kAccountInside = R"py(
#if resting|protected|targets
    # Inside the bar: resting orders, then protections.

    def inside(self, bar):
#if resting
#if bothSides
        if self.pending and self.position:
            self.resting_meets_position(bar)
            return
#end
        if self.position:
            self.protect_whole_bar(bar)
        elif self.pending:
            rule, signal_bar, level = self.pending
            if self.touched(rule, level, self.bars.low[bar], self.bars.high[bar]):
                self.enter(rule, signal_bar, bar, level, rule.order)
#if protected
                self.protect_stop_side(bar)
#end

    def touched(self, rule, level, low, high):
        if rule.side == LONG:
            return low <= level if rule.order == "limit" else high >= level
        return high >= level if rule.order == "limit" else low <= level

#if bothSides
    def resting_meets_position(self, bar):
        """A resting order of the other side reverses the position where it is touched."""
        rule, signal_bar, level = self.pending
        if not self.touched(rule, level, self.bars.low[bar], self.bars.high[bar]):
            self.protect_whole_bar(bar)
            return
#if protected
        limit = rule.order == "limit"
        stop, _ = self.live_stop()
        nearer = level <= stop if rule.side == LONG else level >= stop
        if self.stop_touched(bar) and (limit or not nearer):
            self.protect_whole_bar(bar)
#if targets
        elif limit:
            self.run_targets(bar, level)
#end
#else
#if targets
        if rule.order == "limit":
            self.run_targets(bar, level)
#end
#end
        self.enter(rule, signal_bar, bar, level, rule.order)
#if protected
        self.protect_stop_side(bar)
#end

#end
#if protected
    def protect_stop_side(self, bar):
        """In the bar of a fill inside it only the stop counts."""
        if self.position and self.stop_touched(bar):
            stop, reason = self.live_stop()
            self.leave_all(bar, stop, True, reason)
#end
#else
        if self.position:
            self.protect_whole_bar(bar)
#end

    def protect_whole_bar(self, bar):
#if !protected&!targets
        """Nothing protects this strategy's positions."""
#end
#if protected
        if self.stop_touched(bar):
            stop, reason = self.live_stop()
            self.leave_all(bar, stop, True, reason)
            return
#end
#if targets
        self.run_targets(bar, self.bars.high[bar] if self.position.side == LONG
                         else self.bars.low[bar])

    def run_targets(self, bar, limit):
        """Takes the targets up to `limit`, nearest first."""
        while self.position:
            nearest = None
            for target in self.position.targets:
                if self.target_live(target, bar):
                    price = self.target_price(target, bar)
                    if self.reaches(limit, price) and (nearest is None or self.nearer(
                            price, self.target_price(nearest, bar))):
                        nearest = target
            if nearest is None:
                return
            self.take_target(nearest, bar, self.target_price(nearest, bar))

    def nearer(self, a, b):
        return a < b if self.position.side == LONG else a > b

    def reaches(self, price, level):
        return price >= level if self.position.side == LONG else price <= level

    def target_price(self, target, bar):
        level = target.rule.level
        if level.kind == "level":
            return level.value(self, self.position, bar - 1)
        return level.away(self.position, target.frozen, self.position.price, 1)

    def target_live(self, target, bar):
        if target.done or self.position.side not in target.rule.sides:
            return False
#if targetConditions
        if target.rule.when is not None:
#if positionRules
            return bar > 0 and asked(target.rule.when, self, self.position, bar - 1)
#else
            return bar > 0 and true_at(target.rule.when, bar - 1)
#end
#end
        return True

    def take_target(self, target, bar, price):
        position = self.position
        target.done = True
        position.sold += target.rule.fraction
        size = position.left
        if position.sold < 1 - 1e-12:
            part = whole_lots(position.size * target.rule.fraction, self.settings["lot"])
            size = min(position.left, part)
        if size > 0:
            self.leave(bar, price, size, False, "take_profit")
#end
#if protected

    def stop_touched(self, bar):
        stop, _ = self.live_stop()
        if self.position.side == LONG:
            return self.bars.low[bar] <= stop
        return self.bars.high[bar] >= stop

    def live_stop(self):
        """The tightest stop and its reason."""
        position = self.position
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
#end
#end
)py";

} // namespace sw::exporters
