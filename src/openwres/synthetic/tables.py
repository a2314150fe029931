"""The nation's arrays as tables of records, one for each kind of extract, with the columns and codes of the extracts.

One table holds all organisations of a year, in their order, so that a reader needs one file of each kind.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from openwres.standards.model import Edition
from openwres.synthetic import answers, applications, events, facts
from openwres.synthetic.answers import Board, Survey
from openwres.synthetic.applications import Applications
from openwres.synthetic.dice import Ints, dice, hits, pick
from openwres.synthetic.events import Cases, Learning
from openwres.synthetic.people import OPEN, SECOND_POST, People, Window
from openwres.synthetic.plan import Plan

Integers = NDArray[np.integer]
Records = Mapping[str, pl.DataFrame]
_CODES = [one.code for one in facts.ETHNICITIES]
# What is not known is left blank, as ESR leaves it.
_SEXES = (*facts.SEXES[:-1], "")
_DISABILITIES = (*facts.DISABILITIES[:-1], "")
_FTE = ("1.0", "0.8", "0.6", "0.5")


@dataclass(frozen=True)
class Lot:
    """Everything that one year made, as arrays; `log` holds the cases of this year and of the one before."""

    people: People
    applications: Applications
    log: Cases
    learning: Learning
    survey: Survey
    board: Board
    census: Ints


def tables(lot: Lot, plan: Plan, window: Window, edition: Edition) -> dict[str, pl.DataFrame]:
    """The records of a year by kind of extract."""
    return {
        "staff": staff_table(lot, plan, window),
        "applicants": applicants_table(lot.applications, plan, window),
        "cases": cases_table(lot, plan),
        "learning": learning_table(lot, plan),
        "survey": survey_table(lot.survey, plan, window, edition),
        "board": board_table(lot.board, plan),
        "population": population_table(lot.census, plan, window),
    }


def coded(values: Integers, labels: Sequence[str]) -> pl.Series:
    """The labels of places in a list, kept as places."""
    distinct = list(dict.fromkeys(labels))
    places = np.array([distinct.index(label) for label in labels], np.uint32)
    return pl.Series(distinct, dtype=pl.Enum(distinct)).gather(places[values])


def days(values: Integers, none: int) -> pl.Series:
    """Dates of numbers of days, empty where the number stands for none."""
    found = pl.Series(np.where(values == none, 0, values).astype(np.int32)).cast(pl.Date)
    return found.set(pl.Series(values == none), None)


def _yes(values: NDArray[np.bool_]) -> pl.Series:
    return coded(values.astype(np.int8), ("no", "yes"))


def _written(values: Integers, before: str = "", after: str = "") -> pl.Series:
    frame = pl.DataFrame({"n": values})
    return frame.select(pl.concat_str(pl.lit(before), pl.col("n").cast(pl.String), pl.lit(after)))["literal"].rename("")


def _by_organisation(columns: Mapping[str, pl.Series | pl.Expr], organisation: Integers, plan: Plan) -> pl.DataFrame:
    """A table in the order of the organisations, rows of one in the order they came in."""
    order = np.argsort(organisation, kind="stable")
    table = pl.DataFrame({"organisation": coded(organisation, plan.codes), **columns})
    return table[order]


def staff_table(lot: Lot, plan: Plan, window: Window) -> pl.DataFrame:
    """Main posts, second posts, and non-executives of the board, who are on the payroll and are no staff."""
    people = lot.people
    second = events.second_posts(people, window)
    main = _posts(people, plan, window)
    other = _second(people, second, plan, window)
    outside = _non_executives(lot.board)
    whole = pl.concat([main, other, outside], how="diagonal")
    members = lot.board.organisation[~lot.board.executive]
    organisation = np.concatenate([people.organisation, people.organisation[second], members])
    return _by_organisation(whole.to_dict(), organisation.astype(np.int64), plan)


def _posts(people: People, plan: Plan, window: Window) -> pl.DataFrame:
    status = _statuses(people, plan, window)
    return pl.DataFrame({
        "person": _written(people.identity),
        "assignment": _written(people.identity, after="-1"),
        "ethnicity": coded(people.code, _CODES),
        "grade": coded(people.row, (*facts.GRADES, "")),
        "staff_group": coded(people.staff_group, (*facts.STAFF_GROUPS, "")),
        "senior_medical_manager": _yes(people.manager),
        "contract": coded(people.contract, facts.CONTRACTS),
        "status": coded(status, facts.STATUSES),
        "primary": _yes(np.ones(len(people), bool)),
        "fte": coded(np.where(people.substantive, people.fte, 4), (*_FTE, "")),
        "start_date": days(people.start, 0),
        "end_date": days(people.end, OPEN),
        "sex": coded(people.sex, _SEXES),
        "disability": coded(people.disability, _DISABILITIES),
    })  # fmt: skip


def _statuses(people: People, plan: Plan, window: Window) -> NDArray[np.int8]:
    chance = dice(plan.seed, "status", window.year)
    drawn = pick(chance, facts.STATUS_WEIGHTS, len(people))
    maternity = facts.STATUSES.index("maternity-and-adoption")
    drawn[(drawn == maternity) & (people.sex != 0) & hits(chance, 0.9, len(people))] = 0
    drawn[~people.substantive] = 0
    return np.where(people.end < window.snapshot, facts.ENDED, drawn).astype(np.int8)


def _second(people: People, who: NDArray[np.int64], plan: Plan, window: Window) -> pl.DataFrame:
    """Second posts: a small substantive one, one band lower where there is a lower one; or one on the bank."""
    held = people.take(who)
    bank = held.second != SECOND_POST
    half = hits(dice(plan.seed, "second", window.year), 0.5, len(held))
    lower = np.where(half & (held.row % 14 > 2) & (held.row < facts.MEDICAL), 1, 0)
    posts = _posts_of_second(held, bank, lower)
    return posts.with_columns(
        end_date=days(np.where(bank, OPEN, held.end), OPEN),
        status=coded(np.zeros(len(held), np.int8), facts.STATUSES),
    )


def _posts_of_second(held: People, bank: NDArray[np.bool_], lower: Integers) -> pl.DataFrame:
    row = np.where(bank & (held.row >= facts.MEDICAL), facts.OTHER, held.row - lower)
    contract = np.where(bank, facts.BANK, facts.PERMANENT)
    return pl.DataFrame({
        "person": _written(held.identity),
        "assignment": _written(held.identity, after="-2"),
        "ethnicity": coded(held.code, _CODES),
        "grade": coded(row, (*facts.GRADES, "")),
        "staff_group": coded(held.staff_group, (*facts.STAFF_GROUPS, "")),
        "senior_medical_manager": _yes(np.zeros(len(held), bool)),
        "contract": coded(contract, facts.CONTRACTS),
        "primary": _yes(np.zeros(len(held), bool)),
        "fte": coded(np.where(bank, 4, 3), (*_FTE, "")),
        "start_date": days(held.start, 0),
        "sex": coded(held.sex, _SEXES),
        "disability": coded(held.disability, _DISABILITIES),
    })  # fmt: skip


def _non_executives(board: Board) -> pl.DataFrame:
    outside = ~board.executive
    number = int(outside.sum())
    none = np.full(number, len(facts.GRADES))
    return pl.DataFrame({
        "person": _written(board.identity[outside], "B"),
        "assignment": _written(board.identity[outside], "B", "-1"),
        "ethnicity": coded(board.code[outside], _CODES),
        "grade": coded(none, (*facts.GRADES, "")),
        "staff_group": coded(np.full(number, len(facts.STAFF_GROUPS)), (*facts.STAFF_GROUPS, "")),
        "senior_medical_manager": _yes(np.zeros(number, bool)),
        "contract": coded(np.full(number, facts.NON_EXECUTIVE), facts.CONTRACTS),
        "status": coded(np.zeros(number, np.int8), facts.STATUSES),
        "primary": _yes(np.ones(number, bool)),
        "fte": coded(np.full(number, 4), (*_FTE, "")),
        "start_date": days(board.start[outside], 0),
        "end_date": days(np.full(number, OPEN), OPEN),
        "sex": coded(board.sex[outside], _SEXES),
        "disability": coded(board.disability[outside], _DISABILITIES),
    })  # fmt: skip


def applicants_table(lot: Applications, plan: Plan, window: Window) -> pl.DataFrame:
    """One row for each application."""
    return _by_organisation({
        "application": _written(np.arange(len(lot)), f"A{window.year % 100:02d}-"),
        "vacancy": _written(lot.vacancy, f"V{window.year % 100:02d}-"),
        "ethnicity": coded(lot.code, _CODES),
        "sex": coded(lot.sex, _SEXES),
        "disability": coded(lot.disability, _DISABILITIES),
        "grade": coded(lot.row, facts.GRADES),
        "staff_group": coded(lot.staff_group, facts.STAFF_GROUPS),
        "source": coded(lot.source, applications.SOURCES),
        "contract": coded(lot.contract, applications.CONTRACTS),
        "stage": coded(lot.stage, applications.STAGES),
        "shortlisted_on": days(lot.shortlisted, 0),
        "appointed_on": days(lot.appointed, 0),
    }, lot.organisation, plan)  # fmt: skip


def cases_table(lot: Lot, plan: Plan) -> pl.DataFrame:
    """The case log of two years, with the organisations that people have now."""
    log, at = lot.log, places_of(lot.people, lot.log)
    formal = coded(log.formal.astype(np.int8), ("informal", "formal"))
    none = np.int32(0)
    dated = np.where(log.formal, log.day, none)
    return _by_organisation({
        "case": _written(log.number, "C"),
        "person": _written(log.identity),
        "ethnicity": coded(np.where(log.unsaid, _CODES.index(""), lot.people.code[at]), _CODES),
        "type": coded(log.kind, events.CASE_TYPES),
        "formal": formal,
        "investigation_commissioned": days(np.where(log.hearing, none, dated), 0),
        "hearing_notice": days(np.where(log.hearing, dated, none), 0),
    }, lot.people.organisation[at].astype(np.int64), plan)  # fmt: skip


def places_of(people: People, log: Cases) -> NDArray[np.int64]:
    """Where the people of cases stand; all of them must be there."""
    return np.searchsorted(people.identity, log.identity)


def learning_table(lot: Lot, plan: Plan) -> pl.DataFrame:
    """One row for each enrolment."""
    learning, people = lot.learning, lot.people
    names = (*facts.COURSES[False], *facts.COURSES[True])
    course = learning.course + np.where(learning.mandatory, len(facts.COURSES[False]), 0)
    return _by_organisation({
        "person": _written(people.identity[learning.place]),
        "course": coded(course, names),
        "mandatory": _yes(learning.mandatory),
        "taken_up": coded(learning.taken_up, events.TAKEN_UP),
        "attended_on": days(learning.day, 0),
    }, people.organisation[learning.place].astype(np.int64), plan)  # fmt: skip


def survey_table(survey: Survey, plan: Plan, window: Window, edition: Edition) -> pl.DataFrame:
    """One row for each respondent, with a column for each question of that year's survey."""
    columns = {
        "respondent": _written(np.arange(len(survey)), f"R{window.year % 100:02d}-"),
        "ethnicity": coded(survey.code, _CODES),
        "disability": coded(survey.disability, _DISABILITIES),
    }
    for indicator, given in survey.answers.items():
        often = indicator in ("5", "6")
        for question, one in zip(edition.indicator(indicator).questions, given, strict=True):
            words = answers.OFTEN if often else answers.PLAIN
            columns[question] = coded(one if often else np.minimum(one, answers.YES), words)
    return _by_organisation(columns, survey.organisation, plan)


def board_table(board: Board, plan: Plan) -> pl.DataFrame:
    """One row for each member of a board."""
    return _by_organisation({
        "person": _written(board.identity, "B"),
        "ethnicity": coded(board.code, _CODES),
        "sex": coded(board.sex, _SEXES),
        "disability": coded(board.disability, _DISABILITIES),
        "voting": _yes(board.voting),
        "executive": coded(board.executive.astype(np.int8), ("non-executive", "executive")),
        "start_date": days(board.start, 0),
    }, board.organisation, plan)  # fmt: skip


def population_table(census: Ints, plan: Plan, window: Window) -> pl.DataFrame:
    """One row for each ethnic code and sex that has residents."""
    organisation, code, sex = np.nonzero(census * plan.there(window.year)[:, None, None])
    return _by_organisation({
        "ethnicity": coded(code, _CODES),
        "sex": coded(sex, _SEXES),
        "people": pl.Series(census[organisation, code, sex]),
    }, organisation, plan)  # fmt: skip
