"""Figures of a release, from its protected counts alone: no figure tells more than they do.

They are made by the calculators of every other figure. What is hidden, and why, was decided in `disclosure`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from openwres.contracts.tables import FIGURE_KEY, TALLY_SCHEMA, Source, State
from openwres.disclosure.policy import Policy
from openwres.figures import calculate_figures
from openwres.figures.areas import ORGANISATION, PLACE, Areas
from openwres.figures.calculate import OFFICIAL, UNSETTLED
from openwres.findings.history import measure_of
from openwres.releases.open_data import rounded
from openwres.standards.model import Breakdown, Category, Edition

RATIOS = ("relative_likelihood", "disparity_ratio", "ratio_to_rest")
TOO_FEW = "too_few"
_OF_A_VALUE = ("value", "lower", "upper", "confidence", "method", "in_band", "excludes_one")


def figures_of(counts: pl.DataFrame, edition: Edition, members: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """The figures of protected counts, sorted by key.

    `members` says which of the organisations that should be there belongs to which area.
    """
    tallies, areas = tallies_of(counts), areas_from(members, counts)
    published = edition_published(edition, policy)
    figures = calculate_figures(tallies, published, areas, publishes=policy.publishes)
    figures = _without_unpublished(figures, counts, published)
    return rounded(_with_enough(figures, edition, policy)).sort(FIGURE_KEY)


def tallies_of(counts: pl.DataFrame) -> pl.DataFrame:
    """The counts of organisations as tallies."""
    own = counts.filter(pl.col("area_type") == ORGANISATION)
    named = own.with_columns(organisation="area", source=pl.lit(str(Source.PUBLISHED)))
    return named.select([pl.col(name).cast(kind) for name, kind in TALLY_SCHEMA.items()])


def areas_from(members: pl.DataFrame, counts: pl.DataFrame) -> Areas:
    """The areas that have counts, from who belongs where; a release of one organisation has none."""
    own = counts.filter(pl.col("area_type") != ORGANISATION)
    there = members.join(own.select(PLACE).unique(), on=PLACE, how="semi")
    expected = there.group_by(PLACE).agg(expected=pl.len().cast(pl.Int32))
    return Areas(there, expected, own)


def edition_published(edition: Edition, policy: Policy) -> Edition:
    """The edition with the rows that a policy merges into one, as rows that add nothing to the whole."""
    breakdowns = dict(edition.breakdowns)
    for merge in policy.merges:
        breakdowns[merge.breakdown] = _with_row(breakdowns[merge.breakdown], merge.into, merge.rows)
    return replace(edition, breakdowns=breakdowns)


def _with_row(breakdown: Breakdown, code: str, rows: Sequence[str]) -> Breakdown:
    title = f"{breakdown.categories[rows[0]].title} to {breakdown.categories[rows[-1]].title}"
    return replace(breakdown, categories={**breakdown.categories, code: Category(code, title, part_of=rows[0])})


def _without_unpublished(figures: pl.DataFrame, counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The figures without those of counts that are not there because they are not published.

    Who has counts of an item and none in some row of it did not forget that row: it was merged with others, was not
    merged, or could not be shown at all. The whole in the main classification is always there, or missing indeed.
    """
    item = pl.concat_str(pl.lit("no_"), pl.col("item").str.replace_all("-", "_", literal=True))
    given = counts.filter(pl.col("state") != str(State.MISSING)).select(*PLACE, reason=item).unique()
    whole = (pl.col("breakdown") == "") & (pl.col("classification") == edition.main)
    absent = (pl.col("state") == str(State.MISSING)) & ~whole
    missing = figures.filter(absent).join(given, on=[*PLACE, "reason"], how="anti")
    return pl.concat([figures.filter(~absent), missing])


def _with_enough(figures: pl.DataFrame, edition: Edition, policy: Policy) -> pl.DataFrame:
    """Ratios that stand on too few events or people have no value, official values of the whole excepted.

    Those must be published; what a small number does to them is told by their interval.
    """
    official = pl.col("variant").is_in([OFFICIAL, UNSETTLED]) & (pl.col("breakdown") == "")
    official &= pl.col("classification") == edition.main
    events = pl.min_horizontal("numerator", "reference_numerator") < policy.ratio_minimum.events
    base = pl.min_horizontal("denominator", "reference_denominator") < policy.ratio_minimum.base
    few = pl.col("statistic").is_in(RATIOS) & (pl.col("state") == str(State.VALUE)) & (events | base) & ~official
    return figures.with_columns(
        *(pl.when(~few).then(name).alias(name) for name in _OF_A_VALUE),
        state=pl.when(few).then(pl.lit(str(State.SUPPRESSED))).otherwise("state"),
        reason=pl.when(few).then(pl.lit(TOO_FEW)).otherwise("reason"),
    )


def official_values(figures: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The official values of organisations: of each indicator that is not supplementary, the one that it is read by."""
    read = [(i.name, measure_of(i)) for i in edition.indicators if i.official and not i.supplementary]
    read_by = pl.DataFrame(read, schema=["indicator", "statistic"], orient="row")
    focus = pl.col("group").str.split(":").list.contains(edition.focus) | (pl.col("statistic") == "yes")
    whole = (pl.col("breakdown") == "") & (pl.col("classification") == edition.main) & focus
    of_organisations = figures.filter(whole, pl.col("area_type") == ORGANISATION, pl.col("variant") == OFFICIAL)
    return of_organisations.join(read_by, on=["indicator", "statistic"], how="semi")


def official_shown(figures: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """How many official values are shown and hidden, by indicator.

    A value that cannot be calculated is shown: its counts are there to see. What is missing is neither.
    """
    state = pl.col("state")
    return (
        official_values(figures, edition)
        .group_by("indicator")
        .agg(
            shown=state.is_in([str(State.VALUE), str(State.NOT_CALCULABLE)]).sum(),
            hidden=(state == str(State.SUPPRESSED)).sum(),
        )
        .sort("indicator")
    )


def share_shown(figures: pl.DataFrame, edition: Edition) -> float | None:
    """The share of official values that are shown, among those that are there; None where there are none."""
    by_indicator = official_shown(figures, edition)
    shown, hidden = int(by_indicator["shown"].sum()), int(by_indicator["hidden"].sum())
    return shown / (shown + hidden) if shown + hidden else None
