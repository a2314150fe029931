"""What reports are made from, as digests: the same digest gives the same reports, and another one makes them anew.

Which inputs there are is said by the caller; here they are only summed up.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

_SET_BY = ("numpy", "polars", "scipy", "typst", "XlsxWriter", "Jinja2")
"""The libraries whose versions can change a report."""


def digest_of(*parts: object) -> str:
    """One digest of several things, each of which has one way to be written."""
    return hashlib.sha256(json.dumps(parts, default=str, sort_keys=True).encode()).hexdigest()


def digest_of_files(paths: Iterable[Path]) -> str:
    """One digest of the content and the names of files, and of all files in folders among them."""
    found = hashlib.sha256()
    for path in paths:
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.is_file():
                name = file.relative_to(path).as_posix() if file != path else file.name
                found.update(f"{name}\0{_digest(file)}\n".encode())
    return found.hexdigest()


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


@lru_cache(maxsize=1)
def digest_of_program() -> str:
    """The digest of this program, its definitions and fonts, and of the libraries that lay reports out."""
    home = Path(__file__).parents[2]
    files = sorted(path for path in home.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return digest_of({name: version(name) for name in _SET_BY}, digest_of_files(files))
