"""Rules about counts that cannot be true together. What contradicts what follows from the edition: `tallies.coherence`."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from openwres.contracts.problems import Severity
from openwres.returns.batch import PLACE, Returns
from openwres.returns.keys import TallyKey
from openwres.returns.rules.naming import tally_in_words
from openwres.returns.rules.rule import Hit, Rule
from openwres.tallies.coherence import Contradiction, contradictions

_FORM = "The reporting form's own logic"


def _found(returns: Returns) -> list[Contradiction]:
    return list(contradictions(returns.given, returns.edition))


def _contradicting(rule: str, returns: Returns) -> Iterator[Hit]:
    for found in returns.once("contradictions", _found):
        if found.id == rule:
            for row in found.in_order().iter_rows(named=True):
                yield hit_of(returns, row, f"{found.said.format(**row)}.", found.severity, found.remedy)


def hit_of(
    returns: Returns, row: dict[str, object], said: str, severity: Severity | None = None, remedy: str = ""
) -> Hit:
    """A hit about the tally in a row."""
    place = tuple(str(row[name]) for name in PLACE)
    key = TallyKey(*place[1:])
    sentence = f"{tally_in_words(returns.edition, key)}: {said}"
    return Hit(place[0], sentence, returns.keys.of_tally(key), severity=severity, remedy=remedy, tally=place)


def _rule(
    rule_id: str, number: str, severity: Severity, finds: str, remedy: str, why: str, source: str,
    others: tuple[Severity, ...] = (),
) -> Rule:  # fmt: skip
    """A rule that the contradictions of `tallies.coherence` are told as."""
    return Rule(rule_id, number, severity, finds, remedy, why, source, partial(_contradicting, rule_id), others)


RULES: tuple[Rule, ...] = (
    _rule(
        "groups-do-not-add-up",
        "R01",
        Severity.BLOCK,
        "the groups do not add up to `all`",
        "Mend the group or the total that is wrong.",
        "A total that is not the sum of its groups makes shares that do not add up to 100.",
        _FORM,
    ),
    _rule(
        "rows-do-not-add-up",
        "R01, R25",
        Severity.BLOCK,
        "rows do not add up to their whole, or exceed it: grades and headcount, voting and "
        "non-voting members, executives and non-executives, tiers and their bands",
        "Mend the row or the whole that is wrong.",
        "A board with more voting members than members, a grid that is not the workforce.",
        "In 2018 some organisations with low scores told HSJ that the published board data were wrong",
    ),
    _rule(
        "part-exceeds-whole",
        "R02",
        Severity.BLOCK,
        "a row is larger than the one it is part of, such as senior medical managers and consultants",
        "Mend the count that is wrong.",
        "Who stands in the smaller row stands in the larger one too, and is counted there.",
        "Layout of indicator 1",
    ),
    _rule(
        "unlikely-count",
        "R03",
        Severity.CONFIRM,
        "more appointed than shortlisted",
        "Confirm that it is right, or mend the count.",
        "An appointment may bypass the system or fall in another year; more often a column is wrong.",
        "Definition of indicator 2",
        (Severity.NOTE,),
    ),
    _rule(
        "impossible-count",
        "R04",
        Severity.BLOCK,
        "more people with an event than there are, or more in one year than in two",
        "Mend the count that is wrong.",
        "Cases of every type stand for people, or staff of another day.",
        "Definitions of indicators 3 and 4 and of the survey",
        (Severity.NOTE,),
    ),
    _rule(
        "rows-incomplete",
        "R01",
        Severity.NOTE,
        "the rows of a breakdown of events add up to less than the whole",
        "Nothing to do if some have no grade or source.",
        "Some applications have no grade.",
        "Definition of indicator 2",
    ),
)
