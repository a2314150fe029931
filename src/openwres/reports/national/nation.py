"""What a national report rests on: the figures of an area and of the areas and organisations within it, and the findings about them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.display.language import marked
from openwres.figures.areas import ORGANISATION
from openwres.findings.history import History
from openwres.findings.naming import area_named
from openwres.findings.sentences import Own
from openwres.findings.sentences.subject import Row
from openwres.reports.board.facts import Facts, with_terms
from openwres.reports.board.settings import Settings

NATION = "nation"
TITLES: Mapping[str, str] = {
    "region": marked("Region"),
    "icb": marked("Integrated care board"),
    "type": marked("Type of organisation"),
}
"""The types of areas that an area is broken down by, in the order in which they are told."""


@dataclass(frozen=True)
class Nation:
    """The facts of the whole area, and its parts."""

    facts: Facts

    @property
    def history(self) -> History:
        """The figures of everybody."""
        return self.facts.history

    def found(self, kind: str) -> pl.DataFrame:
        """The findings of a kind about all organisations and areas."""
        if kind not in self._found:
            self._found[kind] = import_module(f"openwres.findings.{kind}").find(self.history, self.facts.settings.asked)
        return self._found[kind]

    @cached_property
    def _found(self) -> dict[str, pl.DataFrame]:
        return {}

    def about(self, kind: str) -> Sequence[Row]:
        """The findings of a kind about the whole area, of the newest year."""
        table = self.found(kind)
        same = (pl.col("area_type") == self.facts.area_type) & (pl.col("area") == self.facts.organisation)
        return table.filter(same, pl.col("year") == self.facts.edition.year).to_dicts()

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The areas of each type that have figures in the newest year."""
        rows = self.facts.newest.figures.filter(pl.col("area_type").is_in(list(TITLES)))
        found = rows.select("area_type", "area").unique().sort("area_type", "area").rows()
        return {kind: tuple(area for of, area in found if of == kind) for kind in TITLES}

    @cached_property
    def own_of(self) -> Mapping[tuple[str, str], Own]:
        """The figures of each of those areas."""
        main, figures = self.facts.edition.main, self.facts.newest.figures
        by_area = figures.filter(pl.col("area_type").is_in(list(TITLES)), pl.col("breakdown") == "").partition_by(
            "area_type", "area", as_dict=True
        )
        return {(str(kind), str(area)): Own(rows, str(area), main, str(kind)) for (kind, area), rows in by_area.items()}

    def named(self, area_type: str, area: str) -> str:
        """What an area or organisation is called."""
        return area_named(self.history, area_type, area)

    def each(self, area_type: str) -> Iterator[tuple[str, Own]]:
        """The name and the figures of each area of a type, by name."""
        areas = ((self.named(area_type, area), self.own_of[area_type, area]) for area in self.parts[area_type])
        yield from sorted(areas, key=lambda one: one[0])

    @cached_property
    def organisations(self) -> tuple[str, ...]:
        """The organisations that have figures in the newest year."""
        return self.history.organisations.get(self.facts.edition.year, ())


def nation_of(history: History, area: str, settings: Settings) -> Nation:
    """The facts of a national report; UsageError where the history has no figures of such an area in its newest year."""
    figures = history.figures.filter(pl.col("year") == history.newest.year, pl.col("area_type") == NATION)
    known = sorted(figures["area"].unique())
    if area not in known:
        named = (
            f" It has: {', '.join(known)}." if known else " A register says which organisations it holds: --register."
        )
        raise UsageError(f"{history.newest.label} has no figures of the nation `{area}`.{named}")
    return Nation(Facts(with_terms(history, settings.term), area, settings, NATION))


def is_organisation(row: Row) -> bool:
    """Whether a finding is about an organisation."""
    return bool(row["area_type"] == ORGANISATION)
