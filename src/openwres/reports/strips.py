"""The strip beside a ratio or a difference: where value, interval, band and ticks lie, in picture units.

How it is painted is said in the style sheet; what lies beyond the ends is drawn as an arrowhead at the end.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from openwres.display.numbers import MINUS
from openwres.standards.model import Indicator

WIDTH = 240.0
_EDGE = 10.0
_Y = 20
_BELOW_WORDS, _WITHOUT_TICKS, _WITH_TICKS = 12, 28, 42
_RATIO_END = 4.0
_POINTS_END = 30.0
_RATIO_TICKS = (0.25, 0.5, 1.0, 2.0, 4.0)
_POINTS_TICKS = (-20.0, -10.0, 0.0, 10.0, 20.0)

Limits = tuple[float | None, float | None]


@dataclass(frozen=True)
class Text:
    """A word on the strip; `anchor` is its start, middle or end."""

    x: float
    y: float
    anchor: str
    words: str


@dataclass(frozen=True)
class Strip:
    """What is drawn: paths by class, words, and the mark of the value where it lies on the strip.

    `beyond` is left or right where the value lies beyond that end. Of several strips under one another the first
    names the adverse side and the last has the numbers of the ticks: `top` and `height` are what is left of each.
    """

    top: int
    height: int
    paths: tuple[tuple[str, str], ...]
    texts: tuple[Text, ...]
    point: float | None
    shape: str
    beyond: str


def strip_of(
    i: Indicator,
    focus: str,
    point: float | None,
    limits: Limits | None,
    shape: str,
    first: bool = True,
    last: bool = True,
    width: float = 100.0,
) -> Strip | None:
    """The strip of a ratio (log scale) or of points; None where there is nothing to draw.

    `width` is that of the range in which values lie: points are drawn in proportion to it.
    """
    if i.adverse_limit is None or (point is None and limits is None):
        return None
    ratio = i.adverse_limit == 1
    if not ratio:
        point, limits = (
            _of_hundred(point, width),
            limits and (_of_hundred(limits[0], width), _of_hundred(limits[1], width)),
        )
    share = _share(point, ratio) if point is not None else 0.0
    beyond = "right" if share > 1 else "left" if share < -1 else ""
    top, bottom = 0 if first else _BELOW_WORDS, _WITH_TICKS if last else _WITHOUT_TICKS
    return Strip(
        top=top,
        height=bottom - top,
        paths=(*_frame(i, ratio), *(_interval(limits, ratio) if limits else ()), *_arrowhead(beyond)),
        texts=(*(_direction(i, focus) if first else ()), *(_numbers(ratio, width) if last else ())),
        point=None if point is None or beyond else _place(share),
        shape=shape or "block",
        beyond=beyond,
    )


def _of_hundred(value: float | None, width: float) -> float | None:
    """A value as it would be on a scale of a hundred."""
    return None if value is None else 100 * value / width


def _frame(i: Indicator, ratio: bool) -> Iterator[tuple[str, str]]:
    """The screening band, the axis with its ticks, and equality."""
    if i.non_adverse:
        low, high = (_at(limit, ratio) for limit in i.non_adverse)
        yield "band", f"M{low:g} 13H{high:g}v14H{low:g}z"
    ticks = "".join(f"M{_at(tick, ratio):g} 18v4" for tick in _ticks(ratio))
    yield "axis", f"M{_EDGE:g} {_Y}H{WIDTH - _EDGE:g}{ticks}"
    yield "neutral", f"M{WIDTH / 2:g} 12v16"


def _interval(limits: Limits, ratio: bool) -> Iterator[tuple[str, str]]:
    """A line from limit to limit: a cap at each, an arrowhead where it runs on beyond the strip or has no limit."""
    low = -math.inf if limits[0] is None else _share(limits[0], ratio)
    high = math.inf if limits[1] is None else _share(limits[1], ratio)
    caps = "".join(f"M{_place(end):g} 15.5v9" for end, runs_on in ((low, low < -1), (high, high > 1)) if not runs_on)
    yield "interval", f"M{_place(low):g} {_Y}H{_place(high):g}{caps}"
    if low < -1:
        yield "end", "M3 20l9-4.5v9z"
    if high > 1:
        yield "end", "M237 20l-9-4.5v9z"


def _arrowhead(beyond: str) -> Iterator[tuple[str, str]]:
    """The value itself, where it lies beyond an end."""
    if beyond:
        yield "beyond", "M239 20l-14-7.5v15z" if beyond == "right" else "M1 20l14-7.5v15z"


def _direction(i: Indicator, focus: str) -> Iterator[Text]:
    if i.adverse_side == "above":
        yield Text(WIDTH - _EDGE, 9, "end", f"adverse to {focus} \u2192")
    else:
        yield Text(_EDGE, 9, "start", f"\u2190 adverse to {focus}")


def _numbers(ratio: bool, width: float) -> Iterator[Text]:
    for tick in _ticks(ratio):
        words = f"{tick:g}" if ratio or not tick else f"{tick * width / 100:+g}".replace("-", MINUS)
        yield Text(_at(tick, ratio), 39, "middle", words)


def _ticks(ratio: bool) -> tuple[float, ...]:
    return _RATIO_TICKS if ratio else _POINTS_TICKS


def _share(value: float, ratio: bool) -> float:
    """Where a value lies between -1 and 1, the ends of the strip; more is beyond them."""
    if ratio:
        return math.log(value) / math.log(_RATIO_END) if value > 0 else -math.inf
    return value / _POINTS_END


def _place(share: float) -> float:
    return round(WIDTH / 2 + max(-1.0, min(1.0, share)) * (WIDTH / 2 - _EDGE), 1)


def _at(value: float, ratio: bool) -> float:
    return _place(_share(value, ratio))
