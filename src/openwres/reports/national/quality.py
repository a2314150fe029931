"""Data quality of a nation: how many organisations enter each figure, who has no figures, whose group is not known."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked, plural
from openwres.findings.sentences.figure import measure_of
from openwres.reports.board.cells import count_cell, meanings
from openwres.reports.board.quality import known_by_year, rules, unknown_by_indicator
from openwres.reports.document import Block, Bullets, Cell, Column, Heading, Kind, Note, Paragraph, Table
from openwres.reports.national.nation import Nation


def data_quality(nation: Nation) -> Iterator[Block]:
    """Completeness, known groups, rules."""
    facts, say = nation.facts, nation.facts.language.say
    yield Heading(say(marked("Data quality")), 1)
    if facts.settings.basis:
        yield Note(say(facts.settings.marking) or say(marked("What this rests on")), say(facts.settings.basis))
    yield _completeness(nation)
    yield from _absent(nation)
    yield Heading(say(marked("People whose group is not known")), 2)
    yield known_by_year(facts)
    yield unknown_by_indicator(facts)
    yield Heading(say(marked("Rules")), 2)
    yield from rules(facts)


def _completeness(nation: Nation) -> Table:
    """How many organisations entered each figure of the nation; only those that have every count of it do."""
    facts, say = nation.facts, nation.facts.language.say
    rows = []
    for i in facts.nine:
        s = facts.subject(i)
        row = measure_of(s, facts.own, i.bases[0])
        rows.append((Cell(f"{i.name}. {s.what}"), count_cell(row, "organisations"), count_cell(row, "expected")))
    columns = [
        Column(say(marked("Indicator"))),
        Column(say(marked("Organisations counted")), Kind.NUMBER),
        Column(say(marked("In scope")), Kind.NUMBER),
    ]
    return Table(
        "completeness", say(marked("Organisations behind each figure")), columns, rows, meanings(facts.language, rows)
    )


def _absent(nation: Nation) -> Iterator[Block]:
    """The organisations in scope that have no figures of the year."""
    facts, register = nation.facts, nation.history.register
    if register is None:
        return
    there = set(nation.organisations)
    absent = [one for one in register.open_at(facts.edition.snapshot) if one.code not in there]
    if not absent:
        yield Paragraph(facts.language.say(marked("Every organisation in scope has figures.")))
        return
    text = plural("{number} organisation in scope has no figures:", "{number} organisations in scope have no figures:")
    yield Paragraph(facts.language.number(text, len(absent)))
    yield Bullets([f"{one.name} ({one.code})" for one in absent])
