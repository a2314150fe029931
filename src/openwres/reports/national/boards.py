"""Boards without a member of the focus group, and very senior managers: who leads the organisations of a nation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import polars as pl

from openwres.display import numbers
from openwres.display.language import marked
from openwres.findings import figure_words as words
from openwres.findings.sentences.subject import Row
from openwres.reports.board.cells import count_cell, meanings, value_cell
from openwres.reports.document import Block, Cell, Column, Heading, Kind, Paragraph, Table
from openwres.reports.national.nation import TITLES, Nation

_CLASSES: Mapping[str, str] = {
    "none-certain": marked("No {group} member"),
    "none-known": marked("No known {group} member, some not known"),
    "some": marked("One or two {group} members"),
    "three-or-more": marked("Three or more {group} members"),
}


def boards(nation: Nation) -> Iterator[Block]:
    """The classes of boards, here and in each region, and the grades at the top by year."""
    say = nation.facts.language.say
    yield Heading(say(marked("Boards and very senior managers")), 1)
    own = _classes(nation, nation.facts.area_type, nation.facts.organisation)
    if own:
        yield Paragraph(_range(nation, own), lead=True)
        yield _by_region(nation, own)
    else:
        yield Paragraph(say(marked("These figures hold nothing of boards.")))
    yield from _at_the_top(nation)


def _classes(nation: Nation, area_type: str, area: str) -> Mapping[str, Row]:
    rows = nation.facts.newest.figures.filter(
        pl.col("statistic") == "boards", pl.col("area_type") == area_type, pl.col("area") == area
    )
    return {row["category"]: row for row in rows.to_dicts()}


def _range(nation: Nation, own: Mapping[str, Row]) -> str:
    """How many boards have nobody, as a range where ethnicity is not known."""
    say, group = nation.facts.language.say, nation.facts.subject(nation.facts.nine[0]).label(nation.facts.edition.focus)
    certain, known = (int(own[name]["value"] or 0) if name in own else 0 for name in ("none-certain", "none-known"))
    first = next(iter(own.values()))
    parts = {"group": group, "all": numbers.count(int(first["denominator"] or 0))}
    if known:
        text = marked("Between {low} and {high} of {all} boards have no {group} member.")
        said = say(text, low=numbers.count(certain), high=numbers.count(certain + known), **parts)
    else:
        said = say(marked("{low} of {all} boards have no {group} member."), low=numbers.count(certain), **parts)
    without = (first["expected"] or 0) - (first["organisations"] or 0)
    if without <= 0:
        return said
    missing = say(marked("Of {number} organisations in scope nothing is known."), number=numbers.count(without))
    return nation.facts.language.all(said, missing)


def _by_region(nation: Nation, own: Mapping[str, Row]) -> Table:
    say, group = nation.facts.language.say, nation.facts.subject(nation.facts.nine[0]).label(nation.facts.edition.focus)
    areas = [(nation.facts.name, own)]
    areas += [(nation.named("region", area), _classes(nation, "region", area)) for area in nation.parts["region"]]
    rows = [
        (Cell(name), *(count_cell(of.get(code), "numerator") for code in _CLASSES), count_cell(next(iter(of.values()), None), "denominator"))
        for name, of in areas
    ]  # fmt: skip
    columns = [
        Column(say(TITLES["region"])),
        *(Column(say(title, group=group), Kind.NUMBER) for title in _CLASSES.values()),
        Column(say(marked("All boards")), Kind.NUMBER),
    ]
    return Table("boards", say(marked("Boards, by region")), columns, rows, meanings(nation.facts.language, rows))


def _at_the_top(nation: Nation) -> Iterator[Block]:
    """The share of the focus group among very senior managers, by year."""
    facts = nation.facts
    say = facts.language.say
    composition = next((i for i in facts.nine if i.kind == "composition"), None)
    scale = facts.edition.grade_scale
    tops = [row for row in scale.rows.values() if row.band == "vsm"] if scale else []
    if composition is None or not tops:
        return
    yield Heading(say(marked("Very senior managers")), 2)
    rows = []
    for year, own, i in facts.years_of(composition):
        cells = [Cell(str(year))]
        for top in tops:
            row = own.get(i.name, "percentage", facts.edition.focus, breakdown="grade", category=top.code)
            cells += [value_cell(row, words.percent), count_cell(row, "numerator"), count_cell(row, "denominator")]
        rows.append(tuple(cells))
    rows.reverse()
    group = words.capital(facts.subject(composition).label(facts.edition.focus))
    columns = [Column(say(marked("Year")))]
    for top in tops:
        columns += [
            Column(f"{say(top.label)}: {text}", Kind.NUMBER)
            for text in (group, say(marked("number")), say(marked("of")))
        ]
    caption = say(marked("Share of {group} people among very senior managers, by year"), group=group)
    yield Table("very-senior-managers", caption, columns, rows, meanings(facts.language, rows))
