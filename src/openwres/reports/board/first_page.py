"""The first page: every indicator in one table, with direction, certainty, course and people, and in a few lines what they add up to."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked, plural
from openwres.findings.sentences import Said
from openwres.reports.board import pictures
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Cell, Column, Heading, Note, Paragraph, Table
from openwres.standards.model import Indicator


def first_page(facts: Facts) -> Iterator[Block]:
    """What a board member reads in ten seconds, and what the figures rest on."""
    say = facts.language.say
    said = [(i, facts.said(i)) for i in facts.nine]
    yield Heading(say(marked("Summary")), 1)
    yield Paragraph(_lead(facts, said), lead=True)
    yield from pictures.at_a_glance(facts)
    yield _scorecard(facts, said)
    basis = say(facts.settings.basis)
    if basis:
        yield Note(say(facts.settings.marking) or say(marked("What this rests on")), basis)


def _code(said: tuple[Said, ...], i: Indicator) -> str:
    if not i.official and any(one.has_value for one in said):
        return "unsettled"
    return said[0].standing.code


def _lead(facts: Facts, said: list[tuple[Indicator, tuple[Said, ...]]]) -> str:
    shown = [i.name for i, its in said if _code(its, i) == "adverse"]
    group = facts.subject(facts.nine[0]).label(facts.edition.focus)
    parts = {"group": group, "all": str(len(said)), "name": facts.name, "year": str(facts.edition.year)}
    if not shown:
        none = marked(
            "At {name} in {year}, none of the {all} indicators is adverse to {group} people with an interval that leaves out equality."
        )
        return facts.language.say(none, **parts)
    text = plural(
        "At {name} in {year}, {number} of the {all} indicators is adverse to {group} people with an interval that leaves out equality: {which}.",
        "At {name} in {year}, {number} of the {all} indicators are adverse to {group} people with an interval that leaves out equality: {which}.",
    )
    return facts.language.number(text, len(shown), which=", ".join(shown), **parts)


def _scorecard(facts: Facts, said: list[tuple[Indicator, tuple[Said, ...]]]) -> Table:
    say = facts.language.say
    titles = (
        marked("Indicator"),
        marked("Value"),
        marked("Direction and certainty"),
        marked("Over time"),
        marked("In people"),
    )
    rows = [_row(facts, i, one) for i, its in said for one in its]
    note = marked(
        "Direction is that of the value. Certainty is whether its 95% interval leaves out equality: 1 of a ratio, 0 of a gap."
    )
    return Table(
        "scorecard",
        say(marked("The indicators at a glance")),
        [Column(say(title)) for title in titles],
        rows,
        (say(note),),
    )


def _row(facts: Facts, i: Indicator, one: Said) -> tuple[Cell, ...]:
    what = facts.subject(i).what
    title = f"{i.name}. {what}" + (f" ({one.basis})" if one.basis else "")
    short = one.short
    value = one.row["value"] if one.row else None
    way = "; ".join(part for part in (short.direction, short.certainty) if part)
    return Cell(title), Cell(short.value, value), Cell(way), Cell(short.course), Cell(short.people)
