"""Grades as ESR, Trac and people write them: each to its row of the grid, and none to a wrong block unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.standards import load_standard

SCALE = load_standard("wres").edition(2026).grade_scale
assert SCALE is not None

ESR_BANDS = {"01": "1", "02": "2", "03": "3", "04": "4", "05": "5", "06": "6", "07": "7",
             "08": "8a", "09": "8b", "10": "8c", "11": "8d", "12": "9"}  # fmt: skip
CLINICAL = [
    "Add Prof Scientific and Technic", "Add'l Prof Scientific & Technical", "Additional Clinical Services",
    "Allied Health Professionals", "Healthcare Scientists", "Nursing and Midwifery Registered",
    "Nursing & Midwifery Registered", "Students",
]  # fmt: skip
NON_CLINICAL = [
    "Administrative and Clerical",
    "Administrative & Clerical",
    "Estates and Ancillary",
    "Estates & Ancillary",
]


def row(grade: str, staff_group: str = "", occupation: str = "") -> str | None:
    assert SCALE is not None
    return SCALE.row(grade, staff_group, occupation)


@pytest.mark.parametrize(("digits", "band"), ESR_BANDS.items())
@pytest.mark.parametrize("prefix", ["XR", "XN"])
def test_an_esr_code_names_its_band(prefix: str, digits: str, band: str) -> None:
    for written in (f"{prefix}{digits}", f"NHS|{prefix}{digits}|Some words", f"{prefix.lower()}{digits}"):
        assert row(written, "Nursing and Midwifery Registered") == f"clinical-{band}", written
        assert row(written, "Administrative and Clerical") == f"non-clinical-{band}", written


@pytest.mark.parametrize("code", ["XR00", "XR13", "XN5", "XR055", "AXR05", "XS05"])
def test_what_only_looks_like_an_esr_code_names_none(code: str) -> None:
    assert row(code, "Students") is None


@pytest.mark.parametrize(
    ("written", "band"),
    [
        ("NHS|XR05|Review Body Band 5", "5"), ("NHS|XN11|Non Review Body Band 8 - Range D", "8d"), ("NHS AfC: Band 8a", "8a"),
        ("NHS AfC: Band 5", "5"), ("Band 8A", "8a"), ("band 8 a", "8a"), ("8b", "8b"), ("Band 9", "9"), ("5", "5"),
        ("Review Body Band 8 - Range C", "8c"), ("VSM", "vsm"), ("Very Senior Manager", "vsm"), ("Apprentice", "under-1"),
        ("Under Band 1", "under-1"),
    ],
)  # fmt: skip
def test_a_band_is_read_as_it_is_written(written: str, band: str) -> None:
    assert row(written, "Nursing and Midwifery Registered") == f"clinical-{band}"
    assert row(written, "Administrative and Clerical") == f"non-clinical-{band}"


@pytest.mark.parametrize("staff_group", CLINICAL)
def test_a_clinical_staff_group(staff_group: str) -> None:
    assert row("Band 6", staff_group, "G0A") == "clinical-6"


@pytest.mark.parametrize("staff_group", NON_CLINICAL)
def test_a_non_clinical_staff_group(staff_group: str) -> None:
    assert row("Band 6", staff_group, "N1A") == "non-clinical-6"


@pytest.mark.parametrize(
    ("occupation", "block"),
    [("N6A", "clinical"), ("P2A", "clinical"), ("S1A", "clinical"), ("H1A", "clinical"), ("A2B", "clinical"), ("G0A", "non-clinical"), ("g0a", "non-clinical")],
)  # fmt: skip
def test_the_occupation_code_decides_where_no_staff_group_does(occupation: str, block: str) -> None:
    assert row("Band 6", "", occupation) == f"{block}-6"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Consultant", "consultant"), ("NHS|YC72|Consultant", "consultant"), ("YM72", "consultant"),
        ("NHS|MC46|Specialty Doctor", "non-consultant-career"), ("Specialty Doctor", "non-consultant-career"),
        ("Associate Specialist", "non-consultant-career"), ("Staff Grade", "non-consultant-career"),
        ("MN37", "trainee"), ("MT03", "trainee"), ("Specialty Registrar", "trainee"), ("Foundation Year 1", "trainee"),
        ("FY2", "trainee"), ("Trust Doctor", "other"), ("Clinical Fellow", "other"), ("Band 7", "other"),
    ],
)  # fmt: skip
def test_a_grade_of_doctors_and_dentists(written: str, expected: str) -> None:
    assert row(written, "Medical and Dental") == f"medical-{expected}"
    assert row(written, "", "021") == f"medical-{expected}"


@pytest.mark.parametrize(
    ("written", "staff_group"),
    [
        ("Band 8", "Students"), ("8", "Students"), ("Band 5-6", "Students"), ("5/6", "Students"), ("Band", "Students"),
        ("NHS", "Students"), ("", "Students"), ("25000", "Students"), ("Local|ABC|Manager Band 7", "Administrative and Clerical"),
        ("Band 5", ""), ("VSM", ""), ("Consultant", "Nursing and Midwifery Registered"), ("Consultant Nurse", ""),
        ("Specialist", "Healthcare Scientists"), ("Other", "Estates and Ancillary"), ("Staff", "Administrative and Clerical"),
        ("Band 5", "Chaplains"),
    ],
)  # fmt: skip
def test_what_names_no_row_gives_none(written: str, staff_group: str) -> None:
    assert row(written, staff_group) is None


@pytest.mark.parametrize(
    ("written", "staff_group"),
    [
        pytest.param("Other", "", id="other, nobody said doctors"),
        pytest.param("Staff", "", id="staff, nobody said doctors"),
        pytest.param("Specialist", "", id="specialist, nobody said doctors"),
        pytest.param("Career", "", id="career, nobody said doctors"),
        pytest.param("Non-Medical Consultant", "", id="says that it is no doctor"),
        pytest.param("Other", "Estates & Facilities", id="other in a group that is not known"),
        pytest.param("Consultant", "Nurse Consultants", id="consultant in a group that is not known"),
        pytest.param("Non Medical Consultant", "Allied Health Profs", id="no doctor, in a group that is not known"),
    ],
)
def test_nobody_becomes_a_doctor_by_a_word(written: str, staff_group: str) -> None:
    assert row(written, staff_group) is None


@pytest.mark.parametrize("written", ["Grade 7", "Scale 6"])
def test_a_grade_of_a_local_scale_is_no_band(written: str) -> None:
    assert row(written, "Administrative and Clerical") is None


def test_a_row_of_the_grid_names_itself() -> None:
    assert SCALE is not None
    for code in SCALE.rows:
        assert row(code) == code
        assert row(f" {code.upper()} ", "Administrative and Clerical") == code


def test_seniority_rises_with_the_band() -> None:
    assert SCALE is not None
    bands = ["under-1", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm"]
    ranks = [SCALE.rank(f"clinical-{band}") for band in bands]
    assert ranks == sorted(set(ranks))


@given(st.text(), st.text(), st.text())
def test_any_texts_give_a_row_or_none(grade: str, staff_group: str, occupation: str) -> None:
    assert SCALE is not None
    assert row(grade, staff_group, occupation) in {None, *SCALE.rows}


@given(st.text(), st.sampled_from([*CLINICAL, *NON_CLINICAL]))
def test_a_staff_group_that_is_not_medical_never_gives_a_medical_row(grade: str, staff_group: str) -> None:
    found = row(grade, staff_group)
    assert found is None or not found.startswith("medical") or found == grade.strip().lower()
