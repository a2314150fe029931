"""The gate: where a hidden count can be found out, nothing is released."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_SCHEMA
from openwres.disclosure.policy import load_policy
from openwres.releases.build import build
from openwres.releases.gate import refuse_exposed
from openwres.standards import load_standard
from tests.releases.stores import Hidden, order, register, write_store

EDITION, POLICY = load_standard("wres").edition(2026), load_policy("wres-public")
MEMBERS = pl.DataFrame(schema={"organisation": pl.String, "area_type": pl.String, "area": pl.String})


def counts(*hidden: str) -> pl.DataFrame:
    rows = [
        {
            "standard": "wres", "year": 2026, "area_type": "organisation", "area": "R01", "indicator": "", "item": "trained",
            "breakdown": "grade", "category": "clinical-5", "classification": "wres", "group": group, "basis": "",
            "count": None if group in hidden else count,
            "state": "suppressed" if group in hidden else "value", "reason": "disclosive" if group in hidden else "",
        }
        for group, count in (("white", 200), ("bme", 3), ("unknown", 40), ("all", 243))
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=COUNT_SCHEMA)


def test_a_count_that_is_the_total_less_the_others_is_found_and_named() -> None:
    said: list[str] = []
    with pytest.raises(ProtectionError, match=r"1 hidden count could be found out.*trained clinical-5 wres bme"):
        refuse_exposed(counts("bme"), EDITION, POLICY, MEMBERS, (), said.append)
    assert said == ["attacking 1 hidden count"]


def test_a_count_with_a_partner_as_wide_as_the_policy_says_passes() -> None:
    refuse_exposed(counts("bme", "unknown"), EDITION, POLICY, MEMBERS, ())


def alone(given: pl.DataFrame, *_: Any) -> Hidden:
    """A protector that hides each small count of a grade and nothing beside it, so that its total gives it back."""
    small = (pl.col("breakdown") == "grade") & pl.col("count").is_between(1, 4)
    hidden = given.with_columns(
        count=pl.when(~small).then("count"),
        state=pl.when(small).then(pl.lit("suppressed")).otherwise("state"),
        reason=pl.when(small).then(pl.lit("disclosive")).otherwise("reason"),
    )
    return Hidden(hidden, given.filter(small), rounds=1, lost=0.0, bound=None)


def test_a_build_whose_protection_leaves_a_count_to_be_found_writes_nothing(tmp_path: Path) -> None:
    store, home = write_store(tmp_path / "store"), tmp_path / "releases"
    with pytest.raises(ProtectionError, match="could be found out, and nothing was released"):
        build(store, home, load_standard("wres"), register(), order(), alone)
    assert not home.exists() or not list(home.iterdir())
