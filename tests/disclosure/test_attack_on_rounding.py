"""What an attacker finds behind rounded numbers, each worked out by hand."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.disclosure.attack import Attacked, Knowledge, Rounding, attack
from tests.disclosure.making import counts, edition, members, together
from tests.releases.test_verify import figure

CONTROLLED = Rounding(4)  # to a multiple of five above or below
NEAREST = Rounding(2)
NOBODY = members()


def attacked(
    *tables: pl.DataFrame,
    rounding: Rounding | None = CONTROLLED,
    earlier: tuple[pl.DataFrame, ...] = (),
    before: tuple[Rounding | None, ...] = (),
    small: int = 0,
    belongs: pl.DataFrame = NOBODY,
    figures: pl.DataFrame | None = None,
) -> Attacked:
    knowledge = Knowledge(1000, rounding=rounding, before=before, small=small)
    return attack(together(tables), edition(), belongs, knowledge, earlier, figures)


def ranges(found: Attacked) -> dict[str, tuple[float, float]]:
    """The range of each count that is not certain, by area and group."""
    named = found.ranges.select(pl.concat_str("area", "group", separator=" "), "lower", "upper")
    return {name: (round(low, 3), round(high, 3)) for name, low, high in named.iter_rows()}


def test_a_rounded_count_is_near_its_number_and_never_below_zero() -> None:
    assert ranges(attacked(counts({"bme": 25, "unknown": 0}))) == {"ZZ1 bme": (21, 29), "ZZ1 unknown": (0, 4)}


def test_large_counts_may_all_be_rounded() -> None:
    found = ranges(attacked(counts({"white": 52_000, "bme": 8_000}), rounding=NEAREST))
    assert found == {"ZZ1 white": (51_998, 52_002), "ZZ1 bme": (7_998, 8_002)}


def test_rounded_parts_and_their_rounded_total_narrow_each_other() -> None:
    """The total is 26 at least, and the others 18 at most."""
    found = ranges(attacked(counts({"white": 10, "bme": 10, "unknown": 0, "all": 30})))
    assert found == {"ZZ1 white": (8, 14), "ZZ1 bme": (8, 14), "ZZ1 unknown": (0, 4), "ZZ1 all": (26, 32)}


def test_numbers_that_rounding_drove_apart_are_known_exactly() -> None:
    """Three counts were rounded to ten each, and their total was published before: 36, the most that they can be."""
    parts = counts({"white": 10, "bme": 10, "unknown": 10})
    found = attacked(parts, rounding=NEAREST, earlier=(counts({"all": 36}),), before=(None,))
    assert ranges(found) == {"ZZ1 white": (12, 12), "ZZ1 bme": (12, 12), "ZZ1 unknown": (12, 12)}


def test_a_policy_that_hides_small_counts_alone_tells_that_they_are_small() -> None:
    release = counts({"white": 40, "bme": None, "unknown": None, "all": 45})
    found = ranges(attacked(release, rounding=NEAREST, small=4))
    assert (found["ZZ1 bme"], found["ZZ1 white"]) == ((1, 4), (38, 42))


def test_items_that_are_not_rounded_are_known() -> None:
    found = attacked(counts({"bme": 25}), rounding=Rounding(4, exact=("staff",)))
    assert found.ranges.is_empty()


def test_a_count_rounded_differently_before_lies_between_both() -> None:
    found = attacked(counts({"bme": 15}), earlier=(counts({"bme": 10}),), before=(CONTROLLED,))
    assert ranges(found) == {"ZZ1 bme": (11, 14)}


def test_a_count_that_was_published_as_it_is_is_known_although_it_is_rounded_now() -> None:
    found = attacked(counts({"bme": 15}), earlier=(counts({"bme": 13}),), before=(None,))
    assert found.summary == {"hidden": 1, "exposed": 1, "known": 1}


def test_a_count_too_far_from_what_was_published_was_corrected() -> None:
    found = attacked(counts({"bme": 25}), earlier=(counts({"bme": 13}),), before=(None,))
    assert ranges(found) == {"ZZ1 bme": (21, 29)}


def test_rounded_areas_and_organisations_narrow_each_other() -> None:
    own = [counts({"bme": 0}), counts({"bme": 0}, area="ZZ2")]
    nation = counts({"bme": 10}, area="england", area_type="nation", indicator="1", organisations=2)
    found = ranges(attacked(*own, nation, belongs=members("ZZ1", "ZZ2")))
    assert found == {"ZZ1 bme": (2, 4), "ZZ2 bme": (2, 4), "england bme": (6, 8)}


@pytest.mark.parametrize(("numerator", "contradictions"), [(40, 0), (41, 1)])
def test_figures_are_calculated_from_rounded_numbers(numerator: int, contradictions: int) -> None:
    release = counts({"white": 90, "bme": 40, "unknown": 5, "all": 135})
    told = figure(numerator, 135, 100 * numerator / 135)
    found = attacked(release, figures=told)
    assert len(found.contradictions) == contradictions
    assert ranges(found)["ZZ1 bme"] == (36, 44)


def test_a_figure_that_carries_a_hidden_number_tells_it_as_far_as_it_is_rounded() -> None:
    release = counts({"white": 90, "bme": None, "unknown": None, "all": 135})
    exact = attacked(release, rounding=None, figures=figure(40, 135, 100 * 40 / 135))
    assert ranges(exact)["ZZ1 bme"] == (40, 40)
