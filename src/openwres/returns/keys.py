"""Short names of the cells of a return, such as `w2.appointed.bme` and `w2.ratio`, derived from an edition.

`w` and the indicator, then what is counted or calculated, the category where there is one, the basis where it is not the
indicator's own, the group. Each tally has one name; other spellings that returns use are read as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from openwres.standards.model import Breakdown, Edition, Indicator, Item

ALL = "all"
WORDS: Mapping[str, str] = {
    "percentage": "percent",
    "relative_likelihood": "ratio",
    "gap": "gap",
    "difference": "difference",
    "self_report_rate": "self-report",
}
"""How names say the statistics of figures that a return can hold."""

# The reporting form's own words for the event of an indicator and for the population behind a percentage.
_EVENT_WORDS, _BASE_WORDS, _PERCENT_WORDS = ("entered", "accessed"), ("base",), ("pct",)


class TallyKey(NamedTuple):
    """What a tally counts, for the main classification of a standard."""

    item: str
    breakdown: str = ""
    category: str = ""
    group: str = ALL
    basis: str = ""


class FigureKey(NamedTuple):
    """Which figure a typed cell claims to be, for the main classification of a standard."""

    indicator: str
    statistic: str
    breakdown: str = ""
    category: str = ""
    group: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Keys:
    """The names of one edition: of tallies and figures by their keys, and the keys by every spelling."""

    tallies: Mapping[TallyKey, str]
    figures: Mapping[FigureKey, str]
    spellings: Mapping[str, TallyKey | FigureKey]

    def of_tally(self, key: TallyKey) -> str:
        """The name of a tally; empty where the standard's returns have no such cell."""
        return self.tallies.get(key, "")

    def of_figure(self, key: FigureKey) -> str:
        """The name of a figure; empty where the standard's returns have no such cell."""
        return self.figures.get(key, "")


def keys_of(edition: Edition) -> Keys:
    """Every name of an edition's cells."""
    tallies: dict[TallyKey, str] = {}
    figures: dict[FigureKey, str] = {}
    spellings: dict[str, TallyKey | FigureKey] = {}
    for indicator in edition.indicators:
        if indicator.supplementary:
            continue
        for tally, names in _tallies(indicator, edition):
            if tally not in tallies:
                tallies[tally] = names[0]
            for name in names:
                spellings.setdefault(name, tally)
        for figure, names in _figures(indicator, edition):
            figures.setdefault(figure, names[0])
            for name in names:
                spellings.setdefault(name, figure)
    return Keys(tallies, figures, spellings)


def _tallies(indicator: Indicator, edition: Edition) -> Iterator[tuple[TallyKey, list[str]]]:
    groups = [*edition.classifications[edition.main].groups, ALL]
    for code in indicator.items:
        item = edition.items[code]
        for breakdown, category in _places(item.breakdowns, edition):
            for basis in item.bases:
                for group in groups:
                    key = TallyKey(code, breakdown, category, group, basis)
                    yield key, [".".join(parts) for parts in _spelled(indicator, item, key)]


def _spelled(indicator: Indicator, item: Item, key: TallyKey) -> Iterator[list[str]]:
    """The parts of each spelling of a tally's name, its own first."""
    own = indicator.bases[0] if indicator.bases else ""
    basis = [key.basis] if key.basis and key.basis != own and len(item.bases) > 1 else []
    end = [*([key.category] if key.category else []), *basis, key.group]
    start = f"w{indicator.name}"
    yield [start, item.code, *end]
    words = _EVENT_WORDS if item.code == indicator.event else _BASE_WORDS
    yield from ([start, word, *end] for word in words)
    if key.category and item.code in (indicator.event or indicator.population, indicator.population):
        yield [start, *end]


def _figures(indicator: Indicator, edition: Edition) -> Iterator[tuple[FigureKey, list[str]]]:
    for statistic, groups in _statistics(indicator, edition):
        places = _places(indicator.breakdowns, edition) if statistic != "self_report_rate" else iter([("", "")])
        for breakdown, category in places:
            for basis in indicator.bases or ("",):
                for group in groups:
                    key = FigureKey(indicator.name, statistic, breakdown, category, group, basis)
                    yield key, [".".join(parts) for parts in _spelled_figure(indicator, key, len(groups) > 1)]


def _spelled_figure(indicator: Indicator, key: FigureKey, grouped: bool) -> Iterator[list[str]]:
    own = indicator.bases[0] if indicator.bases else ""
    start = [f"w{indicator.name}", *([key.category] if key.category else [])]
    end = [*([key.basis] if key.basis != own else []), *([key.group] if grouped else [])]
    yield [*start, WORDS[key.statistic], *end]
    if key.statistic == "percentage":
        yield from ([*start, word, *end] for word in _PERCENT_WORDS)


def _statistics(indicator: Indicator, edition: Edition) -> Iterator[tuple[str, list[str]]]:
    """The statistics that a figure of the indicator can have, each with its groups."""
    groups = list(edition.classifications[edition.main].groups)
    sides = [f"{indicator.over}:{indicator.under}"]
    if indicator.kind in ("relative_likelihood", "survey_percentage"):
        yield "percentage", [*groups, ALL]
        if indicator.under:
            yield ("relative_likelihood" if indicator.kind == "relative_likelihood" else "gap"), sides
    elif indicator.kind == "composition":
        yield "percentage", groups
        yield "self_report_rate", [ALL]
    elif indicator.kind == "representation_gap":
        yield "percentage", groups
        yield "difference", [edition.focus]


def _places(breakdowns: tuple[str, ...], edition: Edition) -> Iterator[tuple[str, str]]:
    """The whole, and every category of the breakdowns that a return has: those that others add up to are left out."""
    yield "", ""
    for code in breakdowns:
        breakdown: Breakdown | None = edition.breakdowns.get(code)
        if breakdown and not breakdown.of:
            yield from ((code, category) for category in breakdown.categories)
