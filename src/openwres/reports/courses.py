"""The years of one organisation for its scorecard: the trend of each measure in a word, and the picture of its values.

How a trend is judged is the business of `findings`, how it is drawn that of `pictures`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import polars as pl

from openwres.display.charts.rows import GAP, PERCENT, RATIO, Point, Unit
from openwres.display.charts.spark import Years
from openwres.findings.figure_words import Row
from openwres.reports.measures import Course
from openwres.standards.model import Indicator

if TYPE_CHECKING:
    from openwres.findings.history import Past

Key = tuple[str, str, str, str, str]
Yearly = list[tuple[int, Point]]
Courses = Mapping[Key, tuple[Row, Yearly]]

_KEY = ["indicator", "statistic", "category", "group", "basis"]


def courses_of(past: Past | None, only: str | None = None) -> dict[str, Courses]:
    """Trend and yearly values by organisation and by the key of the measure; of one organisation where it is named."""
    if past is None:
        return {}
    trends = past.trends if only is None else past.trends.filter(pl.col("area") == only)
    yearly = past.figures.join(trends, on=["area", *_KEY], how="semi").sort("year")
    values: dict[tuple[str, Key], Yearly] = {}
    for area, *key, year, value, lower, upper in yearly.select(
        "area", *_KEY, "year", "value", "lower", "upper"
    ).iter_rows():
        values.setdefault((area, _key(key)), []).append((year, Point(str(year), value, lower, upper)))
    found: dict[str, dict[Key, tuple[Row, Yearly]]] = {}
    for row in trends.iter_rows(named=True):
        own = _key([row[name] for name in _KEY])
        found.setdefault(row["area"], {})[own] = (row, values.get((row["area"], own), []))
    return dict(found)


def _key(parts: Sequence[str]) -> Key:
    indicator, statistic, category, group, basis = parts
    return indicator, statistic, category, group, basis


def course(i: Indicator, found: tuple[Row, Yearly] | None) -> Course | None:
    """The course of a measure of an indicator; None where there are no years."""
    if found is None:
        return None
    from openwres.findings.sentences.course import verdict

    row, years = found
    span = "" if row["first_year"] is None else f"{row['first_year']} to {row['last_year']}"
    drawn = Years(_unit(i), tuple(year for year, _ in years), tuple(point for _, point in years), i.break_year)
    return Course(verdict(i, row), span, drawn if drawn.drawable else None)


def _unit(i: Indicator) -> Unit:
    """The unit of the picture, which has no numbers: with or without equality, as a ratio or not."""
    return PERCENT if i.adverse_limit is None else RATIO if i.adverse_limit == 1 else GAP
