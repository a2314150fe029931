"""The moves of people over years as one frame: of each organisation or area, grade and group, who stayed, rose, left, joined.

What is said of them is in `careers` and `projection`.
"""

from __future__ import annotations

import polars as pl

from openwres.contracts.tables import State
from openwres.findings.history import History
from openwres.findings.ladders import GRADE, STEP, item_of
from openwres.standards.model import FLOWS, Edition

FLOW = "flow"
NEEDS_TWO, NOT_TOLD = "needs_two_snapshots", "moves_not_told"
PLACE = ["area_type", "area"]
ORGANISATION = "organisation"
_KEY = ["year", "organisation", "breakdown", "category", "group"]


def moves_of(history: History) -> pl.DataFrame:
    """One row for each year, organisation, breakdown (grade, step), category and group, a column for each flow.

    A suppressed or missing count is no zero: a year of an organisation is there only where all its counts are told.
    """
    named = _named(history)
    kept = named.join(_years(named, history.newest).filter("told"), on=["year", "organisation"], how="semi")
    columns = [pl.col("count").filter(pl.col(FLOW) == flow).sum().alias(flow) for flow in FLOWS]
    return kept.filter(pl.col("breakdown") != "").group_by(_KEY).agg(columns).sort(_KEY)


def without_moves(history: History) -> pl.DataFrame:
    """Organisations of the newest year of which no year's moves are told, each with the reason."""
    years = _years(_named(history), history.newest)
    told = years.filter("told").select("organisation").unique()
    why = years.filter(~pl.col("told")).group_by("organisation").agg(reason=pl.lit(NOT_TOLD))
    newest = history.tallies.filter(pl.col("year") == history.newest.year).select("organisation").unique()
    left = newest.join(told, on="organisation", how="anti").join(why, on="organisation", how="left")
    return left.with_columns(pl.col("reason").fill_null(NEEDS_TWO)).sort("organisation")


def _named(history: History) -> pl.DataFrame:
    """The tallies of flows in the main classification, with the flow that each counts."""
    edition = history.newest
    flows = [(item, flow) for flow in FLOWS if (item := item_of(edition, flow))]
    names = pl.DataFrame(flows, schema={"item": pl.String, FLOW: pl.String}, orient="row")
    return history.tallies.join(names, on="item").filter(
        pl.col("classification") == edition.main,
        pl.col("breakdown").is_in(["", GRADE, STEP]),
        pl.col("group").is_in(list(edition.classifications[edition.main].groups)),
    )


def _years(named: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Each year of an organisation, and whether the counts of its whole, its grades and its steps are all told."""
    part = pl.col("breakdown") == GRADE
    counted = named.filter(~part | pl.col("category").is_in(own_rows(edition)))
    told = (pl.col("state") == str(State.VALUE)).all() & (pl.col(FLOW).n_unique() == len(FLOWS))
    return counted.group_by("year", "organisation").agg(told=told & part.any())


def own_rows(edition: Edition) -> list[str]:
    """The grade rows whose people no other row counts as well."""
    breakdown = edition.breakdowns.get(GRADE)
    return [category.code for category in breakdown.categories.values() if not category.part_of] if breakdown else []


def staff_of(history: History) -> pl.DataFrame:
    """The people of each snapshot: one row for each year, organisation, grade row (empty: the whole) and group."""
    edition = history.newest
    item = next((i.within for i in edition.items.values() if i.flow), "")
    staff = history.tallies.filter(
        pl.col("item") == item,
        pl.col("classification") == edition.main,
        pl.col("breakdown").is_in(["", GRADE]),
        pl.col("state") == str(State.VALUE),
        pl.col("group").is_in(list(edition.classifications[edition.main].groups)),
    )
    return staff.select("year", "organisation", "category", "group", "count")


def with_areas(frame: pl.DataFrame, history: History) -> pl.DataFrame:
    """The rows of every organisation under itself and under each area that it belongs to, as `area_type` and `area`."""
    single = frame.with_columns(area_type=pl.lit(ORGANISATION), area=pl.col("organisation"))
    return pl.concat([single, frame.join(_members(history), on="organisation")], how="diagonal")


def _members(history: History) -> pl.DataFrame:
    """Who belongs where at the newest snapshot, or at the nearest date that the register covers."""
    schema = dict.fromkeys(("organisation", *PLACE), pl.String)
    if history.register is None:
        return pl.DataFrame(schema=schema)
    day = history.register.geography_date(history.newest.snapshot)
    return pl.DataFrame(history.register.areas_at(day), schema=schema, orient="row")


def verified(edition: Edition) -> bool:
    """Whether a primary document defines the flows."""
    return all(item.verified for item in edition.items.values() if item.flow)
