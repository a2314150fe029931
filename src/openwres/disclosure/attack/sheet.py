"""All published counts as one sheet: a row for each place in each release, a column for each slot.

What follows from the numbers is worked out elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from openwres.contracts.tables import COUNT_SCHEMA, State
from openwres.disclosure.attack.knowledge import Knowledge, Rounding
from openwres.disclosure.attack.rules import Grid, Rule, Slot, grids_of, rules_of, slots_of, years_of
from openwres.standards.model import Edition

ABSENT, SHOWN, HIDDEN = 0, 1, 2
ORGANISATION = "organisation"
_PLACE = ["release", "year", "area_type", "area", "indicator"]
_SLOT = list(Slot._fields)
Array = np.ndarray[Any, np.dtype[Any]]


class Place(NamedTuple):
    """Whose counts: an organisation's, or those of an area for one indicator, in one release (0 is the one attacked)."""

    release: int
    year: int
    area_type: str
    area: str
    indicator: str


@dataclass(frozen=True)
class Sheet:
    """`state` and `number` of each place and slot, and for areas how many organisations each count is of.

    A count that was rounded is hidden `within` so many of its number. What is `worked_out` from a percentage, or adds up
    counts that were, need not add up with others.
    """

    places: tuple[Place, ...]
    slots: dict[Slot, int]
    rules: tuple[Rule, ...]
    state: Array
    number: Array
    organisations: Array
    within: Array
    worked_out: Array

    @property
    def cells(self) -> int:
        """How many cells the sheet has; a cell's number is its place times the slots plus its slot."""
        return self.state.size

    def as_published(self) -> Sheet:
        """The sheet with rounded counts as if they were true: what is calculated from published counts."""
        return replace(self, state=np.where(self.within > 0, SHOWN, self.state))

    def places_by(self, release: int) -> dict[tuple[int, str, str, str], int]:
        """The places of one release by year, area and indicator."""
        return {place[1:]: n for n, place in enumerate(self.places) if place.release == release}


def sheet_of(counts: pl.DataFrame, earlier: Sequence[pl.DataFrame], edition: Edition, knowledge: Knowledge) -> Sheet:
    """The sheet of a release and of what earlier ones say that bears on it."""
    (year,) = counts["year"].unique().to_list()
    before = [_bearing(one, year, edition, knowledge) for one in earlier]
    rows = pl.concat(
        [one.select(list(COUNT_SCHEMA)).with_columns(release=pl.lit(n)) for n, one in enumerate([counts, *before])]
    )
    rows = rows.filter(pl.col("standard") == edition.standard).with_columns(_number())
    grids = grids_of((Grid(*row) for row in rows.select(Grid._fields).unique().iter_rows()), edition)
    slots = {slot: n for n, slot in enumerate(s for grid in grids for s in slots_of(grid, edition, knowledge))}
    sheet = _filled(rows, slots, tuple(rules_of(grids, edition, knowledge)))
    return _rounded(sheet, [knowledge.rounding, *knowledge.before])


def _bearing(counts: pl.DataFrame, year: int, edition: Edition, knowledge: Knowledge) -> pl.DataFrame:
    """The rows of an earlier release that bear on this one: the same year, and other years within a longer window."""
    spans = {
        item: max((years_of(edition, knowledge, item, basis) for basis in {*found.bases, *knowledge.spans}), default=1)
        for item, found in edition.items.items()
        if any(basis.years > 1 for basis in found.bases.values())
    }
    longest = max(spans.values(), default=1)
    near = (pl.col("year") - year).abs() < longest
    return counts.filter((pl.col("year") == year) | (near & pl.col("item").is_in(list(spans))))


def _number() -> pl.Expr:
    """A count, or what a percentage with its base says that it is."""
    return pl.coalesce("count", (pl.col("value") * pl.col("base") / 100).round()).cast(pl.Float64).alias("number")


def _filled(rows: pl.DataFrame, slots: dict[Slot, int], rules: tuple[Rule, ...]) -> Sheet:
    places = [Place(*row) for row in rows.select(_PLACE).unique().sort(_PLACE).iter_rows()]
    names = pl.DataFrame(list(slots), schema=dict.fromkeys(_SLOT, pl.String), orient="row").with_row_index("slot")
    where = pl.DataFrame(places, schema=_PLACE, orient="row").cast({"year": pl.Int32, "release": pl.Int32})
    found = rows.join(where.with_row_index("place"), on=_PLACE).join(names, on=_SLOT)
    shown = (pl.col("state") == str(State.VALUE)) & pl.col("number").is_not_null()
    hidden = pl.col("state") == str(State.SUPPRESSED)
    found = found.with_columns(
        known=pl.when(shown).then(SHOWN).when(hidden).then(HIDDEN).otherwise(ABSENT).cast(pl.Int8),
        number=pl.when(shown).then("number").otherwise(0.0),
    )
    at = found["place"].to_numpy(), found["slot"].to_numpy()
    shape = len(places), len(slots)
    state, number, organisations = np.zeros(shape, np.int8), np.zeros(shape), np.full(shape, -1, np.int32)
    worked_out = np.zeros(shape, bool)
    worked_out[at] = found.select(_worked_out()).to_series().to_numpy()
    state[at], number[at] = found["known"].to_numpy(), found["number"].to_numpy()
    organisations[at] = found["organisations"].fill_null(-1).to_numpy()
    return Sheet(tuple(places), slots, rules, state, number, organisations, np.zeros(shape, np.int16), worked_out)


def _worked_out() -> pl.Expr:
    given = pl.col("value").is_not_null()
    return given | (given.any().over("release", "item") & (pl.col("area_type") != ORGANISATION))


def _rounded(sheet: Sheet, roundings: Sequence[Rounding | None]) -> Sheet:
    """The sheet with counts of releases that round as hidden ones near their number."""
    within, items = sheet.within.copy(), np.array([slot.item for slot in sheet.slots])
    for release, rounding in enumerate(roundings):
        if rounding:
            mine = np.array([place.release == release for place in sheet.places], bool)
            within[np.ix_(mine, ~np.isin(items, list(rounding.exact)))] = rounding.within
    within[sheet.state != SHOWN] = 0
    return replace(sheet, within=within, state=np.where(within > 0, HIDDEN, sheet.state))
