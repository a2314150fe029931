"""The small picture of the years: a point and its interval for each, no line across a break, in picture units.

How it is painted is said in the style sheet; the numbers themselves stand in words beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

WIDTH, HEIGHT = 112, 44
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 104, 5, 31
_LOW_RATIO = 0.05


@dataclass(frozen=True)
class Yearly:
    """A year's value with its limits; no value where there is none, no limits where there are none."""

    year: int
    value: float | None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Spark:
    """Paths by class, the places of the earlier points, that of the newest, and the first and last year as words."""

    paths: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[float, float], ...]
    newest: tuple[float, float] | None
    first: str
    last: str


def spark_of(years: Sequence[Yearly], neutral: float | None, broken: int | None) -> Spark | None:
    """The picture of the years, in order; None with fewer than two values. `broken` is the first year after a break.

    A ratio (`neutral` 1) is drawn on a log scale. What no limit bounds runs to the edge.
    """
    valued = [one for one in years if one.value is not None]
    if len(valued) < 2:
        return None
    scale = _Scale.of(valued, neutral)
    places = {one.year: (_across(one.year, years), scale.place(one.value or 0.0)) for one in valued}
    newest = years[-1].year
    return Spark(
        paths=tuple(_paths(valued, places, scale, neutral, broken, years)),
        earlier=tuple(place for year, place in places.items() if year != newest),
        newest=places.get(newest),
        first=str(years[0].year),
        last=str(newest),
    )


@dataclass(frozen=True)
class _Scale:
    """From values to heights: logarithms for ratios."""

    low: float
    high: float
    ratio: bool

    @staticmethod
    def of(valued: Sequence[Yearly], neutral: float | None) -> _Scale:
        """The scale that holds equality and every value, and of the limits as much as four times that spread."""
        ratio = neutral == 1
        marks = [one.value or 0.0 for one in valued] + ([] if neutral is None else [neutral])
        drawn = [_on(mark, ratio) for mark in marks]
        limits = [_on(end, ratio) for one in valued for end in (one.lower, one.upper) if end is not None]
        low, high = min(drawn), max(drawn)
        room = max(high - low, 0.1 if ratio else 1.0)
        return _Scale(max(min([low, *limits]), low - 1.5 * room), min(max([high, *limits]), high + 1.5 * room), ratio)

    def place(self, value: float) -> float:
        """The height of a value, held within the picture."""
        at = (_on(value, self.ratio) - self.low) / (self.high - self.low or 1.0)
        return round(_BOTTOM - max(0.0, min(1.0, at)) * (_BOTTOM - _TOP), 1)


def _on(value: float, ratio: bool) -> float:
    return math.log(max(value, _LOW_RATIO)) if ratio else value


def _across(year: int, years: Sequence[Yearly]) -> float:
    span = max(years[-1].year - years[0].year, 1)
    return round(_LEFT + (year - years[0].year) / span * (_RIGHT - _LEFT), 1)


def _paths(
    valued: Sequence[Yearly], places: dict[int, tuple[float, float]], scale: _Scale, neutral: float | None,
    broken: int | None, years: Sequence[Yearly],
) -> Iterator[tuple[str, str]]:  # fmt: skip
    if neutral is not None:
        yield "neutral", f"M{_LEFT - 6} {scale.place(neutral)}H{_RIGHT + 6}"
    if broken is not None and years[0].year < broken <= years[-1].year:
        between = (_across(broken, years) + _across(broken - 1, years)) / 2
        yield "break", f"M{between:g} {_TOP - 3}V{_BOTTOM + 3}"
    yield "whiskers", "".join(_whisker(one, places[one.year][0], scale) for one in valued)
    line = "".join(
        f"M{places[one.year][0]:g} {places[one.year][1]:g}L{places[other.year][0]:g} {places[other.year][1]:g}"
        for one, other in pairwise(valued)
        if other.year == one.year + 1 and other.year != broken
    )
    yield "line", line


def _whisker(one: Yearly, x: float, scale: _Scale) -> str:
    if one.lower is None and one.upper is None:
        return ""
    high = _TOP - 2 if one.upper is None else scale.place(one.upper)
    low = _BOTTOM + 2 if one.lower is None else scale.place(one.lower)
    return f"M{x:g} {low:g}V{high:g}"
