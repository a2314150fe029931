"""Calculators of rates and of the comparison of two of them: likelihoods and survey percentages, with sampling intervals.

All indicators of a kind go through one table, whose columns say what each of them asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import State
from openwres.figures import doubt
from openwres.figures.areas import PLACE
from openwres.figures.beside import in_people, scenarios, tests
from openwres.figures.counts import ALL
from openwres.figures.setting import KEYS, Setting
from openwres.figures.states import only_values, reason_of, with_state
from openwres.standards.model import Edition

_ASKED = {
    "asked": pl.Int32, "indicator": pl.String, "basis": pl.String, "years": pl.Int64, "over": pl.String, "under": pl.String,
    "event_item": pl.String, "event_basis": pl.String, "people_item": pl.String, "people_basis": pl.String,
    "low": pl.Float64, "high": pl.Float64, "stock": pl.Boolean, "sign": pl.Int8,
}  # fmt: skip
_COUNTS = ["event", "people", "other_event", "other_people"]


def relative_likelihood(s: Setting) -> Iterator[pl.DataFrame]:
    """The rate of each group, and the ratio of the two rates that the definition names. Flows, with intervals."""
    rates = _rates(s)
    yield rates
    sides = _sides(rates, s.edition.main)
    ratios = _ratios(sides)
    yield ratios
    if not s.beside:
        return
    gaps = _gaps(sides)
    yield gaps
    yield in_people(gaps, s.edition.focus)
    yield from tests(ratios, ratios=True)
    yield from scenarios(sides, _unknown(rates, s.edition), _ratios, ratios=True)


def survey_percentage(s: Setting) -> Iterator[pl.DataFrame]:
    """The percentage of each group, and the gap between the two groups that the definition names, in points."""
    rates = _rates(s)
    yield rates
    sides = _sides(rates, s.edition.main)
    gaps = _gaps(sides)
    yield gaps
    if not s.beside:
        return
    yield in_people(gaps, s.edition.focus)
    yield from tests(gaps, ratios=False)
    yield from scenarios(sides, _unknown(rates, s.edition), _gaps, ratios=False)


def _unknown(rates: pl.DataFrame, edition: Edition) -> pl.DataFrame:
    """The rates of the people whose group is not known, of the whole."""
    return rates.filter(
        pl.col("classification") == edition.main, pl.col("group") == edition.unknown, pl.col("breakdown") == ""
    )


def _rates(s: Setting) -> pl.DataFrame:
    """Events over population in per cent, by group. Over several years the denominator is people times years."""
    both = s.gathered(_keys(s), ["event", "people"])
    published = pl.col("event_value").is_not_null()
    both = both.with_columns(
        people=pl.col("people") * pl.col("years"),
        exact=~published,
        people_state=pl.when(published & (pl.col("event_state") == str(State.VALUE)))
        .then(pl.lit(str(State.VALUE)))
        .otherwise("people_state"),
    )
    nobody = reason_of(pl.when(pl.col("group") != ALL).then("group"), pl.col("people_item"))
    both = with_state(both, ["event", "people"], [(pl.col("people") == 0, nobody)])
    rated = both.with_columns(
        value=only_values(pl.coalesce("event_value", 100 * pl.col("event") / pl.col("people"))),
        numerator=pl.when("exact").then("event"), denominator="people", statistic=pl.lit("percentage"),
    )  # fmt: skip
    return doubt.with_wilson(rated, ["event", "people"], unless="stock")


def _keys(s: Setting) -> pl.DataFrame:
    """The keys of every indicator in every basis, with what is asked for there. An area needs both sides of a comparison."""
    asked = _asked(s)
    rows = [
        (n, *key)
        for n, name in asked.select("asked", "indicator").iter_rows()
        for key in s.keys_of(s.edition.indicator(name).event, s.edition.indicator(name))
    ]
    keys = pl.DataFrame(rows, schema={"asked": pl.Int32, **KEYS}, orient="row").join(asked, on="asked")
    compared = (pl.col("group") == pl.col("over")) | (pl.col("group") == pl.col("under"))
    return keys.with_columns(needed=(pl.col("classification") != s.edition.main) | compared)


def _asked(s: Setting) -> pl.DataFrame:
    """One row for each indicator and basis: what is counted in how many years, and which sides are compared."""
    rows: list[tuple[object, ...]] = []
    for i in s.indicators:
        for basis in i.bases:
            years = s.edition.items[i.event].bases[basis].years
            base = basis if basis in s.edition.items[i.population].bases else ""
            low, high = i.non_adverse or (None, None)
            rows.append(
                (
                    len(rows),
                    i.name,
                    basis,
                    years,
                    i.over,
                    i.under,
                    i.event,
                    basis,
                    i.population,
                    base,
                    low,
                    high,
                    s.plain or s.edition.is_stock(i),
                    {"above": 1, "below": -1}[i.adverse_side] if i.adverse_limit is not None else None,
                )
            )
    return pl.DataFrame(rows, schema=_ASKED, orient="row")


def _sides(rates: pl.DataFrame, main: str) -> pl.DataFrame:
    """Both sides of a comparison in one row: `event`, `people`, `value` of the first group, `other_...` of the second."""
    on = [*PLACE, "asked", "breakdown", "category"]
    kept = ["event", "people", "value", "exact", "event_state", "event_reason", "people_state", "people_reason"]
    of_main = rates.filter(pl.col("classification") == main)
    first = of_main.filter(pl.col("group") == pl.col("over")).drop("lower", "upper", "confidence", "method")
    second = of_main.filter(pl.col("group") == pl.col("under"))
    second = second.select(*on, *(pl.col(name).alias(f"other_{name}") for name in kept))
    return first.join(second, on=on).with_columns(group=pl.concat_str("over", "under", separator=":"))


def _nobody() -> list[tuple[pl.Expr, pl.Expr]]:
    """The sides without people, and the reason."""
    return [
        (pl.col("people") == 0, reason_of(pl.col("over"), pl.col("people_item"))),
        (pl.col("other_people") == 0, reason_of(pl.col("under"), pl.col("people_item"))),
    ]


def _ratios(sides: pl.DataFrame) -> pl.DataFrame:
    """The rate of the first group over the rate of the second; of percentages that came as such, those over each other."""
    exact = pl.col("exact") & pl.col("other_exact")
    no_events = (pl.col("value") == 0) & (pl.col("other_value") == 0)
    checks = [
        *_nobody(),
        (no_events, reason_of(pl.col("event_item"))),
        (pl.col("other_value") == 0, reason_of(pl.col("under"), pl.col("event_item"))),
    ]
    counted = (pl.col("event") / pl.col("people")) / (pl.col("other_event") / pl.col("other_people"))
    value = pl.when(exact).then(counted).otherwise(pl.col("value") / pl.col("other_value"))
    ratios = with_state(sides, _COUNTS, checks).with_columns(
        value=only_values(value), statistic=pl.lit("relative_likelihood"), numerator=pl.when(exact).then("event"),
        denominator="people", reference_numerator=pl.when(exact).then("other_event"), reference_denominator="other_people",
    )  # fmt: skip
    return _flagged(doubt.with_ratio_interval(ratios, _COUNTS, unless="stock"))


def _flagged(ratios: pl.DataFrame) -> pl.DataFrame:
    """Two flags that are never merged: inside the screening band, and the interval leaves 1 out."""
    leaves_out = (pl.col("lower") > 1) | (pl.col("upper") < 1)
    return ratios.with_columns(in_band=pl.col("value").is_between("low", "high"), excludes_one=only_values(leaves_out))


def _gaps(sides: pl.DataFrame) -> pl.DataFrame:
    """The percentage of the first group less that of the second."""
    gaps = with_state(sides, _COUNTS, _nobody()).with_columns(
        value=only_values(pl.col("value") - pl.col("other_value")), statistic=pl.lit("gap"),
        numerator=pl.when("exact").then("event"), denominator="people",
        reference_numerator=pl.when("other_exact").then("other_event"), reference_denominator="other_people",
    )  # fmt: skip
    return doubt.with_difference_interval(gaps, _COUNTS, unless="stock")
