#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kRolling[] = {
    {"windowed", "Series", R"py(
def windowed(formula, columns, warmups):
    """Runs a formula over a fixed number of bars: missing while any bar it reads is missing."""
    outputs = formula(*([1.0 if x != x else x for x in column] for column in columns))
    known = 0
    for i, bar in enumerate(zip(*columns)):
        known = 0 if any(x != x for x in bar) else known + 1
        for output, warmup in zip(outputs, warmups):
            if known <= warmup:
                output[i] = NAN
    return [Series(output) for output in outputs])py"},
    {"held", "Series", R"py(
def held(formula, columns, warmups):
    """Runs a formula that remembers every bar: it does not see bars with a missing input."""
    bars = list(zip(*columns))
    known = [bar for bar in bars if all(x == x for x in bar)]
    outputs = formula(*([bar[k] for bar in known] for k in range(len(columns))))
    results = []
    for output, warmup in zip(outputs, warmups):
        column, seen, last = Series(), 0, NAN
        for bar in bars:
            if all(x == x for x in bar):
                last = output[seen] if seen >= warmup else NAN
                seen += 1
            column.append(last)
        results.append(column)
    return results)py"},
    {"rolling", "", R"py(
def rolling(x, length, join, start):
    """Joins the last values: the end of one block of bars with the beginning of the next, so
    that rounding errors do not add up over the years."""
    result, block, ends, prefix = [], [], [start] * (length + 1), start
    for value in x:
        block.append(value)
        prefix = join(prefix, value)
        result.append(join(ends[len(block)], prefix))
        if len(block) == length:
            end = start
            for j in range(length - 1, -1, -1):
                end = join(end, block[j])
                ends[j] = end
            block, prefix = [], start
    return result)py"},
    {"rolling_sum", "rolling", R"py(
def rolling_sum(x, length):
    return rolling(x, length, lambda a, b: a + b, 0.0))py"},
    {"rolling_max", "rolling", R"py(
def rolling_max(x, length):
    return rolling(x, length, lambda a, b: a if a > b else b, -math.inf))py"},
    {"rolling_min", "rolling", R"py(
def rolling_min(x, length):
    return rolling(x, length, lambda a, b: a if a < b else b, math.inf))py"},
    {"ticks", "", R"py(
def ticks(x, grid):
    """Prices as whole numbers of ticks, whose sums are exact."""
    rounder = 6755399441055744.0
    return [(value * grid + rounder) - rounder for value in x] if grid > 0 else x)py"},
    {"rolling_average", "rolling_sum ticks", R"py(
def rolling_average(x, length, grid=0.0):
    divisor = length * (grid if grid > 0 else 1.0)
    return [total / divisor for total in rolling_sum(ticks(x, grid), length)])py"},
    {"rolling_weighted", "", R"py(
def rolling_weighted(x, length):
    """Sum with weight 1 for the oldest bar and `length` for the newest."""
    result, block, ends = [], [], [0.0] * (length + 1)
    total = weighted = 0.0
    for value in x:
        block.append(value)
        total += value
        weighted += len(block) * value
        result.append(ends[len(block)] + (weighted + (length - len(block)) * total))
        if len(block) == length:
            end = end_weighted = 0.0
            for j in range(length - 1, -1, -1):
                end += block[j]
                end_weighted += end
                ends[j] = end_weighted
            block, total, weighted = [], 0.0, 0.0
    return result)py"},
    {"rolling_moments", "", R"py(
def rolling_moments(x, length):
    """Mean and sum of squared distances from it; nothing cancels whatever the level is."""
    size = float(length)
    inverse = [1.0 / (p + 1) for p in range(length)]
    share = [(p + 1) / size for p in range(length)]
    coupling = [(p + 1) * (size - (p + 1)) / size for p in range(length)]
    end_offset, end_squares, end_origin = [0.0] * (length + 1), [0.0] * (length + 1), 0.0
    means, squares, block = [], [], []
    origin = total = square = 0.0
    for value in x:
        if not block:
            origin, total, square = value, 0.0, 0.0
        p = len(block)
        block.append(value)
        distance = value - origin
        total += distance
        square += distance * distance
        offset = total * inverse[p]
        own_squares = max(square - total * offset, 0.0)
        if len(block) < length:
            gap = (origin - end_origin) + (offset - end_offset[p + 1])
            means.append(end_origin + (end_offset[p + 1] + gap * share[p]))
            squares.append((end_squares[p + 1] + own_squares) + gap * gap * coupling[p])
            continue
        means.append(origin + offset)
        squares.append(own_squares)
        end_origin, total, square = value, 0.0, 0.0
        for j in range(length - 1, -1, -1):
            distance = block[j] - end_origin
            total += distance
            square += distance * distance
            end_offset[j] = total * inverse[length - 1 - j]
            end_squares[j] = max(square - total * end_offset[j], 0.0)
        block = []
    return means, squares)py"},
    {"rolling_comoments", "", R"py(
def rolling_comoments(x, y, length):
    """Squared distances from their means, and co-moment, of pairs."""
    size = float(length)

    def part(sums, count):
        sx, sy, xx, yy, xy = sums
        offset_x, offset_y = sx / count, sy / count
        return (offset_x, offset_y, max(xx - sx * offset_x, 0.0), max(yy - sy * offset_y, 0.0),
                xy - sx * offset_y)

    def added(sums, dx, dy):
        sx, sy, xx, yy, xy = sums
        return sx + dx, sy + dy, xx + dx * dx, yy + dy * dy, xy + dx * dy

    nothing = (0.0,) * 5
    results, block, ends = [], [], [nothing] * (length + 1)
    origin_x = origin_y = end_x = end_y = 0.0
    sums = nothing
    for a, b in zip(x, y):
        if not block:
            origin_x, origin_y, sums = a, b, nothing
        block.append((a, b))
        sums = added(sums, a - origin_x, b - origin_y)
        inside = float(len(block))
        offset_x, offset_y, squares_x, squares_y, products = part(sums, inside)
        if len(block) < length:
            ex, ey, end_squares_x, end_squares_y, end_products = ends[len(block)]
            coupling = inside * (size - inside) / size
            gap_x = (origin_x - end_x) + (offset_x - ex)
            gap_y = (origin_y - end_y) + (offset_y - ey)
            results.append((end_squares_x + squares_x + gap_x * gap_x * coupling,
                            end_squares_y + squares_y + gap_y * gap_y * coupling,
                            end_products + products + gap_x * gap_y * coupling))
            continue
        results.append((squares_x, squares_y, products))
        (end_x, end_y), sums = block[-1], nothing
        for j in range(length - 1, -1, -1):
            sums = added(sums, block[j][0] - end_x, block[j][1] - end_y)
            ends[j] = part(sums, float(length - j))
        block = []
    return results)py"},
    {"rolling_line", "", R"py(
def rolling_line(y, length):
    """Slope per bar and mean of the least-squares line through the last values."""
    size = float(length)
    spread = math.inf if length == 1 else size * (size * size - 1) / 12
    slopes, means, block = [], [], []
    end_offset, end_comoment, end_origin = [0.0] * (length + 1), [0.0] * (length + 1), 0.0
    origin = total = moment = 0.0
    for value in y:
        if not block:
            origin, total, moment = value, 0.0, 0.0
        at = float(len(block))
        block.append(value)
        distance = value - origin
        total += distance
        moment += at * distance
        inside = at + 1
        offset = total / inside
        comoment = moment - total * (at / 2)
        if len(block) < length:
            ends = end_offset[len(block)]
            gap = (origin - end_origin) + (offset - ends)
            joined_up = (end_comoment[len(block)] + comoment
                         + gap * (inside * (size - inside) / 2))
            slopes.append(joined_up / spread)
            means.append(end_origin + (ends + gap * (inside / size)))
            continue
        slopes.append(comoment / spread)
        means.append(origin + offset)
        end_origin, total, moment = value, 0.0, 0.0
        for j in range(length - 1, -1, -1):
            back = float(length - 1 - j)
            distance = block[j] - end_origin
            total += distance
            moment += back * distance
            end_offset[j] = total / (back + 1)
            end_comoment[j] = total * (back / 2) - moment
        block = []
    return slopes, means)py"},
    {"smoothed", "", R"py(
def smoothed(x, length, gain, skip=0):
    """Exponential average seeded with the mean of the first `length` values."""
    result, value, keep = [], 0.0, 1.0 - gain
    for seen, a in enumerate(x):
        if seen < skip + length:
            value += a if seen >= skip else 0.0
            if seen == skip + length - 1:
                value /= length
        else:
            value = keep * value + gain * a
        result.append(value)
    return result)py"},
    {"exponential", "smoothed", R"py(
def exponential(x, length, skip=0):
    return smoothed(x, length, 2.0 / (length + 1.0), skip))py"},
    {"wilder", "smoothed", R"py(
def wilder(x, length, skip=0):
    return smoothed(x, length, 1.0 / length, skip))py"},
    {"true_ranges", "", R"py(
def true_ranges(high, low, close):
    """Range of each bar joined with the close before it."""
    result, before = [], 0.0
    for h, l, c in zip(high, low, close):
        inside, up, down = h - l, abs(h - before), abs(before - l)
        result.append(max(inside, up, down))
        before = c
    return result)py"},
    {"relative_strength", "", R"py(
def relative_strength(x, length):
    """Wilder's index; 50 while nothing has moved."""
    result, up, down = [], 0.0, 0.0
    gain = 1.0 / length
    keep = 1.0 - gain
    for i, value in enumerate(x):
        move = value - x[i - 1] if i > 0 else 0.0
        rise, fall = (move, 0.0) if move > 0 else (0.0, -move if move < 0 else 0.0)
        if i <= length:
            up, down = up + rise, down + fall
            if i == length:
                up, down = up / length, down / length
        else:
            up, down = keep * up + gain * rise, keep * down + gain * fall
        result.append(50.0 if up + down == 0 else 100.0 * (up / (up + down)))
    return result)py"},
    {"percent_of", "", R"py(
def percent_of(part, whole):
    return 50.0 if whole == 0 else 100.0 * part / whole)py"},
    {"stochastic", "rolling_max rolling_min rolling_sum percent_of", R"py(
def stochastic(high, low, close, length, smooth, d_length):
    top, bottom = rolling_max(high, length), rolling_min(low, length)
    raw = [percent_of(c - b, t - b) for c, t, b in zip(close, top, bottom)]
    k = [total / smooth for total in rolling_sum(raw, smooth)]
    return k, [total / d_length for total in rolling_sum(k, d_length)])py"},
    {"Lines", "", R"py(
class Lines:
    """The columns of an indicator with several results."""

    def __init__(self, **columns):
        self.__dict__.update(columns))py"},
};

} // namespace

std::span<const Snippet> rollingSnippets()
{
    return kRolling;
}

} // namespace sw::exporters
