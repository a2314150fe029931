"""The report that an organisation must publish, in the order of the published template, as a document.

It is made of figures, so that those of a release and those of a return make the same report. What only people can say
is taken from the words of the return, or left for them to write in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import overload

import polars as pl

from openwres.display import numbers
from openwres.display.language import ENGLISH, day_in_words
from openwres.display.reasons import shorthand
from openwres.figures.areas import ORGANISATION
from openwres.findings.figure_words import percent
from openwres.reports.board.categories import in_order, title_of
from openwres.reports.board.cells import meanings
from openwres.reports.document import (
    Blank,
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Kind,
    Link,
    Note,
    Paragraph,
    Table,
    Terms,
)
from openwres.reports.headlines import headlines
from openwres.reports.measures import Headline, Measure
from openwres.returns.details import DETAILS, Detail, action, narrative
from openwres.standards.model import Edition, Indicator

DRAFT = "Draft, not for publication: the counts are not protected"
_HEAD = ("date", "board-lead", "lead-manager", "commissioner", "report-address", "sign-off-name", "sign-off-date")
_FIELD = {detail.key: detail for detail in DETAILS}


@dataclass(frozen=True)
class Template:
    """What the report is made of: figures of the year and of the last, and the words of the return by key.

    Without `blanks` what nobody wrote is left out, as on a page that is published.
    """

    edition: Edition
    organisation: str
    figures: pl.DataFrame
    last_year: pl.DataFrame | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    blanks: bool = True


def report_template(given: Template, as_at: date, publisher: str = "", marking: str = DRAFT) -> Document:
    """The report: organisation and sign-off, background, workforce, indicators, other issues, action plan."""
    given = replace(given, figures=_own(given, given.figures), last_year=_own(given, given.last_year))
    blocks = [*_about(given), *_background(given), *_workforce(given), *_indicators(given), *_end(given)]
    return Document(
        title=f"{given.edition.title}: report {given.edition.year}", subject=given.name or given.organisation,
        publisher=publisher or given.name or given.organisation, as_at=as_at, blocks=blocks, marking=marking,
    )  # fmt: skip


@overload
def _own(given: Template, figures: pl.DataFrame) -> pl.DataFrame: ...
@overload
def _own(given: Template, figures: pl.DataFrame | None) -> pl.DataFrame | None: ...
def _own(given: Template, figures: pl.DataFrame | None) -> pl.DataFrame | None:
    """The figures of the organisation alone: those of others may stand beside them."""
    if figures is None:
        return None
    own = (pl.col("area_type") == ORGANISATION) & (pl.col("area") == given.organisation)
    return figures.filter(own, pl.col("classification") == given.edition.main)


def _about(given: Template) -> Iterator[Block]:
    yield Heading("Organisation", 1)
    named = f"{given.name} ({given.organisation})" if given.name else given.organisation
    yield Terms([("Name and code of the organisation", named)])
    yield from _fields(given, _HEAD)


def _fields(given: Template, keys: tuple[str, ...]) -> Iterator[Block]:
    """The fields in their order: what was written, and a place to write where nothing was."""
    for key in keys:
        yield from _field(given, _FIELD[key])


def _field(given: Template, detail: Detail) -> Iterator[Block]:
    text = given.words.get(detail.key, "").strip()
    if text.startswith(("https://", "http://")) and len(text.split()) == 1:
        yield Link(detail.label, text)
    elif text:
        yield Terms([(detail.label, text)])
    else:
        yield from _blank(given, detail)


def _blank(given: Template, detail: Detail) -> Iterator[Block]:
    if given.blanks:
        hint = detail.hint[:1].lower() + detail.hint[1:]
        yield Blank(f"{detail.label} ({hint})", 4 if detail.narrative else 1)


def _background(given: Template) -> Iterator[Block]:
    yield from _part(given, "Background", ("completeness", "comparison"))


def _part(given: Template, title: str, keys: tuple[str, ...]) -> Iterator[Block]:
    """A part of fields only; nothing where none of them says anything."""
    blocks = list(_fields(given, keys))
    if blocks:
        yield Heading(title, 1)
        yield from blocks


def _workforce(given: Template) -> Iterator[Block]:
    yield Heading("Workforce", 1)
    columns = [
        Column(""),
        Column(str(given.edition.year), Kind.NUMBER),
        Column(str(given.edition.year - 1), Kind.NUMBER),
    ]
    rows = [[Cell(label), *cells] for label, cells in _totals(given)]
    caption = f"Staff on {day_in_words(given.edition.snapshot)}, and on the same day of the year before"
    yield Table("workforce", caption, columns, rows, meanings(ENGLISH, rows))
    yield from _fields(given, ("self-reporting-done", "self-reporting-planned", "period"))


def _totals(given: Template) -> Iterator[tuple[str, list[Cell]]]:
    """Everybody, the share of the focus group, the share whose group is known."""
    e = given.edition
    label = e.group_label(e.main, e.focus)
    for indicator in (i for i in e.indicators if i.kind == "composition" and not i.supplementary):
        whole = [_row(table, indicator, "percentage", e.focus) for table in (given.figures, given.last_year)]
        known = [_row(table, indicator, "self_report_rate", "all") for table in (given.figures, given.last_year)]
        yield "Number of staff", [_count(row) for row in whole]
        yield f"Share of staff who are {label}", [_share(row) for row in whole]
        yield "Share of staff who reported their group", [_share(row) for row in known]


def _row(table: pl.DataFrame | None, indicator: Indicator, statistic: str, group: str) -> dict[str, object] | None:
    if table is None:
        return None
    found = table.filter(
        pl.col("indicator") == indicator.name, pl.col("statistic") == statistic, pl.col("group") == group,
        pl.col("breakdown") == "", pl.col("variant") == "official",
    )  # fmt: skip
    return found.row(0, named=True) if len(found) else None


def _count(row: dict[str, object] | None) -> Cell:
    count = row["denominator"] if row else None
    return Cell(numbers.count(count), count) if isinstance(count, int) else _none(row)


def _share(row: dict[str, object] | None) -> Cell:
    if row and row["denominator"] == 0:
        return Cell("nobody")
    value = row["value"] if row else None
    return Cell(percent(value), value) if isinstance(value, float) else _none(row)


def _none(row: dict[str, object] | None) -> Cell:
    """The shorthand of why there is no number; words for a year that nobody gave."""
    return Cell(shorthand(str(row["state"])) or "[x]") if row else Cell("not given")


def _indicators(given: Template) -> Iterator[Block]:
    yield Heading("Indicators", 1)
    for headline in headlines(given.edition, given.figures, given.last_year, given.organisation):
        if not headline.indicator.supplementary:
            yield from _indicator(given, headline)


def _indicator(given: Template, headline: Headline) -> Iterator[Block]:
    i = headline.indicator
    yield Heading(f"Indicator {i.name}. {i.title}", 2)
    if i.kind == "composition":
        yield from _grades(given, i)
    columns = [Column("Measure"), Column(str(given.edition.year), Kind.NUMBER), Column("Counts behind it"),
               Column(str(given.edition.year - 1), Kind.NUMBER)]  # fmt: skip
    rows = [_measured(measure, headline) for measure in headline.measures]
    yield Table(f"indicator-{i.name}", f"Indicator {i.name} this year and the year before", columns, rows)
    if headline.adverse:
        yield Paragraph(headline.adverse)
    yield from (Note(title, text) for title, text in headline.notes)
    yield from _field(given, narrative(i.name))
    yield from _field(given, action(i.name))


def _measured(measure: Measure, headline: Headline) -> list[Cell]:
    said = measure.value if not measure.why else f"{measure.value}: {measure.why}"
    interval = f"{said}, {measure.interval}" if measure.interval else said
    before = "not comparable" if headline.broken else measure.last_year or "not given"
    return [Cell(measure.label), Cell(interval, measure.point), Cell("; ".join(measure.counts)), Cell(before)]


def _grades(given: Template, i: Indicator) -> Iterator[Block]:
    """Every grade row: how many of each group, and the share of the focus group this year and the last."""
    e = given.edition
    groups, label = list(e.classifications[e.main].groups), e.group_label(e.main, e.focus)
    columns = [Column("Grade"), *(Column(e.group_label(e.main, group), Kind.NUMBER, "people") for group in groups),
               *(Column(f"{label} {year}", Kind.NUMBER) for year in (e.year, e.year - 1))]  # fmt: skip
    now, before = (
        {(row["category"], row["group"]): row for row in _by_grade(e, table, i)}
        for table in (given.figures, given.last_year)
    )
    rows, hidden = [], 0
    for code, title in _grade_rows(e, i, now):
        counts = [_headcount(now.get((code, group))) for group in groups]
        if any(cell.number is not None for cell in counts):
            rows.append([Cell(title), *counts, *(_share(table.get((code, e.focus))) for table in (now, before))])
        hidden += all(cell.text == "[c]" for cell in counts)
    if rows:
        left_out = f"{numbers.quantity(hidden, 'grade is', 'grades are')} left out, to protect people."
        notes = (*([left_out] if hidden else []), *meanings(ENGLISH, rows))
        yield Table(f"grades-{i.name}", f"Staff by grade on {day_in_words(e.snapshot)}", columns, rows, notes)


def _grade_rows(edition: Edition, i: Indicator, found: Iterable[tuple[object, object]]) -> Iterator[tuple[str, str]]:
    """The rows of the finest breakdown of a composition, those into which a release merged some where these begin."""
    there = {str(code) for code, _ in found}
    for code in dict.fromkeys(edition.breakdowns[code].of or code for code in i.breakdowns):
        breakdown = edition.breakdowns[code]
        yield from ((row, title_of(breakdown, row, ENGLISH)) for row in in_order(breakdown, there))


def _by_grade(edition: Edition, table: pl.DataFrame | None, i: Indicator) -> list[dict[str, object]]:
    if table is None:
        return []
    finest = list(dict.fromkeys(edition.breakdowns[code].of or code for code in i.breakdowns))
    return table.filter(
        pl.col("indicator") == i.name, pl.col("statistic") == "percentage", pl.col("breakdown").is_in(finest),
        pl.col("variant") == "official",
    ).to_dicts()  # fmt: skip


def _headcount(row: dict[str, object] | None) -> Cell:
    count = row["numerator"] if row else None
    return Cell(numbers.count(count), count) if isinstance(count, int) else _none(row)


def _end(given: Template) -> Iterator[Block]:
    yield from _part(given, "Other relevant issues", ("other-issues",))
    yield from _part(given, "Action plan", ("action-plan",))
