"""Words on charts and in their descriptions, in the language of what is measured. Direction and size are said, never a cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from openwres.display import numbers
from openwres.display.charts.rows import Measure, Point
from openwres.display.language import Language, marked, plural

EQUALITY = marked("equality")
AVERAGE = marked("average of peers")
NOTHING = marked("nothing to show")
_FEW = 4
_DIRECTIONS = {
    "above": marked("above {equality} is adverse to {whom}"),
    "below": marked("below {equality} is adverse to {whom}"),
}
_BESIDE_EQUALITY = {
    "above": (
        marked("{what} lies above equality"),
        marked("{what} lies above equality, which the interval includes"),
        marked("{what} lies above equality, which the interval excludes"),
    ),
    "below": (
        marked("{what} lies below equality"),
        marked("{what} lies below equality, which the interval includes"),
        marked("{what} lies below equality, which the interval excludes"),
    ),
    "at": (
        marked("{what} lies at equality"),
        marked("{what} lies at equality, which the interval includes"),
        marked("{what} lies at equality, which the interval excludes"),
    ),
}
"""Of a value without an interval, of one whose interval includes equality, of one whose interval excludes it."""


def capital(words: str) -> str:
    """Words with a capital in front."""
    return words[:1].upper() + words[1:]


def sentence(words: str) -> str:
    """Words as one sentence: a capital in front, a full stop at the end."""
    return f"{capital(words)}." if words else ""


def listed(parts: Sequence[str], language: Language) -> str:
    """Parts in a row: one, two and three."""
    if len(parts) < 2:
        return "".join(parts)
    return language.say(marked("{some} and {last}"), some=", ".join(parts[:-1]), last=parts[-1])


def heading(measure: Measure, points: Iterable[Point]) -> str:
    """What is measured, and what the intervals are where there are any."""
    if not any(point.bounded for point in points):
        return measure.title
    return measure.language.say(marked("{what}, with 95% interval"), what=measure.title)


def told(point: Point, measure: Measure) -> str:
    """A point by its name with its value and interval, or with the word for why there is none."""
    if point.value is None and point.lower is not None:
        said = measure.language.say(
            marked("{state}, interval {limits}"), state=point.state or measure.no_value, limits=point.told(measure)
        )
        return f"{point.label} {said}"
    return f"{point.label} {point.told(measure) or measure.no_value}"


def direction(measure: Measure) -> str:
    """Which side is adverse: `above 1 is adverse to BME applicants`."""
    if not measure.adverse or measure.unit.equality is None:
        return ""
    return measure.language.say(
        _DIRECTIONS[measure.adverse], equality=f"{measure.unit.equality:g}", whom=measure.adverse_to
    )


def side_of(value: float, mark: float) -> str:
    """On which side of a mark a value lies: `above`, `below` or `at`."""
    return "above" if value > mark else "below" if value < mark else "at"


def beside_equality(what: str, point: Point, measure: Measure) -> str:
    """On which side of equality a value lies, and whether its interval holds equality; empty where either is not there."""
    mark = measure.unit.equality
    if point.value is None or mark is None:
        return ""
    alone, includes, excludes = _BESIDE_EQUALITY[side_of(point.value, mark)]
    low = point.lower is None or point.lower <= mark
    high = point.upper is None or point.upper >= mark
    text = alone if not point.bounded else includes if low and high else excludes
    return measure.language.say(text, what=what)


def all_of(points: Sequence[Point], measure: Measure) -> str:
    """Each point where they are few; else how many there are, the lowest, the highest and those that stand out."""
    if len(points) <= _FEW:
        return "; ".join(told(point, measure) for point in points)
    valued = sorted((p for p in points if p.value is not None), key=lambda p: p.value or 0.0)
    chosen = [told(p, measure) for p in points if p.emphasis and p not in (valued[0], valued[-1])] if valued else []
    return "; ".join([_spanned(valued, measure), *chosen])


def _spanned(valued: Sequence[Point], measure: Measure) -> str:
    """How many values there are, from the lowest to the highest."""
    language = measure.language
    if len(valued) < 2:
        return language.say(marked("{number} values"), number=numbers.count(len(valued)))
    return language.number(
        plural("{number} value from {lowest} to {highest}", "{number} values from {lowest} to {highest}"),
        len(valued),
        lowest=told(valued[0], measure),
        highest=told(valued[-1], measure),
    )


def without(points: Sequence[Point], measure: Measure) -> str:
    """How many have no value, and why."""
    states: dict[str, int] = {}
    for point in points:
        if point.value is None:
            states[point.state or measure.no_value] = states.get(point.state or measure.no_value, 0) + 1
    if not states:
        return ""
    said = ", ".join(f"{state} {numbers.count(many)}" for state, many in states.items())
    return measure.language.say(marked("without a value: {states}"), states=said)


def over_years(years: Sequence[int], points: Sequence[Point], measure: Measure) -> str:
    """Each year where they are few; else the first, the newest, the lowest and the highest, and those without a value."""
    every = list(zip(years, points, strict=True))
    valued = [(year, point) for year, point in every if point.value is not None]
    kept = every
    if len(every) > _FEW and valued:
        low, high = (ends(valued, key=lambda one: one[1].value or 0.0) for ends in (min, max))
        kept = [one for one in every if one[1].value is None or one in (valued[0], valued[-1], low, high)]
    return "; ".join(f"{year} {told(replace(point, label=''), measure).strip()}" for year, point in kept)
