"""Tells of values that were not read as they stand: where the first is, how many rows have it, what to do.

What a value means is settled in `coding`; here it is only told, and put on the list of open questions for a draft of decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.drafting import Undecided
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.loading import SOUND, TOO_MANY, Loaded
from openwres.extracts.quoting import literals
from openwres.extracts.showing import Showing
from openwres.standards.codes import Coded
from openwres.standards.model import Edition
from openwres.standards.tree import suggestion

_OBSOLETE_SHARE = 0.01
_CROWD = 200  # so many unknown values are no codes: the column holds something else


@dataclass(frozen=True)
class Unread:
    """A value that was not read as it stands, and what to say of the rows that hold it."""

    column: Column
    text: str
    say: Callable[[Loaded, str, int, int], Problem]


class Reports:
    """The problems and open questions of one kind of extract."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kind: Kind, edition: Edition) -> None:
        self.con, self.kind, self.edition = con, kind, edition
        self.showing = Showing(edition)
        self.problems: list[Problem] = []
        self.undecided: list[Undecided] = []

    def report(self, loaded: Loaded, column: str, unread: Sequence[Unread]) -> None:
        """Tell of each value that sound rows hold; of a crowd of them, that the column holds something else."""
        if len(unread) > _CROWD or len(loaded.values[column]) > TOO_MANY:
            self._crowd(loaded, column, unread)
            return
        places = self.places(loaded, column, [one.text for one in unread])
        for one in unread:
            if one.text in places:
                self.problems.append(one.say(loaded, one.text, *places[one.text]))

    def _crowd(self, loaded: Loaded, column: str, unread: Sequence[Unread]) -> None:
        found = self.places(loaded, column, [one.text for one in unread[:TOO_MANY]])
        rows, first = sum(count for count, _ in found.values()), min((row for _, row in found.values()), default=1)
        sentence = f"{len(unread):,} different values of the column are not known here, in {rows:,} rows: it seems to hold something else."
        remedy = "Give the column that holds codes, or exchange the headers if two were swapped."
        severity = unread[0].column.unmapped
        self.problems.append(loaded.found.problem("not-coded", severity, sentence, remedy, column, first, rows))

    def places(self, loaded: Loaded, column: str, texts: Sequence[str]) -> dict[str, tuple[int, int]]:
        """For values of a column the number of sound rows that hold them and the first of these."""
        if not texts:
            return {}
        rows = self.con.execute(
            f"""SELECT CAST(s."{column}" AS VARCHAR), COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s
            WHERE s.state = {SOUND} AND s."{column}" IN ({literals(texts)}) GROUP BY 1"""
        ).fetchall()
        return {text: (count, first) for text, count, first in rows}

    def said_of(self, column: Column, coded: Coded, known: Iterable[str]) -> Callable[[Loaded, str, int, int], Problem]:
        """What to say of a value that no list knows, or that is out of use."""
        if column.type == "code" and coded.how in ("obsolete", "local-extension"):
            return self._noted(column, coded)
        options = list(known)

        def say(loaded: Loaded, text: str, rows: int, first: int) -> Problem:
            what = (
                f"{self.showing.quoted(text.strip(), rows)} is not known here" if text.strip() else "The cell is blank"
            )
            as_unknown = " and counts as unknown" if column.type == "code" else ""
            sentence, remedy = f"{what}{as_unknown}{in_rows(rows)}.", suggestion(text.strip(), options)
            name = column.name
            if text.strip() and column.type not in ("question", "group", "answer"):
                self.ask(loaded, column, text, rows, first, options)
            return loaded.found.problem(
                "unmapped-value",
                column.unmapped,
                sentence,
                f"Replace it in the file, or decide what it means. {remedy}",
                name,
                first,
                rows,
            )

        return say

    def _noted(self, column: Column, coded: Coded) -> Callable[[Loaded, str, int, int], Problem]:
        label = self.edition.code_lists[column.name].codes[coded.code].label

        def say(loaded: Loaded, text: str, rows: int, first: int) -> Problem:
            if coded.how == "obsolete":
                total = self.con.execute(f"SELECT COUNT(*) FROM {loaded.table} WHERE state = {SOUND}").fetchall()[0][0]
                severity = Severity.BLOCK if rows > _OBSOLETE_SHARE * total else Severity.NOTE
                sentence, remedy = (
                    f"`{text.strip()}` is an obsolete code, read as {label}{in_rows(rows)}.",
                    "Replace it by the code in use.",
                )
                return loaded.found.problem("obsolete-code", severity, sentence, remedy, column.name, first, rows)
            sentence = f"`{text.strip()}` is a local extension, read by its first letter as {label}{in_rows(rows)}."
            remedy = "Check that the letter is the national one."
            return loaded.found.problem("local-extension", Severity.NOTE, sentence, remedy, column.name, first, rows)

        return say

    def rows_with(
        self, loaded: Loaded, column: Column, texts: Sequence[str], problem_id: str, what: str, remedy: str
    ) -> None:
        """One problem for all rows that hold any of these values."""
        places = self.places(loaded, column.name, texts)
        if places:
            rows = sum(count for count, _ in places.values())
            first = min(row for _, row in places.values())
            self._wrong_rows(loaded, column, problem_id, what, remedy, rows, first)

    def no_blanks(self, loaded: Loaded, column: Column) -> None:
        """A problem where an identifier that must be there is blank."""
        if column.required and not loaded.clean:
            blank = f"FROM {loaded.table} AS s WHERE s.state = {SOUND} AND s.\"{column.name}\" = ''"
            rows, first = self.con.execute(f"SELECT COUNT(*), MIN({loaded.row}) {blank}").fetchall()[0]
            remedy = "Fill it in, or delete the row if it is a total or a note."
            if rows:
                self._wrong_rows(loaded, column, "blank-identifier", "has no {name}", remedy, rows, first)

    def _wrong_rows(
        self, loaded: Loaded, column: Column, problem_id: str, what: str, remedy: str, rows: int, first: int
    ) -> None:
        words = what.format(name=loaded.found.header(column.name))
        sentence = f"The row {words}." if rows == 1 else f"{rows:,} rows: each {words}."
        self.problems.append(
            loaded.found.problem(problem_id, Severity.BLOCK, sentence, remedy, column.name, first, rows)
        )

    def ask(self, loaded: Loaded, column: Column, text: str, rows: int, first: int, options: Iterable[str]) -> None:
        """Put a value on the list of open questions; where it must not be shown, the row that has it."""
        shown = self.showing.shown(text, rows)
        place = f"{loaded.found.source.file}, row {first}"
        self.undecided.append(
            Undecided(
                self.kind.name,
                column.name,
                text.strip() if shown else "",
                rows,
                tuple(options),
                () if shown else (place,),
            )
        )


def is_wrong(column: Column, coded: Coded) -> bool:
    """Whether a value must be told of: not known, out of use, or blank where something must stand."""
    blank = coded.how == "blank" and column.required and column.type in ("choice", "flag") and not column.blank
    return blank or coded.how in ("unmapped", "obsolete", "local-extension")


def in_rows(rows: int) -> str:
    """` in 12 rows`, or nothing for one."""
    return "" if rows == 1 else f" in {rows:,} rows"
