"""What four numbers say: events and people in two groups, as a ratio with its doubt and in plain sentences.

The formulas are in `statistics`, the sentences in `ratio_words`; nothing here reads a definition or a file.
"""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass
from operator import index
from typing import Any, Literal

from openwres.contracts.exceptions import UsageError
from openwres.statistics.differences import difference_interval, difference_of_rates
from openwres.statistics.equality import mid_p_value, score_p_value
from openwres.statistics.power import power_to_show_ratio
from openwres.statistics.ratios import METHOD, ratio_interval, ratio_of_rates
from openwres.statistics.unknown import difference_bounds, ratio_bounds

FORMAT = 1
BAND = (0.8, 1.25)
"""A screening convention (four fifths and its reciprocal), both ends inside; not a test."""

TRUE_RATIO = 1.5
"""The disparity whose chance of showing is stated beside every ratio."""

SMALL_COUNT = 5
_MOST_PEOPLE = 1_000_000_000
_CONFIDENCES = (0.5, 0.999)

_COUNT = r"(\d{1,3}(?:,\d{3})+|\d+)"
_FRACTION = re.compile(rf"\s*{_COUNT}\s*/\s*{_COUNT}\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Wording:
    """How sentences name the groups, their members and the event.

    Codes stand in reasons and never change with the displayed names. `had_one` is the singular of `had` where
    the two differ: "was appointed", "were appointed".
    """

    reference: str = "white"
    focus: str = "BME"
    reference_code: str = "white"
    focus_code: str = "bme"
    one: str = "person"
    many: str = "people"
    to_have: str = "have the event"
    had: str = "had the event"
    had_one: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """One side of a ratio: how many had the event, of how many."""

    code: str
    label: str
    events: int
    total: int

    @property
    def rate(self) -> float | None:
        """The share who had the event, 0 to 1."""
        return self.events / self.total if self.total else None

    def as_dict(self) -> dict[str, Any]:
        """The group as plain values, for JSON."""
        return asdict(self) | {"rate": self.rate}


@dataclass(frozen=True, slots=True)
class Scenario:
    """The ratio if everybody of unknown group belonged to one group: its code, and the ratio with its limits."""

    all_in: str
    value: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True, slots=True)
class Unknown:
    """What people of unknown group could do to the ratio, and to the gap between the rates.

    Two scenarios with their intervals, and the least and greatest value over every assignment of the unknown to the two
    groups, people with and without the event apart. A limit is None where there is none.
    """

    events: int
    total: int
    scenarios: tuple[Scenario, Scenario]
    ratio_lower: float | None
    ratio_upper: float | None
    gap_lower: float | None
    gap_upper: float | None


@dataclass(frozen=True, slots=True)
class RatioFinding:
    """A ratio of two rates and everything that belongs beside it.

    The ratio reads `first` over `second`; one of the two is the reference group, the other the focus group,
    and above 1 is always adverse to the focus group. `value` is None where it cannot be calculated (`state` is
    then `not_calculable` and `reason` says why); a limit is None where there is none, and a one-sided interval
    has a lower limit alone. `gap` and its limits are the rate of `first` minus that of `second`, as fractions of
    1. `people` is how many more members of the focus group would have had the event at the reference group's
    rate (negative: fewer), with limits from the interval of the gap. `power` is the chance, 0 to 1, that a true ratio of `power_ratio` would show.
    """

    # The values of `contracts.tables.State`, whose import (polars) takes longer than the whole calculation.
    state: Literal["value", "not_calculable"]
    reason: str
    first: Group
    second: Group
    adverse_event: bool
    value: float | None
    lower: float | None
    upper: float | None
    confidence: float
    method: str
    in_band: bool | None
    excludes_one: bool | None
    score_p_value: float | None
    mid_p_value: float | None
    gap: float | None
    gap_lower: float | None
    gap_upper: float | None
    people: float | None
    people_lower: float | None
    people_upper: float | None
    power: float | None
    power_ratio: float
    wording: Wording
    unknown: Unknown | None = None

    @property
    def group(self) -> str:
        """Which way round, as figures name it: `white:bme` reads white over bme."""
        return f"{self.first.code}:{self.second.code}"

    @property
    def reads(self) -> str:
        """Which way round, in the displayed names: white over BME."""
        return f"{self.first.label} over {self.second.label}"

    @property
    def reference(self) -> Group:
        """The group that the focus group is compared with."""
        return self.second if self.adverse_event else self.first

    @property
    def focus(self) -> Group:
        """The group that the question is about."""
        return self.first if self.adverse_event else self.second

    @property
    def small_counts(self) -> bool:
        """Whether a cell is under 5, people without the event included: the mid-P value is then worth reading."""
        sides = (self.first, self.second)
        return any(min(side.events, side.total - side.events) < SMALL_COUNT for side in sides)

    def words(self) -> list[str]:
        """Plain sentences: the counts, the ratio, its doubt, the gap in points and people, and the power."""
        from openwres.findings.ratio_words import sentences

        return [f"{sentence[0].upper()}{sentence[1:]}." for sentence in sentences(self)]

    def as_dict(self) -> dict[str, Any]:
        """Everything as plain values for JSON, with `format` and the sentences."""
        plain = asdict(self) | {"first": self.first.as_dict(), "second": self.second.as_dict()}
        del plain["wording"]
        named = {"group": self.group, "reads": self.reads, "reference": self.reference.code, "focus": self.focus.code}
        return {"format": FORMAT} | named | plain | {"small_counts": self.small_counts, "words": self.words()}


def parse_fraction(text: str) -> tuple[int, int]:
    """Events and total from text such as `180/1,000`. Raises UsageError where it is anything else."""
    match = _FRACTION.fullmatch(text)
    if match is None:
        shown = text if len(text) <= 40 else f"{text[:40]}..."
        raise UsageError(
            f'cannot read "{shown}" as events out of a total: it must be two whole numbers with a slash between them. '
            "Try the form 180/1000 (180 people of 1,000)."
        )
    events, total = (int(part.replace(",", "")) for part in match.groups())
    return events, total


def ratio(
    reference: tuple[int, int],
    focus: tuple[int, int],
    *,
    adverse_event: bool = False,
    confidence: float = 0.95,
    wording: Wording | None = None,
    unknown: tuple[int, int] | None = None,
) -> RatioFinding:
    """What the events and totals of two groups say, and of people whose group is `unknown`.

    The ratio reads reference over focus (white over BME); for an event that nobody wants (`adverse_event`), such
    as a disciplinary process, focus over reference: either way above 1 is adverse to the focus group.
    Raises UsageError where the counts are impossible or the confidence is outside 0.5 to 0.999.
    """
    if not _CONFIDENCES[0] <= confidence <= _CONFIDENCES[1]:
        raise UsageError(f"a confidence of {confidence} makes no useful interval. Try 0.95 (allowed: 0.5 to 0.999).")
    wording = wording or Wording()
    compared = _group(wording.reference_code, wording.reference, reference)
    asked = _group(wording.focus_code, wording.focus, focus)
    first, second = (asked, compared) if adverse_event else (compared, asked)
    counts = (first.events, first.total, second.events, second.total)
    reason = _reason(first, second, compared)
    value = _known(ratio_of_rates(*counts))
    lower, upper = _limits(counts, confidence)
    gap_lower, gap_upper = difference_interval(*counts, confidence)
    return RatioFinding(
        state="not_calculable" if reason else "value",
        reason=reason,
        first=first,
        second=second,
        adverse_event=adverse_event,
        value=value,
        lower=lower,
        upper=upper,
        confidence=confidence,
        method=METHOD,
        in_band=None if value is None else BAND[0] <= value <= BAND[1],
        excludes_one=None if lower is None else lower > 1 or (upper is not None and upper < 1),
        score_p_value=_known(score_p_value(*counts)),
        mid_p_value=_known(mid_p_value(*counts)),
        gap=_known(difference_of_rates(*counts)),
        gap_lower=_known(gap_lower),
        gap_upper=_known(gap_upper),
        people=_people(compared, asked),
        people_lower=_known(asked.total * (-gap_upper if adverse_event else gap_lower)),
        people_upper=_known(asked.total * (-gap_lower if adverse_event else gap_upper)),
        power=_power(first, second, confidence),
        power_ratio=TRUE_RATIO,
        wording=wording,
        unknown=None if unknown is None else _unknown(first, second, _group("unknown", "unknown", unknown), confidence),
    )


def _group(code: str, label: str, counts: tuple[int, int]) -> Group:
    """A group from its counts, refused where they are impossible."""
    try:
        events, total = (index(number) for number in counts)
    except (TypeError, ValueError):
        raise UsageError(
            f"{label}: {counts} must be two whole numbers, events and total, such as (180, 1000)."
        ) from None
    if min(events, total) < 0:
        raise UsageError(f"{label}: a count cannot be negative ({events} of {total}). Try whole numbers from 0 up.")
    if total > _MOST_PEOPLE:
        raise UsageError(f"{label}: a total of {total} is more than a billion. Check that no digit was typed twice.")
    if events > total:
        raise UsageError(
            f"{label}: {events} events are more than the total of {total}, so a rate would be above 100%. "
            f"Write the events first, then the total: {total}/{events} if they are the wrong way round."
        )
    return Group(code, label, events, total)


def _reason(first: Group, second: Group, reference: Group) -> str:
    """Why there is no ratio; empty where there is one."""
    empty = [side for side in (first, second) if not side.total]
    if empty:
        return f"no_{empty[0].code}_population" if len(empty) == 1 else "no_population"
    if second.events:
        return ""
    if not first.events:
        return "no_events"
    return "no_events_in_reference" if second is reference else "no_events_in_focus"


def _unknown(first: Group, second: Group, unknown: Group, confidence: float) -> Unknown:
    """The two scenarios, and the bounds over every assignment."""
    counts = (first.events, first.total, second.events, second.total)
    added = (unknown.events, unknown.total)
    lower, upper = ratio_bounds(*counts, *added)
    gap_lower, gap_upper = difference_bounds(*counts, *added)
    return Unknown(
        *added,
        scenarios=(
            _scenario(first.code, (first.events + added[0], first.total + added[1], *counts[2:]), confidence),
            _scenario(second.code, (*counts[:2], second.events + added[0], second.total + added[1]), confidence),
        ),
        ratio_lower=_known(lower),
        ratio_upper=_known(upper),
        gap_lower=_known(gap_lower),
        gap_upper=_known(gap_upper),
    )


def _scenario(code: str, counts: tuple[int, int, int, int], confidence: float) -> Scenario:
    return Scenario(code, _known(ratio_of_rates(*counts)), *_limits(counts, confidence))


def _known(number: float) -> float | None:
    """The number, or None where it is not defined or there is no limit (JSON has neither)."""
    return number if math.isfinite(number) else None


def _limits(counts: tuple[int, int, int, int], confidence: float) -> tuple[float | None, float | None]:
    """The limits of the ratio; none at all where the interval holds every ratio there is."""
    lower, upper = ratio_interval(*counts, confidence)
    return (None, None) if lower == 0 and upper == math.inf else (_known(lower), _known(upper))


def _people(reference: Group, focus: Group) -> float | None:
    """How many more of the focus group would have had the event at the reference group's rate."""
    if not reference.total or not focus.total:
        return None
    return (focus.total * reference.events - focus.events * reference.total) / reference.total


def _power(first: Group, second: Group, confidence: float) -> float | None:
    people = first.total + second.total
    rate = (first.events + second.events) / people if people else 0
    return _known(power_to_show_ratio(first.total, second.total, rate, TRUE_RATIO, confidence))
