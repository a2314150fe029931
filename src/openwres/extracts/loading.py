"""Loads matched columns of the sources into raw tables of text, one table for each kind.

Only columns that are asked for are read at all: a name or a date of birth in the file never enters the engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match

_LONG = ("organisation", "respondent", "ethnicity", "sex")


def parquet_columns(con: duckdb.DuckDBPyConnection, path: Path) -> list[str]:
    """The column names of a Parquet file."""
    return [str(row[0]) for row in con.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()]


def raw_columns(kind: str, columns: Iterable[str]) -> list[str]:
    """The columns of a kind's raw table beside file, row and the organisation given by the folder."""
    return [*columns, "answer"] if kind == "survey" else list(columns)


def create_raw(con: duckdb.DuckDBPyConnection, kind: str, columns: Sequence[str]) -> None:
    """An empty raw table: text only, with the file's number and the row as a spreadsheet counts it."""
    text = ", ".join(f'"{column}" VARCHAR' for column in raw_columns(kind, columns))
    con.execute(f'CREATE TABLE raw_{kind} (file INTEGER, "row" BIGINT, given VARCHAR, {text})')


def load(con: duckdb.DuckDBPyConnection, number: int, found: Match, columns: Sequence[str]) -> list[Problem]:
    """Append one source to its kind's raw table; rows that do not fit the header are left out and reported."""
    rejects = f"rejects_{number}"
    source, parameters = _scan(found, rejects)
    wanted = {column: f"s.{_name(found, found.at[column])}" for column in columns if column in found.at}
    if found.kind.name == "survey" and found.questions and "question" not in found.at:
        selects = [
            _select(number, found, columns, wanted | {"question": f"'{q}'", "answer": f"s.{_name(found, at)}"})
            for q, at in found.questions.items()
        ]
    else:
        selects = [_select(number, found, columns, wanted)]
    _run(con, found, source, parameters, selects)
    return [] if found.source.parquet else _rejected(con, found, rejects)


def _run(con: duckdb.DuckDBPyConnection, found: Match, source: str, parameters: list[str], selects: list[str]) -> None:
    """One pass over the file, however many selects read it."""
    con.execute(
        f'CREATE OR REPLACE TEMP TABLE loaded AS SELECT row_number() OVER () + 1 AS "row", * FROM {source}', parameters
    )
    for select in selects:
        con.execute(f"INSERT INTO raw_{found.kind.name} BY NAME {select}")
    con.execute("DROP TABLE loaded")


def _name(found: Match, position: int) -> str:
    """The engine's name of a header position: our own for text files, the quoted original for Parquet."""
    if found.source.parquet:
        return '"' + found.source.header[position].replace('"', '""') + '"'
    return f"c{position}"


def _scan(found: Match, rejects: str) -> tuple[str, list[str]]:
    source = found.source
    used = sorted({*found.at.values(), *found.questions.values()})
    if source.parquet:
        names = ", ".join(_name(found, position) for position in used)
        return f"(SELECT {names} FROM read_parquet(?))", [str(source.path)]
    columns = ", ".join(f"'c{position}': 'VARCHAR'" for position in range(len(source.header)))
    names = ", ".join(f"c{position}" for position in used)
    delimiter = {"\t": "\\t"}.get(source.delimiter, source.delimiter)
    options = f"""auto_detect=false, header=true, delim='{delimiter}', quote='"', escape='"', columns={{{columns}}},
        store_rejects=true, rejects_table='{rejects}', rejects_scan='{rejects}_scan', max_line_size=10000000"""
    return f"(SELECT {names} FROM read_csv(?, {options}))", [str(source.path)]


def _select(number: int, found: Match, columns: Sequence[str], wanted: dict[str, str]) -> str:
    chosen = ", ".join(f'CAST({expression} AS VARCHAR) AS "{column}"' for column, expression in wanted.items())
    anything = " OR ".join(f"TRIM(CAST({e} AS VARCHAR)) <> ''" for e in wanted.values() if e.startswith("s."))
    given = found.source.organisation.replace("'", "''")
    return f'SELECT {number} AS file, s."row" AS "row", \'{given}\' AS given, {chosen} FROM loaded AS s WHERE {anything or "TRUE"}'


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
