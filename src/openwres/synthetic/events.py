"""What happens to people in a year: formal cases and learning, drawn so that the planted rates hold of the snapshot.

Applications are in `applications`, answers to the survey in `answers`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from openwres.synthetic import facts
from openwres.synthetic.dice import Bools, between, dice, hits, pick, table
from openwres.synthetic.facts import Floats
from openwres.synthetic.people import NO_SECOND, SECOND_ON_BANK, People, Window
from openwres.synthetic.plan import Plan

CASE_TYPES = ("disciplinary", "capability", "grievance", "harassment", "sickness")
_DISCIPLINARY = 0
_OTHER_CASES, _INFORMAL, _AGAIN, _OF_BANK = 0.008, 0.004, 0.05, 0.01
_MANDATORY, _NOT_TAKEN_UP, _OF_LEAVERS, _MORE = 0.29, 0.05, 0.20, 0.25
TAKEN_UP = ("completed", "attended", "did not attend", "cancelled", "waitlisted")
_WENT = 2  # the first two are taken up


@dataclass(frozen=True)
class Cases:
    """Cases as arrays, of people by their identity. `hearing` dates the hearing notice, not the investigation."""

    number: NDArray[np.int64]
    identity: NDArray[np.int32]
    kind: NDArray[np.int8]
    formal: Bools
    hearing: Bools
    unsaid: Bools
    day: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.identity)

    def take(self, which: NDArray[np.generic]) -> Cases:
        return Cases(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    @property
    def counts(self) -> Bools:
        """Whether the case is a formal disciplinary one; whose post counts is another question."""
        return np.asarray((self.kind == _DISCIPLINARY) & self.formal)


@dataclass(frozen=True)
class Learning:
    """Enrolments of people, by their places in the people's arrays. A day of 0 is not known."""

    place: NDArray[np.int64]
    mandatory: Bools
    course: NDArray[np.int8]
    taken_up: NDArray[np.int8]
    day: NDArray[np.int32]

    @property
    def counts(self) -> Bools:
        """Whether it is non-mandatory and was taken up."""
        return np.asarray(~self.mandatory & (self.taken_up < _WENT))


def joined_cases(one: Cases, other: Cases) -> Cases:
    """Two lots of cases, one after the other."""
    pairs = {field.name: (getattr(one, field.name), getattr(other, field.name)) for field in fields(one)}
    return Cases(**{name: np.concatenate(pair) for name, pair in pairs.items()})


def make_cases(people: People, plan: Plan, window: Window, rates: Floats) -> Cases:
    """The cases of a year. `rates` are entries into the disciplinary process by organisation and group, per head of the snapshot."""
    chance, number = dice(plan.seed, "cases", window.year), len(people)
    pool = people.substantive & (people.end >= window.start) & (people.start <= window.snapshot)
    chances = rates[people.organisation, people.group] * _exposure(people, plan, window, pool)
    entering = np.flatnonzero(pool & hits(chance, chances, number))
    again = entering[hits(chance, _AGAIN, len(entering))]
    bank = people.contract == facts.BANK
    of_bank = np.flatnonzero(bank & (people.end >= window.start) & hits(chance, _OF_BANK, number))
    formal = _cases(chance, people, window, np.concatenate([entering, again, of_bank]), _DISCIPLINARY, True)
    informal = _cases(
        chance, people, window, np.flatnonzero(pool & hits(chance, _INFORMAL, number)), _DISCIPLINARY, False
    )
    about = np.flatnonzero(pool & hits(chance, _OTHER_CASES, number))
    other = _cases(chance, people, window, about, 1 + pick(chance, (3, 4, 3, 5), len(about)), True)
    found = joined_cases(joined_cases(formal, informal), other)
    ordered = found.take(np.lexsort([found.identity, found.day]))
    return replace(ordered, number=window.year * 1_000_000 + np.arange(len(ordered)))


def _exposure(people: People, plan: Plan, window: Window, pool: Bools) -> Floats:
    """People of the snapshot for each one who could enter in the year, so that entries per head of the snapshot are as planned."""
    recorded, shape = people.recorded.astype(np.int64), (len(plan), len(facts.GROUPS))
    organisation = people.organisation.astype(np.int64)
    here = people.snapshot(window)
    inside = table(organisation[here], [recorded[here]], shape)
    able = table(organisation[pool], [recorded[pool]], shape)
    return np.asarray((inside / np.maximum(able, 1))[organisation, recorded])


def _cases(
    chance: np.random.Generator, people: People, window: Window, who: NDArray[np.int64],
    kind: int | NDArray[np.integer], formal: bool,
) -> Cases:  # fmt: skip
    number = len(who)
    first = np.maximum(people.start[who], window.start)
    last = np.minimum(people.end[who], window.snapshot)
    return Cases(
        np.zeros(number, np.int64), people.identity[who], np.broadcast_to(kind, number).astype(np.int8), np.full(number, formal),
        hits(chance, 0.07, number), hits(chance, 0.14, number), between(chance, first, last, number),
    )  # fmt: skip


def make_learning(people: People, plan: Plan, window: Window, rates: Floats) -> Learning:
    """The enrolments of a year. `rates` are people of the snapshot who take up something non-mandatory, by organisation and group."""
    chance, number = dice(plan.seed, "learning", window.year), len(people)
    here = people.snapshot(window)
    trained = np.flatnonzero(here & hits(chance, rates[people.organisation, people.group], number))
    more = trained[hits(chance, _MORE, len(trained))]
    leavers = np.flatnonzero(people.substantive & (people.end < window.snapshot) & (people.end >= window.start))
    leavers = leavers[hits(chance, _OF_LEAVERS, len(leavers))]
    absent = np.flatnonzero(here & hits(chance, _NOT_TAKEN_UP, number))
    mandatory = np.flatnonzero(here & hits(chance, _MANDATORY, number))
    lots = [
        _enrolled(chance, people, window, np.concatenate([trained, more, leavers]), mandatory=False, went=True),
        _enrolled(chance, people, window, absent, mandatory=False, went=False),
        _enrolled(chance, people, window, mandatory, mandatory=True, went=True),
    ]
    return Learning(**{f.name: np.concatenate([getattr(lot, f.name) for lot in lots]) for f in fields(Learning)})


def _enrolled(
    chance: np.random.Generator, people: People, window: Window, who: NDArray[np.int64], *, mandatory: bool, went: bool
) -> Learning:
    number = len(who)
    first, last = np.maximum(people.start[who], window.start), np.minimum(people.end[who], window.snapshot)
    day = between(chance, first, last, number)
    undated = hits(chance, 0.02 if went else 0.5, number)
    taken_up = pick(chance, (0.8, 0.2) if went else (0, 0, 0.4, 0.35, 0.25), number)
    courses = len(facts.COURSES[mandatory])
    return Learning(
        who, np.full(number, mandatory), chance.integers(courses, size=number).astype(np.int8), taken_up,
        np.where(undated, 0, day).astype(np.int32),
    )  # fmt: skip


def second_posts(people: People, window: Window) -> NDArray[np.int64]:
    """The places of those who hold a second post: live with a live first one, and bank posts of leavers, which go on."""
    live = people.end >= window.snapshot
    on_bank = people.second == SECOND_ON_BANK
    return np.flatnonzero((people.second != NO_SECOND) & people.substantive & (live | on_bank))
