"""The counts of a release: those of organisations, and of areas only from organisations that have every item."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, TALLY_SCHEMA
from openwres.figures.areas import Areas
from openwres.figures.released import area_counts, organisation_counts
from openwres.standards import load_standard

EDITION = load_standard("wres").edition(2026)


def tallies(rows: list[tuple[str, str, str, int]]) -> pl.DataFrame:
    """Tallies of the whole from organisation, item, group and count."""
    given: list[dict[str, Any]] = [
        {"standard": "wres", "year": 2026, "organisation": o, "item": item, "breakdown": "", "category": "",
         "classification": "wres", "group": group, "basis": "one-year" if item == "disciplined" else "", "count": count,
         "value": None, "base": None, "state": "value", "reason": "", "source": "extract"}
        for o, item, group, count in rows
    ]  # fmt: skip
    return pl.DataFrame(given, schema=TALLY_SCHEMA)


def whole(organisation: str, item: str, white: int, bme: int, unknown: int) -> list[tuple[str, str, str, int]]:
    return [(organisation, item, group, n) for group, n in (("white", white), ("bme", bme), ("unknown", unknown))]


ROWS = [
    *whole("RAA", "staff", 80, 15, 5), *whole("RBB", "staff", 60, 30, 10),
    *whole("RAA", "disciplined", 8, 4, 0), *whole("RAA", "board", 9, 2, 1),
]  # fmt: skip
AREAS = Areas.of([("RAA", "icb", "Q1"), ("RBB", "icb", "Q1")], ["RAA", "RBB"])


def count(counts: pl.DataFrame, **key: str) -> dict[str, Any]:
    wanted = {"breakdown": "", "classification": "wres", "group": "all"} | key
    (row,) = counts.filter(**wanted).iter_rows(named=True)
    return row


@pytest.fixture(scope="module")
def counts() -> pl.DataFrame:
    own = organisation_counts(tallies(ROWS), EDITION)
    return pl.concat([own, area_counts(own, EDITION, AREAS)])


def test_they_have_the_columns_of_counts_and_each_key_once(counts: pl.DataFrame) -> None:
    assert dict(counts.schema) == COUNT_SCHEMA
    assert not counts.select(COUNT_KEY).is_duplicated().any()


def test_totals_of_an_organisation_are_completed(counts: pl.DataFrame) -> None:
    assert count(counts, area="RAA", item="staff")["count"] == 100


def test_an_area_adds_up_the_organisations_that_have_every_item_of_the_indicator(counts: pl.DataFrame) -> None:
    workforce = count(counts, area="Q1", item="staff", indicator="1")
    assert (workforce["count"], workforce["organisations"], workforce["expected"]) == (200, 2, 2)
    disciplined = count(counts, area="Q1", item="disciplined", indicator="3")
    assert (disciplined["count"], disciplined["organisations"]) == (12, 1)
    assert count(counts, area="Q1", item="staff", indicator="3")["count"] == 100
    assert count(counts, area="Q1", item="staff", indicator="9")["count"] == 100


def test_an_area_where_nobody_has_an_item_says_so(counts: pl.DataFrame) -> None:
    row = count(counts, area="Q1", item="trained", indicator="4")
    assert (row["state"], row["reason"], row["count"]) == ("missing", "no_organisation_has_it", None)


def test_a_group_that_not_all_have_is_missing_in_the_area() -> None:
    rows = [row for row in ROWS if row[:3] != ("RBB", "staff", "unknown")]
    rows += [*whole("RAA", "trained", 40, 5, 2), *whole("RBB", "trained", 30, 10, 3)]
    own = organisation_counts(tallies(rows), EDITION)
    found = area_counts(own, EDITION, AREAS)
    row = count(found, area="Q1", item="staff", indicator="4", group="unknown")
    assert (row["state"], row["reason"]) == ("missing", "not_all_organisations_have_it")
    assert count(found, area="Q1", item="staff", indicator="4", group="bme")["count"] == 45


def test_figures_of_areas_rest_on_the_same_counts(counts: pl.DataFrame) -> None:
    from openwres.figures import calculate_figures

    figures = calculate_figures(tallies(ROWS), EDITION, AREAS)
    shares = figures.filter(
        area="Q1", indicator="1", statistic="percentage", breakdown="", group="bme", classification="wres"
    )
    assert shares["numerator"].to_list() == [
        count(counts, area="Q1", item="staff", indicator="1", group="bme")["count"]
    ]
