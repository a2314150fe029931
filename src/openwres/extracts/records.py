"""Takes a Parquet file that says everything plainly as it is: its record table is a view over the file, and no copy.

Whatever must be reported, mended or decided makes a file not plain; it is then read as every other file is, through
`loading` and `coding`. What a value means is said by the same code lists on both ways.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import duckdb

from openwres.extracts.belonging import as_code
from openwres.extracts.coding import DERIVED
from openwres.extracts.columns import Match
from openwres.extracts.decisions import Decisions
from openwres.extracts.grading import PARTS, Grading
from openwres.extracts.kinds import Column
from openwres.extracts.quoting import literal, literals, name
from openwres.extracts.unread import Reports, is_wrong
from openwres.extracts.values import read_count, read_number
from openwres.standards.codes import Coded
from openwres.standards.model import Edition

_MOST = 1_000  # a coded column with more values holds something else
_PLACE = "file_row_number"
_DAYS = "BETWEEN DATE '1900-01-01' AND DATE '2199-12-31'"
_NONE = {"date": "DATE", "number": "DOUBLE", "count": "BIGINT"}
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_TOTALS = ("total%", "grand total%", "count%")  # a row of totals, where an identifier should stand
Values = Mapping[str, str | None]


def taken_as_it_is(
    con: duckdb.DuckDBPyConnection, matches: Mapping[int, Match], edition: Edition, decisions: Decisions
) -> bool:
    """Whether the record table of a kind now stands on the connection as a view over its one, plain file."""
    if len(matches) != 1:
        return False
    number, found = next(iter(matches.items()))
    decided = any(kind == found.kind.name for kind, _ in decisions.values)
    if found.source.encoding != "parquet" or decided:
        return False
    try:
        con.execute(_Plain(con, found, edition).view(number))
    except _NotPlainError:
        return False
    return True


class _NotPlainError(Exception):
    """Something in the file must be told of, or is not written as records are."""


class _Plain:
    """One file, and how each column of its record table comes out of it."""

    def __init__(self, con: duckdb.DuckDBPyConnection, found: Match, edition: Edition) -> None:
        self.con, self.found, self.kind, self.edition = con, found, found.kind, edition
        rows = found.source.fetch(found.source.header_row, found.positions)
        self.scan = f"read_parquet({literal(str(rows.path))}, {_PLACE}=true)"
        self.at = {column: rows.names[place] for column, place in {**found.at, **found.questions}.items()}
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(rows.path))})").fetchall()
        self.types = {str(row[0]): str(row[1]) for row in described}
        _must(_PLACE not in self.types)

    def view(self, number: int) -> str:
        """CREATE VIEW of the record table; raises where the file is not plain."""
        self._check_cells()
        self.texts = self._texts()
        columns = {"file": str(number), "row": f"CAST({_PLACE} + 2 AS INTEGER)", "organisation": self._organisation()}
        columns |= {c.name: self._expression(c) for c in self._columns()}
        if self.edition.grade_scale and "grade" in self.kind.columns:
            columns["grade_row"] = self._grade_row(columns)
        parts = [columns | asked for asked in self._asked()] if self.kind.name == "survey" else [columns]
        return f"CREATE VIEW {self.kind.name} AS {' UNION ALL '.join(map(self._select, parts))}"

    def _select(self, columns: Mapping[str, str]) -> str:
        plain = ", ".join(f'{expression} AS "{column}"' for column, expression in columns.items())
        derived = DERIVED.get(self.kind.name, {})
        inner = f"SELECT {plain} FROM {self.scan}"
        if not derived:
            return inner
        kept = [f'"{column}"' for column in columns if column not in derived]
        said = [f'{sql} AS "{column}"' for column, sql in derived.items()]
        return f"SELECT {', '.join([*kept, *said])} FROM ({inner}) AS coded"

    def _columns(self) -> list[Column]:
        """The columns of the record table that come from one cell."""
        return [c for c in self.kind.columns.values() if c.type not in ("organisation", "grade", "question")]

    def _cell(self, column: str) -> str:
        """A cell as text; the blank ones are empty."""
        cell, kind = name(self.at[column]), self.types[self.at[column]]
        text = cell if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"
        return f"COALESCE({text}, '')" if None in self.texts[column] else text

    # What the cells hold

    def _check_cells(self) -> None:
        """One look at identifiers, dates and numbers: none blank, padded, out of range or a row of totals."""
        wrong = [condition for column in self._columns() if column.name in self.at for condition in self._wrong(column)]
        asked = "".join(f", COUNT(*) FILTER (WHERE {condition})" for condition in wrong)
        rows, *counts = self.con.execute(f"SELECT COUNT(*){asked} FROM {self.scan}").fetchall()[0]
        _must(rows > 0 and not any(counts))

    def _wrong(self, column: Column) -> list[str]:
        """What must hold of no row."""
        cell, kind = name(self.at[column.name]), self.types[self.at[column.name]]
        if column.type == "identifier":
            _must(kind in ("VARCHAR", *_WHOLE))
            return _wrong_identifier(cell, column, kind)
        if column.type == "date":
            _must(kind == "DATE")
            return [f"{cell} NOT {_DAYS}"]
        if column.type == "count" and kind in _WHOLE:
            return [f"{cell} < 0"]
        return [f"NOT ISFINITE({cell})"] if column.type == "number" and kind == "DOUBLE" else []

    def _texts(self) -> dict[str, list[str | None]]:
        """The distinct values of every column that is coded, or is a number written as text."""
        known = {c.name: c for c in self._columns()}
        asked = [column for column in self.at if column not in known or self._is_listed(known[column])]
        each = [f"SELECT DISTINCT CAST({name(self.at[c])} AS VARCHAR) AS v FROM {self.scan}" for c in asked]
        sql = " UNION ALL ".join(f"SELECT {n}, v FROM ({one} LIMIT {_MOST + 1}) AS c{n}" for n, one in enumerate(each))
        texts: dict[str, list[str | None]] = {column: [] for column in asked}
        for n, text in self.con.execute(sql).fetchall() if asked else ():
            texts[asked[n]].append(text)
        _must(all(len(values) <= _MOST for values in texts.values()))
        return texts

    def _is_listed(self, column: Column) -> bool:
        written = self.types[self.at[column.name]] == "VARCHAR"
        return (column.coded and column.type != "label") or (column.type in ("number", "count") and written)

    # How columns come out of cells

    def _organisation(self) -> str:
        """The column where it holds codes and nothing else; without such a column every row must have its identifier."""
        given = self.found.source.organisation
        if "organisation" not in self.at:
            _must(any(c.required for c in self._columns() if c.type == "identifier"))
            return literal(given)
        texts = self.texts["organisation"]
        _must(all(text and text == as_code(text) for text in texts) and given in ("", *texts))
        return self._cell("organisation")

    def _expression(self, column: Column) -> str:
        """SQL for the coded or typed cell."""
        if column.name not in self.at:
            _must(self.kind.decided_by.get(column.name, "") not in self.at)
            return self._never_there(column)
        cell, kind = name(self.at[column.name]), self.types[self.at[column.name]]
        if column.type == "identifier":
            return f"NULLIF({cell}, '')" if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"
        if column.type == "label":
            return f"COALESCE(CAST({cell} AS VARCHAR), '')"
        if column.type == "date":
            return cell
        if column.type in ("number", "count"):
            return self._number(column, cell, kind)
        return self._coded(column)

    def _never_there(self, column: Column) -> str:
        """What a column holds that the file has not, as coding gives it."""
        if column.type == "code":
            return literal(self.edition.code_lists[column.name].blank)
        if column.coded and column.type != "label":
            return literal(column.blank or "")
        return f"CAST(NULL AS {_NONE.get(column.type, 'VARCHAR')})"

    def _number(self, column: Column, cell: str, kind: str) -> str:
        if kind != "VARCHAR":
            _must(kind in _WHOLE or (kind == "DOUBLE" and column.type == "number"))
            return f"CAST({cell} AS {_NONE[column.type]})"
        read = read_count if column.type == "count" else read_number
        for text in filter(None, self.texts[column.name]):
            number = read(text)
            _must(
                number is not None and text.isascii() and text.replace(".", "", 1).isdigit() and float(text) == number
            )
        return f"CAST(NULLIF({cell}, '') AS {_NONE[column.type]})"

    def _coded(self, column: Column, source: str = "") -> str:
        """The code of a cell, where nothing is to be said of any value."""
        code = self.edition.code_lists[column.name].code if column.type == "code" else column.code
        _must(column.type in ("code", "choice", "flag", "answer"))
        found: dict[str, Coded] = {text or "": code(text or "") for text in self.texts[source or column.name]}
        _must(not any(is_wrong(column, one) for one in found.values()))
        return _looked_up(self._cell(source or column.name), {text: one.code for text, one in found.items()})

    def _asked(self) -> Iterable[dict[str, str]]:
        """The question and the answer of each part of a survey."""
        _must("question" not in self.at and bool(self.found.questions))
        answer = Column("answer", "answer", False, "Answer", (), self.kind.answers)
        for number in self.found.questions:
            indicator = next(i.name for i in self.edition.indicators if number in i.questions)
            yield {"question": literal(indicator), "answer": self._coded(answer, number)}

    # The place in the grid

    def _grade_row(self, columns: Mapping[str, str]) -> str:
        """SQL for the grade row of grade, staff group and occupation code, where every record that counts has one."""
        parts = [part for part in PARTS if part in self.at]
        if not parts:
            return "CAST(NULL AS VARCHAR)"
        cells = [self._cell(part) for part in parts]
        reports = Reports(self.con, self.kind, self.edition)
        grading = Grading(self.con, self.kind, self.edition, Decisions(), reports)
        found = self.con.execute(f"SELECT DISTINCT {', '.join(cells)} FROM {self.scan} LIMIT {_MOST + 1}").fetchall()
        _must(len(found) <= _MOST)
        rows = {tuple(texts): grading.row(dict(zip(parts, texts, strict=True))) for texts in found}
        if "grade" in parts:
            self._check_ungraded(cells, [texts for texts, row in rows.items() if row is None], grading, columns)
        return _by_parts(cells, rows)

    def _check_ungraded(
        self, cells: Sequence[str], without: Sequence[tuple[str, ...]], grading: Grading, columns: Mapping[str, str]
    ) -> None:
        if without:
            counted = "".join(f" AND {columns[c]} IN ({literals(codes)})" for c, codes in grading.counted().items())
            wrong = ", ".join(f"({literals(texts)})" for texts in without)
            asked = f"SELECT 1 FROM {self.scan} WHERE ({', '.join(cells)}) IN ({wrong}){counted} LIMIT 1"
            _must(not self.con.execute(asked).fetchall())


def _must(holds: bool) -> None:
    if not holds:
        raise _NotPlainError


def _wrong_identifier(cell: str, column: Column, kind: str) -> list[str]:
    """Spaces around it; blank or a word of totals where it must be there. Words are looked for behind the right letter only."""
    if kind != "VARCHAR":
        return [f"{cell} IS NULL"] if column.required else []
    padded = f"{cell} LIKE ' %' OR {cell} LIKE '% '"
    if not column.required:
        return [padded]
    letters = literals(sorted({letter for word in _TOTALS for letter in (word[0], word[0].upper())}))
    totals = " OR ".join(f"{cell} ILIKE {literal(word)}" for word in _TOTALS)
    return [
        padded,
        f"{cell} IS NULL OR {cell} = ''",
        f"CASE WHEN LEFT({cell}, 1) IN ({letters}) THEN {totals} ELSE FALSE END",
    ]


def _looked_up(cell: str, values: Values) -> str:
    """SQL for the value of each text: most by the rule that gives the most of them, the others by name."""
    rule, exceptions = min(_rules(cell, values), key=lambda one: len(one[1]))
    by_value: dict[str | None, list[str]] = {}
    for text in exceptions:
        by_value.setdefault(values[text], []).append(text)
    cases = " ".join(f"WHEN {cell} IN ({literals(sorted(texts))}) THEN {_sql(v)}" for v, texts in by_value.items())
    return f"CASE {cases} ELSE {rule} END" if cases else rule


def _rules(cell: str, values: Values) -> Iterable[tuple[str, list[str]]]:
    """Ways to tell a value from a text (itself, in small letters, behind a word, always the same), each with what it tells wrong."""
    yield cell, [text for text, value in values.items() if value != text]
    yield f"LOWER({cell})", [text for text, value in values.items() if value != text.lower() or not text.isascii()]
    behind = Counter(v.removesuffix(t) for t, v in values.items() if v and v.endswith(t) and t)
    for word, _ in behind.most_common(1):
        yield f"{literal(word)} || {cell}", [text for text, value in values.items() if value != word + text]
    common, _ = Counter(values.values()).most_common(1)[0]
    yield _sql(common), [text for text, value in values.items() if value != common]


def _sql(value: str | None) -> str:
    return "CAST(NULL AS VARCHAR)" if value is None else literal(value)


def _by_parts(cells: Sequence[str], rows: Mapping[tuple[str, ...], str | None]) -> str:
    """SQL for the row of several cells: the last ones decide which look-up of the first one holds."""
    if len(cells) == 1:
        return _looked_up(cells[0], {texts[0]: row for texts, row in rows.items()})
    by_last: dict[str, dict[tuple[str, ...], str | None]] = {}
    for texts, row in rows.items():
        by_last.setdefault(texts[-1], {})[texts[:-1]] = row
    alike: dict[str, list[str]] = {}
    for last, of_last in by_last.items():
        alike.setdefault(_by_parts(cells[:-1], of_last), []).append(last)
    cases = " ".join(f"WHEN {cells[-1]} IN ({literals(sorted(lasts))}) THEN {sql}" for sql, lasts in alike.items())
    return f"CASE {cases} END"
