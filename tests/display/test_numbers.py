"""Numbers read as people expect them: half up, with the right sign, and never against what is said about them."""

import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.display import numbers


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        (0.125, 2, "0.13"),
        (-0.125, 2, "-0.13"),
        (1.005, 2, "1.01"),
        (2.675, 2, "2.68"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (1e-9, 2, "0.00"),
        (1e22, 2, "10000000000000000000000.00"),
        (7, 1, "7.0"),
    ],
)
def test_rounding_is_half_up_on_the_digits_that_a_reader_sees(value: float, places: int, expected: str) -> None:
    assert str(numbers.rounded(value, places)) == expected


@given(st.floats(allow_nan=False, allow_infinity=False), st.integers(0, 6))
def test_rounding_never_moves_a_number_by_more_than_half_a_unit(value: float, places: int) -> None:
    assert abs(numbers.rounded(value, places) - Decimal(repr(value))) <= Decimal(5).scaleb(-places - 1)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("form", [numbers.ratio, numbers.percentage, numbers.points, numbers.count])
def test_a_missing_number_is_refused_rather_than_printed(form: Callable[[float], str], value: float) -> None:
    with pytest.raises(ValueError, match=r"missing or has no limit|whole number"):
        form(value)


@pytest.mark.parametrize(
    ("value", "expected"), [(1.6, "1.60"), (0, "0.00"), (1234.5, "1,234.50"), (19.011466, "19.01")]
)
def test_a_ratio_has_two_decimals(value: float, expected: str) -> None:
    assert numbers.ratio(value) == expected
    assert numbers.ratio(np.float64(value)) == expected


@pytest.mark.parametrize(
    ("value", "expected"), [(1.004, "1.004"), (0.99996, "0.99996"), (1.0, "1.00"), (1.006, "1.01")]
)
def test_a_ratio_beside_a_mark_shows_the_digits_that_tell_them_apart(value: float, expected: str) -> None:
    assert numbers.ratio(value, apart_from=(0.8, 1, 1.25)) == expected


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (0.1125, "11.3%"),
        (0.18, "18.0%"),
        (0.07, "7.0%"),
        (0, "0.0%"),
        (1, "100.0%"),
        (0.0005, "0.1%"),
        (0.00049, "0.0%"),
    ],
)
def test_a_percentage_has_one_decimal(rate: float, expected: str) -> None:
    assert numbers.percentage(rate) == expected


def test_a_small_percentage_need_not_read_as_nobody() -> None:
    assert numbers.percentage(0.0002, apart_from=(0, 1)) == "0.02%"
    assert numbers.percentage(0.9998, apart_from=(0, 1)) == "99.98%"


@pytest.mark.parametrize(
    ("difference", "expected"),
    [(0.0675, "+6.8 pp"), (-0.0675, "\u22126.8 pp"), (0.0, "0.0 pp"), (-0.0, "0.0 pp"), (-0.00049, "0.0 pp")],
)
def test_points_are_signed_except_zero(difference: float, expected: str) -> None:
    assert numbers.points(difference) == expected


def test_points_in_words_have_no_sign() -> None:
    assert numbers.points_in_words(-0.0675) == "6.8 percentage points"
    assert numbers.points_in_words(0.00003) == "0.003 percentage points"


@pytest.mark.parametrize(("number", "expected"), [(0, "0"), (999, "999"), (1_234_567, "1,234,567"), (-4.0, "\u22124")])
def test_a_count_has_thousands_commas(number: float, expected: str) -> None:
    assert numbers.count(number) == expected


def test_a_count_that_is_not_whole_is_refused() -> None:
    with pytest.raises(ValueError, match="whole number"):
        numbers.count(4.5)


@pytest.mark.parametrize(("number", "expected"), [(0, "0 people"), (1, "1 person"), (2000, "2,000 people")])
def test_a_quantity_agrees_with_its_noun(number: float, expected: str) -> None:
    assert numbers.quantity(number, "person", "people") == expected


def test_an_interval_is_in_words() -> None:
    assert numbers.interval(1.26639, 2.02561) == "1.27 to 2.03"
    assert numbers.interval(-0.01, 0.025, numbers.points) == "\u22121.0 pp to +2.5 pp"


@pytest.mark.parametrize("upper", [None, math.inf])
def test_an_interval_without_an_upper_limit_says_at_least(upper: float | None) -> None:
    assert numbers.interval(1.45, upper) == "at least 1.45"


def test_an_interval_without_a_lower_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="lower limit"):
        numbers.interval(None, 2.0)


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (0.0362, "0.036"),
        (0.003, "0.003"),
        (0.001, "0.001"),
        (0.00099, "less than 0.001"),
        (0.0, "less than 0.001"),
        (0.0498, "0.0498"),
        (0.05, "0.050"),
        (0.9996, "more than 0.999"),
        (1.0, "1.000"),
    ],
)
def test_a_p_value_has_three_decimals_and_stays_on_its_side_of_a_level(p: float, expected: str) -> None:
    assert numbers.p_value(p) == expected


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.25, "about one time in four"),
        (0.27, "about one time in four"),
        (0.94, "about nine times in ten"),
        (0.02, "less than one time in ten"),
        (0.99, "more than nineteen times in twenty"),
    ],
)
def test_a_chance_is_in_words(probability: float, expected: str) -> None:
    assert numbers.chance(probability) == expected


def test_a_chance_above_1_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        numbers.chance(1.2)


@pytest.mark.parametrize(("value", "text"), [(6.8, "6.80"), (6.895, "6.90"), (10, "10.00"), (0, "0.00")])
def test_a_score_has_two_decimals(value: float, text: str) -> None:
    assert numbers.score(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "+0.50"), (-0.49, f"{numbers.MINUS}0.49"), (0.004, "+0.004"), (0, "0.00")]
)
def test_a_difference_of_scores_is_signed_and_never_reads_as_nothing(value: float, text: str) -> None:
    assert numbers.score_difference(value) == text
