"""The levels of a standard's grades and the steps between them, as its edition declares them.

What people did on the ladders is in `moves`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openwres.standards.model import Edition

GRADE, LEVEL, STEP = "grade", "level", "step"


@dataclass(frozen=True)
class Step:
    """A step from one level to another; `up` where the other one is higher."""

    code: str
    title: str
    before: str
    after: str
    up: bool


def levels_of(edition: Edition) -> dict[str, tuple[str, ...]]:
    """The grade rows of each level, in the order of the edition; empty where it declares no levels."""
    breakdown = edition.breakdowns.get(LEVEL)
    return {category.code: category.rows for category in breakdown.categories.values()} if breakdown else {}


def steps_of(edition: Edition) -> list[Step]:
    """The steps between levels."""
    breakdown, heights = edition.breakdowns.get(STEP), _heights(edition)
    steps = []
    for category in breakdown.categories.values() if breakdown else ():
        (before,), (after,) = category.where[f"{LEVEL}_before"], category.where[f"{LEVEL}_after"]
        up = before in heights and after in heights and heights[after] > heights[before]
        steps.append(Step(category.code, category.title, before, after, up))
    return steps


def leadership_of(edition: Edition) -> str:
    """The highest level that a step leads up to; empty where there is none."""
    heights = _heights(edition)
    return max((step.after for step in steps_of(edition) if step.up), key=heights.__getitem__, default="")


def below_the_top(edition: Edition) -> list[str]:
    """The grade rows from which somebody can move up, those that are part of another row left out."""
    scale = edition.grade_scale
    if scale is None:
        return []
    return [
        row
        for row, (n, place) in scale.steps.items()
        if not scale.rows[row].part_of and place < len(scale.ladders[n]) - 1
    ]


def item_of(edition: Edition, flow: str) -> str:
    """The item that counts a flow; empty where the edition has none."""
    return next((item.code for item in edition.items.values() if item.flow == flow), "")


def _heights(edition: Edition) -> Mapping[str, int]:
    """How high the lowest grade of a level stands on the first ladder."""
    steps = edition.grade_scale.steps if edition.grade_scale else {}
    on_first = {
        level: [steps[r][1] for r in rows if r in steps and steps[r][0] == 0]
        for level, rows in levels_of(edition).items()
    }
    return {level: min(places) for level, places in on_first.items() if places}
