"""Figures as series over comparable years: one block of arrays for each indicator, one row for each area and part.

What a series shows is found in `trends`, `hard_nuts` and `improvers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from openwres.contracts.tables import State
from openwres.findings.history import History
from openwres.standards.model import Edition, Indicator

if TYPE_CHECKING:
    from numpy import bool_, float64
    from numpy.typing import NDArray

    from openwres.statistics.pooling import Sums

    Floats = NDArray[float64]
    Truths = NDArray[bool_]

KEY = ("area_type", "area", "indicator", "statistic", "breakdown", "category", "classification", "group", "basis")
RATIO, GAP, STOCK = "ratio", "gap", "stock"
WOBBLE = {RATIO: 0.05, GAP: 0.005}
"""Half of all organisations are taken to stray less than this in a year: 5% of a ratio, 0.5 points of a gap."""

_RATIOS = ("relative_likelihood", "disparity_ratio")
_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
_POOLED_YEARS = 3


@dataclass(frozen=True)
class Series:
    """The series of one indicator. Arrays are series by years; `values` are those of the figures, NaN where there is none.

    `counted` says where all four counts are there, `x1` of `n1` people and so on, 0 elsewhere. `sign` is 1 where a rise
    is adverse, -1 where a fall is, 0 where neither is. `window` is how many years of events one figure holds.
    """

    indicator: Indicator
    keys: pl.DataFrame
    kind: str
    logs: bool
    sign: int
    window: int
    years: Floats
    values: Floats
    counted: Truths
    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats

    @property
    def parity(self) -> float:
        """The value at which both groups fare alike."""
        return 1.0 if self.logs else 0.0

    @property
    def counts(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Events and people of the first group, then of the second."""
        return self.x1, self.n1, self.x2, self.n2

    @property
    def recent(self) -> Truths:
        """The years of events that lie within the newest three, where counted."""
        inside = self.years - self.window + 1 > self.years[-1] - _POOLED_YEARS
        found: Truths = self.counted & inside[None, :]
        return found

    def pooled(self) -> Sums:
        """Sums of the newest three years at most."""
        from openwres.statistics.pooling import sums

        return sums(*self.counts, self.recent)


def all_series(history: History, area_types: Sequence[str] = ()) -> Iterator[Series]:
    """The series of every indicator whose figures are official in the newest year, for areas that have one of that year."""
    official = _official(history, area_types)
    for indicator in history.newest.indicators:
        rows = _rows(official, history, indicator)
        if indicator.official and (rows["year"] == history.years[-1]).any():
            yield _series(history, indicator, rows)


def window_of(edition: Edition, indicator: Indicator) -> int:
    """How many years of events one figure of the indicator holds."""
    event = edition.items.get(indicator.event)
    return max((event.bases[basis].years for basis in indicator.bases if event and basis in event.bases), default=1)


def years_used(history: History, indicator: Indicator) -> list[int]:
    """The comparable years whose windows do not overlap, counted back from the newest."""
    window = window_of(history.newest, indicator)
    return [year for year in history.comparable_years(indicator) if (history.years[-1] - year) % window == 0]


def _official(history: History, area_types: Sequence[str]) -> pl.DataFrame:
    """Official figures of the main classification, without the many rows that only a breakdown has."""
    figures = history.measures.filter(
        pl.col("classification") == history.newest.main,
        pl.col("statistic").is_in(["difference", "disparity_ratio"]) | (pl.col("breakdown") == ""),
    )
    return figures.filter(pl.col("area_type").is_in(list(area_types))) if area_types else figures


def _rows(official: pl.DataFrame, history: History, i: Indicator) -> pl.DataFrame:
    """The comparisons of an indicator in the years that are used; a share of one group where it compares none."""
    edition = history.newest
    figures = official.filter(pl.col("indicator") == i.name, pl.col("year").is_in(years_used(history, i)))
    if i.kind == "composition":
        return figures.filter(breakdown="", group=edition.focus)
    if i.kind in ("representation_gap", "disparity_ratio"):
        return figures
    if i.over and not i.under:
        return figures.filter(breakdown="", group=i.over)
    return figures.filter(pl.col("breakdown") == "", pl.col("statistic") != "yes")


def _series(history: History, i: Indicator, rows: pl.DataFrame) -> Series:
    import numpy as np

    keys = rows.filter(pl.col("year") == history.years[-1]).select(KEY).sort(KEY).with_row_index("at")
    years = np.array(years_used(history, i), dtype=float)
    placed = rows.join(keys, on=KEY).with_columns(
        usable=pl.col("state").is_in([str(State.VALUE), str(State.NOT_CALCULABLE)]) & pl.all_horizontal(pl.col(_COUNTS).is_not_null()),
        value=pl.when(pl.col("state") == str(State.VALUE)).then("value"),
    )  # fmt: skip
    at = placed["at"].to_numpy(), np.searchsorted(years, placed["year"].to_numpy())

    def table(column: str, nothing: float) -> Floats:
        found = np.full((len(keys), len(years)), nothing)
        found[at] = placed[column].cast(pl.Float64).fill_null(nothing).to_numpy()
        return found

    counts = [table(name, 0.0) for name in _COUNTS]
    counted = (table("usable", 0.0) > 0) & (counts[1] > 0) & (counts[3] > 0)
    if not history.newest.is_stock(i):  # more appointed than shortlisted says nothing of chance
        counted &= (counts[0] <= counts[1]) & (counts[2] <= counts[3])
    statistic = str(keys["statistic"][0])
    stock = history.newest.is_stock(i) or not counted.any()
    kind = STOCK if stock else RATIO if statistic in _RATIOS else GAP
    sign = {"above": 1, "below": -1}.get(i.adverse_side, 0) if i.adverse else 0
    return Series(
        i, keys.drop("at"), kind, statistic in _RATIOS, sign, window_of(history.newest, i), years, table("value", np.nan),
        counted, *counts,
    )  # fmt: skip
