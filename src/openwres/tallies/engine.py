"""The connection on which records live: in memory, spilling into the run's private folder, closed with the run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from openwres.contracts.exceptions import UsageError

_SIZE = re.compile(r"\d+(\.\d+)? ?[KMGT]i?B", re.IGNORECASE)
_SMALL = 64 << 20
_PACKED = 16  # a Parquet file holds about so much more than its size


def size_of(given: Path) -> int:
    """How many bytes an input has as text, its folders included."""
    paths = given.rglob("*") if given.is_dir() else [given]
    files = (path for path in paths if path.is_file())
    return sum(path.stat().st_size * (_PACKED if path.suffix.lower() == ".parquet" else 1) for path in files)


@contextmanager
def connect(scratch: Path, size: int = 0, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own for an input of so many bytes; nothing is left of it afterwards.

    Records take no more memory than is said, such as 500MB, and go to the run's folder where they need more; where nothing
    is said, the engine takes what it needs, up to four fifths of the machine's.

    Python variables are not tables here: a name in a statement means a table of the connection or nothing. For a small
    input one thread a statement is quicker than sharing it out; kinds of extract are read side by side all the same.
    """
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": str(scratch / "engine"),
        "python_enable_replacements": "false",
    }
    if memory is not None:
        if not _SIZE.fullmatch(memory):
            raise UsageError(f"`{memory}` is no size of memory. Write it as 500MB or 2GB.")
        settings["memory_limit"] = memory
    con = duckdb.connect(":memory:", config=settings | ({"threads": 1} if size < _SMALL else {}))
    try:
        yield con
    except duckdb.OutOfMemoryException as error:
        allowed = f" with the {memory} that are allowed" if memory else ""
        raise UsageError(f"The memory is too small for this input{allowed}. Allow more with --memory.") from error
    finally:
        con.close()
