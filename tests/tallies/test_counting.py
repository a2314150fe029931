"""From records to tallies: what is counted, what is zero, and what was never collected."""

from __future__ import annotations

from pathlib import Path

import openwres

STAFF = """person,ethnicity,grade,contract
1,A,clinical-5,Permanent
2,H,clinical-5,Permanent
3,Z,clinical-5,Bank
4,99,clinical-7,Permanent
5,,clinical-7,Permanent
"""


def tallies(folder: Path, **files: str) -> dict[tuple[str, ...], tuple[int | None, str]]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    found = openwres.calculate(folder, year=2026, organisation="ZZ9").tallies
    keys = ("item", "category", "classification", "group", "basis")
    return {tuple(r[k] for k in keys): (r["count"], r["state"]) for r in found.iter_rows(named=True)}


def test_zero_is_written_and_what_has_no_file_has_no_row(tmp_path: Path) -> None:
    found = tallies(tmp_path, staff=STAFF)
    assert found["staff", "", "wres", "all", ""] == (4, "value")
    assert found["staff", "clinical-9", "wres", "bme", ""] == (0, "value")
    assert not any(item != "staff" for item, *_ in found)


def test_declined_never_asked_and_blank_stay_apart_inside_and_are_one_outside(tmp_path: Path) -> None:
    found = tallies(tmp_path, staff=STAFF.replace("Bank", "Permanent"))
    assert [found["staff", "", "declaration", g, ""][0] for g in ("declared", "not-stated", "not-known", "blank")] == [
        2,
        1,
        1,
        1,
    ]
    assert {found["staff", "", c, "unknown", ""][0] for c in ("wres", "ethnic-5", "ethnic-16")} == {3}


def test_a_breakdown_without_its_column_is_not_collected_and_not_zero(tmp_path: Path) -> None:
    applicants = "application,ethnicity,shortlisted,appointed\n1,A,Y,N\n2,N,Y,Y\n"
    found = tallies(tmp_path, staff=STAFF, applicants=applicants)
    assert found["shortlisted", "", "wres", "all", ""] == (2, "value")
    assert found["shortlisted", "internal", "wres", "bme", ""] == (None, "not_collected")
    assert found["staff", "medical-senior-manager", "wres", "all", ""] == (None, "not_collected")


def test_senior_medical_managers_are_among_the_consultants_and_never_added(tmp_path: Path) -> None:
    staff = "person,ethnicity,grade,staff_group,senior_medical_manager,contract\n"
    staff += "1,A,Consultant,Medical and Dental,Y,Permanent\n2,H,Consultant,Medical and Dental,N,Permanent\n"
    found = tallies(tmp_path, staff=staff)
    assert found["staff", "medical-consultant", "wres", "all", ""][0] == 2
    assert found["staff", "medical-senior-manager", "wres", "all", ""][0] == 1
    assert found["staff", "", "wres", "all", ""][0] == 2


def test_a_file_without_rows_says_that_there_was_none(tmp_path: Path) -> None:
    found = tallies(tmp_path, staff=STAFF, cases="case,person,investigation_commissioned\n")
    assert found["disciplined", "", "wres", "bme", "one-year"] == (0, "value")


def test_a_repeat_entrant_counts_once_in_each_year(tmp_path: Path) -> None:
    cases = "case,person,investigation_commissioned\na,2,2025-05-01\nb,2,2025-09-01\nc,2,2024-09-01\nd,1,2024-09-01\n"
    for name, text in (("staff", STAFF), ("cases", cases)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    found = openwres.calculate(tmp_path, year=2026, organisation="ZZ9").tallies.filter(
        item="disciplined", classification="wres", breakdown="", group="bme"
    )
    assert dict(zip(found["basis"], found["count"], strict=True)) == {"one-year": 1, "two-year": 2}


def test_groups_that_cross_two_classifications_add_up_to_each(tmp_path: Path) -> None:
    staff = "person,ethnicity,grade,sex,contract\n1,A,clinical-5,Female,Permanent\n2,H,clinical-5,Male,Permanent\n3,H,clinical-5,,Permanent\n"
    found = tallies(tmp_path, staff=staff)
    crossed = {g: found["staff", "", "wres*sex", f"bme*{g}", ""][0] for g in ("female", "male", "other", "unknown")}
    assert crossed == {"female": 0, "male": 1, "other": 0, "unknown": 1}
