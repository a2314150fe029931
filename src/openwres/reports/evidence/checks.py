"""Checks and overrides with their reasons, and the audit: what was read, what was decided, by which rules and program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from openwres.contracts.problems import Severity
from openwres.display.language import marked, plural
from openwres.reports.board.facts import Facts
from openwres.reports.document import Block, Cell, Column, Heading, Paragraph, Table
from openwres.reports.evidence.record import Record

_SEVERITIES: Mapping[Severity, str] = {
    Severity.BLOCK: marked("stops a part"),
    Severity.CONFIRM: marked("to confirm"),
    Severity.NOTE: marked("note"),
}


def checks(facts: Facts, record: Record) -> Iterator[Block]:
    """Everything that was found, each with why it may stand where somebody said so; and the local decisions."""
    say = facts.language.say
    yield Heading(say(marked("Checks and overrides")), 1)
    if record.problems is None:
        yield Paragraph(say(marked("What was found when the figures were calculated was not given (`--results`).")))
    elif not record.problems:
        yield Paragraph(say(marked("Nothing was found.")))
    else:
        yield _problems(facts, record)
    yield Heading(say(marked("Local decisions")), 2)
    if record.decisions:
        yield _decisions(facts, record)
    else:
        yield Paragraph(say(marked("None is on record.")))


def _problems(facts: Facts, record: Record) -> Table:
    say = facts.language.say
    rows = []
    for problem in record.problems or ():
        known = record.explanation_of(problem)
        override = f"{known.reason} ({known.person}, {known.date})" if known else ""
        rows.append(
            tuple(map(Cell, (say(_SEVERITIES[problem.severity]), problem.id, problem.place, say(problem.sentence), say(problem.remedy), override)))
        )  # fmt: skip
    titles = (
        marked("Severity"),
        marked("Check"),
        marked("Where"),
        marked("What was found"),
        marked("What to do"),
        marked("Why it stands"),
    )
    number = plural("{number} finding of the checks", "{number} findings of the checks")
    return Table("checks", facts.language.number(number, len(rows)), [Column(say(title)) for title in titles], rows)


def _decisions(facts: Facts, record: Record) -> Table:
    say = facts.language.say
    keys = ("about", "of", "means", "reason", "by", "on")
    rows = [tuple(Cell(_text(one.get(key))) for key in keys) for one in record.decisions]
    titles = (marked("About"), marked("Of"), marked("Means"), marked("Reason"), marked("By"), marked("On"))
    return Table("decisions", say(marked("Local decisions")), [Column(say(title)) for title in titles], rows)


def _text(value: Any) -> str:
    return "" if value is None else ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def audit(facts: Facts, record: Record) -> Iterator[Block]:
    """By which definitions and which program, from which files, under which policy."""
    say = facts.language.say
    yield Heading(say(marked("Audit")), 1)
    if facts.settings.basis:
        yield Paragraph(say(facts.settings.basis))
    rows = [
        (Cell(i.name), Cell(i.edition), Cell(say(i.edition_source)), Cell(say(marked("checked")) if i.verified else say(marked("unverified"))), Cell(i.digest))
        for i in facts.edition.indicators
    ]  # fmt: skip
    titles = (
        marked("Indicator"),
        marked("Edition"),
        marked("Source"),
        marked("Rule"),
        marked("Digest of the definition"),
    )
    yield Table("definitions", say(marked("Definitions")), [Column(say(title)) for title in titles], rows)
    if record.run is None:
        yield Paragraph(say(marked("The log of the calculation was not given (`--results`).")))
        return
    version = marked("The figures were calculated by OpenWRES {version}.")
    yield Paragraph(say(version, version=_text(record.run.get("openwres"))))
    yield _files(facts, record.run)


def _files(facts: Facts, run: Mapping[str, Any]) -> Table:
    """What was read, and how its columns were matched. Digests of files stay in the log."""
    say, rows = facts.language.say, []
    for file in run.get("read", ()):
        for table in file.get("tables", ()):
            matched = "; ".join(f"{name}: {header}" for name, header in table.get("matched", {}).items())
            told = (
                file.get("file"),
                table.get("sheet"),
                table.get("kind"),
                table.get("system"),
                matched,
                table.get("ignored"),
            )
            rows.append(tuple(Cell(_text(one)) for one in told))
    titles = (
        marked("File"),
        marked("Sheet"),
        marked("Kind"),
        marked("Source system"),
        marked("Columns"),
        marked("Left unread"),
    )
    return Table("files", say(marked("Files that were read")), [Column(say(title)) for title in titles], rows)
