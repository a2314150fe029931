"""The board report put together from its parts, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import day_in_words, marked
from openwres.findings.history import History
from openwres.reports.board.among import Among
from openwres.reports.board.closing import action_plan, glossary, sign_off
from openwres.reports.board.facts import Facts, facts_of
from openwres.reports.board.first_page import first_page
from openwres.reports.board.indicator import indicator_pages
from openwres.reports.board.method import method
from openwres.reports.board.progression import progression
from openwres.reports.board.quality import data_quality
from openwres.reports.board.settings import Settings
from openwres.reports.document import Block, Document

_PARTS = (progression, data_quality, method, glossary, sign_off, action_plan)


def board_report(history: History, organisation: str, settings: Settings, known: Among | None = None) -> Document:
    """The report about one organisation in the newest year of a history. UsageError where it has no figures then.

    Where its peers are `known`, the history needs to hold the organisation alone.
    """
    facts = facts_of(history, organisation, settings, known)
    say = facts.language.say
    return Document(
        title=say(
            marked("{standard} {year}: report to the board"),
            standard=say(facts.edition.title),
            year=str(facts.edition.year),
        ),
        subject=facts.name,
        publisher=settings.publisher or facts.name,
        as_at=settings.as_at,
        blocks=tuple(_blocks(facts)),
        subtitle=say(marked("Snapshot of {day}"), day=day_in_words(facts.edition.snapshot, facts.language)),
        marking=say(settings.marking),
        language=facts.language.tag,
        keywords=(facts.edition.label, organisation),
    )


def _blocks(facts: Facts) -> Iterator[Block]:
    yield from first_page(facts)
    for indicator in facts.nine:
        yield from indicator_pages(facts, indicator)
    for part in _PARTS:
        yield from part(facts)
