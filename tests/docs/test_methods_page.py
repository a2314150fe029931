"""The methods page: every method that a table names is described, and every description is whole."""

from __future__ import annotations

from importlib import import_module
from runpy import run_path

import pytest

from openwres.comparison import FINDERS
from openwres.findings.history import Asked, History
from openwres.statistics.method import Method
from tests.docs.pages import ROOT
from tests.findings.histories import history
from tests.reports.documents import year_of

METHODS_PAGE = run_path(str(ROOT / "docs" / "methods_page.py"))


@pytest.fixture(scope="module")
def described() -> list[Method]:
    return [method for module in METHODS_PAGE["modules"]() for method in module.METHODS]


@pytest.fixture(scope="module")
def nation() -> History:
    """Six organisations of two regions over four years."""
    codes = [f"R{number:02}" for number in range(1, 7)]
    areas = {code: [("region", "north" if code < "R04" else "south")] for code in codes}
    return history([frame for code in codes for year in range(2023, 2027) for frame in year_of(code, year)], areas)


def test_every_method_has_question_formula_assumption_behaviour_at_zero_and_source(described: list[Method]) -> None:
    assert [method.code for method in described if not all(part.strip() for part in method)] == []
    assert len({method.code for method in described}) == len(described)


def test_every_method_that_figures_name_is_described(described: list[Method], nation: History) -> None:
    named = set(nation.figures["method"].drop_nulls())
    assert len(named) > 5
    assert sorted(named - {method.code for method in described}) == []


@pytest.mark.parametrize("kind", FINDERS)
def test_every_method_that_a_finding_names_is_described(kind: str, described: list[Method], nation: History) -> None:
    found = import_module(FINDERS[kind]).find(nation, Asked())
    assert "method" in found.columns
    assert sorted(set(found["method"].drop_nulls()) - {method.code for method in described}) == []
