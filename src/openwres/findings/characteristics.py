"""Race among other characteristics: one indicator for every group of every classification that was counted, side by side.

Each group is set against the rest of its classification. What is said of a row stands in `characteristic_words`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl

from openwres import statistics
from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.findings.characteristic_words import sentence, worth_telling
from openwres.findings.history import Asked, History
from openwres.standards.model import Edition
from openwres.statistics.discovery import adjusted_p_values

TOO_FEW = "too_few"
FEWEST = {"relative_likelihood": 20, "survey_percentage": 10}
"""A group and those that it is set against have at least so many people, or respondents, each."""
FEWEST_EXPECTED = 5
"""And each of the two at least so many events if both had the rate of the two together."""
LISTED = 0.05
"""A difference is said where its interval leaves equality out and its q is at most this."""
CONFIDENCE = 0.95

METHOD = "miettinen-nurminen"
REST = "rest"
REFERENCE_GROUPS = {"ethnic-16": ("a", "white-british")}
"""Classifications in which one group is a reference as well as the rest: its code, and how `reference` names it."""

_PLACE = ["standard", "year", "area_type", "area", "indicator", "basis"]
_GROUPING = [*_PLACE, "classification"]
_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
_KEY = ("standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis")
_FIGURES = ("value", "lower", "upper", "confidence", "method")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "reference": pl.String,
    **{name: FIGURE_SCHEMA[name] for name in (*_FIGURES, *_COUNTS)},
    **dict.fromkeys(("excess_people", "excess_lower", "excess_upper"), pl.Float64),
    **{name: FIGURE_SCHEMA[name] for name in ("adverse", "in_band", "excludes_one")},
    "adverse_to_group": pl.Boolean,
    **dict.fromkeys(("p_value", "q_value"), pl.Float64),
    "shown": pl.Boolean,
    **dict.fromkeys(("groups_compared", "groups_shown"), pl.Int32),
    **{name: FIGURE_SCHEMA[name] for name in ("state", "reason")},
    "sentence": pl.String,
}


def find(history: History, _: Asked) -> pl.DataFrame:
    """A row for each group of each classification, area and indicator of the newest year, and one (no group) for all of them.

    A ratio is turned so that above 1 is adverse to the group; a gap is the group's percentage less that of the rest.
    """
    counted = _counted(history)
    against = pl.concat([_against_rest(counted), *_against_references(counted)])
    judged = _listed(_compared(_stated(against)))
    rows = pl.concat([judged, _whole(judged)], how="diagonal_relaxed")
    told = _mirrored(rows).with_row_index("at").filter(worth_telling())
    words = [""] * len(rows)
    for row in told.iter_rows(named=True):
        words[row["at"]] = sentence(row, history)
    rows = rows.with_columns(pl.Series("sentence", words, pl.String), adverse=_adverse())
    return rows.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()).sort(*_KEY, "reference")


def _asked(edition: Edition) -> pl.DataFrame:
    """The indicators of two rates of which one side is adverse, and whether their event is bad for whom it happens to."""
    found = [
        (i.name, i.kind, (i.adverse_side == "above") == (i.over == edition.focus), FEWEST[i.kind], *(i.non_adverse or (None, None)))
        for i in edition.indicators
        if i.kind in FEWEST and i.adverse_side and edition.focus in (i.over, i.under) and not edition.is_stock(i)
    ]  # fmt: skip
    schema = {"indicator": pl.String, "kind": pl.String, "bad": pl.Boolean, "fewest": pl.Int64,
              "low": pl.Float64, "high": pl.Float64}  # fmt: skip
    return pl.DataFrame(found, schema=schema, orient="row")


def _counted(history: History) -> pl.DataFrame:
    """Percentages of the known groups of every characteristic, with `known` where their counts are there and possible."""
    edition = history.newest
    groups = pl.DataFrame(list(_groups(edition)), schema=["classification", "group"], orient="row")
    rows = history.figures.filter(
        pl.col("breakdown") == "", year=edition.year, statistic="percentage", variant="official"
    )
    rows = rows.join(_asked(edition), on="indicator").join(groups, on=["classification", "group"])
    kept = rows.select(
        *_GROUPING, "group", "kind", "bad", "fewest", "low", "high", "numerator", "denominator", "state", "reason"
    )
    possible = pl.col("numerator") <= pl.col("denominator")
    return kept.with_columns(known=possible.fill_null(False))


def _groups(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every group that says who people are. A classification that has no unknown group tells something else of them."""
    for name, classification in edition.classifications.items():
        known = [group for group in classification.groups if edition.unknown not in group.split("*")]
        if len(known) < len(classification.groups):
            yield from ((name, group) for group in known)


def _against_rest(counted: pl.DataFrame) -> pl.DataFrame:
    """Each group with the counts of everybody else whose group in the classification is known; null where one is not."""
    all_known = (pl.col("known").sum().over(_GROUPING) - pl.col("known")) == pl.len().over(_GROUPING) - 1
    rest = {name: pl.col(name).sum().over(_GROUPING) - pl.col(name) for name in _COUNTS[:2]}
    return counted.with_columns(
        reference=pl.lit(REST),
        reference_numerator=pl.when(all_known).then(rest["numerator"]),
        reference_denominator=pl.when(all_known).then(rest["denominator"]),
    )


def _against_references(counted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Each group of a classification beside that of its groups which is a reference."""
    for name, (code, called) in REFERENCE_GROUPS.items():
        groups = counted.filter(classification=name)
        theirs = groups.filter(pl.col("known"), group=code).select(
            *_GROUPING, reference_numerator="numerator", reference_denominator="denominator"
        )
        others = groups.filter(pl.col("group") != code).with_columns(reference=pl.lit(called))
        yield others.join(theirs, on=_GROUPING, how="left", maintain_order="left")


def _stated(rows: pl.DataFrame) -> pl.DataFrame:
    """With the state of the comparison: that of the group's own count, of those it is set against, or of the bases."""
    people = pl.min_horizontal("denominator", "reference_denominator")
    events = pl.col("numerator") + pl.col("reference_numerator")
    everyone = pl.col("denominator") + pl.col("reference_denominator")
    no_value = pl.col("state") != str(State.VALUE)
    cases = [
        (~pl.col("known") & no_value, pl.col("state"), pl.col("reason")),
        (~pl.col("known"), pl.lit(str(State.NOT_CALCULABLE)), pl.lit("no_counts")),
        (pl.col("reference_denominator").is_null(), pl.lit(str(State.NOT_CALCULABLE)), pl.lit("reference_not_known")),
        (people < pl.col("fewest"), pl.lit(TOO_FEW), pl.format("fewer_than_{}_people", "fewest")),
        (people * events < FEWEST_EXPECTED * everyone, pl.lit(TOO_FEW), pl.lit(f"fewer_than_{FEWEST_EXPECTED}_expected_events")),
    ]  # fmt: skip
    state, reason = pl.lit(str(State.VALUE)), pl.lit("")
    for condition, its_state, its_reason in reversed(cases):
        state = pl.when(condition).then(its_state).otherwise(state)
        reason = pl.when(condition).then(its_reason).otherwise(reason)
    return rows.with_columns(state=state, reason=reason)


def _compared(rows: pl.DataFrame) -> pl.DataFrame:
    """With ratio or gap, people, their intervals and the p-value. Who has no value is counted as nobody, which gives none."""
    enough = (rows["state"] == str(State.VALUE)).to_numpy()
    event, people, other_event, other_people = (
        np.where(enough, rows[name].cast(pl.Float64).fill_null(0).to_numpy(), 0.0) for name in _COUNTS
    )
    bad, ratios = rows["bad"].to_numpy(), (rows["kind"] == "relative_likelihood").to_numpy()
    sides = event, people, other_event, other_people
    first = np.where(bad, event, other_event), np.where(bad, people, other_people)
    second = np.where(bad, other_event, event), np.where(bad, other_people, people)
    gap, gaps = statistics.difference_of_rates(*sides), statistics.difference_interval(*sides)
    ratio, limits = statistics.ratio_of_rates(*first, *second), statistics.ratio_interval(*first, *second)
    columns = {
        "value": np.where(ratios, ratio, 100 * gap),
        "lower": np.where(ratios, limits.lower, 100 * gaps.lower),
        "upper": np.where(ratios, limits.upper, 100 * gaps.upper),
        "excess_people": people * np.where(bad, gap, -gap),
        "excess_lower": people * np.where(bad, gaps.lower, -gaps.upper),
        "excess_upper": people * np.where(bad, gaps.upper, -gaps.lower),
        "p_value": statistics.score_p_value(*sides),
    }
    finite = {
        name: pl.Series(name, np.where(np.isfinite(made), made, np.nan)).fill_nan(None)
        for name, made in columns.items()
    }
    return _flagged(rows.with_columns(**finite))


def _flagged(rows: pl.DataFrame) -> pl.DataFrame:
    """The two flags, which way the rates differ, and the state of a ratio over nobody's events."""
    ratios, compared = pl.col("kind") == "relative_likelihood", pl.col("p_value").is_not_null()
    equality = pl.when(ratios).then(1.0).otherwise(0.0)
    leaves_out = (pl.col("lower") > equality).fill_null(False) | (pl.col("upper") < equality).fill_null(False)
    without = compared & pl.col("value").is_null()
    return rows.with_columns(
        in_band=pl.col("value").is_between("low", "high"),
        excludes_one=pl.when(compared).then(leaves_out),
        adverse_to_group=pl.when(compared).then(pl.col("excess_people") > 0),
        confidence=pl.when(compared).then(CONFIDENCE),
        method=pl.when(compared).then(pl.lit(METHOD)),
        statistic=pl.when(ratios).then(pl.lit("relative_likelihood")).otherwise(pl.lit("gap")),
        state=pl.when(without).then(pl.lit(str(State.NOT_CALCULABLE))).otherwise("state"),
        reason=pl.when(without).then(pl.lit("no_events_to_compare_with")).otherwise("reason"),
    )


def _listed(rows: pl.DataFrame) -> pl.DataFrame:
    """With q over the list of one area and indicator, and whether the difference is shown."""
    lists = rows.select(pl.concat_str([*_PLACE, "reference"], separator="|")).to_series().to_numpy()
    p_values = rows["p_value"].fill_null(float("nan")).to_numpy()
    q_values = pl.Series("q_value", adjusted_p_values(p_values, lists)).fill_nan(None)
    return rows.with_columns(q_values).with_columns(shown=pl.col("excludes_one") & (pl.col("q_value") <= LISTED))


def _whole(judged: pl.DataFrame) -> pl.DataFrame:
    """A row without a group for each classification: how many of its groups were compared with the rest, and were shown."""
    made = judged.filter(reference=REST).group_by(*_GROUPING, "statistic", "kind", "bad", "fewest", "reference").agg(
        pl.col("numerator", "denominator").filter("known").sum(),
        groups_compared=pl.col("p_value").count(), groups_shown=pl.col("shown").sum(),
        few=(pl.col("state") == TOO_FEW).any(),
    )  # fmt: skip
    none = pl.when(pl.col("few")).then(pl.lit(TOO_FEW)).otherwise(pl.lit(str(State.NOT_CALCULABLE)))
    some = pl.col("groups_compared") > 0
    return made.with_columns(
        group=pl.lit(""),
        state=pl.when(some).then(pl.lit(str(State.VALUE))).otherwise(none),
        reason=pl.when(some).then(pl.lit("")).otherwise(pl.lit("no_group_compared")),
    )


def _mirrored(rows: pl.DataFrame) -> pl.DataFrame:
    """With `mirrored` where a group is the whole rest of one that fares worse, so that its sentence would say the same again."""
    others = ((pl.col("denominator") > 0) & (pl.col("group") != "")).sum().over(*_GROUPING, "reference")
    two = (others == 2) & (pl.col("reference") == REST)
    return rows.with_columns(mirrored=two & ~pl.col("adverse_to_group"))


def _adverse() -> pl.Expr:
    """Which way is adverse to the group."""
    ratios = pl.col("statistic") == "relative_likelihood"
    gap = pl.when(pl.col("bad")).then(pl.lit("above 0")).otherwise(pl.lit("below 0"))
    return pl.when(ratios).then(pl.lit("above 1")).otherwise(gap)
