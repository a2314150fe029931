"""The sentences of trends, hard nuts and sustained improvers. What is judged is in those modules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from openwres.display import numbers
from openwres.findings.history import History, measure_of
from openwres.findings.naming import area_named
from openwres.findings.series import GAP, RATIO, Series
from openwres.findings.standing import past_equality
from openwres.standards.model import Edition

_VERDICTS = {"no_change_shown": "no change shown", "too_few": "too few years to tell"}


def sentence(row: Mapping[str, Any], s: Series, history: History) -> str:
    """What the trend of one row says; empty where there is no value at all."""
    if row["first_value"] is None or row["verdict"] == "too_few":
        return ""
    verdict = _VERDICTS.get(row["verdict"], row["verdict"])
    values = f"from {value_in_words(row['first_value'], s)} in {row['first_year']} to {value_in_words(row['last_value'], s)} in {row['last_year']}"
    parts = [f"{name_of(row, history)}: {verdict}, {values}", _change(row, s)]
    if row["verdict"] == "no_change_shown" and row["power"] is not None:
        parts.append(_power(row["power"], s))
    if row["pooled_lower"] is not None and row["pooled_value"] is not None and row["pooled_years"] > 1:
        parts.append(pooled_in_words(row, s) + _beyond(row, s, history.newest))
    return "; ".join(parts) + "."


def name_of(row: Mapping[str, Any], history: History) -> str:
    """Whose value it is, and of what: `Riverbank (Z0001), indicator 2 (white over BME)`."""
    labels = [history.newest.group_label(row["classification"], group) for group in str(row["group"]).split(":")]
    joined = (" over " if row["statistic"] in ("relative_likelihood", "disparity_ratio") else " minus ").join(labels)
    part = f", {row['category']}" if row["category"] else ""
    place = area_named(history, row["area_type"], row["area"])
    return f"{place}, indicator {row['indicator']} ({joined}{part})"


def value_in_words(value: float, s: Series) -> str:
    """A value of the series: 1.60, or +6.8 pp; a share of one group is a percentage."""
    if s.logs:
        return _ratio(value)
    if measure_of(s.indicator) == "percentage":
        return numbers.percentage(value / 100)
    return numbers.score_difference(value) if s.indicator.kind == "score" else numbers.points(value / 100)


def _change(row: Mapping[str, Any], s: Series) -> str:
    form = _form(s)
    limits = numbers.interval(row["change_lower"], row["change_upper"], form)
    return f"{'times ' if s.logs else ''}{form(row['change'])} a year ({row['confidence']:.0%} interval {limits})"


def _power(power: float, s: Series) -> str:
    stated = {RATIO: "10%", GAP: "one point"}[s.kind]
    return f"with these counts an improvement of {stated} a year would show {numbers.chance(power)}"


def pooled_in_words(row: Mapping[str, Any], s: Series) -> str:
    """The value of several years together, with its interval."""
    limits = numbers.interval(row["pooled_lower"], row["pooled_upper"], _form(s))
    return f"{row['pooled_years']} years together {value_in_words(row['pooled_value'], s)} ({limits})"


def _form(s: Series) -> Callable[[float], str]:
    """How a limit of the series is written, apart from equality where it is not on it."""
    return _ratio if s.logs else numbers.score_difference if s.indicator.kind == "score" else _points


def _ratio(value: float) -> str:
    return numbers.ratio(value, (1,))


def _points(value: float) -> str:
    return numbers.points(value / 100)


def _beyond(row: Mapping[str, Any], s: Series, edition: Edition) -> str:
    """Said where the years together lie on the other side of parity, so that nobody reads on as before."""
    if not past_equality(s.indicator, row):
        return ""
    side = "below" if s.sign > 0 else "above"
    return f", which is {side} {s.parity:g}, the side that is not adverse to {edition.group_label(edition.main, edition.focus)}"
