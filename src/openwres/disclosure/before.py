"""What earlier releases say beside the counts that did not change: their other counts, and what those add up to with these.

A total that was corrected since is still known, and so is a count of an organisation that is gone. Which counts stay open is
in `earlier`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.earlier import of_the_same
from openwres.disclosure.policy import Policy
from openwres.disclosure.relations import equations
from openwres.figures.areas import ORGANISATION
from openwres.standards.model import Edition

_VALUE = str(State.VALUE)
CELL = [*COUNT_KEY, "count", "value", "organisations", "cell"]
_ITEM = ["area_type", "area", "indicator", "item"]


def known_before(
    cells: pl.DataFrame, earlier: Sequence[pl.DataFrame], inside: pl.DataFrame, members: pl.DataFrame, edition: Edition,
    policy: Policy,
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:  # fmt: skip
    """Cells of counts that earlier releases of the year show and this one does not have or has otherwise; and their equations.

    These hold where what is hidden is taken to be unchanged; where it is not so, they are left out. `inside` is who enters
    which area's totals now.
    """
    known: list[pl.DataFrame] = []
    said: list[pl.DataFrame] = []
    numbered = len(cells)
    for release in earlier:
        before = release.filter(standard=edition.standard, year=edition.year).select(
            *COUNT_KEY, "count", "value", "organisations", "state"
        )
        still = of_the_same(cells, before)
        gone = _gone(cells, before, still).with_row_index("cell", numbered).with_columns(pl.col("cell").cast(pl.Int64))
        belonging = _inside(before, inside, members, edition)
        others = len(belonging) != len(inside) or len(belonging.join(inside, on=inside.columns, how="anti")) > 0
        if len(gone) or others:
            found = equations(_as_it_was(cells, still, gone), belonging, edition, policy, strict=False)
            other = (pl.col("cell") >= numbered) | (pl.col("across") & others)
            new = found.filter(other).select("equation").unique()
            said.append(found.join(new, on="equation", how="semi").with_columns(pl.col("equation") + apart(len(said))))
            known.append(_open(gone.select(CELL)))
            numbered += len(gone)
    return pl.concat([_open(cells.select(CELL).clear()), *known]), said


def apart(n: int) -> int:
    """The number from which the equations of the n-th release are counted, far beyond those before."""
    return (n + 1) << 40


def _gone(cells: pl.DataFrame, before: pl.DataFrame, still: pl.DataFrame) -> pl.DataFrame:
    """The counts that a release showed and that are other ones now, or none."""
    shown = before.filter(pl.col("state") == _VALUE, pl.col("count").is_not_null())
    now = still.join(cells.select(*COUNT_KEY, now="count"), on=COUNT_KEY).filter(pl.col("now") == pl.col("count"))
    other = shown.join(now, on=COUNT_KEY, how="anti")
    return other.select(*COUNT_KEY, "count", "value", "organisations").sort(COUNT_KEY)


def _as_it_was(cells: pl.DataFrame, still: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """The cells of a release as it was: what it showed, and for what it did not show the counts of now."""
    now = cells.select(*COUNT_KEY, "count", "value", "cell", "organisations")
    its = now.join(gone, on=COUNT_KEY, how="anti").join(still.select(_ITEM).unique(), on=_ITEM, how="semi")
    its = its.drop("organisations").join(still.select(*COUNT_KEY, "organisations"), on=COUNT_KEY, how="left")
    return pl.concat([its.select(CELL), gone.select(CELL)])


def _inside(before: pl.DataFrame, inside: pl.DataFrame, members: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Who entered which area's totals: who does now and had every item then, and of those who are gone who had every item."""
    needs = pl.DataFrame(
        [(i.name, item, len(i.items)) for i in edition.indicators for item in i.items],
        schema={"indicator": pl.String, "item": pl.String, "wanted": pl.UInt32}, orient="row",
    )  # fmt: skip
    own = before.filter(pl.col("area_type") == ORGANISATION)
    had = own.select("item", organisation="area").unique().join(needs, on="item")
    had = had.group_by("organisation", "indicator", "wanted").len().filter(pl.col("len") == pl.col("wanted"))
    then = inside.join(had, on=["organisation", "indicator"], how="semi")
    gone = had.join(inside, on="organisation", how="anti").select("organisation", "indicator")
    tables = inside.select("indicator", "set_breakdown", "set_classification").unique()
    return pl.concat([then, gone.join(tables, on="indicator").join(members, on="organisation").select(then.columns)])


def _open(gone: pl.DataFrame) -> pl.DataFrame:
    """Cells that everybody knows."""
    no, yes = pl.lit(value=False), pl.lit(value=True)
    return gone.with_columns(weight=pl.lit(0.0), forced=no, loose=no, open=yes, told=yes, official=no)
