"""Applications of a year: for which post, from where, and how far they got. What is shortlisted is decided within the year.

A shortlisted applicant is appointed at the planted rate of the organisation and group, whatever the grade or source.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from openwres.synthetic import facts
from openwres.synthetic.dice import Bools, Ints, between, dice, hits, pick
from openwres.synthetic.facts import BME, UNKNOWN, WHITE, Floats, expit, logit
from openwres.synthetic.people import People, Window, codes_of
from openwres.synthetic.plan import Plan

STAGES: Final = ("applied", "shortlisted", "offered", "appointed")
APPLIED, SHORTLISTED, OFFERED, APPOINTED = range(4)
SOURCES: Final = ("internal", "external", "international")
CONTRACTS: Final = ("permanent", "fixed-term", "bank")
BANK = 2
_PER_HEAD, _SHORTLISTED, _OF_BANK = 0.64, (0.40, 0.34), 0.03
_LEAN, _UNKNOWN, _OFFERED = 0.45, 0.03, 0.02
_AS_STAFF = 0.6  # applicants lean less to the rows in which BME staff stand than staff do
_POSTS_PER_VACANCY = 12


@dataclass(frozen=True)
class Applications:
    """Applications as arrays; days of 0 are none. `group` is what the applicant is, `code` what the form says."""

    organisation: Ints
    vacancy: Ints
    group: NDArray[np.int8]
    code: NDArray[np.int8]
    sex: NDArray[np.int8]
    disability: NDArray[np.int8]
    row: NDArray[np.int8]
    staff_group: NDArray[np.int8]
    source: NDArray[np.int8]
    contract: NDArray[np.int8]
    stage: NDArray[np.int8]
    shortlisted: NDArray[np.int32]
    appointed: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.organisation)

    @property
    def counts(self) -> Bools:
        """Whether the post is one that counts."""
        return np.asarray(self.contract != BANK)


def make_applications(people: People, plan: Plan, window: Window, rates: Floats) -> Applications:
    """The applications of a year; `rates` are appointments from shortlisting by organisation and group."""
    chance = dice(plan.seed, "applications", window.year)
    size = np.bincount(people.organisation[people.snapshot(window)], minlength=len(plan))
    numbers = np.floor(size * _PER_HEAD + chance.random(len(plan))).astype(np.int64)
    organisation = np.repeat(np.arange(len(plan)), numbers)
    number = len(organisation)
    vacancy, row, staff_group = _posts(chance, people, window, organisation, numbers)
    odds = logit(plan.share(window.year)) + _LEAN
    share = expit(odds[organisation] + _AS_STAFF * facts.LEAN[row])
    group = np.where(hits(chance, share, number), BME, WHITE).astype(np.int8)
    unknown = np.where(hits(chance, _UNKNOWN, number), UNKNOWN, group).astype(np.int8)
    stage = _stages(chance, group, rates[organisation, group])
    contract = np.where(hits(chance, _OF_BANK, number), BANK, pick(chance, (0.85, 0.15), number)).astype(np.int8)
    shortlisted, appointed = _days(chance, window, stage)
    female = np.array(facts.FEMALE_BY_BLOCK)[facts.BLOCK_OF_ROW[row]]
    return Applications(
        organisation, vacancy, group, codes_of(chance, unknown),
        np.where(hits(chance, female, number), 0, 1).astype(np.int8), pick(chance, (0.07, 0.86, 0.07), number), row,
        staff_group, _sources(chance, group), contract, stage, shortlisted, appointed,
    )  # fmt: skip


def _posts(
    chance: np.random.Generator, people: People, window: Window, organisation: Ints, numbers: Ints
) -> tuple[Ints, NDArray[np.int8], NDArray[np.int8]]:
    """A vacancy for each application, like the post of somebody who works there; each has a dozen applicants or so."""
    here = np.flatnonzero(people.snapshot(window))
    here = here[np.argsort(people.organisation[here], kind="stable")]
    held = np.bincount(people.organisation[here], minlength=len(numbers))
    vacancies = np.maximum(numbers // _POSTS_PER_VACANCY, 1)
    within = np.floor(chance.random(len(organisation)) * vacancies[organisation]).astype(np.int64)
    # The same vacancy always stands for the same post: which one follows from its number.
    starts = np.cumsum(held) - held
    spread = (within * 7919 + 13) % np.maximum(held[organisation], 1)
    like = here[starts[organisation] + spread]
    first = np.cumsum(vacancies) - vacancies
    return first[organisation] + within, people.row[like], people.staff_group[like]


def _stages(chance: np.random.Generator, group: NDArray[np.int8], rate: Floats) -> NDArray[np.int8]:
    shortlisted = hits(chance, np.array(_SHORTLISTED)[group], len(group))
    appointed = hits(chance, rate, len(group))
    offered = hits(chance, _OFFERED, len(group))
    reached = np.where(appointed, APPOINTED, np.where(offered, OFFERED, SHORTLISTED))
    return np.where(shortlisted, reached, APPLIED).astype(np.int8)


def _days(
    chance: np.random.Generator, window: Window, stage: NDArray[np.int8]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Days of shortlisting and, two to six weeks later and within the year, of the appointment."""
    shortlisted = between(chance, window.start, window.snapshot - 43, len(stage))
    appointed = shortlisted + chance.integers(14, 43, len(stage), dtype=np.int32)
    none = np.int32(0)
    return np.where(stage == APPLIED, none, shortlisted), np.where(stage == APPOINTED, appointed, none)


def _sources(chance: np.random.Generator, group: NDArray[np.int8]) -> NDArray[np.int8]:
    abroad = np.where(group == BME, 0.14, 0.01)
    inside = hits(chance, 0.22, len(group))
    return np.where(hits(chance, abroad, len(group)), 2, np.where(inside, 0, 1)).astype(np.int8)
