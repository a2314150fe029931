"""The curves of funnels: limits around the average of peers over a grid of precision, for charts of `peers`."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA
from openwres.findings.compared import SCALES, Laid, laid_out, official
from openwres.findings.history import Asked, History
from openwres.findings.peer_groups import NEIGHBOURS, peer_groups
from openwres.findings.peers import FEWEST_PEERS, METHOD
from openwres.statistics.funnel import Dispersion, funnel, limits
from openwres.statistics.scores import RATIO, Scale

_POINTS = 30
_OF_LINE = ("standard", "year", "indicator", "statistic", "classification", "group", "basis")
_LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _OF_LINE},
    "peers": pl.String,
    "organisations": pl.Int32,
    "peer_average": pl.Float64,
    "spread": pl.Float64,
    "standard_error": pl.Float64,
    **dict.fromkeys((*_LIMITS, *(f"sampling_{name}" for name in _LIMITS)), pl.Float64),
    "method": pl.String,
    "sentence": pl.String,
}


def find(history: History, asked: Asked) -> pl.DataFrame:
    """The limits of the newest year's funnels at thirty precisions each, with and without the spread among peers.

    Neighbours have a group for each organisation and no common funnel, so there are none of them. A curve says nothing
    of an organisation, so no row has a sentence.
    """
    rows = official(history, tuple(SCALES)).filter(pl.col("counted"), pl.col("year") == history.years[-1])
    found = [pl.DataFrame(schema=SCHEMA)]
    if asked.peers != NEIGHBOURS:
        groups = peer_groups(history, asked)
        for statistic, scale in SCALES.items():
            laid = laid_out(groups, rows.filter(pl.col("statistic") == statistic))
            if len(laid.at):
                found.append(_curves(laid, scale))
    table = pl.concat(found, how="diagonal_relaxed").with_columns(method=pl.lit(METHOD), sentence=pl.lit(""))
    table = table.filter(pl.col("organisations") >= FEWEST_PEERS)
    return table.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(
        *_OF_LINE, "peers", "standard_error"
    )


def _curves(laid: Laid, scale: Scale) -> pl.DataFrame:
    around = funnel(laid.counts(), scale)
    with np.errstate(all="ignore"):
        largest = np.sqrt(np.nanmax(np.where(np.isnan(around.variance), -1, around.variance), axis=-1))
    # From nearly no error to a little beyond that of the smallest organisation.
    errors = 1.1 * largest[:, np.newaxis] * (np.arange(_POINTS) + 0.01) / (_POINTS - 1)
    unit = 1 if scale is RATIO else 100
    columns = {"standard_error": errors * unit}
    for prefix, dispersion in (("", around.dispersion), ("sampling_", Dispersion.NONE)):
        for name, confidence in (("95", 0.95), ("998", 0.998)):
            curve = limits(around.average, around.spread, around.factor, errors**2, confidence, dispersion)
            columns |= {
                f"{prefix}lower_{name}": scale.shown(curve.lower),
                f"{prefix}upper_{name}": scale.shown(curve.upper),
            }
    lines = laid.lines.select(*_OF_LINE, "peers").with_columns(
        organisations=pl.Series(around.peers.astype(np.int32)), peer_average=pl.Series(scale.shown(around.average)),
        spread=pl.Series(around.spread * unit),
    )  # fmt: skip
    repeated = lines[np.repeat(np.arange(len(lines)), _POINTS)]
    return repeated.with_columns(pl.Series(name, values.ravel()) for name, values in columns.items())
