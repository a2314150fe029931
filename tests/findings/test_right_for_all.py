"""How one group's experience goes with that of others: what is compared, what is refused, what stands in every sentence."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import scipy.stats

from openwres.contracts.exceptions import InputError, UsageError
from openwres.findings import right_for_all
from openwres.findings.history import Asked, History
from openwres.organisations.outcomes import Outcome, read_outcomes
from tests.findings.histories import history, tallies

CODES = [f"R{number:02d}" for number in range(40)]
BME = [80 + (7 * n) % 40 for n in range(40)]
WHITE = [70 + (7 * n) % 40 + (n * n) % 11 for n in range(40)]


def asked_of(codes: list[str], bme: list[int] | None = None, areas: bool = False) -> History:
    """Organisations where so many of 400 BME and 400 white respondents were harassed by the public."""
    made = []
    for n, code in enumerate(codes):
        answers = {"white": WHITE[n % 40], "bme": (bme or BME)[n % 40]}
        made += [tallies(code, "harassed-by-public", answers),
                 tallies(code, "asked-harassed-by-public", {"white": 400, "bme": 400})]  # fmt: skip
    places = {code: [("type", "ab"[n % 2]), ("region", "xyz"[n % 3])] for n, code in enumerate(codes)}
    return history(made, places if areas else None)


def found(given: History, outcomes: tuple[Outcome, ...] = ()) -> dict[str, dict[str, Any]]:
    rows = right_for_all.find(given, Asked(outcomes=outcomes)).filter(indicator="5")
    return {row["measured_on"]: row for row in rows.iter_rows(named=True)}


def outcomes(
    values: list[float], higher_is: str = "better", measured_on: str = "others", name: str = "rating"
) -> tuple[Outcome, ...]:
    return tuple(Outcome(code, name, value, higher_is, measured_on) for code, value in zip(CODES, values, strict=True))


def test_experience_is_compared_with_that_of_the_reference_group_who_are_other_people() -> None:
    row = found(asked_of(CODES))["reference-group"]
    assert row["value"] == pytest.approx(scipy.stats.spearmanr(BME, WHITE).statistic)
    assert row["part_of_whole"] is False
    assert row["organisations"] == 40
    assert "better experience of BME staff goes with better experience of white staff" in row["sentence"]


def test_type_and_region_are_adjusted_for_where_a_register_is_there() -> None:
    row = found(asked_of(CODES, areas=True))["reference-group"]
    assert (row["adjusted_for"], row["adjusting_groups"]) == ("type and region", 3)
    assert row["adjusted_upper"] - row["adjusted_lower"] > 0
    assert found(asked_of(CODES))["reference-group"]["adjusted"] is None


def test_good_goes_with_good_whichever_way_values_run() -> None:
    harm = [float(count) for count in BME]
    worse = found(asked_of(CODES), outcomes([*harm[1:], harm[0]], "worse"))["others"]
    better = found(asked_of(CODES), outcomes([-value for value in [*harm[1:], harm[0]]], "better"))["others"]
    assert worse["value"] == pytest.approx(better["value"])
    assert worse["value"] == pytest.approx(scipy.stats.spearmanr(harm, [*harm[1:], harm[0]]).statistic)


def test_every_sentence_warns_against_causes() -> None:
    rows = right_for_all.find(asked_of(CODES), Asked(outcomes=outcomes([float(n % 4) for n in range(40)])))
    told = rows.filter(state="value")
    assert len(told) == 2
    assert told["sentence"].str.contains("no evidence that one causes the other").all()
    assert told["sentence"].str.contains("sampling error").all()


def test_an_outcome_of_all_staff_is_marked_as_a_whole_of_which_the_group_is_part() -> None:
    row = found(asked_of(CODES), outcomes([float(n) for n in range(40)], measured_on="all-staff"))["all-staff"]
    assert row["part_of_whole"] is True
    assert "a part is compared with its whole" in row["sentence"]


@pytest.mark.parametrize(
    "name", ["Share of BME staff", "% ethnic minority", "Ethnic_minority_rate", "BAME", "diversity index"]
)
def test_the_share_of_the_group_is_never_an_explanation(name: str) -> None:
    with pytest.raises(UsageError, match="never explains how they fare"):
        found(asked_of(CODES), outcomes([1.0] * 40, name=name))


def test_few_organisations_and_values_that_are_all_the_same_say_so() -> None:
    assert found(asked_of(CODES[:9]))["reference-group"]["reason"] == "too_few_organisations"
    assert found(asked_of(CODES), outcomes([3.0] * 40))["others"]["reason"] == "no_spread"


def test_without_answers_of_the_group_nothing_can_be_said() -> None:
    made = [tallies(code, "board", {"white": 10, "bme": 2, "unknown": 0}) for code in CODES]
    row = found(history(made))["reference-group"]
    assert (row["state"], row["reason"]) == ("not_calculable", "no_bme_answers")
    assert "there are no answers of BME staff" in row["sentence"]


def test_an_outcomes_file_is_read_with_ratings_in_words(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text("organisation,outcome,value,higher_is\nRXX,CQC rating,Requires improvement,better\nRYY,CQC rating,,\n"
                    "RYY,sickness,4.5%,worse\n", encoding="utf-8")  # fmt: skip
    assert read_outcomes(path) == (
        Outcome("RXX", "CQC rating", 2.0, "better"),
        Outcome("RYY", "sickness", 4.5, "worse"),
    )


def test_every_cell_that_cannot_be_read_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text(
        "organisation,outcome,value,higher_is\nRXX,a,high,better\nRYY,a,1,good\nRZZ,,1,\n", encoding="utf-8"
    )
    with pytest.raises(InputError) as told:
        read_outcomes(path)
    assert sorted(problem.id for problem in told.value.problems) == ["outcome-value", "outcome-word", "outcome-word"]


def test_published_results_of_all_staff_are_read_as_outcomes_in_a_few_lines(tmp_path: Path, shared_data: Path) -> None:
    survey = shared_data / "nhs_staff_survey_trusts_2021_2024" / "trust_survey_2021_2024.csv"
    trusts = pl.read_csv(survey, encoding="iso-8859-1", infer_schema_length=None, null_values=["NA", "<NA>", "-"])
    trusts = trusts.filter((pl.col("Year") == 2024) & pl.col("Burned_out_rate").is_not_null())
    path = tmp_path / "outcomes.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = (
            (code, "burned out", rate, "worse", "all-staff")
            for code, rate in trusts.select("ODS code", "Burned_out_rate").iter_rows()
        )
        csv.writer(file).writerows([("organisation", "outcome", "value", "higher_is", "measured_on"), *rows])
    read = read_outcomes(path)
    assert len(read) == len(trusts) > 200
    dice = np.random.default_rng(1)
    codes = [outcome.organisation for outcome in read]
    row = found(asked_of(codes, dice.integers(60, 120, 40).tolist()), read)["all-staff"]
    assert row["organisations"] == len(read)
    assert row["part_of_whole"] is True
