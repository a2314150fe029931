"""Reads everything in a folder (or one file) into record tables, with every problem at once and a report of what was matched."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from openwres.contracts.problems import Problem, Severity, in_order
from openwres.extracts.checks import check_records
from openwres.extracts.coding import Coding
from openwres.extracts.columns import Match, match
from openwres.extracts.kinds import Kind, check_items, kinds, kinds_of
from openwres.extracts.loading import create_raw, load, parquet_columns
from openwres.extracts.sources import Asked, Source, find_files, kind_of, not_read, open_sources, unreadable
from openwres.files.delimited import UnreadableFileError
from openwres.standards.model import Edition

_AT_A_TIME = 2


@dataclass(frozen=True)
class Extracts:
    """What was read: problems, and the kinds whose record tables now stand on the connection.

    For each kind: the columns it had, and the organisations that were said to have given it (an empty code where the
    file itself says). `read` reports file by file how columns were matched.
    """

    problems: tuple[Problem, ...]
    columns: Mapping[str, frozenset[str]]
    organisations: Mapping[str, frozenset[str]]
    read: tuple[dict[str, Any], ...]

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that have a record table."""
        return frozenset(self.columns)


def read_extracts(
    con: duckdb.DuckDBPyConnection, given: Path, edition: Edition, organisation: str | None, scratch: Path
) -> Extracts:
    """Record tables on the connection, named by kind, and every problem found.

    Records stay in the engine; where a problem blocks, the tables hold what could be read and nothing should be counted.
    """
    check_items(edition)
    matches, problems, read = _match_all(con, given, edition, organisation, scratch)
    by_kind = [(kind, {n: m for n, m in matches.items() if m.kind == kind}) for kind in kinds_of(edition).values()]
    present = [(kind, of_kind) for kind, of_kind in by_kind if of_kind]
    # Kinds do not touch one another, and the engine works outside Python's lock: two at a time halve the wait.
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for found in pool.map(lambda pair: _read_kind(con, pair[0], pair[1], edition), present):
            problems += found
    columns = {
        kind.name: frozenset(name for m in of.values() for name in (*m.at, *m.questions)) for kind, of in present
    }
    organisations = {kind.name: frozenset(m.source.organisation for m in of.values()) for kind, of in present}
    problems += check_records(con, columns, matches, edition)
    return Extracts(tuple(in_order(problems)), columns, organisations, tuple(read))


def _read_kind(
    con: duckdb.DuckDBPyConnection, kind: Kind, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """The record table of one kind, by way of its raw table, which is dropped."""
    asked = list(kind.columns)
    with con.cursor() as own:
        create_raw(own, kind.name, asked)
        problems = [problem for number, found in matches.items() for problem in _load(own, number, found, asked)]
        problems += Coding(own, kind, matches, edition).run(asked)
        own.execute(f"DROP TABLE raw_{kind.name}")
    return problems


def _load(con: duckdb.DuckDBPyConnection, number: int, found: Match, columns: list[str]) -> list[Problem]:
    try:
        problems = load(con, number, found, columns)
    except duckdb.Error as error:
        return [unreadable(_as_unreadable(error), found.source.file)]
    rows = con.execute(f"SELECT COUNT(*) FROM raw_{found.kind.name} WHERE file = {number}").fetchall()[0][0]
    if not rows and found.kind.name == "staff":
        remedy = "Export it again, or take it out of the folder."
        problems.append(found.problem("no-rows", Severity.BLOCK, "The staff list has a header and no rows.", remedy))
    return problems


def _match_all(
    con: duckdb.DuckDBPyConnection, given: Path, edition: Edition, organisation: str | None, scratch: Path
) -> tuple[dict[int, Match], list[Problem], list[dict[str, Any]]]:
    matches: dict[int, Match] = {}
    problems: list[Problem] = []
    read: list[dict[str, Any]] = []
    found_files = find_files(given, organisation)
    asked = Asked(kinds_of(edition), edition.columns, frozenset(q for of in edition.questions.values() for q in of))
    for code, path in found_files:
        label = path.name if path.parent == given or path == given else f"{path.parent.name}/{path.name}"
        entry: dict[str, Any] = {"file": label, "sha256": _digest(path), "tables": []}
        read.append(entry)
        try:
            for source in open_sources(code, path, label, scratch, lambda p: parquet_columns(con, p)):
                kind = kind_of(source, asked)
                if kind is None:
                    problems.append(_unknown_kind(source))
                    continue
                found, wrong = match(source, kind, edition.columns.get(kind.name, {}), asked.questions)
                problems += wrong + _half_asked(found, edition)
                entry["tables"].append(_report(found))
                if any(p.id in ("missing-column", "two-candidates", "column-twice") for p in wrong):
                    entry["tables"][-1]["ignored"] = []  # without a header these would be somebody's cells
                else:
                    matches[len(matches)] = found
        except (UnreadableFileError, duckdb.Error) as error:
            problems.append(unreadable(_as_unreadable(error), label))
    problems += not_read(given)
    if not found_files:
        problems.append(_nothing(given))
    return matches, problems, read


def _half_asked(found: Match, edition: Edition) -> list[Problem]:
    """Indicators of several questions of which not all have a column."""
    problems = []
    for indicator in edition.indicators:
        missing = [question for question in indicator.questions if question not in found.questions]
        if missing and len(missing) < len(indicator.questions):
            asked = " or ".join(indicator.questions)
            sentence = f"Indicator {indicator.name} is asked by {asked}, and {missing[0]} has no column: a yes there is not counted."
            remedy = f"Add the column `{missing[0]}`, or take the percentages of the WRES page."
            problems.append(found.problem("question-missing", Severity.CONFIRM, sentence, remedy, missing[0]))
    return problems


def _as_unreadable(error: Exception) -> UnreadableFileError:
    if isinstance(error, UnreadableFileError):
        return error
    return UnreadableFileError(
        "The file cannot be read as what its name says.", "Export it again as CSV, XLSX or Parquet."
    )


def _report(found: Match) -> dict[str, Any]:
    source = found.source
    matched = {name: found.header(name) for name in found.at} | {
        q: source.header[at] for q, at in found.questions.items()
    }
    return {
        "sheet": source.sheet,
        "kind": found.kind.name,
        "encoding": source.encoding,
        "matched": matched,
        "ignored": list(found.ignored),
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unknown_kind(source: Source) -> Problem:
    sentence = "Neither the name nor the columns say what kind of extract this is."
    remedy = f"Begin the name of the file or sheet with one of: {', '.join(kinds())}."
    return Problem("unknown-kind", Severity.CONFIRM, sentence, remedy, source.file, source.sheet)


def _nothing(given: Path) -> Problem:
    sentence = "There is no extract here: no file that ends in .csv, .xlsx or .parquet."
    return Problem(
        "nothing-to-read",
        Severity.BLOCK,
        sentence,
        "Put the extracts into the folder: staff.csv, applicants.csv, cases.csv, learning.csv, survey.csv, board.csv.",
        given.name,
    )
