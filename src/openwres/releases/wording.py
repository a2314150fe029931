"""How a figure of a release reads: what it is of, and what stands there, in the words that a reader would see.

Which figures differ is worked out in `diff`; numbers are written by `display.numbers`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.reasons import why
from openwres.figures.areas import ORGANISATION
from openwres.releases.diff import Change
from openwres.standards.model import Edition

Row = Mapping[str, Any]
Form = Callable[[float], str]


def _percent(value: float) -> str:
    return numbers.percentage(value / 100, apart_from=(0, 1))


def _points(value: float) -> str:
    return numbers.points(value / 100)


def _ratio(value: float) -> str:
    return numbers.ratio(value, apart_from=(0, 1))


def _people(value: float) -> str:
    return numbers.count(int(numbers.rounded(value, 0)))


_STATISTICS: Mapping[str, tuple[str, Form]] = {
    "percentage": ("percentage", _percent),
    "self_report_rate": ("share whose group is known", _percent),
    "difference": ("difference in points", _points),
    "gap": ("gap in points", _points),
    "relative_likelihood": ("relative likelihood", _ratio),
    "disparity_ratio": ("disparity ratio", _ratio),
    "ratio_to_rest": ("ratio to the rest of the workforce", _ratio),
    "excess_people": ("gap in people", _people),
    "people_to_parity": ("people to parity", _people),
    "one_person": ("what one person changes", _points),
    "power": ("power", _percent),
    "mid_p": ("mid-P value", numbers.p_value),
    "boards": ("boards", _people),
    "score": ("score", numbers.score),
    "yes": ("answer", lambda value: "yes" if value == 1 else "no" if value == 0 else numbers.count(value)),
}
_CHANGES = {
    Change.GONE: "no longer there",
    Change.NEW: "new",
    Change.STATE: "another state",
    Change.VALUE: "another value",
    Change.BESIDE: "the same value on other counts or with another interval",
    Change.RULE: "the same numbers by another rule",
}


def change_in_words(change: str) -> str:
    """What a kind of change means, such as `another value`."""
    return _CHANGES[Change(change)]


@dataclass(frozen=True)
class Wording:
    """The words of one edition, and the names of organisations and areas by their type and code."""

    edition: Edition
    names: Mapping[tuple[str, str], str]

    def subject(self, row: Row) -> str:
        """What a figure is: `Trust of X (RXX), indicator 2, relative likelihood, White over BME`."""
        where = self.names.get((row["area_type"], row["area"]), row["area"])
        label, _ = _STATISTICS.get(row["statistic"], (row["statistic"].replace("_", " "), str))
        coded = row["area_type"] == ORGANISATION and where != row["area"]
        place = f"{where} ({row['area']})" if coded else where
        parts = [
            place,
            f"indicator {row['indicator']}",
            label,
            self._category(row),
            self._group(row),
            row["basis"].replace("-", " "),
        ]
        variant = "" if row["variant"] == "official" else row["variant"].replace("-", " ")
        return ", ".join(part for part in (*parts, variant) if part)

    def _category(self, row: Row) -> str:
        breakdown = self.edition.breakdowns.get(row["breakdown"])
        category = breakdown.categories.get(row["category"]) if breakdown else None
        return category.title if category else row["category"].replace("-", " ")

    def _group(self, row: Row) -> str:
        name = row["classification"]
        sides = [self.edition.group_label(name, group) for group in row["group"].split(":")]
        over = " over " if row["statistic"] in ("relative_likelihood", "disparity_ratio") else " less "
        return "" if row["group"] == "all" else over.join(sides)

    def shown(self, row: Row, side: str = "") -> str:
        """What stands in the place of a figure: its value with interval and counts, or why there is none."""
        state = row[f"{side}state"]
        if state is None:
            return ""
        if state != State.VALUE:
            return why(self.edition, state, row[f"{side}reason"])
        _, form = self._form(row)
        value = form(row[f"{side}value"])
        beside = [self._interval(row, side, form), *_counts(row, side)]
        kept = "; ".join(part for part in beside if part)
        return f"{value} ({kept})" if kept else value

    def value(self, row: Row, side: str) -> str:
        """The value alone as it reads; nothing where there is none."""
        value = row[f"{side}value"]
        return self._form(row)[1](value) if value is not None else ""

    def _form(self, row: Row) -> tuple[str, Form]:
        if row["statistic"] == "gap" and self.edition.indicator(row["indicator"]).kind == "score":
            return "difference of scores", numbers.score_difference
        return _STATISTICS.get(row["statistic"], ("", str))

    def _interval(self, row: Row, side: str, form: Form) -> str:
        lower, upper = row[f"{side}lower"], row[f"{side}upper"]
        return f"interval {numbers.interval(lower, upper, form)}" if lower is not None else ""


def _counts(row: Row, side: str) -> list[str]:
    pairs = [(row[f"{side}{first}numerator"], row[f"{side}{first}denominator"]) for first in ("", "reference_")]
    return [f"{numbers.count(n)} of {numbers.count(of)}" for n, of in pairs if n is not None and of is not None]


def described(changed: pl.DataFrame, wording: Wording) -> pl.DataFrame:
    """The differences with words: `what`, `before`, `after`. A value that reads the same as before is not another value."""
    what, before, after, kinds = [], [], [], []
    for row in changed.iter_rows(named=True):
        what.append(wording.subject(row))
        before.append(wording.shown(row, "before_"))
        after.append(wording.shown(row, "after_"))
        same = row["change"] == Change.VALUE and wording.value(row, "before_") == wording.value(row, "after_")
        kinds.append(str(Change.BESIDE) if same else row["change"])
    columns = {"what": what, "before": before, "after": after, "change": kinds}
    series = [pl.Series(name, values, dtype=pl.String) for name, values in columns.items()]
    order = pl.Enum([str(one) for one in Change])
    return changed.with_columns(series).sort(pl.col("change").cast(order), maintain_order=True)
