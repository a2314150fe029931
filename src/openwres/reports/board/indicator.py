"""The pages of one indicator: what it says, over time, against peers, by its breakdowns, and what the data cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import marked
from openwres.findings.sentences import Own, Said, Subject
from openwres.findings.sentences.course import among_peers, over_time
from openwres.findings.sentences.figure import measure_of
from openwres.findings.sentences.quality import cautions, limits
from openwres.findings.sentences.subject import Row
from openwres.reports.board import breakdowns, pictures
from openwres.reports.board.cells import NOT_APPLICABLE, count_cell, interval_cell, meanings, value_cell
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Bullets, Cell, Column, Heading, Kind, Note, Paragraph, Table
from openwres.standards.model import Indicator


def indicator_pages(facts: Facts, i: Indicator) -> Iterator[Block]:
    """A spread: two sentences first."""
    s, language = facts.subject(i), facts.language
    yield Heading(f"{i.name}. {s.what}", 1)
    for one in facts.said(i):
        yield from said_of(facts, s, one)
    yield Heading(language.say(marked("Over time")), 2)
    for basis in i.bases:
        yield Paragraph(over_time(s, facts.trend(i, basis)))
    yield from pictures.by_year(facts, i)
    yield years_table(facts, i)
    if i.adverse_limit is not None:
        yield Heading(language.say(marked("Among other organisations")), 2)
        yield from _peers(facts, s)
    yield from breakdowns.of_indicator(facts, i)
    yield from limits_of(facts, s)


def said_of(facts: Facts, s: Subject, one: Said) -> Iterator[Block]:
    all_of = facts.language.all
    if one.basis:
        yield Heading(one.basis[:1].upper() + one.basis[1:], 2)
    yield Paragraph(all_of(one.size, one.direction), lead=True)
    yield Paragraph(facts.language.say(s.indicator.title) + ".")
    for text in (all_of(one.certainty, one.people), all_of(one.rates, one.unknown)):
        if text:
            yield Paragraph(text)


def years_table(facts: Facts, i: Indicator) -> Table:
    """The value of every year, with its interval and the counts behind it, newest first."""
    s, say = facts.subject(i), facts.language.say
    two = i.kind in ("relative_likelihood", "survey_percentage", "score") and bool(i.under)
    rows = [row for year, own, then in facts.years_of(i) for row in _year_rows(facts, then, year, own, two)]
    columns = [Column(say(marked("Year"))), Column(say(marked("Value")), Kind.NUMBER)]
    columns += [] if facts.edition.is_stock(i) else [Column(say(marked("95% interval")))]
    columns += [Column(title, Kind.NUMBER) for title in _count_titles(s, two)]
    rows.reverse()
    notes = [say(i.broken)] if i.break_year else []
    caption = say(marked("{what}, by year"), what=s.what)
    return Table(f"years-{i.name}", caption, columns, rows, (*notes, *meanings(facts.language, rows)))


def _count_titles(s: Subject, two: bool) -> Iterator[str]:
    say, i = s.language.say, s.indicator
    if not two:
        yield say(marked("{group} number"), group=_capital(s.label(s.edition.focus)))
        yield say(marked("Of"))
        return
    for group in (i.over, i.under):
        people = _capital(s.people(group))
        yield say(marked("{people} (events)"), people=people)
        yield say(marked("{people} (all)"), people=people)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _year_rows(facts: Facts, i: Indicator, year: int, own: Own, two: bool) -> Iterator[tuple[Cell, ...]]:
    """One row for each way to count in the year."""
    s = Subject(facts.history.editions[year], i, facts.language)
    for basis in i.bases:
        row = measure_of(s, own, basis)
        label = str(year) if len(i.bases) == 1 else f"{year}, {facts.language.say(basis)}"
        counts = ("numerator", "denominator", "reference_numerator", "reference_denominator")[: 4 if two else 2]
        sure = [] if facts.edition.is_stock(i) else [interval_cell(s, row)]
        yield (Cell(label), value_cell(row, s.value), *sure, *(count_cell(row, name) for name in counts))


def _peers(facts: Facts, s: Subject) -> Iterator[Block]:
    """Where it lies among peers, in words and in a table."""
    for basis in s.indicator.bases:
        row = facts.peers.get((s.indicator.name, "", basis))
        yield Paragraph(among_peers(s, row))
        yield from pictures.among_peers(facts, s.indicator, basis)
        if row is not None and row["verdict"] not in (None, "too_few_peers"):
            yield _peer_table(facts, s, row, basis)


def _peer_table(facts: Facts, s: Subject, row: Row, basis: str) -> Table:
    say = facts.language.say
    if "peer_median" in row:
        rows = [
            (say(marked("This organisation")), row["value"]),
            (say(marked("Middle one of its peers")), row["peer_median"]),
            (say(marked("Lower quarter")), row["lower_quartile"]),
            (say(marked("Upper quarter")), row["upper_quartile"]),
        ]
    else:
        rows = [
            (say(marked("This organisation")), row["value"]),
            (say(marked("Average of its peers")), row["peer_average"]),
            (say(marked("Drawn towards that average as far as its counts are weak")), row["pooled"]),
        ]
    name = f"peers-{s.indicator.name}" + (f"-{basis}" if len(s.indicator.bases) > 1 else "")
    cells = [(Cell(title), NOT_APPLICABLE if value is None else Cell(s.value(value), value)) for title, value in rows]
    caption = say(marked("{what}, among peers"), what=s.what)
    notes = (say(marked("Peers: {peers}."), peers=say(row["peers"])), *meanings(facts.language, cells))
    return Table(name, caption, [Column(say(marked("Whose"))), Column(say(marked("Value")), Kind.NUMBER)], cells, notes)


def limits_of(facts: Facts, s: Subject) -> Iterator[Block]:
    """How to read it, what to be careful of, and what it cannot say."""
    say = facts.language.say
    yield Heading(say(marked("What these figures cannot say")), 2)
    yield Bullets(limits(s))
    yield Paragraph(say(s.indicator.how_to_read))
    for caution in cautions(s):
        yield Note(say(marked("Be careful")), caution)
