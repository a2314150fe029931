"""Places records in the grid: a grade row from grade, staff group and occupation code together, or from a decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.decisions import Decisions
from openwres.extracts.drafting import Undecided
from openwres.extracts.kinds import Kind
from openwres.extracts.loading import SOUND, Loaded, type_name
from openwres.extracts.quoting import literal, literals
from openwres.extracts.unread import Reports
from openwres.standards.grades import GradeScale
from openwres.standards.model import Edition

PARTS = ("grade", "staff_group", "occupation_code")
GRID = "grade"  # what an unmapped grade stops: the breakdown by grade, and nothing else


class Grading:
    """Grade rows of the records of one kind."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        kind: Kind,
        edition: Edition,
        decisions: Decisions,
        reports: Reports,
    ) -> None:
        self.con, self.kind, self.edition = con, kind, edition
        self.decisions, self.reports = decisions, reports

    @property
    def scale(self) -> GradeScale | None:
        """The edition's grade scale, where it has one."""
        return self.edition.grade_scale

    def rows_of(self, loaded: Loaded, expressions: Mapping[str, str], row_type: str) -> tuple[str, str, list[Problem]]:
        """A table of the grade row of every combination in a source, how to join it to `s`, and what gives no row."""
        present = [part for part in PARTS if part in loaded.found.at and part in self.kind.columns]
        keys = ", ".join(f's."{part}"' for part in present)
        combinations = self.con.execute(
            f"SELECT DISTINCT {keys} FROM {loaded.table} AS s WHERE s.state = {SOUND} ORDER BY ALL"
        ).fetchall()
        found = {texts: self.row(dict(zip(present, texts, strict=True))) for texts in combinations}
        table = f"grades_{loaded.number}"
        columns = ", ".join(f"{part} {type_name(loaded, part)}" for part in present)
        self.con.execute(f"CREATE TEMP TABLE {table} ({columns}, grade_row {row_type})")
        if found:
            pairs = (f"({literals(texts)}, {literal(row) if row else 'NULL'})" for texts, row in found.items())
            self.con.execute(f"INSERT INTO {table} VALUES {', '.join(pairs)}")
        on = " AND ".join(f'{table}.{part} = s."{part}"' for part in present)
        without = [texts for texts, row in found.items() if row is None]
        problems = self._without(loaded, present, without, expressions) if "grade" in present else []
        return table, on, problems

    def row(self, parts: Mapping[str, str]) -> str | None:
        """The grade row of a grade, staff group and occupation code: as decided by name, as they stand, as decided for others."""
        tried = (self._row(parts, others) for others in ((), ("staff_group", "occupation_code"), PARTS))
        return next((row for row in tried if row), None)

    def _row(self, parts: Mapping[str, str], others: Sequence[str]) -> str | None:
        """The grade row, where a part among `others` that is not named means what was decided for every other value."""
        if self.scale is None:
            return None
        decided: dict[str, str] = {}
        for part, text in parts.items():
            code = self.decisions.code(self.kind.name, part, text)
            if code is None and part in others:
                code = self.decisions.other(self.kind.name, part, text)
            if code is not None:
                decided[part] = code.code
        grade = decided.get("grade") or parts.get("grade")
        staff_group = decided.get("staff_group") or decided.get("occupation_code") or parts.get("staff_group")
        return self.scale.row(grade, staff_group, parts.get("occupation_code"))

    def _without(
        self, loaded: Loaded, present: Sequence[str], without: Sequence[tuple[str, ...]], expressions: Mapping[str, str]
    ) -> list[Problem]:
        """Grades that give no row, of the records that count: a bank worker's local grade stops nobody."""
        if not without:
            return []
        keys = ", ".join(f'CAST(s."{part}" AS VARCHAR)' for part in present)
        wrong = ", ".join(f"({literals(texts)})" for texts in without)
        where = "".join(
            f" AND {expressions[column]} IN ({literals(codes)})" for column, codes in self.counted().items()
        )
        rows = self.con.execute(
            f"""SELECT {keys}, COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s
            WHERE s.state = {SOUND} AND ({keys}) IN ({wrong}){where} GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        by_grade: dict[str, _Ungraded] = {}
        for *texts, count, first in rows:
            parts = dict(zip(present, texts, strict=True))
            one = by_grade.setdefault(parts["grade"].strip(), _Ungraded())
            one.add(parts.get("staff_group", "").strip(), int(count), int(first))
        return [self._no_row(loaded, grade, one) for grade, one in by_grade.items()]

    def counted(self) -> dict[str, tuple[str, ...]]:
        """The codes with which a row counts in some item that an indicator uses; who left long ago stops nobody either."""
        used = {item for indicator in self.edition.indicators for item in indicator.items}
        items = [item for item in self.edition.items.values() if item.kind == self.kind.name and item.code in used]
        wheres = [item.where for item in items if item.at or self.kind.name != "staff"]
        return {
            column: tuple(dict.fromkeys(code for where in wheres for code in where[column]))
            for column in ("contract", "status")
            if wheres and all(column in where for where in wheres)
        }

    def _no_row(self, loaded: Loaded, grade: str, one: _Ungraded) -> Problem:
        """The problem of a grade, and an open question for a draft of decisions."""
        shown = self.reports.showing.shown(grade, one.rows)
        place = f"{loaded.found.source.file}, row {one.first}"
        if grade:
            options = (*self.scale.bands, *self.scale.rows) if self.scale else ()
            self.reports.undecided.append(
                Undecided(self.kind.name, "grade", grade if shown else "", one.rows, options, () if shown else (place,))
            )
        said = f"{self.reports.showing.quoted(grade, one.rows)} gives no grade row" if grade else "There is no grade"
        groups = [group for group, rows in one.groups.items() if group and self.reports.showing.shown(group, rows)]
        with_groups = f" (with {', '.join(sorted(groups)[:4])}{', ...' if len(groups) > 4 else ''})" if groups else ""
        column = self.kind.columns["grade"]
        blocks = column.unmapped is Severity.BLOCK
        stops = "; until it does, nothing is shown by grade" if blocks else ""
        many = "" if one.rows == 1 else f" in {one.rows:,} rows"
        sentence = f"{said}{many}{with_groups}{stops}."
        remedy = (
            "Write a band (5, 8a, VSM) or medical grade and the staff group, or a grade row such as clinical-5, "
            "or decide in decisions.yaml what it means."
        )
        problem = loaded.found.problem(
            "unmapped-grade", column.unmapped, sentence, remedy, "grade", one.first, one.rows
        )
        return problem.stopping(GRID) if blocks else problem


@dataclass
class _Ungraded:
    """How many rows have a grade that gives no row, the first of them, and with which staff groups."""

    rows: int = 0
    first: int = 0
    groups: dict[str, int] = field(default_factory=dict)

    def add(self, group: str, rows: int, first: int) -> None:
        self.rows += rows
        self.first = min(self.first or first, first)
        self.groups[group] = self.groups.get(group, 0) + rows
