"""From counted cells to tallies: groups and categories added up, every place of the grid filled, zeros written.

What was not collected is written as such and never as zero. What a combination of codes means is worked out once; rows
are numbers of an organisation and a place until the very end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from openwres.contracts.tables import State
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Category, Edition

ALL = "all"
_ORDER = ["item", "breakdown", "category", "classification", "group", "basis"]  # as tallies are sorted
_LABELS = ["classification", "breakdown", "category", "group"]


@dataclass(frozen=True)
class Part:
    """One item in one basis, classification and breakdown, with the organisations that gave it.

    `categories` are those that the item can have, each with whether its columns were there.
    """

    item: str
    basis: str
    classification: Classification
    breakdown: Breakdown | None
    categories: dict[str, bool]
    organisations: Sequence[str]

    @property
    def measure(self) -> tuple[str, str]:
        """What is counted: the item in its basis."""
        return self.item, self.basis


@dataclass(frozen=True)
class Cells:
    """Counts `n` of one item in one basis, by organisation and by the columns of codes and breakdowns."""

    measure: tuple[str, str]
    counts: pl.DataFrame


def lay_out(cells: Sequence[Cells], parts: Sequence[Part], edition: Edition) -> pl.DataFrame:
    """Item, basis, breakdown, category, classification, group, organisation, count, state and reason of every place.

    Rows are in the order of tallies.
    """
    return _Layout(parts, edition).filled(cells) if parts else pl.DataFrame(schema={"organisation": pl.String})


class _Layout:
    """The places of one organisation, the same for all, and the organisations: both in order and known by number."""

    def __init__(self, parts: Sequence[Part], edition: Edition) -> None:
        self.parts, self.edition = parts, edition
        self.measures = {measure: n for n, measure in enumerate(dict.fromkeys(part.measure for part in parts))}
        self.organisations = sorted({code for part in parts for code in part.organisations})
        self.places = self._places()

    def filled(self, cells: Sequence[Cells]) -> pl.DataFrame:
        """The whole table: zero where nobody was counted, and the state of every place."""
        numbered, combinations = self._combinations(cells)
        counts = pl.zeros(len(self.organisations) * len(self.places), pl.Int64, eager=True)
        targets = self._targets(combinations)
        for measure, its in numbered.items():
            if measure in targets:
                counted = self._counted(its, targets[measure])
                counts.scatter(counted["at"], counted["n"])
        return self._named(counts)

    def _places(self) -> pl.DataFrame:
        """Every category and group of every part: the table of one organisation, whose rows are numbered by `place`.

        `whole` is the place of everybody beside a group, `measure` the number of the item and basis.
        """
        rows = [
            (self.measures[p.measure], *p.measure, p.classification.id, p.breakdown.code if p.breakdown else "", *category, group)
            for p in self.parts
            for category in p.categories.items()
            for group in (*p.classification.groups, ALL)
        ]  # fmt: skip
        columns = ("item", "basis", "classification", "breakdown", "category")
        schema = {"measure": pl.UInt32, **dict.fromkeys(columns, pl.String), "there": pl.Boolean, "group": pl.String}
        places = pl.DataFrame(rows, schema=schema, orient="row").sort(_ORDER).with_row_index("place")
        return places.with_columns(whole=pl.col("place").filter(pl.col("group") == ALL).first().over(columns))

    def _combinations(self, cells: Sequence[Cells]) -> tuple[dict[int, pl.DataFrame], pl.DataFrame]:
        """The cells of each measure with a number for organisation and combination; and the codes of each combination."""
        number = pl.col("organisation").cast(pl.Enum(self.organisations), strict=False).to_physical()
        frames = [
            one.counts.with_columns(number.cast(pl.UInt64), measure=pl.lit(self.measures[one.measure], pl.UInt32))
            for one in cells
            if one.measure in self.measures
        ]
        together = pl.concat(frames, how="diagonal_relaxed")
        codes = [name for name in together.columns if name not in ("organisation", "measure", "n")]
        combinations = together.select(codes).unique().with_row_index("combination")
        numbered = together.join(combinations, on=codes, nulls_equal=True).drop(codes)
        by_measure = {its["measure"][0]: its for its in numbered.partition_by("measure")}
        return by_measure, combinations.with_columns(pl.col(codes).cast(pl.String))

    def _targets(self, combinations: pl.DataFrame) -> dict[int, list[pl.Series]]:
        """For each measure the places in which every combination counts, or none: a list by their numbers for each time that it does."""
        targets: dict[int, list[pl.Series]] = {}
        nowhere = pl.repeat(None, len(combinations), dtype=pl.UInt32, eager=True)
        leaves = enumerate(_leaves(combinations, self.parts, self.edition))
        numbered = pl.concat([one.with_columns(leaf=pl.lit(n, pl.UInt32)) for n, one in leaves])
        placed = numbered.join(self.places.select("measure", "place", *_LABELS), on=_LABELS)
        for its in placed.partition_by("measure", "leaf"):
            target = nowhere.clone().scatter(its["combination"], its["place"])
            targets.setdefault(its["measure"][0], []).append(target)
        return targets

    def _counted(self, cells: pl.DataFrame, targets: Sequence[pl.Series]) -> pl.DataFrame:
        """The counts `n` of one measure, those of everybody among them, `at` each place of all organisations in turn."""
        at, n, size = pl.col("at"), pl.col("n").sum(), len(self.places)
        first = cells["organisation"] * size
        places = pl.concat([first + target.gather(cells["combination"]) for target in targets])
        each = pl.DataFrame({"at": places, "n": pl.concat([cells["n"]] * len(targets))})
        by_group = each.drop_nulls("at").group_by("at").agg(n)
        whole = self.places["whole"].gather(by_group["at"] % size)
        everyone = by_group.with_columns(at - at % size + whole).group_by("at").agg(n)
        return pl.concat([by_group, everyone])

    def _named(self, counts: pl.Series) -> pl.DataFrame:
        """Words for the numbers, in every place of every organisation that gave it."""
        at = {code: n for n, code in enumerate(self.organisations)}
        given = {(self.measures[part.measure], at[code]) for part in self.parts for code in part.organisations}
        schema = {"measure": pl.UInt32, "organisation": pl.UInt64}
        grid = pl.DataFrame(list(given), schema=schema, orient="row").join(
            self.places.select("measure", "place"), on="measure"
        )
        grid = grid.sort("organisation", "place")
        there, codes = pl.col("there"), pl.Series(self.organisations, dtype=pl.String)
        return self.places.drop("place", "measure", "whole")[grid["place"]].with_columns(
            organisation=codes.gather(grid["organisation"]),
            count=pl.when(there).then(counts.gather(grid["organisation"] * len(self.places) + grid["place"])),
            state=pl.when(there).then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.NOT_COLLECTED))),
            reason=pl.when(there).then(pl.lit("")).otherwise(pl.lit("column_absent")),
        ).drop("there")  # fmt: skip


def _leaves(combinations: pl.DataFrame, parts: Sequence[Part], edition: Edition) -> Iterator[pl.DataFrame]:
    """Each combination in its categories and groups: every classification in the breakdowns that it has, and in no other."""
    needed: dict[str, list[Part]] = {}
    for part in parts:
        needed.setdefault(part.classification.id, []).append(part)
    for its in needed.values():
        yield from _in_categories(_in_groups(combinations, its[0].classification, edition), its, edition)


def _in_groups(combinations: pl.DataFrame, classification: Classification, edition: Edition) -> pl.DataFrame:
    """The group of each combination in a classification, or in both parts of a cross."""
    lists = edition.code_lists.values()
    names = classification.parts or (classification.id,)
    parts = [
        code_list.classifications[name] for name in names for code_list in lists if name in code_list.classifications
    ]
    blanks = {code_list.column: code_list.blank for code_list in lists}
    groups = [
        pl.col(part.column).fill_null(blanks[part.column]).replace_strict(part.of_code, return_dtype=pl.String)
        for part in parts
    ]
    return combinations.with_columns(
        group=pl.concat_str(groups, separator="*"), classification=pl.lit(classification.id, pl.String)
    )


def _in_categories(combinations: pl.DataFrame, parts: Sequence[Part], edition: Edition) -> Iterator[pl.DataFrame]:
    """Each combination once for each category to which they belong, breakdown by breakdown."""
    there: dict[str, list[str]] = {}
    for part in parts:
        code = part.breakdown.code if part.breakdown else ""
        there.setdefault(code, []).extend(category for category, there in part.categories.items() if there)
    for code, categories in ((code, its) for code, its in there.items() if its):
        breakdown = edition.breakdowns.get(code)
        if breakdown is None:
            yield _select(combinations, code, pl.lit(""))
        elif breakdown.of:
            larger = {row: category.code for category in breakdown.categories.values() for row in category.rows}
            row = _own_row(edition.breakdowns[breakdown.of])
            yield _select(combinations, code, row.replace_strict(larger, default=None, return_dtype=pl.String))
        else:
            yield from _in_rows(
                combinations, breakdown, [breakdown.categories[name] for name in dict.fromkeys(categories)]
            )


def _in_rows(
    combinations: pl.DataFrame, breakdown: Breakdown, categories: Sequence[Category]
) -> Iterator[pl.DataFrame]:
    """The combinations in each category: by the code in its column, by its condition, or as a part of another category."""
    if breakdown.column:
        yield _select(combinations, breakdown.code, _own_row(breakdown))
    for category in categories:
        if category.part_of or not breakdown.column:
            yield _select(combinations.filter(_belongs(breakdown, category)), breakdown.code, pl.lit(category.code))


def _select(combinations: pl.DataFrame, breakdown: str, category: pl.Expr) -> pl.DataFrame:
    return combinations.select(
        "combination", "classification", breakdown=pl.lit(breakdown), category=category, group="group"
    )


def _own_row(breakdown: Breakdown) -> pl.Expr:
    """The row that counts a combination: a row that is part of another one is counted there."""
    parents = {c.code: c.part_of for c in breakdown.categories.values() if c.part_of}
    return pl.col(breakdown.column).replace(parents)


def _belongs(breakdown: Breakdown, category: Category) -> pl.Expr:
    """Whether a combination meets a category's condition, or carries its code itself."""
    condition = pl.all_horizontal(*(pl.col(column).is_in(codes) for column, codes in category.where.items()))
    if not breakdown.column:
        return condition
    column = pl.col(breakdown.column)
    return (column == category.code) | ((column == category.part_of) & condition)
