"""Whom an indicator is about and how its values are written, in one language and with the terms of its edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from openwres.display import numbers
from openwres.display.language import ENGLISH, Language, marked
from openwres.display.reasons import in_sentence
from openwres.findings import figure_words as words
from openwres.findings.history import measure_of
from openwres.standards.model import Edition, Indicator

Row = Mapping[str, Any]
RATIOS = ("relative_likelihood", "disparity_ratio")
ALL = "all"


@dataclass(frozen=True)
class Subject:
    """An indicator in its edition and in a language."""

    edition: Edition
    indicator: Indicator
    language: Language = ENGLISH

    @property
    def statistic(self) -> str:
        """The statistic that it is read by."""
        return measure_of(self.indicator)

    @property
    def group(self) -> str:
        """The group, or the two sides, of that statistic."""
        i = self.indicator
        if i.kind in ("composition", "representation_gap"):
            return self.edition.focus
        if i.kind == "yes_no":
            return ALL
        return f"{i.over}:{i.under}" if i.under else i.over

    @property
    def is_ratio(self) -> bool:
        """Whether it is read by a ratio, which never carries a unit."""
        return self.indicator.kind in RATIOS

    @property
    def neutral(self) -> str:
        """Equality, as a reader sees it."""
        return "" if self.indicator.adverse_limit is None else f"{self.indicator.adverse_limit:g}"

    @cached_property
    def what(self) -> str:
        """What is counted, as a heading: Applicants appointed."""
        i = self.indicator
        return words.capital(self.language.say(self.edition.items[i.event or i.population].title))

    @property
    def short(self) -> str:
        """The same without whom, where that is another word: Appointed."""
        alone = self.indicator.event and self.indicator.kind not in ("representation_gap", "yes_no", "score")
        return words.capital(self.happening) if alone else self.what

    @cached_property
    def members(self) -> str:
        """Whom it is about: applicants."""
        return self.language.say(words.members(self.edition, self.indicator))

    @cached_property
    def happening(self) -> str:
        """What happened to some of them: appointed."""
        return self.language.say(words.happening(self.edition, self.indicator))

    def label(self, group: str) -> str:
        """A group as sentences hold it: white, BME."""
        return self.language.say(in_sentence(self.edition, group))

    def people(self, group: str) -> str:
        """The members of a group: white applicants."""
        return self.language.say(marked("{group} {members}"), group=self.label(group), members=self.members)

    @property
    def focus(self) -> str:
        """The members of the focus group."""
        return self.people(self.edition.focus)

    # Numbers.

    def value(self, value: float) -> str:
        """A value of the statistic that the indicator is read by."""
        kind = self.indicator.kind
        if kind == "composition" or self.statistic == "percentage":
            return words.percent(value)
        if kind == "yes_no":
            return self.language.say(marked("Yes") if value else marked("No"))
        if kind == "score":
            return words.score_difference(value)
        return words.ratio_form(self.indicator)(value) if self.is_ratio else words.points(value)

    def size(self, value: float) -> str:
        """The size of a gap in words, without its sign: 6.8 percentage points, or 0.50 on a scale."""
        if self.indicator.kind == "score":
            return words.score_difference(abs(value)).removeprefix("+")
        points = numbers.points_in_words(value / 100).removesuffix(" percentage points")
        return self.language.say(marked("{points} percentage points"), points=points)

    def limits(self, lower: float | None, upper: float | None) -> str:
        """The limits of an interval in the form of the value: 1.27 to 2.03; at least 1.45."""
        return limits_in(self.language, self.value, lower, upper)

    def level(self, row: Row) -> str:
        """The level of an interval: 95%."""
        return f"{100 * row['confidence']:g}%"


def limits_in(language: Language, form: Any, lower: float | None, upper: float | None) -> str:
    """An interval in words. The unit of points stands once."""
    if lower is None:
        return ""
    if upper is None:
        return language.say(marked("at least {lower}"), lower=form(lower))
    return language.say(marked("{lower} to {upper}"), lower=form(lower).removesuffix(" pp"), upper=form(upper))


def of(language: Language, part: int, whole: int) -> str:
    """A part of a whole, and its share: 180 of 1,000 (18.0%); without a share of nobody."""
    if not whole:
        return language.say(marked("{part} of {whole}"), part=numbers.count(part), whole=numbers.count(whole))
    share = numbers.percentage(part / whole, apart_from=(0, 1))
    return language.say(
        marked("{part} of {whole} ({share})"), part=numbers.count(part), whole=numbers.count(whole), share=share
    )


def chance(language: Language, probability: float) -> str:
    """A chance in words: about one time in four."""
    return language.say(numbers.chance(probability))
