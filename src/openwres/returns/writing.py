"""A version put on disk: a new workbook, and the tables of one that was read; whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from openwres.contracts.exceptions import OutputError
from openwres.contracts.problems import Problem
from openwres.files.output import whole_folder, write_json, write_table
from openwres.returns.layout import Layout
from openwres.returns.model import ReturnVersion
from openwres.returns.workbook import write_workbook

WRITTEN = (
    *(f"{table}.{ending}" for table in ("tallies", "prefilled") for ending in ("csv", "parquet", "json")),
    "return.json",
)


def write_new(version: ReturnVersion, layout: Layout, path: Path, name: str = "") -> None:
    """Write a workbook that is not there yet: a filled one is never replaced."""
    if path.exists():
        raise OutputError(f"{path.name} is there already and may have been filled in. Name another file with --out.")
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(suffix=".xlsx", prefix=".return-", dir=path.absolute().parent)
        os.close(handle)
        try:
            write_workbook(version, layout, Path(fresh), name)
            Path(fresh).chmod(0o644)
            Path(fresh).rename(path)
        finally:
            Path(fresh).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written: {error.strerror}. Name another place with --out.") from None


def write_read(version: ReturnVersion, problems: Sequence[Problem], folder: Path) -> None:
    """Write what was read of a return into a folder."""
    with whole_folder(folder.absolute(), WRITTEN) as fresh:
        write_table(version.tallies, fresh, "tallies")
        write_table(version.prefilled, fresh, "prefilled")
        write_json(fresh / "return.json", as_document(version, problems))


def as_document(version: ReturnVersion, problems: Sequence[Problem]) -> dict[str, Any]:
    """A version as plain values, its tallies with their places."""
    return {
        "standard": version.standard, "year": version.year, "organisation": version.organisation,
        "digest": version.digest, "tallies": version.tallies.to_dicts(), "places": version.places.to_dicts(),
        "prefilled": version.prefilled.to_dicts(), "typed": version.typed.to_dicts(),
        "explanations": [asdict(explanation) for explanation in version.explanations], "details": dict(version.details),
        "problems": [problem.as_dict() for problem in problems],
    }  # fmt: skip
