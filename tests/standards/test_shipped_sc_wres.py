"""The shipped SC-WRES: nine metrics, every ratio minority ethnic over white, in the words of its owner."""

from __future__ import annotations

import pytest

from openwres.display.reasons import in_sentence
from openwres.standards import Edition, load_standard

YEARS = range(2021, 2027)
NINE = ["1", "2", "3", "4", "5", "6", "7a", "7b", "8", "9"]


def edition(year: int) -> Edition:
    return load_standard("sc-wres").edition(year)


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_the_nine_metrics_and_none_is_called_verified(year: int) -> None:
    assert [indicator.name for indicator in edition(year).indicators] == NINE
    assert not any(indicator.verified for indicator in edition(year).indicators)


def test_the_years_of_which_a_collection_is_known_are_editions_of_their_own() -> None:
    labels = {year: edition(year).indicator("2").edition for year in YEARS}
    assert labels[2021] == labels[2022] == "2021-2022"
    assert (labels[2023], labels[2024], labels[2025]) == ("2023-2023", "2024-2024", "2025-2026")
    assert "nothing is known of a collection in 2022" in edition(2022).indicator("2").edition_source


@pytest.mark.parametrize("year", YEARS)
def test_every_ratio_is_minority_ethnic_over_white(year: int) -> None:
    found = {i.name: (i.over, i.under, i.adverse) for i in edition(year).indicators if i.under}
    assert {name: (over, under) for name, (over, under, _) in found.items()} == dict.fromkeys(
        NINE[1:], ("bme", "white")
    )
    assert [name for name, (_, _, adverse) in found.items() if adverse == "below 1"] == ["2", "5", "9"]
    assert [name for name, (_, _, adverse) in found.items() if adverse == "above 1"] == ["3", "4", "6", "7a", "7b", "8"]


def test_appointment_reads_the_other_way_up_from_the_nhs_standard() -> None:
    ours, theirs = edition(2024).indicator("2"), load_standard("wres").edition(2024).indicator("2")
    assert (ours.over, ours.under) == (theirs.under, theirs.over)
    assert (ours.adverse, theirs.adverse) == ("below 1", "above 1")


def test_groups_carry_the_words_of_the_standard() -> None:
    found = edition(2024)
    assert found.group_label("wres", "bme") == "Minority ethnic"
    assert in_sentence(found, "bme") == "minority ethnic"
    assert load_standard("wres").edition(2024).group_label("wres", "bme") == "BME"


@pytest.mark.parametrize(
    ("label", "row"),
    [("Under \u00a330,000", "under-30k"), ("<\u00a330k", "under-30k"), ("\u00a330k to \u00a369k", "30k-to-70k"), ("\u00a370k+", "70k-and-over"),
     ("\u00a370,000 and over", "70k-and-over"), ("30000 to 69999", "30k-to-70k")],
)  # fmt: skip
def test_pay_bands_are_read_as_people_write_them(label: str, row: str) -> None:
    scale = edition(2024).grade_scale
    assert scale
    assert scale.row(label) == row


def test_only_counts_of_everyone_on_one_day_are_stocks() -> None:
    found = edition(2024)
    assert [i.name for i in found.indicators if found.is_stock(i)] == ["1", "9"]
