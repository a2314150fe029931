"""Small made-up histories for tests of findings: counts in, figures out by the program's own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from openwres.contracts.tables import TALLY_SCHEMA
from openwres.figures import calculate_figures
from openwres.figures.areas import Areas
from openwres.findings.history import History
from openwres.organisations import Area, Membership, Organisation, Register, register_of
from openwres.standards import load_standard

Counts = tuple[int | None, int | None, int | None, int | None]
"""White people, white events, BME people, BME events of one indicator."""

ITEMS = {
    "2": ("shortlisted", "appointed", ""),
    "3": ("staff", "disciplined", "one-year"),
    "4": ("staff", "trained", ""),
    "5": ("asked-harassed-by-public", "harassed-by-public", ""),
    "7": ("asked-equal-opportunities", "equal-opportunities", "incl-dk"),
}


def tally(
    organisation: str, item: str, group: str, count: int | None, year: int = 2026, **other: object
) -> dict[str, object]:
    """One tally; a count of None is suppressed."""
    state = "value" if count is not None else "suppressed"
    row: dict[str, object] = {
        "standard": "wres", "year": year, "organisation": organisation, "item": item, "breakdown": "", "category": "",
        "classification": "wres", "group": group, "basis": "", "count": count, "value": None, "base": None,
        "state": state, "reason": "" if count is not None else "<5", "source": "extract",
    }  # fmt: skip
    return row | other


def counted(organisation: str, indicator: str, counts: Counts, year: int = 2026) -> list[dict[str, object]]:
    """The four tallies of an indicator."""
    people, events, basis = ITEMS[indicator]
    basis_of_people = basis if people.startswith("asked") else ""
    white, white_events, bme, bme_events = counts
    return [
        tally(organisation, people, "white", white, year, basis=basis_of_people),
        tally(organisation, people, "bme", bme, year, basis=basis_of_people),
        tally(organisation, events, "white", white_events, year, basis=basis),
        tally(organisation, events, "bme", bme_events, year, basis=basis),
    ]


def register(types: Mapping[str, str]) -> Register:
    """A register of organisations with their types, all in one nation."""
    return register_of(
        [Organisation(code, f"Trust {code}", kind) for code, kind in types.items()],
        [Membership(code, "nation", "england") for code in types],
        [Area("nation", "england", "England"), *(Area("type", kind, kind.title()) for kind in set(types.values()))],
    )


def history_of(tallies: Sequence[dict[str, object]], known: Register | None = None, standard: str = "wres") -> History:
    """The history of these tallies."""
    table = pl.DataFrame(list(tallies), schema=TALLY_SCHEMA, orient="row")
    loaded, figures = load_standard(standard), []
    years = sorted(table["year"].unique())
    for year in years:
        areas = Areas.of(known.areas_at(date(year, 3, 31)), sorted(known.by_code)) if known else None
        figures.append(calculate_figures(table.filter(pl.col("year") == year), loaded.edition(year), areas))
    return History(pl.concat(figures), table, {year: loaded.edition(year) for year in years}, known)
