"""Counts that have no row although there must be some: whoever reads a release sees that they are missing from a table.

They are published nowhere, and may still follow from what is.
"""

from __future__ import annotations

import polars as pl

from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.attack.knowledge import Knowledge
from openwres.disclosure.attack.rules import Slot

_PLACE = ["standard", "year", "area_type", "area", "indicator"]
_KIND = ["area_type", "indicator"]


def left_out(counts: pl.DataFrame, knowledge: Knowledge) -> pl.DataFrame:
    """The keys of counts of an item that a place has, in rows that other places of its kind have and it has not.

    Rows into which others were merged stand only where they were, so nothing is missing where they do not.
    """
    merged = [into for merges in knowledge.merges.values() for into in merges]
    there = counts.filter(pl.col("state") != str(State.MISSING), ~pl.col("category").is_in(merged))
    slots = there.select(*_KIND, *Slot._fields).unique()
    expected = there.select(*_PLACE, "item").unique().join(slots, on=[*_KIND, "item"])
    return expected.join(counts, on=COUNT_KEY, how="anti").select(COUNT_KEY).sort(COUNT_KEY)
