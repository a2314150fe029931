"""The sentence of a finding about careers. What the numbers are is worked out in `careers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openwres.display import numbers
from openwres.findings.history import History
from openwres.findings.ladders import GRADE
from openwres.findings.moves import NEEDS_TWO, NOT_TOLD
from openwres.findings.naming import area_named, group_named
from openwres.standards.model import Edition

STOCK = "This counts moves of people, not who is in a grade."


Row = Mapping[str, Any]


def sentence(row: Row, history: History, asked: str) -> str:
    """What is said of all years together: of all grades, and of each grade only where the organisation is asked about.

    Among very many grades some ratios lie off 1 by chance alone.
    """
    if row["basis"] != "pooled" or (row["breakdown"] == GRADE and row["area"] != asked):
        return ""
    edition = history.newest
    focus, reference = (f"{group_named(edition, group)} staff" for group in (edition.focus, edition.reference))
    place = area_named(history, row["area_type"], row["area"])
    if row["reason"] in (NEEDS_TWO, NOT_TOLD):
        return f"{place}: whether {focus} move up as often as {reference} {_needs(row)}."
    place = f"{place}{_where(row, edition)}"
    if row["state"] == "not_calculable":
        return f"{place}: there are no {focus if not row['denominator'] else reference} who could have moved up."
    counts = f"{place}: {_counts(row, focus, reference)}"
    if row["state"] == "too_few":
        return f"{counts}: too few to tell whether one group moves up more often."
    ratio = _ratio(row, focus, reference) if row["breakdown"] else _ratios(row, focus, reference)
    return f"{counts}. {ratio} {_people(row, focus, reference)} {STOCK}"


def _needs(row: Row) -> str:
    if row["reason"] == NEEDS_TWO:
        return "needs the staff lists of two years"
    return "cannot be told, because counts of moves are missing"


def _where(row: Row, edition: Edition) -> str:
    """The grade and the years."""
    years = f"{row['since'] - 1} to {row['year']}"
    if row["breakdown"] == GRADE:
        return f", {edition.breakdowns[GRADE].categories[row['category']].title}, {years}"
    return f", {years}"


def _counts(row: Row, focus: str, reference: str) -> str:
    sides = ((reference, "reference_numerator", "reference_denominator"), (focus, "numerator", "denominator"))
    return " and ".join(
        f"{numbers.count(row[x])} moves up in {numbers.count(row[n])} person-years of {label} "
        f"({numbers.percentage(row[x] / row[n], apart_from=(0, 1))} a year)"
        for label, x, n in sides
    )


def _ratio(row: Row, focus: str, reference: str) -> str:
    """The ratio of a grade."""
    says = "excludes" if row["excludes_one"] else "includes"
    interval = f"the {100 * row['confidence']:g}% interval (Miettinen-Nurminen score), {_limits(row, '')}, {says} 1"
    if row["value"] is None:
        return f"No {focus} moved up; {interval}."
    return f"{_likely(row['value'], focus, reference)}; {interval}."


def _ratios(row: Row, focus: str, reference: str) -> str:
    """Of all grades: the ratio among people of the same grade first, then the one without regard to grades."""
    if row["within_lower"] is None:
        return _ratio(row, focus, reference)
    says = "excludes" if leaves_out_one(row["within_lower"], row["within_upper"]) else "includes"
    interval = f"the {100 * row['confidence']:g}% interval (Mantel-Haenszel), {_limits(row, 'within_')}, {says} 1"
    if row["within"] is None:
        return f"No {focus} moved up; among people of the same grade {interval}."
    likely = _likely(row["within"], focus, reference)
    overall = f"without regard to grade the ratio is {_form(row['value'])} ({_limits(row, '')})"
    return f"Among people of the same grade, {likely[0].lower()}{likely[1:]}; {interval}; {overall}.{_differ(row)}"


def leaves_out_one(lower: float, upper: float | None) -> bool:
    """Whether an interval, perhaps without an upper limit, leaves 1 out."""
    return lower > 1 or (upper is not None and upper < 1)


def _likely(value: float, focus: str, reference: str) -> str:
    times = f"{reference} were {_form(value)} times as likely as {focus} to move up within a year"
    return f"{times[0].upper()}{times[1:]}, where above 1 is adverse to {focus}"


def _differ(row: Row) -> str:
    """Said where the ratios of the grades are shown to differ, so that one number for all of them says less."""
    if row["homogeneity_p_value"] is None or row["homogeneity_p_value"] >= 0.05:
        return ""
    p_value = numbers.p_value(row["homogeneity_p_value"])
    return f" It differs from grade to grade (score test of homogeneity, p-value {p_value})."


def _limits(row: Row, of: str) -> str:
    return numbers.interval(row[f"{of}lower"], row[f"{of}upper"], _form)


def _form(value: float) -> str:
    return numbers.ratio(value, apart_from=(0, 1))


def _people(row: Row, focus: str, reference: str) -> str:
    """The gap in people, grade by grade for the whole."""
    more = int(numbers.rounded(row["people"], 0))
    rate = f"At the hazard of {reference}" + (" of the same grade" if not row["breakdown"] else "")
    if not more:
        return f"{rate}, as many {focus} would have moved up."
    return f"{rate}, about {numbers.count(abs(more))} {'more' if more > 0 else 'fewer'} {focus} would have moved up."
