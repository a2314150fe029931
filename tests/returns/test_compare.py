"""What changed between two returns, cell by cell, the biggest change first."""

from __future__ import annotations

import polars as pl

from openwres.returns.compare import compare
from tests.returns.generated import generated, layout

FORM = layout("wres", 2026)
AFTER = generated(FORM, 4, gaps=0).tallies.filter(pl.col("year") == 2026)


def changed(item: str, group: str, count: int | None, state: str = "value") -> pl.DataFrame:
    here = (pl.col("item") == item) & (pl.col("group") == group) & (pl.col("breakdown") == "")
    return AFTER.with_columns(
        count=pl.when(here).then(pl.lit(count, pl.Int64)).otherwise("count"),
        state=pl.when(here).then(pl.lit(state)).otherwise("state"),
    )


def test_the_same_numbers_differ_in_nothing() -> None:
    assert compare(FORM, AFTER, AFTER) == []


def test_a_changed_count_is_told_in_numbers_and_per_cent() -> None:
    (change,) = compare(FORM, changed("appointed", "bme", 200), changed("appointed", "bme", 150))
    assert change.cell == "w2.appointed.bme"
    assert change.difference == -50
    assert change.sentence == "Applicants appointed, BME: 200 before, 150 after (-50, -25.0%)."


def test_the_biggest_change_comes_first_and_words_last() -> None:
    before = changed("appointed", "bme", 10).vstack(AFTER.clear())
    small = changed("appointed", "bme", 11)
    large = small.with_columns(
        count=pl.when(pl.col("item") == "trained").then(pl.col("count") + 5000).otherwise("count")
    )
    lost = large.with_columns(
        state=pl.when(pl.col("item") == "shortlisted").then(pl.lit("suppressed")).otherwise("state"),
        count=pl.when(pl.col("item") == "shortlisted").then(pl.lit(None, pl.Int64)).otherwise("count"),
    )
    changes = compare(FORM, before, lost)
    assert [change.difference for change in changes] == [5000, 5000, 5000, 1, None, None, None]
    assert changes[-1].sentence.endswith("suppressed after.")


def test_last_year_is_compared_cell_by_cell_with_this() -> None:
    last = changed("appointed", "bme", 1).with_columns(year=pl.lit(2025, pl.Int32))
    assert [change.cell for change in compare(FORM, last, changed("appointed", "bme", 2))] == ["w2.appointed.bme"]


def test_from_nothing_there_is_no_per_cent() -> None:
    (change,) = compare(FORM, changed("appointed", "bme", 0), changed("appointed", "bme", 3))
    assert change.sentence.endswith("0 before, 3 after (+3).")
