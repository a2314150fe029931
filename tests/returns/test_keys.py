"""Names of cells follow from the edition: each cell has one, and every name leads back to its cell."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.returns.keyed import versions_of
from openwres.returns.keys import FigureKey, TallyKey, keys_of
from openwres.standards import load_standard, names_of_standards
from tests.returns.made import EDITION

EDITIONS = [(name, year) for name in names_of_standards() for year in load_standard(name).editions]


@pytest.mark.parametrize(("name", "year"), EDITIONS)
def test_every_cell_has_one_name_that_leads_back_to_it(name: str, year: int) -> None:
    keys = keys_of(load_standard(name).edition(year))
    names = [*keys.tallies.values(), *keys.figures.values()]
    assert len(set(names)) == len(names)
    for key, spelled in [*keys.tallies.items(), *keys.figures.items()]:
        assert keys.spellings[spelled] == key


@pytest.mark.parametrize(
    ("spelled", "key"),
    [
        ("w1.staff.clinical-5.bme", TallyKey("staff", "grade", "clinical-5", "bme")),
        ("w1.clinical-5.bme", TallyKey("staff", "grade", "clinical-5", "bme")),
        ("w3.entered.white", TallyKey("disciplined", group="white", basis="one-year")),
        ("w3.disciplined.two-year.white", TallyKey("disciplined", group="white", basis="two-year")),
        ("w5.base.bme", TallyKey("asked-harassed-by-public", group="bme")),
        ("w9.voting.unknown", TallyKey("board", "membership", "voting", "unknown")),
        ("w2.ratio", FigureKey("2", "relative_likelihood", group="white:bme")),
        ("w7.pct.bme", FigureKey("7", "percentage", group="bme", basis="incl-dk")),
        ("w9.voting.difference", FigureKey("9", "difference", "membership", "voting", "bme")),
        ("w1.self-report", FigureKey("1", "self_report_rate", group="all")),
    ],
)  # fmt: skip
def test_the_names_that_returns_use(spelled: str, key: TallyKey | FigureKey) -> None:
    assert keys_of(EDITION).spellings[spelled] == key


def test_a_name_that_no_cell_has_is_told_with_its_row() -> None:
    table = pl.DataFrame(
        {"organisation": ["zz1", "zz1"], "year": ["2026"] * 2, "field": ["w2.ratio", "w2.ration"], "cell": ["1", "1"]}
    )
    versions, (problem,) = versions_of(table, EDITION)
    assert [made.organisation for made in versions] == ["ZZ1"]
    assert (problem.id, problem.row, str(problem.severity)) == ("unknown-field", 3, "block")


def _told(*rows: tuple[str, str, str]) -> list[tuple[str, int | None]]:
    table = [(code, "2026", field, cell) for code, field, cell in rows]
    frame = pl.DataFrame(table, schema=["organisation", "year", "field", "cell"], orient="row")
    versions, problems = versions_of(frame, EDITION)
    assert len(versions[0].tallies) == 1
    return [(problem.id, problem.row) for problem in problems]


def test_a_count_that_is_given_twice_is_told_and_the_first_is_taken() -> None:
    assert _told(("ZZ1", "w3.entered.bme", "9"), ("ZZ1", "w3.disciplined.bme", "8")) == [("duplicate-tally", 3)]


def test_a_code_that_is_none_is_told() -> None:
    assert _told(("Our Trust", "w3.entered.bme", "9")) == [("not-a-code", 2)]
