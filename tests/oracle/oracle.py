"""Every WRES count and figure a second time, from the definitions alone, in plain Python over record files.

It shares nothing with the package: the same answer reached twice is what a comparison is worth. It reads comma
separated files with the plain column names and codes of the extracts (`staff.csv`, `cases.csv` ...) of one
organisation. A survey comes as answers, not as percentages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.oracle.records import (
    BLOCKS,
    SENIOR,
    TIERS,
    Row,
    Table,
    day,
    grade_row,
    group,
    in_force,
    in_window,
    no,
    rank,
    read,
    senior,
    snapshot_day,
    tier,
    undated_or_in_window,
    yes,
)

Counts = dict[tuple[str, str, str, str, str], int]  # item, breakdown, category, group, basis
# Indicator, statistic, breakdown, category, group, basis; None where a denominator is zero.
Figures = dict[tuple[str, str, str, str, str, str], float | None]

GROUPS = ("white", "bme", "unknown")


# Staff: everybody with a live substantive post on 31 March, once.
SUBSTANTIVE = ("permanent", "fixed-term", "locum", "unstated", "")


def substantive(post: Row) -> bool:
    return post.get("contract", "").lower() in SUBSTANTIVE


def main_post(posts: Iterable[Row]) -> Row:
    """The primary post, else the highest band, else the largest share of full time, else the first assignment."""

    def order(post: Row) -> tuple[bool, int, float, str]:
        return not yes(post.get("primary", "")), -rank(post), -float(post.get("fte") or -1), post.get("assignment", "")

    return min(posts, key=order)


@dataclass(frozen=True)
class Staff:
    """The staff list: posts by person, and the chosen post of everybody who counts in the snapshot."""

    table: Table
    posts: Mapping[str, Sequence[Row]]
    snapshot: Mapping[str, Row]

    def post_of(self, person: str) -> Row:
        """The post by which a person is known; a leaver's is chosen among all posts that they held."""
        posts = self.posts.get(person)
        return self.snapshot.get(person) or (main_post(posts) if posts else {})


def staff_list(table: Table, year: int) -> Staff:
    posts: dict[str, list[Row]] = {}
    for row in table.rows:
        posts.setdefault(row["person"], []).append(row)
    snapshot = {}
    for person, held in posts.items():
        live = [post for post in held if substantive(post) and post.get("status", "").lower() != "ended"]
        counted = [post for post in live if in_force(post, snapshot_day(year))]
        if counted:
            snapshot[person] = main_post(counted)
    return Staff(table, posts, snapshot)


# Counting: what is counted comes as its group together with the record that places it.
Counted = Sequence[tuple[str, Row]]


def cell(item: str, groups: Iterable[str], breakdown: str = "", category: str = "", basis: str = "") -> Counts:
    found = Counter(groups)
    return {(item, breakdown, category, name, basis): found[name] for name in GROUPS}


def split(
    item: str, counted: Counted, breakdown: str, categories: Iterable[str], of: Callable[[Row], str], basis: str = ""
) -> Counts:
    counts: Counts = {}
    for category in categories:
        counts |= cell(item, [name for name, row in counted if of(row) == category], breakdown, category, basis)
    return counts


def by_grade(item: str, counted: Counted, table: Table, basis: str = "") -> Counts:
    """Every row, zeros too; senior medical managers only where the file can tell who they are."""
    counts = split(item, counted, "grade", BLOCKS, grade_row, basis)
    if "senior_medical_manager" in table.columns or any(senior(row) for row in table.rows):
        counts |= cell(item, [name for name, row in counted if senior(row)], "grade", SENIOR, basis)
    return counts


def count_staff(staff: Staff) -> Counts:
    people = [(group(post["ethnicity"]), post) for post in staff.snapshot.values()]
    tiers = [f"{block}-{level}" for block in ("clinical", "non-clinical") for level in TIERS]
    counts = cell("staff", [name for name, _ in people]) | by_grade("staff", people, staff.table)
    return counts | split("staff", people, "tier", [*tiers, "medical-and-dental"], tier)


# Applications: each one by itself, by its own dates; bank and honorary posts are left out.
def reached(application: Row, item: str, stages: Sequence[str]) -> bool:
    """By the flag where it is filled in, else by the stage where that is stated, else by whether a date stands."""
    flag, stage = application.get(item, ""), application.get("stage", "").lower()
    if flag:
        return yes(flag)
    if stage and stage != "unstated":
        return stage in stages
    return bool(application.get(f"{item}_on", ""))


def count_applications(applicants: Table, item: str, stages: Sequence[str], year: int) -> Counts:
    counted = [
        (group(row["ethnicity"]), row)
        for row in applicants.rows
        if substantive(row) and reached(row, item, stages) and undated_or_in_window(row.get(f"{item}_on", ""), year)
    ]
    counts = cell(item, [name for name, _ in counted])
    if "grade" in applicants.columns:
        counts |= by_grade(item, counted, applicants)
    if "source" in applicants.columns:
        sources = ("internal", "external", "international")
        counts |= split(item, counted, "source", sources, lambda row: row.get("source", "").lower())
    return counts


# Cases: people who enter a formal disciplinary investigation, once in each year of entry.
def entered(case: Row) -> date | None:
    return day(case.get("investigation_commissioned", "")) or day(case.get("hearing_notice", ""))


def formal_disciplinary(case: Row) -> bool:
    of_type = case.get("type", "").lower() in ("disciplinary", "unstated", "")
    return of_type and not no(case.get("formal", ""))


def entrants(cases: Table, staff: Staff | None, year: int) -> dict[str, Row]:
    """Each person with the first case of the year. Whom the staff list knows must have been employed on that day."""
    first: dict[str, Row] = {}
    dated = [(when, case.get("case", ""), case) for case in cases.rows if (when := entered(case)) is not None]
    for when, _, case in sorted(dated, key=lambda found: found[:2]):
        posts = staff.posts.get(case["person"], ()) if staff else ()
        employed = not posts or any(substantive(post) and in_force(post, when) for post in posts)
        if in_window(when, year) and formal_disciplinary(case) and employed:
            first.setdefault(case["person"], case)
    return first


def count_disciplined(cases: Table, staff: Staff | None, year: int) -> Counts:
    """Two years only where the file reaches back to the earlier one; then the total of both, a person once in each."""

    def placed(first: Mapping[str, Row]) -> list[tuple[str, Row]]:
        known = [(case, staff.post_of(person) if staff else {}) for person, case in first.items()]
        return [(group(case.get("ethnicity", "") or post.get("ethnicity", "")), post) for case, post in known]

    this, earlier = (placed(entrants(cases, staff, one)) for one in (year, year - 1))
    reaches_back = any(in_window(when, year - 1) for case in cases.rows if (when := entered(case)))
    counts: Counts = {}
    for basis, people in {"one-year": this, "two-year": this + earlier}.items():
        if basis == "one-year" or reaches_back:
            counts |= cell("disciplined", [name for name, _ in people], basis=basis)
            counts |= by_grade("disciplined", people, staff.table, basis) if staff else {}
    return counts


# Learning: people of the snapshot who took up something that was not mandatory.
def count_trained(learning: Table, staff: Staff, year: int) -> Counts:
    trained = {
        row["person"]
        for row in learning.rows
        if no(row["mandatory"])
        and not no(row.get("taken_up", ""))
        and undated_or_in_window(row.get("attended_on", ""), year)
    }
    people = [(group(post["ethnicity"]), post) for person, post in staff.snapshot.items() if person in trained]
    return cell("trained", [name for name, _ in people]) | by_grade("trained", people, staff.table)


# Survey: respondents; one who answers so to any question of the item counts, once.
def questions(year: int) -> dict[str, tuple[str, ...]]:
    """The questions of the survey of the autumn before."""
    items = ("harassed-by-public", "harassed-by-staff", "equal-opportunities", "discriminated")
    if year <= 2018:
        return dict(zip(items, (("kf25",), ("kf26",), ("kf21",), ("q17b",)), strict=True))
    if year <= 2021:
        return dict(zip(items, (("q13a",), ("q13b", "q13c"), ("q14",), ("q15b",)), strict=True))
    return dict(zip(items, (("q14a",), ("q14b", "q14c"), ("q15",), ("q16b",)), strict=True))


ANSWERS = {
    **dict.fromkeys(("yes", "once", "1-2", "3-5", "6-10", "more than 10"), "yes"),
    **dict.fromkeys(("no", "never"), "no"),
    "don't know": "dont-know",
}


def count_survey(survey: Table, year: int) -> Counts:
    counts: Counts = {}
    for item, asked in questions(year).items():
        if not set(asked) & set(survey.columns):
            continue
        said = [
            (group(row["ethnicity"]), {ANSWERS.get(row.get(question, "").lower(), "") for question in asked})
            for row in survey.rows
        ]
        event = [name for name, answers in said if "yes" in answers]
        base = [name for name, answers in said if answers & {"yes", "no"}]
        with_dont_know = [name for name, answers in said if answers & {"yes", "no", "dont-know"}]
        bases = {"incl-dk": with_dont_know, "excl-dk": base} if item == "equal-opportunities" else {"": base}
        for basis, respondents in bases.items():
            counts |= cell(item, event, basis=basis) | cell(f"asked-{item}", respondents, basis=basis)
    return counts


# Board: its members on 31 March.
def count_board(board: Table, year: int) -> Counts:
    members = {row["person"]: row for row in board.rows if in_force(row, snapshot_day(year))}
    people = [(group(row["ethnicity"]), row) for row in members.values()]
    counts = cell("board", [name for name, _ in people])
    for column in ("voting", "executive"):
        for category, holds in {column: yes, f"non-{column}": no}.items():
            side = [name for name, row in people if holds(row[column])]
            counts |= cell("board", side, "membership", category)
    return counts


def count(folder: Path, year: int) -> Counts:
    """Every count of one organisation's folder; an item without its file has no count, otherwise zeros stand."""
    counts: Counts = {}
    listed = read(folder / "staff.csv")
    staff = staff_list(listed, year) if listed else None
    if staff:
        counts |= count_staff(staff)
    if applicants := read(folder / "applicants.csv"):
        counts |= count_applications(applicants, "shortlisted", ("shortlisted", "offered", "appointed"), year)
        counts |= count_applications(applicants, "appointed", ("appointed",), year)
    if cases := read(folder / "cases.csv"):
        counts |= count_disciplined(cases, staff, year)
    if staff and (learning := read(folder / "learning.csv")):
        counts |= count_trained(learning, staff, year)
    if survey := read(folder / "survey.csv"):
        counts |= count_survey(survey, year)
    if board := read(folder / "board.csv"):
        counts |= count_board(board, year)
    return counts


# Figures: exact fractions up to the last step.
def number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def divided(above: Fraction | int | None, below: Fraction | int | None) -> Fraction | None:
    return None if above is None or not below else Fraction(above) / Fraction(below)


def minus(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one - other


def cells(counts: Counts, item: str, basis: str = "") -> list[tuple[str, str]]:
    """The breakdowns and categories in which an item is counted, the whole first."""
    return sorted({(key[1], key[2]) for key in counts if key[0] == item and key[4] == basis})


def percentage(counts: Counts, item: str, name: str, breakdown: str = "", category: str = "") -> Fraction | None:
    """The share of a group among all, unknown ethnicity inside the denominator."""
    everybody = sum(counts[item, breakdown, category, each, ""] for each in GROUPS)
    return divided(100 * counts[item, breakdown, category, name, ""], everybody)


def composition(counts: Counts) -> Figures:
    """Indicator 1: the share in each grade and tier, and the points by which it differs from the workforce's."""
    found: Figures = {}
    for breakdown, category in cells(counts, "staff"):
        for name in GROUPS:
            share = percentage(counts, "staff", name, breakdown, category)
            found["1", "percentage", breakdown, category, name, ""] = number(share)
            if breakdown:
                difference = minus(share, percentage(counts, "staff", name))
                found["1", "difference", breakdown, category, name, ""] = number(difference)
    return found


def likelihoods(
    counts: Counts, indicator: str, event: str, population: str, one: str, other: str, basis: str = ""
) -> Figures:
    """Indicators 2 to 4: events per head in one group over events per head in the other."""
    found: Figures = {}
    for place in cells(counts, event, basis):
        if place in cells(counts, population):
            rates = [
                divided(counts[event, *place, name, basis], counts[population, *place, name, ""])
                for name in (one, other)
            ]
            found[indicator, "relative_likelihood", *place, f"{one}:{other}", basis] = number(divided(*rates))
    return found


def survey_figures(counts: Counts, indicator: str, item: str, basis: str = "") -> Figures:
    """Indicators 5 to 8: the percentage of white and of BME respondents, and BME minus white."""
    if not cells(counts, item, basis):
        return {}
    share = {
        name: divided(100 * counts[item, "", "", name, basis], counts[f"asked-{item}", "", "", name, basis])
        for name in ("white", "bme")
    }
    found: Figures = {(indicator, "percentage", "", "", name, basis): number(value) for name, value in share.items()}
    found[indicator, "gap", "", "", "bme:white", basis] = number(minus(share["bme"], share["white"]))
    return found


def representation(counts: Counts) -> Figures:
    """Indicator 9: the BME share of the board, of its voting and of its executive members, minus the workforce's."""
    if not (cells(counts, "board") and cells(counts, "staff")):
        return {}
    found: Figures = {}
    for place in (("", ""), ("membership", "voting"), ("membership", "executive")):
        difference = minus(percentage(counts, "board", "bme", *place), percentage(counts, "staff", "bme"))
        found["9", "difference", *place, "bme", ""] = number(difference)
    return found


def disparities(counts: Counts) -> Figures:
    """BME to white in the lower tier over BME to white in the higher one; medical and dental staff are left out."""
    found: Figures = {}
    scales = {"clinical": ["clinical"], "non-clinical": ["non-clinical"], "all": ["clinical", "non-clinical"]}
    for scale, blocks in scales.items() if cells(counts, "staff") else ():
        odds = {
            level: divided(
                *(
                    sum(counts["staff", "tier", f"{block}-{level}", name, ""] for block in blocks)
                    for name in ("bme", "white")
                )
            )
            for level in TIERS
        }
        for lower, upper in (("lower", "middle"), ("middle", "upper"), ("lower", "upper")):
            ratio = divided(odds[lower], odds[upper])
            found["rdr", "disparity_ratio", "tier", f"{scale}-{lower}-{upper}", "bme:white", ""] = number(ratio)
    return found


def figures(counts: Counts) -> Figures:
    """Every figure that the counts allow; none for an indicator one of whose items is missing."""
    found = composition(counts)
    found |= likelihoods(counts, "2", "appointed", "shortlisted", "white", "bme")
    for basis in ("one-year", "two-year"):
        found |= likelihoods(counts, "3", "disciplined", "staff", "bme", "white", basis)
    found |= likelihoods(counts, "4", "trained", "staff", "white", "bme")
    found |= survey_figures(counts, "5", "harassed-by-public") | survey_figures(counts, "6", "harassed-by-staff")
    for basis in ("incl-dk", "excl-dk"):
        found |= survey_figures(counts, "7", "equal-opportunities", basis)
    found |= survey_figures(counts, "8", "discriminated")
    return found | representation(counts) | disparities(counts)
