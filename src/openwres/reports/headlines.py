"""The figures of one organisation as short texts, one entry for each indicator: what scorecard and command line show."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.reasons import why
from openwres.standards.model import Edition, Indicator

Row = Mapping[str, Any]
NO_VALUE = "no value"
_METHODS = {"wilson": "Wilson", "miettinen-nurminen": "Miettinen-Nurminen score"}


@dataclass(frozen=True)
class Measure:
    """One value with what belongs beside it. `point`, `lower` and `upper` are numbers for a chart, where there are any."""

    label: str
    value: str
    why: str
    interval: str
    counts: tuple[str, ...]
    flags: tuple[str, ...]
    last_year: str
    point: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class Headline:
    """One indicator: its main measure, what stands under it, which way is adverse, and what to be careful of."""

    indicator: Indicator
    measures: tuple[Measure, ...]
    adverse: str
    cautions: tuple[str, ...]

    @property
    def scale(self) -> str:
        """What the chart beside it measures: a ratio, points, or nothing."""
        return {"relative_likelihood": "ratio", "survey_percentage": "points", "representation_gap": "points"}.get(
            self.indicator.kind, ""
        )


def headlines(
    edition: Edition, figures: pl.DataFrame, last_year: pl.DataFrame | None, organisation: str
) -> list[Headline]:
    """The indicators of an edition for one organisation, in order, supplementary ones last."""
    own = _Own(edition, _of(figures, organisation), _of(last_year, organisation) if last_year is not None else [])
    return [own.headline(indicator) for indicator in sorted(edition.indicators, key=lambda i: i.supplementary)]


def _of(figures: pl.DataFrame, organisation: str) -> list[Row]:
    mine = figures.filter(pl.col("area_type") == "organisation", pl.col("area") == organisation)
    shown = mine.filter(pl.col("breakdown").is_in(["", "membership", "tier", "step", "board-class"]))
    return list(shown.iter_rows(named=True))


class _Own:
    """One organisation's figures of this year and the last, looked up by key."""

    def __init__(self, edition: Edition, now: list[Row], before: list[Row]) -> None:
        self.edition, self.now, self.before = edition, now, before

    def find(
        self, rows: list[Row], indicator: str, statistic: str, category: str = "", group: str = "", basis: str = ""
    ) -> Row | None:
        wanted = {"indicator": indicator, "statistic": statistic, "category": category, "group": group, "basis": basis}
        return next(
            (r for r in rows if all(r[k] == v for k, v in wanted.items()) and r["classification"] == self.edition.main),
            None,
        )

    def headline(self, i: Indicator) -> Headline:
        makers: dict[str, Callable[[Indicator], Iterator[Measure]]] = {
            "composition": self.composition, "relative_likelihood": self.likelihood, "survey_percentage": self.survey,
            "representation_gap": self.representation, "disparity_ratio": self.disparity,
        }  # fmt: skip
        focus = self.edition.group_label(self.edition.main, self.edition.focus)
        side = {"above 1": "Above 1", "below 1": "Below 1", "above 0": "Above 0", "below 0": "Below 0"}.get(i.adverse)
        adverse = f"{side} is adverse to {focus} staff." if side else "No direction is adverse by itself."
        if i.event == "appointed":
            adverse = adverse.replace(" staff.", " applicants.")
        unverified = () if i.verified else (f"Unverified: {i.edition_source}.",)
        return Headline(i, tuple(makers[i.kind](i)), adverse, (*((i.caution,) if i.caution else ()), *unverified))

    def composition(self, i: Indicator) -> Iterator[Measure]:
        focus = self.edition.focus
        yield self.measure(
            i,
            self.find(self.now, i.name, "percentage", "", focus),
            f"{self.group(focus)} share of all staff",
            _percent,
            [focus],
        )
        for code, category in (self.edition.breakdowns.get("tier") or _NOTHING).categories.items():
            row = self.find(self.now, i.name, "percentage", code, focus)
            if row:
                yield self.measure(i, row, category.title, _percent, [focus])
        row = self.find(self.now, i.name, "self_report_rate", "", "all")
        if row:
            yield self.measure(i, row, "Ethnicity known", _percent, ["known"])

    def likelihood(self, i: Indicator) -> Iterator[Measure]:
        for basis in i.bases:
            label = f"{self.group(i.over)} over {self.group(i.under)}" + (
                f", {basis.replace('-', ' ')} window" if len(i.bases) > 1 or basis == "two-year" else ""
            )
            row = self.find(self.now, i.name, "relative_likelihood", "", f"{i.over}:{i.under}", basis)
            yield self.measure(i, row, label, numbers.ratio, [i.over, i.under])

    def survey(self, i: Indicator) -> Iterator[Measure]:
        for basis in i.bases:
            row = self.find(self.now, i.name, "gap", "", f"{i.over}:{i.under}", basis)
            yield self.measure(i, row, f"Gap, {self.group(i.over)} less {self.group(i.under)}", _points, [])
            for group in (self.edition.reference, self.edition.focus):
                share = self.find(self.now, i.name, "percentage", "", group, basis)
                yield self.measure(i, share, f"{self.group(group)} respondents", _percent, [group])

    def representation(self, i: Indicator) -> Iterator[Measure]:
        titles = {"": "Whole board less workforce"} | {
            c: f"{t.title} members less workforce"
            for b in i.breakdowns
            for c, t in self.edition.breakdowns[b].categories.items()
            if c in i.compared
        }
        for category, title in titles.items():
            row = self.find(self.now, i.name, "difference", category, self.edition.focus)
            yield self.measure(
                i,
                row,
                title,
                _points,
                [
                    f"{self.group(self.edition.focus)} on the board",
                    f"{self.group(self.edition.focus)} in the workforce",
                ],
            )

    def disparity(self, i: Indicator) -> Iterator[Measure]:
        for scale in i.scales:
            row = self.find(self.now, i.name, "disparity_ratio", f"{scale}-lower-upper", f"{i.over}:{i.under}")
            yield self.measure(
                i,
                row,
                f"{scale.capitalize().replace('-', ' ')}, lower to upper tier".replace("Non clinical", "Non-clinical"),
                numbers.ratio,
                [],
            )

    def group(self, code: str) -> str:
        return self.edition.group_label(self.edition.main, code)

    def measure(
        self, i: Indicator, row: Row | None, label: str, form: Callable[[float], str], who: list[str]
    ) -> Measure:
        if row is None:
            return Measure(label, NO_VALUE, "not in these figures", "", (), (), "", None, None, None)
        has = row["state"] == State.VALUE
        return Measure(
            label,
            form(row["value"]) if has else NO_VALUE,
            "" if has else why(self.edition, row["state"], row["reason"]),
            _interval(row, form),
            tuple(self.counts(row, who)),
            tuple(_flags(i, row)),
            self.last_year(i, row, form),
            row["value"], row["lower"], row["upper"],
        )  # fmt: skip

    def counts(self, row: Row, who: list[str]) -> Iterator[str]:
        """The counts behind a value, as `White: 180 of 1,000 (18.0%)`."""
        years = 2 if row["basis"] == "two-year" else 1
        pairs = [(row["numerator"], row["denominator"]), (row["reference_numerator"], row["reference_denominator"])]
        for name, (part, whole) in zip(who, pairs, strict=False):
            label = self.group(name) if name in (self.edition.focus, self.edition.reference) else name
            if part is not None and whole:
                staff = f"{numbers.count(whole // years)}" + (" over two years" if years == 2 else "")
                yield f"{label}: {numbers.count(part)} of {staff} ({numbers.percentage(part / whole)})"
            elif part is None and whole:
                yield f"{label}: {numbers.count(whole)} answered"

    def last_year(self, i: Indicator, row: Row, form: Callable[[float], str]) -> str:
        """Last year's value, or why the two years cannot stand on one line."""
        if not self.before:
            return ""
        year = row["year"]
        if i.broken and i.edition.startswith(str(year)):
            return f"Not comparable with {year - 1}: {i.broken}"
        before = self.find(self.before, i.name, row["statistic"], row["category"], row["group"], row["basis"])
        if before is None:
            return ""
        if before["state"] != State.VALUE:
            return f"{year - 1}: {NO_VALUE} ({why(self.edition, before['state'], before['reason'])})"
        return f"{year - 1}: {form(before['value'])}"


class _NOTHING:
    categories: Mapping[str, Any] = {}


def _percent(value: float) -> str:
    return numbers.percentage(value / 100)


def _points(value: float) -> str:
    return numbers.points(value / 100)


def _interval(row: Row, form: Callable[[float], str]) -> str:
    if row["lower"] is None and row["upper"] is None:
        return ""
    limits = numbers.interval(row["lower"], row["upper"], form)
    return f"{numbers.percentage(row['confidence']).replace('.0%', '%')} interval {limits} ({_METHODS[row['method']]})"


def _flags(i: Indicator, row: Row) -> Iterator[str]:
    if row["in_band"] is not None and i.non_adverse:
        low, high = (numbers.ratio(limit) for limit in i.non_adverse)
        yield f"{'Inside' if row['in_band'] else 'Outside'} the {low} to {high} screening band"
    if row["excludes_one"] is not None:
        yield (
            "Interval leaves 1 out" if row["excludes_one"] else "Interval holds 1: the counts do not show a difference"
        )
