"""Matches the header of a table to the columns of its kind, by name and alias, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.sources import Source
from openwres.standards.codes import normalised


@dataclass(frozen=True)
class Match:
    """Which header position holds which column, and what nobody asked for."""

    source: Source
    kind: Kind
    at: Mapping[str, int]
    questions: Mapping[str, int]
    ignored: tuple[str, ...]

    def header(self, column: str) -> str:
        """The name by which the user knows a column."""
        return self.source.header[self.at[column]] if column in self.at else column

    def problem(
        self,
        problem_id: str,
        severity: Severity,
        sentence: str,
        remedy: str,
        column: str = "",
        row: int = 1,
        rows: int = 0,
    ) -> Problem:
        """A problem of this table, placed where the user will find it."""
        source = self.source
        return Problem(
            problem_id, severity, sentence, remedy, source.file, source.sheet, row, self.header(column), rows
        )


def match(
    source: Source, kind: Kind, extra: Mapping[str, tuple[str, ...]], questions: frozenset[str]
) -> tuple[Match, list[Problem]]:
    """The match and every problem with it: columns that are missing, named twice, or claimed by two headers."""
    names = [normalised(name) for name in source.header]
    problems = _doubled(source, names)
    at: dict[str, int] = {}
    for column in kind.columns.values():
        known = {*column.names, *map(normalised, extra.get(column.name, ()))}
        found = [position for position, name in enumerate(names) if name in known]
        exact = [position for position in found if names[position] == column.name.replace("_", " ")]
        if len(found) > 1 and len(exact) != 1:
            problems.append(_ambiguous(source, column, [source.header[position] for position in found]))
        elif found:
            at[column.name] = (exact or found)[0]
    asked, wrong = _questions(source, names, questions if kind.name == "survey" else frozenset())
    problems += wrong
    used = {*at.values(), *asked.values()}
    ignored = tuple(name for position, name in enumerate(source.header) if position not in used)
    found_match = Match(source, kind, at, asked, ignored)
    return found_match, problems + _missing(found_match)


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
            problems.append(
                Problem("two-candidates", Severity.BLOCK, sentence, remedy, source.file, source.sheet, 1, question)
            )
        elif found:
            asked[question] = (exact or found)[0]
    return asked, problems


def _doubled(source: Source, names: list[str]) -> list[Problem]:
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    return [
        Problem(
            "column-twice",
            Severity.BLOCK,
            f"Two columns are called `{name}`.",
            "Rename or delete one of them.",
            source.file,
            source.sheet,
            1,
            name,
        )
        for name in doubled
    ]


def _ambiguous(source: Source, column: Column, headers: list[str]) -> Problem:
    named = " and ".join(f"`{header}`" for header in headers)
    return Problem(
        "two-candidates", Severity.BLOCK, f"{named} could each be the column {column.name}.",
        f"Rename the one that is meant to `{column.name}`.", source.file, source.sheet, 1, headers[0],
    )  # fmt: skip


def _missing(found: Match) -> list[Problem]:
    problems = [_missing_column(found, c) for c in found.kind.columns.values() if c.required and c.name not in found.at]
    for column in found.kind.columns.values():
        if column.absent and column.name not in found.at:
            absent = column.absent
            problems.append(
                found.problem("column-absent", absent.severity, absent.sentence, absent.remedy, column.name)
            )
    for needs in found.kind.needs:
        if not any(name in found.at for name in needs):
            words = " or ".join(f"`{name}`" for name in needs)
            problems.append(
                found.problem(
                    "missing-column",
                    Severity.BLOCK,
                    f"None of the columns {words} is there.",
                    f"Add one of them, with the header `{needs[-1]}`.",
                    needs[-1],
                )
            )
    return problems + (_survey_shape(found) if found.kind.name == "survey" else [])


def _missing_column(found: Match, column: Column) -> Problem:
    also = ", ".join(sorted(column.aliases)[:4])
    sentence = f"The column {column.name} is missing: {column.meaning[0].lower()}{column.meaning[1:]}."
    return found.problem(
        "missing-column",
        Severity.BLOCK,
        sentence,
        f"Add a column with the header `{column.name}` (also known: {also}).",
        column.name,
    )


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
