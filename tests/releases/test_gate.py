"""The gate: where a hidden count can be found out, nothing is released."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_SCHEMA
from openwres.disclosure.policy import load_policy
from openwres.releases.gate import refuse_exposed
from openwres.standards import load_standard

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
