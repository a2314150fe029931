"""What is said of an indicator: every rule by example, and no sentence that its figures do not bear out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwres.findings.history import Asked
from openwres.findings.sentences import Own, Said, Subject, sentences_of
from openwres.findings.sentences.course import among_peers, in_short, over_time
from openwres.findings.sentences.quality import cautions, limits
from openwres.findings.trends import find as find_trends
from openwres.standards.terms import with_term
from tests.findings.histories import WRES, history, tallies

EDITION = WRES.edition(2026)
Counts = Mapping[str, int | None]


def subject(indicator: str, term: str = "") -> Subject:
    edition = with_term(EDITION, term) if term else EDITION
    return Subject(edition, edition.indicator(indicator))


def said(indicator: str, *items: tuple[str, Counts] | tuple[str, Counts, str], term: str = "") -> Said:
    """What is said of counts: each item with its counts by group, and its basis where it has one."""
    made = [tallies("R01", item, counts, basis=basis[0] if basis else "") for item, counts, *basis in items]
    return sentences_of(subject(indicator, term), Own(history(made).figures, "R01", "wres"))


def pair(white: tuple[int | None, int | None], bme: tuple[int | None, int | None]) -> tuple[Any, Any]:
    """Events of people, of both groups, of indicator 2."""
    return (
        ("shortlisted", {"white": white[1], "bme": bme[1], "unknown": 0}),
        ("appointed", {"white": white[0], "bme": bme[0], "unknown": 0}),
    )


@pytest.mark.parametrize(
    ("white", "bme", "sentence", "direction"),
    [
        ((180, 1000), (90, 800),
         "White applicants were 1.60 times as likely as BME applicants to be among those appointed: white applicants had the higher rate.",
         "That is adverse to BME applicants."),
        ((90, 800), (180, 1000),
         "White applicants were 0.63 times as likely as BME applicants to be among those appointed: BME applicants had the higher rate.",
         "That is not adverse to BME applicants."),
        ((20, 100), (40, 200), "White applicants and BME applicants were equally likely to be among those appointed.", ""),
        ((21, 100), (40, 200),
         "White applicants were 1.05 times as likely as BME applicants to be among those appointed: white applicants had the higher rate.",
         "The value lies on the side that is adverse to BME applicants."),
        ((0, 100), (4, 200), "No white applicants were among those appointed, while some BME applicants were: the ratio is 0.",
         "The value lies on the side that is not adverse to BME applicants."),
        ((20, 300), (0, 0), "There is no value: cannot be calculated: there are no BME applicants shortlisted.", ""),
        ((90, 300), (0, 90), "There is no value (cannot be calculated: there are no BME applicants appointed), but it is at least 7.30.",
         "That is adverse to BME applicants."),
        ((None, 300), (4, 90), "There is no value: suppressed to protect people.", ""),
    ],
)  # fmt: skip
def test_a_ratio_says_how_many_times_as_likely_who_had_the_higher_rate_and_to_whom_it_is_adverse(
    white: tuple[int, int], bme: tuple[int, int], sentence: str, direction: str
) -> None:
    found = said("2", *pair(white, bme))
    assert (found.size, found.direction) == (sentence, direction)


@pytest.mark.parametrize(
    ("white", "bme", "certainty"),
    [
        ((180, 1000), (90, 800), "The 95% interval (1.27 to 2.03) leaves out 1: equal rates would seldom give counts like these."),
        ((21, 100), (40, 200), "The 95% interval (0.65 to 1.66) includes 1: these counts alone do not show a difference. "
                               "A true ratio of 1.50 would show in counts like these about one time in two."),
        ((20, 300), (0, 0), ""),
    ],
)  # fmt: skip
def test_certainty_is_what_the_interval_leaves_out_and_what_counts_could_have_shown(
    white: tuple[int, int], bme: tuple[int, int], certainty: str
) -> None:
    assert said("2", *pair(white, bme)).certainty == certainty


@pytest.mark.parametrize(
    ("white", "bme", "people"),
    [
        ((180, 1000), (90, 800), "At the rate of white applicants, 54 more BME applicants would have been among those appointed."),
        ((180, 1000), (143, 800), "At the rate of white applicants, 1 more of the BME applicants would have been among those appointed."),
        ((180, 1000), (144, 800), "At the rate of white applicants, as many BME applicants as now would have been among those appointed."),
        ((180, 1000), (145, 800), "At the rate of white applicants, 1 fewer of the BME applicants would have been among those appointed."),
        ((180, 1000), (200, 800), "At the rate of white applicants, 56 fewer BME applicants would have been among those appointed."),
        ((None, 1000), (200, 800), ""),
    ],
)  # fmt: skip
def test_a_gap_is_said_in_people(white: tuple[int, int], bme: tuple[int, int], people: str) -> None:
    assert said("2", *pair(white, bme)).people == people


def test_an_unwelcome_event_would_have_happened_to_fewer() -> None:
    found = said(
        "3",
        ("staff", {"white": 2505, "bme": 725, "unknown": 66}),
        ("disciplined", {"white": 17, "bme": 9, "unknown": 0}, "one-year"),
    )
    assert found.people == (
        "At the rate of white staff, 4 fewer BME staff would have been among those entering the formal disciplinary process."
    )
    assert found.rates == (
        "Among those entering the formal disciplinary process were 9 of 725 (1.2%) BME staff and 17 of 2,505 (0.7%) white staff."
    )
    assert found.unknown == (
        "For 66 of 3,296 (2.0%) staff no group is known; they are left out. "
        "Whoever they are, the value would lie between these bounds: 1.68 to 1.88."
    )


def answers(white: int, bme: int) -> Said:
    """Indicator 5 of a thousand white and three hundred BME respondents."""
    asked = ("asked-harassed-by-public", {"white": 1000, "bme": 300, "unknown": 0})
    return said("5", asked, ("harassed-by-public", {"white": white, "bme": bme, "unknown": 0}))


HARASSED = "were among those harassed, bullied or abused by patients, relatives or the public"


@pytest.mark.parametrize(
    ("white", "bme", "sentence", "direction"),
    [
        (250, 90, f"30.0% of BME respondents {HARASSED}, against 25.0% of white respondents: 5.0 percentage points more.",
         "The value lies on the side that is adverse to BME respondents."),
        (400, 60, f"20.0% of BME respondents {HARASSED}, against 40.0% of white respondents: 20.0 percentage points fewer.",
         "That is not adverse to BME respondents."),
        (250, 75, "BME respondents and white respondents were equally often among those harassed, bullied or abused by patients, relatives or the public.", ""),
        (0, 0, "BME respondents and white respondents were equally often among those harassed, bullied or abused by patients, relatives or the public.", ""),
    ],
)  # fmt: skip
def test_a_gap_of_the_survey_says_both_percentages_and_the_points(
    white: int, bme: int, sentence: str, direction: str
) -> None:
    found = answers(white, bme)
    assert (found.size, found.direction) == (sentence, direction)


@pytest.mark.parametrize(
    ("board", "sentence", "people", "short"),
    [
        ({"white": 10, "bme": 1, "unknown": 1},
         "1 of 12 (8.3%) board members are BME, 16.7 percentage points below the share in the workforce (25.0%).",
         "2 more BME members would bring the board nearest to the share in the workforce.", "2 more BME members"),
        ({"white": 10, "bme": 2, "unknown": 0},
         "2 of 12 (16.7%) board members are BME, 8.3 percentage points below the share in the workforce (25.0%).",
         "1 more BME member would bring the board nearest to the share in the workforce.", "1 more BME member"),
        ({"white": 9, "bme": 3, "unknown": 0},
         "3 of 12 (25.0%) board members are BME, the same share as in the workforce (25.0%).",
         "No other number of BME members would be nearer to the share in the workforce.", "As near as can be"),
        ({"white": 8, "bme": 4, "unknown": 0},
         "4 of 12 (33.3%) board members are BME, 8.3 percentage points above the share in the workforce (25.0%).",
         "The board is 1 BME member beyond the share in the workforce.", "1 BME member beyond parity"),
    ],
)  # fmt: skip
def test_a_board_is_said_in_members(board: Counts, sentence: str, people: str, short: str) -> None:
    found = said("9", ("board", board), ("staff", {"white": 700, "bme": 250, "unknown": 50}))
    assert (found.size, found.people, found.short.people) == (sentence, people, short)
    assert found.certainty.startswith("A board is counted and not sampled, so there is no interval; one member moves")


def test_a_board_without_members_is_said_to_be_missing_and_not_zero() -> None:
    found = said("9", ("staff", {"white": 700, "bme": 250, "unknown": 50}))
    assert found.size == "There is no value: missing: there is no count of board members."
    assert (found.short.value, found.short.direction, found.people, found.certainty) == ("Missing", "", "", "")


def test_a_share_of_staff_has_no_direction_and_no_interval() -> None:
    found = said("1", ("staff", {"white": 700, "bme": 250, "unknown": 50}))
    assert found.size == "250 of 1,000 (25.0%) staff are BME."
    assert found.certainty == "Everybody was counted on one day, so there is no interval."
    assert (found.direction, found.short.direction) == ("", "No side is adverse")
    assert found.unknown == "For 50 of 1,000 (5.0%) staff no group is known; they are inside the base."


def test_nobody_of_unknown_group_is_said_and_a_hidden_number_is_said_to_be_hidden() -> None:
    assert (
        said("1", ("staff", {"white": 7, "bme": 2, "unknown": 0})).unknown
        == "The group of everybody who was counted is known."
    )
    hidden = said("1", ("staff", {"white": 700, "bme": 250, "unknown": None}))
    assert hidden.unknown == "How many there are of whom no group is known is not shown, to protect people."
    assert hidden.size.startswith("There is no value: ")
    assert not hidden.has_value


def test_where_one_year_is_hidden_a_value_of_three_years_stands_in_its_place() -> None:
    staff = tallies("R01", "staff", {"white": 1400, "bme": 500, "unknown": 0})
    one = history(
        [staff, tallies("R01", "disciplined", {"white": 14, "bme": None, "unknown": 0}, basis="one-year")]
    ).figures
    whole = history(
        [staff, tallies("R01", "disciplined", {"white": 42, "bme": 24, "unknown": 0}, basis="one-year")]
    ).figures
    pooled = whole.filter(pl.col("statistic") == "relative_likelihood").with_columns(
        variant=pl.lit("pooled-3"), basis=pl.lit("three-year")
    )
    found = sentences_of(subject("3"), Own(pl.concat([one, pooled]), "R01", "wres"))
    assert "Over 3 years together it is 1.60; the 95% interval (0.98 to 2.60) includes 1." in found.size


def test_what_is_not_in_the_figures_is_said_not_to_be() -> None:
    nothing = sentences_of(subject("2"), Own(history([tallies("R01", "staff", {"white": 1})]).figures, "R99", "wres"))
    assert nothing.size == "These figures hold no value of this indicator."
    assert not nothing.has_value


@pytest.mark.parametrize(
    ("term", "expected"),
    [("ethnic minority", "as likely as ethnic minority applicants"), ("Global Majority", "as likely as Global Majority applicants")],
)  # fmt: skip
def test_the_displayed_term_of_a_group_is_that_of_every_sentence(term: str, expected: str) -> None:
    found = said("2", *pair((180, 1000), (90, 800)), term=term)
    assert expected in found.size
    assert f"adverse to {term} applicants" in found.direction
    assert not any("BME" in text for text in texts(found))


# Courses and peers.


def trend_of(values: Mapping[int, tuple[int, int]], indicator: str = "2") -> dict[str, Any]:
    """The trend of appointments of white and BME applicants out of a thousand each, by year."""
    made = [
        tallies("R01", item, counts, year=year)
        for year, (white, bme) in values.items()
        for item, counts in (("shortlisted", {"white": 1000, "bme": 1000, "unknown": 0}), ("appointed", {"white": white, "bme": bme, "unknown": 0}))
    ]  # fmt: skip
    trends = find_trends(history(made), Asked("R01")).filter(pl.col("indicator") == indicator)
    return trends.row(0, named=True)


def course(values: Mapping[int, tuple[int, int]]) -> str:
    """What is said of it."""
    return over_time(subject("2"), trend_of(values))


def test_a_course_says_whether_it_moved_by_how_much_and_from_where_to_where() -> None:
    fell = course({2022: (400, 200), 2023: (380, 220), 2024: (350, 240), 2025: (330, 260), 2026: (300, 290)})
    assert fell == (
        "From 2022 to 2026 it improved, by a factor of 0.85 a year (95% interval 0.81 to 0.90). It was 2.00 in 2022 and is 1.03 in 2026."
    )
    rose = course({2022: (300, 290), 2023: (330, 260), 2024: (350, 240), 2025: (380, 220), 2026: (400, 200)})
    assert rose.startswith("From 2022 to 2026 it worsened, by a factor of 1.18 a year")


def test_a_course_past_equality_says_that_it_leads_away_from_it() -> None:
    away = {2022: (290, 300), 2023: (260, 330), 2024: (240, 350), 2025: (220, 380), 2026: (200, 400)}
    said = course(away)
    assert said.startswith("From 2022 to 2026 it improved, by a factor of 0.85 a year")
    assert (
        "The last 3 years together lie on the side that is not adverse to BME applicants: 0.58 (95% interval 0.54 to 0.63). "
        "Equality would be 1."
    ) in said
    assert in_short(subject("2"), trend_of(away)) == "Improving, past equality"
    back = dict(zip(away, reversed(list(away.values())), strict=True))
    assert in_short(subject("2"), trend_of(back)) == "Towards equality"


def test_a_course_that_shows_nothing_says_what_would_have_shown() -> None:
    still = course({2022: (210, 200), 2023: (200, 200), 2024: (205, 200), 2025: (200, 205), 2026: (205, 200)})
    assert "no change is shown" in still
    assert "An improvement of 10% a year would show in counts like these" in still


def test_too_few_years_are_said_to_be_too_few() -> None:
    two = course({2025: (210, 200), 2026: (200, 200)})
    assert two == "There are 2 comparable years; a trend needs three. It was 1.05 in 2025 and is 1.00 in 2026."
    assert course({2026: (210, 200)}) == "There is 1 comparable year; a trend needs three."
    assert over_time(subject("2"), None) == "There are no earlier years to compare with."
    assert in_short(subject("2"), None) == "Too few years to tell"


def peer(**given: Any) -> dict[str, Any]:
    """A row of peers."""
    row = {"verdict": "like_peers", "organisations": 24, "peer_average": 1.31, "average_q_value": 0.4, "towards": "more_adverse",
           "rank": 9.0, "rank_first": 3.0, "rank_last": 21.0}  # fmt: skip
    return row | given


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (peer(), "The average of 24 organisations is 1.31. It is not told apart from that of its peers. "
                 "Its place, counted from the least adverse, could be any from 3 to 21 of 24."),
        (peer(average_q_value=0.01), "The average of 24 organisations is 1.31. It is more adverse than the average beyond chance, but no further "
                                     "from it than peers usually are. Its place, counted from the least adverse, could be any from 3 to 21 of 24."),
        (peer(verdict="less_adverse_than_peers", rank_first=1.0, rank_last=1.0),
         "The average of 24 organisations is 1.31. It is less adverse than among its peers, by more than chance and the usual differences among them. "
         "Its place, counted from the least adverse, is 1 of 24."),
        (peer(verdict="too_few_to_tell", rank_first=1.0, rank_last=24.0),
         "The average of 24 organisations is 1.31. Its counts are too few to tell it apart from its peers. Its place among them could be any of the 24."),
        (peer(verdict="too_few_peers", organisations=1), "It is not compared with others: only 1 organisation has counts."),
        (peer(verdict="too_few_peers", organisations=4), "It is not compared with others: only 4 organisations have counts."),
        (None, "It is not compared with other organisations: there are no counts to go by."),
    ],
)  # fmt: skip
def test_a_place_among_peers_never_stands_without_its_interval(row: dict[str, Any] | None, sentence: str) -> None:
    assert among_peers(subject("2"), row) == sentence


def test_every_kind_says_what_its_data_cannot_say_and_an_unverified_rule_is_named() -> None:
    for indicator in EDITION.indicators:
        assert limits(Subject(EDITION, indicator))
    assert next(cautions(subject("5"))).startswith("Unverified: the rule of 2026 was not checked")
    assert list(cautions(subject("2"))) == []


# Of any counts whatever.

_NUMBER = re.compile(r"(?<![\w.])[+\u2212]?\d[\d,]*(?:\.\d+)?%?")
_FORBIDDEN = re.compile(
    r"signific|more likely|less likely|because|due to|caused|discriminat(?:es|ion by)", re.IGNORECASE
)


def texts(found: Said) -> Iterator[str]:
    """Every text of what is said."""
    for holder in (found, found.short):
        yield from (value for value in vars(holder).values() if isinstance(value, str) and value)


def known_numbers(own: Own, indicator: str) -> set[float]:
    """Every number that the figures of an indicator hold, and what is plainly made of them."""
    known = {0.0, 1.0, 95.0, 1.5, 5.0, 2026.0}
    for row in (row for key, row in own._rows.items() if key[0] == indicator):
        counts = [row[name] for name in ("numerator", "denominator", "reference_numerator", "reference_denominator")]
        known |= {float(abs(count)) for count in counts if count is not None}
        known |= {100 * part / whole for part, whole in (counts[:2], counts[2:]) if part is not None and whole}
        known |= {100 / counts[1]} if counts[1] else set()
        known |= {abs(row[name]) for name in ("value", "lower", "upper") if row[name] is not None}
    unknown = own.get(indicator, "percentage", "unknown")
    everyone = own.get(indicator, "percentage", "all")
    if unknown and everyone and everyone["denominator"]:
        known |= {100 * unknown["denominator"] / everyone["denominator"]}
    return known


def is_known(token: str, known: set[float]) -> bool:
    """Whether a number in a sentence is one of the figures', rounded to as many digits as it shows."""
    digits = token.strip("+\u2212%").replace(",", "")
    places = len(digits.partition(".")[2])
    return any(abs(float(digits) - number) <= 0.5 * 10**-places + 1e-9 for number in known)


def counts_of_both() -> Any:
    whole = st.integers(0, 3000)
    side = st.tuples(whole, st.floats(0, 1)).map(lambda given: (round(given[0] * given[1]), given[0]))
    return st.lists(st.tuples(side, side, st.integers(0, 60)), min_size=30, max_size=30)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts_of_both())
def test_no_sentence_of_a_ratio_says_what_its_counts_do_not(organisations: Any) -> None:
    made = []
    for number, (white, bme, unknown) in enumerate(organisations):
        code = f"R{number:02}"
        made.append(tallies(code, "shortlisted", {"white": white[1], "bme": bme[1], "unknown": unknown}))
        made.append(tallies(code, "appointed", {"white": white[0], "bme": bme[0], "unknown": unknown // 3}))
    figures = history(made).figures
    for number, (white, bme, _) in enumerate(organisations):
        own = Own(figures, f"R{number:02}", "wres")
        found = sentences_of(subject("2"), own)
        check(found, own, "2")
        if white[1] and bme[1] and bme[0]:
            higher = white[0] * bme[1] - bme[0] * white[1]
            assert ("white applicants had the higher rate" in found.size) == (higher > 0), found.size
            assert ("BME applicants had the higher rate" in found.size) == (higher < 0 and white[0] > 0), found.size
            assert ("not adverse" in found.direction) == (higher < 0), found.direction
            assert ("more BME" in found.people) <= (higher > 0), found.people
            assert "%" not in found.short.value + found.size


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(counts_of_both())
def test_no_sentence_of_a_survey_says_what_its_counts_do_not(organisations: Any) -> None:
    made = []
    for number, (white, bme, unknown) in enumerate(organisations):
        code = f"R{number:02}"
        made.append(
            tallies(
                code,
                "asked-equal-opportunities",
                {"white": white[1], "bme": bme[1], "unknown": unknown},
                basis="incl-dk",
            )
        )
        made.append(
            tallies(
                code,
                "equal-opportunities",
                {"white": white[0], "bme": bme[0], "unknown": unknown // 3},
                basis="incl-dk",
            )
        )
    figures = history(made).figures
    for number, (white, bme, _) in enumerate(organisations):
        own = Own(figures, f"R{number:02}", "wres")
        found = sentences_of(subject("7"), own)
        check(found, own, "7", basis="incl-dk")
        if white[1] and bme[1]:
            gap = bme[0] * white[1] - white[0] * bme[1]
            assert ("points more" in found.size) == (gap > 0), found.size
            assert ("points fewer" in found.size) == (gap < 0), found.size
            assert ("not adverse" in found.direction) == (gap > 0), found.direction


def check(found: Said, own: Own, indicator: str, basis: str = "") -> None:
    """That a saying uses no forbidden word and no number that is not in the figures."""
    known = known_numbers(own, indicator)
    unknown, everyone = (own.get(indicator, "percentage", group, basis) for group in ("unknown", "all"))
    if unknown and everyone and everyone["denominator"]:
        known.add(100 * unknown["denominator"] / everyone["denominator"])
    for text in texts(found):
        assert not _FORBIDDEN.search(text), text
        wrong = [token for token in _NUMBER.findall(text) if not is_known(token, known)]
        assert not wrong, (wrong, text)
