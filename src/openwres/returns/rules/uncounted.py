"""Rules about typed figures that no counts stand behind, or that stand twice, or that give last year again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from openwres.contracts.problems import Severity
from openwres.contracts.tables import State
from openwres.returns.batch import Returns
from openwres.returns.keys import FigureKey
from openwres.returns.rules.naming import figure_in_words
from openwres.returns.rules.rule import Hit, Rule
from openwres.returns.truth import claims_of, last_figures

_LARGEST = 20  # R07
_KEY = list(FigureKey._fields)
_ROW = ["organisation", "indicator", "breakdown", "category", "basis"]


def _hit(returns: Returns, row: dict[str, Any], said: str) -> Hit:
    key = FigureKey(*(row[name] for name in _KEY))
    sentence = f"{figure_in_words(returns.edition, key)}: {said}"
    return Hit(row["organisation"], sentence, returns.keys.of_figure(key), row["sheet"], row["place"])


def _claims(returns: Returns) -> pl.DataFrame:
    """The claims that have a number, in order; several rules ask for them."""
    found = returns.once("claims", claims_of)
    return found.filter(pl.col("number").is_not_null()).sort("organisation", *_KEY, "sheet", "place")


def _uncounted(returns: Returns) -> pl.DataFrame:
    """Claims that no counts stand behind."""
    known = pl.col("state").is_in([str(State.VALUE), str(State.NOT_CALCULABLE)])
    return _claims(returns).filter(~known.fill_null(value=False))


def _implausible(returns: Returns) -> Iterator[Hit]:
    ratios = _uncounted(returns).filter(pl.col("statistic") == "relative_likelihood")
    for row in ratios.filter(pl.col("percent") | (pl.col("number") > _LARGEST)).iter_rows(named=True):
        sign = " with a percent sign" if row["percent"] else ""
        yield _hit(
            returns,
            row,
            f"{row['number']:g}{sign} is no ratio of two rates, and there are no counts to see what it is.",
        )


def _impossible(returns: Returns) -> Iterator[Hit]:
    share = pl.col("statistic").is_in(["percentage", "self_report_rate"])
    points = pl.col("statistic").is_in(["gap", "difference"])
    number = pl.col("number")
    wrong = (share & ~number.is_between(0, 100)) | (points & ~number.is_between(-100, 100))
    wrong |= (pl.col("statistic") == "relative_likelihood") & (number < 0)
    for row in _uncounted(returns).filter(wrong).iter_rows(named=True):
        yield _hit(returns, row, f"{row['number']:g} cannot be.")


def _unlike_percentages(returns: Returns) -> Iterator[Hit]:
    """A ratio that the two percentages beside it cannot give, whatever they were before they were rounded."""
    claims, e = _uncounted(returns), returns.edition
    sides = pl.DataFrame([(i.name, i.over, i.under) for i in e.indicators if i.kind == "relative_likelihood"],
                         schema=["indicator", "over", "under"], orient="row")  # fmt: skip
    half = 0.5 * pl.lit(10.0).pow(-pl.col("decimals"))
    shares = claims.filter(pl.col("statistic") == "percentage").with_columns(
        low=pl.col("number") - half, high=pl.col("number") + half
    )
    columns = [*_ROW, "number", "low", "high", "decimals"]
    both = claims.filter(pl.col("statistic") == "relative_likelihood").join(sides, on="indicator")
    both = both.with_columns(low=pl.col("number") - half, high=pl.col("number") + half)
    for side in ("over", "under"):
        own = shares.select(*columns, side_group="group").rename(
            {n: f"{side}_{n}" for n in ("number", "low", "high", "decimals")}
        )
        both = both.join(own, left_on=[*_ROW, side], right_on=[*_ROW, "side_group"])
    least = pl.col("over_low") / pl.col("under_high")
    most = pl.when(pl.col("under_low") > 0).then(pl.col("over_high") / pl.col("under_low"))
    wrong = both.filter((pl.col("high") < least) | (pl.col("low") > most))
    for row in wrong.iter_rows(named=True):
        said = f"{row['number']:g}, and the rates of {row['over_number']:g}% and {row['under_number']:g}% give {_ratio_of(row)}."
        yield _hit(returns, row, said)


def _ratio_of(row: dict[str, Any]) -> str:
    return f"{row['over_number'] / row['under_number']:.2f}" if row["under_number"] else "none"


def _shares(returns: Returns) -> Iterator[Hit]:
    """Shares of all groups that cannot add up to 100, whatever they were before they were rounded."""
    e = returns.edition
    whole = [i.name for i in e.indicators if i.kind in ("composition", "representation_gap")]
    groups = e.classifications[e.main].groups
    shares = _uncounted(returns).filter(
        pl.col("statistic") == "percentage", pl.col("indicator").is_in(whole), pl.col("group").is_in(list(groups))
    )
    half = 0.5 * pl.lit(10.0).pow(-pl.col("decimals"))
    summed = shares.group_by(_ROW, maintain_order=True).agg(
        pl.col("number").sum().alias("total"), half.sum().alias("slack"), pl.len().alias("n"),
        *(pl.col(name).first() for name in ("statistic", "group", "sheet", "place")),
    )  # fmt: skip
    wrong = summed.filter(pl.col("n") == len(groups), (pl.col("total") - 100).abs() > pl.col("slack") + 1e-9)
    for row in wrong.iter_rows(named=True):
        yield _hit(returns, row, f"the shares of all groups add up to {row['total']:.4g}%, which no rounding explains.")


def _two_values(returns: Returns) -> Iterator[Hit]:
    """One figure in two places with two values that differ by more than their rounding."""
    unit = pl.lit(10.0).pow(-pl.col("decimals"))
    several = _claims(returns).group_by("organisation", *_KEY, maintain_order=True).agg(
        low=pl.col("number").min(), high=pl.col("number").max(), slack=unit.max() / 2 + unit.min() / 2, n=pl.len(),
        sheet=pl.col("sheet").last(), place=pl.col("place").last(),
    )  # fmt: skip
    for row in several.filter(pl.col("high") - pl.col("low") > pl.col("slack")).iter_rows(named=True):
        yield _hit(returns, row, f"it is given as {row['low']:g} and as {row['high']:g}.")


def _restated(returns: Returns) -> Iterator[Hit]:
    """Figures of the year before that are not those of last year's return."""
    again = returns.typed.filter(pl.col("year") == returns.edition.year - 1, pl.col("number").is_not_null())
    if again.is_empty():
        return
    last = returns.once("last figures", last_figures)
    known = last.select(pl.col("area").alias("organisation"), *_KEY, was="value").filter(pl.col("was").is_not_null())
    unit = pl.lit(10.0).pow(-pl.col("decimals"))
    both = again.join(known, on=["organisation", *_KEY]).filter(
        (pl.col("number") - pl.col("was")).abs() > unit / 2 + 1e-9
    )
    for row in both.sort("organisation", *_KEY).iter_rows(named=True):
        places = max(row["decimals"], 2)
        yield _hit(
            returns,
            row,
            f"last year is given as {row['number']:g}, and last year's return gives {row['was']:.{places}f}.",
        )


RULES: tuple[Rule, ...] = (
    Rule(
        "ratio-implausible",
        "R07",
        Severity.BLOCK,
        "a ratio without counts has a percent sign or is above 20",
        "Give the counts, or correct the ratio.",
        "A rate in the place of a ratio reads as an enormous one. With counts, 20 may be right.",
        "North Cumbria Integrated Care NHS FT, 2023: 17.16% for indicator 2",
        _implausible,
    ),
    Rule(
        "impossible-percentage",
        "R10",
        Severity.BLOCK,
        "a percentage below 0 or above 100, a difference beyond 100 points, a ratio below 0",
        "Correct the cell.",
        "It cannot be what it is called.",
        "Definitions of indicators 5 to 9",
        _impossible,
    ),
    Rule(
        "ratio-unlike-percentages",
        "R08",
        Severity.BLOCK,
        "a ratio that the two percentages beside it cannot give",
        "Correct the percentage or the ratio; give the counts.",
        "One of three figures is wrong and nobody can tell which.",
        "Kent and Medway NHS and Social Care Partnership Trust, 2020: 9.6% and 55.9% beside 1.1",
        _unlike_percentages,
    ),
    Rule(
        "shares-do-not-add-up",
        "R01",
        Severity.BLOCK,
        "shares of all groups that no rounding brings to 100%",
        "Correct the share that is wrong.",
        "A share is wrong or stands twice.",
        "NHS Scientist Training Programme, 2018: shares of 102.8%; consultant appointments 2011 to 2019: 101.1%",
        _shares,
    ),
    Rule(
        "two-values",
        "R16",
        Severity.BLOCK,
        "one figure stands in two places with two values",
        "Keep one of them.",
        "Two pages of one report contradict one another.",
        "Kent and Medway NHS and Social Care Partnership Trust, 2020: 1.7 and 1.8",
        _two_values,
    ),
    Rule(
        "restated",
        "R16",
        Severity.CONFIRM,
        "last year's figure is given otherwise than in last year's return",
        "Say why it was restated, or take last year's.",
        "A trend over restated values is no trend.",
        "Kent and Medway NHS and Social Care Partnership Trust, 2022: 1.3 for 1.37 the year before",
        _restated,
    ),
)
