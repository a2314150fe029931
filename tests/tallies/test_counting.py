"""From records to tallies: what is counted, what is zero, and what was never collected."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

import openwres
from openwres.contracts.exceptions import UsageError

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


WITH_DISABILITY = (
    "person,ethnicity,grade,disability,contract\n1,A,clinical-5,Yes,Permanent\n2,H,clinical-5,No,Permanent\n"
)


def test_a_further_characteristic_is_counted_where_it_is_asked_for_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(WITH_DISABILITY, encoding="utf-8")
    given: dict[str, Any] = {"year": 2026, "organisation": "ZZ9"}
    assert "disability" not in set(openwres.calculate(tmp_path, **given).tallies["classification"])
    asked = openwres.calculate(tmp_path, **given, characteristics=["disability", "wres*disability", "sex"]).tallies
    counts = asked.filter(item="staff", breakdown="")
    by = {(r["classification"], r["group"]): (r["count"], r["state"]) for r in counts.iter_rows(named=True)}
    assert by["disability", "disabled"] == (1, "value")
    assert by["wres*disability", "bme*disabled"] == (0, "value")
    assert by["sex", "female"] == (None, "not_collected")


def test_a_characteristic_that_the_standard_does_not_know_is_told_with_those_it_knows(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(WITH_DISABILITY, encoding="utf-8")
    with pytest.raises(UsageError, match=r"no characteristic `star-sign`\. It knows sex, disability"):
        openwres.calculate(tmp_path, year=2026, organisation="ZZ9", characteristics=["star-sign"])


def test_one_organisations_answers_do_not_wipe_out_anothers_percentages(tmp_path: Path) -> None:
    for code, text in (
        ("ZZ1", "respondent,ethnicity,q14a\n1,A,Never\n2,H,1-2\n"),
        ("ZZ2", "question,group,percentage,base\nq14a,White,20,100\nq14a,BME,30,50\n"),
    ):
        (tmp_path / code).mkdir()
        (tmp_path / code / "survey.csv").write_text(text, encoding="utf-8")
    result = openwres.calculate(tmp_path, year=2026)
    gaps = result.figures.filter(indicator="5", statistic="gap", area_type="organisation")
    assert dict(zip(gaps["area"], gaps["value"], strict=True)) == {"ZZ1": 100.0, "ZZ2": 10.0}
    result.write(tmp_path / "out")
    assert not openwres.check(tmp_path / "out" / "tallies.csv", year=2026).blocked


def test_cases_without_a_staff_list_are_counted_in_no_grade(tmp_path: Path) -> None:
    found = tallies(tmp_path, cases="case,person,ethnicity,investigation_commissioned\na,1,H,2025-05-01\n")
    assert found["disciplined", "", "wres", "bme", "one-year"] == (1, "value")
    assert found["disciplined", "clinical-5", "wres", "bme", "one-year"] == (None, "not_collected")


def test_files_of_which_nothing_can_be_counted_block(tmp_path: Path) -> None:
    (tmp_path / "learning.csv").write_text("person,mandatory\n1,No\n", encoding="utf-8")
    found = openwres.check(tmp_path, year=2026, organisation="ZZ9")
    assert [problem.id for problem in found.problems if problem.severity == "block"] == ["nothing-to-count"]


def test_earlier_results_among_the_extracts_are_not_read_again(tmp_path: Path) -> None:
    first = tallies(tmp_path, staff=STAFF)
    openwres.calculate(tmp_path, year=2026, organisation="ZZ9").write(tmp_path / "OUT")
    assert tallies(tmp_path, staff=STAFF) == first


def test_a_standard_of_another_characteristic_needs_no_ethnicity(tmp_path: Path) -> None:
    wres = Path(str(files("openwres.standards"))) / "wres"
    own = tmp_path / "fair"
    own.mkdir()
    text = (wres / "standard.yaml").read_text(encoding="utf-8")
    changes = {"id: wres\n": "id: fair\n", "main: wres ": "main: disability ", "focus: bme": "focus: disabled", "reference: white": "reference: non-disabled",
               "[wres, ethnic-5, ethnic-16, declaration, wres*sex]": "[disability]", "[sex, disability, ": "[sex, "}  # fmt: skip
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (own / "standard.yaml").write_text(text, encoding="utf-8")
    for name, old, new in (
        ("3", "ratio: bme / white", "ratio: disabled / non-disabled"),
        ("5", "gap: bme - white", "gap: disabled - non-disabled"),
    ):
        definition = (wres / f"{name}.yaml").read_text(encoding="utf-8").split("examples:")[0]
        (own / f"{name}.yaml").write_text(
            definition.replace(old, new).replace("id: wres-", "id: fair-"), encoding="utf-8"
        )
    folder = tmp_path / "extracts"
    folder.mkdir()
    (folder / "staff.csv").write_text(
        "person,disability,grade,contract\n1,Yes,clinical-5,Permanent\n2,No,clinical-5,Permanent\n3,No,clinical-5,Permanent\n"
    )
    (folder / "cases.csv").write_text("case,person,investigation_commissioned\na,1,2025-05-01\nb,2,2025-05-01\n")
    (folder / "survey.csv").write_text("respondent,disability,q14a\n1,Yes,1-2\n2,No,Never\n")
    figures = openwres.calculate(folder, year=2026, standard=str(own), organisation="ZZ9").figures
    assert figures.filter(indicator="3", statistic="relative_likelihood", category="")["value"].to_list() == [2.0]
    assert figures.filter(indicator="5", statistic="gap")["value"].to_list() == [100.0]
