"""What the simulations of trends, hard nuts and improvers share: drawn counts judged as the findings judge figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openwres.statistics.points import Points, gap_points, ratio_points
from openwres.statistics.trend import Trend, trend_of_counts
from openwres.synthetic.paths import Path
from openwres.synthetic.planted import Drawn

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]
WOBBLE = {True: 0.05, False: 0.005}
INDICATORS = ("2", "3", "4", "5", "6", "7", "8")
SIZES = (("under 3,000 staff", 0, 3000), ("3,000 to 8,000", 3000, 8000), ("over 8,000", 8000, 10**9))


@dataclass(frozen=True)
class Measured:
    """Counts of an indicator as points, adverse pointing up."""

    logs: bool
    counts: tuple[Floats, Floats, Floats, Floats]
    points: Points

    @property
    def wobble(self) -> float:
        return WOBBLE[self.logs]

    def trend(self, years: Floats) -> Trend:
        return trend_of_counts(years, self.points.values, self.points.variances, self.points.there, self.wobble)


def measured(indicator: str, drawn: Drawn) -> Measured:
    """The points of an indicator: white over BME for 2 and 4 and white minus BME for 7, else BME first."""
    white, bme = (drawn.white_events, drawn.white_people), (drawn.bme_events, drawn.bme_people)
    counts = (*white, *bme) if indicator in ("2", "4", "7") else (*bme, *white)
    logs = indicator in ("2", "3", "4")
    there = np.ones(counts[0].shape, dtype=bool)
    return Measured(logs, counts, (ratio_points if logs else gap_points)(*counts, there))


def truth(indicator: str, path: Path, columns: slice, *, drawn: bool = False) -> Floats:
    """The true log ratio or gap by organisation and year, adverse pointing up."""
    white, bme = path.white[:, columns], (path.drawn if drawn else path.true)[:, columns]
    if indicator in ("2", "3", "4"):
        return np.asarray(np.log(bme / white) if indicator == "3" else np.log(white / bme))
    return np.asarray(white - bme if indicator == "7" else bme - white)


def percent(hits: Any, of: Any) -> str:
    """A share in per cent with its counts, `none` where there are none."""
    hits, of = int(np.sum(hits)), int(np.sum(of))
    return f"{100 * hits / of:.1f}% of {of:,}" if of else "none"
