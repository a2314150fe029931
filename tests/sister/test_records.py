"""The sister standards counted from small folders of records, with no code of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

import openwres
from openwres.calculation import Calculation

WDES_STAFF = """person,disability,grade,staff_group,contract
1,Yes,Band 5,Nursing and Midwifery,permanent
2,No,Band 5,Nursing and Midwifery,permanent
3,No,Band 6,Nursing and Midwifery,permanent
4,No,Band 3,Administrative and Clerical,permanent
5,Not Declared,Band 8b,Administrative and Clerical,permanent
6,No,Consultant,Medical and Dental,permanent
7,Mental Health Condition,VSM,Administrative and Clerical,fixed term temp
8,Prefer Not To Answer,Trainee,Medical and Dental,permanent
9,Yes,Band 2,Nursing and Midwifery,bank
10,No,Band 2,Nursing and Midwifery,bank
"""
WDES = {
    "staff": WDES_STAFF,
    "applicants": "application,disability,shortlisted,appointed\na,Yes,yes,yes\nb,Yes,yes,no\nc,No,yes,yes\nd,No,yes,yes\n"
    "e,No,yes,no\nf,No,yes,no\ng,,yes,yes\nh,Yes,no,no\n",
    "cases": "case,person,type,formal,investigation_commissioned\n"
    "A,1,capability,formal,2025-06-01\nB,2,capability,formal,2025-07-01\nC,3,capability,formal,2024-07-01\n"
    "D,4,disciplinary,formal,2025-07-01\nE,6,capability,informal,2025-07-01\nF,1,performance,formal,2024-05-01\n",
    "board": "person,disability,voting,executive\nx,Yes,yes,yes\ny,No,yes,no\nz,,no,yes\n",
    "survey": "question,group,percentage,base\nq14a,Disabled,30.5,400\nq14a,Non-disabled,20.0,1500\n"
    "q31b,Disabled,73.1,260\nq15,disabled,57.5,\nq15,non-disabled,60.0,\n",
}
SC_WRES = {
    "staff": "person,ethnicity,grade,contract,status,start_date,end_date\n"
    "1,A,\u00a370k+,permanent,active,2015-01-01,\n2,A,\u00a330k to \u00a369k,permanent,active,2015-01-01,\n"
    "3,A,<\u00a330k,permanent,active,2015-01-01,\n4,H,\u00a330k to \u00a369k,permanent,active,2015-01-01,2026-12-31\n"
    "5,N,<\u00a330k,permanent,active,2015-01-01,\n6,H,<\u00a330k,permanent,ended,2015-01-01,2025-08-31\n"
    "7,A,<\u00a330k,permanent,ended,2015-01-01,2025-09-30\n8,A,<\u00a330k,permanent,ended,2015-01-01,2025-03-31\n"
    "9,A,<\u00a330k,bank,ended,2015-01-01,2025-09-30\n",
    "applicants": "application,ethnicity,shortlisted,appointed\na,A,yes,yes\nb,A,yes,yes\nc,H,yes,yes\nd,N,yes,no\n",
    "cases": "case,person,type,formal,investigation_commissioned\nA,3,disciplinary,formal,2025-06-01\n"
    "B,5,disciplinary,formal,2025-07-01\n",
    "learning": "person,course,date,mandatory\n1,X,2025-05-01,no\n2,X,2025-05-01,no\n4,Y,2025-05-01,no\n5,Y,2025-05-01,yes\n",
}


def written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def wdes(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    folder = written(tmp_path_factory.mktemp("wdes"), WDES)
    return openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")


@pytest.fixture(scope="module")
def social_care(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    folder = written(tmp_path_factory.mktemp("sc"), SC_WRES)
    return openwres.calculate(folder, year=2026, standard="sc-wres", organisation="ZZ1")


def counts(found: Calculation, item: str, basis: str = "", category: str = "") -> dict[str, int]:
    rows = found.tallies.filter(item=item, basis=basis, category=category, classification=found.edition.main)
    return {row["group"]: row["count"] for row in rows.iter_rows(named=True) if row["group"] != "all"}


def value(found: Calculation, indicator: str, statistic: str, **key: str) -> float:
    wanted = {"category": "", "classification": found.edition.main, "variant": "official"} | key
    number: float = found.figures.filter(indicator=indicator, statistic=statistic, **wanted)["value"].item()
    return number


# WDES.


def test_the_workforce_is_counted_by_disability_without_its_bank(wdes: Calculation) -> None:
    assert counts(wdes, "staff") == {"disabled": 2, "non-disabled": 4, "unknown": 2}
    assert counts(wdes, "staff-and-bank") == {"disabled": 3, "non-disabled": 5, "unknown": 2}
    assert counts(wdes, "staff-and-bank", category="clinical-2") == {
        "disabled": 1,
        "non-disabled": 1,
        "unknown": 0,
    }
    assert value(wdes, "1", "percentage", group="disabled") == 25.0
    assert value(wdes, "1", "self_report_rate", group="all") == 75.0


def test_clusters_are_added_up_from_grades(wdes: Calculation) -> None:
    rows = wdes.figures.filter(indicator="1", statistic="percentage", breakdown="cluster", group="disabled")
    found = {row["category"]: (row["numerator"], row["denominator"]) for row in rows.iter_rows(named=True)}
    assert found["clinical-cluster-2"] == (1, 3)
    assert found["non-clinical-cluster-1"] == (0, 1)
    assert found["non-clinical-cluster-4"] == (1, 1)
    assert found["medical-cluster-7"] == (0, 1)
    assert sum(everyone for _, everyone in found.values() if everyone) == 8


def test_in_2022_the_bank_counts(tmp_path: Path) -> None:
    folder = written(tmp_path, {"staff": WDES_STAFF})
    found = openwres.calculate(folder, year=2022, standard="wdes", organisation="ZZ1")
    assert value(found, "1", "percentage", group="disabled") == 30.0


def test_where_the_bank_counts_its_grades_must_give_a_row_and_else_they_stop_nothing(tmp_path: Path) -> None:
    odd = WDES_STAFF.replace("10,No,Band 2", "10,No,Wizard") + "".join(
        f"{n},No,Band 5,Nursing and Midwifery,permanent\n" for n in range(11, 20)
    )
    folder = written(tmp_path, {"staff": odd})
    with_bank, without = (
        openwres.check(folder, year=year, standard="wdes", organisation="ZZ1") for year in (2022, 2026)
    )
    assert any("gives no grade row" in problem.sentence for problem in with_bank.problems)
    assert not any("gives no grade row" in problem.sentence for problem in without.problems)


def test_staff_of_a_subsidiary_count_only_where_that_was_decided(tmp_path: Path) -> None:
    rows = [
        line + (",subsidiary" if n == 0 else ",yes" if n == 1 else ",no")
        for n, line in enumerate(WDES_STAFF.splitlines())
    ]
    folder = written(tmp_path, {"staff": "\n".join(rows) + "\n"})
    found = openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")
    assert counts(found, "staff")["disabled"] == 1
    decision = (
        "format: 1\noptions:\n  subsidiaries: {choice: count, reason: run as one, person: A. Lead, date: 2026-04-20}\n"
    )
    (folder / "decisions.yaml").write_text(decision, encoding="utf-8")
    found = openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")
    assert counts(found, "staff")["disabled"] == 2


def test_applications_are_counted_by_the_disability_that_they_declare(wdes: Calculation) -> None:
    assert counts(wdes, "shortlisted") == {"disabled": 2, "non-disabled": 4, "unknown": 1}
    assert counts(wdes, "appointed") == {"disabled": 1, "non-disabled": 2, "unknown": 1}
    assert value(wdes, "2", "relative_likelihood", group="non-disabled:disabled") == 1.0


def test_capability_cases_count_over_two_years_with_the_disability_of_the_staff_list(wdes: Calculation) -> None:
    assert counts(wdes, "capability", "one-year") == {"disabled": 1, "non-disabled": 1, "unknown": 0}
    assert counts(wdes, "capability", "two-year") == {"disabled": 2, "non-disabled": 2, "unknown": 0}
    assert value(wdes, "3", "relative_likelihood", group="disabled:non-disabled") == pytest.approx((2 / 4) / (2 / 8))


def test_the_board_is_counted_by_disability(wdes: Calculation) -> None:
    assert counts(wdes, "board") == {"disabled": 1, "non-disabled": 1, "unknown": 1}
    assert value(wdes, "10", "difference", group="disabled") == pytest.approx(100 / 3 - 25)
    assert value(wdes, "10", "difference", category="voting", group="disabled") == pytest.approx(25)


def test_published_percentages_of_the_survey_are_taken_by_question_and_group(wdes: Calculation) -> None:
    assert value(wdes, "4a-i", "gap") == pytest.approx(10.5)
    assert value(wdes, "5", "gap") == pytest.approx(-2.5)
    assert value(wdes, "8", "percentage", group="disabled") == 73.1


def test_what_records_cannot_hold_is_missing_and_stops_nothing(wdes: Calculation) -> None:
    for indicator, statistic in (("9a", "gap"), ("9b", "yes"), ("7", "gap")):
        assert wdes.figures.filter(indicator=indicator, statistic=statistic)["state"].to_list() == ["missing"]
    assert not wdes.blocked


def test_a_disability_that_says_nothing_is_no_problem(wdes: Calculation) -> None:
    assert [problem for problem in wdes.problems if problem.id == "unmapped-value"] == []


def test_ethnicity_is_neither_asked_for_nor_read(wdes: Calculation, tmp_path: Path) -> None:
    assert set(wdes.tallies["classification"]) == {"disability"}
    with_it = WDES_STAFF.replace("person,disability", "person,ethnicity,disability")
    (tmp_path / "staff.csv").write_text(with_it, encoding="utf-8")
    (table,) = openwres.check(tmp_path, standard="wdes", organisation="ZZ1").read[0]["tables"]
    assert "ethnicity" not in table["matched"]


# Social care.


def test_pay_bands_are_counted(social_care: Calculation) -> None:
    assert counts(social_care, "staff") == {"white": 3, "bme": 2, "unknown": 0}
    assert counts(social_care, "staff", category="70k-and-over") == {"white": 1, "bme": 0, "unknown": 0}
    assert value(social_care, "1", "difference", category="30k-to-70k", group="bme") == pytest.approx(10)


def test_appointments_cases_and_training_are_counted(social_care: Calculation) -> None:
    assert value(social_care, "2", "relative_likelihood") == pytest.approx(0.5)
    assert value(social_care, "3", "relative_likelihood") == pytest.approx((1 / 2) / (1 / 3))
    assert value(social_care, "5", "relative_likelihood") == pytest.approx((1 / 2) / (2 / 3))


def test_leavers_are_people_whose_last_post_ended_in_the_year(social_care: Calculation) -> None:
    assert counts(social_care, "leavers") == {"white": 1, "bme": 1, "unknown": 0}
    assert counts(social_care, "leavers", category="under-30k") == {"white": 1, "bme": 1, "unknown": 0}
    assert value(social_care, "8", "relative_likelihood") == pytest.approx((1 / 2) / (1 / 3))


def test_who_goes_on_in_another_post_or_came_back_has_not_left(tmp_path: Path) -> None:
    staff = """person,assignment,ethnicity,grade,contract,start_date,end_date
1,1-1,A,<\u00a330k,permanent,2015-01-01,2025-08-31
1,1-2,A,<\u00a330k,permanent,2025-09-01,
2,2-1,A,<\u00a330k,permanent,2015-01-01,2025-05-31
2,2-2,A,<\u00a330k,permanent,2015-01-01,2025-10-31
3,3-1,H,<\u00a330k,permanent,2015-01-01,2025-08-31
3,3-2,H,<\u00a330k,bank,2025-09-01,
4,4-1,H,<\u00a330k,permanent,2015-01-01,
"""
    found = openwres.calculate(written(tmp_path, {"staff": staff}), year=2026, standard="sc-wres", organisation="ZZ1")
    assert counts(found, "leavers") == {"white": 1, "bme": 1, "unknown": 0}


def test_a_staff_list_without_last_days_does_not_say_that_nobody_left(tmp_path: Path) -> None:
    staff = "person,ethnicity,grade,contract\n1,A,<\u00a330k,permanent\n2,H,<\u00a330k,permanent\n"
    found = openwres.calculate(written(tmp_path, {"staff": staff}), year=2026, standard="sc-wres", organisation="ZZ1")
    assert counts(found, "leavers") == {}
    assert found.figures.filter(indicator="8", statistic="relative_likelihood")["reason"].to_list() == ["no_leavers"]


@pytest.mark.parametrize(
    ("before", "two_years"),
    [("Z,4,disciplinary,formal,2024-07-01\n", {"disabled": 1, "non-disabled": 0, "unknown": 0}), ("", {})],
)
def test_a_year_without_a_capability_case_is_a_zero_where_the_file_reaches_back_to_it(
    tmp_path: Path, before: str, two_years: dict[str, int]
) -> None:
    cases = f"case,person,type,formal,investigation_commissioned\nA,1,capability,formal,2025-06-01\n{before}"
    folder = written(tmp_path, {"staff": WDES_STAFF, "cases": cases})
    found = openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")
    assert counts(found, "capability", "one-year") == {"disabled": 1, "non-disabled": 0, "unknown": 0}
    assert counts(found, "capability", "two-year") == two_years


def test_respondents_are_counted_by_the_disability_that_they_say(tmp_path: Path) -> None:
    survey = """respondent,disability,q14a,q14d,q15,q31b
1,Yes,Yes,Yes,No,Yes
2,No,No,,Yes,
3,No,Yes,No,Don't know,
4,Prefer not to say,No,,Yes,
5,Yes,No,Yes,No,No
"""
    folder = written(tmp_path, {"survey": survey})
    found = openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")
    assert counts(found, "asked-harassed-by-public") == {"disabled": 2, "non-disabled": 2, "unknown": 1}
    assert value(found, "4b", "gap") == 100.0
    assert value(found, "5", "gap") == -50.0
    assert value(found, "8", "percentage", group="disabled") == 50.0


def test_a_capability_case_is_dated_by_the_day_on_which_it_began(tmp_path: Path) -> None:
    cases = "case,person,type,formal,Capability Start Date\nA,1,capability,formal,2025-06-01\n"
    folder = written(tmp_path, {"staff": WDES_STAFF, "cases": cases})
    found = openwres.calculate(folder, year=2026, standard="wdes", organisation="ZZ1")
    assert counts(found, "capability", "one-year") == {"disabled": 1, "non-disabled": 0, "unknown": 0}
