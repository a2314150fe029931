"""The national report put together from its parts, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from openwres.display.language import day_in_words, marked
from openwres.findings.history import History
from openwres.reports.board.closing import glossary
from openwres.reports.board.first_page import first_page
from openwres.reports.board.method import method
from openwres.reports.board.settings import Settings
from openwres.reports.document import Block, Document
from openwres.reports.national.boards import boards
from openwres.reports.national.indicator import indicator_pages
from openwres.reports.national.lists import characteristics, hard_nuts, improvers, right_for_all
from openwres.reports.national.nation import Nation, nation_of
from openwres.reports.national.quality import data_quality

_PARTS = (boards, hard_nuts, improvers, characteristics, right_for_all, data_quality)


def national_report(history: History, area: str, settings: Settings) -> Document:
    """The report about a nation in the newest year of a history. UsageError where it has no figures of it."""
    nation = nation_of(history, area, settings)
    facts = nation.facts
    say = facts.language.say
    title = marked("{standard} {year}: national data analysis report")
    return Document(
        title=say(title, standard=say(facts.edition.title), year=str(facts.edition.year)),
        subject=facts.name,
        publisher=settings.publisher or say(facts.edition.owner),
        as_at=settings.as_at,
        blocks=tuple(_blocks(nation)),
        subtitle=say(marked("Snapshot of {day}"), day=day_in_words(facts.edition.snapshot, facts.language)),
        marking=say(settings.marking),
        language=facts.language.tag,
        keywords=(facts.edition.label, facts.name),
    )


def _blocks(nation: Nation) -> Iterator[Block]:
    yield from first_page(nation.facts)
    for indicator in nation.facts.nine:
        yield from indicator_pages(nation, indicator)
    for part in _PARTS:
        yield from part(nation)
    yield from method(nation.facts)
    yield from glossary(nation.facts)
