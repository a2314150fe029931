"""Who will be at the highest level if people go on leaving, rising and joining as they did, and what parity would take.

It rests on counted moves. Where there are none nothing is projected: a share is never carried on by itself. The path of
*A Model Employer*, which is a wish, is in `goals`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from openwres.findings.history import Asked, History
from openwres.findings.ladders import GRADE, LEVEL, STEP, leadership_of, levels_of, steps_of
from openwres.findings.moves import ORGANISATION, PLACE, moves_of, staff_of, verified, with_areas, without_moves
from openwres.findings.projection_words import sentence
from openwres.statistics.projection import METHOD, Expected, Flows, expect, people_to_parity, project

if TYPE_CHECKING:
    from openwres.standards.model import Edition
    from openwres.statistics.elementwise import Floats

AHEAD, DRAWS, CONFIDENCE = 10, 500, 0.95
LEAST_MOVES = 5
_LIMITS = (0.025, 0.1, 0.5, 0.9, 0.975)

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
    "future": pl.Int32,
    "since": pl.Int32,
    "years": pl.Int32,
    "organisations": pl.Int32,
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "value": pl.Float64,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "lower_80": pl.Float64,
    "upper_80": pl.Float64,
    "confidence": pl.Float64,
    "method": pl.String,
    "people": pl.Float64,
    "people_lower": pl.Float64,
    "people_upper": pl.Float64,
    "parity": pl.Float64,
    "chance_of_parity": pl.Float64,
    "more_each_year": pl.Float64,
    "other_arrivals": pl.Float64,
    "seed": pl.Int32,
    "verified": pl.Boolean,
    "state": pl.String,
    "reason": pl.String,
    "sentence": pl.String,
}
"""Columns of the table. Of the `denominator` people at the level now, `numerator` are of the focus group. `value` is the
median of their share in the `future` year in per cent, with limits of 95% and 80% of the draws; `people` the same as a
number of people; `parity` the median share of the workforce; `more_each_year` how many more a year would have to come to
the level in place of the reference group, of whom `other_arrivals` a year are expected."""


@dataclass(frozen=True)
class _Nation:
    """Every area as one place in the arrays; the axes are areas, groups and levels."""

    places: pl.DataFrame
    groups: list[str]
    levels: list[str]
    stock: Floats
    flows: Flows


def find(history: History, asked: Asked) -> pl.DataFrame:
    """One row for each organisation and area and each of ten years to come."""
    edition = history.newest
    nation = _nation(history)
    frames = [_untold(history)]
    if nation is not None:
        frames.append(_projected(nation, edition, asked.seed))
    rows = _finished(pl.concat(frames, how="diagonal_relaxed"), edition, asked)
    said = [sentence(row, history) for row in rows.iter_rows(named=True)]
    return rows.with_columns(sentence=pl.Series(said, dtype=pl.String)).select(list(SCHEMA))


def _nation(history: History) -> _Nation | None:
    """Stocks and flows of all areas; None where no organisation has both, or the edition has no levels."""
    edition, moves = history.newest, moves_of(history)
    staff = staff_of(history).filter(pl.col("year") == edition.year, pl.col("category") != "")
    both = staff.select("organisation").unique().join(moves.select("organisation").unique(), on="organisation")
    if both.is_empty() or not leadership_of(edition):
        return None
    stock = _placed(_by_level(staff.join(both, on="organisation"), edition), moves, history)
    followed = _placed(moves.join(both, on="organisation"), moves, history)
    graded = _by_level(followed.filter(pl.col("breakdown") == GRADE), edition)
    known = graded.group_by(PLACE).agg(since=pl.col("year").min(), years=pl.col("year").n_unique())
    places = (
        stock.group_by(PLACE).agg(organisations=pl.col("organisation").n_unique()).join(known, on=PLACE).sort(PLACE)
    )
    grid = _Grid(places.select(PLACE), [edition.focus, edition.reference, edition.unknown], list(levels_of(edition)))
    flows = _flows(graded, followed, grid, edition, _said(graded, history, moves, grid))
    return _Nation(places, grid.groups, grid.levels, grid.filled(stock, "count"), flows)


def _by_level(rows: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The rows of grades with the level that adds them up; rows that are part of others fall away."""
    level = {row: level for level, its in levels_of(edition).items() for row in its}
    named = pl.col("category").replace_strict(level, default=None, return_dtype=pl.String)
    return rows.with_columns(level=named).drop_nulls("level")


def _placed(frame: pl.DataFrame, moves: pl.DataFrame, history: History) -> pl.DataFrame:
    """The rows of organisations and of their areas; only organisations with all years of moves enter an area."""
    years = moves["year"].n_unique()
    whole = moves.group_by("organisation").agg(pl.col("year").n_unique()).filter(pl.col("year") == years)
    of_areas = with_areas(frame.join(whole.select("organisation"), on="organisation"), history)
    single = with_areas(frame, history).filter(pl.col("area_type") == ORGANISATION)
    return pl.concat([single, of_areas.filter(pl.col("area_type") != ORGANISATION)])


@dataclass(frozen=True)
class _Grid:
    """Where a row of a frame stands in the arrays."""

    places: pl.DataFrame
    groups: list[str]
    levels: list[str]

    def filled(self, rows: pl.DataFrame, column: str) -> Floats:
        """The sums of a column: areas by groups by levels."""
        found = np.zeros((len(self.places), len(self.groups), len(self.levels)))
        np.add.at(found, self.at(rows), rows[column].to_numpy())
        return found

    def at(self, rows: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        numbered = self.places.with_row_index("n")
        place = rows.select(PLACE).join(numbered, on=PLACE, how="left", maintain_order="left")["n"]
        group = rows["group"].replace_strict(self.groups, range(len(self.groups)), return_dtype=pl.Int64)
        level = rows["level"].replace_strict(self.levels, range(len(self.levels)), return_dtype=pl.Int64)
        return place.to_numpy(), group.to_numpy(), level.to_numpy()


def _said(graded: pl.DataFrame, history: History, moves: pl.DataFrame, grid: _Grid) -> Floats:
    """Of the people whose group was unknown: how many of each group said it within a year, and how many did not.

    People are followed under the group that either list knows, and counted in the snapshot under that of its own list: the
    difference has said it. Only years whose snapshot before is in the history say anything.
    """
    before = _by_level(staff_of(history), history.newest).with_columns(year=pl.col("year") + 1)
    years = ["year", *PLACE]
    started = _placed(before, moves, history).join(graded.select(years).unique(), on=years, how="semi")
    later = graded.join(started.select(years).unique(), on=years, how="semi")
    people = later.with_columns(people=pl.sum_horizontal("stayed", "up", "otherwise", "left"))
    followed = grid.filled(people, "people").sum(axis=-1)
    said = np.maximum(followed - grid.filled(started, "count").sum(axis=-1), 0.0)
    return np.concatenate([said[:, :-1], followed[:, -1:]], axis=-1)


def _flows(graded: pl.DataFrame, moves: pl.DataFrame, grid: _Grid, edition: Edition, said: Floats) -> Flows:
    """What became of people by the level at which they were, all years added up; joiners year by year."""
    at_risk = graded.with_columns(at_risk=pl.sum_horizontal("stayed", "up", "otherwise", "left"))
    years = sorted(graded["year"].unique())
    joined = np.stack([_joined(graded.filter(pl.col("year") == year), grid) for year in years], axis=-1)
    moved = np.zeros((*joined.shape[:3], len(grid.levels)))
    steps = moves.filter(pl.col("breakdown") == STEP).with_columns(people=pl.col("up") + pl.col("otherwise"))
    for step in steps_of(edition):
        its = steps.filter(pl.col("category") == step.code).with_columns(level=pl.lit(step.before))
        moved[..., grid.levels.index(step.after)] += grid.filled(its, "people")
    own = (grid.places["area_type"] == ORGANISATION).to_numpy()
    return Flows(grid.filled(at_risk, "at_risk"), grid.filled(graded, "left"), moved, joined, own, said)


def _joined(of_year: pl.DataFrame, grid: _Grid) -> Floats:
    """Who joined within a year; nothing is known of areas that are not there."""
    found = grid.filled(of_year, "joined")
    there = np.zeros(len(grid.places), bool)
    there[grid.at(of_year)[0]] = True
    return np.where(there[:, None, None], found, np.nan)


def _projected(nation: _Nation, edition: Edition, seed: int) -> pl.DataFrame:
    """The years to come of every area."""
    top, own = nation.levels.index(leadership_of(edition)), nation.groups.index(edition.focus)
    ahead = expect(nation.stock, nation.flows, AHEAD)
    now = {"numerator": nation.stock[:, own, top], "denominator": nation.stock[:, :, top].sum(axis=-1)}
    told = _moves_told(nation, own, top)
    frames = []
    for n, people in enumerate(project(nation.stock, nation.flows, AHEAD, DRAWS, seed), 1):
        numbers = now | _limits(people, own, top) | _to_parity(nation, ahead, n, edition, top)
        columns = [pl.Series(name, column) for name, column in numbers.items()]
        frames.append(nation.places.with_columns(*columns, moves=pl.Series(told), future=pl.lit(edition.year + n)))
    return pl.concat(frames)


def _moves_told(nation: _Nation, own: int, top: int) -> Floats:
    """How many of the focus group came to the level or left it in the years that are known."""
    flows = nation.flows
    arrived = flows.moved[:, own, :, top].sum(axis=-1) + np.nansum(flows.joined[:, own, top], axis=-1)
    found: Floats = arrived + flows.left[:, own, top] + flows.moved[:, own, top].sum(axis=-1)
    return found


def _limits(people: np.ndarray, own: int, top: int) -> dict[str, Floats]:
    """Medians and limits of the draws of one year, as shares in per cent and as people."""
    at_level, everybody = people[..., top].sum(axis=-1), people.sum(axis=(-1, -2))
    share = 100 * people[..., own, top] / np.maximum(at_level, 1)
    parity = 100 * people[..., own, :].sum(axis=-1) / np.maximum(everybody, 1)
    low, low_80, middle, high_80, high = np.quantile(share, _LIMITS, axis=0)
    fewest, _, number, _, most = np.quantile(people[..., own, top], _LIMITS, axis=0)
    return {
        "value": middle, "lower": low, "upper": high, "lower_80": low_80, "upper_80": high_80,
        "people": number, "people_lower": fewest, "people_upper": most,
        "parity": np.median(parity, axis=0), "chance_of_parity": (share >= parity).mean(axis=0),
    }  # fmt: skip


def _to_parity(nation: _Nation, ahead: Expected, years: int, edition: Edition, top: int) -> dict[str, Floats]:
    """How many more a year parity would take, and how many of the reference group are expected to come each year."""
    own, other = nation.groups.index(edition.focus), nation.groups.index(edition.reference)
    stock, kept = ahead.stock[years - 1], ahead.kept[..., top]
    parity = stock[:, own].sum(axis=-1) / np.maximum(stock.sum(axis=(-1, -2)), 1)
    at_level = stock[..., top]
    more = people_to_parity(at_level[:, own], at_level.sum(axis=-1), parity, kept[:, own], kept[:, other], years)
    flows = nation.flows
    joined, over = flows.joining()
    promoted = flows.moved[:, other, :, top].sum(axis=-1) / np.maximum(nation.places["years"].to_numpy(), 1)
    return {
        "more_each_year": more,
        "other_arrivals": promoted
        + joined[:, other, top] / np.where(over[:, other, top] > 0, over[:, other, top], 1.0),
    }


def _untold(history: History) -> pl.DataFrame:
    """Organisations that cannot be projected, with the reason."""
    return without_moves(history).select("reason", area_type=pl.lit(ORGANISATION), area="organisation")


def _finished(rows: pl.DataFrame, edition: Edition, asked: Asked) -> pl.DataFrame:
    """State, reason and constants; numbers that mean nothing taken away; in order."""
    rows = pl.concat([pl.DataFrame(schema=SCHEMA | {"moves": pl.Float64}), rows], how="diagonal_relaxed")
    told = pl.col("future").is_not_null()
    few = told & (pl.col("moves") < LEAST_MOVES)
    constants = {
        "standard": edition.standard, "year": edition.year, "statistic": "projected_share", "breakdown": LEVEL,
        "category": leadership_of(edition), "classification": edition.main, "group": edition.focus, "method": METHOD,
        "confidence": CONFIDENCE, "seed": asked.seed, "verified": verified(edition), "sentence": "",
    }  # fmt: skip
    rows = rows.with_columns(**{name: pl.lit(value) for name, value in constants.items()}).with_columns(
        state=pl.when(few).then(pl.lit("too_few")).when(told).then(pl.lit("value")).otherwise(pl.lit("not_calculable")),
        reason=pl.when(few)
        .then(pl.lit(f"fewer_than_{LEAST_MOVES}_moves"))
        .when(told)
        .then(pl.lit(""))
        .otherwise("reason"),
        more_each_year=pl.col("more_each_year").fill_nan(None),
    )
    return rows.select([pl.col(name).cast(kind) for name, kind in SCHEMA.items()]).sort("area_type", "area", "future")
