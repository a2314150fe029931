"""From organisations to areas: which counts enter an area's total, and how many organisations that is of how many.

Only organisations that have every count of an indicator enter; a total of some is never shown as a total of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from openwres.contracts.tables import State

ORGANISATION = "organisation"


@dataclass(frozen=True)
class Areas:
    """Who belongs where: columns organisation, area_type, area; and for each area how many organisations are expected."""

    members: pl.DataFrame
    expected: pl.DataFrame

    @staticmethod
    def of(members: Sequence[tuple[str, str, str]], in_scope: Sequence[str]) -> Areas:
        """Areas from rows of organisation, area type and area, and the organisations that should be there."""
        schema = {"organisation": pl.String, "area_type": pl.String, "area": pl.String}
        table = pl.DataFrame(list(members), schema=schema, orient="row")
        expected = (
            table.filter(pl.col("organisation").is_in(list(in_scope)))
            .group_by("area_type", "area")
            .agg(expected=pl.len().cast(pl.Int32))
        )
        return Areas(table, expected)


PLACE = ["area_type", "area"]
KEY = ["breakdown", "category", "classification", "group"]


@dataclass(frozen=True)
class Wanted:
    """The counts that an indicator asks for: item and basis for each name, and the keys.

    `needed` names, by classification, the groups without which an organisation does not enter an area; where it names
    none, all are.
    """

    items: dict[str, tuple[str, str]]
    keys: pl.DataFrame
    needed: Mapping[str, Sequence[str]] = field(default_factory=dict)


def gather(counts: pl.DataFrame, wanted: Wanted, organisations: Sequence[str], areas: Areas | None) -> pl.DataFrame:
    """For each area and key, a count, value, base, state and reason of every item asked for (`event`, `event_state` ...).

    Organisations come first, each as an area of its own; an item that is not there is `missing`.
    """
    own = pl.DataFrame({"organisation": list(organisations)}, schema={"organisation": pl.String}).join(
        wanted.keys, how="cross"
    )
    for name, (item, basis) in wanted.items.items():
        of_item = counts.filter(pl.col("item") == item, pl.col("basis") == basis)
        columns = {
            name: "count",
            f"{name}_value": "value",
            f"{name}_base": "base",
            f"{name}_state": "state",
            f"{name}_reason": "reason",
        }
        own = own.join(
            of_item.select("organisation", *KEY, **{new: pl.col(old) for new, old in columns.items()}),
            on=["organisation", *KEY],
            how="left",
        )
        absent = pl.col(f"{name}_state").is_null()
        own = own.with_columns(
            pl.when(absent).then(pl.lit(str(State.MISSING))).otherwise(f"{name}_state").alias(f"{name}_state"),
            pl.when(absent)
            .then(pl.lit("no_" + item.replace("-", "_")))
            .otherwise(f"{name}_reason")
            .alias(f"{name}_reason"),
        )
    single = own.with_columns(
        area_type=pl.lit(ORGANISATION),
        area="organisation",
        organisations=pl.lit(None, pl.Int32),
        expected=pl.lit(None, pl.Int32),
    )
    return pl.concat([single, _rolled_up(own, wanted, areas)], how="diagonal") if areas else single


def _rolled_up(own: pl.DataFrame, wanted: Wanted, areas: Areas) -> pl.DataFrame:
    names = list(wanted.items)
    has_all = pl.all_horizontal(
        *((pl.col(f"{name}_state") == str(State.VALUE)) & pl.col(name).is_not_null() for name in names)
    )
    own = own.with_columns(has_all=has_all)
    required = own
    for classification, groups in wanted.needed.items():
        required = required.filter((pl.col("classification") != classification) | pl.col("group").is_in(list(groups)))
    by = ["organisation", "breakdown", "classification"]
    complete = required.group_by(by).agg(pl.col("has_all").all()).filter("has_all").drop("has_all")
    kept = own.join(complete, on=by).join(areas.members, on="organisation")
    sums = kept.group_by(*PLACE, *KEY).agg(
        *(pl.col(name).sum() for name in names),
        organisations=pl.col("organisation").n_unique().cast(pl.Int32), whole=pl.col("has_all").all(),
    )  # fmt: skip
    every = (
        areas.members.select(PLACE)
        .unique()
        .join(wanted.keys, how="cross")
        .join(sums, on=[*PLACE, *KEY], how="left")
        .join(areas.expected, on=PLACE, how="left")
    )
    state, reason = pl.lit(str(State.MISSING)), pl.lit("not_all_organisations_have_it")
    state = pl.when(pl.col("whole")).then(pl.lit(str(State.VALUE))).otherwise(state)
    reason = pl.when(pl.col("organisations").is_null()).then(pl.lit("no_organisation_has_it")).otherwise(reason)
    reason = pl.when(pl.col("whole")).then(pl.lit("")).otherwise(reason)
    filled = every.with_columns(
        *(state.alias(f"{name}_state") for name in names),
        *(reason.alias(f"{name}_reason") for name in names),
        *(pl.when("whole").then(name).alias(name) for name in names),
        pl.col("organisations").fill_null(0),
        pl.col("expected").fill_null(0),
    )
    absent = {
        f"{name}_{part}": pl.lit(None, kind)
        for name in names
        for part, kind in (("value", pl.Float64), ("base", pl.Int64))
    }
    return filled.drop("whole").with_columns(**absent)
