"""Histories typed as counts, for the tests of findings that compare areas, strata and characteristics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.figures.areas import Areas
from openwres.findings.history import History
from openwres.organisations import Area, Membership, Organisation, register_of
from openwres.standards import load_standard

WRES = load_standard("wres")
Where = tuple[str, str, str]
Counts = Mapping[str, int | None]


def tallies(
    organisation: str, item: str, counts: Counts, *where: str, year: int = 2026, basis: str = ""
) -> pl.DataFrame:
    """Tallies of one item by group; `where` is breakdown, category and classification. None is a hidden count."""
    breakdown, category, classification = (*where, *("", "", "wres")[len(where) :])
    rows = [
        {
            "standard": "wres", "year": year, "organisation": organisation, "item": item, "breakdown": breakdown,
            "category": category, "classification": classification, "group": group, "basis": basis, "count": count,
            "state": "suppressed" if count is None else "value", "reason": "", "source": "extract",
        }
        for group, count in counts.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=TALLY_SCHEMA)


def history(made: Iterable[pl.DataFrame], places: Mapping[str, Sequence[tuple[str, str]]] | None = None) -> History:
    """The history that such tallies make; `places` are the areas of each organisation, as pairs of type and area."""
    together = pl.concat(made)
    register = None
    if places is not None:
        begun = date(2010, 4, 1)
        areas = {place for its in places.values() for place in its}
        register = register_of(
            [Organisation(code, f"Trust {code}", opened=begun) for code in places],
            [Membership(code, *place, begun, None) for code, its in places.items() for place in its],
            [Area(kind, code, f"Area {code}") for kind, code in sorted(areas)],
        )
    years = sorted(together["year"].unique())
    editions = {year: WRES.edition(year) for year in years}
    figures = []
    for year, edition in editions.items():
        known = together.filter(pl.col("year").is_in([year, year - 1]))
        members = [(code, *place) for code, its in (places or {}).items() for place in its]
        figures.append(calculate_figures(known, edition, Areas.of(members, list(places)) if places else None))
    return History(pl.concat(figures), together, editions, register)
