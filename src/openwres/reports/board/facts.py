"""What a report rests on: the figures of one organisation or area over the years, and the findings about it, each found once.

What is said of them is in the parts beside this module.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from openwres.contracts.exceptions import UsageError
from openwres.display.language import Language, marked
from openwres.figures.areas import ORGANISATION
from openwres.findings import careers, strata, trends
from openwres.findings.history import Asked, History
from openwres.findings.sentences import Own, Said, Subject, sentences_of
from openwres.findings.sentences.subject import Row
from openwres.reports.board.among import Among, among, newest_of
from openwres.reports.board.categories import in_order, title_of
from openwres.reports.board.settings import Settings
from openwres.standards.model import Breakdown, Edition, Indicator
from openwres.standards.terms import with_term

Key = tuple[str, str, str]
"""Indicator, category, basis."""


@dataclass(frozen=True)
class Facts:
    """One organisation in a history, or the area of that name where `area_type` is another one, and what was asked for.

    Of many reports `known` is what they share; then the history needs to hold the organisation alone.
    """

    history: History
    organisation: str
    settings: Settings
    area_type: str = ORGANISATION
    known: Among | None = None

    @property
    def language(self) -> Language:
        """In which everything is said."""
        return self.settings.language

    @property
    def edition(self) -> Edition:
        """The rules of the newest year, with the term that is displayed."""
        return self.history.newest

    @cached_property
    def name(self) -> str:
        """The name of the organisation, or its code where nobody knows its name."""
        register = self.history.register
        if register and self.area_type != ORGANISATION:
            return register.area_name(self.area_type, self.organisation)
        known = register.organisation(self.organisation) if register else None
        return known.name if known else self.organisation

    @property
    def own(self) -> Own:
        """Its figures of the newest year."""
        return self.own_by_year[self.edition.year]

    @cached_property
    def own_by_year(self) -> Mapping[int, Own]:
        """Its figures of each year."""
        figures = self._alone.figures
        of_years = {year: figures.filter(pl.col("year") == year) for year in self.history.years}
        return {
            year: Own(rows, self.organisation, self.edition.main, self.area_type) for year, rows in of_years.items()
        }

    @cached_property
    def _alone(self) -> History:
        """The history of the organisation by itself."""
        own = (pl.col("area_type") == self.area_type) & (pl.col("area") == self.organisation)
        tallies = self.history.tallies
        if "organisation" in tallies.columns and self.area_type == ORGANISATION:
            tallies = tallies.filter(pl.col("organisation") == self.organisation)
        return replace(self.history, figures=self.history.figures.filter(own), tallies=tallies)

    @property
    def tallies_of_year(self) -> pl.DataFrame:
        """Its counts of the newest year."""
        return self._alone.tallies.filter(pl.col("year") == self.edition.year)

    @cached_property
    def newest(self) -> History:
        """The newest year of everybody."""
        return newest_of(self.history)

    # Findings.

    @cached_property
    def trends(self) -> Mapping[Key, Row]:
        """The course of each value."""
        found = trends.find(self._alone, self.settings.asked).filter(
            pl.col("breakdown").is_in(["", "membership", "step"])
        )
        return {_key(row): row for row in found.iter_rows(named=True)}

    @cached_property
    def peers(self) -> Mapping[Key, Row]:
        """Where each value lies among those of peers; a stock among stocks."""
        found: dict[Key, Row] = {}
        for table in (self._among.places, self._among.peers):
            rows = table.filter(pl.col("area") == self.organisation).to_dicts()
            found |= {(row["indicator"], "", row["basis"]): row for row in rows}
        return found

    @cached_property
    def _asked(self) -> Asked:
        return replace(self.settings.asked, organisation=self.organisation)

    @cached_property
    def _among(self) -> Among:
        return self.known or among(self.history, self._asked)

    def peers_of(self, indicator: str, basis: str) -> Sequence[Row]:
        """All organisations of its group of peers, itself among them; nobody where it is in none."""
        own = self.peers.get((indicator, "", basis))
        if own is None or not own["verdict"]:
            return ()
        same = {name: pl.col(name) == own[name] for name in ("indicator", "basis", "peers")}
        return self._among.peers.filter(*same.values()).to_dicts()

    def funnel_of(self, indicator: str, basis: str) -> Sequence[Row]:
        """The limits among its peers, from the surest on."""
        own = self.peers.get((indicator, "", basis))
        if own is None or not own["verdict"]:
            return ()
        same = {name: pl.col(name) == own[name] for name in ("indicator", "basis", "peers")}
        return self._among.funnels.filter(*same.values()).to_dicts()

    def named(self, organisation: str) -> str:
        """What an organisation is called. Others have no name in a document that rests on unprotected counts."""
        if organisation == self.organisation:
            return self.name
        if self.settings.marking:
            return self.language.say(marked("another organisation"))
        known = self.history.register.organisation(organisation) if self.history.register else None
        return known.name if known else organisation

    @cached_property
    def careers(self) -> Sequence[Row]:
        """Who moved up, of all years together: the whole first, then each grade."""
        rows = careers.find(self._alone, self._asked)
        kept = rows.filter(
            pl.col("basis") == "pooled", pl.col("area_type") == self.area_type, pl.col("area") == self.organisation
        )
        return list(kept.iter_rows(named=True))

    @cached_property
    def methods(self) -> frozenset[str]:
        """The names of the methods by which its numbers came about."""
        of_year = self._alone.figures.filter(pl.col("year") == self.edition.year)
        rows = (*self.trends.values(), *self.peers.values(), *self.careers)
        of_grades = [strata.METHOD] if any(row["within"] is not None for row in self.careers) else []
        return frozenset(filter(None, [*of_year["method"].unique(), *(row["method"] for row in rows), *of_grades]))

    # Indicators.

    @property
    def nine(self) -> tuple[Indicator, ...]:
        """The indicators of the standard, without supplementary ones."""
        return tuple(i for i in self.edition.indicators if not i.supplementary)

    @property
    def supplementary(self) -> tuple[Indicator, ...]:
        """Those that stand beside them."""
        return tuple(i for i in self.edition.indicators if i.supplementary)

    def categories(self, indicator: str, breakdown: Breakdown) -> tuple[str, ...]:
        """The categories of a breakdown, and where the first of them stands those into which a release merged some."""
        return in_order(breakdown, {code for at, code in self.own.places(indicator) if at == breakdown.code})

    def title_of(self, breakdown: Breakdown, code: str) -> str:
        """What a category is called."""
        return title_of(breakdown, code, self.language)

    def subject(self, i: Indicator) -> Subject:
        """An indicator of the newest year."""
        return Subject(self.edition, i, self.language)

    def trend(self, i: Indicator, basis: str, category: str = "") -> Row | None:
        """The course of one of its values."""
        return self.trends.get((i.name, category, basis))

    def said(self, i: Indicator) -> tuple[Said, ...]:
        """What is said of it: once, or once for each way to count of which none is official."""
        return self._said[i.name]

    @cached_property
    def _said(self) -> Mapping[str, tuple[Said, ...]]:
        return {
            i.name: tuple(sentences_of(self.subject(i), self.own, self.trend(i, basis), basis) for basis in i.bases)
            for i in self.edition.indicators
        }

    def years_of(self, i: Indicator) -> Iterator[tuple[int, Own, Indicator]]:
        """The years that have the indicator, each with the figures and the definition of its time."""
        for year in self.history.years:
            found = next((one for one in self.history.editions[year].indicators if one.name == i.name), None)
            if found is not None:
                yield year, self.own_by_year[year], found


def _key(row: Row) -> Key:
    return row["indicator"], row["category"], row["basis"]


def facts_of(history: History, organisation: str, settings: Settings, known: Among | None = None) -> Facts:
    """The facts of a report; UsageError where the history does not hold the organisation in its newest year."""
    if organisation not in history.organisations.get(history.years[-1], ()):
        raise UsageError(
            f"There are no figures of {organisation} in {history.newest.label}. Name an organisation and year that are there."
        )
    return Facts(with_terms(history, settings.term), organisation, settings, known=known)


def with_terms(history: History, term: str) -> History:
    """The history with the term that is displayed for the focus group, where one is asked for."""
    if not term:
        return history
    return replace(history, editions={year: with_term(edition, term) for year, edition in history.editions.items()})
