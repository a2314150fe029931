"""A document as one page of HTML: whole in itself, read in order, usable by everyone on every screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from openwres.reports.document import Table
from openwres.reports.formats import page
from tests.reports.sample_documents import (
    BLOCKS,
    CAPTIONS,
    EVERYTHING,
    GRADES,
    HEADINGS,
    LONG_NAME,
    MARKING,
    NOTHING,
    UGLY,
)

CHROMIUM = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


class Reader(HTMLParser):
    """Collects the elements of a page: tag, attributes, text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.open: list[tuple[str, dict[str, str | None], list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), []))
        if tag not in {"meta", "link", "br", "img", "wbr"}:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag, f"{tag} closes another element"

    def handle_data(self, data: str) -> None:
        for _, _, texts in self.open:
            texts.append(data)

    def all(self, *tags: str) -> list[tuple[str, dict[str, str | None], str]]:
        return [(tag, attrs, "".join(texts)) for tag, attrs, texts in self.elements if tag in tags]


@pytest.fixture(scope="module")
def html() -> str:
    return page.write(EVERYTHING).decode()


@pytest.fixture(scope="module")
def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == []
    return reader


def test_headings_and_captions_are_read_in_order(read: Reader) -> None:
    assert [(int(tag[1]) - 1, text) for tag, _, text in read.all("h2", "h3", "h4")] == [(1, "Contents"), *HEADINGS]
    folded = {text for _, _, text in read.all("figcaption")}
    assert [
        text for tag, _, text in read.all("caption", "figcaption") if tag == "figcaption" or text not in folded
    ] == CAPTIONS


def test_it_is_whole_in_itself(html: str, read: Reader) -> None:
    assert {tag for tag, _, _ in read.elements}.isdisjoint(
        {"script", "link", "img", "iframe", "form", "input", "button"}
    )
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    leads = [attrs["href"] for _, attrs, _ in read.all("a")]
    assert [href for href in leads if not (href or "").startswith("#")] == ["https://www.example.org/wres?a=1&b=%23"]
    assert all(not name.startswith("on") for _, attrs, _ in read.elements for name in attrs)


def test_every_link_within_leads_somewhere_and_names_are_given_once(read: Reader) -> None:
    names = [attrs["id"] for _, attrs, _ in read.elements if "id" in attrs]
    assert len(names) == len(set(names))
    wanted = [str(attrs["href"])[1:] for _, attrs, _ in read.all("a", "use") if str(attrs["href"]).startswith("#")]
    wanted += [str(attrs["aria-labelledby"]) for _, attrs, _ in read.elements if "aria-labelledby" in attrs]
    assert set(wanted) <= set(names)
    fills = [value for _, attrs, _ in read.elements for value in attrs.values() if str(value).startswith("url(#")]
    assert len(fills) == 3
    assert {str(fill)[5:-1] for fill in fills} <= set(names)


def test_tables_say_what_rows_and_columns_are(read: Reader) -> None:
    headers = read.all("th")
    assert {attrs.get("scope") for _, attrs, _ in headers} == {"col", "row"}
    texts = [text for _, _, text in read.all("th", "td")]
    for row in GRADES.rows:
        assert all(cell.text in texts for cell in row)
    assert "White (people)" in texts


def test_drawings_have_words(read: Reader) -> None:
    drawn = read.all("svg")
    assert drawn[0][1]["aria-label"] == "10 ratios with their intervals. Eight of ten lie above 1."
    assert all(attrs["role"] == "img" for _, attrs, _ in drawn)
    assert len(read.all("details")) == len(drawn) == 3


def test_ugly_text_is_text(read: Reader) -> None:
    texts = [text for _, _, text in read.all("p")]
    assert all(text in texts for text in UGLY)


def test_it_says_what_it_is(read: Reader) -> None:
    (_, attrs, _), (_, _, title) = read.all("html", "title")
    assert attrs["lang"] == "en-GB"
    assert title == f"Workforce race equality: report to the board: {LONG_NAME}"
    meta = {attrs.get("name"): attrs.get("content") for _, attrs, _ in read.all("meta")}
    assert str(meta["keywords"]).startswith(MARKING)
    assert meta["robots"] == "noindex"
    assert MARKING in [text for _, _, text in read.all("p")]


def test_the_same_document_gives_the_same_bytes(html: str) -> None:
    assert page.write(EVERYTHING).decode() == html
    assert b"<h1>Nothing</h1>" in page.write(NOTHING)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield chromium
        chromium.close()


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("width", [1280, 320])
def test_everyone_can_use_it(browser: Any, tmp_path: Path, width: int) -> None:
    """320 pixels are what a window of 1280 has at a zoom of 400%."""
    from axe_playwright_python.sync_playwright import Axe

    short = [replace(block, rows=block.rows[:20]) if isinstance(block, Table) else block for block in BLOCKS]
    (tmp_path / "page.html").write_bytes(page.write(replace(EVERYTHING, blocks=short)))
    tab = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    tab.goto((tmp_path / "page.html").as_uri())
    tab.evaluate("document.querySelectorAll('details').forEach(folded => folded.open = true)")
    assert tab.evaluate("document.documentElement.scrollWidth") == width
    found = Axe().run(tab, options={"runOnly": WCAG}).response
    assert len(found["passes"]) > 15
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    tab.close()
