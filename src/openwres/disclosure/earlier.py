"""What earlier releases of the same standard and year have published: it stays published, and what they hid beside it.

Counts that did not change are one variable with those of before; so what was shown then is known now.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from openwres.contracts.exceptions import ProtectionError
from openwres.contracts.tables import COUNT_KEY, State
from openwres.disclosure.areas import NAMES, listed
from openwres.disclosure.ranges import TOLERANCE
from openwres.disclosure.suppress import room
from openwres.disclosure.system import Floats, Numbers, System

_VALUE, _SUPPRESSED = str(State.VALUE), str(State.SUPPRESSED)
_COUNTED = ["area_type", "area", "indicator"]
_TABLE = ["standard", "year", *_COUNTED, "item", "basis", "breakdown", "classification"]


def with_earlier(cells: pl.DataFrame, earlier: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The cells with `told` where an earlier release shows the same count: those stay open, whatever a rule says.

    What was hidden stays hidden unless it must be shown, also where a table left its row out: a release of the same store
    is the same release, and where a count changed, what was shown before and what is shown now could together give away
    what stands beside it. `official` are those that are open by the policy, told before or not.
    """
    cells = cells.with_columns(told=pl.lit(value=False), official="open")
    for release in earlier:
        still = of_the_same(cells, release)
        before = still.select(*COUNT_KEY, its="count", was="state")
        tables = still.select(_TABLE).unique().with_columns(table=pl.lit(value=True))
        both = cells.join(before, on=COUNT_KEY, how="left", maintain_order="left")
        both = both.join(tables, on=_TABLE, how="left", maintain_order="left")
        same = ((pl.col("was") == _VALUE) & (pl.col("its") == pl.col("count"))).fill_null(value=False)
        left_out = pl.col("was").is_null() & pl.col("table").fill_null(value=False)
        hidden = (pl.col("was") == _SUPPRESSED).fill_null(value=False) | left_out
        cells = both.with_columns(
            told=pl.col("told") | same, open=pl.col("open") | same, forced=pl.col("forced") | hidden
        ).drop("its", "was", "table")
    return cells


def of_the_same(cells: pl.DataFrame, release: pl.DataFrame) -> pl.DataFrame:
    """The counts of a release without those of areas of which other organisations are counted now: they are other counts."""
    now = cells.select(*COUNT_KEY, now="organisations")
    both = release.join(now, on=COUNT_KEY).filter(pl.col("now") != pl.col("organisations"))
    return release.join(both.select(_COUNTED).unique(), on=_COUNTED, how="anti")


def check_room(cells: pl.DataFrame, system: System, variable: Numbers, wanted: Floats, width: float) -> None:
    """ProtectionError with the cells that what was published before leaves too little room for, and this policy alone would not.

    What has too little room by the policy itself gets no row in any case.
    """
    if not cells["told"].any():
        return
    forced = (cells["forced"] & ~cells["loose"] & ~cells["told"]).to_numpy()
    asked = np.unique(variable[forced & ~system.spare[variable] & (wanted[variable] < width - TOLERANCE)])
    open_ = np.zeros(system.size, bool)
    open_[variable[cells["official"].to_numpy()]] = True
    alone = System(system.matrix, system.value, system.weight, system.forced, open_, system.spare, system.across)
    lost = asked[room(alone, width, asked)[asked] >= width - TOLERANCE] if len(asked) else asked
    if len(lost):
        where = cells.filter(pl.Series(np.isin(variable, lost)))
        raise ProtectionError(
            "What earlier releases show gives these counts away, and it cannot be taken back; publish them, or correct those "
            f"releases:\n{listed(where, NAMES)}"
        )
