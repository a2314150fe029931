"""What a calculator works on: the complete counts of a year, the indicators of its kind, and who is counted.

How counts are gathered by organisation and area is in `areas`; what is made of them in `stocks` and `comparisons`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from openwres.figures.areas import Areas, gather
from openwres.figures.counts import ALL
from openwres.standards.model import Edition, Indicator

Key = tuple[str, str, str, str]
Published = Callable[[str, str, str], bool]
"""Whether counts of an item are published by a breakdown, in a classification."""

KEYS = {"breakdown": pl.String, "category": pl.String, "classification": pl.String, "group": pl.String}


def everything(item: str, breakdown: str, classification: str) -> bool:  # noqa: ARG001
    """Nothing is held back, as in an organisation's own figures."""
    return True


@dataclass(frozen=True)
class Setting:
    """One calculation: `counted` are the pairs of item and classification that somebody counted; `plain` has no intervals.

    Where it is not to go `beside` them, comparisons have nothing beside their interval: no people, no power, no bounds.
    What a policy does not publish is not asked for, so that no figure calls it missing.
    """

    counts: pl.DataFrame
    counted: frozenset[tuple[str, str]]
    edition: Edition
    indicators: Sequence[Indicator]
    organisations: Sequence[str]
    areas: Areas | None
    plain: bool = False
    publishes: Published = everything
    beside: bool = True

    @property
    def indicator(self) -> Indicator:
        """The indicator, where there is one only, as `one_by_one` sees to."""
        (indicator,) = self.indicators
        return indicator

    def gather(
        self,
        items: Mapping[str, tuple[str, str]],
        keys: pl.DataFrame,
        needed: Mapping[str, Sequence[str]] | None = None,
    ) -> pl.DataFrame:
        """The counts of one indicator's items, each with its basis, at the keys, by organisation and area.

        `needed` is that of `gathered`.
        """
        asked = {f"{name}_item": item for name, (item, _) in items.items()}
        asked |= {f"{name}_basis": basis for name, (_, basis) in items.items()}
        keys = keys.with_columns(
            asked=pl.lit(0), indicator=pl.lit(self.indicator.name), needed=is_needed(needed or {}),
            **{name: pl.lit(word) for name, word in asked.items()},
        )  # fmt: skip
        return self.gathered(keys, list(items))

    def gathered(self, keys: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
        """The same from a table of keys that says in each row what is asked for, as `areas.gather` wants it."""
        return gather(self.counts, keys, names, self.organisations, self.areas)

    def keys(self, item: str) -> pl.DataFrame:
        """Every key of an item for the indicator."""
        return table_of(self.keys_of(item, self.indicator))

    def keys_of(self, item: str, indicator: Indicator) -> Iterator[Key]:
        """Every key of an item: the main classification by whole and breakdown, the others at whole and in tiers.

        Another classification is asked for only where somebody counted it.
        """
        for name, classification in self.edition.classifications.items():
            if name == self.edition.main or (item, name) in self.counted:
                for code in ("", *indicator.breakdowns):
                    breakdown = self.edition.breakdowns.get(code)
                    possible = breakdown is None or name == self.edition.main or breakdown.of
                    if possible and self.publishes(item, code, name):
                        categories = breakdown.categories if breakdown else [""]
                        yield from grid(code, categories, name, [*classification.groups, ALL])


def grid(breakdown: str, categories: Iterable[str], classification: str, groups: Sequence[str]) -> Iterator[Key]:
    """Every group of every category."""
    return ((breakdown, category, classification, group) for category in categories for group in groups)


def table_of(keys: Iterable[Key]) -> pl.DataFrame:
    """Keys as the table that `Setting.gather` takes."""
    return pl.DataFrame(list(keys), schema=KEYS, orient="row")


def is_needed(groups: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Whether a key is one without which an organisation does not enter an area; where no groups are named, all are."""
    needed: pl.Expr = pl.lit(True)
    for classification, its in groups.items():
        needed = needed & ((pl.col("classification") != classification) | pl.col("group").is_in(list(its)))
    return needed


Calculator = Callable[[Setting], Iterator[pl.DataFrame]]


def one_by_one(calculator: Calculator) -> Calculator:
    """The calculator of all indicators of a kind, from one that knows a single indicator at a time."""

    def each(s: Setting) -> Iterator[pl.DataFrame]:
        for indicator in s.indicators:
            for rows in calculator(replace(s, indicators=[indicator])):
                yield rows.with_columns(indicator=pl.lit(indicator.name))

    return each
