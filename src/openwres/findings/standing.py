"""Where a value stands: on which side of equality, and whether its interval leaves equality out.

The two are never merged into a rank; what a standing looks like is said once, here, for cards and lists alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from openwres.findings.figure_words import Row, excludes
from openwres.standards.model import Indicator

_SAME = 1e-9


@dataclass(frozen=True)
class Standing:
    """A standing: its code, its mark, and what the mark says. `{focus}` is the label of the focus group."""

    code: str
    mark: str
    words: str
    short: str

    def said(self, focus: str) -> str:
        """What the mark says of a focus group."""
        return self.words.format(focus=focus)


STANDINGS = (
    Standing("adverse", "dot", "Adverse to {focus} people, and the interval excludes equality", "adverse, interval excludes equality"),
    Standing("adverse-bare", "block", "On the adverse side, without an interval", "adverse side, no interval"),
    Standing("open", "ring", "The interval includes equality: these counts alone do not show a difference", "interval includes equality"),
    Standing("other", "diamond", "Not on the adverse side, and the interval excludes equality", "not adverse, interval excludes equality"),
    Standing("other-bare", "frame", "Not on the adverse side, without an interval", "not adverse side, no interval"),
    Standing("unsettled", "", "More than one value, none of them official", "none official"),
    Standing("undirected", "", "No direction is adverse by itself", "no direction"),
    Standing("uncompared", "", "Not a comparison of groups", "no comparison"),
    Standing("none", "", "No value", "no value"),
)  # fmt: skip
BY_CODE = {standing.code: standing for standing in STANDINGS}


def side_of(i: Indicator, row: Row) -> str:
    """`adverse`, `other` or `equal`; empty where there is no direction or nothing to go by."""
    if i.adverse_limit is None:
        return ""
    place = _above(row, i.adverse_limit)
    if place is None:
        return ""
    if place == 0:
        return "equal"
    return "adverse" if (place > 0) == (i.adverse_side == "above") else "other"


def past_equality(i: Indicator, trend: Row) -> bool:
    """Whether the years of a trend together lie on the side that is not adverse, and leave equality out.

    There a move that is read as an improvement leads away from equality, and one that is read as worsening towards it.
    """
    if not i.adverse or i.adverse_limit is None:
        return False
    worst = trend["pooled_upper"] if i.adverse_side == "above" else trend["pooled_lower"]
    return worst is not None and (worst < i.adverse_limit if i.adverse_side == "above" else worst > i.adverse_limit)


def _above(row: Row, neutral: float) -> int | None:
    """1 above, -1 below, 0 on it; from the limits where there is no value and they leave equality out."""
    if row["value"] is not None:
        away = row["value"] - neutral
        return 0 if abs(away) < _SAME else 1 if away > 0 else -1
    if not excludes(row, neutral):
        return None
    return 1 if row["lower"] > neutral else -1


def standing_of(i: Indicator, row: Row | None, side: str) -> Standing:
    """The standing of one figure."""
    if row is None or (row["value"] is None and not side):
        return BY_CODE["none"]
    if i.adverse_limit is None:
        return BY_CODE["uncompared" if i.kind == "yes_no" or (i.over and not i.under) else "undirected"]
    shown = excludes(row, i.adverse_limit)
    if shown is False:
        return BY_CODE["open"]
    words = "adverse" if side == "adverse" else "other"
    return BY_CODE[words if shown else f"{words}-bare"]
