"""The first page: every indicator in one table, with direction, certainty, course and people, and in a few lines what they add up to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from openwres.display.language import marked, plural
from openwres.findings.sentences import Said
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Bullets, Cell, Column, Heading, Note, Paragraph, Table
from openwres.standards.model import Indicator

_GROUPS: Mapping[str, str] = {
    "adverse": marked("Adverse, and the interval leaves out equality: {indicators}."),
    "adverse-bare": marked("On the adverse side, without an interval: {indicators}."),
    "open": marked("The interval includes equality, so that these counts alone do not show a difference: {indicators}."),
    "other": marked("Not adverse, and the interval leaves out equality: {indicators}."),
    "other-bare": marked("Not on the adverse side, without an interval: {indicators}."),
    "unsettled": marked("More than one value, and none of them official: {indicators}."),
    "undirected": marked("No direction is adverse by itself: {indicators}."),
    "none": marked("Without a value: {indicators}."),
}  # fmt: skip


def first_page(facts: Facts) -> Iterator[Block]:
    """What a board member reads in ten seconds, and what the figures rest on."""
    say = facts.language.say
    said = [(i, facts.said(i)) for i in facts.nine]
    yield Heading(say(marked("Summary")), 1)
    yield Paragraph(_lead(facts, said), lead=True)
    yield Bullets(tuple(_standings(facts, said)))
    yield _scorecard(facts, said)
    basis = say(facts.settings.basis)
    if basis:
        yield Note(say(facts.settings.marking) or say(marked("What this rests on")), basis)


def _code(said: tuple[Said, ...], i: Indicator) -> str:
    if not i.official and any(one.has_value for one in said):
        return "unsettled"
    return said[0].standing.code


def _lead(facts: Facts, said: list[tuple[Indicator, tuple[Said, ...]]]) -> str:
    shown = sum(_code(its, i) == "adverse" for i, its in said)
    group = facts.subject(facts.nine[0]).label(facts.edition.focus)
    parts = {"group": group, "all": str(len(said)), "name": facts.name, "year": str(facts.edition.year)}
    if not shown:
        none = marked(
            "At {name} in {year}, none of the {all} indicators is adverse to {group} people with an interval that leaves out equality."
        )
        return facts.language.say(none, **parts)
    text = plural(
        "At {name} in {year}, {number} of the {all} indicators is adverse to {group} people with an interval that leaves out equality.",
        "At {name} in {year}, {number} of the {all} indicators are adverse to {group} people with an interval that leaves out equality.",
    )
    return facts.language.number(text, shown, **parts)


def _standings(facts: Facts, said: list[tuple[Indicator, tuple[Said, ...]]]) -> Iterator[str]:
    """Which indicators stand where."""
    for code, text in _GROUPS.items():
        names = [i.name for i, its in said if _code(its, i) == code]
        if names:
            yield facts.language.say(text, indicators=", ".join(names))


def _scorecard(facts: Facts, said: list[tuple[Indicator, tuple[Said, ...]]]) -> Table:
    say = facts.language.say
    titles = (
        marked("Indicator"),
        marked("Value"),
        marked("Direction"),
        marked("How sure"),
        marked("Over time"),
        marked("In people"),
    )
    rows = [_row(facts, i, one) for i, its in said for one in its]
    return Table(
        "scorecard",
        say(marked("The indicators at a glance")),
        [Column(say(title)) for title in titles],
        rows,
        notes=(
            say(
                marked(
                    "Direction is that of the value; how sure is its interval against equality (1 of a ratio, 0 of a gap)."
                )
            ),
        ),
    )


def _row(facts: Facts, i: Indicator, one: Said) -> tuple[Cell, ...]:
    what = facts.subject(i).what
    title = f"{i.name}. {what}" + (f" ({one.basis})" if one.basis else "")
    short = one.short
    value = one.row["value"] if one.row else None
    return (
        Cell(title),
        Cell(short.value, value),
        Cell(short.direction),
        Cell(short.certainty),
        Cell(short.course),
        Cell(short.people),
    )
