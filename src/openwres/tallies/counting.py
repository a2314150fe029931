"""Runs the counts of an edition over the record tables and lays them out as tallies, zeros written.

The engine counts by organisation, breakdown and code; groups and margins are sums of those leaves.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.extracts import Extracts
from openwres.extracts.kinds import kinds
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Category, Edition, Item
from openwres.tallies import sql

ALL = "all"
_STAFF_GRADES = ("cases", "learning")


def count_records(con: duckdb.DuckDBPyConnection, edition: Edition, extracts: Extracts) -> pl.DataFrame:
    """Tallies of every item whose kind of extract is there, in the schema of `contracts.tables`, sorted by key.

    The record tables stand on the connection. A breakdown whose column was not there is `not_collected`.
    """
    return _Counting(con, edition, extracts).run()


class _Counting:
    """One count over the record tables of a connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, edition: Edition, extracts: Extracts) -> None:
        self.con, self.edition, self.columns, self.given = con, edition, extracts.columns, extracts.organisations

    def run(self) -> pl.DataFrame:
        items = [item for item in self.edition.items.values() if item.kind in self.columns]
        staff = next((item for item in self.edition.items.values() if item.kind == "staff"), None)
        if staff and "staff" in self.columns:
            codes = self._codes("staff")
            self.con.execute(sql.posts(self.edition, codes))
            self.con.execute(sql.people(staff, self.edition, codes))
        frames = [frame for item in items if self._countable(item) for frame in self._item(item)]
        if "survey" in self.columns and "percentage" in self.columns["survey"]:
            frames.append(self._survey_values())
        return finished(frames, self.edition)

    def _countable(self, item: Item) -> bool:
        """Whether records are there: answers need their question's column, and people within the staff need the staff list."""
        if item.kind == "survey":
            return any(question in self.columns["survey"] for question in self.edition.questions.get(item.code, ()))
        return not item.within or "staff" in self.columns

    def _codes(self, kind: str) -> list[str]:
        """The code columns that the edition's classifications read and that records of this kind can have."""
        wanted = {c.column: None for c in self.edition.classifications.values() if c.column}
        for classification in self.edition.classifications.values():
            wanted |= {self._part(part).column: None for part in classification.parts}
        source = "staff" if kind in _STAFF_GRADES and "staff" in self.columns else kind
        return [column for column in wanted if column in _KIND_CODES[source] or column == self._main.column]

    @property
    def _main(self) -> Classification:
        return self.edition.classifications[self.edition.main]

    def _part(self, name: str) -> Classification:
        lists = self.edition.code_lists.values()
        return next(lst.classifications[name] for lst in lists if name in lst.classifications)

    def _item(self, item: Item) -> Iterable[pl.DataFrame]:
        codes = self._codes(item.kind)
        missing = set(sql.breakdown_columns(item, self.edition)) - {"grade_row"} - _POSSIBLE[self._kind_of(item)]
        cells = pl.DataFrame(self.con.sql(sql.cells(item, self.edition, codes, set(self.columns), missing)))
        organisations = self._organisations(item)
        for basis, rows, scope in self._by_basis(item, cells, organisations):
            for classification in self.edition.classifications.values():
                if all(part.column in codes for part in self._parts(classification)):
                    yield from self._classified(item, basis, rows, scope, classification)

    def _organisations(self, item: Item) -> pl.DataFrame:
        """Who gave the item: those with records, those whose own file holds none, and all staff lists' where one file is for all."""
        given = self.given[item.kind]
        shared = ["staff"] if "" in given and "staff" in self.columns and item.kind in _STAFF_GRADES else []
        rows = " UNION ".join(
            f"SELECT organisation FROM {kind} WHERE organisation <> ''" for kind in [item.kind, *shared]
        )
        found = {code for (code,) in self.con.execute(rows).fetchall()} | (given - {""})
        return pl.DataFrame({"organisation": sorted(found)}, schema={"organisation": pl.String})

    def _by_basis(
        self, item: Item, cells: pl.DataFrame, organisations: pl.DataFrame
    ) -> Iterable[tuple[str, pl.DataFrame, pl.DataFrame]]:
        """The cells that belong to each basis, and the organisations for which that basis can be told."""
        for name, basis in item.bases.items():
            if item.kind == "survey" and name:
                yield name, cells.filter(pl.col(name) == 1), organisations
            elif item.kind == "cases" and basis.years > 1:
                earlier = cells.filter(pl.col("years_before") == 1).select("organisation").unique()
                scope = organisations.join(earlier, on="organisation", how="semi")
                yield name, cells.join(earlier, on="organisation", how="semi"), scope
            elif item.kind == "cases":
                yield name, cells.filter(pl.col("years_before") == 0), organisations
            else:
                yield name, cells, organisations

    def _parts(self, classification: Classification) -> list[Classification]:
        return [self._part(part) for part in classification.parts] or [classification]

    def _classified(
        self, item: Item, basis: str, cells: pl.DataFrame, scope: pl.DataFrame, classification: Classification
    ) -> Iterable[pl.DataFrame]:
        """The tallies of one item in one classification: the full grid for the main one, whole and tiers for others."""
        parts = self._parts(classification)
        grouped = cells.with_columns(group=pl.concat_str([self._group(part) for part in parts], separator="*"))
        collected = all(self._collected(item, part.column) for part in parts)
        declared = [self.edition.breakdowns[code] for code in item.breakdowns]
        for breakdown in (None, *(b for b in declared if bool(b.of) != (classification.id == self.edition.main))):
            categories = self._categories(item, breakdown, collected)
            yield self._grid(item, basis, grouped, scope, classification, breakdown, categories)

    def _group(self, classification: Classification) -> pl.Expr:
        blank = next(lst.blank for lst in self.edition.code_lists.values() if lst.column == classification.column)
        return (
            pl.col(classification.column)
            .fill_null(blank)
            .replace_strict(classification.of_code, return_dtype=pl.String)
        )

    def _collected(self, item: Item, column: str) -> bool:
        return column in self.columns[self._kind_of(item)] or column == self._main.column

    def _kind_of(self, item: Item) -> str:
        """The kind whose columns describe the units: events of staff are described by the staff list."""
        return "staff" if item.kind in _STAFF_GRADES and "staff" in self.columns else item.kind

    def _categories(self, item: Item, breakdown: Breakdown | None, collected: bool) -> dict[str, bool]:
        """Each category that this kind can have at all, and whether its columns were there."""
        if breakdown is None:
            return {"": collected}
        there, source = self.columns[self._kind_of(item)], breakdown
        source = self.edition.breakdowns[breakdown.of] if breakdown.of else breakdown
        column = "grade" if source.column == "grade_row" else source.column
        whole = collected and (not column or column in there)
        possible = {
            code: c for code, c in breakdown.categories.items() if set(c.where) <= _POSSIBLE[self._kind_of(item)]
        }
        return {code: whole and set(c.where) <= set(there) for code, c in possible.items()}

    def _grid(
        self, item: Item, basis: str, cells: pl.DataFrame, scope: pl.DataFrame,
        classification: Classification, breakdown: Breakdown | None, categories: dict[str, bool],
    ) -> pl.DataFrame:  # fmt: skip
        """Every category and group of every organisation in scope: a count, zero included, or `not_collected`."""
        there = pl.DataFrame(
            {"category": list(categories), "there": list(categories.values())},
            schema={"category": pl.String, "there": pl.Boolean},
        )
        groups = pl.DataFrame({"group": [*classification.groups, ALL]})
        grid = scope.join(there, how="cross").join(groups, how="cross")
        counted = self._counted(cells, breakdown, [code for code, present in categories.items() if present])
        return grid.join(counted, on=["organisation", "category", "group"], how="left").select(
            pl.exclude("there", "count"),
            count=pl.when("there").then(pl.col("count").fill_null(0)),
            item=pl.lit(item.code), breakdown=pl.lit(breakdown.code if breakdown else ""), classification=pl.lit(classification.id),
            basis=pl.lit(basis), state=pl.when("there").then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.NOT_COLLECTED))),
            reason=pl.when("there").then(pl.lit("")).otherwise(pl.lit("column_absent")),
        )  # fmt: skip

    def _counted(self, cells: pl.DataFrame, breakdown: Breakdown | None, present: list[str]) -> pl.DataFrame:
        """Counts by organisation, category and group, with the sum of the groups as `all`."""
        if breakdown is None:
            leaves = cells.with_columns(category=pl.lit(""))
        elif breakdown.of:
            rows = [c for c in self.edition.breakdowns[breakdown.of].categories.values() if not c.part_of]
            leaves = _in_categories(cells, self.edition.breakdowns[breakdown.of], rows)
            leaves = leaves.join(rows_of(breakdown), on="category").drop("category").rename({"larger": "category"})
        else:
            leaves = _in_categories(cells, breakdown, [breakdown.categories[code] for code in present])
        by_group = leaves.group_by("organisation", "category", "group").agg(count=pl.col("n").sum())
        everyone = (
            by_group.group_by("organisation", "category").agg(pl.col("count").sum()).with_columns(group=pl.lit(ALL))
        )
        return pl.concat([by_group, everyone.select(by_group.columns)])

    def _survey_values(self) -> pl.DataFrame:
        """Percentages as they came, under the item of the event and the basis of the year."""
        rows = pl.DataFrame(
            self.con.sql("""SELECT organisation, question AS indicator, "group", percentage AS value, base
            FROM survey WHERE percentage IS NOT NULL AND question <> '' AND "group" <> '' ORDER BY ALL""")
        )
        asked = [(i.name, i.event, i.bases[0]) for i in self.edition.indicators if i.questions]
        names = pl.DataFrame(asked, schema=["indicator", "item", "basis"], orient="row")
        return rows.join(names, on="indicator").drop("indicator").with_columns(
            pl.col("base").cast(pl.Int64), breakdown=pl.lit(""), category=pl.lit(""), classification=pl.lit(self.edition.main),
            count=pl.lit(None, pl.Int64), state=pl.lit(str(State.VALUE)), reason=pl.lit(""),
        )  # fmt: skip


_POSSIBLE = {name: frozenset(kind.columns) for name, kind in kinds().items()}
_KIND_CODES = {name: [c.name for c in kind.columns.values() if c.type == "code"] for name, kind in kinds().items()}


def rows_of(breakdown: Breakdown) -> pl.DataFrame:
    """Which category each row of the finer breakdown belongs to."""
    pairs = [(row, category.code) for category in breakdown.categories.values() for row in category.rows]
    return pl.DataFrame(pairs, schema={"category": pl.String, "larger": pl.String}, orient="row")


def _in_categories(cells: pl.DataFrame, breakdown: Breakdown, categories: Iterable[Category]) -> pl.DataFrame:
    """The cells of each category: its condition where it has one, and its code (or that of the row it is part of)."""
    parts = [cells.select("organisation", "group", "n", category=pl.lit("")).clear()]
    for category in categories:
        chosen = cells.filter(_belongs(breakdown, category))
        parts.append(chosen.select("organisation", "group", "n", category=pl.lit(category.code)))
    return pl.concat(parts)


def _belongs(breakdown: Breakdown, category: Category) -> pl.Expr:
    """Whether a cell is of a category. A row also holds those of the rows that are part of it."""
    condition = pl.all_horizontal(
        pl.lit(True), *(pl.col(column).is_in(codes) for column, codes in category.where.items())
    )
    if not breakdown.column:
        return condition
    column = pl.col(breakdown.column)
    if category.part_of:
        return (column == category.code) | ((column == category.part_of) & condition)
    return column.is_in([category.code, *(c.code for c in breakdown.categories.values() if c.part_of == category.code)])


def finished(frames: Iterable[pl.DataFrame], edition: Edition) -> pl.DataFrame:
    """Frames of counts put together in the schema of tallies, sorted by key."""
    constants = {"standard": edition.standard, "year": edition.year, "source": str(Source.EXTRACT)}
    empty = pl.DataFrame(schema=TALLY_SCHEMA)
    whole = pl.concat(
        [empty.drop(*constants), *(frame.select(pl.exclude("n")) for frame in frames)], how="diagonal_relaxed"
    )
    named = whole.with_columns(**{name: pl.lit(value) for name, value in constants.items()})
    return named.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()]).sort(TALLY_KEY)
