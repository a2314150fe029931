"""How often the interval of the Mantel-Haenszel ratio holds the true one, and how often equal strata are called unequal."""

from __future__ import annotations

import numpy as np

from openwres.statistics.strata import homogeneity, strata_difference, strata_difference_interval, strata_ratio_interval

TITLE = "Ratios within strata"
ASKS = """Planted: 14 strata (grades) whose rates of the second group run from 10% to 40%, and one ratio in all of them. The
first group is spread towards the higher strata, the second towards the lower ones, so that the raw ratio is off. Expected:
the 95% interval holds the planted ratio 95 times in 100, and the test of homogeneity at 5% calls the strata unequal 5 times
in 100 (a second table: of rare events). `shown when unequal`: how often it does where the ratio is 1.0 in the lower half of strata and 1.8 in the upper half.
Seed 2026; 20,000 draws of each line (2,000 with `--quick`)."""

_STRATA = 14
_RATES = np.linspace(0.10, 0.40, _STRATA)
_SIZES = ((60, 40), (300, 150), (1_500, 800), (10_000, 6_000))


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    """One table, by size and by ratio."""
    dice, draws = np.random.default_rng(2026), 2_000 if quick else 20_000
    common = [_line(dice, draws, size, ratio, _RATES) for size in _SIZES for ratio in (1.0, 1.5)]
    rare = [_line(dice, draws, size, ratio, _RATES / 20) for size in _SIZES[1:] for ratio in (1.0, 1.5)]
    return [
        ("Coverage and false alarms, in per cent: rates of 10% to 40%", common),
        ("The same where the event is rare, as in disciplinary processes: rates of 0.5% to 2%", rare),
    ]


def _line(
    dice: np.random.Generator, draws: int, size: tuple[int, int], ratio: float, rates: np.ndarray
) -> dict[str, object]:
    lean = np.linspace(0.5, 1.5, _STRATA)
    first, second = (
        np.maximum(np.round(n * part / part.sum()), 1) for n, part in zip(size, (lean, lean[::-1]), strict=True)
    )
    x1, x2 = _drawn(dice, draws, first, ratio * rates), _drawn(dice, draws, second, rates)
    lower, upper = strata_ratio_interval(x1, first, x2, second)
    unequal = _drawn(dice, draws, first, rates * np.where(np.arange(_STRATA) < _STRATA // 2, 1.0, 1.8))
    p_values = homogeneity(x1, first, x2, second).p_value
    return {
        "people": f"{size[0]:,} and {size[1]:,}",
        "true ratio": ratio,
        "interval holds it": _per_cent((lower <= ratio) & (upper >= ratio), ~np.isnan(lower)),
        "no interval": _per_cent(np.isnan(lower)),
        "difference interval holds its mean": _difference((x1, first, x2, second), ratio, rates),
        "called unequal": _per_cent(p_values < 0.05),
        "shown when unequal": _per_cent(homogeneity(unequal, first, x2, second).p_value < 0.05),
    }


def _difference(counts: tuple[np.ndarray, ...], ratio: float, rates: np.ndarray) -> str:
    """Coverage of the weighted mean of the strata's true differences, which is what the difference estimates."""
    x1, first, x2, second = counts
    true = strata_difference(ratio * rates * first, first, rates * second, second)
    lower, upper = strata_difference_interval(x1, first, x2, second)
    return _per_cent((lower <= true) & (upper >= true), ~np.isnan(lower))


def _drawn(dice: np.random.Generator, draws: int, people: np.ndarray, rates: np.ndarray) -> np.ndarray:
    return dice.binomial(people.astype(int), rates, (draws, _STRATA)).astype(float)


def _per_cent(held: np.ndarray, among: np.ndarray | None = None) -> str:
    return f"{100 * (held.mean() if among is None else held[among].mean()):.1f}"
