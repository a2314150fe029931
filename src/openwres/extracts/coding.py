"""Turns raw text into coded, typed records: each distinct value is coded once, then joined back to its rows.

What no code list knows takes the list's unmapped code and is reported with its first row; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.quoting import literal, literals
from openwres.standards.codes import Coded, CodeList, normalised
from openwres.standards.grades import GradeScale
from openwres.standards.model import Edition
from openwres.standards.tree import suggestion

_OBSOLETE_SHARE = 0.01
_GRADE_PARTS = ("grade", "staff_group", "occupation_code")
_DATE_FORMATS = (
    "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d-%b-%Y", "%d %b %Y", "%d %B %Y",
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%Y/%m/%d",
)  # fmt: skip


_SHORT_DATES = ("%d/%m/%y", "%d-%m-%y", "%d.%m.%y", "%d-%b-%y")


def _reached(flag: str, day: str, stages: str) -> str:
    """Whether an application got so far: its own flag, else its stage, else whether a date stands."""
    by_stage = f"CASE WHEN stage IN ({stages}) THEN 'true' WHEN stage <> 'unstated' THEN 'false' END"
    return f"COALESCE(NULLIF({flag}, ''), {by_stage}, CASE WHEN {day} IS NOT NULL THEN 'true' ELSE 'false' END)"


DERIVED: Mapping[str, Mapping[str, str]] = {
    "applicants": {
        "shortlisted": _reached("shortlisted", "shortlisted_on", "'shortlisted', 'offered', 'appointed'"),
        "appointed": _reached("appointed", "appointed_on", "'appointed'"),
    },
    "cases": {"entered_on": "COALESCE(investigation_commissioned, hearing_notice)"},
}


@dataclass(frozen=True)
class Value:
    """One distinct raw value: in which file, how often, and where first."""

    file: int
    text: tuple[str, ...]
    rows: int
    first: int


class Coding:
    """Codes the raw table of one kind into its record table, noting every value that cannot be read."""

    def __init__(
        self, con: duckdb.DuckDBPyConnection, kind: Kind, matches: Mapping[int, Match], edition: Edition
    ) -> None:
        self.con, self.kind, self.matches, self.edition = con, kind, matches, edition
        self.problems: list[Problem] = []
        self._joins: list[str] = []

    def run(self, columns: Sequence[str]) -> list[Problem]:
        """Create the record table named after the kind; the problems found on the way."""
        expressions = {"file": "r.file", "row": 'r."row"', "organisation": self._organisation()}
        for name in columns:
            column = self.kind.columns[name]
            if column.type not in ("organisation", "grade"):
                expressions[name] = self._expression(column)
        if self.edition.grade_scale and "grade" in columns:
            expressions["grade_row"] = self._grades(self.edition.grade_scale)
        if self.kind.name == "survey":
            expressions |= {"answer": self._answers()}
        self._create(expressions)
        if "grade_row" in expressions:
            self._report_grades()
        return self.problems

    def _organisation(self) -> str:
        """The column where it holds codes that agree with what the user said, else what the user or the folder said."""
        said = self.con.execute(
            f"""SELECT file, ANY_VALUE(given), SUM(CASE WHEN UPPER({_raw("organisation")}) = given THEN 1 ELSE 0 END), MIN("row")
            FROM raw_{self.kind.name} AS r WHERE given <> '' AND {_raw("organisation")} <> '' GROUP BY file ORDER BY file"""
        ).fetchall()
        ignored = [(file, given, first) for file, given, agreeing, first in said if not agreeing]
        for file, given, first in ignored:
            sentence = f"The column does not hold the code {given}, so every row is taken to be of {given}."
            remedy = "Rename the column if it holds departments, or correct the code."
            self.problems.append(
                self._problem(
                    "organisation-column-ignored",
                    self.kind.columns["organisation"],
                    Value(file, (), 0, first),
                    sentence,
                    remedy,
                    Severity.NOTE,
                )
            )
        files = ", ".join(str(file) for file, _, _ in ignored) or "-1"
        return f"CASE WHEN r.file IN ({files}) THEN r.given ELSE UPPER(COALESCE(NULLIF({_raw('organisation')}, ''), r.given)) END"

    def _create(self, expressions: Mapping[str, str]) -> None:
        plain = ", ".join(f'{expression} AS "{name}"' for name, expression in expressions.items())
        derived = DERIVED.get(self.kind.name, {})
        changed = [f'{sql} AS "{name}"' for name, sql in derived.items()]
        kept = [f'"{name}"' for name in expressions if name not in derived]
        joins = " ".join(self._joins)
        self.con.execute(
            f"CREATE TABLE {self.kind.name} AS SELECT {', '.join(kept + changed)} FROM (SELECT {plain} FROM raw_{self.kind.name} AS r {joins}) AS coded"
        )

    def _expression(self, column: Column) -> str:
        if not any(column.name in found.at for found in self.matches.values()) and column.type != "question":
            return self._never_there(column)
        if column.type == "identifier":
            self._no_blanks(column)
            return f"NULLIF({_raw(column.name)}, '')"
        if column.type == "date":
            return self._parsed(column, date_sql("k0"), "a date", "Write it as 2026-03-31 or 31/03/2026.")
        if column.type in ("number", "count"):
            kind, what = ("DOUBLE", "a number") if column.type == "number" else ("BIGINT", "a whole number from 0 up")
            return self._parsed(column, number_sql("k0", kind), what, "Write digits with a point for the decimals.")
        return self._coded(column)

    def _never_there(self, column: Column) -> str:
        """What a column holds that no file has: the code of a blank, or nothing of its type."""
        if column.type == "code":
            return literal(self.edition.code_lists[column.name].blank)
        if column.type in ("choice", "flag", "group"):
            return literal(column.blank or "")
        kind = {"date": "DATE", "number": "DOUBLE", "count": "BIGINT"}.get(column.type, "VARCHAR")
        return f"CAST(NULL AS {kind})"

    def _coded(self, column: Column) -> str:
        if column.type == "code":
            code_list = self.edition.code_lists[column.name]
            values = self._values([column.name])
            self._report_obsolete(column, code_list, values)
            return self._mapped(column, code_list.code, code_list.in_use, values)
        if column.type == "question":
            return self._mapped(
                column, self._question, sorted({q for i in self.edition.indicators for q in i.questions})
            )
        if column.type == "group":
            return self._mapped(
                column, self._group, list(self.edition.classifications[self.edition.main].groups.values())
            )
        return self._mapped(column, column.code, list(column.values))

    def _values(self, columns: Sequence[str]) -> list[Value]:
        texts = ", ".join(_raw(column) for column in columns)
        rows = self.con.execute(
            f'SELECT {texts}, file, COUNT(*), MIN("row") FROM raw_{self.kind.name} AS r GROUP BY ALL ORDER BY ALL'
        ).fetchall()
        return [Value(row[-3], tuple(row[:-3]), row[-2], row[-1]) for row in rows]

    def _mapped(
        self, column: Column, code: Callable[[str], Coded], known: Iterable[str], values: Sequence[Value] | None = None
    ) -> str:
        """Join the code of each distinct value; report what is unmapped."""
        codes: dict[str, str] = {}
        for value in self._values([column.name]) if values is None else values:
            coded = code(value.text[0])
            codes[value.text[0]] = coded.code
            blank = coded.how == "blank" and column.required and column.type in ("choice", "flag") and not column.blank
            if (coded.how == "unmapped" or blank) and (
                column.name in self.matches[value.file].at or column.name == "answer"
            ):
                self.problems.append(self._unmapped(column, value, known))
        return self._join(column.name, [column.name], {(text,): found for text, found in codes.items()})

    def _join(self, name: str, columns: Sequence[str], codes: Mapping[tuple[str, ...], str | None]) -> str:
        table, keys = f"map_{self.kind.name}_{name}", [f"k{n}" for n in range(len(columns))]
        self.con.execute(f"CREATE TEMP TABLE {table} ({', '.join(f'{key} VARCHAR' for key in keys)}, code VARCHAR)")
        rows = ", ".join(
            f"({literals(texts)}, {literal(code) if code is not None else 'NULL'})" for texts, code in codes.items()
        )
        if rows:
            self.con.execute(f"INSERT INTO {table} VALUES {rows}")
        on = " AND ".join(f"{table}.{key} = {_raw(column)}" for key, column in zip(keys, columns, strict=True))
        self._joins.append(f"LEFT JOIN {table} ON {on}")
        return f"{table}.code"

    def _grades(self, scale: GradeScale) -> str:
        """The grade row from grade, staff group and occupation code together."""
        codes: dict[tuple[str, ...], str | None] = {}
        present = [part for part in _GRADE_PARTS if part in self.kind.columns]
        for value in self._values(present):
            parts = dict(zip(present, value.text, strict=True))
            codes[value.text] = scale.row(parts["grade"], parts.get("staff_group"), parts.get("occupation_code"))
        return self._join("grade_row", present, codes)

    def _report_grades(self) -> None:
        """Grades that give no row, of the records that count: a bank worker's local grade stops nobody."""
        present = [part for part in _GRADE_PARTS if part in self.kind.columns]
        item = next((item for item in self.edition.items.values() if item.kind == self.kind.name), None)
        counted = (
            {column: codes for column, codes in item.where.items() if column in ("contract", "status")} if item else {}
        )
        where = "".join(f' AND c."{column}" IN ({literals(codes)})' for column, codes in counted.items())
        texts = ", ".join(_raw(part) for part in present)
        rows = self.con.execute(
            f"""SELECT {texts}, r.file, COUNT(*), MIN(r."row") FROM raw_{self.kind.name} AS r
            JOIN {self.kind.name} AS c ON c.file = r.file AND c."row" = r."row" WHERE c.grade_row IS NULL{where} GROUP BY ALL ORDER BY ALL"""
        ).fetchall()
        for *parts, file, count, first in rows:
            if "grade" in self.matches[file].at:
                self.problems.append(
                    self._no_row(Value(file, tuple(parts), count, first), dict(zip(present, parts, strict=True)))
                )

    def _no_row(self, value: Value, parts: Mapping[str, str]) -> Problem:
        words = " with ".join(f"`{text[:60]}`" for text in parts.values() if text)
        said = (
            f"{words} gives no grade row"
            if parts["grade"]
            else f"There is no grade ({words})"
            if words
            else "There is no grade"
        )
        remedy = "Write a band (5, 8a, VSM) or medical grade and the staff group, or a grade row such as clinical-5."
        return self._problem("unmapped-grade", self.kind.columns["grade"], value, f"{said}{_rows(value.rows)}.", remedy)

    def _answers(self) -> str:
        column = Column("answer", "choice", False, "Answer", (), self.kind.answers)
        return self._mapped(column, column.code, list(self.kind.answers))

    def _question(self, raw: str) -> Coded:
        """The question or questions of this year's survey that a cell names, or an indicator's name."""
        words = raw.lower().replace(".", " ").replace("/", " ").split()
        for indicator in self.edition.indicators:
            named = words[-1:] == [indicator.name] or words == [indicator.id]
            if indicator.questions and (named or set(indicator.questions) & set(words)):
                return Coded(indicator.name, "label")
        return Coded("", "unmapped")

    def _group(self, raw: str) -> Coded:
        """A group of the main classification by code, label or the survey's own word for it; or everybody."""
        words = normalised(raw.replace("*", " "))
        groups = {**self.edition.classifications[self.edition.main].groups, "all": "all"}
        for code, label in groups.items():
            if words in (normalised(code), normalised(label), *self.kind.groups.get(code, ())):
                return Coded(code, "label")
        return Coded("", "unmapped")

    def _report_obsolete(self, column: Column, code_list: CodeList, values: Sequence[Value]) -> None:
        for value in values:
            coded = code_list.code(value.text[0])
            if coded.how == "obsolete":
                total = sum(v.rows for v in values if v.file == value.file)
                severity = Severity.BLOCK if value.rows > _OBSOLETE_SHARE * total else Severity.NOTE
                label = code_list.codes[coded.code].label
                self.problems.append(
                    self._problem(
                        "obsolete-code",
                        column,
                        value,
                        f"`{value.text[0]}` is an obsolete code, read as {label}{_rows(value.rows)}.",
                        "Replace it by the code in use.",
                        severity,
                    )
                )
            elif coded.how == "local-extension":
                self.problems.append(
                    self._problem(
                        "local-extension",
                        column,
                        value,
                        f"`{value.text[0]}` is a local extension, read by its first letter as {code_list.codes[coded.code].label}{_rows(value.rows)}.",
                        "Check that the letter is the national one.",
                        Severity.NOTE,
                    )
                )

    def _unmapped(self, column: Column, value: Value, known: Iterable[str]) -> Problem:
        options = list(known)
        what = f"`{value.text[0][:60]}` is not known here" if value.text[0] else "The cell is blank"
        remedy = suggestion(value.text[0], options)
        as_unknown = " and counts as unknown" if column.type == "code" else ""
        return self._problem(
            "unmapped-value",
            column,
            value,
            f"{what}{as_unknown}{_rows(value.rows)}.",
            f"Replace it in the file. {remedy}",
        )

    def _problem(
        self,
        problem_id: str,
        column: Column,
        value: Value,
        sentence: str,
        remedy: str,
        severity: Severity | None = None,
    ) -> Problem:
        found = self.matches[value.file]
        return Problem(
            problem_id,
            severity or column.unmapped,
            sentence,
            remedy,
            found.source.file,
            found.source.sheet,
            value.first,
            found.header(column.name),
            value.rows,
        )

    def _no_blanks(self, column: Column) -> None:
        if column.required:
            sql = f"SELECT file, COUNT(*), MIN(\"row\") FROM raw_{self.kind.name} AS r WHERE {_raw(column.name)} = '' GROUP BY 1 ORDER BY 1"
            remedy = "Fill it in, or delete the row if it is a total or a note."
            self._wrong_rows(sql, column, "blank-identifier", "has no {name}", remedy)

    def _parsed(self, column: Column, sql: str, what: str, remedy: str) -> str:
        """Read each distinct value once, by SQL over `k0`, and join it back; report what gives nothing."""
        table = f"map_{self.kind.name}_{column.name}"
        values = f"SELECT DISTINCT {_raw(column.name)} AS k0 FROM raw_{self.kind.name} AS r"
        self.con.execute(f"CREATE TEMP TABLE {table} AS SELECT k0, {sql} AS code FROM ({values}) AS v")
        bad = f"SELECT k0 FROM {table} WHERE code IS NULL AND k0 <> ''"
        if self.con.execute(f"{bad} LIMIT 1").fetchall():
            rows = f'SELECT file, COUNT(*), MIN("row") FROM raw_{self.kind.name} AS r WHERE {_raw(column.name)} IN ({bad}) GROUP BY 1 ORDER BY 1'
            self._wrong_rows(rows, column, "not-readable", f"has something in {{name}} that is not {what}", remedy)
        self._joins.append(f"LEFT JOIN {table} ON {table}.k0 = {_raw(column.name)}")
        return f"{table}.code"

    def _wrong_rows(self, sql: str, column: Column, problem_id: str, what: str, remedy: str) -> None:
        for file, count, first in self.con.execute(sql).fetchall():
            if column.name in self.matches[file].at:
                words = what.format(name=self.matches[file].header(column.name))
                sentence = f"The row {words}." if count == 1 else f"{count:,} rows: each {words}."
                value = Value(file, ("",), count, first)
                self.problems.append(self._problem(problem_id, column, value, sentence, remedy, Severity.BLOCK))


def _raw(column: str) -> str:
    return f'r."{column}"'


def _rows(count: int) -> str:
    return "" if count == 1 else f" in {count:,} rows"


def number_sql(text: str, kind: str) -> str:
    """SQL that reads a number, with commas or spaces between thousands only, or gives NULL: `8,5` is not 85."""
    whole = r"(\d{1,3}([, ]\d{3})+|\d+)"
    form = rf"{whole}(\.0+)?" if kind == "BIGINT" else rf"[+-]?{whole}?(\.\d+)? ?%?"
    plain = f"regexp_replace({text}, '[,% ]', '', 'g')"
    return f"CASE WHEN regexp_full_match({text}, '{form}') THEN CAST(TRY_CAST({plain} AS DOUBLE) AS {kind}) END"


def date_sql(text: str) -> str:
    """SQL that reads a date in any of the forms that source systems export, or gives NULL."""
    formats = literals(_DATE_FORMATS)
    short = f"regexp_full_match({text}, '\\d{{1,2}}[/.-]\\d{{1,2}}[/.-]\\d{{2}}|\\d{{1,2}}-[A-Za-z]{{3}}-\\d{{2}}')"
    parsed = (
        f"CAST(CASE WHEN {short} THEN TRY_STRPTIME({text}, [{literals(_SHORT_DATES)}]) "
        f"ELSE COALESCE(CAST(TRY_CAST({text} AS DATE) AS TIMESTAMP), TRY_STRPTIME({text}, [{formats}])) END AS DATE)"
    )
    since = "DATE '1900-01-01' AND DATE '2199-12-31'"
    return f"CASE WHEN regexp_matches({text}, '^[0-9]') AND {parsed} BETWEEN {since} THEN {parsed} END"
