"""Whether a disparity is there, has been for years, and did not move although the counts would have shown it.

Higher is worse throughout: a caller turns a measure for which lower is worse round before.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.method import Method
from openwres.statistics.trend import Trend, power_to_show_change

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats, Truths

METHODS = (
    Method(
        code="disparity-without-improvement",
        title="Hard nut",
        answers="Is there a disparity that has lasted and has not come down, although these counts would have shown it?",
        formula="all of: adverse in each of the newest three years or more;\n"
        "the pooled value of three years is adverse and its q (score test, Benjamini-Hochberg over the list) is at most 0.05;\n"
        "the chance of showing that half of the excess goes over the years used is at least 80%;\n"
        "the interval of the change a year leaves out that half of the excess went, and does not show an improvement",
        assumptions="Those of the trend and of the pooled value. Half of the excess: a ratio of 1.8 comes down to 1.4 from the first year "
        "to the last, a gap of 6 points to 3. Who fails only the chance is `too_few_to_tell`.",
        at_zero="As for the pooled value and for yearly points.",
        source="The two demands, a disparity that is shown and an improvement that is ruled out, as in tests of equivalence: "
        "Schuirmann (1987), Journal of Pharmacokinetics and Biopharmaceutics 15, 657-680",
    ),
)  # fmt: skip

SHARE = 0.5
"""The part of the excess whose going would have shown."""

RUN, POWER, LEVEL = 3, 0.8, 0.05


@dataclass(frozen=True)
class Persistence:
    """Of each series: newest years in a row that are adverse, the stated change a year, the chance to show it, and verdicts.

    `ruled_out`: the interval of the change leaves the stated improvement out.
    """

    run: Floats
    stated: Floats
    power: Floats
    ruled_out: Truths


def persistence(
    years: Floats, variances: Floats, there: Truths, adverse: Truths, excess: Floats, trend: Trend, wobble: Floats | float,
    *, logs: bool,
) -> Persistence:  # fmt: skip
    """What is to be known of each series. `excess` is the level of all its years beyond parity (a log where `logs`)."""
    span = np.array([np.ptp(years[of]) if of.any() else np.nan for of in there])
    level = np.maximum(excess, 0.0)
    gone = np.log1p((1 - SHARE) * np.expm1(level)) - level if logs else -SHARE * level
    with np.errstate(invalid="ignore", divide="ignore"):
        stated = gone / span
    power = power_to_show_change(years, variances, there, np.nan_to_num(stated), wobble)
    return Persistence(newest_run(adverse, there), stated, power, trend.lower > stated)


def newest_run(adverse: Truths, there: Truths) -> Floats:
    """How many of the newest years in a row are adverse; years that are not there neither count nor end the row."""
    goes_on = np.logical_and.accumulate((adverse | ~there)[:, ::-1], axis=1)
    return np.asarray((goes_on & there[:, ::-1]).sum(axis=1) * 1.0)


def hard_nuts(found: Persistence, trend: Trend, shown: Truths) -> tuple[Truths, Truths]:
    """Which series are hard nuts, and of which too little is known; `shown` where the pooled value shows a disparity."""
    lasting = shown & (found.run >= RUN) & ~(trend.upper < 0) & np.isfinite(trend.change)
    hard = lasting & (found.power >= POWER) & found.ruled_out
    return hard, lasting & ~hard
