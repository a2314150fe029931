"""A standard as plain frozen data: items, breakdowns, indicators, and the edition that holds for one year.

Reading files and checking their meaning is the work of `loader` and `meaning`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from openwres.standards.codes import Classification, CodeList
from openwres.standards.grades import GradeScale
from openwres.standards.options import MAIN_POST, Option

Where = Mapping[str, tuple[str, ...]]
SCORE, YES_NO = "score", "yes-no"
FLOWS = ("stayed", "up", "otherwise", "left", "joined")
_STOCKS = ("composition", "representation_gap", "disparity_ratio")


@dataclass(frozen=True)
class Basis:
    """One way to count an item: how many years its window spans, and what it asks beside the item's own `where`."""

    years: int = 1
    where: Where = field(default_factory=dict)


@dataclass(frozen=True)
class Item:
    """What is counted, in its unit, from one kind of extract; without a kind it is given and never counted here.

    `range` is where a value can lie: a percentage from 0 to 100, a score in its own range, a yes or no 1 or 0. `flow` is
    what became within a year of the people whom the item `within` counts: one of FLOWS, counted from two staff lists.
    """

    code: str
    title: str
    kind: str
    unit: str
    at: str
    date: str
    undated: bool
    where: Where
    employed: Where
    within: str
    sum: str
    bases: Mapping[str, Basis]
    breakdowns: tuple[str, ...]
    names: tuple[str, ...] = ()  # what cross-tables call its column
    range: tuple[float, float] = (0.0, 100.0)
    flow: str = ""
    verified: bool = True

    @property
    def counted(self) -> bool:
        """Whether it is a number of units; scores and yes or no are not."""
        return self.unit not in (SCORE, YES_NO)


@dataclass(frozen=True)
class Category:
    """One category of a breakdown: grade rows it adds up, a condition on the record, or a code in its column."""

    code: str
    title: str
    rows: tuple[str, ...] = ()
    where: Where = field(default_factory=dict)
    part_of: str = ""


@dataclass(frozen=True)
class Breakdown:
    """A way to split an item.

    `of` names the breakdown whose rows its categories add up; `splits` lists sets of categories that each add up to
    the whole. The categories of one that is `partial` do not.
    """

    code: str
    title: str
    categories: Mapping[str, Category]
    column: str = ""
    of: str = ""
    splits: tuple[tuple[str, ...], ...] = ()
    partial: bool = False


@dataclass(frozen=True)
class Coherence:
    """`smaller` may never be larger than `larger`, group by group.

    `severity` holds for the whole organisation and the groups that an indicator compares, `elsewhere` for other groups
    and within breakdowns, where a handful of leavers can explain it.
    """

    smaller: str
    larger: str
    severity: str
    elsewhere: str
    why: str


@dataclass(frozen=True)
class Example:
    """A worked example: counts given, figures expected. Run by `openwres standards check` and by the tests."""

    name: str
    line: int
    year: int | None
    given: Mapping[str, Mapping[str, str]]
    previous: Mapping[str, Mapping[str, str]]
    expect: Mapping[str, str]


@dataclass(frozen=True)
class Indicator:
    """One measured question as it holds in one reporting year.

    `over` and `under` are the sides that it compares; `under` is empty where it is of one group alone.
    """

    id: str
    name: str
    title: str
    kind: str
    file: str
    event: str
    population: str
    over: str
    under: str
    adverse_side: str
    adverse_limit: float | None
    non_adverse: tuple[float, float] | None
    breakdowns: tuple[str, ...]
    compared: tuple[str, ...]
    event_is: str
    questions: tuple[str, ...]
    bases: tuple[str, ...]
    scales: Mapping[str, Mapping[str, tuple[str, ...]]]
    official: bool
    supplementary: bool
    measure: str
    why_it_matters: str
    how_to_read: str
    caution: str
    break_year: int | None
    broken: str
    verified: bool
    edition: str
    edition_source: str
    owner: str
    reviewed: date | None
    sources: tuple[str, ...]
    coherence: tuple[Coherence, ...]
    examples: tuple[Example, ...]
    digest: str

    @property
    def adverse(self) -> str:
        """Which way is adverse to the focus group, in words: `above 1`, `below 0`, or nothing."""
        if self.adverse_limit is None:
            return ""
        return f"{self.adverse_side} {self.adverse_limit:g}"

    @property
    def items(self) -> tuple[str, ...]:
        """The items that a figure of this indicator needs."""
        return tuple(dict.fromkeys(item for item in (self.event, self.population) if item))


@dataclass(frozen=True)
class Edition:
    """The rules of a standard that hold for one reporting year."""

    standard: str
    title: str
    year: int
    snapshot: date
    window_start: date
    scope: str
    owner: str
    main: str
    focus: str
    reference: str
    unknown: str
    classifications: Mapping[str, Classification]
    code_lists: Mapping[str, CodeList]
    grade_scale: GradeScale | None
    breakdowns: Mapping[str, Breakdown]
    items: Mapping[str, Item]
    indicators: tuple[Indicator, ...]
    columns: Mapping[str, Mapping[str, tuple[str, ...]]]
    options: Mapping[str, Option] = field(default_factory=dict)
    main_post: tuple[str, ...] = MAIN_POST
    further: tuple[str, ...] = ()

    @property
    def counted(self) -> Mapping[str, Classification]:
        """The classifications that records are counted by: all but the further ones, which are counted where they are asked for."""
        return {name: found for name, found in self.classifications.items() if name not in self.further}

    def by(self, characteristics: Sequence[str]) -> Edition:
        """The edition that counts by these further classifications too; UsageError for one that it does not know."""
        from openwres.contracts.exceptions import UsageError

        unknown = [name for name in characteristics if name not in self.classifications]
        if unknown:
            known = f"It knows {', '.join(self.further)}." if self.further else "It knows none."
            raise UsageError(f"{self.label} has no characteristic `{unknown[0]}`. {known}")
        return replace(self, further=tuple(name for name in self.further if name not in characteristics))

    def is_stock(self, indicator: Indicator) -> bool:
        """Whether it counts everyone on one day. Such a figure has no sampling interval."""
        return indicator.kind in _STOCKS or all(self.items[item].at for item in indicator.items)

    def indicator(self, name: str) -> Indicator:
        """The indicator of that name, such as `2`; KeyError where there is none."""
        return {indicator.name: indicator for indicator in self.indicators}[name]

    @cached_property
    def questions(self) -> dict[str, tuple[str, ...]]:
        """Survey questions by the item that they count."""
        return {item: i.questions for i in self.indicators if i.questions for item in i.items}

    def asking(self, item: str) -> tuple[str, ...]:
        """The names of the survey indicators that use an item."""
        return tuple(i.name for i in self.indicators if i.questions and item in i.items)

    @cached_property
    def label(self) -> str:
        """`WRES 2026`."""
        return f"{self.standard.upper()} {self.year}"

    def group_label(self, classification: str, group: str) -> str:
        """The label of a group in a classification of this edition; the code itself for `all` and crosses."""
        found = self.classifications.get(classification)
        return found.groups.get(group, group) if found else group


@dataclass(frozen=True)
class Standard:
    """A list of indicators with an owner, and its editions by year."""

    id: str
    title: str
    editions: Mapping[int, Edition]

    def edition(self, year: int) -> Edition:
        """The rules of one reporting year; UsageError where the standard has none."""
        from openwres.contracts.exceptions import UsageError

        if year not in self.editions:
            years = f"{min(self.editions)} to {max(self.editions)}"
            raise UsageError(
                f"{self.title} has no edition for {year}: its editions run from {years}. Use one of these years."
            )
        return self.editions[year]
