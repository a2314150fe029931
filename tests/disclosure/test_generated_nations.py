"""Invented nations of every shape protected: an exact oracle finds no hidden count, and what must be shown is shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_KEY
from openwres.disclosure.protect import protect
from openwres.releases.gate import refuse_exposed
from tests.disclosure.oracle import Oracle, Release
from tests.disclosure.worlds import EDITION, POLICY, Shape, World, world_of

WIDTH = POLICY.width
STAFF = ("staff", "board")
EVENTS = ("staff", "trained", "disciplined")
APPLICATIONS = ("shortlisted", "appointed", "staff")
ALL = ("staff", "trained", "disciplined", "shortlisted", "appointed", "board")
COMPARED = ("white", "bme")


@st.composite
def shapes(draw: st.DrawFn, most: int = 4, largest: int = 60) -> Shape:
    """Nations of one to a few organisations, with or without areas, unknown groups, and items that somebody lacks."""
    sizes = draw(st.lists(st.integers(1, largest), min_size=1, max_size=most))
    lacking = st.tuples(
        st.integers(0, len(sizes) - 1), st.sampled_from(["trained", "disciplined", "appointed", "board"])
    )
    return Shape(
        seed=draw(st.integers(0, 10_000)), sizes=sizes, nested=draw(st.booleans()),
        unknown=draw(st.sampled_from([0.0, 0.1, 0.3])), few=draw(st.sampled_from([0.1, 0.3, 0.6])),
        lacking=draw(st.lists(lacking, max_size=2)), items=draw(st.sampled_from([STAFF, EVENTS, APPLICATIONS, ALL])),
    )  # fmt: skip


def check(world: World, found: pl.DataFrame, *earlier: Release) -> None:
    """Nobody finds a hidden count, by the oracle and by the attack, and what is shown is what a policy and the counts say."""
    assert Oracle([Release(found, world), *earlier]).exposed(WIDTH) == {}
    refuse_exposed(found, EDITION, POLICY, world.table, [release.counts for release in earlier])
    hidden = found.filter(state="suppressed")
    assert hidden.select("count", "value", "base").null_count().row(0) == (len(hidden),) * 3
    shown = found.filter(state="value").join(world.counts().select(*COUNT_KEY, true="count"), on=COUNT_KEY)
    assert shown["count"].equals(shown["true"], check_names=False)


def official_reasons(world: World) -> set[tuple[str, str, str]]:
    """Organisation, item and group of official counts that the policy hides: worked out again from the people."""
    counts = world.counts().filter(area_type="organisation", breakdown="", classification="wres")
    number = {
        row: n for *row_, n in counts.select("area", "item", "group", "count").iter_rows() for row in [tuple(row_)]
    }
    gone = set()
    pairs = (("disciplined", "staff"), ("trained", "staff"), ("appointed", "shortlisted"))
    for area, item, group in number:
        if item in ("staff", "shortlisted") and group in COMPARED and 0 < number[area, item, group] < POLICY.base_below:
            gone.add((area, item, group))
    for event, population in pairs:
        for area, item, group in number:
            if item == event and (area, population, group) in number:
                few = event == "disciplined" and any(0 < number[area, item, side] <= 2 for side in COMPARED)
                everyone = 0 < number[area, item, group] == number[area, population, group]
                if few or everyone or (area, population, group) in gone:
                    gone.add((area, item, group))
    return gone


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(shapes(most=3, largest=30))
def test_nobody_finds_a_hidden_count(shape: Shape) -> None:
    world = world_of(shape)
    check(world, protect(world.counts(), EDITION, POLICY, world.table).counts)


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(shapes(most=5, largest=150))
def test_nobody_finds_a_hidden_count_of_a_larger_nation(shape: Shape) -> None:
    world = world_of(shape)
    check(world, protect(world.counts(), EDITION, POLICY, world.table).counts)


@settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(shapes(most=2, largest=40))
def test_an_official_value_is_hidden_for_a_rule_or_not_at_all(shape: Shape) -> None:
    world = world_of(shape)
    found = protect(world.counts(), EDITION, POLICY, world.table).counts
    official = pl.col("area_type") == "organisation", pl.col("breakdown") == "", pl.col("classification") == "wres"
    shown = set(found.filter(*official, state="value").select("area", "item", "group").iter_rows())
    every = set(world.counts().filter(*official).select("area", "item", "group").iter_rows())
    assert every - shown <= official_reasons(world)


def test_the_order_of_rows_and_members_changes_nothing() -> None:
    world = world_of(Shape(5, (25, 31), items=STAFF))
    turned = World(dict(reversed(list(world.people.items()))), list(reversed(world.members)))
    one, other = (
        protect(w.counts().sample(fraction=1.0, shuffle=True, seed=n), EDITION, POLICY, w.table).counts
        for n, w in enumerate((world, turned))
    )
    assert one.equals(other)


def correction(kind: str, world: World) -> tuple[World, World]:
    """The world of a first release and of the next one."""
    one = sorted(world.people)[0]
    rest = replace(world, people={code: items for code, items in world.people.items() if code != one})
    if kind == "added":
        return rest, world
    if kind == "gone":
        return world, rest
    if kind == "alone before":
        return World({one: world.people[one]}, []), world
    if kind == "moved":
        other = {"icb": "Q9", "region": "Y9"}
        return world, replace(
            world, members=[(c, k, other.get(k, area) if c == one else area) for c, k, area in world.members]
        )
    less = Counter(list(world.people[one]["staff"].elements())[:-2])
    return world, replace(world, people={**world.people, one: {**world.people[one], "staff": less}})


@pytest.mark.parametrize(
    "kind",
    ["added", "gone", "corrected", *(pytest.param(k, marks=pytest.mark.slow) for k in ("alone before", "moved"))],
)
@pytest.mark.parametrize("seed", [8, pytest.param(2, marks=pytest.mark.slow), pytest.param(3, marks=pytest.mark.slow)])
def test_a_release_gives_nothing_away_together_with_the_one_before(kind: str, seed: int) -> None:
    before, now = correction(kind, world_of(Shape(seed, (22, 17, 40), few=0.5, items=STAFF)))
    first = protect(before.counts(), EDITION, POLICY, before.table).counts
    found = protect(now.counts(), EDITION, POLICY, now.table, [first]).counts
    if kind == "gone" and Oracle([Release(found, now), Release(first, before)]).exposed(WIDTH):
        # What was hidden of an organisation that is gone is no longer in the store, so it is protected by refusing.
        with pytest.raises(ProtectionError, match="could be found out"):
            refuse_exposed(found, EDITION, POLICY, now.table, [first])
        return
    check(now, found, Release(first, before))
    same = first.filter(state="value", area_type="organisation").join(
        now.counts().select(*COUNT_KEY, "count"), on=[*COUNT_KEY, "count"]
    )
    assert same.join(found.filter(state="value"), on=COUNT_KEY, how="anti").is_empty()
