"""Four numbers give a ratio, its doubt and sentences that are true, for every kind of table."""

import json
import re
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openwres.contracts.exceptions import UsageError
from openwres.findings.ratio import Wording, parse_fraction, ratio

Counts = tuple[int, int]

APPOINTED = Wording(
    one="applicant", many="applicants", to_have="be appointed", had="were appointed", had_one="was appointed"
)


def known(number: float | None) -> float:
    assert number is not None
    return number


@st.composite
def groups(draw: st.DrawFn) -> Counts:
    total = draw(st.one_of(st.integers(0, 12), st.integers(0, 5_000)))
    return draw(st.one_of(st.integers(0, total), st.sampled_from([0, total]))), total


def test_white_over_bme_with_everything_beside_it() -> None:
    finding = ratio((180, 1000), (90, 800))
    assert (finding.state, finding.reason, finding.group, finding.reads) == ("value", "", "white:bme", "white over BME")
    assert finding.value == 1.6
    assert (round(known(finding.lower), 4), round(known(finding.upper), 4)) == (1.2664, 2.0256)
    assert (finding.method, finding.confidence) == ("Miettinen-Nurminen score", 0.95)
    assert (finding.reference.rate, finding.focus.rate) == (0.18, 0.1125)
    assert (finding.gap, finding.people) == (0.0675, 54)
    assert (finding.in_band, finding.excludes_one, finding.small_counts) == (False, True, False)
    assert finding.score_p_value == pytest.approx(6.77e-5, rel=1e-2)
    assert finding.mid_p_value == pytest.approx(5.90e-5, rel=1e-2)
    assert finding.power == pytest.approx(0.938, abs=1e-3)


def test_sentences_of_a_ratio() -> None:
    assert ratio((180, 1000), (90, 800), wording=APPOINTED).words() == [
        "Of 1,000 white applicants, 180 (18.0%) were appointed; of 800 BME applicants, 90 (11.3%) were appointed.",
        "White applicants were 1.60 times as likely as BME applicants to be appointed, "
        "so white applicants had the higher rate.",
        "A ratio above 1 is adverse to BME applicants.",
        "The 95% interval of the ratio (Miettinen-Nurminen score) is 1.27 to 2.03; "
        "that excludes 1, which would be equal rates.",
        "The score test of equal rates has a p-value of less than 0.001.",
        "The ratio is outside the band 0.80 to 1.25, a screening convention and not a test.",
        "The rate of white applicants is 6.8 percentage points above that of BME applicants (95% interval +3.5 to +10.0 pp).",
        "If BME applicants were as likely as white applicants to be appointed, "
        "about 144 rather than 90 would be expected: 54 more (95% interval: 28 to 80 more).",
        "With these numbers a true ratio of 1.50 would show here about nine times in ten (score test at the 5% level).",
    ]


def test_an_event_nobody_wants_turns_the_ratio_round() -> None:
    finding = ratio((17, 2505), (9, 725), adverse_event=True)
    assert (finding.group, finding.reads) == ("bme:white", "BME over white")
    assert finding.value == pytest.approx(1.8292, rel=1e-4)
    assert finding.people == pytest.approx(-4.08, abs=0.01)
    words = finding.words()
    assert words[1].startswith("BME people were 1.83 times as likely as white people to have the event")
    assert words[2] == "A ratio above 1 is adverse to BME people."
    assert words[-2].endswith("about 5 rather than 9 would be expected: 4 fewer (95% interval: 12 fewer to 1 more).")
    assert (
        words[-3]
        == "The rate of BME people is 0.6 percentage points above that of white people (95% interval \u22120.1 to +1.7 pp)."
    )
    assert words[-1] == (
        "With these numbers a true ratio of 1.50 would show here about one time in five "
        "(score test at the 5% level), so not seeing one is weak evidence of equal rates."
    )


def test_a_ratio_below_1_says_who_has_the_higher_rate() -> None:
    finding = ratio((66, 1000), (100, 1000))
    assert (finding.value, finding.gap) == (0.66, -0.034)
    assert finding.words()[1] == (
        "White people were 0.66 times as likely as BME people to have the event, so BME people had the higher rate."
    )


def test_a_small_count_brings_the_mid_p_value_into_words() -> None:
    words = ratio((6, 1900), (3, 180), adverse_event=True).words()
    assert "Because a count is under 5, the conditional mid-P test has a p-value of 0.041." in words


def test_no_events_in_the_reference_group_leave_a_lower_limit() -> None:
    finding = ratio((0, 1200), (4, 300), adverse_event=True)
    assert (finding.state, finding.reason) == ("not_calculable", "no_events_in_reference")
    assert (finding.value, finding.upper, finding.in_band) == (None, None, None)
    assert finding.lower == pytest.approx(4.169, abs=1e-3)
    assert finding.excludes_one
    words = finding.words()
    assert words[1] == "The ratio (BME over white) cannot be calculated because no white people had the event."
    assert "has no upper limit; the ratio is at least 4.17; that excludes 1" in words[3]
    assert "about none rather than 4 would be expected: 4 fewer (95% interval: 2 to 10 fewer)." in " ".join(words)


def test_no_events_in_the_focus_group_leave_a_lower_limit() -> None:
    finding = ratio((20, 300), (0, 300))
    assert (finding.state, finding.reason) == ("not_calculable", "no_events_in_focus")
    assert known(finding.lower) > 1
    assert finding.gap == pytest.approx(0.0667, abs=1e-4)
    assert finding.people == 20


def test_no_events_in_the_first_group_make_a_ratio_of_0() -> None:
    finding = ratio((0, 300), (4, 1200))
    assert (finding.state, finding.value, finding.lower) == ("value", 0, 0)
    assert finding.words()[1] == "No white people had the event, so the ratio (white over BME) is 0."
    assert "is 0.00 to 3.82; that includes 1" in finding.words()[3]


@pytest.mark.parametrize(
    ("white", "bme", "reason", "because"),
    [
        ((5, 10), (0, 0), "no_bme_population", "there are no BME people"),
        ((0, 0), (5, 10), "no_white_population", "there are no white people"),
        ((0, 0), (0, 0), "no_population", "there are no people in either group"),
        ((0, 10), (0, 20), "no_events", "nobody had the event"),
    ],
)
def test_nothing_to_compare_says_so_and_claims_nothing_more(
    white: Counts, bme: Counts, reason: str, because: str
) -> None:
    finding = ratio(white, bme)
    assert (finding.state, finding.reason) == ("not_calculable", reason)
    assert (finding.value, finding.lower, finding.upper, finding.power) == (None, None, None, None)
    assert finding.words()[1:] == [f"The ratio (white over BME) cannot be calculated because {because}."]


def test_the_limits_in_people_are_those_of_the_gap_whichever_way_the_ratio_reads() -> None:
    unwanted, wanted = ratio((17, 2505), (9, 725), adverse_event=True), ratio((17, 2505), (9, 725))
    assert (unwanted.people_lower, unwanted.people_upper) == pytest.approx((wanted.people_lower, wanted.people_upper))
    assert wanted.people_lower == pytest.approx(725 * known(wanted.gap_lower))
    assert known(wanted.people_lower) < known(wanted.people) < known(wanted.people_upper)
    assert ratio((5, 10), (0, 0)).people_lower is None


def test_equal_rates_are_called_equal() -> None:
    finding = ratio((10, 100), (20, 200))
    assert finding.words()[1] == "White people and BME people were equally likely to have the event (ratio 1.00)."
    assert "There is no gap between the rates (95% interval \u22126.8 to +8.2 pp)." in finding.words()
    assert "about 20 would be expected: no more and no fewer (95% interval: 14 fewer to 16 more)." in " ".join(
        finding.words()
    )


def test_one_person_is_singular() -> None:
    words = ratio((1, 1), (1, 2), wording=APPOINTED).words()
    assert words[0] == "Of 1 white applicant, 1 (100.0%) was appointed; of 2 BME applicants, 1 (50.0%) was appointed."


def test_rates_too_high_for_the_disparity_say_so() -> None:
    finding = ratio((950, 1000), (900, 1000))
    assert finding.power is None
    assert finding.words()[-1] == "So many had the event overall that a true ratio of 1.50 is not possible."


@pytest.mark.parametrize(("bme", "in_band"), [(80, True), (100, True), (125, True), (126, False), (79, False)])
def test_the_band_includes_both_its_ends(bme: int, in_band: bool) -> None:
    assert ratio((100, 1000), (bme, 1000)).in_band is in_band


def test_a_ratio_just_outside_the_band_is_not_printed_as_its_end() -> None:
    finding = ratio((100, 1000), (7_995, 100_000))
    assert known(finding.value) > 1.25
    assert "1.251 times as likely" in finding.words()[1]


def test_displayed_names_do_not_change_codes() -> None:
    finding = ratio((5, 10), (0, 0), wording=Wording(focus="Global Majority"))
    assert finding.reason == "no_bme_population"
    assert "there are no Global Majority people" in finding.words()[1]


@given(groups(), groups(), st.booleans())
def test_sentences_keep_the_rules_of_language(white: Counts, bme: Counts, adverse_event: bool) -> None:
    finding = ratio(white, bme, adverse_event=adverse_event)
    words = finding.words()
    text = " ".join(words)
    assert all(sentence[0].isupper() and sentence.endswith(".") for sentence in words)
    assert not re.search(
        r"times more|significan|because of|cause[ds]\b|explain|None|nan|inf\b|-\d|red\b|amber|green", text
    )
    assert not re.search(r"\b1 people|\b1 white people|\b1 BME people", text)
    assert (" excludes 1" in text) == bool(finding.excludes_one)


@given(groups(), groups(), st.booleans())
def test_everything_fits_json_and_agrees_with_itself(white: Counts, bme: Counts, adverse_event: bool) -> None:
    finding = ratio(white, bme, adverse_event=adverse_event)
    plain = json.loads(json.dumps(finding.as_dict(), allow_nan=False))
    assert (plain["format"], plain["words"], plain["first"]["rate"]) == (1, finding.words(), finding.first.rate)
    assert (finding.value is None) == (finding.state == "not_calculable") == bool(finding.reason)
    if finding.value is not None and finding.upper is not None:
        assert known(finding.lower) <= finding.value <= finding.upper
    if finding.excludes_one is not None and abs(known(finding.score_p_value) - 0.05) > 1e-9:
        assert finding.excludes_one == (known(finding.score_p_value) < 0.05)


@pytest.mark.parametrize(
    ("text", "expected"), [("180/1000", (180, 1000)), (" 180 / 1,000 ", (180, 1000)), ("0/0", (0, 0))]
)
def test_a_fraction_is_read(text: str, expected: Counts) -> None:
    assert parse_fraction(text) == expected


@pytest.mark.parametrize(
    "text", ["", "180", "18%", "1.5/10", "-3/10", "3/1,00", "3/10/2", "a/b", "\u0663/10", "1" * 99]
)
def test_anything_else_is_refused_with_what_to_try(text: str) -> None:
    with pytest.raises(UsageError, match=r"cannot read .* Try the form 180/1000"):
        parse_fraction(text)


@pytest.mark.parametrize(
    ("bme", "message"),
    [
        ((900, 800), "BME: 900 events are more than the total of 800.*800/900"),
        ((-1, 800), "BME: a count cannot be negative"),
        ((1.5, 800), "BME: .* two whole numbers"),
        ((1, 2, 3), "BME: .* two whole numbers"),
        ((1, 10**12), "BME: .* more than a billion"),
    ],
)
def test_impossible_counts_are_refused_with_the_group_named(bme: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        ratio((180, 1000), bme)


@pytest.mark.parametrize("confidence", [0.2, 1.0, 95])
def test_a_useless_confidence_is_refused(confidence: float) -> None:
    with pytest.raises(UsageError, match=r"Try 0\.95"):
        ratio((180, 1000), (90, 800), confidence=confidence)


def test_the_answer_loads_neither_numpy_nor_a_table_library() -> None:
    script = (
        "import sys; from openwres.findings.ratio import ratio; ratio((180, 1000), (90, 800)).as_dict(); "
        "sys.exit(bool({'numpy', 'polars', 'duckdb', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
