"""What a scorecard holds of one organisation: headlines, their measures, the sides behind them.

They are put together in `headlines`; all that is for people is text here already.
"""

from __future__ import annotations

from dataclasses import dataclass

from openwres.display.charts.spark import Years
from openwres.findings.standing import BY_CODE, Standing
from openwres.standards.model import Indicator


@dataclass(frozen=True)
class Side:
    """One of the sides behind a value: who, how many of how many, and the share; no share where there is no count.

    `per` is what the share is a rate of, where that is not plain: `a year`.
    """

    who: str
    counts: str
    share: str
    per: str = ""

    def __str__(self) -> str:
        if not self.share:
            return f"{self.who}: {self.counts}"
        if self.counts[:1].isdigit():
            return f"{self.who}: {self.counts} ({f'{self.share} {self.per}'.strip()})"
        joint = " " if self.counts.startswith("of ") else ", "
        return f"{self.who}: {self.share}{joint}{self.counts}" if self.counts else f"{self.who}: {self.share}"


@dataclass(frozen=True)
class Course:
    """How a measure went over the years: the verdict in words, the years it is of, and those that are drawn where there are any."""

    verdict: str
    years: str
    drawn: Years | None


@dataclass(frozen=True)
class Measure:
    """One value with what belongs beside it. `point` and `ends` are numbers for a chart, where there are any.

    Where there is no value, `why` says so in a sentence and `state` in a word. `limits` are those of the interval in
    words, `note` is what one person changes, `people` what the gap is in people. `last_year` is the value, in words where there is none, and `last_doubt`
    what stood beside it.
    """

    label: str
    value: str
    why: str = ""
    state: str = ""
    limits: str = ""
    level: str = ""
    method: str = ""
    sides: tuple[Side, ...] = ()
    flag: str = ""
    band: str = ""
    reading: str = ""
    note: str = ""
    last_year: str = ""
    last_doubt: tuple[str, ...] = ()
    standing: Standing = BY_CODE["none"]
    point: float | None = None
    ends: tuple[float | None, float | None] | None = None
    people: str = ""
    course: Course | None = None

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

    `badges` and `cautions` are said beside the value, `notes` (kind and text) below all of them. `broken` where the
    year before cannot be compared. `width` is that of the range in which its values lie.
    """

    indicator: Indicator
    measures: tuple[Measure, ...]
    parts: tuple[Part, ...]
    adverse: str
    badges: tuple[str, ...]
    cautions: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    broken: bool
    width: float = 100.0

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
