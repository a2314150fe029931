"""Race among other characteristics: every group against the rest, with minimum bases, and nothing hidden taken as zero."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from openwres.findings import characteristics
from openwres.findings.history import Asked
from tests.findings.histories import WRES, history, tallies

Sides = dict[str, tuple[int | None, int | None]]
"""Events and people of each group."""

ETHNIC_5: Sides = {"white": (435, 1351), "mixed": (18, 75), "asian": (40, 338), "black": (46, 211), "other": (2, 9)}


def recruited(
    classification: str, sides: Sides, event: str = "appointed", people: str = "shortlisted"
) -> list[pl.DataFrame]:
    """Tallies of every group of the classification; who is not named is nobody, which is written."""
    where = ("", "", classification)
    every = {group: sides.get(group, (0, 0)) for group in WRES.edition(2026).classifications[classification].groups}
    return [
        tallies("RAA", event, {group: pair[0] for group, pair in every.items()}, *where),
        tallies("RAA", people, {group: pair[1] for group, pair in every.items()}, *where),
    ]


def found(*made: list[pl.DataFrame]) -> pl.DataFrame:
    return characteristics.find(history([frame for frames in made for frame in frames]), Asked())


def row(rows: pl.DataFrame, group: str, reference: str = "rest") -> dict[str, Any]:
    return rows.filter(group=group, reference=reference).row(0, named=True)


def test_a_group_is_set_against_everybody_else_who_is_known() -> None:
    asian = row(found(recruited("ethnic-5", ETHNIC_5 | {"unknown": (70, 90)})), "asian")
    assert (asian["numerator"], asian["denominator"]) == (40, 338)
    assert (asian["reference_numerator"], asian["reference_denominator"]) == (501, 1646)
    rate, rest = 40 / 338, 501 / 1646
    assert asian["value"] == pytest.approx(rest / rate)
    assert asian["excess_people"] == pytest.approx(338 * (rest - rate))
    limits = confint_proportions_2indep(501, 1646, 40, 338, compare="ratio", method="score", correction=True)
    assert (asian["lower"], asian["upper"]) == pytest.approx(limits, rel=1e-4)


def test_above_1_is_adverse_to_the_group_also_where_the_event_is_bad() -> None:
    sides: Sides = {"white": (40, 4000), "bme": (60, 2000)}
    bases = [frame.with_columns(basis=pl.lit("one-year") if n == 0 else pl.lit(""))
             for n, frame in enumerate(recruited("wres", sides, "disciplined", "staff"))]  # fmt: skip
    rows = found(bases).filter(indicator="3")
    bme, white = row(rows, "bme"), row(rows, "white")
    assert (bme["value"], bme["adverse_to_group"]) == (pytest.approx(3), True)
    assert (white["value"], white["adverse_to_group"]) == (pytest.approx(1 / 3), False)
    assert bme["excess_people"] == pytest.approx(40)


def test_a_gap_is_the_group_less_the_rest_and_reads_by_the_indicator() -> None:
    harassed = recruited(
        "ethnic-5", {"white": (100, 500), "black": (60, 150)}, "harassed-by-staff", "asked-harassed-by-staff"
    )
    black = row(found(harassed).filter(indicator="6"), "black")
    assert black["value"] == pytest.approx(20)
    assert (black["adverse"], black["adverse_to_group"], black["in_band"]) == ("above 0", True, None)


def test_below_the_minimum_bases_there_is_no_value() -> None:
    rows = found(recruited("ethnic-5", ETHNIC_5 | {"mixed": (1, 24), "white": (20, 1351), "asian": (10, 338)}))
    other, mixed = row(rows, "other"), row(rows, "mixed")
    assert (other["state"], other["reason"], other["value"]) == ("too_few", "fewer_than_20_people", None)
    assert (mixed["state"], mixed["reason"], mixed["lower"]) == ("too_few", "fewer_than_5_expected_events", None)


def test_a_hidden_count_is_listed_and_never_taken_as_zero() -> None:
    rows = found(recruited("ethnic-5", ETHNIC_5 | {"black": (None, 211)}))
    black, asian = row(rows, "black"), row(rows, "asian")
    assert (black["state"], black["value"]) == ("suppressed", None)
    assert (asian["state"], asian["reason"], asian["value"]) == ("not_calculable", "reference_not_known", None)
    assert not [said for said in rows["sentence"] if said]


def test_a_cross_is_an_intersection_without_its_unknown_parts() -> None:
    sides: Sides = {"white*female": (300, 1000), "white*male": (100, 330), "bme*female": (90, 520), "bme*male": (50, 190),
                    "bme*unknown": (9, 30), "unknown*female": (9, 30)}  # fmt: skip
    rows = found(recruited("wres*sex", sides))
    assert not [group for group in rows["group"] if "unknown" in group]
    assert row(rows, "bme*other")["reason"] == "fewer_than_20_people"
    assert row(rows, "bme*female")["reference_denominator"] == 1520
    assert "BME, female 17.3% (90 of 520), everybody else 29.6% (450 of 1,520)" in row(rows, "bme*female")["sentence"]


def test_sixteen_groups_are_also_set_against_white_british() -> None:
    sides: Sides = {"a": (360, 1120), "b": (19, 40), "c": (40, 190), "h": (30, 190)}
    rows = found(recruited("ethnic-16", sides))
    any_other_white = row(rows, "c", "white-british")
    assert any_other_white["value"] == pytest.approx((360 / 1120) / (40 / 190))
    assert "a" not in rows.filter(reference="white-british")["group"].to_list()


def test_where_nothing_is_shown_the_classification_says_so() -> None:
    rows = found(recruited("ethnic-5", {"white": (300, 1000), "asian": (60, 200), "black": (31, 100)}))
    assert [said for said in rows["sentence"] if said] == [
        "RAA, WRES 2026 indicator 2, ethnicity in five groups: no group's rate is shown to differ from the rest's (3 groups compared)."
    ]


def test_of_two_groups_that_mirror_each_other_the_one_that_fares_worse_is_told() -> None:
    rows = found(recruited("wres", {"white": (435, 1351), "bme": (152, 712)}))
    assert [group for group, said in rows.select("group", "sentence").iter_rows() if said] == ["bme"]


def test_a_list_is_adjusted_for_its_length_over_all_classifications() -> None:
    alone = row(found(recruited("ethnic-5", ETHNIC_5)), "black")
    both = row(
        found(recruited("ethnic-5", ETHNIC_5), recruited("wres", {"white": (300, 1000), "bme": (60, 200)})), "black"
    )
    assert both["p_value"] == alone["p_value"]
    assert both["q_value"] > alone["q_value"] > alone["p_value"]


def test_how_people_declared_is_no_characteristic() -> None:
    rows = found(recruited("declaration", {"declared": (400, 1000), "not-stated": (10, 100)}))
    assert rows.filter(classification="declaration").is_empty()
