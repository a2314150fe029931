"""The sentence of a group beside the rest of its classification, and of a classification of which nothing is shown.

What is said is found in `characteristics`.
"""

from __future__ import annotations

from typing import Any

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.findings.history import History
from openwres.findings.naming import area_named
from openwres.standards.model import Edition

Row = dict[str, Any]
_NAMED = {"white-british": "White British"}


def sentence(row: Row, history: History) -> str:
    """A sentence of a group of an organisation whose difference from the rest is shown, or of none; else empty."""
    if row["area_type"] != "organisation" or row["reference"] in _NAMED:
        return ""
    edition = history.newest
    says = _group(row, edition) if row["group"] else _nothing(row)
    if not says:
        return ""
    basis = f" ({row['basis']})" if row["basis"] else ""
    title = edition.classifications[row["classification"]].title
    place = area_named(history, "organisation", row["area"])
    return f"{place}, {edition.label} indicator {row['indicator']}{basis}, {title[:1].lower()}{title[1:]}: {says}."


def _group(row: Row, edition: Edition) -> str:
    if not row["shown"] or row["mirrored"]:
        return ""
    label = edition.group_label(row["classification"], row["group"])
    rates = f"{label} {_rate(row, '')}, everybody else {_rate(row, 'reference_')}"
    towards = "adverse to this group" if row["adverse_to_group"] else "in favour of this group"
    return f"{rates}; {_size(row)}, {towards}"


def _rate(row: Row, prefix: str) -> str:
    events, people = row[f"{prefix}numerator"], row[f"{prefix}denominator"]
    return f"{numbers.percentage(events / people)} ({numbers.count(events)} of {numbers.count(people)})"


def _size(row: Row) -> str:
    ratios = row["statistic"] == "relative_likelihood"
    what, form = ("ratio", _ratio) if ratios else ("gap", _gap)
    limits = numbers.interval(row["lower"], row["upper"], form)
    begin = what if row["value"] is None else f"{what} {form(row['value'])}"
    return f"{begin} (95% interval {limits})"


def _ratio(value: float) -> str:
    return numbers.ratio(value, (1,))


def _gap(value: float) -> str:
    return numbers.points(value / 100)


def _nothing(row: Row) -> str:
    """That no group is shown to differ; nothing where one is, or where the counts themselves are not known."""
    if row["groups_shown"]:
        return ""
    if row["state"] == State.VALUE:
        compared = numbers.quantity(row["groups_compared"], "group", "groups")
        return f"no group's rate is shown to differ from the rest's ({compared} compared)"
    if row["state"] != "too_few":
        return ""
    return "no group has enough people and events to be compared with the rest"
