"""Asks of the coded records what cannot be right: the rules, and what concerns the year and the staff list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb

from openwres.contracts.codes import ORGANISATION_CODE
from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.kinds import kinds
from openwres.extracts.people import create_people, everybody
from openwres.extracts.quoting import literals
from openwres.extracts.rules import RULES, Rule
from openwres.standards.model import Edition, Item

Columns = Mapping[str, frozenset[str]]


def check_records(
    con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """Every problem that the coded records show; the people of the staff list stand on the connection afterwards."""
    if "staff" in columns:
        con.execute(create_people(edition))
    problems = [problem for kind in columns for problem in _of_kind(con, kind, columns[kind], matches, edition)]
    problems += _organisations(con, columns, matches)
    return problems + _old_list(con, columns, matches, edition) + _people(con, columns, matches, edition)


@dataclass(frozen=True)
class _Question:
    """An aggregate over a table that is zero where nothing is wrong, the rows that are wrong, and what to say of a file.

    That is said of the number of wrong rows, the first of them, and of how many there could be, where `among` asks it.
    """

    table: str
    hint: str
    rows: str
    say: Callable[[Match, int, int, int], Problem]
    among: str = "0"


def _of_kind(
    con: duckdb.DuckDBPyConnection, kind: str, have: frozenset[str], matches: Mapping[int, Match], edition: Edition
) -> Iterator[Problem]:
    """What the rules and the dates of a kind show: hints of one table in one look, then the rows of what they tell of."""
    questions = [*_rules(kind, have, edition), *_dates(kind, edition), *_far_dates(kind, have, edition)]
    by_table: dict[str, list[_Question]] = {}
    for question in questions:
        by_table.setdefault(question.table, []).append(question)
    fired = by_table.pop("", [])
    for table, its in by_table.items():
        hints = con.execute(f"SELECT {', '.join(one.hint for one in its)} FROM {table}").fetchall()[0]
        fired += [one for one, hint in zip(its, hints, strict=True) if hint]
    asked = [
        f'SELECT {n}, file, COUNT(*), MIN("row"), {one.among} FROM ({one.rows}) AS wrong GROUP BY file'
        for n, one in enumerate(fired)
    ]
    for n, file, count, first, among in con.execute(" UNION ALL ".join(asked)).fetchall() if asked else ():
        yield fired[n].say(matches[file], count, first, among)


def _rules(kind: str, have: frozenset[str], edition: Edition) -> Iterator[_Question]:
    for rule in RULES:
        if rule.kind == kind and _can_be_asked(rule, have, edition):
            yield _Question(rule.rows.table, rule.rows.hint, rule.rows.sql, partial(_problem, rule))


def _can_be_asked(rule: Rule, have: frozenset[str], edition: Edition) -> bool:
    """Whether the columns are there, and the edition counts by what the rule asks for."""
    if rule.date and not any(item.kind == rule.kind and item.date == rule.date for item in edition.items.values()):
        return False
    return set(rule.needs) <= have and (edition.grade_scale is not None or "grade" not in rule.needs)


def _problem(rule: Rule, found: Match, count: int, first: int, _: int) -> Problem:
    sentence = rule.one if count == 1 else rule.many.format(n=f"{count:,}")
    return found.problem(rule.id, rule.severity, sentence, rule.remedy, rule.column, first, count)


def _organisations(con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match]) -> list[Problem]:
    """Rows whose organisation is not said, or is no code."""
    problems = []
    for kind in columns:
        given = {found.source.organisation for found in matches.values() if found.kind.name == kind}
        if "organisation" not in columns[kind] and all(map(ORGANISATION_CODE.fullmatch, given)):
            continue
        codes = [str(code) for (code,) in con.execute(f"SELECT DISTINCT organisation FROM {kind}").fetchall()]
        wrong = [code for code in codes if not ORGANISATION_CODE.fullmatch(code)]
        if not wrong:
            continue
        sql = f'SELECT file, COUNT(*), MIN("row") FROM {kind} WHERE organisation IN ({literals(wrong)}) GROUP BY file ORDER BY file'
        for file, count, first in con.execute(sql).fetchall():
            sentence = "A row does not say which organisation it belongs to."
            if count > 1:
                sentence = f"{count:,} rows do not say which organisation they belong to."
            remedy = "Say it with --organisation, name the folder by its code, or fill the column `organisation`."
            problems.append(
                matches[file].problem(
                    "organisation-unsaid", Severity.BLOCK, sentence, remedy, "organisation", first, count
                )
            )
    return problems


def _dates(kind: str, edition: Edition) -> Iterator[_Question]:
    """Events outside the window."""
    for item in edition.items.values():
        if item.date and item.kind == kind:
            years = max(basis.years for basis in item.bases.values())
            start = edition.window_start.replace(year=edition.window_start.year - years + 1)
            beyond = f"{item.date} NOT BETWEEN DATE '{start}' AND DATE '{edition.snapshot}'"
            say = partial(_outside, item=item, period=f"{_day(start)} to {_day(edition.snapshot)}")
            yield _dated(kind, beyond, say, f"(SELECT COUNT({item.date}) FROM {kind} AS k WHERE k.file = wrong.file)")


def _dated(kind: str, beyond: str, say: Callable[[Match, int, int, int], Problem], among: str = "0") -> _Question:
    rows = f'SELECT file, "row" FROM {kind} WHERE {beyond}'
    return _Question(kind, f"COUNT(*) FILTER (WHERE {beyond})", rows, say, among)


_MAY_BE_FAR = ("end_date",)  # a contract may end in some years


def _far_dates(kind: str, have: frozenset[str], edition: Edition) -> Iterator[_Question]:
    """Dates more than a year after the snapshot: a slip of the keys, such as 2062 for 2026."""
    for column in kinds()[kind].columns.values():
        if column.type == "date" and column.name not in _MAY_BE_FAR and column.name in have:
            far = f"{column.name} > DATE '{edition.snapshot}' + 366"
            yield _dated(kind, far, partial(_far, column=column.name, snapshot=edition.snapshot))


def _far(found: Match, count: int, first: int, _: int, column: str, snapshot: date) -> Problem:
    what = "A date lies" if count == 1 else f"{count:,} dates lie"
    sentence = f"{what} more than a year after {_day(snapshot)}."
    remedy = "Look for digits that changed places, such as 2062 for 2026."
    return found.problem("date-far-off", Severity.CONFIRM, sentence, remedy, column, first, count)


_ENOUGH_PEOPLE = 200


def _old_list(
    con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """A staff list in which nobody began in the last half year: it is probably of an earlier snapshot."""
    if "start_date" not in columns.get("staff", frozenset()):
        return []
    sql = "SELECT file, MAX(start_date), COUNT(start_date) FROM staff GROUP BY file ORDER BY file"
    problems = []
    for file, latest, people in con.execute(sql).fetchall():
        if people >= _ENOUGH_PEOPLE and (edition.snapshot - latest).days > 183:
            sentence = f"Nobody on the list began after {_day(latest)}: it looks like a list of an earlier year."
            remedy = f"Check that it was taken for {_day(edition.snapshot)}."
            problems.append(matches[file].problem("list-looks-old", Severity.CONFIRM, sentence, remedy, "start_date"))
    return problems


def _outside(found: Match, outside: int, first: int, dated: int, item: Item, period: str) -> Problem:
    every = dated == outside
    sentence = f"{outside:,} of {dated:,} dates ({item.title}) lie outside {period} and are not counted."
    remedy = (
        "Check the year: nothing with a date in this file is counted."
        if every
        else "Nothing to do if the file simply holds more than the period."
    )
    column = item.date if item.date in found.at else ""
    return found.problem(
        "outside-window", Severity.CONFIRM if every else Severity.NOTE, sentence, remedy, column, first, outside
    )


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


@dataclass(frozen=True)
class _Stranger:
    """What is said of events of people whom the staff list does not know."""

    severity: Severity
    one: str
    many: str
    remedy: str


_STRANGERS = {
    "cases": _Stranger(
        Severity.CONFIRM,
        "A case is of a person who is not on the staff list; it counts, with the ethnicity of the case.",
        "{n} cases are of people who are not on the staff list; they count, with the ethnicity of the case.",
        "Add leavers of the year to the staff list, with their end date.",
    ),
    "learning": _Stranger(
        Severity.NOTE,
        "A learning record is of a person who is not on the staff list; it does not count.",
        "{n} learning records are of people who are not on the staff list; they do not count.",
        "Nothing to do if they left before 31 March.",
    ),
}


def _people(
    con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """Events of people whom the staff list does not know."""
    problems = []
    for kind, said in _STRANGERS.items() if "staff" in columns else ():
        if kind in columns:
            sql = f"""SELECT e.file, COUNT(*), MIN(e."row") FROM {kind} AS e
                ANTI JOIN {everybody(edition)} AS p ON p.organisation = e.organisation AND p.person = e.person
                WHERE e.person IS NOT NULL GROUP BY 1 ORDER BY 1"""
            for file, count, first in con.execute(sql).fetchall():
                words = said.one if count == 1 else said.many.format(n=f"{count:,}")
                problems.append(
                    matches[file].problem(
                        "person-not-on-staff-list", said.severity, words, said.remedy, "person", first, count
                    )
                )
    return problems
