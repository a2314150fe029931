"""Every rule asked of one return or of many, and what explanations do to what is found.

The rules stand in `rules`. A block cannot be explained away; what was explained stays on the record as a note.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import polars as pl

from openwres.contracts.problems import Problem, Severity, in_order
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.organisations import Register
from openwres.returns.batch import Returns
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.rules import coherent, given, plausible, typed, uncounted
from openwres.returns.rules.rule import Hit, Rule
from openwres.standards.model import Edition

RULES: tuple[Rule, ...] = (*coherent.RULES, *given.RULES, *typed.RULES, *uncounted.RULES, *plausible.RULES)
"""Every rule, in the order of the documentation."""

_CELL = re.compile(r"([A-Z]{1,3})(\d+)")


def check_return(
    version: ReturnVersion,
    edition: Edition,
    last_year: ReturnVersion | None = None,
    peers: pl.DataFrame | None = None,
    register: Register | None = None,
    last_edition: Edition | None = None,
) -> list[Problem]:
    """Every problem of one return, as explained, in the order in which a person works through them.

    `peers` are tallies of other organisations, of this year and the one before, whose spread sets the limits of what is
    plausible; `last_edition` are the rules of last year, needed where its typed figures are compared.
    """
    others = peers if peers is not None else pl.DataFrame(schema=TALLY_SCHEMA)
    before = others.filter(pl.col("year") == edition.year - 1)
    if last_year is not None:
        before = pl.concat([before.filter(pl.col("organisation") != version.organisation), last_year.tallies])
    now = others.filter(pl.col("year") == edition.year, pl.col("organisation") != version.organisation)
    return check_returns([version], edition, before, now, register, last_edition)[version.organisation]


def check_returns(
    versions: Sequence[ReturnVersion],
    edition: Edition,
    before: pl.DataFrame | None = None,
    peers: pl.DataFrame | None = None,
    register: Register | None = None,
    last_edition: Edition | None = None,
) -> dict[str, list[Problem]]:
    """The problems of many returns by organisation, one version of each; they are peers of one another.

    `before` are last year's tallies of these and of other organisations, `peers` this year's of others.
    """
    empty = pl.DataFrame(schema=TALLY_SCHEMA)
    if peers is not None:
        peers = peers.filter(~pl.col("organisation").is_in([version.organisation for version in versions]))
    returns = Returns(
        edition, last_edition, versions, before if before is not None else empty, peers if peers is not None else empty, register
    )  # fmt: skip
    found: dict[str, list[Problem]] = {version.organisation: [] for version in versions}
    hits = [(rule, hit) for rule in RULES for hit in rule.check(returns)]
    places = returns.cells_of({hit.tally for _, hit in hits if hit.tally})
    for rule, hit in hits:
        found[hit.organisation].append(_problem(rule, hit, *places.get(hit.tally, (hit.sheet, hit.place))))
    return {v.organisation: in_order(explain(found[v.organisation], v.explanations)) for v in versions}


def _problem(rule: Rule, hit: Hit, sheet: str, place: str) -> Problem:
    severity = hit.severity or rule.severity
    cell = _CELL.fullmatch(place)
    row, column = (int(cell[2]), cell[1]) if cell else (None, place)
    return Problem(
        rule.id, severity, hit.sentence, hit.remedy or rule.remedy, sheet=sheet, row=row, column=column, about=hit.about
    )  # fmt: skip


def explain(problems: Sequence[Problem], explanations: Sequence[Explanation]) -> list[Problem]:
    """The problems, those to confirm turned into notes where a whole explanation stands for them; the others told."""
    found, used = [], set()
    by_name = {(one.problem, one.about): one for one in explanations}
    for problem in problems:
        known = by_name.get((problem.id, problem.about))
        if known:
            used.add(known)
        found.append(_explained(problem, known) if known else problem)
        if known and problem.severity is Severity.CONFIRM:
            found += _lacking(known)
        elif known and problem.severity is Severity.BLOCK:
            found.append(_told("explanation-refused", Severity.BLOCK, known, "A problem that blocks cannot be explained away.",
                               "Correct the return, and delete the explanation."))  # fmt: skip
    unused = [one for one in explanations if one not in used]
    return found + [
        _told("explanation-unused", Severity.NOTE, one, "The explanation is of nothing that was found.", "Delete it, or correct what it names.")
        for one in unused
    ]  # fmt: skip


def _explained(problem: Problem, known: Explanation) -> Problem:
    """A problem to confirm as a note that says who confirmed it, when and why."""
    if problem.severity is not Severity.CONFIRM or list(_lacking(known)):
        return problem
    said = f"{problem.sentence} Confirmed by {known.person} on {known.date}: {known.reason.rstrip('.')}."
    return replace(problem, severity=Severity.NOTE, sentence=said, remedy="Nothing to do.")


def _lacking(known: Explanation) -> Iterator[Problem]:
    """What an explanation lacks: a reason, a person, a date that is one."""
    absent = [name for name in ("reason", "person") if not getattr(known, name).strip()]
    try:
        date.fromisoformat(known.date)
    except ValueError:
        absent.append("date")
    if absent:
        words = " and ".join(absent)
        yield _told("explanation-incomplete", Severity.BLOCK, known, f"An explanation lacks its {words}.",
                    "Write the reason, who says so and the day (2026-05-20).")  # fmt: skip


def _told(problem_id: str, severity: Severity, known: Explanation, said: str, remedy: str) -> Problem:
    return Problem(problem_id, severity, f"{known.problem}, {known.about}: {said}", remedy, about=known.about)


def not_told_again(read: Sequence[Problem], problems: Mapping[str, Sequence[Problem]]) -> list[Problem]:
    """What reading found in one file, without what rules say of the same cells at least as gravely."""
    rank = {severity: number for number, severity in enumerate(Severity)}
    gravest: dict[tuple[str, int | None, str], int] = {}
    for found in (found for its in problems.values() for found in its if found.row):
        place = (found.sheet, found.row, found.column)
        gravest[place] = min(gravest.get(place, 2), rank[found.severity])
    return [one for one in read if gravest.get((one.sheet, one.row, one.column), 3) > rank[one.severity]]


def unexplained(problems: Mapping[str, Sequence[Problem]]) -> int:
    """How many problems stop these returns: those that block and those that nobody confirmed."""
    return sum(problem.severity is not Severity.NOTE for its in problems.values() for problem in its)
