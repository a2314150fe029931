"""Which counts a policy hides before anything is hidden with them."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.tables import COUNT_SCHEMA
from openwres.disclosure.cells import published
from openwres.disclosure.policy import load_policy
from openwres.disclosure.primary import sensitive
from openwres.standards import load_standard

WRES = load_standard("wres").edition(2026)
POLICY = load_policy("wres-public")


def rules(*rows: tuple[str, str, str, str, int]) -> list[str]:
    """The rule for each count of one organisation, from item, category, classification, group and count."""
    given = [
        {"standard": "wres", "year": 2026, "area_type": "organisation", "area": "RAA", "indicator": "", "item": item,
         "breakdown": "grade" if category else "", "category": category, "classification": name, "group": group,
         "basis": "one-year" if item == "disciplined" else "", "count": count, "state": "value", "reason": ""}
        for item, category, name, group, count in rows
    ]  # fmt: skip
    shown = published(pl.DataFrame(given, schema=COUNT_SCHEMA), WRES, POLICY).with_columns(sensitive=pl.lit(""))
    shown = shown.with_columns(sensitive=sensitive(shown, WRES, POLICY))
    found = {
        (r["item"], r["category"], r["classification"], r["group"]): r["sensitive"] for r in shown.iter_rows(named=True)
    }
    return [found[row[:4]] for row in rows]


@pytest.mark.parametrize(("count", "rule"), [(0, ""), (1, "people"), (4, "people"), (5, "")])
def test_one_to_four_people_of_a_grade_are_hidden_and_zero_is_not(count: int, rule: str) -> None:
    assert rules(("staff", "clinical-5", "wres", "bme", count)) == [rule]


def test_small_official_counts_and_boards_are_shown() -> None:
    assert rules(("appointed", "", "wres", "bme", 2), ("board", "", "wres", "bme", 1)) == ["", ""]


def test_an_official_rate_on_fewer_than_ten_is_hidden_with_its_base() -> None:
    assert rules(("shortlisted", "", "wres", "bme", 9), ("appointed", "", "wres", "bme", 2)) == ["base", "base"]
    assert rules(("shortlisted", "", "wres", "bme", 10), ("appointed", "", "wres", "bme", 2)) == ["", ""]


def test_a_percentage_of_few_respondents_is_hidden_even_where_nobody_said_yes() -> None:
    base, event = "asked-discriminated", "discriminated"
    assert rules((base, "", "ethnic-16", "d", 9), (event, "", "ethnic-16", "d", 0)) == ["base", "base"]
    assert rules((base, "", "ethnic-16", "d", 30), (event, "", "ethnic-16", "d", 2)) == ["", ""]


def test_everybody_of_a_group_is_hidden() -> None:
    assert rules(("staff", "", "ethnic-16", "d", 12), ("trained", "", "ethnic-16", "d", 12)) == ["", "everyone"]
    assert rules(("staff", "", "wres", "bme", 12), ("trained", "", "wres", "bme", 12)) == ["", "everyone"]


def test_one_or_two_events_of_a_side_hide_all_counts_of_the_event() -> None:
    counts = [("white", 14), ("bme", 2), ("unknown", 0), ("all", 16)]
    rows = [("disciplined", "", "wres", group, count) for group, count in counts]
    assert rules(*rows, ("disciplined", "", "ethnic-5", "asian", 0)) == ["few-events"] * 5


def test_no_event_on_a_side_is_shown() -> None:
    assert rules(("disciplined", "", "wres", "white", 14), ("disciplined", "", "wres", "bme", 0)) == ["", ""]
