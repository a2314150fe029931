"""The end of a board report: what its words mean, who signs it, and the plan of action, last year's where there is one."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked
from openwres.reports.board.facts import Facts
from openwres.reports.document import Blank, Block, Cell, Column, Heading, Paragraph, Table, Terms

_TERMS = (
    (
        marked("Adverse"),
        marked("On the side of a ratio or gap that is to the disadvantage of the group that the standard asks about."),
    ),
    (marked("Equality"), marked("The point at which both groups fare alike: 1 of a ratio, 0 of a gap.")),
    (marked("Gap"), marked("The difference of two percentages, in percentage points.")),
    (
        marked("Interval (95%)"),
        marked("The values that are compatible with the counts. Of such intervals 95 in 100 hold the true value."),
    ),
    (marked("Peers"), marked("The organisations that this one is compared with.")),
    (
        marked("Percentage point (pp)"),
        marked("The unit of a difference of percentages: from 20% to 25% is five points."),
    ),
    (
        marked("Ratio"),
        marked("One rate divided by another: how many times as likely something was in one group as in the other."),
    ),
    (marked("Snapshot"), marked("The day on which the workforce and the board are counted.")),
    (
        marked("Trend"),
        marked(
            "Whether a value moves over comparable years by more than chance. No change shown is not the same as no change."
        ),
    ),
    (marked("Group not known"), marked("People who did not state their group, or were not asked.")),
)


def glossary(facts: Facts) -> Iterator[Block]:
    """The words of the report."""
    say = facts.language.say
    yield Heading(say(marked("Glossary")), 1)
    yield Terms(tuple(sorted((say(term), say(meaning)) for term, meaning in _TERMS)))


def sign_off(facts: Facts) -> Iterator[Block]:
    """The places that people fill in."""
    say = facts.language.say
    yield Heading(say(marked("Sign-off")), 1)
    yield Paragraph(say(marked("To be filled in by the organisation.")))
    for label in (
        marked("Board lead: name and title"),
        marked("Lead manager: name, title and contact"),
        marked("Address of the web page of this report and of the action plan"),
        marked("Steps taken in the last year to raise the share of staff who state their group"),
        marked("Steps planned"),
        marked("Signed off on behalf of the board by"),
        marked("Date of the board meeting"),
    ):
        yield Blank(say(label), 3 if label.startswith("Steps") else 1)


def action_plan(facts: Facts) -> Iterator[Block]:
    """The plan given, with room for how far it is; else a table to fill in, one row for each adverse indicator."""
    say = facts.language.say
    yield Heading(say(marked("Action plan")), 1)
    plan = facts.settings.plan
    if plan:
        yield Paragraph(
            say(
                marked(
                    "Last year's plan, to be brought up to date. Each action stands beside what its indicator says now."
                )
            )
        )
        rows = [
            tuple(
                Cell(text)
                for text in (_name(facts, a.indicator), a.action, a.owner, a.due, a.progress, _now(facts, a.indicator))
            )
            for a in plan
        ]
    else:
        yield Paragraph(say(marked("No plan was given. Each indicator that is adverse has a row to fill in.")))
        adverse = [i.name for i in facts.nine if facts.said(i)[0].standing.code.startswith("adverse")]
        rows = [
            (Cell(_name(facts, name)), *(Cell("") for _ in range(4)), Cell(_now(facts, name)))
            for name in adverse or [""]
        ]
    titles = (
        marked("Indicator"),
        marked("Action"),
        marked("Who answers for it"),
        marked("By when"),
        marked("How far it is"),
        marked("The indicator now"),
    )
    yield Table("action-plan", say(marked("Action plan")), [Column(say(title)) for title in titles], rows)
    yield Blank(say(marked("Further actions")), 6)


def _name(facts: Facts, name: str) -> str:
    """An indicator by its number and what it counts; as it was written where the standard has none of that name."""
    found = [i for i in facts.edition.indicators if i.name == name]
    return f"{name}. {facts.subject(found[0]).what}" if found else name or facts.language.say(marked("All indicators"))


def _now(facts: Facts, name: str) -> str:
    """Value, certainty and course in a line."""
    found = [i for i in facts.nine if i.name == name]
    if not found:
        return ""
    short = facts.said(found[0])[0].short
    return "; ".join(part for part in (short.value, short.direction, short.course) if part)
