"""The connection on which records live: in memory, spilling into the run's private folder, closed with the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_SMALL = 64 << 20
_PACKED = 16  # a Parquet file holds about so much more than its size


def size_of(given: Path) -> int:
    """How many bytes an input has as text, its folders included."""
    paths = given.rglob("*") if given.is_dir() else [given]
    files = (path for path in paths if path.is_file())
    return sum(path.stat().st_size * (_PACKED if path.suffix.lower() == ".parquet" else 1) for path in files)


@contextmanager
def connect(scratch: Path, size: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own for an input of so many bytes; nothing is left of it afterwards.

    Python variables are not tables here: a name in a statement means a table of the connection or nothing. For a small
    input one thread a statement is quicker than sharing it out; kinds of extract are read side by side all the same.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "engine"),
        "python_enable_replacements": "false",
    }
    con = duckdb.connect(":memory:", config=settings | ({"threads": 1} if size < _SMALL else {}))
    try:
        yield con
    finally:
        con.close()
