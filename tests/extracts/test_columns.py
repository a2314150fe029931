"""Columns are matched by name and alias, in any order; what is missing or could be meant twice is said at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.extracts.folders import checked, folder, ids, of_id, post, staff, the, written
from tests.extracts.whole import EVERYTHING

REQUIRED = {
    "staff": ["person", "ethnicity", "grade"], "applicants": ["application", "ethnicity"], "cases": ["person"],
    "learning": ["person"], "board": ["person", "ethnicity", "voting", "executive"],
    "population": ["ethnicity", "people"],
}  # fmt: skip


def without(rows: list[dict[str, str]], names: list[str]) -> list[dict[str, str]]:
    return [{name: value for name, value in row.items() if name not in names} | {"note": "x"} for row in rows]


def test_every_missing_column_of_every_file_is_said_at_once(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, **{name: without(EVERYTHING[name], names) for name, names in REQUIRED.items()}))
    problems = of_id(found, "missing-column")
    expected = {(f"{kind}.csv", name) for kind, names in REQUIRED.items() for name in names}
    assert {(problem.file, problem.column) for problem in problems} == expected
    assert {(problem.row, str(problem.severity)) for problem in problems} == {(1, "block")}
    assert all(f"`{problem.column}`" in problem.remedy for problem in problems)


def test_a_file_without_any_of_the_columns_that_would_do(tmp_path: Path) -> None:
    found = checked(folder(
        tmp_path,
        cases=without(EVERYTHING["cases"], ["investigation_commissioned"]),
        applicants=without(EVERYTHING["applicants"], ["stage", "shortlisted_on", "appointed_on"]),
        survey="respondent,ethnicity\nR1,A\n",
    ))  # fmt: skip
    assert [problem.file for problem in of_id(found, "missing-column")] == [
        "applicants.csv", "applicants.csv", "cases.csv", "survey.csv",
    ]  # fmt: skip


def test_two_columns_that_could_be_the_same_one(tmp_path: Path) -> None:
    rows = [row | {"band": "5", "pay scale": "5"} for row in without(staff(), ["grade"])]
    problem = the(checked(folder(tmp_path, staff=rows)), "two-candidates")
    assert problem.file == "staff.csv"
    assert "`band` and `pay scale`" in problem.sentence
    assert "`grade`" in problem.remedy


def test_the_column_with_our_own_name_wins_over_an_alias(tmp_path: Path) -> None:
    rows = [row | {"Pay Scale": "nonsense"} for row in staff()]
    assert ids(checked(folder(tmp_path, staff=rows))) == set()


def test_a_header_twice(tmp_path: Path) -> None:
    text = written(staff()).replace("primary,fte", "Ethnicity,fte", 1)
    problem = the(checked(folder(tmp_path, staff=text)), "column-twice")
    assert (problem.file, problem.row, problem.column) == ("staff.csv", 1, "ethnicity")


def test_what_nobody_asked_for_is_ignored_and_listed(tmp_path: Path) -> None:
    rows = [row | {"Favourite colour": "blue"} for row in staff()]
    found = checked(folder(tmp_path, staff=rows))
    assert ids(found) == set()
    assert found.read[0]["tables"][0]["ignored"] == ["Favourite colour"]


def test_a_list_without_the_type_of_contract_is_to_be_confirmed(tmp_path: Path) -> None:
    problem = the(checked(folder(tmp_path, staff=without(staff(), ["contract"]))), "column-absent")
    assert str(problem.severity) == "confirm"
    assert "bank" in problem.sentence


@pytest.mark.parametrize("name", ["ESR staff in post.csv", "WORKFORCE.CSV", "something.csv"])
def test_a_file_is_known_by_its_name_or_its_columns(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(written(staff()), encoding="utf-8")
    found = checked(tmp_path)
    assert ids(found) == set()
    assert [table["kind"] for table in found.read[0]["tables"]] == ["staff"]


def test_a_word_in_a_files_name_does_not_win_over_its_columns(tmp_path: Path) -> None:
    names = {
        "Staff training records": "learning",
        "Staff disciplinary cases": "cases",
        "Workforce board paper": "board",
    }
    found = checked(folder(tmp_path, **{name: EVERYTHING[kind] for name, kind in names.items()}))
    kinds = {entry["file"].removesuffix(".csv"): entry["tables"][0]["kind"] for entry in found.read}
    assert kinds == names | {"staff": "staff"}


def test_a_survey_is_known_by_its_questions(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, **{"NHS Staff Survey 2025": EVERYTHING["survey"]}))
    assert ids(found) == set()
    assert [table["kind"] for table in found.read[0]["tables"]] == ["survey"]


def test_a_file_that_is_nothing_we_know_is_said(tmp_path: Path) -> None:
    problem = the(checked(folder(tmp_path, menu="dish,price\nsoup,3\n")), "unknown-kind")
    assert problem.file == "menu.csv"


def test_an_empty_folder(tmp_path: Path) -> None:
    problem = the(checked(tmp_path), "nothing-to-read")
    assert str(problem.severity) == "block"
    assert "staff.csv" in problem.remedy


def test_a_folder_in_which_nothing_is_known_blocks(tmp_path: Path) -> None:
    (tmp_path / "menu.csv").write_text("dish,price\nsoup,3\n", encoding="utf-8")
    assert checked(tmp_path).blocked


def test_extracts_in_formats_that_are_not_read_are_said(tmp_path: Path) -> None:
    folder(tmp_path)
    for name in ("cases.xls", "board.ods"):
        (tmp_path / name).write_bytes(b"\xd0\xcf\x11\xe0 or another format")
    assert {"cases.xls", "board.ods"} <= {problem.file for problem in checked(tmp_path).problems}


def test_a_staff_list_without_a_row_is_said(tmp_path: Path) -> None:
    header = written([post("P1")]).splitlines()[0] + "\n"
    assert "staff.csv" in {problem.file for problem in checked(folder(tmp_path, staff=header)).problems}


def test_a_comment_beside_a_question_is_not_the_question(tmp_path: Path) -> None:
    survey = "respondent,ethnicity,q14a,q14a - please comment\nR1,A,Never,1-2\n"
    found = checked(folder(tmp_path, survey=survey))
    tables = {entry["file"]: entry["tables"][0] for entry in found.read}
    assert ids(found) or tables["survey.csv"]["matched"]["q14a"] == "q14a"
