"""Runs the counts of an edition over the record tables: which cells, of which organisations, in which basis.

The engine counts by organisation, breakdown and code; how its cells become tallies is in `layout`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb
import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.extracts import Extracts
from openwres.extracts.kinds import kinds
from openwres.extracts.people import codes_read
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Edition, Item
from openwres.tallies import sql
from openwres.tallies.crosstabs import with_crosstabs, without_grid
from openwres.tallies.layout import Cells, Part, lay_out

_STAFF_GRADES = ("cases", "learning")


def count_records(con: duckdb.DuckDBPyConnection, edition: Edition, extracts: Extracts) -> pl.DataFrame:
    """Tallies of every item whose kind of extract is there, in the schema of `contracts.tables`, sorted by key.

    The record tables stand on the connection. A breakdown whose column was not there is `not_collected`.
    """
    counting = _Counting(con, edition, extracts)
    cells = counting.cells()
    counted = without_grid(counting.tallies(cells), edition, counting.ungraded(cells))
    return with_crosstabs(counted, edition, extracts.crosstabs)


class _Counting:
    """One count over the record tables of a connection."""

    def __init__(self, con: duckdb.DuckDBPyConnection, edition: Edition, extracts: Extracts) -> None:
        self.con, self.edition, self.columns, self.given = con, edition, extracts.columns, extracts.organisations
        self._known: dict[str, frozenset[str]] = {}

    def cells(self) -> list[Cells]:
        """The cells of every item in every basis."""
        items = [item for item in self.edition.items.values() if item.kind in self.columns and self._countable(item)]
        return [one for those in sql.together(items) for one in self._counted(those)]

    def tallies(self, cells: Sequence[Cells]) -> pl.DataFrame:
        """The table of all places, and percentages as they came."""
        parts = [part for one in cells for part in self._parts_of(*one.measure)]
        tallies = self._finished(lay_out(cells, parts, self.edition))
        if "survey" in self.columns and "percentage" in self.columns["survey"]:
            return pl.concat([tallies, self._finished(self._survey_values())]).sort(TALLY_KEY)
        return tallies

    def ungraded(self, cells: Sequence[Cells]) -> list[tuple[str, str]]:
        """Items of the staff list, each with the organisations of which somebody who counts has a grade that gives no row."""
        if not {"grade", "person"} <= self.columns.get("staff", frozenset()):
            return []
        found = set()
        for one in cells:
            item = one.measure[0]
            if self.edition.items[item].kind == "staff" and "grade_row" in one.counts.columns:
                without = one.counts.filter(pl.col("grade_row").is_null())["organisation"].unique()
                found |= {(item, organisation) for organisation in without}
        return sorted(found)

    def _countable(self, item: Item) -> bool:
        """Whether the columns are there that an item cannot do without."""
        if item.kind == "survey":
            return any(question in self.columns["survey"] for question in self.edition.questions.get(item.code, ()))
        if item.kind == "staff" and item.date:
            return item.date in self.columns["staff"]
        return not item.within or "staff" in self.columns

    def _codes(self, kind: str) -> list[str]:
        """The code columns of units of this kind: events of staff have those of the staff list."""
        return codes_read("staff" if kind in _STAFF_GRADES and "staff" in self.columns else kind, self.edition)

    @property
    def _main(self) -> Classification:
        return self.edition.classifications[self.edition.main]

    def _part(self, name: str) -> Classification:
        lists = self.edition.code_lists.values()
        return next(lst.classifications[name] for lst in lists if name in lst.classifications)

    def _counted(self, items: Sequence[Item]) -> Iterator[Cells]:
        """The cells of items of which one look counts all, in each basis; of those organisations for which it can be told."""
        needed = {column for item in items for column in sql.breakdown_columns(item, self.edition)}
        missing = needed - {"grade_row"} - _POSSIBLE[self._kind_of(items[0])]
        asked = sql.cells(items, self.edition, self._codes(items[0].kind), set(self.columns), missing)
        counts = pl.DataFrame(self.con.sql(asked))
        measures = sql.measures(items)
        keys = counts.drop(f"n{n}" for n in range(len(measures))).columns
        for n, (item, basis) in enumerate(measures):
            yield Cells((item.code, basis), counts.filter(pl.col(f"n{n}") > 0).select(*keys, n=f"n{n}"))

    def _parts_of(self, code: str, basis: str) -> Iterator[Part]:
        """The parts of the grid that an item fills in a basis."""
        item = self.edition.items[code]
        organisations, codes = sorted(self._organisations(item, basis)), self._codes(item.kind)
        for classification in self.edition.counted.values():
            if all(part.column in codes for part in self._parts(classification)):
                yield from self._in_breakdowns(item, basis, organisations, classification)

    def _organisations(self, item: Item, basis: str) -> frozenset[str]:
        """Who gave the item: those with records and those whose own file holds none.

        Where one file of events is for all, everybody on the staff lists gave it. Over several years only those are
        counted whose file reaches back so far.
        """
        given = self.given[item.kind]
        shared = ["staff"] if "" in given and "staff" in self.columns and item.kind in _STAFF_GRADES else []
        if item.kind == "survey":  # percentages of others in the same table are no answers
            return self._asked("SELECT DISTINCT organisation FROM survey WHERE answer <> ''")
        gave = (given - {""}).union(
            *(self._asked(f"SELECT DISTINCT organisation FROM {kind}") for kind in [item.kind, *shared])
        )
        if item.kind == "cases" and item.bases[basis].years > 1:
            return gave & self._asked(sql.earlier(item, self.edition))
        return gave

    def _asked(self, question: str) -> frozenset[str]:
        """The organisations that a question gives; asked of the engine once."""
        if question not in self._known:
            self._known[question] = frozenset(code for (code,) in self.con.execute(question).fetchall())
        return self._known[question]

    def _parts(self, classification: Classification) -> list[Classification]:
        return [self._part(part) for part in classification.parts] or [classification]

    def _in_breakdowns(
        self, item: Item, basis: str, organisations: Sequence[str], classification: Classification
    ) -> Iterator[Part]:
        """One item in one classification: the full grid for the main one, whole and tiers for others."""
        collected = all(self._collected(item, part.column) for part in self._parts(classification))
        declared = [self.edition.breakdowns[code] for code in item.breakdowns]
        for breakdown in (None, *(b for b in declared if bool(b.of) != (classification.id == self.edition.main))):
            categories = self._categories(item, breakdown, collected)
            yield Part(item.code, basis, classification, breakdown, categories, organisations)

    def _collected(self, item: Item, column: str) -> bool:
        return column in self.columns[self._kind_of(item)] or column == self._main.column

    def _kind_of(self, item: Item) -> str:
        """The kind whose columns describe the units: events of staff are described by the staff list."""
        return "staff" if item.kind in _STAFF_GRADES and "staff" in self.columns else item.kind

    def _categories(self, item: Item, breakdown: Breakdown | None, collected: bool) -> dict[str, bool]:
        """Each category that this kind can have at all, and whether its columns were there."""
        if breakdown is None:
            return {"": collected}
        kind = self._kind_of(item)
        source = self.edition.breakdowns[breakdown.of] if breakdown.of else breakdown
        column = "grade" if source.column == "grade_row" else source.column
        whole = collected and (not column or column in self.columns[kind])
        possible = {code: c for code, c in breakdown.categories.items() if set(c.where) <= _POSSIBLE[kind]}
        return {code: whole and set(c.where) <= set(self.columns[kind]) for code, c in possible.items()}

    def _survey_values(self) -> pl.DataFrame:
        """Percentages as they came, under the item of the event and the basis of the year."""
        rows = pl.DataFrame(
            self.con.sql("""SELECT organisation, CAST(question AS VARCHAR) AS indicator, CAST("group" AS VARCHAR) AS "group", percentage AS value, base
            FROM survey WHERE percentage IS NOT NULL AND question <> '' AND "group" <> '' ORDER BY ALL""")
        )
        asked = [(i.name, i.event, i.bases[0]) for i in self.edition.indicators if i.questions]
        names = pl.DataFrame(asked, schema=["indicator", "item", "basis"], orient="row")
        return rows.join(names, on="indicator").drop("indicator").with_columns(
            pl.col("base").cast(pl.Int64), breakdown=pl.lit(""), category=pl.lit(""), classification=pl.lit(self.edition.main),
            count=pl.lit(None, pl.Int64), state=pl.lit(str(State.VALUE)), reason=pl.lit(""),
        )  # fmt: skip

    def _finished(self, tallies: pl.DataFrame) -> pl.DataFrame:
        """Tallies in the schema of `contracts.tables`."""
        constants = {"standard": self.edition.standard, "year": self.edition.year, "source": str(Source.EXTRACT)}
        absent = {name: pl.lit(None) for name in TALLY_SCHEMA if name not in (*tallies.columns, *constants)}
        named = tallies.with_columns(**absent, **{name: pl.lit(value) for name, value in constants.items()})
        return named.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()])


_POSSIBLE = {name: frozenset(kind.columns) for name, kind in kinds().items()}
