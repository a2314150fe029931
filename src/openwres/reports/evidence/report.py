"""The evidence pack put together: figures with receipts, checks and overrides, completeness, comparisons, changes, audit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from openwres.display import numbers
from openwres.display.language import day_in_words, marked
from openwres.findings import figure_words as words
from openwres.findings.history import History
from openwres.findings.sentences import Subject
from openwres.findings.sentences.course import among_peers
from openwres.findings.sentences.figure import measure_of
from openwres.findings.sentences.subject import Row, limits_in
from openwres.reports.board.cells import interval_cell, meanings, value_cell
from openwres.reports.board.changes import before_and_after
from openwres.reports.board.closing import glossary
from openwres.reports.board.facts import Facts, facts_of
from openwres.reports.board.first_page import first_page
from openwres.reports.board.method import method
from openwres.reports.board.quality import data_quality
from openwres.reports.board.settings import Settings
from openwres.reports.document import Block, Bullets, Cell, Column, Document, Heading, Kind, Paragraph, Table
from openwres.reports.evidence.checks import audit, checks
from openwres.reports.evidence.record import Record
from openwres.standards.model import Indicator

_COUNTS = ("numerator", "denominator", "reference_numerator", "reference_denominator")


def evidence_pack(history: History, organisation: str, settings: Settings, record: Record) -> Document:
    """The pack about one organisation in the newest year of a history. UsageError where it has no figures then."""
    facts = facts_of(history, organisation, settings)
    say = facts.language.say
    title = marked("{standard} {year}: evidence pack")
    return Document(
        title=say(title, standard=say(facts.edition.title), year=str(facts.edition.year)),
        subject=facts.name,
        publisher=settings.publisher or facts.name,
        as_at=settings.as_at,
        blocks=tuple(_blocks(facts, record)),
        subtitle=say(marked("Snapshot of {day}"), day=day_in_words(facts.edition.snapshot, facts.language)),
        marking=say(settings.marking),
        language=facts.language.tag,
        keywords=(facts.edition.label, organisation),
    )


def _blocks(facts: Facts, record: Record) -> Iterator[Block]:
    yield from first_page(facts)
    yield from _figures(facts)
    yield from checks(facts, record)
    yield from data_quality(facts)
    yield from _comparisons(facts)
    yield from _changes(facts)
    yield from audit(facts, record)
    yield from method(facts)
    yield from glossary(facts)


def _figures(facts: Facts) -> Iterator[Block]:
    """Every figure of the whole, with its counts, its edition and its receipt."""
    say = facts.language.say
    yield Heading(say(marked("Figures and receipts")), 1)
    text = marked(
        "Rules marked as unverified were not yet checked against the primary document: they are named under Data quality. "
        "A receipt is a digest of the definition, its edition, the version of the method, the identifiers of the return versions and the "
        "key of the figure. The same receipt means the same way to the figure; it tells nothing of the counts."
    )
    yield Paragraph(say(text))
    for i in facts.edition.indicators:
        rows = _rows_of(facts, i)
        if rows:
            yield Heading(f"{i.name}. {facts.subject(i).what}", 2)
            yield _figure_table(facts, i, rows)
            yield _receipt_table(facts, i, rows)


def _rows_of(facts: Facts, i: Indicator) -> Sequence[Row]:
    whole = (
        (pl.col("indicator") == i.name) & (pl.col("breakdown") == "") & (pl.col("classification") == facts.edition.main)
    )
    rows = facts.newest.figures.filter(
        whole, pl.col("area_type") == facts.area_type, pl.col("area") == facts.organisation
    )
    return rows.sort("statistic", "variant", "group", "basis").to_dicts()


def _figure_table(facts: Facts, i: Indicator, rows: Sequence[Row]) -> Table:
    say, s = facts.language.say, facts.subject(i)
    cells = [
        (
            *_named(facts, row),
            value_cell(row, _plain),
            _limits(facts, row),
            Cell(row["method"] or ""),
            Cell(_counts(facts, row)),
        )
        for row in rows
    ]
    texts = (marked("95% interval"), marked("Method"), marked("Counts"))
    columns = [*_names(facts), Column(say(marked("Value")), Kind.NUMBER), *(Column(say(text)) for text in texts)]
    caption = say(marked("{what}: every figure of the whole"), what=s.what)
    return Table(f"figures-{i.name}", caption, columns, cells, meanings(facts.language, cells))


def _receipt_table(facts: Facts, i: Indicator, rows: Sequence[Row]) -> Table:
    say, s = facts.language.say, facts.subject(i)
    cells = [(*_named(facts, row), Cell(row["edition"]), Cell(row["receipt"] or "")) for row in rows]
    columns = [*_names(facts), Column(say(marked("Edition"))), Column(say(marked("Receipt")))]
    return Table(f"receipts-{i.name}", say(marked("{what}: receipts"), what=s.what), columns, cells)


def _names(facts: Facts) -> Iterator[Column]:
    for text in (marked("Statistic"), marked("Of whom"), marked("Variant")):
        yield Column(facts.language.say(text))


def _named(facts: Facts, row: Row) -> tuple[Cell, Cell, Cell]:
    return Cell(row["statistic"].replace("_", " ")), Cell(_of_whom(facts, row)), Cell(row["variant"].replace("-", " "))


def _counts(facts: Facts, row: Row) -> str:
    """The counts behind it: 275 of 1,117; 25 of 137."""
    pairs = [(row[first], row[second]) for first, second in (_COUNTS[:2], _COUNTS[2:])]
    text = marked("{part} of {whole}")
    return "; ".join(
        facts.language.say(text, part=numbers.count(a), whole=numbers.count(b))
        for a, b in pairs
        if a is not None and b is not None
    )


def _of_whom(facts: Facts, row: Row) -> str:
    groups = " / ".join(facts.edition.group_label(facts.edition.main, group) for group in row["group"].split(":"))
    return f"{groups} ({row['basis']})" if row["basis"] else groups


def _plain(value: float) -> str:
    """Up to four decimal places: an inspector may want to work it out again."""
    return f"{numbers.rounded(value, 4):f}"


def _limits(facts: Facts, row: Row) -> Cell:
    if not words.has_interval(row):
        return Cell("[z]")
    return Cell(limits_in(facts.language, _plain, row["lower"], row["upper"]))


def _comparisons(facts: Facts) -> Iterator[Block]:
    """Where each indicator lies among peers, in a sentence."""
    say = facts.language.say
    yield Heading(say(marked("Comparisons")), 1)
    said = []
    for i in facts.nine:
        if i.adverse_limit is not None:
            s = facts.subject(i)
            said += [f"{i.name}. {s.what}: {among_peers(s, facts.peers.get((i.name, '', basis)))}" for basis in i.bases]
    yield Bullets(said)


def _changes(facts: Facts) -> Iterator[Block]:
    """This year beside the last one."""
    say, year = facts.language.say, facts.edition.year
    yield Heading(say(marked("Changes since last year")), 1)
    if year - 1 not in facts.own_by_year:
        yield Paragraph(say(marked("There are no figures of the year before.")))
        return
    rows = [cells for i in facts.nine for cells in _change_rows(facts, i)]
    titles = [
        marked("Indicator"),
        marked("Value last year"),
        marked("Interval last year"),
        marked("Value"),
        marked("95% interval"),
    ]
    columns = [Column(say(title), Kind.NUMBER if "alue" in title else Kind.TEXT) for title in titles]
    caption = say(marked("Each indicator in {before} and {now}"), before=str(year - 1), now=str(year))
    yield from before_and_after(facts, facts.nine, "changed")
    yield Table("changes", caption, columns, rows, meanings(facts.language, rows))


def _change_rows(facts: Facts, i: Indicator) -> Iterator[tuple[Cell, ...]]:
    """A row for each way to count that both years have."""
    of_year = {year: (own, then) for year, own, then in facts.years_of(i)}
    last = facts.edition.year - 1
    for basis in i.bases:
        s = facts.subject(i)
        title = f"{i.name}. {s.what}" + (f" ({basis})" if len(i.bases) > 1 else "")
        now = measure_of(s, facts.own, basis)
        before: tuple[Cell, Cell] = (Cell("[x]"), Cell("[x]"))
        if last in of_year and basis in of_year[last][1].bases:
            own, then = of_year[last]
            earlier = Subject(facts.history.editions[last], then, facts.language)
            row = measure_of(earlier, own, basis)
            before = (value_cell(row, earlier.value), interval_cell(earlier, row))
        yield Cell(title), *before, value_cell(now, s.value), interval_cell(s, now)
