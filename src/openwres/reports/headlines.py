"""The figures of one organisation as short texts, one entry for each indicator: what scorecard and command line show.

Words are put together in `words`, standings judged in `standing`; nothing is calculated here but what one person changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.reasons import in_sentence, state_in_words, why
from openwres.reports import words
from openwres.reports.standing import BY_CODE, Standing, side_of, standing_of
from openwres.reports.words import Form, Row
from openwres.standards.model import Category, Edition, Indicator

NO_VALUE = "no value"
_STEP = "step"


@dataclass(frozen=True)
class Side:
    """One of the sides behind a value: who, how many of how many, and the share."""

    who: str
    counts: str
    share: str

    def __str__(self) -> str:
        if self.counts[:1].isdigit():
            return f"{self.who}: {self.counts} ({self.share})"
        joint = " " if self.counts.startswith("of ") else ", "
        return f"{self.who}: {self.share}{joint}{self.counts}" if self.counts else f"{self.who}: {self.share}"


@dataclass(frozen=True)
class Measure:
    """One value with what belongs beside it. `point`, `lower` and `upper` are numbers for a chart, where there are any.

    Where there is no value, `why` says so in a sentence and `state` in a word. `limits` are those of the interval in
    words, `note` is what one person changes.
    """

    label: str
    value: str
    why: str = ""
    state: str = ""
    limits: str = ""
    level: str = ""
    method: str = ""
    sides: tuple[Side, ...] = ()
    flags: tuple[str, ...] = ()
    band: str = ""
    reading: str = ""
    note: str = ""
    last_year: tuple[str, ...] = ()
    standing: Standing = BY_CODE["none"]
    point: float | None = None
    lower: float | None = None
    upper: float | None = None

    @property
    def interval(self) -> str:
        """The interval with its level and its method; empty where there is none."""
        return f"{self.level} interval {self.limits} ({self.method})" if self.limits else ""

    @property
    def counts(self) -> tuple[str, ...]:
        """The counts behind the value, as `White: 180 of 1,000 (18.0%)`."""
        return tuple(str(side) for side in self.sides)


@dataclass(frozen=True)
class Part:
    """One row of a composition: its share, its counts, and the share as a number where there is one."""

    title: str
    value: str
    counts: str
    why: str
    share: float | None


@dataclass(frozen=True)
class Headline:
    """One indicator: its measures, the main one first, which way is adverse, and what to be careful of.

    `cautions` are said beside the value, `notes` (kind and text) below all of them. `broken` where the year before
    cannot be compared.
    """

    indicator: Indicator
    measures: tuple[Measure, ...]
    parts: tuple[Part, ...]
    adverse: str
    cautions: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    broken: bool

    @property
    def leading(self) -> tuple[Measure, ...]:
        """The measures that stand for the indicator: one, or one for each basis."""
        return self.measures[: len(self.indicator.bases)]

    @property
    def standing(self) -> Standing:
        """Where the indicator stands; values of which none is official stand nowhere."""
        valued = [m for m in self.leading if m.standing.code != "none"]
        if not self.indicator.official and valued:
            return BY_CODE["unsettled"]
        return self.leading[0].standing


def headlines(
    edition: Edition, figures: pl.DataFrame, last_year: pl.DataFrame | None, organisation: str
) -> list[Headline]:
    """The indicators of an edition for one organisation, in order, supplementary ones last."""
    now = shown_rows(edition, figures).get(organisation, [])
    before = shown_rows(edition, last_year).get(organisation, []) if last_year is not None else []
    return headlines_of(edition, now, before)


def headlines_of(edition: Edition, now: Sequence[Row], before: Sequence[Row]) -> list[Headline]:
    """The same from rows of `shown_rows`, this year's and last year's."""
    own = _Own(edition, now, before)
    return [own.headline(indicator) for indicator in sorted(edition.indicators, key=lambda i: i.supplementary)]


def shown_rows(edition: Edition, figures: pl.DataFrame) -> dict[str, list[Row]]:
    """The rows that headlines are made of, by organisation."""
    breakdowns = ["", _STEP, *(b for i in edition.indicators if i.kind in _DIVIDED for b in i.breakdowns)]
    wanted = figures.filter(
        pl.col("area_type") == "organisation",
        pl.col("classification") == edition.main,
        pl.col("breakdown").is_in([b for b in breakdowns if not b or b == _STEP or not _is_grid(edition, b)]),
    )
    found: dict[str, list[Row]] = {}
    for row in wanted.iter_rows(named=True):
        found.setdefault(row["area"], []).append(row)
    return found


_DIVIDED = ("composition", "representation_gap")
_STOCKS = ("composition", "representation_gap", "disparity_ratio")


def _is_grid(edition: Edition, breakdown: str) -> bool:
    """Whether a breakdown is the full grid of grades, which no headline shows."""
    return edition.breakdowns[breakdown].column == "grade_row"


Key = tuple[str, str, str, str, str]


def _by_key(rows: Sequence[Row]) -> dict[Key, Row]:
    return {(r["indicator"], r["statistic"], r["category"], r["group"], r["basis"]): r for r in rows}


class _Own:
    """One organisation's figures of this year and the last, looked up by key."""

    def __init__(self, edition: Edition, now: Sequence[Row], before: Sequence[Row]) -> None:
        self.edition, self.now, self.before = edition, _by_key(now), _by_key(before)

    def headline(self, i: Indicator) -> Headline:
        makers: dict[str, Callable[[Indicator], Iterator[Measure]]] = {
            "composition": self.composition, "relative_likelihood": self.likelihood, "survey_percentage": self.survey,
            "representation_gap": self.representation, "disparity_ratio": self.disparity,
        }  # fmt: skip
        parts = tuple(self.parts(i)) if i.kind == "composition" else ()
        measures, cautions = tuple(makers[i.kind](i)), (i.caution,) if i.caution else ()
        adverse = words.adverse_sentence(self.edition, i)
        return Headline(i, measures, parts, adverse, cautions, tuple(self.notes(i)), self.breaks(i))

    def notes(self, i: Indicator) -> Iterator[tuple[str, str]]:
        if not i.verified:
            yield "Unverified", i.edition_source
        if self.breaks(i):
            yield f"Not comparable with {self.edition.year - 1}", i.broken

    def breaks(self, i: Indicator) -> bool:
        """Whether this is the first year of an edition that broke with the one before."""
        return bool(i.broken) and i.edition.startswith(str(self.edition.year))

    def group(self, code: str) -> str:
        return self.edition.group_label(self.edition.main, code)

    # One maker for each kind of indicator.

    def composition(self, i: Indicator) -> Iterator[Measure]:
        shares = {g: self.now.get((i.name, "percentage", "", g, "")) for g in self.main_groups()}
        row = shares.get(self.edition.focus)
        total = f"{numbers.count(row['denominator'])} " if row and row["denominator"] else ""
        label = f"{self.group(self.edition.focus)} share of all {total}{words.members(self.edition, i)}"
        sides = tuple(
            Side(self.group(g), numbers.count(r["numerator"]), words.percent(r["value"]))
            for g, r in shares.items() if r and r["numerator"] is not None and r["value"] is not None
        )  # fmt: skip
        yield replace(self.measure(i, row, label, words.percent), sides=sides)

    def main_groups(self) -> Sequence[str]:
        return list(self.edition.classifications[self.edition.main].groups)

    def parts(self, i: Indicator) -> Iterator[Part]:
        """The larger rows of a composition, such as tiers; none where nobody counted any of them."""
        rows = [(title, self.now.get((i.name, "percentage", c, self.edition.focus, ""))) for c, title in self.larger(i)]
        if any(row and row["state"] == State.VALUE for _, row in rows):
            yield from (self.part(title, row) for title, row in rows if row)

    def larger(self, i: Indicator) -> Iterator[tuple[str, str]]:
        for breakdown in (self.edition.breakdowns[b] for b in i.breakdowns):
            if breakdown.of:
                yield from ((code, category.title) for code, category in breakdown.categories.items())

    def part(self, title: str, row: Row) -> Part:
        if row["state"] != State.VALUE:
            return Part(title, NO_VALUE, "", why(self.edition, row["state"], row["reason"]), None)
        counts = f"{numbers.count(row['numerator'])} of {numbers.count(row['denominator'])}"
        return Part(title, words.percent(row["value"]), counts, "", row["value"])

    def likelihood(self, i: Indicator) -> Iterator[Measure]:
        for basis in i.bases:
            added = words.basis_label(self.edition, i, basis)
            label = f"{self.group(i.over)} over {self.group(i.under)}" + (f", {added}" if added else "")
            row = self.now.get((i.name, "relative_likelihood", "", f"{i.over}:{i.under}", basis))
            measure = self.measure(i, row, label, words.ratio_form(i))
            if row:
                said = words.reading(self.edition, i, row["value"])
                measure = replace(measure, sides=tuple(self.rates(i, row)), reading=said)
            yield measure

    def rates(self, i: Indicator, row: Row) -> Iterator[Side]:
        """Both sides of a ratio; counts over several years stand against people, and the rate is that of one year."""
        years = words.basis_of(self.edition, i, row["basis"]).years
        parts = (row["numerator"], row["reference_numerator"])
        wholes = (row["denominator"], row["reference_denominator"])
        for code, part, whole in zip((i.over, i.under), parts, wholes, strict=True):
            if part is None and whole is None:
                continue
            if years == 1 or part is None or whole is None:
                yield _side(self.group(code), part, whole)
            else:
                counts = f"{numbers.count(part)} in {words.span(years)}, {numbers.count(whole // years)} {words.members(self.edition, i)}"
                yield Side(self.group(code), counts, f"{_rate(part, whole)} a year")

    def survey(self, i: Indicator) -> Iterator[Measure]:
        for basis in i.bases:
            added = words.basis_label(self.edition, i, basis)
            label = f"{self.group(i.over)} less {self.group(i.under)}" + (f", {added}" if added else "")
            row = self.now.get((i.name, "gap", "", f"{i.over}:{i.under}", basis))
            measure = self.measure(i, row, label, words.points)
            yield replace(
                measure, sides=tuple(self.answers(i, basis)), last_year=(*measure.last_year, *self.answered(i, basis))
            )

    def answers(self, i: Indicator, basis: str) -> Iterator[Side]:
        """The percentages of both groups, with the counts or the base behind them where they are known."""
        rows = {g: self.now.get((i.name, "percentage", "", g, basis)) for g in (i.over, i.under)}
        if any(row and row["value"] is not None for row in rows.values()):
            yield from (_answer(self.group(group), row) for group, row in rows.items() if row)

    def answered(self, i: Indicator, basis: str) -> Iterator[str]:
        """Last year's percentages of both groups."""
        rows = {g: self.before.get((i.name, "percentage", "", g, basis)) for g in (i.over, i.under)}
        said = [f"{self.group(g)} {words.percent(r['value'])}" for g, r in rows.items() if r and r["value"] is not None]
        if said and not self.breaks(i):
            yield ", ".join(said)

    def representation(self, i: Indicator) -> Iterator[Measure]:
        for category, title in self.compared(i):
            row = self.now.get((i.name, "difference", category, self.edition.focus, ""))
            measure = self.measure(i, row, words.capital(title), words.points)
            if row and row["denominator"]:
                one = words.points(100 / row["denominator"]).removeprefix("+")
                measure = replace(
                    measure, sides=tuple(self.seats(i, row, category)), note=f"One member moves it by {one}"
                )
            yield measure

    def compared(self, i: Indicator) -> Iterator[tuple[str, str]]:
        event = self.edition.items[i.event].title
        yield "", f"all {event}"
        found: dict[str, Category] = {c: t for b in i.breakdowns for c, t in self.edition.breakdowns[b].categories.items()}
        yield from ((code, f"{found[code].title} {event}") for code in i.compared)

    def seats(self, i: Indicator, row: Row, category: str) -> Iterator[Side]:
        focus, unknown = self.group(self.edition.focus), self.edition.unknown
        yield _side(f"{focus}, board", row["numerator"], row["denominator"])
        not_known = self.now.get((i.name, "percentage", category, unknown, ""))
        if not_known and not_known["numerator"]:
            yield _side(f"{self.group(unknown)}, board", not_known["numerator"], not_known["denominator"])
        if not category:
            yield _side(f"{focus}, workforce", row["reference_numerator"], row["reference_denominator"])

    def disparity(self, i: Indicator) -> Iterator[Measure]:
        for scale in i.scales:
            row = self.now.get((i.name, "disparity_ratio", f"{scale}-lower-upper", f"{i.over}:{i.under}", ""))
            measure = self.measure(i, row, f"{words.capital(scale)}, lower to upper tier", words.ratio_form(i))
            yield replace(measure, sides=tuple(self.tiers(i, row)) if row else ())

    def tiers(self, i: Indicator, row: Row) -> Iterator[Side]:
        pairs = {"Lower tier": ("numerator", "denominator"), "Upper tier": ("reference_numerator", "reference_denominator")}
        for name, (over, under) in pairs.items():
            if row[over] is not None and row[under] is not None:
                said = f"{numbers.count(row[over])} {self.group(i.over)}, {numbers.count(row[under])} {in_sentence(self.edition, i.under)}"
                yield Side(name, "", said)

    # What all kinds share.

    def measure(self, i: Indicator, row: Row | None, label: str, form: Form) -> Measure:
        if row is None:
            return Measure(label, NO_VALUE, "not in these figures", "missing")
        has = row["state"] == State.VALUE
        side, stock = side_of(i, row), i.kind in _STOCKS
        return Measure(
            label,
            form(row["value"]) if has else NO_VALUE,
            "" if has else why(self.edition, row["state"], row["reason"]),
            "" if has else state_in_words(row["state"]),
            limits=words.limits(row, form),
            level=f"{100 * row['confidence']:g}%" if row["confidence"] else "",
            method=words.METHODS.get(row["method"], row["method"] or ""),
            flags=tuple(words.flags(i, row, side, stock)),
            band=words.band(i, row),
            last_year=tuple(self.last_year(i, row, form)),
            standing=standing_of(i, row, side),
            point=row["value"], lower=row["lower"] if words.has_interval(row) else None, upper=row["upper"],
        )  # fmt: skip

    def last_year(self, i: Indicator, row: Row, form: Form) -> Iterator[str]:
        """Last year's value and its limits, or why there is none; nothing across a break."""
        if self.breaks(i):
            return
        before = self.before.get((i.name, row["statistic"], row["category"], row["group"], row["basis"]))
        if before is None:
            return
        if before["state"] != State.VALUE:
            yield f"{words.capital(NO_VALUE)} ({state_in_words(before['state'])})"
            return
        yield form(before["value"])
        if words.has_interval(before):
            yield words.limits(before, form)


def _rate(part: int, whole: int) -> str:
    return numbers.percentage(part / whole, apart_from=(0, 1))


def _side(who: str, part: int | None, whole: int | None) -> Side:
    """A side from its counts; where one of the two is not known the other still stands."""
    if part is None:
        return Side(who, f"of {numbers.count(whole or 0)}", NO_VALUE)
    if not whole:
        return Side(who, f"{numbers.count(part)} of {'unknown' if whole is None else 'none'}", "no rate")
    return Side(who, f"{numbers.count(part)} of {numbers.count(whole)}", _rate(part, whole))


def _answer(who: str, row: Mapping[str, int | float | str | None]) -> Side:
    """One group's percentage of a survey."""
    value, part, whole = row["value"], row["numerator"], row["denominator"]
    if not isinstance(value, float):
        return Side(who, "", f"{NO_VALUE} ({state_in_words(str(row['state']))})")
    if isinstance(part, int) and isinstance(whole, int):
        return _side(who, part, whole)
    base = f"of {numbers.count(whole)}" if isinstance(whole, int) else "base not given"
    return Side(who, base, words.percent(value))
