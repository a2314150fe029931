"""One small organisation with an extract of every kind, for tests that write it in many forms."""

from __future__ import annotations

from tests.extracts.folders import Row, case, post, staff

PEOPLE = [
    *staff(),
    post("P5", ethnicity="99", grade="8a", staff_group="Administrative and Clerical"),
    post("P6", ethnicity="A", contract="bank"),
    post("P7", ethnicity="M", end_date="2025-12-31", status="ended"),
]
APPLICATIONS = [
    {"application": "A1", "vacancy": "Café 1", "ethnicity": "White – British", "grade": "clinical-5", "source": "internal",
     "stage": "appointed", "shortlisted_on": "2025-05-01", "appointed_on": "2025-06-01"},
    {"application": "A2", "vacancy": "Café 1", "ethnicity": "N African", "grade": "clinical-5", "source": "external",
     "stage": "shortlisted", "shortlisted_on": "2025-05-01", "appointed_on": ""},
    {"application": "A3", "vacancy": "Café 2", "ethnicity": "Z", "grade": "clinical-6", "source": "external",
     "stage": "applied", "shortlisted_on": "", "appointed_on": ""},
]  # fmt: skip
CASES = [case("C1", "P1"), case("C2", "P4", investigation_commissioned="2025-04-01"), case("C3", "P7")]
LEARNING = [
    {"person": "P1", "course": "Coaching", "mandatory": "no", "taken_up": "yes", "attended_on": "2025-09-01"},
    {"person": "P3", "course": "Fire", "mandatory": "yes", "taken_up": "yes", "attended_on": "2025-09-01"},
    {"person": "P4", "course": "Coaching", "mandatory": "no", "taken_up": "yes", "attended_on": "2025-10-01"},
]
SURVEY = [
    {"respondent": "R1", "ethnicity": "A", "q14a": "Never", "q14b": "Never", "q14c": "1-2", "q15": "Yes", "q16b": "No"},
    {"respondent": "R2", "ethnicity": "H", "q14a": "3-5", "q14b": "Never", "q14c": "Never", "q15": "Don't know", "q16b": "Yes"},
]  # fmt: skip
BOARD = [
    {"person": "B1", "ethnicity": "A", "voting": "yes", "executive": "yes"},
    {"person": "B2", "ethnicity": "J", "voting": "yes", "executive": "no"},
    {"person": "B3", "ethnicity": "A", "voting": "no", "executive": "yes"},
]
POPULATION = [{"ethnicity": "A", "people": "900"}, {"ethnicity": "H", "people": "100"}]

EVERYTHING: dict[str, list[dict[str, str]]] = {
    "staff": PEOPLE, "applicants": APPLICATIONS, "cases": CASES, "learning": LEARNING,
    "survey": SURVEY, "board": BOARD, "population": POPULATION,
}  # fmt: skip


def turned(rows: list[dict[str, str]], names: dict[str, str]) -> list[Row]:
    """The same rows with the columns in the opposite order and some under other names."""
    return [{names.get(name, name): value for name, value in reversed(row.items())} for row in rows]
