"""The parts of a page: words, pictures, standings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from openwres.display.charts.rows import GAP, PERCENT, RATIO, SCORE_GAP, Unit
from openwres.display.reasons import in_sentence, why
from openwres.findings import figure_words as words
from openwres.findings.standing import side_of, standing_of
from openwres.reports.headlines import headlines_of
from openwres.reports.pictures import strips, unit_of
from openwres.standards import Edition, load_standard


@pytest.fixture(scope="module")
def edition() -> Edition:
    return load_standard("wres").edition(2026)


def figure(value: float | None, lower: float | None = None, upper: float | None = None) -> dict[str, Any]:
    return {"value": value, "lower": lower, "upper": upper, "denominator": 10, "reference_denominator": 10}


def renamed(edition: Edition, **labels: str) -> Edition:
    """The edition of a standard that calls its groups otherwise."""
    main = edition.classifications[edition.main]
    told = replace(main, groups={**main.groups, **labels})
    return replace(edition, classifications={**edition.classifications, edition.main: told})


# Numbers.


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [(1.004, 1.3, "1.004 to 1.30"), (0.5, 0.9996, "0.50 to 0.9996"), (1.45, None, "at least 1.45"), (0.0, 0.7, "0.00 to 0.70"), (0.0, None, "")],
)  # fmt: skip
def test_limits_never_read_as_equality_where_they_exclude_it(
    edition: Edition, lower: float, upper: float | None, text: str
) -> None:
    assert words.limits(figure(1.1, lower, upper), words.ratio_form(edition.indicator("2"))) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.04, "+0.04 pp"), (-12.34, "−12.3 pp"), (1e-15, "0.0 pp"), (0, "0.0 pp")]
)
def test_points_have_a_sign_and_never_a_signed_zero(value: float, text: str) -> None:
    assert words.points(value) == text


# Standings.


@pytest.mark.parametrize(
    ("indicator", "row", "side", "code"),
    [
        ("2", figure(1.6, 1.2, 2.0), "adverse", "adverse"),
        ("2", figure(0.6, 0.4, 0.9), "other", "other"),
        ("2", figure(1.6, 0.9, 2.0), "adverse", "open"),
        ("2", figure(None, 1.45, None), "adverse", "adverse"),
        ("2", figure(None, 0.8, None), "", "none"),
        ("2", figure(1.6), "adverse", "adverse-bare"),
        ("7", figure(-9.0, -14.0, -4.0), "adverse", "adverse"),
        ("9", figure(0.0), "equal", "other-bare"),
        ("1", figure(24.0), "", "undirected"),
    ],
)
def test_a_standing_follows_the_direction_of_the_definition(
    edition: Edition, indicator: str, row: dict[str, Any], side: str, code: str
) -> None:
    i = edition.indicator(indicator)
    assert side_of(i, row) == side
    assert standing_of(i, row, side).code == code


# Pictures.


@pytest.mark.parametrize(
    ("indicator", "width", "unit"),
    [("1", 100.0, PERCENT), ("2", 100.0, RATIO), ("7", 100.0, GAP), ("9", 100.0, GAP), ("7", 10.0, SCORE_GAP)],
)
def test_the_unit_of_a_picture_follows_from_the_definition(
    edition: Edition, indicator: str, width: float, unit: Unit
) -> None:
    assert unit_of(edition.indicator(indicator), width) is unit


def test_what_has_no_direction_or_no_number_has_no_strip(edition: Edition) -> None:
    without = {h.indicator.name: strips(h, "BME") for h in headlines_of(edition, [], [])}
    assert set(without["1"]) == {None}
    assert set(without["2"]) == {None}


# Words come from the definitions.


def test_a_sister_standard_is_told_in_its_own_words(edition: Edition) -> None:
    other = renamed(edition, bme="Disabled", white="Non-disabled")
    i = other.indicator("3")
    assert words.adverse_sentence(other, i) == "Above 1 is adverse to Disabled staff."
    assert words.reading(other, i, 1.5).startswith("Disabled staff were 1.50 times as likely as Non-disabled staff")


def test_labels_inside_a_sentence_are_written_as_the_titles_write_them(edition: Edition) -> None:
    assert in_sentence(edition, "white") == "white"
    assert in_sentence(edition, "bme") == "BME"
    assert in_sentence(renamed(edition, white="Asian"), "white") == "Asian"


def test_equal_rates_are_equally_likely(edition: Edition) -> None:
    said = words.reading(edition, edition.indicator("2"), 1.0)
    assert said == "White applicants and BME applicants were equally likely to be among those appointed."


@pytest.mark.parametrize(
    ("state", "reason", "words"),
    [
        ("missing", "no_board", "missing: there is no count of board members"),
        ("missing", "", "missing: no reason given"),
        ("missing", "column_absent", "missing: the extract has no such column"),
        ("suppressed", "<5", "suppressed to protect people: a count is under 5"),
        ("not_collected", "not asked in 2021", "not collected: not asked in 2021"),
        ("not_calculable", "no_bme_appointed", "cannot be calculated: there are no BME applicants appointed"),
        (
            "not_calculable",
            "no_bme_staff_upper",
            "cannot be calculated: there are no BME staff in the workforce in the upper tier",
        ),
    ],
)
def test_reasons_are_plain_words(edition: Edition, state: str, reason: str, words: str) -> None:
    assert why(edition, state, reason) == words
