"""How far from the middle of its peers a value must be before it is asked about, where the peers set the spread.

What is measured and what is said of it is the business of others.
"""

from __future__ import annotations

from statistics import NormalDist

from openwres.statistics.method import Method

MAD_TO_SD = 1.4826
"""The standard deviation of a normal distribution in median absolute deviations from the median."""

_EFFICIENCY = 0.37  # of the median absolute deviation against the standard deviation, for a normal distribution

METHODS = (
    Method(
        code="robust_limit",
        title="Limit of what is plausible among peers",
        answers="Is a number, or its change since last year, further from those of peers than theirs are from one another?",
        formula="|m - median(m)| > t scale,  scale = 1.4826 median|m - median(m)|\n"
        "m = d / sqrt(tau^2 + e^2): d the change on a logarithmic scale, e its sampling error,\n"
        "tau^2 = max(0, (1.4826 median|d - median(d)|)^2 - median(e^2)) over the peers\n"
        "t the quantile of Student's distribution with 0.37 (n - 1) degrees of freedom for n peers",
        assumptions="The middle half of the peers is sound; their changes are near normal on that scale. Flows are never held to less "
        "than their sampling error.",
        at_zero="Half is added to each count before its logarithm. Fewer than 20 peers: the constants of the reference.",
        source="Spiegelhalter (2005), Quality and Safety in Health Care 14, 347-351, for additive over-dispersion; Rousseeuw "
        "and Croux (1993), Journal of the American Statistical Association 88, 1273-1283, for the deviation's efficiency",
    ),
)


def robust_limit(peers: int, false_alarms: float) -> float:
    """The two-sided limit in robust standard deviations that so small a share of sound values exceeds.

    The quantile is Fisher's expansion of Student's distribution (Abramowitz and Stegun 26.7.5), within 2% from 20 peers on.
    Raises ValueError for a share outside 0 to 1 and for fewer than two peers.
    """
    if not 0 < false_alarms < 1 or peers < 2:
        raise ValueError("a share of false alarms lies between 0 and 1, and a spread needs two peers")
    z, v = NormalDist().inv_cdf(1 - false_alarms / 2), _EFFICIENCY * (peers - 1)
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
    )
    return float(z + sum(term / v**n for n, term in enumerate(terms, start=1)))
