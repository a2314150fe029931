"""Real published files among the extracts, and errors that were published: recognised, or refused with a reason."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.extracts.folders import checked, counted, counts, folder, places, the

SURVEY = "nhs_staff_survey_trusts_2021_2024/trust_survey_2021_2024.csv"


def test_the_organisation_file_of_the_staff_survey_is_refused_with_a_reason(tmp_path: Path, shared_data: Path) -> None:
    """Its rates are of all staff and its columns have names in place of question numbers: no indicator can come of it."""
    path = shared_data / SURVEY
    if not path.exists():
        pytest.skip(f"needs {SURVEY}")
    given = folder(tmp_path)
    shutil.copy(path, given / "trust_survey_2021_2024.csv")
    found = checked(given, organisation=None)
    [problem] = [p for p in found.problems if p.file == "trust_survey_2021_2024.csv"]
    assert (problem.id, str(problem.severity)) == ("unknown-kind", "confirm")
    assert problem.remedy


def test_the_same_file_called_a_survey_says_what_a_survey_needs(tmp_path: Path, shared_data: Path) -> None:
    path = shared_data / SURVEY
    if not path.exists():
        pytest.skip(f"needs {SURVEY}")
    shutil.copy(path, folder(tmp_path) / "staff survey 2025.csv")
    found = checked(tmp_path)
    problem = the(found, "missing-column")
    assert (str(problem.severity), problem.file, problem.row) == ("block", "staff survey 2025.csv", 1)


@pytest.mark.parametrize("name", ["etr_2022-02.csv", "etr_2025-07.csv", "etr_2026-07.csv"])
def test_the_official_list_of_trusts_is_no_extract(tmp_path: Path, shared_data: Path, name: str) -> None:
    path = shared_data / "nhs_trusts" / name
    if not path.exists():
        pytest.skip(f"needs nhs_trusts/{name}")
    shutil.copy(path, folder(tmp_path) / name)
    found = counted(tmp_path)
    assert places(found) == [("unknown-kind", "confirm", name, "", None, "")]
    assert counts(found, "staff") == {"white": 2, "bme": 2}
