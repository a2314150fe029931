"""Who moves up: of each organisation and area, grade and step, the yearly hazard of two groups and their ratio.

This is progression: what happened to people. Who is in a grade is indicator 1, and moves with every intake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from openwres.findings.career_words import sentence
from openwres.findings.history import Asked, History
from openwres.findings.ladders import GRADE, below_the_top
from openwres.findings.moves import PLACE, moves_of, verified, with_areas, without_moves
from openwres.standards.model import Edition
from openwres.statistics.hazard import METHOD, hazard_ratio, missing_moves
from openwres.statistics.strata import homogeneity, strata_ratio, strata_ratio_interval

if TYPE_CHECKING:
    from openwres.statistics.elementwise import Floats

ONE_YEAR, POOLED = "one-year", "pooled"
CONFIDENCE = 0.95
_STATE, _TOO_FEW, _NOT = "value", "too_few", "not_calculable"
_WITHIN = ("within", "within_lower", "within_upper", "homogeneity_p_value")
_KEY = [*PLACE, "basis", "breakdown", "category"]

SCHEMA: dict[str, type[pl.DataType]] = {
    "standard": pl.String,
    "year": pl.Int32,
    "area_type": pl.String,
    "area": pl.String,
    "statistic": pl.String,
    "breakdown": pl.String,
    "category": pl.String,
    "classification": pl.String,
    "group": pl.String,
    "basis": pl.String,
    "since": pl.Int32,
    "years": pl.Int32,
    "organisations": pl.Int32,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "reference_numerator": pl.Int64,
    "reference_denominator": pl.Int64,
    "left": pl.Int64,
    "reference_left": pl.Int64,
    "hazard": pl.Float64,
    "reference_hazard": pl.Float64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "confidence": pl.Float64,
    "method": pl.String,
    "adverse": pl.String,
    "excludes_one": pl.Boolean,
    "within": pl.Float64,
    "within_lower": pl.Float64,
    "within_upper": pl.Float64,
    "homogeneity_p_value": pl.Float64,
    "people": pl.Float64,
    "compared": pl.Int64,
    "verified": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "sentence": pl.String,
}
"""Columns of the table. `value` is the reference group's hazard over that of the focus group; `numerator` of `denominator`
people at risk moved up, `left` of them left. `within` is the same among people of the same grade, with the test of equal
ratios in all grades; `people` more of the focus group would have moved up at the reference group's
hazards, grade by grade, of the `compared` who stand in grades where both groups do. `since` is the first of the `years`."""


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each organisation and area, for the newest year and all years together, the whole and each grade."""
    edition = history.newest
    exposed = _exposed(moves_of(history), edition)
    counted = _beside(_in_areas(exposed, history), edition)
    by_grade = _by_grade(counted.filter(pl.col("breakdown") == GRADE))
    rows = _with_ratio(counted.join(by_grade, on=[*PLACE, "basis"], how="left", maintain_order="left"))
    told = _finished(pl.concat([rows, _untold(history)], how="diagonal_relaxed"), edition)
    said = [sentence(row, history, asked.organisation) for row in told.iter_rows(named=True)]
    return told.with_columns(sentence=pl.Series(said, dtype=pl.String)).select(list(SCHEMA))


def _exposed(moves: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Who was at risk at the start of each year, who moved up, who left: of each grade with one above it, and of all these."""
    keys = ["year", "organisation", "breakdown", "category", "group"]
    grades = moves.filter(pl.col("breakdown") == GRADE, pl.col("category").is_in(below_the_top(edition))).select(
        *keys, "left", moved="up", at_risk=pl.sum_horizontal("stayed", "up", "otherwise", "left")
    )
    whole = grades.group_by("year", "organisation", "group").agg(pl.col("left", "moved", "at_risk").sum())
    blank = whole.with_columns(breakdown=pl.lit(""), category=pl.lit(""))
    return pl.concat([grades, blank.select(grades.columns)])


def _in_areas(exposed: pl.DataFrame, history: History) -> pl.DataFrame:
    """Moves and person-years added up, for the newest year and for all of them."""
    newest = exposed.filter(pl.col("year") == history.newest.year)
    both = pl.concat(
        [frame.with_columns(basis=pl.lit(basis)) for frame, basis in ((newest, ONE_YEAR), (exposed, POOLED))]
    )
    return with_areas(both, history).group_by(*_KEY, "group").agg(
        pl.col("moved", "at_risk", "left").sum(),
        since=pl.col("year").min(), years=pl.col("year").n_unique(), organisations=pl.col("organisation").n_unique(),
    )  # fmt: skip


def _beside(summed: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The focus group with the reference group beside it."""
    focus = summed.filter(pl.col("group") == edition.focus).select(
        *_KEY, "since", "years", "organisations", "left", numerator="moved", denominator="at_risk"
    )
    reference = summed.filter(pl.col("group") == edition.reference).select(
        *_KEY, reference_numerator="moved", reference_denominator="at_risk", reference_left="left"
    )
    return focus.join(reference, on=_KEY).filter(pl.col("denominator") + pl.col("reference_denominator") > 0)


def _by_grade(grades: pl.DataFrame) -> pl.DataFrame:
    """What the grades of each area and basis say together: missing moves, and the ratio among people of the same grade."""
    lines = grades.select(*PLACE, "basis").unique(maintain_order=True).with_row_index("line")
    line = grades.join(lines, on=[*PLACE, "basis"], maintain_order="left")["line"]
    at = line.to_numpy(), (grades["category"].rank("dense").cast(pl.Int64) - 1).to_numpy()
    laid = [np.zeros((len(lines), grades["category"].n_unique())) for _ in range(4)]
    for table, column in zip(laid, _counts(grades), strict=True):
        table[at] = column
    x, n, other_x, other_n = laid
    missing, at_risk = missing_moves(x, n, other_x, other_n)
    limits = strata_ratio_interval(other_x, other_n, x, n, CONFIDENCE)
    found = {
        "people": missing.sum(axis=1), "compared": at_risk.sum(axis=1), "within": strata_ratio(other_x, other_n, x, n),
        "within_lower": limits.lower, "within_upper": limits.upper,
        "homogeneity_p_value": homogeneity(other_x, other_n, x, n).p_value,
    }  # fmt: skip
    return lines.drop("line").with_columns(_told(name, column) for name, column in found.items())


def _told(name: str, numbers: Floats) -> pl.Series:
    """Numbers with null where there is none, or no limit."""
    return pl.Series(name, np.where(np.isfinite(numbers), numbers, np.nan)).fill_nan(None)


def _counts(rows: pl.DataFrame) -> tuple[Floats, Floats, Floats, Floats]:
    """Moves and people at risk of the focus group and of the reference group."""
    own, reference = (("numerator", "denominator"), ("reference_numerator", "reference_denominator"))
    (x, n), (other_x, other_n) = ([rows[name].to_numpy() for name in side] for side in (own, reference))
    return x, n, other_x, other_n


def _with_ratio(rows: pl.DataFrame) -> pl.DataFrame:
    """Hazards, ratio, interval and state of every row at once; the people of a single grade or step are its own."""
    x, n, other_x, other_n = _counts(rows)
    found = hazard_ratio(other_x, other_n, x, n, CONFIDENCE)
    own, _ = missing_moves(x, n, other_x, other_n)
    numbers = {
        "hazard": found.second,
        "reference_hazard": found.first,
        "value": found.value,
        "lower": found.lower,
        "upper": found.upper,
    }
    series = [_told(name, column) for name, column in numbers.items()]
    whole = pl.col("breakdown") == ""
    return rows.with_columns(*series, enough=pl.Series(found.enough)).with_columns(
        *(pl.when(whole).then(name).alias(name) for name in _WITHIN),
        people=pl.when(whole).then("people").otherwise(pl.Series(own)),
        compared=pl.when(whole).then("compared").otherwise("denominator"),
    )


def _untold(history: History) -> pl.DataFrame:
    """Organisations of which nobody could be followed, with the reason."""
    return without_moves(history).select(
        "reason", area_type=pl.lit("organisation"), area="organisation", basis=pl.lit(POOLED), breakdown=pl.lit(""), category=pl.lit(""),
    )  # fmt: skip


def _finished(rows: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """State, reason and constants; numbers that mean nothing taken away; in order."""
    untold = pl.col("denominator").is_null()
    reason = (
        pl.when(untold).then("reason")
        .when(pl.col("denominator") == 0).then(pl.lit(f"no_{edition.focus}_at_risk"))
        .when(pl.col("reference_denominator") == 0).then(pl.lit(f"no_{edition.reference}_at_risk"))
        .when("enough").then(pl.lit(""))
        .otherwise(pl.lit("fewer_than_5_moves_expected"))
    )  # fmt: skip
    rows = rows.with_columns(reason=reason)
    none = untold | (pl.col("denominator") == 0) | (pl.col("reference_denominator") == 0)
    state = pl.when(none).then(pl.lit(_NOT)).when("enough").then(pl.lit(_STATE)).otherwise(pl.lit(_TOO_FEW))
    excludes = (pl.col("lower") > 1) | (pl.col("upper").fill_null(float("inf")) < 1)
    some = ~none
    constants = {
        "standard": edition.standard, "year": edition.year, "statistic": "hazard_ratio", "classification": edition.main,
        "group": f"{edition.reference}:{edition.focus}", "method": METHOD, "adverse": "above 1", "verified": verified(edition),
    }  # fmt: skip
    rows = rows.with_columns(
        **{name: pl.lit(value) for name, value in constants.items()},
        state=state,
        confidence=pl.when(some).then(CONFIDENCE),
        excludes_one=pl.when(some).then(excludes),
        people=pl.when(some).then("people"),
        compared=pl.when(some).then("compared"),
        sentence=pl.lit(""),
    )
    return rows.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()]).sort(
        "standard", "year", "area_type", "area", "breakdown", "category", "basis"
    )
