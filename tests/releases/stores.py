"""A small store and register for tests of building, and a protector that hides what is plainly small."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.tables import COUNT_KEY, TALLY_SCHEMA
from openwres.disclosure.policy import Policy, load_policy
from openwres.organisations import Area, Membership, Organisation, Register, register_of
from openwres.releases.build import Built, Order, build
from openwres.releases.manifest import SignOff
from openwres.standards import Edition, load_standard
from tests.findings.nations import counted, tally

DAY = date(2026, 11, 30)
SIGNED = (SignOff("analyst", "p04", DAY), SignOff("reviewer", "p17", DAY))
ORGANISATIONS = ("ZZ1", "ZZ2", "ZZ3")
GRADES = ("clinical-5", "clinical-6")


def register() -> Register:
    """Three organisations, two of them in one region."""
    return register_of(
        [Organisation(code, f"Trust {code[-1]}", "acute") for code in ORGANISATIONS],
        [
            *(Membership(code, "nation", "england") for code in ORGANISATIONS),
            Membership("ZZ1", "region", "y60"), Membership("ZZ2", "region", "y60"), Membership("ZZ3", "region", "y61"),
        ],
        [Area("nation", "england", "England"), Area("region", "y60", "Midlands"), Area("region", "y61", "=East")],
    )  # fmt: skip


def tallies(organisation: str, year: int = 2026, bme_grade_five: int = 3, disciplined: int = 1) -> list[dict[str, Any]]:
    """Counts of one organisation: workforce by two grades, recruitment, discipline, one survey question."""
    size = 100 * (1 + ORGANISATIONS.index(organisation))
    staff = {"white": (4 * size, 3 * size), "bme": (bme_grade_five, size), "unknown": (10, 10)}
    rows = [
        tally(organisation, "staff", group, count, year, breakdown="grade", category=grade)
        for group, its in staff.items()
        for grade, count in zip(GRADES, its, strict=True)
    ]
    rows += [tally(organisation, "staff", group, sum(its), year) for group, its in staff.items()]
    rows += counted(organisation, "2", (5 * size, size, 2 * size, size // 4), year)
    rows += [tally(organisation, item, "unknown", 0, year) for item in ("shortlisted", "appointed")]
    rows += [
        tally(organisation, "disciplined", group, count, year, basis="one-year")
        for group, count in (("white", 9), ("bme", disciplined), ("unknown", 0))
    ]
    return rows + counted(organisation, "5", (size, size // 5, size // 2, size // 4), year)


def write_store(home: Path, years: Sequence[int] = (2024, 2025, 2026), **changed: int) -> Path:
    """A store of these years; `changed` counts are those of ZZ1 in the last one."""
    for year in years:
        for code in ORGANISATIONS:
            own = changed if (code, year) == ("ZZ1", years[-1]) else {}
            path = home / "tallies" / "wres" / str(year) / f"{code}.parquet"
            path.parent.mkdir(parents=True, exist_ok=True)
            table = pl.DataFrame(tallies(code, year, **own), schema=TALLY_SCHEMA, orient="row")
            table.write_parquet(path)
    return home


@dataclass(frozen=True)
class Hidden:
    """What a protector gives."""

    counts: pl.DataFrame
    review: pl.DataFrame
    rounds: int
    lost: float
    bound: float | None


def hide_small(
    counts: pl.DataFrame,
    edition: Edition,
    policy: Policy,
    members: pl.DataFrame,
    earlier: Sequence[pl.DataFrame] = (),
    told: Callable[[str], None] | None = None,
    workers: int = 1,
) -> Hidden:
    """Hides people counts of 1 to 4 of breakdowns with every count of the other grade, and no more: for plumbing alone."""
    small = (pl.col("breakdown") == "grade") & (pl.col("group").is_in(["bme", "all"]))
    hidden = counts.with_columns(
        *(pl.when(~small).then(name).alias(name) for name in ("count", "value", "base")),
        state=pl.when(small).then(pl.lit("suppressed")).otherwise("state"),
        reason=pl.when(small).then(pl.lit("disclosive")).otherwise("reason"),
    )
    review = counts.filter(small).select(*COUNT_KEY, "count", why=pl.lit("small"))
    return Hidden(hidden.sort(COUNT_KEY), review, rounds=1, lost=0.25, bound=None)


def order(**said: Any) -> Order:
    """What is asked for unless said otherwise: the signed national release of 2026."""
    return replace(Order("wres", 2026, load_policy("wres-public"), DAY, "0", signed=SIGNED), **said)


def built(store: Path, home: Path, **said: Any) -> Built:
    return build(store, home, load_standard("wres"), register(), order(**said), hide_small)
