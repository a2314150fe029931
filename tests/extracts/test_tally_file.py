"""Counts that come as a table of tallies: what is impossible, repeated or unknown is said with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.contracts.exceptions import InputError
from tests.extracts.folders import checked, counted, counts, the

HEADER = "year,organisation,item,group,count"


def tallies(root: Path, *rows: str, header: str = HEADER, end: str = "\n") -> Path:
    path = root / "tallies.csv"
    path.write_text(end.join([header, *rows]) + end, encoding="utf-8", newline="")
    return path


def workforce(root: Path, *more: str) -> Path:
    return tallies(root, "2026,ZZ9,staff,white,10", "2026,ZZ9,staff,bme,5", "2026,ZZ9,staff,unknown,0", *more)


def test_counts_are_taken_as_they_stand(tmp_path: Path) -> None:
    assert counts(counted(workforce(tmp_path)), "staff") == {"white": 10, "bme": 5}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    given = tallies(
        tmp_path, "2026,ZZ9,staff,white,-5", "2026,ZZ9,stuff,bme,5", "2026,ZZ9,staff,martian,5", "2026,ZZ9,staff,bme,5.5",
        "2026,a trust,staff,bme,5", "2026,ZZ9,staff,unknown,", "2026,ZZ9,board,white,1", "2026,ZZ9,board,white,2",
    )  # fmt: skip
    found = checked(given, organisation=None)
    assert {(problem.id, problem.row) for problem in found.problems if problem.severity == "block"} == {
        ("impossible-count", 2), ("unknown-item", 3), ("unknown-group", 4), ("not-readable", 5), ("not-a-code", 6),
        ("value-missing", 7), ("duplicate-tally", 9),
    }  # fmt: skip
    assert all(
        problem.file == "tallies.csv" and problem.remedy for problem in found.problems if problem.severity == "block"
    )
    assert "Did you mean `staff`?" in the(found, "unknown-item").remedy


def test_more_events_than_people_is_impossible(tmp_path: Path) -> None:
    rows = ["2026,ZZ9,disciplined,one-year,white,11", "2026,ZZ9,staff,,white,10"]
    problem = the(
        checked(tallies(tmp_path, *rows, header="year,organisation,item,basis,group,count")), "impossible-count"
    )
    assert (problem.file, problem.row, problem.column, str(problem.severity)) == ("tallies.csv", 2, "count", "block")


def test_another_organisation_than_the_file_holds(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        counted(workforce(tmp_path), organisation="RXX")
    assert [problem.id for problem in caught.value.problems] == ["nothing-to-read"]


def test_the_wrong_year_names_the_years_there_are(tmp_path: Path) -> None:
    assert "2026" in the(checked(workforce(tmp_path), year=2020, organisation=None), "nothing-to-read").sentence


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("row,year,organisation,item,group,count", id="a column called row"),
        pytest.param("Year,year,organisation,item,group,count", id="a column twice but for its case"),
    ],
)
def test_a_header_that_clashes_is_no_crash(tmp_path: Path, header: str) -> None:
    found = checked(tallies(tmp_path, "2026,2026,ZZ9,staff,white,10", header=header))
    assert all(problem.remedy for problem in found.problems)


def test_a_header_twice_is_said(tmp_path: Path) -> None:
    assert checked(tallies(tmp_path, "2026,ZZ9,staff,white,10,99", header=f"{HEADER},count")).blocked


@pytest.mark.parametrize(
    ("header", "row"),
    [(HEADER, '2026,ZZ9,staff,white,"12,5"'), (HEADER.replace("count", "value"), '2026,ZZ9,discriminated,white,"2,5"')],
    ids=["count", "value"],
)
def test_a_decimal_comma_is_not_dropped(tmp_path: Path, header: str, row: str) -> None:
    assert checked(tallies(tmp_path, row, header=header)).blocked


@pytest.mark.parametrize("form", ["semicolon", "utf-16", "blank line first"])
def test_tallies_in_another_form_are_read_or_refused(tmp_path: Path, form: str) -> None:
    given = workforce(tmp_path)
    text = given.read_text(encoding="utf-8")
    changed = {
        "semicolon": text.replace(",", ";").encode(),
        "utf-16": text.encode("utf-16"),
        "blank line first": b"\n" + text.encode(),
    }
    given.write_bytes(changed[form])
    assert checked(given).blocked or counts(counted(given), "staff")


def test_a_year_before_the_first_edition_beside_it_does_no_harm(tmp_path: Path) -> None:
    given = tallies(
        tmp_path, *(f"{year},ZZ9,staff,{group},5" for year in (2015, 2016) for group in ("white", "bme", "unknown"))
    )
    assert counts(counted(given, year=2016), "staff") == {"white": 5, "bme": 5, "unknown": 5}


def test_a_group_that_is_not_given_leaves_no_value_without_a_value(tmp_path: Path) -> None:
    figures = counted(tallies(tmp_path, "2026,ZZ9,staff,white,10", "2026,ZZ9,staff,bme,5")).figures
    assert figures.filter(figures["state"] == "value", figures["value"].is_null()).is_empty()


def test_a_row_too_long_is_said_with_its_number_and_with_everything_else_that_is_wrong(tmp_path: Path) -> None:
    given = tallies(tmp_path, "2026,ZZ9,staff,white,-5", "2026,ZZ9,staff,bme,5,6,7", "2026,ZZ9,staff,unknown,1")
    found = {(problem.id, problem.row) for problem in checked(given).problems if problem.severity == "block"}
    assert found == {("impossible-count", 2), ("broken-row", 3)}


def test_blank_cells_at_the_end_of_a_row_do_no_harm(tmp_path: Path) -> None:
    given = tallies(tmp_path, "2026,ZZ9,staff,white,10", "2026,ZZ9,staff,bme,5,,")
    assert counts(counted(given), "staff") == {"white": 10, "bme": 5}
