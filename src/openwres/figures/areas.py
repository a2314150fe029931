"""From organisations to areas: which counts enter an area's total, and how many organisations that is of how many.

Only organisations that have every count of an indicator enter; a total of some is never shown as a total of all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from openwres.contracts.tables import State

ORGANISATION = "organisation"


@dataclass(frozen=True)
class Areas:
    """Who belongs where: columns organisation, area_type, area; and for each area how many organisations are expected.

    `counts` are those of the areas themselves, in the schema of released counts, where they are given: nothing is added up
    then, because what was hidden of an organisation does not make an area's total unknown.
    """

    members: pl.DataFrame
    expected: pl.DataFrame
    counts: pl.DataFrame | None = None

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


def gather(
    counts: pl.DataFrame, keys: pl.DataFrame, names: Sequence[str], organisations: Sequence[str], areas: Areas | None
) -> pl.DataFrame:
    """For each area and key, a count, value, base, state and reason under every name (`event`, `event_state` ...).

    A row of `keys` says with `NAME_item` and `NAME_basis` which count each name stands for, and for which `indicator`. An
    organisation enters an area only with all counts of what was `asked`, in a breakdown and classification, at the keys
    that are `needed`.
    Organisations come first, each as an area of its own; an item that is not there is `missing`.
    """
    own = pl.DataFrame({"organisation": list(organisations)}, schema={"organisation": pl.String})
    own = own.join(keys.with_row_index("key"), how="cross")
    for name in names:
        columns = {f"{name}_{part}": part for part in ("item", "basis", "value", "base", "state", "reason")}
        of_name = counts.select("organisation", *KEY, pl.col("count").alias(name), **_columns(columns))
        own = own.join(of_name, on=["organisation", *KEY, f"{name}_item", f"{name}_basis"], how="left")
    own = own.with_columns(expression for name in names for expression in _filled(name))
    single = own.with_columns(
        area_type=pl.lit(ORGANISATION),
        area="organisation",
        organisations=pl.lit(None, pl.Int32),
        expected=pl.lit(None, pl.Int32),
    )
    if areas is None:
        return single
    whole = _rolled_up(own, keys, names, areas) if areas.counts is None else _given(areas, areas.counts, keys, names)
    return pl.concat([single, whole], how="diagonal")


def _given(areas: Areas, counts: pl.DataFrame, keys: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The counts of areas as they are given, each that of the key's indicator; the organisations are those of any of them."""
    every = areas.members.select(PLACE).unique().join(keys.with_row_index("key"), how="cross")
    for name in names:
        parts = ("item", "basis", "value", "base", "state", "reason", "organisations")
        of_name = counts.select(
            *PLACE,
            "indicator",
            *KEY,
            pl.col("count").alias(name),
            **_columns({f"{name}_{part}": part for part in parts}),
        )
        on = [*PLACE, "indicator", *KEY, f"{name}_item", f"{name}_basis"]
        every = every.join(of_name, on=on, how="left")
    there = [f"{name}_organisations" for name in names]
    return (
        every.with_columns(expression for name in names for expression in _filled(name))
        .with_columns(organisations=pl.max_horizontal(there).fill_null(0))
        .join(areas.expected, on=PLACE, how="left")
        .with_columns(pl.col("expected").fill_null(0))
        .drop(there)
    )


def _columns(names: Mapping[str, str]) -> dict[str, pl.Expr]:
    return {new: pl.col(old) for new, old in names.items()}


def _filled(name: str) -> tuple[pl.Expr, pl.Expr]:
    """State and reason of a count, with those of one that is not there."""
    item = pl.concat_str(pl.lit("no_"), pl.col(f"{name}_item").str.replace_all("-", "_", literal=True))
    return pl.col(f"{name}_state").fill_null(str(State.MISSING)), pl.col(f"{name}_reason").fill_null(item)


def _rolled_up(own: pl.DataFrame, keys: pl.DataFrame, names: Sequence[str], areas: Areas) -> pl.DataFrame:
    has_all = pl.all_horizontal(
        *((pl.col(f"{name}_state") == str(State.VALUE)) & pl.col(name).is_not_null() for name in names)
    )
    own = own.with_columns(has_all=has_all)
    # A category that an item cannot have, such as senior medical managers among applications, is nobody's lack.
    own = own.with_columns(
        needed=pl.col("needed") & ((pl.col("breakdown") == "") | pl.col("has_all").any().over("key"))
    )
    by = ["organisation", "asked", "breakdown", "classification"]
    complete = own.filter("needed").group_by(by).agg(pl.col("has_all").all()).filter("has_all").drop("has_all")
    kept = own.join(complete, on=by).join(areas.members, on="organisation")
    sums = kept.group_by(*PLACE, "key").agg(
        *(pl.col(name).sum() for name in names),
        organisations=pl.col("organisation").n_unique().cast(pl.Int32),
        whole=pl.col("has_all").all(), anybody=pl.col("has_all").any(),
    )  # fmt: skip
    every = (
        areas.members.select(PLACE)
        .unique()
        .join(keys.with_row_index("key"), how="cross")
        .join(sums, on=[*PLACE, "key"], how="left")
        .join(areas.expected, on=PLACE, how="left")
    )
    nobody = pl.when(~pl.col("anybody").fill_null(False)).then(pl.lit("no_organisation_has_it"))
    state = pl.when("whole").then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.MISSING)))
    reason = pl.when("whole").then(pl.lit("")).otherwise(nobody.otherwise(pl.lit("not_all_organisations_have_it")))
    return every.with_columns(
        *(state.alias(f"{name}_state") for name in names),
        *(reason.alias(f"{name}_reason") for name in names),
        *(pl.when("whole").then(name).alias(name) for name in names),
        *(pl.lit(None, pl.Float64).alias(f"{name}_value") for name in names),
        *(pl.lit(None, pl.Int64).alias(f"{name}_base") for name in names),
        pl.col("organisations").fill_null(0),
        pl.col("expected").fill_null(0),
    ).drop("whole", "anybody")
