"""Organisations that hide, and an area that is their sum: what more has to go so that the area gives nothing away."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from openwres.disclosure import protect as protecting
from openwres.disclosure.partners import Linked, link
from openwres.disclosure.places import Places
from openwres.disclosure.policy import load_policy
from tests.disclosure.nations import EDITION, nation
from tests.disclosure.small_tables import system, table, widths

OWN = [[6, 20, 9], [20, 30, 9], [9, 9, 9]]
CELLS = 16  # of a table with its margins
RECTANGLE = {0, 1, 4, 5}
OPEN = {3, 7, 11, 12, 13, 14, 15}  # the margins of each organisation


def two_organisations() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two organisations with the same counts and an area in which they are added up."""
    own, inside = table(OWN)
    size = len(own)
    equations = np.zeros((2 * len(inside) + size, 3 * size))
    equations[: len(inside), :size] = inside
    equations[len(inside) : 2 * len(inside), size : 2 * size] = inside
    for n in range(size):
        equations[2 * len(inside) + n, [n, size + n, 2 * size + n]] = 1, 1, -1
    return np.concatenate([own, own, 2 * own]), equations


def linked(hidden: set[int], area_weight: float) -> tuple[Linked, set[int]]:
    """What `link` makes of it where a count of an organisation weighs 1 and one of the area so much."""
    values, equations = two_organisations()
    weights = np.repeat([1.0, 1.0, area_weight], CELLS).tolist()
    made = system(values, equations, hidden, OPEN | {CELLS + n for n in OPEN}, weights)
    places = Places(np.repeat([0, 1, -1], CELLS), np.tile(np.arange(CELLS), 3), (np.zeros(3 * CELLS, int),))
    flags = np.isin(np.arange(3 * CELLS), list(hidden))
    found = link(made, flags, np.where(made.open, 0.0, 5.0), places)
    return found, set(np.flatnonzero(found.hidden).tolist())


def narrowest(hidden: set[int]) -> float:
    return min(widths(*two_organisations(), sorted(hidden)).values())


def test_nothing_more_is_hidden_where_two_organisations_hide_alike() -> None:
    alike = RECTANGLE | {CELLS + n for n in RECTANGLE}
    found, hidden = linked(alike, 1.0)
    assert hidden == alike
    assert found.rounds == 0


def test_counts_of_the_area_go_where_they_are_cheaper_than_those_of_a_neighbour() -> None:
    assert narrowest(RECTANGLE) < 5
    found, hidden = linked(RECTANGLE, 0.1)
    assert hidden == RECTANGLE | {2 * CELLS + n for n in RECTANGLE}
    assert found.rounds == 1
    assert narrowest(hidden) >= 5


def test_a_neighbour_hides_the_same_where_that_is_cheaper_than_the_counts_of_the_area() -> None:
    _, hidden = linked(RECTANGLE, 100.0)
    assert hidden == RECTANGLE | {CELLS + n for n in RECTANGLE}
    assert narrowest(hidden) >= 5


def test_what_comes_of_it_does_not_depend_on_how_many_processes_share_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    counts, members = nation(dict.fromkeys(["RAA", "RBB", "RCC", "RDD"], 90))
    policy = load_policy("wres-public")
    one = protecting.protect(counts, EDITION, policy, members)
    monkeypatch.setattr(protecting, "_MUCH", 0)
    two = protecting.protect(counts, EDITION, policy, members, workers=2)
    assert one.counts.equals(two.counts)
    assert one.review.filter(pl.col("when") == "nation").height > 0
