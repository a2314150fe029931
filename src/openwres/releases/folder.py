"""The folder of a release: its files, their checksums, and reading it back. How it is made is said in `build`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from openwres.contracts.exceptions import InputError
from openwres.releases.manifest import DRAFT, Manifest, read_manifest, series_of
from openwres.standards import Edition, load_standard

if TYPE_CHECKING:
    import polars as pl

MANIFEST = "manifest.json"
CHECKSUMS = "SHA256SUMS"
COUNTS, FIGURES, CHANGES = "counts", "figures", "changes"
REGISTER, DEFINITIONS, POLICIES = "register", "definitions", "policies"
ORGANISATIONS, MEMBERS, AREAS = "organisations.csv", "members.csv", "areas.csv"
UNCOVERED = "uncovered.csv"


@dataclass(frozen=True)
class Release:
    """A release on disk. Its tables are read when they are first asked for."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        return self.manifest.release

    @cached_property
    def counts(self) -> pl.DataFrame:
        """Its protected counts, in COUNT_SCHEMA."""
        return self._table(COUNTS)

    @cached_property
    def figures(self) -> pl.DataFrame:
        """Its figures, in FIGURE_SCHEMA."""
        return self._table(FIGURES)

    @cached_property
    def edition(self) -> Edition:
        """The edition by which it was made, from its own definitions."""
        home = self.folder / DEFINITIONS / self.manifest.standard
        return load_standard(str(home)).edition(self.manifest.year)

    @cached_property
    def members(self) -> pl.DataFrame:
        """Who belongs where: organisation, area_type, area."""
        return self.register_table(MEMBERS)

    @cached_property
    def names(self) -> dict[tuple[str, str], str]:
        """Names of organisations and areas, by area type and code."""
        own = self.register_table(ORGANISATIONS).select("organisation", "name").iter_rows()
        areas = self.register_table(AREAS).iter_rows()
        return {("organisation", code): name for code, name in own} | {(kind, area): name for kind, area, name in areas}

    @property
    def sha256(self) -> str:
        """The SHA-256 of its checksum file, by which later releases and the catalogue name it."""
        return hashlib.sha256((self.folder / CHECKSUMS).read_bytes()).hexdigest()

    def register_table(self, name: str) -> pl.DataFrame:
        """A table of its register; every cell is text."""
        import polars as pl

        return pl.read_csv(self.folder / REGISTER / name, infer_schema=False).fill_null("")

    def _table(self, name: str) -> pl.DataFrame:
        import polars as pl

        try:
            return pl.read_parquet(self.folder / f"{name}.parquet")
        except (OSError, pl.exceptions.PolarsError) as error:
            raise InputError(f"{name}.parquet of {self.name} cannot be read: {str(error).splitlines()[0]}") from None


def checksums(folder: Path) -> str:
    """The content of SHA256SUMS for everything in a folder but that file itself, as `sha256sum` writes and checks it."""
    paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return "".join(f"{_digest(folder / path)}  {path}\n" for path in paths if path != CHECKSUMS)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def content_digest(sums: str) -> str:
    """The SHA-256 of the checksums of everything but the manifest: what people sign."""
    lines = [line for line in sums.splitlines(keepends=True) if not line.endswith(f"  {MANIFEST}\n")]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def read_release(folder: Path) -> Release:
    """The release in a folder; InputError where there is none. Checksums are `release verify`'s business."""
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise InputError(
            f"{folder} is no release: {MANIFEST} is not there. Name a folder such as releases/wres-2026.1."
        ) from None
    except UnicodeDecodeError:
        raise InputError(f"{folder} is no release: {MANIFEST} is not text. Take it from its publisher again.") from None
    return Release(folder, read_manifest(text, f"{folder.name}/{MANIFEST}"))


def releases_in(home: Path, standard: str = "") -> list[Release]:
    """The releases in a folder, drafts left out, in the order in which they came: by day, year, organisation, number."""
    paths = sorted(home.iterdir()) if home.is_dir() else []
    found = [
        read_release(path)
        for path in paths
        if path.is_dir() and (series := series_of(path.name)) and standard in ("", series[0])
    ]
    return sorted(
        found,
        key=lambda r: (
            r.manifest.as_at,
            r.manifest.standard,
            r.manifest.year,
            r.manifest.organisation,
            r.manifest.number,
        ),
    )


def draft_of(home: Path, name: str) -> Path:
    """Where the draft of a release lies."""
    return home / f"{name}{DRAFT}"
