"""The charts of a board report: figures and findings handed to the charts of `display`. Each has its sentence and table beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from openwres.contracts.tables import State
from openwres.display.chart import Chart
from openwres.display.charts.composition import Grade, composition
from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Curve, Placed, funnel
from openwres.display.charts.rows import GAP, PERCENT, RATIO, SCORE_GAP, Break, Measure, Point, Series, Unit
from openwres.display.charts.strip import Score, scorecard
from openwres.display.charts.trend import trend
from openwres.display.language import marked
from openwres.display.reasons import state_in_words
from openwres.findings import figure_words as words
from openwres.findings.sentences import Own, Subject
from openwres.findings.sentences.figure import measure_of
from openwres.findings.sentences.subject import Row
from openwres.reports.board.facts import Facts
from openwres.reports.document import Drawing
from openwres.standards.model import Breakdown, Indicator

_MOST_DOTS = 12
_LIMITS = ("998", "95")


def unit_of(s: Subject) -> Unit:
    """The unit in which an indicator is drawn."""
    if s.is_ratio:
        return RATIO
    if s.indicator.kind == "score":
        return SCORE_GAP
    return PERCENT if s.statistic == "percentage" else GAP


def measure_for(s: Subject) -> Measure:
    """What a chart of an indicator measures, and which side is adverse to whom."""
    i = s.indicator
    directed = i.adverse_limit is not None
    return Measure(
        s.what, unit_of(s), adverse=i.adverse_side if directed else "", adverse_to=s.focus if directed else "",
        band=i.non_adverse if s.is_ratio else None, language=s.language,
    )  # fmt: skip


def point_of(s: Subject, label: str, row: Row | None, emphasis: bool = False) -> Point:
    """A figure as a point."""
    if row is None:
        return Point(label, state=state_in_words(State.MISSING, s.language), emphasis=emphasis)
    lower, upper = (row["lower"], row["upper"]) if words.has_interval(row) else (None, None)
    state = "" if row["state"] == State.VALUE else state_in_words(row["state"], s.language)
    return Point(label, row["value"], lower, upper, state, emphasis)


def at_a_glance(facts: Facts) -> Iterator[Drawing]:
    """Every indicator that has a side that is adverse, as a strip: where its value and its interval lie beside equality."""
    scores = []
    for i in facts.nine:
        if i.adverse_limit is not None and len(i.bases) == 1:
            s, (said,) = facts.subject(i), facts.said(i)
            measure = replace(measure_for(s), title=f"{i.name}. {s.short}")
            low, high = facts.edition.items[i.event].range
            scores.append(Score(measure, point_of(s, measure.title, said.row), said.standing.mark or "dot", high - low))
    if scores:
        title = facts.language.say(marked("Where each value and its interval lie beside equality"))
        marks = facts.language.say(marked("Filled marks are adverse. Open ones are not, or are not shown to be."))
        yield Drawing("at-a-glance", title, scorecard(title, scores, facts.language), [marks])


def by_year(facts: Facts, i: Indicator) -> Iterator[Drawing]:
    """The values of the years, where there is more than one; none of years that have more than one value."""
    s = facts.subject(i)
    years = list(range(facts.history.years[0], facts.edition.year + 1))
    found = {
        year: (Subject(facts.history.editions[year], then, facts.language), own)
        for year, own, then in facts.years_of(i)
        if len(then.bases) == 1
    }
    points = tuple(
        point_of(*_of_year(found[year]))
        if year in found
        else Point(str(year), state=s.language.say(marked("no single value")))
        for year in years
    )
    if sum(point.value is not None for point in points) < 2:
        return
    breaks = (
        [Break(i.break_year, s.language.say(marked("series changed")))]
        if i.break_year and i.break_year > years[0]
        else []
    )
    title = s.language.say(marked("{what}, by year"), what=s.what)
    yield Drawing(f"course-{i.name}", title, trend(measure_for(s), years, [Series("", points)], breaks))


def _of_year(found: tuple[Subject, Own]) -> tuple[Subject, str, Row | None]:
    s, own = found
    return s, str(s.edition.year), measure_of(s, own, s.indicator.bases[0])


def among_peers(facts: Facts, i: Indicator, basis: str) -> Iterator[Drawing]:
    """The funnel of an official ratio or gap that rests on counts; none of peers that have no common funnel."""
    rows, curve = facts.peers_of(i.name, basis), facts.funnel_of(i.name, basis)
    if len(rows) < 2 or not curve:
        return
    s = facts.subject(i)
    placed = [
        Placed(point_of(s, facts.named(row["area"]), row, row["area"] == facts.organisation), row["standard_error"])
        for row in rows
    ]
    title = s.language.say(marked("{what}, among peers"), what=s.what)
    drawn = funnel(measure_for(s), placed, curve[0]["peer_average"], curves_of(curve))
    yield Drawing(f"funnel-{i.name}" + (f"-{basis}" if len(i.bases) > 1 else ""), title, drawn)


def curves_of(limits: Sequence[Row]) -> list[Curve]:
    """The limits that the funnel of peers has, from the outermost to the innermost."""
    errors = [row["standard_error"] for row in limits]
    return [
        Curve(f"{limit.replace('998', '99.8')}%", errors, [row[f"lower_{limit}"] for row in limits], [row[f"upper_{limit}"] for row in limits])
        for limit in _LIMITS
    ]  # fmt: skip


def by_category(facts: Facts, s: Subject, breakdown: Breakdown, told: Sequence[tuple[str, Row]]) -> Iterator[Drawing]:
    """A breakdown: a composition as shares and people, a comparison as dots where they are few."""
    title = s.language.say(
        marked("{what}, by {breakdown}"), what=s.what, breakdown=s.language.say(breakdown.title).lower()
    )
    name = f"chart-{breakdown.code}-{s.indicator.name}"
    if s.indicator.kind == "composition" and len(told) > 1:
        yield Drawing(name, title, _composed(facts, s, breakdown, [code for code, _ in told], title))
    elif (
        s.indicator.kind == "relative_likelihood"
        and 1 < len(told) <= _MOST_DOTS
        and any(row["value"] is not None for _, row in told)
    ):
        points = [point_of(s, facts.title_of(breakdown, code), row) for code, row in told]
        yield Drawing(name, title, dots(measure_for(s), points, rows_name=s.language.say(breakdown.title)))


def _composed(facts: Facts, s: Subject, breakdown: Breakdown, codes: Sequence[str], title: str) -> Chart:
    groups = [facts.edition.focus, facts.edition.reference, facts.edition.unknown]
    grades = []
    for code in codes:
        rows = [
            facts.own.get(s.indicator.name, "percentage", group, breakdown=breakdown.code, category=code)
            for group in groups
        ]
        first = rows[0]
        state = "" if first is None or first["state"] == State.VALUE else state_in_words(first["state"], s.language)
        people = tuple(None if row is None else row["numerator"] for row in rows)
        block, label = _in_block(facts, code, facts.title_of(breakdown, code))
        grades.append(Grade(label, first["value"] if first else None, people, state, block))
    whole = facts.own.get(s.indicator.name, "percentage", facts.edition.focus)
    named = [words.capital(s.label(group)) for group in groups]
    return composition(title, grades, named, whole["value"] if whole else None, language=s.language)


def _in_block(facts: Facts, code: str, title: str) -> tuple[str, str]:
    """The block of staff that a grade stands in, and its name within it; no block where the title names none."""
    scale = facts.edition.grade_scale
    known = scale.rows.get(code) if scale else None
    before, _, name = title.partition(", ")
    if known and scale and known.block == scale.medical_block:
        return words.capital(facts.language.say(known.block)), title
    return (before, words.capital(name)) if name else ("", title)
