"""What charts are given: values with their limits, what they measure, and in which unit. Numbers are as in figures.

Percentages, gaps and their limits are in points (20.3, not 0.203).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from openwres.display import numbers
from openwres.display.language import ENGLISH, Language, marked

Interval = tuple[float, float]
_NOISE = 1e-9


@dataclass(frozen=True)
class Unit:
    """In which unit values are: how they are written, how ticks are, and on which scale they lie. Its name is in English.

    `equality` is the value at which groups fare alike, if there is one. `ends` are the least and the greatest possible
    value, `furthest` the ends past which a scale never goes: what lies beyond is an arrow.
    """

    name: str
    form: Callable[[float], str]
    tick: Callable[[float], str]
    places: int
    equality: float | None = None
    log: bool = False
    ends: tuple[float | None, float | None] = (None, None)
    furthest: Interval | None = None


def _plain(value: float) -> str:
    return f"{value:,.10g}".replace("-", numbers.MINUS)


def _signed(value: float) -> str:
    return f"{value:+,.10g}".replace("-", numbers.MINUS) if value else "0"


def _ratio(value: float) -> str:
    return numbers.ratio(value, apart_from=(0.0, 1.0))


def _percent(value: float) -> str:
    return numbers.percentage(value / 100, apart_from=(0, 1))


def _points(value: float) -> str:
    return numbers.points(0 if abs(value) < _NOISE else value / 100)


def _score_gap(value: float) -> str:
    return numbers.score_difference(0 if abs(value) < _NOISE else value)


RATIO = Unit(marked("ratio, log scale"), _ratio, _plain, numbers.RATIO_PLACES, 1.0, True, (0.0, None), (0.125, 8.0))
PERCENT = Unit("%", _percent, _plain, numbers.PERCENTAGE_PLACES, ends=(0.0, 100.0))
GAP = Unit(marked("percentage points"), _points, _signed, numbers.PERCENTAGE_PLACES, 0.0, ends=(-100.0, 100.0))
SCORE = Unit(marked("score"), numbers.score, _plain, numbers.SCORE_PLACES, ends=(0.0, None))
SCORE_GAP = Unit(marked("difference of scores"), _score_gap, _signed, numbers.SCORE_PLACES, 0.0)
COUNT = Unit(marked("people"), numbers.count, _plain, 0, ends=(0.0, None))


@dataclass(frozen=True)
class Measure:
    """What is measured, in words for readers, and how it is read.

    `title` names it. `adverse` is `above` or `below` where a side of equality is adverse, and `adverse_to` says to whom.
    `band` is a screening band. Whatever a chart adds to the words that it is given is in `language`.
    """

    title: str
    unit: Unit
    adverse: str = ""
    adverse_to: str = ""
    band: Interval | None = None
    language: Language = ENGLISH

    @property
    def no_value(self) -> str:
        """What stands where nothing says why there is no value."""
        return self.language.say(marked("no value"))

    def limits(self, lower: float, upper: float | None) -> str:
        """An interval in words, as `numbers.interval` has it in English."""
        if upper is None or upper == math.inf:
            return self.language.say(marked("at least {lower}"), lower=self.unit.form(lower))
        return self.language.say(marked("{lower} to {upper}"), lower=self.unit.form(lower), upper=self.unit.form(upper))


@dataclass(frozen=True)
class Point:
    """A value of something. Without one, `state` says why in a word or two, such as `suppressed`.

    A lower limit without an upper one is an interval without end; limits may stand without a value. `emphasis` marks
    what the chart is about.
    """

    label: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    state: str = ""
    emphasis: bool = False

    @property
    def bounded(self) -> bool:
        """Whether there is an interval."""
        return self.lower is not None or self.upper is not None

    def told(self, measure: Measure) -> str:
        """The value with its interval, or the word for why there is none: `1.60 (1.27 to 2.03)`."""
        if self.value is None:
            return self.state if self.lower is None else measure.limits(self.lower, self.upper)
        said = measure.unit.form(self.value)
        return said if self.lower is None else f"{said} ({measure.limits(self.lower, self.upper)})"


@dataclass(frozen=True)
class Series:
    """A value over the years: a point for each year that a chart is of, in their order. `label` names it."""

    label: str
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Break:
    """The first year that cannot be compared with the years before, and why, in few words."""

    year: int
    words: str
