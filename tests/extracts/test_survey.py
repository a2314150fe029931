"""The staff survey: the right questions of the year, answers that are known, either of two questions, percentages."""

from __future__ import annotations

from pathlib import Path

import pytest

from openwres.calculation import Calculation
from openwres.inputs import Check
from tests.extracts.folders import checked, counted, counts, folder, ids, of_id, the, values

ANSWERS = """respondent,ethnicity,q14a,q14b,q14c,q15,q16b
R1,A,Never,Never,Never,Yes,No
R2,A,1-2,Never,3-5,No,Yes
R3,H,More than 10,Never,,Don't know,No
R4,N,,,,,
R5,Z,6-10,1-2,1-2,Yes,Yes
"""
OF_2020 = (
    "respondent,ethnicity,q13a,q13b,q13c,q14,q15b\nR1,A,1-2,Never,1-2,Yes,No\nR2,H,Never,Never,Never,Don't know,No\n"
)


def percentages(*rows: str, header: str = "question,group,percentage,base") -> str:
    return "\n".join([header, *rows]) + "\n"


@pytest.fixture(scope="module")
def respondents(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    return counted(folder(tmp_path_factory.mktemp("survey") / "extracts", survey=ANSWERS))


def test_respondents_are_counted_where_they_answered(respondents: Calculation) -> None:
    assert ids(respondents) == set()
    assert counts(respondents, "harassed-by-public") == {"white": 1, "bme": 1, "unknown": 1}
    assert counts(respondents, "asked-harassed-by-public") == {"white": 2, "bme": 1, "unknown": 1}
    assert counts(respondents, "discriminated") == {"white": 1, "unknown": 1}


def test_either_of_two_questions_counts_a_respondent_once(respondents: Calculation) -> None:
    assert counts(respondents, "harassed-by-staff") == {"white": 1, "unknown": 1}
    assert counts(respondents, "asked-harassed-by-staff") == {"white": 2, "bme": 1, "unknown": 1}


def test_dont_know_is_in_one_base_and_out_of_the_other(respondents: Calculation) -> None:
    assert counts(respondents, "asked-equal-opportunities", "incl-dk") == {"white": 2, "bme": 1, "unknown": 1}
    assert counts(respondents, "asked-equal-opportunities", "excl-dk") == {"white": 2, "unknown": 1}
    assert counts(respondents, "equal-opportunities", "incl-dk") == {"white": 1, "unknown": 1}


def test_q13a_is_harassment_until_2021_and_violence_after(tmp_path: Path) -> None:
    given = folder(tmp_path, survey=OF_2020)
    assert counts(counted(given, year=2021), "harassed-by-public") == {"white": 1}
    problem = the(checked(given, year=2026), "missing-column")
    assert (problem.file, str(problem.severity)) == ("survey.csv", "block")
    assert "this year's survey" in problem.sentence


def test_q13a_beside_the_right_questions_is_not_read(tmp_path: Path) -> None:
    survey = "respondent,ethnicity,q13a,q14a\nR1,A,More than 10,Never\n"
    found = counted(folder(tmp_path, survey=survey))
    assert counts(found, "harassed-by-public") == {}
    assert counts(found, "asked-harassed-by-public") == {"white": 1}
    assert found.read[1]["tables"][0]["ignored"] == ["q13a"]


def test_a_percentage_of_another_years_question_blocks(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, survey=percentages("q13a,White,25,100", "q14a,White,20,100")))
    problem = the(found, "unmapped-value")
    assert (str(problem.severity), problem.row, problem.column) == ("block", 2, "question")
    assert "`q13a`" in problem.sentence


def test_percentages_are_kept_as_they_came_with_their_base(tmp_path: Path) -> None:
    rows = [
        "Q14a,White,25.0%,1000",
        'Q14a,BME,30.55,"1,300"',
        "5,All,26,",
        "q15,Ethnic minority,45,",
        "WRES 8,Overall,9,",
    ]
    found = counted(folder(tmp_path, survey=percentages(*rows)))
    assert values(found, "harassed-by-public") == [("all", 26.0, None), ("bme", 30.55, 1300), ("white", 25.0, 1000)]
    assert values(found, "equal-opportunities") == [("bme", 45.0, None)]
    assert values(found, "discriminated") == [("all", 9.0, None)]


def test_impossible_missing_and_share_like_percentages(tmp_path: Path) -> None:
    rows = ["q14a,White,125,100", "q14a,BME,-1,100", "q15,White,,100", "q16b,White,x,100", "q16b,Martian,3,100"]
    found = checked(folder(tmp_path / "wrong", survey=percentages(*rows)))
    assert (the(found, "impossible-percentage").row, the(found, "impossible-percentage").rows) == (2, 2)
    assert the(found, "percentage-missing").row == 4
    assert the(found, "not-readable").row == 5
    assert the(found, "unmapped-value").row == 6
    shares = checked(folder(tmp_path / "shares", survey=percentages("q14a,White,0.25,100", "q14a,BME,0.3,100")))
    assert str(the(shares, "percentages-look-like-shares").severity) == "confirm"


def said_of_the_survey(found: Check) -> list[str]:
    return [problem.id for problem in found.problems if problem.file == "survey.csv"]


def test_answers_that_nobody_knows_are_said(tmp_path: Path) -> None:
    answers = ["Sometimes", "Prefer not to say", "Yes, often", "5 or more"]
    rows = [f'R{n},H,"{answer}",Yes' for n, answer in enumerate(answers)]
    found = checked(folder(tmp_path, survey="\n".join(["respondent,ethnicity,q14a,q15", *rows])))
    problems = of_id(found, "unmapped-value")
    assert [(problem.file, problem.row) for problem in problems] == [("survey.csv", row) for row in range(2, 6)]
    assert "`5 or more`" in problems[3].sentence


def test_coded_answers_are_not_taken_for_yes_and_no(tmp_path: Path) -> None:
    survey = "respondent,ethnicity,q14a\nR1,A,1\nR2,A,2\nR3,H,3\nR4,H,1\n"
    assert said_of_the_survey(checked(folder(tmp_path, survey=survey)))


def test_one_of_two_questions_is_not_the_whole_indicator(tmp_path: Path) -> None:
    survey = "respondent,ethnicity,q14a,q14b\nR1,A,Never,Never\nR2,H,1-2,1-2\n"
    assert said_of_the_survey(checked(folder(tmp_path, survey=survey)))


def test_percentages_of_two_questions_are_not_the_indicator(tmp_path: Path) -> None:
    rows = ["q14b,White,10,100", "q14c,White,20,100", "q14b,BME,15,50", "q14c,BME,25,50"]
    assert said_of_the_survey(checked(folder(tmp_path, survey=percentages(*rows))))


def test_a_percentage_twice_is_said(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, survey=percentages("q14a,White,8.5,100", "q14a,White,9.5,50")))
    assert said_of_the_survey(found)


def test_a_decimal_comma_is_read_or_refused_but_not_dropped(tmp_path: Path) -> None:
    survey = percentages("q14a;White;8,5;100", "q14a;BME;0,25;100", header="question;group;percentage;base")
    found = checked(folder(tmp_path, survey=survey))
    if not found.blocked:
        assert values(counted(tmp_path), "harassed-by-public") == [("bme", 0.25, 100), ("white", 8.5, 100)]


def test_a_base_is_a_whole_number_from_zero(tmp_path: Path) -> None:
    found = checked(folder(tmp_path, survey=percentages("q14a,White,8.5,-100", "q14a,BME,8.5,12.7")))
    assert sum(problem.rows for problem in found.problems if problem.severity == "block") == 2
