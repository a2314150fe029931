"""False alarms, power, coverage and recall of what is said of an organisation among its peers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from openwres.figures import calculate_figures
from openwres.findings.history import Asked, History
from openwres.findings.peers import find
from openwres.standards import load_standard
from openwres.statistics.discovery import adjusted_p_values
from openwres.statistics.funnel import Dispersion, funnel
from openwres.statistics.ranks import gap_estimates, rank_intervals, ratio_estimates
from openwres.statistics.scores import GAP, RATIO, Comparisons, Scale, comparisons
from openwres.statistics.shrinkage import partly_pooled
from openwres.synthetic.nation import nation
from openwres.synthetic.plan import make_plan

TITLE = "Outliers among peers"
ASKS = """How often is an organisation called unlike its peers that is not, how often is one found that is, and how often
do the interval of the pooled value and that of the rank hold the truth? Nations of 215 organisations, or groups of fewer,
with counts as large as those of NHS trusts: 300 to 25,000 staff (logarithm normal around 4,500), a BME share from 5 to 50%,
indicator 2 (shortlisted a sixth of staff, 20% of white applicants appointed, ratio 1.5), indicator 3 (0.9% of white staff,
ratio 1.15) and indicator 6 (45% respond, 21% of white staff, gap 4 points). True values are alike, or differ from place
to place with a standard deviation of 0.25 (log of the ratio) or 3 points. Unlike, where planted: one organisation in
twenty, at 2 (half of them: a half) times the others' ratio, or 12 points more or less. Seed 2026; 200 nations a line.
An alarm is q of 5% or less (Benjamini-Hochberg over the nation), or p of 5% where it says so. The invented nation is
`openwres.synthetic`'s, seed 1, year 2024: far is a true value more than two standard deviations of all true values from
their mean. There true values are a continuum, so hardly anybody is unlike the others; whose true value is off the average at
all is another list (`average_q_value` of 5% or less)."""

SEED, NATION = 2026, 215
SPREAD = {"2": 0.25, "3": 0.25, "6": 0.03}
APART = {"2": np.log(2), "3": np.log(2), "6": 0.12}
AVERAGE = {"2": np.log(1.5), "3": np.log(1.15), "6": 0.04}
SIZES = ((0, 3000), (3000, 6000), (6000, 30_000))
Rows = list[dict[str, object]]
Array = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


def run(quick: bool) -> list[tuple[str, Rows]]:
    """The tables; `quick` makes a tenth of the nations."""
    nations = 20 if quick else 200
    return [
        ("False alarms where nobody is unlike: p of 5% or less, by size, in per cent of organisations.", list(false_alarms(nations))),
        ("False alarms by number of peers, p of 5% or less, in per cent.", list(by_peers(nations))),
        ("Nations in which a list of outliers (q of 5% or less) holds anybody although nobody is unlike.", list(lists(nations))),
        ("What is found of what is planted (true values differ besides), in per cent.", list(found(nations))),
        ("An invented nation with planted truth (`openwres.synthetic`), through the whole program.", list(invented(quick))),
        ("How often the pooled interval and the rank interval (95%) hold the truth, in per cent.", list(coverage(nations))),
    ]  # fmt: skip


def nations(
    indicator: str, number: int, spread: float, peers: int = NATION, planted: bool = False, seed: int = SEED
) -> tuple[Comparisons, Array, Array, Array]:
    """Counts, staff, true values on the working scale, and by how much each was planted to be unlike."""
    chance = np.random.default_rng([seed, int(indicator), peers, int(1000 * spread), planted])
    shape = (number, peers)
    staff = np.clip(4500 * np.exp(0.6 * chance.standard_normal(shape)), 300, 25_000)
    bme = chance.beta(2, 6, shape) * 0.45 + 0.05
    odd = planted * (chance.uniform(size=shape) < 0.05) * np.where(chance.uniform(size=shape) < 0.5, 1.0, -1.0)
    unlike = odd * APART[indicator]
    true = AVERAGE[indicator] + spread * chance.standard_normal(shape) + unlike
    return _counts(indicator, chance, staff, bme, true), staff, true, unlike


def _counts(indicator: str, chance: np.random.Generator, staff: Array, bme: Array, true: Array) -> Comparisons:
    people = {"2": staff / 6, "3": staff, "6": 0.45 * staff}[indicator]
    focus, white = np.maximum(np.round(people * bme), 1), np.round(people * (1 - bme))
    # The level differs from place to place; the disparity is what is asked about.
    rate = {"2": 0.2, "3": 0.009, "6": 0.21}[indicator] * np.exp(0.2 * chance.standard_normal(staff.shape))
    if indicator == "6":
        other = np.clip(rate + true, 0.005, 0.9)
        return comparisons(
            chance.binomial(focus.astype(int), other), focus, chance.binomial(white.astype(int), rate), white
        )
    if indicator == "3":
        other = np.minimum(rate * np.exp(true), 0.9)
        return comparisons(
            chance.binomial(focus.astype(int), other), focus, chance.binomial(white.astype(int), rate), white
        )
    other = np.minimum(rate * np.exp(-true), 0.9)
    return comparisons(
        chance.binomial(white.astype(int), rate), white, chance.binomial(focus.astype(int), other), focus
    )


def scale(indicator: str) -> Scale:
    """Ratios for indicators 2 and 3, gaps for 6."""
    return GAP if indicator == "6" else RATIO


def false_alarms(number: int) -> Iterator[dict[str, object]]:
    for indicator in SPREAD:
        for spread in (0.0, SPREAD[indicator]):
            given, staff, *_ = nations(indicator, number, spread)
            for dispersion in Dispersion:
                p = funnel(given, scale(indicator), dispersion).p_value
                yield {
                    "indicator": indicator, "true values": "differ" if spread else "alike", "dispersion": str(dispersion),
                    **{f"staff {a:,} to {b:,}": _percent(p[(staff >= a) & (staff < b)] <= 0.05, p[(staff >= a) & (staff < b)])
                       for a, b in SIZES},
                    "all, p of 0.2% or less": _percent(p <= 0.002, p, 2),
                }  # fmt: skip


def by_peers(number: int) -> Iterator[dict[str, object]]:
    for indicator in SPREAD:
        row: dict[str, object] = {"indicator": indicator}
        for peers in (5, 11, 30, NATION):
            for spread in (0.0, SPREAD[indicator]):
                given, *_ = nations(indicator, max(number * NATION // peers // 4, 1), spread, peers)
                p = funnel(given, scale(indicator)).p_value
                row[f"{peers} peers, {'differ' if spread else 'alike'}"] = _percent(p <= 0.05, p)
        yield row


def lists(number: int) -> Iterator[dict[str, object]]:
    for indicator in SPREAD:
        row: dict[str, object] = {"indicator": indicator}
        for spread in (0.0, SPREAD[indicator]):
            given, *_ = nations(indicator, number, spread)
            for dispersion in (Dispersion.ADDITIVE, Dispersion.NONE):
                q = listed(given, indicator, dispersion)
                row[f"{'differ' if spread else 'alike'}, {dispersion}"] = f"{100 * (q <= 0.05).any(axis=1).mean():.1f}%"
        yield row


def listed(given: Comparisons, indicator: str, dispersion: Dispersion = Dispersion.ADDITIVE) -> Array:
    """The q of each organisation, each nation a list."""
    p = funnel(given, scale(indicator), dispersion).p_value
    of_nation = np.repeat(np.arange(len(p)), p.shape[1])
    return adjusted_p_values(p.ravel(), of_nation).reshape(p.shape)


def found(number: int) -> Iterator[dict[str, object]]:
    """Precision and recall of lists, and recall by size."""
    for indicator in SPREAD:
        for spread in (SPREAD[indicator] / 2, SPREAD[indicator]):
            given, staff, _, unlike = nations(indicator, number, spread, planted=True)
            alarm, odd = listed(given, indicator) <= 0.05, unlike != 0
            yield {
                "indicator": indicator, "standard deviation of the others": spread,
                "listed a nation": f"{alarm.sum() / number:.1f}", "planted a nation": f"{odd.sum() / number:.1f}",
                "precision": f"{100 * odd[alarm].mean():.0f}" if alarm.any() else "none listed",
                "recall": f"{100 * alarm[odd].mean():.0f}",
                **{f"recall, staff {a:,} to {b:,}": f"{100 * alarm[odd & (staff >= a) & (staff < b)].mean():.0f}" for a, b in SIZES},
            }  # fmt: skip


def invented(quick: bool) -> Iterator[dict[str, object]]:
    """Who is listed in an invented nation, beside what was planted."""
    (year,) = nation(make_plan(1, 60 if quick else NATION, range(2024, 2025), changes=False))
    edition = load_standard("wres").edition(2024)
    figures = calculate_figures(year.counts, edition)
    listed_of = find(History(figures, year.counts, {2024: edition}), Asked())
    both = listed_of.join(year.truth, left_on=["area", "indicator"], right_on=["organisation", "indicator"])
    for (indicator,), rows in both.filter(pl.col("verdict").is_not_null()).group_by("indicator", maintain_order=True):
        ratio = rows["statistic"][0] == "relative_likelihood"
        true = np.log(rows["true"].to_numpy()) if ratio else rows["true"].to_numpy()
        away = (true - true.mean()) / true.std() * np.where(rows["adverse"].str.starts_with("above").to_numpy(), 1, -1)
        verdicts = rows["verdict"].to_numpy()
        off = rows["average_q_value"].to_numpy() <= 0.05
        side = np.where(rows["towards"].to_numpy() == "more_adverse", 1, -1)
        listed_at, far = np.char.endswith(verdicts.astype(str), "adverse_than_peers"), np.abs(away) > 2
        yield {
            "indicator": indicator, "organisations": len(rows), "far": int(far.sum()),
            "unlike peers": int(listed_at.sum()), "of them far": int((far & listed_at).sum()),
            "off the average": int(off.sum()), "of them on the wrong side": int((off & (side * away < 0)).sum()),
            "far and off the average": int((far & off).sum()),
            "too few to tell": int((verdicts == "too_few_to_tell").sum()),
        }  # fmt: skip


def coverage(number: int) -> Iterator[dict[str, object]]:
    for indicator in SPREAD:
        for peers in (11, NATION):
            for spread in (SPREAD[indicator] / 2, SPREAD[indicator]):
                given, staff, true, _ = nations(indicator, max(number * NATION // peers // 4, 1), spread, peers)
                pooled = partly_pooled(given, scale(indicator))
                held = (pooled.lower <= true) & (true <= pooled.upper)
                estimates = (gap_estimates if indicator == "6" else ratio_estimates)(given)
                ranks, truth = rank_intervals(*estimates), rank_intervals(true, np.ones_like(true)).rank
                raw = estimates.value - true
                yield {
                    "indicator": indicator, "peers": peers, "standard deviation": spread,
                    "pooled interval": f"{100 * held.mean():.1f}",
                    "under 3,000 staff": f"{100 * held[staff < 3000].mean():.1f}",
                    "pooled error over raw error": f"{np.sqrt(np.nanmean((pooled.value - true) ** 2) / np.nanmean(raw**2)):.2f}",
                    "rank interval": f"{100 * ((ranks.first <= truth) & (truth <= ranks.last))[given.known].mean():.1f}",
                    "its mean width": f"{np.nanmean(ranks.last - ranks.first + 1):.0f} of {peers}",
                }  # fmt: skip


def _percent(alarms: Any, p: Array, places: int = 1) -> str:
    return f"{100 * alarms.sum() / (~np.isnan(p)).sum():.{places}f}"
