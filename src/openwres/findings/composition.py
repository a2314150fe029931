"""The ladder of grades of an area: shares of the focus group step by step, and the race disparity ratios between tiers.

Stocks: everyone is counted on one day, so that shares have no sampling interval. Ratios are those of the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named, group_named
from openwres.standards.model import Edition, Indicator

FEWEST = 20
"""Steps from or to fewer people than these are in the table and not in the sentence."""

_KEY = (
    "standard",
    "year",
    "area_type",
    "area",
    "indicator",
    "statistic",
    "breakdown",
    "category",
    "classification",
    "group",
)
_OF_FIGURE = (
    "value",
    "lower",
    "upper",
    "confidence",
    "method",
    "numerator",
    "denominator",
    "adverse",
    "state",
    "reason",
)
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "order": pl.Int32,
    "title": pl.String,
    "block": pl.String,
    **{name: FIGURE_SCHEMA[name] for name in _OF_FIGURE},
    "step": pl.Float64,
    "people_below": pl.Int64,
    "sentence": pl.String,
}


def find(history: History, _: Asked) -> pl.DataFrame:
    """A row for each rung of the ladder with the focus group's share and its step from the rung below, in points.

    Disparity ratios follow, with their limits where the figures have some. The whole workforce has the sentence.
    """
    edition = history.newest
    newest = history.figures.filter(year=edition.year, variant="official", classification=edition.main)
    parts = [_shares(newest, edition, i) for i in edition.indicators if i.kind == "composition" and i.population]
    parts += [_ratios(newest, i) for i in edition.indicators if i.kind == "disparity_ratio"]
    if not parts:
        return pl.DataFrame(schema=SCHEMA)
    table = pl.concat(parts, how="diagonal")
    place = ["area_type", "area"]
    table = table.join(_sentences(table, history), on=[*place, "indicator", "breakdown", "statistic"], how="left")
    table = table.with_columns(pl.col("sentence").fill_null(""))
    return table.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(
        *place, "indicator", "breakdown", "order", "category"
    )


def _shares(newest: pl.DataFrame, edition: Edition, indicator: Indicator) -> pl.DataFrame:
    """The shares by rung, with the step from the nearest rung below in the same block that has a share."""
    rungs = pl.DataFrame(
        list(_rungs(edition, indicator)),
        schema={
            "breakdown": pl.String,
            "category": pl.String,
            "order": pl.Int32,
            "title": pl.String,
            "block": pl.String,
        },
        orient="row",
    )
    shares = newest.filter(indicator=indicator.name, statistic="percentage", group=edition.focus)
    shares = shares.join(rungs, on=["breakdown", "category"]).sort("area_type", "area", "breakdown", "order")
    ladder = ["area_type", "area", "breakdown", "block"]
    below = {name: pl.when(pl.col("value").is_not_null()).then(name).forward_fill().shift().over(ladder)
             for name in ("value", "denominator")}  # fmt: skip
    on_ladder = pl.col("block") != ""
    return shares.with_columns(
        step=pl.when(on_ladder).then(pl.col("value") - below["value"]),
        people_below=pl.when(on_ladder).then(below["denominator"]),
    )


def _rungs(edition: Edition, indicator: Indicator) -> Iterator[tuple[str, str, int, str, str]]:
    """The whole, then every category of each breakdown from the lowest up; a block is one ladder, without parts of rows."""
    yield "", "", 0, "All", ""
    grades = edition.grade_scale.rows if edition.grade_scale else {}
    for code in indicator.breakdowns:
        for order, category in enumerate(edition.breakdowns[code].categories.values(), 1):
            first = grades.get(category.rows[0] if category.rows else category.code)
            block = first.block if first and not category.part_of else ""
            on_ladder = (
                first is not None and edition.grade_scale is not None and block != edition.grade_scale.medical_block
            )
            yield code, category.code, order, category.title, block if on_ladder else ""


def _ratios(newest: pl.DataFrame, indicator: Indicator) -> pl.DataFrame:
    rows = newest.filter(indicator=indicator.name, statistic="disparity_ratio")
    return rows.with_columns(
        order=pl.lit(0, pl.Int32), title="category", block=pl.lit(""), step=pl.lit(None, pl.Float64)
    )


def _sentences(table: pl.DataFrame, history: History) -> pl.DataFrame:
    """One sentence for each area and indicator, beside the share of the whole workforce."""
    key = ["area_type", "area", "indicator"]
    falls = table.filter(
        pl.col("step").is_not_null(), pl.col("denominator") >= FEWEST, pl.col("state") == str(State.VALUE)
    )
    falls = falls.sort("step", *key, "order").group_by([*key, "breakdown"], maintain_order=True).first()
    whole = table.filter(pl.col("order") == 0, statistic="percentage", state=str(State.VALUE)).sort(key)
    by_place: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in falls.sort(*key, "breakdown").iter_rows(named=True):
        by_place.setdefault(tuple(row[name] for name in key), []).append(row)
    rows = [
        (*place, "", "percentage", _sentence(row, by_place.get(place, []), history))
        for row in whole.iter_rows(named=True) if (place := tuple(row[name] for name in key))
    ]  # fmt: skip
    schema = dict.fromkeys((*key, "breakdown", "statistic", "sentence"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row")


def _sentence(whole: dict[str, Any], falls: list[dict[str, Any]], history: History) -> str:
    edition = history.newest
    focus = group_named(edition, edition.focus)
    where = f"{area_named(history, whole['area_type'], whole['area'])}, {edition.label} indicator {whole['indicator']}"
    said = [f"{where}: {focus} people are {numbers.percentage(whole['value'] / 100)} of the workforce."]
    for row in falls:
        split = edition.breakdowns[row["breakdown"]].title.lower()
        if row["step"] < 0:
            said.append(
                f"By {split} their share falls most, by {numbers.points_in_words(row['step'] / 100)}, on the step up to "
                f"{row['title']} ({numbers.percentage(row['value'] / 100)}, {numbers.count(row['numerator'])} of "
                f"{numbers.quantity(row['denominator'], 'person', 'people')})."
            )
        else:
            said.append(f"By {split} their share falls on no step up.")
    return " ".join([*said, "Everyone is counted on one day: these are no samples and have no interval."])
