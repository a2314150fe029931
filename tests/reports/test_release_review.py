"""The page on which two people decide whether to sign a release."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from openwres.disclosure.protect import protect
from openwres.figures.areas import ORGANISATION
from openwres.releases.build import Built, build
from openwres.releases.review import MARK
from openwres.reports.document import Blank, Bullets, Document, Note, Paragraph, Table
from openwres.reports.formats import write
from openwres.reports.release_review import release_review
from openwres.standards import load_standard
from tests.releases.stores import order, register, write_store

NAMES = {(ORGANISATION, "ZZ1"): "Trust One", ("nation", "england"): "England"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """A signed release and the draft of a corrected one."""
    home = tmp_path_factory.mktemp("review")
    standard = load_standard("wres")
    first = build(write_store(home / "store"), home / "out", standard, register(), order(), protect)
    store = write_store(home / "corrected", bme_grade_five=4)
    draft = build(store, home / "out", standard, register(), order(signed=()), protect)
    return {"signed": first, "draft": draft}


def blocks(document: Document, kind: type[Any]) -> list[Any]:
    return [block for block in document.blocks if isinstance(block, kind)]


def table(document: Document, name: str) -> list[list[str]]:
    (found,) = [block for block in blocks(document, Table) if block.name == name]
    return [[cell.text for cell in row] for row in found.rows]


def test_it_begins_with_what_is_shown_hidden_and_lost_and_asks_for_two_people(built: dict[str, Built]) -> None:
    draft = release_review(built["draft"], NAMES)
    lead = blocks(draft, Paragraph)[0].text
    hidden = built["draft"].release.manifest.states["counts"]["suppressed"]
    assert f"hides {hidden}" in lead.replace(",", "")
    assert "of official values" in lead
    assert len(blocks(draft, Blank)) == 2
    assert built["draft"].release.manifest.content in blocks(draft, Note)[0].text
    signed = release_review(built["signed"], NAMES)
    assert blocks(signed, Blank) == []
    assert blocks(signed, Bullets)[1].items == ["analyst: p04, 2026-11-30", "reviewer: p17, 2026-11-30"]


def test_every_hidden_count_has_a_reason_and_they_add_up(built: dict[str, Built]) -> None:
    rows = table(release_review(built["signed"], NAMES), "reasons")
    assert any(row[0].startswith("Few people") for row in rows)
    assert sum(int(n.replace(",", "")) for row in rows for n in row[1:]) == len(built["signed"].protected.review)


def test_counts_are_shown_before_and_after_with_their_reason_and_names(built: dict[str, Built]) -> None:
    smallest = table(release_review(built["signed"], NAMES), "smallest")
    (row,) = (row for row in smallest if row[0].startswith("Trust One (ZZ1), staff") and row[0].endswith("BME"))
    assert row[1:] == ["3", "hidden", "Few people"]


def test_it_says_what_changed_since_the_release_before(built: dict[str, Built]) -> None:
    told = [block.text for block in blocks(release_review(built["draft"], NAMES), Paragraph)]
    assert any("otherwise than in wres-2026.1" in text for text in told)


@pytest.mark.parametrize("ending", ["html", "docx"])
def test_every_format_says_that_it_is_not_for_publication(built: dict[str, Built], ending: str, tmp_path: Path) -> None:
    document = release_review(built["draft"], NAMES)
    assert document.marking == MARK
    content = write(document, ending)
    assert content
    assert ending != "html" or MARK.encode() in content
