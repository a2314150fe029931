"""The sentence of a group beside the rest of its classification, and of a classification of which nothing is shown.

What is said is found in `characteristics`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.findings.history import History
from openwres.findings.naming import area_named
from openwres.standards.model import Edition

Row = Mapping[str, Any]
_NAMED = {"white-british": "White British"}


def worth_telling() -> pl.Expr:
    """Rows of organisations that may have a sentence: groups that differ from the rest, and classifications of which none does."""
    of_group = pl.col("shown").fill_null(False) & ~pl.col("mirrored").fill_null(False)
    of_whole = pl.col("groups_shown").fill_null(0) == 0
    told = pl.when(pl.col("group") == "").then(of_whole).otherwise(of_group)
    return (pl.col("area_type") == "organisation") & ~pl.col("reference").is_in(list(_NAMED)).fill_null(False) & told


def sentence(row: Row, history: History) -> str:
    """The sentence of a group that differs from the rest, or of a classification of which none is shown to; of others it is empty."""
    edition = history.newest
    says = _group(row, edition) if row["group"] else _nothing(row)
    if not says:
        return ""
    basis = f" ({row['basis']})" if row["basis"] else ""
    title = edition.classifications[row["classification"]].title
    place = area_named(history, "organisation", row["area"])
    return f"{place}, {edition.label} indicator {row['indicator']}{basis}, {title[:1].lower()}{title[1:]}: {says}."


def _group(row: Row, edition: Edition) -> str:
    label = edition.group_label(row["classification"], row["group"])
    rates = f"{label} {_rate(row, '')}, everybody else {_rate(row, 'reference_')}"
    towards = "adverse to this group" if row["adverse_to_group"] else "in favour of this group"
    return f"{rates}; {_size(row)}, {towards}"


def _rate(row: Row, prefix: str) -> str:
    events, people = row[f"{prefix}numerator"], row[f"{prefix}denominator"]
    return f"{numbers.percentage(events / people)} ({numbers.count(events)} of {numbers.count(people)})"


def _size(row: Row) -> str:
    ratios = row["statistic"] == "relative_likelihood"
    what, form = "ratio" if ratios else "gap", form_of(row)
    limits = numbers.interval(row["lower"], row["upper"], form)
    begin = what if row["value"] is None else f"{what} {form(row['value'])}"
    return f"{begin} (95% interval {limits})"


def form_of(row: Row) -> Callable[[float], str]:
    """How a value of the row is written: a ratio, or a gap in points."""
    return _ratio if row["statistic"] == "relative_likelihood" else _gap


def _ratio(value: float) -> str:
    return numbers.ratio(value, (1,))


def _gap(value: float) -> str:
    return numbers.points(value / 100)


def _nothing(row: Row) -> str:
    """That no group is shown to differ; nothing where the counts themselves are not known."""
    if row["state"] == State.VALUE:
        compared = numbers.quantity(row["groups_compared"], "group", "groups")
        return f"no group's rate is shown to differ from the rest's ({compared} compared)"
    if row["state"] != "too_few":
        return ""
    return "no group has enough people and events to be compared with the rest"
