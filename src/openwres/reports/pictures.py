"""The pictures of a scorecard: strips and small pictures of the years, of its measures. How they are drawn is said in `display`."""

from __future__ import annotations

from dataclasses import dataclass

from openwres.display.charts.rows import GAP, PERCENT, RATIO, SCORE_GAP, Measure, Point, Unit
from openwres.display.charts.spark import spark
from openwres.display.charts.strip import Score, beyond, strip
from openwres.reports.measures import Headline
from openwres.reports.measures import Measure as Measured
from openwres.standards.model import Indicator

_WHOLE = 100.0


@dataclass(frozen=True)
class Picture:
    """A drawing; `beyond` is left or right where the value lies beyond that end of it."""

    svg: str
    beyond: str


def unit_of(i: Indicator, width: float = _WHOLE) -> Unit:
    """The unit that values of an indicator are drawn in; `width` is that of the range in which they lie."""
    if i.adverse_limit is None:
        return PERCENT
    if i.adverse_limit == 1:
        return RATIO
    return GAP if width == _WHOLE else SCORE_GAP


def strips(headline: Headline, focus: str) -> list[Picture | None]:
    """A strip for each measure: ratios, gaps and differences have one, shares and missing values have none."""
    drawn = [at for at, m in enumerate(headline.measures) if m.point is not None or m.ends]
    if headline.indicator.adverse_limit is None or not drawn:
        return [None] * len(headline.measures)
    return [
        _strip(headline, m, focus, at == drawn[0], at == drawn[-1]) if at in drawn else None
        for at, m in enumerate(headline.measures)
    ]


def _strip(headline: Headline, m: Measured, focus: str, first: bool, last: bool) -> Picture:
    """Of several strips under one another the first names the adverse side and the last has the numbers of the ticks."""
    i = headline.indicator
    unit = unit_of(i, headline.width)
    words = ". ".join(filter(None, (f"{m.label}: {m.value}", m.interval, m.flag, headline.adverse)))
    measure = Measure(i.title, unit, adverse=i.adverse_side, adverse_to=focus, band=i.non_adverse)
    lower, upper = m.ends or (None, None)
    score = Score(measure, Point(m.label, m.point, lower, upper), m.standing.mark or "block", headline.width)
    return Picture(strip(score, words, first, last), beyond(unit, m.point, headline.width))


def course_of(m: Measured) -> str:
    """The small picture of the years of a measure; empty where it has none."""
    if m.course is None or m.course.drawn is None:
        return ""
    first, last = m.course.drawn.years[0], m.course.drawn.years[-1]
    return spark(m.course.drawn, m.standing.mark or "block", f"{m.label} from {first} to {last}: {m.course.verdict}")
