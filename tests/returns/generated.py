"""Returns of any edition with every kind of content, for round trips; and workbooks of them written and read back."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import polars as pl

from openwres.contracts.problems import Problem
from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA
from openwres.returns.celltext import ANSWER, BASE, COUNT, VALUE
from openwres.returns.keys import ALL
from openwres.returns.layout import Layout, Row, layout_of
from openwres.returns.model import ReturnVersion
from openwres.returns.reading import read_workbook
from openwres.returns.workbook import write_workbook
from openwres.standards import load_standard

REASONS = ("", "under_5", "column_absent")


def layout(standard: str, year: int) -> Layout:
    editions = load_standard(standard).editions
    return layout_of(editions[year], year - 1 in editions)


def generated(form: Layout, seed: int, *, gaps: float = 0.2) -> ReturnVersion:
    """A return with numbers, states and gaps at random; `gaps` is the share of cells that hold no number."""
    rng = random.Random(seed)
    prefilled = _tallies(form, rng, gaps, "prefilled") if rng.random() < 0.3 else _table([])
    return ReturnVersion(
        form.edition.standard,
        form.edition.year,
        "ZZ1",
        tallies=_tallies(form, rng, gaps, "verified"),
        prefilled=prefilled,
    )


def _tallies(form: Layout, rng: random.Random, gaps: float, source: str) -> pl.DataFrame:
    found: dict[tuple[Any, ...], dict[str, Any]] = {}

    def counted(row: Row, place: tuple[Any, ...]) -> bool:
        """Whether a total percentage follows from the counts of all groups."""
        parts = [found.get((*place[:-1], group), {}) for group in form.groups]
        return row.overwritable and place[-1] == ALL and all(part.get("count") is not None for part in parts)

    for year in form.years:
        for row in form.rows:
            for group in row.groups:
                place = (year, row.item, row.breakdown, row.category, row.basis, group)
                if row.keeps(group) and row.holds != BASE and place not in found and not counted(row, place):
                    amount = _amount(form, row, rng, gaps)
                    if amount:
                        found[place] = amount | {"source": source}
    names = ("year", "item", "breakdown", "category", "basis", "group")
    common = {"standard": form.edition.standard, "organisation": "ZZ1", "classification": form.edition.main}
    return _table([common | dict(zip(names, place, strict=True)) | rest for place, rest in found.items()])


def _amount(form: Layout, row: Row, rng: random.Random, gaps: float) -> dict[str, Any]:
    """The count, the value or the state of a tally; nothing where there is none. What is calculated is always given."""
    empty = {"count": None, "value": None, "base": None, "state": "value", "reason": ""}
    if row.overwritable and row.holds == COUNT:
        return empty | {"count": rng.randrange(10**6)}
    if rng.random() < gaps:
        state = rng.choice(("suppressed", "missing", "not_collected", ""))
        percentage = row.overwritable and row.holds == VALUE
        return empty | {"state": state, "reason": rng.choice(REASONS)} if state and not percentage else {}
    if row.holds == COUNT:
        return empty | {"count": rng.choice((0, rng.randrange(1, 12), rng.randrange(10**6)))}
    if row.holds == ANSWER:
        return empty | {"value": float(rng.random() < 0.5)}
    low, high = form.edition.items[row.item].range
    value = rng.choice((low, high, round(rng.uniform(low, high), rng.choice((1, 4, 9)))))
    return empty | {"value": value, "base": rng.choice((None, rng.randrange(5000)))}


def _table(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row").sort(TALLY_KEY)


def there_and_back(version: ReturnVersion, form: Layout, folder: Path) -> tuple[ReturnVersion, list[Problem]]:
    path = folder / "return.xlsx"
    write_workbook(version, form, path, "An Example Trust")
    read, problems = read_workbook(path)
    assert read is not None
    return read, problems
