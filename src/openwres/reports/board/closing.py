"""The end of a board report: what its words mean, who signs it, and the plan of action, last year's where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from openwres.display.language import marked
from openwres.reports.board.changes import before_and_after
from openwres.reports.board.facts import Facts
from openwres.reports.board.settings import Action
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
    """The plan given, with what its indicators say now; else room to write one, for each indicator that is adverse."""
    say, plan = facts.language.say, facts.settings.plan
    yield Heading(say(marked("Action plan")), 1)
    if plan:
        yield Paragraph(
            say(
                marked(
                    "The plan that was given, to be brought up to date. Beside each action is what its indicator says now."
                )
            )
        )
        yield _plan_table(facts, plan)
        yield from _since_the_plan(facts, plan)
        yield Blank(say(marked("Further actions, who answers for them, and by when")), 6)
        return
    adverse = [i.name for i in facts.nine if facts.said(i)[0].standing.code.startswith("adverse")]
    if adverse:
        yield Paragraph(say(marked("No plan was given. For each indicator that is adverse there is room for one.")))
    else:
        yield Paragraph(say(marked("No plan was given, and no indicator is shown to be adverse.")))
    for name in adverse or [""]:
        label = marked("{indicator} ({now}): action, who answers for it, by when")
        now = _now(facts, name)
        yield Blank(say(label, indicator=_name(facts, name), now=now) if now else _name(facts, name), 3)


def _plan_table(facts: Facts, plan: Sequence[Action]) -> Table:
    say = facts.language.say
    titles = (
        marked("Indicator"),
        marked("The indicator now"),
        marked("Action"),
        marked("Who answers for it"),
        marked("By when"),
        marked("How far it is"),
    )
    rows = [
        tuple(map(Cell, (_name(facts, one.indicator), _now(facts, one.indicator), one.action, one.owner, one.due, one.progress)))
        for one in plan
    ]  # fmt: skip
    return Table("action-plan", say(marked("Action plan")), [Column(say(title)) for title in titles], rows)


def _since_the_plan(facts: Facts, plan: Sequence[Action]) -> Iterator[Block]:
    """The indicators that the plan names, last year and now."""
    named = {one.indicator for one in plan}
    drawings = list(before_and_after(facts, [i for i in facts.nine if i.name in named], "plan"))
    if drawings:
        text = marked(
            "What the plan is about, last year and now. That a value moved does not say that an action worked."
        )
        yield Paragraph(facts.language.say(text))
        yield from drawings


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
