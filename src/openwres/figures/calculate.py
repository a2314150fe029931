"""All figures of an edition from its tallies: the calculators run, their rows put into one table, each with its receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import polars as pl

from openwres.contracts.tables import FIGURE_KEY, FIGURE_SCHEMA
from openwres.figures.areas import Areas
from openwres.figures.calculators import CALCULATORS
from openwres.figures.counts import complete_counts
from openwres.figures.setting import Published, Setting, everything
from openwres.standards.model import Edition, Indicator

METHOD_VERSION = 1
OFFICIAL, UNSETTLED = "official", "unsettled"
_RATIOS = ["relative_likelihood", "disparity_ratio"]
_GAPS = ["gap", "difference"]
_IN_PEOPLE = ["excess_people", "people_to_parity"]


def calculate_figures(
    tallies: pl.DataFrame,
    edition: Edition,
    areas: Areas | None = None,
    return_versions: Sequence[str] = (),
    *,
    plain: bool = False,
    receipts: bool = True,
    publishes: Published = everything,
    beside: bool = True,
) -> pl.DataFrame:
    """Figures of the edition's year in the schema of `contracts.tables`, sorted by key.

    `tallies` may hold the year before, for windows of two years; `areas` adds roll-ups. Every organisation that has
    a tally of the year gets every figure, with a state where it has no value. `plain` ones have neither intervals nor
    receipts: they are there to compare what others say with, and are never shown. Figures that only serve comparisons
    need no `receipts`, and those that only show a course nothing `beside` values and intervals. Of what is not published there
    are no figures.
    """
    counts = complete_counts(tallies, edition)
    counted = frozenset(counts.select("item", "classification").unique().iter_rows())
    organisations = sorted(tallies.filter(pl.col("year") == edition.year)["organisation"].unique())
    by_kind: dict[str, list[Indicator]] = {}
    for indicator in edition.indicators:
        by_kind.setdefault(indicator.kind, []).append(indicator)
    frames = [pl.DataFrame(schema=FIGURE_SCHEMA)]
    for kind, its in by_kind.items():
        setting = Setting(counts, counted, edition, its, organisations, areas, plain, publishes, beside and not plain)
        frames += [_known(rows) for rows in CALCULATORS[kind](setting)]
    figures = _named(pl.concat(frames, how="diagonal_relaxed"), edition)
    figures = figures.select([pl.col(name).cast(kind) for name, kind in FIGURE_SCHEMA.items()]).sort(FIGURE_KEY)
    if plain or not receipts:
        return figures
    return with_receipts(figures, {i.name: i.digest for i in edition.indicators}, return_versions)


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    """The columns of figures among those of a calculator."""
    return rows.select([name for name in FIGURE_SCHEMA if name in rows.columns])


def _named(figures: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The figures with what the edition says of their indicators; what a calculator left out is empty."""
    said = [
        (i.name, i.edition, i.verified, OFFICIAL if i.official else UNSETTLED, i.adverse or None,
         f"{i.adverse_side} 0" if i.adverse else None)
        for i in edition.indicators
    ]  # fmt: skip
    schema = {
        "indicator": pl.String,
        "edition": pl.String,
        "verified": pl.Boolean,
        "official": pl.String,
        "ratio": pl.String,
        "gap": pl.String,
    }
    given = figures.with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("variant",) if name not in figures.columns
    )
    known = given.drop(["edition", "verified", "adverse"], strict=False)
    return known.join(pl.DataFrame(said, schema=schema, orient="row"), on="indicator").with_columns(
        pl.col("breakdown", "category", "basis").fill_null(""), pl.col("classification").fill_null(edition.main),
        standard=pl.lit(edition.standard), year=pl.lit(edition.year), variant=pl.coalesce("variant", "official"),
        adverse=pl.when(pl.col("statistic").is_in(_RATIOS)).then("ratio").when(pl.col("statistic").is_in(_GAPS)).then("gap")
        .when(pl.col("statistic").is_in(_IN_PEOPLE), pl.col("gap").is_not_null()).then(pl.lit("above 0")),
    )  # fmt: skip


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
