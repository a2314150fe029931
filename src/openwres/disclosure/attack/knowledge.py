"""What an attacker knows beside the counts: the public policy, in the few words that tell something about numbers.

Reading a policy's file is the caller's work.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rounding:
    """How far a published count can be from the true one; counts of the items in `exact` are not rounded."""

    within: int
    exact: Sequence[str] = ()


@dataclass(frozen=True)
class Knowledge:
    """`width` is how wide the range of a hidden count must be, `merges` the rows of each merged category by breakdown.

    `spans` says over how many years a basis counts that the edition does not know, such as `three-year`. `rounding` is of
    this release, `before` of the earlier ones in their order, where those round. A policy that hides nothing but counts
    from 1 to `small` tells that of each that is hidden.

    `uncovered` are area type, area, event and population where the release itself says that in some row more had the
    event than could have it.
    """

    width: int
    merges: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    spans: Mapping[str, int] = field(default_factory=dict)
    rounding: Rounding | None = None
    before: Sequence[Rounding | None] = ()
    small: int = 0
    uncovered: frozenset[tuple[str, str, str, str]] = frozenset()
