"""Numbers as text: ratios, percentages, points, counts, intervals, p-values, chances.

Rounding happens here and nowhere else, half up on the decimal digits that the number prints with; no
number is computed or judged here.

A negative number has a real minus sign (U+2212), which a screen reader reads as "minus"; a zero never has one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Context, Decimal

MINUS = "\u2212"

RATIO_PLACES = 2
SCORE_PLACES = 2
PERCENTAGE_PLACES = 1
P_VALUE_PLACES = 3
_MOST_PLACES = 6

_LEVELS = (Decimal("0.05"), Decimal("0.01"))

_EXACT = Context(prec=400)
"""Room for every digit of any float, so that only the rounding asked for takes place."""

_CHANCES = (
    (0.1, "one time in ten"),
    (0.2, "one time in five"),
    (0.25, "one time in four"),
    (1 / 3, "one time in three"),
    (0.5, "one time in two"),
    (2 / 3, "two times in three"),
    (0.75, "three times in four"),
    (0.8, "four times in five"),
    (0.9, "nine times in ten"),
)


def rounded(value: float, places: int) -> Decimal:
    """The value to so many decimal places, half up: 0.125 to two places is 0.13, and -0.125 is -0.13.

    What is rounded is the decimal number that the float prints as, so 1.005 gives 1.01 as a reader expects.
    Raises ValueError for NaN and infinity, which have words, not digits.
    """
    return _half_up(_decimal(value), places)


def _decimal(value: float) -> Decimal:
    """The decimal number that a float prints as."""
    if not math.isfinite(value):
        raise ValueError("a number that is missing or has no limit cannot be written in digits")
    return Decimal(value) if isinstance(value, int) else Decimal(repr(float(value)))


def _half_up(value: Decimal, places: int) -> Decimal:
    """Rounded, and never a negative zero."""
    result = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP, context=_EXACT)
    return abs(result) if result == 0 else result


def _text(value: Decimal, sign: str = "") -> str:
    """Digits with thousands commas; `sign` stands before a positive number."""
    before = MINUS if value < 0 else sign if value > 0 else ""
    return f"{before}{abs(value):,f}"


def count(number: float) -> str:
    """A whole number with thousands commas: 1,234. Raises ValueError where it is not whole."""
    if not math.isfinite(number) or number != int(number):
        raise ValueError("a count must be a whole number")
    return _text(Decimal(int(number)))


def quantity(number: float, one: str, many: str) -> str:
    """A count with its noun: 1 person, 2 people, 0 people."""
    return f"{count(number)} {one if number == 1 else many}"


def ratio(value: float, apart_from: Iterable[float] = ()) -> str:
    """A ratio to two decimals: 1.60.

    Where that would read as one of the marks in `apart_from` though the value is not on it, more decimals are
    shown: 1.004 is 1.004 beside a mark of 1, so that the text never contradicts what is said about it.
    """
    return _text(_apart(_decimal(value), RATIO_PLACES, map(_decimal, apart_from)))


def _apart(value: Decimal, places: int, marks: Iterable[Decimal]) -> Decimal:
    """The value rounded to the fewest places, from `places` up, at which it is not mistaken for a mark."""
    others = [mark for mark in marks if mark != value]
    while (result := _half_up(value, places)) in others and places < _MOST_PLACES:
        places += 1
    return result


def percentage(rate: float, apart_from: Iterable[float] = ()) -> str:
    """A rate between 0 and 1 as a percentage to one decimal: 0.1125 is 11.3%. `apart_from` as in `ratio`."""
    return f"{_text(_hundredfold(rate, apart_from))}%"


def points(difference: float) -> str:
    """A difference of two rates in percentage points, signed, to one decimal: 0.0675 is +6.8 pp."""
    return f"{_text(_hundredfold(difference), sign='+')} pp"


def score(value: float) -> str:
    """A mean score to two decimals: 6.80."""
    return _text(_half_up(_decimal(value), SCORE_PLACES))


def score_difference(value: float) -> str:
    """A difference of two scores, signed, to two decimals: +0.50; 0.004, never 0.00, for what is not nothing."""
    return _text(_apart(_decimal(value), SCORE_PLACES, (Decimal(0),)), sign="+")


def points_in_words(difference: float) -> str:
    """The size of a difference of two rates, without its sign: 6.8 percentage points; 0.04, never 0.0, for 0.0004."""
    return f"{_text(abs(_hundredfold(difference, (0,))))} percentage points"


def _hundredfold(rate: float, marks: Iterable[float] = ()) -> Decimal:
    """A rate in hundredths, moved in decimal digits: in floats, 100 * 0.07 is 7.000000000000001."""
    return _apart(_decimal(rate).scaleb(2), PERCENTAGE_PLACES, [_decimal(mark).scaleb(2) for mark in marks])


def interval(lower: float | None, upper: float | None, form: Callable[[float], str] = ratio) -> str:
    """An interval in words: 1.27 to 2.03; at least 1.45 where it has no upper limit (None or infinity).

    `form` writes each limit. Raises ValueError where the lower limit is missing: there is no interval to write.
    """
    if lower is None:
        raise ValueError("an interval without a lower limit cannot be written")
    if upper is None or upper == math.inf:
        return f"at least {form(lower)}"
    return f"{form(lower)} to {form(upper)}"


def p_value(p: float) -> str:
    """A p-value to three decimals: 0.036; less than 0.001; more than 0.999. 0.0498 is not written as 0.050."""
    if p < 0.001:
        return "less than 0.001"
    return "more than 0.999" if 0.999 < p < 1 else _text(_apart(_decimal(p), P_VALUE_PLACES, _LEVELS))


def chance(probability: float) -> str:
    """A probability in words, to the nearest simple fraction: about one time in four."""
    if not 0 <= probability <= 1:
        raise ValueError("a probability is between 0 and 1")
    if probability < 0.075:
        return "less than one time in ten"
    if probability > 0.95:
        return "more than nineteen times in twenty"
    _, words = min(_CHANCES, key=lambda known: abs(known[0] - probability))
    return f"about {words}"
