"""Runs the counts of an edition over the record tables: which cells, of which organisations, in which basis.

The engine counts by organisation, breakdown and code; how its cells become tallies is in `layout`.
"""

from __future__ import annotations

from collections.abc import Iterable

import duckdb
import polars as pl

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA, Source, State
from openwres.extracts import Extracts
from openwres.extracts.kinds import kinds
from openwres.standards.codes import Classification
from openwres.standards.model import Breakdown, Edition, Item
from openwres.tallies import sql
from openwres.tallies.layout import Part, lay_out

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
        workforces = [item for item in items if item.kind == "staff" and not item.date]
        if workforces:
            codes = self._codes("staff")
            self.con.execute(sql.posts(self.edition, codes))
            for item in workforces:
                self.con.execute(sql.people(item, self.edition, codes))
        tallies = lay_out([part for item in items if self._countable(item) for part in self._item(item)], self.edition)
        if "survey" in self.columns and "percentage" in self.columns["survey"]:
            tallies = pl.concat([tallies, self._survey_values()], how="diagonal_relaxed")
        return self._finished(tallies)

    def _countable(self, item: Item) -> bool:
        """Whether the columns are there that an item cannot do without."""
        if item.kind == "survey":
            return any(question in self.columns["survey"] for question in self.edition.questions.get(item.code, ()))
        if item.kind == "staff" and item.date:
            return item.date in self.columns["staff"]
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

    def _item(self, item: Item) -> Iterable[Part]:
        codes = self._codes(item.kind)
        missing = set(sql.breakdown_columns(item, self.edition)) - {"grade_row"} - _POSSIBLE[self._kind_of(item)]
        cells = pl.DataFrame(self.con.sql(sql.cells(item, self.edition, codes, set(self.columns), missing)))
        for basis, rows, organisations in self._by_basis(item, cells, self._organisations(item)):
            for classification in self.edition.classifications.values():
                if all(part.column in codes for part in self._parts(classification)):
                    yield from self._classified(item, basis, rows, organisations, classification)

    def _organisations(self, item: Item) -> set[str]:
        """Who gave the item: those with records and those whose own file holds none.

        Where one file of events is for all, everybody on the staff lists gave it.
        """
        given = self.given[item.kind]
        shared = ["staff"] if "" in given and "staff" in self.columns and item.kind in _STAFF_GRADES else []
        if item.kind == "survey":  # percentages of others in the same table are no answers
            return {
                code
                for (code,) in self.con.execute(
                    "SELECT DISTINCT organisation FROM survey WHERE answer <> ''"
                ).fetchall()
            }
        rows = " UNION ".join(f"SELECT DISTINCT organisation FROM {kind}" for kind in [item.kind, *shared])
        return {code for (code,) in self.con.execute(rows).fetchall()} | given - {""}

    def _by_basis(
        self, item: Item, cells: pl.DataFrame, organisations: set[str]
    ) -> Iterable[tuple[str, pl.DataFrame, set[str]]]:
        """The cells that belong to each basis, and the organisations for which that basis can be told."""
        for name, basis in item.bases.items():
            if item.kind == "survey" and name:
                yield name, cells.filter(pl.col(name) == 1), organisations
            elif item.kind == "cases" and basis.years > 1:
                earlier = {code for (code,) in self.con.execute(sql.earlier(item, self.edition)).fetchall()}
                yield name, cells.filter(pl.col("organisation").is_in(earlier)), organisations & earlier
            elif item.kind == "cases":
                yield name, cells.filter(pl.col("years_before") == 0), organisations
            else:
                yield name, cells, organisations

    def _parts(self, classification: Classification) -> list[Classification]:
        return [self._part(part) for part in classification.parts] or [classification]

    def _classified(
        self, item: Item, basis: str, cells: pl.DataFrame, organisations: set[str], classification: Classification
    ) -> Iterable[Part]:
        """One item in one classification: the full grid for the main one, whole and tiers for others."""
        parts = self._parts(classification)
        grouped = cells.with_columns(group=pl.concat_str([self._group(part) for part in parts], separator="*"))
        collected = all(self._collected(item, part.column) for part in parts)
        declared = [self.edition.breakdowns[code] for code in item.breakdowns]
        for breakdown in (None, *(b for b in declared if bool(b.of) != (classification.id == self.edition.main))):
            categories = self._categories(item, breakdown, collected)
            yield Part(item.code, basis, classification, breakdown, categories, sorted(organisations), grouped)

    def _group(self, classification: Classification) -> pl.Expr:
        blank = next(lst.blank for lst in self.edition.code_lists.values() if lst.column == classification.column)
        column = pl.col(classification.column).fill_null(blank)
        return column.replace_strict(classification.of_code, return_dtype=pl.String)

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
            self.con.sql("""SELECT organisation, question AS indicator, "group", percentage AS value, base
            FROM survey WHERE percentage IS NOT NULL AND question <> '' AND "group" <> '' ORDER BY ALL""")
        )
        asked = [(i.name, i.event, i.bases[0]) for i in self.edition.indicators if i.questions]
        names = pl.DataFrame(asked, schema=["indicator", "item", "basis"], orient="row")
        return rows.join(names, on="indicator").drop("indicator").with_columns(
            pl.col("base").cast(pl.Int64), breakdown=pl.lit(""), category=pl.lit(""), classification=pl.lit(self.edition.main),
            count=pl.lit(None, pl.Int64), state=pl.lit(str(State.VALUE)), reason=pl.lit(""),
        )  # fmt: skip

    def _finished(self, tallies: pl.DataFrame) -> pl.DataFrame:
        """Tallies in the schema of `contracts.tables`, sorted by key."""
        constants = {"standard": self.edition.standard, "year": self.edition.year, "source": str(Source.EXTRACT)}
        named = pl.concat([pl.DataFrame(schema=TALLY_SCHEMA).drop(*constants), tallies], how="diagonal_relaxed")
        named = named.with_columns(**{name: pl.lit(value) for name, value in constants.items()})
        return named.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()]).sort(TALLY_KEY)


_POSSIBLE = {name: frozenset(kind.columns) for name, kind in kinds().items()}
_KIND_CODES = {name: [c.name for c in kind.columns.values() if c.type == "code"] for name, kind in kinds().items()}
