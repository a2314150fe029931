"""Paths to parity and projections: worked by hand, held against expectation, and true whatever the numbers are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from openwres.statistics.goals import path_to_parity
from openwres.statistics.projection import Flows, expect, people_to_parity, project

# Two areas, three groups (focus, reference, unknown), two levels.
STOCK = np.array([[[400, 40], [600, 160], [50, 5]], [[40, 4], [60, 16], [5, 0]]])


def flows(years: int = 4, times: int = 1, **other: np.ndarray) -> Flows:
    """Moves in proportion to the stocks: a tenth leave, BME staff step up at 2% and white staff at 4%."""
    at_risk = STOCK * float(years * times)
    moved = np.zeros((2, 3, 2, 2))
    moved[..., 0, 1] = at_risk[..., 0] * np.array([0.02, 0.04, 0.03])
    joined = np.repeat((STOCK * 0.1 * times)[..., None], years, axis=-1)
    given = {
        "at_risk": at_risk,
        "left": 0.1 * at_risk,
        "moved": moved,
        "joined": joined,
        "own": np.ones(2, bool),
        "said": np.zeros((2, 3)),
    }
    return Flows(**(given | other))


def test_the_path_is_that_of_the_model_employer() -> None:
    found = path_to_parity([10, 10], [100, 100], [0.2, 0.2], 2018, 2028, [2023, 2028])
    assert found.target.tolist() == [15, 20]
    assert found.end.tolist() == [20, 20]
    assert found.each_year.tolist() == [1, 1]


def test_a_path_that_begins_later_is_steeper_and_ends_alike() -> None:
    found = path_to_parity(10, 100, 0.2, 2023, 2028, [2023, 2024, 2028, 2030])
    assert found.target.tolist() == [10, 12, 20, 20]
    assert found.each_year.tolist() == [2, 2, 2, 2]


@pytest.mark.parametrize(("people", "since"), [(0, 2018), (100, 2028)])
def test_there_is_no_path_without_people_or_years(people: int, since: int) -> None:
    assert math.isnan(path_to_parity(0, people, 0.2, since, 2028, 2028).target)


def test_draws_lie_about_what_is_expected() -> None:
    many = flows(times=1000)
    scaled = STOCK * 1000
    ahead = expect(scaled, many, 5).stock
    for people, expected in zip(project(scaled, many, 5, 40, seed=1), ahead, strict=True):
        assert people.mean(axis=0)[0] == pytest.approx(expected[0], rel=0.02)


def test_expectation_is_worked_out_by_hand() -> None:
    # 400 at the lower level: 8 step up and 40 leave, 40 join; 40 at the upper: 4 leave, 4 join, 8 arrive.
    ahead = expect(STOCK * 1000, flows(times=1000), 1).stock[0, 0, 0]
    assert ahead == pytest.approx([392_000, 48_000], rel=1e-4)


def test_nobody_is_lost_or_made() -> None:
    calm = flows(left=np.zeros((2, 3, 2)), joined=np.zeros((2, 3, 2, 4)))
    for people in project(STOCK, calm, 3, 50, seed=2):
        # half an observation may join; nobody leaves
        assert (people.sum(axis=(-1, -2)) >= STOCK.sum(axis=(-1, -2))).all()


def test_the_same_seed_gives_the_same_people_and_another_others() -> None:
    one, same, other = (np.stack(list(project(STOCK, flows(), 3, 20, seed))) for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


def test_fewer_years_give_wider_limits() -> None:
    def width(given: Flows) -> float:
        *_, last = project(STOCK, given, 5, 800, seed=1)
        share = last[:, 0, 0, 1] / last[:, 0, :, 1].sum(axis=-1)
        low, high = np.quantile(share, (0.025, 0.975))
        return float(high - low)

    assert width(flows(years=1)) > width(flows(years=8))


def test_people_of_an_unknown_group_who_say_it_are_of_that_group() -> None:
    said = np.array([[20.0, 60.0, 120.0], [2.0, 6.0, 12.0]])
    with_words, without = (expect(STOCK, flows(said=s), 1).stock[0].sum(axis=-1) for s in (said, np.zeros((2, 3))))
    assert (with_words[:, :2] > without[:, :2]).all()
    assert (with_words[:, 2] < without[:, 2]).all()
    assert with_words.sum() == pytest.approx(without.sum(), rel=1e-3)


def test_hiring_that_changes_everywhere_weighs_the_newest_year_most() -> None:
    rising = flows(times=10, joined=flows(times=10).joined * np.array([0.5, 0.75, 1.1, 1.6]))
    steady = flows(times=10)
    assert (steady.drift() == 0).all()
    assert (rising.drift() > 0.2).all()
    joined, over = rising.joining()
    assert joined[0, 0, 0] / over[0, 0, 0] > rising.joined[0, 0, 0].mean()


def test_a_year_that_is_not_known_is_no_year_without_joiners() -> None:
    gap = flows().joined.copy()
    gap[1, ..., 0] = np.nan
    joined, over = flows(joined=gap).joining()
    assert joined[1, 0, 0] / over[1, 0, 0] == pytest.approx(joined[0, 0, 0] / over[0, 0, 0] / 10)


def test_so_many_a_year_bring_parity_and_no_fewer() -> None:
    kept, other_kept, years, own, everybody, parity = 0.9, 0.85, 5, 60.0, 600.0, 0.25
    each = float(people_to_parity(own, everybody, parity, kept, other_kept, years))
    white = everybody - own
    more = sum(each * kept**year for year in range(years))
    fewer = sum(each * other_kept**year for year in range(years))
    assert (own + more) / (own + more + white - fewer) == pytest.approx(parity)
    assert people_to_parity(200.0, 600.0, 0.25, kept, other_kept, years) == 0
    assert math.isnan(people_to_parity(0.0, 0.0, 0.25, kept, other_kept, years))


@pytest.mark.parametrize("limits", [(0.1, 0.9, 0.8), (0.025, 0.975, 0.95)])
def test_limits_hold_as_often_as_they_say_where_the_past_keeps_to_the_model(limits: tuple[float, float, float]) -> None:
    low, high, promised = limits
    chance = np.random.default_rng(11)
    stock = np.repeat(STOCK[:1], 300, axis=0)
    rates = np.array([[[0, 0.02, 0.1, 0.88], [0, 0, 0.1, 0.9]]] * 3)
    here, past = stock.astype(np.int64), []
    for _ in range(7):
        became, joined = chance.multinomial(here, rates), chance.poisson(stock * 0.1)
        past.append((here, became, joined))
        here = became[..., :2].sum(axis=-2) + became[..., 3] + joined
    began, went, came = (np.stack(part, axis=-1).astype(float) for part in zip(*past[:4], strict=True))
    known = Flows(
        began.sum(-1),
        went[..., 2, :].sum(-1),
        went[..., :2, :].sum(-1),
        came,
        np.ones(300, bool),
        np.zeros((300, 3)),
    )
    *_, last = project(past[4][0], known, 3, 400, seed=3)
    share, truth = (p[..., 0, 1] / p[..., 1].sum(axis=-1) for p in (last, here))
    inside = (np.quantile(share, low, axis=0) <= truth) & (truth <= np.quantile(share, high, axis=0))
    assert inside.mean() == pytest.approx(promised, abs=0.05)
