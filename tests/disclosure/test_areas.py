"""Areas as sums: of the areas that lie in them, in every way in which they are divided, and of organisations else."""

from __future__ import annotations

import polars as pl

from openwres.disclosure.areas import of_areas
from openwres.disclosure.relations import membership
from tests.disclosure.nations import EDITION, nation

SIZES = dict.fromkeys(["RAA", "RBB", "RCC", "RDD", "REE", "RFF", "RGG", "RHH"], 60)
COUNTS, MEMBERS = nation(SIZES)
CELLS = COUNTS.with_row_index("cell").with_columns(pl.col("cell").cast(pl.Int64))
SUMS = of_areas(CELLS, membership(COUNTS, EDITION, MEMBERS), 0)


def sums(indicator: str) -> list[set[str]]:
    """The areas and organisations of each sum of everybody in the workforce, with the whole among them."""
    everybody = CELLS.filter(item="staff", breakdown="", classification="wres", group="all")
    mine = everybody.filter(pl.col("indicator").is_in([indicator, ""]))
    found = SUMS.join(mine.select("cell", "area"), on="cell").group_by("equation").agg("area", pl.len())
    return [set(areas) for areas in found["area"]]


def test_a_nation_is_divided_in_every_way_although_it_has_the_same_organisations_as_its_only_region() -> None:
    found = sums("1")
    assert any({"Q0", "Q1"} <= one and one & {"england", "Y0"} for one in found)
    assert any({"t0", "t1"} <= one and one & {"england", "Y0"} for one in found)
    assert {"england", "Y0"} in found


def test_the_smallest_areas_are_sums_of_organisations() -> None:
    assert {"Q0", "RAA", "RBB", "RCC", "RDD"} in sums("1")
    assert {"t0", "RAA", "RCC", "REE", "RGG"} in sums("1")


def test_every_sum_is_true() -> None:
    total = SUMS.join(CELLS.select("cell", "count"), on="cell").group_by("equation").agg(
        (pl.col("coefficient") * pl.col("count")).sum()
    )  # fmt: skip
    assert total["coefficient"].abs().max() == 0


def test_counts_of_the_same_organisations_for_two_indicators_are_called_equal() -> None:
    everybody = CELLS.filter(item="staff", breakdown="", classification="wres", group="all", area="Q0")
    cells = everybody.filter(pl.col("indicator").is_in(["1", "4"]))["cell"].to_list()
    pairs = SUMS.group_by("equation").agg("cell").filter(pl.col("cell").list.len() == 2)["cell"].to_list()
    assert any(set(pair) & set(cells) for pair in pairs)
