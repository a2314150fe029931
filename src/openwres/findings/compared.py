"""Which figures are compared among organisations, and their counts laid out as groups of peers.

What is said of them stands in `peers`, `spread`, `band_shares` and `places`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from openwres.findings.history import History
from openwres.findings.peer_groups import PeerGroup
from openwres.statistics.scores import GAP, RATIO, Comparisons, comparisons

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openwres.statistics.elementwise import Floats

    Places = NDArray[np.int64]

COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
SCALES = {"relative_likelihood": RATIO, "gap": GAP}
_ONE_OF_A_LIST = ["year", "indicator", "basis"]


def official(history: History, statistics: Sequence[str]) -> pl.DataFrame:
    """Official figures of these statistics for whole organisations, with `stock`, `counted` and `focus_first`.

    `counted` says that all four counts are there, so that chance can be told from difference: also where a ratio cannot
    be calculated because nobody of one group had the event, which says something all the same.
    """
    stocks = [
        (year, i.name, edition.is_stock(i)) for year, edition in history.editions.items() for i in edition.indicators
    ]
    kinds = pl.DataFrame(stocks, schema={"year": pl.Int32, "indicator": pl.String, "stock": pl.Boolean}, orient="row")
    main = pl.DataFrame(
        [(year, edition.main, edition.focus) for year, edition in history.editions.items()],
        schema={"year": pl.Int32, "classification": pl.String, "focus": pl.String}, orient="row",
    )  # fmt: skip
    rows = history.measures.filter(
        pl.col("area_type") == "organisation", pl.col("statistic").is_in(statistics),
        pl.col("breakdown") == "", pl.col("category") == "",
    )  # fmt: skip
    rows = rows.join(main, on=["year", "classification"]).join(kinds, on=["year", "indicator"])
    known = pl.all_horizontal(pl.col(name).is_not_null() for name in COUNTS)
    said = pl.col("state").is_in(["value", "not_calculable"])
    # More appointed than shortlisted is to confirm, and says nothing of chance.
    possible = (pl.col("numerator") <= pl.col("denominator")) & (
        pl.col("reference_numerator") <= pl.col("reference_denominator")
    )
    return rows.with_columns(
        counted=known & said & possible & ~pl.col("stock"),
        focus_first=pl.col("group").str.split(":").list.first() == pl.col("focus"),
    ).sort("year", "indicator", "basis", "area")


@dataclass(frozen=True)
class Laid:
    """Rows of figures laid out by groups of peers: one line for each year, indicator and group, members along it.

    `at` holds the row of each member, -1 where there is none; `judged` the line, place and row of those to be judged.
    """

    rows: pl.DataFrame
    names: tuple[str, ...]
    at: Places
    judged: Places

    @property
    def lines(self) -> pl.DataFrame:
        """What each line is of: year, indicator, basis and whatever else its first member says."""
        first: pl.DataFrame = self.rows[self.at.max(axis=1)]
        return first.with_columns(peers=pl.Series(self.names, dtype=pl.String))

    def column(self, name: str) -> Floats:
        """A column laid out, NaN where there is none."""
        values = self.rows[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        return np.where(self.at < 0, np.nan, values[self.at])

    def counts(self) -> Comparisons:
        """The counts laid out, without those from which chance cannot be told."""
        counted = self.column("counted") > 0
        return comparisons(*(np.where(counted, self.column(name), np.nan) for name in COUNTS))

    def of_judged(self, values: Any) -> Floats:
        """Of values for each line, or for each line and place, those of the judged."""
        line, place, _ = self.judged.T
        values = np.asarray(values)
        found: Floats = values[line] if values.ndim == 1 else values[line, place]
        return found


def laid_out(groups: Mapping[int, Sequence[PeerGroup]], rows: pl.DataFrame) -> Laid:
    """Rows of figures by groups of peers of their year; a row may be in several groups, or in none."""
    found = {key: n for n, key in enumerate(rows.select(*_ONE_OF_A_LIST, "area").iter_rows())}
    lists = rows.select(_ONE_OF_A_LIST).unique(maintain_order=True).rows()
    names: list[str] = []
    lines: list[list[int]] = []
    judged: list[tuple[int, int, int]] = []
    for one in lists:
        for group in groups[one[0]]:
            members = [at for member in group.members if (at := found.get((*one, member))) is not None]
            places = _judged(group, found, one, members)
            if places:
                judged += [(len(lines), place, at) for place, at in places]
                lines.append(members)
                names.append(group.name)
    width = max((len(line) for line in lines), default=1)
    padded = np.array([line + [-1] * (width - len(line)) for line in lines], dtype=np.int64).reshape(-1, width)
    return Laid(rows, tuple(names), padded, np.array(judged, dtype=np.int64).reshape(-1, 3))


def _judged(
    group: PeerGroup, found: dict[Any, int], one: tuple[Any, ...], members: Sequence[int]
) -> list[tuple[int, int]]:
    """Place within the group and row of those judged by it that have a figure."""
    place_of = {at: place for place, at in enumerate(members)}
    rows = [found.get((*one, organisation)) for organisation in group.judged]
    return [(place_of[at], at) for at in rows if at is not None]
