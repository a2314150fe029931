"""Many returns of one standard and year as one set of tables, which rules ask all at once.

What is asked of them is in `rules`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, State
from openwres.organisations import Register
from openwres.returns.celltext import read_typed
from openwres.returns.keys import Keys, keys_of
from openwres.returns.mergers import as_merged
from openwres.returns.model import PLACES_SCHEMA, TYPED_SCHEMA, ReturnVersion
from openwres.standards.model import Edition

PLACE = ["organisation", "item", "breakdown", "category", "group", "basis"]
"""The key of a tally of the main classification in one year."""

_Made = TypeVar("_Made")


@dataclass(frozen=True)
class Returns:
    """The returns that are checked, and what they are compared with.

    `before` and `peers` are tallies: of the year before of any organisations, and of this year of others. `last` is the
    edition of the year before, where there is one.
    """

    edition: Edition
    last: Edition | None
    versions: Sequence[ReturnVersion]
    before: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TALLY_SCHEMA))
    peers: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TALLY_SCHEMA))
    register: Register | None = None
    _memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def once(self, name: str, make: Callable[[Returns], _Made]) -> _Made:
        """What several rules share, made by the first of them that asks."""
        if name not in self._memo:
            self._memo[name] = make(self)
        made: _Made = self._memo[name]
        return made

    @cached_property
    def keys(self) -> Keys:
        """The names of cells."""
        return keys_of(self.edition)

    @cached_property
    def organisations(self) -> list[str]:
        """Whose returns are checked."""
        return [version.organisation for version in self.versions]

    @cached_property
    def details(self) -> Mapping[str, Mapping[str, str]]:
        """The words of each return's template."""
        return {version.organisation: version.details for version in self.versions}

    @cached_property
    def given(self) -> pl.DataFrame:
        """Every tally that the returns give, of their own year."""
        tallies = _together([version.tallies for version in self.versions], TALLY_SCHEMA)
        return tallies.filter(pl.col("year") == self.edition.year)

    @cached_property
    def tallies(self) -> pl.DataFrame:
        """Those of the main classification."""
        return self.given.filter(pl.col("classification") == self.edition.main)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """The counts among them that have a value."""
        return values_of(self.tallies)

    @cached_property
    def prefilled(self) -> pl.DataFrame:
        """What the returns were given to begin with, of the main classification."""
        tallies = _together([version.prefilled for version in self.versions], TALLY_SCHEMA)
        return tallies.filter(pl.col("year") == self.edition.year, pl.col("classification") == self.edition.main)

    @cached_property
    def earlier(self) -> pl.DataFrame:
        """The year before, of organisations as they are now: a successor has the sums of its predecessors."""
        of_main = self.before.filter(pl.col("classification") == self.edition.main)
        if self.register is None or of_main.is_empty():
            return of_main
        return as_merged(of_main, self.register, self.edition)

    @cached_property
    def typed(self) -> pl.DataFrame:
        """Every figure that was typed, with what its cell says."""
        whose = [version.organisation for version in self.versions for _ in range(len(version.typed))]
        typed = _together([version.typed for version in self.versions], TYPED_SCHEMA)
        typed = typed.with_columns(organisation=pl.Series(whose, dtype=pl.String))
        typed = typed.filter(pl.col("classification").is_in(["", self.edition.main]))
        return read_typed(typed).drop("classification")

    @cached_property
    def places(self) -> pl.DataFrame:
        """The cells of tallies, with what they say, by the key of the tally."""
        cells = _together([version.places for version in self.versions], PLACES_SCHEMA)
        ours = (pl.col("classification") == self.edition.main) & (pl.col("year") == self.edition.year)
        return read_typed(cells.filter(ours).drop("standard", "year", "classification"))

    def cells_of(self, tallies: Collection[tuple[str, ...]]) -> Mapping[tuple[str, ...], tuple[str, str]]:
        """The sheet and the place of these tallies, by their keys."""
        wanted = pl.DataFrame(list(tallies), schema=dict.fromkeys(PLACE, pl.String), orient="row")
        rows = self.places.join(wanted, on=PLACE, how="semi", maintain_order="left").select(*PLACE, "sheet", "place")
        return {tuple(row[:-2]): (row[-2], row[-1]) for row in rows.iter_rows()}

    @cached_property
    def changed(self) -> frozenset[str]:
        """Whose year before is not theirs alone: who was split since, or continues one of which there is no year before."""
        if self.register is None:
            return frozenset()
        begin, end = self.edition.window_start, self.edition.snapshot
        there, found = set(self.before["organisation"]), set[str]()
        for link in self.register.successions:
            split = len(self.register.successions_of(link.predecessor)) > 1
            if begin <= link.date <= end and (split or link.predecessor not in there):
                found |= {link.predecessor, link.successor}
        return frozenset(found)


def values_of(tallies: pl.DataFrame) -> pl.DataFrame:
    """The rows that have a count."""
    return tallies.filter(pl.col("state") == str(State.VALUE), pl.col("count").is_not_null())


def _together(frames: Sequence[pl.DataFrame], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    names = list(schema)
    kept = [frame if frame.columns == names else frame.select(names) for frame in frames if len(frame)]
    return pl.concat(kept) if kept else pl.DataFrame(schema=dict(schema))


def sorted_tallies(tallies: pl.DataFrame) -> pl.DataFrame:
    """Tallies in the schema and order of tallies."""
    return tallies.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()]).sort(*TALLY_KEY, "source")
