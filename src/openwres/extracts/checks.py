"""Asks of the coded records what cannot be right, rule by rule, as SQL over whole tables.

A rule finds rows and says why they matter; what a value means was settled in `coding`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from openwres.contracts.problems import Problem, Severity
from openwres.extracts.columns import Match
from openwres.extracts.quoting import literal
from openwres.extracts.sources import ORGANISATION
from openwres.standards.model import Edition, Item

Columns = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Rule:
    """One question: SQL that gives file, number of rows and first row; what it says of one and of many; what to do."""

    id: str
    severity: Severity
    kind: str
    sql: str
    one: str
    many: str
    remedy: str
    column: str = ""
    needs: tuple[str, ...] = ()


def _repeats(kind: str, keys: str, needs: tuple[str, ...], where: str = "TRUE") -> str:
    """SQL for the second and later rows that carry the same keys."""
    not_null = " AND ".join(f'"{key}" IS NOT NULL' for key in needs)
    return f"""SELECT file, COUNT(*), MIN("row") FROM (
        SELECT file, "row", ROW_NUMBER() OVER (PARTITION BY organisation, {keys} ORDER BY file, "row") AS place
        FROM {kind} WHERE {not_null} AND {where}) AS repeated WHERE place > 1 GROUP BY file ORDER BY file"""


_DUPLICATE_REMEDY = (
    "Delete the repeated rows; where they are different posts of one person, give each its assignment number."
)

RULES = (
    Rule("duplicate-person", Severity.BLOCK, "staff", _repeats("staff", "person, assignment", ("person", "assignment")),
         "A person stands twice with the same assignment.", "{n} rows repeat a person with the same assignment.", _DUPLICATE_REMEDY, "person", ("person", "assignment")),
    Rule("duplicate-person", Severity.BLOCK, "staff", _repeats("staff", "person", ("person",), "assignment IS NULL"),
         "A person stands twice, and nothing tells the posts apart.", "{n} rows repeat a person, and nothing tells the posts apart.", _DUPLICATE_REMEDY, "person", ("person",)),
    Rule("duplicate-application", Severity.BLOCK, "applicants", _repeats("applicants", "application", ("application",)),
         "An application stands twice.", "{n} rows repeat an application.", "Delete the repeated rows.", "application", ("application",)),
    Rule("duplicate-case", Severity.BLOCK, "cases", _repeats("cases", '"case", person', ("case", "person")),
         "A case of a person stands twice.", "{n} rows repeat a case of a person.", "Delete the repeated rows.", "case", ("case", "person")),
    Rule("duplicate-person", Severity.BLOCK, "board", _repeats("board", "person", ("person",)),
         "A board member stands twice.", "{n} rows repeat a board member.", "Keep one row for each member.", "person", ("person",)),
    Rule("duplicate-respondent", Severity.BLOCK, "survey",
         """SELECT file, COUNT(*), MIN("row") FROM (SELECT file, "row", ROW_NUMBER() OVER (PARTITION BY organisation, respondent ORDER BY file, "row") AS place
            FROM (SELECT DISTINCT file, "row", organisation, respondent FROM survey WHERE respondent IS NOT NULL) AS rows_of) AS repeated
            WHERE place > 1 GROUP BY file ORDER BY file""",
         "A respondent stands twice.", "{n} rows repeat a respondent.", "Keep one row for each respondent.", "respondent", ("respondent",)),
    Rule("post-ends-before-it-begins", Severity.BLOCK, "staff",
         'SELECT file, COUNT(*), MIN("row") FROM staff WHERE end_date < start_date GROUP BY file ORDER BY file',
         "A post ends before it begins.", "{n} posts end before they begin.", "Mend the dates.", "end_date", ("start_date", "end_date")),
    Rule("appointed-not-shortlisted", Severity.CONFIRM, "applicants",
         "SELECT file, COUNT(*), MIN(\"row\") FROM applicants WHERE appointed = 'true' AND shortlisted <> 'true' GROUP BY file ORDER BY file",
         "An application was appointed and not shortlisted.", "{n} applications were appointed and not shortlisted.",
         "Check that shortlisting is recorded; both are counted as they stand.", "shortlisted"),
    Rule("no-entry-date", Severity.CONFIRM, "cases",
         "SELECT file, COUNT(*), MIN(\"row\") FROM cases WHERE entered_on IS NULL AND formal = 'true' AND type IN ('disciplinary', 'unstated') GROUP BY file ORDER BY file",
         "A formal case has no date of the investigation and is not counted.", "{n} formal cases have no date of the investigation and are not counted.",
         "Fill in the date on which the investigation was commissioned, or the hearing notice.", "investigation_commissioned"),
    Rule("person-with-several-ethnicities", Severity.CONFIRM, "staff",
         """SELECT MIN(file), COUNT(*), MIN(first) FROM (SELECT organisation, person, MIN(file) AS file, MIN("row") AS first FROM staff
            WHERE person IS NOT NULL GROUP BY organisation, person HAVING COUNT(DISTINCT ethnicity) > 1) AS mixed HAVING COUNT(*) > 0""",
         "A person's posts carry different ethnic categories; that of the main post is taken.", "{n} people's posts carry different ethnic categories; that of the main post is taken.",
         "Let all posts of a person carry the same.", "ethnicity"),
    Rule("impossible-percentage", Severity.BLOCK, "survey",
         'SELECT file, COUNT(*), MIN("row") FROM survey WHERE percentage NOT BETWEEN 0 AND 100 GROUP BY file ORDER BY file',
         "A percentage is below 0 or above 100.", "{n} percentages are below 0 or above 100.", "Write the percentage of the group's respondents.", "percentage", ("percentage",)),
    Rule("percentage-missing", Severity.CONFIRM, "survey",
         'SELECT file, COUNT(*), MIN("row") FROM survey WHERE percentage IS NULL AND question IS NOT NULL GROUP BY file ORDER BY file',
         "A question has no percentage and is left out.", "{n} questions have no percentage and are left out.", "Fill it in where it is known.", "percentage", ("percentage",)),
    Rule("percentages-look-like-shares", Severity.CONFIRM, "survey",
         'SELECT file, COUNT(*), MIN("row") FROM survey WHERE percentage IS NOT NULL GROUP BY file HAVING MAX(percentage) <= 1 ORDER BY file',
         "The percentage is at most 1: it looks like a share.", "All {n} percentages are at most 1: they look like shares.", "Write 24.9 for 24.9 per cent.", "percentage", ("percentage",)),
)  # fmt: skip


def check_records(
    con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """Every problem that the coded records show."""
    problems: list[Problem] = []
    for rule in RULES:
        if rule.kind in columns and set(rule.needs) <= columns[rule.kind]:
            rows = con.execute(rule.sql).fetchall()
            problems += [_problem(rule, matches[file], count, first) for file, count, first in rows]
    problems += _organisations(con, columns, matches)
    return problems + _dates(con, columns, matches, edition) + _people(con, columns, matches)


def _problem(rule: Rule, found: Match, count: int, first: int) -> Problem:
    sentence = rule.one if count == 1 else rule.many.format(n=f"{count:,}")
    return found.problem(rule.id, rule.severity, sentence, rule.remedy, rule.column, first, count)


def _organisations(con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match]) -> list[Problem]:
    """Rows whose organisation is not said, or is no code."""
    problems = []
    for kind in columns:
        is_code = f"regexp_full_match(organisation, {literal(ORGANISATION.pattern)})"
        sql = f'SELECT file, COUNT(*), MIN("row") FROM {kind} WHERE NOT {is_code} GROUP BY file ORDER BY file'
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


def _dates(
    con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match], edition: Edition
) -> list[Problem]:
    """Events outside the window: a note, or a moment to confirm where all of them are."""
    problems = []
    for item in edition.items.values():
        if item.date and item.kind in columns:
            years = max(basis.years for basis in item.bases.values())
            start = edition.window_start.replace(year=edition.window_start.year - years + 1)
            beyond = f"{item.date} NOT BETWEEN DATE '{start}' AND DATE '{edition.snapshot}'"
            sql = f"""SELECT file, COUNT({item.date}), SUM(CASE WHEN {beyond} THEN 1 ELSE 0 END),
                MIN(CASE WHEN {beyond} THEN "row" END) FROM {item.kind} GROUP BY file ORDER BY file"""
            for file, dated, outside, first in con.execute(sql).fetchall():
                if outside:
                    period = f"{_day(start)} to {_day(edition.snapshot)}"
                    problems.append(_outside(matches[file], item, period, int(dated), int(outside), int(first)))
    return problems


def _outside(found: Match, item: Item, period: str, dated: int, outside: int, first: int) -> Problem:
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


def _people(con: duckdb.DuckDBPyConnection, columns: Columns, matches: Mapping[int, Match]) -> list[Problem]:
    """Events of people whom the staff list does not know."""
    problems = []
    for kind, said in _STRANGERS.items() if "staff" in columns else ():
        if kind in columns:
            known = "SELECT 1 FROM staff AS s WHERE s.organisation = e.organisation AND s.person = e.person"
            sql = f"""SELECT e.file, COUNT(*), MIN(e."row") FROM {kind} AS e
                WHERE e.person IS NOT NULL AND NOT EXISTS ({known}) GROUP BY 1 ORDER BY 1"""
            for file, count, first in con.execute(sql).fetchall():
                words = said.one if count == 1 else said.many.format(n=f"{count:,}")
                problems.append(
                    matches[file].problem(
                        "person-not-on-staff-list", said.severity, words, said.remedy, "person", first, count
                    )
                )
    return problems
