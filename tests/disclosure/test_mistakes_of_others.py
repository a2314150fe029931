"""Mistakes that other disclosure tools are on record with: a margin worked out again, zero as a mask, labels that decide."""

from __future__ import annotations

import polars as pl
import pytest

from openwres.contracts.tables import COUNT_KEY
from openwres.disclosure.policy import load_policy
from openwres.disclosure.protect import protect
from tests.disclosure.nations import EDITION, nation

POLICY = load_policy("wres-public")
COUNTS, MEMBERS = nation({"RAA": 90, "RAB": 300})


@pytest.fixture(scope="module")
def shown() -> pl.DataFrame:
    return protect(COUNTS, EDITION, POLICY, MEMBERS).counts


def test_a_margin_is_never_worked_out_again_from_the_cells_that_are_left(shown: pl.DataFrame) -> None:
    """A total of what is shown, beside a total of all, would give back what is hidden."""
    both = shown.filter(state="value").join(COUNTS.select(*COUNT_KEY, true="count"), on=COUNT_KEY)
    assert len(both) > 100
    assert both["count"].equals(both["true"], check_names=False)


def test_zero_is_a_number_and_never_a_mask(shown: pl.DataFrame) -> None:
    hidden = shown.filter(state="suppressed")
    assert hidden.select(pl.any_horizontal(pl.col("count", "value", "base").is_not_null()).any()).item() is False
    true = shown.filter(count=0).join(COUNTS.select(*COUNT_KEY, true="count"), on=COUNT_KEY)["true"]
    assert len(true) > 0
    assert true.unique().to_list() == [0]


def test_what_is_hidden_does_not_depend_on_how_organisations_are_called(shown: pl.DataFrame) -> None:
    """One code begins with the other; which counts are protected as much is the same."""
    names = {"RAA": "R1", "RAB": "R1A"}
    counts = COUNTS.with_columns(pl.col("area").replace(names))
    members = MEMBERS.with_columns(pl.col("organisation").replace(names))
    renamed = protect(counts, EDITION, POLICY, members).counts
    states = shown.with_columns(pl.col("area").replace(names)).sort(COUNT_KEY).select(*COUNT_KEY, "state", "count")
    assert renamed.select(*COUNT_KEY, "state", "count").equals(states)
