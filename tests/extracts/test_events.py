"""Events of staff and applications: who is counted, in which year, and with whose ethnicity."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.calculation import Calculation
from tests.extracts.folders import case, checked, counted, counts, folder, ids, post, staff, the

PEOPLE = [
    *staff(),
    *(post(f"in post {n}", ethnicity="H") for n in range(4)),
    post("leaver", ethnicity="H", status="ended", end_date="2025-12-31"),
    post("bank", ethnicity="H", contract="bank"),
    post("both", assignment="1", ethnicity="H", contract="bank"),
    post("both", assignment="2", ethnicity="H"),
    post("unsaid", ethnicity="Z"),
]
CASES = [
    case("1", "P1"), case("2", "P1", investigation_commissioned="2025-09-01"),
    case("3", "leaver"), case("4", "leaver", investigation_commissioned="2026-02-01"),
    case("5", "bank"), case("6", "both"),
    case("7", "unsaid", ethnicity="N"), case("8", "stranger", ethnicity="N"), case("9", "second stranger"),
    case("10", "P2", investigation_commissioned="2025-03-31"), case("11", "P3", investigation_commissioned="2026-03-31"),
    case("12", "P4", type="grievance"), case("13", "P4", formal="informal"), case("14", "P4", investigation_commissioned=""),
]  # fmt: skip


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    return counted(folder(tmp_path_factory.mktemp("events") / "extracts", staff=PEOPLE, cases=CASES))


def test_people_are_counted_once_a_year_while_on_the_payroll(found: Calculation) -> None:
    """White: P1 once. BME: the leaver before leaving, the one with both contracts, P3, and two by the case's own word."""
    assert counts(found, "disciplined", "one-year") == {"white": 1, "bme": 5, "unknown": 1}


def test_two_years_are_counted_where_the_earlier_one_is_there(found: Calculation) -> None:
    assert counts(found, "disciplined", "two-year") == {"white": 2, "bme": 5, "unknown": 1}


def test_people_whom_the_staff_list_does_not_know_are_asked_about(found: Calculation) -> None:
    problem = the(found, "person-not-on-staff-list")
    assert (str(problem.severity), problem.file, problem.row, problem.rows) == ("confirm", "cases.csv", 9, 2)


def test_a_formal_case_without_its_date_is_asked_about(found: Calculation) -> None:
    problem = the(found, "no-entry-date")
    assert (str(problem.severity), problem.row, problem.column) == ("confirm", 15, "investigation_commissioned")


def test_a_file_of_cases_without_a_case_is_zero_cases(tmp_path: Path) -> None:
    header = "case,person,type,formal,investigation_commissioned\n"
    tallies = counted(folder(tmp_path, cases=header)).tallies
    cases = tallies.filter(item="disciplined", basis="one-year", classification="wres", breakdown="")
    assert dict(cases.select("group", "count").iter_rows()) == {"white": 0, "bme": 0, "unknown": 0, "all": 0}
    assert tallies.filter(item="disciplined", basis="two-year").is_empty(), "the earlier year is not there"


def test_learning_counts_people_in_post_once_for_what_is_not_mandatory(tmp_path: Path) -> None:
    def learnt(person: str, **other: str) -> dict[str, str]:
        return {
            "person": person,
            "course": "c",
            "mandatory": "no",
            "taken_up": "yes",
            "attended_on": "2025-09-01",
        } | other

    rows = [
        learnt("P1"), learnt("P1", course="d"), learnt("P2", mandatory="yes"), learnt("P2", taken_up="cancelled"),
        learnt("P2", attended_on="2024-09-01"), learnt("P3", attended_on=""), learnt("leaver"), learnt("bank"), learnt("nobody"),
    ]  # fmt: skip
    result = counted(folder(tmp_path, staff=PEOPLE, learning=rows))
    assert counts(result, "trained") == {"white": 1, "bme": 1}
    assert (the(result, "person-not-on-staff-list").row, the(result, "person-not-on-staff-list").rows) == (10, 1)


def applied(number: str, **other: str) -> dict[str, str]:
    return {
        "application": number,
        "ethnicity": "A",
        "contract": "",
        "stage": "",
        "shortlisted_on": "",
        "appointed_on": "",
    } | other


def test_how_far_each_application_got(tmp_path: Path) -> None:
    """Applications are counted, not applicants: what one person sent twice is two."""
    again = [applied("12", stage="shortlisted", ethnicity="H") | {"vacancy": vacancy} for vacancy in ("V1", "V2")]
    again[1]["application"] = "13"
    rows = [
        applied("1", stage="appointed"), applied("2", stage="interviewed"), applied("3", stage="rejected"),
        applied("4", shortlisted_on="2025-05-01"), applied("5", shortlisted_on="2025-05-01", appointed_on="2025-06-01"),
        applied("6", stage="withdrawn after offer", shortlisted_on="2025-05-01"),
        applied("7", stage="appointed", contract="bank"), applied("8", stage="appointed", contract="honorary"),
        applied("9", stage="appointed", shortlisted_on="2024-05-01", appointed_on="2024-06-01"),
        applied("10", stage="appointed", shortlisted_on="2025-03-31", appointed_on="2025-04-01"), applied("11"),
    ]  # fmt: skip
    rows = [row | {"vacancy": ""} for row in rows] + again
    result = counted(folder(tmp_path, applicants=rows))
    assert counts(result, "shortlisted") == {"white": 5, "bme": 2}
    assert counts(result, "appointed") == {"white": 3}


def test_an_appointment_without_shortlisting_is_asked_about(tmp_path: Path) -> None:
    rows = [applied("1", appointed_on="2025-06-01"), applied("2", stage="shortlisted")]
    problem = the(checked(folder(tmp_path, applicants=rows)), "appointed-not-shortlisted")
    assert (str(problem.severity), problem.file, problem.row) == ("confirm", "applicants.csv", 2)


def test_who_sat_on_the_board_on_31_march(tmp_path: Path) -> None:
    def member(person: str, start: str = "", end: str = "") -> dict[str, str]:
        return {"person": person, "ethnicity": "A", "voting": "Voting", "executive": "NED", "from": start, "to": end}

    rows = [
        member("1"),
        member("2", end="2026-03-30"),
        member("3", start="2026-04-01"),
        member("4", "2026-03-31", "2026-03-31"),
    ]
    result = counted(folder(tmp_path, board=rows))
    assert ids(result) == set()
    assert counts(result, "board") == {"white": 2}
