"""Places records in the grid: a grade row from grade, staff group and occupation code together, or from a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.decisions import Decisions
from openwres.extracts.drafting import Undecided
from openwres.extracts.kinds import Kind
from openwres.extracts.loading import SOUND, Loaded, type_name
from openwres.extracts.quoting import literal, literals
from openwres.extracts.showing import Showing
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
        showing: Showing,
        undecided: list[Undecided],
    ) -> None:
        self.con, self.kind, self.edition = con, kind, edition
        self.decisions, self.showing, self.undecided = decisions, showing, undecided

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
        """The grade row of a grade, staff group and occupation code as they stand, decisions first."""
        decided = {
            part: code.code for part, text in parts.items() if (code := self.decisions.code(self.kind.name, part, text))
        }
        if "grade" in decided:
            return decided["grade"]
        scale = self.scale
        assert scale is not None
        staff_group = decided.get("staff_group") or decided.get("occupation_code") or parts.get("staff_group")
        return scale.row(parts.get("grade"), staff_group, parts.get("occupation_code"))

    def _without(
        self, loaded: Loaded, present: Sequence[str], without: Sequence[tuple[str, ...]], expressions: Mapping[str, str]
    ) -> list[Problem]:
        """Grades that give no row, of the records that count: a bank worker's local grade stops nobody."""
        if not without:
            return []
        keys = ", ".join(f'CAST(s."{part}" AS VARCHAR)' for part in present)
        wrong = ", ".join(f"({literals(texts)})" for texts in without)
        where = "".join(
            f" AND {expressions[column]} IN ({literals(codes)})" for column, codes in self._counted().items()
        )
        rows = self.con.execute(
            f"""SELECT {keys}, COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s
            WHERE s.state = {SOUND} AND ({keys}) IN ({wrong}){where} GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        problems = []
        for *texts, count, first in rows:
            parts = dict(zip(present, texts, strict=True))
            self._ask(loaded, parts["grade"], count, first)
            problems.append(self._no_row(loaded, parts, count, first))
        return problems

    def _ask(self, loaded: Loaded, grade: str, rows: int, first: int) -> None:
        """Put a grade on the list of open questions, or where it stands if it must not be shown."""
        options = tuple(self.scale.rows if self.scale else ())
        shown = self.showing.shown(grade, rows)
        place = f"{loaded.found.source.file}, row {first}"
        if grade.strip():
            self.undecided.append(
                Undecided(
                    self.kind.name, "grade", grade.strip() if shown else "", rows, options, () if shown else (place,)
                )
            )

    def _counted(self) -> dict[str, tuple[str, ...]]:
        item = next((item for item in self.edition.items.values() if item.kind == self.kind.name), None)
        return (
            {column: codes for column, codes in item.where.items() if column in ("contract", "status")} if item else {}
        )

    def _no_row(self, loaded: Loaded, parts: Mapping[str, str], rows: int, first: int) -> Problem:
        quoted: Callable[[str], str] = lambda text: self.showing.quoted(text.strip(), rows)  # noqa: E731
        words = " with ".join(quoted(text) for text in parts.values() if text.strip())
        no_grade = f"There is no grade ({words})" if words else "There is no grade"
        said = f"{words} gives no grade row" if parts["grade"].strip() else no_grade
        column = self.kind.columns["grade"]
        stops = "; until it does, nothing is shown by grade" if column.unmapped is Severity.BLOCK else ""
        many = "" if rows == 1 else f" in {rows:,} rows"
        remedy = (
            "Write a band (5, 8a, VSM) or medical grade and the staff group, or a grade row such as clinical-5, "
            "or decide in decisions.yaml which grade row it means."
        )
        problem = loaded.found.problem(
            "unmapped-grade", column.unmapped, f"{said}{many}{stops}.", remedy, "grade", first, rows
        )
        return problem.stopping(GRID) if column.unmapped is Severity.BLOCK else problem
