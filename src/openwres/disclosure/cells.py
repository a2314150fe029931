"""The counts that a policy publishes, as numbered cells with their weight, and rows merged where one of them would be hidden.

What adds up among them is in `relations`, what is too small to show in `primary`.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.policy import Merge, Policy
from openwres.disclosure.primary import sensitive
from openwres.figures.areas import ORGANISATION
from openwres.figures.released import RATES
from openwres.standards.model import Edition, Indicator

VALUE, SUPPRESSED = str(State.VALUE), str(State.SUPPRESSED)
ITEM_KEY = ["item", "basis", "breakdown", "category", "classification", "group"]
_ROW = ["area_type", "area", "indicator", "item", "basis", "breakdown", "classification", "group"]


def published(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.DataFrame:
    """The counts that the policy publishes, with `shown` and `weight` of the entry that decides on each."""
    found = counts
    if policy.entries:
        used = pl.DataFrame(sorted(_used(edition)), schema={"item": pl.String, "basis": pl.String}, orient="row")
        found = found.join(used, on=["item", "basis"], how="semi")
        found = _of_whole_indicators(found, edition, policy)
    found = _with_entries(found, policy)
    times = pl.col("area_type").replace_strict(dict(policy.area_weights), default=1.0, return_dtype=pl.Float64)
    return found.with_columns(weight=pl.col("weight") * times).sort(COUNT_KEY)


def _with_entries(counts: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The counts that are published, with `shown` and `weight`."""
    keys = counts.select("area_type", "item", "breakdown", "category", "classification", "group").unique()
    entries = [(*key, entry.shown, entry.weight) for key in keys.iter_rows() if (entry := policy.entry(*key))]
    schema = {**dict.fromkeys(keys.columns, pl.String), "shown": pl.String, "weight": pl.Float64}
    return counts.join(pl.DataFrame(entries, schema=schema, orient="row"), on=keys.columns)


def _used(edition: Edition) -> set[tuple[str, str]]:
    """Every item and basis that an indicator of the edition is made of."""
    found: set[tuple[str, str]] = set()
    for i in edition.indicators:
        for item in i.items:
            bases = edition.items[item].bases
            found |= {(item, basis if basis in bases else "") for basis in i.bases} | (
                {(item, "")} & {(item, b) for b in bases}
            )
    return found


def _of_whole_indicators(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.DataFrame:
    """An area's count is published only where all items of its indicator are, in that breakdown and classification."""
    tables = counts.select("indicator", "breakdown", "classification").unique()
    kept = [
        (name, breakdown, classification)
        for name, breakdown, classification in tables.iter_rows()
        if not name or _complete(edition.indicator(name), breakdown, classification, policy)
    ]
    return counts.join(pl.DataFrame(kept, schema=tables.schema, orient="row"), on=tables.columns, how="semi")


def _complete(indicator: Indicator, breakdown: str, classification: str, policy: Policy) -> bool:
    items = indicator.items if indicator.kind in RATES else indicator.items[:1]
    return all(policy.publishes(item, breakdown, classification) for item in items)


def merged(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.DataFrame:
    """The published counts, with `into` for rows that are merged and with the merged rows beside them.

    Where one row would be hidden, in any item that is compared with this one, all rows of the merge are merged.
    """
    counts = counts.with_columns(into=pl.lit(""))
    for merge in policy.merges:
        counts = _merge(counts, merge, edition, policy)
    return counts.sort(COUNT_KEY)


def _merge(counts: pl.DataFrame, merge: Merge, edition: Edition, policy: Policy) -> pl.DataFrame:
    rows = (
        (pl.col("breakdown") == merge.breakdown)
        & pl.col("category").is_in(list(merge.rows))
        & (pl.col("area_type") == ORGANISATION)
        & (pl.col("state") == VALUE)
    )
    families = dict(_families(edition))
    family = pl.col("item").replace_strict(families, default=pl.col("item"), return_dtype=pl.String)
    these = counts.filter(rows).with_columns(family=family)
    small = these.filter(sensitive(these, edition, policy) != "").select("area", "family").unique()
    these = these.join(small, on=["area", "family"]).drop("family")
    complete = these.group_by(_ROW).agg(n=pl.len()).filter(pl.col("n") == len(merge.rows))
    these = these.join(complete, on=_ROW, how="semi")
    sums = these.group_by(_ROW).agg(
        pl.col("count").sum(), pl.col("standard", "year", "organisations", "expected").first()
    )
    sums = sums.with_columns(
        category=pl.lit(merge.into), value=None, base=None, state=pl.lit(VALUE), reason=pl.lit(""), into=pl.lit("")
    )
    sums = _with_entries(sums, policy)
    into = counts.join(these.select(COUNT_KEY).with_columns(new=pl.lit(merge.into)), on=COUNT_KEY, how="left")
    into = into.with_columns(into=pl.coalesce("new", "into")).drop("new")
    return pl.concat([into, sums.select([pl.col(name).cast(kind) for name, kind in into.schema.items()])])


def _families(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every item with one of those that it is compared with, the same for all of them."""
    first: dict[str, str] = {}
    for i in edition.indicators:
        if i.kind in RATES:
            name = first.get(i.event, first.get(i.population, i.population))
            first |= dict.fromkeys(i.items, name)
    yield from first.items()
