"""The sentence of a finding about careers. What the numbers are is worked out in `careers`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from openwres.display import numbers
from openwres.findings.ladders import GRADE
from openwres.findings.moves import NEEDS_TWO, NOT_TOLD
from openwres.standards.model import Edition

STOCK = "This counts moves of people, not who is in a grade."


def sentence(row: Mapping[str, Any], edition: Edition, asked: str) -> str:
    """What is said of all years together: of all grades, and of each grade only where the organisation is asked about.

    Among very many grades some ratios lie off 1 by chance alone.
    """
    if row["basis"] != "pooled" or (row["breakdown"] == GRADE and row["area"] != asked):
        return ""
    focus, reference = (edition.group_label(edition.main, group) for group in (edition.focus, edition.reference))
    if row["reason"] in (NEEDS_TWO, NOT_TOLD):
        needs = (
            "needs the staff lists of two years"
            if row["reason"] == NEEDS_TWO
            else "cannot be told, because counts of moves are missing"
        )
        return f"{row['area']}: whether {focus} staff move up as often as {reference} staff {needs}."
    if row["state"] == "not_calculable":
        nobody = focus if not row["denominator"] else reference
        return f"{row['area']}{_where(row, edition)}: there are no {nobody} staff who could have moved up."
    if row["state"] == "too_few":
        return f"{row['area']}{_where(row, edition)}: {_counts(row, focus, reference)}: too few to tell whether one group moves up more often."
    return f"{row['area']}{_where(row, edition)}: {_counts(row, focus, reference)}. {_ratio(row, focus, reference)} {_people(row, focus, reference)}{STOCK}"


def _where(row: Mapping[str, Any], edition: Edition) -> str:
    """The grade and the years."""
    years = f"{row['since'] - 1} to {row['year']}"
    if row["breakdown"] == GRADE:
        return f", {edition.breakdowns[GRADE].categories[row['category']].title}, {years}"
    return f", {years}"


def _counts(row: Mapping[str, Any], focus: str, reference: str) -> str:
    sides = ((reference, "reference_numerator", "reference_denominator"), (focus, "numerator", "denominator"))
    return " and ".join(
        f"{numbers.count(row[x])} moves up in {numbers.count(row[n])} person-years of {label} staff "
        f"({numbers.percentage(row[x] / row[n], apart_from=(0, 1))} a year)"
        for label, x, n in sides
    )


def _ratio(row: Mapping[str, Any], focus: str, reference: str) -> str:
    limits = numbers.interval(row["lower"], row["upper"], lambda limit: numbers.ratio(limit, apart_from=(0, 1)))
    says = "excludes" if row["excludes_one"] else "includes"
    interval = f"the {100 * row['confidence']:g}% interval (Miettinen-Nurminen score), {limits}, {says} 1"
    if row["value"] is None:
        return f"No {focus} staff moved up; {interval}."
    times = numbers.ratio(row["value"], apart_from=(0, 1))
    together = "" if row["breakdown"] else "all grades together, "
    likely = f"{reference} staff were {times} times as likely as {focus} staff to move up within a year"
    return f"{together[:1].upper()}{together[1:]}{likely}, where above 1 is adverse to {focus} staff; {interval}."


def _people(row: Mapping[str, Any], focus: str, reference: str) -> str:
    """The gap in people, grade by grade for the whole."""
    more = int(numbers.rounded(row["people"], 0))
    rate = f"at the hazard of {reference} staff" + (" of the same grade" if not row["breakdown"] else "")
    if not more:
        return f"{rate[0].upper()}{rate[1:]}, as many {focus} staff would have moved up. "
    word = "more" if more > 0 else "fewer"
    return f"{rate[0].upper()}{rate[1:]}, about {numbers.count(abs(more))} {word} {focus} staff would have moved up. "
