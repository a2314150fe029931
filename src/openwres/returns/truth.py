"""What the typed figures of returns should be: the figures of their counts, with all that could explain another value.

Where a return has no count of its own, what it was pre-filled with is taken. Nothing is judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.figures import calculate_figures
from openwres.returns.batch import Returns, sorted_tallies, values_of
from openwres.returns.keys import FigureKey
from openwres.standards.model import Edition, Indicator

_KEY = list(FigureKey._fields)
_FIGURE = ["value", "state", "reason", "numerator", "denominator", "reference_numerator", "reference_denominator"]
_CELL = ["cell", "sheet", "place", "number", "decimals", "percent", "hidden", "blank"]
Lookup = Callable[[str, FigureKey], list[tuple[str, float]]]
_NEEDED = ["organisation", *_KEY, *_CELL]


@dataclass(frozen=True)
class Claim:
    """A typed figure beside the one that it claims to be.

    `value` and the counts are those of the figure; `beside` holds other figures that it could be by mistake, by what they
    are: the same of another group, basis, indicator or year.
    """

    organisation: str
    key: FigureKey
    number: float
    decimals: int
    percent: bool
    value: float | None
    state: str
    counts: tuple[int | None, int | None, int | None, int | None]
    sheet: str
    place: str
    beside: Mapping[str, tuple[tuple[str, float], ...]] = field(default_factory=dict)


def claims_of(returns: Returns) -> pl.DataFrame:
    """Every figure that a return gives for its own year, typed or as a percentage in place of a count, with the truth."""
    typed = returns.typed.filter(pl.col("year").is_null() | (pl.col("year") == returns.edition.year))
    given = pl.concat([typed.select(_NEEDED), _percentages(returns)])
    if given.is_empty():
        return given.with_columns(value=pl.lit(None, pl.Float64), state=pl.lit("missing"), reason=pl.lit(""))
    named = given["indicator"].unique().to_list()
    figures = figures_of(returns, given, lambda indicator: indicator.name in named)
    mine = figures.select(pl.col("area").alias("organisation"), *_KEY, *_FIGURE)
    return given.join(mine, on=["organisation", *_KEY], how="left", nulls_equal=True)


def _percentages(returns: Returns) -> pl.DataFrame:
    """Percentages that stand in place of counts, as claims of the figure that they are."""
    e = returns.edition
    asked = [(i.event, i.name) for i in e.indicators if i.kind == "survey_percentage"]
    of_item = pl.DataFrame(asked, schema={"item": pl.String, "indicator": pl.String}, orient="row")
    values = returns.tallies.filter(pl.col("value").is_not_null(), pl.col("count").is_null()).join(of_item, on="item")
    key = ["organisation", "item", "breakdown", "category", "group", "basis"]
    cells = returns.places.select(*key, *_CELL)
    both = values.join(cells, on=key, how="left")
    text = pl.col("value").round(6).cast(pl.String)
    return both.with_columns(
        statistic=pl.lit("percentage"),
        number=pl.coalesce("number", "value"),
        decimals=pl.coalesce("decimals", text.str.extract(r"\.(\d*[1-9])").str.len_chars().cast(pl.Int32), pl.lit(0)),
        **{name: pl.col(name).fill_null(value) for name, value in _NO_CELL.items()},
    ).select(_NEEDED)


_NO_CELL: Mapping[str, str | bool] = {
    "cell": "",
    "sheet": "",
    "place": "",
    "percent": False,
    "hidden": False,
    "blank": False,
}


def figures_of(
    returns: Returns,
    given: pl.DataFrame,
    wanted: Callable[[Indicator], bool],
    organisations: Sequence[str] | None = None,
) -> pl.DataFrame:
    """The figures of the counts for the indicators that are wanted, in every basis, with the breakdowns that claims name."""
    own = values_of(returns.tallies)
    known = sorted_tallies(pl.concat([own, returns.prefilled]).filter(pl.col("state") == str(State.VALUE)))
    counts = pl.concat([known, values_of(returns.earlier).select(known.columns)])
    if organisations is not None:
        counts = counts.filter(pl.col("organisation").is_in(organisations))
    edition = _narrowed(returns.edition, given)
    edition = replace(edition, indicators=tuple(filter(wanted, edition.indicators)))
    if counts.filter(pl.col("item").is_in([item for i in edition.indicators for item in i.items])).is_empty():
        return pl.DataFrame(schema=FIGURE_SCHEMA)  # most returns give percentages where they have no counts
    return calculate_figures(counts, edition, plain=True)


def last_figures(returns: Returns) -> pl.DataFrame:
    """The figures of the year before for the same indicators; none where that year has no edition or no tallies."""
    if returns.last is None or returns.earlier.is_empty():
        return pl.DataFrame(schema=FIGURE_SCHEMA)
    names = {i.name for i in returns.edition.indicators}
    last = replace(returns.last, indicators=tuple(i for i in returns.last.indicators if i.name in names))
    values = returns.earlier.filter(pl.col("state") == str(State.VALUE))
    return calculate_figures(values, _narrowed(last, returns.typed), plain=True)


def _narrowed(edition: Edition, given: pl.DataFrame) -> Edition:
    """The edition with no more breakdowns than the claims name, and with every basis that could be taken for another."""
    asked: dict[str, set[str]] = {}
    for name, breakdown in given.select("indicator", "breakdown").unique().iter_rows():
        asked.setdefault(name, set()).add(breakdown)
    kept = [i for i in edition.indicators if not i.supplementary]
    main = {edition.main: edition.classifications[edition.main]}
    narrow = tuple(_narrow(i, asked.get(i.name, set()), edition) for i in kept)
    return replace(edition, indicators=narrow, classifications=main)


def _narrow(indicator: Indicator, asked: set[str], edition: Edition) -> Indicator:
    bases = tuple(edition.items[indicator.event].bases) if indicator.event else indicator.bases
    if indicator.kind == "representation_gap":
        return indicator
    return replace(indicator, bases=bases, breakdowns=tuple(b for b in indicator.breakdowns if b in asked))


def claims_in(returns: Returns, wrong: pl.DataFrame) -> list[Claim]:
    """Claims that are wrong, each with the other figures that it could be."""
    if wrong.is_empty():
        return []
    beside = _beside(returns, wrong)
    found = []
    for row in wrong.iter_rows(named=True):
        key = FigureKey(*(row[name] for name in _KEY))
        counts = (row["numerator"], row["denominator"], row["reference_numerator"], row["reference_denominator"])
        found.append(
            Claim(
                row["organisation"],
                key,
                row["number"],
                row["decimals"],
                row["percent"],
                row["value"],
                row["state"] or str(State.MISSING),
                counts,
                row["sheet"],
                row["place"],
                {what: tuple(values(row["organisation"], key)) for what, values in beside.items()},
            )
        )
    return found


def _beside(returns: Returns, wrong: pl.DataFrame) -> Mapping[str, Lookup]:
    """Ways to look up figures that a claim could be by mistake: of any indicator."""
    whose = wrong["organisation"].unique().to_list()
    now = _by_organisation(figures_of(returns, returns.once("claims", claims_of), lambda _: True, whose), wrong)
    last = _by_organisation(returns.once("last figures", last_figures), wrong)

    def group(code: str, key: FigureKey) -> list[tuple[str, float]]:
        return [(k.group, v) for k, v in now.get(code, {}).items() if k._replace(group=key.group) == key and k != key]

    def basis(code: str, key: FigureKey) -> list[tuple[str, float]]:
        return [(k.basis, v) for k, v in now.get(code, {}).items() if k._replace(basis=key.basis) == key and k != key]

    def question(code: str, key: FigureKey) -> list[tuple[str, float]]:
        alike = key._replace(indicator="", basis="")
        mine = now.get(code, {}).items()
        return [(k.indicator, v) for k, v in mine if k._replace(indicator="", basis="") == alike and k[0] != key[0]]

    def share(code: str, key: FigureKey) -> list[tuple[str, float]]:
        wanted = key._replace(statistic="percentage", group="")
        mine = now.get(code, {}).items()
        return [(k.group, v) for k, v in mine if k._replace(group="") == wanted and k.statistic != key.statistic]

    def year(code: str, key: FigureKey) -> list[tuple[str, float]]:
        return [("", v) for k, v in last.get(code, {}).items() if k == key]

    return {"group": group, "basis": basis, "question": question, "share": share, "year": year}


def _by_organisation(figures: pl.DataFrame, wrong: pl.DataFrame) -> dict[str, dict[FigureKey, float]]:
    """The values of the organisations that have a wrong claim."""
    rows = figures.filter(pl.col("area").is_in(wrong["organisation"].unique().to_list()), pl.col("value").is_not_null())
    found: dict[str, dict[FigureKey, float]] = {}
    for code, value, *key in rows.select("area", "value", *_KEY).iter_rows():
        found.setdefault(code, {})[FigureKey(*key)] = value
    return found
