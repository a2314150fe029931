"""What is planted in the indicators: true rates of both groups by organisation and year, trends, actions and effects.

The people who make the rates come true are drawn in `events`, `applications` and `answers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from openwres.synthetic.dice import Ints, dice, pick
from openwres.synthetic.facts import ANSWERS, EXCLUDING_DONT_KNOW, FIRST, LAST, Answers, Floats, expit, logit, national
from openwres.synthetic.plan import Plan

KINDS: Final = ("flat", "improving", "worsening", "hard-nut", "sustained-improver", "lucky")
FLAT, IMPROVING, WORSENING, HARD_NUT, SUSTAINED, LUCKY = range(6)
_WEIGHTS = (0.43, 0.14, 0.12, 0.11, 0.10, 0.10)
# How far disparities of an indicator spread, in logs of ratios (2 to 4) or of odds (5 to 8).
_REACH: Final = {"2": 1.0, "3": 1.3, "4": 0.35, "5": 0.35, "6": 0.5, "7": 0.55, "8": 0.8}
_RATIOS: Final = ("2", "3", "4")
_STEP, _APART, _EFFECT, _LUCK = 0.06, 0.32, 0.45, 0.40
_IDLE_ACTIONS = 0.3
NEVER = 0


@dataclass(frozen=True)
class Path:
    """One indicator: for each organisation (rows) and year (columns) the true rates, and those that were drawn from.

    `drawn` differs from `true` only in the one year in which an organisation is lucky. `start` is the first year in
    which an action can show, or 0; `effect` what it adds to the log of the disparity.
    """

    indicator: str
    kinds: Ints
    start: Ints
    effect: Floats
    lucky: Ints
    white: Floats
    true: Floats
    drawn: Floats

    def rates(self, at: int) -> Floats:
        """The rates of white and of BME people that are drawn from in one year: organisation by group."""
        return np.stack([self.white[:, at], self.drawn[:, at]], axis=1)


def make_paths(plan: Plan) -> Mapping[str, Path]:
    """The planted path of every indicator from 2 to 8; years are those of the plan and the one before."""
    return {indicator: _path(plan, indicator) for indicator in _REACH}


def years_of(plan: Plan) -> tuple[int, ...]:
    """The years of the columns of a path: the plan's, after the year before the first."""
    return (plan.years[0] - 1, *plan.years)


def _path(plan: Plan, indicator: str) -> Path:
    chance, number = dice(plan.seed, "path", indicator), len(plan)
    years = np.array(years_of(plan))
    kinds = pick(chance, _WEIGHTS, number).astype(np.int64)
    start, effect = _actions(chance, kinds, years)
    reach = _REACH[indicator]
    white, middle = _levels(chance, plan, indicator, years)
    excess = _excess(chance, kinds, start, effect, years) * reach
    lucky = np.where(kinds == LUCKY, chance.choice(years[1:], number), NEVER)
    luck = np.where(lucky[:, None] == years[None, :], -_LUCK, 0.0) * reach
    true, drawn = (_focus(indicator, white, middle, excess + shift) for shift in (0.0, luck))
    return Path(indicator, kinds, start, effect * reach, lucky, white, true, drawn)


def _actions(chance: np.random.Generator, kinds: Ints, years: Ints) -> tuple[Ints, Floats]:
    """Sustained improvers acted and it worked; some of those that stay flat acted as well, and it did not."""
    number = len(kinds)
    inner = years[2:] if len(years) > 2 else years[1:]
    idle = (kinds == FLAT) & (chance.random(number) < _IDLE_ACTIONS)
    start = np.where((kinds == SUSTAINED) | idle, chance.choice(inner, number), NEVER)
    return start, np.where(kinds == SUSTAINED, -_EFFECT, 0.0)


def _excess(chance: np.random.Generator, kinds: Ints, start: Ints, effect: Floats, years: Ints) -> Floats:
    """By how much each organisation lies above the nation's disparity in each year; reach is applied afterwards."""
    apart = np.where((kinds == HARD_NUT) | (kinds == SUSTAINED), _APART, 0.0)
    # Those far above the nation are set off by all, so that the nation stays where it is.
    base = chance.normal(0, 0.15, len(kinds)) + apart - _APART * (_WEIGHTS[HARD_NUT] + _WEIGHTS[SUSTAINED])
    slope = np.select([kinds == IMPROVING, kinds == WORSENING], [-_STEP, _STEP], 0.0)
    since = np.where(start[:, None] > 0, np.clip(years[None, :] - start[:, None] + 1, 0, 2) / 2, 0.0)
    return np.asarray(base[:, None] + slope[:, None] * (years - years[0])[None, :] + effect[:, None] * since)


def _levels(chance: np.random.Generator, plan: Plan, indicator: str, years: Ints) -> tuple[Floats, Floats]:
    """The rate of white people by organisation and year, and the nation's disparity by year on the log scale."""
    spread = chance.normal(0, 1, len(plan))[:, None]
    if indicator in _RATIOS:
        white = {
            "2": expit(logit(np.array(0.27)) + 0.25 * spread) + 0 * years,
            "3": 0.0085 * np.exp(0.35 * spread) * (1 + 0.07 * np.maximum(2024 - years, 0)),
            "4": np.clip(0.34 + 0.11 * spread, 0.12, 0.65) + 0 * years,
        }[indicator]
        return white, np.log([national(indicator, int(year)) for year in years])
    levels = [_at(answers_of(indicator, int(year)), int(year)) for year in years]
    odds = logit(np.array(levels) / 100)
    abuse = np.log([kind.abuse for kind in plan.types])[:, None] if indicator == "5" else 0.0
    return expit(odds[None, :, 0] + 0.15 * spread + abuse), odds[:, 1] - odds[:, 0]


def answers_of(indicator: str, year: int) -> Answers:
    """The national answers in the basis of a year's edition: before 2022 don't know is out of the base of indicator 7."""
    return EXCLUDING_DONT_KNOW if indicator == "7" and year < 2022 else ANSWERS[indicator]


def _at(answers: Answers, year: int) -> tuple[float, float]:
    """Percentages of a year, on the line from 2016 to 2024 and on from there."""
    along = (min(max(year, FIRST), LAST) - 2016) / 8
    white, bme = (low + (high - low) * along for low, high in (answers.white, answers.bme))
    return white, bme


def _focus(indicator: str, white: Floats, middle: Floats, excess: Floats) -> Floats:
    """The rate of BME people: white over BME for 2 and 4, BME over white for 3, odds for the survey."""
    if indicator in _RATIOS:
        ratio = np.exp(middle[None, :] + excess)
        return np.minimum(white * ratio if indicator == "3" else white / ratio, 0.95)
    adverse = -1.0 if indicator == "7" else 1.0
    return expit(logit(white) + middle[None, :] + adverse * excess)


def measure(indicator: str, white: Floats, bme: Floats) -> Floats:
    """The ratio, or the gap in percentage points, that the two rates make."""
    if indicator in _RATIOS:
        return bme / white if indicator == "3" else white / bme
    return 100 * (bme - white)


def truth_of(plan: Plan, paths: Mapping[str, Path], year: int) -> pl.DataFrame:
    """One row for each organisation and indicator of a year: what is true, what was drawn from, what was planted."""
    at, there = years_of(plan).index(year), plan.there(year)
    frames = []
    for path in paths.values():
        white, true, drawn = (rates[there, at] for rates in (path.white, path.true, path.drawn))
        started = np.where(path.start > 0, path.start, 0)[there]
        frames.append(pl.DataFrame({
            "organisation": np.array(plan.codes)[there],
            "year": np.full(int(there.sum()), year, np.int32),
            "indicator": path.indicator,
            "statistic": "relative_likelihood" if path.indicator in _RATIOS else "gap",
            "true": measure(path.indicator, white, true),
            "drawn": measure(path.indicator, white, drawn),
            "white_rate": white,
            "bme_rate": drawn,
            "path": np.array(KINDS)[path.kinds[there]],
            "lucky": path.lucky[there] == year,
            "action_from": started,
            "action_effect": path.effect[there],
        }))  # fmt: skip
    return pl.concat(frames).with_columns(
        pl.col(pl.Float64).round_sig_figs(12),
        action_from=pl.when(pl.col("action_from") > 0).then(pl.col("action_from").cast(pl.Int32)),
    ).sort("organisation", "indicator")  # fmt: skip
