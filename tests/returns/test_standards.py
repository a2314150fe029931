"""The same rules serve every standard that is data, in its own direction and groups."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.problems import Problem
from openwres.returns.checks import check_return
from openwres.returns.keyed import versions_of
from openwres.standards import load_standard


def told(name: str, year: int, cells: dict[str, str]) -> list[Problem]:
    edition = load_standard(name).edition(year)
    rows = [("ZZ1", str(year), field, cell) for field, cell in cells.items()]
    (made,), problems = versions_of(
        pl.DataFrame(rows, schema=["organisation", "year", "field", "cell"], orient="row"), edition
    )
    assert not problems
    found = check_return(made, edition, last_edition=load_standard(name).editions.get(year - 1))
    return [p for p in found if p.severity != "note" and p.id not in ("indicator-missing", "group-missing")]


SC = {
    "w2.shortlisted.white": "1000",
    "w2.shortlisted.bme": "400",
    "w2.appointed.white": "300",
    "w2.appointed.bme": "60",
}
WDES = {"w2.shortlisted.non-disabled": "1000", "w2.shortlisted.disabled": "100", "w2.appointed.non-disabled": "200",
        "w2.appointed.disabled": "16"}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cells", "ratio", "rule"),
    [
        ("sc-wres", SC, "0.50", ""),
        ("sc-wres", SC, "2.00", "ratio-inverted"),
        ("sc-wres", SC, "-0.50", "ratio-minus-one"),
        ("wdes", WDES, "1.25", ""),
        ("wdes", WDES, "0.80", "ratio-inverted"),
        ("wdes", WDES, "0.25", "ratio-minus-one"),
        ("wdes", WDES, "1.25%", "ratio-with-percent"),
    ],
)
def test_ratios_are_held_against_counts_in_the_standards_own_direction(
    name: str, cells: dict[str, str], ratio: str, rule: str
) -> None:
    assert [p.id for p in told(name, 2026, {**cells, "w2.ratio": ratio})] == ([rule] if rule else [])


def test_what_is_impossible_follows_from_the_definition_of_each_standard() -> None:
    seniors = {
        "w9.senior-managers.white": "12",
        "w9.senior-managers.bme": "3",
        "w1.staff.white": "10",
        "w1.staff.bme": "9",
    }
    (found,) = told("sc-wres", 2026, seniors)
    assert (found.id, found.about) == ("impossible-count", "w9.senior-managers.white")


def test_sentences_use_the_standards_own_words() -> None:
    (found,) = told("wdes", 2026, {**WDES, "w2.appointed.disabled": "160"})
    assert found.id == "unlikely-count"
    assert "Disabled" in found.sentence


def test_scores_and_answers_are_values_and_no_counts() -> None:
    edition = load_standard("wdes").edition(2026)
    cells = {"w9a.engagement.disabled": "6.5", "w9a.engagement.non-disabled": "7.0", "w9b.voices.all": "Yes"}
    rows = [("ZZ1", "2026", field, cell) for field, cell in cells.items()]
    table = pl.DataFrame(rows, schema=["organisation", "year", "field", "cell"], orient="row")
    (made,), _ = versions_of(table, edition)
    assert sorted(made.tallies.select("item", "group", "count", "value", "state").rows()) == [
        ("engagement", "disabled", None, 6.5, "value"),
        ("engagement", "non-disabled", None, 7.0, "value"),
        ("voices", "all", None, 1.0, "value"),
    ]
    assert told("wdes", 2026, cells) == []
