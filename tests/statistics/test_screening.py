"""The chance of a ratio in the band when true rates are equal, against plain enumeration."""

import numpy as np
import pytest
from scipy.stats import hypergeom

from openwres.statistics.screening import chance_in_band, expected_share


def enumerated(n1: int, n2: int, events: int, low: float, high: float) -> float:
    inside = ratios = 0.0
    for x1 in range(max(0, events - n2), min(events, n1) + 1):
        x2 = events - x1
        if not x2:
            continue
        weight = float(hypergeom.pmf(x1, n1 + n2, n1, events))
        ratios += weight
        inside += weight * (low <= (x1 / n1) / (x2 / n2) <= high)
    return inside / ratios if ratios else np.nan


TABLES = [(100, 300, 5), (100, 300, 1), (50, 50, 100), (800, 1000, 270), (7000, 20000, 9000), (3, 4, 6), (900, 40, 25)]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("band", [(0.8, 1.25), (0.5, 1.0)])
def test_chance_is_that_of_enumeration(table: tuple[int, int, int], band: tuple[float, float]) -> None:
    assert float(chance_in_band(*table, *band)) == pytest.approx(enumerated(*table, *band), abs=1e-9)


def test_a_nation_goes_at_once() -> None:
    n1, n2, events = np.array(TABLES).T
    alone = [float(chance_in_band(*table, 0.8, 1.25)) for table in TABLES]
    assert chance_in_band(n1, n2, events, 0.8, 1.25) == pytest.approx(alone, abs=1e-12)


def test_where_nobody_has_the_event_there_is_no_chance() -> None:
    assert np.isnan(chance_in_band([10, 0], [20, 20], [0, 0], 0.8, 1.25)).all()


def test_share_and_its_limits_hold_for_what_is_drawn() -> None:
    chance = np.random.default_rng(1)
    p = chance.uniform(0.1, 0.9, 215)
    found = expected_share(p)
    drawn = (chance.uniform(size=(20_000, 215)) < p).mean(axis=1)
    assert found.value == pytest.approx(drawn.mean(), abs=0.001)
    assert ((drawn >= found.lower) & (drawn <= found.upper)).mean() == pytest.approx(0.95, abs=0.01)


def test_the_share_of_nothing_is_not_known() -> None:
    assert np.isnan(expected_share([np.nan]).value)


def test_more_events_than_people_are_refused() -> None:
    with pytest.raises(ValueError, match="larger than its trials"):
        chance_in_band(3, 4, 8, 0.8, 1.25)
