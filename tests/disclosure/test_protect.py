"""A small nation protected: what is hidden cannot be found, what must be shown is, and everything says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from scipy import sparse
from scipy.optimize import linprog

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, TALLY_SCHEMA
from openwres.disclosure.policy import load_policy
from openwres.disclosure.protect import Protected, protect
from openwres.disclosure.relations import equations, membership
from openwres.figures.areas import ORGANISATION, Areas
from openwres.figures.released import area_counts, organisation_counts
from tests.disclosure import worlds
from tests.disclosure.nations import EDITION, nation
from tests.disclosure.worlds import Shape, tallies_of, world_of

SIZES = {"RAA": 900, "RBB": 240, "RCC": 1500, "RDD": 400, "REE": 700, "RFF": 150, "RGG": 1100, "RHH": 500}
POLICY = load_policy("wres-public")


@pytest.fixture(scope="module")
def given() -> tuple[pl.DataFrame, pl.DataFrame]:
    return nation(SIZES)


@pytest.fixture(scope="module")
def protected(given: tuple[pl.DataFrame, pl.DataFrame]) -> Protected:
    return protect(given[0], EDITION, POLICY, given[1])


def hidden_widths(found: Protected, members: pl.DataFrame) -> dict[tuple[Any, ...], float]:
    """How wide each hidden count is for somebody who solves all equations at once; written with another solver."""
    shown, review = found.counts.filter(pl.col("state") != "suppressed"), found.review
    hidden = review.with_columns(
        state=pl.lit("value"), reason=pl.lit(""), organisations=pl.lit(None), expected=pl.lit(None)
    )
    areas = found.counts.select(*COUNT_KEY, "organisations")
    hidden = hidden.drop("organisations").join(areas, on=COUNT_KEY, how="left")
    every = pl.concat([frame.select([pl.col(c).cast(t) for c, t in COUNT_SCHEMA.items()]) for frame in (shown, hidden)])
    keyed = every.with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
    cells = keyed.filter(pl.col("count").is_not_null())
    said = equations(cells, membership(every, EDITION, members), EDITION, POLICY)
    row, number = said["equation"].to_numpy(), len(keyed)
    matrix = sparse.csr_array(
        (said["coefficient"].to_numpy(), (row, said["cell"].to_numpy())), shape=(row.max() + 1, number)
    )
    loose = said.filter(pl.col("spare").is_not_null())["equation"].unique().to_numpy()
    slack = sparse.csr_array(
        (np.full(len(loose), -1.0), (loose, np.arange(len(loose)))), shape=(row.max() + 1, len(loose))
    )
    gone = np.arange(number) >= len(shown)
    left = sparse.hstack([matrix[:, np.flatnonzero(gone)], slack]).tocsr()
    right = -matrix @ np.where(gone, 0.0, keyed["count"].fill_null(0).to_numpy())
    used = np.diff(left.indptr) > 0
    widths = {}
    for n, cell in enumerate(np.flatnonzero(gone)):
        cost = np.zeros(left.shape[1])
        cost[n] = 1
        low, high = (linprog(sign * cost, A_eq=left[used], b_eq=right[used]) for sign in (1, -1))
        ends = low.fun if low.status == 0 else -np.inf, -high.fun if high.status == 0 else np.inf
        widths[keyed.drop("cell").row(int(cell))[: len(COUNT_KEY)]] = ends[1] - ends[0]
    return widths


def test_counts_keep_their_columns_and_order(protected: Protected) -> None:
    assert dict(protected.counts.schema) == COUNT_SCHEMA
    assert protected.counts.equals(protected.counts.sort(COUNT_KEY))


def test_a_hidden_count_shows_nothing_and_one_reason(protected: Protected) -> None:
    hidden = protected.counts.filter(state="suppressed")
    assert len(hidden) > 20
    assert hidden.select("count", "value", "base").null_count().row(0) == (len(hidden),) * 3
    assert set(hidden["reason"]) == {"disclosive"}


def test_what_is_shown_is_what_was_counted(given: tuple[pl.DataFrame, pl.DataFrame], protected: Protected) -> None:
    shown = protected.counts.filter(state="value").join(given[0].select(*COUNT_KEY, true="count"), on=COUNT_KEY)
    assert shown["count"].equals(shown["true"], check_names=False)


def test_small_counts_of_breakdowns_are_never_shown(protected: Protected) -> None:
    grades = protected.counts.filter(state="value", breakdown="grade", item="staff", area_type=ORGANISATION)
    assert grades.filter(pl.col("count").is_between(1, 4)).is_empty()
    assert len(grades.filter(count=0)) > 0


def test_official_values_stay(protected: Protected) -> None:
    official = protected.counts.filter(item="staff", breakdown="", classification="wres", area_type=ORGANISATION)
    assert set(official["state"]) == {"value"}


def test_an_indicator_of_one_or_two_events_is_hidden_with_all_its_counts(
    given: tuple[pl.DataFrame, pl.DataFrame], protected: Protected
) -> None:
    events = given[0].filter(item="disciplined", breakdown="", classification="wres", area_type=ORGANISATION)
    few = set(events.filter(pl.col("group").is_in(["white", "bme"]), pl.col("count").is_between(1, 2))["area"])
    assert few
    found = protected.counts.filter(pl.col("area").is_in(sorted(few)), item="disciplined", area_type=ORGANISATION)
    assert set(found["state"]) == {"suppressed"}
    assert set(found["classification"]) == {"wres"}


def test_a_merged_row_stands_for_its_rows(given: tuple[pl.DataFrame, pl.DataFrame], protected: Protected) -> None:
    merged = protected.counts.filter(category="clinical-8c-to-vsm", area="RAA", group="white")
    rows = pl.col("category").is_in(list(POLICY.merges[0].rows))
    true = given[0].filter(rows, area="RAA", group="white", classification="wres")
    assert merged["count"].to_list() in ([true["count"].sum()], [None])
    assert protected.counts.filter(rows, area="RAA").is_empty()


def test_nobody_who_solves_all_equations_finds_a_hidden_count() -> None:
    counts, members = nation(dict(list(SIZES.items())[:4]), 1)
    found = protect(counts, EDITION, POLICY, members)
    suppressed = found.counts.filter(state="suppressed").select(COUNT_KEY)
    small = found.review.filter(why="people").select(COUNT_KEY)
    asked = set(pl.concat([suppressed, small]).iter_rows())
    assert len(asked) > len(suppressed), "rows of a merge are asked for too, although they have no row"
    narrow = {key: width for key, width in hidden_widths(found, members).items() if key in asked and width < 5 - 1e-6}
    assert not narrow


def test_the_reviewer_sees_every_hidden_count_with_why(protected: Protected) -> None:
    review = protected.review
    assert review["count"].null_count() == 0
    assert set(review["why"]) <= {"people", "base", "everyone", "few-events", "merged", "partner", "narrow"}
    hidden = protected.counts.filter(state="suppressed").select(COUNT_KEY)
    assert hidden.join(review, on=COUNT_KEY, how="anti").is_empty()
    assert 0 < protected.lost < 1


def test_counts_that_do_not_add_up_are_listed(given: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    wrong = (
        (pl.col("area") == "RAA")
        & (pl.col("item") == "staff")
        & (pl.col("group") == "all")
        & (pl.col("breakdown") == "")
    )
    counts = given[0].with_columns(count=pl.when(wrong).then(pl.col("count") + 1).otherwise("count"))
    with pytest.raises(ProtectionError, match="RAA staff"):
        protect(counts, EDITION, POLICY, given[1])


def test_a_policy_that_hides_nothing_hides_nothing(given: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    found = protect(given[0], EDITION, load_policy("own-organisation"), given[1])
    assert found.counts.equals(given[0].sort(COUNT_KEY))
    assert found.review.is_empty()


def test_the_same_counts_give_the_same_release(given: tuple[pl.DataFrame, pl.DataFrame], protected: Protected) -> None:
    again = protect(given[0].sample(fraction=1.0, shuffle=True, seed=3), EDITION, POLICY, given[1])
    assert again.counts.equals(protected.counts)


def test_an_organisation_that_gave_percentages_is_part_of_its_areas() -> None:
    """One organisation counted its survey, another gave percentages of so many respondents: both are in the total."""
    world = world_of(Shape(2, (60, 80), items=("staff",)))
    world = replace(world, members=[row for row in world.members if row[1] == "icb"])
    rows = [row for code, items in world.people.items() for row in tallies_of(code, items, worlds.EDITION)]
    for code, answers in (("RAA", (10, 5, 3)), ("RBB", (12, 8, 2))):
        for group, number in zip(("white", "bme", "unknown"), answers, strict=True):
            key = ("wres", 2026, code, "harassed-by-public", "", "", "wres", group, "")
            rows.append((*key, number if code == "RAA" else None, None if code == "RAA" else 100 * number / 40, 40, "value", "", "published"))  # fmt: skip
            asked = ("wres", 2026, code, "asked-harassed-by-public", "", "", "wres", group, "")
            rows.append((*asked, 40, None, None, "value", "", "published"))
    own = organisation_counts(pl.DataFrame(rows, schema=TALLY_SCHEMA, orient="row"), worlds.EDITION)
    counts = pl.concat([own, area_counts(own, worlds.EDITION, Areas.of(world.members, sorted(world.people)))])
    found = protect(counts, worlds.EDITION, worlds.POLICY, world.table).counts
    assert found.filter(area="Q0", item="harassed-by-public", group="white", classification="wres")[
        "count"
    ].to_list() == [22]
