"""The sentence of a path to parity. What the numbers are is worked out in `goals`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openwres.display import numbers
from openwres.findings.history import History
from openwres.findings.naming import area_named

CAUTION = "The path is reconstructed and is not an NHS England figure."


def sentence(row: Mapping[str, Any], history: History, asked: str) -> str:
    """Of the newest year: how many there are beside how many the path asks for, and what it asks for a year.

    Bands are many: only those of the nation, and of the organisation that is asked about, are told.
    """
    if row["area_type"] != "nation" and row["area"] != asked:
        return ""
    if row["future"] != row["year"] or row["state"] != "value":
        return ""
    edition = history.newest
    label = edition.group_label(edition.main, row["group"])
    scale = edition.grade_scale
    band = scale.bands[row["category"]].label if scale else row["category"]
    share = numbers.percentage(row["share"] / 100)
    parity = (
        f"the workforce share of {row['since']}" if row["basis"] == "fixed" else f"the workforce share of {row['year']}"
    )
    more = f"{_each_year(abs(row['each_year']))} {'more' if row['each_year'] >= 0 else 'fewer'} a year"
    now = f"{numbers.count(row['numerator'])} of {numbers.count(row['denominator'])} staff are {label} in {row['year']}"
    path = f"A straight path from {numbers.count(row['start'])} in {row['since']} to {share}, {parity}, by 2028"
    place = area_named(history, row["area_type"], row["area"])
    return f"{place}, {band}: {now}. {path} would have {numbers.count(row['target'])} now: {more}. {CAUTION}"


def _each_year(people: float) -> str:
    """A number of people a year: whole from ten on, one decimal below."""
    return numbers.count(int(numbers.rounded(people, 0))) if people >= 10 else str(numbers.rounded(people, 1))
