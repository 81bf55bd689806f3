#include "exporters/python_snippets.h"

namespace sw::exporters {

namespace {

constexpr Snippet kSnippets[] = {
    {"each", "", R"py(
def each(function, *columns):
    """Applies a function bar by bar; plain numbers stand for constant columns."""
    size = next(len(column) for column in columns if isinstance(column, list))
    spread = (column if isinstance(column, list) else [column] * size for column in columns)
    return [function(*bar) for bar in zip(*spread)])py"},
    {"quotient", "", R"py(
def quotient(a, b):
    return NAN if b == 0 or b != b else a / b)py"},
    {"compared", "each", R"py(
def compared(test, a, b):
    """A comparison with a missing value is itself missing."""
    return Truth(each(lambda x, y: None if x != x or y != y else test(x, y), a, b)))py"},
    {"Series", "each quotient compared Truth", R"py(
class Series(list):
    """One number per bar; NaN means missing."""

    grid = 0.0  # ticks per unit of a price column; 0 = not a grid of ticks

    def __add__(self, other):
        return Series(each(lambda a, b: a + b, self, other))

    def __radd__(self, other):
        return Series(each(lambda a, b: a + b, other, self))

    def __sub__(self, other):
        return Series(each(lambda a, b: a - b, self, other))

    def __rsub__(self, other):
        return Series(each(lambda a, b: a - b, other, self))

    def __mul__(self, other):
        return Series(each(lambda a, b: a * b, self, other))

    def __rmul__(self, other):
        return Series(each(lambda a, b: a * b, other, self))

    def __truediv__(self, other):
        return Series(each(quotient, self, other))

    def __rtruediv__(self, other):
        return Series(each(quotient, other, self))

    def __neg__(self):
        return Series(-a for a in self)

    def __abs__(self):
        return Series(abs(a) for a in self)

    def __lt__(self, other):
        return compared(lambda a, b: a < b, self, other)

    def __le__(self, other):
        return compared(lambda a, b: a <= b, self, other)

    def __gt__(self, other):
        return compared(lambda a, b: a > b, self, other)

    def __ge__(self, other):
        return compared(lambda a, b: a >= b, self, other)

    def __eq__(self, other):
        return compared(lambda a, b: a == b, self, other)

    def __ne__(self, other):
        return compared(lambda a, b: a != b, self, other)

    def ago(self, bars):
        """The value that many bars ago."""
        count = min(bars, len(self))
        earlier = Series([NAN] * count + list(self)[:len(self) - count])
        earlier.grid = self.grid
        return earlier)py"},
    {"Truth", "each", R"py(
class Truth(list):
    """True, False or None (missing) per bar."""

    def __and__(self, other):
        return Truth(each(both, self, other))

    def __or__(self, other):
        return Truth(each(either, self, other))

    def __invert__(self):
        return Truth(None if a is None else not a for a in self)

    def ago(self, bars):
        count = min(bars, len(self))
        return Truth([None] * count + list(self)[:len(self) - count])


def both(a, b):
    return False if a is False or b is False else None if a is None or b is None else True


def either(a, b):
    return True if a is True or b is True else None if a is None or b is None else False)py"},
    {"constant", "Series", R"py(
def constant(bars, value):
    return Series([value] * len(bars)))py"},
    {"crosses_above", "", R"py(
def crosses_above(a, b):
    """Above now, at or below one bar ago."""
    return (a > b) & (a <= b).ago(1))py"},
    {"crosses_below", "", R"py(
def crosses_below(a, b):
    """Below now, at or above one bar ago."""
    return (a < b) & (a >= b).ago(1))py"},
    {"between", "", R"py(
def between(a, low, high):
    return (a >= low) & (a <= high))py"},
    {"all_of_last", "Truth", R"py(
def all_of_last(condition, bars):
    """True on each of the last bars."""
    result = condition
    for back in range(1, bars):
        result = result & condition.ago(back)
    return result)py"},
    {"any_of_last", "Truth", R"py(
def any_of_last(condition, bars):
    """True on at least one of the last bars."""
    result = condition
    for back in range(1, bars):
        result = result | condition.ago(back)
    return result)py"},
    {"count_of_last", "Truth", R"py(
def count_of_last(count, condition, bars):
    """True on at least that many of the last bars."""
    result = Truth()
    for i in range(len(condition)):
        window = condition[max(i - bars + 1, 0):i + 1]
        if window.count(True) >= count:
            result.append(True)
        else:
            result.append(False if window.count(False) > bars - count else None)
    return result)py"},
    {"then", "any_of_last", R"py(
def then(first, second, bars):
    """`second` now, `first` on one of the bars before."""
    return any_of_last(first, bars).ago(1) & second)py"},
    {"rising", "all_of_last", R"py(
def rising(a, bars):
    return all_of_last(a > a.ago(1), bars))py"},
    {"falling", "all_of_last", R"py(
def falling(a, bars):
    return all_of_last(a < a.ago(1), bars))py"},
    {"choose", "each Series Truth", R"py(
def choose(condition, a, b):
    """`a` where the condition is true, `b` where it is false, missing where it is missing."""
    kind = Truth if isinstance(a, Truth) else Series
    missing = None if kind is Truth else NAN
    return kind(each(lambda c, x, y: missing if c is None else x if c else y, condition, a, b)))py"},
    {"holds", "", R"py(
def holds(flags):
    """A column of 1, 0 and missing as a condition."""
    return flags > 0.5)py"},
    {"numbered", "Series", R"py(
def numbered(condition):
    """A condition as a column of 1, 0 and missing."""
    return Series(NAN if c is None else 1.0 if c else 0.0 for c in condition))py"},
    {"count_true", "numbered", R"py(
def count_true(*conditions):
    """How many hold now; missing when any of them is."""
    total = numbered(conditions[0])
    for condition in conditions[1:]:
        total = total + numbered(condition)
    return total)py"},
    {"smallest", "Series each", R"py(
def smallest(*values):
    def least(*bar):
        result = bar[0]
        for x in bar[1:]:
            result = x if x != x or x < result else result
        return result

    return Series(each(least, *values)))py"},
    {"largest", "Series each", R"py(
def largest(*values):
    def most(*bar):
        result = bar[0]
        for x in bar[1:]:
            result = x if x != x or x > result else result
        return result

    return Series(each(most, *values)))py"},
    {"log", "Series natural_log", R"py(
def log(a):
    return Series(natural_log(x) if x > 0 else NAN for x in a))py"},
    {"sqrt", "Series", R"py(
def sqrt(a):
    return Series(math.sqrt(x) if x >= 0 else NAN for x in a))py"},
    {"rounded", "Series", R"py(
def rounded(a):
    """The nearest whole number, halves away from zero."""
    def nearest(x):
        if x != x:
            return x
        whole = math.floor(abs(x))
        return math.copysign(whole + (1.0 if abs(x) - whole >= 0.5 else 0.0), x)

    return Series(nearest(x) for x in a))py"},
    {"floor", "Series", R"py(
def floor(a):
    return Series(x if x != x else float(math.floor(x)) for x in a))py"},
    {"ceil", "Series", R"py(
def ceil(a):
    return Series(x if x != x else float(math.ceil(x)) for x in a))py"},
};

} // namespace

std::span<const Snippet> columnSnippets()
{
    return kSnippets;
}

} // namespace sw::exporters
