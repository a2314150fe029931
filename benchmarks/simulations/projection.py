"""Projections of who will be in senior grades, and hazards of moving up, held against an invented nation whose years go on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from openwres.statistics.hazard import hazard_ratio
from openwres.statistics.projection import Flows, project
from openwres.synthetic import facts, make_plan
from openwres.synthetic.people import People, Window, first_people, next_year
from openwres.synthetic.plan import Plan

TITLE = "Careers and projections"
ASKS = """An invented nation lives for eight years (2018 to 2025); its BME staff move up 0.78 times as often as white staff (a
planted ratio of 1.28), whatever their grade. Moves are counted from five snapshots, as from two staff lists each year, by
recorded ethnicity. From these, each organisation's share of BME staff in band 8a and above is projected and compared with
what came in the sixth to eighth year: how often do the 80% and 95% limits hold it, for small and large organisations? The
nation does not keep to the model: it fills vacancies, and hires so that its share of BME staff follows a rising path. So the
same is asked of invented pasts that do keep to it. Then, how often does the interval of the hazard ratio of an organisation
and grade hold the planted one; and, where both groups rise alike, how often does it exclude 1? Twelve nations of 60
organisations at a third of their size (seeds 1 to 12), 400 simulated futures of each; 200 draws for false alarms."""
PLANTED = 1 / 0.78
KNOWN, AHEAD = 5, 3
YEARS = range(2018, 2018 + KNOWN + AHEAD)
LEVELS = np.array(
    [0 if b in facts.BANDS[:6] else 1 if b in facts.BANDS[6:8] else 2 if b in facts.BANDS else 3 for b in facts.GRADES]
)
TOP, GROUPS = 2, 3
_SIZES = ((0, 10), (10, 40), (40, 10**6))
Ints = NDArray[np.int64]
Codes = NDArray[np.integer[Any]]


@dataclass(frozen=True)
class Lived:
    """What a nation's staff lists say: stocks of all years, flows of the years that are known, moves up by grade."""

    stocks: Ints
    flows: Flows
    moved: Ints
    at_risk: Ints


def run(quick: bool) -> list[tuple[str, list[dict[str, object]]]]:
    lived = [live(seed, 30 if quick else 60) for seed in range(1, 3 if quick else 13)]
    draws = 100 if quick else 400
    return [
        ("Limits of the share in band 8a and above, in the invented nation.", held(lived, draws)),
        ("The same where the past keeps to the model.", modelled(lived, draws)),
        (f"The 95% interval of the hazard ratio by organisation and grade, planted {PLANTED:.2f}.", recovered(lived)),
        ("The same interval where both groups rise alike.", false_alarms(lived, 20 if quick else 200)),
    ]


def live(seed: int, organisations: int) -> Lived:
    """A nation, counted person by person as the engine does."""
    plan = make_plan(seed, organisations, YEARS, changes=False, scale=0.33)
    lists = list(_snapshots(plan))
    stocks = np.stack([_count(plan, p.organisation, p.recorded, LEVELS[p.row]) for p in lists])
    found = [_between(plan, before, after) for before, after in pairwise(lists[:KNOWN])]
    at_risk, left, moved, joined, rises, exposed = (np.stack(part, axis=-1) for part in zip(*found, strict=True))
    flows = Flows(
        at_risk.sum(-1).astype(float),
        left.sum(-1).astype(float),
        moved.sum(-1).astype(float),
        joined.astype(float),
        np.ones(len(plan), bool),
        _said(at_risk, stocks),
    )
    return Lived(stocks, flows, rises.sum(-1), exposed.sum(-1))


def _said(at_risk: Ints, stocks: Ints) -> NDArray[np.float64]:
    """Of people whose ethnicity was unknown: how many said it within the year, and how many did not."""
    started = stocks[: KNOWN - 1].sum(axis=(0, -1)).astype(float)
    followed = at_risk.sum(axis=(-1, -2))
    return np.concatenate([(followed - started)[:, :-1], followed[:, -1:]], axis=-1)


def _snapshots(plan: Plan) -> Iterator[People]:
    people = first_people(plan)
    for year in YEARS:
        people = next_year(people, plan, year, np.empty(0, np.int32))
        yield people.take(people.snapshot(Window(year)))


def _count(plan: Plan, organisation: Codes, group: Codes, *places: Codes, sizes: tuple[int, ...] = (4,)) -> Ints:
    shape = (len(plan), GROUPS, *sizes)
    flat = np.ravel_multi_index((organisation.astype(int), group.astype(int), *(p.astype(int) for p in places)), shape)
    found: Ints = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape)
    return found


def _between(plan: Plan, before: People, after: People) -> tuple[Ints, ...]:
    """At risk, left, steps, joined by level; moves up and at risk by grade row."""
    _, old, new = np.intersect1d(before.identity, after.identity, return_indices=True)
    group = before.recorded.copy()
    group[old] = np.where(group[old] == facts.UNKNOWN, after.recorded[new], group[old])
    stays, comes = np.zeros(len(before), bool), np.ones(len(after), bool)
    stays[old], comes[new] = True, False
    level, later = LEVELS[before.row], LEVELS[after.row[new]]
    where = before.organisation
    steps = _count(plan, where[old], group[old], level[old], later, sizes=(4, 4))
    steps[..., np.arange(4), np.arange(4)] = 0
    joiners = after.take(comes)
    rows = len(facts.ROWS)
    rose = old[after.row[new] > before.row[old]]
    return (
        _count(plan, where, group, level),
        _count(plan, where[~stays], group[~stays], level[~stays]),
        steps,
        _count(plan, joiners.organisation, joiners.recorded, LEVELS[joiners.row]),
        _count(plan, where[rose], group[rose], before.row[rose], sizes=(rows,)),
        _count(plan, where, group, before.row, sizes=(rows,)),
    )


def held(lived: list[Lived], draws: int) -> list[dict[str, object]]:
    """How often the limits hold what came."""
    found = [
        judged(one.stocks[KNOWN - 1], one.flows, one.stocks[KNOWN:], draws, seed) for seed, one in enumerate(lived, 1)
    ]
    return table(
        np.concatenate(found, axis=1), np.concatenate([one.stocks[KNOWN - 1][:, facts.BME, TOP] for one in lived])
    )


def judged(stock: Ints, flows: Flows, future: Ints, draws: int, seed: int) -> NDArray[np.float64]:
    """For each year ahead and organisation: inside 80%, inside 95%, how far the median lies off in points, the width of 95%."""
    rows = []
    for people, came in zip(project(stock, flows, AHEAD, draws, seed), future, strict=True):
        share = 100 * people[..., facts.BME, TOP] / np.maximum(people[..., TOP].sum(-1), 1)
        truth = 100 * came[:, facts.BME, TOP] / np.maximum(came[..., TOP].sum(-1), 1)
        low, low_80, middle, high_80, high = np.quantile(share, (0.025, 0.1, 0.5, 0.9, 0.975), axis=0)
        inside = [(a <= truth) & (truth <= b) for a, b in ((low_80, high_80), (low, high))]
        rows.append(np.stack([*inside, middle - truth, high - low], axis=-1))
    return np.stack(rows)


def table(found: NDArray[np.float64], now: Ints) -> list[dict[str, object]]:
    """Rates by years ahead and by how many BME staff are there now."""
    rows: list[dict[str, object]] = []
    for ahead in range(AHEAD):
        for low, high in _SIZES:
            its = found[ahead, (now >= low) & (now < high)]
            if len(its):
                rows.append({
                    "years ahead": ahead + 1, "BME staff there now": f"{low} to {high - 1}" if high < 10**6 else f"{low} or more",
                    "organisations": len(its), "80% hold": f"{its[:, 0].mean():.1%}", "95% hold": f"{its[:, 1].mean():.1%}",
                    "median off (points)": f"{its[:, 2].mean():+.2f}", "width of 95% (points)": f"{its[:, 3].mean():.1f}",
                })  # fmt: skip
    return rows


def modelled(lived: list[Lived], draws: int) -> list[dict[str, object]]:
    """Pasts and futures drawn from the model with the rates of each nation: what the limits promise, they must hold."""
    found, now = [], []
    for seed, one in enumerate(lived, 1):
        chance = np.random.default_rng(seed)
        alpha = one.flows.with_prior()
        rates, joining = alpha / alpha.sum(-1, keepdims=True), one.flows.joined.mean(axis=-1)
        nobody_says = np.zeros_like(one.flows.said)
        here, past, stocks = one.stocks[0], [], []
        for year in range(KNOWN - 1 + AHEAD):
            became, joined = chance.multinomial(here, rates), chance.poisson(joining)
            if year < KNOWN - 1:
                past.append((here, became[..., 4], became[..., :4], joined))
            here = became[..., :4].sum(axis=-2) + became[..., 5] + joined
            stocks.append(here)
        at_risk, left, moved, came = (np.stack(part, axis=-1).astype(float) for part in zip(*past, strict=True))
        flows = Flows(at_risk.sum(-1), left.sum(-1), moved.sum(-1), came, one.flows.own, nobody_says)
        found.append(judged(stocks[KNOWN - 2], flows, np.stack(stocks[KNOWN - 1 :]), draws, seed))
        now.append(stocks[KNOWN - 2][:, facts.BME, TOP])
    return table(np.concatenate(found, axis=1), np.concatenate(now))


def recovered(lived: list[Lived]) -> list[dict[str, object]]:
    """Whether intervals hold the planted ratio, and what the nation's own ratio is."""
    moved, at_risk = (np.concatenate([getattr(one, name) for one in lived]) for name in ("moved", "at_risk"))
    rising = np.flatnonzero(moved.sum(axis=(0, 1)) > 0)
    x, n = moved[..., rising], at_risk[..., rising]
    cells = hazard_ratio(x[:, facts.WHITE], n[:, facts.WHITE], x[:, facts.BME], n[:, facts.BME])
    nation = hazard_ratio(
        *(c.sum(axis=0) for c in (x[:, facts.WHITE], n[:, facts.WHITE], x[:, facts.BME], n[:, facts.BME]))
    )
    rows: list[dict[str, object]] = []
    for title, found in (("an organisation's grade", cells), ("a grade of all organisations", nation)):
        holds = (found.lower <= PLANTED) & (found.upper >= PLANTED)
        rows.append({
            "of": title, "told": int(found.enough.sum()), "holds the planted ratio": f"{holds[found.enough].mean():.1%}",
            "excludes 1 rightly": f"{(found.lower > 1)[found.enough].mean():.1%}",
            "excludes 1 the wrong way": f"{(found.upper < 1)[found.enough].mean():.1%}",
        })  # fmt: skip
    return rows


def false_alarms(lived: list[Lived], times: int) -> list[dict[str, object]]:
    """How often an interval excludes 1 where white and BME staff of an organisation's grade rise at one hazard of 5.5%."""
    n = np.concatenate([one.at_risk for one in lived])
    chance = np.random.default_rng(1)
    white, bme = n[:, facts.WHITE].ravel(), n[:, facts.BME].ravel()
    rows: list[dict[str, object]] = []
    for low, high in ((100, 300), (300, 1000), (1000, 10**6)):
        its = np.flatnonzero((bme >= low) & (bme < high) & (white >= 100))
        first, second = np.tile(white[its], times), np.tile(bme[its], times)
        found = hazard_ratio(chance.binomial(first, 0.055), first, chance.binomial(second, 0.055), second)
        outside = ((found.lower > 1) | (found.upper < 1))[found.enough]
        size = f"{low} to {high - 1}" if high < 10**6 else f"{low} or more"
        rows.append({"BME person-years": size, "told": int(found.enough.sum()), "excludes 1": f"{outside.mean():.1%}"})
    return rows
