"""A document as one page of HTML, complete in itself: no script, nothing from elsewhere, fit for print and for small screens.

How it looks is said in `document.html` and `document.css` among the templates of all pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from markupsafe import Markup

from openwres.reports.document import Document, Drawing, Heading, Kind
from openwres.reports.formats.frames import table_of
from openwres.reports.formats.parts import Part, cleaned, full_title, keywords_of, leads_out, parts_of
from openwres.reports.formats.words import date_in_words, words_of
from openwres.reports.pages import environment

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ON_SCREENS = 1.2
"""How much larger drawings are than on paper, which is held nearer to the eye."""

_NAMED = re.compile(r"url\(#")
_LONG_WORD = re.compile(r"\S{26,}")
_PIECE = 16
"""A digest in a table may be broken after so many letters each."""


def write(document: Document) -> bytes:
    """The document as HTML. The same document gives the same bytes."""
    document = cleaned(document)
    words = words_of(document.language)
    parts = parts_of(document)
    text = environment().get_template("document.html").render(
        document=document,
        title=full_title(document),
        keywords=keywords_of(document),
        date=date_in_words(document.as_at, words),
        words=words,
        parts=parts,
        contents=tuple(_contents(parts)),
        drawn=_inline,
        broken=_broken,
        numbers=_numbers,
        leads_out=leads_out,
        NUMBER=Kind.NUMBER,
    )  # fmt: skip
    return text.encode()


def _contents(parts: tuple[Part, ...]) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    """The headings of level 1, each with those of level 2 under it."""
    headings = [part for part in parts if isinstance(part.block, Heading)]
    first = [place for place, part in enumerate(headings) if _level(part) == 1]
    for place, end in pairwise([*first, len(headings)]):
        yield headings[place], tuple(part for part in headings[place + 1 : end] if _level(part) == 2)


def _broken(text: str) -> str | Markup:
    """The text with places at which a long word of a table may be broken; they are in no copy of it."""
    if not _LONG_WORD.search(text):
        return text
    words = (_pieces(word) if _LONG_WORD.fullmatch(word) else word for word in text.split(" "))
    return Markup(" ").join(words)


def _pieces(word: str) -> Markup:
    return Markup("<wbr>").join(word[at : at + _PIECE] for at in range(0, len(word), _PIECE))


def _level(part: Part) -> int:
    return part.block.level if isinstance(part.block, Heading) else 0


def _numbers(part: Part) -> Part:
    """The table that is folded away under a figure."""
    return Part("table", table_of(_drawing(part)), part.label, f"{part.anchor}-numbers")


def _drawing(part: Part) -> Drawing:
    if not isinstance(part.block, Drawing):
        raise TypeError(f"{part.anchor} is no drawing")
    return part.block


def _inline(part: Part) -> Markup:
    """The drawing of a figure as a picture with its alternative; names in it are made unlike those of other drawings."""
    chart = _drawing(part).chart
    root = ElementTree.fromstring(chart.svg)  # noqa: S314 - drawn by us
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        element.attrib = {key: _renamed(key, value, part.anchor) for key, value in _attributes(element)}
    root.attrib |= {"role": "img", "aria-label": chart.description, "focusable": "false"}
    root.attrib["style"] = f"fill:{root.get('fill', '#000')}"  # stronger than what pages say of their own pictures
    root.attrib |= {"width": f"{_ON_SCREENS * chart.width:g}pt", "height": f"{_ON_SCREENS * chart.height:g}pt"}
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704 - serialised, so all text in it is escaped


def _attributes(element: ElementTree.Element) -> list[tuple[str, str]]:
    return [("href" if key == _XLINK else key, value) for key, value in element.attrib.items()]


def _renamed(key: str, value: str, anchor: str) -> str:
    if key == "id":
        return f"{anchor}-{value}"
    if key == "href" and value.startswith("#"):
        return f"#{anchor}-{value[1:]}"
    return _NAMED.sub(f"url(#{anchor}-", value)
