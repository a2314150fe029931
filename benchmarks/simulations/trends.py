"""How often a trend is shown where there is none, and where there is one: by years, size and unrest of single years."""

from __future__ import annotations

import numpy as np
from simulations._judged import WOBBLE, Floats, percent

from openwres.statistics.points import ratio_points
from openwres.statistics.trend import power_to_show_change, trend_of_counts

TITLE = "Trends"
ASKS = """How often does a ratio that does not change get the verdict improving or worsening (a false alarm: 5% is what the interval
says), and how often is an improvement of 10% a year shown, beside the chance that the counts foretell? Planted: white over
BME appointments at a ratio of 1.6 and a white rate of 27%, in organisations with 60, 300 and 1,500 shortlisted BME applicants and
twice as many white ones; disciplinary entries at 1.5 among 300, 1,500 and 6,000 BME staff and three times as many white
ones, at a white rate of 0.9% (zero cells are common); single years stray by 0, 5, 10 or 20% of the ratio. Seed 1."""

_PLANTED = (("appointments", 0.27, 1 / 1.6, 2, (60, 300, 1500)), ("disciplinary", 0.009, 1.5, 3, (300, 1500, 6000)))
_YEARS, _STRAYS = (3, 5, 8, 12), (0.0, 0.05, 0.10, 0.20)


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    times = 300 if quick else 2000
    return [
        ("False alarms: no change planted, by how much single years stray", alarms(times)),
        ("Improvement of 10% a year planted: shown, and foretold from the counts", shown(times)),
    ]


def alarms(times: int, planted: tuple[int, ...] = _YEARS) -> list[dict[str, object]]:
    """One row for each event, size and number of years."""
    rows = []
    for event, rate, ratio, more, sizes in _PLANTED:
        for size in sizes:
            for number in planted:
                row: dict[str, object] = {"event": event, "BME people": size, "years": number}
                for stray in _STRAYS:
                    lower, upper = limits(rate, ratio, size, more, number, stray, 0.0, times)
                    row[f"stray {stray:.0%}"] = percent((lower > 0) | (upper < 0), np.isfinite(lower))
                rows.append(row)
    return rows


def shown(times: int) -> list[dict[str, object]]:
    rows = []
    for event, rate, ratio, more, sizes in _PLANTED:
        for size in sizes:
            for number in _YEARS:
                slope = float(np.log(0.9)) * (1 if ratio > 1 else -1)
                lower, upper = limits(rate, ratio, size, more, number, 0.0, slope, times)
                toward = upper < 0 if slope < 0 else lower > 0
                known = np.isfinite(lower)
                rows.append({
                    "event": event, "BME people": size, "years": number, "shown": percent(toward, known),
                    "wrong way": percent((lower > 0) if slope < 0 else (upper < 0), known),
                    "foretold": f"{100 * foretold(rate, ratio, size, more, number):.0f}%",
                })  # fmt: skip
    return rows


def limits(
    rate: float, ratio: float, size: int, more: int, number: int, stray: float, slope: float, times: int
) -> tuple[Floats, Floats]:
    """The limits of the change a year in the log of BME over white, of many drawn series."""
    chance = np.random.default_rng([1, size, number, round(1000 * stray), round(1000 * abs(slope))])
    years = np.arange(number, dtype=float)
    logs = np.log(ratio) + slope * (years - years.mean()) + stray * chance.normal(size=(times, number))
    n1, n2 = np.full(logs.shape, float(size)), np.full(logs.shape, float(size * more))
    x1 = chance.binomial(size, np.minimum(rate * np.exp(logs), 1.0), logs.shape).astype(float)
    x2 = chance.binomial(size * more, rate, logs.shape).astype(float)
    points = ratio_points(x1, n1, x2, n2, np.ones(logs.shape, dtype=bool))
    trend = trend_of_counts(years, points.values, points.variances, points.there, WOBBLE[True])
    return trend.lower, trend.upper


def foretold(rate: float, ratio: float, size: int, more: int, number: int) -> float:
    """The chance that the expected counts give."""
    x1, n1, x2, n2 = (
        np.full((1, number), each) for each in (size * rate * ratio, size, size * more * rate, size * more)
    )
    points = ratio_points(x1, n1, x2, n2, np.ones((1, number), dtype=bool))
    years = np.arange(number, dtype=float)
    return float(power_to_show_change(years, points.variances, points.there, np.log(0.9), WOBBLE[True])[0])
