"""What figures tell of counts: the numbers that they carry, each an equation over counts, and the values made of them.

A figure that is calculated from shown counts alone tells nothing new. The formulas stand here once more, as plain
arithmetic, so that the check shares nothing with what it checks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import polars as pl
from scipy import sparse

from openwres.contracts.tables import State
from openwres.disclosure.attack.equations import Equations
from openwres.disclosure.attack.knowledge import Knowledge
from openwres.disclosure.attack.rules import ALL, Slot, years_of
from openwres.disclosure.attack.sheet import ORGANISATION, SHOWN, Sheet
from openwres.standards.model import Edition, Indicator

NUMBERS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
_KIND = ["indicator", "statistic", "breakdown", "category", "classification", "group", "basis", "variant"]
_PLACE = ["area_type", "area", "indicator"]
_NEAR = 1e-6
Terms = tuple[tuple[Slot, float], ...]


class Kind(NamedTuple):
    """What a figure is of, whoever's it is."""

    indicator: str
    statistic: str
    breakdown: str
    category: str
    classification: str
    group: str
    basis: str
    variant: str


@dataclass(frozen=True)
class Told:
    """What figures say of counts, and the figures that say something else than the shown counts do, as sentences."""

    equations: Equations
    wrong: tuple[str, ...]


def told_by(figures: pl.DataFrame, sheet: Sheet, edition: Edition, knowledge: Knowledge) -> Told:
    """Every number of every figure with a value, as an equation over the counts of its place."""
    mine = figures.filter(pl.col("state") == str(State.VALUE)).with_row_index("figure")
    kinds = [Kind(*row) for row in mine.select(_KIND).unique().sort(_KIND).iter_rows()]
    terms, unknown = _terms(kinds, sheet, edition, knowledge)
    asked = _asked(mine, kinds, sheet).join(terms, on=["kind", "number"]).with_columns(_cell(sheet))
    equations, contradicted = _equations(asked, sheet)
    strange = mine.join(unknown, on=_KIND, how="semi")
    return Told(equations, (
        *_said(mine[contradicted], "carries a number that the shown counts contradict"),
        *_said(strange, "carries numbers whose counts are not known"),
        *_said(_miscalculated(mine), "has a value that its own numbers do not give"),
    ))  # fmt: skip


def _terms(
    kinds: Sequence[Kind], sheet: Sheet, edition: Edition, knowledge: Knowledge
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """For each kind and number the slots that it adds up; and the kinds of which that is not known."""
    rows, unknown = [], []
    for n, kind in enumerate(kinds):
        try:
            meant = _meaning(kind, edition, knowledge)
            rows += [
                (n, name, sheet.slots[slot], weight)
                for name, terms in zip(NUMBERS, meant, strict=False)
                for slot, weight in terms
            ]
        except KeyError:
            unknown.append(kind)
    schema = {"kind": pl.UInt32, "number": pl.String, "slot": pl.Int64, "weight": pl.Float64}
    of_kind = dict.fromkeys(_KIND, pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row"), pl.DataFrame(unknown, schema=of_kind, orient="row")


def _asked(figures: pl.DataFrame, kinds: Sequence[Kind], sheet: Sheet) -> pl.DataFrame:
    """One row for each number of each figure: the figure, its kind, its place, which number, how large."""
    named = pl.DataFrame(kinds, schema=dict.fromkeys(_KIND, pl.String), orient="row").with_row_index("kind")
    places = [(p.area_type, p.area, p.indicator, n) for n, p in enumerate(sheet.places) if p.release == 0]
    where = pl.DataFrame(places, schema=dict.fromkeys(_PLACE, pl.String) | {"place": pl.Int64}, orient="row")
    own = pl.when(pl.col("area_type") == ORGANISATION).then(pl.lit("")).otherwise("indicator")
    numbers = [pl.col(name).cast(pl.Float64) for name in NUMBERS]
    # A percentage that came without its number tells it with the people that it is of.
    numbers[0] = pl.coalesce(numbers[0], _told_by_percentage()).alias("numerator")
    placed = figures.join(named, on=_KIND).with_columns(numbers).with_columns(indicator=own).join(where, on=_PLACE)
    long = placed.unpivot(NUMBERS, index=["figure", "kind", "place"], variable_name="number", value_name="size")
    return long.filter(pl.col("size").is_not_null())


def _told_by_percentage() -> pl.Expr:
    told = (pl.col("value") * pl.col("denominator") / 100).round()
    return pl.when(pl.col("statistic") == "percentage").then(told)


def _cell(sheet: Sheet) -> pl.Expr:
    return (pl.col("place") * len(sheet.slots) + pl.col("slot")).alias("cell")


def _equations(asked: pl.DataFrame, sheet: Sheet) -> tuple[Equations, list[int]]:
    """Equations over counts that are not all shown; and the figures that contradict shown ones."""
    shown = pl.Series("shown", (sheet.state == SHOWN).ravel())
    number = pl.Series("known", np.where(sheet.state == SHOWN, sheet.number, 0.0).ravel())
    at = asked["cell"]
    rows = asked.with_columns(shown.gather(at), number.gather(at)).with_columns(part=pl.col("weight") * pl.col("known"))
    by = ["figure", "number"]
    sums = rows.group_by(by).agg(pl.col("size").first(), pl.col("part").sum(), pl.col("shown").all())
    wrong = sums.filter("shown", (pl.col("size") - pl.col("part")).abs() > _NEAR)
    open_rows = sums.filter(~pl.col("shown")).sort(by).with_row_index("row")
    terms = rows.select(*by, "cell", "weight").join(open_rows.select(*by, "row"), on=by)
    matrix = sparse.csr_array(
        (terms["weight"].to_numpy(), (terms["row"].to_numpy(), terms["cell"].to_numpy())),
        shape=(len(open_rows), sheet.cells),
    )
    size = len(open_rows)
    told = Equations(matrix, open_rows["size"].to_numpy(), np.zeros(size, bool), np.ones(size, bool))
    return told, sorted(set(wrong["figure"].to_list()))


def _meaning(kind: Kind, edition: Edition, knowledge: Knowledge) -> tuple[Terms, ...]:
    """What the numbers of a figure add up, in the order of NUMBERS; KeyError where it is not known."""
    indicator = edition.indicator(kind.indicator)
    if kind.statistic == "boards":
        return ()
    if indicator.kind == "disparity_ratio":
        return tuple(_steps(kind, indicator))
    if indicator.kind in ("composition", "representation_gap"):
        return _shares(kind, indicator, edition)
    if indicator.kind in ("relative_likelihood", "survey_percentage"):
        return tuple(_rates(kind, indicator, edition, knowledge))
    return ()


def _shares(kind: Kind, indicator: Indicator, edition: Edition) -> tuple[Terms, ...]:
    item = indicator.event or indicator.population

    def one(group: str) -> Slot:
        return Slot(item, "", kind.breakdown, kind.category, kind.classification, group)

    def whole(group: str) -> Slot:
        return Slot(indicator.population, "", "", "", kind.classification, group)

    if kind.statistic == "self_report_rate":
        return ((one(ALL), 1.0), (one(edition.unknown), -1.0)), ((one(ALL), 1.0),)
    part, total = one(kind.group), one(ALL)
    own = ((part, 1.0),), ((total, 1.0),)
    if kind.statistic == "percentage":
        return own
    if kind.statistic == "ratio_to_rest":
        return *own, ((whole(kind.group), 1.0), (part, -1.0)), ((whole(ALL), 1.0), (total, -1.0))
    if kind.statistic in ("difference", "people_to_parity", "one_person"):
        return *own, ((whole(kind.group), 1.0),), ((whole(ALL), 1.0),)
    raise KeyError(kind.statistic)


def _rates(kind: Kind, indicator: Indicator, edition: Edition, knowledge: Knowledge) -> Iterator[Terms]:
    """Events and people of each side, with those of unknown group on one side in a scenario."""
    people_basis = kind.basis if kind.basis in edition.items[indicator.population].bases else ""
    years = float(years_of(edition, knowledge, indicator.event, kind.basis))
    for side in kind.group.split(":"):
        scenario = kind.variant == f"scenario-all-{side}"
        groups = [side, edition.unknown] if scenario else [side]
        for item, its, weight in ((indicator.event, kind.basis, 1.0), (indicator.population, people_basis, years)):
            slots = (Slot(item, its, kind.breakdown, kind.category, kind.classification, group) for group in groups)
            yield tuple((slot, weight) for slot in slots)


def _steps(kind: Kind, indicator: Indicator) -> Iterator[Terms]:
    """Both groups in the lower tier, then both in the higher one, each over the categories that make the tier."""
    (breakdown,) = indicator.breakdowns
    rest, _, high = kind.category.rpartition("-")
    scale, _, low = rest.rpartition("-")
    for tier in (low, high):
        for group in kind.group.split(":"):
            categories = indicator.scales[scale][tier]
            slots = (Slot(indicator.population, "", breakdown, c, kind.classification, group) for c in categories)
            yield tuple((slot, 1.0) for slot in slots)


def _miscalculated(figures: pl.DataFrame) -> pl.DataFrame:
    """Percentages, ratios and gaps that are not what their own numbers give."""
    first = pl.col("numerator") / pl.col("denominator")
    second = pl.col("reference_numerator") / pl.col("reference_denominator")
    formulas: Mapping[str, pl.Expr] = {
        "percentage": 100 * first,
        "self_report_rate": 100 * first,
        "gap": 100 * first - 100 * second,
        "difference": 100 * first - 100 * second,
        "relative_likelihood": first / second,
        "ratio_to_rest": first / second,
    }
    right = pl.lit(None, pl.Float64)
    for statistic, formula in formulas.items():
        right = pl.when(pl.col("statistic") == statistic).then(formula).otherwise(right)
    off = (pl.col("value") - right).abs() > _NEAR * (1 + right.abs())
    return figures.filter(right.is_finite() & off)


def _said(figures: pl.DataFrame, what: str) -> list[str]:
    words = figures.select(pl.concat_str("area", *_KIND, separator=" ")).to_series()
    return [f"{' '.join(word.split())} {what}" for word in words]
