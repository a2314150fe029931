"""People by group and level carried on year by year: some leave, some step to another level, some join.

Rates are those of years gone by, with the doubt that their numbers leave; everything else is chance. Nothing here knows
what levels and groups are. A straight wish is in `goals`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from openwres.statistics.method import Method

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from openwres.statistics.elementwise import Column, Floats, Truths

METHOD = "cohort-simulation"
METHODS = (
    Method(
        code=METHOD,
        title="Projection of who will be at a level",
        answers="If people go on leaving, rising and joining as in the years that are known, who is at each level in years to come?",
        formula="of n at a level: (leave, step to each other level, stay) ~ Multinomial(n, q); who said their unknown group "
        "likewise; joiners ~ Poisson(l), or wider\n"
        "q ~ Dirichlet(counts + w), w of the weight of Jeffreys' prior (1/2 an outcome), shaped as the outcomes of all "
        "organisations together\n"
        "l ~ Gamma(joined + 1/2) / years at the present level of hiring everywhere; from year to year log l ~ Normal(log l, d^2)\n"
        "d how much hiring of the group changed from year to year everywhere, beyond chance; the present level a mean in which a "
        "year k back counts v / (v + k d^2), v the relative variance of its number; where joiners of an organisation vary more than that, Gamma-Poisson",
        assumptions="Rates stay what they were: no new policy, no cut in posts; a change of hiring that goes on and on is not carried "
        "on, and limits are then too narrow. People of a group at a level are alike. Steps that were never counted, such as to "
        "medical grades, do not happen. Median, 80% and 95% of the draws of one seed.",
        at_zero="No years of moves: no projection, and a share is never carried on by itself. Few moves: wide limits.",
        source="Cohort component with transition probabilities: Bartholomew, Forbes and McClean (1991), Statistical Techniques "
        "for Manpower Planning; Jeffreys (1946), Proceedings of the Royal Society A 186, 453-461 (prior)",
    ),
    Method(
        code="people-to-parity",
        title="People a year to parity",
        answers="How many more appointments or promotions to a level would have to go to the group each year, in place of the "
        "other group, for its share there to reach its share of the workforce in a given year?",
        formula="x = (P U - B) / (a - P (a - b)),  a = 1 + s + ... + s^(t-1),  b the same with the other group's s\n"
        "t years from now; U all people and B people of the group at the level, P its share of the workforce, all expected in "
        "year t; s the share of those at the level who are still there a year later",
        assumptions="The projection in expectation. As many posts are filled as would be; x of them a year otherwise.",
        at_zero="Parity expected anyway: no more people. More than all that the other group would fill: not to be reached so.",
        source="Linear algebra on the expected cohort",
    ),
)


@dataclass(frozen=True)
class Flows:
    """What was counted in years gone by: areas by groups by levels (by levels stepped to).

    `joined` has the years, in order, as its last axis, NaN in a year that an area has no counts of. `own` says which areas
    are organisations and not sums of others: what all have in common is learnt from these. `said` is areas by groups: of the
    people in the last group, whose group is not known, how many said within a year that they are of another, and at its own
    place how many did not.
    """

    at_risk: Floats
    left: Floats
    moved: Floats
    joined: Floats
    own: Truths
    said: Floats

    def outcomes(self) -> Floats:
        """How many stepped to each level, left and stayed: one more axis of outcomes."""
        moved, left = self.moved, self.left[..., None]
        stayed = self.at_risk[..., None] - moved.sum(axis=-1, keepdims=True) - left
        found: Floats = np.concatenate([moved, left, stayed], axis=-1)
        return found

    def with_prior(self) -> Floats:
        """Outcomes with the prior added: half an observation for each outcome that ever happens, shaped as all areas' are."""
        return self._with_prior(self.outcomes())

    def saying(self) -> Floats:
        """The same of what people of an unknown group said."""
        return self._with_prior(self.said)

    def _with_prior(self, counts: Floats) -> Floats:
        pooled = counts[self.own].sum(axis=0)
        shape = pooled / np.maximum(pooled.sum(axis=-1, keepdims=True), 1)
        found: Floats = counts + shape * (pooled > 0).sum(axis=-1, keepdims=True) / 2
        # Where nobody was ever at risk, everybody stays: there is nobody whom it could concern.
        found[..., -1] += found.sum(axis=-1) == 0
        return found

    def _complete(self) -> Floats:
        """The joiners of organisations that have every year."""
        return self.joined[self.own & ~np.isnan(self.joined).any(axis=(1, 2, 3))]

    def dispersion(self) -> Floats:
        """By how much joiners of an organisation vary more than Poisson numbers, by group and level; at least 1.

        What changes everywhere in a year is not counted here: that is the drift.
        """
        joined = self._complete()
        total = joined.sum(axis=0, keepdims=True)
        expected = joined.sum(axis=-1, keepdims=True) * total / np.maximum(total.sum(axis=-1, keepdims=True), 1)
        apart = np.where(expected > 0, (joined - expected) ** 2 / np.where(expected > 0, expected, 1.0), 0.0).sum(
            axis=(0, -1)
        )
        freedom = (joined.shape[-1] - 1) * np.maximum((joined.sum(axis=-1) > 0).sum(axis=0) - 1, 0)
        found: Floats = np.maximum(np.where(freedom > 0, apart / np.maximum(freedom, 1), 1.0), 1.0)
        return found

    def drift(self) -> Floats:
        """By how much hiring of each group changes from year to year everywhere: a standard deviation of log numbers, beyond chance.

        0 where fewer than two changes are known of organisations that have every year.
        """
        total = self._complete().sum(axis=0)
        if total.shape[-1] < 3:
            return np.zeros(len(total))
        some = (total >= 5).all(axis=-1, keepdims=True)
        total = np.where(some, total, 1.0)
        chance = self.dispersion()[..., None] / total
        noise = chance[..., 1:] + chance[..., :-1]
        weight = np.where(some, 1 / noise, 0.0)
        excess = (weight * (np.diff(np.log(total), axis=-1) ** 2 - noise)).sum(axis=(-1, -2))
        found: Floats = np.sqrt(np.maximum(excess / np.maximum(weight.sum(axis=(-1, -2)), 1e-9), 0.0))
        return found

    def joining(self) -> tuple[Floats, Floats]:
        """Who joined, and over how many years at the present level of hiring everywhere.

        That level is the mean of years that count less the older they are and the more hiring changes: v / (v + k d^2), k
        years back, v the relative variance of a year's number and d the drift.
        """
        total = self._complete().sum(axis=0)
        some = (total >= 5).all(axis=-1, keepdims=True)
        total = np.where(some, total, 1.0)
        noise = self.dispersion()[..., None] / total.mean(axis=-1, keepdims=True)
        ago = np.arange(total.shape[-1])[::-1]
        weight = noise / (noise + ago * self.drift()[:, None, None] ** 2)
        present = (total * weight).sum(axis=-1, keepdims=True) / weight.sum(axis=-1, keepdims=True)
        years = np.where(np.isnan(self.joined), 0.0, total / present)
        return np.nansum(self.joined, axis=-1), years.sum(axis=-1)


def project(stock: Column, flows: Flows, years: int, draws: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """The people of each of the years to come, one array a year: draws by areas by groups by levels.

    `stock` is areas by groups by levels, whole numbers. The same seed gives the same people.
    """
    chance = np.random.default_rng(seed)
    shape = (draws, *flows.left.shape)
    rates, saying = _shares(chance, flows.with_prior(), draws), _shares(chance, flows.saying(), draws)
    joined, over = flows.joining()
    joining = chance.standard_gamma(np.broadcast_to(joined + 0.5, shape)) / np.where(over > 0, over, 1.0)
    more, drift = flows.dispersion() - 1, flows.drift()[:, None]
    here = np.broadcast_to(np.asarray(stock, np.int64), shape)
    for _ in range(years):
        joining = joining * np.exp(drift * chance.standard_normal((draws, 1, *shape[2:])) - drift**2 / 2)
        said = chance.multinomial(here[..., -1, :], saying[..., None, :])
        here = np.concatenate([here[..., :-1, :], np.zeros_like(here[..., -1:, :])], axis=-2) + said.swapaxes(-1, -2)
        became = chance.multinomial(here, rates)
        arrived = chance.poisson(_varied(chance, joining, more))
        here = became[..., : shape[-1]].sum(axis=-2) + became[..., -1] + arrived
        yield here


def _shares(chance: np.random.Generator, alpha: Floats, draws: int) -> Floats:
    """Draws of shares that add up to 1 along the last axis."""
    weights = chance.standard_gamma(np.broadcast_to(alpha, (draws, *alpha.shape)))
    found: Floats = weights / np.maximum(weights.sum(axis=-1, keepdims=True), np.finfo(float).tiny)
    return found


def _varied(chance: np.random.Generator, expected: Floats, more: Floats) -> Floats:
    """Expected joiners of a year, varied so that Poisson numbers of them have a variance `1 + more` times their mean."""
    wider = more > 1e-6
    shape = np.where(wider, expected / np.where(wider, more, 1.0), 1.0)
    return np.where(wider, chance.standard_gamma(shape) * more, expected)


@dataclass(frozen=True)
class Expected:
    """The projection in expectation. `stock`: years to come by areas by groups by levels; `kept`: who is at a level a year later."""

    stock: Floats
    kept: Floats


def expect(stock: Column, flows: Flows, years: int) -> Expected:
    """What is expected of the years to come, without chance."""
    alpha = flows.with_prior()
    rates = alpha / alpha.sum(axis=-1, keepdims=True)
    saying = flows.saying() / flows.saying().sum(axis=-1, keepdims=True)
    levels = rates.shape[-1] - 2
    joined, over = flows.joining()
    joining = joined / np.where(over > 0, over, 1.0)
    here, found = np.asarray(stock, float), []
    for _ in range(years):
        said = saying[:, :, None] * here[:, -1:, :]
        here = np.concatenate([here[:, :-1] + said[:, :-1], said[:, -1:]], axis=1)
        here = np.einsum("agl,aglm->agm", here, rates[..., :levels]) + here * rates[..., -1] + joining
        found.append(here)
    return Expected(np.stack(found), rates[..., -1])


def people_to_parity(
    own: Column, everybody: Column, parity: Column, kept: Column, other_kept: Column, years: Column
) -> Floats:
    """How many more of a group would have to come to a level each year, in place of the other group, to be at `parity`.

    `own` and `everybody` are the people expected at the level after so many `years`; `kept` and `other_kept` the share of
    each group at the level who are still there a year later. Never below 0. NaN where nobody is expected there.
    """
    b, u, p, s, r, t = np.broadcast_arrays(
        *(np.asarray(c, float) for c in (own, everybody, parity, kept, other_kept, years))
    )
    mine, others = _remaining(s, t), _remaining(r, t)
    each = mine - p * (mine - others)
    return np.where((u > 0) & (each > 0), np.maximum((p * u - b) / np.where(each > 0, each, 1.0), 0.0), np.nan)


def _remaining(kept: Floats, years: Floats) -> Floats:
    """How many are there after so many years where one comes each year: 1 + s + ... + s^(t-1)."""
    below = np.where(kept < 1, kept, 0.0)
    found: Floats = np.where(kept < 1, (1 - below**years) / (1 - below), years)
    return found
