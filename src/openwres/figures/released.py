"""The counts of a release before it is protected: those of organisations, and of areas for each indicator.

Which organisations enter an area's total is said once, in `entering`; a total of some is never shown as a total of all.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import COUNT_KEY, COUNT_SCHEMA, State
from openwres.figures.areas import ORGANISATION, PLACE, Areas
from openwres.figures.counts import ALL, complete_counts
from openwres.figures.setting import grid
from openwres.standards.model import Edition, Indicator

RATES = ("relative_likelihood", "survey_percentage")
_KEY = ["item", "basis", "breakdown", "category", "classification", "group"]
_SET = ["indicator", "set_breakdown", "set_classification"]
_VALUE = str(State.VALUE)


def organisation_counts(tallies: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The complete counts of every organisation; `tallies` may hold the year before, for windows of two years."""
    counts = complete_counts(tallies, edition)
    named = counts.with_columns(
        standard=pl.lit(edition.standard), year=pl.lit(edition.year), area_type=pl.lit(ORGANISATION),
        area="organisation", indicator=pl.lit(""), organisations=pl.lit(None), expected=pl.lit(None),
    )  # fmt: skip
    return _in_schema(named)


def area_counts(counts: pl.DataFrame, edition: Edition, areas: Areas) -> pl.DataFrame:
    """The counts of areas, those of each indicator summed over the organisations that have every item of it."""
    own = counts.filter(pl.col("area_type") == ORGANISATION).select(
        pl.col("area").alias("organisation"), *_KEY, "count", "state"
    )
    kept = asked(own, edition).filter("kept").drop("needed", "kept")
    inside = entering(own, edition).join(areas.members, on="organisation")
    summed = (
        inside.join(kept, on=_SET)
        .join(own, on=["organisation", *_KEY], how="left")
        .group_by(*PLACE, "indicator", *_KEY)
        .agg(
            pl.col("count").sum(),
            organisations=pl.len().cast(pl.Int32),
            whole=((pl.col("state") == _VALUE) & pl.col("count").is_not_null()).fill_null(value=False).all(),
            anybody=pl.col("state").is_not_null().any(),
        )
    )
    every = areas.members.select(PLACE).unique().join(kept.select("indicator", *_KEY).unique(), how="cross")
    every = every.join(summed, on=[*PLACE, "indicator", *_KEY], how="left").join(areas.expected, on=PLACE, how="left")
    nobody = pl.when(~pl.col("anybody").fill_null(value=False)).then(pl.lit("no_organisation_has_it"))
    return _in_schema(
        every.with_columns(
            count=pl.when("whole").then("count"), value=pl.lit(None), base=pl.lit(None),
            standard=pl.lit(edition.standard), year=pl.lit(edition.year),
            organisations=pl.col("organisations").fill_null(0), expected=pl.col("expected").fill_null(0),
            state=pl.when("whole").then(pl.lit(_VALUE)).otherwise(pl.lit(str(State.MISSING))),
            reason=pl.when("whole").then(pl.lit("")).otherwise(nobody.otherwise(pl.lit("not_all_organisations_have_it"))),
        )
    )  # fmt: skip


def _in_schema(counts: pl.DataFrame) -> pl.DataFrame:
    return counts.select([pl.col(name).cast(kind) for name, kind in COUNT_SCHEMA.items()]).sort(COUNT_KEY)


def entering(own: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Which organisations enter the areas' totals of an indicator, in each of its breakdowns and classifications.

    `own` has organisation, the key of a count, its count and its state. A hidden count is there; a missing one is not.
    """
    needed = asked(own, edition).filter("needed")
    there = own.filter(
        ((pl.col("state") == _VALUE) & pl.col("count").is_not_null()) | (pl.col("state") == str(State.SUPPRESSED))
    )
    # A category that an item cannot have is nobody's lack.
    somewhere = needed.join(there.select(_KEY).unique(), on=_KEY, how="semi")
    needed = pl.concat([needed.filter(pl.col("breakdown") == ""), somewhere.filter(pl.col("breakdown") != "")])
    found = needed.join(there.select("organisation", *_KEY), on=_KEY).group_by("organisation", *_SET).agg(n=pl.len())
    wanted = needed.group_by(_SET).agg(wanted=pl.len())
    return found.join(wanted, on=_SET).filter(pl.col("n") == pl.col("wanted")).select("organisation", *_SET)


def asked(own: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The counts that each indicator asks for, in sets of one breakdown and classification.

    An organisation without one that is `needed` does not enter; what is not `kept` is of another set.
    """
    counted = frozenset(own.select("item", "classification").unique().iter_rows())
    rows = [(i.name, *row) for i in edition.indicators for row in _asked(i, edition, counted)]
    flags = {"needed": pl.Boolean, "kept": pl.Boolean}
    return pl.DataFrame(rows, schema=[*((name, pl.String) for name in (*_SET, *_KEY)), *flags.items()], orient="row")


_Asked = tuple[str, str, str, str, str, str, str, str, bool, bool]


def _asked(i: Indicator, e: Edition, counted: frozenset[tuple[str, str]]) -> Iterator[_Asked]:
    if i.kind in RATES:
        yield from _of_rates(i, e, counted)
    elif i.kind == "composition":
        for key in _keys(i.population, i, e, counted):
            yield key[0], key[2], i.population, "", *key, True, True
    elif i.kind == "disparity_ratio":
        codes = sorted({c for scale in i.scales.values() for step in scale.values() for c in step})
        for key in grid(i.breakdowns[0], codes, e.main, [i.over, i.under]):
            yield key[0], key[2], i.population, "", *key, True, True
    elif i.kind == "representation_gap":
        yield from _of_board(i, e)


def _of_rates(i: Indicator, e: Edition, counted: frozenset[tuple[str, str]]) -> Iterator[_Asked]:
    """Event and population in every basis. The groups that are not compared may be missing."""
    bases = {(i.event, basis) for basis in i.bases}
    bases |= {(i.population, basis if basis in e.items[i.population].bases else "") for basis in i.bases}
    for key in _keys(i.event, i, e, counted):
        needed = key[2] != e.main or key[3] in (i.over, i.under)
        for item, basis in sorted(bases):
            yield key[0], key[2], item, basis, *key, needed, True


def _of_board(i: Indicator, e: Edition) -> Iterator[_Asked]:
    """The board in each of its parts, and beside each of them the workforce."""
    groups = [*e.classifications[e.main].groups, ALL]
    for code in ("", *i.breakdowns):
        for key in grid(code, e.breakdowns[code].categories if code else [""], e.main, groups):
            yield code, e.main, i.event, "", *key, True, True
        for group in groups:
            needed = group in (e.focus, ALL)
            yield code, e.main, i.population, "", "", "", e.main, group, needed, code == ""


def _keys(
    item: str, i: Indicator, e: Edition, counted: frozenset[tuple[str, str]]
) -> Iterator[tuple[str, str, str, str]]:
    """The main classification by whole and breakdown, the others at whole and in tiers where somebody counted them."""
    for name, classification in e.classifications.items():
        if name == e.main or (item, name) in counted:
            for code in ("", *i.breakdowns):
                breakdown = e.breakdowns.get(code)
                if breakdown is None or name == e.main or breakdown.of:
                    yield from grid(
                        code, breakdown.categories if breakdown else [""], name, [*classification.groups, ALL]
                    )
