"""The same organisation in any file format, delimiter, encoding and order of columns gives the same tallies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

from openwres.calculation import Calculation
from tests.extracts.folders import cells, checked, counted, counts, folder, ids, of_id, parquet, the, workbook, written
from tests.extracts.whole import EVERYTHING, turned


def as_csv(root: Path) -> Path:
    return folder(root, **EVERYTHING)


def as_workbook(root: Path) -> Path:
    root.mkdir()
    workbook(root / "All of it.xlsx", {name.title(): cells(rows) for name, rows in EVERYTHING.items()})
    return root


def as_parquet(root: Path) -> Path:
    root.mkdir()
    for name, rows in EVERYTHING.items():
        parquet(root / f"{name}.parquet", rows)
    return root


def with_delimiters_and_encodings(root: Path) -> Path:
    root.mkdir()
    forms = {"staff": (";", "utf-8-sig", "\r\n"), "applicants": (";", "cp1252", "\n"), "cases": ("\t", "utf-16", "\r\n"),
             "learning": ("|", "utf-8", "\n"), "survey": (",", "utf-16-le", "\n")}  # fmt: skip
    endings = {"cases": "tsv", "learning": "TXT"}
    for name, rows in EVERYTHING.items():
        delimiter, encoding, end = forms.get(name, (",", "utf-8", "\n"))
        mark = b"\xff\xfe" if encoding == "utf-16-le" else b""
        content = mark + written(rows, delimiter, end).encode(encoding)
        (root / f"{name}.{endings.get(name, 'csv')}").write_bytes(content)
    return root


def with_other_names_and_order(root: Path) -> Path:
    names = {
        "staff": {"person": "Employee Number", "assignment": "Assignment No.", "ethnicity": "Ethnic Origin", "grade": "Pay Scale",
                  "staff_group": "STAFF GROUP", "contract": "Assignment Category", "status": "Assignment Status",
                  "primary": "Primary Flag", "fte": "Actual FTE", "start_date": "Latest Start Date", "end_date": "Termination Date"},
        "applicants": {"application": "Application ID", "ethnicity": "ethnic_category", "grade": "Band", "source": "Recruitment Source",
                       "stage": "Application Status", "shortlisted_on": "Date Shortlisted", "appointed_on": "Date Appointed"},
        "cases": {"case": "Case Ref", "person": "Staff ID", "type": "Case Type", "formal": "Formal/Informal",
                  "investigation_commissioned": "Date formal investigation commissioned"},
        "learning": {"person": "employee no", "mandatory": "Course Type", "taken_up": "Enrolment Status", "attended_on": "Completion Date"},
        "survey": {"ethnicity": "Ethnic background", "q14a": "Q14A.", "q15": "q15 - fair"},
        "board": {"person": "Member", "voting": "Voting/Non-voting", "executive": "Exec/Non-exec"},
        "population": {"ethnicity": "Ethnic group", "people": "Residents"},
    }  # fmt: skip
    return folder(root, **{name: turned(rows, names[name]) for name, rows in EVERYTHING.items()})


FORMS = [as_workbook, as_parquet, with_delimiters_and_encodings, with_other_names_and_order]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    return counted(as_csv(tmp_path_factory.mktemp("plain") / "extracts"))


def test_what_the_plain_folder_counts(plain: Calculation) -> None:
    assert counts(plain, "staff") == {"white": 2, "bme": 2, "unknown": 1}
    assert counts(plain, "shortlisted") == {"white": 1, "bme": 1}
    assert counts(plain, "appointed") == {"white": 1}
    assert counts(plain, "disciplined", "one-year") == {"white": 1, "bme": 2}
    assert counts(plain, "trained") == {"white": 1, "bme": 1}
    assert counts(plain, "harassed-by-staff") == {"white": 1}
    assert counts(plain, "asked-equal-opportunities", "incl-dk") == {"white": 1, "bme": 1}
    assert counts(plain, "asked-equal-opportunities", "excl-dk") == {"white": 1}
    assert counts(plain, "board", breakdown="membership") == {
        "voting": 2,
        "non-voting": 1,
        "executive": 2,
        "non-executive": 1,
    }
    assert counts(plain, "population") == {"white": 900, "bme": 100}
    assert plain.organisations == ("ZZ9",)


@pytest.mark.parametrize("write", FORMS)
def test_the_form_makes_no_difference(plain: Calculation, tmp_path: Path, write: Callable[[Path], Path]) -> None:
    assert_frame_equal(counted(write(tmp_path / "extracts")).tallies, plain.tallies)


def test_what_was_read_names_encoding_and_columns(tmp_path: Path) -> None:
    found = checked(with_delimiters_and_encodings(tmp_path / "extracts"))
    tables = {entry["file"]: entry["tables"][0] for entry in found.read}
    assert tables["staff.csv"]["encoding"] == "utf-8-sig"
    assert tables["cases.tsv"]["encoding"] == "utf-16"
    assert "1252" in tables["applicants.csv"]["encoding"]
    assert tables["learning.TXT"]["kind"] == "learning"
    assert tables["survey.csv"]["matched"]["q14a"] == "q14a"


def test_a_windows_letter_at_the_very_end_is_read(tmp_path: Path) -> None:
    rows = [row | {"note": "José"} for row in EVERYTHING["staff"][:2]]
    content = written(rows).rstrip("\n").removesuffix("José").encode() + b"Jos\xe9"
    assert ids(checked(folder(tmp_path / "extracts", staff=content))) == set()


def test_a_file_is_read_as_what_it_is_whatever_its_name_ends_in(tmp_path: Path) -> None:
    (tmp_path / "staff.xlsx").write_bytes(written(EVERYTHING["staff"]).encode())
    (tmp_path / "applicants.csv").write_bytes(written(EVERYTHING["applicants"]).encode("utf-16-le"))
    workbook(tmp_path / "cases.xlsx", {"Cases": cells(EVERYTHING["cases"])})
    (tmp_path / "cases.xlsx").rename(tmp_path / "cases.csv")
    found = checked(tmp_path)
    assert not found.blocked
    assert [entry["tables"][0]["encoding"] for entry in found.read] == ["utf-16-le", "workbook", "utf-8"]


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    wrong = {
        "cases.csv": b"PK\x03\x04\x00\x00", "board.csv": b"", "survey.csv": b"  \n \n", "learning.xlsx": b"",
        "population.xls": b"<html><table><tr><td>1</td></tr></table></html>", "staff.csv": b"person,grade\nP1,5\nP2,\x005\n",
    }  # fmt: skip
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
    problems = of_id(checked(tmp_path), "unreadable-file")
    assert {problem.file for problem in problems} == set(wrong)
    assert all(problem.remedy and str(problem.severity) == "block" for problem in problems)


def test_a_damaged_parquet_file_is_reported(tmp_path: Path) -> None:
    path = parquet(tmp_path / "staff.parquet", EVERYTHING["staff"])
    path.write_bytes(path.read_bytes()[:-8])
    assert the(checked(tmp_path), "unreadable-file").file == "staff.parquet"


def test_a_parquet_file_damaged_inside_is_reported(tmp_path: Path) -> None:
    path = parquet(tmp_path / "staff.parquet", EVERYTHING["staff"])
    data = path.read_bytes()
    path.write_bytes(data[:4] + b"\x00" * 60 + data[64:])
    assert the(checked(tmp_path), "unreadable-file").file == "staff.parquet"


def test_files_that_hold_only_a_mark_are_reported(tmp_path: Path) -> None:
    marks = {
        "board": b"\xef\xbb\xbf", "cases": b"\xef\xbb\xbf\r\n", "survey": b"\xff\xfe", "learning": b"\xff\xfe\r\x00\n\x00",
        "population": b'"person"',
    }  # fmt: skip
    found = checked(folder(tmp_path, **marks))
    assert {p.file for p in found.problems if p.severity == "block"} == {f"{name}.csv" for name in marks}


def test_old_line_ends_are_read_or_reported(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, staff=written(EVERYTHING["staff"], end="\r")))
    assert ids(found) <= {"unreadable-file", "broken-row"}
