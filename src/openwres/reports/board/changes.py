"""Two years beside one another in pictures: what indicators were and what they are, each kind of value on its own scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from openwres.display.charts.before_after import Change, before_after
from openwres.display.charts.rows import GAP, RATIO, SCORE_GAP, Measure, Point, Unit
from openwres.display.language import marked
from openwres.findings.sentences import Own, Subject
from openwres.findings.sentences.figure import measure_of
from openwres.reports.board.facts import Facts
from openwres.reports.board.pictures import measure_for, point_of
from openwres.reports.document import Drawing
from openwres.standards.model import Indicator

_TITLES: Mapping[tuple[Unit, str], str] = {
    (RATIO, "above"): marked("Ratios in {before} and {now}: above {neutral} is adverse"),
    (RATIO, "below"): marked("Ratios in {before} and {now}: below {neutral} is adverse"),
    (GAP, "above"): marked("Gaps in {before} and {now}: above {neutral} is adverse"),
    (GAP, "below"): marked("Gaps in {before} and {now}: below {neutral} is adverse"),
    (SCORE_GAP, "above"): marked("Differences of scores in {before} and {now}: above {neutral} is adverse"),
    (SCORE_GAP, "below"): marked("Differences of scores in {before} and {now}: below {neutral} is adverse"),
}


def before_and_after(facts: Facts, indicators: Sequence[Indicator], name: str) -> Iterator[Drawing]:
    """A drawing of each unit and adverse side, of the indicators that have one value in both years."""
    found = [(_scale(facts, i), change) for i in indicators if (change := _change(facts, i)) is not None]
    for number, scale in enumerate(dict.fromkeys(scale for scale, _ in found), 1):
        yield _drawn(facts, scale, [change for of, change in found if of == scale], f"{name}-{number}")


def _scale(facts: Facts, i: Indicator) -> Measure:
    """The scale that an indicator shares with others."""
    group = facts.subject(i).label(facts.edition.focus)
    people = facts.language.say(marked("{group} people"), group=group)
    measure = measure_for(facts.subject(i))
    return replace(measure, title="", band=None, adverse_to=people if measure.adverse else "")


def _change(facts: Facts, i: Indicator) -> Change | None:
    """The value of last year and of this one; None where one of them is not there or the series changed between them."""
    s, last = facts.subject(i), facts.edition.year - 1
    if i.adverse_limit is None or len(i.bases) > 1 or i.break_year == facts.edition.year:
        return None
    found = [(own, then) for year, own, then in facts.years_of(i) if year == last and len(then.bases) == 1]
    earlier = [_point(Subject(facts.history.editions[last], then, facts.language), own) for own, then in found]
    now = _point(s, facts.own)
    if not earlier or any(point.value is None for point in (*earlier, now)):
        return None
    return Change(f"{i.name}. {s.short}", earlier[0], now)


def _point(s: Subject, own: Own) -> Point:
    return point_of(s, "", measure_of(s, own, s.indicator.bases[0]))


def _drawn(facts: Facts, scale: Measure, changes: Sequence[Change], name: str) -> Drawing:
    say, year = facts.language.say, facts.edition.year
    neutral = f"{scale.unit.equality:g}"
    title = say(_TITLES[scale.unit, scale.adverse], before=str(year - 1), now=str(year), neutral=neutral)
    drawn = before_after(replace(scale, title=title), changes, str(year - 1), str(year), say(marked("Indicator")))
    return Drawing(name, title, drawn)
