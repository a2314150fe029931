"""A return written as named cells: one row for each number, typed figure and word, as `keyed` reads them.

Explanations stand in a file of their own, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.tables import Source, State
from openwres.files.guard import guarded_column
from openwres.returns.celltext import ANSWER, COUNT
from openwres.returns.filling import with_reason
from openwres.returns.keyed import BASE_WORD, shares_of, wanted_of
from openwres.returns.keys import FigureKey, Keys, TallyKey, keys_of
from openwres.returns.layout import INPUT, Layout
from openwres.returns.model import ReturnVersion
from openwres.standards.model import Edition, Standard

SCHEMA: dict[str, type[pl.DataType]] = {
    "organisation": pl.String, "year": pl.Int32, "field": pl.String, "cell": pl.String, "source": pl.String,
    "sheet": pl.String, "place": pl.String,
}  # fmt: skip
_KEY = ["year", *TallyKey._fields]


def named_cells(version: ReturnVersion, standard: Standard) -> pl.DataFrame:
    """The cells of a version by name: words, numbers of both years, what was pre-filled, figures as typed.

    Tallies that no cell of a return holds, such as those of another classification, are left out.
    """
    keys = {
        year: keys_of(edition)
        for year, edition in standard.editions.items()
        if version.year - 1 <= year <= version.year
    }
    names = ["sheet", "place"]
    given = version.tallies.join(version.places.select(*_KEY, *names), on=_KEY, how="left", maintain_order="left")
    before = version.prefilled.with_columns(pl.lit("").alias(name) for name in names)
    rows = [(version.year, name, text, "", "", "") for name, text in sorted(version.details.items())]
    for table in (given, before):
        for row in table.iter_rows(named=True):
            if row["year"] in keys:
                rows += _of_tally(row, keys[row["year"]], standard.editions[row["year"]])
    rows += list(_of_typed(version.typed, keys))
    order = {name: number for known in keys.values() for number, name in enumerate(known.spellings)}
    rows.sort(key=lambda row: (-row[0], row[3] == str(Source.PREFILLED), order.get(row[1].replace(BASE_WORD, ""), -1)))
    return pl.DataFrame([(version.organisation, *row) for row in rows], schema=SCHEMA, orient="row")


def write_named(cells: pl.DataFrame, path: Path) -> None:
    """Write named cells as CSV, nothing where a text is empty and no text that a spreadsheet would run."""
    cells.with_columns(guarded_column("cell")).with_columns(pl.col(pl.String).replace("", None)).write_csv(path)


def blank_cells(layout: Layout, organisation: str, filled: pl.DataFrame) -> pl.DataFrame:
    """The cells to fill in that a table of named cells lacks, blank, in the order of the form."""
    there = set(filled.select("year", "field").iter_rows())
    year = layout.edition.year
    rows = [
        (organisation, year, f"{row.key}.{group}", "", "", "", "")
        for row in layout.rows
        for group in row.groups
        if row.kind(group) == INPUT and (year, f"{row.key}.{group}") not in there
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


_Row = tuple[int, str, str, str, str, str]


def _of_tally(row: Mapping[str, Any], keys: Keys, edition: Edition) -> Iterator[_Row]:
    """The cell of a tally, and the one of the answers behind it; none where a return has no such cell."""
    if row["classification"] != edition.main:
        return
    key = TallyKey(*(row[name] for name in TallyKey._fields))
    item = edition.items[row["item"]]
    share = item.counted and row["value"] is not None
    name = (
        next((name for name, its in shares_of(keys, edition).items() if its == key), "")
        if share
        else keys.of_tally(key)
    )
    if name:
        source = "" if row["source"] == str(Source.VERIFIED) else row["source"]
        end = (source, row["sheet"] or "", row["place"] or "")
        yield (row["year"], name, _text(row, wanted_of(item, share).holds), *end)
        if row["base"] is not None:
            parts = name.split(".")
            parts[1] += BASE_WORD
            yield (row["year"], ".".join(parts), str(row["base"]), source, "", "")


def _text(row: Mapping[str, Any], holds: str) -> str:
    if row["state"] != str(State.VALUE):
        return with_reason(row["state"].replace("_", " "), row["reason"])
    if holds == ANSWER:
        return with_reason("yes" if row["value"] else "no", row["reason"])
    return str(row["count"]) if holds == COUNT else repr(row["value"])


def _of_typed(typed: pl.DataFrame, keys: Mapping[int, Keys]) -> Iterator[_Row]:
    for row in typed.iter_rows(named=True):
        name = (
            keys[row["year"]].of_figure(FigureKey(*(row[field] for field in FigureKey._fields)))
            if row["year"] in keys
            else ""
        )
        if name:
            yield row["year"], name, row["cell"], "", row["sheet"], row["place"]
