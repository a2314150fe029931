"""Matches the header of a table to the columns of its kind, by name and alias, in any order.

Where a column that matters is missing and one header resembles it, that one is taken and is to be confirmed.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.headers import Asked
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.sources import Source
from openwres.standards.codes import normalised

_NEAR = 0.86
_LONG_ENOUGH = 5
# Somebody else's column, or another time's: `Manager Employee Number`, `Previous Grade`.
_OTHERS = frozenset(
    [
        "manager",
        "managers",
        "supervisor",
        "line",
        "reporting",
        "previous",
        "old",
        "former",
        "target",
        "handler",
        "investigator",
        "investigating",
        "chair",
        "recruiter",
        "assessor",
        "emergency",
        "partner",
        "parent",
    ]
)


@dataclass(frozen=True)
class Match:
    """Which header position holds which column, which of them were guessed, and what nobody asked for."""

    source: Source
    kind: Kind
    at: Mapping[str, int]
    questions: Mapping[str, int]
    ignored: tuple[str, ...]
    guessed: frozenset[str] = field(default_factory=frozenset)

    def header(self, column: str) -> str:
        """The name by which the user knows a column."""
        position = self.at.get(column, self.questions.get(column))
        return self.source.header[position] if position is not None else column

    @property
    def positions(self) -> list[int]:
        """The header positions that are read."""
        return sorted({*self.at.values(), *self.questions.values()})

    def problem(
        self,
        problem_id: str,
        severity: Severity,
        sentence: str,
        remedy: str,
        column: str = "",
        row: int | None = None,
        rows: int = 0,
    ) -> Problem:
        """A problem of this table, placed where the user will find it; without a row, at its header."""
        source = self.source
        place = source.header_row if row is None else row
        return Problem(
            problem_id, severity, sentence, remedy, source.file, source.sheet, place, self.header(column), rows
        )


def match(source: Source, kind: Kind, asked: Asked) -> tuple[Match, list[Problem]]:
    """The match and every problem with it: columns that are missing, named twice, guessed, or claimed by two headers."""
    names = [normalised(name) for name in source.header]
    problems = _doubled(source, names, kind, asked)
    at: dict[str, int] = {}
    claimed: set[int] = set()
    for column in kind.columns.values():
        known = asked.names_of(kind.name, column.name)
        found = [position for position, name in enumerate(names) if name in known]
        claimed.update(found)
        exact = [position for position in found if names[position] == column.name.replace("_", " ")]
        decided = [p for p in found if names[p] in map(normalised, asked.names.get(kind.name, {}).get(column.name, ()))]
        chosen = exact if len(exact) == 1 else decided if len(decided) == 1 else found
        if len(chosen) > 1:
            problems.append(_ambiguous(source, column, [source.header[position] for position in found]))
        elif found:
            at[column.name] = chosen[0]
    questions, wrong = _questions(source, names, asked.questions if kind.name == "survey" else frozenset())
    problems += wrong
    claimed.update(questions.values())
    guessed = _guessed(kind, asked, names, at, claimed)
    used = {*at.values(), *guessed.values(), *questions.values()}
    ignored = tuple(name for position, name in enumerate(source.header) if position not in used)
    found_match = Match(source, kind, at | guessed, questions, ignored, frozenset(guessed))
    problems += [_to_confirm(found_match, column) for column in sorted(guessed)]
    return found_match, problems + _missing(found_match)


def _guessed(kind: Kind, asked: Asked, names: list[str], at: Mapping[str, int], claimed: set[int]) -> dict[str, int]:
    """For each column that matters and is not there, the one header that resembles it and that nothing else claims."""
    guessed: dict[str, int] = {}
    for column in kind.columns.values():
        if column.name in at or kind.is_decided(column.name, at) or not _matters(kind, column, {*at, *guessed}):
            continue
        known = asked.names_of(kind.name, column.name)
        free = [p for p, name in enumerate(names) if p not in claimed and p not in guessed.values()]
        near = [p for p in free if not _OTHERS & set(names[p].split()) and _resembles(names[p], known)]
        if len(near) == 1:
            guessed[column.name] = near[0]
    return guessed


def _matters(kind: Kind, column: Column, have: set[str]) -> bool:
    needed = any(column.name in needs and not have & set(needs) for needs in kind.needs)
    return column.required or needed or column.absent is not None


def _resembles(name: str, known: frozenset[str]) -> bool:
    """Whether a header holds one of the names as whole words, or is it but for a slip of the keys."""
    within = any(len(word) >= _LONG_ENOUGH and f" {word} " in f" {name} " for word in known)
    return within or bool(difflib.get_close_matches(name, known, 1, _NEAR) if len(name) >= _LONG_ENOUGH else [])


def _to_confirm(found: Match, column: str) -> Problem:
    sentence = f"`{found.header(column)}` was taken for the column {column}, because it resembles one of its names."
    remedy = f"Confirm it, or rename it to `{column}` if it is, and to something else if it is not."
    return found.problem("guessed-column", Severity.CONFIRM, sentence, remedy, column)


def _questions(source: Source, names: list[str], questions: frozenset[str]) -> tuple[dict[str, int], list[Problem]]:
    """The column of each question, by its number alone or at the beginning of its text; two that begin alike block."""
    asked, problems = {}, []
    for question in sorted(questions):
        found = [position for position, name in enumerate(names) if f"{name} ".startswith(f"{question} ")]
        exact = [position for position in found if names[position] == question]
        if len(found) > 1 and len(exact) != 1:
            headers = " and ".join(f"`{source.header[position]}`" for position in found)
            remedy = f"Rename the one that holds the answers to `{question}`."
            sentence = f"{headers} could each be the question {question}."
            problems.append(_placed(source, "two-candidates", sentence, remedy, question))
        elif found:
            asked[question] = (exact or found)[0]
    return asked, problems


def _placed(source: Source, problem_id: str, sentence: str, remedy: str, column: str) -> Problem:
    return Problem(problem_id, Severity.BLOCK, sentence, remedy, source.file, source.sheet, source.header_row, column)


def _doubled(source: Source, names: list[str], kind: Kind, asked: Asked) -> list[Problem]:
    """Headers that stand twice: they block where the kind reads such a column, and are ignored else."""
    wanted = set().union(*(asked.names_of(kind.name, column) for column in kind.columns)) | asked.questions
    doubled = sorted({name for name in names if name in wanted and names.count(name) > 1})
    remedy = "Rename or delete one of them."
    return [_placed(source, "column-twice", f"Two columns are called `{name}`.", remedy, name) for name in doubled]


def _ambiguous(source: Source, column: Column, headers: list[str]) -> Problem:
    named = " and ".join(f"`{header}`" for header in headers)
    sentence = f"{named} could each be the column {column.name}."
    return _placed(source, "two-candidates", sentence, f"Rename the one that is meant to `{column.name}`.", headers[0])


def _missing(found: Match) -> list[Problem]:
    problems = [
        _missing_column(found, c)
        for c in found.kind.columns.values()
        if c.required and c.name not in found.at and not found.kind.is_decided(c.name, found.at)
    ]
    for column in found.kind.columns.values():
        if column.absent and column.name not in found.at:
            absent = column.absent
            problems.append(
                found.problem("column-absent", absent.severity, absent.sentence, absent.remedy, column.name)
            )
    for needs in found.kind.needs:
        if not any(name in found.at for name in needs):
            words = " or ".join(f"`{name}`" for name in needs)
            sentence = f"None of the columns {words} is there."
            remedy = f"Add one of them, with the header `{needs[-1]}`."
            problems.append(found.problem("missing-column", Severity.BLOCK, sentence, remedy, needs[-1]))
    return problems + (_survey_shape(found) if found.kind.name == "survey" else [])


def _missing_column(found: Match, column: Column) -> Problem:
    also = ", ".join(sorted(column.aliases)[:4])
    sentence = f"The column {column.name} is missing: {column.meaning[0].lower()}{column.meaning[1:]}."
    remedy = f"Add a column with the header `{column.name}` (also known: {also})."
    return found.problem("missing-column", Severity.BLOCK, sentence, remedy, column.name)


def _survey_shape(found: Match) -> list[Problem]:
    records = found.questions and any(c.type == "code" and c.name in found.at for c in found.kind.columns.values())
    values = all(name in found.at for name in ("question", "group", "percentage"))
    if records or values:
        return []
    sentence = (
        "The survey file has neither respondents with their ethnicity and a column for each question of this year's "
        "survey, nor percentages by question and group."
    )
    remedy = (
        "Give `question`, `group`, `percentage` and, where known, `base`; or `ethnicity` and columns such as `q14a`."
    )
    return [found.problem("missing-column", Severity.BLOCK, sentence, remedy, "question")]
