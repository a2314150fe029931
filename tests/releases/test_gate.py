"""The gate: a protector that leaves a hidden count to be found out releases nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl
import pytest

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_SCHEMA
from openwres.disclosure.policy import Policy, load_policy
from openwres.releases.gate import attacked
from openwres.standards import Edition, load_standard

EDITION = load_standard("wres").edition(2026)
MEMBERS = pl.DataFrame(schema={"organisation": pl.String, "area_type": pl.String, "area": pl.String})


@dataclass(frozen=True)
class Hidden:
    """What a protector gives that hides these groups and no other."""

    counts: pl.DataFrame
    review: pl.DataFrame
    rounds: int = 1
    lost: float = 0.0
    bound: float | None = None


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


def hiding(*groups: str) -> Callable[..., Hidden]:
    def protect(
        given: pl.DataFrame, edition: Edition, policy: Policy, members: pl.DataFrame, earlier: Sequence[pl.DataFrame],
        told: Callable[[str], None] | None,
    ) -> Hidden:  # fmt: skip
        return Hidden(counts(*groups), given.clear())

    return protect


def test_a_count_that_is_the_total_less_the_others_is_found_and_nothing_is_released() -> None:
    said: list[str] = []
    with pytest.raises(ProtectionError, match=r"1 hidden counts could be found out.*trained clinical-5 wres bme"):
        attacked(hiding("bme"))(counts(), EDITION, load_policy("wres-public"), MEMBERS, (), said.append)
    assert said == ["attacking 1 hidden counts"]


def test_a_count_with_a_partner_as_wide_as_the_policy_says_passes() -> None:
    policy = load_policy("wres-public")
    passed = attacked(hiding("bme", "unknown"))(counts(), EDITION, policy, MEMBERS, (), None)
    assert passed.counts.filter(pl.col("state") == "suppressed").height == 2
