"""The sheet that a chart is drawn on: lines, shapes and words as SVG, the same in browsers, Typst and pictures.

Presentation attributes only: no style sheet, no identifier, no script. Paths use the absolute commands M, L, H, V and Z.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from openwres.display.chart import Chart
from openwres.display.charts.metrics import width
from openwres.display.charts.style import FAMILY, INK, LABEL, LEADING, PAPER, SMALL, SOFT

if TYPE_CHECKING:
    import polars as pl

Place = tuple[float, float]
_SHAPES = {
    "block": ((-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)),
    "diamond": ((0.0, -1.2), (1.2, 0.0), (0.0, 1.2), (-1.2, 0.0)),
    "triangle": ((0.0, -1.15), (1.1, 0.8), (-1.1, 0.8)),
}
_OPEN = {"ring": "dot", "frame": "block"}


def number(value: float) -> str:
    """A coordinate, to a tenth of a point."""
    return f"{round(value, 1) + 0.0:g}"


def escaped(words: str) -> str:
    """Words as text of XML. The standard library's function for it loads its modules for networks, a fortieth of a run."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class Canvas:
    """Collects what is drawn, from the bottom up."""

    def __init__(self, width: float) -> None:
        self.width = width
        self._drawn: list[str] = []

    def path(self, d: str, colour: str, weight: float = 1.0, dash: str = "", fill: str = "none") -> None:
        """An outline; without a weight only its inside is painted."""
        stroke = f' stroke="{colour}" stroke-width="{weight:g}"' if weight else ""
        dashed = f' stroke-dasharray="{dash}"' if dash else ""
        self._drawn.append(f'<path d="{d}" fill="{fill}"{stroke}{dashed}/>')

    def line(self, places: Sequence[Place], colour: str, weight: float = 1.0, dash: str = "") -> None:
        """A line through places."""
        self.path("M" + "L".join(f"{number(x)} {number(y)}" for x, y in places), colour, weight, dash)

    def area(self, places: Sequence[Place], fill: str, colour: str = "", weight: float = 0.0) -> None:
        """A closed shape."""
        d = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in places) + "Z"
        self.path(d, colour, weight if colour else 0.0, fill=fill)

    def box(self, left: float, top: float, right: float, bottom: float, fill: str, colour: str = "") -> None:
        """A rectangle, with an outline where a colour is given."""
        x0, y0, x1, y1 = (number(edge) for edge in (left, top, right, bottom))
        self.path(f"M{x0} {y0}H{x1}V{y1}H{x0}Z", colour, 0.8 if colour else 0.0, fill=fill)

    def mark(self, shape: str, x: float, y: float, radius: float, colour: str) -> None:
        """A dot, ring, block, frame, diamond (open) or triangle around a place."""
        solid = _OPEN.get(shape, shape)
        fill, weight = (PAPER, 1.4) if shape in ("ring", "frame", "diamond") else (colour, 0.0)
        if solid == "dot":
            stroke = f' stroke="{colour}" stroke-width="{weight:g}"' if weight else ""
            r = number(radius - weight / 2)
            self._drawn.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{r}" fill="{fill}"{stroke}/>')
        else:
            size = radius - weight / 2
            self.area([(x + dx * size, y + dy * size) for dx, dy in _SHAPES[solid]], fill, colour, weight)

    def cross(self, x: float, y: float, colour: str = SOFT, radius: float = 2.5) -> None:
        """The mark of what has no value."""
        for slope in (1, -1):
            self.line([(x - radius, y - slope * radius), (x + radius, y + slope * radius)], colour, 1.1)

    def arrowhead(self, x: float, y: float, towards: Place, colour: str, size: float = 6.0) -> None:
        """An arrowhead whose tip is at a place."""
        dx, dy = towards
        back = (x - dx * size, y - dy * size)
        wing = 0.45 * size
        self.area(
            [(x, y), (back[0] - dy * wing, back[1] + dx * wing), (back[0] + dy * wing, back[1] - dx * wing)], colour
        )

    def text(
        self, x: float, y: float, words: str, anchor: str = "start", size: float = LABEL, colour: str = INK,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Words whose baseline is at `y`; `x` is their start, middle or end."""
        at = "" if anchor == "start" else f' text-anchor="{anchor}"'
        weight = ' font-weight="600"' if bold else ""
        self._drawn.append(
            f'<text x="{number(x)}" y="{number(y)}" font-size="{size:g}" fill="{colour}"{at}{weight}>{escaped(words)}</text>'
        )

    def text_within(
        self, x: float, y: float, words: str, anchor: str = "start", size: float = SMALL, colour: str = SOFT,
        bold: bool = False,
    ) -> None:  # fmt: skip
        """Words as `text` sets them, moved sideways as far as needed to stay on the sheet."""
        before = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor] * width(words, size, bold)
        self.text(
            max(0.0, min(self.width - width(words, size, bold), x - before)), y, words, "start", size, colour, bold
        )

    def block(
        self, x: float, middle: float, words: Sequence[str], anchor: str = "start", size: float = LABEL,
        colour: str = INK, bold: bool = False,
    ) -> None:  # fmt: skip
        """Lines of words, around the height of their middle."""
        step = size * LEADING
        first = middle + 0.34 * size - step * (len(words) - 1) / 2
        for at, line in enumerate(words):
            self.text(x, first + at * step, line, anchor, size, colour, bold)

    def svg(self, height: float, title: str, description: str = "") -> str:
        """What has been drawn, of so many points; `title` and `description` are read out in its place."""
        w, h = number(self.width), number(math.ceil(height))
        said = f"<title>{escaped(title)}</title>" + (f"<desc>{escaped(description)}</desc>" if description else "")
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{w}pt" height="{h}pt" viewBox="0 0 {w} {h}" '
            f'font-family="{FAMILY}">{said}{"".join(self._drawn)}</svg>'
        )

    def chart(self, height: float, title: str, description: str, table: pl.DataFrame) -> Chart:
        """The finished chart."""
        return Chart(self.svg(height, title, description), self.width, math.ceil(height), description, table)
