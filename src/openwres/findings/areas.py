"""Which organisations belong to which areas in each year, for findings about areas."""

from __future__ import annotations

import polars as pl

from openwres.findings.history import Asked, History

_SCHEMA = {"year": pl.Int32, "area": pl.String, "of_type": pl.String, "of_area": pl.String}


def members(history: History, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of organisations, once for each area that the organisation belongs to, as `area_type` and `area`.

    The organisation is then called `organisation`. Without a register nothing is known of areas and no row is left.
    """
    belonging = _belonging(history)
    return (
        rows.drop("area_type").join(belonging, on=["year", "area"])
        .rename({"area": "organisation", "of_type": "area_type", "of_area": "area"})
    )  # fmt: skip


def of_areas(table: pl.DataFrame, history: History, asked: Asked) -> pl.DataFrame:
    """The rows of areas to which the organisation that is asked about belongs; all rows where none is asked about."""
    if not asked.organisation:
        return table
    own = _belonging(history).filter(pl.col("area") == asked.organisation)
    own = own.select("year", pl.col("of_type").alias("area_type"), pl.col("of_area").alias("area"))
    return table.join(own, on=["year", "area_type", "area"], how="semi")


def _belonging(history: History) -> pl.DataFrame:
    register = history.register
    if register is None:
        return pl.DataFrame(schema=_SCHEMA)
    rows = [
        (year, organisation, area_type, area)
        for year, edition in history.editions.items()
        for organisation, area_type, area in register.areas_at(register.geography_date(edition.snapshot))
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")
