"""The rules that coded records must keep, each a question in SQL that finds the rows which break it.

How they are asked is in `checks`; what a value means was settled in `coding`.
"""

from __future__ import annotations

from dataclasses import dataclass

from openwres.contracts.problems import Severity


@dataclass(frozen=True)
class Rows:
    """SQL that selects `file` and `row` of every wrong row.

    `hint` is an aggregate over `table` that is zero where there is none: many hints are asked in one look, and the rows
    only of rules whose hint tells of some. Without a hint the rows are asked at once.
    """

    sql: str
    table: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Rule:
    """Which rows are wrong, what is said of one and of `{n}`, and what to do.

    `needs` are columns without which the question cannot be asked, `date` the date by which an item must count its events;
    `column` is the one that the user should look at.
    """

    id: str
    severity: Severity
    kind: str
    rows: Rows
    one: str
    many: str
    remedy: str
    column: str
    needs: tuple[str, ...] = ()
    date: str = ""


def _where(kind: str, condition: str) -> Rows:
    return Rows(f'SELECT file, "row" FROM {kind} WHERE {condition}', kind, f"COUNT(*) FILTER (WHERE {condition})")


def _repeats(table: str, keys: str, where: str) -> Rows:
    """The second and later rows that carry the same keys; rows are put in order only among those that repeat."""
    chosen = f"(SELECT * FROM {table} WHERE {where})"
    repeated = f"(SELECT organisation, {keys} FROM {chosen} AS c GROUP BY ALL HAVING COUNT(*) > 1)"
    place = f'ROW_NUMBER() OVER (PARTITION BY organisation, {keys} ORDER BY file, "row")'
    placed = f'SELECT file, "row", {place} AS place FROM {chosen} AS k SEMI JOIN {repeated} AS d USING (organisation, {keys})'
    given = f"FILTER (WHERE {where})"
    hint = f"COUNT(*) {given} - COUNT(DISTINCT HASH(organisation, {keys})) {given}"
    return Rows(f'SELECT file, "row" FROM ({placed}) AS r WHERE place > 1', table, hint)


_POSTS = "Delete the repeated rows; where they are different posts of one person, give each its assignment number."
_REPEATED = "Delete the repeated rows."
# A respondent's row stands once for each question: those of one question are all of them.
_RESPONDENTS = """(SELECT DISTINCT file, "row", organisation, respondent FROM survey
    SEMI JOIN (SELECT file, MIN(question) AS question FROM survey GROUP BY file) AS first USING (file, question))"""
_UNDATED = "entered_on IS NULL AND formal = 'true' AND type IN ('disciplinary', 'unstated')"
_OF_SEVERAL = "posts_of_several"
_LIVE = """status <> 'ended' AND end_date IS NULL"""


def _people(having: str, where: str = "TRUE") -> Rows:
    """The first row of each person of several posts of whom something holds."""
    return Rows(
        f"""SELECT MIN(file) AS file, MIN("row") AS "row" FROM {_OF_SEVERAL} WHERE {where}
        GROUP BY organisation, person HAVING {having}"""
    )


_ALL_SHARES = Rows(
    """SELECT file, "row" FROM survey WHERE percentage IS NOT NULL
    AND file IN (SELECT file FROM survey GROUP BY file HAVING MAX(percentage) <= 1)""",
    "survey",
    "COUNT(percentage)",
)

RULES = (
    Rule(
        "duplicate-person", Severity.BLOCK, "staff",
        _repeats(_OF_SEVERAL, "person, assignment", "assignment IS NOT NULL"),
        "A person stands twice with the same assignment.",
        "{n} rows repeat a person with the same assignment.",
        _POSTS, "person", ("person", "assignment"),
    ),
    Rule(
        "duplicate-person", Severity.BLOCK, "staff",
        _repeats(_OF_SEVERAL, "person", "assignment IS NULL"),
        "A person stands twice, and nothing tells the posts apart.",
        "{n} rows repeat a person, and nothing tells the posts apart.",
        _POSTS, "person", ("person",),
    ),
    Rule(
        "duplicate-application", Severity.BLOCK, "applicants",
        _repeats("applicants", "application", "application IS NOT NULL"),
        "An application stands twice.",
        "{n} rows repeat an application.",
        _REPEATED, "application", ("application",),
    ),
    Rule(
        "duplicate-case", Severity.BLOCK, "cases",
        _repeats("cases", '"case", person', '"case" IS NOT NULL AND person IS NOT NULL'),
        "A case of a person stands twice.",
        "{n} rows repeat a case of a person.",
        _REPEATED, "case", ("case", "person"),
    ),
    Rule(
        "duplicate-person", Severity.BLOCK, "board",
        _repeats("board", "person", "person IS NOT NULL"),
        "A board member stands twice.",
        "{n} rows repeat a board member.",
        "Keep one row for each member.", "person", ("person",),
    ),
    Rule(
        "duplicate-respondent", Severity.BLOCK, "survey",
        _repeats(f"{_RESPONDENTS} AS s", "respondent", "respondent IS NOT NULL"),
        "A respondent stands twice.",
        "{n} rows repeat a respondent.",
        "Keep one row for each respondent.", "respondent", ("respondent",),
    ),
    Rule(
        "post-ends-before-it-begins", Severity.BLOCK, "staff",
        _where("staff", "end_date < start_date"),
        "A post ends before it begins.",
        "{n} posts end before they begin.",
        "Mend the dates.", "end_date", ("start_date", "end_date"),
    ),
    Rule(
        "appointed-not-shortlisted", Severity.CONFIRM, "applicants",
        _where("applicants", "appointed = 'true' AND shortlisted <> 'true'"),
        "An application was appointed and not shortlisted.",
        "{n} applications were appointed and not shortlisted.",
        "Check that shortlisting is recorded; both are counted as they stand.", "shortlisted",
    ),
    Rule(
        "no-entry-date", Severity.CONFIRM, "cases",
        _where("cases", _UNDATED),
        "A formal case has no date of the investigation and is not counted.",
        "{n} formal cases have no date of the investigation and are not counted.",
        "Fill in the date on which the investigation was commissioned, or the hearing notice.",
        "investigation_commissioned", date="entered_on",
    ),
    Rule(
        "person-with-several-ethnicities", Severity.CONFIRM, "staff",
        _people("COUNT(DISTINCT ethnicity) > 1"),
        "A person's posts carry different ethnic categories; that of the main post is taken.",
        "The posts of {n} people carry different ethnic categories; that of the main post is taken.",
        "Let all posts of a person carry the same.", "ethnicity", ("ethnicity",),
    ),
    Rule(
        "two-primary-posts", Severity.CONFIRM, "staff",
        _people("COUNT(*) > 1", f"\"primary\" = 'true' AND {_LIVE}"),
        "A person has two posts that are each called primary; the one of the higher grade is taken.",
        "{n} people have two posts that are each called primary; the one of the higher grade is taken.",
        "Let one post of a person be primary.", "primary", ("person", "primary"),
    ),
    Rule(
        "person-in-two-grades", Severity.CONFIRM, "staff",
        _people("COUNT(DISTINCT grade_row) > 1 AND SUM(CASE WHEN \"primary\" = 'true' THEN 1 ELSE 0 END) = 0", _LIVE),
        "A person has posts in different grades, and none is called primary; the highest grade is taken.",
        "{n} people have posts in different grades, and none is called primary; the highest grade is taken.",
        "Add the column that says which post is the primary one, or decide the option `main-post`.", "grade", ("person", "grade"),
    ),
    Rule(
        "impossible-percentage", Severity.BLOCK, "survey",
        _where("survey", "percentage NOT BETWEEN 0 AND 100"),
        "A percentage is below 0 or above 100.",
        "{n} percentages are below 0 or above 100.",
        "Write the percentage of the group's respondents.", "percentage", ("percentage",),
    ),
    Rule(
        "duplicate-percentage", Severity.BLOCK, "survey",
        _repeats("survey", 'question, "group"', "percentage IS NOT NULL"),
        "An indicator has two percentages for one group.",
        "{n} rows give an indicator another percentage for the same group.",
        "Keep one: the value of the WRES page, never a sum of two questions.", "percentage", ("percentage",),
    ),
    Rule(
        "percentage-missing", Severity.CONFIRM, "survey",
        _where("survey", "percentage IS NULL AND question IS NOT NULL"),
        "A question has no percentage and is left out.",
        "{n} questions have no percentage and are left out.",
        "Fill it in where it is known.", "percentage", ("percentage",),
    ),
    Rule(
        "percentages-look-like-shares", Severity.CONFIRM, "survey",
        _ALL_SHARES,
        "The percentage is at most 1: it looks like a share.",
        "All {n} percentages are at most 1: they look like shares.",
        "Write 24.9 for 24.9 per cent.", "percentage", ("percentage",),
    ),
)  # fmt: skip
