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

    @property
    def newest(self) -> Edition:
        """The edition of the newest year."""
        return self.editions[self.years[-1]]

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

    `organisation` names the one that is asked about; empty: all of them. `peers` says who its peers are, as `peers`
    describes it. `outcomes` are outcomes of organisations that were measured elsewhere.
    """

    organisation: str = ""
    peers: str = "all"
    outcomes: tuple[Outcome, ...] = ()
