"""Data quality: how many people's group is known, what is missing or hidden, which counts contradict one another, which rules are unverified."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from openwres.contracts.tables import State
from openwres.display import numbers
from openwres.display.language import marked, plural
from openwres.display.reasons import why
from openwres.findings import figure_words as words
from openwres.findings.sentences.subject import ALL
from openwres.reports.board.cells import NOT_APPLICABLE, count_cell, meanings, value_cell
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Bullets, Cell, Column, Heading, Kind, Note, Paragraph, Table


def data_quality(facts: Facts) -> Iterator[Block]:
    """Known groups, completeness, checks, rules."""
    say = facts.language.say
    yield Heading(say(marked("Data quality")), 1)
    yield Paragraph(_completeness(facts), lead=True)
    if facts.settings.basis:
        yield Note(say(facts.settings.marking) or say(marked("What this rests on")), say(facts.settings.basis))
    yield from _absent(facts)
    yield Heading(say(marked("People whose group is not known")), 2)
    yield known_by_year(facts)
    yield unknown_by_indicator(facts)
    yield Heading(say(marked("Checks")), 2)
    yield from _checks(facts)
    yield Heading(say(marked("Rules")), 2)
    yield from rules(facts)


def _completeness(facts: Facts) -> str:
    """How many of the values that the standard asks for are there."""
    said = [one for i in facts.nine for one in facts.said(i)]
    there = sum(one.has_value for one in said)
    text = plural("{there} of {number} values are there.", "{there} of {number} values are there.")
    return facts.language.number(text, len(said), there=numbers.count(there))


def _absent(facts: Facts) -> Iterator[Block]:
    items = []
    for i in facts.nine:
        for one in facts.said(i):
            if not one.has_value:
                items.append(f"{i.name}. {facts.subject(i).what}: {_reason(facts, one.row)}")
    yield Bullets(tuple(items))


def _reason(facts: Facts, row: object) -> str:
    if not isinstance(row, dict):
        return facts.language.say(marked("not in these figures"))
    return why(facts.edition, row["state"], row["reason"], facts.language)


def known_by_year(facts: Facts) -> Table:
    """The share of staff whose group is known, by year."""
    say, rows = facts.language.say, []
    composition = next(i for i in facts.nine if i.kind == "composition")
    for year, own, _ in facts.years_of(composition):
        row = own.get(composition.name, "self_report_rate", ALL)
        rows.append(
            (
                Cell(str(year)),
                count_cell(row, "numerator"),
                count_cell(row, "denominator"),
                value_cell(row, words.percent),
            )
        )
    rows.reverse()
    columns = [
        Column(say(marked("Year"))),
        *(
            Column(say(title), Kind.NUMBER)
            for title in (marked("Group known"), marked("All staff"), marked("Share known"))
        ),
    ]
    return Table(
        "known", say(marked("Staff whose group is known, by year")), columns, rows, meanings(facts.language, rows)
    )


def unknown_by_indicator(facts: Facts) -> Table:
    """How many of those counted have no known group, by indicator."""
    say, rows = facts.language.say, []
    for i in facts.nine:
        s, basis = facts.subject(i), i.bases[0]
        stock = i.kind in ("composition", "representation_gap")
        row = facts.own.get(i.name, "percentage", facts.edition.unknown, basis)
        everyone = row if stock else facts.own.get(i.name, "percentage", ALL, basis)
        part, whole = count_cell(row, "numerator" if stock else "denominator"), count_cell(everyone, "denominator")
        share = NOT_APPLICABLE
        if part.number is not None and whole.number:
            share = Cell(numbers.percentage(part.number / whole.number, (0, 1)), 100 * part.number / whole.number)
        rows.append((Cell(f"{i.name}. {s.what}"), part, whole, share))
    titles = (marked("Group not known"), marked("All"), marked("Share not known"))
    columns = [Column(say(marked("Indicator"))), *(Column(say(title), Kind.NUMBER) for title in titles)]
    return Table(
        "not-known",
        say(marked("People whose group is not known, by indicator")),
        columns,
        rows,
        meanings(facts.language, rows),
    )


def _checks(facts: Facts) -> Iterator[Block]:
    """What contradicts itself among the counts of the year."""
    say = facts.language.say
    counts = facts.tallies_of_year
    if counts.is_empty():
        yield Paragraph(
            say(marked("The counts behind these figures are not here, so that they were not checked again."))
        )
        return
    from openwres.tallies.coherence import check_tallies

    problems = check_tallies(counts, facts.edition)
    hidden = counts.filter(pl.col("state") == str(State.SUPPRESSED)).height
    if not problems:
        yield Paragraph(
            say(
                marked(
                    "No counts contradict one another: parts add up to wholes, and nobody had an event who could not have had it."
                )
            )
        )
    else:
        text = plural(
            "{number} contradiction among the counts was found:", "{number} contradictions among the counts were found:"
        )
        yield Paragraph(facts.language.number(text, len(problems)))
        yield Bullets(tuple(say(problem.sentence) for problem in problems))
    if hidden:
        text = plural(
            "{number} count is not shown, to protect people.", "{number} counts are not shown, to protect people."
        )
        yield Paragraph(facts.language.number(text, hidden))


def rules(facts: Facts) -> Iterator[Block]:
    say = facts.language.say
    unverified = [i.name for i in facts.edition.indicators if not i.verified]
    if unverified:
        text = marked("Not yet checked against the primary document: the rules of indicators {indicators}.")
        yield Paragraph(say(text, indicators=", ".join(unverified)))
    else:
        yield Paragraph(say(marked("All rules were checked against the primary documents.")))
