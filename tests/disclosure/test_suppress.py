"""The least loss that protects: known tables with known answers, every choice tried, and generated tables attacked."""

from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from openwres.disclosure.suppress import suppress
from tests.disclosure.small_tables import linked, system, table, widths

WIDTH = 5


def best_by_trying(
    values: NDArray[np.float64], equations: NDArray[np.float64], sensitive: list[int], candidates: list[int]
) -> float:
    """The least weight of all choices that are safe."""
    best = np.inf
    for size in range(len(candidates) + 1):
        for more in combinations(candidates, size):
            hidden = [*sensitive, *more]
            if values[hidden].sum() < best and min(widths(values, equations, hidden).values()) >= WIDTH - 1e-6:
                best = float(values[hidden].sum())
    return best


def test_a_textbook_table_of_investment_by_activity_and_region_hides_the_cheapest_rectangle() -> None:
    values, equations = table([[20, 50, 10], [8, 19, 22], [17, 32, 12]])
    found = suppress(system(values, equations, [6]), WIDTH)
    assert list(np.flatnonzero(found.hidden)) == [4, 6, 8, 10]
    assert found.lost == pytest.approx(8 + 22 + 17 + 12)
    assert found.bound == pytest.approx(found.lost)


def test_one_small_count_takes_three_others_with_it() -> None:
    values, equations = table([[3, 40], [50, 60]])
    found = suppress(system(values, equations, [0]), WIDTH)
    assert len(np.flatnonzero(found.hidden)) == 4
    assert min(widths(values, equations, list(np.flatnonzero(found.hidden))).values()) >= WIDTH


def test_two_small_counts_in_a_line_are_not_enough_where_their_sum_is_narrow() -> None:
    """1 and 2 of a total of 40: each could be 0 to 3 only, so a third is hidden with them."""
    values = np.array([1.0, 2, 37, 40])
    equations = np.array([[-1.0, -1, -1, 1]])
    found = suppress(system(values, equations, [0, 1], open_=[3]), WIDTH)
    assert list(np.flatnonzero(found.hidden)) == [0, 1, 2]


def test_what_stands_open_leaves_less_room_and_everything_else_takes_all_of_it() -> None:
    """Parts of a total of 3 that must be shown: no choice makes a range of 5, so all parts are hidden, zeros too."""
    values = np.array([3.0, 0, 0, 3])
    equations = np.array([[-1.0, -1, -1, 1]])
    found = suppress(system(values, equations, [0], open_=[3], weights=[3, 1, 1, 9]), WIDTH)
    assert found.hidden[0]
    assert set(widths(values, equations, list(np.flatnonzero(found.hidden))).values()) == {3.0}


def test_a_count_that_must_be_shown_stays_although_it_would_be_the_cheapest() -> None:
    values, equations = table([[3, 1, 40], [50, 60, 70], [9, 8, 7]])
    found = suppress(system(values, equations, [0], open_=[1]), WIDTH)
    assert not found.hidden[1]


def test_nothing_sensitive_hides_nothing() -> None:
    values, equations = table([[30, 40], [50, 60]])
    assert not suppress(system(values, equations, []), WIDTH).hidden.any()


@pytest.mark.parametrize("seed", range(6))
def test_no_choice_loses_less(seed: int) -> None:
    random = np.random.default_rng(seed)
    values, equations = table(random.integers(0, 15, (3, 3)))
    inner = [0, 1, 2, 4, 5, 6, 8, 9, 10]
    sensitive = [i for i in inner if 1 <= values[i] <= 3][:2]
    open_ = [3, 7, 11, 12, 13, 14, 15]
    found = suppress(system(values, equations, sensitive, open_), WIDTH)
    best = best_by_trying(values, equations, sensitive, [i for i in inner if i not in sensitive]) if sensitive else 0
    if np.isfinite(best):
        assert found.lost == pytest.approx(best)
        assert found.bound == pytest.approx(best, rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_linked_tables_resist_an_attack(seed: int) -> None:
    """Two tables with the same column totals: none of what is hidden in either can be found by both together."""
    random = np.random.default_rng(100 + seed)
    first = random.poisson(8, (5, 4))
    second = np.array([random.multinomial(total, [0.3, 0.3, 0.4]) for total in first.sum(axis=0)]).T
    values, equations = linked(first, second)
    sensitive = [int(i) for i in np.flatnonzero((values > 0) & (values < 5))]
    found = suppress(system(values, equations, sensitive), WIDTH)
    hidden = list(np.flatnonzero(found.hidden))
    assert set(sensitive) <= set(hidden)
    if hidden:
        assert min(widths(values, equations, hidden).values()) >= WIDTH - 1e-6
    assert found.bound <= found.lost + 1e-6


def test_without_rounds_the_choice_is_safe_and_says_what_it_may_lose_too_much() -> None:
    random = np.random.default_rng(7)
    values, equations = table(random.poisson(9, (8, 6)))
    sensitive = [int(i) for i in np.flatnonzero((values > 0) & (values < 5))]
    found = suppress(system(values, equations, sensitive), WIDTH, rounds=1)
    hidden = list(np.flatnonzero(found.hidden))
    assert min(widths(values, equations, hidden).values()) >= WIDTH - 1e-6
    assert found.bound <= found.lost + 1e-6


def test_the_solver_says_nothing_on_the_screen(tmp_path: Path) -> None:
    """Its greeting would stand among what a program reads from the output."""
    code = "import highspy; from openwres.disclosure.solver import solver; lp = highspy.HighsLp(); solver(lp).run(); print('only this')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "only this\n"
