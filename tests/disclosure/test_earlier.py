"""Protection against what was published before: it stays, and together with what is new it gives nothing away."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_KEY
from openwres.disclosure.policy import load_policy
from openwres.disclosure.protect import protect
from tests.disclosure import worlds
from tests.disclosure.nations import EDITION, nation
from tests.disclosure.worlds import Shape, world_of

POLICY = load_policy("wres-public")
COUNTS, MEMBERS = nation({"RAA": 600})


@pytest.fixture(scope="module")
def first() -> pl.DataFrame:
    return protect(COUNTS, EDITION, POLICY, MEMBERS).counts


def test_what_was_published_stays_published(first: pl.DataFrame) -> None:
    again = protect(COUNTS, EDITION, POLICY, MEMBERS, [first]).counts
    before = first.filter(state="value").select(COUNT_KEY)
    assert before.join(again.filter(state="value"), on=COUNT_KEY, how="anti").is_empty()


def test_an_unchanged_release_hides_the_same(first: pl.DataFrame) -> None:
    assert protect(COUNTS, EDITION, POLICY, MEMBERS, [first]).counts.equals(first)


def test_the_release_of_another_year_hides_nothing_of_this_one(first: pl.DataFrame) -> None:
    last_year = first.with_columns(pl.lit(EDITION.year - 1, first.schema["year"]).alias("year"))
    assert protect(COUNTS, EDITION, POLICY, MEMBERS, [last_year]).counts.equals(first)


@pytest.mark.parametrize("sizes", [{"RAA": 40}, {"RAA": 30, "RAB": 45, "RAC": 80}])
def test_what_must_be_shown_leaves_small_counts_as_little_room_as_before(sizes: dict[str, int]) -> None:
    """In a very small organisation totals that must be shown leave some counts no room. That is not news of an earlier release."""
    counts, members = nation(sizes)
    once = protect(counts, EDITION, POLICY, members)
    assert "narrow" in once.review["why"]
    assert protect(counts, EDITION, POLICY, members, [once.counts]).counts.equals(once.counts)


def test_what_was_hidden_beside_a_count_that_changed_stays_hidden(first: pl.DataFrame) -> None:
    wider = (pl.col("item") == "trained") & pl.col("group").is_in(["white", "all", "a"])  # all areas are of RAA alone
    wider &= (pl.col("breakdown") == "") & (pl.col("count") > 20)
    changed = COUNTS.with_columns(count=pl.when(wider).then(pl.col("count") + 1).otherwise("count"))
    again = protect(changed, EDITION, POLICY, MEMBERS, [first]).counts
    hidden = first.filter(state="suppressed", area_type="organisation").select(COUNT_KEY)
    assert hidden.join(again.filter(state="suppressed"), on=COUNT_KEY, how="anti").is_empty()


def test_what_was_given_away_before_stops_and_is_listed() -> None:
    """Everything of a grade but one small count was published: no choice can hide that one now."""
    small = (pl.col("breakdown") == "grade") & pl.col("count").is_between(1, 4) & (pl.col("area") == "RAA")
    rows = COUNTS.filter(small, ~pl.col("category").str.contains("8c|8d|9|vsm"))
    key = rows.select("category", "group").row(0)
    this = (pl.col("breakdown") == "grade") & (pl.col("category") == key[0]) & (pl.col("group") == key[1])
    known = COUNTS.filter(~this)
    with pytest.raises(ProtectionError, match=f"RAA staff {key[0]} wres {key[1]}"):
        protect(COUNTS, EDITION, POLICY, MEMBERS, [known])


@pytest.mark.parametrize("seed", [3, 7, 21])
def test_counts_that_did_not_change_are_released_again(seed: int) -> None:
    """Small organisations have counts with little room whatever is hidden; that they had it before is no reason to stop."""
    world = world_of(Shape(seed, (30, 18), items=("staff", "board")))
    counts = world.counts()
    first = protect(counts, worlds.EDITION, worlds.POLICY, world.table).counts
    again = protect(counts, worlds.EDITION, worlds.POLICY, world.table, [first]).counts
    shown = first.filter(state="value").select(COUNT_KEY)
    assert shown.join(again.filter(state="value"), on=COUNT_KEY, how="anti").is_empty()
