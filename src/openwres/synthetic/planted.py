"""Counts of a planted nation drawn straight from its rates, without people and records: thousands of years in a second.

They have the sizes and the rates of the nation that `nation` makes, for the whole of each organisation alone. For simulations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from openwres.synthetic.dice import dice
from openwres.synthetic.facts import Floats, expit, logit
from openwres.synthetic.paths import Path, years_of
from openwres.synthetic.plan import Plan

# As applications and answers make them: applications for each head, who of them is shortlisted, who answers.
_PER_HEAD, _LEAN, _SHORTLISTED, _KNOWN = 0.64, 0.45, (0.40, 0.34), 0.94
_RESPONSE = (0.48, 0.43)


@dataclass(frozen=True)
class Drawn:
    """Events and people of both groups: organisation by year of the plan."""

    white_events: Floats
    white_people: Floats
    bme_events: Floats
    bme_people: Floats


def draw(plan: Plan, paths: Mapping[str, Path], number: int = 0, wobble: float = 0.0) -> Mapping[str, Drawn]:
    """One draw of the nation's counts by indicator; draws of different numbers share organisations and rates.

    `wobble` lets the log of the odds of BME people stray in single years, by this standard deviation.
    """
    return {name: _drawn(plan, path, number, wobble) for name, path in paths.items()}


def _drawn(plan: Plan, path: Path, number: int, wobble: float) -> Drawn:
    chance = dice(plan.seed, "planted", path.indicator, number)
    columns = [years_of(plan).index(year) for year in plan.years]
    white, bme = path.white[:, columns], path.drawn[:, columns]
    bme = expit(logit(bme) + wobble * chance.normal(size=bme.shape))
    of_white, of_bme = _people(plan, path.indicator)
    draws = (chance.binomial(people.astype(int), rates) for people, rates in ((of_white, white), (of_bme, bme)))
    white_events, bme_events = (np.asarray(events, dtype=float) for events in draws)
    return Drawn(white_events, of_white, bme_events, of_bme)


def _people(plan: Plan, indicator: str) -> tuple[Floats, Floats]:
    """White and BME people who could have the event, by organisation and year."""
    share = np.stack([plan.share(year) for year in plan.years], axis=1)
    grown = plan.size[:, None] * (1 + plan.growth[:, None]) ** (np.array(plan.years) - plan.years[0])
    staff = grown * (1 - plan.unknown[:, None])
    if indicator == "2":
        of = expit(logit(share) + _LEAN)
        found = (
            grown * _PER_HEAD * _KNOWN * part * rate for part, rate in zip((1 - of, of), _SHORTLISTED, strict=True)
        )
    elif indicator in ("3", "4"):
        found = (staff * part for part in (1 - share, share))
    else:
        found = (staff * part * rate for part, rate in zip((1 - share, share), _RESPONSE, strict=True))
    white, bme = (np.maximum(np.round(people), 1.0) for people in found)
    return white, bme
