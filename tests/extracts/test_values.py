"""Values that no list knows are reported with their place and never guessed; all at once, and quoted where that shows nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError
from openwres.inputs import Check
from tests.extracts.folders import case, checked, counted, counts, folder, ids, of_id, post, staff, the
from tests.extracts.whole import APPLICATIONS, BOARD, LEARNING, POPULATION, SURVEY


@pytest.fixture(scope="module")
def spoilt_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which every file has something wrong with it. Words that few rows have are not repeated: they may be a name."""
    return folder(
        tmp_path_factory.mktemp("spoilt") / "extracts",
        staff=[*staff(), post("P5", ethnicity="Klingon", contract="perm-ish", grade="Band 8", status="asleep"), post("P1")],
        applicants=[APPLICATIONS[0] | {"stage": "ghosted", "appointed_on": "31/06/2025"}, APPLICATIONS[0] | {"source": "web"}],
        cases=[case("C1", "P1", type="misc", formal="yes or no"), case("C2", "P2", investigation_commissioned="soon"), case("C3", "")],
        learning=[LEARNING[0] | {"mandatory": "perhaps"}, LEARNING[0] | {"mandatory": "", "taken_up": "ringed"}],
        survey=[SURVEY[0] | {"ethnicity": "Vulcan"}, SURVEY[0]],
        board=[BOARD[0] | {"voting": "sometimes"}, BOARD[0] | {"executive": ""}],
        population=[POPULATION[0] | {"people": "many"}],
    )  # fmt: skip


@pytest.fixture(scope="module")
def spoilt(spoilt_folder: Path) -> Check:
    return checked(spoilt_folder)


@pytest.mark.parametrize(
    ("problem_id", "file", "row", "column", "quoted"),
    [
        ("unmapped-value", "staff.csv", 6, "ethnicity", "not shown here"),
        ("unmapped-value", "staff.csv", 6, "contract", "not shown here"),
        ("unmapped-value", "staff.csv", 6, "status", "not shown here"),
        ("duplicate-person", "staff.csv", 7, "person", ""),
        ("unmapped-value", "applicants.csv", 2, "stage", "not shown here"),
        ("unmapped-value", "applicants.csv", 3, "source", "not shown here"),
        ("not-readable", "applicants.csv", 2, "appointed_on", ""),
        ("duplicate-application", "applicants.csv", 3, "application", ""),
        ("unmapped-value", "cases.csv", 2, "type", "not shown here"),
        ("unmapped-value", "cases.csv", 2, "formal", "`yes or no`"),
        ("not-readable", "cases.csv", 3, "investigation_commissioned", ""),
        ("blank-identifier", "cases.csv", 4, "person", ""),
        ("unmapped-value", "learning.csv", 2, "mandatory", "not shown here"),
        ("unmapped-value", "learning.csv", 3, "mandatory", ""),
        ("unmapped-value", "learning.csv", 3, "taken_up", "not shown here"),
        ("unmapped-value", "survey.csv", 2, "ethnicity", "not shown here"),
        ("duplicate-respondent", "survey.csv", 3, "respondent", ""),
        ("unmapped-value", "board.csv", 2, "voting", "not shown here"),
        ("unmapped-value", "board.csv", 3, "executive", ""),
        ("duplicate-person", "board.csv", 3, "person", ""),
        ("not-readable", "population.csv", 2, "people", ""),
    ],
)  # fmt: skip
def test_each_problem_is_there_with_its_place(
    spoilt: Check, problem_id: str, file: str, row: int, column: str, quoted: str
) -> None:
    places = {(p.file, p.row, p.column): p for p in of_id(spoilt, problem_id)}
    problem = places[file, row, column]
    assert quoted in problem.sentence
    assert problem.remedy


def test_all_of_them_are_raised_together_and_nothing_is_counted(spoilt: Check, spoilt_folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        counted(spoilt_folder)
    assert set(caught.value.problems) >= {problem for problem in spoilt.problems if problem.severity == "block"}


def test_blocks_come_first_and_then_file_and_row(spoilt: Check) -> None:
    order = [("block", "confirm", "note").index(problem.severity) for problem in spoilt.problems]
    assert order == sorted(order)
    blocks = [(problem.file, problem.row or 0) for problem in spoilt.problems if problem.severity == "block"]
    assert blocks == sorted(blocks)


def test_a_grade_that_names_no_row_is_said_with_its_staff_group(tmp_path: Path) -> None:
    rows = [post("P1", grade="Band 8"), post("P2", staff_group="Wizards"), post("P3", grade="", contract="bank")]
    problems = of_id(checked(folder(tmp_path, staff=rows)), "unmapped-grade")
    assert [(problem.row, problem.column) for problem in problems] == [(3, "grade"), (2, "grade")] or [
        (problem.row, problem.column) for problem in problems
    ] == [(2, "grade"), (3, "grade")]
    assert any("`Band 8`" in problem.sentence for problem in problems)
    assert not any("Wizards" in problem.sentence for problem in problems)
    assert all(problem.stops == "grade" for problem in problems)


def test_a_value_that_is_nearly_known_is_suggested(tmp_path: Path) -> None:
    assert (
        "Did you mean"
        in the(checked(folder(tmp_path, staff=[post("P1", contract="permament")])), "unmapped-value").remedy
    )


def test_a_few_obsolete_codes_are_noted_and_many_block(tmp_path: Path) -> None:
    many = [post(f"P{n}") for n in range(120)]
    few = checked(folder(tmp_path / "few", staff=[*many, post("P200", ethnicity="1")]))
    assert str(the(few, "obsolete-code").severity) == "note"
    more = checked(folder(tmp_path / "more", staff=[*many, *(post(f"P2{n}", ethnicity="1") for n in range(5))]))
    assert (str(the(more, "obsolete-code").severity), the(more, "obsolete-code").rows) == ("block", 5)


def test_a_local_extension_is_noted(tmp_path: Path) -> None:
    problem = the(checked(folder(tmp_path, staff=[*staff(), post("P5", ethnicity="H1")])), "local-extension")
    assert (str(problem.severity), problem.row) == ("note", 6)
    assert "Indian" in problem.sentence


DATES = [
    "2025-06-01", "01/06/2025", "1/6/2025", "01-06-2025", "01.06.2025", "01-Jun-2025", "01-JUN-2025", "01-Jun-25",
    "01 Jun 2025", "1 June 2025", "01/06/25", "2025-06-01 00:00:00", "2025-06-01T00:00:00", "01/06/2025 09:30", "2025/06/01",
    "20250601", "45809", "45809.0", "1/6/25 0:00",
]  # fmt: skip
NO_DATES = ["31/02/2025", "4580", "91809", "20251301", "June 2025", "2025", "tomorrow", "0"]


def test_a_date_may_be_written_in_many_ways(tmp_path: Path) -> None:
    people = [post(f"P{n}") for n in range(len(DATES))]
    cases = [case(f"C{n}", f"P{n}", investigation_commissioned=day) for n, day in enumerate(DATES)]
    found = counted(folder(tmp_path, staff=people, cases=cases))
    assert ids(found) == {"dates-in-several-forms"}
    assert counts(found, "disciplined", "one-year") == {"white": len(DATES)}


def test_what_is_no_date_blocks(tmp_path: Path) -> None:
    people = [post(f"P{n}") for n in range(len(NO_DATES))]
    cases = [case(f"C{n}", f"P{n}", investigation_commissioned=day) for n, day in enumerate(NO_DATES)]
    problem = the(checked(folder(tmp_path, staff=people, cases=cases)), "not-readable")
    assert (str(problem.severity), problem.row, problem.rows) == ("block", 2, len(NO_DATES))


def test_a_month_before_the_day_blocks_the_column(tmp_path: Path) -> None:
    cases = [
        case("C1", "P1", investigation_commissioned="06/05/2025"),
        case("C2", "P2", investigation_commissioned="06/13/2025"),
    ]
    problem = the(checked(folder(tmp_path, cases=cases)), "month-first")
    assert (str(problem.severity), problem.row, problem.rows) == ("block", 3, 1)


def test_the_end_of_time_is_no_end(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=[post("P1", end_date="31-DEC-4712"), post("P2", end_date="31/12/4712")]))
    assert counts(found, "staff") == {"white": 2}


def test_a_date_that_nobody_can_mean_blocks(tmp_path: Path) -> None:
    days = ["infinity", "epoch", "01/06/0025", "01/06/2425"]
    cases = [case(f"C{n}", "P1", investigation_commissioned=day) for n, day in enumerate(days)]
    assert the(checked(folder(tmp_path, cases=cases)), "not-readable").rows == len(days)


def test_a_file_wholly_outside_the_year_is_to_be_confirmed(tmp_path: Path) -> None:
    outside = case("C1", "P1", investigation_commissioned="2020-06-01")
    problem = the(checked(folder(tmp_path / "all", cases=[outside])), "outside-window")
    assert (str(problem.severity), problem.file, problem.row) == ("confirm", "cases.csv", 2)
    problem = the(checked(folder(tmp_path / "some", cases=[case("C2", "P2"), outside])), "outside-window")
    assert (str(problem.severity), problem.row, problem.rows) == ("note", 3, 1)


def test_a_post_that_ends_before_it_begins_blocks(tmp_path: Path) -> None:
    rows = [post("P1", start_date="2020-01-02", end_date="2020-01-01")]
    assert the(checked(folder(tmp_path, staff=rows)), "post-ends-before-it-begins").row == 2


def test_a_number_of_people_is_a_whole_number_from_zero(tmp_path: Path) -> None:
    wrong = [{"ethnicity": code, "people": people} for code, people in (("H", "-5"), ("J", "12.7"), ("K", "12%"))]
    found = checked(folder(tmp_path, population=[{"ethnicity": "A", "people": "100"}, *wrong]))
    assert sum(problem.rows for problem in found.problems if problem.severity == "block") == len(wrong)


def test_thousands_may_be_set_apart(tmp_path: Path) -> None:
    rows = [{"ethnicity": "A", "people": "1,234,567"}, {"ethnicity": "H", "people": "2,000"}]
    assert counts(counted(folder(tmp_path, population=rows)), "population") == {"white": 1234567, "bme": 2000}
