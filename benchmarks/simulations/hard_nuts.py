"""How often a disparity that comes down is called a hard nut, and how many that do not move are found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from simulations._judged import INDICATORS, SIZES, Floats, Measured, Truths, measured, percent, truth

from openwres.statistics.discovery import adjusted_p_values
from openwres.statistics.persistence import LEVEL, SHARE, hard_nuts, persistence
from openwres.statistics.pooling import sums
from openwres.synthetic.paths import HARD_NUT, IMPROVING, KINDS, SUSTAINED, Path, make_paths, years_of
from openwres.synthetic.plan import Plan, make_plan
from openwres.synthetic.planted import draw

TITLE = "Hard nuts"
ASKS = """A hard nut is called so wrongly where its true disparity came down, by half of the excess or more, over the years used, or
where there is none. How often does that befall organisations whose disparity improves at a realistic speed, and how many of
those whose true disparity did not fall by a quarter are found? Planted: the paths of an invented nation of 215 organisations (see `synthetic`)
from its seed 5, drawn again and again; and a false world, in which every organisation starts at its planted disparity and
half of the excess goes in a straight line. Five years and ten. Single years stray by 0 or 10% of the odds."""


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    times = 3 if quick else 20
    plans = [make_plan(5, 215, years, changes=False) for years in (range(2022, 2027), range(2017, 2027))]
    found = [(plan, stray, lists(plan, times, stray)) for plan in plans for stray in (0.0, 0.1)]
    return [
        (
            "Precision and recall: the planted nation",
            [row for plan, stray, its in found for row in told(plan, stray, its)],
        ),
        ("By size: hard nuts found among those that did not move, indicators 2 to 8", by_size(found)),
        (
            "False alarms: half of the excess goes in every organisation",
            [row for plan in plans for row in improving(plan, times)],
        ),
    ]


Lists = dict[str, list[Truths]]


def lists(plan: Plan, times: int, stray: float) -> Lists:
    """Who is called a hard nut in each indicator and draw, with q over all organisations and indicators of a draw."""
    paths, years = make_paths(plan), np.array(plan.years, dtype=float)
    found: Lists = {name: [] for name in INDICATORS}
    for number in range(times):
        drawn = draw(plan, paths, number, stray)
        for name, hard in called({name: measured(name, its) for name, its in drawn.items()}, years).items():
            found[name].append(hard)
    return found


def called(nation: dict[str, Measured], years: Floats) -> dict[str, Truths]:
    """Hard nuts of one draw by indicator."""
    judged = {}
    for name, m in nation.items():
        trend = m.trend(years)
        with np.errstate(divide="ignore", invalid="ignore"):
            adverse = m.counts[0] * m.counts[3] > m.counts[2] * m.counts[1]
        common = np.nan_to_num(m.points.common)
        lasting = persistence(years, m.points.variances, m.points.there, adverse, common, trend, m.wobble, logs=m.logs)
        recent = np.broadcast_to(years > years[-1] - 3, adverse.shape)
        judged[name] = (lasting, trend, sums(*m.counts, recent))
    p = np.stack([pooled.p_value for *_, pooled in judged.values()])
    q = adjusted_p_values(p.ravel()).reshape(p.shape)
    found = {}
    for at, (name, (lasting, trend, pooled)) in enumerate(judged.items()):
        shown = (pooled.x1 * pooled.n2 > pooled.x2 * pooled.n1) & (q[at] <= LEVEL) & (pooled.p_value < LEVEL)
        found[name] = hard_nuts(lasting, trend, shown)[0]
    return found


def movement(plan: Plan, name: str) -> tuple[Floats, Floats]:
    """The true excess of the first year (a ratio less 1, or a gap), and how much of it was gone by the last."""
    path = make_paths(plan)[name]
    columns = slice(years_of(plan).index(plan.years[0]), None)
    true = truth(name, path, columns)
    excess = np.expm1(true) if name in ("2", "3", "4") else true
    return excess[:, 0], excess[:, 0] - excess[:, -1]


def told(plan: Plan, stray: float, found: Lists) -> list[dict[str, object]]:
    rows = []
    for name in INDICATORS:
        first, gone = movement(plan, name)
        called = np.array(found[name])
        still = (first > 0) & (gone < first / 4)
        wrong = (first <= 0) | (gone >= SHARE * first)
        kinds = make_paths(plan)[name].kinds
        rows.append({
            "years": len(plan.years), "stray": f"{stray:.0%}", "indicator": name, "called": f"{called.sum() / len(called):.1f} a draw",
            "wrong: none there or half gone": percent(called & wrong, called), "not moved by a quarter": percent(called & still, called),
            "found of those": percent(called & still, still * np.ones_like(called)),
            "of planted hard nuts": percent(called[:, kinds == HARD_NUT], np.ones_like(called[:, kinds == HARD_NUT])),
            **{f"of {KINDS[kind]}": percent(called[:, kinds == kind], np.ones_like(called[:, kinds == kind])) for kind in (IMPROVING, SUSTAINED)},
        })  # fmt: skip
    return rows


def by_size(found: list[tuple[Plan, float, Lists]]) -> list[dict[str, object]]:
    rows = []
    for label, low, high in SIZES:
        row: dict[str, object] = {"size": label}
        for plan, stray, its in found:
            inside = (plan.size >= low) & (plan.size < high)
            hits, of = 0, 0
            for name in INDICATORS:
                first, gone = movement(plan, name)
                still = inside & (first > 0) & (gone < first / 4)
                hits += int(np.array(its[name])[:, still].sum())
                of += len(its[name]) * int(still.sum())
            row[f"{len(plan.years)} years, stray {stray:.0%}"] = percent(hits, of)
        rows.append(row)
    return rows


def improving(plan: Plan, times: int) -> list[dict[str, object]]:
    """The false world: all comes down by half; every call is wrong."""
    paths, years = make_paths(plan), np.array(plan.years, dtype=float)
    calls: Lists = {name: [] for name in INDICATORS}
    for number in range(times):
        drawn = draw(plan, {name: halved(path, len(years)) for name, path in paths.items()}, number)
        for name, hard in called({name: measured(name, its) for name, its in drawn.items()}, years).items():
            calls[name].append(hard)
    rows = []
    for label, low, high in SIZES:
        inside = (plan.size >= low) & (plan.size < high)
        row: dict[str, object] = {"years": len(years), "size": label}
        for name in INDICATORS:
            there = np.array(calls[name])[:, inside]
            row[f"indicator {name}"] = percent(there, np.ones_like(there))
        rows.append(row)
    return rows


def halved(path: Path, number: int) -> Path:
    """The path with the disparity of its first year, of which half goes in a straight line; the white rate stays."""
    along = 1 - SHARE * np.arange(number) / (number - 1)
    first = truth(path.indicator, path, slice(1, 2))
    white = np.repeat(path.white[:, 1:2], number, axis=1)
    if path.indicator in ("2", "3", "4"):
        ratio = 1 + np.expm1(first) * along
        bme = white * ratio if path.indicator == "3" else white / ratio
    else:
        bme = white + first * along * (-1 if path.indicator == "7" else 1)
    bme = np.clip(np.concatenate([bme[:, :1], bme], axis=1), 0.0, 1.0)
    return replace(path, white=np.concatenate([white[:, :1], white], axis=1), true=bme, drawn=bme)
