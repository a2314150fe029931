"""Faults that protection and attack had together, each told as what ought to hold."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import TALLY_SCHEMA
from openwres.disclosure.protect import protect
from openwres.disclosure.relations import uncovered
from openwres.figures.released import organisation_counts
from openwres.releases.gate import refuse_exposed
from openwres.standards.model import Edition
from tests.disclosure.worlds import EDITION, POLICY, Shape, World, small_edition, tallies_of, world_of


def own_counts(rows: list[tuple[object, ...]], edition: Edition) -> pl.DataFrame:
    return organisation_counts(pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row"), edition)


def cases(**number: int) -> Counter[tuple[str, str, str, str]]:
    return Counter({("", "", code, ""): n for code, n in number.items()})


def test_a_leaver_of_a_group_that_is_no_longer_there_does_not_stop_a_release() -> None:
    """One Pakistani colleague was disciplined and left before the count of staff, which shows none: nobody learns who."""
    world = world_of(Shape(1, (60, 80), items=("staff",)))
    people = {
        code: {
            "staff": Counter({p: n for p, n in items["staff"].items() if p[2] != "j"}), "disciplined": cases(a=6, h=4, j=1)
        }
        for code, items in world.people.items()
    }  # fmt: skip
    world = replace(world, people=people)
    found = protect(world.counts(), EDITION, POLICY, world.table).counts
    said = uncovered(world.counts(), EDITION)
    assert said.filter(area_type="organisation").rows() == [
        ("organisation", "RAA", "disciplined", "staff"),
        ("organisation", "RBB", "disciplined", "staff"),
    ]
    with pytest.raises(ProtectionError, match="could be found out"):
        refuse_exposed(found, EDITION, POLICY, world.table, [])
    refuse_exposed(found, EDITION, POLICY, world.table, [], uncovered=said)


def test_two_years_and_the_release_of_last_year_do_not_give_this_year_nor_the_last() -> None:
    edition, before = small_edition(2020), small_edition(2019)
    staff = world_of(Shape(3, (200,), items=("staff",), nested=False)).people["RAA"]["staff"]
    this = {"staff": staff, "disciplined": cases(a=7, h=4, j=3, n=6)}
    last = {"staff": staff, "disciplined": cases(a=9, h=8, j=6, n=5)}
    past = [(row[0], 2019, *row[2:]) for row in tallies_of("RAA", last, before)]
    nobody = World({}, []).table
    first = protect(own_counts(past, before), before, POLICY, nobody).counts
    only = [row for row in past if row[3] == "disciplined"]
    found = protect(own_counts([*tallies_of("RAA", this, edition), *only], edition), edition, POLICY, nobody, [first])
    refuse_exposed(found.counts, edition, POLICY, nobody, [first])
    refuse_exposed(first, before, POLICY, nobody, [found.counts])


def test_a_row_that_last_year_and_official_values_leave_no_room_gets_none_instead_of_stopping_the_release() -> None:
    """Of three BME cases this year two years tell no more, since last year shows that there was none of this group."""
    edition, before = small_edition(2020), small_edition(2019)
    staff = world_of(Shape(3, (300,), items=("staff",), nested=False)).people["RAA"]["staff"]
    this = {"staff": staff, "disciplined": cases(a=10, h=1, j=1, n=1)}
    last = {"staff": staff, "disciplined": cases(a=10, c=3, h=4)}
    past = [(row[0], 2019, *row[2:]) for row in tallies_of("RAA", last, before)]
    nobody = World({}, []).table
    first = protect(own_counts(past, before), before, POLICY, nobody).counts
    only = [row for row in past if row[3] == "disciplined"]
    counts = own_counts([*tallies_of("RAA", this, edition), *only], edition)
    found = protect(counts, edition, POLICY, nobody, [first]).counts
    assert found.filter(item="disciplined", classification="ethnic-16", group="j").is_empty()
    refuse_exposed(found, edition, POLICY, nobody, [first])
