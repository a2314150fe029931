"""What the page of one organisation says, state by state."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from openwres.contracts.problems import Problem, Severity
from openwres.reports.scorecard import scorecard_html
from tests.reports.cards import (
    Tally,
    answers,
    arrowheads,
    calculated,
    card,
    cards,
    everything,
    groups,
    intervals,
    printed,
    row,
    said,
    staff,
    text,
)

INDICATORS = [str(number) for number in range(1, 10)]


CLINICAL = [f"clinical-{row}" for row in ("under-1", "1", "2", "3", "4", "5")]
GRADED = [t for row in CLINICAL for t in staff(30, 20, 0, breakdown="grade", category=row)]
CASES: dict[str, list[Tally]] = {
    "FULL": [*everything(), *GRADED, *everything(year=2025)],
    "STAFF": staff(3, 1, 0),
    "OPEN": [*staff(), *groups("shortlisted", 300, 40), *groups("appointed", 60, 0)],
    "NOBODY": [*staff(), *groups("shortlisted", 300, 0), *groups("appointed", 20, 0)],
    "NOEVENT": [*staff(), *groups("disciplined", 0, 0, basis="one-year")],
    "ZERO": [*staff(), *groups("disciplined", 9, 0, basis="one-year")],
    "HUGE": [*staff(), *groups("disciplined", 3, 19, basis="one-year")],
    "ONE": [*staff(), *groups("shortlisted", 3, 1), *groups("appointed", 0, 1)],
    "NOBASE": [*staff(), *answers(24.1, 31.4)],
    "TOOMANY": [*staff(), *groups("shortlisted", 120, 800), *groups("appointed", 180, 90)],
    "NOTASKED": [*staff(), *groups("trained", "not_collected", "not_collected", reason="the system was replaced")],
    "HIDDEN": [*staff(), *groups("trained", 450, "suppressed", reason="<5")],
    "NOSURVEY": [*staff(), *groups("discriminated", "missing", "missing", reason="no_survey")],
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A page for each case of 2026."""
    return cards(tmp_path_factory.mktemp("pages"), CASES)


@pytest.fixture(scope="module")
def full(pages: dict[str, str]) -> str:
    """A page with a value everywhere, and last year's."""
    return pages["FULL"]


# A value and what stands beside it.


def test_a_ratio_is_read_out_with_its_size_its_direction_and_its_doubt(full: str) -> None:
    shown = said(full, "2")
    assert "White applicants were 1.60 times as likely as BME applicants to be among those appointed." in shown
    assert "Above 1 is adverse to BME applicants." in shown
    assert "95% interval 1.27 to 2.03" in shown
    assert "Adverse side. Interval excludes 1" in shown
    assert "Outside the 0.80 to 1.25 screening band" in shown
    assert "White 18.0% 180 of 1,000" in shown


def test_an_interval_that_includes_equality_says_what_that_means(full: str) -> None:
    assert "Interval includes 1: these counts alone do not show a difference" in said(full, "4")


def test_the_survey_shows_one_strip_for_the_gap_and_both_percentages_plainly(full: str) -> None:
    for indicator in "5678":
        assert row(full, indicator).count('role="img"') == 1
        assert "BME 30.0% of 400 White 20.0% of 400" in said(full, indicator)


def test_a_count_of_everyone_has_no_interval(full: str) -> None:
    assert 'role="img"' not in row(full, "1")
    assert not intervals(row(full, "9"))
    assert intervals(row(full, "2")) == 1
    assert "Adverse side, no interval" in said(full, "9")
    assert "interval" not in said(full, "1")


def test_the_board_says_what_one_member_changes_and_who_is_unknown(full: str) -> None:
    shown = said(full, "9")
    assert "One member moves it by 7.7 pp." in shown
    assert "Board 7.7% 1 BME of 13" in shown
    assert "Board 7.7% 1 unknown of 13" in shown


def test_last_year_stands_beside_this_year(full: str) -> None:
    assert said(full, "2").endswith("2025: 1.60 1.27 to 2.03")


def test_the_first_lines_sort_the_indicators_by_what_can_be_said(full: str) -> None:
    short = text(full[full.index('class="short"') : full.index('id="indicators"')])
    assert "Adverse to BME people, and the interval excludes equality Indicator 2" in short
    assert "On the adverse side, without an interval Indicator 9" in short


def test_tiers_are_a_compact_list_with_their_counts(full: str) -> None:
    shown = said(full, "1")
    assert "Clinical, band 5 and below 40.0% 120 of 300" in shown
    assert "Medical and dental no value: missing: there is no count of staff in the workforce" in shown


# No value.


@pytest.mark.parametrize(
    ("case", "indicator", "words"),
    [
        ("STAFF", "4", "Missing: there is no count of staff accessing non-mandatory training and CPD."),
        ("NOTASKED", "4", "Not collected: the system was replaced."),
        ("HIDDEN", "4", "Suppressed to protect people: a count is under 5."),
        ("NOEVENT", "3", "Cannot be calculated: there are no staff entering the formal disciplinary process."),
        ("NOBODY", "2", "Cannot be calculated: there are no BME applicants shortlisted."),
        ("NOSURVEY", "8", "Missing: there is no survey."),
    ],
)
def test_no_value_says_why(pages: dict[str, str], case: str, indicator: str, words: str) -> None:
    shown = said(pages[case], indicator)
    assert "No value" in shown
    assert words in shown


def test_a_suppressed_side_is_named_beside_the_one_that_is_known(pages: dict[str, str]) -> None:
    assert "White 50.0% 450 of 900 BME no count, of 300" in said(pages["HIDDEN"], "4")


def test_an_interval_without_an_upper_limit_says_at_least_and_is_drawn_as_an_arrow(pages: dict[str, str]) -> None:
    shown = said(pages["OPEN"], "2")
    assert "No value" in shown
    assert "95% interval at least 2.27" in shown
    assert "Adverse side. Interval excludes 1" in shown
    assert arrowheads(row(pages["OPEN"], "2")) == 1


def test_no_event_at_all_gives_no_interval_that_says_nothing(pages: dict[str, str]) -> None:
    shown = said(pages["NOEVENT"], "3")
    assert "interval" not in shown
    assert "BME 0.0% 0 of 300 White 0.0% 0 of 900" in shown


def test_an_organisation_with_nothing_but_a_staff_count_has_a_whole_page(pages: dict[str, str]) -> None:
    assert "25.0% BME share of all 4 staff" in said(pages["STAFF"], "1")
    assert all("No value" in said(pages["STAFF"], indicator) for indicator in INDICATORS[1:])


# Odd values.


def test_zero_is_a_value(pages: dict[str, str]) -> None:
    shown = said(pages["ZERO"], "3")
    assert "0.00 BME over White" in shown
    assert "No BME staff were among those entering the formal disciplinary process." in shown
    assert "No value" not in shown


def test_a_value_beyond_the_strip_is_an_arrowhead_and_says_so(pages: dict[str, str]) -> None:
    assert "19.00 lies beyond the end of the strip." in said(pages["HUGE"], "3")
    assert arrowheads(row(pages["HUGE"], "3"))
    assert "<circle" not in row(pages["HUGE"], "3")


def test_one_of_one(pages: dict[str, str]) -> None:
    shown = said(pages["ONE"], "2")
    assert "BME 100.0% 1 of 1" in shown
    assert "No white applicants were among those appointed." in shown


def test_percentages_without_a_base_have_no_interval(pages: dict[str, str]) -> None:
    shown = said(pages["NOBASE"], "5")
    assert "+7.3 pp" in shown
    assert "Adverse side, no interval: base not given" in shown
    assert "BME 31.4% base not given" in shown
    assert not intervals(row(pages["NOBASE"], "5"))


def test_more_events_than_people_is_not_read_out_as_a_likelihood(pages: dict[str, str]) -> None:
    shown = said(pages["TOOMANY"], "2")
    assert "no interval: more events than people" in shown
    assert "times as likely" not in shown


# Years whose rules differ.


def test_a_window_of_two_years_says_that_counts_are_of_two_years(tmp_path: Path) -> None:
    before = groups("disciplined", 11, 3, basis="one-year", year=2017)
    page = card(tmp_path, [*staff(2000, 500), *groups("disciplined", 9, 6, basis="one-year"), *before], 2018)
    assert "BME over White, two-year window" in said(page, "3")
    assert "BME 0.9% a year: 9 in two years, 500 staff" in said(page, "3")


def test_two_windows_stand_side_by_side_and_neither_is_called_official(tmp_path: Path) -> None:
    before = groups("disciplined", 11, 3, basis="one-year", year=2019)
    page = card(tmp_path, [*staff(2000, 500), *groups("disciplined", 9, 6, basis="one-year"), *before], 2020)
    shown = said(page, "3")
    assert "one-year window" in shown
    assert "two-year window" in shown
    assert "Not official" in shown
    assert "neither is called official" in shown
    assert "More than one value, none of them official Indicator 3" in text(page)


def test_years_on_both_sides_of_a_break_are_not_compared(tmp_path: Path) -> None:
    page = card(tmp_path, [*everything(), *everything(year=2021)], 2022)
    for indicator in "37":
        assert said(page, indicator).endswith("Not comparable with 2021: see the definitions .")
    assert "before 2019 it was the mean of two years" in text(page)
    assert "2021: +10.0 pp" in said(page, "5")


def test_cautions_stand_beside_the_value_and_unverified_rules_have_a_badge(tmp_path: Path) -> None:
    page = card(tmp_path, staff(), 2016)
    assert "The clinical and non-clinical split was not part of the 2016 return." in said(page, "1")
    assert all("Unverified" in said(page, indicator) for indicator in INDICATORS)
    assert "2 Unverified: White relative to BME since 2016" in text(page)


# Names, problems and the page as a whole.


def test_a_long_name_is_whole_and_may_break_anywhere(tmp_path: Path) -> None:
    name = "Northumberland, Tyne, Wear and Upper Teesdale Community and Mental Health Foundation Trust"
    found = calculated(tmp_path, staff())
    page = scorecard_html(found.edition, found.figures, None, "ZZ9", name, [])
    assert f"<h1>{name}</h1>" in page
    assert re.search(r"\.sheet h1 \{[^}]*overflow-wrap: anywhere", page)


def test_nothing_from_outside_is_read_as_html(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><b>"
    tallies = [*staff(), *groups("trained", "missing", "missing", reason=evil)]
    found = calculated(tmp_path, tallies)
    problem = Problem("x", Severity.CONFIRM, evil, evil, file=evil)
    page = scorecard_html(found.edition, found.figures, None, "ZZ9", evil, [problem])
    assert "<script" not in page
    assert "<b><" not in page
    assert "&lt;script&gt;" in page


def test_things_to_confirm_are_counted_at_the_top_and_many_do_not_bury_the_page(tmp_path: Path) -> None:
    found = calculated(tmp_path, staff())
    problems = [Problem("x", Severity.CONFIRM, f"Grade {n} is not known.", "Map it.", "staff.csv") for n in range(45)]
    page = scorecard_html(found.edition, found.figures, None, "ZZ9", "", problems)
    assert "45 to confirm" in text(page[: page.index('class="short"')])
    assert "33 more: see problems.json." in text(page)


def test_each_indicator_has_one_heading_row_and_says_which_way_is_adverse(full: str) -> None:
    for indicator in INDICATORS:
        assert row(full, indicator).count('scope="rowgroup"') == 1
        assert re.search(r"is adverse to BME \w+\.|No direction is adverse by itself\.", said(full, indicator))


def test_the_page_is_whole_in_itself(full: str) -> None:
    named = full.replace(' xmlns="http://www.w3.org/2000/svg"', "")
    assert not re.search(r"<script|<link|<img|<iframe|https?://|url\(|@import|\son\w+=", named)
    assert '<html lang="en-GB">' in full


def test_headings_are_in_order_and_columns_have_their_scope(full: str) -> None:
    levels = [int(level) for level in re.findall(r"<h(\d)", full)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert all("scope=" in head for head in re.findall(r"<th\b[^>]*>", full))
    assert full.count("<caption") == 1


def test_every_picture_says_in_words_what_it_shows(full: str) -> None:
    pictures = re.findall(r"<svg([^>]*>(?:<title>[^<]*)?)", full)
    assert all('aria-hidden="true"' in p or ('role="img"' in p and "adverse" in p) for p in pictures)
    assert "[White over BME: 1.60. 95% interval 1.27 to 2.03 (Miettinen-Nurminen score). Adverse side." in said(
        full, "2"
    )


def test_every_printed_page_says_that_it_is_not_for_publication(full: str) -> None:
    assert "Not for publication" in text(full)
    assert re.search(r"@media print.*\.internal \{ position: fixed", full, re.DOTALL)


@pytest.mark.slow
@pytest.mark.needs("chromium")
@pytest.mark.needs("pdftotext")
def test_the_indicators_print_on_one_page(full: str, tmp_path: Path) -> None:
    first, second, *_ = printed(full, tmp_path)
    assert "Executive board members" in first
    assert "Beside the indicators" in second
    assert "Not for publication" in first
    assert "Not for publication" in second


def test_words_that_mislead_never_occur(pages: dict[str, str], tmp_path: Path) -> None:
    words = ("significant", "more likely", "less likely", "times more", "because", "due to", "caused", "nan", "None")
    for page in (*pages.values(), card(tmp_path, everything(), 2018), card(tmp_path, everything(), 2020)):
        assert not [word for word in words if re.search(rf"\b{word}\b", text(page))]
