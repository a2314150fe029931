"""What a table that contradicts itself is told, however its rows are ordered."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from openwres.contracts.problems import Problem, in_order
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.standards import load_standard
from openwres.tallies.coherence import check_tallies

EDITION = load_standard("wres").edition(2026)
GROUPS = list(EDITION.classifications["wres"].groups)


def _tallies(counts: dict[tuple[str, str, str, str], int], organisation: str = "ZZ1") -> pl.DataFrame:
    """Tallies from item, breakdown, category and group."""
    base = {
        "standard": "wres", "year": 2026, "organisation": organisation, "classification": "wres", "value": None, "base": None,
        "state": "value", "reason": "", "source": "extract",
    }  # fmt: skip
    rows = [
        base
        | {"item": item, "breakdown": breakdown, "category": category, "group": group, "count": count}
        | {"basis": next(iter(EDITION.items[item].bases))}
        for (item, breakdown, category, group), count in counts.items()
    ]
    return pl.DataFrame(rows, schema=TALLY_SCHEMA)


def _told(tallies: pl.DataFrame) -> list[Problem]:
    return in_order(check_tallies(tallies, EDITION))


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({("staff", "", "", group): 5 for group in GROUPS} | {("staff", "", "", "all"): 14}, "groups-do-not-add-up"),
        (
            {("staff", "grade", "medical-consultant", "bme"): 2, ("staff", "grade", "medical-senior-manager", "bme"): 3},
            "part-exceeds-whole",
        ),
        (
            {("board", "", "", "bme"): 5, ("board", "membership", "voting", "bme"): 2}
            | {("board", "membership", "non-voting", "bme"): 2},
            "rows-do-not-add-up",
        ),
        ({("board", "", "", "bme"): 2, ("board", "membership", "voting", "bme"): 3}, "rows-do-not-add-up"),
        (
            {("staff", "grade", f"clinical-{band}", "bme"): 4 for band in ("6", "7")}
            | {("staff", "tier", "clinical-middle", "bme"): 9},
            "rows-do-not-add-up",
        ),
        (
            {("shortlisted", "", "", "bme"): 5}
            | {("shortlisted", "source", s, "bme"): 1 for s in EDITION.breakdowns["source"].categories},
            "rows-incomplete",
        ),
        ({("shortlisted", "", "", "bme"): 5, ("appointed", "", "", "bme"): 6}, "unlikely-count"),
        ({("staff", "", "", "bme"): 5, ("trained", "", "", "bme"): 6}, "impossible-count"),
    ],
)  # fmt: skip
def test_each_rule_tells_of_its_own_contradiction(counts: dict[tuple[str, str, str, str], int], told: str) -> None:
    assert [problem.id for problem in _told(_tallies(counts))] == [told]


def test_two_years_hold_each_of_them() -> None:
    two_years = _tallies({("disciplined", "", "", "bme"): 5}).with_columns(basis=pl.lit("two-year"))
    assert [problem.id for problem in _told(pl.concat([_tallies({("disciplined", "", "", "bme"): 6}), two_years]))] == [
        "impossible-count"
    ]


def test_an_event_is_among_its_population_also_where_the_definition_lists_no_rule() -> None:
    silent = replace(EDITION, indicators=tuple(replace(i, coherence=()) for i in EDITION.indicators))
    counts = {("asked-discriminated", "", "", "bme"): 5, ("discriminated", "", "", "bme"): 6}
    counts |= {("staff", "", "", "bme"): 5, ("disciplined", "", "", "bme"): 6}
    found = in_order(check_tallies(_tallies(counts), silent))
    assert [problem.id for problem in found] == ["impossible-count", "unlikely-count"]


def test_what_is_not_there_contradicts_nothing() -> None:
    counts = {("staff", "", "", group): 5 for group in GROUPS[1:]} | {("staff", "", "", "all"): 99}
    assert _told(_tallies(counts)) == []


def test_very_many_are_counted_and_the_first_are_the_same_in_any_order() -> None:
    grades = list(EDITION.breakdowns["grade"].categories)[:20]
    counts = {
        (i, "grade", g, group): n for i, n in (("shortlisted", 1), ("appointed", 2)) for g in grades for group in GROUPS
    }
    counts |= {(i, "grade", g, "all"): 0 for i in ("shortlisted", "appointed") for g in grades}
    tallies = _tallies(counts)
    found = _told(tallies)
    assert any(problem.sentence.endswith("more of the same kind.") for problem in found)
    assert sum(problem.rows for problem in found if problem.id == "groups-do-not-add-up") == 2 * len(grades)
    for seed in range(4):
        assert _told(tallies.sample(fraction=1, shuffle=True, seed=seed)) == found
