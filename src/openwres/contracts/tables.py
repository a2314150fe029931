"""The columns of the two tables that everything passes through: tallies and figures.

One row of a tally is one count; one row of a figure is one computed result with its doubt.
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl


class State(StrEnum):
    """What a tally or figure is: a value, or why there is none. Zero is a value."""

    VALUE = "value"
    SUPPRESSED = "suppressed"
    MISSING = "missing"
    NOT_COLLECTED = "not_collected"
    NOT_CALCULABLE = "not_calculable"


class Source(StrEnum):
    """Where a tally comes from."""

    PREFILLED = "prefilled"
    EXTRACT = "extract"
    VERIFIED = "verified"
    PUBLISHED = "published"


TALLY_KEY = ("standard", "year", "organisation", "item", "breakdown", "category", "classification", "group", "basis")

TALLY_SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    "organisation": pl.String,
    "item": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "classification": pl.String,
    "group": pl.String,
    "basis": pl.String,
    "count": pl.Int64,
    "value": pl.Float64,
    "base": pl.Int64,
    "state": pl.String,
    "reason": pl.String,
    "source": pl.String,
}

FIGURE_KEY = (
    "standard", "year", "edition", "area_type", "area", "indicator", "statistic",
    "breakdown", "category", "classification", "group", "basis", "variant",
)  # fmt: skip

FIGURE_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(FIGURE_KEY, pl.String),
    "year": pl.Int32,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "confidence": pl.Float64,
    "method": pl.String,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "reference_numerator": pl.Int64,
    "reference_denominator": pl.Int64,
    "organisations": pl.Int32,
    "expected": pl.Int32,
    "adverse": pl.String,
    "in_band": pl.Boolean,
    "excludes_one": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "verified": pl.Boolean,
    "receipt": pl.String,
}

COUNT_KEY = (
    "standard", "year", "area_type", "area", "indicator", "item",
    "breakdown", "category", "classification", "group", "basis",
)  # fmt: skip

COUNT_SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(COUNT_KEY, pl.String),
    "year": pl.Int32,
    "count": pl.Int64,
    "value": pl.Float64,
    "base": pl.Int64,
    "organisations": pl.Int32,
    "expected": pl.Int32,
    "state": pl.String,
    "reason": pl.String,
}
"""The counts of a release, of organisations and areas. `indicator` is empty for an organisation's. An area's counts are those
of one indicator, because only organisations that have every item of the indicator enter its total."""
