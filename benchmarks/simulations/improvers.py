"""How often constant disparities, picked because they were bad, are told as sustained improvements, and how many true ones are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from simulations._judged import INDICATORS, SIZES, Floats, Truths, measured, percent, truth

from openwres.findings.improvers import LEVEL
from openwres.statistics.discovery import adjusted_p_values
from openwres.statistics.improvement import Improvement, split, sustained_improvement
from openwres.synthetic.paths import LUCKY, SUSTAINED, Path, make_paths, years_of
from openwres.synthetic.plan import Plan, make_plan
from openwres.synthetic.planted import draw

TITLE = "Sustained improvers"
ASKS = """How often is an organisation whose disparity never changed told as a sustained improver, above all where it is looked at
because its first years were bad (regression to the mean), and how many that did improve are found? Planted: the paths of an
invented nation of 215 organisations (see `synthetic`) from its seed 5, drawn again and again, five years and ten, single
years straying by 0 or 10% of the odds; and a constant world, in which every organisation keeps its first year's rates. Beside it
stands what most reports do: the last year against the first, told where the score intervals' test gives p under 0.05. A
sustained improver is told truly where at least a tenth of the first years' excess was gone in truth in the last years."""

_WORST = 0.1


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    times = 5 if quick else 25
    plans = [make_plan(5, 215, years, changes=False) for years in (range(2022, 2027), range(2017, 2027))]
    return [
        ("False alarms in the constant world: single tests at p under 0.05, among all and among the worst tenth by first years",
         [row for plan in plans for stray in (0.0, 0.1) for row in constant(plan, times, stray)]),
        ("The same by size, after the list's correction (q at most 0.10): organisations told in a constant nation",
         [row for plan in plans for row in constant_by_size(plan, times)]),
        ("Precision and recall: the planted nation, q at most 0.10",
         [row for plan in plans for stray in (0.0, 0.1) for row in told(plan, times, stray)]),
    ]  # fmt: skip


def nation(
    plan: Plan, paths: dict[str, Path], number: int, stray: float
) -> tuple[dict[str, Improvement], dict[str, Floats]]:
    """The improvements of one draw by indicator, and q over all that are tested."""
    years = np.array(plan.years, dtype=float)
    found = {}
    for name, drawn in draw(plan, paths, number, stray).items():
        points = measured(name, drawn).points
        found[name] = sustained_improvement(years, points.values, points.variances, points.there)
    p = np.stack([np.where(its.baseline > 0, its.p, np.nan) for its in found.values()])
    q = adjusted_p_values(p.ravel()).reshape(p.shape)
    return found, dict(zip(found, q, strict=True))


def still(path: Path) -> Path:
    """The path with the rates of its first year throughout."""
    white, true = (np.repeat(rates[:, :1], rates.shape[1], axis=1) for rates in (path.white, path.true))
    return replace(path, white=white, true=true, drawn=true)


def constant(plan: Plan, times: int, stray: float) -> list[dict[str, object]]:
    paths = {name: still(path) for name, path in make_paths(plan).items()}
    draws = [nation(plan, paths, number, stray)[0] for number in range(times)]
    rows = []
    for name in INDICATORS:
        p = np.array([its[name].p for its in draws])
        observed = np.array([its[name].observed for its in draws])
        naive = np.array([last_against_first(plan, paths, name, number, stray) for number in range(times)])
        worst = observed >= np.nanquantile(observed, 1 - _WORST, axis=1, keepdims=True)
        rows.append({
            "years": len(plan.years), "stray": f"{stray:.0%}", "indicator": name,
            "all": percent(p < 0.05, np.isfinite(p)), "worst tenth": percent((p < 0.05) & worst, worst),
            "last against first, all": percent(naive, np.isfinite(p)), "last against first, worst tenth": percent(naive & worst, worst),
        })  # fmt: skip
    return rows


def last_against_first(plan: Plan, paths: dict[str, Path], name: str, number: int, stray: float) -> Truths:
    """What is usual: the last year is better than the first by 1.645 standard errors of their difference."""
    points = measured(name, draw(plan, {name: paths[name]}, number, stray)[name]).points
    change = points.values[:, -1] - points.values[:, 0]
    return np.asarray(change < -1.645 * np.sqrt(points.variances[:, -1] + points.variances[:, 0]))


def constant_by_size(plan: Plan, times: int) -> list[dict[str, object]]:
    paths = {name: still(path) for name, path in make_paths(plan).items()}
    q = np.array([[nation(plan, paths, number, 0.0)[1][name] for name in INDICATORS] for number in range(times)])
    rows = []
    for label, low, high in SIZES:
        inside = q[:, :, (plan.size >= low) & (plan.size < high)]
        rows.append({"years": len(plan.years), "size": label, "told": percent(inside <= LEVEL, np.isfinite(inside))})
    anybody = np.nanmin(q.reshape(times, -1), axis=1) <= LEVEL
    rows.append(
        {"years": len(plan.years), "size": "nations with anybody told", "told": percent(anybody, np.ones(times))}
    )
    return rows


def told(plan: Plan, times: int, stray: float) -> list[dict[str, object]]:
    paths = dict(make_paths(plan))
    draws = [nation(plan, paths, number, stray)[1] for number in range(times)]
    return [_told(plan, paths[name], np.array([q[name] for q in draws]), stray) for name in INDICATORS]


def _told(plan: Plan, path: Path, q: Floats, stray: float) -> dict[str, object]:
    shown, every = q <= LEVEL, np.ones_like(q, dtype=bool)
    first, last = split(len(plan.years))
    true = truth(path.indicator, path, slice(years_of(plan).index(plan.years[0]), None))
    before, after = true[:, first].mean(axis=1), true[:, last].mean(axis=1)
    better = after < before - 0.1 * np.abs(before)
    # An action that begins with the last years or in them cannot have lasted through them.
    early = (path.kinds == SUSTAINED) & (path.start <= plan.years[last.start])
    return {
        "years": len(plan.years), "stray": f"{stray:.0%}", "indicator": path.indicator, "told": f"{shown.sum() / len(q):.1f} a draw",
        "truly better": percent(shown & better, shown), "of planted, begun in time": percent(shown[:, early], every[:, early]),
        "of lucky": percent(shown[:, path.kinds == LUCKY], every[:, path.kinds == LUCKY]),
        "of not better": percent(shown & ~better, every & ~better),
    }  # fmt: skip
