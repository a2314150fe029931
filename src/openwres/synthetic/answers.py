"""The staff survey, the boards and the census of the places: what is asked of people rather than done to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from openwres.synthetic import facts
from openwres.synthetic.dice import Bools, Ints, dice, hits, pick
from openwres.synthetic.facts import BME, UNKNOWN, WHITE, Floats, expit, logit, national
from openwres.synthetic.paths import Path
from openwres.synthetic.people import People, Window, codes_of
from openwres.synthetic.plan import Plan

# Answers as they are kept: 0 blank, 1 no, 2 don't know, 3 and above yes, which may say how often.
BLANK, NO, DONT_KNOW, YES = range(4)
OFTEN: Final = ("", "Never", "Don't know", "1-2", "3-5", "6-10", "More than 10")
PLAIN: Final = ("", "No", "Don't know", "Yes")
_OFTEN_WEIGHTS = (0, 0, 0, 0.6, 0.22, 0.10, 0.08)
_RESPONSE, _BLANK, _ONE_BLANK = (0.50, 0.45), 0.015, 0.02
_BOTH, _MANAGERS_ONLY = 0.35, 0.25


@dataclass(frozen=True)
class Survey:
    """Respondents, and their answers to each indicator's questions, one array for each question."""

    organisation: Ints
    group: NDArray[np.int8]
    code: NDArray[np.int8]
    disability: NDArray[np.int8]
    answers: Mapping[str, tuple[NDArray[np.int8], ...]]

    def __len__(self) -> int:
        return len(self.organisation)

    def status(self, indicator: str) -> NDArray[np.int8]:
        """What somebody's answers to an indicator's questions come to: yes to either, else no, else don't know."""
        given = [np.minimum(one, YES) for one in self.answers[indicator]]
        yes = np.logical_or.reduce([one == YES for one in given])
        no = np.logical_or.reduce([one == NO for one in given])
        unsure = np.logical_or.reduce([one == DONT_KNOW for one in given])
        return np.select([yes, no, unsure], [YES, NO, DONT_KNOW], BLANK).astype(np.int8)


def make_survey(people: People, plan: Plan, window: Window, paths: Mapping[str, Path], at: int) -> Survey:
    """The answers of the autumn before the snapshot; respondents are not to be found on the staff list again."""
    chance = dice(plan.seed, "survey", window.year)
    there = np.flatnonzero(people.snapshot(window) & (people.start < window.start + 183))
    who = there[hits(chance, np.array(_RESPONSE)[people.group[there]], len(there))]
    who = who[np.lexsort((chance.random(len(who)), people.organisation[who]))]
    organisation, group = people.organisation[who].astype(np.int64), people.group[who]
    answers = {
        indicator: _answered(chance, indicator, window.year, paths[indicator].rates(at)[organisation, group])
        for indicator in ("5", "6", "7", "8")
    }
    return Survey(organisation, group, people.code[who], people.disability[who], answers)


def _answered(
    chance: np.random.Generator, indicator: str, year: int, rate: Floats
) -> tuple[NDArray[np.int8], ...]:  # fmt: skip
    number = len(rate)
    blank = hits(chance, _BLANK, number)
    if indicator == "7":
        return (np.where(blank, BLANK, _opportunities(chance, year, rate)).astype(np.int8),)
    yes = hits(chance, rate, number)
    if indicator != "6" or year < 2019:
        return (np.where(blank, BLANK, _often(chance, yes)).astype(np.int8),)
    both, managers = hits(chance, _BOTH, number), hits(chance, _MANAGERS_ONLY / (1 - _BOTH), number)
    one, other = yes & (both | managers), yes & (both | ~managers)
    # One answer may be left out where the other says the same, so that what both come to stays as it was drawn.
    left = hits(chance, _ONE_BLANK, number) & (one == other)
    first = np.where(blank | left, BLANK, _often(chance, one))
    return first.astype(np.int8), np.where(blank, BLANK, _often(chance, other)).astype(np.int8)


def _often(chance: np.random.Generator, yes: Bools) -> NDArray[np.int8]:
    return np.where(yes, pick(chance, _OFTEN_WEIGHTS, len(yes)), NO).astype(np.int8)


def _opportunities(chance: np.random.Generator, year: int, rate: Floats) -> NDArray[np.int8]:
    """Yes at the planted rate of all, or of those who know where the edition leaves don't know out."""
    unsure, yes = chance.random(len(rate)), chance.random(len(rate))
    if year < 2022:
        return np.where(unsure < facts.DONT_KNOW, DONT_KNOW, np.where(yes < rate, YES, NO)).astype(np.int8)
    apart = np.minimum(facts.DONT_KNOW, 0.9 * (1 - rate))
    return np.where(yes < rate, YES, np.where(unsure < apart / (1 - rate), DONT_KNOW, NO)).astype(np.int8)


@dataclass(frozen=True)
class Board:
    """Members of the boards of all organisations."""

    identity: NDArray[np.int32]
    organisation: Ints
    code: NDArray[np.int8]
    sex: NDArray[np.int8]
    disability: NDArray[np.int8]
    executive: Bools
    voting: Bools
    start: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.identity)


def first_board(plan: Plan) -> Board:
    """The boards before the first year."""
    year = plan.years[0] - 1
    chance = dice(plan.seed, "board", year)
    return _seated(chance, plan, year, np.flatnonzero(plan.first == plan.years[0]), 1000, long=True)


def next_board(board: Board, plan: Plan, year: int) -> Board:
    """The boards a year later: a seventh of the members is new, and new organisations have new boards."""
    chance, there = dice(plan.seed, "board", year), plan.there(year)
    kept = _taken(board, there[board.organisation])
    leaving = hits(chance, 0.15, len(kept))
    first = int(board.identity.max()) + 1 if len(board) else 1000
    new = _seated(chance, plan, year, kept.organisation[leaving], first, seats=_taken(kept, leaving))
    opened = np.flatnonzero((plan.first == year) & (year > plan.years[0]))
    fresh = _seated(chance, plan, year, opened, first + len(new))
    stays = _taken(kept, ~leaving)
    pairs = {f.name: [getattr(b, f.name) for b in (stays, new, fresh)] for f in fields(Board)}
    return Board(**{name: np.concatenate(parts) for name, parts in pairs.items()})


def _taken(board: Board, which: NDArray[np.generic]) -> Board:
    return Board(**{f.name: getattr(board, f.name)[which] for f in fields(Board)})


def _seated(
    chance: np.random.Generator, plan: Plan, year: int, organisations: Ints, first: int, *,
    long: bool = False, seats: Board | None = None,
) -> Board:  # fmt: skip
    """New members: on the given seats, or whole boards of eleven to fifteen."""
    if seats is None:
        numbers = chance.integers(11, 16, len(organisations))
        organisation = np.repeat(organisations, numbers)
        place = np.arange(len(organisation)) - np.repeat(np.cumsum(numbers) - numbers, numbers)
        executive, voting = (
            place < np.repeat(numbers // 2, numbers),
            hits(chance, 0.84, len(organisation)) | (place == 0),
        )
    else:
        organisation, executive, voting = seats.organisation, seats.executive, seats.voting
    number = len(organisation)
    lean = 0.7 * (logit(plan.share(year)) - logit(np.array(national("workforce", year) / 100)))
    # New members are more often BME than sitting ones, because the share rises.
    chances = expit(logit(np.array(national("board", year) / 100 * (1.0 if long else 1.25))) + lean)[organisation]
    group = np.where(hits(chance, chances, number), BME, WHITE)
    shown = np.where(hits(chance, 0.04, number), UNKNOWN, group).astype(np.int8)
    ago = (chance.random(number) * (2500 if long else 330)).astype(np.int32)
    return Board(
        np.arange(first, first + number, dtype=np.int32), organisation, codes_of(chance, shown),
        np.where(hits(chance, 0.46, number), 0, 1).astype(np.int8), pick(chance, (0.05, 0.89, 0.06), number),
        executive, voting, (Window(year).snapshot - 10 - ago).astype(np.int32),
    )  # fmt: skip


def census(plan: Plan) -> Ints:
    """Residents by organisation, code and sex; the same every year. Only codes that a census knows have any."""
    chance = dice(plan.seed, "census")
    residents = chance.integers(180_000, 900_000, len(plan))
    share = expit(logit(plan.share(plan.years[0])) - 0.25)
    shape = (len(plan), len(facts.ETHNICITIES), 2)
    found = np.zeros(shape, np.int64)
    for place, one in enumerate(facts.ETHNICITIES):
        if one.wres != "unknown":
            same = sum(other.weight for other in facts.ETHNICITIES if other.wres == one.wres)
            of_group = residents * (share if one.wres == "bme" else 1 - share) * one.weight / same
            found[:, place, 0] = np.round(of_group * 0.51)
            found[:, place, 1] = np.round(of_group * 0.49)
    return found
