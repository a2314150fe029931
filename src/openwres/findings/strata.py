"""Why two groups fare differently: a ratio of rates within the strata of a breakdown, such as grades, beside the raw one.

A ratio whose question is the grade itself, such as a composition, is never adjusted for it; formulas are in `statistics`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named, group_named
from openwres.standards.model import Breakdown, Edition, Indicator
from openwres.statistics import strata

VARIANT = "stratified"
METHOD = "mantel-haenszel-ratio"
CONFIDENCE = 0.95
ENOUGH_PLACED = 0.95
"""Below this share of people whose stratum is known, the sentence tells it."""

HARDLY = 0.05
"""Below this share of the log ratio, what goes with the mix is called hardly any."""

COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
_KEY = (
    "standard",
    "year",
    "area_type",
    "area",
    "indicator",
    "statistic",
    "breakdown",
    "classification",
    "group",
    "basis",
)
_NUMBERS = (
    "value", "lower", "upper", "raw", "raw_lower", "raw_upper", "log_share_of_mix", "difference", "difference_lower",
    "difference_upper", "mix_points", "within_points", "homogeneity", "homogeneity_p_value", "placed",
)  # fmt: skip
_WHOLE = ("strata", "strata_without_both", "strata_not_known")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in (*_KEY, "variant")},
    **dict.fromkeys(_NUMBERS, pl.Float64),
    **dict.fromkeys(_WHOLE, pl.Int32),
    "carried_by": pl.String,
    **{name: FIGURE_SCHEMA[name] for name in (*COUNTS, "adverse", "confidence", "method", "state", "reason")},
    "sentence": pl.String,
}
_LIMITED = ("lower", "upper", "confidence", "method", "placed", *_WHOLE)
_MOST_CARRIERS = 3


def find(history: History, _: Asked) -> pl.DataFrame:
    """One row for each area, flow with a ratio, and breakdown of it, of the newest year."""
    edition = history.newest
    newest = history.figures.filter(
        year=edition.year, statistic="relative_likelihood", variant="official", classification=edition.main
    )
    tables = [_of_breakdown(newest, i, b) for i in edition.indicators for b in stratifying(edition, i)]
    if not tables:
        return pl.DataFrame(schema=SCHEMA)
    table = pl.concat(tables)
    said = [_sentence(row, history) for row in table.iter_rows(named=True)]
    table = table.with_columns(sentence=pl.Series(said, dtype=pl.String))
    return table.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(_KEY)


def stratifying(edition: Edition, indicator: Indicator) -> Iterator[Breakdown]:
    """The breakdowns of a flow with a ratio whose categories are strata: they do not overlap, but for parts of others."""
    if indicator.kind == "relative_likelihood" and not edition.is_stock(indicator):
        for code in indicator.breakdowns:
            breakdown = edition.breakdowns[code]
            if not breakdown.splits and not breakdown.of:
                yield breakdown


def _of_breakdown(newest: pl.DataFrame, indicator: Indicator, breakdown: Breakdown) -> pl.DataFrame:
    figures = newest.filter(indicator=indicator.name)
    codes = [code for code, category in breakdown.categories.items() if not category.part_of]
    whole = figures.filter(breakdown="").sort(_KEY)
    place = ["area_type", "area", "basis"]
    order = whole.select(*place).with_row_index("line")
    parts = figures.filter(pl.col("breakdown") == breakdown.code, pl.col("category").is_in(codes))
    cells = order.join(parts, on=place, how="inner")
    arrays = [_laid_out(cells, name, len(whole), codes) for name in COUNTS]
    known = ~np.isnan(arrays[0]) & ~np.isnan(arrays[1]) & ~np.isnan(arrays[2]) & ~np.isnan(arrays[3])
    counts = [np.where(known, column, 0.0) for column in arrays]
    found = whole.select(
        *(name for name in _KEY if name != "breakdown"), *COUNTS, "adverse",
        raw="value", raw_lower="lower", raw_upper="upper", raw_state="state", raw_reason="reason",
        breakdown=pl.lit(breakdown.code), variant=pl.lit(VARIANT),
    ).with_columns(pl.Series(name, column) for name, column in _calculated(counts, known, codes, breakdown).items())  # fmt: skip
    return _with_state(_measured(found), _states(order, cells))


def _laid_out(
    cells: pl.DataFrame, name: str, lines: int, codes: Sequence[str]
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The counts as areas x strata, NaN where there is none."""
    laid = np.full((lines, len(codes)), np.nan)
    at = {code: place for place, code in enumerate(codes)}
    columns = np.array([at[code] for code in cells["category"]], dtype=int)
    laid[cells["line"].to_numpy(), columns] = cells[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
    return laid


def _calculated(counts: Sequence[Any], known: Any, codes: Sequence[str], breakdown: Breakdown) -> dict[str, Any]:
    x1, n1, x2, n2 = counts
    value, limits = strata.strata_ratio(x1, n1, x2, n2), strata.strata_ratio_interval(x1, n1, x2, n2, CONFIDENCE)
    apart = strata.strata_difference_interval(x1, n1, x2, n2, CONFIDENCE)
    test, parts = strata.homogeneity(x1, n1, x2, n2), strata.mix_of_strata(x1, n1, x2, n2)
    titles = [breakdown.categories[code].title for code in codes]
    return {
        "value": value, "lower": limits.lower, "upper": limits.upper,
        "difference": 100 * strata.strata_difference(x1, n1, x2, n2),
        "difference_lower": 100 * apart.lower, "difference_upper": 100 * apart.upper,
        "homogeneity": test.statistic, "homogeneity_p_value": test.p_value,
        "mix_points": 100 * parts.mix.sum(axis=-1), "within_points": 100 * parts.within.sum(axis=-1),
        "strata": ((n1 > 0) & (n2 > 0)).sum(axis=-1), "strata_without_both": ((n1 > 0) != (n2 > 0)).sum(axis=-1),
        "strata_not_known": (~known).sum(axis=-1), "people": (n1 + n2).sum(axis=-1),
        "pooled": _pooled(x1, n1, x2, n2), "carried_by": [_carriers(row, titles) for row in parts.mix],
    }  # fmt: skip


def _pooled(x1: Any, n1: Any, x2: Any, n2: Any) -> Any:
    """The raw ratio of the people whose stratum is known."""
    over, under = x1.sum(axis=-1) * n2.sum(axis=-1), x2.sum(axis=-1) * n1.sum(axis=-1)
    return np.where((over > 0) & (under > 0), over / np.where(under > 0, under, 1.0), np.nan)


def _carriers(parts: Any, titles: Sequence[str]) -> str:
    """The strata that carry most of what goes with the mix, the largest first, in its direction."""
    total = parts.sum()
    if not np.isfinite(total) or abs(total) < 1e-12:
        return ""
    order = np.argsort(-np.sign(total) * parts, kind="stable")[:_MOST_CARRIERS]
    return "; ".join(titles[at] for at in order if np.sign(total) * parts[at] > 0)


def _measured(found: pl.DataFrame) -> pl.DataFrame:
    """The share of the raw log ratio that goes with the mix, and the share of people whose stratum is known.

    The share is of nothing much where the raw interval includes 1, and is then left out.
    """
    shown = (pl.col("raw_lower") > 1) | (pl.col("raw_upper") < 1)
    share = 1 - pl.col("value").log() / pl.col("pooled").log()
    finite = pl.when(pl.col(pl.Float64).is_finite()).then(pl.col(pl.Float64))
    return found.with_columns(finite).with_columns(
        log_share_of_mix=pl.when(shown & (pl.col("value") > 0) & (pl.col("pooled") != 1)).then(share),
        placed=pl.col("people") / pl.sum_horizontal("denominator", "reference_denominator"),
    )


def _states(order: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """What stands in place of the strata of each area where it has none: the state of the first of them."""
    first = cells.sort("line").group_by("line", maintain_order=True).agg(
        pl.col("state").filter(pl.col("denominator").is_null()).first().alias("part_state"),
        pl.col("reason").filter(pl.col("denominator").is_null()).first().alias("part_reason"),
    )  # fmt: skip
    return order.join(first, on="line", how="left").sort("line").select("part_state", "part_reason")


def _with_state(found: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    value, missing = str(State.VALUE), str(State.MISSING)
    found = pl.concat([found, parts], how="horizontal")
    nothing, no_ratio = pl.col("strata") == 0, pl.col("value").is_null()
    uncalculable = str(State.NOT_CALCULABLE)
    of_raw = pl.col("raw_state").is_in([value, uncalculable])
    state = (
        pl.when(~of_raw).then("raw_state")
        .when(nothing & (pl.col("strata_without_both") == 0)).then(pl.col("part_state").fill_null(missing))
        .when(nothing | no_ratio).then(pl.lit(uncalculable)).otherwise(pl.lit(value))
    )  # fmt: skip
    reason = (
        pl.when(~of_raw).then("raw_reason")
        .when(nothing & (pl.col("strata_without_both") == 0)).then(pl.col("part_reason").fill_null("no_breakdown"))
        .when(nothing).then(pl.lit("no_stratum_with_both_groups"))
        .when(no_ratio).then(pl.lit("no_events_to_compare_with")).otherwise(pl.lit(""))
    )  # fmt: skip
    found = found.with_columns(state=state, reason=reason, confidence=pl.lit(CONFIDENCE), method=pl.lit(METHOD))
    stated = pl.col("state") == value
    # Without a ratio there may be a limit all the same, as of the official value.
    limited = stated | (of_raw & no_ratio & pl.col("lower").is_not_null())
    told = dict.fromkeys((*_NUMBERS, *_WHOLE, "carried_by"), stated) | dict.fromkeys(_LIMITED, limited)
    return found.with_columns(
        pl.when(when).then(pl.col(name)).alias(name) for name, when in told.items() if not name.startswith("raw")
    )


def _sentence(row: dict[str, Any], history: History) -> str:
    edition = history.newest
    where = f"{area_named(history, row['area_type'], row['area'])}, {edition.label} indicator {row['indicator']}"
    split = edition.breakdowns[row["breakdown"]].title.lower()
    if row["state"] in (State.MISSING, State.NOT_COLLECTED) and row["raw"] is not None:
        return f"{where}: no value within {split}, because the counts by {split} were not collected."
    if row["state"] == State.NOT_CALCULABLE and row["lower"] is not None:
        return f"{where}: {_limit(row, edition, split)} {_beside(split)}"
    if row["state"] != State.VALUE or row["raw"] is None:
        return ""
    said = [f"{where}: {_ratios(row, edition, split)}", _mix(row, split), _homogeneous(row), _known(row, split)]
    return " ".join([*filter(None, said), _beside(split)])


def _ratios(row: dict[str, Any], edition: Edition, split: str) -> str:
    over, under = (group_named(edition, group) for group in row["group"].split(":"))
    interval = ""
    if row["lower"] is not None:
        limits = numbers.interval(row["lower"], row["upper"], lambda limit: numbers.ratio(limit, (1,)))
        interval = f" (95% interval {limits}, Mantel-Haenszel)"
    return (
        f"the official ratio, {over} over {under}, is {numbers.ratio(row['raw'], (1,))}; within the same {split} it is "
        f"{numbers.ratio(row['value'], (0, 1))}{interval}. Above 1 is adverse to {group_named(edition, edition.focus)} people."
    )


def _limit(row: dict[str, Any], edition: Edition, split: str) -> str:
    """What is left to say where nobody of the second group had the event."""
    over, under = (group_named(edition, group) for group in row["group"].split(":"))
    limits = numbers.interval(row["lower"], row["upper"], lambda limit: numbers.ratio(limit, (1,)))
    return (
        f"within the same {split} the ratio, {over} over {under}, cannot be calculated, because none of the {under} people "
        f"had the event; it is {limits} (95% interval, Mantel-Haenszel). Above 1 is adverse to "
        f"{group_named(edition, edition.focus)} people."
    )


def _mix(row: dict[str, Any], split: str) -> str:
    share = row["log_share_of_mix"]
    if share is None:
        return ""
    carried = f", most of all with {row['carried_by']}" if row["carried_by"] else ""
    if abs(share) < HARDLY:
        return f"Hardly any of the official disparity goes with how the groups are spread over {split}."
    if share < 0:
        return f"By {split} the groups are placed so that the official ratio is nearer to 1 than the ratios within it."
    if share > 1:
        return f"All of the official disparity goes with how the groups are spread over {split}{carried}."
    return f"Of the official disparity (as a log ratio), {numbers.percentage(share)} goes with how the groups are spread over {split}{carried}."


def _homogeneous(row: dict[str, Any]) -> str:
    p_value = row["homogeneity_p_value"]
    if p_value is None:
        return ""
    says = (
        "differ by more than chance alone would show" if p_value < 0.05 else "do not show a difference from each other"
    )
    return f"The ratios of the {row['strata']} strata {says} (score test of homogeneity, p-value {numbers.p_value(p_value)})."


def _known(row: dict[str, Any], split: str) -> str:
    if row["placed"] >= ENOUGH_PLACED:
        return ""
    return f"The {split} is known of {numbers.percentage(row['placed'])} of those counted."


def _beside(split: str) -> str:
    return (
        f"This stands beside the official value, never instead of it: how people come to be spread over {split} may itself "
        "be unequal, and is no excuse."
    )
