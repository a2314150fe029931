"""What counts say about a supposed ratio or gap is what the definition of the score says, and it is there at zero."""

import numpy as np
import pytest
from scipy import stats
from scipy.optimize import minimize_scalar

from openwres.statistics import score_p_value
from openwres.statistics.scores import GAP, RATIO, Scale, comparisons

TABLES = [
    (9, 725, 17, 2505),
    (180, 1000, 90, 800),
    (0, 300, 4, 1200),
    (4, 300, 0, 1200),
    (40, 40, 90, 100),
    (1, 2, 1, 2),
    (690, 700, 2400, 2500),
]


def most_likely(scale: Scale, value: float, x1: int, n1: int, x2: int, n2: int) -> tuple[float, float]:
    """The rates under a supposed value, by trying."""

    def first(p2: float) -> float:
        return p2 * np.exp(value) if scale is RATIO else p2 + value

    def minus(p2: float) -> float:
        p1 = first(p2)
        if not 0 < p1 < 1 or not 0 < p2 < 1:
            return np.inf
        return -float(stats.binom.logpmf(x1, n1, p1) + stats.binom.logpmf(x2, n2, p2))

    low, high = (0, min(1, np.exp(-value))) if scale is RATIO else (max(0, -value), min(1, 1 - value))
    grid = np.linspace(low, high, 2001)[1:-1]
    best = grid[np.argmin([minus(p) for p in grid])]
    step = grid[1] - grid[0]
    found = minimize_scalar(
        minus, bounds=(max(low, best - step), min(high, best + step)), method="bounded", options={"xatol": 1e-12}
    )
    return first(found.x), found.x


@pytest.mark.parametrize("scale", [RATIO, GAP], ids=["ratio", "gap"])
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("value", [-0.12, 0.05, 0.3])
def test_score_is_the_one_of_the_likeliest_rates(scale: Scale, table: tuple[int, int, int, int], value: float) -> None:
    x1, n1, x2, n2 = table
    p1, p2 = most_likely(scale, value, *table)
    people = n1 + n2
    if scale is RATIO:
        variance = (1 - p1) / (n1 * p1) + (1 - p2) / (n2 * p2)
        slope = (x1 - n1 * p1) / (1 - p1) if p1 < p2 else -(x2 - n2 * p2) / (1 - p2)
    else:
        variance = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        slope = (x1 / n1 - x2 / n2 - value) / variance
    found = scale.score(comparisons(*table), np.array(value))
    if variance < 1 / people**2:
        pytest.skip("no spread under the supposed value: a stand-in")
    assert float(found.deviation) == pytest.approx(slope * variance, rel=2e-3, abs=2e-4)
    assert float(found.variance) == pytest.approx(variance * people / (people - 1), rel=2e-3)


@pytest.mark.parametrize("scale", [RATIO, GAP], ids=["ratio", "gap"])
def test_without_skewness_the_test_of_equality_is_the_score_test(scale: Scale) -> None:
    given = comparisons(*np.array(TABLES[:4]).T)
    score = scale.score(given, np.zeros(4))
    p = 2 * stats.norm.sf(np.abs(score.deviation) / np.sqrt(score.variance))
    assert p == pytest.approx(score_p_value(*np.array(TABLES[:4]).T), rel=1e-9)


def test_few_events_are_judged_as_the_exact_test_judges_them() -> None:
    """A tenth of the people, three events expected: tails by half the chance of the observed count (mid-P)."""
    events = np.arange(0, 11)
    total = 30
    score = RATIO.score(comparisons(events, 1000, total - events, 9000), np.zeros(events.size))
    chance = stats.binom(total, 0.1)
    exact = stats.norm.ppf(chance.cdf(events) - chance.pmf(events) / 2)
    assert score.z == pytest.approx(exact, abs=0.08)
    plain = score.deviation / np.sqrt(score.variance)
    assert np.abs(plain - exact).max() > 0.5  # what the correction is for


@pytest.mark.parametrize("scale", [RATIO, GAP], ids=["ratio", "gap"])
def test_groups_the_other_way_round_turn_the_sign(scale: Scale) -> None:
    x1, n1, x2, n2 = np.array(TABLES, dtype=float).T
    values = np.linspace(-0.2, 0.2, len(TABLES))
    one = scale.score(comparisons(x1, n1, x2, n2), values)
    other = scale.score(comparisons(x2, n2, x1, n1), -values)
    assert one.deviation == pytest.approx(-other.deviation, rel=1e-6, abs=1e-9)
    assert one.z == pytest.approx(-other.z, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("scale", [RATIO, GAP], ids=["ratio", "gap"])
@pytest.mark.parametrize("table", TABLES[:4])
def test_the_slope_of_the_likelihood_is_the_score(scale: Scale, table: tuple[int, int, int, int]) -> None:
    given, at, step = comparisons(*table), 0.1, 1e-5
    if scale is GAP:
        given = comparisons(
            *(count + more for count, more in zip(table, (1, 4, 1, 4), strict=True))
        )  # away from the edges, where slopes end
    rise = float(scale.likelihood(given, np.array(at + step)) - scale.likelihood(given, np.array(at - step)))
    people = float(given.trials + given.reference_trials)
    found = scale.score(given, np.array(at))
    plain = float(found.variance) * (people - 1) / people
    assert rise / (2 * step) == pytest.approx(float(found.deviation) / plain, rel=1e-3, abs=1e-4)


def test_nobody_and_no_event_say_nothing() -> None:
    given = comparisons([0, 1, 0, np.nan], [10, 10, 0, 10], [0, 1, 1, 1], [10, 10, 10, 10])
    assert given.known.tolist() == [False, True, False, False]
    assert np.isnan(RATIO.score(given, np.zeros(4)).z).tolist() == [True, False, True, True]


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="events: no value may be larger than its trials"):
        comparisons(3, 2, 0, 5)
