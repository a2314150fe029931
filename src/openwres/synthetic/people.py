"""The people who work there, as arrays, and how a year passes: some leave, some rise, some come, organisations merge.

Nobody is an object: a person is a place in every array. What happens to them besides is in `events`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from openwres.synthetic import facts
from openwres.synthetic.dice import Bools, Ints, between, dice, hits, pick, table
from openwres.synthetic.facts import BME, UNKNOWN, WHITE, Floats, expit
from openwres.synthetic.plan import Move, Plan

_EPOCH = date(1970, 1, 1)
OPEN = 2**31 - 1
NO_SECOND, SECOND_POST, SECOND_ON_BANK = range(3)
_FIRST_ID = 10_000_000
_LEAVE, _LEAVE_TRAINEE, _LEAVE_BANK = 0.105, 0.40, 0.25
_RISE = 0.055
_BANK_SHARE, _HONORARY_SHARE = 0.06, 0.008
_DECLARE = 0.12
_GROUP_OF_CODE = np.array([facts.GROUPS.index(one.wres) for one in facts.ETHNICITIES], np.int8)
_LADDER_ENDS = ("non-clinical-9", "clinical-4", "clinical-9")


def day(value: date) -> int:
    """A date as a number of days."""
    return (value - _EPOCH).days


@dataclass(frozen=True)
class Window:
    """The twelve months that end on a year's snapshot, as numbers of days."""

    year: int

    @property
    def start(self) -> int:
        return day(date(self.year - 1, 4, 1))

    @property
    def snapshot(self) -> int:
        return day(date(self.year, 3, 31))


@dataclass(frozen=True)
class People:
    """Everybody on a payroll, and leavers as long as they are of use. `identity` rises along the arrays.

    `group` is what a person is, white or BME; `code` what the record says, which may be unknown. `end` is the last
    day, OPEN where there is none. `second` says what other post they hold.
    """

    identity: NDArray[np.int32]
    organisation: NDArray[np.int16]
    group: NDArray[np.int8]
    code: NDArray[np.int8]
    sex: NDArray[np.int8]
    disability: NDArray[np.int8]
    row: NDArray[np.int8]
    staff_group: NDArray[np.int8]
    manager: Bools
    contract: NDArray[np.int8]
    start: NDArray[np.int32]
    end: NDArray[np.int32]
    second: NDArray[np.int8]
    fte: NDArray[np.int8]

    def __len__(self) -> int:
        return len(self.identity)

    @property
    def recorded(self) -> NDArray[np.int8]:
        """The group that the record says: white, BME or unknown."""
        return _GROUP_OF_CODE[self.code]

    @property
    def substantive(self) -> Bools:
        """Whether the main post is one that counts, live or ended."""
        return np.asarray(self.contract <= facts.LOCUM)

    def snapshot(self, window: Window) -> Bools:
        """Who counts as staff on 31 March."""
        return np.asarray(self.substantive & (self.end >= window.snapshot))

    def take(self, which: NDArray[np.generic]) -> People:
        """Some of them, by a mask or by places."""
        return People(**{field.name: getattr(self, field.name)[which] for field in fields(self)})


def joined(one: People, other: People) -> People:
    """Two lots of people, one after the other."""
    pairs = {field.name: (getattr(one, field.name), getattr(other, field.name)) for field in fields(one)}
    return People(**{name: np.concatenate(pair) for name, pair in pairs.items()})


def first_people(plan: Plan) -> People:
    """Everybody on the snapshot before the first year."""
    year = plan.years[0] - 1
    there = plan.first == plan.years[0]
    chance = dice(plan.seed, "people", year)
    wanted = _rounded(chance, plan.mixes * np.where(there, plan.size, 0)[:, None])
    share = np.where(there, plan.share(year), 0.5)
    main = _hired(chance, plan, wanted, share * wanted.sum(axis=1), _FIRST_ID, facts.PERMANENT)
    others = _others(chance, plan, np.where(there, plan.size, 0), share, _FIRST_ID + len(main))
    everybody, window = joined(main, others), Window(year)
    tenure = (40 + 9000 * chance.random(len(everybody)) ** 1.8).astype(np.int32)
    tenure = np.where(everybody.row == facts.TRAINEE, tenure % 600 + 20, tenure)
    return replace(everybody, start=(window.snapshot - tenure).astype(np.int32))


def next_year(people: People, plan: Plan, year: int, kept: NDArray[np.int32]) -> People:
    """The people after another twelve months. Leavers of earlier years go, but those whose identity is `kept`."""
    chance, window = dice(plan.seed, "people", year), Window(year)
    stay = (people.end >= window.start) | np.isin(people.identity, kept)
    people = _moved(chance, people.take(stay), [move for move in plan.moves if move.year == year])
    people = _left(chance, people, window)
    people = _declared(chance, _risen(chance, people))
    return joined(people, _joiners(chance, people, plan, window))


def _moved(chance: np.random.Generator, people: People, moves: list[Move]) -> People:
    """Mergers, splits and closures; those who go nowhere leave the nation."""
    organisation, gone = people.organisation.copy(), np.zeros(len(people), bool)
    for move in moves:
        going = (organisation == move.source) & hits(chance, move.share, len(people))
        if move.target is None:
            gone |= going
        else:
            organisation[going] = move.target
    return replace(people, organisation=organisation).take(~gone) if moves else people


def _left(chance: np.random.Generator, people: People, window: Window) -> People:
    chances = np.where(people.contract == facts.BANK, _LEAVE_BANK, _LEAVE)
    chances = np.where(people.row == facts.TRAINEE, _LEAVE_TRAINEE, chances)
    going = (people.end == OPEN) & hits(chance, chances, len(people))
    last = between(chance, window.start, window.snapshot - 1, int(going.sum()))
    end = people.end.copy()
    end[going] = np.maximum(last, people.start[going])
    return replace(people, end=end)


def _risen(chance: np.random.Generator, people: People) -> People:
    """Some go up one band of their block; BME staff as often as they do so nationally, which is less."""
    top = np.isin(np.array(facts.ROWS), _LADDER_ENDS)
    able = np.array([not (top[n] or facts.GRADES[n] in ("vsm", "under-1") or n >= facts.MEDICAL) for n in range(32)])
    slower = np.where(people.group == BME, 0.78, 1.0)
    going = able[people.row] & (people.end == OPEN) & people.substantive & hits(chance, _RISE * slower, len(people))
    row = people.row + going.astype(np.int8)
    return replace(people, row=row.astype(np.int8))


def _declared(chance: np.random.Generator, people: People) -> People:
    """Some whose ethnicity was unknown say it."""
    saying = np.flatnonzero((people.recorded == UNKNOWN) & (people.end == OPEN) & hits(chance, _DECLARE, len(people)))
    code = people.code.copy()
    code[saying] = codes_of(chance, people.group[saying])
    return replace(people, code=code)


def _joiners(chance: np.random.Generator, people: People, plan: Plan, window: Window) -> People:
    """Enough people to fill the rows again, with as many BME people as bring the share to the year's."""
    here, there = people.take(people.snapshot(window)), plan.there(window.year)
    shape = (len(plan), len(facts.ROWS))
    held = table(here.organisation.astype(np.int64), [here.row.astype(np.int64)], shape)
    size = held.sum(axis=1)
    grown = plan.size * (1 + plan.growth) ** (window.year - plan.years[0] + 1)
    usual = grown * _kept_size(plan, window.year)
    wanted = _rounded(chance, plan.mixes * np.where(there, usual, 0)[:, None])
    missing = np.maximum(wanted - held, 0)
    # Rows that hold more than planned are left so; the others take fewer, that the whole keeps its size.
    room = np.maximum(wanted.sum(axis=1) - size, 0) / np.maximum(missing.sum(axis=1), 1)
    wanted = _rounded(chance, missing * room[:, None])
    share = plan.share(window.year)
    bme = np.bincount(here.organisation, here.group == BME, len(plan))
    lacking = share * (size + wanted.sum(axis=1)) - bme
    first = int(people.identity.max()) + 1
    new = _hired(chance, plan, wanted, lacking, first, facts.PERMANENT)
    gone = (people.end < window.snapshot) & (people.end >= window.start) & ~people.substantive
    replaced = np.bincount(people.organisation[gone], minlength=len(plan))
    others = _others(chance, plan, replaced / (_BANK_SHARE + _HONORARY_SHARE), share, first + len(new))
    arrived = joined(new, others)
    start = between(chance, window.start, window.snapshot - 5, len(arrived))
    return replace(arrived, start=start)


def _kept_size(plan: Plan, year: int) -> Floats:
    """What moves did to the size that an organisation was planned with: a merged one is as large as both."""
    factor = np.ones(len(plan))
    for move in plan.moves:
        if move.year <= year and move.target is not None:
            if move.share < 1:
                factor[move.source] *= 1 - move.share
            else:
                both = [m.source for m in plan.moves if m.target == move.target]
                factor[move.target] = (plan.size * factor)[both].sum() / plan.size[move.target]
    return factor


def _rounded(chance: np.random.Generator, numbers: Floats) -> Ints:
    """Whole numbers that are right on average."""
    return np.asarray(np.floor(numbers + chance.random(numbers.shape))).astype(np.int64)


def _hired(
    chance: np.random.Generator, plan: Plan, wanted: Ints, bme: Floats, identity: int, contract: int
) -> People:  # fmt: skip
    """New people in the rows that want them, about `bme` of them BME in each organisation."""
    number = int(wanted.sum())
    places = np.repeat(np.arange(wanted.size), wanted.ravel())
    organisation, row = (
        a.astype(kind) for a, kind in zip(np.divmod(places, wanted.shape[1]), (np.int16, np.int8), strict=True)
    )
    chances = _leaning(wanted, bme)
    group = np.where(hits(chance, chances[organisation, row], number), BME, WHITE).astype(np.int8)
    return _persons(chance, plan, organisation, row, group, identity, contract)


def _leaning(wanted: Ints, bme: Floats) -> Floats:
    """The chance to be BME in each row, which leans as the nation's rows do and gives `bme` people altogether."""
    total = wanted.sum(axis=1)
    aim = np.clip(bme, 0.02 * total, 0.93 * total)
    low, high = np.full(len(wanted), -9.0), np.full(len(wanted), 9.0)
    for _ in range(40):
        middle = (low + high) / 2
        over = (wanted * expit(middle[:, None] + facts.LEAN)).sum(axis=1) > aim
        low, high = np.where(over, low, middle), np.where(over, middle, high)
    return expit(low[:, None] + facts.LEAN)


def _others(chance: np.random.Generator, plan: Plan, size: Floats, share: Floats, identity: int) -> People:
    """People on the bank only, and holders of honorary contracts, for staffs of these sizes."""
    rows = np.zeros((2, len(facts.ROWS)))
    rows[0, [2, facts.CLINICAL + 2, facts.CLINICAL + 3, facts.CLINICAL + 5]] = (0.2, 0.4, 0.15, 0.25)
    rows[1, [facts.CONSULTANT, facts.OTHER]] = (0.7, 0.3)
    lots: list[People] = []
    for contract, portion, weights in ((facts.BANK, _BANK_SHARE, rows[0]), (facts.HONORARY, _HONORARY_SHARE, rows[1])):
        wanted = _rounded(chance, size[:, None] * portion * weights[None, :])
        bme = np.minimum(share * 1.2, 0.9) * wanted.sum(axis=1)
        lots.append(_hired(chance, plan, wanted, bme, identity + sum(len(lot) for lot in lots), contract))
    return joined(*lots)


def _persons(
    chance: np.random.Generator, plan: Plan, organisation: NDArray[np.int16], row: NDArray[np.int8],
    group: NDArray[np.int8], identity: int, contract: int,
) -> People:  # fmt: skip
    """Everything else about people of whom organisation, row and group are known."""
    number = len(row)
    block = facts.BLOCK_OF_ROW[row]
    unknown = hits(chance, plan.unknown[organisation] * np.where(block == 2, 1.8, 1.0), number)
    code = np.where(unknown, codes_of(chance, np.full(number, UNKNOWN, np.int8)), codes_of(chance, group))
    female = np.array(facts.FEMALE_BY_BLOCK)[block]
    sex = np.where(hits(chance, female, number), 0, 1)
    sex = np.where(hits(chance, 0.003, number), 2 + hits(chance, 0.5, number), sex)
    staff_group = _staff_groups(chance, row)
    held = np.full(number, contract, np.int8)
    if contract == facts.PERMANENT:
        held = pick(chance, (0.93, 0.062, 0.008), number)
        held = np.where(row == facts.TRAINEE, facts.FIXED_TERM, held)
    single = contract in (facts.BANK, facts.HONORARY)
    return People(
        np.arange(identity, identity + number, dtype=np.int32), organisation, group, code.astype(np.int8),
        sex.astype(np.int8), pick(chance, (0.05, 0.84, 0.11), number), row, staff_group,
        (row == facts.CONSULTANT) & hits(chance, 0.04, number), held.astype(np.int8),
        np.zeros(number, np.int32), np.full(number, OPEN, np.int32),
        np.zeros(number, np.int8) if single else pick(chance, (0.945, 0.02, 0.035), number),
        pick(chance, (0.60, 0.15, 0.17, 0.08), number),
    )  # fmt: skip


def codes_of(chance: np.random.Generator, group: NDArray[np.int8]) -> NDArray[np.int8]:
    """An ethnic code for each, by the group."""
    code = np.zeros(len(group), np.int8)
    for place, name in enumerate(facts.GROUPS):
        weights = [one.weight if one.wres == name else 0.0 for one in facts.ETHNICITIES]
        of_group = np.flatnonzero(group == place)
        code[of_group] = pick(chance, weights, len(of_group))
    return code


def _staff_groups(chance: np.random.Generator, row: NDArray[np.int8]) -> NDArray[np.int8]:
    found = np.zeros(len(row), np.int8)
    for name, which in _rows_by_kind().items():
        of_kind = np.flatnonzero(which[row])
        found[of_kind] = pick(chance, facts.GROUP_WEIGHTS[name], len(of_kind))
    return found


def _rows_by_kind() -> Mapping[str, Bools]:
    """Which rows draw their staff group from which weights."""
    rows = np.arange(len(facts.ROWS))
    low, band = rows % 14 <= 3, rows % 14
    block = facts.BLOCK_OF_ROW
    return {
        "ancillary": (block == 0) & low,
        "office": (block == 0) & ~low,
        "support": (block == 1) & (band <= 4),
        "registered": (block == 1) & (band > 4),
        "doctors": block == 2,
    }
