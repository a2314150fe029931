"""The shipped WRES says, year by year, what the published rules say."""

from __future__ import annotations

import pytest

from openwres.standards import Edition, load_standard
from openwres.standards.describe import changes

YEARS = range(2016, 2027)
NINE = ["1", "2", "3", "4", "5", "6", "7", "8", "9"]

# Survey questions by reporting year, which is the year after the survey.
KEY_FINDINGS = {"5": ("kf25",), "6": ("kf26",), "7": ("kf21",), "8": ("q17b",)}
OF_2018_TO_2020 = {"5": ("q13a",), "6": ("q13b", "q13c"), "7": ("q14",), "8": ("q15b",)}
SINCE_2021 = {"5": ("q14a",), "6": ("q14b", "q14c"), "7": ("q15",), "8": ("q16b",)}


def edition(year: int) -> Edition:
    return load_standard("wres").edition(year)


def test_the_years_run_from_2016_to_2026() -> None:
    assert list(load_standard("wres").editions) == list(YEARS)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_the_nine_indicators(year: int) -> None:
    assert [i.name for i in edition(year).indicators if not i.supplementary] == NINE


@pytest.mark.parametrize("year", YEARS)
def test_the_year_ends_on_31_march(year: int) -> None:
    found = edition(year)
    assert (found.snapshot.isoformat(), found.window_start.isoformat()) == (f"{year}-03-31", f"{year - 1}-04-01")


@pytest.mark.parametrize("year", YEARS)
def test_survey_questions_are_those_of_the_year(year: int) -> None:
    expected = KEY_FINDINGS if year <= 2018 else OF_2018_TO_2020 if year <= 2021 else SINCE_2021
    assert {name: edition(year).indicator(name).questions for name in "5678"} == expected


@pytest.mark.parametrize("year", YEARS)
def test_indicator_3_counts_two_years_then_both_then_one(year: int) -> None:
    three = edition(year).indicator("3")
    if year <= 2018:
        assert (three.bases, three.official) == (("two-year",), True)
    elif year <= 2021:
        assert (set(three.bases), three.official) == ({"one-year", "two-year"}, False)
        assert three.caution
    else:
        assert (three.bases, three.official) == (("one-year",), True)


@pytest.mark.parametrize("year", YEARS)
def test_indicator_7_leaves_out_dont_know_until_2021(year: int) -> None:
    seven = edition(year).indicator("7")
    assert seven.bases == (("excl-dk",) if year <= 2021 else ("incl-dk",))


def test_indicator_7_breaks_in_2022() -> None:
    assert "not comparable" in edition(2022).indicator("7").broken
    assert [year for year in range(2016, 2022) if edition(year).indicator("7").broken] == []


def test_indicator_3_says_that_the_window_changed() -> None:
    assert "one year" in edition(2022).indicator("3").broken


@pytest.mark.parametrize("year", YEARS)
def test_which_way_round_every_ratio_and_gap_reads(year: int) -> None:
    found = {i.name: (i.over, i.under, i.adverse) for i in edition(year).indicators}
    assert found["2"] == found["4"] == ("white", "bme", "above 1")
    assert found["3"] == ("bme", "white", "above 1")
    assert found["5"] == found["6"] == found["8"] == ("bme", "white", "above 0")
    assert found["7"] == ("bme", "white", "below 0")
    assert found["9"][2] == "below 0"
    assert found["1"][2] == ""


@pytest.mark.parametrize("year", YEARS)
def test_the_band_is_a_screen_of_the_three_ratios_alone(year: int) -> None:
    assert {i.name for i in edition(year).indicators if i.non_adverse == (0.8, 1.25)} == {"2", "3", "4"}


def test_the_board_is_compared_as_the_year_asked() -> None:
    assert edition(2016).indicator("9").compared == ("voting",)
    assert edition(2017).indicator("9").compared == ("voting", "executive")
    assert edition(2026).indicator("9").compared == ("voting", "executive")


def test_what_is_not_certain_is_marked_unverified() -> None:
    assert not any(edition(2026).indicator(name).verified for name in "5678")
    assert all(edition(2025).indicator(name).verified for name in "5678")
    assert not edition(2026).indicator("rdr").verified
    assert not any(indicator.verified for indicator in edition(2016).indicators)


def test_a_comparison_of_2018_with_2026_names_what_changed() -> None:
    found = {(c.indicator, c.what): (c.before, c.after) for c in changes(edition(2018), edition(2026))}
    assert found["3", "basis"] == ("two-year", "one-year")
    assert found["7", "basis"] == ("excl-dk", "incl-dk")
    assert found["5", "survey questions"] == ("kf25", "q14a")
    assert found["6", "survey questions"] == ("kf26", "q14b, q14c")
    assert found["7", "survey questions"] == ("kf21", "q15")
    assert found["8", "survey questions"] == ("q17b", "q16b")
    assert not any(what in ("ratio or gap", "adverse side", "kind") for _, what in found)


def test_nothing_changed_between_two_years_of_one_edition() -> None:
    assert changes(edition(2022), edition(2023)) == []


def test_a_comparison_across_a_break_says_so() -> None:
    found = {(change.indicator, change.what) for change in changes(edition(2021), edition(2022))}
    assert any(name == "7" and "break" in what for name, what in found)


@pytest.mark.parametrize("year", YEARS)
def test_a_row_that_is_part_of_another_is_in_no_sum(year: int) -> None:
    breakdowns = edition(year).breakdowns
    parts = {c.code for c in breakdowns["grade"].categories.values() if c.part_of}
    assert parts == {"medical-senior-manager"}
    summed = [row for category in breakdowns["tier"].categories.values() for row in category.rows]
    assert not parts & set(summed)
    assert sorted(summed) == sorted(set(breakdowns["grade"].categories) - parts)


def test_the_grid_has_the_rows_of_the_return() -> None:
    bands = ["under-1", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm"]
    medical = ["consultant", "senior-manager", "non-consultant-career", "trainee", "other"]
    rows = [
        *(f"non-clinical-{b}" for b in bands),
        *(f"clinical-{b}" for b in bands),
        *(f"medical-{m}" for m in medical),
    ]
    assert list(edition(2026).breakdowns["grade"].categories) == rows


def test_a_name_that_no_indicator_has_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        edition(2026).indicator("10")
