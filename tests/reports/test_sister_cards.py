"""What the pages of sister standards say: scores, answers, one group alone, groups in the standard's own words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openwres.reports.headlines import headlines
from tests.reports.cards import Tally, calculated, cards, row, said, tally, text


def wdes(item: str, **groups: Any) -> list[Tally]:
    """Tallies by group: a number is a count, text such as `6.4 of 210` or `yes` a value with its base."""
    rows: list[Tally] = []
    for group, amount in groups.items():
        key = {"group": group.replace("_", "-"), "standard": "wdes", "classification": "disability"}
        if isinstance(amount, str):
            value, _, base = amount.partition(" of ")
            rows.append({**tally(item, "", ""), **key, "value": value, "base": base})
        else:
            rows.append({**tally(item, "", amount), **key})
    return rows


def answer(word: str, reason: str = "") -> list[Tally]:
    return [{**t, "reason": reason} for t in wdes("voices", all=word)]


FULL = [
    *wdes("staff", disabled=240, non_disabled=2600, unknown=660),
    *wdes("adjusted", disabled="73.1 of 260"),
    *wdes("engagement", disabled="6.42 of 420", non_disabled="6.91 of 1400", all="6.8 of 1850"),
    *answer("yes", "Annual report, page 12"),
    *[{**t, "year": 2025} for t in (*wdes("engagement", disabled="6.3", non_disabled="6.95"), *answer("no"))],
]
CASES = {
    "FULL": FULL,
    "NO": [*answer("no"), *wdes("engagement", disabled="6.4", non_disabled="6.4")],
    "NOTHING": wdes("staff", disabled=1, non_disabled=2, unknown=0),
}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return cards(tmp_path_factory.mktemp("pages"), CASES, standard="wdes")


def test_a_score_says_its_scale_its_direction_and_why_it_has_no_interval(pages: dict[str, str]) -> None:
    shown = said(pages["FULL"], "9a")
    assert "\u22120.49 Disabled less Non-disabled, on a scale from 0 to 10" in shown
    assert "Below 0 is adverse to Disabled respondents." in shown
    assert "Adverse side, no interval: a mean score is given without its scatter" in shown
    assert "Disabled 6.42 of 420 Non-disabled 6.91 of 1,400 All 6.80 of 1,850" in shown
    assert shown.endswith("2025: \u22120.65")
    assert "nor do mean scores" in text(pages["FULL"])


def test_the_strip_of_a_score_has_the_ticks_of_its_own_scale(pages: dict[str, str]) -> None:
    assert ">+2</text>" in row(pages["FULL"], "9a")
    assert "+20" not in row(pages["FULL"], "9a")


def test_scores_without_a_base_say_so_and_equal_ones_are_called_equal(pages: dict[str, str]) -> None:
    shown = said(pages["NO"], "9a")
    assert "0.00 Disabled less Non-disabled" in shown
    assert "Disabled 6.40 base not given" in shown
    assert "Equal, no interval" in shown


def test_an_answer_stands_in_words_with_its_evidence_and_last_year(pages: dict[str, str]) -> None:
    shown = said(pages["FULL"], "9b")
    assert "Yes Action so that the voices of Disabled staff are heard" in shown
    assert "Evidence Annual report, page 12" in shown
    assert shown.endswith("2025: No")
    assert "No Action so that" in said(pages["NO"], "9b")


def test_no_answer_is_no_value_and_not_a_no(pages: dict[str, str]) -> None:
    shown = said(pages["NOTHING"], "9b")
    assert "No value" in shown
    assert "Missing: nobody said whether there is action so that the voices of Disabled staff are heard." in shown
    assert "Missing: there is no staff engagement score." in said(pages["NOTHING"], "9a")


def test_one_group_alone_is_called_neither_adverse_nor_open(pages: dict[str, str]) -> None:
    shown = said(pages["FULL"], "8")
    assert "73.1% Disabled respondents 95% interval 67.4% to 78.1%" in shown
    assert "Higher is better. Disabled respondents alone." in shown
    assert "Disabled 73.1% of 260" in shown
    assert 'role="img"' not in row(pages["FULL"], "8")
    assert "Not a comparison of groups Indicator 8 Indicator 9b" in text(pages["FULL"])


def test_the_method_of_an_interval_without_a_bar_is_named_apart(pages: dict[str, str]) -> None:
    key = text(pages["FULL"])
    assert "Of one group alone: 95% interval (Wilson)." in key
    assert "Bar: 95% interval (Wilson)" not in key


def test_nothing_of_another_standard_stands_on_the_page(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert not {"BME", "White", "white", "ethnicity"} & set(text(page).replace(".", " ").replace(",", " ").split())


def test_a_list_of_organisations_names_what_is_no_percentage_and_shows_answers(tmp_path: Path) -> None:
    rows = [{**t, "organisation": code} for code in ("ZZ1", "ZZ2") for t in CASES["FULL" if code == "ZZ1" else "NO"]]
    calculated(tmp_path, rows, standard="wdes").write(tmp_path / "out")
    shown = text((tmp_path / "out" / "scorecard.html").read_text(encoding="utf-8"))
    assert "Signed numbers are percentage points; of 9a points of the score." in shown
    assert "9b Action so that the voices of Disabled staff are heard 10" in shown
    assert "73.1%" in shown
    assert "Yes" in shown


def test_the_social_care_page_has_its_own_words_and_its_pay_bands(tmp_path: Path) -> None:
    def pair(item: str, white: int, bme: int, unknown: int = 0, **more: Any) -> list[Tally]:
        counts = {"white": white, "bme": bme, "unknown": unknown}
        return [{**tally(item, group, count, **more), "standard": "sc-wres"} for group, count in counts.items()]

    bands = {"under-30k": (400, 180, 30), "30k-to-70k": (283, 68, 19), "70k-and-over": (17, 2, 1)}
    rows = [t for band, counts in bands.items() for t in pair("staff", *counts, breakdown="pay-band", category=band)]
    rows += [*pair("shortlisted", 1000, 700), *pair("appointed", 250, 91), *pair("senior-managers", 40, 8)]
    page = cards(tmp_path, {"ZZ9": rows}, 2024, "sc-wres")["ZZ9"]
    assert "Minority ethnic share of all 1,000 staff" in said(page, "1")
    assert "\u00a370,000 and over 10.0% 2 of 20" in said(page, "1")
    assert (
        "Minority ethnic applicants were 0.52 times as likely as white applicants to be among those appointed."
        in said(page, "2")
    )
    assert "Below 1 is adverse to minority ethnic applicants." in said(page, "2")
    assert "\u2190 adverse to minority ethnic" in row(page, "2")
    assert "Adverse side, no interval" in said(page, "9")
    assert "base not given" not in said(page, "9")


def test_a_ratio_of_percentages_shows_both_percentages(tmp_path: Path) -> None:
    rows = [
        {**tally("harassed-by-public", group, "", value=value), "standard": "sc-wres"}
        for group, value in (("white", 20.0), ("bme", 24.0))
    ]
    found = calculated(tmp_path, rows, 2024, "sc-wres")
    six = next(h for h in headlines(found.edition, found.figures, None, "ZZ9") if h.indicator.name == "6")
    assert six.measures[0].value == "1.20"
    assert six.measures[0].counts == ("Minority ethnic: 24.0%, base not given", "White: 20.0%, base not given")
