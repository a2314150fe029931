"""The figures of one organisation as short texts, one entry for each indicator: what scorecard and command line show.

Words are put together in `words`, standings judged in `standing`; nothing is calculated here but what one person changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.reasons import in_sentence, state_in_words, why
from openwres.figures.calculate import OFFICIAL, UNSETTLED
from openwres.findings import figure_words as words
from openwres.findings.figure_words import Form, Row
from openwres.findings.standing import side_of, standing_of
from openwres.reports.courses import Courses, Key, course
from openwres.reports.measures import Headline, Measure, Part, Side
from openwres.standards.model import Category, Edition, Indicator

NO_VALUE = "no value"
ALL = "all"
_STEP = "step"


def headlines(
    edition: Edition, figures: pl.DataFrame, last_year: pl.DataFrame | None, organisation: str
) -> list[Headline]:
    """The indicators of an edition for one organisation, in order, supplementary ones last."""
    now = shown_rows(edition, figures, organisation)
    before = shown_rows(edition, last_year, organisation) if last_year is not None else {}
    return headlines_of(edition, now.get(organisation, []), before.get(organisation, []))


def headlines_of(
    edition: Edition, now: Sequence[Row], before: Sequence[Row], courses: Courses | None = None
) -> list[Headline]:
    """The same from rows of `shown_rows`, this year's and last year's, and from the years of `courses_of`."""
    own = _Own(edition, now, before, courses or {})
    return [own.headline(indicator) for indicator in sorted(edition.indicators, key=lambda i: i.supplementary)]


def shown_rows(edition: Edition, figures: pl.DataFrame, only: str | None = None) -> dict[str, list[Row]]:
    """The rows that headlines are made of, by organisation; of one alone where it is named."""
    breakdowns = {"", _STEP, *(b for i in edition.indicators for b in _shown(edition, i))}
    wanted = figures.filter(
        pl.col("area_type") == "organisation",
        pl.lit(True) if only is None else pl.col("area") == only,
        pl.col("classification") == edition.main,
        pl.col("breakdown").is_in(sorted(breakdowns)),
        pl.col("variant").is_in([OFFICIAL, UNSETTLED]),
    )
    found: dict[str, list[Row]] = {}
    for row in wanted.iter_rows(named=True):
        found.setdefault(row["area"], []).append(row)
    return found


_MOST_ROWS = 12


def _shown(edition: Edition, i: Indicator) -> list[str]:
    """The breakdowns that a headline shows: of a composition its larger rows, or a grid that is short; never a long one."""
    if i.kind == "representation_gap":
        return list(i.breakdowns)
    if i.kind != "composition":
        return []
    larger = [b for b in i.breakdowns if edition.breakdowns[b].of]
    return larger or [b for b in i.breakdowns if len(edition.breakdowns[b].categories) <= _MOST_ROWS]


def _key(row: Row) -> Key:
    return row["indicator"], row["statistic"], row["category"], row["group"], row["basis"]


def _by_key(rows: Sequence[Row]) -> dict[Key, Row]:
    return {_key(row): row for row in rows}


class _Own:
    """One organisation's figures of this year and the last, looked up by key."""

    def __init__(self, edition: Edition, now: Sequence[Row], before: Sequence[Row], courses: Courses) -> None:
        self.edition, self.now, self.before, self.courses = edition, _by_key(now), _by_key(before), courses

    def headline(self, i: Indicator) -> Headline:
        makers: dict[str, Callable[[Indicator], Iterator[Measure]]] = {
            "composition": self.composition, "relative_likelihood": self.likelihood, "survey_percentage": self.survey,
            "representation_gap": self.representation, "disparity_ratio": self.disparity,
            "score": self.scores, "yes_no": self.yes_no,
        }  # fmt: skip
        parts = tuple(self.parts(i)) if i.kind == "composition" else ()
        measures, adverse = tuple(makers[i.kind](i)), words.adverse_sentence(self.edition, i)
        badges = (*(() if i.verified else ("Unverified",)), *(() if i.official else ("Not official",)))
        cautions = (i.caution,) if i.caution else ()
        low, high = self.edition.items[i.event or i.population].range
        return Headline(
            i, measures, parts, adverse, badges, cautions, tuple(self.notes(i)), self.breaks(i), width=high - low
        )

    def notes(self, i: Indicator) -> Iterator[tuple[str, str]]:
        if not i.verified:
            yield "Unverified", i.edition_source
        if self.breaks(i):
            yield f"Not comparable with {self.edition.year - 1}", i.broken

    def breaks(self, i: Indicator) -> bool:
        """Whether this is the first year of an edition that broke with the one before."""
        return i.break_year == self.edition.year

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
        """The rows of a composition, such as tiers; none where nobody counted any of them."""
        rows = [(title, self.now.get((i.name, "percentage", c, self.edition.focus, ""))) for c, title in self.rows(i)]
        if any(row and row["state"] == State.VALUE for _, row in rows):
            yield from (self.part(title, row) for title, row in rows if row)

    def rows(self, i: Indicator) -> Iterator[tuple[str, str]]:
        for breakdown in (self.edition.breakdowns[b] for b in _shown(self.edition, i)):
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
            plain = row is not None and words.has_interval(row) and len(i.bases) == 1
            said = words.reading(self.edition, i, measure.point) if plain else ""
            sides = tuple(self.rates(i, row) if row else ()) or tuple(self.answers(i, basis))
            yield replace(measure, sides=sides, reading=said)

    def rates(self, i: Indicator, row: Row) -> Iterator[Side]:
        """Both sides of a ratio; counts over several years stand against people, and the rate is that of one year."""
        years = words.basis_of(self.edition, i, row["basis"]).years
        parts = (row["numerator"], row["reference_numerator"])
        wholes = (row["denominator"], row["reference_denominator"])
        for code, part, whole in zip((i.over, i.under), parts, wholes, strict=True):
            if parts == (None, None):
                return
            if years == 1 or part is None or whole is None:
                yield _side(self.group(code), part, whole)
            else:
                counts = f"{numbers.count(part)} in {words.span(years)}, {numbers.count(whole // years)} {words.members(self.edition, i)}"
                yield Side(self.group(code), counts, _rate(part, whole), "a year")

    def survey(self, i: Indicator) -> Iterator[Measure]:
        if not i.under:
            yield from (self.alone(i, basis) for basis in i.bases)
            return
        for basis in i.bases:
            added = words.basis_label(self.edition, i, basis)
            label = f"{self.group(i.over)} less {self.group(i.under)}" + (f", {added}" if added else "")
            row = self.now.get((i.name, "gap", "", f"{i.over}:{i.under}", basis))
            measure = self.measure(i, row, label, words.points)
            doubt = (*measure.last_doubt, *self.answered(i, basis))
            yield replace(measure, sides=tuple(self.answers(i, basis)), last_doubt=doubt)

    def alone(self, i: Indicator, basis: str) -> Measure:
        """The percentage of the one group that was asked."""
        row = self.now.get((i.name, "percentage", "", i.over, basis))
        added = words.basis_label(self.edition, i, basis)
        label = f"{self.group(i.over)} {words.members(self.edition, i)}" + (f", {added}" if added else "")
        counted = row is not None and row["value"] is not None
        return replace(
            self.measure(i, row, label, words.percent),
            sides=(_answer(self.group(i.over), row),) if row and counted else (),
        )

    def scores(self, i: Indicator) -> Iterator[Measure]:
        for basis in i.bases:
            row = self.now.get((i.name, "gap", "", f"{i.over}:{i.under}", basis))
            low, high = self.edition.items[i.event].range
            label = f"{self.group(i.over)} less {self.group(i.under)}, on a scale from {low:g} to {high:g}"
            rows = {g: self.now.get((i.name, "score", "", g, basis)) for g in (i.over, i.under, ALL)}
            sides = (
                _scored("All" if group == ALL else self.group(group), r)
                for group, r in rows.items() if r and r["value"] is not None
            )  # fmt: skip
            yield replace(self.measure(i, row, label, words.score_difference), sides=tuple(sides))

    def yes_no(self, i: Indicator) -> Iterator[Measure]:
        row = self.now.get((i.name, "yes", "", ALL, ""))
        label = words.capital(self.edition.items[i.event].title)
        measure = self.measure(i, row, label, lambda value: "Yes" if value else "No")
        evidence = row["reason"] if row and row["state"] == State.VALUE else ""
        yield replace(measure, sides=(Side("Evidence", evidence, ""),) if evidence else ())

    def answers(self, i: Indicator, basis: str) -> Iterator[Side]:
        """The percentages of both groups, with the counts or the base behind them where they are known."""
        rows = {g: self.now.get((i.name, "percentage", "", g, basis)) for g in (i.over, i.under)}
        if any(row and row["value"] is not None for row in rows.values()):
            yield from (_answer(self.group(group), row) for group, row in rows.items() if row)

    def answered(self, i: Indicator, basis: str) -> Iterator[str]:
        """Last year's percentages of both groups."""
        rows = {g: self.before.get((i.name, "percentage", "", g, basis)) for g in (i.over, i.under)}
        said = [
            f"{self.group(g)}\u00a0{words.percent(r['value'])}" for g, r in rows.items() if r and r["value"] is not None
        ]
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
        found: dict[str, Category] = {
            c: t for b in i.breakdowns for c, t in self.edition.breakdowns[b].categories.items()
        }
        yield from ((code, f"{found[code].title} {event}") for code in i.compared)

    def seats(self, i: Indicator, row: Row, category: str) -> Iterator[Side]:
        """Seats of the focus group and seats of nobody knows whom; for the whole board the workforce beside it."""
        focus, unknown = self.group(self.edition.focus), self.group(self.edition.unknown).lower()
        not_known = self.now.get((i.name, "percentage", category, self.edition.unknown, ""))
        yield _side("Board", row["numerator"], row["denominator"], focus)
        if not_known and not_known["numerator"]:
            yield _side("Board", not_known["numerator"], not_known["denominator"], unknown)
        if not category:
            yield _side("Workforce", row["reference_numerator"], row["reference_denominator"], focus)

    def disparity(self, i: Indicator) -> Iterator[Measure]:
        for scale in i.scales:
            row = self.now.get((i.name, "disparity_ratio", f"{scale}-lower-upper", f"{i.over}:{i.under}", ""))
            measure = self.measure(i, row, f"{words.capital(scale)}, lower to upper tier", words.ratio_form(i))
            yield replace(measure, sides=tuple(self.tiers(i, row)) if row else ())

    def tiers(self, i: Indicator, row: Row) -> Iterator[Side]:
        if row["state"] not in (State.VALUE, State.NOT_CALCULABLE):
            return
        pairs = {
            "Lower tier": ("numerator", "denominator"),
            "Upper tier": ("reference_numerator", "reference_denominator"),
        }
        for name, (over, under) in pairs.items():
            if row[over] is not None and row[under] is not None:
                said = f"{numbers.count(row[over])} {self.group(i.over)}, {numbers.count(row[under])} {in_sentence(self.edition, i.under)}"
                yield Side(name, "", said)

    # What all kinds share.

    def measure(self, i: Indicator, row: Row | None, label: str, form: Form) -> Measure:
        if row is None:
            return Measure(label, NO_VALUE, "not in these figures", "missing")
        last_year, last_doubt = self.last_year(i, row, form)
        has = row["state"] == State.VALUE
        side, stock = side_of(i, row), self.edition.is_stock(i)
        return Measure(
            label,
            form(row["value"]) if has else NO_VALUE,
            "" if has else why(self.edition, row["state"], row["reason"]),
            "" if has else state_in_words(row["state"]),
            limits=words.limits(row, form),
            level=f"{100 * row['confidence']:g}%" if row["confidence"] else "",
            method=words.METHOD_NAMES.get(row["method"], row["method"] or ""),
            flag=words.flag(i, row, side, stock),
            band=words.band(i, row),
            last_year=last_year,
            last_doubt=last_doubt,
            standing=standing_of(i, row, side),
            point=row["value"],
            people=self.people(i, row),
            course=course(i, self.courses.get(_key(row))),
            ends=(row["lower"], row["upper"]) if words.has_interval(row) else None,
        )  # fmt: skip

    def people(self, i: Indicator, row: Row) -> str:
        """What a gap is in people, and what would bring a part to parity; empty where neither is known."""
        excess = self.now.get((i.name, "excess_people", row["category"], row["group"], row["basis"]))
        if excess and excess["value"] is not None:
            return words.at_reference_rate(self.edition, i, excess["value"])
        parity = self.now.get((i.name, "people_to_parity", row["category"], row["group"], row["basis"]))
        if i.kind == "representation_gap" and parity and parity["value"] is not None:
            return words.to_parity(self.edition, parity["value"])
        return ""

    def last_year(self, i: Indicator, row: Row, form: Form) -> tuple[str, tuple[str, ...]]:
        """Last year's value, or why there is none, and its limits; nothing across a break."""
        before = self.before.get((i.name, row["statistic"], row["category"], row["group"], row["basis"]))
        if before is None or self.breaks(i):
            return "", ()
        if before["state"] != State.VALUE:
            return state_in_words(before["state"]), ()
        return form(before["value"]), (words.limits(before, form),) if words.has_interval(before) else ()


def _rate(part: int, whole: int) -> str:
    return numbers.percentage(part / whole, apart_from=(0, 1))


def _side(who: str, part: int | None, whole: int | None, what: str = "") -> Side:
    """A side from its counts; where one of the two is not known the other still stands. `what` names the part."""
    if part is None:
        return Side(who, f"no count, of {numbers.count(whole)}" if whole else "no count", "")
    counted = f"{numbers.count(part)} {what}".strip()
    if not whole:
        return Side(who, counted if whole is None else f"{counted} of 0", "no rate")
    return Side(who, f"{counted} of {numbers.count(whole)}", _rate(part, whole))


def _answer(who: str, row: Mapping[str, int | float | str | None]) -> Side:
    """One group's percentage of a survey."""
    value, part, whole = row["value"], row["numerator"], row["denominator"]
    if not isinstance(value, float):
        return Side(who, state_in_words(str(row["state"])), "")
    if isinstance(part, int) and isinstance(whole, int):
        return _side(who, part, whole)
    base = f"of {numbers.count(whole)}" if isinstance(whole, int) else "base not given"
    return Side(who, base, words.percent(value))


def _scored(who: str, row: Row) -> Side:
    """One group's mean score and how many it is of."""
    base = f"of {numbers.count(row['denominator'])}" if row["denominator"] is not None else "base not given"
    return Side(who, base, numbers.score(row["value"]))
