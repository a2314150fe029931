"""The shipped WDES says, year by year, what is known of its rules, and says of all of it that nobody has checked it yet."""

from __future__ import annotations

import pytest

from openwres.standards import Edition, load_standard
from openwres.standards.describe import changes

YEARS = range(2019, 2027)
TEN = ["1", "2", "3", "4a-i", "4a-ii", "4a-iii", "4b", "5", "6", "7", "8", "9a", "9b", "10"]


def edition(year: int) -> Edition:
    return load_standard("wdes").edition(year)


def test_the_years_run_from_2019_to_2026() -> None:
    assert list(load_standard("wdes").editions) == list(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_the_ten_metrics_in_their_order(year: int) -> None:
    assert [indicator.name for indicator in edition(year).indicators] == TEN


@pytest.mark.parametrize("year", YEARS)
def test_nothing_is_called_verified_that_was_not_read(year: int) -> None:
    for indicator in edition(year).indicators:
        assert not indicator.verified
        assert indicator.edition_source


@pytest.mark.parametrize("year", YEARS)
def test_which_way_round_every_ratio_and_gap_reads(year: int) -> None:
    found = {i.name: (i.over, i.under, i.adverse) for i in edition(year).indicators}
    assert found["2"] == ("non-disabled", "disabled", "above 1")
    assert found["3"] == ("disabled", "non-disabled", "above 1")
    for name in ("4a-i", "4a-ii", "4a-iii", "6"):
        assert found[name] == ("disabled", "non-disabled", "above 0")
    for name in ("4b", "5", "7", "9a"):
        assert found[name] == ("disabled", "non-disabled", "below 0")
    assert found["8"] == ("disabled", "", "")
    assert found["10"][2] == "below 0"


@pytest.mark.parametrize("year", YEARS)
def test_bank_staff_count_in_the_workforce_until_2022(year: int) -> None:
    found = edition(year)
    for name in ("1", "10"):
        contracts = found.items[found.indicator(name).population].where["contract"]
        assert ("bank" in contracts) == (year <= 2022)
        assert (found.indicator(name).break_year == 2023) == (year >= 2023)


@pytest.mark.parametrize("year", YEARS)
def test_metric_3_is_of_two_years_and_was_voluntary_in_the_first(year: int) -> None:
    three = edition(year).indicator("3")
    assert three.bases == ("two-year",)
    assert ("voluntary" in three.caution) == (year == 2019)


@pytest.mark.parametrize("year", YEARS)
def test_questions_that_the_wres_asks_too_have_the_same_numbers(year: int) -> None:
    ours, theirs = edition(year), load_standard("wres").edition(year)
    assert ours.indicator("4a-i").questions == theirs.indicator("5").questions
    assert (*ours.indicator("4a-ii").questions, *ours.indicator("4a-iii").questions) == theirs.indicator("6").questions
    assert ours.indicator("5").questions == theirs.indicator("7").questions
    assert ours.indicator("5").bases == theirs.indicator("7").bases


@pytest.mark.parametrize("year", YEARS)
def test_every_grade_row_stands_in_one_cluster(year: int) -> None:
    breakdowns = edition(year).breakdowns
    parts = {c.code for c in breakdowns["grade"].categories.values() if c.part_of}
    summed = [row for category in breakdowns["cluster"].categories.values() for row in category.rows]
    assert sorted(summed) == sorted(set(breakdowns["grade"].categories) - parts)
    assert "clinical-cluster-4" in [
        c.code for c in breakdowns["cluster"].categories.values() if "clinical-vsm" in c.rows
    ]


def test_the_wording_of_metric_8_moves_from_adequate_to_reasonable() -> None:
    assert "adequate adjustments" in edition(2019).indicator("8").title
    assert "reasonable adjustments" in edition(2026).indicator("8").title
    assert edition(2026).indicator("8").broken


def test_a_comparison_of_the_first_year_with_the_last_names_what_changed() -> None:
    found = {(c.indicator, c.what): (c.before, c.after) for c in changes(edition(2019), edition(2026))}
    assert found["1", "population"] == ("staff-and-bank", "staff")
    assert found["3", "caution"][1] == "nothing"
    assert found["5", "basis"] == ("excl-dk", "incl-dk")
    assert found["4a-ii", "survey questions"] == ("q13b", "q14b")
    assert ("8", "title") in found
    assert not any(what in ("ratio or gap", "adverse side", "kind") for _, what in found)


def test_a_score_has_its_own_range_and_an_answer_is_yes_or_no() -> None:
    items = edition(2026).items
    assert items["engagement"].range == (0.0, 10.0)
    assert items["voices"].range == (0.0, 1.0)
    assert items["adjusted"].range == (0.0, 100.0)
    assert [item.code for item in items.values() if not item.kind] == ["engagement", "voices"]


def test_groups_carry_the_words_of_the_standard() -> None:
    assert edition(2026).group_label("disability", "non-disabled") == "Non-disabled"
