"""Another language: every word of a report comes through the catalogue, and the template for translators is current."""

from __future__ import annotations

import re
from functools import cache

import pytest

from docs.catalogue import TEMPLATE, template
from openwres.display.chart import Chart
from openwres.display.language import Language, day_in_words, plural
from openwres.findings.history import History
from openwres.organisations import Organisation, register_of
from openwres.reports.document import Document, Drawing
from tests.display.drawings import outside, overlapping, root_of
from tests.display.invented import INVENTED, MARK, english
from tests.findings.histories import history
from tests.reports.documents import AS_AT, alone, report_of, texts_of, year_of


def named(made: History) -> History:
    """The history with a name for its organisation."""
    return History(made.figures, made.tallies, made.editions, register_of([Organisation("R01", "Riverbank")], [], []))


@cache
def reports() -> dict[str, Document]:
    """A report of an organisation among its peers over three years, and one of the first year alone with parts missing."""
    codes = ["R01", "R02", "R03", "R04", "R05"]
    made = history(
        [frame for code in codes for year in (2024, 2025, 2026) for frame in year_of(code, year, hidden=("trained",))]
    )
    return {
        "years": report_of(named(made), language=INVENTED),
        "first year": report_of(named(alone(without=("board", "shortlisted"))), language=INVENTED),
    }


KINDS = pytest.mark.parametrize("kind", ["years", "first year"])


def charts_of(document: Document) -> dict[str, Chart]:
    return {block.name: block.chart for block in document.blocks if isinstance(block, Drawing)}


def texts_without_source(document: Document) -> list[str]:
    """The texts of a report. Where a figure is from is said in the words of the standard's own source."""
    found = [text for block in document.blocks for text in texts_of(block)]
    return [text for text in found if "Source:" not in text and f"{MARK}Source:" not in text]


@KINDS
def test_every_word_of_a_report_comes_through_the_catalogue(kind: str) -> None:
    """Descriptions and tables of charts are among the texts of a report."""
    assert english(texts_without_source(reports()[kind])) == set()


@KINDS
def test_every_word_in_a_drawing_comes_through_the_catalogue(kind: str) -> None:
    drawings = charts_of(reports()[kind])
    assert drawings
    assert english(text for chart in drawings.values() for text in root_of(chart).itertext()) == set()


@KINDS
def test_longer_words_stay_on_the_drawing_and_apart(kind: str) -> None:
    for name, chart in charts_of(reports()[kind]).items():
        assert (name, outside(chart), overlapping(chart)) == (name, [], [])


def test_plural_forms_are_those_of_the_language() -> None:
    language = Language("en-GB")
    text = plural("{number} member", "{number} members")
    assert [language.number(text, number) for number in (0, 1, 2, 1000)] == [
        "0 members",
        "1 member",
        "2 members",
        "1,000 members",
    ]


def test_dates_are_written_as_people_write_them() -> None:
    assert day_in_words(AS_AT) == "1 November 2026"


def test_the_template_for_translators_is_current() -> None:
    assert TEMPLATE.read_text(encoding="utf-8") == template(), "run: python docs/catalogue.py"


def test_the_template_has_each_text_once() -> None:
    found = re.findall(r"^msgid (.+)$", template(), re.MULTILINE)
    assert len(found) == len(set(found))
