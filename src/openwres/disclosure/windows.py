"""What releases of last year say of this one: a count over two years is the count of last year and that of this one.

What earlier releases of the same year say is in `before`.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.before import CELL, apart
from openwres.disclosure.policy import Policy
from openwres.disclosure.relations import equations
from openwres.figures.areas import ORGANISATION
from openwres.standards.model import Edition

_VALUE, _SUPPRESSED = str(State.VALUE), str(State.SUPPRESSED)
_PLACE = ["area", "item", "breakdown", "category", "classification", "group"]
_FAR = 1 << 16  # more than there are releases


def known_last_year(
    cells: pl.DataFrame, earlier: Sequence[pl.DataFrame], inside: pl.DataFrame, edition: Edition, policy: Policy, first: int
) -> tuple[list[pl.DataFrame], list[pl.DataFrame]]:  # fmt: skip
    """Cells of last year's counts of organisations, numbered from `first`, and the equations among them and with this year's.

    What was shown is known; what was hidden is taken to be what two years of now leave, and has to stay hidden.
    """
    known: list[pl.DataFrame] = []
    said: list[pl.DataFrame] = []
    both = _both_years(cells, edition)
    for release in earlier if len(both) else ():
        last = (
            _last_year(release, both, edition).with_row_index("cell", first).with_columns(pl.col("cell").cast(pl.Int64))
        )
        if len(last):
            own = equations(last.select(CELL), inside.clear(), edition, policy, strict=False)
            windows = _windows(last, both).with_columns(pl.col("equation") + own["equation"].n_unique())
            said.append(pl.concat([own, windows]).with_columns(pl.col("equation") + apart(_FAR + len(said))))
            known.append(_as_cells(last))
            first += len(last)
    return known, said


def _both_years(cells: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Where an organisation has a count of this year and one of two years: its `year_cell` and `years_cell`, and what is `left`."""
    bases = [
        (item.code, one, two)
        for item in edition.items.values()
        for one, its in item.bases.items()
        for two, longer in item.bases.items()
        if (its.years, longer.years) == (1, 2)
    ]
    found = pl.DataFrame(bases, schema=dict.fromkeys(("item", "basis", "longer"), pl.String), orient="row")
    own = cells.filter(pl.col("area_type") == ORGANISATION, pl.col("count").is_not_null())
    ones = own.join(found, on=["item", "basis"]).select(*_PLACE, "basis", "longer", year_cell="cell", one="count")
    twos = own.select(*_PLACE, longer="basis", years_cell="cell", two="count")
    return ones.join(twos, on=[*_PLACE, "longer"]).with_columns(left=pl.col("two") - pl.col("one"))


def _last_year(release: pl.DataFrame, both: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The counts of last year that a release has, with their numbers: shown ones, and hidden ones as two years leave them."""
    here = pl.col("area_type") == ORGANISATION, pl.col("item").is_in(both["item"].unique().to_list())
    its = release.filter(*here, standard=edition.standard, year=edition.year - 1)
    left = its.join(both.select(*_PLACE, "basis", "left"), on=[*_PLACE, "basis"], how="left", maintain_order="left")
    shown = (pl.col("state") == _VALUE) & pl.col("count").is_not_null()
    hidden = (pl.col("state") == _SUPPRESSED) & (pl.col("left") >= 0)
    found = left.with_columns(shown=shown, count=pl.when(shown).then("count").when(hidden).then("left"))
    return found.filter(pl.col("count").is_not_null()).sort(COUNT_KEY)


def _windows(last: pl.DataFrame, both: pl.DataFrame) -> pl.DataFrame:
    """Two years less this one less the last are nothing, where that is so: a count that was corrected since is another one."""
    found = last.drop("left").join(both, on=[*_PLACE, "basis"]).filter(pl.col("count") == pl.col("left"))
    found = found.sort("cell").with_row_index("equation")
    terms = [("years_cell", 1.0), ("year_cell", -1.0), ("cell", -1.0)]
    return pl.concat(
        found.select(
            pl.col("equation").cast(pl.Int64), cell=cell, coefficient=pl.lit(weight), spare=pl.lit(None, pl.Float64),
            across=pl.lit(value=False),
        )
        for cell, weight in terms
    )  # fmt: skip


def _as_cells(last: pl.DataFrame) -> pl.DataFrame:
    """Shown ones stay open, and hidden ones hidden."""
    shown = pl.col("shown")
    return last.select(*CELL, "shown").with_columns(
        weight=pl.lit(0.0), forced=~shown, loose=pl.lit(value=False), open=shown, told=shown, official=shown
    ).drop("shown")  # fmt: skip
