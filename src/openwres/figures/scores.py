"""Calculators of results that are given as they are: mean scores of groups, and the yes or no of an organisation.

Nothing here has an interval: a mean alone does not say how its answers scatter. Rates of counts are in `comparisons`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from openwres.contracts.tables import State
from openwres.figures.areas import PLACE, Areas
from openwres.figures.counts import ALL
from openwres.figures.setting import Setting
from openwres.figures.states import reason_code, with_state
from openwres.standards.model import Indicator

_HAS_VALUE = pl.col("state") == str(State.VALUE)


def score(s: Setting) -> Iterator[pl.DataFrame]:
    """The mean score of each group, and the difference between the two that the definition names, in points of the score."""
    for basis in s.indicator.bases:
        own = _own_scores(s, basis)
        rows = pl.concat([own, _mean_scores(own, s.indicator, s.areas)], how="diagonal") if s.areas else own
        rows = rows.with_columns(basis=pl.lit(basis))
        yield rows.with_columns(statistic=pl.lit("score"))
        yield _difference(rows, s.indicator)


def _keys(s: Setting, groups: list[str]) -> pl.DataFrame:
    """The whole of an organisation in each group of the main classification."""
    empty = {"breakdown": pl.lit(""), "category": pl.lit(""), "classification": pl.lit(s.edition.main)}
    return pl.DataFrame({"group": groups}).select(**empty, group="group")


def _own_scores(s: Setting, basis: str) -> pl.DataFrame:
    """The score of each organisation and group as it was given, with its base."""
    item = s.indicator.event
    keys = _keys(s, [*s.edition.classifications[s.edition.main].groups, ALL])
    rows = replace(s, areas=None).gather({"event": (item, basis)}, keys)
    rows = with_state(rows, ["event"], [(pl.col("event_value").is_null(), pl.lit(reason_code("no", item)))])
    return rows.with_columns(
        value=pl.when(_HAS_VALUE).then("event_value"), denominator=pl.when(_HAS_VALUE).then("event_base")
    )


def _mean_scores(own: pl.DataFrame, i: Indicator, areas: Areas) -> pl.DataFrame:
    """The mean of all respondents of an area: scores weighted with their bases.

    An organisation enters with a score and a base of both groups that are compared; a score without a base never does.
    """
    usable = own.filter(_HAS_VALUE, pl.col("denominator") > 0).drop("organisations", "expected", *PLACE)
    both = usable.filter(pl.col("group").is_in([i.over, i.under])).group_by("organisation").agg(n=pl.len())
    entering = both.filter(pl.col("n") == 2).select("organisation").join(areas.members, on="organisation")
    entered = entering.group_by(PLACE).agg(organisations=pl.len().cast(pl.Int32))
    weighted = usable.join(entering, on="organisation").sort("organisation")
    means = weighted.group_by(*PLACE, "group", maintain_order=True).agg(
        value=(pl.col("value") * pl.col("denominator")).sum() / pl.col("denominator").sum(),
        denominator=pl.col("denominator").sum(), n=pl.len().cast(pl.Int32),
    )  # fmt: skip
    every = areas.members.select(PLACE).unique().sort(PLACE)
    every = every.join(own.select("breakdown", "category", "classification", "group").unique(), how="cross")
    every = every.join(entered, on=PLACE, how="left").join(means, on=[*PLACE, "group"], how="left")
    return _with_area_state(every.join(areas.expected, on=PLACE, how="left"))


def _with_area_state(rows: pl.DataFrame) -> pl.DataFrame:
    """A mean stands only where all organisations that enter have it."""
    whole = pl.col("n").is_not_null() & (pl.col("n") == pl.col("organisations"))
    lacking = pl.when(pl.col("organisations").is_null()).then(pl.lit("no_organisation_has_it"))
    return rows.with_columns(
        state=pl.when(whole).then(pl.lit(str(State.VALUE))).otherwise(pl.lit(str(State.MISSING))),
        reason=pl.when(whole).then(pl.lit("")).otherwise(lacking.otherwise(pl.lit("not_all_organisations_have_it"))),
        value=pl.when(whole).then("value"), denominator=pl.when(whole).then("denominator"),
        organisations=pl.col("organisations").fill_null(0), expected=pl.col("expected").fill_null(0),
    ).drop("n")  # fmt: skip


def _difference(rows: pl.DataFrame, i: Indicator) -> pl.DataFrame:
    """The score of the first group less that of the second; no interval, because no scatter is known."""
    on = [*PLACE, "breakdown", "category", "classification", "basis"]
    kept = ["value", "denominator", "state", "reason"]
    first = rows.filter(pl.col("group") == i.over).select(
        *on, "organisations", "expected", *(pl.col(name).alias(f"first_{name}") for name in kept)
    )
    second = rows.filter(pl.col("group") == i.under).select(
        *on, *(pl.col(name).alias(f"second_{name}") for name in kept)
    )
    both = with_state(first.join(second, on=on), ["first", "second"], [])
    return both.with_columns(
        value=pl.when(_HAS_VALUE).then(pl.col("first_value") - pl.col("second_value")),
        statistic=pl.lit("gap"), group=pl.lit(f"{i.over}:{i.under}"),
        denominator="first_denominator", reference_denominator="second_denominator",
    )  # fmt: skip


def yes_no(s: Setting) -> Iterator[pl.DataFrame]:
    """1 where the organisation says yes, 0 where it says no; of an area, how many say yes of how many that answered.

    `reason` of an answer holds where its evidence is written.
    """
    answers = s.counts.filter(pl.col("item") == s.indicator.event).with_columns(count=pl.col("value").cast(pl.Int64))
    areas = replace(s.areas, counts=None) if s.areas else None  # areas have counts of people alone
    rows = replace(s, counts=answers, areas=areas).gather({"event": (s.indicator.event, "")}, _keys(s, [ALL]))
    rows = with_state(rows, ["event"], [])
    yield rows.with_columns(
        value=pl.when(_HAS_VALUE).then(pl.col("event").cast(pl.Float64)), numerator=pl.when(_HAS_VALUE).then("event"),
        denominator=pl.when(_HAS_VALUE).then(pl.col("organisations").fill_null(1).cast(pl.Int64)),
        reason=pl.when(_HAS_VALUE).then("event_reason").otherwise("reason"), statistic=pl.lit("yes"),
    )  # fmt: skip
