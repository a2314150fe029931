"""Loads matched columns of one source: each distinct value is met once, and a row keeps only which of them it has.

Columns that nobody asked for are not read at all: a name or a date of birth in the file never enters the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.quoting import literal, literals, name
from openwres.extracts.sources import Rows

# What a row is: sound, with cells missing, with cells too many, without any cell that is asked for, or no record at all.
SOUND, SHORT, SURPLUS, BLANK, REMARK = range(5)
TOO_MANY = 100_000  # distinct values of a coded column: it holds something else
_NOTHING = "\x07\x07"  # what no cell holds, so that an empty cell is told from one that is not there
_REJECTED = 1_000
SMALL_BYTES = 64 << 20


@dataclass(frozen=True)
class Loaded:
    """A source on the connection, in the table `table`: identifiers as text, other columns as one of their `values`."""

    number: int
    found: Match
    values: Mapping[str, tuple[str, ...]]
    row: str
    typed: bool = True
    clean: bool = False  # no row is odd: none misfits, and no identifier that must be there is blank

    def place(self, column: str) -> str:
        """SQL for the place of a cell's value in `values`, from 1."""
        cell = f's."{column}"'
        return f"enum_code({cell if self.typed else f'CAST({cell} AS {type_name(self, column)})'}) + 1"

    @property
    def table(self) -> str:
        return f"source_{self.number}"

    def has(self, column: str) -> bool:
        return column in self.found.at or column in self.found.questions


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The column names of a Parquet file."""
    return [str(row[0]) for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()]


def load(con: duckdb.DuckDBPyConnection, number: int, found: Match) -> tuple[Loaded, list[Problem]]:
    """The source's table on the connection; rows that do not fit the header are left out and reported.

    A small file is read once and its values are listed from the table; a large one is read twice, so that its table is
    narrow from the start.
    """
    rows = found.source.fetch(found.source.header_row, sorted({0, *found.positions}))
    cells = {c: _cell(rows, position) for c, position in {**found.at, **found.questions}.items()}
    kinds = found.kind.columns
    texts = [column for column in cells if column in kinds and kinds[column].type == "identifier"]
    listed = [column for column in cells if column not in texts]
    small = not rows.parquet and rows.path.stat().st_size < SMALL_BYTES
    key = next((c for c in texts if kinds[c].required), "")
    values: dict[str, tuple[str, ...]] = {}
    sequential = False
    if not small:
        values, sequential = _values(con, lambda alone: _scan(rows, sequential=alone), {c: cells[c] for c in listed})
        _types(con, number, values)
    chosen = [f'{cells[c]} AS "{c}"' for c in (cells if small else texts)]
    chosen += [] if small else [f'CAST({cells[c]} AS source_{number}_{_plain(c)}) AS "{c}"' for c in listed]
    chosen.append(f"{_state(rows, list(cells.values()))} AS state")
    first_cell = f"CASE WHEN {cells[key]} = '' THEN {_cell(rows, 0)} END" if key else "NULL"
    select = f"CREATE TABLE source_{number} AS SELECT {', '.join(chosen)}, {first_cell} AS first_cell FROM {{}}"
    rejects = _loaded(con, rows, select, number, sequential)
    if small:
        values, _ = _values(con, lambda _: f"source_{number}", {c: name(c) for c in listed})
        _types(con, number, values)
    broken, row = _rejected(con, found, rejects)
    clean = not _anything_odd(con, number, texts, key)
    loaded = Loaded(number, found, values, row, typed=not small, clean=clean)
    return loaded, broken if clean else [*broken, *_mended(con, loaded, texts, key)]


def _anything_odd(con: duckdb.DuckDBPyConnection, number: int, texts: Sequence[str], key: str) -> bool:
    """Whether any row does not fit, or any identifier is spaced or may be none: asked at once, because mostly none is."""
    odd = [f"s.state IN ({SHORT}, {SURPLUS})", *(_spaced(f's."{column}"') for column in texts)]
    odd += [_likely_remark(key)] if key else []
    return bool(con.execute(f"SELECT 1 FROM source_{number} AS s WHERE {' OR '.join(odd)} LIMIT 1").fetchall())


def _mended(con: duckdb.DuckDBPyConnection, loaded: Loaded, texts: Sequence[str], key: str) -> list[Problem]:
    """Take spaces off, leave out what is no record; the problems of rows that do not fit."""
    for column in texts:
        _trim(con, loaded.number, column)
    remarks = _remarks(con, loaded, key)  # first: a remark of one cell is no broken row
    return [*_misfits(con, loaded), *remarks]


def _plain(column: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in column)


def type_name(loaded: Loaded, column: str) -> str:
    """The type of the values that a column of a source has."""
    return f"source_{loaded.number}_{_plain(column)}"


def _cell(rows: Rows, position: int) -> str:
    """A cell as text; one that is absent is empty."""
    if rows.parquet:
        return f"COALESCE(CAST({name(rows.names[position])} AS VARCHAR), '')"
    return f"COALESCE({rows.names[position]}, '')"


def _scan(rows: Rows, options: str = "ignore_errors=true", sequential: bool = False) -> str:
    if rows.parquet:
        return f"read_parquet({literal(str(rows.path))})"
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(rows.width + 1))  # one more, to see what is too much
    delimiter = {"\t": "\\t"}.get(rows.delimiter, rows.delimiter)
    return f"""read_csv({literal(str(rows.path))}, auto_detect=false, header={"true" if rows.headed else "false"},
        skip={rows.lines_above}, delim='{delimiter}', quote='"', escape='"', columns={{{columns}}}, null_padding=true,
        nullstr={literal(_NOTHING)}, max_line_size=10000000, parallel={"false" if sequential else "true"}, {options})"""


def _values(
    con: duckdb.DuckDBPyConnection, table: Callable[[bool], str], cells: Mapping[str, str]
) -> tuple[dict[str, tuple[str, ...]], bool]:
    """Every distinct text of each column, and whether the file can only be read from its beginning to its end."""
    if not cells:
        return {}, False
    keys = ", ".join(f"k{n}" for n in range(len(cells)))
    chosen = ", ".join(f"{cell} AS k{n}" for n, cell in enumerate(cells.values()))
    sets = ", ".join(f"(k{n})" for n in range(len(cells)))

    def ask(sequential: bool) -> str:
        inner = f"SELECT {chosen} FROM {table(sequential)}"
        return f"SELECT {keys}, GROUPING({keys}) FROM ({inner}) AS s GROUP BY GROUPING SETS ({sets})"

    found, sequential = _either_way(con, ask)
    values: dict[str, list[str]] = {column: [] for column in cells}
    whole = (1 << len(cells)) - 1
    places = {whole ^ (1 << (len(cells) - 1 - n)): (n, column) for n, column in enumerate(cells)}
    for *texts, which in found:
        place, column = places[which]
        values[column].append(texts[place])
    return {column: tuple(sorted(texts)) or ("",) for column, texts in values.items()}, sequential


def _either_way(
    con: duckdb.DuckDBPyConnection, ask: Callable[[bool], str], sequential: bool = False
) -> tuple[list[tuple[Any, ...]], bool]:
    """Read with all hands; where a line break stands inside a cell, the engine asks for one reader alone."""
    if not sequential:
        try:
            return con.execute(ask(False)).fetchall(), False
        except duckdb.Error as error:
            if "parallel" not in str(error):
                raise
    return con.execute(ask(True)).fetchall(), True


def _types(con: duckdb.DuckDBPyConnection, number: int, values: Mapping[str, tuple[str, ...]]) -> None:
    statements = [
        f"CREATE TYPE source_{number}_{_plain(column)} AS ENUM ({literals(texts)})" for column, texts in values.items()
    ]
    if statements:
        con.execute("; ".join(statements))


def _state(rows: Rows, cells: Sequence[str]) -> str:
    """What a row is. Cells are looked at one by one only where the first of them is blank."""
    nothing = f"TRIM(CONCAT({', '.join(cells)})) = ''" if cells else "FALSE"
    first = f"({cells[0]} = '' OR {cells[0]} LIKE ' %')" if cells else "FALSE"
    blank = f"WHEN {first} AND {nothing} THEN {BLANK}"
    if rows.parquet:
        return f"CAST(CASE {blank} ELSE {SOUND} END AS UTINYINT)"
    short = f"c{rows.width - 1} IS NULL"
    return f"""CAST(CASE WHEN c{rows.width} IS NOT NULL THEN {SURPLUS}
        WHEN {short} THEN CASE WHEN {nothing} THEN {BLANK} ELSE {SHORT} END {blank} ELSE {SOUND} END AS UTINYINT)"""


def _loaded(con: duckdb.DuckDBPyConnection, rows: Rows, select: str, number: int, sequential: bool) -> str:
    """Create the table; the name of the table of what the engine rejected, or nothing for Parquet."""
    if rows.parquet:
        con.execute(select.format(_scan(rows)))
        return ""

    def ask(alone: bool) -> str:
        table = f"rejects_{number}_{int(alone)}"
        options = f"store_rejects=true, rejects_table='{table}', rejects_scan='{table}_scan'"
        return select.format(_scan(rows, options, alone))

    _, alone = _either_way(con, ask, sequential)
    return f"rejects_{number}_{int(alone)}"


def _trim(con: duckdb.DuckDBPyConnection, number: int, column: str) -> None:
    """Take the spaces off identifiers, if any has some: asking costs a tenth of doing it."""
    c = name(column)
    if con.execute(f"SELECT 1 FROM source_{number} WHERE {_spaced(c)} LIMIT 1").fetchall():
        con.execute(f"UPDATE source_{number} SET {c} = TRIM({c}) WHERE {_spaced(c)}")


def _spaced(cell: str) -> str:
    return f"{cell} LIKE ' %' OR {cell} LIKE '% '"


def _rejected(con: duckdb.DuckDBPyConnection, found: Match, rejects: str) -> tuple[list[Problem], str]:
    """Problems of rows that the engine could not read, and SQL for the number of a row in the file.

    Past a thousand rejected rows the file is broken throughout, and the numbers of later problems help nobody.
    """
    first = found.source.header_row + 1
    row = f"CAST(s.rowid + {first} AS INTEGER)"
    if not rejects:
        return [], row
    lines = con.execute(
        f"SELECT line, CAST(error_type AS VARCHAR) FROM {rejects} ORDER BY line LIMIT {_REJECTED}"
    ).fetchall()
    if not lines:
        return [], row
    above = found.source.header_row - 1
    places = sorted({int(line) + above for line, _ in lines})
    starts = ", ".join(str(place - first - n) for n, place in enumerate(places))
    shift = f"len(list_filter([{starts}], lambda start: start <= s.rowid))"
    problems = []
    for error in dict.fromkeys(str(kind) for _, kind in lines):
        of_kind = sorted({int(line) + above for line, kind in lines if kind == error})
        problems.append(_broken_row(found, _WORDS.get(error, "cannot be read"), len(of_kind), of_kind[0]))
    return problems, f"CAST(s.rowid + {first} + {shift} AS INTEGER)"


_WORDS = {
    "TOO MANY COLUMNS": "has more cells than the header",
    "MISSING COLUMNS": "has fewer cells than the header",
    "UNQUOTED VALUE": "has a quotation mark that does not close",
}


def _likely_remark(key: str) -> str:
    """Rows that may be no records, found quickly: without an identifier, or with one of several words."""
    cell = f's."{key}"'
    return f"({cell} = '' OR {cell} ILIKE 'total%' OR {cell} ILIKE 'count%' OR {cell} LIKE '% %' OR s.state = {SHORT})"


def _remarks(con: duckdb.DuckDBPyConnection, loaded: Loaded, key: str) -> list[Problem]:
    """Leave out rows of totals and remarks: such a word where the identifier stands, or in the first cell of a row without."""
    if not key:
        return []
    words = f'regexp_matches(LOWER(TRIM(COALESCE(first_cell, s."{key}"))), {literal(_REMARK)})'
    where = f"s.state IN ({SOUND}, {SHORT}) AND {_likely_remark(key)} AND {words}"
    count, first = con.execute(f"SELECT COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s WHERE {where}").fetchall()[
        0
    ]
    if not count:
        return []
    con.execute(f"UPDATE {loaded.table} AS s SET state = {REMARK} WHERE {where}")
    what = "A row of totals or remarks was" if count == 1 else f"{count:,} rows of totals or remarks were"
    sentence = f"{what} left out: it begins with a word such as Total."
    return [loaded.found.problem("totals-row", Severity.NOTE, sentence, "Nothing to do.", key, first, count)]


# The word stands by itself: a person whose number begins with it is a person.
_REMARK = (
    r"^(((grand |sub[- ]?)?totals?|sum|count|overall|(applied )?filters|end of (report|file|data|list))( |:|$)"
    r"|(report|run|printed|generated|exported|extracted|produced|created) (by|on|at|date|generated|run)( |:|$)"
    r"|page \d+|(report|source|notes?)( date)?:)"
)


def _misfits(con: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[Problem]:
    """Rows that have more or fewer cells than the header."""
    states = con.execute(
        f"SELECT state, COUNT(*), MIN({loaded.row}) FROM {loaded.table} AS s WHERE state IN ({SHORT}, {SURPLUS}) GROUP BY 1 ORDER BY 1"
    ).fetchall()
    words = {SHORT: _WORDS["MISSING COLUMNS"], SURPLUS: _WORDS["TOO MANY COLUMNS"]}
    return [_broken_row(loaded.found, words[state], count, first) for state, count, first in states]


def _broken_row(found: Match, what: str, count: int, row: int) -> Problem:
    sentence = f"A row {what}." if count == 1 else f"{count:,} rows: each {what}."
    remedy = "Look for a delimiter or a quotation mark inside a cell, and export the file again."
    return found.problem("broken-row", Severity.BLOCK, sentence, remedy, "", row, count)
