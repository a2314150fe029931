"""The years before a calculation: figures and trends of its organisations over the years that a store keeps.

What a trend is, is the business of `findings.trends`; this module reads and joins.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from openwres.figures import calculate_figures
from openwres.figures.areas import ORGANISATION
from openwres.findings import trends
from openwres.findings.history import Asked, History, Past
from openwres.standards import Edition, load_standard
from openwres.tallies.stores import is_store, read_stored_year, stored_years

_FEWEST_EARLIER = 2


def own_past(store: Path, edition: Edition, tallies: pl.DataFrame, figures: pl.DataFrame) -> Past | None:
    """The years up to that of these tallies and figures; None where the store has fewer than two earlier ones.

    Earlier years are read, and their figures calculated, for the organisations at hand alone.
    """
    loaded = load_standard(edition.standard)
    if not is_store(store, loaded):
        return None
    earlier = [year for year in stored_years(store, loaded) if year < edition.year]
    if len(earlier) < _FEWEST_EARLIER:
        return None
    organisations = set(tallies["organisation"])
    counted, found = [tallies.clear()], [figures.filter(pl.col("area_type") == ORGANISATION)]
    for year in earlier:
        counted.append(read_stored_year(store, loaded.edition(year), organisations))
        found.append(calculate_figures(pl.concat(counted[-2:]), loaded.edition(year), receipts=False))
    editions = {year: loaded.edition(year) for year in earlier} | {edition.year: edition}
    history = History(pl.concat(found), pl.concat([*counted, tallies]), editions)
    return Past(history.measures, trends.find(history, Asked()))
