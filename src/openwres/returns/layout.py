"""What a return asks for, in the order of the national form: rows and cells derived from an edition, as plain data.

How they look in a workbook is in `workbook`; the names of cells are those of `keys`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from openwres.returns.celltext import ANSWER, BASE, COUNT, VALUE, Wanted
from openwres.returns.formulas import Formula, Ref
from openwres.returns.keys import ALL, WORDS
from openwres.standards.model import SCORE, YES_NO, Edition, Indicator, Item

INPUT, DEFAULT, CALCULATED = "input", "default", "calculated"
"""Cells to fill in; cells that are calculated unless a number is written over them; cells that are only calculated."""

_BLOCKS = {"non-clinical": "Non-clinical", "clinical": "Clinical, non-medical", "medical": "Medical and dental"}


class Column(NamedTuple):
    """A column of numbers: a year, a group, and whether it shows what the return was pre-filled with."""

    year: int
    group: str
    prefilled: bool = False


class Cell(NamedTuple):
    """A cell of numbers: its row and its column."""

    row: str
    column: Column


@dataclass(frozen=True)
class Row:
    """A row of the form. `holds` says which column of a tally its cells are; empty where they are figures.

    `formulas` are those of its calculated groups; with `overwritable` a number may be written over them. `at_most` names
    the row that it cannot exceed, `part_of` the one that already counts its people.
    """

    key: str
    indicator: str
    section: str
    label: str
    measure: str
    groups: tuple[str, ...]
    holds: str = ""
    item: str = ""
    breakdown: str = ""
    category: str = ""
    basis: str = ""
    statistic: str = ""
    formulas: Mapping[str, Formula] = field(default_factory=dict)
    overwritable: bool = False
    at_most: str = ""
    part_of: str = ""
    most: float | None = None

    @property
    def wanted(self) -> Wanted:
        """What its cells should hold."""
        return Wanted(self.holds, self.measure == "%", self.most)

    def kind(self, group: str) -> str:
        """Whether the cell of a group is filled in, calculated, or calculated unless written over."""
        if group not in self.formulas:
            return INPUT
        return DEFAULT if self.overwritable and not (self.holds == COUNT and group == ALL) else CALCULATED

    def keeps(self, group: str) -> bool:
        """Whether the cell of a group holds a part of a tally, and is not only calculated."""
        return bool(self.holds) and self.kind(group) != CALCULATED


@dataclass(frozen=True)
class Layout:
    """The form of one edition: rows in order, groups in order of columns."""

    edition: Edition
    groups: tuple[str, ...]
    rows: tuple[Row, ...]
    years: tuple[int, ...]
    _in_rows: dict[tuple[tuple[int, Column], ...], Mapping[str, Sequence[tuple[int, int]]]] = field(
        default_factory=dict, repr=False, compare=False
    )

    @cached_property
    def row(self) -> Mapping[str, Row]:
        """Rows by key."""
        return {row.key: row for row in self.rows}

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every cell, those of pre-filled columns too. Its place here is the cell's number."""
        columns = self.columns(self.years)
        return tuple(Cell(row.key, column) for row in self.rows for column in columns if column.group in row.groups)

    @cached_property
    def to_be_there(self) -> tuple[int, ...]:
        """The numbers of the cells that every return has: all but those of pre-filled columns."""
        return tuple(number for number, cell in enumerate(self.cells) if not cell.column.prefilled)

    @cached_property
    def number(self) -> Mapping[Cell, int]:
        """The number of each cell."""
        return {cell: number for number, cell in enumerate(self.cells)}

    def in_rows(self, columns: tuple[tuple[int, Column], ...]) -> Mapping[str, Sequence[tuple[int, int]]]:
        """Of columns in these places, by row: the places of its cells with their numbers. Most returns have the same ones."""
        if columns not in self._in_rows:
            self._in_rows[columns] = {
                row.key: [(place, self.number[Cell(row.key, column)]) for place, column in columns if column.group in row.groups]
                for row in self.rows
            }  # fmt: skip
        return self._in_rows[columns]

    @cached_property
    def formulas(self) -> tuple[tuple[Formula, tuple[int, ...]] | None, ...]:
        """By the number of each cell its formula, if it has one, with the numbers of the cells that it looks at."""
        return tuple(map(self._formula, self.cells))

    def _formula(self, cell: Cell) -> tuple[Formula, tuple[int, ...]] | None:
        formula = self.row[cell.row].formulas.get(cell.column.group)
        if formula is None:
            return None
        refs = (Cell(ref.row, cell.column._replace(group=ref.group)) for ref in formula.of)
        return formula, tuple(self.number[ref] for ref in refs)

    def columns(self, prefilled: Iterable[int] = ()) -> tuple[Column, ...]:
        """The columns of numbers; of years with pre-filled tallies those stand before what the organisation gives."""
        shown = set(prefilled)
        return tuple(
            Column(year, group, before)
            for year in self.years
            for before in ([True, False] if year in shown else [False])
            for group in ((*self.groups, ALL))
        )

    def heading(self, column: Column) -> str:
        """The words above a column: `BME 2026`, `Total or result 2026`, `BME 2026 pre-filled`."""
        label = self.edition.classifications[self.edition.main].groups.get(column.group, "Total or result")
        return f"{label} {column.year}{' pre-filled' if column.prefilled else ''}"


def layout_of(edition: Edition, with_previous: bool = True) -> Layout:
    """The form of an edition; without the previous year where its standard has none."""
    rows: dict[str, Row] = {}
    for indicator in edition.indicators:
        if not indicator.supplementary:
            for row in _Block(edition, indicator, rows).rows():
                rows.setdefault(row.key, row)
    years = (edition.year - 1, edition.year) if with_previous else (edition.year,)
    return Layout(edition, groups_of(edition), tuple(rows.values()), years)


def groups_of(edition: Edition) -> tuple[str, ...]:
    """Groups of the main classification: the reference group, the focus group, others, and unknown last."""
    others = [g for g in edition.classifications[edition.main].groups if g not in (edition.reference, edition.focus)]
    return (edition.reference, edition.focus, *sorted(others, key=lambda group: group == edition.unknown))


class _Block:
    """The rows of one indicator; `before` are those that stand above it."""

    def __init__(self, edition: Edition, indicator: Indicator, before: Mapping[str, Row]) -> None:
        self.edition, self.indicator, self.start = edition, indicator, f"w{indicator.name}"
        self.groups = groups_of(edition)
        self.counted = {
            (row.item, row.breakdown, row.category, row.basis): row.key for row in before.values() if row.holds == COUNT
        }

    def rows(self) -> Iterator[Row]:
        kinds = {
            "composition": self._composition,
            "relative_likelihood": self._rates,
            "survey_percentage": self._rates,
            "representation_gap": self._board,
            "score": self._score,
            "yes_no": self._answer,
        }
        return kinds[self.indicator.kind]()

    def _row(self, key: str, label: str, measure: str, groups: Iterable[str], **more: Any) -> Row:
        return Row(
            f"{self.start}.{key}",
            self.indicator.name,
            more.pop("section", ""),
            label,
            measure,
            tuple(groups),
            **more,
        )

    def _count(self, item: Item, basis: str = "", **more: Any) -> Row:
        """A row of counts of each group with their total; where an earlier row counts the same, it is shown again."""
        place = (item.code, more.get("breakdown", ""), more.get("category", ""), basis)
        key = ".".join(part for part in (item.code, place[2], self._told(item, basis)) if part)
        label = more.pop("label", _sentence(item.title))
        formulas: Mapping[str, Formula] = more.pop("formulas", {})
        if place in self.counted:
            earlier = self.counted[place]
            formulas = {g: Formula("sum", (Ref(earlier, g),)) for g in self.groups}
            more = {"holds": ""}
        total = Formula("sum", tuple(Ref(f"{self.start}.{key}", g) for g in self.groups))
        more = {"holds": COUNT, "item": item.code, "basis": basis} | more
        if item.bases.get(basis) and item.bases[basis].years > 1:
            label = f"{label}, total of {item.bases[basis].years} years"
        return self._row(key, label, "headcount" if item.unit == "person" else f"{item.unit}s", (*self.groups, ALL),
                         formulas={**formulas, ALL: total}, **more)  # fmt: skip

    def _told(self, item: Item, basis: str) -> str:
        own = self.indicator.bases[0] if self.indicator.bases else ""
        return basis if basis != own and len(item.bases) > 1 else ""

    def _composition(self) -> Iterator[Row]:
        item = self.edition.items[self.indicator.population]
        code = self._finest(item)
        parts = list(self._grid(item, code)) if code else []
        yield from parts
        added = [row.key for row in parts if not row.part_of]
        sums = {g: Formula("sum", tuple(Ref(key, g) for key in added)) for g in self.groups} if added else {}
        whole = self._count(item, formulas=sums, overwritable=True, section="Whole workforce")
        yield whole
        yield self._shares("percent", "Share of the workforce", whole.key, "Whole workforce")

    def _finest(self, item: Item) -> str:
        """The breakdown whose rows the form has: that of the indicator, or the one whose rows it adds up."""
        codes = [self.edition.breakdowns[code].of or code for code in self.indicator.breakdowns]
        return next((code for code in codes if code in item.breakdowns), "")

    def _grid(self, item: Item, breakdown: str) -> Iterator[Row]:
        scale = self.edition.grade_scale
        for category in self.edition.breakdowns[breakdown].categories.values():
            grade = scale.rows.get(category.code) if scale else None
            part_of = f"{self.start}.{item.code}.{category.part_of}" if category.part_of else ""
            yield self._count(
                item, breakdown=breakdown, category=category.code, part_of=part_of, at_most=part_of,
                label=f"of which {category.title}" if part_of else category.title,
                section=_BLOCKS.get(grade.block, grade.block) if grade else self.edition.breakdowns[breakdown].title,
            )  # fmt: skip

    def _shares(self, key: str, label: str, of: str, section: str = "") -> Row:
        shares = {g: Formula("rate", (Ref(of, g), Ref(of, ALL))) for g in self.groups}
        return self._row(key, label, "%", self.groups, section=section, formulas=shares, statistic="percentage")

    def _rates(self) -> Iterator[Row]:
        i, items = self.indicator, self.edition.items
        for basis in i.bases:
            base = basis if basis in items[i.population].bases else ""
            people = self._count(items[i.population], base)
            at_most = people.key if any(c.smaller == i.event and c.larger == i.population for c in i.coherence) else ""
            event = self._count(items[i.event], basis, at_most=at_most)
            yield people
            yield event
            yield from self._figures(event, people, basis)

    def _figures(self, event: Row, people: Row, basis: str) -> Iterator[Row]:
        i, item = self.indicator, self.edition.items[self.indicator.event]
        surveyed = item.unit == "respondent"
        years = item.bases[basis].years if basis in item.bases else 1
        end = f".{self._told(item, basis)}" if self._told(item, basis) else ""
        told = f", {basis}" if end else ""
        rate = self._row(
            f"percent{end}", f"Percentage{told}", "%", (*self.groups, ALL), statistic="percentage", basis=basis,
            formulas={g: Formula("rate", (Ref(event.key, g), Ref(people.key, g)), years) for g in (*self.groups, ALL)},
            overwritable=surveyed, holds=VALUE if surveyed else "", item=item.code if surveyed else "", most=100.0,
        )  # fmt: skip
        yield rate
        if surveyed:
            yield self._row(f"percent-base{end}", f"Answers behind the percentage{told}, where the counts are not known",
                            "respondents", (*self.groups, ALL), holds=BASE, item=item.code, basis=basis)  # fmt: skip
        if i.under:
            yield self._compared(rate, f"{'gap' if i.kind == 'survey_percentage' else 'ratio'}{end}", told, basis)

    def _compared(self, rate: Row, key: str, told: str, basis: str) -> Row:
        i, op = self.indicator, key.partition(".")[0]
        over, under = (self.edition.group_label(self.edition.main, group) for group in (i.over, i.under))
        label, measure = (
            (f"{over} less {under}", "points")
            if op == "gap"
            else (f"Relative likelihood, {over} over {under}", "ratio")
        )
        formula = Formula(op, (Ref(rate.key, i.over), Ref(rate.key, i.under)))
        statistic = "gap" if op == "gap" else "relative_likelihood"
        return self._row(key, label + told, measure, (ALL,), formulas={ALL: formula}, statistic=statistic, basis=basis)

    def _board(self) -> Iterator[Row]:
        i, item = self.indicator, self.edition.items[self.indicator.event]
        whole = self._count(item)
        parts = {row.category: row for row in self._members(item, whole.key)}
        people = self._count(self.edition.items[i.population])
        yield whole
        yield from parts.values()
        yield people
        of_staff = self._shares("workforce-share", "Share of the workforce", people.key)
        yield of_staff
        for row in [whole, *parts.values()]:
            start = f"{row.category}." if row.category else ""
            name = row.label.removeprefix("of which ")
            share = self._shares(f"{start}{WORDS['percentage']}", f"Share of {name.lower()}", row.key)
            yield share
            if row is whole or row.category in i.compared:
                gaps = {g: Formula("gap", (Ref(share.key, g), Ref(of_staff.key, g))) for g in self.groups}
                label = f"Share of {name.lower()} less share of the workforce"
                yield self._row(
                    f"{start}difference", label, "points", self.groups, formulas=gaps, statistic="difference"
                )

    def _members(self, item: Item, whole: str) -> Iterator[Row]:
        """Parts of the board; the second of two that make up the whole follows from the first."""
        for code in self.indicator.breakdowns:
            breakdown = self.edition.breakdowns[code]
            pairs = {split[1]: split[0] for split in breakdown.splits if len(split) == 2}
            for category in breakdown.categories.values():
                first = f"{self.start}.{item.code}.{pairs.get(category.code, '')}"
                rest = {g: Formula("less", (Ref(whole, g), Ref(first, g))) for g in self.groups}
                yield self._count(
                    item, breakdown=code, category=category.code, at_most=whole, label=f"of which {category.title.lower()}",
                    formulas=rest if category.code in pairs else {}, overwritable=category.code in pairs,
                )  # fmt: skip

    def _score(self) -> Iterator[Row]:
        item = self.edition.items[self.indicator.event]
        score = self._row(item.code, _sentence(item.title), SCORE, (*self.groups, ALL), holds=VALUE, item=item.code,
                          statistic="score", most=item.range[1])  # fmt: skip
        yield score
        yield self._row(f"{item.code}-base", "Answers behind the score", "respondents", (*self.groups, ALL), holds=BASE,
                        item=item.code)  # fmt: skip
        yield self._compared(score, "gap", "", "")

    def _answer(self) -> Iterator[Row]:
        item = self.edition.items[self.indicator.event]
        yield self._row(item.code, _sentence(item.title), YES_NO, (ALL,), holds=ANSWER, item=item.code)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
