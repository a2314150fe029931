"""The first page: every indicator in a chart and a table, with value, direction, certainty, course and people."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked, plural
from openwres.findings.sentences import Said
from openwres.findings.sentences.course import verdict
from openwres.reports.board import pictures
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Cell, Column, Heading, Paragraph, Table
from openwres.standards.model import Indicator


def first_page(facts: Facts) -> Iterator[Block]:
    """What a board member reads in ten seconds."""
    yield Heading(facts.language.say(marked("Summary")), 1)
    yield Paragraph(_lead(facts), lead=True)
    yield Paragraph(facts.language.all(*_besides(facts)))
    yield from pictures.at_a_glance(facts)
    yield _scorecard(facts)


def _lead(facts: Facts) -> str:
    """How many indicators are shown to be adverse, and which."""
    shown = [i.name for i in facts.nine if i.official and facts.said(i)[0].standing.code == "adverse"]
    group = facts.subject(facts.nine[0]).label(facts.edition.focus)
    parts = {"group": group, "all": str(len(facts.nine))}
    if not shown:
        none = marked("None of the {all} indicators is shown to be adverse to {group} people.")
        return facts.language.say(none, **parts)
    text = plural(
        "{number} of the {all} indicators is shown to be adverse to {group} people: {which}.",
        "{number} of the {all} indicators are shown to be adverse to {group} people: {which}.",
    )
    return facts.language.number(text, len(shown), which=", ".join(shown), **parts)


def _besides(facts: Facts) -> Iterator[str]:
    """What is adverse by count alone, and what moved: in a line that nobody has to look for in a table."""
    say = facts.language.say
    counted = [
        i.name for i in facts.nine if facts.edition.is_stock(i) and facts.said(i)[0].standing.code == "adverse-bare"
    ]
    if counted:
        yield say(marked("By count alone, also adverse: {which}."), which=", ".join(counted))
    moved: dict[str, list[str]] = {}
    for i in facts.nine:
        row = facts.trend(i, i.bases[0])
        if row and row["verdict"] in ("improving", "worsening"):
            moved.setdefault(verdict(i, row), []).append(i.name)
    for word, names in moved.items():
        yield say(marked("{verdict}: {which}."), verdict=say(word), which=", ".join(names))
    if not moved:
        yield say(marked("None is shown to improve or to worsen."))


def _scorecard(facts: Facts) -> Table:
    say = facts.language.say
    titles = (
        marked("Indicator"),
        marked("Value"),
        marked("Direction and certainty"),
        marked("Over time"),
        marked("In people"),
    )
    rows = [_row(facts, i, one) for i in facts.nine for one in facts.said(i)]
    notes = (
        marked("Shown: the 95% interval leaves out equality, which is 1 of a ratio and 0 of a gap."),
        marked("In people: at the rate of the other group; of a board, to the share in the workforce."),
    )
    columns = [Column(say(title)) for title in titles]
    return Table("scorecard", say(marked("The indicators at a glance")), columns, rows, [say(note) for note in notes])


def _row(facts: Facts, i: Indicator, one: Said) -> tuple[Cell, ...]:
    title = f"{i.name}. {facts.subject(i).short}" + (f" ({one.basis})" if one.basis else "")
    value, short = one.row["value"] if one.row else None, one.short
    way = ", ".join(part for part in (short.direction, short.certainty) if part)
    return Cell(title), Cell(short.value, value), Cell(way), Cell(short.course), Cell(short.people)
