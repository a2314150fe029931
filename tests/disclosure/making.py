"""Small releases to attack: counts of organisations and their areas, written as short as possible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA
from openwres.standards import load_standard
from openwres.standards.model import Edition

Key = tuple[str, str, str]  # category, group, indicator where it is an area's


def edition(year: int = 2026) -> Edition:
    return load_standard("wres").edition(year)


def counts(
    numbers: Mapping[str, int | None],
    item: str = "staff",
    area: str = "ZZ1",
    year: int = 2026,
    indicator: str = "",
    organisations: int | None = None,
    area_type: str = "organisation",
    basis: str = "",
) -> pl.DataFrame:
    """Counts of one item and place. A name is `GROUP`, `CATEGORY GROUP` or `CLASSIFICATION:GROUP`; a number that is None is hidden."""
    rows = []
    for name, number in numbers.items():
        category, _, group = name.rpartition(" ")
        classification, _, group = group.rpartition(":")
        state, reason = ("suppressed", "disclosive") if number is None else ("value", "")
        rows.append({
            "standard": "wres", "year": year, "area_type": area_type, "area": area, "indicator": indicator, "item": item,
            "breakdown": breakdown_of(category), "category": category, "classification": classification or "wres",
            "group": group, "basis": basis, "count": number, "value": None, "base": None,
            "organisations": organisations, "expected": organisations, "state": state, "reason": reason,
        })  # fmt: skip
    return pl.DataFrame(rows, schema=COUNT_SCHEMA, orient="row").sort(COUNT_KEY)


def breakdown_of(category: str) -> str:
    """Which breakdown of the WRES a category is of."""
    if not category or category.endswith("-to-vsm"):
        return "grade" if category else ""
    return next(
        code for code in ("grade", "tier", "source", "membership") if category in edition().breakdowns[code].categories
    )


def members(*organisations: str, area_type: str = "nation", area: str = "england") -> pl.DataFrame:
    """Organisations that belong to one area."""
    rows = [(code, area_type, area) for code in organisations]
    return pl.DataFrame(rows, schema=dict.fromkeys(("organisation", "area_type", "area"), pl.String), orient="row")


def together(tables: Iterable[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(list(tables)).sort(COUNT_KEY)
