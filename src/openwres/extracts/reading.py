"""Reads every extract of an input onto a connection: found, matched, coded, checked.

What the single steps do lives in their own modules; here they follow one another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from openwres.contracts.problems import Problem, Severity, in_order
from openwres.extracts.checks import check_records
from openwres.extracts.coding import Coding
from openwres.extracts.columns import Match, match
from openwres.extracts.decisions import FILE, Decisions, read_decisions
from openwres.extracts.drafting import Undecided
from openwres.extracts.headers import Asked, fits_records, kind_of, with_header
from openwres.extracts.kinds import Kind, check_items, kinds, kinds_of
from openwres.extracts.loading import load, parquet_columns
from openwres.extracts.overlaps import drop_overlaps
from openwres.extracts.periods import check_period
from openwres.extracts.records import taken_as_it_is
from openwres.extracts.sources import Opener, Source, find_files, not_read, unreadable
from openwres.extracts.systems import system_of
from openwres.files.delimited import UnreadableFileError
from openwres.standards.model import Edition
from openwres.standards.options import with_options

if TYPE_CHECKING:
    from openwres.extracts.crosstabs import Crosstab

_AT_A_TIME = 2
_NO_USE = ("missing-column", "two-candidates", "column-twice")  # without these columns the rows cannot be read


@dataclass(frozen=True)
class Extracts:
    """What was read: problems, and the kinds whose record tables now stand on the connection.

    For each kind: the columns it had, and the organisations that were said to have given it (an empty code where the
    file itself says). `crosstabs` holds what came as counts. `read` reports file by file how columns were matched,
    `edition` is the one given, under the options that were decided; `undecided` is what a draft of decisions asks.
    """

    edition: Edition
    problems: tuple[Problem, ...]
    columns: Mapping[str, frozenset[str]]
    organisations: Mapping[str, frozenset[str]]
    read: tuple[dict[str, Any], ...]
    crosstabs: tuple[Crosstab, ...] = ()
    decisions: Decisions = field(default_factory=Decisions)
    undecided: tuple[Undecided, ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds that have a record table."""
        return frozenset(self.columns)


@dataclass
class _Found:
    """What looking at the files gave, before any row was read."""

    matches: dict[int, Match] = field(default_factory=dict)
    crosstabs: list[Crosstab] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    read: list[dict[str, Any]] = field(default_factory=list)


def read_extracts(
    con: duckdb.DuckDBPyConnection,
    given: Path,
    edition: Edition,
    organisation: str | None,
    scratch: Path,
    decided: Path | None = None,
    only: Collection[str] = (),
) -> Extracts:
    """Record tables on the connection, named by kind, and every problem found; of some kinds `only` where they are named.

    Decisions are those of the file `decided`, else of `decisions.yaml` beside the extracts. Records stay in the engine;
    where a problem blocks, the tables hold what could be read and nothing should be counted.
    """
    home = given if given.is_dir() else given.parent
    decisions, problems = read_decisions(decided or home / FILE, kinds_of(edition), edition)
    edition = with_options(edition, {name: decision.means for name, decision in decisions.options.items()})
    problems += _options_noted(decisions, edition)
    check_items(edition)
    with ExitStack() as stack:
        opener = Opener(scratch, stack, lambda path: parquet_columns(con, path))
        found = _look(opener, given, edition, decisions, organisation, only)
        problems += found.problems + opener.notes
        by_kind = [
            (kind, {n: m for n, m in found.matches.items() if m.kind.name == kind.name})
            for kind in kinds_of(edition).values()
        ]
        present = [(kind, of_kind) for kind, of_kind in by_kind if of_kind]
        undecided: list[Undecided] = []
        # Kinds do not touch one another, and the engine works outside Python's lock: two at a time halve the wait.
        with ThreadPoolExecutor(_AT_A_TIME) as pool:
            for wrong, open_questions in pool.map(
                lambda pair: _read_kind(con, pair[0], pair[1], edition, decisions), present
            ):
                problems += wrong
                undecided += open_questions
    if found.crosstabs:
        from openwres.extracts.crosstabs import added_up

        records = [(item, match) for item in edition.items.values() for match in found.matches.values()]
        named = {(i.code, m.source.organisation): m.source.file for i, m in records if i.kind == m.kind.name}
        problems += added_up(found.crosstabs, named)
    problems += decisions.unused(kind.name for kind, _ in present)
    columns = {
        kind.name: frozenset(name for m in of.values() for name in (*_columns_of(m), *m.questions))
        for kind, of in present
    }
    organisations = {kind.name: frozenset(m.source.organisation for m in of.values()) for kind, of in present}
    problems += check_records(con, columns, found.matches, edition)
    return Extracts(
        edition, tuple(in_order(problems)), columns, organisations, tuple(found.read),
        tuple(found.crosstabs), decisions, tuple(undecided),
    )  # fmt: skip


def _columns_of(found: Match) -> list[str]:
    """The columns that a table gives, those decided from another column included."""
    decided = [name for name, source in found.kind.decided_by.items() if source in found.at]
    return [*found.at, *decided]


def _options_noted(decisions: Decisions, edition: Edition) -> list[Problem]:
    problems = []
    for name, decision in decisions.options.items():
        option = edition.options[name]
        if decision.means != option.default:
            chosen, usual = option.choices[decision.means].title, option.choices[option.default].title
            sentence = f"{option.title} Decided here: {chosen}. Without a decision: {usual}."
            remedy = "Say so wherever the figures are shown; they compare with others that decided alike."
            problems.append(
                Problem("option-chosen", Severity.NOTE, sentence, remedy, decisions.file, row=decision.line)
            )
    return problems


def _read_kind(
    con: duckdb.DuckDBPyConnection, kind: Kind, matches: Mapping[int, Match], edition: Edition, decisions: Decisions
) -> tuple[list[Problem], list[Undecided]]:
    """The record table of one kind; the tables of its sources are dropped on the way."""
    with con.cursor() as own:
        if taken_as_it_is(own, matches, edition, decisions):
            return [], []
        problems, sources = [], []
        for number, found in matches.items():
            try:
                loaded, wrong = load(own, number, found)
            except duckdb.OutOfMemoryException:  # nothing is wrong with the file
                raise
            except (duckdb.Error, UnreadableFileError) as error:
                problems.append(unreadable(_as_unreadable(error), found.source.file))
                continue
            problems += wrong
            sources.append(loaded)
        coding = Coding(own, kind, sources, edition, decisions)
        problems += coding.run()
        problems += _without_rows(own, kind, matches)
        problems += drop_overlaps(own, kind, matches)
    return problems, coding.undecided


def _without_rows(con: duckdb.DuckDBPyConnection, kind: Kind, matches: Mapping[int, Match]) -> list[Problem]:
    """A staff list that holds nobody."""
    if kind.name != "staff":
        return []
    with_rows = {file for (file,) in con.execute(f"SELECT DISTINCT file FROM {kind.name}").fetchall()}
    remedy = "Export it again, or take it out of the folder."
    return [
        found.problem("no-rows", Severity.BLOCK, "The staff list has a header and no rows.", remedy)
        for number, found in matches.items()
        if number not in with_rows
    ]


def _look(
    opener: Opener, given: Path, edition: Edition, decisions: Decisions, organisation: str | None, only: Collection[str]
) -> _Found:  # fmt: skip
    """Every table of every file: matched as records, read as a cross-table, or not known."""
    found = _Found()
    files = find_files(given, organisation)
    names = {kind: dict(columns) for kind, columns in edition.columns.items()}
    for kind, headers in decisions.columns().items():
        names[kind] = names.get(kind, {}) | headers
    questions = frozenset(q for of in edition.questions.values() for q in of)
    asked = Asked(kinds_of(edition), names, questions, frozenset(only))
    for code, path in files:
        label = path.name if path.parent == given or path == given else f"{path.parent.name}/{path.name}"
        entry: dict[str, Any] = {"file": label, "sha256": "", "tables": []}
        found.read.append(entry)
        try:
            entry["sha256"] = _digest(path)
            for source in opener.open(code, path, label):
                _look_at(with_header(source, asked), asked, edition, found, entry["tables"])
        except UnreadableFileError as error:
            found.problems.append(unreadable(error, label))
        except (duckdb.Error, OSError) as error:
            found.problems.append(unreadable(_as_unreadable(error), label))
    found.problems += not_read(given)
    if not files:
        found.problems.append(_nothing(given))
    return found


def _look_at(source: Source, asked: Asked, edition: Edition, found: _Found, tables: list[dict[str, Any]]) -> None:
    """One table."""
    if not fits_records(source, asked) and not asked.only:
        from openwres.extracts.crosstabs import read_crosstab

        crosstab = read_crosstab(source, asked, edition)
        if crosstab is not None:
            found.crosstabs.append(crosstab)
            found.problems += [*crosstab.problems, *check_period(source, edition)]
            tables.append(crosstab.report())
            return
    kind = kind_of(source, asked)
    if asked.only and (kind is None or kind.name not in asked.only):
        return
    if kind is None:
        if not _is_text(source):
            found.problems.append(_unknown_kind(source))
        return
    matched, wrong = match(source, kind, asked)
    found.problems += [*wrong, *_half_asked(matched, edition), *check_period(source, edition)]
    tables.append(_report(matched))
    if any(p.id in _NO_USE for p in wrong):
        tables[-1]["ignored"] = []  # without a header these would be somebody's cells
        return
    found.problems += _merged(matched)
    found.matches[len(found.matches)] = matched


def _is_text(source: Source) -> bool:
    """Whether one of several sheets holds remarks only: no row of it has two cells."""
    return not source.alone and all(sum(map(bool, row)) < 2 for row in source.head)


def _merged(found: Match) -> Iterable[Problem]:
    """Cells merged over several rows of a column that is read: only the first of the rows has the value."""
    source = found.source
    first_row = source.header_row + 1
    below = [
        max(top, first_row)
        for top, left, bottom, right in source.merged
        if bottom > max(top, first_row) and any(left <= position <= right for position in found.positions)
    ]
    if below:
        sentence = (
            f"{len(below)} groups of merged cells stand among the rows: all but the first row of each are blank there."
        )
        remedy = "Unmerge the cells, fill the value into every row, and save."
        yield Problem("merged-cells", Severity.BLOCK, sentence, remedy, source.file, source.sheet, min(below))


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
    if isinstance(error, PermissionError):
        remedy = "Close the program that has it open, or ask for the right to read it, and run again."
        return UnreadableFileError("The file may not be read, or another program keeps it open.", remedy)
    if isinstance(error, OSError):
        return UnreadableFileError(
            f"The file cannot be opened: {error.strerror or 'the system gives no reason'}.",
            "Copy it to this machine, and run again.",
        )
    return UnreadableFileError(
        "The file cannot be read as what its name says.", "Export it again as CSV, XLSX or Parquet."
    )


def _report(found: Match) -> dict[str, Any]:
    source = found.source
    matched = {name: found.header(name) for name in (*found.at, *found.questions)}
    return {
        "sheet": source.sheet,
        "kind": found.kind.name,
        "system": system_of(found.kind.name, source.header),
        "encoding": source.encoding,
        "header_row": source.header_row,
        "matched": matched,
        "guessed": sorted(found.guessed),
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
    sentence = "There is no extract here: no file that ends in .csv, .xlsx, .ods or .parquet."
    remedy = (
        "Put the extracts into the folder: staff.csv, applicants.csv, cases.csv, learning.csv, survey.csv, board.csv."
    )
    return Problem("nothing-to-read", Severity.BLOCK, sentence, remedy, given.name)
