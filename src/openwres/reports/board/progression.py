"""Career progression: who moved up from year to year, and the disparity between tiers on one day. The two are told apart."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display import numbers
from openwres.display.language import marked
from openwres.findings import figure_words as words
from openwres.findings.career_words import leaves_out_one
from openwres.findings.moves import NOT_TOLD
from openwres.findings.sentences.quality import cautions
from openwres.findings.sentences.subject import Row, Subject, limits_in, of
from openwres.reports.board import ladders
from openwres.reports.board.cells import interval_cell, meanings, value_cell
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Cell, Column, Heading, Kind, Note, Paragraph, Table
from openwres.standards.model import Indicator


def progression(facts: Facts) -> Iterator[Block]:
    """The ladder of grades on one day, then moves, then the ratios between tiers."""
    say = facts.language.say
    yield Heading(say(marked("Career progression")), 1)
    yield from ladders.shares(facts)
    yield Heading(say(marked("Who moved up")), 2)
    yield from _moves(facts)
    for i in facts.supplementary:
        if i.kind == "disparity_ratio":
            yield from _disparity(facts, i)


def _moves(facts: Facts) -> Iterator[Block]:
    rows = [row for row in facts.careers if not row["breakdown"]]
    yield Paragraph(_moved(facts, rows[0] if rows else None))
    order = list(facts.edition.breakdowns["grade"].categories) if "grade" in facts.edition.breakdowns else []
    grades = [row for row in facts.careers if row["breakdown"] == "grade" and row["numerator"] is not None]
    grades.sort(key=lambda row: order.index(row["category"]))
    if grades:
        yield from ladders.moves(facts, grades)
        yield _grades(facts, grades)


def _moved(facts: Facts, row: Row | None) -> str:
    """What the moves of all years together say."""
    language, edition = facts.language, facts.edition
    say, s = language.say, facts.subject(facts.nine[0])
    sides = {"focus": s.focus, "reference": s.people(edition.reference)}
    if row is None or (row["numerator"] is None and row["reason"] != NOT_TOLD):
        return say(marked("Who moves up from year to year is not known here: it needs the staff lists of two years."))
    if row["reason"] == NOT_TOLD:
        return say(
            marked("Who moves up from year to year cannot be told, because counts of moves are missing or hidden.")
        )
    counts = marked("From {first} to {last}, {moved} {focus} moved up a grade within a year, and {other} {reference}.")
    said = say(
        counts, first=str(row["since"] - 1), last=str(row["year"]), moved=of(language, row["numerator"], row["denominator"]),
        other=of(language, row["reference_numerator"], row["reference_denominator"]), **sides,
    )  # fmt: skip
    if row["state"] != "value" or row["within"] is None:
        return language.all(said, say(marked("That is too few to tell whether one group moves up more often.")))
    if leaves_out_one(row["within_lower"], row["within_upper"]):
        text = marked(
            "Among people of the same grade, {reference} were {times} times as likely as {focus} to move up; the 95% interval "
            "({limits}) leaves out 1. Without regard to grade the ratio is {ratio}."
        )
    else:
        text = marked(
            "Among people of the same grade, {reference} were {times} times as likely as {focus} to move up; the 95% interval "
            "({limits}) includes 1. Without regard to grade the ratio is {ratio}."
        )
    times, ratio = (numbers.ratio(row[name], (0, 1)) for name in ("within", "value"))
    limits = limits_in(language, lambda value: numbers.ratio(value, (0, 1)), row["within_lower"], row["within_upper"])
    return language.all(said, say(text, times=times, ratio=ratio, limits=limits, **sides))


def _grades(facts: Facts, rows: list[Row]) -> Table:
    """Moves from each grade."""
    say, edition = facts.language.say, facts.edition
    s = facts.subject(facts.nine[0])
    groups = [words.capital(s.label(group)) for group in (edition.focus, edition.reference)]
    columns = [Column(say(marked("From grade")))]
    for group in groups:
        columns += [
            Column(say(marked("{group}: moved up"), group=group), Kind.NUMBER),
            Column(say(marked("{group}: person-years"), group=group), Kind.NUMBER),
        ]
    names = ("numerator", "denominator", "reference_numerator", "reference_denominator")
    titles = edition.breakdowns["grade"].categories
    cells = [(Cell(say(titles[row["category"]].title)), *(_number(row[name]) for name in names)) for row in rows]
    return Table(
        "moved-up",
        say(marked("Moves up, by grade, all years together")),
        columns,
        cells,
        meanings(facts.language, cells),
    )


def _number(value: int | None) -> Cell:
    return Cell("[x]") if value is None else Cell(numbers.count(value), value)


def _disparity(facts: Facts, i: Indicator) -> Iterator[Block]:
    """The ratios between tiers: a picture of one day."""
    say, s = facts.language.say, facts.subject(i)
    yield Heading(say(i.title), 2)
    yield Paragraph(say(i.how_to_read))
    titles = {
        "lower-middle": marked("lower to middle"),
        "middle-upper": marked("middle to upper"),
        "lower-upper": marked("lower to upper"),
    }
    rows = []
    for scale in i.scales:
        for steps, title in titles.items():
            row = facts.own.get(i.name, "disparity_ratio", s.group, breakdown="step", category=f"{scale}-{steps}")
            name = say(marked("{scale}, {steps}"), scale=words.capital(say(scale)), steps=say(title))
            rows.append((Cell(name), value_cell(row, s.value), interval_cell(s, row)))
    columns = [
        Column(say(marked("Tiers"))),
        Column(say(marked("Ratio")), Kind.NUMBER),
        Column(say(marked("95% interval of a random allocation"))),
    ]
    yield Table(f"tiers-{i.name}", say(i.title), columns, rows, meanings(facts.language, rows))
    yield from _cautions(facts, s)


def _cautions(facts: Facts, s: Subject) -> Iterator[Block]:
    for caution in cautions(s):
        yield Note(facts.language.say(marked("Be careful")), caution)
