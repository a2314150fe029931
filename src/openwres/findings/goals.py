"""The path of *A Model Employer* for each senior grade: how many people parity by 2028 asks for, beside how many there are.

A reconstruction and no figure of NHS England. What is to be expected if nothing changes is in `projection`.
"""

from __future__ import annotations

import polars as pl

from openwres.findings.goal_words import sentence
from openwres.findings.history import Asked, History
from openwres.findings.ladders import leadership_of, levels_of
from openwres.findings.moves import PLACE, staff_of, with_areas
from openwres.standards.model import Edition
from openwres.statistics.goals import METHOD, path_to_parity

FIRST, UNTIL = 2018, 2028
FIXED, MOVING = "fixed", "moving"
_KEY = [*PLACE, "category"]

SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    "area_type": pl.String,
    "area": pl.String,
    "statistic": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "classification": pl.String,
    "group": pl.String,
    "basis": pl.String,
    "future": pl.Int32,
    "since": pl.Int32,
    "start": pl.Int64,
    "start_of_all": pl.Int64,
    "share": pl.Float64,
    "value": pl.Float64,
    "target": pl.Int64,
    "end": pl.Float64,
    "each_year": pl.Float64,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "organisations": pl.Int32,
    "method": pl.String,
    "verified": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "sentence": pl.String,
}
"""Columns of the table. `basis` says which parity: `fixed`, the workforce share of the first year, or `moving`, that of each
year. `since` is the first year, with `start` people of the focus group among `start_of_all` in the band and the workforce
`share` in per cent that the path aims at. `value` is where the path stands in the `future` year, `target` the same in whole
people, `end` its end in 2028, `each_year` what it asks for a year. `numerator` of `denominator` were there in that year."""


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each organisation and area, band at the highest level, parity and year from the first to 2028."""
    edition = history.newest
    bands = _bands(edition)
    first = min((year for year in history.years if year >= FIRST), default=UNTIL)
    if not bands or first >= UNTIL:
        return pl.DataFrame(schema=SCHEMA)
    counts = _counts(history, bands, first)
    rows = _with_path(_by_year(counts, history.newest.year, first))
    told = _finished(rows, edition)
    said = [sentence(row, history, asked.organisation) for row in told.iter_rows(named=True)]
    return told.with_columns(sentence=pl.Series(said, dtype=pl.String)).select(list(SCHEMA))


def _bands(edition: Edition) -> dict[str, str]:
    """The band of each grade row at the highest level, clinical and non-clinical together."""
    scale = edition.grade_scale
    rows = levels_of(edition).get(leadership_of(edition), ())
    return {row: scale.rows[row].band for row in rows} if scale else {}


def _counts(history: History, bands: dict[str, str], first: int) -> pl.DataFrame:
    """By area, year and band: the focus group, everybody, and both in the whole workforce.

    Organisations without the first year have no path, and enter no area.
    """
    staff = staff_of(history).filter(pl.col("year") >= first)
    started = staff.filter(pl.col("year") == first).select("organisation").unique()
    now = staff.filter(pl.col("year") == history.newest.year).select("organisation").unique()
    placed = with_areas(staff.join(started, on="organisation").join(now, on="organisation"), history)
    own = pl.col("count").filter(pl.col("group") == history.newest.focus).sum()
    whole = placed.filter(pl.col("category") == "").group_by(*PLACE, "year").agg(
        whole_own=own, whole=pl.col("count").sum(), organisations=pl.col("organisation").n_unique()
    )  # fmt: skip
    band = pl.col("category").replace_strict(bands, default=None, return_dtype=pl.String)
    graded = (
        placed.with_columns(category=band)
        .drop_nulls("category")
        .group_by(*_KEY, "year")
        .agg(own=own, all=pl.col("count").sum())
    )
    return graded.join(whole, on=[*PLACE, "year"])


def _by_year(counts: pl.DataFrame, newest: int, first: int) -> pl.DataFrame:
    """Every year from the first to 2028 with what is known of it, of the first year, and of the newest one up to it."""
    start = counts.filter(pl.col("year") == first).select(
        *_KEY, start="own", start_of_all="all", start_share=pl.col("whole_own") / pl.col("whole")
    )
    years = pl.DataFrame({"future": range(first, UNTIL + 1)}, schema={"future": pl.Int32})
    rows = start.join(years, how="cross").join(counts.rename({"year": "future"}), on=[*_KEY, "future"], how="left")
    known = pl.col("all", "whole_own", "whole", "organisations").sort_by("future").forward_fill().over(_KEY)
    carried = rows.sort(*_KEY, "future").with_columns(known.name.prefix("known_"))
    fixed = carried.with_columns(basis=pl.lit(FIXED), people="start_of_all", share="start_share")
    moving = carried.with_columns(
        basis=pl.lit(MOVING), people="known_all", share=pl.col("known_whole_own") / pl.col("known_whole")
    )
    shown = (pl.col("future") >= newest) | pl.col("own").is_not_null()
    return pl.concat([fixed, moving]).filter(shown).with_columns(since=pl.lit(first))


def _with_path(rows: pl.DataFrame) -> pl.DataFrame:
    """Where the path stands in every row at once."""
    own, people, share, since, year = (
        rows[name].to_numpy() for name in ("start", "people", "share", "since", "future")
    )
    found = path_to_parity(own, people, share, since, UNTIL, year)
    return rows.with_columns(
        value=pl.Series(found.target).fill_nan(None), end=pl.Series(found.end).fill_nan(None),
        each_year=pl.Series(found.each_year).fill_nan(None), share=100 * pl.col("share"),
    )  # fmt: skip


def _finished(rows: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """State, reason and constants, in order."""
    none = pl.col("value").is_null()
    constants = {
        "standard": edition.standard, "year": edition.year, "statistic": "path_to_parity", "breakdown": "band",
        "classification": edition.main, "group": edition.focus, "method": METHOD, "verified": False, "sentence": "",
    }  # fmt: skip
    rows = rows.with_columns(
        **{name: pl.lit(value) for name, value in constants.items()},
        target=(pl.col("value") + 0.5).floor(), numerator="own", denominator="all", organisations="known_organisations",
        state=pl.when(none).then(pl.lit("not_calculable")).otherwise(pl.lit("value")),
        reason=pl.when(none).then(pl.lit("nobody_in_the_band")).otherwise(pl.lit("")),
    )  # fmt: skip
    ranks = {band.code: band.rank for band in edition.grade_scale.bands.values()} if edition.grade_scale else {}
    ordered = rows.sort(
        "area_type", "area", pl.col("category").replace_strict(ranks, return_dtype=pl.Int64), "basis", "future"
    )
    return ordered.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()])
