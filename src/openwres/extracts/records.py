"""Takes a Parquet file that says everything plainly as it is: its record table is a view over the file, and no copy.

Whatever must be reported, mended or decided makes a file not plain; it is then read as every other file is, through
`loading` and `coding`. What a value means is said by the same code lists on both ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import duckdb

from openwres.extracts.belonging import as_code
from openwres.extracts.coding import DERIVED
from openwres.extracts.columns import Match
from openwres.extracts.decisions import Decisions
from openwres.extracts.grading import PARTS, Grading
from openwres.extracts.kinds import Column
from openwres.extracts.quoting import literal, literals, name
from openwres.extracts.types import GRADE_ROW, PLAIN, create_types, type_of
from openwres.extracts.unread import Reports, is_wrong
from openwres.extracts.values import read_count, read_number
from openwres.standards.codes import Coded
from openwres.standards.model import Edition

_MOST = 1_000  # a coded column with more values holds something else
_PLACE = "file_row_number"
_FIRST, _LAST = "1900-01-01", "2199-12-31"
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_TOTALS = ("total", "grand total", "count")  # a row of totals, where an identifier should stand
_COMBINATIONS = 100_000  # so many values of several columns together are looked up
Rows = Mapping[tuple[str, ...], str | None]


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
        con.execute("; ".join([*create_types(found.kind, edition), _Plain(con, found, edition).view(number)]))
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
        self.bounds = _bounds(con, str(rows.path))

    def view(self, number: int) -> str:
        """CREATE VIEW of the record table; raises where the file is not plain."""
        self._check_cells()
        self.texts = self._texts()
        columns = {"file": str(number), "row": f"CAST({_PLACE} + 2 AS INTEGER)", "organisation": self._organisation()}
        columns |= {c.name: self._expression(c) for c in self._columns()}
        if self.edition.grade_scale and "grade" in self.kind.columns:
            columns[GRADE_ROW] = self._grade_row()
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

    def _text(self, column: str) -> str:
        """A cell as text; one that is not there is NULL."""
        cell, kind = name(self.at[column]), self.types[self.at[column]]
        return cell if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"

    def _cell(self, column: str) -> str:
        """A cell as text; the blank ones are empty."""
        return f"COALESCE({self._text(column)}, '')" if None in self.texts[column] else self._text(column)

    # What the cells hold

    def _check_cells(self) -> None:
        """One look at identifiers, dates and numbers: none blank, padded, out of range or a row of totals."""
        wrong = [condition for column in self._columns() if column.name in self.at for condition in self._wrong(column)]
        asked = f"COUNT(*) FILTER (WHERE {' OR '.join(wrong) or 'FALSE'})"
        rows, found = self.con.execute(f"SELECT COUNT(*), {asked} FROM {self.scan}").fetchall()[0]
        _must(rows > 0 and not found)

    def _wrong(self, column: Column) -> list[str]:
        """What must hold of no row, as far as the bounds that the file itself tells leave it open."""
        cell, kind = name(self.at[column.name]), self.types[self.at[column.name]]
        bounds = self.bounds.get(self.at[column.name], Bounds())
        if column.type == "identifier":
            _must(kind in ("VARCHAR", *_WHOLE))
            return _wrong_identifier(cell, column, kind, bounds)
        if column.type == "date":
            _must(kind == "DATE")
            within = bounds.are_days and bounds.least >= _FIRST and bounds.greatest <= _LAST
            return [] if within else [f"{cell} NOT BETWEEN DATE '{_FIRST}' AND DATE '{_LAST}'"]
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
            if kind != "VARCHAR":
                return f"CAST({cell} AS VARCHAR)"
            return cell if self.bounds.get(self.at[column.name], Bounds()).least else f"NULLIF({cell}, '')"
        if column.type == "label":
            return f"COALESCE(CAST({cell} AS VARCHAR), '')"
        if column.type == "date":
            return cell
        if column.type in ("number", "count"):
            return self._number(column, cell, kind)
        return self._coded(column)

    def _never_there(self, column: Column) -> str:
        """What a column holds that the file has not, as coding gives it."""
        if column.coded and column.type != "label":
            return self._typed(column, self._blank(column))
        return f"CAST(NULL AS {PLAIN.get(column.type, 'VARCHAR')})"

    def _blank(self, column: Column) -> str:
        return self.edition.code_lists[column.name].blank if column.type == "code" else column.blank or ""

    def _typed(self, column: Column, code: str) -> str:
        return f"CAST({literal(code)} AS {type_of(self.kind, column.name)})"

    def _number(self, column: Column, cell: str, kind: str) -> str:
        if kind != "VARCHAR":
            _must(kind in _WHOLE or (kind == "DOUBLE" and column.type == "number"))
            return f"CAST({cell} AS {PLAIN[column.type]})"
        read = read_count if column.type == "count" else read_number
        texts = list(filter(None, self.texts[column.name]))
        for text in texts:
            number = read(text)
            _must(
                number is not None and text.isascii() and text.replace(".", "", 1).isdigit() and float(text) == number
            )
        return f"MAP([{literals(texts)}]::VARCHAR[], CAST([{literals(texts)}] AS {PLAIN[column.type]}[]))[{cell}]"

    def _coded(self, column: Column, source: str = "") -> str:
        """The code of a cell, where nothing is to be said of any value: looked up, which is done once for each value."""
        codes = self._codes(column, source)
        blank = self._typed(column, codes[""]) if None in self.texts[source or column.name] else ""
        if len(set(codes.values())) == 1:
            return self._typed(column, *set(codes.values()))
        listed = f"CAST([{literals(codes.values())}] AS {type_of(self.kind, column.name)}[])"
        found = f"MAP([{literals(codes)}], {listed})[{self._text(source or column.name)}]"
        return f"COALESCE({found}, {blank})" if blank else found

    def _codes(self, column: Column, source: str = "") -> dict[str, str]:
        """The code of each text."""
        code = self.edition.code_lists[column.name].code if column.type == "code" else column.code
        _must(column.type in ("code", "choice", "flag", "answer"))
        found: dict[str, Coded] = {text or "": code(text or "") for text in self.texts[source or column.name]}
        _must(not any(is_wrong(column, one) for one in found.values()))
        return {text: one.code for text, one in found.items()}

    def _asked(self) -> Iterable[dict[str, str]]:
        """The question and the answer of each part of a survey."""
        _must("question" not in self.at and bool(self.found.questions))
        answer = Column("answer", "answer", False, "Answer", (), self.kind.answers)
        for number in self.found.questions:
            indicator = next(i.name for i in self.edition.indicators if number in i.questions)
            yield {"question": literal(indicator), "answer": self._coded(answer, number)}

    # The place in the grid

    def _grade_row(self) -> str:
        """SQL for the grade row of grade, staff group and occupation code, where every record that counts has one."""
        parts = [part for part in PARTS if part in self.at]
        row_type = type_of(self.kind, GRADE_ROW)
        if not parts:
            return f"CAST(NULL AS {row_type})"
        grading = Grading(self.con, self.kind, self.edition, Decisions(), Reports(self.con, self.kind, self.edition))
        counted = grading.counted()
        also = [column for column in counted if column in self.at]
        cells = [self._cell(column) for column in (*parts, *also)]
        asked = f"SELECT DISTINCT {', '.join(cells)} FROM {self.scan} LIMIT {_COMBINATIONS + 1}"
        found = self.con.execute(asked).fetchall()
        _must(len(found) <= _COMBINATIONS)
        rows: dict[tuple[str, ...], str | None] = {}
        for texts in found:
            key = texts[: len(parts)]
            rows[key] = rows[key] if key in rows else grading.row(dict(zip(parts, key, strict=True)))
            if rows[key] is None and "grade" in parts:
                _must(not self._counts(dict(zip(also, texts[len(parts) :], strict=True)), counted))
        return _by_parts(cells[: len(parts)], rows, row_type)

    def _counts(self, texts: Mapping[str, str], counted: Mapping[str, Sequence[str]]) -> bool:
        """Whether a record with these cells can count in some item."""
        columns = self.kind.columns
        held = {
            name: self._codes(columns[name])[texts[name]] if name in texts else self._blank(columns[name])
            for name in counted
        }
        return all(held[name] in codes for name, codes in counted.items())


@dataclass(frozen=True)
class Bounds:
    """The least and greatest value of a column, as the file tells; nothing where it does not tell of every part."""

    least: str = ""
    greatest: str = ""
    no_nulls: bool = False

    @property
    def are_days(self) -> bool:
        return len(self.least) == len(self.greatest) == len(_FIRST)

    def may_begin(self, letter: str) -> bool:
        """Whether some value may begin with a letter."""
        return not self.greatest or self.least[:1] <= letter <= self.greatest[:1]


def _bounds(con: duckdb.DuckDBPyConnection, path: str) -> dict[str, Bounds]:
    """What the file's own statistics say of its columns: a question that they answer needs no look at the rows."""
    sql = f"""SELECT path_in_schema, MIN(stats_min_value), MAX(stats_max_value), SUM(stats_null_count), COUNT(stats_null_count) = COUNT(*)
        FROM parquet_metadata({literal(path)}) GROUP BY 1 HAVING COUNT(stats_min_value) = COUNT(*) AND COUNT(stats_max_value) = COUNT(*)"""
    rows = con.execute(sql).fetchall()
    return {column: Bounds(least, greatest, bool(told) and nulls == 0) for column, least, greatest, nulls, told in rows}


def _must(holds: bool) -> None:
    if not holds:
        raise _NotPlainError


def _wrong_identifier(cell: str, column: Column, kind: str, bounds: Bounds) -> list[str]:
    """Spaces around it; blank or a word of totals where it must be there. Words are looked for behind the right letter only."""
    nothing = [] if bounds.no_nulls else [f"{cell} IS NULL"]
    if kind != "VARCHAR":
        return nothing if column.required else []
    wrong = [f"{cell} LIKE '% '"] + ([f"{cell} LIKE ' %'"] if bounds.may_begin(" ") else [])
    if not column.required:
        return wrong
    blank = [] if bounds.least else [f"{cell} = ''"]
    words = [word for word in _TOTALS if any(map(bounds.may_begin, (word[0], word[0].upper())))]
    letters = literals(sorted({letter for word in words for letter in (word[0], word[0].upper())}))
    totals = " OR ".join(f"{cell} ILIKE {literal(word + '%')}" for word in words)
    begins = [f"CASE WHEN LEFT({cell}, 1) IN ({letters}) THEN {totals} ELSE FALSE END"] if words else []
    return [*wrong, *nothing, *blank, *begins]


def _by_parts(cells: Sequence[str], rows: Rows, row_type: str) -> str:
    """SQL for the row of several cells: each says its share of a place in a list; values that never differ share one."""
    shares, sizes = [], []
    for n in range(len(cells)):
        alike = _alike(rows, n)
        shares.append(alike)
        sizes.append(max(alike.values()) + 1)
        rows = {(*texts[:n], str(alike[texts[n]]), *texts[n + 1 :]): row for texts, row in rows.items()}
    _must(prod(sizes) <= _COMBINATIONS)
    steps = [prod(sizes[:n]) for n in range(len(sizes))]
    listed = ["NULL"] * prod(sizes)
    for places, row in rows.items():
        listed[sum(int(place) * step for place, step in zip(places, steps, strict=True))] = _sql(row)
    summed = " + ".join(
        f"MAP([{literals(share)}], CAST([{', '.join(str(place * step) for place in share.values())}] AS INTEGER[]))[{cell}]"
        for cell, share, step in zip(cells, shares, steps, strict=True)
    )
    return f"CAST([{', '.join(listed)}] AS {row_type}[])[{summed} + 1]"


def _alike(rows: Rows, part: int) -> dict[str, int]:
    """For each value of one part a number, the same for values that give the same rows wherever both are met."""
    by_value: dict[str, dict[tuple[str, ...], str | None]] = {}
    for texts, row in rows.items():
        by_value.setdefault(texts[part], {})[(*texts[:part], *texts[part + 1 :])] = row
    found: list[dict[tuple[str, ...], str | None]] = []
    numbers = {}
    for value, its in by_value.items():
        fits = (n for n, one in enumerate(found) if all(one.get(rest, row) == row for rest, row in its.items()))
        numbers[value] = next(fits, len(found))
        if numbers[value] == len(found):
            found.append({})
        found[numbers[value]].update(its)
    return numbers


def _sql(value: str | None) -> str:
    return "NULL" if value is None else literal(value)
