"""The strip beside a ratio or a difference: where value, interval, band and ticks lie, in picture units.

How it is painted is said in the template; what lies beyond the ends is drawn as an arrowhead at the end.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from openwres.standards.model import Indicator

WIDTH = 240.0
_EDGE = 10.0
_RATIO_END = 4.0
_POINTS_END = 30.0
_RATIO_TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
_POINTS_TICKS = (-20.0, -10.0, 0.0, 10.0, 20.0)


@dataclass(frozen=True)
class Line:
    """An interval: where it is drawn, and whether an end is an arrowhead because it runs on or has no limit."""

    left: float
    right: float
    left_open: bool
    right_open: bool


@dataclass(frozen=True)
class Strip:
    """What is drawn. `shape` is that of the value: dot, ring, block, diamond, frame; `beyond` is left, right or empty.

    Of several strips under one another the first names the adverse side and the last has the numbers of the ticks.
    """

    neutral: float
    ticks: tuple[tuple[float, str], ...]
    band: tuple[float, float] | None
    line: Line | None
    point: float | None
    shape: str
    beyond: str
    adverse: str
    first: bool = True
    last: bool = True


def strip_of(
    i: Indicator,
    point: float | None,
    limits: tuple[float | None, float | None] | None,
    shape: str,
) -> Strip | None:
    """The strip of a ratio (log scale) or of points; None where there is nothing to draw."""
    if i.adverse_limit is None or (point is None and limits is None):
        return None
    ratio = i.adverse_limit == 1
    ticks = _RATIO_TICKS if ratio else _POINTS_TICKS
    ends = (_at(i.non_adverse[0], ratio), _at(i.non_adverse[1], ratio)) if i.non_adverse else None
    share = _share(point, ratio) if point is not None else 0.0
    return Strip(
        neutral=WIDTH / 2,
        ticks=tuple((_at(tick, ratio), _tick(tick, ratio)) for tick in ticks),
        band=ends,
        line=_line(limits, ratio) if limits else None,
        point=None if point is None else _at(point, ratio),
        shape=shape or "block",
        beyond="right" if share > 1 else "left" if share < -1 else "",
        adverse={"above": "right", "below": "left"}.get(i.adverse_side, ""),
    )


def _line(limits: tuple[float | None, float | None], ratio: bool) -> Line:
    low = -math.inf if limits[0] is None else _share(limits[0], ratio)
    high = math.inf if limits[1] is None else _share(limits[1], ratio)
    return Line(_place(low), _place(high), low < -1, high > 1)


def _tick(value: float, ratio: bool) -> str:
    return f"{value:g}" if ratio or not value else f"{value:+g}".replace("-", "\u2212")


def _share(value: float, ratio: bool) -> float:
    """Where a value lies between -1 and 1, the ends of the strip; more is beyond them."""
    if ratio:
        return math.log(value) / math.log(_RATIO_END) if value > 0 else -math.inf
    return value / _POINTS_END


def _place(share: float) -> float:
    return round(WIDTH / 2 + max(-1.0, min(1.0, share)) * (WIDTH / 2 - _EDGE), 1)


def _at(value: float, ratio: bool) -> float:
    return _place(_share(value, ratio))
