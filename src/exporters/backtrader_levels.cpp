#include "exporters/backtrader_strategy.h"

namespace sw::exporters {

const std::string_view kBacktraderLevels = R"py(
    # ---- levels and sizes

    def arm(self, position, known, frozen_bar):
        """Sets up trailing stops, breakevens and targets of a new position."""
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
            position.targets.append(Rule(rule=rule, done=False, frozen=frozen(rule.level)))
#end

#if protected|targets
    def parts(self, position):
        """Sizes of the position's parts with their target, nearest first, None for the rest."""
        parts, left = [], position.left
#if targets
        bar = len(self.data) - 1
        live = [target for target in position.targets if self.target_live(position, target, bar)]
        live.sort(key=lambda target: position.side * self.target_price(position, target))
        sold = sum(target.rule.fraction for target in position.targets if target.done)
        for target in live:
            sold += target.rule.fraction
            size = left
            if sold < 1 - 1e-12:
                part = whole_lots(position.size * target.rule.fraction, self.settings["lot"])
                size = min(left, part)
            if size > 0:
                parts.append((size, target))
                left -= size
#end
        if left > position.size * 1e-12:
            parts.append((left, None))
        return parts
#if targets

    def target_live(self, position, target, bar):
        if target.done or position.side not in target.rule.sides:
            return False
        price = self.target_price(position, target)
        if price != price:
            return False
#if targetConditions
        if target.rule.when is not None:
#if positionRules
            return bar > 0 and asked(target.rule.when, self, position, bar - 1)
#else
            return bar > 0 and true_at(target.rule.when, bar - 1)
#end
#end
        return True

    def target_price(self, position, target):
        level = target.rule.level
        if level.kind == "level":
            return level.value(self, position, len(self.data) - 2)
        return level.away(position, target.frozen, position.price, 1)
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
#end
#if trails|breakevens

    def complete_bar(self, position, bar):
        """Extremes of the completed bar move and arm the stops."""
        high, low, close = self.bars.high[bar], self.bars.low[bar], self.bars.close[bar]
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

    def size_at(self, size, position, balance):
        """Whole lots that the rule asks for and the cash can pay, commission included."""
        s = self.settings

        def for_budget(budget, value_fraction):
            per_unit = (abs(position.price) * (value_fraction + s["commission"])
                        + s["commission_per_share"])
            return (budget - s["commission_per_trade"]) / per_unit if per_unit > 0 else 0.0

        kind, amount = size
        if kind == "percent":
            wanted = for_budget(balance * (amount / 100), 1)
        elif kind == "slots":
            wanted = for_budget(balance, 1)
        elif kind == "cash":
            wanted = for_budget(amount, 1)
#if risk
        elif kind in ("risk_percent", "risk_cash"):
            distance = position.side * (position.price - position.initial_stop)
            if not distance > 0:
                return 0.0
            wanted = (balance * (amount / 100) if kind == "risk_percent" else amount) / distance
#end
        else:
            wanted = amount
        affordable = max(0.0, for_budget(balance, s["margin"]))
        return min(whole_lots(max(0.0, wanted), s["lot"]), whole_lots(affordable, s["lot"]))

    def commission(self, size, price):
        s = self.settings
        return (s["commission"] * abs(size * price) + s["commission_per_share"] * size
                + s["commission_per_trade"])
)py";

} // namespace sw::exporters
