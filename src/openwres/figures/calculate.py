"""All figures of an edition from its tallies: the calculators run, their rows put into one table, each with its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import polars as pl

from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA
from openwres.figures.areas import Areas
from openwres.figures.calculators import CALCULATORS, Setting
from openwres.figures.counts import complete_counts
from openwres.standards.model import Edition, Indicator

METHOD_VERSION = 1
OFFICIAL, UNSETTLED = "official", "unsettled"


def calculate_figures(
    tallies: pl.DataFrame, edition: Edition, areas: Areas | None = None, return_versions: Sequence[str] = ()
) -> pl.DataFrame:
    """Figures of the edition's year in the schema of `contracts.tables`, sorted by key.

    `tallies` may hold the year before, for windows of two years; `areas` adds roll-ups. Every organisation that has
    a tally of the year gets every figure, with a state where it has no value.
    """
    counts = complete_counts(tallies, edition)
    organisations = sorted(tallies.filter(pl.col("year") == edition.year)["organisation"].unique())
    frames = []
    for indicator in edition.indicators:
        setting = Setting(counts, edition, indicator, organisations, areas)
        frames += [_named(rows, edition, indicator) for rows in CALCULATORS[indicator.kind](setting)]
    figures = pl.concat([pl.DataFrame(schema=FIGURE_SCHEMA), *frames], how="diagonal_relaxed")
    figures = figures.select([pl.col(name).cast(kind) for name, kind in FIGURE_SCHEMA.items()]).sort(FIGURE_KEY)
    return with_receipts(figures, {i.name: i.digest for i in edition.indicators}, return_versions)


def _named(rows: pl.DataFrame, edition: Edition, indicator: Indicator) -> pl.DataFrame:
    """The columns that all figures of an indicator share; what a calculator left out is empty."""
    shared = {
        "standard": edition.standard, "year": edition.year, "edition": indicator.edition, "indicator": indicator.name,
        "variant": OFFICIAL if indicator.official else UNSETTLED, "verified": indicator.verified,
    }  # fmt: skip
    absent = [name for name in ("breakdown", "category", "basis") if name not in rows.columns]
    empty = {"classification": edition.main} if "classification" not in rows.columns else {}
    adverse = indicator.adverse if indicator.adverse else None
    compared = pl.col("statistic").is_in(["relative_likelihood", "gap", "difference", "disparity_ratio"])
    filled = rows.with_columns(
        **{k: pl.lit(v) for k, v in shared.items()},
        **{n: pl.lit("") for n in absent},
        **{k: pl.lit(v) for k, v in empty.items()},
    )
    with_adverse = filled.with_columns(adverse=pl.when(compared).then(pl.lit(adverse, pl.String)))
    return with_adverse.select([name for name in FIGURE_SCHEMA if name in with_adverse.columns])


def with_receipts(figures: pl.DataFrame, digests: dict[str, str], return_versions: Iterable[str]) -> pl.DataFrame:
    """The figures with their receipts: SHA-256 of definition digest, edition, method version, return versions and key."""
    versions = ",".join(sorted(return_versions))
    keys = figures.select(
        pl.concat_str(pl.col(FIGURE_KEY).cast(pl.String), separator="\x1f"), "indicator", "edition"
    ).iter_rows()
    heads: dict[tuple[str, str], hashlib._Hash] = {}
    receipts = []
    for key, indicator, edition in keys:
        head = heads.get((indicator, edition))
        if head is None:
            head = hashlib.sha256(f"{digests[indicator]}\x1f{edition}\x1f{METHOD_VERSION}\x1f{versions}\x1f".encode())
            heads[indicator, edition] = head
        digest = head.copy()
        digest.update(key.encode())
        receipts.append(digest.hexdigest())
    return figures.with_columns(receipt=pl.Series(receipts, dtype=pl.String))
