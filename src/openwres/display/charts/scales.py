"""From values to places: linear and logarithmic scales, how far they go, and which ticks fit on them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from openwres.display.charts.rows import Unit

_RATIO_TICKS = (1.0, 2.0, 0.5, 4.0, 0.25, 8.0, 0.125, 1.25, 0.8, 1.5, 3.0)
_STEPS = (1.0, 2.0, 2.5, 5.0)
_LEAST_RATIO, _LEAST_SPAN, _NOISE = 1e-6, 10.0, 1e-9
_ROOM = 1.0
"""How far limits may widen a scale beyond its values, in spans of these."""


@dataclass(frozen=True)
class Scale:
    """Values between `low` and `high` lie between the places `start` and `end`."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def at(self, value: float) -> float:
        """The place of a value; that of the end for what lies beyond it."""
        place = self.start + (self._on(value) - self._first) * self._step
        first, last = (self.start, self.end) if self.start < self.end else (self.end, self.start)
        return first if place < first else min(place, last)

    def beyond(self, value: float) -> int:
        """1 where a value lies above the scale, -1 where below, else 0."""
        on = self._on(value)
        return (on > self._last + _NOISE) - (on < self._first - _NOISE)

    @cached_property
    def _first(self) -> float:
        return self._on(self.low)

    @cached_property
    def _last(self) -> float:
        return self._on(self.high)

    @cached_property
    def _step(self) -> float:
        return (self.end - self.start) / (self._last - self._first)

    def _on(self, value: float) -> float:
        return math.log(max(value, _LEAST_RATIO)) if self.log else value


def scale_of(
    unit: Unit, values: Iterable[float], limits: Iterable[float], start: float, end: float, zero: bool = False
) -> Scale:
    """The scale that holds equality and all values; of the limits, as much as does not squeeze these.

    `zero` says that the scale begins at nothing, as lengths of bars must.
    """
    fixed = [mark for mark in (unit.equality, 0.0 if zero else None) if mark is not None]
    drawn = [_on(unit, value) for value in [*values, *fixed] if value > 0 or not unit.log] or [0.0, 1.0]
    ends = [_on(unit, value) for value in limits]
    least = math.log(2.2) if unit.log else max(abs(value) for value in drawn) * 0.2 or _LEAST_SPAN
    room = max(max(drawn) - min(drawn), least) * _ROOM
    low = max(min([*drawn, *ends]), min(drawn) - room)
    high = min(max([*drawn, *ends]), max(drawn) + room)
    spare = max(least - (high - low), 0.1 * (high - low)) / 2
    return _held(unit, low - spare, high + spare, start, end, zero)


def _held(unit: Unit, low: float, high: float, start: float, end: float, zero: bool) -> Scale:
    """The scale, not past where values can lie or a scale may go."""
    for bounds in (unit.ends, unit.furthest or (None, None)):
        if bounds[0] is not None and not (unit.log and bounds[0] == 0):
            low = max(low, _on(unit, bounds[0]))
        if bounds[1] is not None:
            high = min(high, _on(unit, bounds[1]))
    if zero:
        low = 0.0
    return Scale(math.exp(low), math.exp(high), start, end, True) if unit.log else Scale(low, high, start, end)


def _on(unit: Unit, value: float) -> float:
    if not unit.log:
        return value
    least, most = unit.furthest or (_LEAST_RATIO, 1 / _LEAST_RATIO)
    return math.log(max(least, min(most, value)))


def ticks(scale: Scale, room: Callable[[float], float]) -> list[float]:
    """Ticks as close together as their words allow: `room` is how much of it the words of a tick take."""
    return sorted(_ratio_ticks(scale, room) if scale.log else _even_ticks(scale, room))


def _ratio_ticks(scale: Scale, room: Callable[[float], float]) -> list[float]:
    """Of the ratios that people know, the most telling first, those that fit."""
    chosen: list[tuple[float, float, float]] = []
    for tick in _RATIO_TICKS:
        if scale.beyond(tick):
            continue
        place, half = scale.at(tick), room(tick) / 2
        if all(abs(place - other) >= half + its for _, other, its in chosen):
            chosen.append((tick, place, half))
    return [tick for tick, *_ in chosen]


def _even_ticks(scale: Scale, room: Callable[[float], float]) -> list[float]:
    """Multiples of the smallest round step at which the words fit."""
    power = 10.0 ** math.floor(math.log10(scale.high - scale.low) - 1)
    for step in (power * size * factor for factor in (1, 10, 100) for size in _STEPS):
        first, last = math.ceil(scale.low / step - _NOISE), math.floor(scale.high / step + _NOISE)
        found = [round(step * at, 10) + 0.0 for at in range(first, last + 1)]
        apart = abs(scale.at(scale.low + step) - scale.at(scale.low))
        if all(apart >= (room(one) + room(other)) / 2 for one, other in pairwise(found)):
            return found
    return []


def spread_out(wanted: Sequence[float], heights: Sequence[float], top: float, bottom: float) -> list[float]:
    """Middles of labels near where they are wanted, none over another, all between top and bottom where there is room."""
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    placed = list(wanted)
    edge = top
    for at in order:
        placed[at] = max(placed[at], edge + heights[at] / 2)
        edge = placed[at] + heights[at] / 2
    edge = bottom
    for at in reversed(order):
        placed[at] = min(placed[at], edge - heights[at] / 2)
        edge = placed[at] - heights[at] / 2
    return placed
