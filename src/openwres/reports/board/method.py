"""Method: in a paragraph each, the methods that this report uses. They are described where their code stands."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked
from openwres.findings import places
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Heading, Paragraph, Terms
from openwres.statistics import differences, funnel, hazard, odds, power, proportions, ratios, strata, trend, unknown
from openwres.statistics.method import Method

WITH_METHODS = (proportions, ratios, differences, odds, power, unknown, trend, funnel, places, hazard, strata)


def method(facts: Facts) -> Iterator[Block]:
    """How numbers come about."""
    say = facts.language.say
    yield Heading(say(marked("Method")), 1)
    for text in (
        marked("Every number is calculated from counts by one program, OpenWRES, and rounded only where it is shown."),
        marked("The ratio of an indicator compares two rates. It is never adjusted for the grade that people are in."),
        marked("People whose group is not known are inside the base of shares and outside of ratios and gaps."),
        marked("Nothing here says why a disparity is there."),
    ):
        yield Paragraph(say(text))
    yield Heading(say(marked("What is counted")), 2)
    yield Terms(tuple((f"{i.name}. {facts.subject(i).what}", say(i.measure)) for i in facts.nine))
    yield Heading(say(marked("How it is calculated")), 2)
    yield Terms(tuple((say(one.title), _described(facts, one)) for one in _used(facts)))


def _used(facts: Facts) -> Iterator[Method]:
    """The methods of the numbers that are shown, in the order of their modules."""
    codes = facts.methods
    for module in WITH_METHODS:
        yield from (one for one in module.METHODS if one.code in codes)


def _described(facts: Facts, one: Method) -> str:
    say = facts.language.say
    text = marked("{answers} {assumes} Source: {source}.")
    return say(text, answers=say(one.answers), assumes=say(one.assumptions), source=one.source)
