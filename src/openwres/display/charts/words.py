"""Words on charts and in their descriptions. Direction and size are said, never a cause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from openwres.display import numbers
from openwres.display.charts.rows import Measure, Point, Unit

EQUALITY = "equality"
NO_VALUE = "no value"
_FEW = 4


def capital(words: str) -> str:
    """Words with a capital in front."""
    return words[:1].upper() + words[1:]


def sentence(*parts: str) -> str:
    """Parts as one sentence: a capital in front, a full stop at the end."""
    said = " ".join(part for part in parts if part)
    return f"{capital(said)}." if said else ""


def listed(parts: Sequence[str]) -> str:
    """Parts in a row: one, two and three."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def heading(measure: Measure, points: Iterable[Point]) -> str:
    """What is measured, and what the intervals are where there are any."""
    return f"{measure.title}, with {measure.interval}" if any(p.bounded for p in points) else measure.title


def told(point: Point, unit: Unit) -> str:
    """A point by its name with its value and interval, or with the word for why there is none."""
    if point.value is None and point.lower is not None:
        return f"{point.label} {point.state or NO_VALUE}, interval {point.told(unit)}"
    return f"{point.label} {point.told(unit) or NO_VALUE}"


def direction(measure: Measure) -> str:
    """Which side is adverse: `above 1 is adverse to BME applicants`."""
    if not measure.adverse or measure.unit.equality is None:
        return ""
    return f"{measure.adverse} {measure.unit.equality:g} is adverse to {measure.adverse_to}"


def against(point: Point, mark: float, name: str) -> str:
    """On which side of a mark a value lies, and whether its interval holds the mark."""
    if point.value is None:
        return ""
    side = "above" if point.value > mark else "below" if point.value < mark else "at"
    if not point.bounded:
        return f"{side} {name}"
    low = point.lower is None or point.lower <= mark
    high = point.upper is None or point.upper >= mark
    return f"{side} {name}, which the interval {'includes' if low and high else 'excludes'}"


def all_of(points: Sequence[Point], unit: Unit) -> str:
    """Each point where they are few; else how many there are, the lowest, the highest and those that stand out."""
    if len(points) <= _FEW:
        return "; ".join(told(point, unit) for point in points)
    valued = sorted((p for p in points if p.value is not None), key=lambda p: p.value or 0.0)
    ends = f"from {told(valued[0], unit)} to {told(valued[-1], unit)}" if len(valued) > 1 else ""
    chosen = [told(p, unit) for p in points if p.emphasis and p not in (valued[0], valued[-1])] if valued else []
    return "; ".join(filter(None, [f"{numbers.count(len(valued))} values {ends}".strip(), *chosen]))


def without(points: Sequence[Point]) -> str:
    """How many have no value, and why."""
    states: dict[str, int] = {}
    for point in points:
        if point.value is None:
            states[point.state or NO_VALUE] = states.get(point.state or NO_VALUE, 0) + 1
    if not states:
        return ""
    said = ", ".join(f"{state} {numbers.count(many)}" for state, many in states.items())
    return f"without a value: {said}"


def over_years(years: Sequence[int], points: Sequence[Point], unit: Unit) -> str:
    """Each year where they are few; else the first, the newest, the lowest and the highest, and those without a value."""
    every = list(zip(years, points, strict=True))
    valued = [(year, point) for year, point in every if point.value is not None]
    kept = every
    if len(every) > _FEW and valued:
        low, high = (ends(valued, key=lambda one: one[1].value or 0.0) for ends in (min, max))
        kept = [one for one in every if one[1].value is None or one in (valued[0], valued[-1], low, high)]
    return "; ".join(f"{year} {told(replace(point, label=''), unit).strip()}" for year, point in kept)
