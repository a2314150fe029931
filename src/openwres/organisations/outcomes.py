"""Outcomes of organisations that somebody measured elsewhere, such as ratings, sickness or patients' answers, from a file.

What they go with is found in `findings`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from openwres.organisations.tables import ProblemList, Row, code_in, only_once, quoted, read_table

RATINGS = ("inadequate", "requires improvement", "good", "outstanding")
"""The words of an inspector's rating, from the worst to the best; they count as 1 to 4."""

DIRECTIONS = ("better", "worse")
MEASURED_ON = ("others", "all-staff")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One value of one organisation. `higher_is` and `measured_on` are empty where the file does not say."""

    organisation: str
    outcome: str
    value: float
    higher_is: str = ""
    measured_on: str = ""


def read_outcomes(path: Path) -> tuple[Outcome, ...]:
    """Outcomes from a CSV file with `organisation`, `outcome`, `value`, and perhaps `higher_is` and `measured_on`.

    A value is a number or a word of `RATINGS`; an empty one is left out. Raises InputError with every problem.
    """
    problems = ProblemList()
    table = read_table(path, ("organisation", "outcome", "value"), problems)
    read = [(row, f"{found.organisation} {found.outcome}", found) for row in (table.rows if table else ())
            if (found := _outcome(row, problems)) is not None]  # fmt: skip
    listed = only_once(read, "outcome", problems)
    problems.raise_blocks(f"The outcomes in {path.name}")
    return tuple(sorted(listed.values(), key=lambda o: (o.outcome, o.organisation)))


def _outcome(row: Row, problems: ProblemList) -> Outcome | None:
    organisation, outcome = code_in(row, "organisation", problems), " ".join(row["outcome"].split())
    if not row["value"] or not organisation:
        return None
    value = _value(row, problems)
    words = {"higher_is": DIRECTIONS, "measured_on": MEASURED_ON}
    said = {name: row[name].lower() for name in words}
    for name, known in words.items():
        if said[name] and said[name] not in known:
            sentence = f"{quoted(row[name])} is no word for `{name}`."
            problems.block(
                "outcome-word", sentence, f"Write {' or '.join(known)}, or leave it empty.", row.file, row.number, name
            )
    if not outcome:
        problems.block("outcome-word", "An outcome needs a name.", "Fill the cell.", row.file, row.number, "outcome")
    return Outcome(organisation, outcome, value, **said) if outcome and value is not None else None


def _value(row: Row, problems: ProblemList) -> float | None:
    text = " ".join(row["value"].lower().split())
    if text in RATINGS:
        return float(RATINGS.index(text) + 1)
    try:
        number = float(text.removesuffix("%").replace(",", ""))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    remedy = f"Write a number, or one of {', '.join(RATINGS)}; leave the cell empty where it is not known."
    problems.block(
        "outcome-value", "The value is neither a number nor a rating.", remedy, row.file, row.number, "value"
    )
    return None
