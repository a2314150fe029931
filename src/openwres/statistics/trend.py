"""Whether a series of 3 to 12 yearly values moves, where some years are missing: the change a year, its interval, its power.

How counts become points of such a series is in `points`; which way is better is the caller's business.

Every array is series by years; `there` says which years a series has. One call takes all series of a nation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.inputs import normal_quantile
from openwres.statistics.method import Method

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats, Truths

METHODS = (
    Method(
        code="counts-and-wobble",
        title="Change a year of a ratio or gap that rests on counts",
        answers="Do these three to twelve yearly values move more than their counts and the unrest of single years explain?",
        formula="y_t = a + b t + e_t,  e_t normal with variance v_t + w^2\n"
        "y_t and v_t: the log ratio or the gap of year t and its sampling variance (see the next two methods)\n"
        "w: by how much the true value of a single year strays from the line, half-Cauchy with a stated median\n"
        "   (5% of a ratio, 0.5 points of a gap), weighed by how well each w fits the scatter (restricted likelihood)\n"
        "b: the middle of its distribution over all w; its limits are the quantiles of the same distribution",
        assumptions="Years are independent but for the line. Some respondents of a survey answer every year and some staff are "
        "counted every year; that makes changes a little surer than is said here, not less. A move that is not a line "
        "(down, then up) is judged by its line.",
        at_zero="A year with events in one group only counts with what its counts say; one without any event says nothing. "
        "Where a group has no event in any year there is no trend.",
        source="Random effects with the spread integrated out: DuMouchel (1994), Hierarchical Bayes linear models for "
        "meta-analysis; half-Cauchy for few years: Gelman (2006), Bayesian Analysis 1, 515-534",
    ),
    Method(
        code="yearly-changes",
        title="Change a year of a stock",
        answers="Do the changes from year to year of a stock go one way more than they scatter?",
        formula="b = (last - first) / (years between)\n"
        "limits: b +- t sqrt(s^2 / (years between)), t with m - 1 degrees of freedom\n"
        "s^2 = sum of (change_k - b g_k)^2 / g_k over the m changes, divided by m - 1; g_k the years that a change spans;\n"
        "s^2 is never below d^2 / 6, where d is what one person changes",
        assumptions="Changes of different years are independent. A stock has no sampling error: who is there this year was mostly "
        "there last year, so its values drift, and a straight line through them would show trends that are none. With "
        "three or four years almost nothing can be shown.",
        at_zero="A share of 0 or 100 per cent is a value like others. Where all values are equal, no change is shown.",
        source="t interval of the mean of first differences (a random walk with drift); d^2 / 6 is twice the "
        "rounding variance d^2 / 12 of Sheppard (1898)",
    ),
)  # fmt: skip

FEWEST = 3
_GRID = 32
_HALVINGS = 60


@dataclass(frozen=True)
class Trend:
    """Change a year of each series with its limits, in the unit of its values; NaN where there are too few years.

    `wobble` is by how much the values of single years stray from the line beyond their sampling errors (of a stock:
    how much yearly changes scatter); `years` is how many years were used.
    """

    change: Floats
    lower: Floats
    upper: Floats
    wobble: Floats
    years: Floats


def trend_of_counts(
    years: Floats, values: Floats, variances: Floats, there: Truths, wobble: Floats | float, confidence: float = 0.95
) -> Trend:
    """The trend of values with known sampling variances; `wobble` is the prior median of what single years stray.

    Fewer than three years, or variances of 0 throughout, give NaN. Raises ValueError where a variance is negative.
    """
    if bool((variances[there] < 0).any()):
        raise ValueError("variances: no value may be negative")
    spreads = _spreads(wobble, values.shape[0])
    fit = _fit(years, values, variances, there, spreads)
    weights = _weights(fit.log_likelihood)
    lower, upper = _limits(fit.slope, fit.error, weights, confidence)
    change = (weights * fit.slope).sum(axis=1)
    strays = np.sqrt((weights * spreads**2).sum(axis=1))
    return _where_enough(there, change, lower, upper, strays)


def trend_of_stocks(
    years: Floats, values: Floats, there: Truths, grain: Floats | float = 0.0, confidence: float = 0.95
) -> Trend:
    """The trend of stocks from their changes between years; `grain` is what one person changes, by series."""
    from scipy.special import stdtrit

    used = there.sum(axis=1)
    gaps, changes = _steps(years, np.where(there, values, 0.0), there)
    span = np.where(used > 1, gaps.sum(axis=1), 1.0)
    change = changes.sum(axis=1) / span
    stray = np.where(gaps > 0, (changes - change[:, None] * gaps) ** 2 / np.where(gaps > 0, gaps, 1.0), 0.0)
    freedom = np.maximum(used - 2, 1)
    scatter = np.sqrt(np.maximum(stray.sum(axis=1) / freedom, np.asarray(grain) ** 2 / 6))
    half = stdtrit(freedom, (1 + confidence) / 2) * scatter / np.sqrt(span)
    return _where_enough(there, change, change - half, change + half, scatter)


def _where_enough(there: Truths, change: Floats, lower: Floats, upper: Floats, wobble: Floats) -> Trend:
    """The trend of those that have three years or more."""
    used = there.sum(axis=1)
    change, lower, upper, wobble = (np.where(used >= FEWEST, each, np.nan) for each in (change, lower, upper, wobble))
    return Trend(change, lower, upper, wobble, used * 1.0)


def power_to_show_change(
    years: Floats,
    variances: Floats,
    there: Truths,
    change: Floats | float,
    wobble: Floats | float,
    confidence: float = 0.95,
) -> Floats:
    """The chance, 0 to 1, that `trend_of_counts` shows a true change of so much a year, in the direction that it has.

    It follows from the counts alone (their variances and years), not from how the values turned out, and holds where
    single years do not stray from the line.
    """
    from scipy.special import ndtr

    spreads = _spreads(wobble, variances.shape[0])
    fit = _fit(years, np.zeros_like(variances), variances, there, spreads)
    weights = _weights(fit.log_likelihood - fit.expected / 2)
    half = _limits(np.zeros_like(fit.error), fit.error, weights, confidence)[1]
    alone = _fit(years, np.zeros_like(variances), variances, there, np.zeros((len(variances), 1))).error[:, 0]
    power = ndtr((np.abs(change) - half) / np.where(alone > 0, alone, 1.0))
    return np.where((there.sum(axis=1) >= FEWEST) & np.isfinite(alone), power, np.nan)


def power_at_width(trend: Trend, change: Floats | float, confidence: float = 0.95) -> Floats:
    """The chance, 0 to 1, to show a true change of so much a year where intervals are as wide as that of the trend.

    It knows how much these values scattered, which `power_to_show_change` does not.
    """
    from scipy.special import ndtr

    half = (trend.upper - trend.lower) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(ndtr(normal_quantile(confidence) * (np.abs(change) / half - 1)))


def common_wobble(years: Floats, values: Floats, variances: Floats, there: Truths) -> float:
    """By how much single years stray from their lines, of many series together, by moments; 0 where sampling explains all."""
    enough = there.sum(axis=1) >= FEWEST
    fit = _fit(years, values[enough], variances[enough], there[enough], np.zeros((int(enough.sum()), 1)))
    added = float(fit.added.sum())
    return float(np.sqrt(max(float((fit.squares - fit.expected).sum()) / added, 0.0))) if added > 0 else 0.0


@dataclass(frozen=True)
class _Fit:
    """Lines by series and spread, with the weighted squares of the scatter about them.

    `expected` is what sampling alone makes of those squares; each unit of extra variance adds `added`.
    """

    slope: Floats
    error: Floats
    log_likelihood: Floats
    squares: Floats
    expected: Floats
    added: Floats


def _fit(years: Floats, values: Floats, variances: Floats, there: Truths, spreads: Floats) -> _Fit:
    """The weighted line of each series for each spread of single years."""
    total = np.where(there, variances, 1.0)[:, :, None] + (spreads**2)[:, None, :]
    weight = np.where(there[:, :, None] & (total > 0), 1 / np.where(total > 0, total, 1.0), 0.0)
    y = np.where(there, values, 0.0)[:, :, None]
    mass = _one_for_none(weight.sum(axis=1))
    t = years[None, :, None] - ((weight * years[None, :, None]).sum(axis=1) / mass)[:, None, :]
    y = y - ((weight * y).sum(axis=1) / mass)[:, None, :]
    leverage = _one_for_none((weight * t**2).sum(axis=1))
    slope = (weight * t * y).sum(axis=1) / leverage
    squares = (weight * (y - slope[:, None, :] * t) ** 2).sum(axis=1)
    logs = np.where(weight > 0, np.log(np.where(weight > 0, weight, 1.0)), 0.0).sum(axis=1)
    likelihood = (logs - np.log(mass) - np.log(leverage) - squares) / 2
    sampling = weight * np.where(there, variances, 0.0)[:, :, None]
    hat = weight / mass[:, None, :] + weight * t**2 / leverage[:, None, :]
    expected, added = (sampling * (1 - hat)).sum(axis=1), (weight * (1 - hat)).sum(axis=1)
    return _Fit(slope, 1 / np.sqrt(leverage), likelihood, squares, expected, added)


def _one_for_none(sums: Floats) -> Floats:
    return np.where(sums > 0, sums, 1.0)


def _spreads(wobble: Floats | float, series: int) -> Floats:
    """A grid of spreads, equally likely under a half-Cauchy distribution with this median."""
    places = (np.arange(_GRID) + 0.5) / _GRID
    return np.asarray(wobble, dtype=float).reshape(-1, 1) * np.tan(np.pi / 2 * places) * np.ones((series, 1))


def _weights(log_likelihood: Floats) -> Floats:
    """How much each spread counts: its likelihood, together 1."""
    found = np.exp(log_likelihood - log_likelihood.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _limits(slope: Floats, error: Floats, weights: Floats, confidence: float) -> tuple[Floats, Floats]:
    """The quantiles of a mixture of normal distributions, by halving."""
    from scipy.special import ndtr

    reach = normal_quantile(confidence) * error.max(axis=1) + np.ptp(slope, axis=1)
    limits = []
    for share in ((1 - confidence) / 2, (1 + confidence) / 2):
        low, high = slope.min(axis=1) - reach, slope.max(axis=1) + reach
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            below = (weights * ndtr((middle[:, None] - slope) / error)).sum(axis=1) < share
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        limits.append((low + high) / 2)
    return limits[0], limits[1]


def _steps(years: Floats, values: Floats, there: Truths) -> tuple[Floats, Floats]:
    """The years that each change spans, 0 where a year begins none, and the changes, at the place of the later year."""
    gaps, changes = np.zeros(values.shape), np.zeros(values.shape)
    last, before = np.zeros(len(values)), np.full(len(values), np.nan)
    for at, year in enumerate(years):
        follows = there[:, at] & np.isfinite(before)
        gaps[:, at] = np.where(follows, year - np.where(follows, before, year), 0.0)
        changes[:, at] = np.where(follows, values[:, at] - last, 0.0)
        last, before = np.where(there[:, at], values[:, at], last), np.where(there[:, at], year, before)
    return gaps, changes
