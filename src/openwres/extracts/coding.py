"""Turns the values of sources into coded, typed records: each distinct value is coded once, its rows only point at it.

What no code list knows takes the list's unmapped code and is reported with its first row; nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.belonging import organisation_of
from openwres.extracts.decisions import Decisions
from openwres.extracts.drafting import Undecided
from openwres.extracts.grading import Grading
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.loading import SOUND, TOO_MANY, Loaded, type_name
from openwres.extracts.quoting import literal, literals
from openwres.extracts.showing import Showing
from openwres.extracts.values import read_count, read_date, read_number
from openwres.standards.codes import Coded, normalised
from openwres.standards.model import Edition
from openwres.standards.tree import suggestion

_OBSOLETE_SHARE = 0.01
_IN_A_LIST = 1_000  # so many values are looked up in a list; more are joined
_CROWD = 200  # so many unknown values are no codes: the column holds something else
_SQL_TYPES = {"date": "DATE", "number": "DOUBLE", "count": "BIGINT"}


def _reached(flag: str, day: str, stages: str) -> str:
    """Whether an application got so far: its own flag, else its stage, else whether a date stands."""
    by_stage = f"CASE WHEN stage IN ({stages}) THEN 'true' WHEN stage <> 'unstated' THEN 'false' END"
    said = f"NULLIF(CAST({flag} AS VARCHAR), '')"
    return f"COALESCE({said}, {by_stage}, CASE WHEN {day} IS NOT NULL THEN 'true' ELSE 'false' END)"


DERIVED: Mapping[str, Mapping[str, str]] = {
    "applicants": {
        "shortlisted": _reached("shortlisted", "shortlisted_on", "'shortlisted', 'offered', 'appointed'"),
        "appointed": _reached("appointed", "appointed_on", "'appointed'"),
        "offered": _reached("''", "appointed_on", "'offered', 'appointed'"),
    },
    "cases": {"entered_on": "COALESCE(investigation_commissioned, hearing_notice)"},
}


@dataclass(frozen=True)
class Unread:
    """A value that was not read as it stands, and what to say of the rows that hold it."""

    column: Column
    text: str
    say: Callable[[Loaded, str, int, int], Problem]


class Coding:
    """Codes the sources of one kind into its record table, noting every value that cannot be read."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        kind: Kind,
        sources: Sequence[Loaded],
        edition: Edition,
        decisions: Decisions,
    ) -> None:
        self.con, self.kind, self.sources, self.edition = con, kind, sources, edition
        self.decisions = decisions
        self.showing = Showing(edition)
        self.problems: list[Problem] = []
        self.undecided: list[Undecided] = []
        self._joins: list[str] = []
        self._grading = Grading(con, kind, edition, decisions, self.showing, self.undecided)

    def run(self) -> list[Problem]:
        """Create the record table named after the kind; the problems found on the way."""
        self._create()
        for loaded in self.sources:
            self._fill(loaded)
            self.con.execute(f"DROP TABLE {loaded.table}")
        return self.problems

    # The record table

    def _columns(self) -> dict[str, Column]:
        columns = {name: c for name, c in self.kind.columns.items() if c.type not in ("organisation", "grade")}
        if self.kind.name == "survey":
            columns["answer"] = Column("answer", "answer", False, "Answer", (), self.kind.answers)
        return columns

    def _create(self) -> None:
        types = {name: self._codes(c) for name, c in self._columns().items() if c.coded and c.type != "label"}
        if self._grading.scale and "grade" in self.kind.columns:
            types["grade_row"] = list(self._grading.scale.rows)
        statements = [f"CREATE TYPE {self._type(name)} AS ENUM ({literals(codes)})" for name, codes in types.items()]
        plain = {name: _SQL_TYPES.get(c.type, "VARCHAR") for name, c in self._columns().items()}
        typed = plain | {name: self._type(name) for name in types}
        derived = {name: "DATE" if name.endswith("_on") else "VARCHAR" for name in DERIVED.get(self.kind.name, {})}
        columns = "".join(f', "{name}" {sql}' for name, sql in (typed | derived).items())
        table = f'CREATE TABLE {self.kind.name} (file INTEGER, "row" INTEGER, organisation VARCHAR{columns})'
        self.con.execute("; ".join([*statements, table]))

    def _type(self, column: str) -> str:
        return f"{self.kind.name}_{column}"

    def _codes(self, column: Column) -> list[str]:
        """Every code that a column of records may hold."""
        if column.type == "code":
            return list(self.edition.code_lists[column.name].codes)
        if column.type == "question":
            return ["", *(i.name for i in self.edition.indicators if i.questions)]
        if column.type == "group":
            return ["", *self._groups()]
        return list(dict.fromkeys([*column.values, column.blank or "", ""]))

    # One source

    def _fill(self, loaded: Loaded) -> None:
        self._joins = []
        organisation, problems = organisation_of(self.con, loaded)
        self.problems += problems
        expressions = {"file": str(loaded.number), "row": loaded.row, "organisation": organisation}
        for name, column in self._columns().items():
            if column.type not in ("question", "answer"):
                expressions[name] = self._expression(loaded, column)
        if self._grading.scale and "grade" in self.kind.columns:
            expressions["grade_row"] = self._grade_row(loaded, expressions)
        if self.kind.name == "survey":
            for asked in self._asked(loaded):
                self._insert(loaded, expressions | asked)
        else:
            self._insert(loaded, expressions)

    def _insert(self, loaded: Loaded, expressions: Mapping[str, str]) -> None:
        plain = ", ".join(f'{expression} AS "{name}"' for name, expression in expressions.items())
        derived = DERIVED.get(self.kind.name, {})
        changed = [f'{sql} AS "{name}"' for name, sql in derived.items()]
        kept = [f'"{name}"' for name in expressions if name not in derived]
        sound = f"FROM {loaded.table} AS s {' '.join(self._joins)} WHERE s.state = {SOUND}"
        inner = f"SELECT {plain} {sound}"
        if changed:
            inner = f"SELECT {', '.join(kept + changed)} FROM ({inner}) AS coded"
        self.con.execute(f"INSERT INTO {self.kind.name} BY NAME {inner}")

    def _asked(self, loaded: Loaded) -> list[dict[str, str]]:
        """The question and the answer of each part of a survey file: its own column of questions, or a column for each."""
        columns = self._columns()
        if "question" in loaded.found.at or not loaded.found.questions:
            question = self._expression(loaded, columns["question"])
            return [{"question": question, "answer": f"CAST('' AS {self._type('answer')})"}]
        parts = []
        for number in loaded.found.questions:
            name = next(i.name for i in self.edition.indicators if number in i.questions)
            answer = self._mapped(loaded, columns["answer"], columns["answer"].code, list(self.kind.answers), number)
            parts.append({"question": f"CAST({literal(name)} AS {self._type('question')})", "answer": answer})
        return parts

    def _expression(self, loaded: Loaded, column: Column) -> str:
        """SQL over `s`, a source's table, that gives the coded or typed cell."""
        decided = self.kind.decided_by.get(column.name, "")
        if column.name not in loaded.found.at and decided in loaded.found.at:
            return self._decided(loaded, column, self.kind.columns[decided])
        if column.name not in loaded.found.at:
            return self._never_there(column)
        if column.type == "identifier":
            self._no_blanks(loaded, column)
            return f"NULLIF(s.\"{column.name}\", '')"
        if column.type == "label":
            return f'CAST(s."{column.name}" AS VARCHAR)'
        if column.type == "date":
            return self._dates(loaded, column)
        if column.type in ("number", "count"):
            return self._numbers(loaded, column)
        return self._coded(loaded, column)

    def _never_there(self, column: Column) -> str:
        """What a column holds that the file has not: the code of a blank, or nothing of its type."""
        if column.type == "code":
            return f"CAST({literal(self.edition.code_lists[column.name].blank)} AS {self._type(column.name)})"
        if column.coded and column.type != "label":
            return f"CAST({literal(column.blank or '')} AS {self._type(column.name)})"
        return f"CAST(NULL AS {_SQL_TYPES.get(column.type, 'VARCHAR')})"

    # Coded values

    def _coded(self, loaded: Loaded, column: Column) -> str:
        if column.type == "code":
            code_list = self.edition.code_lists[column.name]
            return self._mapped(loaded, column, code_list.code, code_list.in_use)
        if column.type == "question":
            known = sorted({q for i in self.edition.indicators for q in i.questions})
            return self._mapped(loaded, column, self._question, known)
        if column.type == "group":
            return self._mapped(loaded, column, self._group, list(self._groups().values()))
        return self._mapped(loaded, column, column.code, list(column.values))

    def _mapped(
        self, loaded: Loaded, column: Column, code: Callable[[str], Coded], known: Sequence[str], source: str = ""
    ) -> str:
        """The code of each distinct value; what is unmapped, obsolete or blank where it must not be is reported."""
        name = source or column.name
        texts = loaded.values[name]
        coded = [self.decisions.code(self.kind.name, column.name, text) or code(text) for text in texts]
        unread = [
            Unread(column, t, self._wrong(column, c, known))
            for t, c in zip(texts, coded, strict=True)
            if is_wrong(column, c)
        ]
        self._report(loaded, name, unread)
        return self._lookup(loaded, name, [c.code for c in coded], self._type(column.name))

    def _decided(self, loaded: Loaded, column: Column, source: Column) -> str:
        """A column that the file has not, from what was decided for the values of another."""
        texts = loaded.values[source.name]
        codes = [self.decisions.code(self.kind.name, source.name, text) for text in texts]
        open_texts = [text for text, code in zip(texts, codes, strict=True) if code is None]
        places = self._places(loaded, source.name, open_texts)
        if places:
            rows, first = sum(count for count, _ in places.values()), min(row for _, row in places.values())
            header = loaded.found.header(source.name)
            sentence = f"Nothing says whether {len(places):,} values of {header} are {column.name}{in_rows(rows)}: no column does, and it was not decided."
            remedy = f"Add the column `{column.name}`, or decide it: `openwres check --init` drafts decisions.yaml."
            self.problems.append(
                loaded.found.problem("undecided", Severity.BLOCK, sentence, remedy, source.name, first, rows)
            )
            for text, (count, row) in places.items():
                self._ask(loaded, source, text, count, row, (column.name, f"not {column.name}"))
        return self._lookup(loaded, source.name, [c.code if c else "" for c in codes], self._type(column.name))

    def _ask(self, loaded: Loaded, column: Column, text: str, rows: int, first: int, options: Iterable[str]) -> None:
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

    def _lookup(self, loaded: Loaded, column: str, values: Sequence[object], sql_type: str) -> str:
        """SQL that turns a source's value into what stands for it: out of a list, or joined where there are many."""
        literals_ = ["NULL" if value is None else literal(str(value)) for value in values]
        if len(values) <= _IN_A_LIST:
            return f"(CAST([{', '.join(literals_)}] AS {sql_type}[]))[{loaded.place(column)}]"
        table, key = f"values_{loaded.number}_{len(self._joins)}", type_name(loaded, column)
        pairs = ", ".join(
            f"({literal(text)}, {value})" for text, value in zip(loaded.values[column], literals_, strict=True)
        )
        self.con.execute(f"CREATE TEMP TABLE {table} (k {key}, v {sql_type}); INSERT INTO {table} VALUES {pairs}")
        self._joins.append(f'LEFT JOIN {table} ON {table}.k = s."{column}"')
        return f"{table}.v"

    def _grade_row(self, loaded: Loaded, expressions: Mapping[str, str]) -> str:
        if not any(part in loaded.found.at for part in ("grade", "staff_group", "occupation_code")):
            return f"CAST(NULL AS {self._type('grade_row')})"
        table, on, problems = self._grading.rows_of(loaded, expressions, self._type("grade_row"))
        self.problems += problems
        self._joins.append(f"LEFT JOIN {table} ON {on}")
        return f"{table}.grade_row"

    def _question(self, raw: str) -> Coded:
        """The question or questions of this year's survey that a cell names, or an indicator's name."""
        words = raw.lower().replace(".", " ").replace("/", " ").split()
        for indicator in self.edition.indicators:
            named = words[-1:] == [indicator.name] or words == [indicator.id]
            if indicator.questions and (named or set(indicator.questions) & set(words)):
                return Coded(indicator.name, "label")
        return Coded("", "unmapped")

    def _groups(self) -> dict[str, str]:
        return {**self.edition.classifications[self.edition.main].groups, "all": "all"}

    def _group(self, raw: str) -> Coded:
        """A group of the main classification by code, label or the survey's own word for it; or everybody."""
        words = normalised(raw.replace("*", " "))
        for code, label in self._groups().items():
            if words in (normalised(code), normalised(label), *self.kind.groups.get(code, ())):
                return Coded(code, "label")
        return Coded("", "unmapped")

    # Dates and numbers

    def _dates(self, loaded: Loaded, column: Column) -> str:
        texts = loaded.values[column.name]
        read = [read_date(text) for text in texts]
        forms = Counter(found.form for found in read if found.day)
        months = [t for t, found in zip(texts, read, strict=True) if found.form == "month-first"]
        bad = [t for t, found in zip(texts, read, strict=True) if t.strip() and not found.day and not found.form]
        if len(forms) > 1:
            sentence = f"Dates of {loaded.found.header(column.name)} are written in {len(forms)} ways: {'; '.join(sorted(forms))}."
            remedy = "Nothing to do: all were read, the day before the month."
            self.problems.append(
                loaded.found.problem("dates-in-several-forms", Severity.NOTE, sentence, remedy, column.name)
            )
        self._rows_with(
            loaded,
            column,
            bad,
            "not-readable",
            "has something in {name} that is not a date",
            "Write it as 2026-03-31 or 31/03/2026.",
        )
        remedy = "Give all dates of the column day first, or as 2026-03-31: of 03/04/2026 nobody can tell which it is."
        self._rows_with(
            loaded, column, months, "month-first", "has a date in {name} with the month before the day", remedy
        )
        return self._lookup(loaded, column.name, [found.day for found in read], "DATE")

    def _numbers(self, loaded: Loaded, column: Column) -> str:
        texts = loaded.values[column.name]
        read, what = (read_count, "a whole number from 0 up") if column.type == "count" else (read_number, "a number")
        numbers = [read(text) for text in texts]
        bad = [text for text, number in zip(texts, numbers, strict=True) if text.strip() and number is None]
        remedy = "Write digits with a point for the decimals."
        self._rows_with(loaded, column, bad, "not-readable", f"has something in {{name}} that is not {what}", remedy)
        return self._lookup(loaded, column.name, numbers, _SQL_TYPES[column.type])

    # Problems, each with the number of rows and the first of them

    def _report(self, loaded: Loaded, column: str, unread: Sequence[Unread]) -> None:
        if len(unread) > _CROWD or len(loaded.values[column]) > TOO_MANY:
            self._crowd(loaded, column, unread)
            return
        places = self._places(loaded, column, [one.text for one in unread])
        for one in unread:
            if one.text in places:
                self.problems.append(one.say(loaded, one.text, *places[one.text]))

    def _crowd(self, loaded: Loaded, column: str, unread: Sequence[Unread]) -> None:
        found = self._places(loaded, column, [one.text for one in unread[:TOO_MANY]])
        rows, first = sum(count for count, _ in found.values()), min((row for _, row in found.values()), default=1)
        sentence = f"{len(unread):,} different values of the column are not known here, in {rows:,} rows: it seems to hold something else."
        remedy = "Give the column that holds codes, or exchange the headers if two were swapped."
        severity = unread[0].column.unmapped
        self.problems.append(loaded.found.problem("not-coded", severity, sentence, remedy, column, first, rows))

    def _places(self, loaded: Loaded, column: str, texts: Sequence[str]) -> dict[str, tuple[int, int]]:
        """For values of a column the number of sound rows that hold them and the first of these."""
        if not texts:
            return {}
        rows = self.con.execute(
            f"""SELECT CAST(s."{column}" AS VARCHAR), COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s
            WHERE s.state = {SOUND} AND s."{column}" IN ({literals(texts)}) GROUP BY 1"""
        ).fetchall()
        return {text: (count, first) for text, count, first in rows}

    def _wrong(self, column: Column, coded: Coded, known: Iterable[str]) -> Callable[[Loaded, str, int, int], Problem]:
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
                self._ask(loaded, column, text, rows, first, options)
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

    def _rows_with(
        self, loaded: Loaded, column: Column, texts: Sequence[str], problem_id: str, what: str, remedy: str
    ) -> None:
        places = self._places(loaded, column.name, texts)
        if places:
            rows = sum(count for count, _ in places.values())
            first = min(row for _, row in places.values())
            self._wrong_rows(loaded, column, problem_id, what, remedy, rows, first)

    def _no_blanks(self, loaded: Loaded, column: Column) -> None:
        if column.required:
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


def is_wrong(column: Column, coded: Coded) -> bool:
    """Whether a value must be told of: not known, out of use, or blank where something must stand."""
    blank = coded.how == "blank" and column.required and column.type in ("choice", "flag") and not column.blank
    return blank or coded.how in ("unmapped", "obsolete", "local-extension")


def in_rows(rows: int) -> str:
    """` in 12 rows`, or nothing for one."""
    return "" if rows == 1 else f" in {rows:,} rows"
