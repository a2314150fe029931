"""Loads matched columns of the sources into raw tables of text, one table for each kind.

Only columns that are asked for are read at all: a name or a date of birth in the file never enters the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.quoting import literal, literals, name


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The column names of a Parquet file."""
    return [str(row[0]) for row in con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()]


def raw_columns(kind: str, columns: Iterable[str]) -> list[str]:
    """The columns of a kind's raw table beside file, row and the organisation given by the folder."""
    return [*columns, "answer"] if kind == "survey" else list(columns)


def create_raw(con: duckdb.DuckDBPyConnection, kind: str, columns: Sequence[str]) -> None:
    """An empty raw table of trimmed text, with the file's number and the row as a spreadsheet counts it.

    A cell or a column that is absent is empty text.
    """
    text = ", ".join(f"\"{column}\" VARCHAR DEFAULT ''" for column in raw_columns(kind, columns))
    con.execute(f'CREATE TABLE raw_{kind} (file INTEGER, "row" BIGINT, given VARCHAR, {text})')


def load(con: duckdb.DuckDBPyConnection, number: int, found: Match, columns: Sequence[str]) -> list[Problem]:
    """Append one source to its kind's raw table; rows that do not fit the header are left out and reported."""
    rejects = f"rejects_{number}"
    source = _scan(found, rejects)
    wanted = {column: f"s.{_name(found, found.at[column])}" for column in columns if column in found.at}
    if found.kind.name == "survey" and found.questions and "question" not in found.at:
        wanted |= {"question": f"UNNEST([{literals(found.questions)}])"}
        wanted |= {
            "answer": "UNNEST([{}])".format(", ".join(f"s.{_name(found, at)}" for at in found.questions.values()))
        }
    con.execute(f"INSERT INTO raw_{found.kind.name} BY NAME {_select(number, found, wanted, source)}")
    if found.source.parquet:
        return []
    _renumber(con, number, found, rejects)
    return _rejected(con, found, rejects) + _surplus(con, number, found)


def _name(found: Match, position: int) -> str:
    """The engine's name of a header position: our own for text files, the quoted original for Parquet."""
    if found.source.parquet:
        return name(found.source.header[position])
    return f"c{position}"


def _scan(found: Match, rejects: str) -> str:
    source = found.source
    used = sorted({*found.at.values(), *found.questions.values()})
    if source.parquet:
        names = ", ".join(_name(found, position) for position in used)
        return f"(SELECT {names} FROM read_parquet({literal(str(source.path))}))"
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(source.header)))
    names = ", ".join(f"c{position}" for position in used)
    delimiter = {"\t": "\\t"}.get(source.delimiter, source.delimiter)
    options = f"""auto_detect=false, header=true, delim='{delimiter}', quote='"', escape='"', columns={{{columns}}},
        store_rejects=true, rejects_table='{rejects}', rejects_scan='{rejects}_scan', max_line_size=10000000"""
    return f"(SELECT {names} FROM read_csv({literal(str(source.path))}, {options}))"


def _select(number: int, found: Match, wanted: dict[str, str], source: str) -> str:
    """Rows with their number in the file, those without any cell that is asked for left out."""
    chosen = ", ".join(f'{_trimmed(expression)} AS "{column}"' for column, expression in wanted.items())
    asked = sorted({*found.at.values(), *found.questions.values()})
    anything = " OR ".join(f"s.{_name(found, at)} IS NOT NULL" for at in asked)
    numbered = f'(SELECT row_number() OVER () + {found.source.header_row} AS "row", * FROM {source})'
    return f'SELECT {number} AS file, s."row" AS "row", {literal(found.source.organisation)} AS given, {chosen} FROM {numbered} AS s WHERE {anything or "TRUE"}'


def _trimmed(expression: str) -> str:
    """A cell as text without the spaces around it; a missing cell is an empty one."""
    return f"COALESCE(TRIM(CAST({expression} AS VARCHAR)), '')"


def _renumber(con: duckdb.DuckDBPyConnection, number: int, found: Match, rejects: str) -> None:
    """Give the rows after a rejected one the number that they have in the file.

    Past a thousand rejected rows the file is broken throughout, and the numbers of later problems help nobody.
    """
    above = found.source.header_row - 1
    lines = con.execute(f"SELECT DISTINCT line FROM {rejects} ORDER BY 1 LIMIT 1000").fetchall()
    for (line,) in lines:
        table = f"raw_{found.kind.name}"
        con.execute(f'UPDATE {table} SET "row" = "row" + 1 WHERE file = {number} AND "row" >= {line + above}')


def _surplus(con: duckdb.DuckDBPyConnection, number: int, found: Match) -> list[Problem]:
    """Take out rows with a cell more than the header whose last cell is empty: the engine reads them shifted by one.

    Read line by line as text, quoted parts left out; lines inside a quoted cell have an odd number of quotes. That every
    row ends so excuses none: a comma in every name does it too.
    """
    source, delimiter = found.source, literal(found.source.delimiter)
    bare = """regexp_replace(line, '"[^"]*"', '', 'g')"""
    even = """(len(line) - len(replace(line, '"', ''))) % 2 = 0"""
    cells = f"""CASE WHEN right(line, 1) <> {delimiter} THEN '' WHEN NOT contains(line, '"') THEN line
        WHEN {even} THEN {bare} ELSE '' END"""
    options = "auto_detect=false, header=true, delim='\x01', quote='', escape='', columns={'line': 'VARCHAR'}"
    text = f"read_csv({literal(str(source.path))}, {options}, max_line_size=10000000)"
    lines = f"SELECT row_number() OVER () + {source.header_row} AS place, {cells} AS cells FROM {text}"
    beyond = f"len(cells) - len(replace(cells, {delimiter}, '')) = {len(source.header)}"
    numbered = f"SELECT place, {beyond} AS beyond FROM ({lines}) AS l"
    shifted = f"SELECT place FROM ({numbered}) AS n WHERE beyond"
    wrong, first = con.execute(f"SELECT COUNT(*), MIN(place) FROM ({shifted}) AS s").fetchall()[0]
    if not wrong:
        return []
    con.execute(f'DELETE FROM raw_{found.kind.name} WHERE file = {number} AND "row" IN ({shifted})')
    return [_broken_row(found, "TOO MANY COLUMNS", int(wrong), int(first))]


def _rejected(con: duckdb.DuckDBPyConnection, found: Match, rejects: str) -> list[Problem]:
    rows = con.execute(
        f"SELECT CAST(error_type AS VARCHAR), COUNT(DISTINCT line), MIN(line) FROM {rejects} GROUP BY 1 ORDER BY 3"
    ).fetchall()
    return [_broken_row(found, str(kind), int(count), int(line)) for kind, count, line in rows]


def _broken_row(found: Match, error: str, count: int, line: int) -> Problem:
    what = {
        "TOO MANY COLUMNS": "has more cells than the header",
        "MISSING COLUMNS": "has fewer cells than the header",
        "UNQUOTED VALUE": "has a quotation mark that does not close",
    }.get(error, "cannot be read")
    sentence = f"A row {what}." if count == 1 else f"{count} rows: each {what}."
    remedy = "Look for a delimiter or a quotation mark inside a cell, and export the file again."
    return Problem(
        "broken-row", Severity.BLOCK, sentence, remedy, found.source.file, found.source.sheet, line, rows=count
    )
