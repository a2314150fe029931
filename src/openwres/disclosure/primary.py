"""What is too small to show, by the rules of a policy, before anything is hidden with it.

Rules are asked of whole tables of counts at once; what they need to know of an item comes from the edition.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import State
from openwres.disclosure.policy import ALWAYS, BREAKDOWN, OFFICIAL, Policy
from openwres.figures.areas import ORGANISATION
from openwres.figures.released import RATES
from openwres.standards.model import Edition

PEOPLE, BASE, EVERYONE, FEW = "people", "base", "everyone", "few-events"
_PEOPLE_UNITS = ("person", "application")
_PLACE = ["area_type", "area", "indicator"]
_GROUP = ["breakdown", "category", "classification", "group"]
_PAIRS = {"item": pl.String, "basis": pl.String, "population": pl.String, "its_basis": pl.String}


def sensitive(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.Series:
    """For each of the counts the rule by which it is hidden; empty where it may be shown.

    `counts` has `shown`, the class of the entry that publishes it. A merged row is asked like any other.
    """
    numbered = counts.with_row_index("row").with_columns(
        unit=pl.col("item").replace_strict({i.code: i.unit for i in edition.items.values()}, return_dtype=pl.String),
        small_base=pl.lit(value=False),
    )
    numbered = numbered.with_columns(small_base=_small_base(edition, policy))
    beside = _beside_population(numbered, edition)
    event = beside.group_by("row").agg(
        everyone=((pl.col("count") == pl.col("people")) & (pl.col("people") > 0)).any(),
        on_small_base=pl.col("its_small_base").any(),
    )
    asked = numbered.join(event, on="row", how="left", maintain_order="left")
    asked = asked.with_columns(pl.col("everyone", "on_small_base").fill_null(value=False))
    asked = asked.with_columns(few=_few(asked, edition, policy))
    return asked.select(rule=_rule(policy))["rule"]


def _rule(policy: Policy) -> pl.Expr:
    there = (pl.col("state") == str(State.VALUE)) & (pl.col("shown") != ALWAYS)
    of_people = (pl.col("shown") == BREAKDOWN) & pl.col("unit").is_in(_PEOPLE_UNITS)
    few_people = of_people & pl.col("count").is_between(1, policy.people_below - 1)
    return (
        pl.when(there & few_people).then(pl.lit(PEOPLE))
        .when(there & pl.col("few")).then(pl.lit(FEW))
        .when(there & (pl.col("small_base") | pl.col("on_small_base"))).then(pl.lit(BASE))
        .when(there & pl.col("everyone") & pl.lit(policy.everyone)).then(pl.lit(EVERYONE))
        .otherwise(pl.lit(""))
    )  # fmt: skip


def _small_base(edition: Edition, policy: Policy) -> pl.Expr:
    """Bases of percentages, and of the two sides of an official rate, that are under the limit; also a base given beside a value."""
    populations = sorted({population for _, _, population, _ in _pairs(edition)})
    compared = (pl.col("classification") == edition.main) & pl.col("group").is_in([edition.focus, edition.reference])
    official = (pl.col("shown") == OFFICIAL) & (pl.col("breakdown") == "") & compared
    of_survey = (pl.col("shown") == BREAKDOWN) & (pl.col("unit") == "respondent")
    small = pl.col("item").is_in(populations) & pl.col("count").is_between(1, policy.base_below - 1)
    given = pl.col("value").is_not_null() & pl.col("base").is_between(1, policy.base_below - 1)
    return ((small | given) & (official | of_survey)).fill_null(value=False)


def _beside_population(counts: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """Every event with the count of those to whom it could happen."""
    pairs = pl.DataFrame(sorted(set(_pairs(edition))), schema=_PAIRS, orient="row")
    population = counts.select(
        *_PLACE, *_GROUP, population="item", its_basis="basis", people="count", its_small_base="small_base"
    )
    return counts.join(pairs, on=["item", "basis"]).join(population, on=[*_PLACE, *_GROUP, "population", "its_basis"])


def _pairs(edition: Edition) -> Iterator[tuple[str, str, str, str]]:
    """Event and basis, population and basis, of every rate whose window is one year."""
    for i in edition.indicators:
        if i.kind in RATES:
            for basis in i.bases:
                if edition.items[i.event].bases[basis].years == 1:
                    yield i.event, basis, i.population, basis if basis in edition.items[i.population].bases else ""


def _few(counts: pl.DataFrame, edition: Edition, policy: Policy) -> pl.Series:
    """All counts of the whole of an item of which an organisation has too few in one of the two sides."""
    names = policy.few_events.indicators
    events = {i.event for i in edition.indicators if i.name in names}
    sides = pl.col("group").is_in([edition.focus, edition.reference]) & (pl.col("classification") == edition.main)
    of_whole = (
        pl.col("item").is_in(sorted(events)) & (pl.col("breakdown") == "") & (pl.col("area_type") == ORGANISATION)
    )
    few = of_whole & sides & pl.col("count").is_between(1, policy.few_events.up_to)
    organisations = counts.filter(few).select("area", "item", "basis").unique().with_columns(few=pl.lit(value=True))
    found = counts.select("area", "item", "basis", of_whole=of_whole)
    found = found.join(organisations, on=["area", "item", "basis"], how="left", maintain_order="left")
    return found.select(few=pl.col("few").fill_null(value=False) & pl.col("of_whole"))["few"]
