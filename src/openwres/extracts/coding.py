"""Turns the values of sources into coded, typed records: each distinct value is coded once, its rows only point at it.

What no code list knows takes the list's unmapped code and is reported with its first row; nothing is guessed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.belonging import organisation_of
from openwres.extracts.decisions import Decisions
from openwres.extracts.drafting import Undecided
from openwres.extracts.grading import Grading
from openwres.extracts.kinds import Column, Kind
from openwres.extracts.loading import SOUND, Loaded, type_name
from openwres.extracts.quoting import literal
from openwres.extracts.types import PLAIN, coded_types, create_types, record_columns, type_of
from openwres.extracts.unread import Reports, Unread, in_rows, is_wrong
from openwres.extracts.values import read_count, read_date, read_number
from openwres.standards.codes import Coded, normalised
from openwres.standards.model import Edition

_IN_A_LIST = 1_000  # so many values are looked up in a list; more are joined


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
        self._reports = Reports(con, kind, edition)
        self._joins: list[str] = []
        self._grading = Grading(con, kind, edition, decisions, self._reports)

    def run(self) -> list[Problem]:
        """Create the record table named after the kind; the problems found on the way."""
        self._create()
        for loaded in self.sources:
            self._fill(loaded)
            self.con.execute(f"DROP TABLE {loaded.table}")
        return self.problems

    @property
    def problems(self) -> list[Problem]:
        """What was found so far."""
        return self._reports.problems

    @property
    def undecided(self) -> list[Undecided]:
        """What a draft of decisions would ask."""
        return self._reports.undecided

    # The record table

    def _columns(self) -> dict[str, Column]:
        return record_columns(self.kind)

    def _create(self) -> None:
        plain = {name: PLAIN.get(c.type, "VARCHAR") for name, c in self._columns().items()}
        typed = plain | {name: self._type(name) for name in coded_types(self.kind, self.edition)}
        derived = {name: "DATE" if name.endswith("_on") else "VARCHAR" for name in DERIVED.get(self.kind.name, {})}
        columns = "".join(f', "{name}" {sql}' for name, sql in (typed | derived).items())
        table = f'CREATE TABLE {self.kind.name} (file INTEGER, "row" INTEGER, organisation VARCHAR{columns})'
        self.con.execute("; ".join([*create_types(self.kind, self.edition), table]))

    def _type(self, column: str) -> str:
        return type_of(self.kind, column)

    # One source

    def _fill(self, loaded: Loaded) -> None:
        self._joins = []
        organisation, problems = organisation_of(self.con, loaded)
        self.problems.extend(problems)
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
            self._reports.no_blanks(loaded, column)
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
        return f"CAST(NULL AS {PLAIN.get(column.type, 'VARCHAR')})"

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
        coded = [self._code(column, text, code) for text in texts]
        unread = [
            Unread(column, t, self._reports.said_of(column, c, known))
            for t, c in zip(texts, coded, strict=True)
            if is_wrong(column, c)
        ]
        self._reports.report(loaded, name, unread)
        return self._lookup(loaded, name, [c.code for c in coded], self._type(column.name))

    def _code(self, column: Column, text: str, code: Callable[[str], Coded]) -> Coded:
        """What was decided for a value, else what its list says, else what was decided for every other value."""
        found = self.decisions.code(self.kind.name, column.name, text) or code(text)
        other = self.decisions.other(self.kind.name, column.name, text) if found.how == "unmapped" else None
        return other or found

    def _decided(self, loaded: Loaded, column: Column, source: Column) -> str:
        """A column that the file has not, from what was decided for the values of another."""
        texts = loaded.values[source.name]
        of = self.kind.name, source.name
        codes = [self.decisions.code(*of, text) or self.decisions.other(*of, text) for text in texts]
        open_texts = [text for text, code in zip(texts, codes, strict=True) if code is None]
        places = self._reports.places(loaded, source.name, open_texts)
        if places:
            rows, first = sum(count for count, _ in places.values()), min(row for _, row in places.values())
            header = loaded.found.header(source.name)
            sentence = f"Nothing says whether {len(places):,} values of {header} are {column.name}{in_rows(rows)}: no column does, and it was not decided."
            remedy = f"Add the column `{column.name}`, or decide it: `openwres check --init` drafts decisions.yaml."
            self.problems.append(
                loaded.found.problem("undecided", Severity.BLOCK, sentence, remedy, source.name, first, rows)
            )
            for text, (count, row) in places.items():
                self._reports.ask(loaded, source, text, count, row, (column.name, f"not {column.name}"))
        return self._lookup(loaded, source.name, [c.code if c else "" for c in codes], self._type(column.name))

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
        self.problems.extend(problems)
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
        self._reports.rows_with(
            loaded,
            column,
            bad,
            "not-readable",
            "has something in {name} that is not a date",
            "Write it as 2026-03-31 or 31/03/2026.",
        )
        remedy = "Give all dates of the column day first, or as 2026-03-31: of 03/04/2026 nobody can tell which it is."
        self._reports.rows_with(
            loaded, column, months, "month-first", "has a date in {name} with the month before the day", remedy
        )
        return self._lookup(loaded, column.name, [found.day for found in read], "DATE")

    def _numbers(self, loaded: Loaded, column: Column) -> str:
        texts = loaded.values[column.name]
        read, what = (read_count, "a whole number from 0 up") if column.type == "count" else (read_number, "a number")
        numbers = [read(text) for text in texts]
        bad = [text for text, number in zip(texts, numbers, strict=True) if text.strip() and number is None]
        remedy = "Write digits with a point for the decimals."
        self._reports.rows_with(
            loaded, column, bad, "not-readable", f"has something in {{name}} that is not {what}", remedy
        )
        return self._lookup(loaded, column.name, numbers, PLAIN[column.type])
