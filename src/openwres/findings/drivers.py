"""Which organisations drive the figure of an area, and what its change since the year before is made of.

All parts are additive and sum to the area's own; formulas are in `statistics.contributions` and `statistics.strata`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from openwres.contracts.tables import FIGURE_SCHEMA, State
from openwres.display import numbers
from openwres.findings.history import Asked, History
from openwres.findings.naming import area_named, group_named
from openwres.standards.model import Edition, Indicator
from openwres.statistics import strata
from openwres.statistics.contributions import excess, fewest_holding, without_each

METHOD = "excess-by-organisation"
NAMED = 3
"""How many organisations a sentence names at most."""

_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")
_KEY = ("standard", "year", "area_type", "area", "indicator", "statistic", "classification", "group", "basis")
_PARTS = (
    "value", "without", "excess", "excess_within", "excess_level", "share_of_people", "change", "change_within", "change_mix",
    "within_ratio", "within_lower", "within_upper", "homogeneity_p_value",
)  # fmt: skip
_WHOLE = ("organisations", "expected", "holding_half")
SCHEMA: dict[str, Any] = {
    **{name: FIGURE_SCHEMA[name] for name in _KEY},
    "organisation": pl.String,
    **dict.fromkeys(_PARTS, pl.Float64),
    **dict.fromkeys(_WHOLE, pl.Int32),
    **{name: FIGURE_SCHEMA[name] for name in (*_COUNTS, "adverse", "method", "state", "reason")},
    "sentence": pl.String,
}
Counts = tuple[Any, Any, Any, Any]


@dataclass(frozen=True)
class Own:
    """Figures of organisations in order of their codes, and their counts as arrays."""

    codes: Any
    counts: Counts
    figures: Sequence[dict[str, Any]]

    @staticmethod
    def of(figures: pl.DataFrame) -> Own:
        """Those with all counts."""
        kept = figures.filter(pl.col("area_type") == "organisation", *(pl.col(name).is_not_null() for name in _COUNTS))
        kept = kept.sort("area")
        first, second, third, fourth = (kept[name].cast(pl.Float64).to_numpy() for name in _COUNTS)
        rows = kept.select("area", *_COUNTS, "value", "state", "reason").rows(named=True)
        return Own(np.array(kept["area"].to_list(), dtype=np.str_), (first, second, third, fourth), rows)

    def among(self, members: Any) -> Own:
        """Those of an area."""
        at = np.flatnonzero(np.isin(self.codes, members))
        first, second, third, fourth = (column[at] for column in self.counts)
        return Own(self.codes[at], (first, second, third, fourth), [self.figures[int(n)] for n in at])

    def laid_out(self, codes: Any) -> Counts:
        """The counts in the order of these codes, nothing where one is not there."""
        columns = [np.zeros(len(codes)) for _ in self.counts]
        at = np.searchsorted(codes, self.codes)
        for column, own in zip(columns, self.counts, strict=True):
            column[at] = own
        first, second, third, fourth = columns
        return first, second, third, fourth


def find(history: History, _: Asked) -> pl.DataFrame:
    """A row for each organisation of an area and each indicator with two rates, and one (no organisation) for the area.

    `excess` counts people of the focus group who fare worse than at the area's rate of the reference group.
    """
    members = _members(history)
    if members is None:
        return pl.DataFrame(schema=SCHEMA)
    now, before = _figures(history, history.newest.year), _figures(history, history.newest.year - 1)
    rows = [row for i in _asked(history.newest) for row in _of_indicator(history, i, now, before, members)]
    table = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    return table.with_columns(pl.col(pl.Float64).fill_nan(None)).sort(*_KEY, "organisation")


def _members(history: History) -> dict[tuple[str, str], list[str]] | None:
    """Who belongs where, as figures have it: as at the newest snapshot, or the nearest date that the register covers."""
    if history.register is None:
        return None
    day = history.register.geography_date(history.newest.snapshot)
    members: dict[tuple[str, str], list[str]] = {}
    for organisation, *area in history.register.areas_at(day):
        members.setdefault((area[0], area[1]), []).append(organisation)
    return members


def _asked(edition: Edition) -> Iterator[Indicator]:
    """The indicators with two rates and a side that is adverse."""
    for indicator in edition.indicators:
        two_rates = indicator.kind in ("relative_likelihood", "survey_percentage") and not edition.is_stock(indicator)
        if two_rates and indicator.adverse_side and edition.focus in (indicator.over, indicator.under):
            yield indicator


def _figures(history: History, year: int) -> pl.DataFrame:
    compared = pl.col("statistic").is_in(["relative_likelihood", "gap"])
    return history.measures.filter(compared, year=year, breakdown="")


def _of_indicator(
    history: History,
    indicator: Indicator,
    now: pl.DataFrame,
    before: pl.DataFrame,
    members: dict[tuple[str, str], list[str]],
) -> Iterator[dict[str, Any]]:
    comparable = history.newest.year - 1 in history.comparable_years(indicator)
    earlier = before.filter(indicator=indicator.name) if comparable else before.clear()
    for (basis,), figures in now.filter(indicator=indicator.name).sort(_KEY).group_by("basis", maintain_order=True):
        own, past = Own.of(figures), Own.of(earlier.filter(basis=basis))
        areas = figures.filter(pl.col("area_type") != "organisation").to_dicts()
        codes = [members.get((area["area_type"], area["area"]), []) for area in areas]
        its = [own.among(of_area) for of_area in codes]
        ratios = _within(its) if indicator.kind == "relative_likelihood" else [{} for _ in areas]
        for area, of_area, here, within in zip(areas, codes, its, ratios, strict=True):
            yield from _of_area(history, indicator, area, here, past.among(of_area), within)


def _of_area(
    history: History, indicator: Indicator, area: dict[str, Any], own: Own, past: Own, within: dict[str, float | None]
) -> Iterator[dict[str, Any]]:
    key = {name: area[name] for name in (*_KEY, "adverse")}
    if area["state"] != State.VALUE or not len(own.codes):
        yield (
            key
            | {name: area[name] for name in ("state", "reason", "organisations", "expected")}
            | {"organisation": "", "sentence": ""}
        )
        return
    edition = history.newest
    columns = _contributions(indicator, edition, own)
    changes = _changes(own, past)
    parts = {name: column.tolist() for name, column in (columns | changes).items()}
    for at, figure in enumerate(own.figures):
        its = {name: column[at] for name, column in parts.items()}
        counts = {name: figure[name] for name in (*_COUNTS, "value", "state", "reason")}
        yield key | counts | its | {"organisation": figure["area"], "method": METHOD, "sentence": ""}
    whole = key | {name: area[name] for name in (*_COUNTS, "value", "state", "reason", "organisations", "expected")}
    whole |= {name: float(columns[name].sum()) for name in ("excess", "excess_within", "excess_level")}
    whole |= {name: float(column.sum()) for name, column in changes.items()}
    whole |= within | {
        "organisation": "",
        "share_of_people": 1.0,
        "method": METHOD,
        "holding_half": int(fewest_holding(columns["excess"])),
    }
    yield whole | {"sentence": _sentence(whole, columns, own.codes, history)}


def _contributions(indicator: Indicator, edition: Edition, own: Own) -> dict[str, Any]:
    """What each organisation adds. Where fewer events are adverse, the excess is of people who missed the event."""
    sides = own.counts
    focus, reference = (sides[:2], sides[2:]) if indicator.over == edition.focus else (sides[2:], sides[:2])
    sign = 1 if (indicator.adverse_side == "above") == (indicator.over == edition.focus) else -1
    parts = excess(*focus, *reference)
    people = sides[1] + sides[3]
    return {
        "excess": sign * parts.total, "excess_within": sign * parts.within, "excess_level": sign * parts.level,
        "share_of_people": people / people.sum(), "without": _without(indicator, sides),
    }  # fmt: skip


def _without(indicator: Indicator, sides: Counts) -> Any:
    """The area's ratio, or gap in points, without each organisation."""
    if indicator.kind == "relative_likelihood":
        return without_each(*sides)
    left = [column.sum() - column for column in sides]
    both = (left[1] > 0) & (left[3] > 0)
    people = [np.where(both, column, 1.0) for column in (left[1], left[3])]
    return np.where(both, 100 * (left[0] / people[0] - left[2] / people[1]), np.nan)


def _changes(own: Own, past: Own) -> dict[str, Any]:
    """The change of the gap between the rates since the year before, in points: within organisations, and by the mix.

    An organisation that is there in one of the years only counts as mix. The parts sum to the area's change.
    """
    if not len(past.codes):
        return {}
    codes = np.union1d(own.codes, past.codes)
    now, then = own.laid_out(codes), past.laid_out(codes)
    first = strata.mix_of_strata(now[0], now[1], then[0], then[1])
    second = strata.mix_of_strata(now[2], now[3], then[2], then[3])
    within, mix = 100 * (first.within - second.within), 100 * (first.mix - second.mix)
    here = np.isin(codes, own.codes)
    # What left since the year before has no row; its part is spread evenly, so that the rows still sum to the area's.
    gone = mix[~here].sum() / here.sum()
    mix = mix[here] + gone
    return {"change": within[here] + mix, "change_within": within[here], "change_mix": mix}


def _within(areas: Sequence[Own]) -> list[dict[str, float | None]]:
    """The ratio within organisations, as the strata of each area, and whether their ratios differ; all areas at once."""
    sides = [np.zeros((len(areas), max((len(own.codes) for own in areas), default=0))) for _ in _COUNTS]
    for line, own in enumerate(areas):
        for side, column in zip(sides, own.counts, strict=True):
            side[line, : len(column)] = column
    x1, n1, x2, n2 = sides
    limits = strata.strata_ratio_interval(x1, n1, x2, n2)
    found = {
        "within_ratio": strata.strata_ratio(x1, n1, x2, n2), "within_lower": limits.lower, "within_upper": limits.upper,
        "homogeneity_p_value": strata.homogeneity(x1, n1, x2, n2).p_value,
    }  # fmt: skip
    return [
        {name: float(column[line]) if np.isfinite(column[line]) else None for name, column in found.items()}
        for line in range(len(areas))
    ]


def _sentence(whole: dict[str, Any], columns: dict[str, Any], codes: Any, history: History) -> str:
    edition = history.newest
    where = f"{area_named(history, whole['area_type'], whole['area'])}, {edition.label} indicator {whole['indicator']}"
    return " ".join([f"{where}: {_excess(whole, columns, codes, history)}", *_same(whole), *_change(whole, edition)])


def _excess(whole: dict[str, Any], columns: dict[str, Any], codes: Any, history: History) -> str:
    edition = history.newest
    focus, reference = group_named(edition, edition.focus), group_named(edition, edition.reference)
    people = int(numbers.rounded(whole["excess"], 0))
    if people <= 0:
        return f"{focus} people do not fare worse than at the {reference} rate of the area."
    worse = numbers.quantity(people, "case", "cases")
    says = f"{worse} adverse to {focus} people beyond the {reference} rate of the area"
    half, many = whole["holding_half"], len(codes)
    if many == 1:
        return f"{says}, all in the one organisation that has figures."
    share = float(np.sort(columns["share_of_people"])[::-1][:half].sum())
    order = np.argsort(-columns["excess"], kind="stable")[: min(half, NAMED)]
    named = "; ".join(area_named(history, "organisation", codes[at]) for at in order)
    among = ", among them " if half > NAMED else ": "
    largest = "The largest one holds" if half == 1 else f"The {half} largest hold"
    return (
        f"{says}. Half of what is adverse is in {half} of {many} organisations{among}{named}. {largest} "
        f"{numbers.percentage(share)} of all people counted."
    )


def _same(whole: dict[str, Any]) -> Iterator[str]:
    if whole.get("within_ratio") is None:
        return
    limits = numbers.interval(whole["within_lower"], whole["within_upper"], lambda limit: numbers.ratio(limit, (1,)))
    yield (
        f"The area's ratio is {numbers.ratio(whole['value'], (1,))}; within the same organisation it is "
        f"{numbers.ratio(whole['within_ratio'], (1,))} (95% interval {limits}, Mantel-Haenszel)."
    )
    if whole["homogeneity_p_value"] is not None:
        differ = "differ" if whole["homogeneity_p_value"] < 0.05 else "do not show a difference"
        p_value = numbers.p_value(whole["homogeneity_p_value"])
        yield f"The ratios of the organisations {differ} (score test of homogeneity, p-value {p_value})."


def _change(whole: dict[str, Any], edition: Edition) -> Iterator[str]:
    if whole.get("change") is None or not np.isfinite(whole["change"]):
        return
    over, under = (group_named(edition, group) for group in whole["group"].split(":"))
    yield (
        f"Since {edition.year - 1} the rate of {over} less that of {under} people changed by "
        f"{numbers.points(whole['change'] / 100)}: {numbers.points(whole['change_within'] / 100)} within organisations, "
        f"{numbers.points(whole['change_mix'] / 100)} by where people are."
    )
