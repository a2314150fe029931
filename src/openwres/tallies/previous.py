"""Last year's staff list, read under last year's rules and kept for one thing: to follow its people to this year's list.

It is read on a connection of its own, because record tables have one name each, and waits as a file in the run's
private folder. What becomes of the people is counted in `flows`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from openwres.contracts.problems import Problem, Severity, blocks
from openwres.extracts import Extracts, read_extracts
from openwres.extracts.decisions import FILE
from openwres.extracts.people import codes_read, people_of
from openwres.extracts.quoting import literal, name
from openwres.standards.model import Edition, Item
from openwres.tallies.engine import connect, size_of

KIND = "staff"
FLAG = "senior_medical_manager"


@dataclass(frozen=True)
class Previous:
    """The people of last year's snapshot in a file of the engine, and the columns that their list had."""

    people: Path
    columns: frozenset[str]


def keep_previous(
    given: Path, edition: Edition, now: Extracts, organisation: str | None, decided: Path, scratch: Path
) -> tuple[Previous | None, list[Problem]]:
    """The people whom last year's `edition` counts, and every problem of their list; nobody where nobody can be followed.

    Decisions are those beside last year's list, else those of the file `decided`.
    """
    home = given if given.is_dir() else given.parent
    if not flows_of(now.edition) or KIND not in now.columns:
        return None, [_of_no_use(now)]
    own = home / FILE
    with connect(scratch, size_of(given)) as con:
        read = read_extracts(con, given, edition, organisation, scratch, own if own.exists() else decided, only=(KIND,))
        problems = [replace(p, file=f"{home.name}/{p.file}" if p.file else home.name) for p in read.problems]
        problems += _decided_otherwise(now, read, home)
        if KIND not in read.columns and not blocks(problems):
            problems.append(_no_list(home))
        if blocks(problems):
            return None, problems
        target = scratch / "previous.parquet"
        _write(con, read.edition, target)
    return Previous(target, read.columns[KIND]), problems


def _write(con: duckdb.DuckDBPyConnection, edition: Edition, target: Path) -> None:
    """The people of the first item of the staff list that counts in the snapshot, with their codes."""
    con.execute(f"COPY ({counted(edition)}) TO {literal(str(target))} (FORMAT parquet)")


def counted(edition: Edition) -> str:
    """SELECT of the people who count in the snapshot, everything as text: each connection has codes of its own."""
    columns = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in columns_of(edition))
    return f"SELECT {columns} FROM {people_of(followed_item(edition), edition)} WHERE counted"


def columns_of(edition: Edition) -> list[str]:
    """What is known of a person, as quoted names."""
    return [name(column) for column in ("organisation", "person", "grade_row", FLAG, *codes_of(edition))]


def codes_of(edition: Edition) -> list[str]:
    """The code columns of the staff list that the edition's classifications read."""
    return sorted(codes_read(KIND, edition))


def followed_item(edition: Edition) -> Item:
    """The item whose people are followed."""
    return edition.items[next(item.within for item in flows_of(edition))]


def flows_of(edition: Edition) -> Sequence[Item]:
    """The items that are flows."""
    return [item for item in edition.items.values() if item.flow]


def _of_no_use(now: Extracts) -> Problem:
    if flows_of(now.edition):
        sentence = "This year's staff are not given as records, so nobody can be followed from last year's list."
    else:
        sentence = f"{now.edition.label} does not follow people from year to year, so last year's list was not read."
    return Problem("previous-unused", Severity.NOTE, sentence, "Leave --previous out.")


def _decided_otherwise(now: Extracts, before: Extracts, home: Path) -> Iterator[Problem]:
    """An option under which other people count than a year before looks as if they had left or joined."""
    item = followed_item(now.edition)
    for option in sorted({*now.decisions.options, *before.decisions.options}):
        if not any(c.main_post or item.code in c.items for c in now.edition.options[option].choices.values()):
            continue
        chosen = [e.decisions.options[option].means if option in e.decisions.options else "" for e in (now, before)]
        if chosen[0] != chosen[1]:
            sentence = (
                f"The option `{option}` was decided otherwise for last year's list: who counts differs without a move."
            )
            remedy = "Decide alike in both years, or confirm that nobody is concerned."
            yield Problem("decided-otherwise", Severity.CONFIRM, sentence, remedy, f"{home.name}/{FILE}")


def _no_list(home: Path) -> Problem:
    sentence = "There is no staff list in last year's folder, so nobody can be followed to this year's."
    return Problem("no-previous-list", Severity.BLOCK, sentence, "Add it, or leave --previous out.", home.name)
