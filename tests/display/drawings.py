"""What is drawn in a chart, as boxes: every word and every shape, read from its SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree import ElementTree

from openwres.display.chart import Chart
from openwres.display.charts.metrics import width

_SVG = "{http://www.w3.org/2000/svg}"
_STEP = re.compile(r"([MLHVZ])([^MLHVZ]*)")
_ASCENT, _DESCENT = 0.7, 0.2
KNOWN = {"svg", "title", "desc", "path", "circle", "text"}


@dataclass(frozen=True)
class Box:
    """What is drawn, and from where to where."""

    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes lie over one another, by more than a rounding."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.15 and down > 0.15


def root_of(chart: Chart) -> ElementTree.Element:
    """The drawing as a tree."""
    return ElementTree.fromstring(chart.svg)


def elements(chart: Chart) -> list[tuple[str, ElementTree.Element]]:
    """The elements by their names, in the order of drawing."""
    return [(element.tag.removeprefix(_SVG), element) for element in root_of(chart).iter()]


def words_of(chart: Chart) -> list[str]:
    """The words that are drawn."""
    return [element.text or "" for name, element in elements(chart) if name == "text"]


def texts(chart: Chart) -> list[Box]:
    """The boxes of words."""
    return [_text(element) for name, element in elements(chart) if name == "text"]


def shapes(chart: Chart) -> list[Box]:
    """The boxes of paths and circles."""
    return [_shape(name, element) for name, element in elements(chart) if name in ("path", "circle")]


def outside(chart: Chart) -> list[Box]:
    """What leaves the drawing."""
    return [
        box
        for box in [*texts(chart), *shapes(chart)]
        if box.left < -0.05 or box.top < -0.05 or box.right > chart.width + 0.05 or box.bottom > chart.height + 0.05
    ]


def overlapping(chart: Chart) -> list[tuple[str, str]]:
    """Words that lie over other words."""
    return [(one.what, other.what) for one, other in combinations(texts(chart), 2) if one.meets(other)]


def _text(element: ElementTree.Element) -> Box:
    words, size = element.text or "", float(element.get("font-size", "0"))
    wide = width(words, size, element.get("font-weight") == "600")
    before = {"start": 0.0, "middle": 0.5, "end": 1.0}[element.get("text-anchor", "start")] * wide
    x, y = float(element.get("x", "")), float(element.get("y", ""))
    return Box(words, x - before, y - _ASCENT * size, x - before + wide, y + _DESCENT * size)


def _shape(name: str, element: ElementTree.Element) -> Box:
    if name == "circle":
        x, y, r = (float(element.get(key, "")) for key in ("cx", "cy", "r"))
        return Box("circle", x - r, y - r, x + r, y + r)
    places = list(_places(element.get("d", "")))
    across, down = [x for x, _ in places], [y for _, y in places]
    return Box(element.get("d", ""), min(across), min(down), max(across), max(down))


def _places(d: str) -> Iterator[tuple[float, float]]:
    x = y = 0.0
    for command, rest in _STEP.findall(d):
        numbers = [float(word) for word in rest.split()]
        if command in "ML":
            x, y = numbers
        elif command == "H":
            (x,) = numbers
        elif command == "V":
            (y,) = numbers
        yield x, y
