"""The sentence of a projection. What the numbers are is worked out in `projection`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openwres.display import numbers
from openwres.findings.history import History
from openwres.findings.moves import NEEDS_TWO
from openwres.findings.naming import area_named, group_named

TOLD = 5
"""How many years ahead the sentence speaks of; the table has every year."""


def sentence(row: Mapping[str, Any], history: History) -> str:
    """Who is at the level now, who would be in five years, and what parity would take."""
    edition, place = history.newest, area_named(history, row["area_type"], row["area"])
    focus, reference = (group_named(edition, group) for group in (edition.focus, edition.reference))
    if row["state"] == "not_calculable":
        why = "it needs the staff lists of two years" if row["reason"] == NEEDS_TWO else "counts of moves are missing"
        return f"{place}: who will be in senior grades is not projected, because {why}."
    if row["future"] != row["year"] + TOLD:
        return ""
    level = edition.breakdowns[row["breakdown"]].categories[row["category"]].title
    now = (
        f"{place}, {level[0].lower()}{level[1:]}: {numbers.count(row['numerator'])} of {numbers.count(row['denominator'])} "
        f"staff are {focus} in {row['year']}"
    )
    if row["state"] == "too_few":
        return f"{now}; too few of them came or left to say who will be."
    share = f"{_percent(row['value'])} are {focus} in {row['future']} in the middle of the simulated futures"
    return (
        f"{now} ({numbers.percentage(row['numerator'] / max(row['denominator'], 1))}). If people go on leaving, rising and joining as from "
        f"{row['since'] - 1} to {row['year']}, {share} (80% of them lie from {_percent(row['lower_80'])} to {_percent(row['upper_80'])}, "
        f"95% from {_percent(row['lower'])} to {_percent(row['upper'])}), beside {_percent(row['parity'])} of the workforce. "
        f"{_parity(row, focus, reference)}"
    )


def _percent(value: float) -> str:
    return numbers.percentage(value / 100, apart_from=(0, 1))


def _parity(row: Mapping[str, Any], focus: str, reference: str) -> str:
    """What parity by then would take."""
    more = row["more_each_year"]
    if more is None:
        return "Nobody is expected there."
    if more == 0:
        return "Parity by then is expected without more of them."
    if more > row["other_arrivals"]:
        return f"Parity by then could not be reached by appointing and promoting {focus} in place of {reference} staff alone."
    people = numbers.quantity(
        int(numbers.rounded(max(more, 1), 0)), "more appointment or promotion", "more appointments or promotions"
    )
    return f"Parity by then would take about {people} of {focus} staff a year, in place of {reference} staff."
