"""What an attacker knows beside the counts: the public policy, in the few words that tell something about numbers.

Reading a policy's file is the caller's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Knowledge:
    """`width` is how wide the range of a hidden count must be, `merges` the rows of each merged category by breakdown.

    `spans` says over how many years a basis counts that the edition does not know, such as `three-year`.
    """

    width: int
    merges: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    spans: Mapping[str, int] = field(default_factory=dict)
