"""Every link inside the documentation leads somewhere, and every page is reached from the first one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.docs.pages import PAGES, ROOT, name_of, prose

_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def targets(page: Path) -> Iterator[str]:
    """Addresses inside the project."""
    for target in _LINK.findall(_CODE.sub("", prose(page))):
        if "://" not in target:
            yield unquote(target)


def anchors(page: Path) -> set[str]:
    """The anchors that a page's headings make."""
    headings = [_LINK.sub("", heading) for heading in _HEADING.findall(prose(page))]
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in targets(page):
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), f"{name_of(page)}: {target} is not there"
        assert found.is_relative_to(ROOT), f"{name_of(page)}: {target} is outside the project"
        if anchor:
            assert anchor in anchors(found), f"{name_of(page)}: {target} names no heading"


def test_every_page_is_reached() -> None:
    reached, open_ends = set[Path](), [ROOT / "README.md"]
    while open_ends:
        page = open_ends.pop()
        reached.add(page)
        linked = {(page.parent / target.partition("#")[0]).resolve() for target in targets(page)}
        open_ends += [found for found in linked if found.suffix == ".md" and found not in reached and found.exists()]
    assert [name_of(page) for page in PAGES if page not in reached] == []
