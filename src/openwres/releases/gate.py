"""The gate: what was protected is attacked before it is released, and nothing is released of which a hidden count can be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from openwres.contracts.exceptions import ProtectionError
from openwres.disclosure.attack import Knowledge, attack
from openwres.disclosure.policy import Policy
from openwres.releases.build import Protected, Protector
from openwres.standards import Edition

_NAMED = 20
_NAMES = ("area_type", "area", "indicator", "item", "category", "classification", "group", "basis")


def attacked(protector: Protector) -> Protector:
    """The protector with the attack behind it; ProtectionError, which names the first counts, where one is exposed."""

    def protected_and_attacked(
        counts: pl.DataFrame, edition: Edition, policy: Policy, members: pl.DataFrame,
        earlier: Sequence[pl.DataFrame], told: Callable[[str], None] | None,
    ) -> Protected:  # fmt: skip
        protected = protector(counts, edition, policy, members, earlier, told)
        hidden = protected.counts.filter(pl.col("state") == "suppressed").height
        if told and hidden:
            told(f"attacking {hidden:,} hidden counts")
        found = attack(protected.counts, edition, members, knowledge_of(policy), earlier)
        exposed = found.ranges.filter("exposed")
        if exposed.height:
            raise ProtectionError(_said(exposed))
        return protected

    return protected_and_attacked


def knowledge_of(policy: Policy) -> Knowledge:
    """What the policy tells an attacker."""
    merges: dict[str, dict[str, tuple[str, ...]]] = {}
    for merge in policy.merges:
        merges.setdefault(merge.breakdown, {})[merge.into] = tuple(merge.rows)
    return Knowledge(policy.width, merges)


def _said(exposed: pl.DataFrame) -> str:
    named = [" ".join(filter(None, row)) for row in exposed.select(_NAMES).head(_NAMED).rows()]
    more = f" and {exposed.height - _NAMED:,} more" if exposed.height > _NAMED else ""
    return (
        f"{exposed.height:,} hidden counts could be found out, and nothing was released: {'; '.join(named)}{more}. "
        "Publish less by the policy, such as fewer classifications or areas, or hide more."
    )
