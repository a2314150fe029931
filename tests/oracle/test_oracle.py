"""The oracle itself: one tiny folder counted by hand, and worked examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.oracle import GROUPS, Counts, Figures, count, figures
from tests.oracle.records import grade_row, group, tier

Three = tuple[int, int, int]  # white, BME, unknown

# Counted: p1, p2, p3, p4, p5, p7, p10, p12, p15, p16, p17. White 5, BME 4, unknown 2.
STAFF = """
person,assignment,ethnicity,grade,staff_group,senior_medical_manager,contract,status,primary,fte,start_date,end_date
p1,1,A,5,Nursing and Midwifery Registered,,permanent,active,true,1,2010-05-01,
p2,1,N,5,Nursing and Midwifery Registered,,permanent,active,true,0.4,,
p2,2,N,8a,Administrative and Clerical,,permanent,active,false,0.6,,
p3,1,A,6,Nursing and Midwifery Registered,,fixed-term,active,,1,,
p3,2,CA,7,Nursing and Midwifery Registered,,locum,active,,0.2,,
p4,1,Z,2,Administrative and Clerical,,permanent,active,,0.4,,
p4,2,H,2,Administrative and Clerical,,permanent,active,,0.6,,
p5,p5-2,N,2,Estates and Ancillary,,permanent,active,,0.5,,
p5,p5-10,A,2,Estates and Ancillary,,permanent,active,,0.5,,
p6,1,A,5,Nursing and Midwifery Registered,,bank,active,true,1,,
p7,1,H,9,Additional Clinical Services,,bank,active,true,1,,
p7,2,H,4,Additional Clinical Services,true,permanent,active,false,0.2,,
p8,1,A,consultant,Medical and Dental,,honorary,active,true,1,,
p9,1,N,5,Nursing and Midwifery Registered,,permanent,active,true,1,2012-01-01,2025-09-30
p10,1,C,vsm,Administrative and Clerical,,permanent,active,true,1,,2026-03-31
p11,1,A,5,Nursing and Midwifery Registered,,permanent,active,true,1,,2026-03-30
p12,1,J,consultant,Medical and Dental,yes,permanent,active,true,1,2026-03-31,
p13,1,A,5,Nursing and Midwifery Registered,,permanent,active,true,1,2026-04-01,
p14,1,A,5,Nursing and Midwifery Registered,,permanent,ended,true,1,,
p15,1,A,consultant,,,permanent,maternity-and-adoption,true,1,,
p16,1,,5,Medical and Dental,,,,true,1,,
p17,1,99,,,,unstated,career-break,true,1,,
"""

# Shortlisted: a1 and a6 white; a2, a7 and a12 BME; a11 unknown. Appointed: a1 white, a5 BME.
APPLICANTS = """
application,ethnicity,grade,staff_group,source,contract,stage,shortlisted,shortlisted_on,appointed,appointed_on
a1,A,5,Nursing and Midwifery Registered,external,permanent,,true,2025-04-01,true,2025-06-01
a2,N,5,Nursing and Midwifery Registered,international,,,yes,,no,
a3,H,5,Nursing and Midwifery Registered,external,bank,,true,2025-05-01,true,2025-06-01
a4,A,consultant,Medical and Dental,external,honorary,appointed,,,,
a5,N,6,Nursing and Midwifery Registered,internal,permanent,appointed,,2025-03-31,,2025-04-01
a6,A,6,Nursing and Midwifery Registered,internal,permanent,offered,,2025-07-01,,2025-08-01
a7,N,,,external,locum,,,2026-03-31,,
a9,A,5,Nursing and Midwifery Registered,external,permanent,applied,,2025-07-01,,
a10,Z,5,Nursing and Midwifery Registered,external,permanent,,true,2026-04-01,false,
a11,Z,,,unstated,fixed-term,applied,true,,,
a12,N,5,Nursing and Midwifery Registered,internal,permanent,unstated,true,2025-05-01,false,2025-06-01
"""

# This year: p1 and p5 white; p2, p9 and x2 BME; x1 and p7 unknown. The year before: p1 and p10, white.
CASES = """
case,person,ethnicity,type,formal,investigation_commissioned,hearing_notice
c1,p1,,disciplinary,true,2025-04-01,
c2,p1,N,disciplinary,true,2025-10-01,
c3,p2,,,,,2026-03-31
c4,p3,,capability,true,2025-05-05,
c5,p4,,disciplinary,false,2025-05-05,
c6,p6,,disciplinary,true,2025-06-01,
c7,p9,,disciplinary,true,2025-09-30,
c8,p11,,disciplinary,true,2026-03-31,
c9,x1,,unstated,true,2025-06-01,
c10,x2,J,disciplinary,,2025-06-01,
c99,p5,N,disciplinary,true,2025-07-07,
c100,p5,,disciplinary,true,2025-07-07,
c13,p7,Z,disciplinary,true,2025-08-08,
c14,p12,,disciplinary,true,2025-12-01,
c15,p10,,disciplinary,true,2025-03-31,2025-05-01
c16,p1,,disciplinary,true,2024-04-01,
c17,p15,,disciplinary,true,,
c18,p15,,disciplinary,true,2024-03-31,
"""

# Trained: p1 and p10 white, p2 BME, p16 unknown.
LEARNING = """
person,mandatory,taken_up,attended_on
p1,false,true,2025-04-01
p1,false,true,2025-05-01
p2,no,,
p3,true,true,2025-05-01
p4,false,false,2025-05-01
p5,false,true,2025-03-31
p6,false,true,2025-05-01
p9,false,true,2025-05-01
x1,false,true,2025-05-01
p10,false,yes,2026-03-31
p15,false,true,2026-04-01
p16,false,true,2025-12-24
"""

# q13a is another question in this year's survey.
SURVEY = """
respondent,ethnicity,q13a,q14a,q14b,q14c,q15,q16b
r1,A,1-2,never,1-2,never,yes,no
r2,A,,3-5,never,,don't know,yes
r3,N,,,never,never,no,
r4,N,,More than 10,,6-10,yes,don't know
r5,H,,never,,,,no
r6,,,never,never,never,yes,no
r7,A,,never,,,,
,N,,,never,,,
,A,1-2,,,,,
"""

# On 31 March: b1, b5 and b7 white, b2 BME, b4 unknown.
BOARD = """
person,ethnicity,voting,executive,start_date,end_date
b1,A,true,true,,
b2,N,yes,false,2026-03-31,
b3,A,true,true,2019-01-01,2026-03-30
b4,Z,false,false,,2026-03-31
b5,A,true,true,2020-01-01,2026-06-30
b6,N,true,true,2026-04-01,
b7,C,,false,,
"""
FILES = {
    "staff": STAFF,
    "applicants": APPLICANTS,
    "cases": CASES,
    "learning": LEARNING,
    "survey": SURVEY,
    "board": BOARD,
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text.lstrip(), encoding="utf-8")
    return folder


@pytest.fixture
def counts(tmp_path: Path) -> Counts:
    return count(write(tmp_path, FILES), 2026)


def in_(counts: Counts, item: str, place: str = "", basis: str = "") -> Three:
    """White, BME and unknown; `place` is `grade/clinical-5`."""
    breakdown, _, category = place.partition("/")
    white, bme, unknown = (counts[item, breakdown, category, name, basis] for name in GROUPS)
    return white, bme, unknown


def filled(counts: Counts, item: str, breakdown: str, basis: str = "") -> dict[str, Three]:
    """The categories of a breakdown in which anybody is."""
    places = {key[2] for key in counts if key[0] == item and key[1] == breakdown and key[4] == basis}
    found = {place: in_(counts, item, f"{breakdown}/{place}", basis) for place in places}
    return {place: three for place, three in found.items() if any(three)}


def test_staff(counts: Counts) -> None:
    assert in_(counts, "staff") == (5, 4, 2)
    assert filled(counts, "staff", "grade") == {
        "clinical-5": (1, 1, 0),  # p1; p2 by the primary post, not the higher one
        "clinical-7": (1, 0, 0),  # p3, no primary post: the higher band, though fewer hours
        "non-clinical-2": (1, 1, 0),  # p5 by assignment p5-10, which as text comes before p5-2; p4 by more hours
        "clinical-4": (0, 1, 0),  # p7: bank work does not count, primary or not; the flag means nothing in band 4
        "non-clinical-vsm": (1, 0, 0),  # p10, the last day
        "medical-consultant": (1, 1, 0),  # p15; p12, the first day
        "medical-senior-manager": (0, 1, 0),  # p12, a second time
        "medical-other": (0, 0, 1),  # p16: any other band in the medical staff group
    }  # p17 is in no row
    assert filled(counts, "staff", "tier") == {
        "clinical-lower": (1, 2, 0),
        "clinical-middle": (1, 0, 0),
        "non-clinical-lower": (1, 1, 0),
        "non-clinical-upper": (1, 0, 0),
        "medical-and-dental": (1, 1, 1),
    }
    assert in_(counts, "staff", "grade/clinical-9") == (0, 0, 0)


def test_applications(counts: Counts) -> None:
    assert in_(counts, "shortlisted") == (2, 3, 1)
    assert in_(counts, "appointed") == (1, 1, 0)
    assert filled(counts, "shortlisted", "grade") == {"clinical-5": (1, 2, 0), "clinical-6": (1, 0, 0)}
    assert filled(counts, "shortlisted", "source") == {
        "external": (1, 1, 0),  # a1, a7
        "international": (0, 1, 0),  # a2
        "internal": (1, 1, 0),  # a6, a12; a11 came from nobody knows where
    }
    assert filled(counts, "appointed", "grade") == {"clinical-5": (1, 0, 0), "clinical-6": (0, 1, 0)}


def test_disciplined(counts: Counts) -> None:
    assert in_(counts, "disciplined", basis="one-year") == (2, 3, 2)
    assert in_(counts, "disciplined", basis="two-year") == (4, 3, 2)
    assert filled(counts, "disciplined", "grade", "one-year") == {
        "clinical-5": (1, 2, 0),  # p1 by c1, p2 by the hearing notice, p9 on the last day of employment
        "non-clinical-2": (
            1,
            0,
            0,
        ),  # p5 by c100, which as text comes before c99 and leaves ethnicity to the staff list
        "clinical-4": (0, 0, 1),  # p7: the case says Z
    }  # x1 and x2 are in no row
    assert filled(counts, "disciplined", "grade", "two-year") == {
        "clinical-5": (2, 2, 0),  # p1 in both years
        "non-clinical-2": (1, 0, 0),
        "clinical-4": (0, 0, 1),
        "non-clinical-vsm": (1, 0, 0),  # p10: the investigation decides, not the hearing
    }


@pytest.mark.parametrize(
    ("earlier", "bases"), [("", {"one-year"}), ("c20,p6,,disciplinary,true,2024-06-01,\n", {"one-year", "two-year"})]
)
def test_a_second_year_where_the_file_reaches_back_to_it(tmp_path: Path, earlier: str, bases: set[str]) -> None:
    dated = [line for line in CASES.splitlines() if not any(day in line for day in ("2024-", "2025-03-"))]
    later = count(write(tmp_path, {**FILES, "cases": "\n".join(dated) + f"\n{earlier}"}), 2026)
    assert {key[4] for key in later if key[0] == "disciplined"} == bases


def test_cases_without_a_staff_list(tmp_path: Path) -> None:
    alone = count(write(tmp_path, {"cases": CASES}), 2026)
    # p1, p5 (the case c100), p6, p9, p11, p12, p2 and x1 carry no ethnicity, p7 says Z; x2 says J.
    assert in_(alone, "disciplined", basis="one-year") == (0, 1, 9)
    assert {key[1] for key in alone} == {""}
    assert set(figures(alone)) == set()


def test_trained(counts: Counts) -> None:
    assert in_(counts, "trained") == (2, 1, 1)
    assert filled(counts, "trained", "grade") == {
        "clinical-5": (1, 1, 0),
        "non-clinical-vsm": (1, 0, 0),
        "medical-other": (0, 0, 1),
    }


def test_survey(counts: Counts) -> None:
    assert in_(counts, "harassed-by-public") == (1, 1, 0)  # r2, r4
    assert in_(counts, "asked-harassed-by-public") == (3, 2, 1)  # r1 r2 r7, r4 r5, r6
    assert in_(counts, "harassed-by-staff") == (1, 1, 0)  # r1, r4
    assert in_(counts, "asked-harassed-by-staff") == (2, 3, 1)  # r1 r2, r3 r4 and one without a number, r6
    for basis in ("incl-dk", "excl-dk"):
        assert in_(counts, "equal-opportunities", basis=basis) == (1, 1, 1)  # r1, r4, r6
    assert in_(counts, "asked-equal-opportunities", basis="incl-dk") == (2, 2, 1)  # r1 r2, r3 r4, r6
    assert in_(counts, "asked-equal-opportunities", basis="excl-dk") == (1, 2, 1)  # r2 does not know
    assert in_(counts, "discriminated") == (1, 0, 0)  # r2
    assert in_(counts, "asked-discriminated") == (2, 1, 1)  # r1 r2, r5, r6


def test_survey_of_another_year(tmp_path: Path) -> None:
    earlier = count(write(tmp_path, {"survey": SURVEY}), 2020)
    assert in_(earlier, "harassed-by-public") == (2, 0, 0)  # q13a: r1 and one without a number
    assert not [key for key in earlier if key[0] == "discriminated"]  # q15b is not there


def test_board(counts: Counts) -> None:
    assert in_(counts, "board") == (3, 1, 1)
    assert filled(counts, "board", "membership") == {
        "voting": (2, 1, 0),  # b1 b5, b2; b7 has no say in either
        "non-voting": (0, 0, 1),  # b4
        "executive": (2, 0, 0),  # b1 b5
        "non-executive": (1, 1, 1),  # b7, b2, b4
    }


def test_figures(counts: Counts) -> None:
    found = figures(counts)
    expected: Figures = {
        ("1", "percentage", "", "", "bme", ""): 400 / 11,
        ("1", "percentage", "", "", "unknown", ""): 200 / 11,
        ("1", "percentage", "grade", "clinical-5", "bme", ""): 50,
        ("1", "difference", "grade", "clinical-5", "bme", ""): 50 - 400 / 11,
        ("1", "percentage", "grade", "medical-other", "bme", ""): 0,
        ("1", "percentage", "grade", "clinical-9", "bme", ""): None,
        ("1", "difference", "grade", "clinical-9", "bme", ""): None,
        ("2", "relative_likelihood", "", "", "white:bme", ""): (1 / 2) / (1 / 3),
        ("2", "relative_likelihood", "grade", "clinical-5", "white:bme", ""): None,  # no BME applicant appointed there
        ("2", "relative_likelihood", "grade", "clinical-6", "white:bme", ""): None,  # none shortlisted there
        ("2", "relative_likelihood", "source", "internal", "white:bme", ""): 0,  # 0 of 1 over 1 of 1
        ("3", "relative_likelihood", "", "", "bme:white", "one-year"): (3 / 4) / (2 / 5),
        ("3", "relative_likelihood", "", "", "bme:white", "two-year"): (3 / 4) / (4 / 5),
        ("3", "relative_likelihood", "grade", "clinical-5", "bme:white", "one-year"): 2,
        ("4", "relative_likelihood", "", "", "white:bme", ""): (2 / 5) / (1 / 4),
        ("5", "percentage", "", "", "white", ""): 100 / 3,
        ("5", "gap", "", "", "bme:white", ""): 50 - 100 / 3,
        ("6", "gap", "", "", "bme:white", ""): 100 / 3 - 50,
        ("7", "gap", "", "", "bme:white", "incl-dk"): 0,
        ("7", "gap", "", "", "bme:white", "excl-dk"): -50,
        ("8", "gap", "", "", "bme:white", ""): -50,
        ("9", "difference", "", "", "bme", ""): 20 - 400 / 11,
        ("9", "difference", "membership", "voting", "bme", ""): 100 / 3 - 400 / 11,
        ("9", "difference", "membership", "executive", "bme", ""): -400 / 11,
        ("rdr", "disparity_ratio", "tier", "non-clinical-lower-upper", "bme:white", ""): None,  # no BME in the upper
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)


def given(**items: tuple[int, int]) -> Counts:
    """Counts of white and BME by item, as in `staff__tier__clinical_lower`."""
    places = {name: [*name.split("__"), "", ""][:3] for name in items}
    return {
        (item, breakdown, category.replace("_", "-"), name, ""): number
        for key, (item, breakdown, category) in places.items()
        for name, number in zip(GROUPS, (*items[key], 0), strict=True)
    }


def test_worked_examples() -> None:
    found = figures(given(shortlisted=(1000, 800), appointed=(180, 90)))
    assert found["2", "relative_likelihood", "", "", "white:bme", ""] == pytest.approx(1.6)
    tiers = {"staff": (1, 1)}
    for block, people in {
        "clinical": ((1500, 900), (1000, 300), (400, 60)),
        "non_clinical": ((10, 6), (5, 0), (2, 1)),
    }.items():
        for level, pair in zip(("lower", "middle", "upper"), people, strict=True):
            tiers[f"staff__tier__{block}_{level}"] = pair
    ratios = {key[3]: value for key, value in figures(given(**tiers)).items() if key[0] == "rdr"}
    assert ratios == pytest.approx({
        "clinical-lower-middle": 2.0,
        "clinical-middle-upper": 2.0,
        "clinical-lower-upper": 4.0,
        "non-clinical-lower-middle": None,  # nobody BME in the middle
        "non-clinical-middle-upper": 0.0,
        "non-clinical-lower-upper": 1.2,
        "all-lower-middle": (906 / 1510) / (300 / 1005),
        "all-middle-upper": (300 / 1005) / (61 / 402),
        "all-lower-upper": (906 / 1510) / (61 / 402),
    })  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("A B C C2 C3 CA CY A1 0", "white"),
        ("D G GA GF H L LK N n P PC R S SC SE H2 1 8", "bme"),
        ("Z 99 9 X NK AS ZZ", "unknown"),
    ],
)
def test_groups(codes: str, expected: str) -> None:
    assert {group(code) for code in codes.split()} == {expected}
    assert group("") == "unknown"


@pytest.mark.parametrize(
    ("grade", "staff_group", "occupation", "row", "of_tier"),
    [
        ("8A", "Students", "", "clinical-8a", "clinical-upper"),
        ("under-1", "Estates and Ancillary", "N6A", "non-clinical-under-1", "non-clinical-lower"),
        ("6", "", "G2A", "non-clinical-6", "non-clinical-middle"),
        ("vsm", "Medical and Dental", "", "medical-other", "medical-and-dental"),
        ("consultant", "", "", "medical-consultant", "medical-and-dental"),
        ("trainee", "", "", "", ""),
        ("consultant", "Students", "", "", ""),
        ("5", "", "", "", ""),
        ("", "Students", "", "", ""),
        ("clinical-7", "", "", "clinical-7", "clinical-middle"),
        ("medical-senior-manager", "", "", "medical-consultant", "medical-and-dental"),
    ],
)
def test_grade_rows(grade: str, staff_group: str, occupation: str, row: str, of_tier: str) -> None:
    record = {"grade": grade, "staff_group": staff_group, "occupation_code": occupation}
    assert (grade_row(record), tier(record)) == (row, of_tier)
