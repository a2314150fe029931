"""Who is counted in the workforce: each person once, substantive staff in post on 31 March."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extracts.folders import checked, counted, counts, folder, ids, post, staff, the

CONSULTANT = {"grade": "Consultant", "staff_group": "Medical and Dental"}


def grid(root: Path, *rows: dict[str, str]) -> dict[str, int]:
    """How many people stand in each grade row."""
    return counts(counted(folder(root, staff=rows)), "staff", breakdown="grade")


def test_bank_honorary_and_others_outside_the_workforce_are_left_out(tmp_path: Path) -> None:
    outside = ["Bank", "Honorary", "Non-Exec Director/Chair", "Agency", "Zero hours", "Widow/Widower", "Volunteer"]
    rows = [post(f"X{n}", contract=contract, grade="any old grade") for n, contract in enumerate(outside)]
    inside = [post("I1", contract="Fixed Term Temp"), post("I2", contract="Locum"), post("I3", contract="Substantive")]
    found = counted(folder(tmp_path, staff=[*rows, *inside]))
    assert ids(found) == set()
    assert counts(found, "staff") == {"white": 3}


def test_bank_beside_a_substantive_post_counts_once_and_on_the_latter(tmp_path: Path) -> None:
    rows = [
        post("P1", assignment="a", contract="bank", grade="8a", primary="yes"),
        post("P1", assignment="b", grade="5"),
    ]
    assert grid(tmp_path, *rows) == {"clinical-5": 1}


SEVERAL_POSTS = {
    "main post first": ({"primary": "yes", "grade": "2"}, {"primary": "no", "grade": "8b"}, "clinical-2"),
    "then the higher grade": ({"grade": "7"}, {"grade": "8a"}, "clinical-8a"),
    "medical grades above bands": ({"grade": "9"}, CONSULTANT, "medical-consultant"),
    "then more hours": ({"grade": "5", "fte": "0.4"}, {"fte": "0.6", "staff_group": "Estates"}, "non-clinical-5"),
    "then the assignment": ({"grade": "6", "assignment": "b", "staff_group": "Estates"}, {"grade": "6", "assignment": "a"}, "clinical-6"),
}  # fmt: skip


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_posts_one_is_chosen_whatever_their_order(tmp_path: Path, turned: bool) -> None:
    rows = []
    for person, (one, other, _) in SEVERAL_POSTS.items():
        rows += [post(person, **{"assignment": "x", **one}), post(person, **{"assignment": "y", **other})]
    assert grid(tmp_path, *(reversed(rows) if turned else rows)) == {row: 1 for _, _, row in SEVERAL_POSTS.values()}


def test_31_march_is_the_last_day_that_counts_and_leavers_are_gone(tmp_path: Path) -> None:
    rows = [
        post("gone", end_date="2026-03-30"), post("last day", end_date="2026-03-31", grade="6"),
        post("first day", start_date="2026-03-31", grade="7"), post("not yet", start_date="2026-04-01"),
        post("ended", status="Terminate Assignment"), post("ends later", end_date="2027-01-01", grade="8a"),
    ]  # fmt: skip
    assert grid(tmp_path, *rows) == {"clinical-6": 1, "clinical-7": 1, "clinical-8a": 1}


def test_the_year_asked_for_says_which_31_march(tmp_path: Path) -> None:
    rows = [post("P1", end_date="2025-06-30"), post("P2", grade="6", start_date="2025-06-30")]
    assert counts(counted(folder(tmp_path, staff=rows), year=2025), "staff", breakdown="grade") == {"clinical-5": 1}


def test_people_on_leave_suspended_or_seconded_are_counted(tmp_path: Path) -> None:
    statuses = ["Maternity & Adoption", "Career Break", "Suspend With Pay", "Suspend No Pay", "Internal Secondment",
                "Acting Up", "Out on External Secondment - Paid", "Active Assignment", ""]  # fmt: skip
    rows = [post(f"P{n}", status=status) for n, status in enumerate(statuses)]
    assert counts(counted(folder(tmp_path, staff=rows)), "staff") == {"white": len(statuses)}


def test_a_person_twice_without_an_assignment_blocks(tmp_path: Path) -> None:
    rows = [post("P1", assignment=""), post("P2"), post("P1", assignment="")]
    problem = the(checked(folder(tmp_path, staff=rows)), "duplicate-person")
    assert (str(problem.severity), problem.file, problem.row, problem.column) == ("block", "staff.csv", 4, "person")


def test_the_same_assignment_in_two_files_is_taken_from_the_first(tmp_path: Path) -> None:
    given = folder(tmp_path, **{"staff": staff(), "staff-before": [post("P1")]})
    problem = the(checked(given), "overlap")
    assert (problem.file, problem.row, problem.rows) == ("staff.csv", 2, 1)


def test_two_files_that_disagree_on_a_post_are_to_be_confirmed(tmp_path: Path) -> None:
    given = folder(tmp_path, staff=staff(), staff_before=[post("P1", ethnicity="H")])
    found = counted(given)
    assert str(the(found, "overlap-differs").severity) == "confirm"
    assert counts(found, "staff") == {"white": 2, "bme": 2}


def test_posts_of_one_person_that_disagree_on_ethnicity_are_said(tmp_path: Path) -> None:
    rows = [post("P1", assignment="a", primary="yes", ethnicity="H"), post("P1", assignment="b", ethnicity="A")]
    found = counted(folder(tmp_path, staff=rows))
    assert the(found, "person-with-several-ethnicities").row == 2
    assert counts(found, "staff") == {"bme": 1}


def test_a_senior_medical_manager_is_shown_and_never_added(tmp_path: Path) -> None:
    rows = [
        post("P1", **CONSULTANT, senior_medical_manager="yes"), post("P2", **CONSULTANT, senior_medical_manager="no"),
        post("P3", senior_medical_manager=""),
    ]  # fmt: skip
    found = counted(folder(tmp_path, staff=rows))
    assert counts(found, "staff") == {"white": 3}
    assert counts(found, "staff", breakdown="grade") == {
        "clinical-5": 1,
        "medical-consultant": 2,
        "medical-senior-manager": 1,
    }
    assert counts(found, "staff", breakdown="tier", classification="ethnic-5") == {
        "clinical-lower": 1,
        "medical-and-dental": 2,
    }


def test_a_grade_called_other_without_a_staff_group_is_asked_about(tmp_path: Path) -> None:
    rows = [{"person": "P1", "ethnicity": "A", "grade": "Other", "contract": "permanent"}]
    assert ids(checked(folder(tmp_path, staff=rows))) == {"unmapped-grade"}
