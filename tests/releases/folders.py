"""Releases on disk, made as the contract of their folder says and without the program that builds them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, FIGURE_SCHEMA
from openwres.standards import load_standard
from openwres.standards.loader import HOME, SHARED

POLICY = """format: 1
id: for-tests
width: 5
few_events: {indicators: ['3'], up_to: 2, pooled: three-year, years: 3}
merge:
  - {breakdown: grade, rows: [clinical-8c, clinical-8d, clinical-9, clinical-vsm], into: clinical-8c-to-vsm}
"""


def write_release(
    home: Path,
    counts: pl.DataFrame,
    name: str = "wres-2026.1",
    figures: pl.DataFrame | None = None,
    members: Sequence[tuple[str, str, str]] = (),
    earlier: Sequence[str] = (),
    policy: str = POLICY,
) -> Path:
    """Write a release with these counts; `earlier` are names of releases beside it."""
    folder = home / name
    year = int(name.rpartition(".")[0].rpartition("-")[2])
    for part in ("definitions/wres", "definitions/policies", "register"):
        (folder / part).mkdir(parents=True)
    figures = pl.DataFrame(schema=FIGURE_SCHEMA) if figures is None else figures
    tables = {
        "counts": counts.select(list(COUNT_SCHEMA)).sort(COUNT_KEY),
        "figures": figures.select(list(FIGURE_SCHEMA)),
    }
    for table, rows in tables.items():
        rows.write_parquet(folder / f"{table}.parquet")
        rows.write_csv(folder / f"{table}.csv", line_terminator="\n")
    schema = dict.fromkeys(("organisation", "area_type", "area"), pl.String)
    pl.DataFrame(list(members), schema=schema, orient="row").write_csv(folder / "register" / "members.csv")
    (folder / "definitions" / "policies" / "for-tests.yaml").write_text(policy, encoding="utf-8")
    _write_definitions(folder / "definitions", year)
    _write_manifest(folder, year, home, earlier)
    write_checksums(folder)
    return folder


def _write_definitions(folder: Path, year: int) -> None:
    for part in ("wres", *SHARED):
        (folder / part).mkdir(exist_ok=True)
        for path in (HOME / part).glob("*.yaml"):
            shutil.copy(path, folder / part)
    rules = {i.name: {"digest": i.digest} for i in load_standard("wres").edition(year).indicators}
    (folder / "standards.lock").write_text(json.dumps({"format": 1, "indicators": rules}), encoding="utf-8")


def _write_manifest(folder: Path, year: int, home: Path, earlier: Sequence[str]) -> None:
    named = [{"release": name, "sha256": digest_of(home / name / "SHA256SUMS")} for name in earlier]
    change_manifest(folder, {"format": 1, "release": folder.name, "standard": "wres", "year": year, "policy": "for-tests", "earlier": named})  # fmt: skip


def change_manifest(folder: Path, values: Mapping[str, Any]) -> None:
    """Put values into a manifest; what is there already stays."""
    path = folder / "manifest.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(before | dict(values)) + "\n", encoding="utf-8")


def write_checksums(folder: Path) -> None:
    """List the files as they are now, as somebody would who wants a changed release to look sound."""
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    lines = (f"{digest_of(folder / name)}  {name}\n" for name in files if name != "SHA256SUMS")
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="utf-8", newline="\n")


def digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
