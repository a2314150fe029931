"""The counts that the generator keeps of its own arrays, laid out as tallies: what an engine must find in the records.

Nothing here reads a record or asks the engine: groups, rows and rules are written down a second time, on purpose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openwres.contracts.tables import TALLY_KEY, TALLY_SCHEMA
from openwres.synthetic import answers, applications, facts
from openwres.synthetic.applications import APPOINTED, SHORTLISTED
from openwres.synthetic.dice import Bools, Ints, table
from openwres.synthetic.facts import ROWS
from openwres.synthetic.people import People, Window
from openwres.synthetic.plan import Plan
from openwres.synthetic.tables import Lot, places_of

_CODES, _SEXES = len(facts.ETHNICITIES), len(facts.SEXES)
_SIXTEEN = ("a", "b", "c", "d", "e", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "unknown")
_GROUPS: Mapping[str, tuple[str, ...]] = {
    "wres": facts.GROUPS,
    "ethnic-5": ("white", "mixed", "asian", "black", "other", "unknown"),
    "ethnic-16": _SIXTEEN,
    "declaration": ("declared", "not-stated", "not-known", "blank"),
    "wres*sex": tuple(f"{group}*{sex}" for group in facts.GROUPS for sex in facts.SEXES),
}
_LEVELS = {"lower": facts.BANDS[:6], "middle": facts.BANDS[6:8], "upper": facts.BANDS[8:]}
_TIERS = (*(f"{block}-{level}" for block in ("clinical", "non-clinical") for level in _LEVELS), "medical-and-dental")
_MEMBERSHIP = ("voting", "non-voting", "executive", "non-executive")


@dataclass(frozen=True)
class Part:
    """Counts of one item in one basis and breakdown: organisation by category by code by sex."""

    item: str
    cube: Ints
    breakdown: str = ""
    categories: tuple[str, ...] = ("",)
    basis: str = ""
    there: Bools | None = None


def count_lot(lot: Lot, plan: Plan, window: Window) -> pl.DataFrame:
    """Every tally of a year in the schema of `contracts.tables`, sorted by key."""
    there = plan.there(window.year)
    frames = [
        _laid_out(part, name, plan, there if part.there is None else part.there & there)
        for part in _parts(lot, plan, window)
        for name in _GROUPS
        if _asked(part, name)
    ]
    fixed = {"standard": "wres", "year": window.year, "state": "value", "reason": "", "source": "extract"}
    whole = pl.concat(frames).with_columns(
        value=pl.lit(None, pl.Float64), base=pl.lit(None, pl.Int64),
        **{name: pl.lit(value) for name, value in fixed.items()},
    )  # fmt: skip
    return whole.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()]).sort(TALLY_KEY)


def _asked(part: Part, classification: str) -> bool:
    """The main classification has the full grid, the others the whole and tiers; answers know no sex."""
    if part.item.startswith("asked-") or part.item in _answer_items():
        return classification != "wres*sex"
    if not part.breakdown:
        return True
    return (classification == "wres") != (part.breakdown == "tier")


@cache
def _answer_items() -> frozenset[str]:
    return frozenset(one.item for one in facts.ANSWERS.values())


@cache
def _matrix(classification: str) -> NDArray[np.int64]:
    """Which code and sex stand in which group; the last column is everybody."""
    groups = _GROUPS[classification]
    found = np.zeros((_CODES, _SEXES, len(groups) + 1), np.int64)
    for place, one in enumerate(facts.ETHNICITIES):
        by_name = {"wres": one.wres, "ethnic-5": one.five, "ethnic-16": one.sixteen, "declaration": one.declaration}
        for sex, said in enumerate(facts.SEXES):
            group = by_name.get(classification, f"{one.wres}*{said}")
            found[place, sex, groups.index(group)] = 1
    found[:, :, -1] = 1
    return found.reshape(_CODES * _SEXES, -1)


def _laid_out(part: Part, classification: str, plan: Plan, there: Bools) -> pl.DataFrame:
    groups = (*_GROUPS[classification], "all")
    cells = part.cube[there].reshape(int(there.sum()), len(part.categories), -1) @ _matrix(classification)
    shape = cells.shape
    codes = np.array(plan.codes, dtype=object)[there]
    return pl.DataFrame({
        "organisation": pl.Series(np.repeat(codes, shape[1] * shape[2]), dtype=pl.String),
        "item": part.item,
        "breakdown": part.breakdown,
        "category": pl.Series(np.tile(np.repeat(np.array(part.categories, object), shape[2]), shape[0]), dtype=pl.String),
        "classification": classification,
        "group": pl.Series(np.tile(np.array(groups, object), shape[0] * shape[1]), dtype=pl.String),
        "basis": part.basis,
        "count": cells.ravel(),
    }, strict=False)  # fmt: skip


def _parts(lot: Lot, plan: Plan, window: Window) -> Iterator[Part]:
    people = lot.people
    here = people.snapshot(window)
    yield from _of_people("staff", people, here.astype(np.int64), plan)
    yield from _staff_tiers(people, here, plan)
    trained = np.zeros(len(people), np.int64)
    trained[lot.learning.place[lot.learning.counts]] = 1
    yield from _of_people("trained", people, trained * here, plan)
    yield from _disciplined(lot, plan, window)
    yield from _applications(lot, plan)
    yield from _answers(lot, plan)
    yield from _board(lot, plan)
    yield Part("population", _with_two_sexes(lot.census)[:, None])


def _cube(
    organisation: NDArray[np.integer], category: NDArray[np.integer], code: NDArray[np.int8], sex: NDArray[np.int8],
          plan: Plan, categories: int) -> Ints:  # fmt: skip
    columns = [category.astype(np.int64), code.astype(np.int64), sex.astype(np.int64)]
    return table(organisation.astype(np.int64), columns, (len(plan), categories, _CODES, _SEXES))


def _of_people(
    item: str, people: People, times: Ints, plan: Plan, basis: str = "", there: Bools | None = None
) -> Iterator[Part]:
    """An item of people: the whole, and the rows with senior medical managers; `times` says how often each counts."""
    who = np.repeat(np.arange(len(people)), times)
    found = people.take(who)
    rows = _cube(found.organisation, found.row, found.code, found.sex, plan, len(ROWS))
    leading = found.take(found.manager)
    managers = _cube(leading.organisation, np.zeros(len(leading), int), leading.code, leading.sex, plan, 1)
    yield Part(item, rows.sum(axis=1, keepdims=True), basis=basis, there=there)
    yield Part(item, np.concatenate([rows, managers], axis=1), "grade", (*ROWS, facts.SENIOR_MANAGER), basis, there)


def _staff_tiers(people: People, here: Bools, plan: Plan) -> Iterator[Part]:
    found = people.take(here)
    tiers = _cube(found.organisation, _tier_of_row()[found.row], found.code, found.sex, plan, len(_TIERS))
    yield Part("staff", tiers, "tier", _TIERS)


def _tier_of_row() -> Ints:
    places = []
    for row, grade in enumerate(facts.GRADES):
        block = facts.BLOCKS[facts.BLOCK_OF_ROW[row]]
        level = next((name for name, bands in _LEVELS.items() if grade in bands), "")
        places.append(_TIERS.index("medical-and-dental" if block == "medical" else f"{block}-{level}"))
    return np.array(places)


def _disciplined(lot: Lot, plan: Plan, window: Window) -> Iterator[Part]:
    """People once in each year in which they enter; two years only where the log holds any case of the earlier one."""
    log, people = lot.log, lot.people
    at = places_of(people, log)
    counted = log.counts & people.substantive[at]
    now, before = (np.zeros(len(people), np.int64) for _ in range(2))
    now[at[counted & (log.day >= window.start)]] = 1
    before[at[counted & (log.day < window.start)]] = 1
    yield from _of_people("disciplined", people, now, plan, "one-year")
    earlier = np.bincount(people.organisation[at[log.day < window.start]], minlength=len(plan)) > 0
    yield from _of_people("disciplined", people, now + before, plan, "two-year", np.asarray(earlier))


def _applications(lot: Lot, plan: Plan) -> Iterator[Part]:
    given = lot.applications
    for item, stage in (("shortlisted", SHORTLISTED), ("appointed", APPOINTED)):
        who = np.flatnonzero(given.counts & (given.stage >= stage))
        organisation, code, sex = given.organisation[who], given.code[who], given.sex[who]
        rows = _cube(organisation, given.row[who], code, sex, plan, len(ROWS))
        yield Part(item, rows.sum(axis=1, keepdims=True))
        yield Part(item, rows, "grade", ROWS)
        sources = _cube(organisation, given.source[who], code, sex, plan, len(applications.SOURCES))
        yield Part(item, sources, "source", applications.SOURCES)


def _answers(lot: Lot, plan: Plan) -> Iterator[Part]:
    survey = lot.survey
    for indicator, asked in facts.ANSWERS.items():
        status = survey.status(indicator)
        yes, known = status == answers.YES, (status == answers.YES) | (status == answers.NO)
        bases = {"incl-dk": status != answers.BLANK, "excl-dk": known} if indicator == "7" else {"": known}
        for basis, among in bases.items():
            yield Part(asked.item, _respondents(lot, plan, yes), basis=basis)
            yield Part(f"asked-{asked.item}", _respondents(lot, plan, among), basis=basis)


def _respondents(lot: Lot, plan: Plan, who: NDArray[np.bool_]) -> Ints:
    survey, none = lot.survey, np.zeros(int(who.sum()), np.int8)
    return _cube(survey.organisation[who], none, survey.code[who], none, plan, 1)


def _board(lot: Lot, plan: Plan) -> Iterator[Part]:
    board = lot.board
    sides = (board.voting, ~board.voting, board.executive, ~board.executive)
    split = np.concatenate([_members(lot, plan, side) for side in sides], axis=1)
    yield Part("board", _members(lot, plan, np.ones(len(board), bool)))
    yield Part("board", split, "membership", _MEMBERSHIP)


def _members(lot: Lot, plan: Plan, who: NDArray[np.bool_]) -> Ints:
    board = lot.board
    none = np.zeros(int(who.sum()), np.int8)
    return _cube(board.organisation[who], none, board.code[who], board.sex[who], plan, 1)


def _with_two_sexes(census: Ints) -> Ints:
    wide = np.zeros((*census.shape[:2], _SEXES), np.int64)
    wide[:, :, :2] = census
    return wide
