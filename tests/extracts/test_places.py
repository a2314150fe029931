"""Which organisation a row belongs to: what the user says, the folder's name, or a column; one or many at once."""

from __future__ import annotations

from pathlib import Path

from openwres.calculation import Calculation
from tests.extracts.folders import case, checked, counted, folder, ids, post, staff, the, written


def people(found: Calculation) -> dict[str, int]:
    """People in the workforce by organisation."""
    rows = found.tallies.filter(item="staff", breakdown="", classification="wres", group="all")
    return dict(rows.select("organisation", "count").iter_rows())


def in_column(*codes: str) -> list[dict[str, str]]:
    return [post(f"P{n}") | {"organisation": code} for n, code in enumerate(codes)]


def test_a_folder_named_by_a_code_says_it(tmp_path: Path) -> None:
    assert people(counted(folder(tmp_path / "RXX"), organisation=None)) == {"RXX": 4}


def test_what_the_user_says_wins_over_the_folder(tmp_path: Path) -> None:
    assert people(counted(folder(tmp_path / "RXX"), organisation="zz9")) == {"ZZ9": 4}


def test_a_folder_of_folders_is_many_organisations(tmp_path: Path) -> None:
    folder(tmp_path / "all of them" / "RXX")
    folder(tmp_path / "all of them" / "RYY", staff=[post("P1"), post("P2")], cases=[case("1", "P1")])
    found = counted(tmp_path / "all of them", organisation=None)
    assert people(found) == {"RXX": 4, "RYY": 2}
    assert found.organisations == ("RXX", "RYY")
    assert set(found.tallies.filter(item="disciplined")["organisation"]) == {"RYY"}
    assert [entry["file"] for entry in found.read] == ["RXX/staff.csv", "RYY/cases.csv", "RYY/staff.csv"]


def test_a_problem_in_one_of_many_says_which(tmp_path: Path) -> None:
    folder(tmp_path / "many" / "RXX")
    folder(tmp_path / "many" / "RYY", staff=[post("P1", ethnicity="Martian")])
    assert the(checked(tmp_path / "many", organisation=None), "unmapped-value").file == "RYY/staff.csv"


def test_the_same_person_in_two_organisations_is_two(tmp_path: Path) -> None:
    given = folder(tmp_path, staff=[*in_column("RXX", "RYY"), post("P1") | {"organisation": "RXX"}])
    assert people(counted(given, organisation=None)) == {"RXX": 2, "RYY": 1}


def test_a_column_says_it_for_each_row(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=in_column("RXX", "ryy", "RYY")), organisation=None)
    assert ids(found) == set()
    assert people(found) == {"RXX": 1, "RYY": 2}


def test_one_of_many_in_a_column_may_be_asked_for(tmp_path: Path) -> None:
    assert people(counted(folder(tmp_path, staff=in_column("RXX", "RYY", "RYY")), organisation="RYY")) == {"RYY": 2}


def test_a_column_of_departments_is_set_aside_where_the_code_is_said(tmp_path: Path) -> None:
    found = counted(folder(tmp_path, staff=in_column("Theatres", "Pharmacy")))
    problem = the(found, "organisation-column-ignored")
    assert (str(problem.severity), problem.file, problem.row, problem.column) == (
        "note",
        "staff.csv",
        2,
        "organisation",
    )
    assert people(found) == {"ZZ9": 2}


def test_nobody_says_which_organisation(tmp_path: Path) -> None:
    problem = the(checked(folder(tmp_path / "my extracts"), organisation=None), "organisation-unsaid")
    assert (str(problem.severity), problem.file, problem.rows) == ("block", "staff.csv", 4)
    assert "--organisation" in problem.remedy


def test_rows_whose_organisation_is_no_code(tmp_path: Path) -> None:
    given = folder(tmp_path / "extracts", staff=in_column("RXX", "", "R-1", "Ward 5", "R", "ABCDEFGHIJK"))
    problem = the(checked(given, organisation=None), "organisation-unsaid")
    assert (problem.row, problem.rows) == (3, 5)


def test_departments_do_not_become_organisations(tmp_path: Path) -> None:
    found = checked(folder(tmp_path / "extracts", staff=in_column("Theatres", "Pharmacy", "ITU")), organisation=None)
    assert found.blocked


def test_folders_that_are_left_out_are_said(tmp_path: Path) -> None:
    for name in ("RXX", "ryy", "Royal Hospital"):
        folder(tmp_path / "many" / name)
    said = " ".join(f"{p.file} {p.sentence}" for p in checked(tmp_path / "many", organisation=None).problems)
    assert "ryy" in said
    assert "Royal Hospital" in said


def test_one_file_alone(tmp_path: Path) -> None:
    found = checked(folder(tmp_path) / "staff.csv")
    assert ids(found) == set()
    assert [entry["file"] for entry in found.read] == ["staff.csv"]


def test_a_hidden_folder_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    given = folder(tmp_path / "RXX")
    (given / ".staff.csv").write_text(written(staff()), encoding="utf-8")
    folder(given / ".RYY")
    found = checked(given, organisation=None)
    assert ids(found) == set()
    assert [entry["file"] for entry in found.read] == ["staff.csv"]
