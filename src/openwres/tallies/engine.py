"""The connection on which records live: in memory, spilling into the run's private folder, closed with the run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb


@contextmanager
def connect(scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own; nothing is left of it afterwards.

    Python variables are not tables here: a name in a statement means a table of the connection or nothing.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "engine"),
        "python_enable_replacements": "false",
    }
    con = duckdb.connect(":memory:", config=settings)
    try:
        yield con
    finally:
        con.close()
