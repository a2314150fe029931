"""What a scorecard says of the years and of people."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import openwres
from openwres.calculation import Calculation
from openwres.reports.scorecard import scorecard_html
from tests.reports.cards import COLUMNS, Tally, card, everything, groups, printed, said, staff, text

BANDS = ("under-1", "1", "2", "3", "4", "5", "6", "7", "8a", "8b", "8c", "8d", "9", "vsm")
GRADED = [
    row
    for block in ("clinical", "non-clinical")
    for band in BANDS
    for row in staff(30, 10, 0, breakdown="grade", category=f"{block}-{band}")
]


def year_of(year: int, appointed: int) -> list[Tally]:
    changed = [row for row in everything() if row["item"] != "appointed"]
    return [{"year": year, **row} for row in [*changed, *GRADED, *groups("appointed", 180, appointed)]]


@pytest.fixture(scope="module")
def five_years(tmp_path_factory: pytest.TempPathFactory) -> Calculation:
    """An organisation that appointed ever more BME applicants, its earlier years in a store."""
    home = tmp_path_factory.mktemp("years")
    for year, appointed in zip(range(2022, 2027), (60, 75, 95, 118, 140), strict=True):
        place = home / f"{year}.csv"
        with place.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, restval="")
            writer.writeheader()
            writer.writerows(year_of(year, appointed))
        if year < 2026:
            stored = home / "store" / "tallies" / "wres" / str(year)
            stored.mkdir(parents=True)
            openwres.calculate(place, year=year).tallies.write_parquet(stored / "ZZ9.parquet")
    return openwres.calculate(home / "2026.csv", year=2026, history=home / "store")


def page_of(found: Calculation, name: str = "") -> str:
    return scorecard_html(found.edition, found.figures, found.last_year, "ZZ9", name, found.problems, found.past)


@pytest.mark.slow
@pytest.mark.needs("chromium")
@pytest.mark.needs("pdftotext")
def test_the_indicators_print_on_one_page_with_their_years_and_a_long_name(
    five_years: Calculation, tmp_path: Path
) -> None:
    name = "Saint Elsewhere and the Upper and Lower Valleys Ambulance and Community University NHS Foundation Trust"
    first, second, *_ = printed(page_of(five_years, name), tmp_path)
    assert "Executive board members" in first
    assert "Clinical, band 8a and above" in first
    assert "Beside the indicators" in second


def test_the_card_says_the_trend_in_words_and_draws_every_year(five_years: Calculation) -> None:
    of_two = said(page_of(five_years), "2")
    assert "Improving" in of_two
    assert "[White over BME from 2022 to 2026: Improving]" in of_two
    assert "2025: 1.22" in of_two


def test_where_nothing_moved_no_change_is_shown_and_never_said_to_be_none(five_years: Calculation) -> None:
    page = text(page_of(five_years))
    assert "No change shown" in said(page_of(five_years), "4")
    assert "no change shown, " not in page
    assert "unchanged" not in page


def test_the_column_is_called_over_time_and_its_picture_is_explained(five_years: Calculation) -> None:
    assert "Over time" in text(page_of(five_years))
    assert "no line runs across a break" in text(page_of(five_years))


def test_without_a_store_the_column_is_last_years(tmp_path: Path) -> None:
    page = card(tmp_path, [*({**row, "year": 2025} for row in everything()), *everything()])
    assert "Over time" not in text(page)
    assert 'class="spark"' not in page


def test_a_gap_is_said_in_people_with_the_right_direction(tmp_path: Path) -> None:
    page = card(tmp_path, everything())
    assert "At the white rate, 54 more BME applicants would be among those appointed." in said(page, "2")
    assert (
        "At the white rate, 5 fewer BME staff would be among those entering the formal disciplinary process."
        in said(page, "3")
    )
    assert "Nearest to the workforce’s share: 2 more BME members." in said(page, "9")


def test_a_gap_of_nobody_says_so(tmp_path: Path) -> None:
    page = card(tmp_path, [*staff(900, 300, 0), *groups("trained", 300, 100, 0)])
    assert "At the white rate, as many BME staff as now would be among those" in said(page, "4")
