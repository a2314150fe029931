"""The share of organisations whose ratio is in the screening band, beside the share expected if all true ratios were 1.

The band is a convention of the standard; the chance of lying in it is worked out in `statistics.screening`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.display import numbers
from openwres.findings.areas import members, of_areas
from openwres.findings.compared import COUNTS, official
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named
from openwres.findings.peer_words import sides
from openwres.findings.peers import FEWEST_PEERS
from openwres.statistics.screening import METHODS as SCREENING
from openwres.statistics.screening import chance_in_band, expected_share

_KEY = ("standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "band_lower": pl.Float64,
    "band_upper": pl.Float64,
    "organisations": pl.Int32,
    "without_value": pl.Int32,
    "in_band": pl.Int32,
    "above_band": pl.Int32,
    "below_band": pl.Int32,
    "share": pl.Float64,
    "expected_share": pl.Float64,
    "expected_lower": pl.Float64,
    "expected_upper": pl.Float64,
    "confidence": pl.Float64,
    "state": pl.String,
    "reason": pl.String,
    "method": pl.String,
    "sentence": pl.String,
}
_CONFIDENCE = 0.95


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each area of the register, year and official ratio that has a band. Shares are between 0 and 1.

    `expected_lower` and `expected_upper` are the limits within which chance alone would leave the share.
    """
    rows = official(history, ("relative_likelihood",)).filter(~pl.col("stock"))
    rows = _with_chances(rows.join(_bands(history), on=["year", "indicator"]))
    listed = members(history, rows)
    known = (pl.col("state") == "value") & pl.col("chance").is_not_null()
    value = pl.col("value").filter(known)
    found = listed.group_by(*_KEY, "band_lower", "band_upper").agg(
        organisations=value.len(), without_value=pl.len() - value.len(),
        in_band=pl.col("in_band").filter(known).sum(), above_band=(value > pl.col("band_upper").first()).sum(),
        below_band=(value < pl.col("band_lower").first()).sum(), chances=pl.col("chance").filter(known),
    )  # fmt: skip
    found = of_areas(_with_shares(found), history, asked)
    said = [_sentence(row, history) for row in found.iter_rows(named=True)]
    found = found.with_columns(sentence=pl.Series(said, dtype=pl.String))
    return found.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(_KEY)


def _bands(history: History) -> pl.DataFrame:
    bands = [
        (year, i.name, *i.non_adverse)
        for year, edition in history.editions.items()
        for i in edition.indicators
        if i.non_adverse
    ]
    schema = {"year": pl.Int32, "indicator": pl.String, "band_lower": pl.Float64, "band_upper": pl.Float64}
    return pl.DataFrame(bands, schema=schema, orient="row")


def _with_chances(rows: pl.DataFrame) -> pl.DataFrame:
    """Each row with the chance that its ratio lies in the band, the counts as they are; null where there are none."""
    chance = np.full(len(rows), np.nan)
    for (low, high), at in rows.with_row_index("at").filter("counted").group_by("band_lower", "band_upper"):
        x1, n1, x2, n2 = (at[name].cast(pl.Float64).to_numpy() for name in COUNTS)
        chance[at["at"].to_numpy()] = chance_in_band(n1, n2, x1 + x2, float(low), float(high))
    return rows.with_columns(chance=pl.Series(chance).fill_nan(None))


def _with_shares(found: pl.DataFrame) -> pl.DataFrame:
    expected = [expected_share(chances, _CONFIDENCE) for chances in found["chances"].to_list()]
    names = ("expected_share", "expected_lower", "expected_upper")
    schema = dict.fromkeys(names, pl.Float64)
    some = pl.col("organisations") > 0
    return found.with_columns(
        *pl.DataFrame(expected, schema=schema, orient="row").fill_nan(None),
        share=pl.when(some).then(pl.col("in_band") / pl.col("organisations")), confidence=pl.lit(_CONFIDENCE),
        state=pl.when(some).then(pl.lit("value")).otherwise(pl.lit("missing")),
        reason=pl.when(some).then(pl.lit("")).otherwise(pl.lit("no_organisation_has_it")),
        method=pl.lit(SCREENING[0].code),
    )  # fmt: skip


def _sentence(row: dict[str, Any], history: History) -> str:
    if row["year"] != history.years[-1] or row["state"] != "value" or row["organisations"] < FEWEST_PEERS:
        return ""
    area = area_named(history, row["area_type"], row["area"])
    band = numbers.interval(row["band_lower"], row["band_upper"])
    low, high = (numbers.percentage(row[name]) for name in ("expected_lower", "expected_upper"))
    return (
        f"{area}, indicator {row['indicator']}, {row['year']}: {row['in_band']} of {row['organisations']} organisations "
        f"({numbers.percentage(row['share'])}) have a ratio {sides(row, history.editions[row['year']])} in the screening "
        f"band {band}; if every true ratio were 1, {numbers.percentage(row['expected_share'])} would be expected there "
        f"({low} to {high} by chance)."
    )
