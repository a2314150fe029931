"""The sheet to key a return from: every number in order, and check letters that change with what goes wrong in keying."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from openwres.returns.entry import blocks_of, entry_html, letter_of
from tests.returns.generated import generated, layout

FORM = layout("wres", 2026)
TALLIES = generated(FORM, 9).tallies
COUNTS = st.lists(st.integers(0, 99_999), min_size=2, max_size=60)


def test_every_number_of_the_year_stands_on_the_sheet_in_the_order_of_the_form() -> None:
    page = entry_html(FORM, "ZZ1", TALLIES)
    assert re.findall(r"<caption>Indicator (\w+)\.", page) == [str(number) for number in range(1, 10)]
    counts = TALLIES.filter(pl.col("year") == 2026)["count"].drop_nulls().to_list()
    assert all(f">{count:,}<" in page for count in counts)
    assert page.count("check letter") == 10


def test_the_sum_of_a_block_is_that_of_its_numbers() -> None:
    block = next(block for block in blocks_of(FORM, TALLIES) if block.indicator == "2")
    two = TALLIES.filter(pl.col("year") == 2026, pl.col("item").is_in(["shortlisted", "appointed"]))
    assert block.total == f"{two['count'].sum():,}"


def test_what_is_told_of_the_organisation_cannot_be_markup() -> None:
    assert "<script>" not in entry_html(FORM, "<script>", TALLIES)


@given(COUNTS, st.data())
def test_a_wrong_digit_changes_the_letter(counts: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(counts) - 1))
    step = data.draw(st.integers(1, 9)) * 10 ** data.draw(st.integers(0, 5))
    wrong = [*counts[:place], counts[place] + step, *counts[place + 1 :]]
    assert letter_of(counts) != letter_of(wrong)


@given(COUNTS, st.data())
def test_neighbours_that_changed_places_change_the_letter(counts: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(counts) - 2))
    one, other = counts[place : place + 2]
    swapped = [*counts[:place], other, one, *counts[place + 2 :]]
    assert (letter_of(counts) != letter_of(swapped)) == bool((one - other) % 23)
