"""Small releases for tests: counts written down by hand, figures by the program's own way, folders as `build` leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from openwres.contracts.tables import COUNT_SCHEMA, TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.releases.folder import CHECKSUMS, DEFINITIONS, MANIFEST, REGISTER, checksums, content_digest
from openwres.releases.manifest import Manifest, SignOff, name_of
from openwres.releases.open_data import rounded, write_csv, write_descriptions, write_tables
from openwres.standards import Edition, load_standard
from openwres.standards.lock import definition_files

DAY = date(2026, 11, 30)
SIGNED = (SignOff("analyst", "p04", DAY), SignOff("reviewer", "p17", DAY))


def edition(year: int = 2026) -> Edition:
    return load_standard("wres").edition(year)


def figures(tallies: Sequence[dict[str, object]], year: int = 2026) -> pl.DataFrame:
    """The figures of these tallies as a release holds them."""
    table = pl.DataFrame(list(tallies), schema=TALLY_SCHEMA, orient="row")
    return rounded(calculate_figures(table, edition(year)))


def manifest(year: int = 2026, number: int = 1, organisation: str = "", **other: object) -> Manifest:
    made = Manifest(
        release=name_of("wres", year, organisation, number), standard="wres", title="Workforce Race Equality Standard",
        year=year, number=number, organisation=organisation, as_at=DAY, policy="wres-public", policy_digest="0" * 64,
        program="0", method=1, organisations=1, areas=0, states={}, shown=1.0, content="", signed=SIGNED, geography=DAY,
    )  # fmt: skip
    return replace(made, **other)  # type: ignore[arg-type]


def counts_of(tallies: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Tallies as the counts of organisations in a release."""
    table = pl.DataFrame(list(tallies), schema=TALLY_SCHEMA, orient="row")
    named = table.with_columns(
        area_type=pl.lit("organisation"), area="organisation", indicator=pl.lit(""), organisations=None, expected=None
    )
    return named.select([pl.col(name).cast(kind) for name, kind in COUNT_SCHEMA.items()])


def released(home: Path, tallies: Sequence[dict[str, object]], said: Manifest) -> Path:
    """A release folder with the counts of these tallies, without protection."""
    folder = home / said.release
    (folder / REGISTER).mkdir(parents=True)
    counts = counts_of(tallies)
    write_tables(folder, counts, figures(tallies, said.year))
    write_descriptions(folder, said)
    codes = counts["area"].unique().sort().to_list()
    of = {"organisation": codes, "name": [f"Trust {code}" for code in codes], "type": ["acute"] * len(codes)}
    write_csv(pl.DataFrame(of), folder / REGISTER / "organisations.csv")
    members = {"organisation": codes, "area_type": ["nation"] * len(codes), "area": ["england"] * len(codes)}
    write_csv(pl.DataFrame(members), folder / REGISTER / "members.csv")
    write_csv(
        pl.DataFrame({"area_type": ["nation"], "area": ["england"], "name": ["England"]}),
        folder / REGISTER / "areas.csv",
    )
    for path, content in definition_files("wres", edition(said.year)).items():
        (folder / DEFINITIONS / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / DEFINITIONS / path).write_bytes(content)
    said = replace(said, content=content_digest(checksums(folder)))
    (folder / MANIFEST).write_text(said.text(), encoding="utf-8", newline="\n")
    (folder / CHECKSUMS).write_text(checksums(folder), encoding="utf-8", newline="\n")
    return folder
