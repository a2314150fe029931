"""Histories of people who were followed, written out as sparse counts: what is not named is zero, as counting writes it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA, TALLY_SCHEMA
from openwres.findings.history import History
from openwres.findings.moves import own_rows
from openwres.organisations import Register
from openwres.standards import load_standard

Counts = Mapping[tuple[str, str, str], int]
"""Counts by item, category (a grade row or a step) and group."""
ITEMS = ("staff", "stayed", "moved-up", "moved-otherwise", "left", "joined")
GROUPS = ("white", "bme", "unknown")


def history(
    counts: Mapping[tuple[int, str], Counts], register: Register | None = None, state: str = "value"
) -> History:
    """A history of the counts of each year and organisation; grades add up to the whole."""
    standard = load_standard("wres")
    years = sorted({year for year, _ in counts})
    rows = [row for (year, code), its in counts.items() for row in _rows(year, code, its, state)]
    tallies = pl.DataFrame(rows, schema=TALLY_SCHEMA)
    return History(pl.DataFrame(schema=FIGURE_SCHEMA), tallies, {y: standard.edition(y) for y in years}, register)


def _rows(year: int, code: str, counts: Counts, state: str) -> list[dict[str, object]]:
    edition = load_standard("wres").edition(year)
    steps, grades, rows = list(edition.breakdowns["step"].categories), own_rows(edition), []
    items = {item for item, _, _ in counts}
    items = items if items == {"staff"} else set(ITEMS)
    for item in items:
        for group in GROUPS:
            whole = sum(n for (i, c, g), n in counts.items() if (i, g) == (item, group) and c in grades)
            places = [("", "", whole), *(("grade", c, counts.get((item, c, group), 0)) for c in grades)]
            if item.startswith("moved"):
                places += [("step", c, counts.get((item, c, group), 0)) for c in steps]
            for breakdown, category, n in places:
                constants = {
                    "standard": "wres",
                    "year": year,
                    "organisation": code,
                    "classification": "wres",
                    "basis": "",
                }
                told = {
                    "count": n if state == "value" or item == "staff" else None,
                    "state": "value" if item == "staff" else state,
                }
                rows.append({**dict.fromkeys(TALLY_SCHEMA), **constants, **told, "item": item, "breakdown": breakdown,
                             "category": category, "group": group, "reason": "", "source": "extract"})  # fmt: skip
    return rows
