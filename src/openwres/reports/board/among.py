"""What organisations of one year say of one another: places among peers and the curves of funnels, found once for all of them.

What a report says of it is in the parts beside this module; how it is found, in `findings`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from openwres.findings import funnels, peers, places
from openwres.findings.history import Asked, History


@dataclass(frozen=True)
class Among:
    """The findings about peers, of the newest year of everybody: one row for each organisation and measure, and each curve."""

    places: pl.DataFrame
    peers: pl.DataFrame
    funnels: pl.DataFrame


def among(history: History, asked: Asked) -> Among:
    """The findings about peers in the newest year of a history, without sentences: a report has its own."""
    newest, quiet = newest_of(history), replace(asked, sentences=False)
    return Among(*(kind.find(newest, quiet) for kind in (places, peers, funnels)))


def newest_of(history: History) -> History:
    """The newest year of everybody."""
    edition = history.newest
    of_year = {name: getattr(history, name).filter(pl.col("year") == edition.year) for name in ("figures", "tallies")}
    return replace(history, editions={edition.year: edition}, **of_year)
