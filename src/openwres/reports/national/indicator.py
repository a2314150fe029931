"""The pages of one indicator: the nation over time, its regions and types, its organisations, and its breakdowns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from openwres.display.charts.dots import dots
from openwres.display.charts.funnel import Placed, funnel
from openwres.display.language import marked
from openwres.findings.peer_groups import EVERYBODY
from openwres.findings.sentences import Own, Subject
from openwres.findings.sentences.course import over_time
from openwres.findings.sentences.figure import measure_of
from openwres.findings.sentences.subject import Row
from openwres.reports.board import breakdowns, pictures
from openwres.reports.board.cells import NOT_AVAILABLE, count_cell, interval_cell, meanings, value_cell
from openwres.reports.board.indicator import limits_of, said_of, years_table
from openwres.reports.document import Block, Cell, Column, Drawing, Heading, Kind, Paragraph, Table
from openwres.reports.national.nation import TITLES, Nation
from openwres.standards.model import Indicator

_MOST_DRAWN = 45


def indicator_pages(nation: Nation, i: Indicator) -> Iterator[Block]:
    """What it says first, then where it differs, then what it is made of."""
    facts, s = nation.facts, nation.facts.subject(i)
    say = facts.language.say
    yield Heading(f"{i.name}. {s.what}", 1)
    for one in facts.said(i):
        yield from said_of(facts, s, one)
    yield Heading(say(marked("Over time")), 2)
    for basis in i.bases:
        yield Paragraph(over_time(s, facts.trend(i, basis)))
    yield from pictures.by_year(facts, i)
    yield years_table(facts, i)
    for area_type, title in TITLES.items():
        yield from _by_area(nation, s, area_type, say(title))
    yield from _organisations(nation, s)
    yield from breakdowns.of_indicator(facts, i)
    yield from limits_of(facts, s)


def _by_area(nation: Nation, s: Subject, area_type: str, title: str) -> Iterator[Block]:
    """The areas of a type beside one another, by name and never by rank."""
    areas = list(nation.each(area_type))
    if not areas:
        return
    basis, say = s.indicator.bases[0], s.language.say
    rows = [(name, measure_of(s, own, basis)) for name, own in areas]
    heading = say(marked("By {breakdown}"), breakdown=title[:1].lower() + title[1:])
    yield Heading(heading, 2)
    name = f"{area_type}-{s.indicator.name}"
    if 1 < len(rows) <= _MOST_DRAWN:
        whole = measure_of(s, nation.facts.own, basis)
        average = whole["value"] if whole else None
        points = [pictures.point_of(s, area, row) for area, row in rows]
        drawn = dots(pictures.measure_for(s), points, average, nation.facts.name, title)
        yield Drawing(f"dots-{name}", f"{s.what}, {heading[:1].lower()}{heading[1:]}", drawn)
    yield _area_table(nation, s, name, title, rows)


def _area_table(nation: Nation, s: Subject, name: str, title: str, rows: Sequence[tuple[str, Row | None]]) -> Table:
    say, stock = s.language.say, nation.facts.edition.is_stock(s.indicator)
    columns = [Column(title), Column(say(marked("Value")), Kind.NUMBER)]
    columns += [] if stock else [Column(say(marked("95% interval")))]
    columns += [Column(say(marked("Organisations counted")), Kind.NUMBER), Column(say(marked("In scope")), Kind.NUMBER)]
    cells = [
        (Cell(area), value_cell(row, s.value), *([] if stock else [interval_cell(s, row)]),
         count_cell(row, "organisations"), count_cell(row, "expected"))
        for area, row in rows
    ]  # fmt: skip
    caption = say(marked("{what}, by {breakdown}"), what=s.what, breakdown=title[:1].lower() + title[1:])
    return Table(name, caption, columns, cells, meanings(s.language, cells))


def _organisations(nation: Nation, s: Subject) -> Iterator[Block]:
    """How organisations differ: in words, in a funnel, and in a table of all of them."""
    say = s.language.say
    yield Heading(say(marked("Organisations")), 2)
    for kind in ("spread", "band_shares", "drivers"):
        for row in nation.about(kind):
            if row["indicator"] == s.indicator.name and row["sentence"]:
                yield Paragraph(say(row["sentence"]))
    for basis in s.indicator.bases:
        yield from _funnel(nation, s, basis)
    yield _all_of_them(nation, s)


def _funnel(nation: Nation, s: Subject, basis: str) -> Iterator[Drawing]:
    """Every organisation with a value that rests on counts, among all of them."""
    same = (pl.col("indicator") == s.indicator.name) & (pl.col("basis") == basis) & (pl.col("peers") == EVERYBODY)
    newest = pl.col("year") == nation.facts.edition.year
    rows = nation.found("peers").filter(same, newest).to_dicts()
    curve = nation.found("funnels").filter(same, newest).to_dicts()
    if len(rows) < 2 or not curve:
        return
    placed = [
        Placed(pictures.point_of(s, nation.named("organisation", row["area"]), row), row["standard_error"])
        for row in rows
    ]
    title = s.language.say(marked("{what}, every organisation"), what=s.what)
    drawn = funnel(
        pictures.measure_for(s),
        placed,
        curve[0]["peer_average"],
        pictures.curves_of(curve),
        s.language.say(marked("average of all")),
    )
    yield Drawing(f"funnel-{s.indicator.name}" + (f"-{basis}" if len(s.indicator.bases) > 1 else ""), title, drawn)


def _all_of_them(nation: Nation, s: Subject) -> Table:
    """The values of all organisations, by name."""
    say, facts = s.language.say, nation.facts
    basis, stock = s.indicator.bases[0], facts.edition.is_stock(s.indicator)
    figures = facts.newest.figures.filter(
        pl.col("area_type") == "organisation", pl.col("indicator") == s.indicator.name, pl.col("breakdown") == "",
    )  # fmt: skip
    by_area = figures.partition_by("area", as_dict=True)
    listed = []
    for code in nation.organisations:
        rows = by_area.get((code,))
        row = measure_of(s, Own(rows, code, facts.edition.main), basis) if rows is not None else None
        listed.append((nation.named("organisation", code), row))
    cells = [
        (Cell(name), value_cell(row, s.value) if row else NOT_AVAILABLE, *([] if stock else [interval_cell(s, row)]))
        for name, row in sorted(listed, key=lambda one: one[0])
    ]
    columns = [Column(say(marked("Organisation"))), Column(say(marked("Value")), Kind.NUMBER)]
    columns += [] if stock else [Column(say(marked("95% interval")))]
    caption = say(marked("{what}, every organisation"), what=s.what)
    return Table(f"organisations-{s.indicator.name}", caption, columns, cells, meanings(s.language, cells))
