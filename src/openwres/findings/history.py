"""What findings are made of: the figures and tallies of one standard over years, and what a reader asks of them.

Each kind of finding is a module beside this one with a function `find(history, asked)` that returns one table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from openwres.organisations import Register
from openwres.organisations.outcomes import Outcome
from openwres.standards.model import Edition, Indicator

_MEASURES = {
    "composition": "percentage",
    "relative_likelihood": "relative_likelihood",
    "survey_percentage": "gap",
    "representation_gap": "difference",
    "disparity_ratio": "disparity_ratio",
    "score": "gap",
    "yes_no": "yes",
}


def measure_of(i: Indicator) -> str:
    """The statistic that an indicator is read by; others stand beside it. Of one group alone it is the percentage itself."""
    return "percentage" if i.kind == "survey_percentage" and not i.under else _MEASURES[i.kind]


@dataclass(frozen=True)
class History:
    """Figures and tallies of several years of a standard, in the schemas of `contracts.tables`.

    `editions` holds the edition of each year that is there. The newest year is the one that findings speak of.
    """

    figures: pl.DataFrame
    tallies: pl.DataFrame
    editions: Mapping[int, Edition]
    register: Register | None = None

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years that are there, in order."""
        return tuple(sorted(self.editions))

    @cached_property
    def organisations(self) -> Mapping[int, tuple[str, ...]]:
        """The organisations that have figures, by year."""
        whole = (pl.col("area_type") == "organisation") & (pl.col("breakdown") == "")
        figures = (
            self.figures.lazy().filter(whole).select("year", "area").unique().collect()
        )  # lazily: two columns of thirty
        found = figures.sort("year", "area").group_by("year", maintain_order=True).agg("area")
        return {year: tuple(areas) for year, areas in found.iter_rows()}

    @property
    def newest(self) -> Edition:
        """The edition of the newest year."""
        return self.editions[self.years[-1]]

    @cached_property
    def measures(self) -> pl.DataFrame:
        """The official figures that indicators are read by, of every year, area and breakdown."""
        read = [(year, i.name, measure_of(i)) for year, e in self.editions.items() for i in e.indicators]
        schema = {"year": pl.Int32, "indicator": pl.String, "statistic": pl.String}
        read_by = pl.DataFrame(read, schema=schema, orient="row")
        return self.figures.filter(pl.col("variant") == "official").join(read_by, on=list(schema), how="semi")

    def until(self, year: int) -> History:
        """The history up to a year, which is then the newest."""
        kept = {known: edition for known, edition in self.editions.items() if known <= year}
        figures, tallies = (table.filter(pl.col("year") <= year) for table in (self.figures, self.tallies))
        return History(figures, tallies, kept, self.register)

    def comparable_years(self, indicator: Indicator) -> tuple[int, ...]:
        """The years whose values of the indicator compare with the newest one's: none before a break in its series.

        `indicator` is that of the newest edition.
        """
        begin = indicator.break_year or self.years[0]
        return tuple(year for year in self.years if year >= begin and self._has(year, indicator.name))

    def _has(self, year: int, name: str) -> bool:
        return any(indicator.name == name for indicator in self.editions[year].indicators)


@dataclass(frozen=True)
class Asked:
    """What a reader asks for beside the history.

    `organisation` names the one that is asked about; empty: all of them. `peers` says who its peers are, in a word of
    `peer_groups`; for `own` they are `own_peers`, pairs of organisation and group. `outcomes` are outcomes of organisations
    that were measured elsewhere. `seed` is that of what is simulated: the same seed gives the same findings.
    Without `sentences` those of peers, which are many, are left out.
    """

    organisation: str = ""
    peers: str = "all"
    own_peers: tuple[tuple[str, str], ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    seed: int = 1
    sentences: bool = True


@dataclass(frozen=True)
class Past:
    """Figures of every year, the newest among them, and the trends that they show, of the same organisations."""

    figures: pl.DataFrame
    trends: pl.DataFrame
