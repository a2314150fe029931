"""What somebody can find out who knows everything published: an oracle of the tests' own, written from the definition alone.

Its unknowns are how many people there are of each sort (grade, source, ethnic code, sex) in each organisation. Every count
is a sum of them. It shares nothing with what protects and what attacks but the definition of the standard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import linprog

from openwres.contracts.tables import COUNT_KEY
from openwres.standards.model import Edition
from tests.disclosure.worlds import BOARD, CODES, GRADES, SEXES, SOURCES, World, holds

Sort = tuple[str, str, str, str]
Among = (("disciplined", "staff"), ("trained", "staff"), ("appointed", "shortlisted"), ("harassed-by-public", "asked-harassed-by-public"))  # fmt: skip
_MOST = 1e4


@dataclass(frozen=True)
class Release:
    """A published release and the world it was made of; `changed` are organisations and items that are another count before."""

    counts: pl.DataFrame
    world: World


def sorts_of(item: str, *, graded: bool) -> list[Sort]:
    """Every sort of people that an item can be of. Applications may have neither grade nor source."""
    if item == "staff":
        return [(g, "", c, s) for g, c, s in product(GRADES, CODES, SEXES)]
    if item in ("shortlisted", "appointed"):
        nowhere = [] if graded else [""]
        return [(g, o, c, "") for g, o, c in product([*GRADES, *nowhere], [*SOURCES, *nowhere], CODES)]
    if item == "board":
        return [("", "+".join(one), c, "") for one, c in product(BOARD, CODES)]
    return [("", "", c, "") for c in CODES]


class Oracle:
    """The linear program of one or several releases. Organisations' items that are equal in two worlds are one unknown."""

    def __init__(self, releases: Sequence[Release], *, graded: bool = True) -> None:
        self.releases, self.graded = releases, graded
        self.unknowns: dict[tuple[str, str, Any, Sort], int] = {}
        self.equal: list[tuple[dict[int, float], float]] = []
        self.hidden: dict[tuple[Any, ...], dict[int, float]] = {}
        for n, release in enumerate(releases):
            for row in release.counts.iter_rows(named=True):
                self._row(row, release.world, asked=n == 0)
        self.most = [line for release in releases for line in self._among(release.world)]

    def _variables(self, world: World, organisation: str, item: str, row: Mapping[str, Any]) -> Iterable[int]:
        edition = world.edition
        version = frozenset(world.people[organisation][item].items())
        words = row["breakdown"], row["category"], row["classification"], row["group"]
        for sort in sorts_of(item, graded=self.graded):
            if _holds(sort, words, edition):
                yield self.unknowns.setdefault((organisation, item, version, sort), len(self.unknowns))

    def _row(self, row: Mapping[str, Any], world: World, *, asked: bool) -> None:
        if row["state"] not in ("value", "suppressed"):
            return
        sums: dict[int, float] = {}
        for organisation in _organisations(row, world):
            sums |= dict.fromkeys(self._variables(world, organisation, row["item"], row), 1.0)
        if row["state"] == "value":
            self.equal.append((sums, float(row["count"])))
        elif asked:
            self.hidden[tuple(row[name] for name in COUNT_KEY)] = sums

    def _among(self, world: World) -> Iterable[dict[int, float]]:
        """Those of an event are among those who could have it, group by group, and row by row for applications."""
        for organisation, items in world.people.items():
            for event, people in Among:
                if event in items and people in items:
                    for words in _keys(event, world.edition):
                        row = dict(zip(("breakdown", "category", "classification", "group"), words, strict=True))
                        line = dict.fromkeys(self._variables(world, organisation, event, row), 1.0)
                        yield line | dict.fromkeys(self._variables(world, organisation, people, row), -1.0)

    def widths(self, width: float) -> dict[tuple[Any, ...], tuple[float, float]]:
        """The least and the most of each hidden count; of one that is wider than `width`, as much as was seen."""
        size = len(self.unknowns)
        equal, total = _matrix([line for line, _ in self.equal], size), np.array([number for _, number in self.equal])
        most = _matrix(self.most, size)
        asked = _matrix(list(self.hidden.values()), size)
        low, high = np.full(len(self.hidden), np.inf), np.full(len(self.hidden), -np.inf)
        for n in range(len(self.hidden)):
            for sign in (1.0, -1.0) if high[n] - low[n] < width else ():
                cost = sign * asked[[n]].toarray()[0]
                found = linprog(cost, most, np.zeros(len(self.most)), equal, total, (0, _MOST))
                assert found.status == 0, f"nothing fits what is published: {found.message}"
                seen = asked @ found.x
                low, high = np.minimum(low, seen), np.maximum(high, seen)
        return {key: (low[n], high[n]) for n, key in enumerate(self.hidden)}

    def exposed(self, width: float) -> dict[tuple[Any, ...], tuple[float, float]]:
        """The hidden counts whose range is narrower than it must be."""
        return {key: (low, high) for key, (low, high) in self.widths(width).items() if high - low < width - 1e-5}


def _matrix(lines: Sequence[Mapping[int, float]], size: int) -> sparse.csr_array:
    entries = [(n, column, weight) for n, line in enumerate(lines) for column, weight in line.items()]
    row, column, weight = zip(*entries, strict=True) if entries else ((), (), ())
    return sparse.csr_array((np.array(weight, float), (np.array(row, int), np.array(column, int))), (len(lines), size))


def _keys(event: str, edition: Edition) -> Iterable[tuple[str, str, str, str]]:
    for name in ("wres", "ethnic-5", "ethnic-16"):
        for group in [*edition.classifications[name].groups, "all"]:
            yield "", "", name, group
    if event == "appointed":
        for breakdown in ("grade", "source"):
            for category in edition.breakdowns[breakdown].categories:
                for group in [*edition.classifications["wres"].groups, "all"]:
                    yield breakdown, category, "wres", group


def _holds(sort: Sort, words: tuple[str, str, str, str], edition: Edition) -> bool:
    breakdown, category, classification, group = words
    if category == "clinical-8c-to-vsm":
        return any(
            holds(sort, breakdown, row, classification, group, edition) for row in ("clinical-8c", "clinical-8d")
        )
    return holds(sort, breakdown, category, classification, group, edition)


def _organisations(row: Mapping[str, Any], world: World) -> list[str]:
    """Whose people a count is of: for an area those with every item of the indicator."""
    if row["area_type"] == "organisation":
        return [row["area"]]
    needs = world.edition.indicator(row["indicator"]).items
    if row["breakdown"]:  # a row that an item cannot have is nobody's lack
        needs = tuple(item for item in needs if any(item in items for items in world.people.values()))
    its = [code for code, kind, area in world.members if (kind, area) == (row["area_type"], row["area"])]
    return [code for code in its if code in world.people and set(needs) <= set(world.people[code])]
