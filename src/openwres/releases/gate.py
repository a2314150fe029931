"""The gate: what was protected is attacked before it is released, and nothing is released of which a hidden count can be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import State
from openwres.disclosure.attack import Knowledge, attack
from openwres.disclosure.policy import Policy
from openwres.display import numbers
from openwres.standards import Edition

_NAMED = 20
_NAMES = ("area_type", "area", "indicator", "item", "category", "classification", "group", "basis")


def refuse_exposed(
    counts: pl.DataFrame, edition: Edition, policy: Policy, members: pl.DataFrame, earlier: Sequence[pl.DataFrame],
    told: Callable[[str], None] | None = None, *, uncovered: pl.DataFrame | None = None,
) -> None:  # fmt: skip
    """Attack counts that are to be published; ProtectionError, which names the first of them, where one is exposed.

    `uncovered` is what the release says of events of people who are not among those who could have them.
    """
    hidden = counts.filter(pl.col("state") == str(State.SUPPRESSED)).height
    if told and hidden:
        told(f"attacking {numbers.quantity(hidden, 'hidden count', 'hidden counts')}")
    said = frozenset() if uncovered is None else frozenset(uncovered.iter_rows())
    knowledge = replace(knowledge_of(policy), uncovered=said)
    exposed = attack(counts, edition, members, knowledge, earlier).ranges.filter("exposed")
    if exposed.height:
        raise ProtectionError(_said(exposed))


def knowledge_of(policy: Policy) -> Knowledge:
    """What the policy tells an attacker."""
    merges: dict[str, dict[str, tuple[str, ...]]] = {}
    for merge in policy.merges:
        merges.setdefault(merge.breakdown, {})[merge.into] = tuple(merge.rows)
    return Knowledge(policy.width, merges)


def _said(exposed: pl.DataFrame) -> str:
    named = [" ".join(filter(None, row)) for row in exposed.select(_NAMES).head(_NAMED).rows()]
    more = f" and {exposed.height - _NAMED:,} more" if exposed.height > _NAMED else ""
    many = numbers.quantity(exposed.height, "hidden count", "hidden counts")
    return (
        f"{many} could be found out, and nothing was released: {'; '.join(named)}{more}. "
        "Publish less by the policy, such as fewer classifications or areas, or hide more."
    )
