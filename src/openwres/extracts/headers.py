"""Finds the row of a table that is its header, and says which kind of extract a table is.

How its columns are matched one by one is in `columns`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from openwres.extracts.kinds import Kind
from openwres.extracts.sources import Source
from openwres.standards.codes import normalised


@dataclass(frozen=True)
class Asked:
    """What a run looks for: the kinds with their columns, names that the standard or a decision adds, this year's questions.

    Where kinds are named in `only`, tables of other kinds are passed over.
    """

    kinds: Mapping[str, Kind]
    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    questions: frozenset[str]
    only: frozenset[str] = frozenset()

    @cached_property
    def _known(self) -> dict[str, dict[str, frozenset[str]]]:
        """Normalised headers of every column of every kind."""
        return {
            kind.name: {
                c.name: c.names | {*map(normalised, self.names.get(kind.name, {}).get(c.name, ()))}
                for c in kind.columns.values()
            }
            for kind in self.kinds.values()
        }

    def names_of(self, kind: str, column: str) -> frozenset[str]:
        """Every normalised header that means a column of a kind."""
        return self._known[kind][column]

    def matched(self, kind: str, names: Collection[str]) -> set[str]:
        """The columns of a kind that are among the headers."""
        return {column for column, known in self._known[kind].items() if not known.isdisjoint(names)}

    def answers(self, names: Collection[str]) -> int:
        """How many headers begin with the number of a question."""
        return sum(1 for name in names if name.split(" ")[0] in self.questions)

    def fit(self, kind: Kind, names: Collection[str]) -> int:
        """How many columns of the kind are there, or 0 where one that it cannot do without is not."""
        matched = self.matched(kind.name, names)
        if kind.name == "survey":
            answers = self.answers(names) if any(kind.columns[column].type == "code" for column in matched) else 0
            return len(matched) + answers if answers or {"question", "group", "percentage"} <= matched else 0
        required = {c.name for c in kind.columns.values() if c.required and not kind.is_decided(c.name, matched)}
        return len(matched) if required <= matched and all(set(needs) & matched for needs in kind.needs) else 0


def with_header(source: Source, asked: Asked) -> Source:
    """The source with the row of its header: the first row that fits a kind, else the one with most names that any knows."""
    scores: list[tuple[int, int]] = []
    for place, row in enumerate(source.head, 1):
        names = {normalised(cell) for cell in row if cell}
        if len(names) > 1 and any(asked.fit(kind, names) for kind in asked.kinds.values()):
            return replace(source, header_row=place)
        if names:
            scores.append((max(len(asked.matched(kind, names)) for kind in asked.kinds), -place))
    best, place = max(scores, default=(0, -1))
    first = -scores[0][1] if scores else 1
    return replace(source, header_row=-place if best > 1 else first)


def kind_of(source: Source, asked: Asked) -> Kind | None:
    """The kind of a table: as its sheet or file is called where it fits, else the one kind whose columns fit.

    Where no kind fits, the name decides what is missing; of several sheets one may be notes, so there it only decides
    for a sheet with columns of that kind.
    """
    names = [normalised(column) for column in source.header]
    fits = {name: asked.fit(kind, names) for name, kind in asked.kinds.items()}
    by_sheet, by_file = named_kinds(source, asked)
    named = by_sheet or by_file
    if named and fits[named.name]:
        return named
    best = max(fits.values())
    winners = [name for name, fit in fits.items() if fit == best]
    if best and len(winners) == 1:
        return asked.kinds[winners[0]]
    if named and (by_sheet or source.alone or asked.matched(named.name, names)):
        return named
    return None


def named_kinds(source: Source, asked: Asked) -> tuple[Kind | None, Kind | None]:
    """The kinds that the names of the sheet and of the file begin with."""
    by_sheet = _by_name(normalised(source.sheet), asked.kinds)
    return by_sheet, _by_name(normalised(Path(source.file).stem), asked.kinds)


def fits_records(source: Source, asked: Asked) -> bool:
    """Whether a table has all that records of some kind need."""
    names = [normalised(column) for column in source.header]
    return any(asked.fit(kind, names) for kind in asked.kinds.values())


def _by_name(name: str, known: Mapping[str, Kind]) -> Kind | None:
    found = [(len(stem), kind) for kind in known.values() for stem in kind.stems if f"{name} ".startswith(f"{stem} ")]
    return max(found, key=lambda pair: pair[0])[1] if found else None


def words_of(rows: Sequence[Sequence[str]]) -> str:
    """The cells of some rows as one text, for looking for dates and titles in it."""
    return " ".join(cell for row in rows for cell in row if cell)
