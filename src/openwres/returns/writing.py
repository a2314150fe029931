"""A version put on disk: a new return, and the tables of one that was read; whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path

import polars as pl

from openwres.contracts.exceptions import OutputError, UsageError
from openwres.contracts.problems import Problem
from openwres.files.guard import guarded
from openwres.files.output import whole_folder, write_json, write_table
from openwres.returns.documents import as_document
from openwres.returns.layout import Layout
from openwres.returns.model import Explanation, ReturnVersion
from openwres.returns.named import blank_cells, named_cells, write_named
from openwres.returns.workbook import write_workbook
from openwres.standards import load_standard

WRITTEN = (
    *(f"{table}.{ending}" for table in ("tallies", "prefilled") for ending in ("csv", "parquet", "json")),
    "return.json", "return.csv", "explanations.csv",
)  # fmt: skip


def write_new(version: ReturnVersion, layout: Layout, path: Path) -> None:
    """Write a return that is not there yet, as a workbook, named cells (CSV) or a document (JSON): none is ever replaced."""
    writers = {".xlsx": write_workbook, ".csv": _named, ".json": _document}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise UsageError(f"A return is written as .xlsx, .csv or .json, and {path.name} ends otherwise.")
    if path.exists():
        raise OutputError(f"{path.name} is there already and may have been filled in. Name another file with --out.")
    try:
        path.absolute().parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(suffix=path.suffix, prefix=".return-", dir=path.absolute().parent)
        os.close(handle)
        try:
            writer(version, layout, Path(fresh))
            Path(fresh).chmod(0o644)
            Path(fresh).rename(path)
        finally:
            Path(fresh).unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path.name} cannot be written: {error.strerror}. Name another place with --out.") from None


def _named(version: ReturnVersion, layout: Layout, path: Path) -> None:
    """Named cells, those to fill in blank."""
    filled = named_cells(version, load_standard(version.standard))
    write_named(pl.concat([filled, blank_cells(layout, version.organisation, filled)]), path)


def _document(version: ReturnVersion, _: Layout, path: Path) -> None:
    write_json(path, as_document(version))


def write_read(version: ReturnVersion, problems: Sequence[Problem], folder: Path) -> None:
    """Write what was read of a return into a folder."""
    with whole_folder(folder.absolute(), WRITTEN) as fresh:
        write_table(version.tallies, fresh, "tallies")
        write_table(version.prefilled, fresh, "prefilled")
        write_json(fresh / "return.json", as_document(version, problems))
        write_named(named_cells(version, load_standard(version.standard)), fresh / "return.csv")
        (fresh / "explanations.csv").write_text(_explanations(version), encoding="utf-8")


def _explanations(version: ReturnVersion) -> str:
    rows = [{name: guarded(text) for name, text in asdict(one).items()} for one in version.explanations]
    return pl.DataFrame(rows, schema=[field.name for field in fields(Explanation)], orient="row").write_csv()
