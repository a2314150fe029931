"""Building with the protection that users get: what is hidden stays hidden, and a release can follow another one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.disclosure.protect import protect
from openwres.releases.build import build
from openwres.releases.verify import verify
from openwres.standards import load_standard
from tests.findings.nations import tally
from tests.releases.stores import order, register, write_store


def test_a_store_is_protected_released_and_released_again(tmp_path: Path) -> None:
    store, home, standard = write_store(tmp_path / "store", disciplined=3), tmp_path / "out", load_standard("wres")
    first = build(store, home, standard, register(), order(), protect)
    small = first.before.filter(pl.col("breakdown") == "grade", pl.col("count").is_between(1, 4))
    published = first.release.counts.filter(pl.col("state") == "value")
    assert len(small) > 0
    assert small.join(
        published, on=["area", "indicator", "item", "category", "classification", "group"], how="semi"
    ).is_empty()
    assert first.protected.lost > 0
    shown = first.release.manifest.shown
    assert shown is not None
    assert shown > 0.5
    assert verified(first.release.folder) == ()
    second = build(store, home, standard, register(), order(as_at=date(2026, 12, 15)), protect)
    assert second.release.name == "wres-2026.2"
    assert second.changed is not None
    assert second.changed.is_empty()
    assert verified(second.release.folder) == ()


def test_a_leaver_of_a_group_that_is_no_longer_there_is_released_and_verified(tmp_path: Path) -> None:
    """One colleague of a group of which nobody is left was disciplined: the release says so without the group."""
    store, home = write_store(tmp_path / "store", disciplined=5), tmp_path / "out"
    table = store / "tallies" / "wres" / "2026" / "ZZ1.parquet"
    finer = {"staff": {"a": 700, "h": 103, "unknown": 20}, "disciplined": {"a": 9, "h": 4, "j": 1, "unknown": 0}}
    rows = [
        tally(
            "ZZ1", item, group, groups.get(group, 0), classification="ethnic-16",
            basis="one-year" if item == "disciplined" else "",
        )
        for item, groups in finer.items()
        for group in load_standard("wres").edition(2026).classifications["ethnic-16"].groups
    ]  # fmt: skip
    more = pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row")
    pl.concat([pl.read_parquet(table), more]).write_parquet(table)
    found = build(store, home, load_standard("wres"), register(), order(), protect).release
    hidden = found.counts.filter(state="suppressed", classification="ethnic-16", item="disciplined", area="ZZ1")
    assert {"h", "j"} <= set(hidden["group"])
    said = (found.folder / "register" / "uncovered.csv").read_text(encoding="utf-8").splitlines()
    assert "organisation,ZZ1,disciplined,staff" in said
    assert verified(found.folder) == ()


def verified(folder: Path) -> tuple[str, ...]:
    """What `release verify` says of a release."""
    return tuple(f"{problem.id}: {problem.sentence}" for problem in verify(folder).problems)
