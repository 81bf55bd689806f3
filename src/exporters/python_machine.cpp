#include "exporters/python_machine.h"

#include "base/expects.h"
#include "base/text.h"

#include <algorithm>
#include <vector>

namespace sw::exporters {

namespace {

constexpr std::string_view kRecords = R"py(
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

constexpr std::string_view kAccountOpen = R"py(

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

constexpr std::string_view kAccountInside = R"py(
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

constexpr std::string_view kAccountClose = R"py(
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

constexpr std::string_view kAccountFills = R"py(
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

} // namespace

namespace {

/// "a|!b" or "a&!b" of the features.
bool holds(std::string_view condition, const Features& features)
{
    const bool all = condition.find('&') != std::string_view::npos;
    for (std::string_view term : split(condition, all ? '&' : '|')) {
        const bool negated = term.starts_with('!');
        term.remove_prefix(negated ? 1 : 0);
        const auto feature = features.find(term);
        EXPECTS(feature != features.end());
        if ((feature->second != negated) != all) {
            return !all;
        }
    }
    return all;
}

} // namespace

std::string selected(std::string_view text, const Features& features)
{
    std::string out;
    std::vector<bool> shown{true};
    std::vector<bool> outer;
    for (const std::string_view line : split(text, '\n')) {
        if (line.starts_with("#if ")) {
            outer.push_back(shown.back());
            shown.push_back(shown.back() && holds(line.substr(4), features));
        } else if (line == "#else") {
            const bool now = outer.back() && !shown.back();
            shown.back() = now;
        } else if (line == "#end") {
            shown.pop_back();
            outer.pop_back();
        } else if (shown.back()) {
            out += std::string(line) + "\n";
        }
    }
    ENSURES(shown.size() == 1 && outer.empty());
    return out;
}

std::string withoutBlankEnds(std::string_view text)
{
    while (text.starts_with('\n')) {
        text.remove_prefix(1);
    }
    while (text.ends_with('\n')) {
        text.remove_suffix(1);
    }
    return std::string(text);
}

Features featuresOf(const lang::Program& program)
{
    using lang::OrderKind;
    Features features;
    const auto entryIs = [&](OrderKind kind) {
        return std::ranges::any_of(program.entries,
                                   [kind](const auto& rule) { return rule.order.kind == kind; });
    };
    const auto exitIs = [&](OrderKind kind) {
        return std::ranges::any_of(program.exits,
                                   [kind](const auto& rule) { return rule.order.kind == kind; });
    };
    const auto enters = [&](lang::Side side) {
        return std::ranges::any_of(program.entries,
                                   [side](const auto& rule) { return rule.side == side; });
    };
    const auto isRisk = [](const lang::Sizing& sizing) {
        return sizing.kind == lang::SizingKind::RiskPercent ||
               sizing.kind == lang::SizingKind::RiskCash;
    };
    features["entryOpen"] = entryIs(OrderKind::AtOpen);
    features["entryClose"] = entryIs(OrderKind::AtClose);
    features["resting"] = entryIs(OrderKind::Limit) || entryIs(OrderKind::Stop);
    features["bothSides"] = enters(lang::Side::Long) && enters(lang::Side::Short);
    features["exits"] = !program.exits.empty();
    features["exitOpen"] = exitIs(OrderKind::AtOpen);
    features["exitClose"] = exitIs(OrderKind::AtClose);
    const bool atClose = program.timeExit && program.timeExit->order.kind == OrderKind::AtClose;
    features["timeExit"] = program.timeExit.has_value() && !atClose;
    features["timeExitClose"] = program.timeExit.has_value() && atClose;
    features["flat"] = !program.flats.empty();
    features["sessions"] = !program.sessions.empty();
    features["cooldown"] = !program.cooldowns.empty();
    features["entryLimits"] = !program.entryLimits.empty();
    features["stops"] = !program.stops.empty();
    features["trails"] = !program.trails.empty();
    features["breakevens"] = !program.breakevens.empty();
    features["targets"] = !program.targets.empty();
    features["targetConditions"] = std::ranges::any_of(
        program.targets, [](const auto& target) { return target.condition.has_value(); });
    features["protected"] =
        features["stops"] || features["trails"] || features["breakevens"];
    features["distances"] = features["protected"] || features["targets"];
    features["risk"] =
        std::ranges::any_of(program.entries, [&](const lang::EntryRule& rule) {
            return isRisk(rule.sizing ? *rule.sizing : program.sizing);
        });
    features["positionRules"] = std::ranges::any_of(
        program.graph.nodes, [](const lang::Node& node) { return node.readsPosition; });
    return features;
}

std::string pythonMachine(const Features& features)
{
    std::string code = pythonRecords(features) + "\n\n" +
                       withoutBlankEnds(selected(kAccountOpen, features)) + "\n";
    for (const std::string_view part : {kAccountInside, kAccountClose, kAccountFills}) {
        const std::string text = withoutBlankEnds(selected(part, features));
        code += text.empty() ? "" : "\n" + text + "\n";
    }
    return code;
}

std::string pythonRecords(const Features& features)
{
    return withoutBlankEnds(selected(kRecords, features)) + "\n";
}

} // namespace sw::exporters
